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

/// A moment of an organisation.
pub(crate) struct Moment {
    /// What judges.
    pub(crate) policy: Arc<Policy>,
    /// What the files say, judged.
    pub(crate) judgement: Judgement,
    /// What was found.
    pub(crate) found: Vec<Diagnostic>,
    /// The day of judgement.
    pub(crate) today: Date,
    /// The commit, where one was asked for.
    pub(crate) commit: Option<Commit>,
    /// How many files were read.
    pub(crate) files: usize,
    texts: HashMap<RepoPath, (Arc<str>, OnceLock<SourceFile>)>,
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
        let text = |path: &RepoPath| files.text(path);
        Ok(Self::of(files.policy.clone(), judgement, request.today, (files.count(), None), &text))
    }

    /// What other repositories printed of themselves.
    fn elsewhere(request: &Request, named: &[PathBuf]) -> Result<Self, Error> {
        let fleet = Fleet::sound(request, named)?;
        let files = fleet.count();
        let Fleet { files: central, arrived, judgement } = fleet;
        let text = |path: &RepoPath| central.text(path);
        let made = Self::of(central.policy.clone(), judgement, request.today, (files, None), &text);
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
        let text = |path: &RepoPath| texts.get(path).cloned().or_else(|| policy.text(path));
        let files = timeline.files();
        Ok(Self::of(policy.clone(), timeline.into_judgement(), request.today, (files, Some(commit)), &text))
    }

    fn of(
        policy: Arc<Policy>,
        judgement: Judgement,
        today: Date,
        (files, commit): (usize, Option<Commit>),
        text: &dyn Fn(&RepoPath) -> Option<Arc<str>>,
    ) -> Self {
        let found = judgement.diagnostics();
        let config = policy.config_file.iter().map(|(path, _)| path);
        let paths = judgement.org().files.keys().chain(config);
        let texts = paths.filter_map(|path| Some((path.clone(), (text(path)?, OnceLock::new())))).collect();
        let policy_lines = Mutex::default();
        Self { policy, judgement, found, today, commit, files, texts, policy_lines, arrived: None }
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
        let Some((text, lines)) = self.texts.get(&at.path) else {
            return elsewhere().map_or(1, |file| file.line(at.span.start));
        };
        lines.get_or_init(|| SourceFile::new(text.clone())).line(at.span.start)
    }
}
