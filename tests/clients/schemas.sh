#!/usr/bin/env bash
# Holds the schemas against the linters of two editors for TOML (taplo and tombi): they accept every fixture whose form
# drawline accepts, and turn down those in which it finds an unknown key, a wrong type or a missing key.
# usage: tests/clients/schemas.sh path/to/drawline
set -euo pipefail
drawline=$(realpath "$1")
project=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check check-jsonschema==0.39.0 taplo==0.9.3 tombi==1.9.6
for kind in charter ownership people config rule; do
    "$drawline" schema "$kind" > "$work/$kind.json"
done
"$work/venv/bin/check-jsonschema" --check-metaschema "$work"/*.json
"$work/venv/bin/python" "$project/tests/clients/schemas.py" "$drawline" "$project" "$work"
