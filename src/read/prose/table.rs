//! Tables: letters of a matrix (RACI, DACI, RAPID) under roles or beside them, columns of holders ("Owner", "Responsible"),
//! columns of a role's duties, and roles with their duties beside them.

mod beside;
mod letter;
mod marks;

use super::frame::{Frame, Holder, Subject, below};
use super::line::{Line, Mentions};
use super::page::{Block, Kind};
use super::section::{end, last_day};
use super::work::Work;
use super::write::{blank, entry};
use super::{Manner, Walk};
use crate::base::involvement::Involvement;
use crate::base::sign::{Sign, Signs};
use crate::base::source::Span;
use crate::read::ownership::CODE_OWNERSHIP;
use crate::read::reading::{DutyEntry, Form, HolderEntry, Understood, Wording};
use crate::taxonomy::grammar::{Class, Stance};
use beside::is_path;
use letter::Scheme;
pub(super) use letter::of_raci;

/// Cells of fewer words than this are no sentences.
const TELLING: usize = 4;

/// The number of a row has at most so many letters and digits: "A1", "REQ-12".
const NUMBER: usize = 7;

/// The text and place of one cell: the indexes of its blocks.
type Grid = Vec<Vec<Vec<usize>>>;

/// What a column is.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    /// What belongs to these roles.
    Of(Vec<Holder>, Option<Stance>),
    /// Who is involved so.
    Holders(Involvement),
    /// Who holds the meeting that the row names; what it is about is somebody else's.
    Chairs,
    /// Roles, by name.
    Roles,
    /// Duties of the row's role.
    Duties(Involvement),
    /// Last days.
    Until,
    /// Something that no duty comes from.
    Aside,
    /// Anything else: mostly the work.
    Other,
}

