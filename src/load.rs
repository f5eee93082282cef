//! Level 8: the workload of people and teams: counts, never scores. Every number is a count of rows in files.
//!
//! Shown by `render/load.rs`; the limits come from the rules of the kind `limit`. A row whose `until` has passed, or that is
//! retired, does not count. What a team says twice of one kind of work is one row of work: limits, matrices and pages count it so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::involvement::Involvement;
use crate::base::parallel::Threads;
use crate::base::quick::HashMap;
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
    /// What is carried in each team, by its id.
    pub(crate) sums: BTreeMap<Arc<str>, Sum>,
}

/// Which limits are told of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhichLimits {
    /// All, with what they count.
    All,
    /// Those that the person crosses: most people are far from any, and need not be counted.
    Crossed,
}

/// Fewer people than these are held against limits on one thread; a thread takes so many at once.
const PEOPLE: (usize, usize) = (256, 64);

/// The same of teams whose rows are counted.
const TEAMS: (usize, usize) = (32, 8);

/// Counts the workload.
#[must_use]
pub(crate) fn workload(policy: &Policy, org: &Org, today: Date) -> Workload {
    workload_with(policy, org, today, WhichLimits::All)
}

/// Counts the workload, with some limits.
#[must_use]
pub(crate) fn workload_with(policy: &Policy, org: &Org, today: Date, asked: WhichLimits) -> Workload {
    let (bench, threads) = (Bench::default(), Threads::of_machine());
    let teams: Vec<&Arc<Team>> = org.teams.values().collect();
    let mut counts = Counts::default();
    for of_team in threads.map(&teams, TEAMS, |team| Counts::of(&policy.scene(org, today, &bench), team)) {
        counts.take(of_team);
    }
    let mut people: Vec<Load> = counts.people.into_values().collect();
    // What one person is held against asks nobody else.
    let limits = threads.map(&people, PEOPLE, |load| {
        let scene = policy.scene(org, today, &bench);
        limits(policy, &scene, &load.name, asked)
    });
    for (load, limits) in people.iter_mut().zip(limits) {
        load.limits = limits;
        load.why_none = (load.carried > 0 && load.not_judged == load.carried).then(|| why_none(policy, load));
    }
    people.sort_by(|a, b| (b.carried, &a.name).cmp(&(a.carried, &b.name)));
    let (teams, roles) = (counts.teams.into_values().collect(), counts.roles.into_values().collect());
    Workload { people, teams, roles, sums: counts.sums }
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

fn limits(policy: &Policy, scene: &CheckContext<'_>, handle: &str, asked: WhichLimits) -> Vec<LimitState> {
    let Some(person) = scene.org.people.get(handle) else { return Vec::new() };
    let rules = policy.rules.iter().filter(|rule| rule.severity.is_some());
    let states = rules.filter(|rule| asked == WhichLimits::All || rule.may_cross(person)).filter_map(|rule| {
        let measure = rule.measure(scene, person)?;
        Some(LimitState {
            rule: rule.name.clone(),
            value: measure.value,
            limit: measure.limit,
            crossed: measure.crossed,
            most: measure.most,
        })
    });
    states.filter(|state| asked == WhichLimits::All || state.crossed).collect()
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
    /// Those by verdict, in the order of [`Verdict::ALL`]: that of whoever carries a row farthest from their role.
    pub(crate) verdicts: [usize; 4],
    /// Those on which no line is drawn for anybody.
    pub(crate) not_judged: usize,
}

impl Sum {
    /// Adds a kind of work with the verdict of whoever carries it farthest from their role; nothing where nobody does.
    fn add(&mut self, farthest: Option<Option<Verdict>>) {
        let Some(farthest) = farthest else { return };
        self.carried += 1;
        match farthest {
            Some(verdict) => self.verdicts[verdict as usize] += 1,
            None => self.not_judged += 1,
        }
    }

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
    for work in works(scene, team) {
        let parts = work.parts().into_iter().filter(|(holder, part)| part.carries() && is_counted(holder));
        let verdicts: Vec<Option<Verdict>> =
            parts.map(|(holder, part)| part.verdict(scene, team, holder, &work)).collect();
        sum.add(verdicts.into_iter().max());
    }
    sum
}

/// Whether a row counts: it is not retired, and its last day is not over.
fn counts(scene: &CheckContext<'_>, duty: &Duty) -> bool {
    duty.retired.is_none() && duty.until.as_ref().is_none_or(|until| !scene.today.is_past(until.value))
}

/// What a team says of one kind of work.
struct Work<'a> {
    activity: Option<&'a str>,
    rows: Vec<&'a Duty>,
}

