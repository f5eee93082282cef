//! `Source`: where the files at the root come from that say how everything else is read and judged: the working tree, or a
//! commit. The policy of each is put together in one way.

use std::sync::Arc;

use super::RulesChoice;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::config::{FILE, RuleFiles};
use crate::history::tree::Trees;
use crate::history::{ObjectId, Store};
use crate::io::git::Git;
use crate::io::worktree::Worktree;
use crate::policy::{Choice, Policy, RuleText};

/// Files at one moment.
pub(crate) trait Source {
    /// The text of a file at the root; `None` where it is not there.
    ///
    /// # Errors
    /// A file that cannot be read.
    fn text(&self, path: &RepoPath) -> Result<Option<Arc<str>>, Error>;

    /// The configuration at the root.
    ///
    /// # Errors
    /// One that cannot be read.
    fn config(&self) -> Result<Option<(RepoPath, Arc<str>)>, Error> {
        let Some(path) = RepoPath::new(FILE) else { return Ok(None) };
        Ok(self.text(&path)?.map(|text| (path, text)))
    }

    /// The rule files that a configuration names.
    ///
    /// # Errors
    /// A file that cannot be read.
    fn rule_files(&self, named: &RuleFiles) -> Result<Vec<RuleText>, Error>;
}

/// The policy of a source, with a profile laid over it.
///
/// # Errors
/// A configuration that is not TOML, a broken rule file, a profile that does not exist.
pub(crate) fn policy(source: &dyn Source, profile: Option<&str>) -> Result<Policy, Error> {
    policy_by(source, source.config()?, profile)
}

/// The policy of a configuration, with the rule files that it names in a source.
///
/// # Errors
/// As [`policy`].
pub(crate) fn policy_by(
    source: &dyn Source,
    config: Option<(RepoPath, Arc<str>)>,
    profile: Option<&str>,
) -> Result<Policy, Error> {
    let rule_files = |named: &RuleFiles| source.rule_files(named);
    Policy::load(Choice { config, profile, rule_files: Some(&rule_files) })
}

/// The policy that a choice means for a working tree.
///
/// # Errors
/// As [`policy`]; a configuration that was asked for and is not there.
pub(crate) fn policy_of_worktree(worktree: &Worktree, rules: &RulesChoice) -> Result<Policy, Error> {
    let config = worktree.config(rules.config.as_deref())?;
    policy_by(worktree, config, rules.profile.as_deref())
}

impl Source for Worktree {
    fn text(&self, path: &RepoPath) -> Result<Option<Arc<str>>, Error> {
        Ok(Self::text(self, path)?.map(Into::into))
    }

    fn config(&self) -> Result<Option<(RepoPath, Arc<str>)>, Error> {
        Self::config(self, None)
    }

    fn rule_files(&self, named: &RuleFiles) -> Result<Vec<RuleText>, Error> {
        Self::rule_files(self, named)
    }
}

/// The files of a commit.
pub(crate) struct Committed<'g> {
    git: &'g Git,
    trees: Trees<'g>,
    /// Their tree.
    pub(crate) tree: ObjectId,
}

impl<'g> Committed<'g> {
    /// Those of a revision.
    ///
    /// # Errors
    /// A revision that does not exist here.
    pub(crate) fn at(git: &'g Git, revision: &str) -> Result<Self, Error> {
        let tree = git.commit(git.resolve(revision)?)?.tree;
        Ok(Self { git, trees: Trees::new(git), tree })
    }

    fn blob(&self, blob: ObjectId) -> Result<Arc<str>, Error> {
        self.git.policy_text(blob)
    }
}

impl Source for Committed<'_> {
    fn text(&self, path: &RepoPath) -> Result<Option<Arc<str>>, Error> {
        self.trees.file(self.tree, path.as_str())?.map(|blob| self.blob(blob)).transpose()
    }

    fn rule_files(&self, named: &RuleFiles) -> Result<Vec<RuleText>, Error> {
        let all = self.trees.differences(None, Some(self.tree))?.into_iter();
        let files = all.filter_map(|file| Some((RepoPath::new(&file.path)?, file.new?)));
        files.filter(|(path, _)| named.matches(path)).map(|(path, blob)| Ok((path, self.blob(blob)?))).collect()
    }
}
