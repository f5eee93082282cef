//! Tables that say who holds work without letters and without a title for it: a label in each row ("Driver"), names beside the
//! work, and paths beside their owners.

use super::letter::of_raci;
use super::{Column, Grid};
use crate::base::involvement::Involvement;
use crate::base::sign::Sign;
use crate::read::prose::Walk;
use crate::read::prose::frame::Holder;
use crate::read::prose::line::Line;
use crate::read::prose::write::entry;
use crate::read::reading::HolderEntry;
use crate::taxonomy::grammar::Class;

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
                let (named, _) = self.named_as_holders(line, (0, line.words.len()));
                let holders: Vec<Holder> = named.iter().map(|(index, _)| self.framing.holder(line, *index)).collect();
                if holders.is_empty() {
                    continue;
                }
                let places = (line.span(0, line.words.len() - 1), title.span(0, title.words.len() - 1));
                self.held_as_label_says(&title.lower, &holders, involvement, places);
            }
        }
        true
    }

    /// The column of a table without a telling title that says who does what stands in the first: "What is built next | the PM";
    /// none of them where several do.
    pub(super) fn who_for_what(
        &self,
        columns: &[Column],
        body: &[Vec<Vec<usize>>],
        lines: &[Line<'_>],
    ) -> Option<Option<usize>> {
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
        let mut found = (1..columns.len()).filter(is_who).filter(|_| first && columns.len() <= WIDE);
        match (found.next(), found.next()) {
            // "2023 | 2024", "Small projects | Large projects": nobody can tell who does it.
            (Some(_), Some(_)) => Some(None),
            (who, _) => who.map(Some),
        }
    }

    /// Those in one column hold what the first one names, where that is known work.
    pub(super) fn named_beside(&mut self, who: usize, body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) {
        let from = self.duties.len();
        for row in body {
            let cell = |index: usize| row.get(index).and_then(|cell| cell.first()).map(|at| &lines[*at]);
            let (Some(about), Some(named)) = (cell(0), cell(who)) else { continue };
            let (names, _) = self.named_as_holders(named, (0, named.words.len()));
            let held: Vec<HolderEntry> = names
                .into_iter()
                .flat_map(|(index, letters)| {
                    let holder = self.framing.holder(named, index);
                    let how = if letters.is_empty() { vec![Involvement::Responsible] } else { letters };
                    how.into_iter().map(move |how| entry(&holder, how))
                })
                .collect();
            let whole = self.is_only_named(named, 0, named.words.len());
            if whole
                && !about.words.is_empty()
                && !self.activities(about, 0, about.words.len(), None, &[], (0, 0)).is_empty()
            {
                self.row(about, &held, false, Sign::Column);
            }
        }
        // Nothing in such a table claims to say who is accountable.
        self.duties[from..].iter_mut().for_each(|duty| duty.is_silent = true);
    }
}

impl Walk<'_> {
    /// Who of those whom a cell of an owner names holds the work, each with letters of their own where it has some: "release manager
    /// (R), product manager (I)"; and whether it leaves open who else does. Whoever is told, asked, left out or was it once is
    /// named there as well.
    pub(in crate::read::prose) fn named_as_holders(
        &self,
        line: &Line<'_>,
        (from, to): (usize, usize),
    ) -> (Vec<(usize, Vec<Involvement>)>, bool) {
        let mut held: Vec<(usize, Vec<Involvement>)> = Vec::new();
        let (mut at, mut are_others) = (from, false);
        for index in line.named_in(from, to) {
            let named = &line.named[index];
            let before = at.min(named.first)..named.first;
            let own = before.clone().next_back().and_then(|last| of_raci(line.lower[last]));
            let own = own.filter(|_| line.words[named.first].gap.colon);
            let letters = self.letters_behind(line, named.last + 1);
            at = line.over_aside(named.last + 1).max(named.last + 1 + letters.len());
            let said = before.filter(|word| own.is_none() || *word + 1 != named.first);
            if self.is_only_mentioned(line, said, (named.first, at), held.is_empty()) {
                are_others = true;
                continue;
            }
            held.push((index, own.map_or(letters, |own| vec![own])));
        }
        are_others |= held.is_empty() && from < to;
        (held, are_others)
    }

    /// Whether the words before a name, or right behind it, say that it is only mentioned.
    fn is_only_mentioned(
        &self,
        line: &Line<'_>,
        before: impl DoubleEndedIterator<Item = usize> + Clone,
        (first, behind): (usize, usize),
        is_first: bool,
    ) -> bool {
        let grammar = self.framing.grammar;
        let is = |at: usize, classes: &[Class]| classes.iter().any(|class| grammar.is(*class, line.lower[at]));
        let denying = [Class::Not, Class::No, Class::Nobody, Class::Everyone, Class::PastAuxiliary, Class::Vacant];
        let small = |at: usize| line.is_determiner(at) || is(at, &[Class::Join]);
        let denied = before.clone().any(|at| is(at, &denying));
        let told = line.lower.get(behind).is_some_and(|next| grammar.is(Class::Be, next));
        // "Robin (product manager)" says who Robin is, "(asks the product manager)" whom somebody asks.
        let opens = before.clone().rev().find(|at| line.words[*at].gap.opens);
        let within = before.clone().filter(|at| opens.is_some_and(|opens| *at >= opens));
        let others = before.filter(|at| !small(*at)).count() > 0;
        denied || told || within.count() > 0 || others && !is_first && !line.words[first].gap.opens
    }

    /// The letters in brackets that stand right behind a name.
    fn letters_behind(&self, line: &Line<'_>, from: usize) -> Vec<Involvement> {
        let opens = line.words.get(from).is_some_and(|word| word.gap.opens);
        let close = (from + 1..line.words.len()).find(|at| line.words[*at].gap.closes).unwrap_or(line.words.len());
        let letters = || line.lower[from..close].iter().map(|word| of_raci(word)).collect::<Option<Vec<_>>>();
        if opens && close <= from + LETTERS { letters().unwrap_or_default() } else { Vec::new() }
    }
}

/// Nobody has more letters than these.
const LETTERS: usize = 4;

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
