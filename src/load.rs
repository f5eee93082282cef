//! Level 8: the workload of people and teams: counts, never scores. Every number is a count of rows in files.
//!
//! Shown by `render/load.rs`; the limits come from the rules of the kind `limit`. A row whose `until` has passed, or that is
//! retired, does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::involvement::Involvement;
use crate::base::parallel::Threads;
use crate::base::source::Location;
use crate::base::suggest::all_of;
use crate::org::{Assignment, Duty, Holder, Org, Team};
use crate::policy::Policy;
use crate::rule::CheckContext;
use crate::rule::bench::Bench;
use crate::taxonomy::verdict::Verdict;

/// What one person, one team or one role carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Load {
    /// Handle, team id or role id.
    pub(crate) name: Arc<str>,
    /// Role ids under which the person acts.
    pub(crate) roles: BTreeSet<Arc<str>>,
    /// Team ids.
    pub(crate) teams: BTreeSet<Arc<str>>,
    /// Rows by involvement, in the order of [`Involvement::ALL`].
    pub(crate) involved: [usize; 4],
    /// Carried rows by verdict, in the order of [`Verdict::ALL`].
    pub(crate) verdicts: [usize; 4],
    /// Rows that are carried: accountable or responsible.
    pub(crate) carried: usize,
    /// Of the carried rows, those on which no line is drawn.
    pub(crate) not_judged: usize,
    /// Why none is judged, where that is so of somebody who carries some.
    pub(crate) why_none: Option<String>,
    /// Hours a week, where rows say so: shared equally among those who do the work.
    pub(crate) hours: f64,
    /// Share of a full week, where charters say so.
    pub(crate) allocation: f64,
    /// Limits with what they count.
    pub(crate) limits: Vec<LimitState>,
    /// The rows that were counted for a person.
    pub(crate) rows: Vec<CountedRow>,
}

/// A row that counts for a person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CountedRow {
    /// Where the person is written.
    pub(crate) at: Location,
    /// Team id.
    pub(crate) team: Arc<str>,
    /// Activity id, or its words.
    pub(crate) activity: Arc<str>,
    /// How.
    pub(crate) involvement: Involvement,
    /// The verdict of the person's role, where it carries the row.
    pub(crate) verdict: Option<Verdict>,
    /// Hours a week of it.
    pub(crate) hours: f64,
}

/// What a limit counts for one person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LimitState {
    /// The rule.
    pub(crate) rule: Arc<str>,
    /// What was counted.
    pub(crate) value: f64,
    /// The limit.
    pub(crate) limit: f64,
    /// Whether it is crossed.
    pub(crate) crossed: bool,
    /// Whether it is a limit to what somebody may carry; else one to what there should be at least.
    pub(crate) most: bool,
}

/// The workload of an organisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Workload {
    /// By person, most carried rows first.
    pub(crate) people: Vec<Load>,
    /// By team id.
    pub(crate) teams: Vec<Load>,
    /// By role id.
    pub(crate) roles: Vec<Load>,
}

/// Fewer people than these are held against limits on one thread; a thread takes so many at once.
const PEOPLE: (usize, usize) = (256, 64);

/// Counts the workload.
#[must_use]
pub(crate) fn workload(policy: &Policy, org: &Org, today: Date) -> Workload {
    let bench = Bench::default();
    let scene = policy.scene(org, today, &bench);
    let mut counts = Counts::default();
    for team in org.teams.values() {
        counts.team(&scene, team);
    }
    let mut people: Vec<Load> = counts.people.into_values().collect();
    // What one person is held against asks nobody else.
    let limits = Threads::of_machine().map(&people, PEOPLE, |load| {
        let scene = policy.scene(org, today, &bench);
        limits(policy, &scene, &load.name)
    });
    for (load, limits) in people.iter_mut().zip(limits) {
        load.limits = limits;
        load.why_none = (load.carried > 0 && load.not_judged == load.carried).then(|| why_none(policy, load));
    }
    people.sort_by(|a, b| (b.carried, &a.name).cmp(&(a.carried, &b.name)));
    Workload { people, teams: counts.teams.into_values().collect(), roles: counts.roles.into_values().collect() }
}

