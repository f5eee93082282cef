//! The grid: kinds of work in the rows, who is involved in the columns, one grid for each team or one for all roles.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Around, Mark, Place, Said, place};
use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::base::parallel::Threads;
use crate::base::quick::HashMap;
use crate::base::suggest::all_of;
use crate::org::{Assignment, Duty, Holder, Team};
use crate::read::reading::Form;
use crate::rule::CheckContext;
use crate::rule::bench::Bench;
use crate::taxonomy::verdict::Verdict;

/// Kinds of work by who is involved in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    /// Team id; nothing where all teams are laid out by role.
    pub(crate) team: Option<Arc<str>>,
    /// What it is about: the team's name, or the roles.
    pub(crate) title: Arc<str>,
    /// Who is involved.
    pub(crate) columns: Vec<Column>,
    /// The work, area by area.
    pub(crate) rows: Vec<Row>,
    /// Who is in the team and in no row, where the grid is laid out to be read again.
    pub(crate) idle: Vec<Column>,
}

/// Somebody who is involved.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Who, as files mean it.
    pub(crate) holder: Holder,
    /// What they are called: a handle, a role's title, a name as written.
    pub(crate) label: Arc<str>,
    /// Ids of the roles under which a person acts here.
    pub(crate) roles: Vec<Arc<str>>,
    /// Their titles.
    pub(crate) titles: Vec<Arc<str>>,
    /// The same, as short as they go.
    pub(crate) shorts: Vec<Arc<str>>,
    /// Whether it is a person who is in the team.
    pub(crate) is_member: bool,
}

/// A kind of work.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Activity id, where it is known.
    pub(crate) activity: Option<Arc<str>>,
    /// The work in words.
    pub(crate) work: Arc<str>,
    /// The area that it belongs to; nothing for work that no phrase knows.
    pub(crate) area: Option<Arc<str>>,
    /// Who is involved how, by column.
    pub(crate) cells: Vec<Cell>,
    /// Why nobody holds it, where that is so.
    pub(crate) unheld: Option<String>,
    /// Why it is not clear who holds it, where that is so: somebody is named, by a name that no file introduces.
    pub(crate) unclear: Option<String>,
    /// Where it is written.
    pub(crate) at: Vec<Place>,
    /// Its last day, where all that is written of it has one.
    pub(crate) until: Option<String>,
}

/// Somebody's part in a kind of work.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// The column.
    pub(crate) column: usize,
    /// How many are involved so, by [`Involvement::ALL`]: 0 or 1 in a team, more where a column is a role of many teams.
    pub(crate) counts: [usize; 4],
    /// The verdict of the holder's role on what is carried.
    pub(crate) verdict: Option<Verdict>,
    /// How far from the line it is.
    pub(crate) mark: Mark,
    /// The number of the finding that says so.
    pub(crate) found: Option<usize>,
    /// Where it is written.
    pub(crate) at: Place,
}

impl Cell {
    /// Whether the work is carried: somebody is accountable or responsible.
    #[must_use]
    pub(crate) fn carries(&self) -> bool {
        self.counts[0] + self.counts[1] > 0
    }

    /// How somebody is involved, each with how many are.
    pub(crate) fn involved(&self) -> impl Iterator<Item = (Involvement, usize)> {
        Involvement::ALL.into_iter().zip(self.counts).filter(|(_, count)| *count > 0)
    }

    fn add(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(own, more)| *own += more);
        self.verdict = self.verdict.max(other.verdict);
        (self.mark, self.found) = (self.mark, self.found).max((other.mark, other.found));
    }
}

impl Row {
    /// Why nobody who is known holds it, where that is so.
    #[must_use]
    pub(crate) fn vacancy(&self) -> Option<&str> {
        self.unheld.as_deref().or(self.unclear.as_deref())
    }

    /// How many parts in it are over the line.
    #[must_use]
    pub(crate) fn over(&self) -> usize {
        self.cells.iter().filter(|cell| cell.mark.is_over()).count()
    }

    /// The part of a column.
    #[must_use]
    pub(crate) fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

impl Grid {
    /// How many parts are over the line.
    #[must_use]
    pub(crate) fn over(&self) -> usize {
        self.rows.iter().map(Row::over).sum()
    }

    /// How many kinds of work there are: one may have several rows where they are laid out apart.
    #[must_use]
    pub(crate) fn works(&self) -> usize {
        self.rows.iter().map(|row| (&row.activity, &row.work)).collect::<BTreeSet<_>>().len()
    }

    /// How many kinds of work nobody holds.
    #[must_use]
    pub(crate) fn unheld(&self) -> usize {
        self.rows.iter().filter(|row| row.unheld.is_some()).count()
    }

