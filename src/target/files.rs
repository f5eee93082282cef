//! A working tree that was opened: its policy, the files that matter, and what they say. Commands that show what is there
//! instead of judging it start here as well.

use std::path::PathBuf;
use std::sync::Arc;

use super::outcome::{Outcome, add_config_problems, stateless};
use super::source::{Committed, policy, policy_by, policy_of_worktree};
use super::{Request, RulesChoice, Shown, fleet, repository, warm, worktree};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::progress::{Unwatched, Watcher};
use crate::base::source::{Location, SourceFile, Span, Version};
use crate::base::suggest::all_of;
use crate::config::FILE;
use crate::fleet::together::Arrived;
use crate::history::report::TargetKind;
use crate::io::worktree::Worktree;
use crate::lint::{self, Judgement, config_problems};
use crate::org::Org;
use crate::policy::Policy;
use crate::read::FORMATS;
use crate::read::format::{Named, Sign};
use crate::read::reading::Names;
use crate::snapshot::Snapshot;

/// A working tree with what judges it, of which no file was read yet.
pub(super) struct Unread {
    pub(super) worktree: Worktree,
    pub(super) policy: Arc<Policy>,
    shown: Shown,
    own: Option<Policy>,
}

impl Unread {
    fn open(paths: &[PathBuf], rules: &RulesChoice) -> Result<Self, Error> {
        let worktree = worktree(paths)?;
        let shown = Shown::of(&worktree, paths)?;
        let (policy, own) = match &rules.revision {
            Some(revision) => {
                let (git, profile) = (repository()?, rules.profile.as_deref());
                (policy(&Committed::at(&git, revision)?, profile)?, Some(policy(&worktree, profile)?))
            }
            None => (policy_of_worktree(&worktree, rules)?, None),
        };
        Ok(Self { worktree, policy: Arc::new(policy), shown, own })
    }

    fn read(self) -> Result<Files, Error> {
        let Self { worktree, policy, shown, own } = self;
        let snapshot = worktree.snapshot(&policy.config, shown.folders())?;
        Ok(Files { worktree, shown, policy, snapshot, own, progress: &Unwatched })
    }
}

/// Judges the working tree: from where an earlier run stood, or by reading all of it.
pub(super) fn judge(request: &Request) -> Result<Outcome, Error> {
    let unread = Unread::open(&request.paths, &request.rules)?;
    match warm::judge(request, &unread)? {
        Some(outcome) => Ok(outcome),
        None => Ok(unread.read()?.some(&request.paths)?.watched_by(request.progress).judge(request)),
    }
}

/// A working tree that was opened.
pub(crate) struct Files {
    /// Where it lies.
    pub(crate) worktree: Worktree,
    /// The part that was asked for.
    pub(crate) shown: Shown,
    /// What judges.
    pub(crate) policy: Arc<Policy>,
    /// The files that matter.
    pub(crate) snapshot: Snapshot,
    /// What its own configuration would judge by, where the rules come from elsewhere.
    pub(super) own: Option<Policy>,
    pub(super) progress: Watcher,
}

impl Files {
    /// Opens the working tree around the current folder, or around the first path.
    ///
    /// # Errors
    /// A path that is not there, a configuration that cannot be read, and nothing to judge.
    pub(crate) fn open(paths: &[PathBuf], rules: &RulesChoice) -> Result<Self, Error> {
        Self::whatever(paths, rules)?.some(paths)
    }

    /// The same, for somebody who watches how far reading them has come.
    #[must_use]
    pub(crate) fn watched_by(self, progress: Watcher) -> Self {
        Self { progress, ..self }
    }

    /// Refuses that there is nothing to judge.
    fn some(self, paths: &[PathBuf]) -> Result<Self, Error> {
        // What is wrong with the configuration is worth telling, and may be why there is nothing else.
        if self.count() == 0 && self.config_problems().is_empty() {
            return Err(nothing_to_judge(paths, &self));
        }
        Ok(self)
    }

