//! In which commit an assignment came into being: the newest commit that has it while none of its parents does. Lines may
//! move, files may be renamed and formats change in between: what counts is who holds what in which team.

use std::collections::{BTreeMap, HashMap};

use super::timeline::Timeline;
use super::{Commit, ObjectId, Store};
use crate::base::diagnostic::{Diagnostic, Identity, Subject};
use crate::base::error::Error;
use crate::lint::{Judgement, Unit};
use crate::org::{Holder, Org};

/// What is followed back through history.
#[derive(Clone, Debug)]
pub enum Trace {
    /// Somebody's part in a duty.
    Assignment(Subject),
    /// A finding that is about no assignment.
    Finding(Identity, Vec<Unit>),
}

impl Trace {
    /// What to follow for a diagnostic.
    #[must_use]
    pub fn of(diagnostic: &Diagnostic) -> Self {
        let subject = &diagnostic.subject;
        if subject.team.is_some() && subject.activity.is_some() && subject.involvement.is_some() {
            return Self::Assignment(subject.clone());
        }
        let file = Unit::File(diagnostic.primary.at.path.clone());
        let team = subject.team.clone().map(Unit::Team);
        let person = subject.person.clone().map(Unit::Person);
        let units = team.into_iter().chain(person).chain([file]).collect();
        Self::Finding(diagnostic.identity(), units)
    }

    fn is_in(&self, judgement: &Judgement) -> bool {
        match self {
            Self::Assignment(subject) => holds(judgement.org(), subject),
            Self::Finding(identity, units) => {
                let found = units.iter().filter_map(|unit| judgement.found(unit));
                found.flat_map(|found| found.iter()).any(|diagnostic| diagnostic.identity() == *identity)
            }
        }
    }
}

/// Whether somebody's part in a duty stands in the organisation.
fn holds(org: &Org, subject: &Subject) -> bool {
    let Some(team) = subject.team.as_ref().and_then(|id| org.teams.get(id)) else { return false };
    let rows = team.duties.iter().filter(|duty| duty.activity == subject.activity);
    rows.flat_map(|duty| &duty.assignments).any(|assignment| {
        let same = match &assignment.holder {
            Holder::Person(handle) => subject.person.as_ref() == Some(handle),
            Holder::Role(role) => subject.person.is_none() && subject.role.as_ref() == Some(role),
            Holder::Group(_) | Holder::Unknown(_) => false,
        };
        same && Some(assignment.involvement) == subject.involvement
    })
}

/// For each trace, the commit in which it came into being, going back from `start`. `None` where the commit does not have
/// it, or where a shallow clone ends before its origin.
///
/// # Errors
/// An object that is not there.
pub fn origins(
    timeline: &mut Timeline<'_>,
    store: &dyn Store,
    start: ObjectId,
    traces: &[Trace],
) -> Result<Vec<Option<Commit>>, Error> {
    let mut origins: Vec<Option<Commit>> = vec![None; traces.len()];
    let first = store.commit(start)?;
    let policy = timeline.policy_of(first.tree)?;
    timeline.stand_at(Some(first.tree), &policy)?;
    let here: Vec<usize> = (0..traces.len()).filter(|at| traces[*at].is_in(timeline.judgement())).collect();
    // Newest first, so that a commit is looked at once, with all that its children handed on.
    let mut waiting: BTreeMap<(i64, ObjectId), Vec<usize>> = BTreeMap::new();
    let mut commits: HashMap<ObjectId, Commit> = HashMap::new();
    waiting.insert((first.time, first.id), here);
    commits.insert(first.id, first);
    while let Some(((_, id), mut wanted)) = waiting.pop_last() {
        let Some(commit) = commits.remove(&id) else { continue };
        wanted.sort_unstable();
        wanted.dedup();
        if commit.is_boundary || wanted.is_empty() {
            continue;
        }
        for parent in &commit.parents {
            if wanted.is_empty() {
                break;
            }
            let parent = store.commit(*parent)?;
            timeline.stand_at(Some(parent.tree), &policy)?;
            let (theirs, ours): (Vec<_>, Vec<_>) =
                wanted.into_iter().partition(|at| traces[*at].is_in(timeline.judgement()));
            wanted = ours;
            if !theirs.is_empty() {
                waiting.entry((parent.time, parent.id)).or_default().extend(theirs);
                commits.entry(parent.id).or_insert(parent);
            }
        }
        for at in wanted {
            origins[at] = Some(commit.clone());
        }
    }
    Ok(origins)
}
