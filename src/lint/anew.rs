//! Judging units anew: those that a change touches, and those of which another day says something else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Found, Judgement, UNITS, Unit};
use crate::base::clock::Clock;
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::RepoPath;
use crate::store::map::{AsKey as _, Key as _};

/// What was found in a unit.
pub(super) struct Judged {
    pub(super) found: Vec<Diagnostic>,
    /// The roles that the whole organisation was asked for.
    pub(super) asked: BTreeSet<Arc<str>>,
    /// The first day on which something else may be found.
    pub(super) turns: Option<Date>,
}

impl Judged {
    /// What was found by a clock, with nobody asked.
    pub(super) fn by(clock: &Clock, found: Vec<Diagnostic>) -> Self {
        Self { found, asked: BTreeSet::new(), turns: clock.turns() }
    }
}

impl Judgement {
    /// Judges units anew, then the waivers that they are about, and says what was found before where that differs.
    pub(super) fn judge_anew(
        &mut self,
        units: BTreeSet<Unit>,
        mut waivers: BTreeSet<RepoPath>,
    ) -> BTreeMap<Unit, Option<Found>> {
        let units: Vec<Unit> = units.into_iter().collect();
        let judged = self.threads.map(&units, UNITS, |unit| self.judge(unit));
        let mut before = BTreeMap::new();
        waivers.extend(self.config_with_waivers().cloned());
        for (unit, Judged { found, asked, turns }) in units.into_iter().zip(judged) {
            for role in asked {
                self.asked.or_default(&role).insert(unit.text().into_owned());
            }
            self.note_turn(&unit, turns);
            if let Unit::File(path) = &unit
                && self.may_have_waivers(path)
            {
                waivers.insert(path.clone());
            }
            if let Some(old) = self.replace(&unit, found) {
                let now = self.found.get(&unit).map_or(&[][..], |found| found);
                self.uses.shift(old.as_deref().map_or(&[], |old| old), now, &mut waivers);
                before.insert(unit, old);
            }
        }
        for path in waivers {
            let Judged { found, turns, .. } = self.judge_waivers(&path);
            let unit = Unit::Waivers(path);
            self.note_turn(&unit, turns);
            if let Some(old) = self.replace(&unit, found) {
                before.insert(unit, old);
            }
        }
        before
    }

    fn note_turn(&mut self, unit: &Unit, turns: Option<Date>) {
        if let Some(day) = turns {
            self.turns.or_default(&day.to_string()).insert(unit.text().into_owned());
        }
    }

    /// Brings a judgement of an earlier day to today: what the days between change is judged anew. `false` where it is of a
    /// later day.
    pub(super) fn turn_from(&mut self, day: Date) -> bool {
        if day > self.today {
            return false;
        }
        self.turn();
        true
    }

    /// Brings a judgement to a later day, and says what was found before in each unit where that has changed.
    pub(crate) fn turn_to(&mut self, day: Date) -> BTreeMap<Unit, Option<Found>> {
        self.today = self.today.max(day);
        self.turn()
    }

    /// Judges anew what today says something else of.
    fn turn(&mut self) -> BTreeMap<Unit, Option<Found>> {
        let today = self.today.to_string();
        let due: Vec<String> = self.turns.keys().filter(|day| **day <= today).cloned().collect();
        let mut units: BTreeSet<Unit> = self.turned_answers();
        for day in due {
            units.extend(self.turns.remove(&day).iter().flatten().filter_map(|unit| Unit::of(unit)));
        }
        self.turned = units.len();
        let waivers = units.iter().filter_map(|unit| match unit {
            Unit::Waivers(path) => Some(path.clone()),
            _ => None,
        });
        let waivers = waivers.collect();
        units.retain(|unit| !matches!(unit, Unit::Waivers(_)));
        self.judge_anew(units, waivers)
    }

    /// Asks again for roles of which another day may say something else; the units that had asked, where it does.
    fn turned_answers(&self) -> BTreeSet<Unit> {
        let mut units = BTreeSet::new();
        let answers = self.bench.answers().clone();
        for (role, before) in answers.into_iter().filter(|(_, one)| one.turns.is_some_and(|day| day <= self.today)) {
            let now = Arc::new(self.scene().look_for(&role));
            if !now.says_what(&before) {
                units.extend(self.asked.get(&role).into_iter().flatten().filter_map(|unit| Unit::of(unit)));
            }
            self.bench.answer(role, now);
        }
        units
    }

    /// How many units were judged anew because the day is another.
    #[must_use]
    pub fn turned(&self) -> usize {
        self.turned
    }
}
