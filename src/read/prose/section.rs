//! Parts of a page that are about a team of their own: all that stands below "Team: Checkout" is said of that team, "Members:
//! `@maya` (product manager)" says who is in it, and a column "Until" holds the last days of a table's rows. That is how a
//! matrix of several teams is written; `render/matrix.rs` has the other way.

use super::page::{Block, Kind, Text};
use super::write::blank;
use crate::base::date::Date;
use crate::base::source::Spanned;
use crate::document::shape::is_handle;
use crate::read::reading::{DutyEntry, Form, MemberEntry, Written};
use crate::taxonomy::grammar::{Class, Grammar};

/// The part of a page that is read.
#[derive(Default)]
pub(super) struct Section {
    /// The levels of the headings that it stands below, and their teams.
    teams: Vec<(u16, Written)>,
    /// Whether a page's title may name a team: it tells whose page it is, which the folder does as well, unless there are several.
    by_title: bool,
    /// Whether the items of a list say who is in the team.
    listing: bool,
    /// Where a part begins, and the team that it is about.
    parts: Vec<(usize, Option<Written>)>,
    /// Who is in these teams.
    pub(super) members: Vec<MemberEntry>,
}

impl Section {
    /// Before the first heading of a page.
    pub(super) fn before(grammar: &Grammar, blocks: &[Block]) -> Self {
        let titles = blocks.iter().filter(|block| block.kind == Kind::Heading(1));
        let titles = titles.filter(|block| labelled(grammar, &block.text, Class::TeamLabel).is_some());
        Self { by_title: titles.count() > 1, ..Self::default() }
    }

    /// Passes a heading; whether it begins a part.
    pub(super) fn enters(&mut self, grammar: &Grammar, text: &Text, level: u16) -> bool {
        let known = self.teams.len();
        self.teams.retain(|(own, _)| *own < level);
        let start = text.span(0, text.plain.len()).start;
        if self.teams.len() < known {
            self.parts.push((start, self.teams.last().map(|(_, team)| team.clone())));
        }
        self.listing = !self.teams.is_empty() && is_label(grammar, &text.plain, Class::MemberLabel);
        let named = labelled(grammar, text, Class::TeamLabel).filter(|_| level > 1 || self.by_title);
        let named = named.map(|(from, name)| written(text, from, name));
        // "Team: roles and responsibilities" names none.
        let is_name = |name: &Written| {
            let lower = name.value.to_lowercase();
            let words: Vec<&str> = lower.split_whitespace().collect();
            let of_heading = |word: &&str| {
                [Class::Job, Class::Join, Class::Determiner].into_iter().any(|class| grammar.is(class, word))
            };
            let asks = words.first().is_some_and(|first| grammar.is(Class::Question, first));
            lower.contains(char::is_alphanumeric) && !asks && (words.len() < 2 || !words.iter().all(of_heading))
        };
        let Some(team) = named.filter(is_name) else { return self.listing };
        self.parts.push((start, Some(team.clone())));
        self.teams.push((level, team));
        true
    }

    /// Reads a paragraph or an item that says who is in the team; whether it does.
    pub(super) fn introduces(&mut self, grammar: &Grammar, block: &Block) -> bool {
        let Some((_, team)) = self.teams.last() else { return false };
        let text = &block.text;
        let (from, list) = match labelled(grammar, text, Class::MemberLabel) {
            Some(labelled) => labelled,
            None if block.kind == Kind::Item && self.listing => (0, text.plain.as_str()),
            None => {
                let label = text.plain.trim_end().trim_end_matches(':');
                self.listing = block.kind == Kind::Paragraph && is_label(grammar, label, Class::MemberLabel);
                return self.listing;
            }
        };
        let members: Vec<MemberEntry> =
            entries(from, list).filter_map(|(from, entry)| member(text, from, entry, team)).collect();
        let is_list = !members.is_empty();
        self.members.extend(members);
        is_list
    }

    /// Says of what was read whose it is, by the part in which it stands.
    pub(super) fn own(&self, duties: &mut [DutyEntry]) {
        for duty in duties.iter_mut().filter(|_| !self.parts.is_empty()) {
            let next = self.parts.partition_point(|(start, _)| *start <= duty.activity.span.start);
            let part = next.checked_sub(1).and_then(|part| self.parts[part].1.as_ref());
            duty.team = part.cloned();
        }
    }
}

/// The last day in a cell, as written and as a day; `None` where none stands there.
pub(super) fn last_day(text: &Text) -> Option<Spanned<Date>> {
    let day = text.plain.trim();
    let from = text.plain.len() - text.plain.trim_start().len();
    Date::parse(day).map(|value| Spanned { value, span: text.span(from, from + day.len()) })
}

/// Gives duties of a row their last day.
pub(super) fn end(duties: &mut [DutyEntry], day: &Spanned<Date>) {
    for duty in duties {
        duty.is_dated = true;
        duty.until = Some(Box::new(day.clone()));
    }
}

fn is_label(grammar: &Grammar, text: &str, class: Class) -> bool {
    grammar.is(class, &text.trim().to_lowercase())
}

/// What stands behind a label of a class, and where.
fn labelled<'t>(grammar: &Grammar, text: &'t Text, class: Class) -> Option<(usize, &'t str)> {
    let (label, rest) = text.plain.split_once(':')?;
    let said = rest.trim().trim_end_matches('.');
    let from = text.plain.len() - rest.trim_start().len();
    (!said.is_empty() && is_label(grammar, label, class)).then_some((from, said))
}

/// The entries of a list on one line, each with its place; what stands in brackets belongs to the one before.
fn entries(from: usize, list: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut depth = 0_usize;
    let parts = list.split(move |c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    });
    let parts = parts.scan(from, |at, part| {
        let entry = (*at, part);
        *at += part.len() + 1;
        Some(entry)
    });
    // "@a (QA lead) and @b": a handle stands behind whatever joins the last two.
    let joined = parts.flat_map(|(at, part)| {
        let second = part.match_indices(" @").map(|(gap, _)| gap + 1).find(|second| !part[..*second].trim().is_empty());
        let (first, rest) = part.split_at(second.unwrap_or(part.len()));
        [Some((at, first)), second.map(|second| (at + second, rest))].into_iter().flatten()
    });
    joined.map(|(at, part)| {
        let blanks = part.len() - part.trim_start().len();
        (at + blanks, part.trim())
    })
}

/// "@maya (product manager, QA lead)".
fn member(text: &Text, from: usize, entry: &str, team: &Written) -> Option<MemberEntry> {
    let handle = entry.split([' ', ':']).next().filter(|handle| handle.starts_with('@') && is_handle(handle))?;
    let rest = &entry[handle.len()..];
    let roles = match rest.find('(').zip(rest.rfind(')')) {
        Some((open, close)) if open < close => {
            let roles = entries(from + handle.len() + open + 1, &rest[open + 1..close]);
            roles.filter(|(_, role)| !role.is_empty()).map(|(from, role)| written(text, from, role)).collect()
        }
        _ => Vec::new(),
    };
    Some(MemberEntry { team: Some(team.clone()), handle: written(text, from, handle), roles, allocation: None })
}

fn written(text: &Text, from: usize, said: &str) -> Written {
    blank(said, text.span(from, from + said.len()), Form::Sentence).activity
}
