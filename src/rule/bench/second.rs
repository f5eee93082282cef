//! A second pair of hands: who else of a team could do some work beside who has it.

use super::{Handing, LOOKED_AT, Pledges};
use crate::base::involvement::Involvement;
use crate::base::suggest::all_of;
use crate::org::{Assignment, Duty, Holder, Person, Team};
use crate::rule::CheckContext;
use crate::taxonomy::verdict::Verdict;

impl<'a> CheckContext<'a> {
    /// Who else of a team could do some work: one of those who should own it, somebody of the same role, or somebody whose line
    /// allows it; with room for it.
    #[must_use]
    pub(crate) fn second(
        &self,
        team: &Team,
        handing: &Handing<'a>,
        pledges: &Pledges,
    ) -> Option<(&'a Person, &'a str)> {
        let peers = handing.from.map(|from| self.roles_of(team, from)).unwrap_or_default();
        let peers = peers.iter().filter_map(|role| Some(&*self.taxonomy.roles.get(role)?.id));
        let of_role = |role: &'a str| {
            let here = self.here(team, role, handing.activity);
            let people = || here.first.iter().filter_map(|person| self.org.people.get(person));
            let could = |person: &&'a Person| self.could_join(team, handing, person, pledges);
            // Of two, the one who has not been asked for anything else yet.
            let fresh = people().filter(|person| !pledges.contains_key(&person.handle)).find(could);
            let found = if pledges.is_empty() { fresh } else { fresh.or_else(|| people().find(could)) };
            found.map(|person| (person, role))
        };
        let owners = handing.owners().chain(peers.filter(|role| handing.without != Some(role)));
        let allowed = || self.allowed(team, handing, pledges, &[Verdict::Core, Verdict::Shared]);
        owners.map(of_role).find_map(|found| found).or_else(allowed)
    }

    /// Somebody of a team whose own work it is as well, whatever roles should own it.
    #[must_use]
    pub(crate) fn whose_own(&self, team: &Team, handing: &Handing<'a>) -> Option<(&'a Person, &'a str)> {
        self.allowed(team, handing, &Pledges::new(), &[Verdict::Core])
    }

    /// Whether somebody has no part in the work yet, is not kept from it, and has room.
    fn could_join(&self, team: &Team, handing: &Handing<'_>, person: &Person, pledges: &Pledges) -> bool {
        !handing.is_from(&person.handle)
            && person.active
            && handing.already(team, &person.handle).is_none()
            && self.may_have(team, handing, person)
            && self.has_room_beside(person, pledges)
    }

    /// Who carries least of those whose line says one of some verdicts on doing the work.
    fn allowed(
        &self,
        team: &Team,
        handing: &Handing<'a>,
        pledges: &Pledges,
        verdicts: &[Verdict],
    ) -> Option<(&'a Person, &'a str)> {
        let members = team.members.iter().take(LOOKED_AT).filter_map(|member| self.org.people.get(&member.person));
        let able = members.filter_map(|person| {
            let holder = Holder::Person(person.handle.clone());
            let ruled = |role: &str| {
                let ruling = self.ruling(team, (&holder, role), &handing.activity.id, Involvement::Responsible);
                ruling.is_some_and(|ruling| verdicts.contains(&ruling.verdict))
            };
            let role = self.roles_of(team, &holder).iter().find(|role| ruled(role)).cloned()?;
            let role = &*self.taxonomy.roles.get(&role)?.id;
            self.could_join(team, handing, person, pledges).then_some((person, role))
        });
        able.min_by(|(a, _), (b, _)| (a.carried, &a.handle).cmp(&(b.carried, &b.handle)))
    }

    /// Whether somebody only helps with a row: whose own work it is answers for it, and others do it as well.
    #[must_use]
    pub(crate) fn helps(&self, team: &Team, duty: &Duty, (holder, how): (&Holder, Involvement)) -> bool {
        let mut others = duty.assignments.iter().filter(|other| other.holder != *holder);
        let is_core = |other: &Assignment| {
            let verdict = |activity| self.verdict(team, &other.holder, activity, Involvement::Accountable);
            duty.activity.as_deref().and_then(verdict) == Some(Verdict::Core)
        };
        how == Involvement::Responsible
            && others.clone().any(|other| other.involvement == Involvement::Accountable && is_core(other))
            && others.any(|other| other.involvement == Involvement::Responsible)
    }

    /// Some work of one person with who could be asked to step in: "reports of conduct (ask @bob, maintainer)".
    #[must_use]
    pub(crate) fn with_seconds(&self, team: &Team, from: &'a Holder, duties: &[&'a Duty]) -> String {
        let mut pledges = Pledges::new();
        let mut named = Vec::new();
        for duty in duties {
            let activity = duty.activity.as_deref().and_then(|id| self.taxonomy.activities.get(id));
            let second = activity.and_then(|activity| {
                let handing = Handing { activity, duty: Some(duty), from: Some(from), without: None };
                self.second(team, &handing, &pledges)
            });
            let work = activity.map_or(&*duty.text, |activity| &activity.title);
            named.push(match second {
                Some((person, role)) => {
                    *pledges.entry(person.handle.clone()).or_default() += 1;
                    format!("{work} (ask {}, {})", person.handle, self.called(team, &person.handle, role))
                }
                None => work.to_owned(),
            });
        }
        all_of(&named)
    }
}