    /// Puts other names in the place of people.
    pub(crate) fn rename(&mut self, text: impl Fn(&str) -> String) {
        let words = |words: &mut Arc<str>| *words = text(words).into();
        for own in self.team.iter_mut().chain([&mut self.title]) {
            words(own);
        }
        for column in self.columns.iter_mut().chain(&mut self.idle) {
            words(&mut column.label);
            column.titles.iter_mut().for_each(words);
            column.shorts.iter_mut().for_each(words);
            if let Holder::Person(name) | Holder::Group(name) | Holder::Unknown(name) = &mut column.holder {
                words(name);
            }
        }
        for row in &mut self.rows {
            words(&mut row.work);
            row.unheld.iter_mut().chain(&mut row.unclear).for_each(|why| *why = text(why));
            row.at.iter_mut().for_each(|at| words(&mut at.path));
            row.cells.iter_mut().for_each(|cell| words(&mut cell.at.path));
        }
    }
}

/// Which part of the organisation is laid out; all of it where nothing is named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// Team ids.
    pub(crate) teams: Vec<Arc<str>>,
    /// Role ids.
    pub(crate) roles: Vec<Arc<str>>,
    /// Handles.
    pub(crate) people: Vec<Arc<str>>,
    /// Areas of work.
    pub(crate) areas: Vec<Arc<str>>,
    /// A row of its own for each last day of a kind of work, and for each who is accountable for a part of it: what is laid out
    /// can be read again as the same facts.
    pub(crate) apart: bool,
}

impl Part {
    fn has_column(&self, column: &Column) -> bool {
        let is_role = |role: &Arc<str>| self.roles.contains(role);
        let of_role = match &column.holder {
            Holder::Role(role) => is_role(role),
            _ => column.roles.iter().any(is_role),
        };
        let of_person = matches!(&column.holder, Holder::Person(handle) if self.people.contains(handle));
        (self.roles.is_empty() || of_role) && (self.people.is_empty() || of_person)
    }

    fn has_area(&self, row: &Row) -> bool {
        self.areas.is_empty() || row.area.as_ref().is_some_and(|area| self.areas.contains(area))
    }

    /// Whether some of the columns are left out, so that an empty row says nothing.
    fn narrows(&self) -> bool {
        !self.roles.is_empty() || !self.people.is_empty()
    }
}

/// Fewer teams than these are laid out on one thread; a thread takes so many at once.
pub(super) const TEAMS: (usize, usize) = (32, 8);

/// A grid for each team in which there is something to show.
#[must_use]
pub(crate) fn by_team(around: &Around<'_>, part: &Part) -> Vec<Grid> {
    let (bench, said) = (Bench::default(), Said::of(around));
    let teams = around.org.teams.values().filter(|team| part.teams.is_empty() || part.teams.contains(&team.id));
    let teams: Vec<&Arc<Team>> = teams.collect();
    let grids = Threads::of_machine().map(&teams, TEAMS, |team| {
        let scene = around.policy.scene(around.org, around.today, &bench);
        narrowed(of_team(around, &scene, &said, team, part.apart), part)
    });
    grids.into_iter().filter(|grid| !grid.rows.is_empty()).collect()
}

/// One grid of all teams, with a column for each role and one for those whose role no file says.
#[must_use]
pub(crate) fn by_role(around: &Around<'_>, part: &Part) -> Vec<Grid> {
    let wide = Part { roles: Vec::new(), ..part.clone() };
    let mut merged = Merged::default();
    for grid in by_team(around, &wide) {
        merged.add(&grid, &part.roles);
    }
    let grid = merged.grid(around);
    if grid.rows.is_empty() { Vec::new() } else { vec![grid] }
}

/// Leaves out the columns and rows that were not asked for.
fn narrowed(mut grid: Grid, part: &Part) -> Grid {
    grid.rows.retain(|row| part.has_area(row));
    if part.narrows() {
        let kept: Vec<bool> = grid.columns.iter().map(|column| part.has_column(column)).collect();
        for row in &mut grid.rows {
            row.cells.retain(|cell| kept[cell.column]);
        }
        grid.rows.retain(|row| !row.cells.is_empty());
    }
    let mut used = vec![false; grid.columns.len()];
    grid.rows.iter().flat_map(|row| &row.cells).for_each(|cell| used[cell.column] = true);
    let counted = used.iter().scan(0, |count, is_used| {
        *count += usize::from(*is_used);
        Some(*count - usize::from(*is_used))
    });
    let numbers: Vec<usize> = counted.collect();
    let mut kept = used.iter();
    let (columns, idle): (Vec<Column>, Vec<Column>) =
        std::mem::take(&mut grid.columns).into_iter().partition(|_| kept.next().copied().unwrap_or(false));
    grid.columns = columns;
    if part.apart && !part.narrows() && part.areas.is_empty() {
        grid.idle = idle;
    }
    for row in &mut grid.rows {
        row.cells.iter_mut().for_each(|cell| cell.column = numbers[cell.column]);
    }
    grid
}

