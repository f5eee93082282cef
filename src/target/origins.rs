//! Where findings come from: the commit by which an assignment came into being, and since when something was held.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::commits::rules;
use super::outcome::Outcome;
use super::{Request, repository_here};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, State, Subject};
use crate::base::error::Error;
use crate::history::blame::{Asked, origins};
use crate::history::report::Entry;
use crate::history::timeline::Timeline;
use crate::history::trace::Trace;
use crate::history::{Commit, ObjectId, Store as _};
use crate::io::git::Git;
use crate::lint::Judgement;

/// The commit from which findings are followed back.
pub(super) type Start = Option<ObjectId>;

/// The commits by which somebody's parts in duties came into being, going back from HEAD; `None` where there is no repository,
/// or no commit yet.
///
/// # Errors
/// An object that is not there.
pub(crate) fn of_parts(request: &Request, parts: &[Subject]) -> Result<Option<Vec<Option<Arc<Commit>>>>, Error> {
    let Some(git) = repository_here()? else { return Ok(None) };
    let Some(head) = git.head()? else { return Ok(None) };
    let mut timeline = request.timeline(&git, rules(&git, request)?);
    let asked: Vec<Asked> = parts.iter().map(|part| ask_at(head, Trace::of_part(part))).collect();
    origins(&mut timeline, &git, &asked).map(Some)
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
    let traces: Vec<Asked> = asked.iter().map(|part| ask_at(head, Trace::of_part(part))).collect();
    let dates: Vec<Option<Date>> = origins(timeline, git, &traces)?
        .into_iter()
        .map(|origin| Date::parse(&Date::of_timestamp(origin?.authored)))
        .collect();
    let dated: HashMap<Subject, Option<Date>> = asked.into_iter().zip(dates).collect();
    let since = |subject: &Subject| dated.get(subject).copied().flatten();
    Ok(judgement.judge_past(&since))
}

fn ask_at(start: ObjectId, trace: Trace) -> Asked {
    Asked { start, trace, is_here: None }
}

/// Says of dropped duties since when they were held.
pub(super) fn since_when(git: &Git, timeline: &mut Timeline<'_>, outcome: &mut Outcome) -> Result<(), Error> {
    let head = git.head()?;
    let (mut places, mut asked) = (Vec::new(), Vec::new());
    for (at, entry) in outcome.entries.iter().enumerate() {
        let is_dated = entry.diagnostic.primary.text.contains(", since ");
        if is_dated || !timeline.judgement().is_about_change(&entry.diagnostic) {
            continue;
        }
        let before = match &entry.commit {
            Some(commit) => commit.parents.first().copied(),
            None => head,
        };
        let Some(before) = before else { continue };
        let trace = Trace::of(&entry.diagnostic);
        let policy = timeline.policy_of(git.commit(before)?.tree)?;
        let by_step = |commit: &Arc<Commit>| timeline.brought.was_before(commit.id, &policy, trace.key());
        let is_here = entry.commit.as_ref().and_then(by_step);
        places.push(at);
        asked.push(Asked { start: before, trace, is_here });
    }
    for (at, origin) in places.into_iter().zip(origins(timeline, git, &asked)?) {
        let Some(origin) = origin else { continue };
        let commit = format!("{:.10}", origin.id.to_string());
        let text = &mut outcome.entries[at].diagnostic.primary.text;
        text.push_str(&format!(", since {} ({commit})", origin.date()));
    }
    Ok(())
}

/// Names the commit by which each assignment came into being. In a range each finding is followed back from its own commit;
/// most come into being right there.
pub(super) fn blame(git: &Git, timeline: &mut Timeline<'_>, start: Start, entries: &mut [Entry]) -> Result<(), Error> {
    let Some(start) = start else { return Ok(()) };
    let standing: Vec<&mut Entry> =
        entries.iter_mut().filter(|entry| !matches!(entry.state, Some(State::Resolved))).collect();
    let ask = |entry: &&mut Entry| {
        ask_at(entry.commit.as_ref().map_or(start, |commit| commit.id), Trace::of(&entry.diagnostic))
    };
    let asked: Vec<Asked> = standing.iter().map(ask).collect();
    for (entry, origin) in standing.into_iter().zip(origins(timeline, git, &asked)?) {
        entry.introduced_by = origin;
    }
    Ok(())
}
