//! What people and teams carry, as bars with their numbers.

use maud::{Markup, html};

use super::{Text, at, heading, wide};
use crate::load::LimitState;
use crate::picture::report::{Person, Report, SHOWN, TeamLoad};
use crate::taxonomy::verdict::Verdict;

/// Bars are as wide as this.
const BAR: usize = 120;

pub(super) fn section(report: &Report) -> Markup {
    let shown = shown(report);
    let most = report.people.iter().map(|person| person.carried).max().unwrap_or(0);
    html! {
        section aria-labelledby="load" {
            (heading("load"))
            (key())
            (wide("People against their limits", &people(shown, most)))
            (others(&report.people[shown.len()..]))
            @for (number, person) in shown.iter().enumerate().filter(|(_, person)| !person.rows.is_empty()) {
                (lines(number, person, report))
            }
            (wide("Teams", &teams(report)))
        }
    }
}

/// The first people, for a picture.
pub(super) fn beginning(report: &Report) -> Markup {
    const FEW: usize = 6;
    let most = report.people.iter().map(|person| person.carried).max().unwrap_or(0);
    html! { (key()) (people(&report.people[..report.people.len().min(FEW)], most)) }
}

/// Those over a limit come first.
pub(super) fn shown(report: &Report) -> &[Person] {
    &report.people[..report.people.len().min(SHOWN)]
}

/// What is to be said of the others, in few words: who of them is over a limit, each with the table of a team.
fn others(people: &[Person]) -> Markup {
    let over: Vec<&Person> = people.iter().take_while(|person| person.is_over()).collect();
    let within = people.len() - over.len();
    html! {
        @if !over.is_empty() {
            details {
                summary { (over.len()) " more are over a limit" }
                ul { @for person in over { li {
                    @match person.first {
                        Some((grid, _)) => { a href={ "#t" (grid) } { (Text(&person.name)) } }
                        None => { (Text(&person.name)) }
                    }
                    @for limit in person.limits.iter().filter(|limit| limit.crossed) { ", " (Text(&limit.rule)) ": " (said(limit)) }
                } } }
            }
        }
        @if within > 0 {
            p { (within) " more are within every limit; their parts stand in " a href="#matrix" { "the table of their team" } "." }
        }
    }
}

fn key() -> Markup {
    html! {
        ul.key {
            @for (class, word) in [("core", "core"), ("shared", "shared"), ("stretch", "stretch"), ("out", "out"), ("grey", "not judged")] {
                li { svg.bar width="12" height="12" aria-hidden="true" { rect class=(class) width="12" height="12" {} } " " (word) }
            }
            li { svg.bar width="12" height="12" aria-hidden="true" { path.limit d="M6 0v12" {} } " the limit" }
        }
    }
}

fn people(people: &[Person], most: usize) -> Markup {
    html! {
        table {
            caption { "What each person carries: rows in which they are accountable or responsible, by the side of the line they are on" }
            thead { tr {
                th scope="col" { "Who" }
                th.n scope="col" { "Teams" }
                th.n scope="col" { "Carried" }
                th scope="col" { "In proportion" }
                @for verdict in Verdict::ALL { th.n scope="col" { (verdict.name()) } }
                th.n scope="col" { "not judged" }
                th scope="col" { "Over a limit" }
            } }
            tbody { @for (number, person) in people.iter().enumerate() { (row(number, person, most)) } }
        }
    }
}

fn row(number: usize, person: &Person, most: usize) -> Markup {
    let to = format!("#h{number}");
    let linked = |count: usize| -> Markup {
        if count == 0 || person.rows.is_empty() {
            html! { (count) }
        } else {
            html! { a href=(to) { (count) } }
        }
    };
    let crossed: Vec<&LimitState> = person.limits.iter().filter(|limit| limit.crossed).collect();
    html! {
        tr {
            th scope="row" {
                (Text(&person.name))
                @if let Some(called) = &person.called { " " (Text(called)) }
                @if !person.roles.is_empty() { small { (Text(&person.roles.join(", "))) } }
            }
            td.n { (person.teams) }
            td.n { (linked(person.carried)) }
            td { (stacked(&person.verdicts, person.not_judged, most)) }
            @for (verdict, count) in Verdict::ALL.into_iter().zip(person.verdicts) {
                @if count > 0 && verdict >= Verdict::Stretch { td class={ "n " (verdict.name()) } { (linked(count)) } } @else { td.n { (linked(count)) } }
            }
            td.n { (linked(person.not_judged)) }
            td.q {
                @if crossed.is_empty() { "no" }
                @for limit in crossed { div { (against(limit)) " " (Text(&limit.rule)) ": " b { (said(limit)) } } }
            }
        }
    }
}

