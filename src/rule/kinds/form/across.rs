//! Rows of one file that say of the same work that different people answer for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rows::Said;
use crate::base::diagnostic::Label;
use crate::base::involvement::Involvement;
use crate::org::names::kebab;
use crate::org::{Assignment, Duty, Holder, Team};
use crate::rule::Scene;

/// The first row that contradicts an earlier one, for each kind of work.
pub(super) fn rows<'a>(scene: &Scene<'_>, team: &'a Team) -> Vec<(&'a Duty, Said)> {
    let is_current = |duty: &&Duty| {
        let until = duty.until.as_ref().is_none_or(|until| until.value >= scene.today);
        duty.is_row && duty.retired.is_none() && until
    };
    let mut by_work: BTreeMap<_, Vec<(&Duty, &Assignment)>> = BTreeMap::new();
    for duty in team.duties.iter().filter(is_current) {
        let mut accountable = duty.assignments.iter().filter(|a| a.involvement == Involvement::Accountable);
        // A row that names several is told by itself.
        if let (Some(only), None) = (accountable.next(), accountable.next()) {
            by_work.entry((&duty.at.path, work(scene, duty))).or_default().push((duty, only));
        }
    }
    let mut said: Vec<(&Duty, Said)> = by_work.values().filter_map(|rows| contradiction(rows)).collect();
    said.sort_by(|(_, a), (_, b)| a.at.cmp(&b.at));
    said
}

/// What a row is about: its activity, where it is called by its name; else its words. "Test sign-off for the web" is a part of
/// test sign-off.
fn work(scene: &Scene<'_>, duty: &Duty) -> Arc<str> {
    let words = kebab(&duty.text);
    let activity = duty.activity.as_deref().and_then(|id| scene.taxonomy.activities.get(id));
    let plain = activity.filter(|activity| {
        let mut names = activity.names().map(kebab);
        names.any(|name| name == words)
    });
    plain.map_or(words, |activity| activity.id.clone())
}

fn contradiction<'a>(rows: &[(&'a Duty, &'a Assignment)]) -> Option<(&'a Duty, Said)> {
    let (first_row, first) = *rows.first()?;
    let known = |holder: &Holder| !matches!(holder, Holder::Unknown(_));
    let follows = |duty: &Duty| {
        let ends = |one: &Duty, other: &Duty| {
            one.until.as_ref().zip(other.since).is_some_and(|(until, since)| until.value < since)
        };
        ends(first_row, duty) || ends(duty, first_row)
    };
    let differs = |(duty, other): &&(&Duty, &Assignment)| {
        known(&first.holder) && known(&other.holder) && other.holder != first.holder && !follows(duty)
    };
    let (row, second) = *rows.iter().find(differs)?;
    let mut all: Vec<&Holder> = rows.iter().map(|(_, assignment)| &assignment.holder).collect();
    all.sort();
    all.dedup();
    let said = Said {
        at: second.at.clone(),
        label: "this row says so".to_owned(),
        count: all.len(),
        limit: None,
        help: "both rows count: keep one accountable, or say in each row which part of the work is meant".to_owned(),
        person: None,
        related: vec![Label { at: first.at.clone(), text: "and this one names somebody else".to_owned() }],
    };
    Some((row, said))
}
