//! One moment that pictures are drawn of: the working tree, or a commit, with what its files say and what is found there.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::commits::{left_out, nothing, rules};
use super::files::{Files, refuse_broken_config};
use super::fleet::Fleet;
use super::{Request, Target, repository};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::source::{Location, SourceFile, Version};
use crate::fleet::together::Arrived;
use crate::history::{Commit, Store as _};
use crate::lint::Judgement;
use crate::org::Org;
use crate::policy::Policy;
use crate::read::reading::Names;
use crate::snapshot::Snapshot;

/// The texts of the files of a moment.
enum Texts {
    /// Those of a working tree.
    Files(Snapshot),
    /// Those of a commit.
    Read(HashMap<RepoPath, Arc<str>>),
}

impl Texts {
    fn get(&self, path: &RepoPath) -> Option<Arc<str>> {
        match self {
            Self::Files(files) => files.text(path),
            Self::Read(texts) => texts.get(path).cloned(),
        }
    }
}

/// A moment of an organisation.
pub(crate) struct Moment {
    /// What judges.
    pub(crate) policy: Arc<Policy>,
    /// What the files say, judged; what was found is taken out of it.
    pub(crate) judgement: Judgement,
    /// What was found.
    pub(crate) found: Vec<Diagnostic>,
    /// The day of judgement.
    pub(crate) today: Date,
    /// The commit, where one was asked for.
    pub(crate) commit: Option<Commit>,
    /// How many files were read.
    pub(crate) files: usize,
    texts: Texts,
    /// Where the lines of files begin; looked for where somebody asks.
    lines: HashMap<RepoPath, OnceLock<Option<SourceFile>>>,
    /// Where places of other repositories lie.
    arrived: Option<Arrived>,
    /// The files of the policy that were asked for.
    policy_lines: Mutex<HashMap<RepoPath, SourceFile>>,
}

impl Moment {
    /// Opens the working tree or the commit that is asked for, and judges it.
    ///
    /// # Errors
    /// What keeps it from being judged; a configuration with problems, and nothing to judge, are of it.
    pub(crate) fn open(request: &Request) -> Result<Self, Error> {
        match &request.target {
            Target::Revision(revision) => Self::at(request, revision),
            Target::Facts(named) => Self::elsewhere(request, named),
            _ => Self::here(request),
        }
    }

    fn here(request: &Request) -> Result<Self, Error> {
        let files = Files::sound(&[], &request.rules)?.watched_by(request.progress);
        let judgement = files.judgement(request.today);
        let count = files.count();
        let Files { policy, snapshot, .. } = files;
        Ok(Self::of(policy, judgement, request.today, (count, None), Texts::Files(snapshot)))
    }

    /// What other repositories printed of themselves.
    fn elsewhere(request: &Request, named: &[PathBuf]) -> Result<Self, Error> {
        let fleet = Fleet::sound(request, named)?;
        let files = fleet.count();
        let Fleet { files: central, arrived, judgement } = fleet;
        let Files { policy, snapshot, .. } = central;
        let made = Self::of(policy, judgement, request.today, (files, None), Texts::Files(snapshot));
        Ok(Self { arrived: Some(arrived), ..made })
    }

    fn at(request: &Request, revision: &str) -> Result<Self, Error> {
        let git = repository()?;
        let commit = git.commit(git.resolve(revision)?)?;
        let mut timeline = request.timeline(&git, rules(&git, request)?);
        let policy = timeline.policy_of(commit.tree)?;
        refuse_broken_config(&policy)?;
        timeline.checkout(Some(commit.tree), &policy)?;
        if timeline.files() == 0 {
            let left_out = left_out(&git, request, Some(&policy))?;
            return Err(nothing(&format!("in {revision}"), &policy, left_out.as_deref()));
        }
        let paths: Vec<RepoPath> = timeline.paths().cloned().collect();
        let mut texts = HashMap::default();
        for path in paths {
            if let Some(text) = timeline.text(&path)? {
                texts.insert(path, text);
            }
        }
        let files = timeline.files();
        let judgement = timeline.into_judgement();
        Ok(Self::of(policy, judgement, request.today, (files, Some(commit)), Texts::Read(texts)))
    }

    fn of(
        policy: Arc<Policy>,
        mut judgement: Judgement,
        today: Date,
        (files, commit): (usize, Option<Commit>),
        texts: Texts,
    ) -> Self {
        let found = judgement.take_diagnostics();
        let config = policy.config_file.iter().map(|(path, _)| path);
        let paths = judgement.org().files.keys().chain(config);
        let lines = paths.map(|path| (path.clone(), OnceLock::new())).collect();
        let policy_lines = Mutex::default();
        Self { policy, judgement, found, today, commit, files, texts, lines, policy_lines, arrived: None }
    }

    /// What its files say.
    #[must_use]
    pub(crate) fn org(&self) -> &Org {
        self.judgement.org()
    }

    /// What people are called there.
    #[must_use]
    pub(crate) fn names(&self) -> Names {
        self.org().names()
    }

    /// The line that a place lies on, from 1.
    #[must_use]
    pub(crate) fn line_of(&self, at: &Location) -> usize {
        if at.version == Version::Policy {
            let mut lines = self.policy_lines.lock().unwrap_or_else(PoisonError::into_inner);
            let open = || SourceFile::new(self.policy.text_of(at).unwrap_or_default());
            return lines.entry(at.path.clone()).or_insert_with(open).line(at.span.start);
        }
        let elsewhere = || self.arrived.as_ref().and_then(|arrived| arrived.file(at));
        let text = || self.texts.get(&at.path).or_else(|| self.policy.text(&at.path));
        let known =
            self.lines.get(&at.path).and_then(|lines| lines.get_or_init(|| text().map(SourceFile::new)).as_ref());
        match known {
            Some(file) => file.line(at.span.start),
            None => elsewhere().map_or(1, |file| file.line(at.span.start)),
        }
    }
}
