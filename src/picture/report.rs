//! The report: how things stand, person by person and team by team, with the lines behind every number.
//! `picture/report/opening.rs` has its first sentences.

mod opening;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::change::Change;
use super::course::Course;
use super::grid::{Grid, Part, TEAMS, by_team};
use super::{Around, Place, place};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::involvement::Involvement;
use crate::base::parallel::Threads;
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::lint::coverage::Coverage;
use crate::load::{CountedRow, LimitState, Load, Sum, Workload};
use crate::org::Team;
use crate::read::waiver::WaiverEntry;
use crate::taxonomy::verdict::Verdict;

pub(crate) use opening::{Sentence, Where, opening};

/// All that a report shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    /// The day on which it was made.
    pub day: String,
    /// The profile that the line is drawn by.
    pub profile: Arc<str>,
    /// The commit that it is about; the working tree where there is none.
    pub commit: Option<String>,
    /// The address below which the files can be read.
    pub source: Option<String>,
    /// How many files were read.
    pub files: usize,
    /// How much of what they say was judged.
    pub coverage: Coverage,
    /// That something could not be read, where that is so.
    pub left_out: Option<String>,
    /// How things stand, in a few sentences.
    pub opening: Vec<Sentence>,
    /// Who carries something or is a member, those over a limit first.
    pub people: Vec<Person>,
    /// The teams, in the order of the grids where they have one.
    pub teams: Vec<TeamLoad>,
    /// Who holds which work, team by team.
    pub grids: Vec<Grid>,
    /// What changed, where a moment to compare with was named.
    pub change: Option<Change>,
    /// How things went since then.
    pub course: Option<Course>,
    /// Exceptions that were agreed.
    pub exceptions: Vec<Exception>,
    /// What was found and is not waived, the heaviest first; no more than are shown.
    pub findings: Vec<Finding>,
    /// How many findings there are of each rule, the heaviest first.
    pub by_rule: Vec<(Arc<str>, Severity, usize)>,
}

/// What somebody carries.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Handle.
    pub(crate) name: Arc<str>,
    /// Full name, where a file gives one.
    pub(crate) called: Option<Arc<str>>,
    /// Titles of the roles that they act under.
    pub(crate) roles: Vec<Arc<str>>,
    /// How many teams they are in.
    pub(crate) teams: usize,
    /// Rows that they carry.
    pub(crate) carried: usize,
    /// Those by verdict, in the order of [`Verdict::ALL`].
    pub(crate) verdicts: [usize; 4],
    /// Those on which no line is drawn.
    pub(crate) not_judged: usize,
    /// Limits with what they count.
    pub(crate) limits: Vec<LimitState>,
    /// The first row of theirs: its grid, and the row there.
    pub(crate) first: Option<(usize, usize)>,
    /// The rows behind the numbers, of those who are shown with them.
    pub(crate) rows: Vec<Held>,
}

impl Person {
    /// Whether a limit is crossed.
    #[must_use]
    pub(crate) fn is_over(&self) -> bool {
        self.limits.iter().any(|limit| limit.crossed)
    }
}

/// A row that somebody stands in.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The work in words.
    pub(crate) work: Arc<str>,
    /// The grid, and the row there.
    pub(crate) row: Option<(usize, usize)>,
    /// How.
    pub(crate) how: Involvement,
    /// The verdict, where it is carried.
    pub(crate) verdict: Option<Verdict>,
    /// Where it is written.
    pub(crate) at: Place,
}

/// What is carried in a team.
#[derive(Clone, Debug)]
pub(crate) struct TeamLoad {
    /// Its name.
    pub(crate) name: Arc<str>,
    /// Its grid, where it has one.
    pub(crate) grid: Option<usize>,
    /// How many people are in it.
    pub(crate) people: usize,
    /// How many of them are over a limit.
    pub(crate) over_limits: usize,
    /// What is carried.
    pub(crate) sum: Sum,
    /// Kinds of work that nobody holds.
    pub(crate) unheld: usize,
}

/// An exception that was agreed.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    /// The rules that it overrules.
    pub(crate) rules: Vec<Arc<str>>,
    /// Why.
    pub(crate) reason: Option<Arc<str>>,
    /// Who answers for it.
    pub(crate) owner: Option<Arc<str>>,
    /// The last day on which it counts.
    pub(crate) until: Option<Date>,
    /// Days until then; negative once it is over.
    pub(crate) days_left: Option<i64>,
    /// Whether it counts.
    pub(crate) counts: bool,
    /// What it overrules.
    pub(crate) silenced: Vec<String>,
    /// Where it is written.
    pub(crate) at: Place,
}

/// Something that was found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// Its number among all that was found.
    pub(crate) number: usize,
    /// How much it matters.
    pub(crate) severity: Severity,
    /// The rule.
    pub(crate) rule: Arc<str>,
    /// One sentence.
    pub(crate) message: String,
    /// Who could take it, or what else can be done.
    pub(crate) help: Option<String>,
    /// What stands where.
    pub(crate) labels: Vec<(String, Place)>,
}