fn of_team(around: &Around<'_>, scene: &CheckContext<'_>, said: &Said<'_>, team: &Team, is_apart: bool) -> Grid {
    let mut laid = Laid { around, scene, said, team, holders: Vec::new(), numbers: HashMap::default() };
    for member in &team.members {
        laid.column(&Holder::Person(member.person.clone()));
    }
    let mut works: Vec<Vec<&Duty>> = Vec::new();
    let mut numbers: HashMap<(Option<&str>, &str), usize> = HashMap::default();
    for duty in team.duties.iter().filter(|duty| duty.retired.is_none()) {
        let activity = duty.activity.as_deref();
        // What no phrase knows goes by its words.
        let words = if activity.is_some() { "" } else { &*duty.text };
        let number = *numbers.entry((activity, words)).or_insert(works.len());
        match works.get_mut(number) {
            Some(duties) => duties.push(duty),
            None => works.push(vec![duty]),
        }
    }
    let rows = works.into_iter().flat_map(|duties| if is_apart { apart(duties) } else { vec![duties] });
    let mut rows: Vec<Row> = rows.map(|duties| laid.row(&duties)).collect();
    for found in said.unheld_in(&team.id) {
        let Some(activity) = &found.subject.activity else { continue };
        let at = place(around, &found.primary.at);
        match rows.iter_mut().find(|row| row.activity.as_ref() == Some(activity)) {
            Some(row) if row.cells.iter().any(Cell::carries) || row.unclear.is_some() => {}
            Some(row) => row.unheld = Some(found.primary.text.clone()),
            None => rows.push(Row {
                unheld: Some(found.primary.text.clone()),
                at: vec![at],
                ..laid.blank(Some(activity), activity)
            }),
        }
    }
    sort(&mut rows);
    let columns = laid.columns(&rows, is_apart);
    Grid { team: Some(team.id.clone()), title: team.shown_name().into(), columns, rows, idle: Vec::new() }
}

/// One kind of work has at most so many rows; what goes on beyond shares the last of them. A table of thousands of people would else
/// grow with their square.
const PARTS: usize = 32;

/// Parts what is said of one kind of work into rows that say the same when they are read: each has one last day, and nobody is
/// accountable in it beside somebody else who is so for another part.
fn apart(duties: Vec<&Duty>) -> Vec<Vec<&Duty>> {
    fn day(duty: &Duty) -> Option<Date> {
        duty.until.as_ref().map(|until| until.value)
    }
    fn accountable(duty: &Duty) -> BTreeSet<&Holder> {
        let held = duty.assignments.iter().filter(|held| held.involvement == Involvement::Accountable);
        held.map(|held| &held.holder).collect()
    }
    let mut rows: Vec<Vec<&Duty>> = Vec::new();
    // By last day and by who is accountable; those for whom nobody is stand in the first row of their day.
    let mut known: BTreeMap<(Option<Date>, BTreeSet<&Holder>), usize> = BTreeMap::new();
    let mut first: BTreeMap<Option<Date>, (usize, bool)> = BTreeMap::new();
    for duty in duties {
        let (day, own) = (day(duty), accountable(duty));
        let next = rows.len().min(PARTS - 1);
        let (first, is_answered) = first.entry(day).or_insert((next, false));
        let number = match known.get(&(day, own.clone())) {
            Some(number) => *number,
            None if own.is_empty() || !*is_answered => *first,
            None => next,
        };
        *is_answered |= !own.is_empty();
        known.insert((day, own), number);
        match rows.get_mut(number) {
            Some(row) => row.push(duty),
            None => rows.push(vec![duty]),
        }
    }
    rows
}

/// Area by area, and by the name of the work; what is not understood comes last.
fn sort(rows: &mut [Row]) {
    fn key(row: &Row) -> (bool, Option<&str>, &str, Option<&str>) {
        (row.area.is_none(), row.area.as_deref(), &row.work, row.activity.as_deref())
    }
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
}

/// A team's grid as it is laid out.
struct Laid<'a> {
    around: &'a Around<'a>,
    scene: &'a CheckContext<'a>,
    said: &'a Said<'a>,
    team: &'a Team,
    /// Who has a column, if anything stands in it.
    holders: Vec<Holder>,
    numbers: HashMap<Holder, usize>,
}

