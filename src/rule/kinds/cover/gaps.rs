//! Gaps in a team as it stands: required work that nobody is accountable for, one holder without a deputy, a role that owns
//! work and that nobody fills, a group where one person should answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::When;
use super::dropped::{candidates, retired};
use crate::base::diagnostic::{Label, Subject};
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::base::suggest::all_of;
use crate::org::{Assignment, Duty, Holder, Placed, Team};
use crate::read::is_page;
use crate::rule::bench::{Handing, Pledges};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};

/// From this number of members on, a team can name a deputy.
const FEW: usize = 3;

/// One rule about gaps.
pub(super) struct Gaps {
    when: When,
    activities: Vec<Placed<Arc<str>>>,
    from: usize,
}

/// A gap in a row.
struct Gap<'a> {
    duty: &'a Duty,
    assignment: &'a Assignment,
    label: String,
    help: String,
}

/// Finds what a row lacks.
type Find = for<'a> fn(&CheckContext<'_>, &Team, &'a Duty) -> Option<Gap<'a>>;

impl Gaps {
    pub(super) fn build(layers: &Layers<'_>, when: When) -> Self {
        Self {
            when,
            activities: layers.names("activities"),
            from: layers.number("from").map_or(0, |from| from.value as usize),
        }
    }

    fn is_about(&self, duty: &Duty) -> bool {
        let listed = |activity: &Arc<str>| self.activities.iter().any(|wanted| wanted.value == *activity);
        self.activities.is_empty() || duty.activity.as_ref().is_some_and(listed)
    }
}

impl Check for Gaps {
    fn judges(&self) -> Judges {
        Judges { teams: true, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let gap: Find = match self.when {
            When::Unowned => return self.unowned(scene, team, reporter),
            When::NoDeputy => return self.no_deputy(scene, team, reporter),
            // In a team of two there is nobody to step in.
            When::SingleHolder if team.members.len() < FEW => return,
            When::SingleHolder => {
                |scene, team, duty| single_holder(duty).map(|gap| Gap { help: stand_in(scene, team, &gap), ..gap })
            }
            When::VacantRole => vacant_role,
            When::GroupOwner => |_, _, duty| group_owner(duty),
            // What a change takes away is judged by another check.
            When::Dropped => return,
        };
        let mut told = BTreeSet::new();
        let rows = team.duties.iter().filter(|duty| duty.is_row && duty.retired.is_none() && self.is_about(duty));
        for gap in rows.filter_map(|duty| gap(scene, team, duty)) {
            let key =
                (gap.duty.activity.clone().unwrap_or_else(|| gap.duty.text.clone()), gap.assignment.holder.clone());
            if told.insert(key) {
                report(scene, team, gap, reporter);
            }
        }
    }
}

impl Gaps {
    /// Required work without anybody who answers for it.
    fn unowned(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let Some(at) = team.introduced.first() else { return };
        let named: BTreeSet<&Arc<str>> = team.duties.iter().filter_map(|duty| duty.activity.as_ref()).collect();
        if self.activities.iter().filter(|wanted| named.contains(&wanted.value)).count() < self.from {
            return;
        }
        for wanted in &self.activities {
            let mut rows = team.duties.iter().filter(|duty| duty.activity.as_ref() == Some(&wanted.value));
            let settled = rows.any(|duty| {
                duty.retired.is_some() || duty.assignments.iter().any(|a| a.involvement == Involvement::Accountable)
            });
            if settled || served(scene, team, &wanted.value) {
                continue;
            }
            let title = scene.taxonomy.title(&wanted.value);
            reporter.report(Finding {
                words: &[("activity", title), ("team", team.shown_name())],
                secondary: vec![Label { at: wanted.at.clone(), text: "the line: this work is somebody's".to_owned() }],
                help: Some(candidates(scene, team, &wanted.value) + retired(at)),
                subject: Subject {
                    team: Some(team.id.clone()),
                    activity: Some(wanted.value.clone()),
                    ..Subject::default()
                },
                ..Finding::at(at.clone(), format!("no row makes anybody accountable for {title}"))
            });
        }
    }

