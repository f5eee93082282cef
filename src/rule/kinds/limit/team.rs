//! How much a team carries, or a role in a team.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Count, is_current};
use crate::base::diagnostic::{Label, Subject};
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::org::{Holder, Placed, Team};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};

/// A limit for a team or for the roles in it.
pub(super) struct TeamLimit {
    count: Count,
    by_role: bool,
    role: Option<Arc<str>>,
    activities: Vec<Arc<str>>,
    max: Option<Placed<f64>>,
}

impl TeamLimit {
    pub(super) fn build(layers: &Layers<'_>, count: Count, by_role: bool) -> Self {
        Self {
            count,
            by_role,
            role: layers.text("role").map(|role| role.value),
            activities: layers.names("activities").into_iter().map(|name| name.value).collect(),
            max: layers.number("max"),
        }
    }
}

impl Check for TeamLimit {
    fn judges(&self) -> Judges {
        Judges { teams: true, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let Some(max) = &self.max else { return };
        for (role, (value, mut places)) in self.counted(scene, team) {
            if value <= max.value {
                continue;
            }
            places.sort();
            let crossing = places.get(max.value as usize).or(places.last());
            let Some(at) = crossing.cloned() else { continue };
            let title = role.as_ref().map_or("", |role| scene.taxonomy.role_title(role));
            let (shown, limit) = (value.to_string(), max.value.to_string());
            reporter.report(Finding {
                words: &[("team", team.shown_name()), ("role", title), ("value", &shown), ("limit", &limit)],
                value: Some(value),
                secondary: vec![Label { at: max.at.clone(), text: format!("the limit: {limit}") }],
                help: reporter.usual_help(),
                subject: Subject { team: Some(team.id.clone()), role: role.clone(), ..Subject::default() },
                ..Finding::at(at, format!("one of {}", places.len()))
            });
        }
    }
}

/// For each role, or for the whole team, what was counted and where.
type Totals = BTreeMap<Option<Arc<str>>, (f64, Vec<Location>)>;

impl TeamLimit {
    fn counted(&self, scene: &CheckContext<'_>, team: &Team) -> Totals {
        let mut totals = Totals::new();
        // What is said twice counts once.
        let mut told = BTreeSet::new();
        for duty in team.duties.iter().filter(|duty| is_current(scene, duty)) {
            let about = duty.activity.as_ref().is_some_and(|activity| self.activities.contains(activity));
            if !(self.activities.is_empty() || about) {
                continue;
            }
            let work = duty.activity.as_deref().unwrap_or(&duty.text);
            if self.count == Count::Hours && duty.hours.is_none() {
                continue;
            }
            for assignment in duty.assignments.iter().filter(|assignment| assignment.involvement.carries()) {
                if self.count == Count::Accountabilities && assignment.involvement != Involvement::Accountable {
                    continue;
                }
                let key = if self.by_role { role_of(scene, team, &assignment.holder) } else { None };
                let wanted = self.role.is_none() || key == self.role;
                if (self.by_role && (key.is_none() || !wanted)) || !told.insert((work, key.clone())) {
                    continue;
                }
                let (value, places) = totals.entry(key).or_default();
                *value += if self.count == Count::Hours { duty.hours.unwrap_or(0.0) } else { 1.0 };
                places.push(assignment.at.clone());
            }
        }
        totals
    }
}

fn role_of(scene: &CheckContext<'_>, team: &Team, holder: &Holder) -> Option<Arc<str>> {
    match holder {
        Holder::Person(handle) => scene.org.roles_of(team, handle).first().cloned(),
        Holder::Role(role) => Some(role.clone()),
        Holder::Group(_) | Holder::Unknown(_) => None,
    }
}
