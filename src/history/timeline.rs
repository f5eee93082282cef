//! `Timeline`: a judgement that is moved from tree to tree. Moving costs what differs; the same bytes are read once.
//!
//! It starts at the empty tree, or where `timeline/checkpoint.rs` finds one that was saved.

mod checkpoint;
mod reading;
mod rules;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::brought::Brought;
use super::trace::Trace;
use super::tree::{Difference, Trees};
use super::{ObjectId, Store};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::progress::{Unwatched, Watcher};
use crate::base::source::{Location, Version, text_of};
use crate::config::{FILE, RuleFiles};
use crate::document::Document;
use crate::lint::{Delta, Found, Judgement, Unit};
use crate::policy::Policy;
use crate::read::Format;
use crate::read::reading::{Names, Reading};
use crate::store::map::StoredMap;

pub(crate) use checkpoint::key as checkpoint_key;
pub use rules::{OwnRules, Rules, Ruling};

/// What a reading depends on: the bytes, how they are read, and, for prose, the page's name.
type ReadingKey = (ObjectId, Format, Option<Arc<str>>);

/// From so many files on it is worth starting threads.
const MANY: usize = 64;

/// A judgement that is moved from tree to tree.
pub struct Timeline<'s> {
    store: &'s dyn Store,
    trees: Trees<'s>,
    rules: Rules,
    today: Date,
    judgement: Judgement,
    /// The tree that the judgement stands at; `None` is the empty one.
    at: Option<ObjectId>,
    readings: HashMap<ReadingKey, Arc<Reading>>,
    formats: HashMap<String, Option<Format>>,
    /// What the index has laid over that tree.
    over: Option<Vec<Difference>>,
    /// The blobs of the files that are judged.
    blobs: StoredMap<RepoPath, ObjectId>,
    /// How many they are.
    files: usize,
    /// What a file said before it broke is not known: the tree was reached from a checkpoint.
    forgetful: bool,
    /// Which files configurations name as rule files, by their blobs.
    rule_files: HashMap<ObjectId, Option<Arc<RuleFiles>>>,
    /// What all files that were read say of how people are called, where somebody wants to know.
    names: Option<Names>,
    /// What is judged of files that are broken: the blobs of their last good versions, now and before the last step.
    former: [HashMap<RepoPath, ObjectId>; 2],
    /// Files of ours that were moved: new path to old path, in the last step.
    moved: HashMap<RepoPath, RepoPath>,
    /// What the commits brought that it was moved along.
    pub(crate) brought: Brought,
    progress: Watcher,
}

impl<'s> Timeline<'s> {
    /// A timeline that stands at the empty tree.
    #[must_use]
    pub fn new(store: &'s dyn Store, rules: Rules, today: Date) -> Self {
        let policy = match &rules {
            Rules::Fixed(policy) | Rules::Trusted(policy, _) => policy.clone(),
            Rules::Own(own) => own.plain.clone(),
        };
        Self {
            store,
            trees: Trees::up_to(store, policy.config.limits.tree),
            rules,
            today,
            judgement: Judgement::new(policy, today),
            at: None,
            readings: HashMap::new(),
            formats: HashMap::new(),
            over: None,
            blobs: StoredMap::default(),
            files: 0,
            forgetful: false,
            former: [HashMap::new(), HashMap::new()],
            moved: HashMap::new(),
            brought: Brought::default(),
            rule_files: HashMap::new(),
            names: None,
            progress: &Unwatched,
        }
    }

    /// The same, for somebody who watches how far long work has come.
    #[must_use]
    pub(crate) fn watched_by(self, progress: Watcher) -> Self {
        Self { progress, ..self }
    }

    /// Who watches how far work along the history has come.
    #[must_use]
    pub(crate) fn progress(&self) -> Watcher {
        self.progress
    }

    /// Gathers what people are called in all that is read from now on.
    pub(crate) fn gather_names(&mut self) {
        self.names = Some(Names::new());
    }

    /// What people are called in all that was read since [`Self::gather_names`].
    pub(crate) fn take_names(&mut self) -> Names {
        self.names.take().unwrap_or_default()
    }

    /// Notes what a commit brought that the timeline has been moved to, and what stands there of what is asked about.
    pub(crate) fn note_step(&mut self, commit: ObjectId, shift: &Delta, asked: &[Trace]) {
        self.brought.note(commit, &self.judgement, shift, asked);
    }

    /// The judgement on the tree that the timeline stands at.
    #[must_use]
    pub fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// The same, when nothing more is to be moved.
    #[must_use]
    pub(crate) fn into_judgement(self) -> Judgement {
        self.judgement
    }

    /// Nothing more is to be asked of it.
    pub(crate) fn end(self) {
        let Self { judgement, readings, blobs, progress, .. } = self;
        progress.over(Box::new((judgement, readings, blobs)));
    }

