//! What one team says, by person and by kind of work. A rule asks once for each finding, and a file may hold tens of thousands of
//! rows: looking through all of them each time would cost their square. So a large team has an index, put together when first
//! asked for; the few rows of any other are looked through, which costs less than an index of them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{Duty, Holder, Member, Team};
use crate::base::involvement::Involvement;
use crate::base::quick::{HashMap, HashSet};

/// A team of fewer members and rows has no index.
const FEW: usize = 128;

/// The index of a team. Two teams are the same whether or not anybody has asked one of them yet, and a copy is asked anew.
#[derive(Debug, Default)]
pub(super) struct Within {
    index: OnceLock<Box<Index>>,
    /// What is asked for of each part in each row, in a team of any size.
    parts: OnceLock<Parts>,
    /// Where in these each person is, in a team that has an index.
    places: OnceLock<HashMap<Arc<str>, usize>>,
    /// What it is called for people, where that is not its name.
    name: OnceLock<Option<Arc<str>>>,
}

impl Clone for Within {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Within {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// People with their parts, sorted by person.
type Parts = Box<[(Arc<str>, Part)]>;

/// What somebody is and does in a team.
#[derive(Debug, Default)]
struct Part {
    /// The roles under which they are a member, sorted.
    roles: Box<[Arc<str>]>,
    /// The numbers of the rows in which they stand; only where the team has no index, which has them as well.
    rows: Box<[u32]>,
}

#[derive(Debug, Default)]
struct Index {
    /// The numbers of a person's member entries.
    members: HashMap<Arc<str>, Vec<usize>>,
    /// How many people serve the team under a role.
    serving: HashMap<Arc<str>, usize>,
    /// The numbers of the rows in which a person stands.
    rows: HashMap<Arc<str>, Vec<usize>>,
    /// By activity: who carries it, and how, in rows that are not retired.
    carriers: HashMap<Arc<str>, HashMap<Arc<str>, Involvement>>,
    /// Activities that somebody carries in any row, whoever that is.
    carried: HashSet<Arc<str>>,
    roles: HashSet<Arc<str>>,
}

impl Index {
    fn of(team: &Team) -> Self {
        let mut index = Self { roles: team.roles().cloned().collect(), ..Self::default() };
        for (at, member) in team.members.iter().enumerate() {
            index.members.entry(member.person.clone()).or_default().push(at);
        }
        for entries in index.members.values() {
            let entries = entries.iter().map(|at| &team.members[*at]);
            let acts: BTreeSet<&Arc<str>> = entries.flat_map(|member| &member.acts_as).collect();
            for role in acts {
                *index.serving.entry(role.clone()).or_default() += 1;
            }
        }
        for (at, duty) in team.duties.iter().enumerate() {
            index.take(at, duty);
        }
        index
    }

    fn take(&mut self, at: usize, duty: &Duty) {
        if let Some(activity) = duty.activity.as_ref().filter(|_| is_carried(duty)) {
            self.carried.insert(activity.clone());
        }
        for assignment in &duty.assignments {
            let Holder::Person(person) = &assignment.holder else { continue };
            let rows = self.rows.entry(person.clone()).or_default();
            if rows.last() != Some(&at) {
                rows.push(at);
            }
            let carries = assignment.involvement.carries() && duty.retired.is_none();
            if let Some(activity) = duty.activity.as_ref().filter(|_| carries) {
                let held = self.carriers.entry(activity.clone()).or_default().entry(person.clone());
                let strongest = held.or_insert(assignment.involvement);
                *strongest = assignment.involvement.max(*strongest);
            }
        }
    }
}

/// Somebody's roles, as often as they are said, and rows.
type Said = (Vec<Arc<str>>, Vec<u32>);

/// The parts of all who are members, or stand in rows.
fn parts(team: &Team) -> Parts {
    let mut parts: BTreeMap<&Arc<str>, Said> = BTreeMap::new();
    for member in &team.members {
        let roles = member.roles.iter().filter_map(|role| role.id.clone());
        parts.entry(&member.person).or_default().0.extend(roles);
    }
    let rows = if team.has_index() { &[] } else { &team.duties[..] };
    for (at, duty) in (0..).zip(rows) {
        for assignment in &duty.assignments {
            let Holder::Person(person) = &assignment.holder else { continue };
            let (_, rows) = parts.entry(person).or_default();
            if rows.last() != Some(&at) {
                rows.push(at);
            }
        }
    }
    let settled = |(person, (mut roles, rows)): (&Arc<str>, Said)| {
        roles.sort_unstable();
        roles.dedup();
        (person.clone(), Part { roles: roles.into(), rows: rows.into() })
    };
    parts.into_iter().map(settled).collect()
}

fn is_carried(duty: &Duty) -> bool {
    duty.assignments.iter().any(|assignment| assignment.involvement.carries())
}

impl Team {
    /// The index, where looking through the team itself would cost more.
    fn index(&self) -> Option<&Index> {
        self.has_index().then(|| &**self.within.index.get_or_init(|| Box::new(Index::of(self))))
    }

