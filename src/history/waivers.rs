//! Waivers in history: which of them a commit brings, since when one stands, who wrote it, and how often its last day was
//! moved. A waiver is known by its rules and its reason; it may move to another line and its file to another place.

use std::collections::HashMap;
use std::sync::Arc;

use super::timeline::Timeline;
use super::tree::Trees;
use super::{Commit, ObjectId, Store};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::config::{Config, FILE};
use crate::document::Document;
use crate::lint::Judgement;
use crate::read::syntax_of;
use crate::read::waiver::WaiverEntry;

/// What history knows of a waiver.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    /// The commit that brought it.
    pub(crate) since: Arc<Commit>,
    /// The commit that wrote it as it stands now.
    pub(crate) last: Arc<Commit>,
    /// How often its last day was moved to a later one.
    pub(crate) prolonged: usize,
}

/// Looks into the files of commits for waivers.
pub(crate) struct Written<'s> {
    store: &'s dyn Store,
    trees: Trees<'s>,
    read: HashMap<(ObjectId, RepoPath), Arc<[WaiverEntry]>>,
    commits: HashMap<ObjectId, Arc<Commit>>,
}

impl<'s> Written<'s> {
    /// Looks into a store.
    #[must_use]
    pub(crate) fn new(store: &'s dyn Store) -> Self {
        Self { store, trees: Trees::new(store), read: HashMap::new(), commits: HashMap::new() }
    }

    /// What history knows of a waiver that stands in a file of `head`; `None` where it is not committed, or where a shallow
    /// clone ends before its origin.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn past(&mut self, head: ObjectId, path: &RepoPath, entry: &WaiverEntry) -> Result<Option<Past>, Error> {
        let (mut commit, mut path) = (self.commit(head)?, path.clone());
        let Some(mut until) = self.until(commit.tree, &path, entry)? else { return Ok(None) };
        if until != last_day(entry) {
            return Ok(None);
        }
        let (mut prolonged, mut last) = (0, None);
        loop {
            let mut older = None;
            for parent in commit.parents.clone() {
                let parent = self.commit(parent)?;
                if let Some(found) = self.found(&commit, &parent, &path, entry)? {
                    older = Some((parent, found));
                    break;
                }
            }
            let Some((parent, (place, day))) = older else { break };
            if day != until {
                last.get_or_insert(commit);
                prolonged += usize::from(day.is_some() && (until.is_none() || until > day));
            }
            (commit, path, until) = (parent, place, day);
        }
        if commit.is_boundary {
            return Ok(None);
        }
        Ok(Some(Past { last: last.unwrap_or_else(|| commit.clone()), since: commit, prolonged }))
    }

    /// Where a parent has the waiver, and until when: in the same file, or in one that the commit moved.
    fn found(
        &mut self,
        commit: &Commit,
        parent: &Commit,
        path: &RepoPath,
        entry: &WaiverEntry,
    ) -> Result<Option<(RepoPath, Option<Date>)>, Error> {
        if let Some(until) = self.until(parent.tree, path, entry)? {
            return Ok(Some((path.clone(), until)));
        }
        if self.trees.file(parent.tree, path.as_str())?.is_some() {
            return Ok(None);
        }
        for moved in self.trees.differences(Some(parent.tree), Some(commit.tree))? {
            let Some(old) = RepoPath::new(&moved.path).filter(|_| moved.new.is_none()) else { continue };
            if let Some(until) = self.until(parent.tree, &old, entry)? {
                return Ok(Some((old, until)));
            }
        }
        Ok(None)
    }

    /// Until when a waiver counts in a file of a tree; `None` where it does not stand there.
    fn until(&mut self, tree: ObjectId, path: &RepoPath, entry: &WaiverEntry) -> Result<Option<Option<Date>>, Error> {
        let entries = self.entries(tree, path)?;
        Ok(entries.iter().find(|other| other.key() == entry.key()).map(last_day))
    }

    /// The waivers in a file of a tree.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn entries(&mut self, tree: ObjectId, path: &RepoPath) -> Result<Arc<[WaiverEntry]>, Error> {
        let Some(blob) = self.trees.file(tree, path.as_str())? else { return Ok(Arc::from([])) };
        let key = (blob, path.clone());
        if let Some(known) = self.read.get(&key) {
            return Ok(known.clone());
        }
        let text = String::from_utf8_lossy(&self.store.blob(blob)?).into_owned();
        let entries: Arc<[WaiverEntry]> = if path.as_str() == FILE {
            let document = Document::parse(&text);
            let config =
                document.map_or_else(|_| Config::default(), |document| Config::decode(&document.root(), &text));
            config.waivers.entries().into()
        } else {
            syntax_of(path).map_or_else(Vec::new, |syntax| (syntax.waivers)(&text)).into()
        };
        self.read.insert(key, entries.clone());
        Ok(entries)
    }

    fn commit(&mut self, id: ObjectId) -> Result<Arc<Commit>, Error> {
        if let Some(known) = self.commits.get(&id) {
            return Ok(known.clone());
        }
        let commit = Arc::new(self.store.commit(id)?);
        self.commits.insert(id, commit.clone());
        Ok(commit)
    }
}

