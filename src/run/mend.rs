//! `drawline lint --fix`: mends what can be mended byte for byte, in memory first, until nothing is left to mend; then shows
//! the difference or writes the files.
//!
//! A fix that would break a file, or bring a finding that was not there, is left alone. All edits of a round are made on what
//! was judged in that round, so that no place is ever guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::told::Told;
use super::{named, nothing_to_judge, worktree};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Identity};
use crate::base::error::Error;
use crate::base::fix::{self, Edit, Fix};
use crate::base::path::RepoPath;
use crate::cli::Lint;
use crate::config::RuleFiles;
use crate::document::Document;
use crate::edge::worktree::Worktree;
use crate::lint::{self, Judgement, Shift};
use crate::policy::{Choice, Policy};
use crate::snapshot::Snapshot;

/// A fix can bring another to light; more rounds than this are a sign that two of them undo each other.
const ROUNDS: usize = 12;

/// The working tree with everything mended that may be.
pub(super) struct Mended {
    /// What is still to be said, and how much is not.
    pub(super) told: Told,
    /// The files that change: before and after.
    pub(super) changed: BTreeMap<RepoPath, (Arc<str>, Arc<str>)>,
}

impl Mended {
    /// Writes what has changed; a file that somebody else has changed meanwhile is left alone, and so are the others then.
    pub(super) fn write(&self, args: &Lint) -> Result<(), Error> {
        let worktree = worktree(&args.paths)?;
        worktree.rewrite(self.changed.iter().map(|(path, (before, after))| (path, &**before, &**after)))
    }
}

/// The files, and the judgement on them.
struct Files {
    config: Option<(RepoPath, Arc<str>)>,
    snapshot: Snapshot,
    judgement: Judgement,
}

impl Files {
    fn judged(policy: &Arc<Policy>, config: Option<(RepoPath, Arc<str>)>, snapshot: Snapshot, today: Date) -> Self {
        let judgement = Judgement::of(policy, &snapshot, today);
        Self { config, snapshot, judgement }
    }

    /// What may be edited: the configuration and the files that were read.
    fn text(&self, path: &RepoPath) -> Option<Arc<str>> {
        let config = self.config.as_ref().filter(|(config, _)| config == path);
        config.map(|(_, text)| text.clone()).or_else(|| self.snapshot.valid_text(path))
    }
}

/// Mends in memory.
pub(super) fn mend(args: &Lint, today: Date) -> Result<Mended, Error> {
    let worktree = worktree(&args.paths)?;
    let named = named(&worktree, &args.paths)?;
    let config = worktree.config(args.policy.config.as_deref())?;
    let policy = load(&worktree, args, config.clone())?;
    let snapshot = worktree.snapshot(&policy.config, &named)?;
    if snapshot.files().is_empty() && policy.config.problems.is_empty() {
        return Err(nothing_to_judge(&args.paths));
    }
    // A configuration that lies elsewhere serves others as well.
    let config = config.filter(|_| args.policy.config.is_none());
    let files = Files::judged(&policy, config, snapshot, today);
    let (changed, refused) = (BTreeMap::new(), BTreeSet::new());
    let mut mending = Mending { worktree: &worktree, args, today, named, files, changed, refused, fixed: 0 };
    for _ in 0..ROUNDS {
        let fixes = mending.usable(|fix| fix.is_safe);
        if !mending.make(&fixes)? {
            break;
        }
    }
    if args.unsafe_fixes {
        // One at a time, since each changes who carries how much; every one is made or refused, so this ends.
        loop {
            let fixes = mending.usable(|fix| !fix.is_safe);
            if fixes.is_empty() {
                break;
            }
            // An edit moves the places of the others in its file: those wait for the next pass.
            let mut moved: BTreeSet<&RepoPath> = BTreeSet::new();
            for one in &fixes {
                let paths: Vec<&RepoPath> = one.1.edits.iter().map(|edit| &edit.at.path).collect();
                if !paths.iter().any(|path| moved.contains(path)) && mending.hand_over(one) {
                    moved.extend(paths);
                }
            }
        }
    }
    Ok(mending.finish())
}

