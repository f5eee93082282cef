//! Facts: the organisation as flat rows in the order of the files, so that a person can see what was understood.

use std::sync::Arc;

use super::{Holder, Org, Own, Reasons, Team};
use crate::base::confidence::Confidence;
use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::read::reading::Form;

/// What a row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FactKind {
    /// A person in a team.
    Member,
    /// One holder of one duty.
    Duty,
    /// A path and its owner.
    Own,
}

impl FactKind {
    /// The word used in output.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Duty => "duty",
            Self::Own => "own",
        }
    }
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// What it tells.
    pub(crate) kind: FactKind,
    /// Where the holder is written.
    pub(crate) at: Location,
    /// Team id.
    pub(crate) team: Option<Arc<str>>,
    /// Handle, or the group as written.
    pub(crate) person: Option<Arc<str>>,
    /// Role id.
    pub(crate) role: Option<Arc<str>>,
    /// Role as written, where it was.
    pub(crate) role_text: Option<Arc<str>>,
    /// Activity id.
    pub(crate) activity: Option<Arc<str>>,
    /// Activity as written.
    pub(crate) activity_text: Option<Arc<str>>,
    /// How the holder is involved.
    pub(crate) involvement: Option<Involvement>,
    /// How it was written down.
    pub(crate) form: Form,
    /// Hours a week.
    pub(crate) hours: Option<f64>,
    /// Share of a full week.
    pub(crate) allocation: Option<f64>,
    /// Path pattern of an ownership.
    pub(crate) owned_path: Option<Arc<str>>,
    /// Held since.
    pub(crate) since: Option<Date>,
    /// Held until.
    pub(crate) until: Option<Date>,
    /// Clear enough for rules to judge it.
    pub(crate) explicit: bool,
    /// How sure the reading of prose is; `None` where data says it.
    pub(crate) confidence: Option<Confidence>,
    /// Why prose was read so.
    pub(crate) reasons: Option<Arc<Reasons>>,
}

/// All facts, by path and place.
#[must_use]
pub(crate) fn facts(org: &Org) -> Vec<Fact> {
    let mut facts = Vec::new();
    for team in org.teams.values() {
        members(org, team, &mut facts);
        duties(org, team, &mut facts);
    }
    facts.extend(org.files.values().flat_map(|node| &node.owns).map(|own| of_own(org, own)));
    facts.sort_by(|a, b| (&a.at, a.kind, a.involvement).cmp(&(&b.at, b.kind, b.involvement)));
    facts
}

/// An owner of a path, as a fact.
#[must_use]
pub(crate) fn of_own(org: &Org, own: &Own) -> Fact {
    let team = own.team.as_ref().and_then(|id| org.teams.get(id)).map(|team| &**team);
    let (person, role) = named(org, team, &own.owner);
    Fact {
        person,
        role,
        activity: own.activity.clone(),
        activity_text: Some(own.activity_text.clone()),
        owned_path: Some(own.path.value.clone()),
        team: own.team.clone(),
        ..blank(FactKind::Own, own.at.clone())
    }
}

fn members(org: &Org, team: &Team, facts: &mut Vec<Fact>) {
    for member in &team.members {
        let base = Fact {
            team: Some(team.id.clone()),
            person: Some(member.person.clone()),
            allocation: member.allocation.as_ref().map(|share| share.value),
            ..blank(FactKind::Member, member.at.clone())
        };
        if member.roles.is_empty() {
            let role = org.people.get(&member.person).and_then(|person| person.roles.first().cloned());
            facts.push(Fact { role, ..base });
            continue;
        }
        facts.extend(member.roles.iter().map(|role| Fact {
            role: role.id.clone(),
            role_text: Some(role.text.clone()),
            ..base.clone()
        }));
    }
}

fn duties(org: &Org, team: &Team, facts: &mut Vec<Fact>) {
    let clear = team.duties.iter().map(|duty| (duty, true));
    for (duty, explicit) in clear.chain(team.hints.iter().map(|duty| (duty, false))) {
        for assignment in &duty.assignments {
            let (person, role) = named(org, Some(team), &assignment.holder);
            facts.push(Fact {
                team: Some(team.id.clone()),
                person,
                role,
                activity: duty.activity.clone(),
                activity_text: Some(duty.text.clone()),
                involvement: Some(assignment.involvement),
                form: duty.form,
                hours: duty.hours,
                since: duty.since,
                until: duty.until.as_ref().map(|until| until.value),
                explicit,
                confidence: duty.confidence,
                reasons: duty.reasons.clone(),
                ..blank(FactKind::Duty, assignment.at.clone())
            });
        }
    }
}

/// Person and role of a holder. A person with several roles is shown under the first.
fn named(org: &Org, team: Option<&Team>, holder: &Holder) -> (Option<Arc<str>>, Option<Arc<str>>) {
    match holder {
        Holder::Person(handle) => {
            let nowhere = Team::default();
            let roles = org.roles_of(team.unwrap_or(&nowhere), handle);
            (Some(handle.clone()), roles.first().cloned())
        }
        Holder::Role(role) => (None, Some(role.clone())),
        Holder::Group(group) => (Some(group.clone()), None),
        Holder::Unknown(_) => (None, None),
    }
}

fn blank(kind: FactKind, at: Location) -> Fact {
    Fact {
        kind,
        at,
        team: None,
        person: None,
        role: None,
        role_text: None,
        activity: None,
        activity_text: None,
        involvement: None,
        form: Form::Toml,
        hours: None,
        allocation: None,
        owned_path: None,
        since: None,
        until: None,
        explicit: true,
        confidence: None,
        reasons: None,
    }
}
