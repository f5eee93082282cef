#!/usr/bin/env bash
# Builds the wheel, installs it where no Rust toolchain can be found, and runs it there: by hand and as a hook of pre-commit.
# usage: tests/clients/wheel.sh
set -euo pipefail
project=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/build" && python3 -m venv "$work/use"
"$work/build/bin/pip" install --quiet --disable-pip-version-check maturin==1.9.6 pre-commit==4.7.0
cd "$project"
"$work/build/bin/maturin" build --quiet --locked --profile dev --out "$work/wheels"
name=$(grep -m 1 '^name' pyproject.toml | cut -d '"' -f 2)
wheel=$(ls "$work/wheels/${name//-/_}"-*.whl)
"$work/use/bin/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
without_rust=(env -i HOME="$work" PATH="$work/use/bin:/usr/bin:/bin" GIT_CONFIG_GLOBAL=/dev/null)
version=$(grep -m 1 '^version' Cargo.toml | cut -d '"' -f 2)
"$work/use/bin/pip" --disable-pip-version-check show --quiet "$name"
test "$("${without_rust[@]}" drawline --version)" = "drawline $version"
code=0
"${without_rust[@]}" drawline lint --format short fixtures/overstretched > "$work/said" || code=$?
test "$code" = 1
grep -q 'out-of-scope' "$work/said"
echo "ok: the wheel of $name is installed and judges the sample"

mkdir "$work/repo" && cd "$work/repo"
git init -q -b main .
printf '[team]\nname = "A"\n\n[[duty]]\nactivity = "test-sign-off"\naccountable = "product manager"\n' > charter.toml
cat > .pre-commit-config.yaml <<CONFIG
repos:
- repo: local
  hooks:
  - id: drawline
    name: drawline
    entry: drawline lint --staged
    language: python
    additional_dependencies: ["$wheel"]
    pass_filenames: false
    always_run: true
CONFIG
git add -A
code=0
env -i HOME="$work" PATH="/usr/bin:/bin" PRE_COMMIT_HOME="$work/store" GIT_CONFIG_GLOBAL=/dev/null \
    "$work/build/bin/pre-commit" run > "$work/said" 2>&1 || code=$?
test "$code" = 1 && grep -q 'out-of-scope' "$work/said" || { cat "$work/said"; exit 1; }
echo "ok: pre-commit runs the wheel as a hook, without Rust"
