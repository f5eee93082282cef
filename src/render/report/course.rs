//! How things went, step by step: small lines, and the table that they are drawn from.

use maud::{Markup, html};

use super::{Text, heading, wide};
use crate::picture::course::Course;
use crate::render::history::{FOLLOWED, Number, changing, from_to, values};
use crate::render::spark;

pub(super) fn section(course: Option<&Course>) -> Markup {
    html! {
        section aria-labelledby="course" {
            (heading("course"))
            @match course {
                None => { p { "No history was asked for: " code { "drawline report --since REV" } " shows how load and findings went since then." } }
                Some(course) => {
                    p { "What everybody carries at the end of each " (course.every) " since " (Text(&course.since)) ", judged by the line of today." }
                    ul.sparks { @for (name, of) in FOLLOWED { (spark(name, &values(course, of))) } }
                    (wide("How things went, step by step", &table(course)))
                    @if changing(course).len() < course.points.len() { p { "Steps that are like the one before are left out." } }
                }
            }
        }
    }
}

/// A small line; the table below has its numbers.
fn spark(name: &str, values: &[usize]) -> Markup {
    html! {
        li {
            b { (name) ": " (from_to(values)) }
            svg.spark width="184" height="44" aria-hidden="true" {
                path.base d="M2 42h180" {}
                g transform="translate(2 2)" { path d=(spark::path(values, 180, 40)) {} }
            }
        }
    }
}

const COLUMNS: [(&str, Number); 9] = [
    ("Carried", |point| point.carried),
    ("core", |point| point.core),
    ("shared", |point| point.shared),
    ("stretch", |point| point.stretch),
    ("out", |point| point.out),
    ("not judged", |point| point.not_judged),
    ("errors", |point| point.errors),
    ("warnings", |point| point.warnings),
    ("advice", |point| point.advice),
];

fn table(course: &Course) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Until" }
                @for (name, _) in COLUMNS { th.n scope="col" { (name) } }
                th scope="col" { "Commit" }
            } }
            tbody { @for point in changing(course) {
                tr {
                    th.q scope="row" { (point.day) }
                    @for (_, of) in COLUMNS { td.n { (of(point)) } }
                    td { code { (format!("{:.10}", point.commit)) } }
                }
            } }
        }
    }
}
