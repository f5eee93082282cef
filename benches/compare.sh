#!/usr/bin/env bash
# Measures drawline beside what git and rg need for the same files, in one run, so that the ratios count and not the machine.
# usage: benches/compare.sh REPOSITORY [DRAWLINE.TOML [PATH...]]     (needs hyperfine, git, rg and python3)
# The paths are the folders that hold the organisation's files; git's own log is restricted to them.
set -euo pipefail
project=$(realpath "$(dirname "$0")/..")
repository=$(realpath "$1")
config=${2:+--config $(realpath "$2")}
paths=("${@:3}")
cargo build --release --locked --quiet --manifest-path "$project/Cargo.toml"
drawline=$project/target/release/drawline
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$repository"
first=$(git rev-list --max-parents=0 HEAD | tail -n 1)

cat > "$work/floor-range" <<SCRIPT
git log --raw --no-abbrev --format=%H "$first..HEAD" -- ${paths[@]+"${paths[@]}"} | awk '/^:/{print \$4}' | grep -v '^00000' | git cat-file --batch --buffer > /dev/null
SCRIPT
measure() {
    hyperfine --warmup 2 --runs "${runs:-15}" --ignore-failure --style none --export-json "$work/out.json" "$@" 2> /dev/null
    python3 - "$work/out.json" <<'PY'
import json, sys
for r in json.load(open(sys.argv[1]))["results"]:
    print(f'  {r["mean"]*1000:9.1f} ms wall {1000*(r["user"]+r["system"]):9.1f} ms cpu   {r["command"][-90:]}')
PY
}

echo "start-up: an empty repository against --version"
mkdir "$work/empty" && git -C "$work/empty" init -q
(cd "$work/empty" && runs=100 measure -N "$drawline --version" "$drawline lint")
echo "the working tree against listing and searching the same files"
measure -N "$drawline lint $config --exit-zero --format short" "git ls-files" "rg -c . -g *.toml"
echo "every commit of the history against git's own log with the blobs that changed"
measure "$drawline lint $config --range $first..HEAD --exit-zero --format short > /dev/null" "bash $work/floor-range"
echo "the index against HEAD, with one file of the organisation changed: from a checkpoint, and without"
git clone --quiet --shared "$repository" "$work/clone"
cd "$work/clone"
file=$(git ls-files -- ${paths[@]+"${paths[@]}"} | grep -E '\.toml$' | head -n 1)
printf '\n# one more line\n' >> "$file" && git add -- "$file"
lint="$drawline lint $config --staged --exit-zero --format short"
runs=50 measure -N "$lint" "git diff --cached --raw" "$lint --no-cache"
