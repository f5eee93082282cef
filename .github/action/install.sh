#!/usr/bin/env bash
# Puts drawline on the path: a release whose checksum is verified, or, without a version, built from the action's checkout.
set -euo pipefail

build() {
    cargo install --locked --quiet --root "$RUNNER_TEMP/drawline" --path "$GITHUB_ACTION_PATH"
    echo "$RUNNER_TEMP/drawline/bin" >> "$GITHUB_PATH"
}

if [ -z "${DRAWLINE_VERSION:-}" ]; then
    if command -v drawline > /dev/null; then
        exit 0
    fi
    build
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
folder=$RUNNER_TEMP/drawline/bin
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
