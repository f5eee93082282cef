//! The words of scope findings: who holds what and how, and who should instead, with what that does to their load.

use super::{Held, When};
use crate::base::fix::{Fix, quoted};
use crate::base::source::Span;
use crate::base::suggest::{all_of, one_of};
use crate::org::{Assignment, Holder, Person, Team};
use crate::rule::Scene;

/// "@maya, product manager in Checkout, is accountable".
pub(super) fn who_and_how(scene: &Scene<'_>, team: &Team, held: &Held<'_>) -> String {
    let title = scene.taxonomy.role_title(&held.role);
    let involvement = held.assignment.involvement;
    match &held.assignment.holder {
        Holder::Person(handle) => format!("{handle}, {title} in {}, is {involvement}", team.shown_name()),
        _ => format!("the {title} is {involvement}"),
    }
}

/// What to do about a finding of a rule.
pub(super) fn way_out(when: &When, scene: &Scene<'_>, team: &Team, held: &Held<'_>, rule: &str) -> String {
    let is_page = held.assignment.at.path.is_prose();
    match when {
        When::Out if !held.assignment.involvement.carries() => {
            format!("take {} out of this row: {} stays with its owners", shown(held), held.activity.title)
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
            format!("{}{control}{}", hand_over(scene, team, held), judged_as(scene, held))
        }
        When::Stretch => {
            let until = match is_page {
                true => format!("say until when, in a comment above: {}", exception(rule, "")),
                false => "give the duty an `until` date".to_owned(),
            };
            format!("fine for a while: {until}; or {}", hand_over(scene, team, held))
        }
        When::HeldAlone => {
            let roles: Vec<_> = owners(held).map(|role| scene.taxonomy.role_title(role)).collect();
            match first_filled(scene, team, held) {
                Some((person, role)) => {
                    let title = scene.taxonomy.role_title(role);
                    format!(
                        "ask {} ({title} in {}) to share it, as responsible or consulted",
                        person.handle,
                        team.shown_name()
                    )
                }
                None => format!("share it with {}, as responsible or consulted", with_article(&one_of(&roles))),
            }
        }
        When::BelowFloor => {
            let floor = held.floor(scene).map_or("", crate::base::involvement::Involvement::name);
            format!("make {} {floor}, or say who in {} is", shown(held), team.shown_name())
        }
    }
}

/// An exception as a page takes it.
fn exception(rule: &str, more: &str) -> String {
    format!("`<!-- drawline: ignore[{rule}] until=2026-12-31{more} the reason -->`")
}

/// Which of several roles counts, where another one would allow it.
fn judged_as(scene: &Scene<'_>, held: &Held<'_>) -> String {
    let titles: Vec<&str> = held.passed_over.iter().map(|role| scene.taxonomy.role_title(role)).collect();
    if titles.is_empty() {
        return String::new();
    }
    let role = scene.taxonomy.role_title(&held.role);
    format!(
        "; judged as {role}, though also {}: whoever asks for the work does not attest it under a second title",
        all_of(&titles)
    )
}

/// "a product manager", "an engineering manager".
pub(super) fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    // Abbreviations that are spelt out loud: "an SRE", but "a UX designer".
    let spelt = noun.starts_with("SRE") || noun.starts_with("FP&A");
    format!("{} {noun}", if vowel || spelt { "an" } else { "a" })
}

/// "a PM", but "a program manager": an abbreviation where the role has one.
pub(super) fn in_short(scene: &Scene<'_>, role: &str) -> String {
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

/// Roles that should own the activity, best first, without the one that was judged.
fn owners<'a>(held: &'a Held<'_>) -> impl Iterator<Item = &'a str> {
    held.activity.owners.iter().map(|owner| &*owner.value).filter(|role| **role != *held.role)
}

/// The first owning role that somebody fills in the team, with the person there who carries least.
fn first_filled<'a>(scene: &'a Scene<'_>, team: &'a Team, held: &'a Held<'_>) -> Option<(&'a Person, &'a str)> {
    let holder = match &held.assignment.holder {
        Holder::Person(handle) => Some(handle),
        _ => None,
    };
    owners(held).find_map(|role| {
        let people = scene.org.holders_of_role(team, role);
        people.into_iter().find(|person| Some(&person.handle) != holder).map(|person| (person, role))
    })
}

/// Hands a duty of data over to the one person in the team who fills the role that should own it; where that person carries it
/// already, it is left to them. What that does to their load is judged by whoever applies it.
pub(super) fn hand_over_fix(scene: &Scene<'_>, team: &Team, held: &Held<'_>) -> Option<Fix> {
    let (path, holder) = (&held.assignment.at.path, &held.assignment.holder);
    let is_ours = scene.org.files.get(path).is_some_and(|file| !file.reading.mapped);
    if !held.assignment.involvement.carries() || path.is_prose() || !is_ours {
        return None;
    }
    let is = |holder: &Holder, handle: &str| matches!(holder, Holder::Person(other) if **other == *handle);
    // The first owning role that somebody else fills, as in the help; with two who fill it, the choice is not ours.
    let able = owners(held).map(|role| {
        let mut people = scene.org.holders_of_role(team, role);
        people.retain(|person| !is(holder, &person.handle));
        people
    });
    let able = able.into_iter().find(|able| !able.is_empty())?;
    let [heir] = able.as_slice() else { return None };
    let heir = &heir.handle;
    let of_heir = || held.duty.assignments.iter().filter(|other| is(&other.holder, heir));
    let already = of_heir().any(|other| other.involvement.carries());
    // Who is only asked or told has a letter too many afterwards.
    if of_heir().any(|other| !other.involvement.carries()) {
        return None;
    }
    let carrying = held.duty.assignments.iter().filter(|other| other.holder == *holder && other.involvement.carries());
    let edit = |given: &Assignment| {
        let there = of_heir().any(|other| other.involvement == given.involvement);
        if there { Some((given.whole?, String::new())) } else { Some((given.at.span, quoted(heir))) }
    };
    let edits: Vec<(Span, String)> = carrying.map(edit).collect::<Option<_>>()?;
    let title = format!("{} it to {heir}", if already { "leave" } else { "hand" });
    Some(Fix { is_safe: false, ..Fix::places(path, &title, &edits) })
}

fn hand_over(scene: &Scene<'_>, team: &Team, held: &Held<'_>) -> String {
    let Some((person, role)) = first_filled(scene, team, held) else {
        let roles: Vec<_> = owners(held).map(|role| scene.taxonomy.role_title(role)).collect();
        let roles = with_article(&one_of(&roles));
        return format!("hand it to {roles}; nobody in {} is one yet", team.shown_name());
    };
    let title = scene.taxonomy.role_title(role);
    let duties = |count: usize| format!("{count} {}", if count == 1 { "duty" } else { "duties" });
    let already = held.duty.assignments.iter().filter(|other| {
        other.involvement.carries() && matches!(&other.holder, Holder::Person(handle) if *handle == person.handle)
    });
    if let Some(involvement) = already.map(|other| other.involvement).max() {
        let load = duties(person.carried);
        return format!(
            "leave it to {}, {title} in {}, who is {involvement} already: {load} before and after",
            person.handle,
            team.shown_name()
        );
    }
    let (now, then) = (person.carried, duties(person.carried + 1));
    format!("hand it to {}, {title} in {}: {now} carried now, {then} with it", person.handle, team.shown_name())
}
