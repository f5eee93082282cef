//! Who owns which paths, built anew for the files that a change touches.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::{Affected, names};
use crate::base::parallel::Threads;
use crate::base::path::RepoPath;
use crate::org::build::{Builder, Source};
use crate::org::names::{Lexicon, kebab};
use crate::org::{Dangling, FileNode, Holder, Org, Own, Person, ReadTexts};

/// Fewer files than these are looked up on one thread; a thread takes so many at once.
const FILES: (usize, usize) = (128, 32);

/// What the entries of a file mean that stand in no team.
struct Loose {
    owns: Vec<Own>,
    dangling: Vec<Dangling>,
    /// Whether a handle led nowhere.
    missed: bool,
}

impl Org {
    /// Builds the ownerships of touched files anew; all of them where charters came or went, since an entry without a team
    /// belongs to the nearest charter above.
    pub(super) fn owns_anew(&mut self, knowledge: Lexicon<'_>, charters_moved: bool, touched: &mut Affected) {
        let paths: Vec<RepoPath> = if charters_moved {
            self.own_files.keys().cloned().collect()
        } else {
            touched.files.iter().filter(|path| self.own_files.contains_key(*path)).cloned().collect()
        };
        let with_people = touched.files.iter().filter(|path| {
            self.files.get(*path).is_some_and(|node| !node.reading.people.is_empty() && !node.reading.says_owners())
        });
        let paths: Vec<RepoPath> = paths.into_iter().chain(with_people.cloned()).collect();
        // What a file's entries mean hangs on no other's: they are looked up beside each other, and taken in one by one.
        let mut read = std::mem::take(&mut self.read);
        let entries = Threads::of_machine().map_with(&paths, FILES, (&mut read, ReadTexts::default), |read, path| {
            self.files.get(path).map(|node| self.loose_entries(knowledge, path, node, read))
        });
        self.read = read;
        for (path, entries) in paths.into_iter().zip(entries) {
            let (Some(node), Some(entries)) = (self.files.get(&path).cloned(), entries) else { continue };
            let Loose { owns, dangling, missed } = entries;
            if missed {
                self.unresolved.insert(path.clone(), ());
            }
            self.own(&path, &node.owns, &owns, touched);
            self.files.insert(path.clone(), FileNode { owns, dangling, owned_by: OnceLock::new(), ..node });
            touched.files.insert(path);
        }
    }

    /// Notes who owns paths by a file, and who no longer does.
    pub(super) fn own(&mut self, path: &RepoPath, before: &[Own], after: &[Own], touched: &mut Affected) {
        let people = |owns: &[Own]| {
            let owner = |own: &Own| match &own.owner {
                Holder::Person(handle) => Some(handle.clone()),
                _ => None,
            };
            owns.iter().filter_map(owner).collect::<BTreeSet<_>>()
        };
        let (old, new) = (people(before), people(after));
        for handle in old.difference(&new) {
            if let Some(files) = self.owners.get_mut(handle) {
                files.remove(path);
            }
        }
        for handle in &new {
            self.owners.or_default(handle).insert(path.clone());
        }
        touched.people.extend(old.union(&new).cloned());
    }

    /// A file's ownerships, and the names in its ownership and people entries that lead nowhere.
    fn loose_entries(&self, knowledge: Lexicon<'_>, path: &RepoPath, node: &FileNode, read: &mut ReadTexts) -> Loose {
        // Rows of another repository say themselves whose team owns.
        let nearest = if node.reading.remote { None } else { self.nearest_team(path) };
        let mut names = names(knowledge, &self.directory, read);
        let mut builder = Builder { names: &mut names, people: &self.people, dangling: Vec::new() };
        let source = Source { path, reading: &node.reading, team: node.team.as_ref() };
        let mut owns = Vec::new();
        for entry in &node.said().owns {
            let team = entry.team.as_ref().map(|team| kebab(&team.value)).or_else(|| nearest.clone());
            owns.extend(builder.owns(&source, entry, team.as_ref()));
        }
        for entry in &node.reading.people {
            builder.person(&source, entry, &mut Person::default());
        }
        let dangling = builder.dangling;
        Loose { owns, dangling, missed: names.missed.get() }
    }

    fn nearest_team(&self, path: &RepoPath) -> Option<Arc<str>> {
        let mut folder = path.folder();
        loop {
            if let Some(team) = self.folders.get(folder).and_then(|teams| teams.values().next()) {
                return Some(team.clone());
            }
            folder = folder.rsplit_once('/').map(|(above, _)| above).or((!folder.is_empty()).then_some(""))?;
        }
    }
}
