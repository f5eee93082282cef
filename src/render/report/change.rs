//! What changed since a moment: who gains, who loses, and what is left to nobody.

use maud::{Markup, html};

use super::{Text, heading, wide};
use crate::base::involvement::Involvement;
use crate::picture::change::{Carried, Change, PersonChange};

pub(super) fn section(change: Option<&Change>) -> Markup {
    html! {
        section aria-labelledby="changed" {
            (heading("changed"))
            @match change {
                None => { p { "Nothing was named to compare with: " code { "drawline report --since REV" } " shows who gained and who lost what since then." } }
                Some(change) if change.impact.rows.is_empty() && change.people.is_empty() => {
                    p { "Since " (Text(&change.since)) " nobody has gained or lost a duty." }
                }
                Some(change) => {
                    @if !change.people.is_empty() { (wide("What people carry, before and after", &people(change))) }
                    @if !change.impact.rows.is_empty() { (wide("Who gained and who lost what", &duties(change))) }
                }
            }
        }
    }
}

fn people(change: &Change) -> Markup {
    html! {
        table {
            caption { "What people carry, at " (Text(&change.since)) " and now" }
            thead { tr {
                th scope="col" { "Who" }
                @for word in ["Carried", "core", "shared", "stretch", "out", "not judged", "Limits crossed"] { th.n scope="col" { (word) } }
            } }
            tbody { @for person in &change.people { (person_row(person)) } }
        }
    }
}

fn person_row(person: &PersonChange) -> Markup {
    let nothing = Carried::default();
    let (before, after) = (person.before.as_ref().unwrap_or(&nothing), person.after.as_ref().unwrap_or(&nothing));
    let numbers = |carried: &Carried| {
        let Carried { carried, core, shared, stretch, out, not_judged, over } = carried;
        [*carried, *core, *shared, *stretch, *out, *not_judged, over.len()]
    };
    html! {
        tr {
            th scope="row" { (Text(&person.person)) }
            @for (before, after) in numbers(before).into_iter().zip(numbers(after)) {
                @if before == after { td.n { (after) } } @else { td.n { (before) " \u{2192} " b { (after) } } }
            }
        }
    }
}

fn duties(change: &Change) -> Markup {
    html! {
        table {
            caption { "Who gained and who lost what since " (Text(&change.since)) }
            thead { tr {
                th scope="col" { "Work" } th scope="col" { "Team" } th scope="col" { "Gained by" } th scope="col" { "Lost by" } th scope="col" { "Now" }
            } }
            tbody { @for row in &change.impact.rows {
                tr {
                    th scope="row" { (Text(&row.activity)) }
                    td { (Text(&row.team)) }
                    td { (parts(&row.gains)) }
                    td { (parts(&row.losses)) }
                    @if row.unowned { td.unheld { "held by nobody" } } @else { td {} }
                }
            } }
        }
    }
}

fn parts(parts: &[(String, Involvement)]) -> Markup {
    html! {
        @for (at, (holder, how)) in parts.iter().enumerate() {
            @if at > 0 { ", " }
            (Text(holder)) " (" (how.name()) ")"
        }
    }
}