    /// The same, also where there is nothing to judge.
    ///
    /// # Errors
    /// A path that is not there, and a configuration that cannot be read.
    pub(crate) fn whatever(paths: &[PathBuf], rules: &RulesChoice) -> Result<Self, Error> {
        Unread::open(paths, rules)?.read()
    }

    /// Opens the working tree for a command that prints facts or lists: it needs a sound configuration.
    ///
    /// # Errors
    /// As [`Self::open`], and a configuration with problems.
    pub(crate) fn sound(paths: &[PathBuf], rules: &RulesChoice) -> Result<Self, Error> {
        let files = Self::open(paths, rules)?;
        refuse_broken_config(&files.policy)?;
        Ok(files)
    }

    /// The same, also where there is nothing to read: what is asked may be about the rules alone.
    ///
    /// # Errors
    /// A configuration that cannot be read, or has problems.
    pub(crate) fn sound_or_empty(rules: &RulesChoice) -> Result<Self, Error> {
        let files = Self::whatever(&[], rules)?;
        refuse_broken_config(&files.policy)?;
        Ok(files)
    }

    /// How many files lie in the part that was asked for.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.snapshot.files().iter().filter(|file| self.shown.has(&file.path)).count()
    }

    /// What the files say, not judged.
    #[must_use]
    pub(crate) fn organisation(&self) -> Org {
        if let Some(judgement) = self.known(Date::today()) {
            return judgement.into_org();
        }
        Org::of(lint::knowledge(&self.policy), lint::read_files(&self.policy, &self.snapshot, self.progress))
    }

    /// What the files say together with the facts of other repositories.
    ///
    /// # Errors
    /// Facts that are not there or cannot be read.
    pub(crate) fn organisation_with(&self, facts: &[PathBuf]) -> Result<(Org, Option<Arrived>), Error> {
        if facts.is_empty() {
            return Ok((self.organisation(), None));
        }
        let mut arrived = fleet::receive(self, facts)?;
        let mut changes = lint::read_files(&self.policy, &self.snapshot, self.progress);
        changes.append(&mut arrived.changes);
        Ok((Org::of(lint::knowledge(&self.policy), changes), Some(arrived)))
    }

    /// The judgement on the files: from where an earlier run stood, or by reading all of them.
    #[must_use]
    pub(crate) fn judgement(&self, today: Date) -> Judgement {
        self.known(today).unwrap_or_else(|| self.judged(today))
    }

    /// What an earlier run knows of the files, brought to what they say now.
    fn known(&self, today: Date) -> Option<Judgement> {
        self.shown.is_all().then(|| warm::judgement(&self.worktree, &self.policy, today, self.progress)).flatten()
    }

    /// The judgement on the files, by reading all of them.
    pub(super) fn judged(&self, today: Date) -> Judgement {
        Judgement::of_watched(&self.policy, &self.snapshot, today, self.progress)
    }

    /// The text that a place lies in.
    pub(super) fn text_of(&self, place: &Location) -> Option<Arc<str>> {
        let read = self.snapshot.text(&place.path).filter(|_| place.version != Version::Policy);
        read.or_else(|| self.policy.text_of(place))
    }

    /// The text of a file that was read, of the configuration, or of a rule.
    #[must_use]
    pub(crate) fn text(&self, path: &RepoPath) -> Option<Arc<str>> {
        self.snapshot.text(path).or_else(|| self.policy.text(path))
    }

    /// What is wrong with the configuration of the working tree, and with the one that judges.
    fn config_problems(&self) -> Vec<Diagnostic> {
        let own = self.own.iter().flat_map(config_problems);
        config_problems(&self.policy).into_iter().chain(own).collect()
    }

    /// Judges the files.
    fn judge(&self, request: &Request) -> Outcome {
        let mut judgement = self.judged(request.today);
        let found = judgement.take_diagnostics();
        let outcome = self.outcome(request, &judgement, found);
        self.progress.over(Box::new(judgement));
        outcome
    }

    /// What there is to tell of a judgement on the files.
    pub(super) fn outcome(&self, request: &Request, judgement: &Judgement, mut found: Vec<Diagnostic>) -> Outcome {
        let config = self.policy.config_file.as_ref().map(|(path, _)| path);
        found.retain(|found| self.shown.has_finding(found, config));
        let mut entries = stateless(found, None, |place| self.text_of(place));
        if let Some(own) = &self.own {
            add_config_problems(own, None, &mut entries);
        }
        let coverage = match self.shown.is_all() {
            true => judgement.coverage(),
            false => judgement.coverage_of(&|path| self.shown.has(path)),
        };
        let mut outcome = Outcome {
            entries,
            files: self.count(),
            coverage,
            names: if request.names { judgement.org().names() } else { Names::new() },
            notes: links_told(self.snapshot.links().iter().filter(|path| self.shown.has(path))).into_iter().collect(),
            ..Outcome::new(TargetKind::Worktree, self.policy.clone())
        };
        if request.whom {
            outcome.say_whom(judgement, request.today);
        }
        outcome
    }
}

