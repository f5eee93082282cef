//! Facts: `ndjson`, one object a line (the machine contract), and a table for people.

use serde::Serialize;

use super::{clean, table as columns};
use crate::base::confidence::Confidence;
use crate::base::here::Here;
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::fleet::row::Row as Leaving;
use crate::history::report::Texts;
use crate::org::facts::Fact;
use crate::read::reading::Form;
use crate::taxonomy::scale::Scale;

/// A fact as machines read it.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    fact: &'static str,
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    team: Option<&'a str>,
    person: Option<&'a str>,
    role: Option<&'a str>,
    activity: Option<&'a str>,
    activity_text: Option<&'a str>,
    involvement: Option<&'static str>,
    source: &'static str,
    explicit: bool,
    hours: Option<f64>,
    allocation: Option<f64>,
    owned_path: Option<&'a str>,
    since: Option<String>,
    until: Option<String>,
    commit: Option<&'a str>,
    role_text: Option<&'a str>,
    confidence: Option<f64>,
    signs: Option<Vec<&'static str>>,
}

/// One JSON object per fact and line, of a commit where they were read there.
#[must_use]
pub(crate) fn ndjson(facts: &[Fact], texts: &Texts, commit: Option<&str>) -> String {
    lines(facts.iter().map(|fact| Row { commit, ..row(fact, texts) }))
}

/// One JSON object per row and line, for elsewhere.
#[must_use]
pub(crate) fn rows_of(rows: &[Leaving<'_>]) -> String {
    lines(rows.iter())
}

fn lines(rows: impl Iterator<Item = impl Serialize>) -> String {
    let mut out = String::new();
    for row in rows {
        out.push_str(&serde_json::to_string(&row).expect("internal error: plain data is always JSON"));
        out.push('\n');
    }
    out
}

/// A fact with its place in lines and columns.
pub(super) fn row<'a>(fact: &'a Fact, texts: &Texts) -> Row<'a> {
    let (start, end) = texts.of(&fact.at).points(fact.at.span);
    Row {
        fact: fact.kind.name(),
        path: fact.at.path.as_str(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        team: fact.team.as_deref(),
        person: fact.person.as_deref(),
        role: fact.role.as_deref(),
        activity: fact.activity.as_deref(),
        activity_text: fact.activity_text.as_deref(),
        involvement: fact.involvement.map(Involvement::name),
        source: fact.form.name(),
        explicit: fact.explicit,
        hours: fact.hours,
        allocation: fact.allocation,
        owned_path: fact.owned_path.as_deref(),
        since: fact.since.map(|day| day.to_string()),
        until: fact.until.map(|day| day.to_string()),
        commit: None,
        role_text: fact.role_text.as_deref(),
        confidence: fact.confidence.map(Confidence::share),
        signs: fact.reasons.as_ref().map(|reasons| reasons.signs.keys().collect()),
    }
}

/// A table with one fact a row: where, who, and what was understood.
#[must_use]
pub(crate) fn table(facts: &[Fact], texts: &Texts, here: &Here, width: Option<u16>) -> String {
    let rows = facts.iter().map(|fact| {
        let start = texts.of(&fact.at).point(fact.at.span.start);
        let what = fact.owned_path.as_deref().or(fact.activity.as_deref());
        [
            format!("{}:{}", here.shown(fact.at.path.as_str()), start.line),
            shown(fact.team.as_deref()),
            shown(fact.person.as_deref()),
            shown(fact.role.as_deref().or(fact.role_text.as_deref())),
            how(fact),
            shown(what),
            shown(fact.activity_text.as_deref()),
        ]
    });
    let table = columns::render(
        ["PLACE", "TEAM", "WHO", "ROLE", "HOW", "WHAT", "AS WRITTEN"],
        rows,
        width,
        &["AS WRITTEN", "TEAM", "ROLE", "PLACE"],
    );
    if facts.iter().all(|fact| fact.explicit) {
        return table;
    }
    format!("{table}\n(in brackets: read in prose, but not clearly enough for a rule to judge it)\n")
}

/// Who holds what, with since when.
#[must_use]
pub(crate) fn held(facts: &[Fact], since: &[String], texts: &Texts, here: &Here, width: Option<u16>) -> String {
    let rows = facts.iter().zip(since).map(|(fact, since)| {
        let start = texts.of(&fact.at).point(fact.at.span.start);
        [
            shown(fact.person.as_deref()),
            shown(fact.role.as_deref().or(fact.role_text.as_deref())),
            how(fact),
            shown(fact.owned_path.as_deref().or(fact.activity.as_deref()).or(fact.activity_text.as_deref())),
            shown(fact.team.as_deref()),
            since.clone(),
            format!("{}:{}", here.shown(fact.at.path.as_str()), start.line),
        ]
    });
    columns::render(
        ["WHO", "ROLE", "HOW", "WHAT", "TEAM", "SINCE", "PLACE"],
        rows,
        width,
        &["SINCE", "TEAM", "PLACE", "ROLE"],
    )
}

