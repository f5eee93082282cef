//! What changed between two moments: who gains and loses what, and what each person carries before and after.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::history::impact::Impact;
use crate::load::{Load, Workload};

/// What changed between two moments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// What it is held against: a revision as it was asked for, or a range.
    pub(crate) since: String,
    /// Who gains and loses which duties.
    pub(crate) impact: Impact,
    /// People whose load changes.
    pub(crate) people: Vec<PersonChange>,
}

/// What somebody carries before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct PersonChange {
    /// Handle.
    pub(crate) person: Arc<str>,
    /// At the first of the two moments; nothing for somebody who was not there.
    pub(crate) before: Option<Carried>,
    /// At the second.
    pub(crate) after: Option<Carried>,
}

/// What somebody carries at a moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Carried {
    /// Duties that are carried.
    pub(crate) carried: usize,
    /// Those of them that are core to a role of theirs.
    pub(crate) core: usize,
    /// Those that are shared.
    pub(crate) shared: usize,
    /// Those that are fine for a while.
    pub(crate) stretch: usize,
    /// Those that belong to another role.
    pub(crate) out: usize,
    /// Those on which no line is drawn.
    pub(crate) not_judged: usize,
    /// Limits that are crossed, with what was counted and the limit.
    pub(crate) over: Vec<Over>,
}

/// A limit that is crossed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Over {
    /// The rule.
    pub(crate) rule: Arc<str>,
    /// What was counted.
    pub(crate) value: f64,
    /// The limit.
    pub(crate) limit: f64,
}

impl Carried {
    fn of(load: &Load) -> Self {
        let [core, shared, stretch, out] = load.verdicts;
        let over = load.limits.iter().filter(|limit| limit.crossed);
        let over =
            over.map(|limit| Over { rule: limit.rule.clone(), value: limit.value, limit: limit.limit }).collect();
        Self { carried: load.carried, core, shared, stretch, out, not_judged: load.not_judged, over }
    }
}

/// The people whose load differs, by handle.
#[must_use]
pub(crate) fn people(before: &Workload, after: &Workload) -> Vec<PersonChange> {
    let by_name = |workload: &Workload| -> BTreeMap<Arc<str>, Carried> {
        workload.people.iter().map(|load| (load.name.clone(), Carried::of(load))).collect()
    };
    let (before, after) = (by_name(before), by_name(after));
    let names: BTreeSet<&Arc<str>> = before.keys().chain(after.keys()).collect();
    let change = |name: &Arc<str>| PersonChange {
        person: name.clone(),
        before: before.get(name).cloned(),
        after: after.get(name).cloned(),
    };
    let is_one = |change: &PersonChange| {
        let or_none = |carried: &Option<Carried>| carried.clone().unwrap_or_default();
        or_none(&change.before) != or_none(&change.after)
    };
    names.into_iter().map(change).filter(is_one).collect()
}

impl Change {
    /// Puts other names in the place of people.
    pub(crate) fn rename(&mut self, handle: impl Fn(&str) -> Arc<str>, text: impl Fn(&str) -> String) {
        let words = |words: &mut Arc<str>| *words = text(words).into();
        self.since = text(&self.since);
        for row in &mut self.impact.rows {
            [&mut row.team, &mut row.activity].into_iter().for_each(words);
            row.gains.iter_mut().chain(&mut row.losses).for_each(|(holder, _)| *holder = text(holder));
        }
        for count in self.impact.holders.iter_mut().chain(&mut self.impact.teams) {
            count.name = text(&count.name);
        }
        self.people.iter_mut().for_each(|change| change.person = handle(&change.person));
        // The order of handles would tell them.
        self.people.sort_by(|a, b| a.person.cmp(&b.person));
        for row in &mut self.impact.rows {
            row.gains.sort();
            row.losses.sort();
        }
        self.impact.holders.sort_by(|a, b| a.name.cmp(&b.name));
    }
}
