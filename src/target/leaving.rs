//! What a repository says at one moment, not judged: the working tree, or a commit, which needs no working tree at all. Facts
//! are printed from it.

use std::collections::HashMap;
use std::sync::Arc;

use super::commits::{left_out, nothing, rules};
use super::files::{Files, refuse_broken_config};
use super::{Request, Target, repository};
use crate::base::error::Error;
use crate::base::here::Here;
use crate::base::path::RepoPath;
use crate::history::{Commit, Store as _};
use crate::lint::Judgement;
use crate::org::Org;
use crate::policy::Policy;

/// What a repository says at one moment.
pub(crate) struct Stand {
    /// What it is read by.
    pub(crate) policy: Arc<Policy>,
    /// The commit, where one was asked for.
    pub(crate) commit: Option<Commit>,
    /// Where the current folder lies beside the root.
    pub(crate) here: Here,
    said: Said,
    texts: HashMap<RepoPath, Arc<str>>,
}

enum Said {
    Here(Box<Org>),
    At(Box<Judgement>),
}

impl Stand {
    /// Reads the working tree or the commit that is asked for. Nothing to read is no error where it `may_be_empty`.
    ///
    /// # Errors
    /// What keeps it from being read; a configuration with problems is of it.
    pub(crate) fn open(request: &Request, may_be_empty: bool) -> Result<Self, Error> {
        match &request.target {
            Target::Revision(revision) => Self::at(request, revision, may_be_empty),
            _ => Self::here(request, may_be_empty),
        }
    }

    fn here(request: &Request, may_be_empty: bool) -> Result<Self, Error> {
        let files = match may_be_empty {
            true => Files::sound_or_empty(&request.rules)?,
            false => Files::sound(&[], &request.rules)?,
        };
        let files = files.watched_by(request.progress);
        let org = files.organisation();
        let texts = org.files.keys().filter_map(|path| Some((path.clone(), files.snapshot.text(path)?))).collect();
        let (policy, here) = (files.policy.clone(), files.worktree.here());
        Ok(Self { policy, commit: None, here, said: Said::Here(Box::new(org)), texts })
    }

    fn at(request: &Request, revision: &str, may_be_empty: bool) -> Result<Self, Error> {
        let git = repository()?;
        let commit = git.commit(git.resolve(revision)?)?;
        let mut timeline = request.timeline(&git, rules(&git, request)?);
        let policy = timeline.policy_of(commit.tree)?;
        refuse_broken_config(&policy)?;
        timeline.start_anew(&policy);
        timeline.postpone();
        timeline.move_to(Some(commit.tree))?;
        if timeline.files() == 0 && !may_be_empty {
            let left_out = left_out(&git, request, Some(&policy))?;
            return Err(nothing(&format!("in {revision}"), &policy, left_out.as_deref()));
        }
        let mut texts = HashMap::new();
        for path in timeline.paths() {
            texts.extend(timeline.text(path)?.map(|text| (path.clone(), text)));
        }
        let said = Said::At(Box::new(timeline.into_judgement()));
        Ok(Self { policy, commit: Some(commit), here: Here::default(), said, texts })
    }

    /// What its files say.
    #[must_use]
    pub(crate) fn org(&self) -> &Org {
        match &self.said {
            Said::Here(org) => org,
            Said::At(judgement) => judgement.org(),
        }
    }

    /// The text of a file that was read.
    #[must_use]
    pub(crate) fn text(&self, path: &RepoPath) -> Option<Arc<str>> {
        self.texts.get(path).cloned()
    }
}
