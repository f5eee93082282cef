//! How much of what a team answers for rests on one person.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::help::first_to_go;
use super::{Row, is_current};
use crate::base::diagnostic::{Label, Subject};
use crate::base::involvement::Involvement;
use crate::org::{Assignment, Duty, Holder, Person, Placed, Team};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};
use crate::taxonomy::verdict::Verdict;

/// In a team of fewer people, somebody has to hold most.
const FEW: usize = 4;

/// More of what cannot wait is not named.
const FIRST: usize = 2;

/// A limit for the share of a team's accountabilities.
pub(super) struct ShareOfTeam {
    max: Option<Placed<f64>>,
    from: usize,
    /// What cannot wait for somebody who is away, to be named first.
    activities: Vec<Arc<str>>,
}

impl ShareOfTeam {
    pub(super) fn build(layers: &Layers<'_>) -> Self {
        Self {
            max: layers.number("max"),
            from: layers.number("from").map_or(0, |from| from.value as usize),
            activities: layers.names("activities").into_iter().map(|name| name.value).collect(),
        }
    }

    fn team(&self, scene: &CheckContext<'_>, person: &Person, team: &Team, reporter: &mut Reporter<'_>) {
        let Some(max) = &self.max else { return };
        let is_own = |held: &Assignment| matches!(&held.holder, Holder::Person(handle) if *handle == person.handle);
        let mut told = BTreeSet::new();
        let own: Vec<(&Duty, &Assignment)> = team
            .rows_of(&person.handle)
            .filter_map(|duty| Some((duty, answered(scene, duty).filter(|held| is_own(held))?)))
            .filter(|(duty, _)| told.insert(work(duty)))
            .collect();
        let rows = scene.counted(("answered", &team.id), |scene| {
            let rows = team.duties.iter().filter(|duty| answered(scene, duty).is_some());
            rows.map(work).collect::<BTreeSet<_>>().len()
        });
        if rows < self.from || team.members.len() < FEW || own.len() as f64 <= max.value * rows as f64 {
            return;
        }
        // Who answers for much, most of it what the role is there for, is no risk, unless it cannot wait and nobody else can.
        let beyond = |(duty, held): &&(&Duty, &Assignment)| {
            let row = Row { team, duty, assignment: held, hours: duty.hours };
            row.verdict(scene) != Some(Verdict::Core)
        };
        let beyond = own.iter().filter(beyond).count() as f64;
        if self.urgent(person, &own).is_empty() && beyond <= max.value * rows as f64 {
            return;
        }
        let Some((_, last)) = own.last() else { return };
        let (value, all) = (own.len().to_string(), rows.to_string());
        let shown = format!("{:.0} %", max.value * 100.0);
        reporter.report(Finding {
            words: &[
                ("person", &person.handle),
                ("value", &value),
                ("all", &all),
                ("team", &team.name),
                ("limit", &shown),
            ],
            value: Some(own.len() as f64 / rows as f64),
            secondary: vec![Label { at: max.at.clone(), text: format!("the limit: {shown} of a team") }],
            help: self.help(scene, person, team, &own),
            subject: Subject {
                team: Some(team.id.clone()),
                person: Some(person.handle.clone()),
                role: scene.org.roles_of(team, &person.handle).first().cloned(),
                ..Subject::default()
            },
            ..Finding::at(last.at.clone(), format!("one of {value}"))
        });
    }

    /// What cannot wait and nobody else can do, first what can wait least.
    fn urgent<'a>(&self, person: &Person, own: &[(&'a Duty, &'a Assignment)]) -> Vec<&'a Duty> {
        let alone = |duty: &Duty| {
            let mut carrying = duty.assignments.iter().filter(|held| held.involvement.carries());
            duty.deputy.is_none()
                && carrying.all(|held| matches!(&held.holder, Holder::Person(handle) if *handle == person.handle))
        };
        let waits =
            |duty: &Duty| duty.activity.as_ref().and_then(|id| self.activities.iter().position(|one| one == id));
        let urgent = own.iter().map(|(duty, _)| *duty).filter(|duty| alone(duty));
        let mut urgent: Vec<(usize, &Duty)> = urgent.filter_map(|duty| Some((waits(duty)?, duty))).collect();
        urgent.sort_by_key(|(rank, _)| *rank);
        urgent.dedup_by_key(|(rank, _)| *rank);
        urgent.into_iter().map(|(_, duty)| duty).collect()
    }

    /// A second person for what cannot wait; else what to hand over.
    fn help(
        &self,
        scene: &CheckContext<'_>,
        person: &Person,
        team: &Team,
        own: &[(&Duty, &Assignment)],
    ) -> Option<String> {
        let mut urgent = self.urgent(person, own);
        if !urgent.is_empty() {
            urgent.truncate(FIRST);
            let from = Holder::Person(person.handle.clone());
            let named = scene.with_seconds(team, &from, &urgent);
            return Some(format!("name a second person or a `deputy` first for {named}"));
        }
        let rows: Vec<Row<'_>> =
            own.iter().map(|(duty, assignment)| Row { team, duty, assignment, hours: duty.hours }).collect();
        let beyond = rows.into_iter().filter(|row| row.verdict(scene) != Some(Verdict::Core)).collect();
        first_to_go(scene, person, beyond)
    }
}

/// What a row is about: what is said twice counts once.
fn work(duty: &Duty) -> &str {
    duty.activity.as_deref().unwrap_or(&duty.text)
}

/// Who answers for a row that counts.
fn answered<'a>(scene: &CheckContext<'_>, duty: &'a Duty) -> Option<&'a Assignment> {
    let counts = duty.is_row && is_current(scene, duty);
    duty.assignments.iter().find(|held| counts && held.involvement == Involvement::Accountable)
}

impl Check for ShareOfTeam {
    fn judges(&self) -> Judges {
        Judges { people: true, ..Judges::default() }
    }

    fn person(&self, scene: &CheckContext<'_>, person: &Person, reporter: &mut Reporter<'_>) {
        for team in person.teams.keys().filter_map(|id| scene.org.teams.get(id)) {
            self.team(scene, person, team, reporter);
        }
    }
}
