#!/usr/bin/env bash
# Runs the Spark job of `examples/fleet` on a cluster of two workers, of which one is killed midway, with a broken repository and one
# that hangs among the others, and holds what it finds against one machine's answer; asks `questions.sql` with DuckDB. ALL runs the
# last day twice.
# usage: [ALL=1] tests/clients/fleet.sh path/to/drawline [how many repositories]
set -euo pipefail
drawline=$(realpath "$1")
project=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyspark==4.0.1 duckdb==2.0.1
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
"$work/venv/bin/python" "$project/tests/clients/fleet.py" "$drawline" "$work" "${2:-40}"
