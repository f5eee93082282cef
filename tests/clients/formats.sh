#!/usr/bin/env bash
# Shows the output for every fixture to the real readers of its format: the SARIF schema and GitHub's ingestion rules (the
# multitool of the format's makers), junitparser, and JSON readers. Nothing may be an error or a warning.
# usage: tests/clients/formats.sh path/to/drawline
set -euo pipefail
drawline=$(realpath "$1")
project=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check check-jsonschema==0.39.0 junitparser==5.0.3
(cd "$work" && npm install --silent --no-audit --no-fund @microsoft/sarif-multitool@5.7.0)
tool=$work/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod +x "$tool"
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org

count=0
for files in "$project"/fixtures/overstretched "$project"/fixtures/cases/*/*/files; do
    name=$(echo "${files#"$project"/fixtures/}" | tr '/' '-')
    mkdir "$work/repo" && cp -r "$files/." "$work/repo" && cd "$work/repo"
    git init -q -b main . && git add -A && git commit -q -m start
    code=0
    "$drawline" lint --format short --today 2026-06-01 --output "sarif=$work/$name.sarif" --output "junit=$work/$name.xml" \
        --output "gitlab=$work/$name.gitlab.json" --output "rdjson=$work/$name.rdjson" > /dev/null 2>&1 || code=$?
    cd "$work" && rm -rf "$work/repo"
    # Where nothing could be judged there is nothing to show.
    [ "$code" -le 1 ] || continue
    count=$((count + 1))
done

"$work/venv/bin/check-jsonschema" --schemafile "$(dirname "$tool")/sarif-2.1.0.json" "$work"/*.sarif
# One process for all of them: most of its time goes into its start.
"$tool" validate "$work"/*.sarif --output "$work/report.json" --log ForceOverwrite --rule-kind 'Sarif;Ghas' > "$work/validated"
grep -q "^Done. $count files scanned." "$work/validated" || { cat "$work/validated"; exit 1; }
"$work/venv/bin/python" - "$work" <<'PY'
import glob, json, sys
from junitparser import JUnitXml

work, wrong = sys.argv[1], 0
for run in json.load(open(f"{work}/report.json"))["runs"]:
    for result in run.get("results", []):
        if result.get("level", "warning") in ("error", "warning"):
            wrong += 1
            print(result["locations"][0]["physicalLocation"]["artifactLocation"], result["ruleId"], result["message"])
for path in glob.glob(f"{work}/*.xml"):
    JUnitXml.fromfile(path)
for path in glob.glob(f"{work}/*.gitlab.json"):
    issues = json.load(open(path))
    if len({issue["fingerprint"] for issue in issues}) != len(issues):
        wrong += 1
        print(path, "two findings share a fingerprint")
for path in glob.glob(f"{work}/*.rdjson"):
    json.load(open(path))["diagnostics"]
sys.exit(wrong > 0)
PY
echo "$count fixtures shown, 0 errors, 0 warnings"
