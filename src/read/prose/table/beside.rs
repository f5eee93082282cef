//! Tables that say who holds work without letters and without a title for it: a label in each row ("Driver"), names beside the
//! work, and paths beside their owners.

use super::{Column, Grid};
use crate::base::involvement::Involvement;
use crate::base::sign::Sign;
use crate::read::prose::Walk;
use crate::read::prose::frame::Holder;
use crate::read::prose::line::Line;
use crate::read::prose::write::entry;
use crate::read::reading::HolderEntry;

/// A table that only names who does what has at most so many columns.
const WIDE: usize = 4;

impl Walk<'_> {
    /// "Driver | Robin, product manager": a label in each row, and who it is for what the heading names.
    pub(super) fn labels_in_rows(&mut self, grid: &Grid, lines: &[Line<'_>]) -> bool {
        let first = |row: &Vec<Vec<usize>>| Some(&lines[*row.first()?.first()?]);
        let grammar = self.framing.grammar;
        let label = |row: &Vec<Vec<usize>>| first(row).and_then(|line| grammar.label(&line.lower));
        let rows: Vec<&Vec<Vec<usize>>> = grid.iter().filter(|row| row.len() == 2).collect();
        if rows.len() != grid.len() || rows.iter().filter(|row| label(row).is_some()).count() < 2 {
            return false;
        }
        for row in rows {
            let (Some(involvement), Some(title)) = (label(row), first(row)) else { continue };
            for line in row[1].iter().map(|at| &lines[*at]).filter(|line| !line.named.is_empty()) {
                let holders: Vec<Holder> =
                    (0..line.named.len()).map(|index| self.framing.holder(line, index)).collect();
                let places = (line.span(0, line.words.len() - 1), title.span(0, title.words.len() - 1));
                self.held_as_label_says(&title.lower, &holders, involvement, places);
            }
        }
        true
    }

    /// The column of a table without a telling title that says who does what stands in the first: "What is built next | the PM".
    pub(super) fn who_for_what(
        &self,
        columns: &[Column],
        body: &[Vec<Vec<usize>>],
        lines: &[Line<'_>],
    ) -> Option<usize> {
        let cells = |index: usize| {
            body.iter()
                .filter_map(move |row| row.get(index)?.first())
                .map(|at| &lines[*at])
                .filter(|line| !line.words.is_empty())
        };
        let first = *columns.first()? == Column::Other && cells(0).all(|line| line.named.is_empty());
        let is_who = |index: &usize| {
            let names = cells(*index).filter(|line| self.is_only_named(line, 0, line.words.len())).count();
            matches!(columns[*index], Column::Other | Column::Roles) && names > 0 && names * 2 >= cells(*index).count()
        };
        (1..columns.len()).find(is_who).filter(|_| first && columns.len() <= WIDE)
    }

    /// Those in one column hold what the first one names, where that is known work.
    pub(super) fn named_beside(&mut self, who: usize, body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) {
        for row in body {
            let cell = |index: usize| row.get(index).and_then(|cell| cell.first()).map(|at| &lines[*at]);
            let (Some(about), Some(named)) = (cell(0), cell(who)) else { continue };
            let holders = (0..named.named.len()).map(|index| self.framing.holder(named, index));
            let held: Vec<HolderEntry> = holders.map(|holder| entry(&holder, Involvement::Responsible)).collect();
            let whole = self.is_only_named(named, 0, named.words.len());
            if whole
                && !about.words.is_empty()
                && !self.activities(about, 0, about.words.len(), None, &[], (0, 0)).is_empty()
            {
                self.row(about, &held, false, Sign::Column);
            }
        }
    }
}

/// Whether a cell holds nothing but a path or a pattern of paths: "`/docs/help`", "src/**/*.rs".
pub(super) fn is_path(plain: &str) -> bool {
    let plain = plain.trim();
    plain.contains('/')
        && plain.len() > 1
        && plain.chars().all(|c| c.is_ascii_alphanumeric() || "/._-*@{},".contains(c))
        && {
            plain.starts_with(['/', '.', '*'])
                || plain.ends_with(['/', '*'])
                || plain.rsplit('/').next().is_some_and(|last| last.contains('.'))
        }
}
