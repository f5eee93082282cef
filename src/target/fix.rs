//! Fixes, applied to the working tree byte for byte, in memory first, until none is left; the caller shows the difference or
//! writes the files.
//!
//! A fix that would break a file, or bring a finding that was not there, is left alone. All edits of a round are made on what
//! was judged in that round, so that no place is ever guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files::Files;
use super::outcome::Outcome;
use super::source::policy_by;
use super::{Request, baseline};
use crate::base::diagnostic::{Diagnostic, Identity};
use crate::base::error::Error;
use crate::base::fix::{self, Edit, Fix};
use crate::base::path::RepoPath;
use crate::io::worktree::Worktree;
use crate::lint::{self, Delta, Judgement};
use crate::read::syntax_of;

/// A fix can bring another to light; more rounds than this are a sign that two of them undo each other.
const ROUNDS: usize = 12;

/// The working tree with every fix applied that may be.
pub(crate) struct Fixed {
    /// What is still found, and how much is not.
    pub(crate) outcome: Outcome,
    /// The files that change: before and after.
    pub(crate) changed: BTreeMap<RepoPath, (Arc<str>, Arc<str>)>,
    worktree: Worktree,
}

impl Fixed {
    /// Writes what has changed; a file that somebody else has changed meanwhile is left alone, and so are the others then.
    ///
    /// # Errors
    /// A file that has changed, or cannot be written.
    pub(crate) fn write(&self, request: &Request) -> Result<(), Error> {
        self.worktree.rewrite(self.changed.iter().map(|(path, (before, after))| (path, &**before, &**after)))?;
        // What is fixed leaves the baseline at once; with paths, or by other rules than the repository's own, findings that are in it
        // were not looked at.
        if request.paths.is_empty() && request.rules.is_own() {
            baseline::shrink_by(&self.worktree, &self.outcome.entries)?;
        }
        Ok(())
    }
}

/// Applies fixes in memory: the safe ones, and those that hand duties over where they are wanted as well.
///
/// # Errors
/// As [`super::open`].
pub(crate) fn fix(request: &Request, hand_over: bool) -> Result<Fixed, Error> {
    let files = Files::open(&request.paths, &request.rules)?.watched_by(request.progress);
    request.selection.check(files.policy.rules.iter().map(|rule| &*rule.name))?;
    // A configuration that lies elsewhere serves others as well.
    let config = files.policy.config_file.clone().filter(|_| request.rules.config.is_none());
    let judgement = files.judged(request.today);
    let (changed, refused) = (BTreeMap::new(), BTreeSet::new());
    let mut fixing = Fixing { request, config, files, judgement, changed, refused, fixed: 0 };
    for _ in 0..ROUNDS {
        let fixes = fixing.usable(|fix| fix.is_safe);
        if !fixing.make(&fixes)? {
            break;
        }
    }
    if hand_over {
        // One at a time, since each changes who carries how much; every one is made or refused, so this ends.
        loop {
            let fixes = fixing.usable(|fix| !fix.is_safe);
            if fixes.is_empty() {
                break;
            }
            // An edit moves the places of the others in its file: those wait for the next pass.
            let mut moved: BTreeSet<&RepoPath> = BTreeSet::new();
            for one in &fixes {
                let paths: Vec<&RepoPath> = one.1.edits.iter().map(|edit| &edit.at.path).collect();
                if !paths.iter().any(|path| moved.contains(path)) && fixing.hand_over(one) {
                    moved.extend(paths);
                }
            }
        }
    }
    Ok(fixing.finish())
}

type Texts = BTreeMap<RepoPath, Arc<str>>;

struct Fixing<'a> {
    request: &'a Request,
    /// The configuration, where it may be edited.
    config: Option<(RepoPath, Arc<str>)>,
    files: Files,
    judgement: Judgement,
    changed: BTreeMap<RepoPath, (Arc<str>, Arc<str>)>,
    /// Findings whose fix does harm, or does not help.
    refused: BTreeSet<Identity>,
    fixed: usize,
}