fn how(fact: &Fact) -> String {
    let word = fact.involvement.map_or(fact.kind.name(), Involvement::name);
    if fact.explicit { word.to_owned() } else { format!("({word})") }
}

/// Each fact with the words it was read from.
#[must_use]
pub(crate) fn explained(facts: &[Fact], texts: &Texts, here: &Here, scale: &Scale) -> String {
    let mut out = String::new();
    for fact in facts {
        let place = texts.of(&fact.at).point(fact.at.span.start);
        let who =
            fact.person.as_deref().or(fact.role.as_deref()).or(fact.role_text.as_deref()).unwrap_or("somebody unknown");
        let what = fact.owned_path.as_deref().or(fact.activity.as_deref()).or(fact.activity_text.as_deref());
        let said = match what {
            Some(what) => format!("{who} is {} in {what}", how(fact)),
            None => format!("{who} is a {}", how(fact)),
        };
        let path = here.shown(fact.at.path.as_str());
        out.push_str(&format!("{}:{}  {}\n", clean::path(&path), place.line, clean::line(&said)));
        for line in reasons(fact, texts, scale) {
            out.push_str(&format!("    {}\n", clean::line(&line)));
        }
    }
    out
}

/// Who, how and what, each with its words and their line.
fn reasons(fact: &Fact, texts: &Texts, scale: &Scale) -> Vec<String> {
    let Some(reasons) = &fact.reasons else { return vec!["written as data".to_owned()] };
    let words = |at: &Location| {
        let file = texts.of(at);
        let text = file
            .text()
            .get(at.span.start..at.span.end)
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        format!("\"{text}\", line {}", file.point(at.span.start).line)
    };
    let wording = reasons.wording.as_ref();
    let by = wording.and_then(|wording| wording.by.as_ref());
    let who = if reasons.subject.span.is_empty() {
        "by the name of the file".to_owned()
    } else if fact.form == Form::Table && by.is_none() {
        format!("by the row and column of {}", words(&fact.at))
    } else {
        words(&reasons.subject)
    };
    let how = match (by, fact.form) {
        (Some(by), _) => words(by),
        (None, Form::Table) => words(&fact.at),
        (None, _) => "by the heading or label above".to_owned(),
    };
    let what = match wording.and_then(|wording| Some((wording, wording.phrase.as_ref()?))) {
        None => "no known activity matches these words".to_owned(),
        Some((wording, phrase)) => named_by(&wording.words, texts).unwrap_or_else(|| words(phrase)),
    };
    let mut lines = vec![format!("who:  {who}"), format!("how:  {how}"), format!("what: {what}")];
    if let Some(confidence) = fact.confidence {
        lines.push(format!("confidence: {confidence} ({})", confidence.share()));
    }
    let all = scale.reasons(reasons.signs);
    let said = |against: bool| {
        let some = all.iter().filter(|(_, sign)| (sign.weight < 0) == against).map(|(_, sign)| sign.says.as_str());
        some.collect::<Vec<_>>().join("; ")
    };
    for (word, said) in [("for", said(false)), ("against", said(true))] {
        if !said.is_empty() {
            lines.push(format!("{word}: {said}"));
        }
    }
    if !fact.explicit {
        lines.push("in brackets: no rule judges it, for it is not sure enough".to_owned());
        if let Some((_, sign)) = all.iter().find(|(_, sign)| sign.weight < 0 && !sign.instead.is_empty()) {
            lines.push(format!("to make it explicit: {}", sign.instead));
        }
    }
    lines
}

/// The words that name the work, and those beside them that nothing explains: "sign off" + "testing", line 4.
fn named_by((by, unexplained): &(Vec<Location>, Vec<Location>), texts: &Texts) -> Option<String> {
    let first = by.first()?;
    let quoted = |places: &[Location]| {
        let text = |at: &Location| texts.of(at).text().get(at.span.start..at.span.end).unwrap_or_default().to_owned();
        places.iter().map(|at| format!("\"{}\"", text(at))).collect::<Vec<_>>().join(" + ")
    };
    let line = texts.of(first).point(first.span.start).line;
    let named = format!("{}, line {line}", quoted(by));
    Some(if unexplained.is_empty() { named } else { format!("{named}; not explained: {}", quoted(unexplained)) })
}

fn shown(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}
