//! Who owns a path by one file: which of its entries counts, and which it overrules. Each section, and each kind of work, has a
//! last word of its own; `owners.rs` says what a pattern matches.

use std::ops::Range;

use super::{FileNode, Org, Own};
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::owners::Law;
use crate::owners::glob::Glob;
use crate::owners::lines::Lines;
use crate::read::reading::{HERE, OwnEntry, Reading};

/// The law that the entries of a file are written by.
#[must_use]
pub(crate) fn law_of(reading: &Reading) -> Law {
    reading.code.as_ref().map_or(Law::Gitignore, |code| code.host.law())
}

/// The entries of one file of owners, to find those that count for a path.
#[derive(Debug)]
pub(crate) struct PathTable {
    lines: Lines,
    /// The section and work of each entry, as a number.
    groups: Vec<usize>,
    /// Entries that take a path out of their section for good.
    excludes: Vec<bool>,
    /// Entries that take a path away from those before.
    takes_away: Vec<bool>,
    /// Entries about the folder of the file.
    is_catalog: bool,
    /// How many owners stand before those of each entry, and in all.
    owners: Vec<usize>,
}

/// What decides for a path, in one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The entry that counts.
    pub(crate) entry: usize,
    /// It takes the path away, so that nobody owns it by this section.
    pub(crate) excludes: bool,
    /// The entries that match as well.
    pub(crate) overruled: Vec<usize>,
}

impl PathTable {
    /// A table of what a file says.
    #[must_use]
    pub(crate) fn new(reading: &Reading) -> Self {
        let (law, entries) = (law_of(reading), &reading.owns);
        let mut groups: HashMap<(Option<&str>, Option<String>), usize> = HashMap::default();
        let group = |entry| {
            let next = groups.len();
            *groups.entry(group_of(entry)).or_insert(next)
        };
        let groups: Vec<usize> = entries.iter().map(group).collect();
        let before = |sum: &mut usize, entry: &OwnEntry| {
            *sum += entry.owners.len();
            Some(*sum)
        };
        let globs: Vec<Option<Glob>> = entries.iter().map(|entry| glob_of(law, entry)).collect();
        let excludes = excluding(entries, &groups, &globs);
        Self {
            excludes,
            takes_away: entries.iter().map(|e| law == Law::Gitignore && e.path.value.starts_with('!')).collect(),
            owners: std::iter::once(0).chain(entries.iter().scan(0, before)).collect(),
            lines: Lines::new(globs),
            groups,
            is_catalog: entries.iter().any(|entry| &*entry.path.value == HERE),
        }
    }

    /// Where the owners of an entry stand among all owners of the file.
    #[must_use]
    pub(crate) fn owners(&self, entry: usize) -> Range<usize> {
        let at = |entry: usize| self.owners.get(entry).copied().unwrap_or_default();
        at(entry)..at(entry + 1)
    }

    /// What an entry matches.
    #[must_use]
    pub(crate) fn glob(&self, entry: usize) -> Option<&Glob> {
        self.lines.glob(entry)
    }

    /// What decides for a path: one entry of each section that speaks of it.
    #[must_use]
    pub(crate) fn of(&self, path: &str) -> Vec<Decision> {
        let mut by_group: Vec<(usize, Vec<usize>)> = Vec::new();
        for entry in self.lines.matching(path) {
            match by_group.iter_mut().find(|(group, _)| *group == self.groups[entry]) {
                Some((_, entries)) => entries.push(entry),
                None => by_group.push((self.groups[entry], vec![entry])),
            }
        }
        by_group.sort_unstable();
        let decide = |(_, mut matching): (usize, Vec<usize>)| {
            let exempt = matching.iter().rposition(|entry| self.excludes[*entry]);
            let entry = matching.remove(exempt.unwrap_or(matching.len() - 1));
            Decision { entry, excludes: exempt.is_some() || self.takes_away[entry], overruled: matching }
        };
        by_group.into_iter().map(decide).collect()
    }
}

/// Entries of one section that are about one kind of work overrule one another.
fn group_of(entry: &OwnEntry) -> (Option<&str>, Option<String>) {
    (entry.section.as_deref(), entry.activity.as_ref().map(|activity| activity.value.to_lowercase()))
}

/// The pattern of an entry; `None` for one about the folder of its file, and one that cannot be read, which is told elsewhere.
#[must_use]
pub(crate) fn glob_of(law: Law, entry: &OwnEntry) -> Option<Glob> {
    if &*entry.path.value == HERE {
        return None;
    }
    Glob::read(law, &entry.path.value).ok()
}

