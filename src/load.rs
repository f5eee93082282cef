//! Level 8: the workload of people and teams: counts, never scores. Every number is a count of rows in files.
//!
//! Shown by `render/load.rs`; the limits come from the rules of the kind `limit`. A row whose `until` has passed, or that is
//! retired, does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::org::{Assignment, Duty, Holder, Org, Team};
use crate::policy::Policy;
use crate::rule::Scene;
use crate::rule::bench::Bench;
use crate::taxonomy::verdict::Verdict;

/// What one person, one team or one role carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// Handle, team id or role id.
    pub name: Arc<str>,
    /// Role ids under which the person acts.
    pub roles: BTreeSet<Arc<str>>,
    /// Team ids.
    pub teams: BTreeSet<Arc<str>>,
    /// Rows by involvement, in the order of [`Involvement::ALL`].
    pub involved: [usize; 4],
    /// Carried rows by verdict, in the order of [`Verdict::ALL`].
    pub verdicts: [usize; 4],
    /// Rows that are carried: accountable or responsible.
    pub carried: usize,
    /// Hours a week, where rows say so: shared equally among those who do the work.
    pub hours: f64,
    /// Share of a full week, where charters say so.
    pub allocation: f64,
    /// Limits with what they count.
    pub limits: Vec<LimitState>,
    /// The rows that were counted for a person.
    pub rows: Vec<CountedRow>,
}

/// A row that counts for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedRow {
    /// Where the person is written.
    pub at: Location,
    /// Team id.
    pub team: Arc<str>,
    /// Activity id, or its words.
    pub activity: Arc<str>,
    /// How.
    pub involvement: Involvement,
    /// The verdict of the person's role, where it carries the row.
    pub verdict: Option<Verdict>,
    /// Hours a week of it.
    pub hours: f64,
}

/// What a limit counts for one person.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitState {
    /// The rule.
    pub rule: Arc<str>,
    /// What was counted.
    pub value: f64,
    /// The limit.
    pub limit: f64,
    /// Whether it is crossed.
    pub crossed: bool,
}

/// The workload of an organisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workload {
    /// By person, most carried rows first.
    pub people: Vec<Load>,
    /// By team id.
    pub teams: Vec<Load>,
    /// By role id.
    pub roles: Vec<Load>,
}

/// Counts the workload.
#[must_use]
pub fn workload(policy: &Policy, org: &Org, today: Date) -> Workload {
    let bench = Bench::default();
    let scene = policy.scene(org, today, &bench);
    let mut counts = Counts::default();
    for team in org.teams.values() {
        counts.team(&scene, team);
    }
    let mut people: Vec<Load> = counts.people.into_values().collect();
    for load in &mut people {
        load.limits = limits(policy, &scene, &load.name);
    }
    people.sort_by(|a, b| (b.carried, &a.name).cmp(&(a.carried, &b.name)));
    Workload { people, teams: counts.teams.into_values().collect(), roles: counts.roles.into_values().collect() }
}

fn limits(policy: &Policy, scene: &Scene<'_>, handle: &str) -> Vec<LimitState> {
    let Some(person) = scene.org.people.get(handle) else { return Vec::new() };
    let rules = policy.rules.iter().filter(|rule| rule.severity.is_some());
    rules
        .filter_map(|rule| {
            let measure = rule.measure(scene, person)?;
            Some(LimitState {
                rule: rule.name.clone(),
                value: measure.value,
                limit: measure.limit,
                crossed: measure.crossed,
            })
        })
        .collect()
}

#[derive(Default)]
struct Counts {
    people: BTreeMap<Arc<str>, Load>,
    teams: BTreeMap<Arc<str>, Load>,
    roles: BTreeMap<Arc<str>, Load>,
}

impl Counts {
    fn team(&mut self, scene: &Scene<'_>, team: &Team) {
        for member in &team.members {
            let load = named(&mut self.people, &member.person);
            load.teams.insert(team.id.clone());
            load.roles.extend(scene.org.roles_of(team, &member.person));
            load.allocation += member.allocation.as_ref().map_or(0.0, |share| share.value);
        }
        named(&mut self.teams, &team.id);
        let counts =
            |duty: &&Duty| duty.retired.is_none() && duty.until.as_ref().is_none_or(|until| until.value >= scene.today);
        for duty in team.duties.iter().filter(counts) {
            self.duty(scene, team, duty);
        }
    }

