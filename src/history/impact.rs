//! The impact of a change: who gains and loses which duties, counts before and after, and what is unowned now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::org::{Holder, Org};
use crate::taxonomy::Taxonomy;

/// A duty: a team, and an activity's id or the words that no phrase knows.
type Duty = (Arc<str>, Arc<str>);
/// Who is involved how.
type Part = (String, Involvement);

/// Who holds what at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holdings {
    parts: BTreeMap<Duty, BTreeSet<Part>>,
    retired: BTreeSet<Duty>,
    /// Who carries what by rows that count on the day: loads are counts of the same.
    counted: BTreeMap<Duty, BTreeSet<String>>,
}

/// What changes for one duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Team id.
    pub(crate) team: Arc<str>,
    /// Activity id, or the words as written.
    pub(crate) activity: Arc<str>,
    /// Parts that are new.
    pub(crate) gains: Vec<Part>,
    /// Parts that are gone.
    pub(crate) losses: Vec<Part>,
    /// Whether somebody carried it and nobody does now, and nobody took it along to another team.
    pub(crate) unowned: bool,
}

/// A count before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    /// Handle, role or team.
    pub(crate) name: String,
    /// Duties carried before.
    pub(crate) before: usize,
    /// Duties carried after.
    pub(crate) after: usize,
}

/// The impact of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Impact {
    /// Duties that change, by team and activity.
    pub(crate) rows: Vec<Row>,
    /// Holders whose number of carried duties changes.
    pub(crate) holders: Vec<Count>,
    /// Teams whose number of carried duties changes.
    pub(crate) teams: Vec<Count>,
}

impl Holdings {
    /// Who holds what in an organisation.
    #[must_use]
    pub(crate) fn of(org: &Org, taxonomy: &Taxonomy, today: Date) -> Self {
        let mut holdings = Self::default();
        for team in org.teams.values() {
            for duty in &team.duties {
                let key = (team.id.clone(), duty.activity.clone().unwrap_or_else(|| duty.text.clone()));
                if duty.retired.is_some() {
                    holdings.retired.insert(key.clone());
                }
                let is_over = duty.until.as_ref().is_some_and(|until| until.value < today);
                let carriers = duty.assignments.iter().filter(|held| held.involvement.carries());
                let carriers = carriers.filter(|_| duty.retired.is_none() && !is_over);
                let counted = carriers.map(|held| shown(&held.holder, taxonomy));
                holdings.counted.entry(key.clone()).or_default().extend(counted);
                let parts = holdings.parts.entry(key).or_default();
                parts.extend(duty.assignments.iter().map(|a| (shown(&a.holder, taxonomy), a.involvement)));
            }
        }
        holdings
    }

    fn carriers(&self, duty: &Duty) -> BTreeSet<&str> {
        let parts = self.parts.get(duty).into_iter().flatten();
        parts.filter(|(_, involvement)| involvement.carries()).map(|(holder, _)| holder.as_str()).collect()
    }

    fn counts(&self) -> (BTreeMap<&str, usize>, BTreeMap<&str, usize>) {
        let (mut holders, mut teams) = (BTreeMap::new(), BTreeMap::new());
        for (duty, carriers) in &self.counted {
            *teams.entry(&*duty.0).or_default() += usize::from(!carriers.is_empty());
            for holder in carriers {
                *holders.entry(holder.as_str()).or_default() += 1;
            }
        }
        (holders, teams)
    }
}

fn shown(holder: &Holder, taxonomy: &Taxonomy) -> String {
    match holder {
        Holder::Role(role) => taxonomy.role_title(role).to_owned(),
        Holder::Person(text) | Holder::Group(text) | Holder::Unknown(text) => text.to_string(),
    }
}

/// What changes from one moment to another.
#[must_use]
pub(crate) fn impact(before: &Holdings, after: &Holdings) -> Impact {
    let duties: BTreeSet<&Duty> = before.parts.keys().chain(after.parts.keys()).collect();
    let mut elsewhere: BTreeMap<&Arc<str>, Vec<&Duty>> = BTreeMap::new();
    after.parts.keys().for_each(|duty| elsewhere.entry(&duty.1).or_default().push(duty));
    // Whoever carries it in another team now, and did not before, took it along: a team may go by another name.
    let is_moved = |duty: &Duty| {
        let carriers = before.carriers(duty);
        let mut others = elsewhere.get(&duty.1).into_iter().flatten();
        others.any(|other| {
            let (then, now) = (before.carriers(other), after.carriers(other));
            now.iter().any(|holder| carriers.contains(holder) && !then.contains(holder))
        })
    };
    let rows = duties.into_iter().filter_map(|duty| row(before, after, duty, &is_moved)).collect();
    let ((old_holders, old_teams), (new_holders, new_teams)) = (before.counts(), after.counts());
    Impact { rows, holders: changed(&old_holders, &new_holders), teams: changed(&old_teams, &new_teams) }
}

fn row(before: &Holdings, after: &Holdings, duty: &Duty, is_moved: &dyn Fn(&Duty) -> bool) -> Option<Row> {
    let none = BTreeSet::new();
    let (old, new) = (before.parts.get(duty).unwrap_or(&none), after.parts.get(duty).unwrap_or(&none));
    let (gains, losses): (Vec<_>, Vec<_>) =
        (new.difference(old).cloned().collect(), old.difference(new).cloned().collect());
    let is_lost = !before.carriers(duty).is_empty() && after.carriers(duty).is_empty();
    let unowned = is_lost && !after.retired.contains(duty) && !is_moved(duty);
    let changes = !gains.is_empty() || !losses.is_empty();
    changes.then(|| Row { team: duty.0.clone(), activity: duty.1.clone(), gains, losses, unowned })
}

fn changed(old: &BTreeMap<&str, usize>, new: &BTreeMap<&str, usize>) -> Vec<Count> {
    let names: BTreeSet<&&str> = old.keys().chain(new.keys()).collect();
    let count = |counts: &BTreeMap<&str, usize>, name: &str| counts.get(name).copied().unwrap_or(0);
    names
        .into_iter()
        .map(|name| Count { name: (*name).to_owned(), before: count(old, name), after: count(new, name) })
        .filter(|count| count.before != count.after)
        .collect()
}
