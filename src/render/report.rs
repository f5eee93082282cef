//! The report as one file for a browser: it loads nothing, runs nothing, and reads the same on a phone, on a wide screen, on
//! paper and aloud. Every number leads to the lines behind it.
//!
//! `report/load.rs` shows what people and teams carry, `report/grid.rs` who holds which work, `report/change.rs` what changed,
//! `report/course.rs` how things went, `report/found.rs` exceptions and findings, `report/style.rs` how it all looks.

mod change;
mod course;
mod found;
mod grid;
mod load;
mod style;

use maud::{Markup, PreEscaped, html};

use super::clean;
use super::html::{Text, page, shortened};
use crate::base::parallel::Threads;
use crate::fleet::BETWEEN;
use crate::picture::Place;
use crate::picture::grid::Grid;
use crate::picture::report::{Report, Where};

/// The parts of a report: what each is called, in a link and as a heading.
const PARTS: [(&str, &str); 8] = [
    ("state", "How things stand"),
    ("load", "People and teams against their limits"),
    ("matrix", "Who holds which work"),
    ("changed", "What changed"),
    ("course", "How things went"),
    ("exceptions", "Agreed exceptions"),
    ("findings", "What was found"),
    ("reading", "How to read this page"),
];

fn heading(part: &str) -> Markup {
    let title = PARTS.iter().find(|(id, _)| *id == part).map_or("", |(_, title)| title);
    html! { h2 id=(part) { (title) } }
}

/// The report.
#[must_use]
pub(crate) fn report(report: &Report) -> String {
    page(TITLE, style::STYLE, &body(report))
}

const TITLE: &str = "Where the line runs";

/// The beginning of the report as a picture: the same elements, which are XML as well, in a frame of SVG.
#[must_use]
pub(crate) fn picture(report: &Report) -> String {
    const SIZE: (usize, usize) = (1_330, 800);
    let (width, height) = SIZE;
    let said: Vec<&str> = report.opening.iter().map(|sentence| &*sentence.text).collect();
    let inside = html! {
        h1 { (TITLE) }
        p.about { (Text(&about(report))) }
        ol.lead { @for sentence in &said { li { (Text(sentence)) } } }
        (load::beginning(report))
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"title description\">\n<title id=\"title\">{TITLE}</title>\n<desc id=\"description\">{}</desc>\n\
         <style>{}</style>\n<foreignObject width=\"{width}\" height=\"{height}\"><div xmlns=\"http://www.w3.org/1999/xhtml\" \
         class=\"page\">{}</div></foreignObject>\n</svg>\n",
        clean::html(&said.join(" ")),
        style::STYLE,
        // In XML an element says whose it is.
        inside.into_string().replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" "),
    )
}

/// What stands on the page. Its parts are made beside each other.
fn body(report: &Report) -> String {
    type Part<'a> = &'a (dyn Fn() -> String + Sync);
    let short = |part: Markup| shortened(&part.into_string());
    let parts: [Part<'_>; 9] = [
        &|| short(beginning(report)),
        &|| short(state(report)),
        &|| short(load::section(report)),
        &|| grid::section(report),
        &|| short(change::section(report.change.as_ref())),
        &|| short(course::section(report.course.as_ref())),
        &|| short(found::exceptions(report)),
        &|| short(found::findings(report)),
        &|| short(reading(report)),
    ];
    let shown = Threads::of_machine().map(&parts, (0, 1), |part| part());
    format!("{}<main>{}</main>", shown[0], shown[1..].concat())
}

fn beginning(report: &Report) -> Markup {
    html! {
        a.skip href="#state" { "To the content" }
        header {
            h1 { (TITLE) }
            p.about { (Text(&about(report))) }
            nav aria-label="Parts of this page" {
                ul { @for (id, title) in PARTS { li { a href={ "#" (id) } { (title) } } } }
            }
        }
    }
}

fn state(report: &Report) -> Markup {
    html! {
        section aria-labelledby="state" {
            (heading("state"))
            @if let Some(said) = &report.left_out { p { strong { (Text(said)) } } }
            ol.lead { @for sentence in &report.opening { li {
                (Text(&sentence.text)) " " a href={ "#" (target(sentence.to)) } { (leads_to(sentence.to)) }
            } } }
        }
    }
}

