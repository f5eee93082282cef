//! What a change of files would look like: a unified diff, as `git apply` and `patch` take it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use similar::{ChangeTag, TextDiff};

use super::clean;
use crate::base::path::RepoPath;

/// Lines around a change.
const AROUND: usize = 3;

/// One unified diff for all files, before and after.
#[must_use]
pub(crate) fn render(changed: &BTreeMap<RepoPath, (Arc<str>, Arc<str>)>) -> String {
    let mut out = String::new();
    for (path, (before, after)) in changed.iter().filter(|(_, (before, after))| before != after) {
        let diff = TextDiff::from_lines(&**before, &**after);
        let path = clean::path(path.as_str());
        let _ = writeln!(out, "--- a/{path}\n+++ b/{path}");
        for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
            let _ = writeln!(out, "{}", hunk.header());
            for change in hunk.iter_changes() {
                let sign = match change.tag() {
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                    ChangeTag::Equal => ' ',
                };
                let line = change.value().trim_end_matches('\n');
                let _ = writeln!(out, "{sign}{}", clean::excerpt(line));
                if change.missing_newline() {
                    let _ = writeln!(out, "\\ No newline at end of file");
                }
            }
        }
    }
    out
}