/// Why nothing of what somebody carries is judged.
fn why_none(policy: &Policy, load: &Load) -> String {
    if load.roles.is_empty() {
        return "no file says under which role".to_owned();
    }
    let title = |role: &Arc<str>| policy.taxonomy.role_title(role).to_owned();
    let roles: Vec<String> = load.roles.iter().map(title).collect();
    let known = |row: &&CountedRow| policy.taxonomy.activities.get(&row.activity).is_some();
    let carried = load.rows.iter().filter(|row| row.involvement.carries());
    if carried.filter(known).count() == 0 {
        return "it is no work that is known".to_owned();
    }
    let lines = policy.verdicts.roles();
    let has_any = load.roles.iter().any(|role| lines.contains(role));
    let all = all_of(&roles);
    if has_any { format!("{all} has no line for this work") } else { format!("{all} has no line here") }
}

fn limits(policy: &Policy, scene: &CheckContext<'_>, handle: &str) -> Vec<LimitState> {
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
                most: measure.most,
            })
        })
        .collect()
}

/// Whom findings are about, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whom {
    /// By handle.
    pub(crate) people: BTreeMap<Arc<str>, Kept>,
    /// Names by team id.
    pub(crate) teams: BTreeMap<Arc<str>, String>,
}

/// What of somebody's own work is left alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    /// Titles of the roles that the person acts under.
    pub(crate) roles: Vec<String>,
    /// Rows that are core to one of them.
    pub(crate) core: usize,
    /// Those of them of which no finding says that they should move.
    pub(crate) kept: usize,
}

/// Whom some findings are about.
#[must_use]
pub fn whom<'a>(policy: &Policy, org: &Org, today: Date, found: impl Iterator<Item = &'a Diagnostic>) -> Whom {
    let bench = Bench::default();
    let scene = policy.scene(org, today, &bench);
    let (mut whom, mut moving) = (Whom::default(), BTreeSet::new());
    for found in found {
        let subject = &found.subject;
        if let Some(team) = subject.team.as_ref().and_then(|id| org.teams.get(id)) {
            whom.teams.entry(team.id.clone()).or_insert_with(|| team.shown_name().to_owned());
        }
        let Some(person) = &subject.person else { continue };
        whom.people.entry(person.clone()).or_default();
        let is_out = policy.rule(&found.rule).is_some_and(|rule| MOVING.contains(&rule.kind.name));
        if let (true, Some(team), Some(activity)) = (is_out, &subject.team, &subject.activity) {
            moving.insert((person.clone(), team.clone(), activity.clone()));
        }
    }
    for (handle, kept) in &mut whom.people {
        let Some(person) = org.people.get(handle) else { continue };
        for team in person.teams.keys().filter_map(|id| org.teams.get(id)) {
            for activity in core(&scene, team, handle) {
                kept.core += 1;
                let is_moving = moving.contains(&(handle.clone(), team.id.clone(), activity));
                kept.kept += usize::from(!is_moving);
            }
        }
        kept.roles = org.titles(person, |role| policy.taxonomy.role_title(role).to_owned());
    }
    whom
}

/// Kinds of rules that say of a row that it should move.
const MOVING: &[&str] = &["scope", "separate"];

/// The work of a team that is core to a person who carries it.
fn core(scene: &CheckContext<'_>, team: &Team, handle: &Arc<str>) -> BTreeSet<Arc<str>> {
    let is_own = |holder: &Holder| matches!(holder, Holder::Person(other) if other == handle);
    let rows = team.rows_of(handle).filter(|duty| duty.retired.is_none());
    let held = rows.flat_map(|duty| duty.assignments.iter().map(move |held| (duty, held)));
    let held = held.filter(|(_, held)| held.involvement.carries() && is_own(&held.holder));
    let core =
        held.filter(|(duty, held)| verdict(scene, team, duty, &held.holder, held.involvement) == Some(Verdict::Core));
    core.filter_map(|(duty, _)| duty.activity.clone()).collect()
}

