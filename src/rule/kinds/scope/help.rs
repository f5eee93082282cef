//! The words of scope findings: who holds what and how, and who should instead, with what that does to their load.

use super::{Held, When};
use crate::base::fix::{Fix, quoted};
use crate::base::involvement::Involvement;
use crate::base::source::Span;
use crate::base::suggest::{all_of, with_article};
use crate::org::{Assignment, Holder, Team};
use crate::read::is_page;
use crate::rule::CheckContext;
use crate::rule::bench::{Handing, Heir, Pledges};

/// What a message calls the holder: by the short name of the role, where it has one, else as the charter does: "founder".
pub(super) fn named<'a>(scene: &'a CheckContext<'_>, team: &'a Team, held: &'a Held<'_>) -> &'a str {
    let short = scene.taxonomy.role_short(held.role);
    match &held.assignment.holder {
        Holder::Person(handle) if short == scene.taxonomy.role_title(held.role) => {
            scene.called(team, handle, held.role)
        }
        _ => short,
    }
}

/// "@maya, product manager in Checkout, is accountable".
pub(super) fn who_and_how(scene: &CheckContext<'_>, team: &Team, held: &Held<'_>) -> String {
    let title = scene.taxonomy.role_title(held.role);
    let involvement = held.assignment.involvement;
    match &held.assignment.holder {
        Holder::Person(handle) => {
            let called = scene.called(team, handle, held.role);
            format!("{handle}, {called} in {}, is {involvement}", team.shown_name())
        }
        _ => format!("the {title} is {involvement}"),
    }
}

/// What to do about a finding of a rule.
pub(super) fn way_out(when: &When, scene: &CheckContext<'_>, team: &Team, held: &Held<'_>, rule: &str) -> String {
    let is_page = is_page(&held.assignment.at.path);
    match when {
        When::Out if !held.assignment.involvement.carries() => {
            let why = match held.assignment.involvement {
                Involvement::Informed => "is between few people, and private to them",
                _ => "stays with its owners",
            };
            format!("take {} out of this row: {} {why}", shown(held), held.activity.title)
        }
        When::Out => {
            let compensating = held.ruling.is_some_and(|(ruling, _)| ruling.needs_compensating);
            let control = match compensating {
                false => String::new(),
                true if is_page => {
                    let comment = exception(rule, " compensating=\"who checks what instead\"");
                    format!("; or name the control that makes it safe, in a comment above: {comment}")
                }
                true => "; or name the `compensating` control that makes it safe".to_owned(),
            };
            let (instead, meanwhile) = (scene.hand_over(team, &handing(held)), meanwhile(scene, team, held));
            format!("{instead}{meanwhile}{control}{}", judged_as(scene, held))
        }
        When::Stretch => {
            let until = match is_page {
                true => format!("say until when, in a comment above: {}", exception(rule, "")),
                false => "give the duty an `until` date".to_owned(),
            };
            let instead = scene.hand_over(team, &handing(held));
            let or = if instead.starts_with('@') { "" } else { "or " };
            format!("fine for a while: {until}; {or}{instead}")
        }
        When::HeldAlone => {
            let who = sharer(scene, team, held).unwrap_or_default();
            format!("ask {who} to share it, as responsible or consulted")
        }
        When::BelowFloor => {
            let floor = held.floor(scene).map_or("", crate::base::involvement::Involvement::name);
            let others = held.duty.assignments.iter().filter(|other| other.involvement.name() == floor);
            match others.map(|other| &other.holder).find(|holder| **holder != held.assignment.holder) {
                Some(Holder::Person(other)) => format!("make {} {floor}, and let {other} be asked before", shown(held)),
                _ => format!("make {} {floor}, or say who in {} is", shown(held), team.shown_name()),
            }
        }
    }
}

/// Who of the team could do it until somebody is there to own it; what protects others waits for nobody's stand-in.
fn meanwhile(scene: &CheckContext<'_>, team: &Team, held: &Held<'_>) -> String {
    let handing = handing(held);
    let is_nobodys = !held.activity.hard && matches!(scene.heir(team, &handing), Heir::Nobody);
    let second = is_nobodys.then(|| scene.second(team, &handing, &Pledges::new())).flatten();
    second.map_or_else(String::new, |(person, role)| {
        format!("; until then {} ({}) could do it", person.handle, scene.called(team, &person.handle, role))
    })
}