impl Fixing<'_> {
    /// What may be edited: the configuration and the files that were read.
    fn text(&self, path: &RepoPath) -> Option<Arc<str>> {
        let config = self.config.as_ref().filter(|(config, _)| config == path);
        config.map(|(_, text)| text.clone()).or_else(|| self.files.snapshot.valid_text(path))
    }

    fn usable(&self, wanted: impl Fn(&Fix) -> bool) -> Vec<(Identity, Arc<Fix>)> {
        let config = self.judgement.policy().config_file.as_ref().map(|(path, _)| path);
        let usable = |found: &Diagnostic| {
            let fix = found.fix.as_ref().filter(|fix| wanted(fix))?;
            let ours = fix.edits.iter().all(|edit| self.text(&edit.at.path).is_some());
            let selected = self.request.selection.selects(found, config);
            let shown = selected && found.waiver.is_none() && self.files.shown.has_finding(found, config);
            let identity = found.identity();
            (shown && ours && !self.refused.contains(&identity)).then(|| (identity, fix.clone()))
        };
        self.judgement.diagnostics().iter().filter_map(usable).collect()
    }

    /// Makes as many of these edits as go together; where that breaks a file, finds out which one does. Says whether any was made.
    fn make(&mut self, fixes: &[(Identity, Arc<Fix>)]) -> Result<bool, Error> {
        let (taken, texts) = self.edited(fixes);
        if taken.is_empty() {
            return Ok(false);
        }
        // Of a file that is broken already, a fix need not correct everything.
        let broken = |(path, text): (&RepoPath, &Arc<str>)| {
            let errors = |text: &str| syntax_of(path).map_or(0, |syntax| (syntax.errors)(text));
            let left = errors(text);
            left > 0 && self.text(path).is_none_or(|before| left >= errors(&before))
        };
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
        match self.config.as_ref().and_then(|(path, _)| Some((path.clone(), texts.get(path)?.clone()))) {
            Some(config) => self.judge_all_anew(config, &texts)?,
            None => {
                self.attach(&texts);
            }
        }
        let left: BTreeSet<Identity> = self.judgement.diagnostics().iter().map(Diagnostic::identity).collect();
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
        let shift = self.attach(&texts);
        let is_worse = self.is_worse(&shift, identity);
        if is_worse {
            self.attach(&before);
        } else {
            self.keep(&before, &texts);
            self.fixed += 1;
        }
        !is_worse
    }

    /// Whether a change crossed a limit, or brought a finding that weighs as much as the one that it takes away.
    fn is_worse(&self, shift: &Delta, fixed: &Identity) -> bool {
        let old = shift.before.values().flatten().flat_map(|found| found.iter());
        let weight = old.filter(|old| old.identity() == *fixed).map(|old| old.severity).max();
        shift.before.iter().any(|(unit, before)| {
            let known: BTreeMap<Identity, Option<f64>> =
                before.iter().flat_map(|found| found.iter()).map(|old| (old.identity(), old.value)).collect();
            let now = self.judgement.found(unit).map_or(&[][..], |found| found);
            let counts = |new: &&Diagnostic| new.value.is_some() || weight.is_none_or(|weight| new.severity >= weight);
            now.iter().filter(counts).any(|new| known.get(&new.identity()).is_none_or(|old| new.value > *old))
        })
    }

    fn before(&self, texts: &Texts) -> Texts {
        texts.keys().filter_map(|path| Some((path.clone(), self.text(path)?))).collect()
    }

    /// Notes what files were before anything was mended, and what they are now.
    fn keep(&mut self, before: &Texts, after: &Texts) {
        for (path, text) in after {
            let old = || before.get(path).cloned().unwrap_or_default();
            self.changed.entry(path.clone()).or_insert_with(|| (old(), "".into())).1 = text.clone();
        }
    }

    fn attach(&mut self, texts: &Texts) -> Delta {
        self.files.snapshot.replace(texts);
        let files = self.files.snapshot.files().iter().filter(|file| texts.contains_key(&file.path));
        let policy = self.judgement.policy().clone();
        let changes = files.map(|file| lint::read_file(&policy, file)).collect();
        self.judgement.apply(changes)
    }

    fn judge_all_anew(&mut self, config: (RepoPath, Arc<str>), texts: &Texts) -> Result<(), Error> {
        let (files, profile) = (&mut self.files, self.request.rules.profile.as_deref());
        files.policy = Arc::new(policy_by(&files.worktree, Some(config.clone()), profile)?);
        files.snapshot = files.worktree.snapshot(&files.policy.config, files.shown.folders())?;
        let fixed = self.changed.iter().map(|(path, (_, after))| (path.clone(), after.clone()));
        let fixed: Texts = fixed.chain(texts.clone()).collect();
        files.snapshot.replace(&fixed);
        self.judgement = files.judged(self.request.today);
        self.config = Some(config);
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
            let text = fix::apply(&self.text(path)?, &edits)?;
            Some((path.clone(), text.into()))
        });
        (taken, texts.collect())
    }

    fn finish(self) -> Fixed {
        let found = self.judgement.diagnostics();
        let outcome = self.files.outcome(self.request, &self.judgement, found);
        let outcome = Outcome { fixed: self.fixed, ..outcome };
        Fixed { outcome, changed: self.changed, worktree: self.files.worktree }
    }
}
