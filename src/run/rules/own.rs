//! `drawline rules new` makes sure that its file is read: it adds a pattern to `rule-files` in drawline.toml, and leaves every
//! other byte of that file as it is.

use std::sync::Arc;

use crate::base::error::Error;
use crate::base::fix::quoted;
use crate::base::path::RepoPath;
use crate::config::{FILE, RuleFiles};
use crate::document::Document;
use crate::io::worktree::Worktree;
use crate::io::worktree::write::write_new;

/// Adds a pattern to the configuration, which is made where there is none.
///
/// # Errors
/// A configuration that cannot be read or written.
pub(super) fn add(worktree: &Worktree, pattern: &str) -> Result<(), Error> {
    let config: Option<(RepoPath, Arc<str>)> = worktree.config(None)?;
    let Some((path, text)) = config else {
        return write_new(worktree, FILE, &format!("rule-files = [{}]\n", quoted(pattern)));
    };
    match added(&text, pattern) {
        Some(after) => worktree.rewrite(std::iter::once((&path, &*text, &*after))),
        None => Ok(()),
    }
}

/// A configuration with one more pattern; `None` where that cannot be said without a doubt.
fn added(text: &str, pattern: &str) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let root = document.root();
    let quoted = quoted(pattern);
    let Some(last) = RuleFiles::decode(&root).written().last().cloned() else {
        // Above the first key, where no table is open yet.
        let is_head = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let head: usize = text.split_inclusive('\n').take_while(|line| is_head(line)).map(str::len).sum();
        let gap = if text[..head].is_empty() || text[..head].ends_with('\n') { "" } else { "\n" };
        let unset = !root.has("rule-files");
        return unset.then(|| format!("{}{gap}rule-files = [{quoted}]\n{}", &text[..head], &text[head..]));
    };
    let (start, end) = (last.span.start, last.span.end);
    let is_alone = text[..start].trim_end().ends_with('=');
    Some(if is_alone {
        format!("{}[{}, {quoted}]{}", &text[..start], &text[start..end], &text[end..])
    } else {
        format!("{}, {quoted}{}", &text[..end], &text[end..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_added_and_every_other_byte_stays() {
        let cases = [
            ("", "rule-files = [\"p/*.toml\"]\n"),
            ("# ours", "# ours\nrule-files = [\"p/*.toml\"]\n"),
            ("# ours\n\n[rules]\na = \"off\"\n", "# ours\n\nrule-files = [\"p/*.toml\"]\n[rules]\na = \"off\"\n"),
            ("profile = \"startup\"\n", "rule-files = [\"p/*.toml\"]\nprofile = \"startup\"\n"),
            ("rule-files = \"a.toml\" # one\n", "rule-files = [\"a.toml\", \"p/*.toml\"] # one\n"),
            ("rule-files = [\n  \"a.toml\", # one\n]\n", "rule-files = [\n  \"a.toml\", \"p/*.toml\", # one\n]\n"),
        ];
        for (before, after) in cases {
            assert_eq!(added(before, "p/*.toml").as_deref(), Some(after));
            assert!(Document::parse(after).is_ok());
        }
        assert_eq!(added("rule-files = []\n", "p/*.toml"), None);
        assert_eq!(added("broken = \n", "p/*.toml"), None);
    }
}
