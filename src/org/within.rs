//! What one team says, by person and by kind of work, put together when first asked for. A rule asks once for each finding,
//! and a file may hold tens of thousands of rows: looking through all of them each time would cost their square.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use super::{Duty, Holder, Member, Team};
use crate::base::involvement::Involvement;

/// The index of a team. Two teams are the same whether or not anybody has asked one of them yet, and a copy is asked anew.
#[derive(Debug, Default)]
pub(super) struct Within(OnceLock<Index>);

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

#[derive(Debug, Default)]
struct Index {
    /// The numbers of a person's member entries.
    members: HashMap<Arc<str>, Vec<usize>>,
    /// The roles under which a person is a member, sorted.
    acts: HashMap<Arc<str>, Vec<Arc<str>>>,
    /// How many people serve the team under a role.
    serving: HashMap<Arc<str>, usize>,
    /// The numbers of the rows in which a person stands.
    rows: HashMap<Arc<str>, Vec<usize>>,
    /// By activity: who carries it, and how, in rows that are not retired.
    carriers: HashMap<Arc<str>, HashMap<Arc<str>, Involvement>>,
    /// Activities that somebody carries in any row, whoever that is.
    carried: HashSet<Arc<str>>,
    roles: BTreeSet<Arc<str>>,
    shown_name: Arc<str>,
}

impl Index {
    fn of(team: &Team) -> Self {
        let mut index = Self {
            roles: team.roles().cloned().collect(),
            shown_name: team.name_for_people().into(),
            ..Self::default()
        };
        for (at, member) in team.members.iter().enumerate() {
            index.members.entry(member.person.clone()).or_default().push(at);
        }
        for (person, entries) in &index.members {
            let of = |at: &usize| team.members[*at].roles.iter().filter_map(|role| role.id.clone());
            let roles: BTreeSet<Arc<str>> = entries.iter().flat_map(of).collect();
            index.acts.insert(person.clone(), roles.into_iter().collect());
            let acts: BTreeSet<&Arc<str>> = entries.iter().flat_map(|at| &team.members[*at].acts_as).collect();
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
        for assignment in &duty.assignments {
            let carries = assignment.involvement.carries();
            if let Some(activity) =
                duty.activity.as_ref().filter(|activity| carries && !self.carried.contains(*activity))
            {
                self.carried.insert(activity.clone());
            }
            let Holder::Person(person) = &assignment.holder else { continue };
            let rows = self.rows.entry(person.clone()).or_default();
            if rows.last() != Some(&at) {
                rows.push(at);
            }
            if let Some(activity) = duty.activity.as_ref().filter(|_| carries && duty.retired.is_none()) {
                let held = self.carriers.entry(activity.clone()).or_default().entry(person.clone());
                let strongest = held.or_insert(assignment.involvement);
                *strongest = assignment.involvement.max(*strongest);
            }
        }
    }
}

impl Team {
    fn index(&self) -> &Index {
        self.within.0.get_or_init(|| Index::of(self))
    }

    /// What it is called for people: its name where a file says that it is a team, or is its charter by name; else where what
    /// is known of it stands, which nobody takes for a team: `docs/`.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        &self.index().shown_name
    }

    /// The entries by which somebody is a member.
    pub fn entries_of(&self, person: &str) -> impl DoubleEndedIterator<Item = &Member> {
        self.index().members.get(person).into_iter().flatten().map(|at| &self.members[*at])
    }

    /// The roles under which somebody is a member, sorted.
    #[must_use]
    pub fn roles_of(&self, person: &str) -> &[Arc<str>] {
        self.index().acts.get(person).map_or(&[], |roles| roles)
    }

    /// How many people serve it under a role.
    #[must_use]
    pub fn serving(&self, role: &str) -> usize {
        self.index().serving.get(role).copied().unwrap_or_default()
    }

    /// The rows in which somebody stands, in their order.
    pub fn rows_of(&self, person: &str) -> impl Iterator<Item = &Duty> {
        self.index().rows.get(person).into_iter().flatten().map(|at| &self.duties[*at])
    }

    /// How somebody carries a kind of work, in a row that is not retired.
    #[must_use]
    pub fn carrying(&self, activity: &str, person: &str) -> Option<Involvement> {
        self.index().carriers.get(activity)?.get(person).copied()
    }

    /// Whether anybody carries a kind of work, in whichever row.
    #[must_use]
    pub fn is_carried(&self, activity: &str) -> bool {
        self.index().carried.contains(activity)
    }

    /// The roles that it has, each once.
    #[must_use]
    pub fn role_set(&self) -> &BTreeSet<Arc<str>> {
        &self.index().roles
    }
}
