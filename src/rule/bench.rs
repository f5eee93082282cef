//! The bench: who could take a duty on. Help proposes nobody who is at or over a limit, looks in the team first and then, for
//! roles that serve several teams, in the whole organisation; and where nobody has room, that is what it says.
//!
//! What the whole organisation answers is kept for the next question, and the scene keeps the roles that were asked for, so
//! that a change is judged again where its answer differs and nowhere else.

mod second;
mod words;

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use serde::{Deserialize, Serialize};

use super::CheckContext;
use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::base::quick::HashMap;
use crate::org::{Assignment, Duty, Holder, Person, Team};
use crate::taxonomy::activity::Activity;
use crate::taxonomy::verdict::Verdict;

/// More of those who act under a role are not looked at; they carry more than these.
const LOOKED_AT: usize = 24;
/// More rows of a team than these are not looked through for who carries the work already.
const ROWS: usize = 200;
/// More of those with room are not remembered: one may be in the team that asks, one may be who hands over.
const ABLE: usize = 4;

/// Who acts under a role anywhere, and has room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Elsewhere {
    /// Those with room, who carry least first.
    pub(crate) able: Vec<Able>,
    /// The first team in which somebody acts under the role and that builds nothing of its own: it is there for the others.
    pub(crate) serving: Option<Arc<str>>,
    /// The first day on which that may be otherwise though no file says anything else.
    pub(crate) turns: Option<Date>,
}

impl Elsewhere {
    /// Whether two answers say the same, whenever they turn.
    #[must_use]
    pub(crate) fn says_what(&self, other: &Self) -> bool {
        (&self.able, &self.serving) == (&other.able, &other.serving)
    }
}

/// Somebody with room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Able {
    /// Handle.
    pub(crate) person: Arc<str>,
    /// Rows carried now.
    pub(crate) carried: usize,
    /// The first team in which the person acts under the role: its id and its name.
    pub(crate) team: Option<(Arc<str>, Arc<str>)>,
    /// In how many teams.
    pub(crate) teams: usize,
}

/// What the organisation answers about roles.
pub(crate) type Answers = BTreeMap<Arc<str>, Arc<Elsewhere>>;

/// What the organisation has answered, and what was counted on the way. Whoever asks first looks; the answer is the same whoever
/// that is.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    /// By role.
    answers: RwLock<Answers>,
    /// Who acts under a role in a team, in the order in which they are thought of for a kind of work.
    here: Kept<[Arc<str>; 3], Arc<Here>>,
    /// Who has room for so many duties more.
    room: Kept<(Arc<str>, usize), Turning<bool>>,
    /// What limits have counted of whole teams.
    counts: Kept<(&'static str, Arc<str>), Turning<usize>>,
}

/// Who acts under a role in a team.
#[derive(Debug)]
struct Here {
    /// Those who carry the work already, then those who carry least; no more than can be asked for.
    first: Vec<Arc<str>>,
    /// How many there are.
    all: usize,
}

/// What was found out on a day, and the first day on which it may be otherwise.
type Turning<V> = (V, Option<Date>);

