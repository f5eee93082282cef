//! Both ends of a range beside each other: who gains and loses what.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::commits::{left_out, net_ends, nothing, rules};
use super::files::refuse_broken_config;
use super::{Request, repository};
use crate::base::error::Error;
use crate::history::impact::{Holdings, impact};
use crate::history::timeline::Timeline;
use crate::load::{Workload, workload};
use crate::picture::all_unread;
use crate::picture::change::{Change, people};
use crate::policy::Policy;
use crate::read::reading::Names;

/// What a range changes about who holds what.
pub(crate) struct Compared {
    /// Who gains and loses what, and what people carry before and after.
    pub(crate) change: Change,
    /// The policy at its end.
    pub(crate) policy: Arc<Policy>,
    /// What people are called in all that was read, where that was asked for.
    pub(crate) names: Names,
    /// Files that could not be read at one of its ends, each with what is wrong with it.
    pub(crate) unread: BTreeMap<String, Option<String>>,
}

/// Compares both ends of a range.
///
/// # Errors
/// An end that does not exist, a configuration with problems, and nothing to compare.
pub(crate) fn compare(request: &Request, spec: &str) -> Result<Compared, Error> {
    let git = repository()?;
    let mut timeline = request.timeline(&git, rules(&git, request)?);
    let (base, tip) = net_ends(&git, &git.range_as_one(spec)?)?;
    let policy = timeline.policy_of(tip)?;
    refuse_broken_config(&policy)?;
    if request.names {
        timeline.gather_names();
    }
    timeline.checkout(base, &policy)?;
    let (before, carried) = held(&timeline, &policy);
    let mut unread = unread(&timeline);
    let files = timeline.files();
    timeline.checkout(Some(tip), &policy)?;
    if files + timeline.files() == 0 {
        let left_out = left_out(&git, request, Some(&policy))?;
        return Err(nothing(&format!("in {spec}"), &policy, left_out.as_deref()));
    }
    let (after, carried_after) = held(&timeline, &policy);
    unread.extend(self::unread(&timeline));
    let people = people(&carried, &carried_after);
    let change = Change { since: spec.to_owned(), impact: impact(&before, &after), people };
    Ok(Compared { change, policy, names: timeline.take_names(), unread })
}

/// What could not be read where a timeline stands.
fn unread(timeline: &Timeline<'_>) -> BTreeMap<String, Option<String>> {
    let files = all_unread(timeline.judgement().org());
    files.map(|(path, why)| (path.to_string(), why.map(str::to_owned))).collect()
}

/// Who holds what, and what that adds up to, where a timeline stands.
fn held(timeline: &Timeline<'_>, policy: &Policy) -> (Holdings, Workload) {
    let org = timeline.judgement().org();
    (Holdings::of(org, &policy.taxonomy, timeline.today()), workload(policy, org, timeline.today()))
}
