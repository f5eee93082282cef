//! Level 10: the one door to what is judged. What was typed becomes a [`Request`] once, in `run/request.rs`; [`open`] answers
//! it, for the working tree, the index, a revision and a range alike.
//!
//! What holds for every target stands here once: which findings lie under the paths that were asked for, what to do where there
//! is nothing to judge, whose rules and waivers count, which commit an assignment came with, what the baseline knows, and which
//! findings are selected. `files.rs` opens a working tree for whoever reads it, `commits.rs` and `staged.rs` move a judgement
//! along Git's trees, `fix.rs` applies fixes, `vendor.rs` brings
//! the rules of others; `source.rs` says where files come from, so that all of them are read one way.

pub(crate) mod baseline;
mod commits;
pub(crate) mod course;
pub(crate) mod files;
pub(crate) mod fix;
mod fleet;
pub(crate) mod impact;
pub(crate) mod inventory;
pub(crate) mod leaving;
pub(crate) mod moment;
pub(crate) mod origins;
pub mod outcome;
mod resume;
pub(crate) mod source;
mod staged;
mod trusted;
pub(crate) mod vendor;
mod warm;

use std::path::{Path, PathBuf};

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::base::here::Here;
use crate::base::path::RepoPath;
use crate::base::progress::{Unwatched, Watcher};
use crate::config::FILE;
use crate::history::Store;
use crate::history::selection::Selection;
use crate::history::timeline::{Rules, Timeline};
use crate::io::git::Git;
use crate::io::worktree::Worktree;
use crate::policy::Policy;
use outcome::Outcome;

/// What is asked for, whatever it was typed as.
pub struct Request {
    /// What to judge.
    pub target: Target,
    /// Findings elsewhere are left out; everything where there are none.
    pub paths: Vec<PathBuf>,
    /// Whose rules judge.
    pub rules: RulesChoice,
    /// The day of judgement.
    pub today: Date,
    /// Findings that the base has as well, and those that are resolved.
    pub carried: bool,
    /// The commit that each assignment came with.
    pub origins: bool,
    /// What people are called in all that was read.
    pub names: bool,
    /// Whom findings are about, in words.
    pub whom: bool,
    /// Start where an earlier run stood, and leave a mark for the next one.
    pub checkpoint: bool,
    /// Leave such a mark where there is none: worth it where somebody will run it again.
    pub first_checkpoint: bool,
    /// Which findings are shown and count.
    pub selection: Selection,
    /// Who watches how far long work has come.
    pub progress: Watcher,
}

/// What can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The files on disk.
    Worktree,
    /// What the next commit would hold, against HEAD.
    Index,
    /// One commit.
    Revision(String),
    /// The commits of `A..B`.
    Range {
        /// As it was asked for.
        spec: String,
        /// How its commits are joined.
        joined: Joined,
    },
    /// What other repositories printed of themselves: files, patterns of files, or `-` for standard input.
    Facts(Vec<PathBuf>),
}

/// How the commits of a range are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joined {
    /// Each against its parents.
    #[default]
    No,
    /// As one change, from where both ends met.
    FromMeeting,
    /// As one change from the left end, whether the right one comes after it or not: what a forced push does.
    FromLeft,
}

impl Target {
    /// Whether there is something to compare with.
    #[must_use]
    pub(crate) fn has_base(&self) -> bool {
        matches!(self, Self::Index | Self::Range { .. })
    }
}

/// Whose rules judge; those of what is judged where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct RulesChoice {
    /// A configuration file in place of the one at the root.
    pub config: Option<PathBuf>,
    /// A profile in place of the configured one.
    pub profile: Option<String>,
    /// The revision whose rules and waivers count.
    pub revision: Option<String>,
}

impl RulesChoice {
    /// Whether the repository's own rules judge, as they are.
    #[must_use]
    pub(crate) fn is_own(&self) -> bool {
        self.config.is_none() && self.profile.is_none() && self.revision.is_none()
    }
}

/// Judges what is asked for.
///
/// # Errors
/// What kept it from judging; nothing to judge is one of it.
pub fn open(request: &Request) -> Result<Outcome, Error> {
    let mut outcome = match &request.target {
        Target::Facts(named) => fleet::judge(request, named)?,
        Target::Worktree if !request.needs_history() => files::judge(request)?,
        _ => commits::judge(request)?,
    };
    if request.target == Target::Worktree {
        let left_out = worktree(&request.paths)?.not_checked_out(&outcome.policy.config)?;
        outcome.notes.extend(files::left_out_told(&left_out));
    }
    finish(request, &mut outcome)?;
    Ok(outcome)
}

