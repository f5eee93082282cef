//! Who could take what is handed over, one after the other: what somebody takes on this page counts for the rest of it, so that
//! nobody is brought over a limit by all of it together.

use std::sync::Arc;

use super::parts::{Part, Side};
use super::{Around, Counted, Missing, Row, Taker};
use crate::base::suggest::with_article;
use crate::org::{Holder, Person};
use crate::rule::CheckContext;
use crate::rule::bench::{Handing, Heir, Pledges};
use crate::taxonomy::activity::Activity;
use crate::taxonomy::verdict::Verdict;

/// The limit by which what is beyond the core is counted.
const DUTIES: &str = "too-many-duties";
/// More of those who share a row are not named.
const SHARERS: usize = 4;

/// What is handed over to whom.
pub(super) struct Plan<'a, 's> {
    around: &'s Around<'a>,
    scene: &'s CheckContext<'s>,
    pledges: Pledges,
    handed: usize,
    /// What nobody has room for.
    pub(super) missing: Vec<Missing>,
}

/// What is out first, of that what is hard; then what is for a while.
pub(super) fn farthest_first<'p, 'a>(parts: impl Iterator<Item = &'p Part<'a>>) -> Vec<&'p Part<'a>>
where
    'a: 'p,
{
    let mut parts: Vec<_> = parts.collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.verdict));
    parts
}

impl<'a, 's> Plan<'a, 's> {
    pub(super) fn new(around: &'s Around<'a>, scene: &'s CheckContext<'s>) -> Self {
        Self { around, scene, pledges: Pledges::new(), handed: 0, missing: Vec::new() }
    }

