//! What a change, or with `--net` a whole window of changes, gives to one person and takes off them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::diagnostic::{Label, Subject};
use crate::base::source::Location;
use crate::org::update::Affected;
use crate::org::{Holder, Placed, Team};
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};

/// Judges a change.
pub(super) struct Creep {
    pub(super) max: Option<Placed<f64>>,
}

/// The duties that people carry, each with a place.
type Held<'a> = BTreeMap<&'a Arc<str>, BTreeMap<(&'a str, &'a str), &'a Location>>;

impl Check for Creep {
    fn judges(&self) -> Judges {
        Judges { changes: true, ..Judges::default() }
    }

    fn change(&self, scene: &CheckContext<'_>, touched: &Affected, reporter: &mut Reporter<'_>) {
        let Some(max) = &self.max else { return };
        let mut before = Held::new();
        for team in touched.rebuilt.values().flatten() {
            hold(team, &mut before);
        }
        let mut after = Held::new();
        for team in touched.rebuilt.keys().filter_map(|id| scene.org.teams.get(id)) {
            hold(team, &mut after);
        }
        for (person, now) in &after {
            // Somebody who had nothing before has just been written down.
            let Some(was) = before.get(person) else { continue };
            let gained: BTreeSet<_> = now.keys().filter(|duty| !was.contains_key(*duty)).collect();
            let lost = was.keys().filter(|duty| !now.contains_key(*duty)).count();
            let net = gained.len().saturating_sub(lost);
            let last = gained.iter().filter_map(|duty| now.get(*duty)).max();
            if let (true, Some(at)) = (net as f64 > max.value, last) {
                report(person, gained.len(), lost, max, (*at).clone(), reporter);
            }
        }
    }
}

fn hold<'a>(team: &'a Team, held: &mut Held<'a>) {
    for duty in team.duties.iter().filter(|duty| duty.retired.is_none()) {
        for assignment in duty.assignments.iter().filter(|assignment| assignment.involvement.carries()) {
            if let Holder::Person(person) = &assignment.holder {
                let activity = duty.activity.as_deref().unwrap_or(&duty.text);
                held.entry(person).or_default().entry((&team.id, activity)).or_insert(&assignment.at);
            }
        }
    }
}

fn report(person: &Arc<str>, gained: usize, lost: usize, max: &Placed<f64>, at: Location, reporter: &mut Reporter<'_>) {
    let (gained, lost) = (gained.to_string(), lost.to_string());
    let limit = max.value.to_string();
    reporter.report(Finding {
        words: &[("person", person), ("gained", &gained), ("lost", &lost), ("limit", &limit)],
        secondary: vec![Label { at: max.at.clone(), text: format!("the limit: {limit} more than were given away") }],
        help: Some("`drawline diff` shows what moved; give some of it to somebody with room".to_owned()),
        subject: Subject { person: Some(person.clone()), ..Subject::default() },
        ..Finding::at(at, format!("one of {gained} that are new"))
    });
}
