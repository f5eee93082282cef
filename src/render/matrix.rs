//! The matrix of who is involved in which kind of work: as text, as Markdown that drawline reads again, and for spreadsheets.
//! `report/grid.rs` has it as HTML.

use std::fmt::Write as _;

use textwrap::core::display_width;

use super::clean;
use crate::base::suggest::counted;
use crate::org::names::kebab;
use crate::picture::Mark;
use crate::picture::grid::{Cell, Column, Grid, Row};
use crate::taxonomy::verdict::Verdict;

/// The letters, by `Involvement::ALL`.
const LETTERS: [&str; 4] = ["A", "R", "C", "I"];
/// What the letters and marks mean.
const LEGEND: &str = "A accountable, R responsible, C consulted, I informed; out: the work belongs to another role; stretch: fine for a while";

/// What is said in a few words of work whose holders no file introduces.
const UNCLEAR: &str = "not clear who holds it";

/// `A`, `A R`; with a number where there are several.
pub(super) fn letters(cell: &Cell, between: &str) -> String {
    let mut out = String::new();
    push_letters(&mut out, cell, between);
    out
}

/// The same, at the end of a text.
pub(super) fn push_letters(out: &mut String, cell: &Cell, between: &str) {
    let involved = cell.counts.into_iter().zip(LETTERS).filter(|(count, _)| *count > 0);
    for (at, (count, letter)) in involved.enumerate() {
        out.push_str(if at > 0 { between } else { "" });
        out.push_str(letter);
        if count > 1 {
            let _ = write!(out, "\u{d7}{count}");
        }
    }
}

/// What is to be said of a grid before it.
#[must_use]
pub(crate) fn summary(grid: &Grid) -> String {
    let mut parts = vec![counted(grid.works(), "row") + " of work"];
    match grid.over() {
        0 => parts.push("nothing over the line".to_owned()),
        1 => parts.push("1 part over the line".to_owned()),
        over => parts.push(format!("{over} parts over the line")),
    }
    match grid.unheld() {
        0 => {}
        unheld => parts.push(format!("{unheld} held by nobody")),
    }
    parts.join(", ")
}

