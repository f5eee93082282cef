#!/usr/bin/env bash
# Finds out what the event brought, judges it, and says how much was found.
#
# This runs in a folder that a pull request wrote. What is started here, drawline and a few commands for files, neither loads
# code nor reads settings from it, as an interpreter, a build or Git would do.
set -euo pipefail

drawline=${INSTALLED:-drawline}
stop() {
    local reason=$1
    reason=${reason//%/%25}
    reason=${reason//$'\r'/%0D}
    echo "::error title=drawline::${reason//$'\n'/%0A}"
    exit 2
}
# What goes into GITHUB_OUTPUT is one line each, or it would set another value.
one_line() {
    case "$2" in
        *[[:cntrl:]]*) stop "the input $1 holds a line break or another control character" ;;
    esac
}
# An input that nobody has set is empty.
: "${INPUT_RANGE:=}" "${INPUT_RULES_FROM:=}" "${INPUT_SARIF_FILE:=}" "${INPUT_REPORT_FILE:=}"
one_line range "$INPUT_RANGE"
one_line rules-from "$INPUT_RULES_FROM"
one_line sarif-file "$INPUT_SARIF_FILE"
one_line report-file "$INPUT_REPORT_FILE"

if [ -n "$INPUT_RANGE" ]; then
    base=${INPUT_RANGE%%..*}
    [[ "$INPUT_RANGE" == *..* && -n "$base" && "$base" != -* ]] || stop "the input range is no range such as A..B"
    target="--range=$INPUT_RANGE"
    if [ "$INPUT_RULES_FROM" != head ]; then
        target+=$'\n'"--rules-from=$base"
    fi
else
    own=()
    [ "$INPUT_RULES_FROM" != head ] || own=(--own-rules)
    # What went wrong is told where a person looks first.
    target=$("$drawline" event ${own[@]+"${own[@]}"} 2>&1) || stop "$target"
    if [ -z "$target" ]; then
        echo "nothing was left by this push, so there is nothing to judge"
        exit 0
    fi
fi

counts=$(mktemp "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/drawline.XXXXXX")
trap 'rm -f "$counts"' EXIT
args=()
# Whose rules judge: what is shown beside the findings is read by the same.
rules=()
judged=""
has_base=no
while IFS= read -r argument; do
    case "$argument" in
        --range=*) judged=${argument#--range=} has_base=yes ;;
        --rev=*) judged=${argument#--rev=} ;;
        --rules-from=*)
            [ -z "$INPUT_RULES_FROM" ] || argument="--rules-from=$INPUT_RULES_FROM"
            rules=("$argument")
            ;;
        --net | --ends) ;;
        *) stop "drawline says of the event what this action does not know: $argument" ;;
    esac
    args+=("$argument")
done <<< "$target"
if [ "$has_base" = no ] && [ -n "$INPUT_RULES_FROM" ] && [ "$INPUT_RULES_FROM" != head ]; then
    rules=("--rules-from=$INPUT_RULES_FROM")
    args+=("${rules[@]}")
fi

args+=("--fail-on=$INPUT_FAIL_ON" "--format=$INPUT_FORMAT" --output "outputs=$counts")
if [ -n "$INPUT_SARIF_FILE" ]; then
    args+=(--output "sarif=$INPUT_SARIF_FILE")
fi
code=0
"$drawline" lint "${args[@]}" || code=$?
if [ "$code" -le 1 ]; then
    {
        cat "$counts"
        echo "range=$judged"
        echo "sarif-file=$INPUT_SARIF_FILE"
    } >> "$GITHUB_OUTPUT"
    impact=${counts%/*}/drawline-impact.md
    if [ "$has_base" = yes ] && "$drawline" diff "$judged" ${rules[@]+"${rules[@]}"} --format markdown > "$impact"; then
        echo "impact-file=$impact" >> "$GITHUB_OUTPUT"
        [ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$impact" >> "$GITHUB_STEP_SUMMARY"
    fi
    if [ -n "$INPUT_REPORT_FILE" ]; then
        tip=${judged##*..}
        report=("--rev=${tip:-HEAD}" ${rules[@]+"${rules[@]}"} --output "$INPUT_REPORT_FILE")
        # A checkout of depth 2 ends before the history does: then the report is without it.
        if { [ "$has_base" = yes ] && "$drawline" report "${report[@]}" "--since=${judged%%..*}"; } || "$drawline" report "${report[@]}"; then
            echo "report-file=$INPUT_REPORT_FILE" >> "$GITHUB_OUTPUT"
        fi
    fi
fi
# Nothing of ours in the repository yet is no failure of the change.
if [ "$code" -eq 3 ]; then
    echo "::notice title=drawline::there is no charter, ownership or people file to judge"
    exit 0
fi
exit "$code"
