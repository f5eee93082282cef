#!/usr/bin/env bash
# Tries the hooks of .pre-commit-hooks.yaml with the real pre-commit and prek, in a repository of its own.
# usage: tests/clients/hooks.sh path/to/drawline
set -euo pipefail
drawline=$(realpath "$1")
project=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pre-commit==4.7.0 prek==0.5.11
export PATH="$work/venv/bin:$(dirname "$drawline"):$PATH"
export PRE_COMMIT_HOME="$work/store" PREK_HOME="$work/prek" GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
passed=0
pass() { passed=$((passed + 1)); echo "ok: $1"; }
fail() { echo "FAILED: $1"; echo "1 failed"; exit 1; }

pre-commit validate-manifest "$project/.pre-commit-hooks.yaml" && pass "the manifest is valid"

# The hooks as a repository of their own: the manifest and nothing that has to be built.
mkdir "$work/hooks" && cd "$work/hooks"
git init -q -b main . && cp "$project/.pre-commit-hooks.yaml" . && git add -A && git commit -q -m hooks

sound='[team]
name = "A"
'
guilty="$sound
[[duty]]
activity = \"test-sign-off\"
accountable = \"product manager\"
"

for client in pre-commit prek; do
    mkdir "$work/$client" && cd "$work/$client"
    git init -q -b main .
    printf '%s' "$sound" > charter.toml
    cat > .pre-commit-config.yaml <<CONFIG
repos:
- repo: $work/hooks
  rev: $(git -C "$work/hooks" rev-parse HEAD)
  hooks:
  - id: drawline-system
  - id: drawline-range-system
CONFIG
    git add -A && git commit -q -m start
    "$client" install -t pre-commit -t pre-merge-commit -t pre-push > /dev/null

    printf '%s' "$guilty" > charter.toml
    git commit -q -a -m guilty > out 2>&1 && fail "$client: commit -a lets a finding pass"
    grep -q 'PM assigned to test sign-off' out || { cat out; fail "$client: the finding is not shown"; }
    pass "$client: commit -a is stopped"

    git add charter.toml && printf '%s' "$sound" > charter.toml
    git commit -q -m staged > out 2>&1 && fail "$client: what is staged counts, not what lies in the working tree"
    pass "$client: the index is judged"

    git add charter.toml && printf '%s' "$guilty" > charter.toml
    git commit -q --allow-empty -m sound > out 2>&1 || { cat out; fail "$client: what is not staged does not count"; }
    pass "$client: what is not staged is left alone"
    git checkout -q -- charter.toml

    git init -q --bare "$work/$client.git" && git remote add origin "$work/$client.git"
    git push -q origin main > out 2>&1 || { cat out; fail "$client: a sound push is stopped"; }
    printf '%s' "$guilty" > charter.toml && git commit -q -a --no-verify -m guilty
    printf '%s' "$sound" > charter.toml && git commit -q -a --no-verify -m mended
    git push -q origin main > out 2>&1 && fail "$client: a commit of the range is not judged"
    grep -q 'PM assigned to test sign-off' out || { cat out; fail "$client: the finding of the range is not shown"; }
    pass "$client: every commit of a push is judged"

    # A branch that holds a finding since long is merged: the merge brings nothing that the branch has not.
    git push -q --no-verify origin main
    git checkout -q -b topic HEAD~2 && mkdir b
    printf '%s' "${guilty/\"A\"/\"B\"}" > b/charter.toml && git add b && git commit -q --no-verify -m topic
    git checkout -q main
    git merge -q --no-ff -m merge topic > out 2>&1 || { cat out; fail "$client: a merge is judged by HEAD alone"; }
    pass "$client: a merge brings what none of its parents has"
    git push -q --no-verify origin main topic

    # Somebody else has pushed meanwhile, and is overwritten: what the remote had is not here.
    git clone -q -b main "$work/$client.git" "$work/$client-theirs"
    git -C "$work/$client-theirs" commit -q --allow-empty -m theirs && git -C "$work/$client-theirs" push -q origin main
    git commit -q --allow-empty --no-verify -m ours
    git push -q --force origin main > out 2>&1 || { cat out; fail "$client: a forced push is judged from the very beginning"; }
    pass "$client: a forced push is judged from what the remote is known to have"

    # Nothing is promised to the index and judged all the same.
    mkdir c && printf '%s' "${guilty/\"A\"/\"C\"}" > c/charter.toml && git add --intent-to-add c/charter.toml
    git commit -q --allow-empty -m other > out 2>&1 || { cat out; fail "$client: what is only promised is judged"; }
    pass "$client: what is only promised to the index is not staged"
done
echo "$passed passed, 0 failed"
