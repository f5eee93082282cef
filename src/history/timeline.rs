//! `Timeline`: a judgement that is moved from tree to tree. Moving costs what differs; the same bytes are read once.
//!
//! It starts at the empty tree, or where `timeline/checkpoint.rs` finds one that was saved.

mod checkpoint;

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
use crate::base::source::{Location, Version};
use crate::config::{FILE, RuleFiles};
use crate::document::{Document, Problem, ProblemKind};
use crate::lint::{Found, Judgement, Shift, Unit, read_files};
use crate::org::update::Change;
use crate::policy::{Choice, Policy, RuleText};
use crate::read::Format;
use crate::read::reading::{Names, Reading};
use crate::snapshot::{Snapshot, SnapshotFile};
use crate::store::map::StoredMap;

pub use checkpoint::key as checkpoint_key;

/// Where the rules come from that judge a tree.
pub enum Rules {
    /// The same for all; a tree's own configuration is not looked at.
    Fixed(Arc<Policy>),
    /// The same for all, from a revision that a change cannot touch. What is wrong with a tree's own configuration is told all
    /// the same.
    Trusted(Arc<Policy>, OwnRules),
    /// Each tree's own.
    Own(OwnRules),
}

/// The rules that each tree's own configuration means, with the profile of the command line laid over it.
pub struct OwnRules {
    profile: Option<String>,
    /// The policy of a tree without a configuration.
    plain: Arc<Policy>,
    known: HashMap<Ruling, Arc<Policy>>,
}

/// The blobs that the rules of a tree come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ruling {
    /// The configuration file.
    pub config: Option<ObjectId>,
    /// The rule files that it names.
    pub files: Vec<(RepoPath, ObjectId)>,
}

impl Rules {
    /// Each tree's own rules. Those of a tree without a configuration are put together at once.
    ///
    /// # Errors
    /// A profile that does not exist.
    pub fn own(profile: Option<String>) -> Result<Self, Error> {
        OwnRules::new(profile).map(Self::Own)
    }

    /// The rules of one revision for all.
    ///
    /// # Errors
    /// A profile that does not exist.
    pub fn trusted(policy: Policy, profile: Option<String>) -> Result<Self, Error> {
        Ok(Self::Trusted(Arc::new(policy), OwnRules::new(profile)?))
    }
}

impl OwnRules {
    fn new(profile: Option<String>) -> Result<Self, Error> {
        let choice = Choice { config: None, profile: profile.as_deref(), ..Choice::default() };
        let plain = Arc::new(Policy::load(choice)?);
        Ok(Self { profile, known: HashMap::from([(Ruling::default(), plain.clone())]), plain })
    }

    /// The policy of a configuration, by its blob. One that is not TOML, or whose rule files are broken, counts as the `last`
    /// one, with the error told: the commit that broke it is judged by rules that somebody meant, and the one that corrects it
    /// can be made.
    fn policy(&mut self, store: &dyn Store, ruling: &Ruling, last: &Policy) -> Result<Arc<Policy>, Error> {
        if let Some(policy) = self.known.get(ruling) {
            return Ok(policy.clone());
        }
        let Some(blob) = ruling.config else { return Ok(self.plain.clone()) };
        let text: Arc<str> = store.policy_text(blob)?;
        let path = RepoPath::new(FILE).expect("internal error: a sound path");
        let read = |(path, blob): &(RepoPath, ObjectId)| -> Result<RuleText, Error> {
            Ok((path.clone(), store.policy_text(*blob)?))
        };
        let own = ruling.files.iter().map(read).collect::<Result<Vec<RuleText>, Error>>()?;
        let load = |config, own: &[RuleText]| {
            let source = |_: &RuleFiles| Ok(own.to_vec());
            Policy::load(Choice { config, profile: self.profile.as_deref(), rule_files: Some(&source) })
        };
        let policy = match load(Some((path.clone(), text.clone())), &own) {
            Ok(policy) => policy,
            Err(error) => {
                let mut last = load(last.settings().cloned(), &last.rule_files)?;
                last.config.problems = match Document::parse(&text) {
                    Ok(document) => vec![broken_rules(&document, &error)],
                    Err(problems) => problems,
                };
                last.config_file = Some((path, text));
                last
            }
        };
        let policy = Arc::new(policy);
        self.known.insert(ruling.clone(), policy.clone());
        Ok(policy)
    }
}

