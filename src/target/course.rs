//! History as pictures need it: how things stood at an earlier moment, and their course since then.

use std::collections::HashSet;
use std::sync::Arc;

use super::commits::rules;
use super::files::refuse_broken_config;
use super::{Request, Target, repository};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::limits::STEPS;
use crate::base::progress::Watcher;
use crate::history::impact::{Holdings, impact};
use crate::history::timeline::{Rules, Timeline};
use crate::history::{Commit, ObjectId, Store as _};
use crate::io::git::Git;
use crate::load::{Workload, workload};
use crate::picture::change::{Change, people};
use crate::picture::course::{Asked, Course, along, steps};
use crate::policy::Policy;
use crate::read::reading::Names;
use crate::target::moment::Moment;

/// So many steps are shown where nobody says since when.
const USUAL: usize = 12;

/// A course, with what people are called in all that was read for it.
pub(crate) struct Walked {
    /// The course.
    pub(crate) course: Course,
    /// What people are called, where that was asked for.
    pub(crate) names: Names,
}

/// The course of things up to HEAD, or to the commit that is asked for, judged by the policy there, each step on its own last day.
///
/// # Errors
/// A revision that does not exist, a history that is not here or has too many steps, a configuration with problems.
pub(crate) fn course(request: &Request, since: Option<&str>, asked: Asked<'_>) -> Result<Walked, Error> {
    let git = repository()?;
    let head = match &request.target {
        Target::Revision(revision) => git.resolve(revision)?,
        _ => git.head()?.ok_or_else(|| {
            Error::cannot_judge("there is no commit yet, and so no history", "`drawline load` shows what is here")
        })?,
    };
    let commits = line_of_descent(&git, head, since, &asked, request.today)?;
    let ends = steps(&commits, asked.every, request.today);
    if ends.len() >= STEPS.most {
        let hint = "take longer steps with --every month, or begin later with --since";
        return Err(Error::cannot_judge(format!("more than {} steps are no picture any more", STEPS.most), hint));
    }
    let first = ends.first().map_or(request.today, |(day, _)| *day);
    let policy = policy_at(&git, request, &commits[commits.len() - 1])?;
    let mut timeline = Timeline::new(&git, Rules::Fixed(policy.clone()), first).watched_by(request.progress);
    if request.names {
        timeline.gather_names();
    }
    let (points, unread) = along(&mut timeline, &policy, &commits, &ends, asked)?;
    let names = timeline.take_names();
    timeline.end();
    let since = since.map_or_else(|| points.first().map(|point| point.day.clone()).unwrap_or_default(), str::to_owned);
    Ok(Walked { course: Course { whose: None, every: asked.every.name(), since, unread, points }, names })
}

/// The policy that a commit is judged by.
fn policy_at(git: &Git, request: &Request, commit: &Commit) -> Result<Arc<Policy>, Error> {
    let mut timeline = request.timeline(git, rules(git, request)?);
    let policy = timeline.policy_of(commit.tree)?;
    refuse_broken_config(&policy)?;
    Ok(policy)
}

/// The commits along first parents, oldest first: from where the revision and HEAD met, or as many steps as are usual.
fn line_of_descent(
    git: &Git,
    head: ObjectId,
    since: Option<&str>,
    asked: &Asked<'_>,
    today: Date,
) -> Result<Vec<Commit>, Error> {
    let mut line = vec![git.commit(head)?];
    if let Some(since) = since {
        let range = git.range(&format!("{since}..{head}"))?;
        let inside: HashSet<ObjectId> = range.commits.iter().map(|commit| commit.id).collect();
        while let Some(parent) = line.last().and_then(|commit| commit.parents.first()).filter(|id| inside.contains(id))
        {
            line.push(git.commit(*parent)?);
        }
        if let Some(met) = git.meeting(git.resolve(since)?, head)?.filter(|met| *met != head) {
            line.push(git.commit(met)?);
        }
    } else {
        let mut from = asked.every.end(today);
        for _ in 0..USUAL {
            let begin = (1..=31).filter_map(|days| from.after(-days)).find(|day| asked.every.end(*day) < from);
            from = begin.map_or(from, |day| asked.every.end(day));
        }
        let is_before = |commit: &Commit| Date::parse(&Date::of_timestamp(commit.time)).is_some_and(|day| day <= from);
        while let Some(last) = line.last().filter(|commit| !is_before(commit) && !commit.is_boundary) {
            let Some(parent) = last.parents.first() else { break };
            line.push(git.commit(*parent)?);
        }
    }
    line.reverse();
    Ok(line)
}

/// How things stood at a revision, by the policy of a moment.
pub(crate) struct Before {
    /// What was carried.
    pub(crate) workload: Workload,
    holdings: Holdings,
    /// What people were called.
    pub(crate) names: Names,
}

/// How things stood at a revision, judged as a later moment is.
///
/// # Errors
/// A revision that does not exist.
pub(crate) fn before(moment: &Moment, revision: &str, progress: Watcher) -> Result<Before, Error> {
    let git = repository()?;
    let commit = git.commit(git.resolve(revision)?)?;
    let mut timeline = Timeline::new(&git, Rules::Fixed(moment.policy.clone()), moment.today).watched_by(progress);
    timeline.checkout(Some(commit.tree), &moment.policy)?;
    let org = timeline.judgement().org();
    let before = Before {
        workload: workload(&moment.policy, org, moment.today),
        holdings: Holdings::of(org, &moment.policy.taxonomy, moment.today),
        names: org.names(),
    };
    timeline.end();
    Ok(before)
}

impl Before {
    /// What changed until a later moment, of which this is carried.
    #[must_use]
    pub(crate) fn until(&self, since: &str, moment: &Moment, carried: &Workload) -> Change {
        let after = Holdings::of(moment.org(), &moment.policy.taxonomy, moment.today);
        Change {
            since: since.to_owned(),
            impact: impact(&self.holdings, &after),
            people: people(&self.workload, carried),
        }
    }
}
