//! `drawline line`: one page about the line of a person, a role or a team. Whom the words mean is found out as `who` does.

use super::left_out::LeftOut;
use super::who::asked::{Known, Meaning};
use super::who::unknown;
use super::{Answer, anonymous, request};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::pseudonyms::Pseudonyms;
use crate::base::source::{Location, SourceFile};
use crate::base::suggest::capital;
use crate::cli::{Line, LineFormat, LineKind, WhoKind};
use crate::io::worktree::output::write_output;
use crate::line::role::{RoleLine, of_role};
use crate::line::{Around, Page, of_person, of_team};
use crate::org::facts::facts;
use crate::render::line as render;
use crate::render::sheet::{self, Sheet};
use crate::target::files::Files;

pub(super) fn run(args: &Line, width: usize) -> Result<Answer, Error> {
    let files = Files::sound_or_empty(&request::rules(&args.policy))?;
    let today = args.today.unwrap_or_else(Date::today);
    let judgement = files.judgement(today);
    let (policy, org) = (&*files.policy, judgement.org());
    let asked = args.who.join(" ");
    let asked = asked.trim();
    let all = facts(org);
    let known = Known { policy, org, worktree: Some(&files.worktree), facts: &all };
    let meanings = known.meanings(asked, args.kind.map(LineKind::as_who));
    let mask = args.anonymous.then(|| anonymous::mask(policy, org.names()));
    let found = judgement.diagnostics();
    let snapshot = &files.snapshot;
    let line_of = |place: &Location| {
        let text = snapshot.text(&place.path).or_else(|| policy.text(&place.path)).unwrap_or_default();
        SourceFile::new(text).line(place.span.start)
    };
    let around = Around { policy, org, today, found: &found, line_of: &line_of };
    let mut lines = meanings.iter().filter_map(|meaning| Some((meaning, drawn(&around, meaning)?)));
    let Some((meaning, mut drawn)) = lines.next() else {
        // Where nothing can be read, nobody can be known.
        Files::sound(&[], &request::rules(&args.policy))?;
        return Err(refused(&known, &meanings, (asked, args.kind.map(LineKind::as_who)), mask.as_ref()));
    };
    let others: Vec<_> = meanings.iter().filter(|other| *other != meaning && is_somebody(other)).collect();
    let note = others.first().map(|other| {
        let shown = |text: String| mask.as_ref().map_or_else(|| text.clone(), |mask| mask.text(&text));
        shown(format!(
            "taken for the {} {}; for the {} {}: `drawline line --as {} {}`",
            meaning.word(),
            meaning.name(),
            other.word(),
            other.name(),
            other.word(),
            other.name()
        ))
    });
    if let Some(mask) = &mask {
        drawn.rename(mask);
    }
    let left_out = LeftOut::of(org, mask.as_ref());
    let text = drawn.shown(args.format, &left_out, width);
    if let Some(file) = &args.output {
        write_output(file, &text)?;
        return Ok(left_out.beside(Answer { text: String::new(), code: 0, note }));
    }
    Ok(left_out.beside(Answer { text, code: 0, note }))
}

/// A line that was drawn.
enum Drawn {
    Page(Box<Page>),
    Role(Box<RoleLine>),
}

fn is_somebody(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Person(_) | Meaning::Team(_) | Meaning::Role(_))
}

fn drawn(around: &Around<'_>, meaning: &Meaning) -> Option<Drawn> {
    match meaning {
        Meaning::Person(handle) => of_person(around, handle).map(|page| Drawn::Page(Box::new(page))),
        Meaning::Team(id) => of_team(around, id).map(|page| Drawn::Page(Box::new(page))),
        Meaning::Role(id) => {
            let mut line = of_role(around.policy, id)?;
            line.here = around.org.acting(id).map(|person| person.handle.clone()).collect();
            line.here.sort();
            Some(Drawn::Role(Box::new(line)))
        }
        _ => None,
    }
}

impl Drawn {
    fn rename(&mut self, mask: &Pseudonyms) {
        match self {
            Self::Page(page) => page.rename(|handle| mask.handle(handle), |text| mask.text(text)),
            Self::Role(line) => line.here.iter_mut().for_each(|handle| *handle = mask.handle(handle)),
        }
    }

    fn sheet(&self, left_out: &LeftOut) -> Sheet {
        let mut sheet = match self {
            Self::Page(page) => render::page(page),
            Self::Role(line) => render::role(line),
        };
        sheet.lead.extend(left_out.said().map(|said| format!("{}.", capital(&said))));
        sheet
    }

    fn shown(&self, format: LineFormat, left_out: &LeftOut, width: usize) -> String {
        match (format, self) {
            (LineFormat::Text, line) => sheet::text(&line.sheet(left_out), width),
            (LineFormat::Markdown, line) => sheet::markdown(&line.sheet(left_out)),
            (LineFormat::Html, line) => sheet::html(&line.sheet(left_out)),
            (LineFormat::Json, Self::Page(page)) => left_out.in_json(&render::json(page)),
            (LineFormat::Json, Self::Role(line)) => left_out.in_json(&render::json(line)),
        }
    }
}

/// Why no line can be drawn: the words mean work or a path, or nothing here.
fn refused(
    known: &Known<'_>,
    meanings: &[Meaning],
    (asked, kind): (&str, Option<WhoKind>),
    mask: Option<&Pseudonyms>,
) -> Error {
    let shown = |text: String| mask.map_or_else(|| text.clone(), |mask| mask.text(&text));
    let (message, hint) =
        match meanings.first().filter(|meaning| !matches!(meaning, Meaning::Path(place) if place.kind.is_none())) {
            Some(other) => (
                format!(
                    "a line is drawn for a person, a role or a team, and `{asked}` is {} {}",
                    article(other),
                    other.name()
                ),
                format!("`drawline who {asked}` says who holds it"),
            ),
            None => unknown(known, asked, kind),
        };
    let hint = if hint.starts_with("ask for a path") {
        "name a person (`@handle` or a name), a role or a team".to_owned()
    } else {
        hint
    };
    Error::cannot_judge(shown(message), shown(hint))
}

fn article(meaning: &Meaning) -> &'static str {
    match meaning.kind() {
        WhoKind::Activity => "the work",
        WhoKind::Path => "the path",
        _ => "the group",
    }
}
