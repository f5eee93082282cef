//! The line of a person, a team or a role, as a sheet and as JSON (version 1).

mod role;

use serde::Serialize;

use super::sheet::{Item, Sheet};
use crate::base::suggest::{all_of, capital, with_article};
use crate::line::{Agreed, Counted, Ending, Missing, Page, Row, Taker};

pub use role::role;

/// The page of a person or a team.
#[must_use]
pub(crate) fn page(page: &Page) -> Sheet {
    let is_team = page.kind == "team";
    let mut sheet = Sheet {
        title: title(page),
        about: about(page),
        lead: page.opening.clone(),
        foot: foot(page),
        ..Sheet::default()
    };
    let rows = |rows: &[Row]| -> Vec<Item> { rows.iter().map(|row| item(row, is_team)).collect() };
    let joined = |rows: &[Row]| joined(rows, is_team);
    let lines = |lines: &[String]| -> Vec<Item> { lines.iter().map(|line| said(line)).collect() };
    sheet.list("Keep", "core to the role", joined(&page.keep));
    sheet.list("Share", "fine, as long as nobody carries it alone", joined(&page.share));
    sheet.list("Hand over", "the farthest from the line first", rows(&page.hand_over));
    sheet.list(
        "Nobody has room for",
        "somebody to find, or something to stop",
        page.no_room_for.iter().map(missing).collect(),
    );
    sheet.list("Over a limit", "", lines(&page.over));
    sheet.list("How the work is cut", "", lines(&page.said));
    sheet.list("Until when", "", page.until.iter().map(ending).collect());
    sheet.list(
        "Agreed exceptions",
        "over the line, for a reason that was written down",
        page.agreed.iter().map(agreed).collect(),
    );
    let no_line = format!("the profile {} draws no line there", page.profile);
    sheet.list("Not judged", &no_line, joined(&page.not_judged));
    sheet.list(
        "Not understood",
        "no kind of work that drawline knows; `drawline explain activities` names them",
        joined(&page.not_understood),
    );
    sheet
}

fn about(page: &Page) -> String {
    let areas: Vec<String> = page.areas.iter().map(|area| format!("{} in {}", area.duties, area.area)).collect();
    let areas = if areas.is_empty() { String::new() } else { format!(" The work: {}.", all_of(&areas)) };
    format!(
        "By the profile {}, on {}. A page to talk about, made from what files say; it judges work, not people.{areas}",
        page.profile, page.day
    )
}

fn title(page: &Page) -> String {
    if page.kind == "team" {
        return format!("The line of the team {}", page.called);
    }
    let called = if page.called == page.name { String::new() } else { format!(" ({})", page.called) };
    let roles = if page.roles.is_empty() { String::new() } else { format!(", {}", all_of(&page.roles)) };
    let teams = if page.teams.is_empty() { String::new() } else { format!(" in {}", all_of(&page.teams)) };
    format!("The line of {}{called}{roles}{teams}", page.name)
}

fn foot(page: &Page) -> String {
    let (all, parts) = (page.not_judged.len() + page.not_understood.len(), [&page.keep, &page.share, &page.hand_over]);
    let judged = parts.iter().map(|rows| rows.len()).sum::<usize>() + page.dated;
    let not = match (page.not_judged.len(), page.not_understood.len()) {
        _ if all == 0 => String::new(),
        (not_judged, 0) => format!(", {not_judged} not judged"),
        (0, not_understood) => format!(", {not_understood} not understood"),
        (not_judged, not_understood) => format!(", {not_judged} not judged, {not_understood} not understood"),
    };
    format!("{judged} judged{not}. `drawline explain NAME` says why a line runs where it does.")
}