    fn activity(&self, part: &Part<'_>) -> Option<&'s Activity> {
        self.scene.taxonomy.activities.get(part.duty.activity.as_deref()?)
    }

    /// A row with who could take it.
    pub(super) fn hand_over(&mut self, part: &Part<'s>) -> Row {
        let mut row = part.row(self.around);
        let Some(activity) = self.activity(part) else { return row };
        self.handed += 1;
        row.to = self.taker(part, activity);
        if row.to.is_none() {
            self.miss(part, activity);
        }
        if part.verdict == Some(Verdict::Stretch) {
            row.note = Some("fine for a while: a last day will do as well".to_owned());
        }
        row
    }

    /// Who could take a row, and is asked for it.
    fn taker(&mut self, part: &Part<'s>, activity: &'s Activity) -> Option<Taker> {
        let own = self.scene.roles_of(part.team, part.holder);
        let without = own.first().map(|role| &**role);
        let handing = Handing { activity, duty: Some(part.duty), from: Some(part.holder), without };
        let (person, role, team, already) = match self.scene.heir_beside(part.team, &handing, &self.pledges) {
            Heir::Here { person, role, already } => {
                let called = self.scene.called(part.team, &person.handle, role).to_owned();
                (person.handle.clone(), called, part.team.shown_name().to_owned(), already)
            }
            Heir::Elsewhere { able, role } => {
                let team = able.team.map_or_else(|| "no team".to_owned(), |(_, name)| name.to_string());
                (able.person, self.scene.taxonomy.role_title(role).to_owned(), team, None)
            }
            Heir::Full { .. } | Heir::Nobody => return None,
        };
        if already.is_none() {
            *self.pledges.entry(person.clone()).or_default() += 1;
        }
        Some(self.loaded(person, role, team, already.map(crate::base::involvement::Involvement::name)))
    }

    fn loaded(&self, person: Arc<str>, role: String, team: String, already: Option<&'static str>) -> Taker {
        let pledged = self.pledges.get(&person).copied().unwrap_or(0);
        let known = self.around.org.people.get(&person);
        let duties = self.around.policy.rule(DUTIES).filter(|rule| rule.severity.is_some());
        let measure = known.and_then(|known| duties?.measure(self.scene, known));
        Taker {
            role,
            team,
            already,
            carried_after: known.map_or(0, |known| known.carried) + pledged,
            counted_after: measure.map(|measure| Counted {
                duties: measure.value as usize + pledged,
                limit: measure.limit as usize,
                beyond_core: measure.beyond_core,
            }),
            person,
        }
    }

    /// Notes that nobody has room, and who would have to be there.
    fn miss(&mut self, part: &Part<'s>, activity: &Activity) {
        let own = self.scene.roles_of(part.team, part.holder);
        let mut owners = activity.owners.iter().map(|owner| &owner.value).filter(|role| !own.contains(role));
        let best = owners.next();
        let is_there = |role: &Arc<str>| !self.around.org.holders_of_role(part.team, role).is_empty();
        let title = |role: &Arc<str>| self.scene.taxonomy.role_title(role).to_owned();
        let (role, team) = (best.map(title), part.team.shown_name().to_owned());
        let is_full = best.is_some_and(is_there);
        let work = activity.title.to_string();
        match self.missing.iter_mut().find(|missing| missing.role == role && missing.team == team) {
            Some(missing) => {
                missing.may_stop |= !activity.hard;
                if !missing.work.contains(&work) {
                    missing.work.push(work);
                }
            }
            None => self.missing.push(Missing { role, is_full, may_stop: !activity.hard, team, work: vec![work] }),
        }
    }

    /// What else has to go where somebody stays over the limit, of what is shared: what somebody has room for, as much as
    /// brings them below it. What then is left over is noted with who would have to be there.
    pub(super) fn relieve(
        &mut self,
        handle: &str,
        shared: &[&Part<'s>],
        not_judged: &[&Part<'s>],
    ) -> Vec<(usize, Row)> {
        let mut moved = Vec::new();
        let Some(person) = self.around.org.people.get(handle) else { return moved };
        let mut over = self.excess(person) - self.handed as f64;
        for (at, part) in shared.iter().enumerate() {
            if over <= 0.0 {
                return moved;
            }
            let Some(activity) = self.activity(part) else { continue };
            let Some(taker) = self.taker(part, activity) else { continue };
            over -= 1.0;
            let mut row = part.row(self.around);
            row.note = Some("to come back within the limits".to_owned());
            row.to = Some(taker);
            moved.push((at, row));
        }
        let stays = |at: &usize| !moved.iter().any(|(moved, _)| moved == at);
        let left = (0..shared.len()).filter(stays).map(|at| &shared[at]);
        let left: Vec<&&Part<'s>> = not_judged.iter().chain(left).collect();
        for part in left.into_iter().filter(|_| over > 0.0) {
            if let Some(activity) = self.activity(part) {
                self.miss(part, activity);
            }
        }
        moved
    }

    /// How many duties somebody is over the limits that count duties.
    fn excess(&self, person: &Person) -> f64 {
        let on = self.scene.rules.iter().filter(|rule| rule.severity.is_some());
        let measures = on.filter_map(|rule| rule.measure(self.scene, person));
        let crossed = measures.filter(|measure| measure.most && measure.crossed && measure.step > 0.0);
        crossed.map(|measure| measure.value - measure.limit).fold(0.0, f64::max)
    }

    /// A row on which there is no line, with who is not there to own it.
    pub(super) fn not_judged(&self, part: &Part<'s>) -> Row {
        let mut row = part.row(self.around);
        let owners = self.activity(part).map_or(&[][..], |activity| &activity.owners);
        let is_there = |role: &Arc<str>| !self.around.org.holders_of_role(part.team, role).is_empty();
        if let Some(first) = owners.first().filter(|_| !owners.iter().any(|owner| is_there(&owner.value))) {
            let title = with_article(self.scene.taxonomy.role_title(&first.value));
            row.note = Some(format!("mostly the work of {title}, and nobody in {} is one", row.team));
        }
        row
    }

    /// A row with who shares it already; where nobody does, with somebody who could.
    pub(super) fn share(&mut self, part: &Part<'s>) -> Row {
        let mut row = part.row(self.around);
        let same = part.team.duties.iter().filter(|duty| duty.retired.is_none() && duty.activity == part.duty.activity);
        let others = same.flat_map(|duty| &duty.assignments).filter(|other| other.holder != *part.holder);
        let mut others: Vec<_> = others.collect();
        others.sort_by_key(|other| std::cmp::Reverse(other.involvement));
        for other in others {
            let name = match &other.holder {
                Holder::Person(handle) => handle.to_string(),
                Holder::Role(role) => format!("the {}", self.scene.taxonomy.role_title(role)),
                Holder::Group(name) | Holder::Unknown(name) => name.to_string(),
            };
            let role = match &other.holder {
                Holder::Person(_) => self.scene.roles_of(part.team, &other.holder).first().cloned(),
                _ => None,
            };
            let title =
                role.map_or_else(String::new, |role| format!("{}, ", self.scene.called(part.team, &name, &role)));
            if !row.with.iter().any(|with| with.starts_with(&format!("{name} ("))) && row.with.len() < SHARERS {
                row.with.push(format!("{name} ({title}{})", other.involvement));
            }
        }
        if row.with.is_empty() && part.side == Side::Share {
            row.note = Some(match self.activity(part).and_then(|activity| self.sharer(part, activity)) {
                Some(who) => format!("nobody shares it yet: ask {who}"),
                None => "nobody shares it yet, and nobody has room who could".to_owned(),
            });
        }
        row
    }

    /// Who could share a row: whoever could take it, else somebody of the team whose line allows it.
    fn sharer(&mut self, part: &Part<'s>, activity: &'s Activity) -> Option<String> {
        if let Some(taker) = self.taker(part, activity) {
            return Some(format!("{}, {} in {}", taker.person, taker.role, taker.team));
        }
        let handing = Handing { activity, duty: Some(part.duty), from: Some(part.holder), without: None };
        let (person, role) = self.scene.second(part.team, &handing, &self.pledges)?;
        *self.pledges.entry(person.handle.clone()).or_default() += 1;
        let title = self.scene.called(part.team, &person.handle, role);
        Some(format!("{}, {title} in {}", person.handle, part.team.shown_name()))
    }
}