/// Fewer people than these are looked up on one thread; a thread takes so many at once.
const PEOPLE: (usize, usize) = (256, 64);

/// Puts a report together from what is counted meanwhile, which is handed on. What needs history or another moment is added by who
/// has it.
#[must_use]
pub(crate) fn report(around: &Around<'_>, count: impl FnOnce() -> Workload + Send) -> (Report, Workload) {
    let (mut grids, mut carried) = (Vec::new(), Workload::default());
    Threads::of_machine().both(|| grids = by_team(around, &Part::default()), || carried = count());
    (put_together(around, grids, &carried), carried)
}

fn put_together(around: &Around<'_>, grids: Vec<Grid>, carried: &Workload) -> Report {
    let (threads, rows) = (Threads::of_machine(), numbered(&grids));
    let first = first_in_full(carried);
    let mut people = threads.map(&carried.people, PEOPLE, |load| {
        let is_full = first.is_none_or(|first| rank(load) >= first);
        person(around, load, &rows, is_full)
    });
    people.sort_by_key(|person| !person.is_over());
    let standing: Vec<_> = around.found.iter().enumerate().filter(|(_, found)| found.waiver.is_none()).collect();
    Report {
        day: around.today.to_string(),
        profile: around.policy.profile.clone(),
        teams: teams(around, &grids, &people, carried),
        people,
        grids,
        exceptions: exceptions(around),
        by_rule: by_rule(&standing),
        findings: findings(around, standing),
        ..Report::default()
    }
}

/// So many people are shown with all their lines; the parts of all stand in the tables of their teams.
pub(crate) const SHOWN: usize = 100;

/// What people are shown by, the highest first: whether they are over a limit, and how much they carry.
fn rank(load: &Load) -> (bool, usize) {
    (load.limits.iter().any(|limit| limit.crossed), load.carried)
}

/// The rank down to which people are shown with their lines, if not all are: under pseudonyms, those who carry as much come in
/// another order.
fn first_in_full(carried: &Workload) -> Option<(bool, usize)> {
    let mut ranks: Vec<(bool, usize)> = carried.people.iter().map(rank).collect();
    let last = SHOWN.checked_sub(1).filter(|last| *last < ranks.len())?;
    let (_, rank, _) = ranks.select_nth_unstable_by_key(last, |rank| std::cmp::Reverse(*rank));
    Some(*rank)
}

/// The rows of grids by team and work.
type Numbered = HashMap<(Arc<str>, Arc<str>), (usize, usize)>;

fn numbered(grids: &[Grid]) -> Numbered {
    let mut rows = HashMap::default();
    for (at, grid) in grids.iter().enumerate() {
        let Some(team) = &grid.team else { continue };
        for (number, row) in grid.rows.iter().enumerate() {
            let work = row.activity.as_ref().unwrap_or(&row.work);
            rows.insert((team.clone(), work.clone()), (at, number));
        }
    }
    rows
}

fn person(around: &Around<'_>, load: &Load, rows: &Numbered, is_full: bool) -> Person {
    let taxonomy = &around.policy.taxonomy;
    let number = |row: &CountedRow| rows.get(&(row.team.clone(), row.activity.clone())).copied();
    let held = load.rows.iter().filter(|_| is_full).map(|row| Held {
        work: taxonomy.title(&row.activity).into(),
        row: number(row),
        how: row.involvement,
        verdict: row.verdict,
        at: place(around, &row.at),
    });
    Person {
        name: load.name.clone(),
        called: around.org.people.get(&load.name).and_then(|person| person.name.clone()),
        roles: load.roles.iter().map(|role| taxonomy.role_title(role).into()).collect(),
        teams: load.teams.len(),
        carried: load.carried,
        verdicts: load.verdicts,
        not_judged: load.not_judged,
        limits: load.limits.clone(),
        first: load.rows.iter().find_map(number),
        rows: held.collect(),
    }
}

fn teams(around: &Around<'_>, grids: &[Grid], people: &[Person], carried: &Workload) -> Vec<TeamLoad> {
    let over: HashMap<&Arc<str>, bool> = people.iter().map(|person| (&person.name, person.is_over())).collect();
    let by_team: HashMap<&Arc<str>, usize> =
        grids.iter().enumerate().filter_map(|(at, grid)| Some((grid.team.as_ref()?, at))).collect();
    let load = |team: &&Arc<Team>| {
        let grid = by_team.get(&team.id).copied();
        let members: std::collections::BTreeSet<&Arc<str>> = team.members.iter().map(|member| &member.person).collect();
        TeamLoad {
            name: team.shown_name().into(),
            grid,
            people: members.len(),
            over_limits: members.iter().filter(|handle| over.get(*handle).copied().unwrap_or(false)).count(),
            sum: carried.sums.get(&team.id).copied().unwrap_or_default(),
            unheld: grid.map_or(0, |grid| grids[grid].unheld()),
        }
    };
    let teams: Vec<&Arc<Team>> = around.org.teams.values().collect();
    Threads::of_machine().map(&teams, TEAMS, load)
}