    fn duty(&mut self, scene: &Scene<'_>, team: &Team, duty: &Duty) {
        let doers = doers(duty);
        let mut strongest: BTreeMap<&Holder, Involvement> = BTreeMap::new();
        for assignment in &duty.assignments {
            let known = strongest.entry(&assignment.holder).or_insert(assignment.involvement);
            *known = assignment.involvement.max(*known);
            self.each(scene, team, &assignment.holder, |load| load.involved[3 - assignment.involvement as usize] += 1);
            self.row(scene, team, duty, assignment, &doers);
        }
        for (holder, involvement) in strongest.into_iter().filter(|(_, involvement)| involvement.carries()) {
            let verdict = verdict(scene, team, duty, holder, involvement);
            let hours = if doers.contains(&holder) { duty.hours.unwrap_or(0.0) / doers.len() as f64 } else { 0.0 };
            self.each(scene, team, holder, |load| {
                load.carried += 1;
                load.hours += hours;
                load.teams.insert(team.id.clone());
                if let Some(verdict) = verdict {
                    load.verdicts[verdict as usize] += 1;
                }
            });
        }
        let carried = duty.assignments.iter().any(|assignment| assignment.involvement.carries());
        named(&mut self.teams, &team.id).hours += duty.hours.unwrap_or(0.0);
        // A team carries a row once, however many people do.
        named(&mut self.teams, &team.id).carried += usize::from(carried);
    }

    /// Notes a row for the person who is written in it.
    fn row(&mut self, scene: &Scene<'_>, team: &Team, duty: &Duty, assignment: &Assignment, doers: &[&Holder]) {
        let Holder::Person(handle) = &assignment.holder else { return };
        let carries = assignment.involvement.carries();
        let does = doers.contains(&&assignment.holder) && carries;
        let row = CountedRow {
            at: assignment.at.clone(),
            team: team.id.clone(),
            activity: duty.activity.clone().unwrap_or_else(|| duty.text.clone()),
            involvement: assignment.involvement,
            verdict: verdict(scene, team, duty, &assignment.holder, assignment.involvement).filter(|_| carries),
            hours: if does { duty.hours.unwrap_or(0.0) / doers.len() as f64 } else { 0.0 },
        };
        named(&mut self.people, handle).rows.push(row);
    }

    /// The loads that a holder's rows count for: the person's and those of the person's roles, or the role's alone.
    fn each(&mut self, scene: &Scene<'_>, team: &Team, holder: &Holder, mut count: impl FnMut(&mut Load)) {
        let roles = match holder {
            Holder::Person(handle) => {
                let roles = scene.org.roles_of(team, handle);
                let load = named(&mut self.people, handle);
                load.roles.extend(roles.iter().cloned());
                count(load);
                roles
            }
            Holder::Role(role) => vec![role.clone()],
            Holder::Group(_) | Holder::Unknown(_) => Vec::new(),
        };
        for role in &roles {
            count(named(&mut self.roles, role));
        }
    }
}

fn named<'a>(loads: &'a mut BTreeMap<Arc<str>, Load>, name: &Arc<str>) -> &'a mut Load {
    loads.entry(name.clone()).or_insert_with(|| Load { name: name.clone(), ..Load::default() })
}

/// Who does the work: the responsible; where nobody is, the accountable.
fn doers(duty: &Duty) -> Vec<&Holder> {
    let of = |wanted| -> Vec<&Holder> {
        duty.assignments.iter().filter(|a| a.involvement == wanted).map(|a| &a.holder).collect()
    };
    let responsible = of(Involvement::Responsible);
    if responsible.is_empty() { of(Involvement::Accountable) } else { responsible }
}

fn verdict(scene: &Scene<'_>, team: &Team, duty: &Duty, holder: &Holder, involvement: Involvement) -> Option<Verdict> {
    scene.verdict(team, holder, duty.activity.as_deref()?, involvement)
}