fn last_day(entry: &WaiverEntry) -> Option<Date> {
    entry.until.as_ref().map(|until| until.value)
}

/// What is to be said of the waivers that a step brings or prolongs, by its author's name and address, which are asked for only
/// where there are waivers. `files` are those that it touched.
///
/// # Errors
/// An object that is not there.
pub(crate) fn of_step<'a>(
    timeline: &Timeline<'_>,
    store: &dyn Store,
    parents: &[ObjectId],
    author: impl FnOnce() -> Option<(String, String)>,
    files: impl Iterator<Item = &'a RepoPath>,
) -> Result<Vec<Diagnostic>, Error> {
    let judgement = timeline.judgement();
    let files: Vec<&RepoPath> = files.filter(|path| !judgement.waivers_in(path).is_empty()).collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let Some(writer) = author().and_then(|(name, email)| judgement.org().person_of(&name, &email)) else {
        return Ok(Vec::new());
    };
    let mut written = Written::new(store);
    let mut found = Vec::new();
    for path in files {
        let mut old: Vec<WaiverEntry> = Vec::new();
        for parent in parents {
            old.extend(written.entries(*parent, timeline.moved_from(path).unwrap_or(path))?.iter().cloned());
        }
        let is_new = |entry: &WaiverEntry| {
            !old.iter().any(|other| other.key() == entry.key() && last_day(other) == last_day(entry))
        };
        found.extend(judgement.judge_written(path, &|entry| is_new(entry).then(|| writer.clone())));
    }
    Ok(found)
}

/// What is to be said of all waivers by who wrote them, as history tells it.
///
/// # Errors
/// An object that is not there.
pub(crate) fn of_history(judgement: &Judgement, store: &dyn Store, head: ObjectId) -> Result<Vec<Diagnostic>, Error> {
    let mut written = Written::new(store);
    let mut found = Vec::new();
    let config = judgement.policy().config_file.as_ref().map(|(path, _)| path);
    for path in judgement.org().files.keys().chain(config) {
        let mut writers = Vec::new();
        for entry in judgement.waivers_in(path) {
            if let Some(past) = written.past(head, path, entry)? {
                let writer = judgement.org().person_of(&past.last.author, &past.last.email);
                writers.extend(writer.map(|writer| (entry.span, writer)));
            }
        }
        let by = |entry: &WaiverEntry| writers.iter().find(|(span, _)| *span == entry.span).map(|(_, who)| who.clone());
        if !writers.is_empty() {
            found.extend(judgement.judge_written(path, &by));
        }
    }
    Ok(found)
}