fn exceptions(around: &Around<'_>) -> Vec<Exception> {
    let mut silenced: HashMap<(&RepoPath, usize), Vec<String>> = HashMap::default();
    for found in around.found {
        if let Some(waiver) = &found.waiver {
            silenced.entry((&waiver.at.path, waiver.at.span.start)).or_default().push(found.message.clone());
        }
    }
    let beside = around.org.files.iter().map(|(path, file)| (path, &*file.reading.waivers));
    let config = around.policy.config_file.iter().map(|(path, _)| (path, around.policy.config.waivers.entries()));
    let entries = config.chain(beside).flat_map(|(path, entries)| entries.iter().map(move |entry| (path, entry)));
    let exception = |(path, entry): (&RepoPath, &WaiverEntry)| {
        let until = entry.until.as_ref().map(|until| until.value);
        Exception {
            rules: entry.rules.iter().map(|rule| rule.value.clone()).collect(),
            reason: entry.reason.as_ref().map(|reason| reason.to_string().into()),
            owner: entry.owner.as_ref().map(|owner| owner.to_string().into()),
            until,
            days_left: until.map(|until| until.days_since(around.today)),
            counts: entry.counts(around.today),
            silenced: silenced.get(&(path, entry.span.start)).cloned().unwrap_or_default(),
            at: place(around, &crate::base::source::Location::new(path.clone(), entry.span)),
        }
    };
    let mut exceptions: Vec<Exception> = entries.map(exception).collect();
    exceptions.sort_by_key(|exception| (exception.until.is_none(), exception.until));
    exceptions
}

/// So many findings are shown.
pub(crate) const FINDINGS: usize = 500;

/// Something that was found, with its number.
type Numbering<'a> = (usize, &'a Diagnostic);

fn by_rule(standing: &[Numbering<'_>]) -> Vec<(Arc<str>, Severity, usize)> {
    let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &Arc<str>), usize> = BTreeMap::new();
    for (_, found) in standing {
        *counts.entry((std::cmp::Reverse(found.severity), &found.rule)).or_default() += 1;
    }
    counts.into_iter().map(|((severity, rule), count)| (rule.clone(), severity.0, count)).collect()
}

/// The heaviest of what was found, as many as are shown.
fn findings(around: &Around<'_>, mut standing: Vec<Numbering<'_>>) -> Vec<Finding> {
    standing.sort_by_key(|(_, found)| std::cmp::Reverse(found.severity));
    standing.truncate(FINDINGS);
    let finding = |(number, found): Numbering<'_>| Finding {
        number,
        severity: found.severity,
        rule: found.rule.clone(),
        message: found.message.clone(),
        help: found.help.clone(),
        labels: found.labels().map(|label| (label.text.clone(), place(around, &label.at))).collect(),
    };
    standing.into_iter().map(finding).collect()
}

impl Report {
    /// How many findings there are.
    #[must_use]
    pub(crate) fn found(&self) -> usize {
        self.by_rule.iter().map(|(_, _, count)| count).sum()
    }

    /// Puts other names in the place of people.
    pub(crate) fn rename(&mut self, handle: impl Fn(&str) -> Arc<str>, text: impl Fn(&str) -> String) {
        let words = |words: &mut Arc<str>| *words = text(words).into();
        let string = |words: &mut String| *words = text(words);
        self.opening.iter_mut().for_each(|sentence| string(&mut sentence.text));
        for person in &mut self.people {
            (person.name, person.called) = (handle(&person.name), None);
            for row in &mut person.rows {
                words(&mut row.work);
                words(&mut row.at.path);
            }
        }
        // The order of handles would tell them.
        self.people.sort_by(|a, b| (!a.is_over(), b.carried, &a.name).cmp(&(!b.is_over(), a.carried, &b.name)));
        self.teams.iter_mut().for_each(|team| words(&mut team.name));
        self.grids.iter_mut().for_each(|grid| grid.rename(&text));
        if let Some(change) = &mut self.change {
            change.rename(&handle, &text);
        }
        self.course.iter_mut().for_each(|course| course.rename(&text));
        for exception in &mut self.exceptions {
            exception.reason.iter_mut().chain(&mut exception.owner).for_each(words);
            exception.silenced.iter_mut().for_each(string);
            words(&mut exception.at.path);
        }
        for finding in &mut self.findings {
            string(&mut finding.message);
            finding.help.iter_mut().for_each(string);
            for (said, at) in &mut finding.labels {
                string(said);
                words(&mut at.path);
            }
        }
    }
}