    /// A team in which nobody could step in for anybody: one finding for all its rows.
    fn no_deputy(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let rows: Vec<&Duty> =
            team.duties.iter().filter(|duty| duty.is_row && duty.retired.is_none() && self.is_about(duty)).collect();
        let sole: Vec<Gap<'_>> = rows.iter().filter_map(|duty| single_holder(duty)).collect();
        let carried = rows.iter().filter(|duty| duty.assignments.iter().any(|held| held.involvement.carries())).count();
        let shared = carried > sole.len();
        if team.members.len() < FEW || sole.len() < self.from || shared {
            return;
        }
        let title = |duty: &Duty| {
            duty.activity.as_deref().map_or(&*duty.text, |activity| scene.taxonomy.title(activity)).to_owned()
        };
        let (Some(first), Some(second)) = (sole.first(), sole.get(1)) else { return };
        let count = sole.len().to_string();
        let named = format!("{} and {}", title(first.duty), title(second.duty));
        reporter.report(Finding {
            words: &[("team", &team.name), ("count", &count), ("activity", &named)],
            value: Some(sole.len() as f64),
            secondary: vec![Label { at: second.assignment.at.clone(), text: "nor this".to_owned() }],
            help: Some(format!(
                "name a `deputy` for what cannot wait, first for {}",
                match first.assignment.holder == second.assignment.holder {
                    true => scene.with_seconds(team, &first.assignment.holder, &[first.duty, second.duty]),
                    false => all_of(
                        &[first, second].map(|gap| { scene.with_seconds(team, &gap.assignment.holder, &[gap.duty]) })
                    ),
                }
            )),
            subject: Subject { team: Some(team.id.clone()), ..Subject::default() },
            ..Finding::at(first.assignment.at.clone(), "nobody else is named for this, and no deputy")
        });
    }
}

/// Whether a team that serves others has somebody in a role that should own the work: it is theirs, and stands in their charter.
fn served(scene: &CheckContext<'_>, team: &Team, activity: &str) -> bool {
    let Some(activity) = scene.taxonomy.activities.get(activity) else { return false };
    let across = activity.owners.iter().map(|owner| &*owner.value);
    let mut across = across.filter(|role| scene.taxonomy.roles.get(role).is_some_and(|role| role.across));
    across.any(|role| scene.elsewhere(role).serving.as_ref().is_some_and(|serving| *serving != team.id))
}

fn single_holder(duty: &Duty) -> Option<Gap<'_>> {
    let mut carrying = duty.assignments.iter().filter(|assignment| assignment.involvement.carries());
    let only = carrying.next()?;
    let Holder::Person(handle) = &only.holder else { return None };
    let alone = carrying.all(|other| other.holder == only.holder) && duty.deputy.is_none();
    alone.then(|| Gap {
        duty,
        assignment: only,
        label: format!("nobody beside {handle} is named for it"),
        help: String::new(),
    })
}

/// How somebody else could step in, and who.
fn stand_in(scene: &CheckContext<'_>, team: &Team, gap: &Gap<'_>) -> String {
    let activity = gap.duty.activity.as_deref().and_then(|id| scene.taxonomy.activities.get(id));
    let second = activity.and_then(|activity| {
        let handing = Handing { activity, duty: Some(gap.duty), from: Some(&gap.assignment.holder), without: None };
        scene.second(team, &handing, &Pledges::new())
    });
    let who = second.map_or_else(String::new, |(person, role)| {
        format!(": ask {} ({})", person.handle, scene.called(team, &person.handle, role))
    });
    match is_page(&gap.duty.at.path) {
        true => format!("name a second person who does it{who}"),
        false => format!("name a `deputy`, or a second person as responsible{who}"),
    }
}

/// A role that carries a row in a team whose members are known, none of them in that role.
fn vacant_role<'a>(scene: &CheckContext<'_>, team: &Team, duty: &'a Duty) -> Option<Gap<'a>> {
    if team.members.is_empty() {
        return None;
    }
    duty.assignments.iter().filter(|assignment| assignment.involvement.carries()).find_map(|assignment| {
        let Holder::Role(role) = &assignment.holder else { return None };
        let filled = team.members.iter().any(|member| {
            let roles = scene.org.roles_of(team, &member.person);
            roles.contains(role) || roles.is_empty()
        });
        (!filled).then(|| Gap {
            duty,
            assignment,
            label: format!("nobody in {} is {}", team.shown_name(), scene.taxonomy.role_title(role)),
            help: "name the person who does it, or add the member who fills the role".to_owned(),
        })
    })
}

fn group_owner(duty: &Duty) -> Option<Gap<'_>> {
    let assignment = duty.assignments.iter().find(|assignment| assignment.involvement == Involvement::Accountable)?;
    matches!(assignment.holder, Holder::Group(_)).then(|| Gap {
        duty,
        assignment,
        label: "a group answers for it".to_owned(),
        help: "name one person as accountable, and the group as responsible".to_owned(),
    })
}

fn report(scene: &CheckContext<'_>, team: &Team, gap: Gap<'_>, reporter: &mut Reporter<'_>) {
    let Gap { duty, assignment, label, help } = gap;
    let title = duty.activity.as_deref().map_or(&*duty.text, |activity| scene.taxonomy.title(activity));
    let (person, role, shown) = match &assignment.holder {
        Holder::Person(handle) => (Some(handle.clone()), None, handle.to_string()),
        Holder::Role(role) => (None, Some(role.clone()), scene.taxonomy.role_title(role).to_owned()),
        Holder::Group(text) | Holder::Unknown(text) => (None, None, text.to_string()),
    };
    let detail = match &assignment.holder {
        Holder::Group(text) => Some(text.clone()),
        _ => duty.activity.is_none().then(|| duty.text.clone()),
    };
    let at: Location = assignment.at.clone();
    reporter.report(Finding {
        words: &[
            ("activity", title),
            ("team", team.shown_name()),
            ("person", &shown),
            ("role", &shown),
            ("group", &shown),
        ],
        help: Some(help),
        subject: Subject {
            team: Some(team.id.clone()),
            person,
            role,
            activity: duty.activity.clone(),
            involvement: Some(assignment.involvement),
            detail,
        },
        ..Finding::at(at, label)
    });
}
