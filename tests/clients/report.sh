#!/usr/bin/env bash
# Shows the report, the matrix and the map of every fixture to their real readers: Chromium with axe in both themes, on screens from 320 px
# on and on paper, the Nu validator, Mermaid and Graphviz. Where a reader cannot be had, it says which was left out.
# usage: [ALL=1] tests/clients/report.sh path/to/drawline [FOLDER-FOR-PICTURES]
set -euo pipefail
drawline=$(realpath "$1")
project=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pictures=${2:-$work/pictures}
mkdir -p "$pictures"
pictures=$(realpath "$pictures")
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org DRAWLINE_TODAY=2026-06-01

has() { command -v "$1" > /dev/null; }
missing=()
has chromium || missing+=(chromium)
has dot || missing+=(graphviz)
has java || missing+=(default-jre-headless)
if [ "${#missing[@]}" -gt 0 ] && has apt-get && [ "$(id -u)" -eq 0 ]; then
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } > "$work/apt.log" 2>&1 || cat "$work/apt.log"
fi
cp "$project/tests/clients/report.mjs" "$work"
if ! (cd "$work" && npm install --silent --no-audit --no-fund playwright-core@1.65.1 @axe-core/playwright@4.14.0 vnu-jar@26.9.27 \
    mermaid@11.12.0); then
    echo "left out: what opens pages cannot be had from the registry"
    exit 0
fi

count=0
made() {
    local name=$1
    shift
    "$drawline" report --output "$work/$name.html" "$@" > /dev/null 2>&1 || return 0
    "$drawline" matrix --format html --output "$work/matrix-$name.html" 2> "$work/notes"
    "$drawline" map --output "$work/$name.mmd"
    "$drawline" map --format dot --output "$work/$name.dot"
    count=$((count + 1))
}
for files in "$project"/fixtures/overstretched "$project"/fixtures/cases/*/*/files; do
    name=$(echo "${files#"$project"/fixtures/}" | tr '/' '-')
    mkdir "$work/repo" && cp -r "$files/." "$work/repo" && cd "$work/repo"
    case "$name" in
        overstretched | cases-pictures-*report* | cases-prose-matrix-files)
            git init -q -b main . && git commit -q --allow-empty -m nothing && git add -A && git commit -q -m start
            made "full-$name" --since HEAD~1 --every day
            ;;
        *) made "$name" ;;
    esac
    cd "$work" && rm -rf "$work/repo"
done
[ "$count" -gt 50 ] || { echo "only $count fixtures could be shown"; exit 1; }

if has java; then
    java -jar "$work/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only "$work"/*.html
    echo "$count reports and matrices by the Nu validator: no error"
else
    echo "left out: the Nu validator needs java"
fi
if has dot; then
    for map in "$work"/*.dot; do dot -Tsvg "$map" > /dev/null; done
    echo "$count maps by Graphviz: no error"
else
    echo "left out: Graphviz is not here"
fi
if has chromium; then
    # A matrix is part of each report; a few are enough by themselves. Reports of fixtures are made of the same parts: one of twenty is
    # opened, or each where ALL is set, which takes half an hour.
    every=$([ -n "${ALL:-}" ] && echo 1 || echo 20)
    some() { printf '%s\n' "$@" | awk -v every="$every" 'NR % every == 0'; }
    mapfile -t opened < <(printf '%s\n' "$work"/full-*.html "$work"/matrix-full-*.html; some "$work"/cases-*.html; some "$work"/*.mmd)
    CHROMIUM=$(command -v chromium) node "$work/report.mjs" "$pictures" "${opened[@]}"
else
    echo "left out: Chromium is not here"
fi
