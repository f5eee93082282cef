#!/usr/bin/env bash
# Counts the instructions that two programs take for the same five runs, which does not hang on what else the machine does, and
# fails where the second takes over 5 % more for one of them.
# usage: benches/instructions.sh BEFORE AFTER     (two drawlines made by one compiler; needs valgrind, git and python3)
set -euo pipefail
project=$(realpath "$(dirname "$0")/..")
before=$(realpath "$1")
after=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$project/benches/organisation.py" "$work/org" --teams 40 --sources 200 --commits 60 > /dev/null 2>&1
cd "$work/org"

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2> "$work/said" > /dev/null
    sed -n 's/.*refs: *//p' "$work/said" | tr -d ,
}

fails=
compare() {
    local row=$1 was now
    shift
    was=$(count "$before" "$@")
    now=$(count "$after" "$@")
    printf '%-14s %16d %16d %+6.1f %%\n' "$row" "$was" "$now" "$((1000 * (now - was) / was))e-1"
    if [ $((100 * (now - was))) -gt $((5 * was)) ]; then fails+=" $row"; fi
}

# What is judged by the day is judged by the same one.
lint=(lint --today 2026-06-01 --exit-zero)
# Neither starts where the other one stood.
export DRAWLINE_NO_CACHE=true
compare version --version
compare full "${lint[@]}" --format short
compare revision "${lint[@]}" --format short --rev main
compare range-short "${lint[@]}" --format short --range main~40..main
compare range-json "${lint[@]}" --format json --range main~40..main
if [ -n "$fails" ]; then
    echo "over 5 % more instructions than before:$fails" >&2
    exit 1
fi
