//! How much one file may say. A file that says more is not read at all, and that is an error: what is left out in silence could
//! be what a change wants to hide.

use super::reading::{DutyEntry, OwnEntry, Reading, Written};
use super::unreadable;
use crate::base::limits::{Limits, NAME, PROBLEMS, WAIVERS};
use crate::base::source::Span;
use crate::document::Problem;

/// A reading that is no larger than it may be.
pub(super) fn checked(mut reading: Reading, limits: &Limits) -> Reading {
    if let Some(problem) = too_much(&reading, limits) {
        return Reading::broken(vec![*problem]);
    }
    cap(&mut reading.problems);
    reading
}

/// Leaves of many problems those that are told, and says that there are more.
pub(crate) fn cap(problems: &mut Vec<Problem>) {
    if problems.len() <= PROBLEMS.most {
        return;
    }
    problems.truncate(PROBLEMS.most);
    if let Some(last) = problems.last().cloned() {
        problems.push(Problem {
            message: format!("more is wrong with this file than the {} problems that are told", PROBLEMS.most),
            label: "and what follows".to_owned(),
            help: Some("correct what is told; the rest is told then".to_owned()),
            detail: "more".to_owned(),
            instead: None,
            ..last
        });
    }
}

/// Whether no name of a row is longer than a name may be.
pub(super) fn is_readable(duty: &DutyEntry) -> bool {
    let holders = duty.holders.iter().map(|holder| &holder.who);
    holders.chain([&duty.activity]).all(|name| name.value.len() <= NAME.most)
}

fn too_much(reading: &Reading, limits: &Limits) -> Option<Box<Problem>> {
    let kinds = [
        (reading.members.len(), "members"),
        (reading.duties.len(), "rows of work"),
        (owns(reading).count(), "owned paths"),
        (reading.people.len(), "people"),
    ];
    if let Some((count, what)) = kinds.into_iter().find(|(count, _)| *count > limits.entries) {
        let message = format!("file has {count} {what}; {} are the most that are read", limits.entries);
        return Some(unreadable(Span::default(), message, "split the file"));
    }
    if reading.waivers.len() > WAIVERS.most {
        let message = format!("file has more than {} waivers, the most that are read", WAIVERS.most);
        return Some(unreadable(Span::default(), message, "fix some of what they are about, or split the file"));
    }
    if let Some((_, span)) = lists(reading).find(|(count, _)| *count > limits.names) {
        let message = format!("more than {} names in one entry, the most that are read", limits.names);
        return Some(unreadable(span, message, "name a group, or write several entries"));
    }
    let long = names(reading).find(|name| name.value.len() > NAME.most)?;
    let message = format!("a name of more than {} letters, the most that are read", NAME.most);
    let span = Span::new(long.span.start, long.span.start);
    Some(unreadable(span, message, "write a shorter one"))
}

/// All of its entries about who owns paths, by whichever law.
fn owns(reading: &Reading) -> impl Iterator<Item = &OwnEntry> {
    let other = reading.code.as_ref().and_then(|code| code.as_gitlab.as_deref());
    reading.owns.iter().chain(other.into_iter().flat_map(|other| &other.owns))
}

/// How many names each entry has, and where the first of them stands.
fn lists(reading: &Reading) -> impl Iterator<Item = (usize, Span)> {
    let of = |names: &[Written]| (names.len(), names.first().map(|name| name.span).unwrap_or_default());
    let holders = reading.duties.iter().map(|duty| (duty.holders.len(), duty.activity.span));
    let owners = owns(reading).map(move |own| of(&own.owners));
    let people = reading.people.iter().flat_map(move |person| [of(&person.roles), of(&person.aliases)]);
    let members = reading.members.iter().map(move |member| of(&member.roles));
    holders.chain(owners).chain(people).chain(members)
}

/// All names that it writes.
fn names(reading: &Reading) -> impl Iterator<Item = &Written> {
    let team = reading.team.iter().flat_map(|team| team.name.iter().chain(&team.id).chain(&team.parent));
    let members =
        reading.members.iter().flat_map(|member| member.team.iter().chain([&member.handle]).chain(&member.roles));
    let duties = reading.duties.iter().flat_map(|duty| {
        let holders = duty.holders.iter().map(|holder| &holder.who);
        let others = duty.team.iter().chain([&duty.activity]).chain(duty.deputy.as_deref());
        others.chain(holders)
    });
    let owns =
        owns(reading).flat_map(|own| [&own.path].into_iter().chain(&own.owners).chain(&own.activity).chain(&own.team));
    let people = reading.people.iter().flat_map(|person| {
        [&person.handle].into_iter().chain(&person.name).chain(&person.roles).chain(&person.aliases)
    });
    team.chain(members).chain(duties).chain(owns).chain(people)
}
