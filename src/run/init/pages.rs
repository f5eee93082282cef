//! Pages under other names than charters have, that say who does what: pages of roles, and pages that name duties.
//!
//! The most promising names are looked into first and the rest only as far as a budget goes, so that a large tree costs no
//! more than a small wait.

use std::collections::BTreeMap;

use super::names::{Called, Names};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::io::worktree::Worktree;
use crate::policy::Policy;
use crate::read::reading::Reading;
use crate::read::{Format, is_page};

/// A page that names this many duties without doubt is worth reading, whatever it is called.
const ENOUGH: usize = 3;
/// Pages that are looked into, and bytes: as many take about a second.
const MOST_PAGES: usize = 4_000;
const MOST_BYTES: usize = 32 << 20;
/// So many pages are proposed one by one; a folder with more is proposed as a whole.
const FEW_PAGES: usize = 3;
/// A folder of roles is proposed as a whole from here on.
const SOME_ROLES: usize = 2;

/// Pages that are worth reading, as patterns.
#[derive(Default)]
pub(super) struct Pages {
    /// Pages of a role each, and how many they are.
    pub(super) roles: (Vec<String>, usize),
    /// Others that name duties.
    pub(super) work: Vec<String>,
    /// Pages that are called after roles or duties, and of which nothing is understood.
    pub(super) silent: Vec<String>,
    /// Pages that were not looked into.
    pub(super) left: usize,
}

impl Pages {
    pub(super) fn of(worktree: &Worktree, policy: &Policy, names: &Names, files: &[RepoPath]) -> Result<Self, Error> {
        let roles = &policy.taxonomy.roles;
        let other = |path: &&RepoPath| is_page(path) && policy.config.format_of(path, false).is_none();
        let (passed, kept): (Vec<_>, Vec<_>) = files.iter().filter(other).partition(|path| names.is_passed_over(path));
        let mut tried: Vec<(Called, usize, &RepoPath)> =
            kept.iter().map(|path| (names.called(path, roles), path.as_str().matches('/').count(), *path)).collect();
        tried.sort_unstable();
        let mut found = Self::default();
        let (mut by_role, mut by_work) = (BTreeMap::new(), BTreeMap::new());
        let mut bytes = 0;
        for (at, (called, _, path)) in tried.iter().enumerate() {
            if at == MOST_PAGES || bytes > MOST_BYTES {
                found.left = tried.len() - at;
                break;
            }
            let (Some(text), Some(format)) = (worktree.text(path)?, Format::by_ending(path).next()) else { continue };
            bytes += text.len();
            let reading = policy.read(format, path, text.as_bytes());
            let is_role = *called == Called::Role
                && (!reading.duties.is_empty() || headings(&text).any(|heading| names.is_role(heading, roles)));
            let list = match called {
                Called::Role if is_role => &mut by_role,
                Called::Work if !reading.duties.is_empty() => &mut by_work,
                _ if clear_duties(&reading) >= ENOUGH => &mut by_work,
                Called::Work => {
                    found.silent.push(path.to_string());
                    continue;
                }
                _ => continue,
            };
            list.entry(path.folder()).or_insert_with(Vec::new).push(*path);
        }
        found.roles.1 = by_role.values().map(Vec::len).sum();
        found.roles.0 = patterns(by_role, &passed, |folder, count| match names.is_role_folder(folder) {
            true => count >= SOME_ROLES,
            false => count > FEW_PAGES,
        });
        found.work = patterns(by_work, &passed, |_, count| count > FEW_PAGES);
        Ok(found)
    }
}

fn clear_duties(reading: &Reading) -> usize {
    let understood = reading.duties.iter().filter_map(|duty| duty.understood.as_deref());
    understood.filter(|understood| understood.explicit && understood.activity.is_some()).count()
}

/// The headings of a page, as far as it takes to know that one is a role's.
fn headings(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix('#')).map(|line| line.trim_matches(['#', ' ', ':', '*']))
}

/// Patterns for pages by folder: each by itself, or the folder where it is `whole` and holds nothing to be passed over.
fn patterns(
    found: BTreeMap<&str, Vec<&RepoPath>>,
    passed: &[&RepoPath],
    whole: impl Fn(&str, usize) -> bool,
) -> Vec<String> {
    let mut patterns = Vec::new();
    for (folder, pages) in found {
        let is_mixed = folder.is_empty() || passed.iter().any(|path| path.folder() == folder);
        let ending = |path: &RepoPath| path.as_str().rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
        if is_mixed || !whole(folder, pages.len()) {
            patterns.extend(pages.iter().map(|path| format!("/{}", escaped(path.as_str()))));
            continue;
        }
        let mut endings: Vec<String> = pages.iter().map(|path| ending(path)).collect();
        endings.sort();
        endings.dedup();
        patterns.extend(endings.iter().map(|ending| format!("/{}/*.{ending}", escaped(folder))));
    }
    patterns
}

/// A path as a pattern that means it alone.
pub(super) fn escaped(path: &str) -> String {
    let special = |c: char| matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\');
    path.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}