/// What a working tree would be read and judged as by a configuration that is not written yet.
pub(crate) struct Trial {
    /// What would judge.
    pub(crate) policy: Arc<Policy>,
    /// How many files would be read.
    pub(crate) files: usize,
    /// The judgement on them.
    pub(crate) judgement: Judgement,
}

/// Tries a configuration on a working tree. One with problems is answered without a judgement worth a look.
///
/// # Errors
/// A configuration that is not TOML, a folder that cannot be read.
pub(crate) fn try_on(worktree: &Worktree, config: Option<(RepoPath, Arc<str>)>, today: Date) -> Result<Trial, Error> {
    let policy = Arc::new(policy_by(worktree, config, None)?);
    let snapshot = worktree.snapshot(&policy.config, &[])?;
    let judgement = Judgement::of(&policy, &snapshot, today);
    Ok(Trial { policy, files: snapshot.files().len(), judgement })
}

/// The policy of the working tree around the current folder, for a command that shows it: it needs a sound configuration.
///
/// # Errors
/// A configuration that cannot be read, or has problems.
pub(crate) fn sound_policy(rules: &RulesChoice) -> Result<Policy, Error> {
    let policy = policy_of_worktree(&worktree(&[])?, rules)?;
    refuse_broken_config(&policy)?;
    Ok(policy)
}

/// What is said of links that are called as files of ours are.
pub(super) fn links_told<'p>(links: impl Iterator<Item = &'p RepoPath>) -> Option<String> {
    let links: Vec<&str> = links.map(RepoPath::as_str).collect();
    let (first, is) = (links.first()?, if links.len() == 1 { "is a link" } else { "are links" });
    let all = if links.len() > 3 { format!("{first} and {} more", links.len() - 1) } else { all_of(&links) };
    Some(format!("{all} {is}, and links are not followed: name the files themselves in {FILE}"))
}

/// What is said of files of ours that a sparse checkout leaves out.
pub(super) fn left_out_told(paths: &[RepoPath]) -> Option<String> {
    let (first, is) = (paths.first()?, if paths.len() == 1 { "is" } else { "are" });
    let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
    Some(format!(
        "{first}{more} {is} tracked and not checked out here, and so not judged: `drawline lint --rev HEAD` judges all of a commit"
    ))
}

/// The policy of the working tree as far as its configuration can be read, and the first thing that is wrong with it.
///
/// # Errors
/// A configuration that is not there.
pub(crate) fn policy_with_problem(rules: &RulesChoice) -> Result<(Policy, Option<String>), Error> {
    let policy = policy_of_worktree(&worktree(&[])?, rules)?;
    let problem = first_problem(&policy).map(|(problem, _)| problem);
    Ok((policy, problem))
}

/// Commands that print facts or lists need a sound configuration as well.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn refuse_broken_config(policy: &Policy) -> Result<(), Error> {
    first_problem(policy).map_or(Ok(()), |(problem, hint)| Err(Error::cannot_judge(problem, hint)))
}