impl Walk<'_> {
    /// Reads a table.
    pub(super) fn table(&mut self, blocks: &[Block], named: &[Mentions]) {
        let grid = grid(blocks);
        let lowers: Vec<String> = blocks.iter().map(|block| block.text.plain.to_ascii_lowercase()).collect();
        let lines: Vec<Line<'_>> = blocks
            .iter()
            .zip(&lowers)
            .zip(named)
            .map(|((block, lower), named)| Line::new(self.framing.grammar, &block.text, lower, named.clone()))
            .collect();
        let Some((head, body)) = grid.split_first() else { return };
        let above = self.frames.all();
        let columns = head.iter().map(|cell| self.column(cell, &lines)).enumerate();
        let columns: Vec<Column> = columns
            .map(|(index, column)| match self.names_comers(head, index, &lines) {
                true => Column::Aside,
                false => self.told_by_cells(column, (index, &head[index]), body, &lines),
            })
            .collect();
        if self.labels_in_rows(&grid, &lines) || self.are_levels(head, &lines) {
            return;
        }
        let of_roles = columns.iter().filter(|column| matches!(column, Column::Of(..))).count();
        let letters =
            body.iter().flatten().flatten().filter(|at| !self.letters(&lines[**at], Scheme::Raci).is_empty()).count();
        if of_roles > 0 || letters > 0 {
            let others = head.iter().zip(&columns).filter(|(_, column)| **column == Column::Other);
            for at in others.filter_map(|(cell, _)| cell.first()) {
                self.note_title(&lines[*at], 0, lines[*at].words.len());
            }
        }
        if is_ladder(&columns) {
            // Levels of one job: what a review looks at, not who does what.
            let silent = below(above.clone(), &Frame { stance: Some(Stance::Silent), ..Frame::default() });
            let columns: Vec<Column> = columns.into_iter().map(Column::into_quality).collect();
            self.columns_of_roles(&columns, body, blocks, &lines, &silent);
        } else if columns.first() == Some(&Column::Aside) && of_roles > 0 && letters == 0 {
            // Who has which skill, or may open what.
        } else if of_roles > 0 && self.is_marked(&columns, body, blocks) {
            self.marks(&columns, body, blocks, &lines);
        } else if of_roles > 0 && letters > 0 {
            self.matrix(&columns, body, &lines);
        } else if of_roles > 0 {
            self.columns_of_roles(&columns, body, blocks, &lines, &above);
        } else if columns.iter().any(|column| matches!(column, Column::Holders(_) | Column::Chairs)) {
            self.holders(&columns, body, &lines);
        } else if letters > 0 {
            self.turned_matrix(head, body, &lines);
        } else {
            self.rows_of_roles(&columns, body, blocks, &lines, &above);
        }
    }

    fn column(&self, cell: &[usize], lines: &[Line<'_>]) -> Column {
        let Some(line) = cell.first().map(|at| &lines[*at]).filter(|line| !line.words.is_empty()) else {
            return Column::Other;
        };
        let frame = self.framing.read(line, 0, line.words.len(), false);
        let grammar = self.framing.grammar;
        // "Supports" says how, not who.
        let person =
            line.named.iter().any(|named| named.is_person) || matches!(frame.stance, None | Some(Stance::Told));
        if let (Subject::These(holders), true) = (frame.subject, person) {
            return Column::Of(holders, frame.stance);
        }
        let title = line.lower.join(" ");
        if grammar.is(Class::ChairColumn, &title) {
            return Column::Chairs;
        }
        if let Some(involvement) = grammar.label(&line.lower) {
            return Column::Holders(involvement);
        }
        // "Role", "Team role", "GDaD role".
        let of_role = line.lower.last().is_some_and(|last| line.lower.len() <= 3 && grammar.is(Class::Post, last));
        if of_role || grammar.is(Class::RoleColumn, &title) {
            return Column::Roles;
        }
        if grammar.is(Class::UntilColumn, &title) {
            return Column::Until;
        }
        if grammar.is(Class::AsideColumn, &title) {
            return Column::Aside;
        }
        match frame.stance {
            Some(Stance::Work(involvement)) => Column::Duties(involvement),
            Some(Stance::Silent) if line.lower.iter().any(|word| grammar.is(Class::Describes, word)) => Column::Other,
            Some(Stance::Denied | Stance::Silent) => Column::Aside,
            None | Some(Stance::Told) => Column::Other,
        }
    }

    /// "Decides" above names says who decides; above work, what is decided.
    fn told_by_cells(
        &self,
        column: Column,
        (index, head): (usize, &[usize]),
        body: &[Vec<Vec<usize>>],
        lines: &[Line<'_>],
    ) -> Column {
        let grammar = self.framing.grammar;
        let label = match column {
            Column::Duties(involvement) => Some(involvement),
            Column::Of(..) => head.first().and_then(|at| grammar.label(&lines[*at].lower)),
            _ => None,
        };
        let Some(involvement) = label else { return column };
        let cells = || body.iter().filter_map(|row| row.get(index)?.first()).map(|at| &lines[*at]);
        let filled = cells().filter(|line| !line.words.is_empty()).count();
        let names = cells().filter(|line| self.is_only_named(line, 0, line.words.len())).count();
        let chairs = head.first().is_some_and(|at| grammar.is(Class::ChairColumn, &lines[*at].lower.join(" ")));
        match names > 0 && names * 2 >= filled {
            true if chairs => Column::Chairs,
            true => Column::Holders(involvement),
            false => column,
        }
    }

    /// Work in the rows, roles in the columns, letters in the cells.
    fn matrix(&mut self, columns: &[Column], body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) {
        let Some(scheme) = self.scheme(body, lines) else { return };
        let work = work_of(columns, body, lines);
        let all = self.duties.len();
        for row in body {
            let Some(about) = row.get(work).and_then(|cell| cell.first()).map(|at| &lines[*at]) else { continue };
            let (from, mut held, mut partial, mut unread) = (self.duties.len(), Vec::new(), false, false);
            for (index, (column, cell)) in columns.iter().zip(row).enumerate() {
                let Some(at) = cell.first() else { continue };
                let letters = self.letters(&lines[*at], scheme);
                unread |= index != work && letters.is_empty() && self.says_something(&lines[*at]);
                match column {
                    Column::Of(holders, _) => {
                        held.extend(letters.into_iter().flat_map(|i| in_cell(holders, &lines[*at], i)));
                    }
                    // Somebody whom we do not know carries it: a client, a board.
                    _ => partial |= index != work && letters.into_iter().any(Involvement::carries),
                }
            }
            self.row(about, &held, partial, Sign::Letter);
            self.duties[from..].iter_mut().for_each(|duty| duty.is_silent = unread);
            self.ends(from, columns, row, lines);
        }
        let is_letter = |line: &Line<'_>| line.words.len() <= 2 && line.lower.iter().all(|word| word.len() == 1);
        let under = |row: &Vec<Vec<usize>>| row.iter().skip(1).flatten().any(|at| is_letter(&lines[*at]));
        if !body.iter().any(under) {
            self.claim_nothing(all);
        }
    }

    /// Gives what was read of a row since the last day that stands in it.
    fn ends(&mut self, from: usize, columns: &[Column], row: &[Vec<usize>], lines: &[Line<'_>]) {
        let index = columns.iter().position(|column| *column == Column::Until);
        let cell = index.and_then(|index| row.get(index)?.first());
        if let Some(day) = cell.and_then(|at| last_day(lines[*at].text)) {
            end(&mut self.duties[from..], &day);
        }
    }

    /// Roles in the rows, work in the columns.
    fn turned_matrix(&mut self, head: &[Vec<usize>], body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) {
        let Some(scheme) = self.scheme(body, lines) else { return };
        // By column: who is involved in its work, and whether others are whom we do not know.
        let mut involved: Vec<(Vec<HolderEntry>, bool)> = vec![(Vec::new(), false); head.len()];
        for row in body {
            let Some(role) = row.first().and_then(|cell| cell.first()).map(|at| &lines[*at]) else { continue };
            let subject = self.framing.read(role, 0, role.words.len(), false).subject;
            if !matches!(subject, Subject::These(_)) {
                self.note_title(role, 0, role.words.len());
            }
            for ((held, partial), cell) in involved.iter_mut().zip(row).skip(1) {
                let Some(at) = cell.first() else { continue };
                let letters = self.letters(&lines[*at], scheme);
                match &subject {
                    Subject::These(holders) => {
                        held.extend(letters.into_iter().flat_map(|i| in_cell(holders, &lines[*at], i)));
                    }
                    _ => *partial |= letters.into_iter().any(Involvement::carries),
                }
            }
        }
        for (about, (held, partial)) in head.iter().zip(involved).skip(1) {
            if let Some(about) = about.first() {
                self.row(&lines[*about], &held, partial, Sign::Letter);
            }
        }
    }

    /// Work in the rows, a column for who is accountable or responsible.
    fn holders(&mut self, columns: &[Column], body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) {
        let is_work = |column: &Column| matches!(column, Column::Other | Column::Duties(_));
        let work =
            columns.iter().enumerate().position(|(index, column)| is_work(column) && !is_numbered(index, body, lines));
        let Some(work) = work else { return };
        for row in body {
            let Some(about) = row.get(work).and_then(|cell| cell.first()).map(|at| &lines[*at]) else { continue };
            let (mut held, mut partial) = (Vec::new(), false);
            for (column, cell) in columns.iter().zip(row) {
                let involvement = match column {
                    Column::Holders(involvement) => involvement,
                    Column::Chairs if self.is_meeting(about) => &Involvement::Responsible,
                    _ => continue,
                };
                for line in cell.iter().map(|at| &lines[*at]) {
                    let (named, are_others) = self.named_as_holders(line, (0, line.words.len()));
                    partial |= are_others;
                    for (index, letters) in named {
                        let holder = self.framing.holder(line, index);
                        let how = if letters.is_empty() { vec![*involvement] } else { letters };
                        held.extend(how.into_iter().map(|how| entry(&holder, how)));
                    }
                }
            }
            let from = self.duties.len();
            self.row(about, &held, partial, Sign::Column);
            // A calendar or a list of owners does not claim to say who is accountable.
            let is_silent = !columns.contains(&Column::Holders(Involvement::Accountable));
            self.duties[from..].iter_mut().for_each(|duty| duty.is_silent = is_silent);
            self.ends(from, columns, row, lines);
        }
    }

    /// A column for each role, with sentences or lists in its cells.
    fn columns_of_roles(
        &mut self,
        columns: &[Column],
        body: &[Vec<Vec<usize>>],
        blocks: &[Block],
        lines: &[Line<'_>],
        above: &Frame,
    ) {
        for row in body {
            if self.is_row_aside(columns, row, lines) {
                continue;
            }
            for (column, cell) in columns.iter().zip(row) {
                let Column::Of(holders, stance) = column else { continue };
                let stance = stance.or(Some(Stance::Work(Involvement::Responsible)));
                let frame =
                    Frame { subject: Subject::These(holders.clone()), stance, opens_list: false, others: false };
                let above = below(above.clone(), &frame);
                self.cells(cell, blocks, lines, &above);
            }
        }
    }

    /// Whether a row's label says that what stands in it is nobody's work: "Does not", "Skills".
    fn is_row_aside(&self, columns: &[Column], row: &[Vec<usize>], lines: &[Line<'_>]) -> bool {
        let label =
            row.first().and_then(|cell| cell.first()).filter(|_| !matches!(columns.first(), Some(Column::Of(..))));
        let Some(line) = label.map(|at| &lines[*at]).filter(|line| !line.words.is_empty()) else { return false };
        let stance = self.framing.grammar.stance(&line.lower);
        line.named.is_empty() && matches!(stance, Some(Stance::Denied | Stance::Silent)) && line.words.len() <= TELLING
    }

    /// A role in each row, with its duties beside it.
    fn rows_of_roles(
        &mut self,
        columns: &[Column],
        body: &[Vec<Vec<usize>>],
        blocks: &[Block],
        lines: &[Line<'_>],
        above: &Frame,
    ) {
        let duties = columns.iter().any(|column| matches!(column, Column::Duties(_)));
        let telling = self.telling(columns, body, lines).filter(|_| !duties);
        let held = matches!((&above.subject, above.stance), (Subject::These(_), Some(Stance::Work(_))));
        let named = |at: &usize| self.is_only_named(&lines[*at], 0, lines[*at].words.len());
        let nobody = !body.iter().flatten().flatten().any(named);
        if held && nobody && !duties {
            // Below "What the PM owns": the work, and what is said of it.
            let first = columns
                .iter()
                .enumerate()
                .position(|(index, column)| *column == Column::Other && !is_numbered(index, body, lines));
            for cell in body.iter().filter_map(|row| row.get(first?)) {
                self.cells(cell, blocks, lines, above);
            }
            return;
        }
        if let Some(who) = self.who_for_what(columns, body, lines) {
            who.into_iter().for_each(|who| self.named_beside(who, body, lines));
            return;
        }
        for row in body {
            let is_who = |(index, cell): (usize, &Vec<usize>)| {
                let is_aside = columns.get(index) == Some(&Column::Aside);
                let at = cell.first().filter(|_| !is_aside);
                at.is_some_and(|at| self.is_only_named(&lines[*at], 0, lines[*at].words.len()))
            };
            let named = row.iter().enumerate().position(is_who);
            let Some(at) = named else {
                self.sentences_in(row, lines);
                continue;
            };
            let line = &lines[row[at][0]];
            let Subject::These(holders) = self.framing.read(line, 0, line.words.len(), false).subject else { continue };
            for (index, (column, cell)) in columns.iter().zip(row).enumerate().filter(|(index, _)| *index != at) {
                let stance = match column {
                    Column::Duties(involvement) => Some(Stance::Work(*involvement)),
                    Column::Other if (row.len() == 2 && index == 1) || Some(index) == telling => None,
                    _ => continue,
                };
                let frame =
                    Frame { subject: Subject::These(holders.clone()), stance, opens_list: false, others: false };
                self.cells(cell, blocks, lines, &below(above.clone(), &frame));
            }
        }
    }

    /// The column whose cells say most, where they are sentences.
    fn telling(&self, columns: &[Column], body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) -> Option<usize> {
        let words = |index: usize| -> usize {
            let cells = body.iter().filter_map(|row| row.get(index)).flatten();
            cells.map(|at| lines[*at].words.len()).sum()
        };
        let others = columns.iter().enumerate().filter(|(_, column)| **column == Column::Other);
        let most = others.map(|(index, _)| (words(index), std::cmp::Reverse(index))).max()?;
        (most.0 > TELLING * body.len()).then_some(most.1.0)
    }

    /// Cells of a row without a role of its own: their sentences may name one.
    fn sentences_in(&mut self, row: &[Vec<usize>], lines: &[Line<'_>]) {
        let manner = Manner::of(Form::Table, false);
        for at in row.iter().flatten() {
            let line = &lines[*at];
            if !line.named.is_empty() && line.words.len() > TELLING {
                self.sentences(line, &Frame::default(), manner);
            }
        }
    }

    /// The blocks of a cell, each read as an item of a list.
    fn cells(&mut self, cell: &[usize], blocks: &[Block], lines: &[Line<'_>], above: &Frame) {
        let manner = Manner::of(Form::Table, true);
        let mut here = above.clone();
        for at in cell.iter().filter(|at| !lines[**at].words.is_empty()) {
            let frame = self.sentences(&lines[*at], &here, manner);
            if blocks[*at].kind == Kind::Paragraph {
                here = below(above.clone(), &frame);
            }
        }
    }

    /// Writes a row of a table down: one duty for each activity that its work names, with all who are involved; `partial` where
    /// others carry it too whom nobody here knows.
    pub(super) fn row(&mut self, about: &Line<'_>, held: &[HolderEntry], partial: bool, how: Sign) {
        if about.words.is_empty() || (held.is_empty() && !partial) || self.is_only_watched(about) {
            return;
        }
        let hits = self.activities(about, 0, about.words.len(), None, &[], (0, 0));
        let common = Signs::default().with(how, true).with(Sign::Others, partial).with(Sign::Nothing, hits.is_empty());
        if hits.is_empty() {
            let whole = (about.words[0].start, about.words[about.words.len() - 1].end);
            // A path beside its owner: the code there is owned.
            let code =
                is_path(&about.text.plain).then(|| self.language.taxonomy.activities.get(CODE_OWNERSHIP)).flatten();
            let work = code.map(|activity| Work::whole(activity.id.clone(), whole));
            let common = if work.is_some() { common.with(Sign::Nothing, false) } else { common };
            self.cell(about, whole, work.as_ref(), held, (common, partial));
        }
        for work in &hits {
            self.cell(about, (work.start, work.end), Some(work), held, (common.and(work.signs), partial));
        }
    }

    /// Writes one activity of a row down.
    fn cell(
        &mut self,
        about: &Line<'_>,
        (from, to): (usize, usize),
        work: Option<&Work>,
        held: &[HolderEntry],
        (signs, partial): (Signs, bool),
    ) {
        let phrase = about.text.span(from, to);
        let confidence = self.confidence(signs);
        self.duties.push(DutyEntry {
            holders: held.to_vec(),
            understood: Some(Box::new(Understood {
                wording: Wording::of(
                    None,
                    work.map(|_| phrase),
                    work.map(|work| work.words.clone()).unwrap_or_default(),
                ),
                activity: work.map(|work| work.activity.clone()),
                explicit: true,
                confidence,
                signs,
                at: Span::default(),
                partial,
            })),
            ..blank(&about.text.plain[from..to], phrase, Form::Table)
        });
    }
}

impl Column {
    /// The column of one level of a job.
    fn into_quality(self) -> Self {
        match self {
            Self::Of(holders, _) => Self::Of(holders, Some(Stance::Silent)),
            other => other,
        }
    }
}

/// The column that names the work of a matrix: the first that is neither a role's nor a row of numbers.
fn work_of(columns: &[Column], body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) -> usize {
    let is_other = |column: &Column| !matches!(column, Column::Of(..) | Column::Until);
    let mut others = columns.iter().enumerate().filter(|(_, column)| is_other(column));
    let first = others.clone().next().map_or(0, |(index, _)| index);
    others.find(|(index, _)| !is_numbered(*index, body, lines)).map_or(first, |(index, _)| index)
}

/// Whether nothing but numbers stands in a column.
fn is_numbered(index: usize, body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) -> bool {
    let mut cells = body.iter().filter_map(|row| row.get(index)?.first()).map(|at| &lines[*at]);
    let number = |word: &&str| word.ends_with(|c: char| c.is_ascii_digit()) && word.len() <= NUMBER;
    cells.all(|line| line.lower.len() <= 2 && line.lower.iter().rev().take(1).all(number))
}

/// Whether several columns are for one and the same role: the levels of a job.
fn is_ladder(columns: &[Column]) -> bool {
    let mut roles = columns.iter().filter_map(|column| match column {
        Column::Of(holders, _) => holders.first().map(|holder| &holder.text),
        _ => None,
    });
    let first = roles.next();
    let mut others = roles.peekable();
    others.peek().is_some() && others.all(|role| Some(role) == first)
}

/// The holders of a column, at the place of one of its cells.
fn in_cell(holders: &[Holder], cell: &Line<'_>, involvement: Involvement) -> Vec<HolderEntry> {
    let at = cell.span(0, cell.words.len() - 1);
    holders.iter().map(|holder| entry(&Holder { text: holder.text.clone(), span: at }, involvement)).collect()
}

/// The rows that hold anything, in order. A row's number only tells it from the next one: blank rows are counted as well, and
/// HTML can have a cell before any row.
fn grid(blocks: &[Block]) -> Grid {
    let mut grid: Grid = Vec::new();
    let mut last = None;
    for (index, block) in blocks.iter().enumerate() {
        let Some(cell) = block.cell else { continue };
        if last.replace(cell.row) != Some(cell.row) {
            grid.push(Vec::new());
        }
        let Some(cells) = grid.last_mut() else { continue };
        // Columns are counted as they are met, so that they stay as few as the file's bytes.
        let column = cell.column as usize;
        if cells.len() <= column {
            cells.resize(column + 1, Vec::new());
        }
        cells[column].push(index);
    }
    grid
}