/// A matrix alone, as a page.
#[must_use]
pub(crate) fn matrix(grids: &[Grid], left_out: Option<&str>) -> String {
    let is_by_team = grids.first().is_none_or(|grid| grid.team.is_some());
    let body = html! {
        main {
            h1 { "Who holds which work" }
            h2 { @if is_by_team { "Team by team" } @else { "Role by role" } }
            @if let Some(said) = left_out { p { strong { (Text(said)) } } }
            @if grids.is_empty() { p { "No file says who does work of that part." } }
            (grid::legend())
            (PreEscaped(grid::tables(grids, &grid::Links::default(), true)))
        }
    };
    page("Who holds which work", style::STYLE, &shortened(&body.into_string()))
}

fn target(to: Where) -> &'static str {
    match to {
        Where::Load => "load",
        Where::Matrix => "matrix",
        Where::Change => "changed",
        Where::Exceptions => "exceptions",
        Where::Findings => "findings",
    }
}

/// Where a sentence leads to, in words of its own: a list of links is read without what stands around them.
fn leads_to(to: Where) -> &'static str {
    match to {
        Where::Load => "See people and teams",
        Where::Matrix => "See who holds what",
        Where::Change => "See what changed",
        Where::Exceptions => "See the exceptions",
        Where::Findings => "See the findings",
    }
}

fn about(report: &Report) -> String {
    let of = match &report.commit {
        Some(commit) => format!("commit {commit:.10}"),
        None => "the working tree".to_owned(),
    };
    format!(
        "Made by drawline on {} from {} files of {of}. It speaks of work that files name, and scores nobody.",
        report.day, report.files
    )
}

/// `teams/checkout/charter.toml:27`.
fn at(place: &Place, report: &Report) -> Markup {
    linked(place, report.source.as_deref(), &html! { code { (Text(&place.path)) ":" (place.line) } })
}

/// What is said of a place, leading to where the file can be read.
fn linked(place: &Place, source: Option<&str>, said: &Markup) -> Markup {
    // What lies in another repository is at another address.
    let source = source.filter(|_| !place.path.contains(BETWEEN));
    html! {
        @match source {
            Some(source) => { a href={ (source) "/" (clean::address(&place.path)) "#L" (place.line) } { (said) } }
            None => { (said) }
        }
    }
}

/// A table that may be wider than the page scrolls by itself, and so can be reached with the keyboard.
fn wide(label: &str, table: &Markup) -> Markup {
    html! { div.scroll role="region" tabindex="0" aria-label=(Text(label)) { (table) } }
}

fn reading(report: &Report) -> Markup {
    html! {
        section aria-labelledby="reading" {
            (heading("reading"))
            dl {
                dt { "Where the numbers come from" }
                dd {
                    "Every number counts rows in files of the repository. The lines behind it are named beside it or a link away, as a file \
                     and a line. Nothing else is counted: no commits, no messages, no hours at work."
                }
                dt { "The line" }
                dd {
                    "A profile, here " (Text(&report.profile)) ", says for each role which work is " b { "core" } ", which is " b { "shared" }
                    " with others, which is fine for a while (" b { "stretch" } "), and which belongs to another role (" b { "out" }
                    "). " code { "drawline explain NAME" } " says why, and on what evidence."
                }
                dt { "Limits" }
                dd { "A limit is a number that a load is held against. Most limits leave out what is core to the role." }
                dt { "What this page does not say" }
                dd {
                    "How well anybody works, how busy they are, or why something is as it is. It ranks nobody and scores nobody; it shows what \
                     was written down, and what was not written down is not here."
                }
                @if report.coverage.not_understood > 0 {
                    dt { "What was not understood" }
                    dd {
                        (report.coverage.not_understood) " of " (report.coverage.assignments)
                        " assignments name no work that drawline knows, and are judged by nobody. " code { "drawline facts" } " lists them."
                    }
                }
            }
        }
    }
}