/// Tells of rule files that cannot be used where the configuration names them.
fn broken_rules(document: &Document, error: &Error) -> Problem {
    let root = document.root();
    let named = root.names("rule-files");
    let message = error.message.split_whitespace().collect::<Vec<_>>().join(" ");
    Problem {
        kind: ProblemKind::BadValue,
        span: named.first().map(|first| first.span).unwrap_or_default(),
        detail: format!("rule-files: {message}"),
        message,
        label: "named here".to_owned(),
        help: Some(error.hint.clone()),
        instead: None,
    }
}

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
    pub brought: Brought,
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
            trees: Trees::new(store),
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
    pub fn watched_by(self, progress: Watcher) -> Self {
        Self { progress, ..self }
    }

    /// Who watches how far work along the history has come.
    #[must_use]
    pub fn progress(&self) -> Watcher {
        self.progress
    }

    /// Gathers what people are called in all that is read from now on.
    pub fn gather_names(&mut self) {
        self.names = Some(Names::new());
    }

    /// What people are called in all that was read since [`Self::gather_names`].
    pub fn take_names(&mut self) -> Names {
        self.names.take().unwrap_or_default()
    }

    /// Notes what a commit brought that the timeline has been moved to, and what stands there of what is asked about.
    pub fn note_step(&mut self, commit: ObjectId, shift: &Shift, asked: &[Trace]) {
        self.brought.note(commit, &self.judgement, shift, asked);
    }

    /// The judgement on the tree that the timeline stands at.
    #[must_use]
    pub fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// The same, when nothing more is to be moved.
    #[must_use]
    pub fn into_judgement(self) -> Judgement {
        self.judgement
    }

    /// Judges by a later day from now on, and says what was found before in each unit where that has changed.
    pub fn turn_to(&mut self, day: Date) -> BTreeMap<Unit, Option<Found>> {
        self.today = self.today.max(day);
        self.judgement.turn_to(day)
    }

    /// Trees, for a look into one without moving there.
    #[must_use]
    pub fn trees(&self) -> &Trees<'s> {
        &self.trees
    }

    /// Where a file of ours lay before the last step, when it was moved without a change.
    #[must_use]
    pub fn moved_from(&self, path: &RepoPath) -> Option<&RepoPath> {
        self.moved.get(path)
    }

    /// The policy that judges a tree.
    ///
    /// # Errors
    /// An object that is not there.
    pub fn policy_of(&mut self, tree: ObjectId) -> Result<Arc<Policy>, Error> {
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
    pub fn judges_by_own_rules(&self) -> bool {
        matches!(self.rules, Rules::Own(_))
    }

    /// What the rules of a tree come from.
    ///
    /// # Errors
    /// An object that is not there.
    pub fn ruling_of(&mut self, tree: ObjectId) -> Result<Ruling, Error> {
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
    pub fn ruling_of_index(
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
        let named = decoded.filter(|files| !files.written().is_empty()).map(Arc::new);
        self.rule_files.insert(blob, named.clone());
        Ok(named)
    }

    /// The policy of a configuration, by its blob; of one that is not TOML, the `last` one with the error told.
    ///
    /// # Errors
    /// A blob that is not there.
    pub fn policy_by(&mut self, ruling: &Ruling, last: &Arc<Policy>) -> Result<Arc<Policy>, Error> {
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
    pub fn own_policy_by(&mut self, ruling: &Ruling, last: Option<&Arc<Policy>>) -> Result<Option<Arc<Policy>>, Error> {
        let last = last.unwrap_or(self.judgement.policy());
        match &mut self.rules {
            Rules::Own(own) | Rules::Trusted(_, own) => own.policy(self.store, ruling, last).map(Some),
            Rules::Fixed(_) => Ok(None),
        }
    }

    /// Moves from now on without judging, until [`Self::catch_up`].
    pub(super) fn postpone(&mut self) {
        self.judgement.postpone();
    }

    /// Judges where the timeline stands, as far as judging was put off.
    pub(super) fn catch_up(&mut self) {
        self.judgement.catch_up();
    }

    /// The day of judgement.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// Stands at a tree, judged by a policy. Another policy than the one before means judging everything anew.
    ///
    /// # Errors
    /// An object that is not there.
    pub fn stand_at(&mut self, tree: Option<ObjectId>, policy: &Arc<Policy>) -> Result<(), Error> {
        if !Arc::ptr_eq(self.judgement.policy(), policy) {
            self.start_anew(policy);
        }
        self.move_to(tree).map(|_| ())
    }

    /// Goes back to the empty tree, to judge by a policy from there.
    pub fn start_anew(&mut self, policy: &Arc<Policy>) {
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
    pub fn stand_at_files(
        &mut self,
        tree: ObjectId,
        files: BTreeMap<String, ObjectId>,
        policy: &Arc<Policy>,
    ) -> Result<(), Error> {
        self.stand_at(self.at, policy)?;
        if self.at.is_some() {
            return self.stand_at(Some(tree), policy);
        }
        self.at = Some(tree);
        let here = |(path, blob)| Difference { path, old: None, new: Some(blob) };
        self.take(files.into_iter().map(here).collect()).map(|_| ())
    }

    /// Moves the judgement to a tree and says what that changes.
    ///
    /// # Errors
    /// An object that is not there.
    pub fn move_to(&mut self, tree: Option<ObjectId>) -> Result<Shift, Error> {
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
    pub fn move_over(&mut self, differences: Vec<Difference>) -> Result<Shift, Error> {
        self.over = Some(differences.clone());
        self.take(differences)
    }

    /// The same as if the files had been read anew there: what one of them said before it broke does not count.
    ///
    /// # Errors
    /// An object that is not there.
    pub fn read_over(&mut self, differences: Vec<Difference>) -> Result<(), Error> {
        self.forgetful = true;
        let moved = self.move_over(differences);
        self.forgetful = false;
        moved.map(|_| ())
    }

    /// The text of a file at the tree that the timeline stands at, or at the index that it was moved to.
    ///
    /// # Errors
    /// A blob that is not there.
    pub fn text(&self, path: &RepoPath) -> Result<Option<Arc<str>>, Error> {
        self.blobs.get(path).map(|blob| self.blob_text(*blob)).transpose()
    }

    /// The text that a place lies in, where the timeline stands.
    ///
    /// # Errors
    /// A blob that is not there.
    pub fn text_of(&self, place: &Location) -> Result<Option<Arc<str>>, Error> {
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
    pub fn text_before(&self, tree: Option<ObjectId>, place: &Location) -> Result<Option<Arc<str>>, Error> {
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
    pub fn blob_text(&self, blob: ObjectId) -> Result<Arc<str>, Error> {
        Ok(String::from_utf8_lossy(&self.store.blob(blob)?).into())
    }

    /// Whether a file is judged where the timeline stands.
    #[must_use]
    pub fn has(&self, path: &RepoPath) -> bool {
        self.blobs.contains_key(path)
    }

    /// The files that are judged.
    pub fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.blobs.keys()
    }

    /// How many files are judged.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files
    }

    fn take(&mut self, differences: Vec<Difference>) -> Result<Shift, Error> {
        let mut changes: Vec<Change> = Vec::new();
        let mut gone: HashMap<ObjectId, RepoPath> = HashMap::new();
        let mut came: Vec<(ObjectId, RepoPath)> = Vec::new();
        self.read_ahead(&differences)?;
        self.former[1] = self.former[0].clone();
        for difference in differences {
            let Some(format) = self.format_of(&difference.path) else { continue };
            let Some(path) = RepoPath::new(&difference.path) else { continue };
            match (difference.old, difference.new) {
                (Some(old), None) => drop(gone.insert(old, path.clone())),
                (None, Some(new)) => came.push((new, path.clone())),
                _ => {}
            }
            let before = match difference.new {
                Some(blob) => self.blobs.insert(path.clone(), blob),
                None => self.blobs.remove(&path),
            };
            if format.says_something() {
                self.files = self.files + usize::from(difference.new.is_some()) - usize::from(before.is_some());
            }
            let reading = difference.new.map(|blob| self.reading(blob, format, &path)).transpose()?;
            let reading = reading.map(|reading| self.or_last_good(&path, reading, before));
            if reading.is_none() {
                self.former[0].remove(&path);
            }
            changes.push((path, reading));
        }
        self.moved = came.into_iter().filter_map(|(blob, path)| Some((path, gone.get(&blob)?.clone()))).collect();
        Ok(self.judgement.apply(changes))
    }

    /// Reads many new files at once, on as many threads as there are.
    fn read_ahead(&mut self, differences: &[Difference]) -> Result<(), Error> {
        if differences.len() < MANY {
            return Ok(());
        }
        let mut files = Vec::new();
        for difference in differences {
            let (Some(blob), Some(format)) = (difference.new, self.format_of(&difference.path)) else { continue };
            let Some(path) = RepoPath::new(&difference.path) else { continue };
            let key = self.reading_key(blob, format, &path);
            if !self.readings.contains_key(&key) {
                files.push((key, SnapshotFile { path, format, bytes: self.store.blob(blob)? }));
            }
        }
        if files.len() < MANY {
            return Ok(());
        }
        let keys: HashMap<RepoPath, ReadingKey> =
            files.iter().map(|(key, file)| (file.path.clone(), key.clone())).collect();
        let snapshot = Snapshot::new(files.into_iter().map(|(_, file)| file).collect());
        for (path, reading) in read_files(self.judgement.policy(), &snapshot, self.progress) {
            if let (Some(key), Some(reading)) = (keys.get(&path), reading) {
                self.remember(key.clone(), reading);
            }
        }
        Ok(())
    }

    fn remember(&mut self, key: ReadingKey, reading: Arc<Reading>) {
        if let Some(names) = &mut self.names {
            names.extend(reading.names());
        }
        self.readings.insert(key, reading);
    }

    /// A file that does not parse keeps the facts of its last good version, so that a typo does not seem to take every duty
    /// off its holder; the typo itself is told. `before` is the blob that it was.
    fn or_last_good(&mut self, path: &RepoPath, reading: Arc<Reading>, before: Option<ObjectId>) -> Arc<Reading> {
        let last = self.judgement.org().files.get(path);
        let (Some(last), true, false) = (last, reading.broken, self.forgetful) else {
            self.former[0].remove(path);
            return reading;
        };
        if let Some(before) = before {
            // The one before may be broken as well: what counts is what was judged then.
            self.former[0].entry(path.clone()).or_insert(before);
        }
        let mut kept = Reading::clone(&last.reading);
        kept.problems.clone_from(&reading.problems);
        kept.broken = true;
        Arc::new(kept)
    }

    fn format_of(&mut self, path: &str) -> Option<Format> {
        if let Some(known) = self.formats.get(path) {
            return *known;
        }
        let config = &self.judgement.policy().config;
        let format = RepoPath::new(path).and_then(|path| config.format_of(&path, false));
        self.formats.insert(path.to_owned(), format);
        format
    }

    fn reading(&mut self, blob: ObjectId, format: Format, path: &RepoPath) -> Result<Arc<Reading>, Error> {
        let key = self.reading_key(blob, format, path);
        if let Some(known) = self.readings.get(&key) {
            return Ok(known.clone());
        }
        let bytes = self.store.blob(blob)?;
        let reading = Arc::new(self.judgement.policy().read(format, path, &bytes));
        self.remember(key, reading.clone());
        Ok(reading)
    }

    /// What prose says hangs on the page's name as well.
    fn reading_key(&self, blob: ObjectId, format: Format, path: &RepoPath) -> ReadingKey {
        let pages = &self.judgement.policy().taxonomy.pages;
        (blob, format, format.of().syntax.is_prose.then(|| pages.name(path).into()))
    }
}
