//! Who holds which work, team by team, as tables.

use maud::{Markup, PreEscaped, Render, html};

use super::{Text, heading, linked};
use crate::base::parallel::Threads;
use crate::base::quick::{HashMap, HashSet};
use crate::picture::Mark;
use crate::picture::grid::{Cell, Grid, Row};
use crate::picture::report::Report;
use crate::render::html::shortened;
use crate::render::matrix::{letters, push_letters, summary};

/// With more teams than these, the table of a team is open only where something in it is over the line or held by nobody.
const OPEN: usize = 12;

/// Fewer tables than these are made on one thread; a thread takes so many at once.
const TABLES: (usize, usize) = (64, 16);

/// Where the findings stand on the page, by their number; what leads to the matrix.
#[derive(Default)]
pub(super) struct Links {
    findings: HashMap<usize, usize>,
    /// The rows that something leads to.
    rows: HashSet<(usize, usize)>,
    /// The address below which the files can be read.
    source: Option<String>,
}

/// The section, as short as a page has it: its tables, which are most of the page, are made short beside each other.
pub(super) fn section(report: &Report) -> String {
    let shown = report.findings.iter().enumerate();
    let links = Links {
        findings: shown.map(|(at, finding)| (finding.number, at)).collect(),
        rows: super::load::shown(report).iter().flat_map(|person| &person.rows).filter_map(|row| row.row).collect(),
        source: report.source.clone(),
    };
    let section = html! {
        section aria-labelledby="matrix" {
            (heading("matrix"))
            (legend())
            (PreEscaped(TABLES_HERE))
        }
    };
    let section = shortened(&section.into_string());
    let (before, behind) = section.split_once(TABLES_HERE).unwrap_or((&section, ""));
    [before, &tables(&report.grids, &links, report.grids.len() <= OPEN), behind].concat()
}

/// Where the tables stand in what is around them; no text of a file holds it.
const TABLES_HERE: &str = "\0";

pub(super) fn legend() -> Markup {
    html! {
        p {
            b { "A" } " accountable, " b { "R" } " responsible, " b { "C" } " consulted, " b { "I" } " informed. "
            span.out { "out" } ": the work belongs to another role; " span.stretch { "stretch" } ": fine for a while; "
            span.unheld { "nobody" } ": nobody is accountable or responsible for it. Beside each row stands its line; +1 says that it stands on one \
            more."
        }
    }
}

/// The tables, one after the other, as short as a page has them.
pub(super) fn tables(grids: &[Grid], links: &Links, all_open: bool) -> String {
    let numbered: Vec<(usize, &Grid)> = grids.iter().enumerate().collect();
    let shown = Threads::of_machine().map(&numbered, TABLES, |(number, grid)| {
        let is_open = all_open || grid.over() + grid.unheld() > 0 && grids.len() <= OPEN * OPEN;
        let details = html! {
            details open=[is_open.then_some("")] {
                summary { h3 { (Text(&grid.title)) } ": " (summary(grid)) }
                div.scroll role="region" tabindex="0" aria-label={ "Who holds which work in " (Text(&grid.title)) } {
                    (table(*number, grid, links))
                }
            }
        };
        shortened(&details.into_string())
    });
    shown.concat()
}

fn table(number: usize, grid: &Grid, links: &Links) -> Markup {
    let usual = usual_path(grid);
    let columns = grid.columns.len() + 2;
    html! {
        table.g id={ "t" (number) } {
            @if let Some(path) = usual.filter(|_| grid.team.is_some()) {
                caption { "Lines without a name are those of " code { (Text(path)) } }
            }
            thead { tr {
                th { "Work" }
                @for column in &grid.columns {
                    th {
                        (Text(&column.label))
                        @if !column.shorts.is_empty() { small { (Text(&column.shorts.join(", "))) } }
                    }
                }
                @if grid.team.is_some() { th { "Line" } }
            } }
            @for (area, rows) in areas(grid) {
                tbody {
                    tr { th scope="rowgroup" colspan=(columns) { (Text(area)) } }
                    @for at in rows { (line(grid, (number, at), links, usual)) }
                }
            }
        }
    }
}

