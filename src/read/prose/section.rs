//! Parts of a page that are about a team of their own: all that stands below "Team: Checkout" is said of that team, "Members:
//! `@maya` (product manager)" says who is in it, and a column "Until" holds the last days of a table's rows. That is how a
//! matrix of several teams is written; `render/matrix.rs` has the other way.

use super::page::Text;
use super::write::blank;
use crate::base::date::Date;
use crate::base::source::{Span, Spanned};
use crate::document::shape::is_handle;
use crate::read::reading::{DutyEntry, Form, MemberEntry, Written};
use crate::taxonomy::grammar::{Class, Grammar};

/// The level of the first heading that begins such a part: a page's title tells whose page it is, which its folder does as well.
const FIRST: u16 = 2;

/// The part of a page that is read.
#[derive(Default)]
pub(super) struct Section {
    /// The level of its heading, and the team.
    team: Option<(u16, Written)>,
    /// Who is in these teams.
    pub(super) members: Vec<MemberEntry>,
}

impl Section {
    /// Passes a heading; whether it begins a part.
    pub(super) fn enters(&mut self, grammar: &Grammar, text: &Text, level: u16) -> bool {
        if self.team.as_ref().is_some_and(|(own, _)| level <= *own) {
            self.team = None;
        }
        let named = labelled(grammar, text, Class::TeamLabel).filter(|_| level >= FIRST);
        let named = named.map(|(from, name)| written(text, from, name));
        let Some(team) = named.filter(|name| name.value.contains(char::is_alphanumeric)) else { return false };
        self.team = Some((level, team));
        true
    }

    /// Reads a paragraph that says who is in the team; whether it does.
    pub(super) fn introduces(&mut self, grammar: &Grammar, text: &Text) -> bool {
        let Some((_, team)) = &self.team else { return false };
        let Some((from, list)) = labelled(grammar, text, Class::MemberLabel) else { return false };
        let members: Vec<MemberEntry> =
            entries(from, list).filter_map(|(from, entry)| member(text, from, entry, team)).collect();
        let is_list = !members.is_empty();
        self.members.extend(members);
        is_list
    }

    /// Says of what was read since that it is the team's.
    pub(super) fn owns(&self, duties: &mut [DutyEntry]) {
        if let Some((_, team)) = &self.team {
            duties.iter_mut().for_each(|duty| duty.team = Some(team.clone()));
        }
    }
}

/// The last day in a cell, as written and as a day; `None` where nothing stands there.
pub(super) fn last_day(text: &Text) -> Option<(Span, Option<Date>)> {
    let day = text.plain.trim();
    let from = text.plain.len() - text.plain.trim_start().len();
    (!day.is_empty()).then(|| (text.span(from, from + day.len()), Date::parse(day)))
}

/// Gives duties of a row their last day.
pub(super) fn end(duties: &mut [DutyEntry], (span, day): (Span, Option<Date>)) {
    for duty in duties {
        duty.is_dated = true;
        duty.until = day.map(|value| Box::new(Spanned { value, span }));
    }
}

/// What stands behind a label of a class, and where.
fn labelled<'t>(grammar: &Grammar, text: &'t Text, class: Class) -> Option<(usize, &'t str)> {
    let (label, rest) = text.plain.split_once(':')?;
    let said = rest.trim().trim_end_matches('.');
    let from = text.plain.len() - rest.trim_start().len();
    (!said.is_empty() && grammar.is(class, &label.trim().to_lowercase())).then_some((from, said))
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
    parts.scan(from, |at, part| {
        let blanks = part.len() - part.trim_start().len();
        let entry = (*at + blanks, part.trim());
        *at += part.len() + 1;
        Some(entry)
    })
}

/// "@maya (product manager, QA lead)".
fn member(text: &Text, from: usize, entry: &str, team: &Written) -> Option<MemberEntry> {
    let (handle, roles) = entry.split_once(" (").map_or((entry, None), |(handle, roles)| (handle, Some(roles)));
    if !handle.starts_with('@') || !is_handle(handle) {
        return None;
    }
    let roles = match roles {
        None => Vec::new(),
        Some(roles) => entries(from + handle.len() + 2, roles.strip_suffix(')')?)
            .filter(|(_, role)| !role.is_empty())
            .map(|(from, role)| written(text, from, role))
            .collect(),
    };
    Some(MemberEntry { team: Some(team.clone()), handle: written(text, from, handle), roles, allocation: None })
}

fn written(text: &Text, from: usize, said: &str) -> Written {
    blank(said, text.span(from, from + said.len()), Form::Sentence).activity
}
