#!/usr/bin/env bash
# Finds out what the event brought, judges it, and says how much was found.
set -euo pipefail

# A value of the event's payload: payload pull_request base sha
payload() {
    python3 - "$GITHUB_EVENT_PATH" "$@" <<'PY'
import json, sys
value = json.load(open(sys.argv[1], encoding="utf-8"))
for key in sys.argv[2:]:
    value = value.get(key) if isinstance(value, dict) else None
print("" if value is None else str(value).lower() if isinstance(value, bool) else value)
PY
}
has() { git cat-file -e "$1^{commit}" 2> /dev/null; }
is_sha() { [[ "$1" =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]]; }
is_zero() { [[ "$1" =~ ^0+$ ]]; }
stop() {
    echo "::error title=drawline::$1"
    exit 2
}
# Without a base: everything in the commit that was checked out.
whole() {
    target=(--rev HEAD)
    judged=HEAD
    base=""
}
# A pull request is judged as one change: its commits are not all there with fetch-depth: 2, nor do they all land.
as_one() {
    between "$1" "$2"
    target+=(--net)
}
between() {
    target=(--range "$1..$2")
    judged="$1..$2"
    base=$1
}

of_pull_request() {
    # HEAD is the merge of the pull request into its base, so its first parent is the base as it is now.
    if git rev-parse --quiet --verify 'HEAD^2' > /dev/null; then
        has 'HEAD^1' || shallow
        as_one "$(git rev-parse 'HEAD^1')" "$(git rev-parse HEAD)"
        return
    fi
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
        shallow
    fi
    sha=$(payload pull_request base sha)
    is_sha "$sha" && has "$sha" || stop "the base of the pull request is not in this checkout: set fetch-depth: 0 for actions/checkout"
    as_one "$(git merge-base "$sha" HEAD)" "$(git rev-parse HEAD)"
}
shallow() {
    stop "this checkout ends before the base of the change: set fetch-depth: 2 for actions/checkout (0 for a push of several commits)"
}
of_push() {
    before=$(payload before)
    after=$(payload after)
    if is_zero "$after"; then
        target=()
        judged=""
        return
    fi
    if [[ "${GITHUB_REF:-}" == refs/tags/* ]]; then
        whole
    elif is_sha "$before" && ! is_zero "$before" && has "$before"; then
        between "$before" "$(git rev-parse HEAD)"
    elif is_sha "$before" && ! is_zero "$before" && [ "$(payload forced)" != true ]; then
        shallow
    else
        # A new branch, or one whose old tip is gone: what it has beyond the default branch, where that is known.
        main="origin/$(payload repository default_branch)"
        if has "$main" && meet=$(git merge-base "$main" HEAD) && [ "$meet" != "$(git rev-parse HEAD)" ]; then
            between "$meet" "$(git rev-parse HEAD)"
        else
            whole
        fi
    fi
}

if [ -n "$INPUT_RANGE" ]; then
    [[ "$INPUT_RANGE" != -* && "$INPUT_RANGE" == *..* ]] || stop "the input range is no range such as A..B"
    target=(--range "$INPUT_RANGE")
    judged=$INPUT_RANGE
    base=${INPUT_RANGE%%..*}
else
    case "${GITHUB_EVENT_NAME:-}" in
        pull_request) of_pull_request ;;
        push) of_push ;;
        merge_group) as_one "$(payload merge_group base_sha)" "$(payload merge_group head_sha)" ;;
        *) whole ;;
    esac
fi
if [ -z "$judged" ]; then
    echo "nothing was left by this push, so there is nothing to judge"
    exit 0
fi

args=("${target[@]}" --fail-on "$INPUT_FAIL_ON" --format "$INPUT_FORMAT")
case "$INPUT_RULES_FROM" in
    head) ;;
    "") if [ -n "$base" ]; then args+=(--rules-from "$base"); fi ;;
    -*) stop "the input rules-from is no revision" ;;
    *) args+=(--rules-from "$INPUT_RULES_FROM") ;;
esac
report=$(mktemp)
args+=(--output "json=$report")
if [ -n "$INPUT_SARIF_FILE" ]; then
    args+=(--output "sarif=$INPUT_SARIF_FILE")
fi
code=0
drawline lint "${args[@]}" || code=$?
if [ "$code" -le 1 ]; then
    python3 - "$report" >> "$GITHUB_OUTPUT" <<'PY'
import json, sys
summary = json.load(open(sys.argv[1], encoding="utf-8"))["summary"]
print(f"errors={summary['error']}\nwarnings={summary['warning']}\nadvice={summary['advice']}")
PY
    {
        echo "range=$judged"
        echo "sarif-file=$INPUT_SARIF_FILE"
    } >> "$GITHUB_OUTPUT"
    if [ -n "$base" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
        drawline diff "$judged" --format markdown >> "$GITHUB_STEP_SUMMARY" || true
    fi
fi
# Nothing of ours in the repository yet is no failure of the change.
if [ "$code" -eq 3 ]; then
    echo "::notice title=drawline::there is no charter, ownership or people file to judge"
    exit 0
fi
exit "$code"
