//! Facts: `ndjson`, one object a line (the machine contract), and a table for people.

use serde::Serialize;

use super::table as columns;
use crate::base::diagnostic::Involvement;
use crate::history::report::Texts;
use crate::org::facts::Fact;

#[derive(Serialize)]
struct Row<'a> {
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
}

/// One JSON object per fact and line.
#[must_use]
pub fn ndjson(facts: &[Fact], texts: &Texts) -> String {
    let mut out = String::new();
    for fact in facts {
        out.push_str(&serde_json::to_string(&row(fact, texts)).expect("internal error: plain data is always JSON"));
        out.push('\n');
    }
    out
}

fn row<'a>(fact: &'a Fact, texts: &Texts) -> Row<'a> {
    let (start, end) = texts.file(&fact.at.path).points(fact.at.span);
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
    }
}

/// A table with one fact a row: where, who, and what was understood.
#[must_use]
pub fn table(facts: &[Fact], texts: &Texts, width: Option<u16>) -> String {
    let rows = facts.iter().map(|fact| {
        let start = texts.file(&fact.at.path).point(fact.at.span.start);
        let what = fact.owned_path.as_deref().or(fact.activity.as_deref());
        [
            format!("{}:{}", fact.at.path, start.line),
            shown(fact.team.as_deref()),
            shown(fact.person.as_deref()),
            shown(fact.role.as_deref().or(fact.role_text.as_deref())),
            fact.involvement.map_or(fact.kind.name(), Involvement::name).to_owned(),
            shown(what),
            shown(fact.activity_text.as_deref()),
        ]
    });
    columns::render(["PLACE", "TEAM", "WHO", "ROLE", "HOW", "WHAT", "AS WRITTEN"], rows, width)
}

fn shown(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}