/// For a terminal of a width, with colours or without.
#[must_use]
pub(crate) fn text(grids: &[Grid], width: Option<u16>, colour: bool) -> String {
    /// Columns of a page that does not go to a terminal.
    const PLAIN: usize = 160;
    let width = width.map_or(PLAIN, usize::from);
    let mut out = String::new();
    for grid in grids {
        let _ = writeln!(out, "{}: {}\n", clean::line(&grid.title), summary(grid));
        let paint = Paint { colour };
        let laid = Letters::of(grid);
        if laid.width() <= width {
            laid.write(&mut out, paint);
        } else {
            names(grid, &mut out, paint);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{LEGEND}");
    out
}

/// Colours of what is over the line: the words say it as well.
#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn mark(self, mark: Mark, text: &str) -> String {
        self.with(
            text,
            match mark {
                Mark::Out => "1;31",
                Mark::Stretch => "33",
                Mark::Vacant => "35",
                Mark::Agreed => "36",
                Mark::Within => return text.to_owned(),
            },
        )
    }

    /// Why nobody who is known holds a row.
    fn vacancy(self, row: &Row, why: &str) -> String {
        let why = clean::line(why);
        if row.unheld.is_some() { self.with(&why, "1;35") } else { why.into_owned() }
    }

    fn with(self, text: &str, code: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// A grid with letters, as its lines.
struct Letters<'a> {
    grid: &'a Grid,
    /// Of the work, then of each column.
    widths: Vec<usize>,
}

/// Blanks between two columns.
const GAP: usize = 2;

impl<'a> Letters<'a> {
    fn of(grid: &'a Grid) -> Self {
        let works = grid.rows.iter().map(|row| display_width(&clean::line(&row.work)) + GAP);
        let mut widths = vec![works.max().unwrap_or(0).max("WORK".len())];
        widths.extend(
            grid.columns
                .iter()
                .map(|column| display_width(&clean::line(&column.label)).max(display_width(&shorts(column)))),
        );
        for row in &grid.rows {
            for cell in &row.cells {
                let width = &mut widths[cell.column + 1];
                *width = (*width).max(display_width(&marked(cell)));
            }
        }
        Self { grid, widths }
    }

    fn width(&self) -> usize {
        self.widths.iter().map(|width| width + GAP).sum::<usize>().saturating_sub(GAP)
    }

    fn write(&self, out: &mut String, paint: Paint) {
        let heads = |of: &dyn Fn(&Column) -> String| -> Vec<(String, Mark)> {
            self.grid.columns.iter().map(|column| (of(column), Mark::Within)).collect()
        };
        self.line(out, "WORK", &heads(&|column| clean::line(&column.label).into_owned()), paint);
        if self.grid.columns.iter().any(|column| !column.shorts.is_empty()) {
            self.line(out, "", &heads(&shorts), paint);
        }
        let mut area = None;
        for row in &self.grid.rows {
            if area != Some(&row.area) {
                area = Some(&row.area);
                let _ = writeln!(out, "{}", clean::line(row.area.as_deref().unwrap_or("not understood")));
            }
            let work = format!("  {}", clean::line(&row.work));
            if let Some(why) = row.vacancy().filter(|_| row.cells.is_empty()) {
                let gap = self.widths[0] + GAP - display_width(&work);
                let _ = writeln!(out, "{work}{}{}", " ".repeat(gap), paint.vacancy(row, why));
                continue;
            }
            let cell = |number: usize| {
                row.cell(number).map_or((String::new(), Mark::Within), |cell| (marked(cell), cell.mark))
            };
            let cells: Vec<(String, Mark)> = (0..self.grid.columns.len()).map(cell).collect();
            self.line(out, &work, &cells, paint);
            if let Some(why) = row.vacancy() {
                let _ = writeln!(out, "    {}", paint.vacancy(row, why));
            }
        }
    }

    fn line(&self, out: &mut String, work: &str, cells: &[(String, Mark)], paint: Paint) {
        let mut line = format!("{work}{}", " ".repeat(self.widths[0] - display_width(work)));
        let last = cells.iter().rposition(|(text, _)| !text.is_empty());
        for ((text, mark), width) in cells.iter().zip(&self.widths[1..]).take(last.map_or(0, |last| last + 1)) {
            let blanks = " ".repeat(width - display_width(text));
            let _ = write!(line, "{}{}{blanks}", " ".repeat(GAP), paint.mark(*mark, text));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn shorts(column: &Column) -> String {
    clean::line(&column.shorts.join(", ")).into_owned()
}

/// `A out`.
fn marked(cell: &Cell) -> String {
    let letters = letters(cell, " ");
    match cell.mark.word() {
        "" => letters,
        word => format!("{letters} {word}"),
    }
}

/// Where letters find no room: who is involved how, row by row.
fn names(grid: &Grid, out: &mut String, paint: Paint) {
    for row in &grid.rows {
        let area = row.area.as_deref().unwrap_or("not understood");
        let _ = writeln!(out, "  {} ({})", clean::line(&row.work), clean::line(area));
        for (number, how) in crate::base::involvement::Involvement::ALL.into_iter().enumerate() {
            let cells = row.cells.iter().filter(|cell| cell.counts[number] > 0);
            let named: Vec<String> = cells.map(|cell| named(grid, cell, number, paint)).collect();
            if !named.is_empty() {
                let _ = writeln!(out, "    {how}: {}", named.join(", "));
            }
        }
        if let Some(why) = row.vacancy() {
            let _ = writeln!(out, "    {}", paint.vacancy(row, why));
        }
    }
}

fn named(grid: &Grid, cell: &Cell, how: usize, paint: Paint) -> String {
    let label = clean::line(&grid.columns[cell.column].label).into_owned();
    let several = if cell.counts[how] > 1 { format!(" \u{d7}{}", cell.counts[how]) } else { String::new() };
    // What is heard or told is never over the line.
    let mark = if how < 2 { cell.mark } else { Mark::Within };
    let word = if mark.word().is_empty() { String::new() } else { format!(" ({})", mark.word()) };
    paint.mark(mark, &format!("{label}{several}{word}"))
}

/// Tables for a README or a pull request: RACI tables that drawline reads as the facts that they were made from, those of several
/// teams on one page as well. The headings say whose they are, and what stands below who acts as what.
#[must_use]
pub(crate) fn markdown(grids: &[Grid]) -> String {
    let mut out = String::new();
    for grid in grids {
        let _ = writeln!(out, "## {}\n\n{}.\n", markdown_title(grid), summary(grid));
        markdown_table(grid, &mut out);
        let (members, others): (Vec<_>, Vec<_>) =
            grid.columns.iter().chain(&grid.idle).partition(|column| column.is_member);
        let others = others.into_iter().filter(|column| !column.titles.is_empty()).collect();
        for (label, columns) in [("Members", members), ("Others", others)] {
            let acting: Vec<String> = columns.into_iter().map(markdown_acting).collect();
            if !acting.is_empty() {
                let _ = writeln!(out, "\n{label}: {}.", acting.join(", "));
            }
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{LEGEND}.");
    out
}

/// "Team: Checkout"; by its id where its name is another one.
fn markdown_title(grid: &Grid) -> String {
    let name = |name: &str| clean::markdown_cell(name).replace('{', "&#123;");
    match &grid.team {
        None => name(&grid.title),
        Some(team) if kebab(&grid.title) == *team => format!("Team: {}", name(&grid.title)),
        Some(team) => format!("Team: {}", name(team)),
    }
}

fn markdown_table(grid: &Grid, out: &mut String) {
    let ends = grid.rows.iter().any(|row| row.until.is_some());
    let until = |text: &str| if ends { format!(" {text} |") } else { String::new() };
    let heads = grid.columns.iter().map(|column| clean::markdown_name(&column.label) + " | ").collect::<String>();
    let _ = writeln!(out, "| Work | {heads}Area |{}", until("Until"));
    let _ = writeln!(out, "|---|{}---|{}", ":-:|".repeat(grid.columns.len()), if ends { "---|" } else { "" });
    for row in &grid.rows {
        let cell = |number: usize| row.cell(number).map_or_else(String::new, markdown_cell);
        let cells = (0..grid.columns.len()).map(|number| cell(number) + " | ").collect::<String>();
        let (work, area) = (clean::markdown_cell(&row.work), markdown_area(row));
        let _ = writeln!(out, "| {work} | {cells}{area} |{}", until(row.until.as_deref().unwrap_or_default()));
    }
}

/// "`@maya` (product manager, QA lead)".
fn markdown_acting(column: &Column) -> String {
    let name = clean::markdown_name(&column.label);
    match column.titles.as_slice() {
        [] => name,
        titles => format!("{name} ({})", clean::markdown_cell(&titles.join(", "))),
    }
}

/// In brackets, where a reader of RACI tables takes it for a note.
fn markdown_cell(cell: &Cell) -> String {
    let letters = letters(cell, ", ");
    let sign = match cell.mark {
        Mark::Within => return letters,
        Mark::Agreed => "\u{1f535}",
        Mark::Vacant => "\u{1f7e3}",
        Mark::Stretch => "\u{1f7e1}",
        Mark::Out => "\u{1f534}",
    };
    format!("{letters} ({sign} {})", cell.mark.word())
}

fn markdown_area(row: &Row) -> String {
    let area = clean::markdown_cell(row.area.as_deref().unwrap_or("not understood"));
    match row.vacancy() {
        None => area,
        Some(_) if row.unheld.is_some() => format!("{area} (\u{1f7e3} nobody holds it)"),
        Some(_) => format!("{area} ({UNCLEAR})"),
    }
}

/// For a spreadsheet: a line for each part of somebody in some work, and one for work that nobody holds or of which it is not clear who does. No cell is a formula.
#[must_use]
pub(crate) fn csv(grids: &[Grid]) -> String {
    let mut out = "team,area,work,who,roles,how,count,verdict,mark,until,path,line\n".to_owned();
    for grid in grids {
        let team = grid.team.as_deref().unwrap_or_default();
        for row in &grid.rows {
            let begin = [team, row.area.as_deref().unwrap_or_default(), &row.work];
            let until = row.until.as_deref().unwrap_or_default();
            for cell in &row.cells {
                let column = &grid.columns[cell.column];
                for (how, count) in cell.involved() {
                    let mark = if how.carries() { cell.mark } else { Mark::Within };
                    let verdict = cell.verdict.filter(|_| how.carries()).map_or("", Verdict::name);
                    let (count, line) = (count.to_string(), cell.at.line.to_string());
                    let roles = column.titles.join(" / ");
                    let rest =
                        [&column.label, &*roles, how.name(), &count, verdict, mark.word(), until, &cell.at.path, &line];
                    csv_line(&mut out, &begin, &rest);
                }
            }
            if row.vacancy().is_some() {
                let place = row.at.first();
                let (path, line) = place.map_or(("", String::new()), |at| (&*at.path, at.line.to_string()));
                let said = if row.unheld.is_some() { "nobody holds it" } else { UNCLEAR };
                csv_line(&mut out, &begin, &["", "", "", "0", "", said, until, path, &line]);
            }
        }
    }
    out
}

fn csv_line(out: &mut String, begin: &[&str], rest: &[&str]) {
    let cells: Vec<String> = begin.iter().chain(rest).map(|cell| clean::csv_cell(cell)).collect();
    out.push_str(&cells.join(","));
    out.push('\n');
}
