//! Which files of a working tree were read, and how, and which were passed over, and why: what `drawline facts --files` shows.

use std::collections::BTreeSet;

use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::suggest::counted;
use crate::config::extends::is_kept;
use crate::config::{FILE, lock};
use crate::io::worktree::Passed;
use crate::org::standing::Standing;
use crate::org::{FileNode, Org};
use crate::read::reading::{Form, Reading};
use crate::read::{Format, may_be_read, syntax_of};
use crate::target::baseline;
use crate::target::files::Files;

/// A file or folder of the working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Where it lies.
    pub(crate) path: RepoPath,
    /// What it was read as; `None` where it was passed over.
    pub(crate) read_as: Option<String>,
    /// What was found in it, or why it was passed over.
    pub(crate) said: String,
    /// Whether it was passed over because no pattern is about it, as most files of a repository are.
    pub(crate) is_usual: bool,
}

/// All files that were read, then all that were passed over and could have been, each sorted by path.
///
/// # Errors
/// A folder that cannot be listed.
pub(crate) fn inventory(files: &Files, org: &Org) -> Result<Vec<Item>, Error> {
    let config = &files.policy.config;
    let mut items: Vec<Item> = Vec::new();
    let read = |path: &RepoPath, read_as: String, said: String| Item {
        path: path.clone(),
        read_as: Some(read_as),
        said,
        is_usual: false,
    };
    for file in files.snapshot.all() {
        let found = org.files.get(&file.path).map_or_else(String::new, found);
        items.push(read(&file.path, kind(file.format), found));
    }
    let policy = files.policy.config_file.iter().map(|(path, _)| (path, "the configuration"));
    let rules = files.policy.rule_files.iter().map(|(path, _)| (path, kind_of_rules(path)));
    items.extend(policy.chain(rules).map(|(path, what)| read(path, what.to_owned(), String::new())));
    let (all, passed) = files.worktree.all_and_passed(files.shown.folders(), &config.vendored)?;
    if all.contains(&baseline::path()) {
        items.push(read(&baseline::path(), "the baseline".to_owned(), String::new()));
    }
    items.sort_by(|a, b| a.path.cmp(&b.path));
    let known: BTreeSet<RepoPath> = items.iter().map(|item| item.path.clone()).collect();
    let is_read = |path: &RepoPath| known.contains(path);
    let left = all.iter().filter(|path| may_be_read(path.as_str().as_bytes()) && !is_read(path));
    let left = left.filter_map(|path| Some((path.clone(), why_not(files, path)?)));
    let ours = |path: &RepoPath| config.format_of(path, false).is_some();
    let is_folder = |why: &Passed| matches!(why, Passed::Vendored | Passed::Repository);
    let others = passed.into_iter().filter(|(path, why)| is_folder(why) || (ours(path) && !is_read(path)));
    let others = others.map(|(path, why)| (path, reason(why)));
    let mut passed: Vec<Item> = left
        .chain(others)
        .map(|(path, why)| Item { path, read_as: None, said: why.to_owned(), is_usual: why == UNNAMED })
        .collect();
    passed.sort_by(|a, b| a.path.cmp(&b.path));
    items.extend(passed);
    items.retain(|item| files.shown.has(&item.path));
    Ok(items)
}

fn kind_of_rules(path: &RepoPath) -> &'static str {
    match path {
        lock if lock.as_str() == lock::FILE => "what rules of others say",
        kept if is_kept(kept) => "a rule file of others",
        _ => "a rule file of your own",
    }
}

/// Why most files of a repository are passed over.
const UNNAMED: &str = "no pattern is about it";

fn why_not(files: &Files, path: &RepoPath) -> Option<&'static str> {
    let config = &files.policy.config;
    let is_everywhere = syntax_of(path).is_some_and(|syntax| syntax.is_everywhere);
    let would_be = config.format_of(path, true).is_some();
    match would_be {
        true if config.excludes(path) => Some("`exclude` names it"),
        true => Some("it is no ordinary file, or could not be read"),
        false if is_everywhere => None,
        false if path.file_name() == FILE => Some("only the one at the root counts"),
        false => Some(UNNAMED),
    }
}

fn reason(why: Passed) -> &'static str {
    match why {
        Passed::Ignored => "Git ignores it",
        Passed::Vendored => "code that was taken over from elsewhere",
        Passed::Repository => "a repository of its own",
        Passed::Link => "a link, and links are not followed",
    }
}

fn kind(format: Format) -> String {
    let one = format.of().words.one;
    format.map().map_or_else(|| one.to_owned(), |number| format!("{one} {}", number + 1))
}

/// What was found in a file, in words.
fn found(node: &FileNode) -> String {
    if let Standing::Dead { host, instead } = &node.standing {
        return match instead {
            Some(other) => format!("nothing: {} reads {other} instead", host.name()),
            None => format!("nothing: {} does not look here", host.name()),
        };
    }
    let reading = node.said();
    let mut parts = counts(reading);
    if let Some(host) = node.host() {
        parts.push(format!("as {} reads it", host.name()));
    }
    match reading.problems.first() {
        Some(problem) if parts.is_empty() || reading.broken => format!("nothing: {}", problem.message),
        Some(_) => format!("{}; {}", parts.join(", "), counted(reading.problems.len(), "fault")),
        None if parts.is_empty() => "nothing about who does what".to_owned(),
        None => parts.join(", "),
    }
}

fn counts(reading: &Reading) -> Vec<String> {
    let duties = |forms: &[Form]| reading.duties.iter().filter(|duty| forms.contains(&duty.form)).count();
    let of = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let all = [
        of(usize::from(reading.team.is_some()), "team", "teams"),
        of(reading.members.len(), "member", "members"),
        of(duties(&[Form::Toml]), "duty", "duties"),
        of(duties(&[Form::Table]), "row of a RACI table", "rows of RACI tables"),
        of(duties(&[Form::List]), "list item", "list items"),
        of(duties(&[Form::Sentence]), "sentence", "sentences"),
        of(reading.owns.len(), "path with owners", "paths with owners"),
        of(reading.people.len(), "person", "people"),
    ];
    all.into_iter().flatten().collect()
}