/// Whose work is added up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose<'a> {
    /// All of it.
    Everybody,
    /// A person's, by handle.
    Person(&'a str),
    /// A team's, by id.
    Team(&'a str),
    /// That held under a role, by id.
    Role(&'a str),
}

/// What is carried in a team, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sum {
    /// Rows that are carried: a row counts once, however many carry it.
    pub(crate) carried: usize,
    /// Parts in them by verdict, in the order of [`Verdict::ALL`].
    pub(crate) verdicts: [usize; 4],
    /// Parts on which no line is drawn.
    pub(crate) not_judged: usize,
}

impl Sum {
    /// With what another one has.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        self.with(other, |own, other| own + other)
    }

    /// Without what another one has.
    #[must_use]
    pub(crate) fn minus(self, other: Self) -> Self {
        self.with(other, |own, other| own - other)
    }

    fn with(self, other: Self, both: impl Fn(usize, usize) -> usize) -> Self {
        Self {
            carried: both(self.carried, other.carried),
            verdicts: std::array::from_fn(|at| both(self.verdicts[at], other.verdicts[at])),
            not_judged: both(self.not_judged, other.not_judged),
        }
    }
}

/// Adds up what is carried in a team.
#[must_use]
pub(crate) fn sum(scene: &CheckContext<'_>, team: &Team, whose: Whose<'_>) -> Sum {
    let mut sum = Sum::default();
    if matches!(whose, Whose::Team(id) if *id != *team.id) {
        return sum;
    }
    let is_counted = |holder: &Holder| match whose {
        Whose::Everybody | Whose::Team(_) => true,
        Whose::Person(handle) => matches!(holder, Holder::Person(own) if **own == *handle),
        Whose::Role(role) => scene.roles_of(team, holder).iter().any(|own| **own == *role),
    };
    for duty in team.duties.iter().filter(|duty| counts(scene, duty)) {
        let held = duty.assignments.iter().filter(|held| held.involvement.carries() && is_counted(&held.holder));
        let mut strongest: BTreeMap<&Holder, Involvement> = BTreeMap::new();
        for held in held {
            let known = strongest.entry(&held.holder).or_insert(held.involvement);
            *known = held.involvement.max(*known);
        }
        sum.carried += usize::from(!strongest.is_empty());
        for (holder, involvement) in strongest {
            match verdict(scene, team, duty, holder, involvement) {
                Some(verdict) => sum.verdicts[verdict as usize] += 1,
                None => sum.not_judged += 1,
            }
        }
    }
    sum
}

/// Whether a row counts: it is not retired, and its last day is not over.
fn counts(scene: &CheckContext<'_>, duty: &Duty) -> bool {
    duty.retired.is_none() && duty.until.as_ref().is_none_or(|until| !scene.today.is_past(until.value))
}

#[derive(Default)]
struct Counts {
    people: BTreeMap<Arc<str>, Load>,
    teams: BTreeMap<Arc<str>, Load>,
    roles: BTreeMap<Arc<str>, Load>,
}

impl Counts {
    fn team(&mut self, scene: &CheckContext<'_>, team: &Team) {
        for member in &team.members {
            let load = named(&mut self.people, &member.person);
            load.teams.insert(team.id.clone());
            load.roles.extend(scene.org.roles_of(team, &member.person));
            load.allocation += member.allocation.as_ref().map_or(0.0, |share| share.value);
        }
        named(&mut self.teams, &team.id);
        for duty in team.duties.iter().filter(|duty| counts(scene, duty)) {
            self.duty(scene, team, duty);
        }
    }

    fn duty(&mut self, scene: &CheckContext<'_>, team: &Team, duty: &Duty) {
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
                match verdict {
                    Some(verdict) => load.verdicts[verdict as usize] += 1,
                    None => load.not_judged += 1,
                }
            });
        }
        let carried = duty.assignments.iter().any(|assignment| assignment.involvement.carries());
        named(&mut self.teams, &team.id).hours += duty.hours.unwrap_or(0.0);
        // A team carries a row once, however many people do.
        named(&mut self.teams, &team.id).carried += usize::from(carried);
    }

    /// Notes a row for the person who is written in it.
    fn row(&mut self, scene: &CheckContext<'_>, team: &Team, duty: &Duty, assignment: &Assignment, doers: &[&Holder]) {
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
    fn each(&mut self, scene: &CheckContext<'_>, team: &Team, holder: &Holder, mut count: impl FnMut(&mut Load)) {
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

fn verdict(
    scene: &CheckContext<'_>,
    team: &Team,
    duty: &Duty,
    holder: &Holder,
    involvement: Involvement,
) -> Option<Verdict> {
    scene.verdict(team, holder, duty.activity.as_deref()?, involvement)
}