/// Rows of the same work as one item: of a person those of several teams, of a team those of several people.
fn joined(rows: &[Row], is_team: bool) -> Vec<Item> {
    let is_same = |a: &Row, b: &Row| {
        a.work == b.work && a.note == b.note && (is_team || a.involvement == b.involvement && a.with == b.with)
    };
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        match groups.iter_mut().find(|group| is_same(group[0], row)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.iter().map(|group| one(group, is_team)).collect()
}

fn one(group: &[&Row], is_team: bool) -> Item {
    let first = group[0];
    let said = if is_team {
        let who: Vec<String> = group.iter().map(|row| format!("{} ({})", row.who, row.involvement)).collect();
        // Who shares a row of a team is mostly in the list already.
        let others = first.with.iter().filter(|with| !group.iter().any(|row| with.starts_with(&*row.who)));
        let others: Vec<&str> = others.map(String::as_str).collect();
        all_of(&who) + &with(&others)
    } else {
        let teams: Vec<&str> = group.iter().map(|row| &*row.team).collect();
        format!("{} in {}{}", first.involvement, all_of(&teams), with(&first.with))
    };
    let mut more: Vec<String> = first.note.iter().cloned().collect();
    more.push(places(group));
    Item { head: capital(&first.work), said, more }
}

fn with<S: AsRef<str>>(others: &[S]) -> String {
    if others.is_empty() { String::new() } else { format!(", with {}", all_of(others)) }
}

/// `a.toml:3, 5, b.toml:2`.
fn places(group: &[&Row]) -> String {
    let mut out = String::new();
    let mut before = "";
    for row in group {
        let place = if row.path == before { row.line.to_string() } else { format!("{}:{}", row.path, row.line) };
        out = if out.is_empty() { place } else { format!("{out}, {place}") };
        before = &row.path;
    }
    out
}

/// What was found, and what to do about it.
fn said(line: &str) -> Item {
    let (found, help) = line.split_once(": ").unwrap_or((line, ""));
    Item { head: capital(found), said: help.to_owned(), more: Vec::new() }
}

/// A row that moves.
fn item(row: &Row, is_team: bool) -> Item {
    let who = if is_team { format!("{} is {}", row.who, row.involvement) } else { row.involvement.to_owned() };
    let team = if is_team { String::new() } else { format!(" in {}", row.team) };
    let said = format!("{who}{team}");
    let mut more = Vec::new();
    if let Some(taker) = &row.to {
        more.push(handed(taker));
    } else if matches!(row.verdict, Some("out")) {
        more.push("nobody can take it yet: see below".to_owned());
    }
    more.extend(row.note.clone());
    more.push(format!("{}:{}", row.path, row.line));
    Item { head: capital(&row.work), said, more }
}

/// "to @kim, QA lead in Checkout, who would have 4 duties, at most 2 of them beyond the core (limit 10)".
fn handed(taker: &Taker) -> String {
    let Taker { person, role, team, .. } = taker;
    let duties = match taker.carried_after {
        1 => "1 duty".to_owned(),
        many => format!("{many} duties"),
    };
    let counted =
        taker.counted_after.map_or_else(String::new, |Counted { duties, limit, beyond_core }| match beyond_core {
            true => format!(", at most {duties} of them beyond the core (limit {limit})"),
            false => format!(", {duties} of at most {limit}"),
        });
    match taker.already {
        Some(already) => {
            format!("leave it to {person}, {role} in {team}, who is {already} already and stays at {duties}")
        }
        None => format!("to {person}, {role} in {team}, who would have {duties}{counted}"),
    }
}

fn missing(missing: &Missing) -> Item {
    let or = |stops: &'static str| if missing.may_stop { stops } else { "" };
    let said = match (&missing.role, missing.is_full) {
        (Some(role), true) => format!(
            "who should have it is at a limit: {} is missing in {}{}",
            with_article(&format!("second {role}")),
            missing.team,
            or(", or some of it stops")
        ),
        (Some(role), false) => {
            format!("{} is missing in {}{}", with_article(role), missing.team, or(", or it stops"))
        }
        (None, _) => format!("no other role in {} should have it, so some of it has to stop", missing.team),
    };
    Item { head: capital(&all_of(&missing.work)), said, more: Vec::new() }
}

fn ending(ending: &Ending) -> Item {
    let left = match ending.days_left {
        0 => "today".to_owned(),
        1 => "1 day left".to_owned(),
        left @ 2.. => format!("{left} days left"),
        over => format!("{} days ago", -over),
    };
    Item { head: ending.day.clone(), said: format!("{} ({left})", ending.what), more: Vec::new() }
}

fn agreed(agreed: &Agreed) -> Item {
    let owner = agreed.owner.as_ref().map_or_else(String::new, |owner| format!(", by {owner}"));
    let until =
        agreed.until.as_ref().map_or_else(|| ", without a last day".to_owned(), |until| format!(", until {until}"));
    Item { head: agreed.what.clone(), said: format!("{}{owner}{until}", agreed.reason), more: Vec::new() }
}

/// For machines.
#[must_use]
pub(crate) fn json(line: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Output<'a, L> {
        version: u32,
        line: &'a L,
    }
    let output = Output { version: 1, line };
    serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON") + "\n"
}