impl Laid<'_> {
    fn column(&mut self, holder: &Holder) -> usize {
        if let Some(number) = self.numbers.get(holder) {
            return *number;
        }
        self.holders.push(holder.clone());
        self.numbers.insert(holder.clone(), self.holders.len() - 1);
        self.holders.len() - 1
    }

    /// The columns: titles are looked up for those in which anything stands, or for all.
    fn columns(&self, rows: &[Row], are_all: bool) -> Vec<Column> {
        let mut used = vec![are_all; self.holders.len()];
        rows.iter().flat_map(|row| &row.cells).for_each(|cell| used[cell.column] = true);
        let columns = self.holders.iter().zip(used);
        columns.map(|(holder, is_used)| self.titled(holder, is_used)).collect()
    }

    fn titled(&self, holder: &Holder, is_used: bool) -> Column {
        let taxonomy = &self.around.policy.taxonomy;
        let (label, roles) = match holder {
            Holder::Person(handle) if is_used => {
                (handle.clone(), self.scene.org.roles_of(self.team, handle).into_owned())
            }
            Holder::Role(role) => (taxonomy.role_title(role).into(), Vec::new()),
            Holder::Person(name) | Holder::Group(name) | Holder::Unknown(name) => (name.clone(), Vec::new()),
        };
        let titles = roles.iter().map(|role| taxonomy.role_title(role).into()).collect();
        let shorts = roles.iter().map(|role| taxonomy.role_short(role).into()).collect();
        let is_member = |handle: &Arc<str>| self.team.entries_of(handle).next().is_some();
        let is_member = is_used && matches!(holder, Holder::Person(handle) if is_member(handle));
        Column { holder: holder.clone(), label, roles, titles, shorts, is_member }
    }

    fn blank(&self, activity: Option<&Arc<str>>, text: &Arc<str>) -> Row {
        let taxonomy = &self.around.policy.taxonomy;
        let known = activity.and_then(|activity| taxonomy.activities.get(activity));
        Row {
            activity: activity.cloned(),
            work: known.map_or_else(|| text.clone(), |known| known.title.clone()),
            area: known.map(|known| known.area.clone()),
            cells: Vec::new(),
            unheld: None,
            unclear: None,
            at: Vec::new(),
            until: None,
        }
    }

    /// All that a team says of one kind of work, in one row.
    fn row(&mut self, duties: &[&Duty]) -> Row {
        let first = duties[0];
        let mut row = self.blank(first.activity.as_ref(), &first.text);
        row.at = duties.iter().map(|duty| place(self.around, &duty.at)).collect();
        row.at.dedup();
        let days: Option<Vec<_>> = duties.iter().map(|duty| duty.until.as_ref().map(|until| until.value)).collect();
        row.until = days.and_then(|days| days.into_iter().max()).map(|day| day.to_string());
        for (duty, assignment) in duties.iter().flat_map(|duty| duty.assignments.iter().map(move |held| (duty, held))) {
            let cell = self.cell(duty, assignment);
            match row.cells.iter_mut().find(|known| known.column == cell.column) {
                Some(known) => {
                    known.add(&cell);
                    known.counts = known.counts.map(|count| count.min(1));
                }
                None => row.cells.push(cell),
            }
        }
        if !row.cells.iter().any(Cell::carries) {
            let is_told = duties.iter().any(|duty| duty.is_row && !duty.is_silent);
            if duties.iter().any(|duty| names_strangers(duty)) {
                row.unclear = Some(STRANGERS.to_owned());
            } else if is_told {
                row.unheld = Some("nobody is accountable or responsible for it".to_owned());
            }
        }
        row
    }

    fn cell(&mut self, duty: &Duty, assignment: &Assignment) -> Cell {
        let (holder, how) = (&assignment.holder, assignment.involvement);
        let carried = duty.activity.as_deref().filter(|_| how.carries());
        let verdict = carried.and_then(|activity| self.scene.verdict(self.team, holder, activity, how));
        let (mark, found) = match carried {
            Some(activity) => self.said.of_part(&self.team.id, Some(activity), holder),
            None => (Mark::Within, None),
        };
        let counts = Involvement::ALL.map(|one| usize::from(one == how));
        Cell { column: self.column(holder), counts, verdict, mark, found, at: place(self.around, &assignment.at) }
    }
}

/// What is said of work whose holders no file introduces.
const STRANGERS: &str = "who holds it is named, and introduced by no file";