/// The first thing that is wrong with a configuration, with its place, and a way out.
fn first_problem(policy: &Policy) -> Option<(String, String)> {
    let ((path, text), problem) = (policy.config_file.as_ref()?, policy.config.problems.first()?);
    let point = SourceFile::new(text.clone()).point(problem.span.start);
    let hint = problem.help.clone().unwrap_or_else(|| "run `drawline lint` to see the place".to_owned());
    Some((format!("{path}:{}:{}: {}", point.line, point.column, problem.message), hint))
}

/// Nothing to read is never a clean answer.
fn nothing_to_judge(paths: &[PathBuf], files: &Files) -> Error {
    if let [only] = files.shown.folders()
        && files.worktree.root().join(only).is_file()
    {
        let message = format!("nothing to judge: drawline reads nothing in {}", paths[0].display());
        return Error::nothing_to_judge(message, unreadable(only));
    }
    let hint = idle_patterns(&files.policy).unwrap_or_else(|| match &files.policy.config_file {
        None => "`drawline init` looks at what is here and proposes what to read; a first charter.toml will do as well"
            .to_owned(),
        Some((config, _)) => {
            let excluded = if files.policy.config.leaves_out() { " and leaves out by `exclude`" } else { "" };
            format!(
                "`drawline init --charter TEAM` writes a first charter; {config} says which files are read under \
                 `charters`{excluded}"
            )
        }
    });
    Error::nothing_to_judge(nothing_found(&place(paths, "here")), hint)
}

/// What would be read in place of a file that was named.
fn unreadable(path: &str) -> String {
    if path == FILE {
        return "it is the configuration; `drawline lint` judges by it".to_owned();
    }
    let read = || FORMATS.iter().filter(|format| format.parse.is_some());
    let alike = || read().filter(|format| format.ends(path) && !matches!(format.sign, Sign::Ending));
    let by_maps = alike().find(|format| matches!(format.named, Named::Maps));
    let holds: Vec<&str> =
        alike().filter(|format| !matches!(format.named, Named::Maps)).map(|format| format.words.holds).collect();
    match (alike().next(), by_maps) {
        (Some(first), Some(map)) => {
            format!("of {} it reads {}, and {}", first.syntax.name, all_of(&holds), map.words.holds)
        }
        (Some(first), None) => format!("of {} it reads {} alone", first.syntax.name, all_of(&holds)),
        (None, _) => {
            let mut kinds: Vec<&str> = read().map(|format| format.words.file).collect();
            kinds.dedup();
            format!("it reads {}", all_of(&kinds))
        }
    }
}

/// Where nothing was found.
pub(super) fn place(paths: &[PathBuf], all: &str) -> String {
    match paths {
        [] => all.to_owned(),
        paths => {
            format!("under {}", paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "))
        }
    }
}

pub(super) fn nothing_found(place: &str) -> String {
    format!("nothing to judge {place}: no charter, ownership or people file")
}

/// What a configuration says of why there is nothing to judge: patterns that match no file, or keys that name none.
pub(super) fn idle_patterns(policy: &Policy) -> Option<String> {
    let (path, text) = policy.config_file.as_ref()?;
    let file = SourceFile::new(text.clone());
    let place = |span: Span| {
        let point = file.point(span.start);
        format!("{path}:{}:{}", point.line, point.column)
    };
    let watched = policy.config.watched().iter().map(|watched| {
        format!("{}: \"{}\" under `{}`", place(watched.pattern.span), watched.pattern.value, watched.key)
    });
    let watched: Vec<String> = watched.collect();
    let emptied = policy.config.emptied.iter().map(|key| format!("{}: `{} = []`", place(key.span), key.value));
    let emptied: Vec<String> = emptied.collect();
    match (watched.as_slice(), emptied.as_slice()) {
        ([], []) => None,
        ([], emptied) => Some(format!(
            "{} leaves out what goes by the usual names; `drawline init --charter TEAM` writes a first charter",
            all_of(emptied)
        )),
        ([one], _) => Some(format!("{one} matches no file: correct it")),
        (all, _) => Some(format!("these match no file: {}", all.join(", "))),
    }
}
