//! The index against HEAD, and against what is being merged into it.

use std::sync::Arc;

use super::commits::{Judged, outcome};
use super::outcome::Outcome;
use super::resume::Start;
use crate::base::diagnostic::State;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::config::{FILE, is_misspelt, misspelt};
use crate::history::configured::Configurations;
use crate::history::merge::{self, Merge, Side};
use crate::history::range::{self, Step, Wanted};
use crate::history::report::TargetKind;
use crate::history::softened::RulesChange;
use crate::history::timeline::Timeline;
use crate::history::tree::{Difference, Trees};
use crate::history::{Commit, ObjectId, Store as _, waivers};
use crate::io::git::Git;
use crate::io::index::Index;
use crate::policy::Policy;

/// What is staged.
pub(super) struct Staged<'g> {
    git: &'g Git,
    head: Option<Arc<Commit>>,
    /// What is being merged into it.
    merged: Vec<Side>,
    index: Index,
    differences: Vec<Difference>,
}

impl<'g> Staged<'g> {
    /// What is staged in a repository now.
    pub(super) fn of(git: &'g Git, trees: &Trees<'_>) -> Result<Self, Error> {
        let head = git.head()?.map(|head| git.commit(head)).transpose()?.map(Arc::new);
        let merged =
            git.merged_heads()?.into_iter().filter(|other| head.as_ref().is_some_and(|head| head.id != *other));
        let merged = merged
            .map(|other| Ok(Side { commit: other, tree: git.commit(other)?.tree }))
            .collect::<Result<_, Error>>()?;
        let index = git.index()?;
        if index.has_other(FILE) {
            return Err(Error::cannot_judge(
                format!("{FILE} is no ordinary file in the index, and links are not followed"),
                "put the file itself there",
            ));
        }
        let differences = index.differences(trees, head.as_ref().map(|head| head.tree))?;
        let mut came = differences.iter().filter(|difference| difference.new.is_some());
        if let Some(other) = came.find(|difference| is_misspelt(difference.path.as_bytes())) {
            return Err(misspelt(&other.path));
        }
        Ok(Self { git, head, merged, index, differences })
    }

    /// The commit that it comes after.
    pub(super) fn head(&self) -> Option<ObjectId> {
        self.head.as_ref().map(|head| head.id)
    }

    /// Judges what it changes.
    pub(super) fn judge(
        &self,
        timeline: &mut Timeline<'_>,
        wanted: Wanted,
        start: &mut Start,
    ) -> Result<Judged, Error> {
        let base = self.head.as_ref().map(|head| head.tree);
        let ruling = timeline.ruling_of_index(self.index.blob(FILE), || self.index.files())?;
        let head = self.head.as_ref().map(|head| Side { commit: head.id, tree: head.tree });
        let sides: Vec<Side> = head.into_iter().chain(self.merged.iter().copied()).collect();
        let parents: Vec<ObjectId> = sides.iter().map(|side| side.tree).collect();
        let configurations = Configurations::of(timeline, &parents, &ruling)?;
        let softening = merge::softening(timeline, self.git, &sides, &ruling)?;
        let before = base.map(|base| timeline.policy_of(base)).transpose()?;
        let last = before.unwrap_or_else(|| timeline.judgement().policy().clone());
        let policy = timeline.policy_by(&ruling, &last)?;
        self.refuse_conflicts(&policy)?;
        match base {
            Some(tree) => {
                start.checkout(timeline, tree, &policy, || self.index.files_before(&self.differences))?;
            }
            None => timeline.checkout(None, &policy)?,
        }
        let mut shift = timeline.overlay(self.differences.clone())?;
        let mut diagnostics = range::changes(timeline, &mut shift, configurations.is_new);
        if !self.merged.is_empty() {
            let result = |timeline: &mut Timeline<'_>, side: Side| {
                let differences = self.index.differences(timeline.trees(), Some(side.tree))?;
                timeline.overlay(differences)
            };
            let is_configuration_new = configurations.is_new;
            let merge = Merge { sides: &sides, policy: &policy, is_configuration_new, result: &result };
            merge.settle(timeline, self.git, &mut diagnostics)?;
            timeline.checkout(base, &policy)?;
            timeline.overlay(self.differences.clone())?;
        }
        let config = policy.config_file.as_ref().map(|(path, _)| path);
        let files = shift.touched.files.iter().chain(config);
        let by_author = waivers::of_step(timeline, self.git, &parents, || self.git.author(), files)?;
        diagnostics.extend(by_author.into_iter().map(|diagnostic| (State::Introduced, diagnostic)));
        let step = Step { base, configured: configurations.changes(timeline, None), commit: None };
        let (entries, resolved) = range::entries(timeline, step, diagnostics, wanted)?;
        let mut rules_changed = Vec::new();
        if let (Some(softening), Some(head)) = (softening, &self.head) {
            let over = |timeline: &mut Timeline<'_>, policy: &Arc<Policy>| {
                timeline.checkout(base, policy)?;
                timeline.overlay(self.differences.clone()).map(|_| ())
            };
            rules_changed.push(RulesChange { is_staged: true, ..softening.lets_through(timeline, head, over)? });
            over(timeline, &policy)?;
        }
        let outcome = Outcome { entries, resolved, rules_changed, ..outcome(TargetKind::Index, policy) };
        let configured = timeline.own_policy_by(&ruling, None)?;
        Ok(Judged { outcome, touched: shift.touched.files, configured })
    }

    /// What is in the middle of a merge cannot be judged.
    fn refuse_conflicts(&self, policy: &Policy) -> Result<(), Error> {
        let ours = |path: &String| {
            path == FILE || RepoPath::new(path).is_some_and(|path| policy.config.format_of(&path, false).is_some())
        };
        match self.index.conflicts().into_iter().find(ours) {
            Some(path) => Err(Error::cannot_judge(
                format!("{path} has a conflict that is not resolved"),
                "resolve it and `git add` the file",
            )),
            None => Ok(()),
        }
    }
}