/// An exception as a page takes it.
fn exception(rule: &str, more: &str) -> String {
    format!("`<!-- drawline: ignore[{rule}] until=2026-12-31{more} the reason -->`")
}

/// Which of several roles counts, where another one would allow it.
fn judged_as(scene: &CheckContext<'_>, held: &Held<'_>) -> String {
    let titles: Vec<&str> = held.passed_over.iter().map(|role| scene.taxonomy.role_title(role)).collect();
    if titles.is_empty() {
        return String::new();
    }
    let role = scene.taxonomy.role_title(held.role);
    format!(
        "; judged as {role}, though also {}: whoever asks for the work does not attest it under a second title",
        all_of(&titles)
    )
}

/// "a PM", but "a program manager": an abbreviation where the role has one.
pub(super) fn in_short(scene: &CheckContext<'_>, role: &str) -> String {
    let short = scene.taxonomy.role_short(role);
    let is_abbreviation = short.chars().all(|c| c.is_ascii_uppercase());
    with_article(if is_abbreviation { short } else { scene.taxonomy.role_title(role) })
}

fn shown(held: &Held<'_>) -> String {
    match &held.assignment.holder {
        Holder::Person(handle) => handle.to_string(),
        _ => format!("the {}", held.role),
    }
}

/// What is to be handed over.
fn handing<'a>(held: &'a Held<'_>) -> Handing<'a> {
    let (activity, from) = (held.activity, Some(&held.assignment.holder));
    Handing { activity, duty: Some(held.duty), from, without: Some(held.role) }
}

/// Who could share the work: "@pia (product marketing manager in Go to market)".
pub(super) fn sharer(scene: &CheckContext<'_>, team: &Team, held: &Held<'_>) -> Option<String> {
    let (person, role, place) = match scene.heir(team, &handing(held)) {
        Heir::Here { person, role, .. } => (person.handle.clone(), role, Some(team.name.clone())),
        Heir::Elsewhere { able, role } => (able.person, role, able.team.map(|(_, name)| name)),
        Heir::Full { .. } | Heir::Nobody => return None,
    };
    let place = place.map_or_else(String::new, |place| format!(" in {place}"));
    Some(format!("{person} ({}{place})", scene.taxonomy.role_title(role)))
}

/// Hands a duty of data over to the one person in the team who fills the role that should own it; where that person carries it
/// already, it is left to them. What that does to their load is judged by whoever applies it.
pub(super) fn hand_over_fix(scene: &CheckContext<'_>, team: &Team, held: &Held<'_>) -> Option<Fix> {
    let (path, holder) = (&held.assignment.at.path, &held.assignment.holder);
    let is_ours = scene.org.files.get(path).is_some_and(|file| !file.reading.mapped);
    if !held.assignment.involvement.carries() || is_page(path) || !is_ours {
        return None;
    }
    let is = |holder: &Holder, handle: &str| matches!(holder, Holder::Person(other) if **other == *handle);
    // Whom the help means; of two who fill the role and do not have the duty yet, the choice is not ours.
    let Heir::Here { person: meant, role, already } = scene.heir(team, &handing(held)) else { return None };
    let own = match holder {
        Holder::Person(handle) => handle,
        _ => &meant.handle,
    };
    if already.is_none() && scene.has_others(team, role, held.activity, &[&meant.handle, own]) {
        return None;
    }
    let heir = &meant.handle;
    let of_heir = || held.duty.assignments.iter().filter(|other| is(&other.holder, heir));
    let already = of_heir().any(|other| other.involvement.carries());
    // Who is only asked or told has a letter too many afterwards.
    if of_heir().any(|other| !other.involvement.carries()) {
        return None;
    }
    let carrying = held.duty.assignments.iter().filter(|other| other.holder == *holder && other.involvement.carries());
    let edit = |given: &Assignment| {
        let there = of_heir().any(|other| other.involvement == given.involvement);
        if there { Some((*given.whole.as_deref()?, String::new())) } else { Some((given.at.span, quoted(heir))) }
    };
    let edits: Vec<(Span, String)> = carrying.map(edit).collect::<Option<_>>()?;
    let title = format!("{} it to {heir}", if already { "leave" } else { "hand" });
    Some(Fix { is_safe: false, ..Fix::places(path, &title, &edits) })
}
