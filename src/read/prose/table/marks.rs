//! Tables with yes and no under roles, and what tables do not claim: who is accountable, and what a chair has to do with the topic.

use super::{Column, work_of};
use crate::base::involvement::Involvement;
use crate::base::sign::Sign;
use crate::read::prose::Walk;
use crate::read::prose::frame::Holder;
use crate::read::prose::line::Line;
use crate::read::prose::page::Block;
use crate::read::prose::write::entry;
use crate::read::reading::DutyEntry;
use crate::taxonomy::grammar::{Class, Form};

impl Walk<'_> {
    /// Rows of verbs, or of yes and no, do not claim to say who is accountable, unless one of them does.
    pub(super) fn claim_nothing(&mut self, from: usize) {
        let duties = &mut self.duties[from..];
        let claims =
            |duty: &DutyEntry| duty.holders.iter().any(|holder| holder.involvement == Involvement::Accountable);
        if !duties.iter().any(claims) {
            duties.iter_mut().for_each(|duty| duty.is_silent = true);
        }
    }

    /// Whether the cells under roles hold nothing but marks, and a yes among them.
    pub(super) fn is_marked(&self, columns: &[Column], body: &[Vec<Vec<usize>>], blocks: &[Block]) -> bool {
        let cells = body.iter().flat_map(|row| columns.iter().zip(row));
        let marks = cells.filter(|(column, _)| matches!(column, Column::Of(..))).flat_map(|(_, cell)| cell);
        let mut yes = false;
        for at in marks {
            match self.mark(&blocks[*at]) {
                Some(mark) => yes |= mark,
                None => return false,
            }
        }
        yes
    }

    /// Work in the rows, roles in the columns, marks in the cells.
    pub(super) fn marks(&mut self, columns: &[Column], body: &[Vec<Vec<usize>>], blocks: &[Block], lines: &[Line<'_>]) {
        let work = work_of(columns, body, lines);
        let all = self.duties.len();
        for row in body {
            let Some(about) = row.get(work).and_then(|cell| cell.first()).map(|at| &lines[*at]) else { continue };
            let (from, mut held) = (self.duties.len(), Vec::new());
            for (column, cell) in columns.iter().zip(row) {
                let (Column::Of(holders, _), Some(at)) = (column, cell.first()) else { continue };
                if self.mark(&blocks[*at]) == Some(true) {
                    let text = &blocks[*at].text;
                    let span = text.span(0, text.plain.trim_end().len());
                    let named = holders.iter().map(|holder| Holder { text: holder.text.clone(), span });
                    held.extend(named.map(|holder| entry(&holder, Involvement::Responsible)));
                }
            }
            self.row(about, &held, false, Sign::Letter);
            self.ends(from, columns, row, lines);
        }
        self.claim_nothing(all);
    }

    /// Whether a cell that holds no letter says something all the same.
    pub(super) fn says_something(&self, line: &Line<'_>) -> bool {
        !line.words.is_empty() && !line.lower.iter().all(|word| self.framing.grammar.is(Class::MarkNo, word))
    }

    /// Whether several columns are for levels of a skill or of maturity.
    pub(super) fn are_levels(&self, head: &[Vec<usize>], lines: &[Line<'_>]) -> bool {
        let firsts = head.iter().filter_map(|cell| cell.first()).map(|at| &lines[*at]);
        firsts.filter(|line| line.words.len() > 1 && self.is_story(line)).count() > 1
    }

    /// Whether a row is about what somebody only asks about, waits for or comes to: "Attend the code review".
    pub(super) fn is_only_watched(&self, about: &Line<'_>) -> bool {
        let verb = self.framing.grammar.verb(about.run(0, about.words.len()));
        verb.is_some_and(|(length, form, effect)| {
            let idle = effect == Some(Involvement::Informed) || effect.is_none() && length > 1;
            form == Form::Plain && idle && length < about.words.len() && !about.is_noun_too(0)
        })
    }

    /// Whether a row names a meeting, so that whoever chairs it does what it names.
    pub(super) fn is_meeting(&self, about: &Line<'_>) -> bool {
        about.lower.iter().any(|word| self.framing.grammar.is(Class::Meeting, word))
    }

    /// Whether a column names those who come to the meetings of a table: "Meeting | When | Who".
    pub(super) fn names_comers(&self, head: &[Vec<usize>], index: usize, lines: &[Line<'_>]) -> bool {
        let title = |index: usize| head.get(index).and_then(|cell| cell.first()).map(|at| &lines[*at].lower);
        let grammar = self.framing.grammar;
        let meetings = title(0).is_some_and(|words| words.iter().any(|word| grammar.is(Class::Meeting, word)));
        let comers = title(index).is_some_and(|words| grammar.is(Class::ComersColumn, &words.join(" ")));
        index > 0 && meetings && comers
    }
}