/// Entries that take a path out of their section for good, unless a later one with the same pattern takes their place.
fn excluding(entries: &[OwnEntry], groups: &[usize], globs: &[Option<Glob>]) -> Vec<bool> {
    let mut last: HashMap<(usize, &str), usize> = HashMap::default();
    if !entries.iter().any(|entry| entry.excludes) {
        return vec![false; entries.len()];
    }
    for (at, glob) in globs.iter().enumerate() {
        if let Some(glob) = glob {
            last.insert((groups[at], glob.key()), at);
        }
    }
    let is_last = |at: usize| globs[at].as_ref().is_some_and(|glob| last.get(&(groups[at], glob.key())) == Some(&at));
    entries.iter().enumerate().map(|(at, entry)| entry.excludes && is_last(at)).collect()
}

/// What decides for a path by one file.
#[derive(Clone, Debug)]
pub struct Owning<'a> {
    /// The file.
    pub file: &'a RepoPath,
    /// What it says.
    pub(crate) node: &'a FileNode,
    /// The entry that counts.
    pub entry: &'a OwnEntry,
    /// Its owners; none where it takes the path away.
    pub(crate) owns: &'a [Own],
    /// It exempts the path from its section.
    pub excludes: bool,
    /// Entries that match as well, with their files.
    pub(crate) overruled: Vec<(&'a RepoPath, &'a OwnEntry)>,
}

impl Org {
    /// What decides for a path, by each file that speaks of it; `/` between the parts of the path, none in front.
    #[must_use]
    pub fn owners_of(&self, path: &str) -> Vec<Owning<'_>> {
        let mut found: Vec<Owning<'_>> = Vec::new();
        let mut catalogs: Vec<(&RepoPath, &FileNode)> = Vec::new();
        for (file, node) in self.owning_files() {
            for decision in node.deciding(path) {
                let Some((entry, owns)) = node.owned_by(decision.entry) else { continue };
                let entries = decision.overruled.iter().filter_map(|at| node.said().owns.get(*at));
                let overruled = entries.map(|entry| (file, entry)).collect();
                let owns = if decision.excludes { &[] } else { owns };
                found.push(Owning { file, node, entry, owns, excludes: decision.excludes, overruled });
            }
            if node.paths().is_catalog && is_under(path, file.folder()) {
                catalogs.push((file, node));
            }
        }
        found.extend(nearest_catalogs(&catalogs));
        found
    }

    /// Entries that are about a part of a folder only, with their files.
    #[must_use]
    pub(crate) fn owners_within(&self, folder: &str) -> Vec<(&RepoPath, &OwnEntry)> {
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut found = Vec::new();
        for (file, node) in self.owning_files() {
            let is_inside = |at: &usize| {
                let glob = node.paths().glob(*at);
                glob.is_some_and(|glob| !glob.is_everything() && glob.start().starts_with(&inside))
            };
            let is_part = |entry: &&OwnEntry| match &*entry.path.value {
                HERE => file.folder() != folder && file.folder().starts_with(&inside),
                _ => true,
            };
            let entries = node.said().owns.iter().enumerate();
            let entries =
                entries.filter(|(at, entry)| &*entry.path.value == HERE || is_inside(at)).map(|(_, entry)| entry);
            found.extend(entries.filter(is_part).map(|entry| (file, entry)));
        }
        found
    }

    fn owning_files(&self) -> impl Iterator<Item = (&RepoPath, &FileNode)> {
        self.own_files.keys().filter_map(|path| Some((path, self.files.get(path)?)))
    }
}

fn is_under(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Of catalogs in the folders above a path the nearest ones decide. Entities of one file do not overrule each other.
fn nearest_catalogs<'a>(catalogs: &[(&'a RepoPath, &'a FileNode)]) -> Vec<Owning<'a>> {
    let Some(deepest) = catalogs.iter().map(|(file, _)| file.folder().len()).max() else { return Vec::new() };
    let is_near = |file: &RepoPath| file.folder().len() == deepest;
    let here = |node: &'a FileNode| node.owned().filter(|(entry, _)| &*entry.path.value == HERE);
    let far = catalogs.iter().filter(|(file, _)| !is_near(file));
    let mut overruled: Vec<_> = far.flat_map(|(file, node)| here(node).map(|(entry, _)| (*file, entry))).collect();
    let near = catalogs.iter().filter(|(file, _)| is_near(file));
    let near = near.flat_map(|(file, node)| here(node).map(|(entry, owns)| (*file, *node, entry, owns)));
    near.map(|(file, node, entry, owns)| {
        let overruled = std::mem::take(&mut overruled);
        Owning { file, node, entry, owns, excludes: false, overruled }
    })
    .collect()
}
