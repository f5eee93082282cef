//! One row, by what it tells, into the parts of the file that it is about.

use super::parts::{MemberPart, Parts};
use super::refusal::{Refused, bad, quoted};
use super::row::{Row, Said, Spot, Text};
use super::titles::Titles;
use super::words::Words;
use crate::base::confidence::Confidence;
use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::base::limits::{NAME, NAMES, WAIVED_RULES};
use crate::base::sign::Signs;
use crate::base::source::{Span, Spanned};
use crate::read::reading::{DutyEntry, Form, HolderEntry, OwnEntry, PersonEntry, TeamEntry, Understood, Written};
use crate::read::waiver::{Scope, WaiverEntry};

/// What is said of a row of work without what makes it one.
const NO_WORK: &str = "a row of work has no `row` or no `work`";

/// Takes one row into the parts of its file.
pub(super) struct Taker<'r, 'p> {
    pub(super) titles: &'r mut Titles<'p>,
    pub(super) words: &'p Words,
    pub(super) parts: &'r mut Parts,
}

impl Taker<'_, '_> {
    pub(super) fn take(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        self.parts.foreign |= row.foreign;
        match &*row.fact {
            "duty" | "work" => self.duty(row),
            "member" => self.member(row),
            "own" => self.own(row),
            "person" => self.person(row),
            "team" => self.team(row),
            "waiver" => self.waiver(row),
            "unread" => {
                self.parts.unread = true;
                Ok(())
            }
            other => bad(format!("no row tells a `{}`", quoted(other))),
        }
    }

    fn written(&self, text: &str, span: Span) -> Written {
        Spanned::new(self.words.of(text), span)
    }

    /// The row's own place.
    fn place(&mut self, row: &Row<'_>) -> Result<Span, Refused> {
        let spot = match (row.line, row.column, row.byte, row.end_line, row.end_column, row.end_byte) {
            (Some(line), Some(column), Some(byte), Some(end_line), Some(end_column), Some(end_byte)) => {
                [line, column, byte, end_line, end_column, end_byte]
            }
            _ => return bad("row says no place: `line`, `column`, `byte` and where it ends"),
        };
        self.span(spot)
    }

    fn span(&mut self, spot: Spot) -> Result<Span, Refused> {
        match self.parts.points.note(spot) {
            Some(span) => Ok(span),
            None => bad(format!("{spot:?} is no place: lines and columns count from 1, and an end comes last")),
        }
    }

    fn span_or(&mut self, spot: Option<Spot>, or: Span) -> Result<Span, Refused> {
        spot.map_or(Ok(or), |spot| self.span(spot))
    }

    fn said(&mut self, said: Option<&Said<'_>>) -> Result<Option<Written>, Refused> {
        let Some(said) = said else { return Ok(None) };
        let span = self.span(said.at)?;
        Ok(Some(self.written(&said.text, span)))
    }

    fn team_of(&self, row: &Row<'_>, span: Span) -> Option<Written> {
        row.team.as_deref().map(|team| self.written(team, span))
    }

    fn member(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        let span = self.place(row)?;
        let Some(person) = row.person.as_deref() else { return bad("a member has no `person`") };
        let handle = self.written(person, span);
        let part = row.part.clone().unwrap_or_default();
        let role = match row.role_text.as_deref() {
            None => None,
            Some(text) => {
                let id = row.role.as_deref().map(|role| self.words.of(role));
                let words = self.titles.role(&self.words.of(text), id.as_ref());
                Some(Spanned::new(words, self.span_or(part.role_at, span)?))
            }
        };
        let allocation = match row.allocation {
            None => None,
            Some(share) => Some(Spanned::new(share, self.span_or(part.allocation_at, span)?)),
        };
        let team = self.team_of(row, span);
        self.parts.members.push(MemberPart { team, handle, role, allocation });
        Ok(())
    }

    /// Who a row names, as it is written for somebody who has to find out who is meant.
    fn who(&self, row: &Row<'_>, span: Span) -> Result<Written, Refused> {
        let name = row.holder.as_deref().or(row.person.as_deref()).or(row.role.as_deref());
        name.map_or_else(|| bad("row has no `person`, no `role` and no `holder`"), |name| Ok(self.written(name, span)))
    }

    fn duty(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        let span = self.place(row)?;
        let (Some(number), Some(work)) = (row.row, &row.work) else { return bad(NO_WORK) };
        let holder = match &*row.fact {
            "work" => None,
            _ => {
                let word = row.involvement.as_deref().unwrap_or_default();
                let Some(involvement) = Involvement::parse(word) else {
                    return bad(format!("nobody is `{}` in work", quoted(word)));
                };
                let named = self.span_or(work.subject, span)?;
                Some((work.seat, HolderEntry { who: self.who(row, named)?, involvement, whole: None }))
            }
        };
        let team = row.team.as_deref().map(|team| self.words.of(team));
        let entry = self.entry(row, span)?;
        self.parts.hold(number, holder, || entry, team.as_ref());
        Ok(())
    }

