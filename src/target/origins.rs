//! Where findings come from: the commit by which an assignment came into being, and since when something was held.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::commits::rules;
use super::outcome::Outcome;
use super::{Request, repository_here};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, State, Subject};
use crate::base::error::Error;
use crate::edge::git::Git;
use crate::history::blame::{Trace, origins};
use crate::history::report::Entry;
use crate::history::timeline::Timeline;
use crate::history::{Commit, ObjectId};
use crate::lint::Judgement;

/// The commit from which findings are followed back.
pub(super) type Start = Option<ObjectId>;

/// The commits by which somebody's parts in duties came into being, going back from HEAD; `None` where there is no repository,
/// or no commit yet.
///
/// # Errors
/// An object that is not there.
pub fn of_parts(request: &Request, parts: Vec<Subject>) -> Result<Option<Vec<Option<Commit>>>, Error> {
    let Some(git) = repository_here()? else { return Ok(None) };
    let Some(head) = git.head()? else { return Ok(None) };
    let mut timeline = Timeline::new(&git, rules(&git, request)?, request.today);
    let traces: Vec<Trace> = parts.into_iter().map(Trace::Assignment).collect();
    origins(&mut timeline, &git, head, &traces).map(Some)
}

/// What is to be said of duties that history dates where no file does.
pub(super) fn past(
    git: &Git,
    timeline: &mut Timeline<'_>,
    head: ObjectId,
    judgement: &Judgement,
) -> Result<Vec<Diagnostic>, Error> {
    let asked = RefCell::new(Vec::new());
    let _ = judgement.judge_past(&|subject: &Subject| {
        asked.borrow_mut().push(subject.clone());
        None
    });
    let asked = asked.into_inner();
    let traces: Vec<Trace> = asked.iter().cloned().map(Trace::Assignment).collect();
    let dates: Vec<Option<Date>> = origins(timeline, git, head, &traces)?
        .into_iter()
        .map(|origin| Date::parse(&Date::of_timestamp(origin?.authored)))
        .collect();
    let dated: HashMap<Subject, Option<Date>> = asked.into_iter().zip(dates).collect();
    let since = |subject: &Subject| dated.get(subject).copied().flatten();
    Ok(judgement.judge_past(&since))
}

/// Says of dropped duties since when they were held. A change may drop many: history is gone through once for all of them.
pub(super) fn since_when(git: &Git, timeline: &mut Timeline<'_>, outcome: &mut Outcome) -> Result<(), Error> {
    let head = git.head()?;
    let mut by_start: BTreeMap<ObjectId, Vec<usize>> = BTreeMap::new();
    for (at, entry) in outcome.entries.iter().enumerate() {
        let is_dated = entry.diagnostic.primary.text.contains(", since ");
        if is_dated || !timeline.judgement().is_about_change(&entry.diagnostic) {
            continue;
        }
        let before = match &entry.commit {
            Some(commit) => commit.parents.first().copied(),
            None => head,
        };
        if let Some(before) = before {
            by_start.entry(before).or_default().push(at);
        }
    }
    for (start, wanted) in by_start {
        let traces: Vec<Trace> = wanted.iter().map(|at| Trace::of(&outcome.entries[*at].diagnostic)).collect();
        for (at, origin) in wanted.into_iter().zip(origins(timeline, git, start, &traces)?) {
            let Some(origin) = origin else { continue };
            let commit = format!("{:.10}", origin.id.to_string());
            let text = &mut outcome.entries[at].diagnostic.primary.text;
            text.push_str(&format!(", since {} ({commit})", origin.date()));
        }
    }
    Ok(())
}

/// Names the commit by which each assignment came into being.
pub(super) fn blame(git: &Git, timeline: &mut Timeline<'_>, start: Start, entries: &mut [Entry]) -> Result<(), Error> {
    let Some(start) = start else { return Ok(()) };
    let standing = |entry: &Entry| !matches!(entry.state, Some(State::Resolved));
    // In a range each finding is followed back from its own commit; most come into being right there.
    let mut by_start: BTreeMap<ObjectId, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| standing(entry)) {
        by_start.entry(entry.commit.as_ref().map_or(start, |commit| commit.id)).or_default().push(at);
    }
    for (start, wanted) in by_start {
        let traces: Vec<Trace> = wanted.iter().map(|at| Trace::of(&entries[*at].diagnostic)).collect();
        for (at, origin) in wanted.into_iter().zip(origins(timeline, git, start, &traces)?) {
            entries[at].introduced_by = origin.map(Arc::new);
        }
    }
    Ok(())
}
