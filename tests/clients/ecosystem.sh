#!/usr/bin/env bash
# Shows what a change of drawline does to what it says: the findings (or, with FACTS=1, the facts) of two builds over every fixture,
# and over the folders in FOLDER, as one diff for whoever reviews the change. Nothing is judged here; a crash of either build fails.
# usage: tests/clients/ecosystem.sh BEFORE AFTER [FOLDER]
set -euo pipefail
project=$(realpath "$(dirname "$0")/../..")
before=$(realpath "$1") after=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every fixture, and every folder of the other one, in a place of its own: neither this repository nor one there is around it.
copy() {
    mkdir -p "$work/inputs/$2"
    cp -r "$1/." "$work/inputs/$2"
    rm -rf "$work/inputs/$2/.git"
    echo "$2" >> "$work/names"
}
copy "$project/fixtures/overstretched" fixtures/overstretched
for files in "$project"/fixtures/cases/*/*/files; do
    name=${files#"$project"/fixtures/cases/}
    copy "$files" "fixtures/${name%/files}"
done
if [ $# -gt 2 ]; then
    for folder in "$(realpath "$3")"/*/; do
        name=$(basename "$folder")
        copy "$folder" "$name"
        # Pages of others have other names than ours.
        [ -e "$work/inputs/$name/drawline.toml" ] || cat > "$work/inputs/$name/drawline.toml" << 'CONFIG'
charters = ["**/charter.toml", "**/*.charter.toml", "**/*.md", "**/*.mdx", "**/*.markdown"]
CONFIG
    done
fi

said() {
    local command=(lint --format short --exit-zero --min-confidence low)
    [ -z "${FACTS:-}" ] || command=(facts --format ndjson)
    while read -r name; do
        local code=0
        (cd "$work/inputs/$name" && DRAWLINE_TODAY=2026-06-01 GIT_CEILING_DIRECTORIES=$work "$1" "${command[@]}") \
            > "$work/said" 2> "$work/why" || code=$?
        case $code in
            0 | 1) sed "s|^|$name: |" "$work/said" ;;
            2 | 3) echo "$name: exit $code: $(head -n 1 "$work/why")" ;;
            *) echo "$name: exit $code: $(tail -n 1 "$work/why")" | tee -a "$work/crashed" ;;
        esac
    done < "$work/names"
}

said "$before" > "$work/before"
said "$after" > "$work/after"
diff -u --label before --label after "$work/before" "$work/after" > "$work/diff" || true
cat "$work/diff"
gone=$(grep -c '^-[^-]' "$work/diff" || true) came=$(grep -c '^+[^+]' "$work/diff" || true)
echo "$(wc -l < "$work/names") inputs, $(wc -l < "$work/after") lines: $gone gone, $came came"
[ ! -e "$work/crashed" ]