/// The rows area by area, by their numbers.
fn areas(grid: &Grid) -> Vec<(&str, Vec<usize>)> {
    let mut areas: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, row) in grid.rows.iter().enumerate() {
        let area = row.area.as_deref().unwrap_or("not understood");
        match areas.last_mut() {
            Some((last, rows)) if *last == area => rows.push(at),
            _ => areas.push((area, vec![at])),
        }
    }
    areas
}

/// The file that most rows stand in.
fn usual_path(grid: &Grid) -> Option<&str> {
    let mut counts: HashMap<&str, usize> = HashMap::default();
    grid.rows.iter().flat_map(|row| &row.at).for_each(|at| *counts.entry(&at.path).or_default() += 1);
    counts.into_iter().max_by_key(|(path, count)| (*count, std::cmp::Reverse(*path))).map(|(path, _)| path)
}

fn line(grid: &Grid, (number, at): (usize, usize), links: &Links, usual: Option<&str>) -> Markup {
    let row = &grid.rows[at];
    html! {
        tr id=[links.rows.contains(&(number, at)).then(|| format!("w{number}-{at}"))] {
            th {
                (Text(&row.work))
                @if let Some(until) = &row.until { small { "until " (until) } }
                @if let Some(why) = row.unheld.as_ref().filter(|_| !row.cells.is_empty()) { small.unheld { (Text(why)) } }
                @else if let Some(why) = row.unclear.as_ref().filter(|_| !row.cells.is_empty()) { small { (Text(why)) } }
            }
            @if let Some(why) = row.unheld.as_ref().filter(|_| row.cells.is_empty()) {
                td.unheld colspan=(grid.columns.len().max(1)) { "nobody: " (Text(why)) }
            } @else if let Some(why) = row.unclear.as_ref().filter(|_| row.cells.is_empty()) {
                td colspan=(grid.columns.len().max(1)) { (Text(why)) }
            } @else {
                @for column in 0..grid.columns.len() { (Part(row.cell(column), links)) }
            }
            @if grid.team.is_some() { td { (places(row, links, usual)) } }
        }
    }
}

/// A part in some work. A large page has a million of them, most empty or within the line: these are written without a text of
/// their own.
struct Part<'a>(Option<&'a Cell>, &'a Links);

impl Render for Part<'_> {
    fn render_to(&self, buffer: &mut String) {
        match self.0 {
            None => buffer.push_str("<td></td>"),
            Some(cell) if cell.mark == Mark::Within => {
                buffer.push_str("<td>");
                push_letters(buffer, cell, " ");
                buffer.push_str("</td>");
            }
            Some(cell) => marked(cell, self.1).render_to(buffer),
        }
    }
}

fn marked(cell: &Cell, links: &Links) -> Markup {
    let class = match cell.mark {
        Mark::Within => "",
        Mark::Agreed => "agreed",
        Mark::Vacant => "vacant",
        Mark::Stretch => "stretch",
        Mark::Out => "out",
    };
    let finding = cell.found.and_then(|number| links.findings.get(&number));
    html! {
        td class=(class) {
            (letters(cell, " ")) " "
            @match finding {
                Some(finding) => { a href={ "#f" (finding) } { (cell.mark.word()) } }
                None => { (cell.mark.word()) }
            }
        }
    }
}

/// The line that a row stands on, the file by as much of its path as tells it from the usual one; how many more there are.
fn places(row: &Row, links: &Links, usual: Option<&str>) -> Markup {
    let folder = usual.and_then(|usual| usual.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let short = |path: &str| -> String {
        let inside = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).filter(|_| !folder.is_empty());
        inside.map_or_else(|| path.to_owned(), |inside| format!("\u{2026}/{inside}"))
    };
    let first = row.at.iter().find(|place| Some(&*place.path) == usual).or(row.at.first());
    html! {
        @if let Some(place) = first {
            (linked(place, links.source.as_deref(), &html! {
                @if Some(&*place.path) == usual { (place.line) } @else { (Text(&short(&place.path))) ":" (place.line) }
            }))
        }
        @if row.at.len() > 1 { " +" (row.at.len() - 1) }
    }
}