    fn has_index(&self) -> bool {
        self.members.len() + self.duties.len() >= FEW
    }

    /// Puts together what whoever asks it anything asks for; best where teams are made beside each other.
    pub(super) fn make_ready(&self) {
        self.index();
        self.parts();
    }

    /// What it is called for people: its name where a file says that it is a team, or is its charter by name; else where what
    /// is known of it stands, which nobody takes for a team: `docs/`.
    #[must_use]
    pub(crate) fn shown_name(&self) -> &str {
        let other = self.within.name.get_or_init(|| match self.name_for_people() {
            Cow::Borrowed(_) => None,
            Cow::Owned(name) => Some(name.into()),
        });
        other.as_deref().unwrap_or(&self.name)
    }

    /// The entries by which somebody is a member.
    pub(crate) fn entries_of<'a>(&'a self, person: &'a str) -> impl DoubleEndedIterator<Item = &'a Member> {
        let known = self.index().map(|index| index.members.get(person).map_or(&[][..], |numbers| numbers));
        let all = if known.is_some() { &[] } else { &self.members[..] };
        let listed = known.unwrap_or_default().iter().map(|at| &self.members[*at]);
        listed.chain(all.iter().filter(move |member| &*member.person == person))
    }

    /// The roles under which somebody is a member, sorted.
    #[must_use]
    pub(crate) fn roles_of(&self, person: &str) -> &[Arc<str>] {
        self.part_of(person).map_or(&[], |part| &part.roles)
    }

    fn part_of(&self, person: &str) -> Option<&Part> {
        let parts = self.parts();
        let at = if self.has_index() {
            let places = || parts.iter().enumerate().map(|(at, (person, _))| (person.clone(), at)).collect();
            *self.within.places.get_or_init(places).get(person)?
        } else {
            // Mostly it is the very same text; what its letters are has to be looked at only where it is not.
            let is_same = |(known, _): &(Arc<str>, Part)| std::ptr::eq(&**known, person);
            let same = parts.iter().position(is_same);
            same.or_else(|| parts.binary_search_by(|(known, _)| (**known).cmp(person)).ok())?
        };
        Some(&parts[at].1)
    }

    fn parts(&self) -> &Parts {
        self.within.parts.get_or_init(|| parts(self))
    }

    /// How many people serve it under a role.
    #[must_use]
    pub(crate) fn serving(&self, role: &str) -> usize {
        if let Some(index) = self.index() {
            return index.serving.get(role).copied().unwrap_or_default();
        }
        let serving = self.members.iter().filter(|member| member.acts_as.iter().any(|acts| **acts == *role));
        serving.map(|member| &member.person).collect::<BTreeSet<_>>().len()
    }

    /// The rows in which somebody stands, in their order.
    pub(crate) fn rows_of<'a>(&'a self, person: &'a str) -> impl Iterator<Item = &'a Duty> {
        let known = self.index().map(|index| index.rows.get(person).map_or(&[][..], |numbers| numbers));
        let own = if known.is_some() { None } else { self.part_of(person) };
        let listed = known.unwrap_or_default().iter().map(|at| &self.duties[*at]);
        listed.chain(own.into_iter().flat_map(|part| &part.rows).map(|at| &self.duties[*at as usize]))
    }

    /// How somebody carries a kind of work, in a row that is not retired.
    #[must_use]
    pub(crate) fn carrying(&self, activity: &str, person: &str) -> Option<Involvement> {
        if let Some(index) = self.index() {
            return index.carriers.get(activity)?.get(person).copied();
        }
        let rows =
            self.duties.iter().filter(|duty| duty.retired.is_none() && duty.activity.as_deref() == Some(activity));
        let own = rows.flat_map(|duty| &duty.assignments);
        let own = own.filter(|held| matches!(&held.holder, Holder::Person(handle) if **handle == *person));
        own.map(|held| held.involvement).filter(|involvement| involvement.carries()).max()
    }

    /// Whether anybody carries a kind of work, in whichever row.
    #[must_use]
    pub(crate) fn is_carried(&self, activity: &str) -> bool {
        match self.index() {
            Some(index) => index.carried.contains(activity),
            None => self.duties.iter().any(|duty| duty.activity.as_deref() == Some(activity) && is_carried(duty)),
        }
    }

    /// Whether somebody in it has a role, or a row names it.
    #[must_use]
    pub(crate) fn has_role(&self, role: &Arc<str>) -> bool {
        match self.index() {
            Some(index) => index.roles.contains(role),
            None => self.roles().any(|own| own == role),
        }
    }
}