/// Somebody's part in one kind of work.
#[derive(Clone, Copy, Default)]
struct Part {
    /// Whether they are involved so, in the order of [`Involvement::ALL`].
    involved: [bool; 4],
}

/// The work of a team that counts, each kind once, in the order in which it is first written.
fn works<'a>(scene: &CheckContext<'_>, team: &'a Team) -> Vec<Work<'a>> {
    let mut works: Vec<Work<'a>> = Vec::new();
    let mut numbers: HashMap<(bool, &str), usize> = HashMap::default();
    for duty in team.duties.iter().filter(|duty| counts(scene, duty)) {
        let activity = duty.activity.as_deref();
        let number = *numbers.entry((activity.is_some(), activity.unwrap_or(&duty.text))).or_insert(works.len());
        match works.get_mut(number) {
            Some(work) => work.rows.push(duty),
            None => works.push(Work { activity, rows: vec![duty] }),
        }
    }
    works
}

impl<'a> Work<'a> {
    /// Who is written in it, row by row.
    fn assignments(&self) -> impl Iterator<Item = &'a Assignment> + use<'_, 'a> {
        self.rows.iter().flat_map(|duty| &duty.assignments)
    }

    /// Who is involved in it, and how.
    fn parts(&self) -> BTreeMap<&'a Holder, Part> {
        let mut parts: BTreeMap<&'a Holder, Part> = BTreeMap::new();
        for assignment in self.assignments() {
            parts.entry(&assignment.holder).or_default().involved[place(assignment.involvement)] = true;
        }
        parts
    }

    /// Hours a week: what is said twice is not added up.
    fn hours(&self) -> f64 {
        self.rows.iter().filter_map(|duty| duty.hours).fold(0.0, f64::max)
    }

    /// Who does it: the responsible; where nobody is, the accountable.
    fn doers(&self) -> BTreeSet<&'a Holder> {
        let of = |wanted| -> BTreeSet<&'a Holder> {
            self.assignments().filter(|held| held.involvement == wanted).map(|held| &held.holder).collect()
        };
        let responsible = of(Involvement::Responsible);
        if responsible.is_empty() { of(Involvement::Accountable) } else { responsible }
    }
}

impl Part {
    fn strongest(self) -> Option<Involvement> {
        Involvement::ALL.into_iter().find(|how| self.involved[place(*how)])
    }

    fn carries(self) -> bool {
        self.strongest().is_some_and(Involvement::carries)
    }

    fn verdict(self, scene: &CheckContext<'_>, team: &Team, holder: &Holder, work: &Work<'_>) -> Option<Verdict> {
        scene.verdict(team, holder, work.activity?, self.strongest()?)
    }
}

/// The place of an involvement in [`Involvement::ALL`].
fn place(involvement: Involvement) -> usize {
    3 - involvement as usize
}

#[derive(Default)]
struct Counts {
    people: BTreeMap<Arc<str>, Load>,
    teams: BTreeMap<Arc<str>, Load>,
    roles: BTreeMap<Arc<str>, Load>,
    sums: BTreeMap<Arc<str>, Sum>,
}

/// What one kind of work adds to a load.
#[derive(Clone, Copy, Default)]
struct Adds {
    involved: [bool; 4],
    /// The verdict, where it is carried.
    carried: Option<Option<Verdict>>,
    hours: f64,
}

impl Adds {
    /// With what another holder of the same role has in it: a role carries a row once, however many people do.
    fn and(self, other: Self) -> Self {
        Self {
            involved: std::array::from_fn(|at| self.involved[at] || other.involved[at]),
            carried: self.carried.max(other.carried),
            hours: self.hours + other.hours,
        }
    }

    fn to(self, load: &mut Load, team: &Arc<str>) {
        load.involved.iter_mut().zip(self.involved).for_each(|(count, is)| *count += usize::from(is));
        load.hours += self.hours;
        let Some(verdict) = self.carried else { return };
        load.carried += 1;
        load.teams.insert(team.clone());
        match verdict {
            Some(verdict) => load.verdicts[verdict as usize] += 1,
            None => load.not_judged += 1,
        }
    }
}

