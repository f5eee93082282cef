#!/usr/bin/env bash
# Puts drawline on the path: a release whose checksum is verified, or, without a version, built from the action's checkout.
#
# A step starts in the folder that is judged, which a pull request wrote: cargo would take its toolchain and settings from there.
# So all of this runs in folders of the action and of the runner.
set -euo pipefail

action=$(cd "$GITHUB_ACTION_PATH" && pwd -P)
workspace=$(cd "${GITHUB_WORKSPACE:-.}" && pwd -P)
mkdir -p "$RUNNER_TEMP"
temporary=$(cd "$RUNNER_TEMP" && pwd -P)
# The toolchain is the one that is named there.
cd "$action/.github/action"

found() {
    echo "program=$1" >> "${GITHUB_OUTPUT:-/dev/null}"
}
build() {
    cargo install --locked --quiet --root "$temporary/drawline" --target-dir "$temporary/drawline-build" --path "$action"
    rm -rf "$temporary/drawline-build"
    echo "$temporary/drawline/bin" >> "$GITHUB_PATH"
    found "$temporary/drawline/bin/drawline"
}
# A program that is installed already, unless it lies in what is judged.
installed() {
    local program
    program=$(command -v drawline) || return 1
    case "$program" in
        "$workspace"/*) return 1 ;;
        /*) found "$program" ;;
        *) return 1 ;;
    esac
}

if [ -z "${DRAWLINE_VERSION:-}" ]; then
    installed || build
    exit 0
fi
if ! [[ "$DRAWLINE_VERSION" =~ ^v?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
    echo "::error title=drawline::the input version is no version such as 0.1.0"
    exit 2
fi
version=${DRAWLINE_VERSION#v}
case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *) build; exit 0 ;;
esac
archive=drawline-$version-$target.tar.gz
from=https://github.com/drawline/drawline/releases/download/v$version
folder=$temporary/drawline/bin
mkdir -p "$folder"
cd "$folder"
curl --fail --silent --show-error --location --retry 3 --remote-name "$from/$archive" --remote-name "$from/$archive.sha256"
if command -v sha256sum > /dev/null; then
    sha256sum --check "$archive.sha256"
else
    shasum --algorithm 256 --check "$archive.sha256"
fi
tar -xzf "$archive"
echo "$folder" >> "$GITHUB_PATH"
found "$folder/drawline"