/// Parts of a bar, one for each side of the line.
fn stacked(verdicts: &[usize; 4], not_judged: usize, most: usize) -> Markup {
    let names = Verdict::ALL.map(Verdict::name).into_iter().chain(["grey"]);
    let counts = verdicts.iter().copied().chain([not_judged]);
    let scale = |count: usize| count * BAR / most.max(1);
    let mut from = 0;
    let parts = names.zip(counts).map(|(class, count)| {
        let part = (class, scale(from), scale(from + count) - scale(from));
        from += count;
        part
    });
    let parts: Vec<_> = parts.filter(|(_, _, width)| *width > 0).collect();
    html! {
        svg.bar width=(BAR) height="12" aria-hidden="true" {
            @for (class, x, width) in parts { rect class=(class) x=(x) width=(width) height="12" {} }
        }
    }
}

/// A value against its limit, which stands in the middle.
fn against(limit: &LimitState) -> Markup {
    const WIDE: f64 = 60.0;
    let share = if limit.limit > 0.0 { (limit.value / limit.limit / 2.0).min(1.0) } else { 1.0 };
    html! {
        svg.bar width="60" height="12" aria-hidden="true" {
            rect.track width="60" height="12" {}
            rect.out width=(format!("{:.0}", share * WIDE)) height="12" {}
            path.limit d="M30 0v12" {}
        }
    }
}

/// `16 of at most 10`.
fn said(limit: &LimitState) -> String {
    let word = if limit.most { "at most" } else { "at least" };
    format!("{} of {word} {}", number(limit.value), number(limit.limit))
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}

/// The lines behind the numbers of a person.
fn lines(number: usize, person: &Person, report: &Report) -> Markup {
    html! {
        details {
            summary { (Text(&person.name)) ": the lines behind the numbers (" (person.rows.len()) ")" }
            div.scroll role="region" tabindex="0" aria-label={ "Lines behind the numbers of " (Text(&person.name)) } {
                table id={ "h" (number) } {
                    thead { tr { th scope="col" { "Work" } th scope="col" { "How" } th scope="col" { "Line" } th scope="col" { "Where" } } }
                    tbody { @for row in &person.rows {
                        tr {
                            th scope="row" {
                                @match row.row {
                                    Some((grid, at)) => { a href={ "#w" (grid) "-" (at) } { (Text(&row.work)) } }
                                    None => { (Text(&row.work)) }
                                }
                            }
                            td { (row.how.name()) }
                            td { @if let Some(verdict) = row.verdict { (verdict.name()) } }
                            td { (at(&row.at, report)) }
                        }
                    } }
                }
            }
        }
    }
}

fn teams(report: &Report) -> Markup {
    let most = report.teams.iter().map(|team| team.sum.carried).max().unwrap_or(0);
    html! {
        table {
            caption { "What is carried in each team" }
            thead { tr {
                th scope="col" { "Team" }
                th.n scope="col" { "People" }
                th.n scope="col" { "Rows" }
                th scope="col" { "In proportion" }
                @for verdict in Verdict::ALL { th.n scope="col" { (verdict.name()) } }
                th.n scope="col" { "not judged" }
                th.n scope="col" { "Held by nobody" }
                th.n scope="col" { "People over a limit" }
            } }
            tbody { @for team in &report.teams { (team_row(team, most)) } }
        }
    }
}

fn team_row(team: &TeamLoad, most: usize) -> Markup {
    let linked = |count: usize| match team.grid.filter(|_| count > 0) {
        Some(grid) => html! { a href={ "#t" (grid) } { (count) } },
        None => html! { (count) },
    };
    html! {
        tr {
            th scope="row" { (Text(&team.name)) }
            td.n { (team.people) }
            td.n { (linked(team.sum.carried)) }
            td { (stacked(&team.sum.verdicts, team.sum.not_judged, most)) }
            @for count in team.sum.verdicts { td.n { (linked(count)) } }
            td.n { (linked(team.sum.not_judged)) }
            td.n { @if team.unheld > 0 { span.unheld { (linked(team.unheld)) } } @else { "0" } }
            td.n { @if team.over_limits > 0 { a.out href="#load" { (team.over_limits) } } @else { "0" } }
        }
    }
}