/// What follows on judging, the same for every target: the baseline, and the selection.
///
/// # Errors
/// A baseline that is broken; carried findings asked for where there is nothing to compare with.
pub(crate) fn finish(request: &Request, outcome: &mut Outcome) -> Result<(), Error> {
    if !baseline::apply(request, outcome)? && request.carried {
        return Err(no_base());
    }
    if request.rules.config.is_some() {
        outcome.name_configuration();
    }
    // Last, so that what is left out of sight does not seem to be gone.
    request.selection.check(outcome.policy.rules.iter().map(|rule| &*rule.name))?;
    let config = outcome.policy.config_file.as_ref().map(|(path, _)| path);
    outcome.not_shown = request.selection.apply(&mut outcome.entries, config);
    Ok(())
}

/// What can be compared was asked for where there is nothing to compare with.
#[must_use]
pub(crate) fn no_base() -> Error {
    let hint = "use them with --staged, --range or --since; --all with a baseline as well";
    Error::cannot_judge("--net and --all need something to compare with", hint)
}

impl Request {
    /// A request for all that the working tree holds.
    #[must_use]
    pub fn of_worktree(rules: RulesChoice, today: Date) -> Self {
        Self {
            target: Target::Worktree,
            paths: Vec::new(),
            rules,
            today,
            carried: false,
            origins: false,
            names: false,
            whom: false,
            checkpoint: false,
            first_checkpoint: false,
            selection: Selection::default(),
            progress: &Unwatched,
        }
    }

    /// A judgement to be moved along what a store holds.
    fn timeline<'s>(&self, store: &'s dyn Store, rules: Rules) -> Timeline<'s> {
        Timeline::new(store, rules, self.today).watched_by(self.progress)
    }

    fn needs_history(&self) -> bool {
        self.origins || self.rules.revision.is_some()
    }
}

/// The part of a tree that was asked for.
pub(crate) struct Shown {
    folders: Vec<String>,
}

impl Shown {
    /// Everything.
    #[must_use]
    pub(crate) fn all() -> Self {
        Self { folders: Vec::new() }
    }

    /// What these paths of the command line name in a working tree.
    ///
    /// # Errors
    /// A path that is not there, or lies outside.
    pub(crate) fn of(worktree: &Worktree, paths: &[PathBuf]) -> Result<Self, Error> {
        let folders = paths.iter().map(|path| worktree.named(path)).collect::<Result<_, _>>()?;
        Ok(Self { folders })
    }

    /// Whether it is everything.
    #[must_use]
    pub(crate) fn is_all(&self) -> bool {
        self.folders.is_empty()
    }

    /// The files and folders, as they are named inside the root.
    #[must_use]
    pub(crate) fn folders(&self) -> &[String] {
        &self.folders
    }

    /// Whether a file lies there.
    #[must_use]
    pub(crate) fn has(&self, path: &RepoPath) -> bool {
        self.is_all() || self.folders.iter().any(|folder| path.is_under(folder))
    }

    /// Whether a finding lies there. What is wrong with the configuration concerns every path.
    #[must_use]
    pub(crate) fn has_finding(&self, found: &Diagnostic, config: Option<&RepoPath>) -> bool {
        let path = &found.primary.at.path;
        Some(path) == config || self.has(path)
    }
}

/// The working tree around the current folder, or around the first path where that one lies elsewhere.
///
/// # Errors
/// A path that is not there.
pub(crate) fn worktree(paths: &[PathBuf]) -> Result<Worktree, Error> {
    let here = Worktree::find(Path::new("."));
    let Some(first) = paths.first() else { return here };
    match here {
        Ok(worktree) if worktree.named(first).is_ok() => Ok(worktree),
        _ => Worktree::around(first),
    }
}

/// Where the current folder lies beside the root of what is judged; the root where nothing is judged on disk.
#[must_use]
pub(crate) fn here(paths: &[PathBuf]) -> Here {
    // The usual case, which needs no look at Git.
    if paths.is_empty() && Path::new(".git").exists() {
        return Here::default();
    }
    worktree(paths).map_or_else(|_| Here::default(), |worktree| worktree.here())
}

/// Whether a run reads a file: what is judged, what judges, and what is known already.
#[must_use]
pub(crate) fn is_input(path: &RepoPath, policy: &Policy) -> bool {
    let config = &policy.config;
    config.format_of(path, false).is_some()
        || config.rule_files.matches(path)
        || *path == baseline::path()
        || path.as_str() == FILE
        || policy.config_file.as_ref().is_some_and(|(own, _)| own == path)
}

/// The repository around the current folder, where there is one; in a hook the environment names it, and the index that is
/// being committed.
///
/// # Errors
/// One that cannot be opened.
pub(crate) fn repository_here() -> Result<Option<Git>, Error> {
    Git::discover(Path::new("."), true)
}

/// The repository around the current folder, for what needs one.
///
/// # Errors
/// Where there is none.
pub(crate) fn repository() -> Result<Git, Error> {
    repository_here()?.ok_or_else(|| {
        Error::cannot_judge(
            "there is no Git repository here",
            "run drawline inside one, or `drawline lint` without revisions",
        )
    })
}