    /// The row of work that a row is part of, without holders.
    fn entry(&mut self, row: &Row<'_>, span: Span) -> Result<DutyEntry, Refused> {
        let Some(text) = row.activity_text.as_deref() else { return bad("a row of work has no `activity_text`") };
        let work = row.work.clone().unwrap_or_default();
        let text = self.words.of(text);
        let id = row.activity.as_deref().map(|id| self.words.of(id));
        let form = match row.source.as_deref() {
            Some("toml") | None => Form::Toml,
            Some("table") => Form::Table,
            Some("list") => Form::List,
            Some("sentence") => Form::Sentence,
            Some(other) => return bad(format!("nothing is written as a `{}`", quoted(other))),
        };
        let at = self.span(work.at)?;
        let understood = row.confidence.map(|share| {
            Box::new(Understood {
                activity: id.as_ref().filter(|id| self.titles.knows(id)).cloned(),
                explicit: row.explicit.unwrap_or_default(),
                confidence: Confidence::percent((share * 100.0).round().min(100.0) as u8),
                signs: Signs::default(),
                wording: None,
                at: work.subject.map_or_else(Span::default, |_| span),
                partial: !work.whole,
            })
        });
        let words = match &understood {
            Some(_) => text,
            None => self.titles.activity(&text, id.as_ref()),
        };
        Ok(DutyEntry {
            team: self.team_of(row, span),
            hours: row.hours.map(|hours| Box::new(Spanned::new(hours, at))),
            since: day(row.since.as_deref())?.map(|day| Box::new(Spanned::new(day, at))),
            until: match day(row.until.as_deref())? {
                None => None,
                Some(day) => Some(Box::new(Spanned::new(day, self.span_or(work.until_at, at)?))),
            },
            is_dated: work.dated,
            is_silent: work.silent,
            deputy: self.said(work.deputy.as_ref())?.map(Box::new),
            compensating: self.said(work.compensating.as_ref())?.map(Box::new),
            retired: self.said(work.retired.as_ref())?.map(Box::new),
            understood,
            ..DutyEntry::of(Spanned::new(words, at), form, at)
        })
    }

    fn own(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        let span = self.place(row)?;
        let Some(path) = row.owned_path.as_deref() else { return bad("an owner has no `owned_path`") };
        let at = self.span_or(row.owned_at, span)?;
        let owner = self.who(row, span)?;
        let id = row.activity.as_deref().map(|id| self.words.of(id));
        let activity = row.activity_text.as_deref().map(|text| {
            let words = self.titles.activity(&self.words.of(text), id.as_ref());
            Spanned::new(words, span)
        });
        let team = self.team_of(row, span);
        let path = self.written(path, at);
        self.parts.owns.push(OwnEntry { owners: vec![owner], activity, team, ..OwnEntry::of(path) });
        Ok(())
    }

    fn person(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        let span = self.place(row)?;
        let (Some(person), Some(who)) = (row.person.as_deref(), &row.who) else {
            return bad("a person has no `person` or no `who`");
        };
        let is_long = |text: &Text<'_>| text.len() > NAME.most;
        let names = || who.aliases.iter().chain(&who.name).chain(who.roles.iter().map(|role| &role.text));
        if names().count() > NAMES.most || names().any(is_long) {
            return bad("a person has more names, or longer ones, than are read");
        }
        let mut roles = Vec::with_capacity(who.roles.len());
        for titled in &who.roles {
            let id = titled.role.as_deref().map(|role| self.words.of(role));
            roles.push(Spanned::new(self.titles.role(&self.words.of(&titled.text), id.as_ref()), span));
        }
        self.parts.people.push(PersonEntry {
            handle: self.written(person, span),
            name: who.name.as_deref().map(|name| self.written(name, span)),
            roles,
            aliases: who.aliases.iter().map(|name| self.written(name, span)).collect(),
            hours: who.hours.map(|hours| Spanned::new(hours, span)),
            active: who.active,
        });
        Ok(())
    }

    fn team(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        let span = self.place(row)?;
        let (Some(team), Some(about)) = (row.team.as_deref(), &row.about) else {
            return bad("a team has no `team` or no `about`");
        };
        let reviewed = match &about.reviewed {
            None => None,
            Some(said) => {
                let span = self.span(said.at)?;
                day(Some(&said.text))?.map(|day| Spanned::new(day, span))
            }
        };
        let engineers = match &about.engineers {
            None => None,
            Some(count) => Some(Spanned::new(count.value, self.span(count.at)?)),
        };
        let entry = TeamEntry {
            name: about.name.as_deref().map(|name| self.written(name, span)),
            id: Some(self.written(team, span)),
            parent: self.said(about.parent.as_ref())?,
            engineers,
            reviewed,
            span,
        };
        self.parts.team.get_or_insert(entry);
        Ok(())
    }

    fn waiver(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        let span = self.place(row)?;
        let Some(waiver) = &row.waiver else { return bad("an exception has no `waiver`") };
        if waiver.rules.len() > WAIVED_RULES.most || waiver.rules.iter().any(|rule| rule.len() > NAME.most) {
            return bad("an exception names more rules than one may");
        }
        let [start, end] = waiver.covers;
        self.parts.waivers.push(WaiverEntry {
            rules: waiver.rules.iter().map(|rule| self.written(rule, span)).collect(),
            until: day(row.until.as_deref())?.map(|day| Spanned::new(day, span)),
            // As where it is written: without a reason it overrules nothing.
            reason: Some(waiver.reason.trim()).filter(|reason| !reason.is_empty()).map(|reason| self.words.of(reason)),
            owner: waiver.owner.as_deref().map(|owner| self.words.of(owner)),
            compensating: waiver.compensating.as_deref().map(|control| self.words.of(control)),
            span,
            covers: Span::new(start as usize, end as usize),
            whole: span,
            scope: Scope::default(),
            fault: None,
        });
        Ok(())
    }
}

/// A day that a row says.
fn day(text: Option<&str>) -> Result<Option<Date>, Refused> {
    let Some(text) = text else { return Ok(None) };
    Date::parse(text).map_or_else(|| bad(format!("{} is no day such as 2026-12-31", quoted(text))), |day| Ok(Some(day)))
}