fn load(worktree: &Worktree, args: &Lint, config: Option<(RepoPath, Arc<str>)>) -> Result<Arc<Policy>, Error> {
    let source = |named: &RuleFiles| worktree.rule_files(named);
    let choice = Choice { config, profile: args.policy.profile.as_deref(), rule_files: Some(&source) };
    Ok(Arc::new(Policy::load(choice)?))
}

type Texts = BTreeMap<RepoPath, Arc<str>>;

struct Mending<'a> {
    worktree: &'a Worktree,
    args: &'a Lint,
    today: Date,
    named: Vec<String>,
    files: Files,
    changed: BTreeMap<RepoPath, (Arc<str>, Arc<str>)>,
    /// Findings whose fix does harm, or does not help.
    refused: BTreeSet<Identity>,
    fixed: usize,
}

impl Mending<'_> {
    fn usable(&self, wanted: impl Fn(&Fix) -> bool) -> Vec<(Identity, Arc<Fix>)> {
        let usable = |found: &Diagnostic| {
            let fix = found.fix.as_ref().filter(|fix| wanted(fix))?;
            let ours = fix.edits.iter().all(|edit| self.files.text(&edit.at.path).is_some());
            let shown = found.waiver.is_none() && self.is_shown(&found.primary.at.path);
            let identity = found.identity();
            (shown && ours && !self.refused.contains(&identity)).then(|| (identity, fix.clone()))
        };
        self.files.judgement.diagnostics().iter().filter_map(usable).collect()
    }

    fn is_shown(&self, path: &RepoPath) -> bool {
        let config = self.files.judgement.policy().config_file.as_ref();
        config.is_some_and(|(config, _)| config == path)
            || self.named.is_empty()
            || self.named.iter().any(|folder| path.is_under(folder))
    }

    /// Makes as many of these edits as go together; where that breaks a file, finds out which one does. Says whether any was made.
    fn make(&mut self, fixes: &[(Identity, Arc<Fix>)]) -> Result<bool, Error> {
        let (taken, texts) = self.edited(fixes);
        if taken.is_empty() {
            return Ok(false);
        }
        let broken =
            |(path, text): (&RepoPath, &Arc<str>)| path.as_str().ends_with(".toml") && Document::parse(text).is_err();
        if texts.iter().any(broken) {
            if let [(identity, _)] = fixes {
                self.refused.insert(*identity);
                return Ok(false);
            }
            // The second half is made in a later round: the first one moves its places.
            let (left, right) = fixes.split_at(fixes.len() / 2);
            return Ok(self.make(left)? || self.make(right)?);
        }
        self.keep(&self.before(&texts), &texts);
        match self.files.config.as_ref().and_then(|(path, _)| Some((path.clone(), texts.get(path)?.clone()))) {
            Some(config) => self.judge_all_anew(config, &texts)?,
            None => {
                self.take_in(&texts);
            }
        }
        let left: BTreeSet<Identity> = self.files.judgement.diagnostics().iter().map(Diagnostic::identity).collect();
        let (stubborn, gone): (Vec<_>, Vec<_>) = taken.into_iter().partition(|identity| left.contains(identity));
        self.refused.extend(stubborn);
        self.fixed += gone.len();
        Ok(true)
    }

    /// Makes one edit that changes who holds what, and takes it back where anything is worse for it. Says whether it stands.
    fn hand_over(&mut self, (identity, fix): &(Identity, Arc<Fix>)) -> bool {
        // Made or not, it is not tried again.
        self.refused.insert(*identity);
        let (_, texts) = self.edited(&[(*identity, fix.clone())]);
        let before = self.before(&texts);
        let shift = self.take_in(&texts);
        let is_worse = self.is_worse(&shift);
        if is_worse {
            self.take_in(&before);
        } else {
            self.keep(&before, &texts);
            self.fixed += 1;
        }
        !is_worse
    }

    /// Whether a change brought a finding that was not there, or made one weigh more.
    fn is_worse(&self, shift: &Shift) -> bool {
        shift.before.iter().any(|(unit, before)| {
            let known: BTreeMap<Identity, Option<f64>> =
                before.iter().flat_map(|found| found.iter()).map(|old| (old.identity(), old.value)).collect();
            let now = self.files.judgement.found(unit).map_or(&[][..], |found| found);
            now.iter().any(|new| known.get(&new.identity()).is_none_or(|old| new.value > *old))
        })
    }

    fn before(&self, texts: &Texts) -> Texts {
        texts.keys().filter_map(|path| Some((path.clone(), self.files.text(path)?))).collect()
    }

    /// Notes what files were before anything was mended, and what they are now.
    fn keep(&mut self, before: &Texts, after: &Texts) {
        for (path, text) in after {
            let old = || before.get(path).cloned().unwrap_or_default();
            self.changed.entry(path.clone()).or_insert_with(|| (old(), "".into())).1 = text.clone();
        }
    }

    fn take_in(&mut self, texts: &Texts) -> Shift {
        self.files.snapshot.replace(texts);
        let files = self.files.snapshot.files().iter().filter(|file| texts.contains_key(&file.path));
        let policy = self.files.judgement.policy().clone();
        let changes = files.map(|file| lint::read_file(&policy, file)).collect();
        self.files.judgement.apply(changes)
    }

    fn judge_all_anew(&mut self, config: (RepoPath, Arc<str>), texts: &Texts) -> Result<(), Error> {
        let policy = load(self.worktree, self.args, Some(config.clone()))?;
        let mut snapshot = self.worktree.snapshot(&policy.config, &self.named)?;
        let mended = self.changed.iter().map(|(path, (_, after))| (path.clone(), after.clone()));
        let mended: Texts = mended.chain(texts.clone()).collect();
        snapshot.replace(&mended);
        self.files = Files::judged(&policy, Some(config), snapshot, self.today);
        Ok(())
    }

    /// The texts with as many of these fixes as go together.
    fn edited(&self, fixes: &[(Identity, Arc<Fix>)]) -> (Vec<Identity>, Texts) {
        // By file and first byte: only neighbours can touch.
        let mut edits: BTreeMap<&RepoPath, BTreeMap<usize, &Edit>> = BTreeMap::new();
        let mut taken = Vec::new();
        for (identity, fix) in fixes {
            let apart = |edit: &Edit| {
                let Some(others) = edits.get(&edit.at.path) else { return true };
                let before = others.range(..=edit.at.span.start).next_back();
                let after = others.range(edit.at.span.start + 1..).next();
                before.is_none_or(|(_, other)| *other == edit || other.at.span.end <= edit.at.span.start)
                    && after.is_none_or(|(start, _)| edit.at.span.end <= *start)
            };
            if fix.edits.iter().all(apart) {
                taken.push(*identity);
                for edit in &fix.edits {
                    edits.entry(&edit.at.path).or_default().insert(edit.at.span.start, edit);
                }
            }
        }
        let texts = edits.into_iter().filter_map(|(path, edits)| {
            let edits: Vec<&Edit> = edits.into_values().collect();
            let text = fix::apply(&self.files.text(path)?, &edits)?;
            Some((path.clone(), text.into()))
        });
        (taken, texts.collect())
    }

    fn finish(self) -> Mended {
        let (snapshot, policy) = (&self.files.snapshot, self.files.judgement.policy());
        let files = snapshot.files().iter().filter(|file| self.is_shown(&file.path)).count();
        let mut found = self.files.judgement.diagnostics();
        found.retain(|found| self.is_shown(&found.primary.at.path));
        let config = self.files.config.as_ref();
        let told = Told::of_working_tree(policy.clone(), found, files, |path| {
            let config = config.filter(|(config, _)| config == path).map(|(_, text)| text.clone());
            config.or_else(|| snapshot.text(path)).or_else(|| policy.text(path))
        });
        let names = self.files.judgement.org().names();
        Mended { told: Told { fixed: self.fixed, names, ..told }, changed: self.changed }
    }
}