impl Load {
    /// Adds what another part of the organisation adds to it.
    fn add(&mut self, mut other: Self) {
        // A role has thousands of teams, and a team adds one: `append` would make the whole set anew.
        self.roles.extend(other.roles);
        self.teams.extend(other.teams);
        self.involved.iter_mut().zip(other.involved).for_each(|(own, more)| *own += more);
        self.verdicts.iter_mut().zip(other.verdicts).for_each(|(own, more)| *own += more);
        self.carried += other.carried;
        self.not_judged += other.not_judged;
        self.hours += other.hours;
        self.allocation += other.allocation;
        self.rows.append(&mut other.rows);
    }
}

impl Counts {
    /// What one team adds.
    fn of(scene: &CheckContext<'_>, team: &Team) -> Self {
        let mut counts = Self::default();
        counts.team(scene, team);
        counts
    }

    /// Adds what was counted elsewhere. Teams come in their order: sums of hours hang on it in their last digit.
    fn take(&mut self, other: Self) {
        for (own, other) in
            [(&mut self.people, other.people), (&mut self.teams, other.teams), (&mut self.roles, other.roles)]
        {
            for (name, load) in other {
                named(own, &name).add(load);
            }
        }
        // A team is counted in one piece.
        self.sums.extend(other.sums);
    }

    fn team(&mut self, scene: &CheckContext<'_>, team: &Team) {
        for member in &team.members {
            let load = named(&mut self.people, &member.person);
            load.teams.insert(team.id.clone());
            load.roles.extend(scene.org.roles_of(team, &member.person).iter().cloned());
            load.allocation += member.allocation.as_ref().map_or(0.0, |share| share.value);
        }
        named(&mut self.teams, &team.id);
        let mut sum = Sum::default();
        for work in works(scene, team) {
            sum.add(self.work(scene, team, &work));
        }
        self.sums.insert(team.id.clone(), sum);
    }

    /// Adds a kind of work; the verdict of whoever carries it farthest from their role, where anybody does.
    fn work(&mut self, scene: &CheckContext<'_>, team: &Team, work: &Work<'_>) -> Option<Option<Verdict>> {
        let (parts, doers, hours) = (work.parts(), work.doers(), work.hours());
        let mut roles: BTreeMap<Arc<str>, Adds> = BTreeMap::new();
        let mut farthest = None;
        for (holder, part) in &parts {
            let adds = Adds {
                involved: part.involved,
                carried: part.carries().then(|| part.verdict(scene, team, holder, work)),
                hours: if doers.contains(holder) { hours / doers.len() as f64 } else { 0.0 },
            };
            farthest = farthest.max(adds.carried);
            let acting = scene.roles_of(team, holder);
            if let Holder::Person(handle) = holder {
                let load = named(&mut self.people, handle);
                load.roles.extend(acting.iter().cloned());
                adds.to(load, &team.id);
            }
            for role in acting.iter() {
                let known = roles.entry(role.clone()).or_default();
                *known = known.and(adds);
            }
        }
        for (role, adds) in roles {
            adds.to(named(&mut self.roles, &role), &team.id);
        }
        self.rows(scene, team, work, &doers);
        let of_team = named(&mut self.teams, &team.id);
        of_team.hours += hours;
        // A team carries a row once, however many people do.
        of_team.carried += usize::from(farthest.is_some());
        farthest
    }

    /// Notes the rows for the people who are written in them: of what is said twice, the first place.
    fn rows(&mut self, scene: &CheckContext<'_>, team: &Team, work: &Work<'_>, doers: &BTreeSet<&Holder>) {
        let mut told = BTreeSet::new();
        let hours = work.hours() / doers.len().max(1) as f64;
        for (duty, held) in work.rows.iter().flat_map(|duty| duty.assignments.iter().map(move |held| (duty, held))) {
            let Holder::Person(handle) = &held.holder else { continue };
            if !told.insert((handle, held.involvement)) {
                continue;
            }
            let carries = held.involvement.carries();
            let verdict = |activity| scene.verdict(team, &held.holder, activity, held.involvement);
            let row = CountedRow {
                at: held.at.clone(),
                team: team.id.clone(),
                activity: duty.activity.clone().unwrap_or_else(|| duty.text.clone()),
                involvement: held.involvement,
                verdict: work.activity.filter(|_| carries).and_then(verdict),
                hours: if carries && doers.contains(&held.holder) { hours } else { 0.0 },
            };
            named(&mut self.people, handle).rows.push(row);
        }
    }
}

fn named<'a>(loads: &'a mut BTreeMap<Arc<str>, Load>, name: &Arc<str>) -> &'a mut Load {
    loads.entry(name.clone()).or_insert_with(|| Load { name: name.clone(), ..Load::default() })
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