    /// Judges by a later day from now on, and says what was found before in each unit where that has changed.
    pub(crate) fn turn_to(&mut self, day: Date) -> BTreeMap<Unit, Option<Found>> {
        self.today = self.today.max(day);
        self.judgement.turn_to(day)
    }

    /// Trees, for a look into one without moving there.
    #[must_use]
    pub(crate) fn trees(&self) -> &Trees<'s> {
        &self.trees
    }

    /// Where a file of ours lay before the last step, when it was moved without a change.
    #[must_use]
    pub(crate) fn moved_from(&self, path: &RepoPath) -> Option<&RepoPath> {
        self.moved.get(path)
    }

    /// The policy that judges a tree.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn policy_of(&mut self, tree: ObjectId) -> Result<Arc<Policy>, Error> {
        match &self.rules {
            Rules::Fixed(policy) | Rules::Trusted(policy, _) => Ok(policy.clone()),
            Rules::Own(_) => {
                let ruling = self.ruling_of(tree)?;
                let last = self.judgement.policy().clone();
                self.policy_by(&ruling, &last)
            }
        }
    }

    /// Whether each tree is judged by its own rules.
    #[must_use]
    pub(crate) fn judges_by_own_rules(&self) -> bool {
        matches!(self.rules, Rules::Own(_))
    }

    /// What the rules of a tree come from.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn ruling_of(&mut self, tree: ObjectId) -> Result<Ruling, Error> {
        let config = self.trees.top_file(tree, FILE)?;
        let Some(named) = self.rule_files_of(config)? else { return Ok(Ruling { config, files: Vec::new() }) };
        let all = self.trees.differences(None, Some(tree))?;
        let files = all.into_iter().filter_map(|file| Some((RepoPath::new(&file.path)?, file.new?)));
        Ok(Ruling { config, files: files.filter(|(path, _)| named.matches(path)).collect() })
    }

    /// What the rules of the index come from: its configuration, and its files, which are asked for only where the
    /// configuration names rule files among them.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn ruling_of_index(
        &mut self,
        config: Option<ObjectId>,
        files: impl FnOnce() -> Vec<(String, ObjectId)>,
    ) -> Result<Ruling, Error> {
        let Some(named) = self.rule_files_of(config)? else { return Ok(Ruling { config, files: Vec::new() }) };
        let files = files().into_iter().filter_map(|(path, blob)| Some((RepoPath::new(&path)?, blob)));
        Ok(Ruling { config, files: files.filter(|(path, _)| named.matches(path)).collect() })
    }

    fn rule_files_of(&mut self, config: Option<ObjectId>) -> Result<Option<Arc<RuleFiles>>, Error> {
        let Some(blob) = config else { return Ok(None) };
        if let Some(known) = self.rule_files.get(&blob) {
            return Ok(known.clone());
        }
        let text = self.blob_text(blob)?;
        let decoded = Document::parse(&text).ok().map(|document| RuleFiles::decode(&document.root()));
        let named = decoded.filter(|files| !files.is_empty()).map(Arc::new);
        self.rule_files.insert(blob, named.clone());
        Ok(named)
    }

    /// The policy of a configuration, by its blob; of one that is not TOML, the `last` one with the error told.
    ///
    /// # Errors
    /// A blob that is not there.
    pub(crate) fn policy_by(&mut self, ruling: &Ruling, last: &Arc<Policy>) -> Result<Arc<Policy>, Error> {
        match &mut self.rules {
            Rules::Own(own) => own.policy(self.store, ruling, last),
            Rules::Fixed(policy) | Rules::Trusted(policy, _) => Ok(policy.clone()),
        }
    }

    /// The policy that a tree's own configuration means, whatever judges; `None` where nobody looks at it. The `last` one counts
    /// where it is not TOML.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn own_policy_by(
        &mut self,
        ruling: &Ruling,
        last: Option<&Arc<Policy>>,
    ) -> Result<Option<Arc<Policy>>, Error> {
        let last = last.unwrap_or(self.judgement.policy());
        match &mut self.rules {
            Rules::Own(own) | Rules::Trusted(_, own) => own.policy(self.store, ruling, last).map(Some),
            Rules::Fixed(_) => Ok(None),
        }
    }

    /// Moves from now on without judging, until [`Self::catch_up`].
    pub(crate) fn postpone(&mut self) {
        self.judgement.postpone();
    }

    /// Judges where the timeline stands, as far as judging was put off.
    pub(super) fn catch_up(&mut self) {
        self.judgement.catch_up();
    }

    /// The day of judgement.
    #[must_use]
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// Stands at a tree, judged by a policy. Another policy than the one before means judging everything anew.
    ///
    /// # Errors
    /// An object that is not there.
    pub fn checkout(&mut self, tree: Option<ObjectId>, policy: &Arc<Policy>) -> Result<(), Error> {
        if !Arc::ptr_eq(self.judgement.policy(), policy) {
            self.start_anew(policy);
        }
        self.move_to(tree).map(|_| ())
    }

    /// Goes back to the empty tree, to judge by a policy from there.
    pub(crate) fn start_anew(&mut self, policy: &Arc<Policy>) {
        if !Arc::ptr_eq(self.judgement.policy(), policy) {
            self.readings.clear();
            self.formats.clear();
        }
        self.judgement = Judgement::new(policy.clone(), self.today);
        self.blobs = StoredMap::default();
        self.files = 0;
        self.over = None;
        self.at = None;
        self.former = Default::default();
    }

    /// Stands at a tree whose files of ours are known: paths with their blobs. Without them the tree would have to be walked.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn checkout_files(
        &mut self,
        tree: ObjectId,
        files: BTreeMap<String, ObjectId>,
        policy: &Arc<Policy>,
    ) -> Result<(), Error> {
        self.checkout(self.at, policy)?;
        if self.at.is_some() {
            return self.checkout(Some(tree), policy);
        }
        self.at = Some(tree);
        let here = |(path, blob)| Difference { path, old: None, new: Some(blob) };
        self.take(files.into_iter().map(here).collect()).map(|_| ())
    }

    /// Moves the judgement to a tree and says what that changes.
    ///
    /// # Errors
    /// An object that is not there.
    pub fn move_to(&mut self, tree: Option<ObjectId>) -> Result<Delta, Error> {
        if let Some(over) = self.over.take() {
            let back = |difference: Difference| Difference { old: difference.new, new: difference.old, ..difference };
            self.take(over.into_iter().map(back).collect())?;
        }
        let differences = self.trees.differences(self.at, tree)?;
        self.at = tree;
        self.take(differences)
    }

    /// Moves the judgement to the index, which differs so from the tree that the timeline stands at.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn overlay(&mut self, differences: Vec<Difference>) -> Result<Delta, Error> {
        self.over = Some(differences.clone());
        self.take(differences)
    }

    /// The same as if the files had been read anew there: what one of them said before it broke does not count.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn read_over(&mut self, differences: Vec<Difference>) -> Result<(), Error> {
        self.forgetful = true;
        let moved = self.overlay(differences);
        self.forgetful = false;
        moved.map(|_| ())
    }

    /// The text of a file at the tree that the timeline stands at, or at the index that it was moved to.
    ///
    /// # Errors
    /// A blob that is not there.
    pub(crate) fn text(&self, path: &RepoPath) -> Result<Option<Arc<str>>, Error> {
        self.blobs.get(path).map(|blob| self.blob_text(*blob)).transpose()
    }

    /// The text that a place lies in, where the timeline stands.
    ///
    /// # Errors
    /// A blob that is not there.
    pub(crate) fn text_of(&self, place: &Location) -> Result<Option<Arc<str>>, Error> {
        let policy = self.judgement.policy();
        match (place.version, self.former[0].get(&place.path)) {
            (Version::Policy, _) => Ok(policy.text_of(place)),
            (Version::Judged, Some(former)) => self.blob_text(*former).map(Some),
            _ => Ok(self.text(&place.path)?.or_else(|| policy.text_of(place))),
        }
    }

    /// The text that a place lay in before the last step, which came from this tree.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn text_before(&self, tree: Option<ObjectId>, place: &Location) -> Result<Option<Arc<str>>, Error> {
        let there = || match tree {
            Some(tree) => self.trees.file(tree, place.path.as_str()),
            None => Ok(None),
        };
        let blob = match (place.version, self.former[1].get(&place.path)) {
            (Version::Policy, _) => None,
            (Version::Judged, Some(former)) => Some(*former),
            _ => there()?,
        };
        let text = blob.map(|blob| self.blob_text(blob)).transpose()?;
        Ok(text.or_else(|| self.judgement.policy().text_of(place)))
    }

    /// The text of a blob, with what is not UTF-8 replaced.
    ///
    /// # Errors
    /// A blob that is not there.
    pub(crate) fn blob_text(&self, blob: ObjectId) -> Result<Arc<str>, Error> {
        Ok(text_of(&self.store.blob(blob)?))
    }

    /// Whether a file is judged where the timeline stands.
    #[must_use]
    pub(crate) fn has(&self, path: &RepoPath) -> bool {
        self.blobs.contains_key(path)
    }

    /// The files that are judged.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.blobs.keys()
    }

    /// How many files are judged.
    #[must_use]
    pub(crate) fn files(&self) -> usize {
        self.files
    }
}