/// What was found out once, and holds until the organisation is another.
#[derive(Debug)]
struct Kept<K, V>(RwLock<HashMap<K, V>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Hash + Eq, V: Clone> Kept<K, V> {
    /// What is known, or what is found out now.
    fn get(&self, key: K, find: impl FnOnce() -> V) -> V {
        // What is kept is put in whole: a thread that panicked has left nothing half done.
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        // Not held meanwhile: finding out may ask for something else.
        let found = find();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        found
    }

    fn forget(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Bench {
    /// A bench that has answered this before.
    #[must_use]
    pub(crate) fn known(answers: Answers) -> Self {
        Self { answers: RwLock::new(answers), ..Self::default() }
    }

    /// What it has answered.
    pub(crate) fn answers(&self) -> RwLockReadGuard<'_, Answers> {
        self.answers.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an answer in the place of the one before.
    pub(crate) fn answer(&self, role: Arc<str>, answer: Arc<Elsewhere>) {
        self.answers.write().unwrap_or_else(PoisonError::into_inner).insert(role, answer);
    }

    /// Forgets what holds of one state of the organisation only.
    pub(crate) fn forget(&mut self) {
        self.here.forget();
        self.room.forget();
        self.counts.forget();
    }
}

/// Who should take a duty on.
pub(crate) enum Heir<'a> {
    /// Somebody of the team, who may carry it already.
    Here {
        /// Who.
        person: &'a Person,
        /// Under which role.
        role: &'a str,
        /// How the person carries it already.
        already: Option<Involvement>,
    },
    /// Somebody of another team.
    Elsewhere {
        /// Who.
        able: Able,
        /// Under which role.
        role: &'a str,
    },
    /// Somebody of the team fills a role that should own it, and is at a limit.
    Full {
        /// Who.
        person: &'a Person,
        /// Under which role.
        role: &'a str,
    },
    /// Nobody fills such a role.
    Nobody,
}

/// How many duties somebody is to take over already, where several are handed over at once.
pub(crate) type Pledges = BTreeMap<Arc<str>, usize>;

/// What is to be handed over.
pub(crate) struct Handing<'a> {
    /// The work.
    pub(crate) activity: &'a Activity,
    /// Its row.
    pub(crate) duty: Option<&'a Duty>,
    /// Who hands it over.
    pub(crate) from: Option<&'a Holder>,
    /// A role that should not have it.
    pub(crate) without: Option<&'a str>,
}

impl<'a> Handing<'a> {
    /// Roles that should own the work, best first.
    pub(crate) fn owners(&self) -> impl Iterator<Item = &'a str> {
        let without = self.without;
        self.activity.owners.iter().map(|owner| &*owner.value).filter(move |role| Some(*role) != without)
    }

    /// A role that should own the work and carries it already, in a row that names roles and no people: the row itself, or
    /// another one of the team.
    fn already_of_role(&self, team: &'a Team) -> Option<(&'a str, Involvement)> {
        let held = self.duty.into_iter().chain(self.rows(team)).flat_map(|duty| &duty.assignments);
        held.filter(|held| held.involvement.carries() && Some(&held.holder) != self.from).find_map(|held| {
            let Holder::Role(role) = &held.holder else { return None };
            self.owners().find(|owner| **owner == **role).map(|owner| (owner, held.involvement))
        })
    }

    /// A role that should own the work and stands in the rows of a team that name roles: how, if it is in the row itself.
    fn among_rows(&self, team: &'a Team) -> Option<(&'a str, Option<Involvement>)> {
        let is = |held: &Assignment, owner: &str| matches!(&held.holder, Holder::Role(role) if **role == *owner);
        let own = |owner: &str| self.duty?.assignments.iter().find(|held| is(held, owner)).map(|held| held.involvement);
        let anywhere = |owner: &&str| {
            let mut held = team.duties.iter().take(ROWS).flat_map(|duty| &duty.assignments);
            held.any(|held| is(held, owner))
        };
        let in_row = self.owners().find_map(|owner| Some((owner, Some(own(owner)?))));
        in_row.or_else(|| self.owners().find(anywhere).map(|owner| (owner, None)))
    }

    /// The rows of a team that are about the work.
    fn rows(&self, team: &'a Team) -> impl Iterator<Item = &'a Duty> {
        let same = |duty: &&Duty| duty.retired.is_none() && duty.activity.as_ref() == Some(&self.activity.id);
        team.duties.iter().take(ROWS).filter(same)
    }

    fn is_from(&self, person: &str) -> bool {
        matches!(self.from, Some(Holder::Person(handle)) if **handle == *person)
    }

    /// How somebody carries the work already, in its row or in another one of the team.
    fn already(&self, team: &Team, person: &str) -> Option<Involvement> {
        // A row that counts is among those of the team.
        let apart =
            self.duty.filter(|duty| duty.retired.is_some() || duty.activity.as_ref() != Some(&self.activity.id));
        let of = apart.into_iter().flat_map(|duty| &duty.assignments);
        let own = of.filter(|other| matches!(&other.holder, Holder::Person(handle) if **handle == *person));
        let own = own.map(|other| other.involvement).filter(|involvement| involvement.carries());
        own.chain(team.carrying(&self.activity.id, person)).max()
    }
}

impl<'a> CheckContext<'a> {
    /// Whether somebody can take one duty more: no limit is crossed, and none would be.
    #[must_use]
    pub(crate) fn has_room(&self, person: &Person) -> bool {
        self.has_room_for(person, 1)
    }

    /// Whether somebody can take so many duties more.
    fn has_room_for(&self, person: &Person, more: usize) -> bool {
        self.kept(&self.bench.room, (person.handle.clone(), more), |scene| {
            let on = scene.rules.iter().filter(|rule| rule.severity.is_some());
            on.filter_map(|rule| rule.measure(scene, person)).all(|measure| measure.leaves_room_for(more))
        })
    }

    /// The same, beside what the person is to take over already.
    fn has_room_beside(&self, person: &Person, pledges: &Pledges) -> bool {
        self.has_room_for(person, 1 + pledges.get(&person.handle).copied().unwrap_or(0))
    }

    /// Who acts under a role in a team, those first who carry the work already.
    fn here(&self, team: &Team, role: &str, activity: &Activity) -> Arc<Here> {
        self.bench.here.get([team.id.clone(), role.into(), activity.id.clone()], || {
            let mut people = self.org.holders_of_role(team, role);
            let has_less_say = |person: &Person| {
                let called = self.org.title_in(team, &person.handle, role);
                let lesser = self.taxonomy.roles.get(role).map_or(&[][..], |role| &role.lesser);
                called.is_some_and(|called| lesser.iter().any(|title| title.value.eq_ignore_ascii_case(called)))
            };
            people.sort_by_cached_key(|person| {
                (team.carrying(&activity.id, &person.handle).is_none(), has_less_say(person))
            });
            let all = people.len();
            // One of them may be who hands over.
            let first = people.into_iter().take(LOOKED_AT + 1).map(|person| person.handle.clone()).collect();
            Arc::new(Here { first, all })
        })
    }

    /// Who of those who act under a role in a team carries least and has room.
    #[must_use]
    pub(crate) fn first_with_room(&self, team: &Team, role: &str, activity: &Activity) -> Option<&'a Person> {
        let here = self.here(team, role, activity);
        let mut people = here.first.iter().filter_map(|person| self.org.people.get(person));
        people.find(|person| self.has_room(person))
    }

    /// Whether a team has somebody else who acts under a role.
    #[must_use]
    pub(crate) fn has_others(&self, team: &Team, role: &str, activity: &Activity, but: &[&str]) -> bool {
        let here = self.here(team, role, activity);
        here.all > here.first.len() || here.first.iter().any(|person| !but.contains(&&**person))
    }

    /// Who acts under a role anywhere, and has room.
    #[must_use]
    pub(crate) fn elsewhere(&self, role: &str) -> Arc<Elsewhere> {
        let key: Arc<str> = role.into();
        self.asked.borrow_mut().insert(key.clone());
        let known = self.bench.answers().get(role).cloned();
        known.unwrap_or_else(|| {
            let answer = Arc::new(self.look_for(role));
            self.bench.answer(key, answer.clone());
            answer
        })
    }

    /// Whether a team that has the role makes a product of its own.
    fn builds(&self, role: &str) -> bool {
        self.taxonomy.roles.get(role).is_some_and(|role| role.builds)
    }

    /// What the organisation answers now.
    #[must_use]
    pub(crate) fn look_for(&self, role: &str) -> Elsewhere {
        let scene = self.with_own_clock();
        let mut answer = Elsewhere::default();
        for person in self.org.acting(role).take(LOOKED_AT) {
            if answer.serving.is_none() {
                let mut teams =
                    self.org.teams_as(person, role).filter(|team| !team.roles().any(|role| self.builds(role)));
                answer.serving = teams.next().map(|team| team.id.clone());
            }
            if answer.able.len() < ABLE && scene.has_room(person) {
                answer.able.push(self.able(person, role));
            }
        }
        answer.turns = scene.today.turns();
        answer
    }

    fn able(&self, person: &Person, role: &str) -> Able {
        let mut teams = self.org.teams_as(person, role);
        let team = teams.next().map(|team| (team.id.clone(), team.shown_name().into()));
        let teams = usize::from(team.is_some()) + teams.count();
        Able { person: person.handle.clone(), carried: person.carried, team, teams }
    }

    /// The same scene with a clock that nobody has asked yet.
    fn with_own_clock(&self) -> Self {
        let (asked, seats) = Default::default();
        Self { asked, seats, today: self.today.unasked(), ..*self }
    }

    /// What was found out once; the day on which it turns is noted for each who asks.
    fn kept<K: Hash + Eq, V: Clone>(&self, kept: &Kept<K, Turning<V>>, key: K, find: impl FnOnce(&Self) -> V) -> V {
        let (value, turns) = kept.get(key, || {
            let scene = self.with_own_clock();
            let value = find(&scene);
            (value, scene.today.turns())
        });
        self.today.note(turns);
        value
    }

    /// Something that is counted of a whole team, once, however many of its people ask.
    pub(crate) fn counted(&self, (what, team): (&'static str, &Arc<str>), count: impl FnOnce(&Self) -> usize) -> usize {
        self.kept(&self.bench.counts, (what, team.clone()), count)
    }

    /// Who should take a duty of a team on.
    #[must_use]
    pub(crate) fn heir(&self, team: &'a Team, handing: &Handing<'a>) -> Heir<'a> {
        self.heir_beside(team, handing, &Pledges::new())
    }

    /// Who should take a duty of a team on, where others are handed over at the same time.
    #[must_use]
    pub(crate) fn heir_beside(&self, team: &'a Team, handing: &Handing<'a>, pledges: &Pledges) -> Heir<'a> {
        if let Some(heir) = self.answering(team, handing, |verdict| verdict == Some(Verdict::Core)) {
            return heir;
        }
        let here: Vec<(&str, Vec<&Person>)> = handing
            .owners()
            .map(|role| {
                let here = self.here(team, role, handing.activity);
                let others = here.first.iter().filter(|person| !handing.is_from(person));
                let others = others.filter_map(|person| self.org.people.get(person));
                (role, others.filter(|person| self.may_have(team, handing, person)).collect())
            })
            .collect();
        let each = || here.iter().flat_map(|(role, people)| people.iter().map(|person| (*role, *person)));
        let carrying =
            |(role, person): (&'a str, &'a Person)| Some((role, person, handing.already(team, &person.handle)?));
        let of_team = each().find(|held| carrying(*held).is_some() || self.has_room_beside(held.1, pledges));
        if let Some((role, person, already)) = of_team.and_then(carrying) {
            return Heir::Here { person, role, already: Some(already) };
        }
        // Whom the work is for, wherever that is; then the team's own; then the next best of other teams.
        let best = handing.owners().next();
        let first = of_team.is_none_or(|(role, _)| Some(role) != best);
        if let Some(heir) = best.filter(|_| first).and_then(|role| self.of_other_team(team, handing, role, pledges)) {
            return heir;
        }
        if let Some((role, person)) = of_team {
            return Heir::Here { person, role, already: None };
        }
        let milder = |verdict| !matches!(verdict, Some(Verdict::Stretch | Verdict::Out));
        if let Some(heir) = self.answering(team, handing, milder) {
            return heir;
        }
        if let Some(heir) = handing.owners().skip(1).find_map(|role| self.of_other_team(team, handing, role, pledges)) {
            return heir;
        }
        each().next().map_or(Heir::Nobody, |(role, person)| Heir::Full { person, role })
    }

    /// Whether the line leaves somebody the work: what is another one's out is not their way in.
    fn may_have(&self, team: &Team, handing: &Handing<'_>, person: &Person) -> bool {
        let holder = Holder::Person(person.handle.clone());
        self.verdict(team, &holder, &handing.activity.id, Involvement::Accountable) != Some(Verdict::Out)
    }

    /// Who answers for the work already, in its row or another one of the team, where the verdict on doing it is one that is
    /// asked for.
    fn answering(
        &self,
        team: &'a Team,
        handing: &Handing<'a>,
        is_fine: impl Fn(Option<Verdict>) -> bool,
    ) -> Option<Heir<'a>> {
        let rows = handing.duty.into_iter().chain(handing.rows(team));
        let answers = rows.flat_map(|duty| &duty.assignments);
        let answers = answers.filter(|held| held.involvement == Involvement::Accountable);
        // Of very many who answer for one kind of work, one more or less is no way out.
        let mut others = answers.filter(|held| Some(&held.holder) != handing.from).take(LOOKED_AT);
        others.find_map(|held| {
            let Holder::Person(handle) = &held.holder else { return None };
            let person = self.org.people.get(handle).filter(|person| person.active)?;
            let verdict = self.verdict(team, &held.holder, &handing.activity.id, Involvement::Responsible);
            let role = self.roles_of(team, &held.holder).first().cloned()?;
            let role = &*self.taxonomy.roles.get(&role)?.id;
            let answers = self.verdict(team, &held.holder, &handing.activity.id, Involvement::Accountable);
            let fine = is_fine(verdict) && !matches!(answers, Some(Verdict::Stretch | Verdict::Out));
            fine.then_some(Heir::Here { person, role, already: Some(Involvement::Accountable) })
        })
    }

    /// Somebody of another team who acts under a role that serves several, and has room.
    fn of_other_team(&self, team: &Team, handing: &Handing<'a>, role: &'a str, pledges: &Pledges) -> Option<Heir<'a>> {
        self.taxonomy.roles.get(role).filter(|role| role.across)?;
        let is_other =
            |able: &Able| !handing.is_from(&able.person) && able.team.as_ref().is_none_or(|(id, _)| *id != team.id);
        if pledges.is_empty() {
            let able = self.elsewhere(role).able.iter().find(|able| is_other(able)).cloned()?;
            return Some(Heir::Elsewhere { able, role });
        }
        // What is kept of the organisation's answer knows nothing of pledges.
        let able = self.org.acting(role).take(LOOKED_AT).filter(|person| self.has_room_beside(person, pledges));
        let able = able.map(|person| self.able(person, role)).find(is_other)?;
        Some(Heir::Elsewhere { able, role })
    }
}