/// Whether a row of a page names holders whom nobody knows: they are judged by nobody, and yet somebody holds it.
#[must_use]
pub(crate) fn names_strangers(duty: &Duty) -> bool {
    !duty.is_row && duty.form == Form::Table && !duty.assignments.iter().any(|held| held.involvement.carries())
}

/// The column of those whose role no file says.
const NO_ROLE: &str = "no role known";

/// Some names, and how many more there are.
fn few(names: &[Arc<str>]) -> String {
    const SHOWN: usize = 5;
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => all_of(names),
        Some(more) => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}

/// A kind of work: an activity's id, or the words that no phrase knows.
type Work = (Option<Arc<str>>, Arc<str>);

/// A row of several teams, with those in which nobody holds it, and those in which it is not clear who does.
struct Gathered {
    row: Row,
    unheld: Vec<Arc<str>>,
    unclear: Vec<Arc<str>>,
}

/// What several teams say, by role.
#[derive(Default)]
struct Merged {
    rows: BTreeMap<Work, Gathered>,
    /// Cells by row and role; nothing for those whose role no file says.
    cells: BTreeMap<Work, BTreeMap<Option<Arc<str>>, Cell>>,
}

impl Merged {
    fn add(&mut self, grid: &Grid, wanted: &[Arc<str>]) {
        for row in &grid.rows {
            let key = (row.activity.clone(), if row.activity.is_some() { "".into() } else { row.work.clone() });
            let blank =
                || Row { cells: Vec::new(), unheld: None, unclear: None, at: Vec::new(), until: None, ..row.clone() };
            let begun = || Gathered { row: blank(), unheld: Vec::new(), unclear: Vec::new() };
            let merged = self.rows.entry(key.clone()).or_insert_with(begun);
            merged.row.at.extend(row.at.iter().cloned());
            merged.unheld.extend(row.unheld.as_ref().map(|_| grid.title.clone()));
            merged.unclear.extend(row.unclear.as_ref().map(|_| grid.title.clone()));
            for cell in &row.cells {
                let column = &grid.columns[cell.column];
                let roles = match &column.holder {
                    Holder::Role(role) => vec![Some(role.clone())],
                    _ if column.roles.is_empty() => vec![None],
                    _ => column.roles.iter().cloned().map(Some).collect(),
                };
                let is_wanted = |role: &Option<Arc<str>>| {
                    wanted.is_empty() || role.as_ref().is_some_and(|role| wanted.contains(role))
                };
                for role in roles.into_iter().filter(is_wanted) {
                    let cells = self.cells.entry(key.clone()).or_default();
                    match cells.get_mut(&role) {
                        Some(known) => known.add(cell),
                        None => drop(cells.insert(role, cell.clone())),
                    }
                }
            }
        }
    }

    fn grid(self, around: &Around<'_>) -> Grid {
        let taxonomy = &around.policy.taxonomy;
        let used: BTreeSet<Option<Arc<str>>> = self.cells.values().flat_map(BTreeMap::keys).cloned().collect();
        // Those whose role no file says come last.
        let mut roles: Vec<Option<Arc<str>>> = used.into_iter().collect();
        roles.sort_by_key(|role| (role.is_none(), role.as_ref().map(|role| taxonomy.role_title(role).to_lowercase())));
        let column = |role: &Option<Arc<str>>| {
            let (holder, label) = match role {
                Some(role) => (Holder::Role(role.clone()), taxonomy.role_title(role)),
                None => (Holder::Unknown(NO_ROLE.into()), NO_ROLE),
            };
            let (roles, titles, shorts) = Default::default();
            Column { holder, label: label.into(), roles, titles, shorts, is_member: false }
        };
        let mut cells = self.cells;
        let rows = self.rows.into_iter().filter_map(|(key, Gathered { mut row, unheld, unclear })| {
            let of_row = cells.remove(&key).unwrap_or_default();
            let number = |role: &Option<Arc<str>>| roles.iter().position(|known| known == role).unwrap_or(0);
            row.cells = of_row.iter().map(|(role, cell)| Cell { column: number(role), ..cell.clone() }).collect();
            row.cells.sort_by_key(|cell| cell.column);
            row.unheld = (!unheld.is_empty()).then(|| format!("nobody holds it in {}", few(&unheld)));
            row.unclear = (!unclear.is_empty()).then(|| format!("{STRANGERS} in {}", few(&unclear)));
            (!row.cells.is_empty() || row.vacancy().is_some()).then_some(row)
        });
        let mut rows: Vec<Row> = rows.collect();
        sort(&mut rows);
        Grid {
            team: None,
            title: "All teams, by role".into(),
            columns: roles.iter().map(column).collect(),
            rows,
            idle: Vec::new(),
        }
    }
}
