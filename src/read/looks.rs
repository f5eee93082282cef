//! Names that are not what they look like: each is told once for a file, and read as what it looks like.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::as_meant;
use super::reading::{Reading, Written};
use crate::base::limits::PROBLEMS;
use crate::base::looks::{Oddity, as_it_looks, odd_words, oddity, page_as_it_looks};
use crate::base::path::RepoPath;
use crate::base::source::Span;
use crate::document::{Problem, ProblemKind};

/// A reading by whose names everybody is meant whom they look like.
pub(super) fn read_as(mut reading: Reading) -> Reading {
    let (mut told, mut problems) = (HashSet::new(), Vec::new());
    for (name, is_read) in names(&mut reading) {
        let Some(oddity) = oddity(&name.value) else { continue };
        if problems.len() <= PROBLEMS.most && told.insert(name.value.clone()) {
            problems.push(problem(oddity, &name.value, name.span));
        }
        if is_read {
            name.value = as_it_looks(&name.value).into();
        }
    }
    reading.problems.extend(problems);
    reading
}

/// A page as it looks, and what in it is something else.
pub(super) fn of_page(text: &str) -> (Cow<'_, str>, Vec<Problem>) {
    let looks = page_as_it_looks(text);
    if matches!(looks, Cow::Borrowed(_)) {
        return (looks, Vec::new());
    }
    let mut told = HashSet::new();
    let odd = odd_words(text).filter(|(_, word, _)| told.insert(*word)).take(PROBLEMS.most);
    let problems = odd.map(|(at, word, oddity)| problem(oddity, word, Span::new(at, at + word.len()))).collect();
    (looks, problems)
}

/// What is odd about how the path of a file is written.
pub(crate) fn of_path(path: &RepoPath) -> Option<Problem> {
    let problem = oddity(path.as_str()).map(|oddity| problem(oddity, path.as_str(), Span::default()));
    // Its name is nothing that a change of its text could mend.
    problem.map(|problem| Problem {
        label: format!("the path of this file {}", problem.label),
        help: Some(format!("call it {}", as_meant(path.as_str()))),
        instead: None,
        ..problem
    })
}

/// Widens what a reading of a page points at to whole characters of the page as it is: what it was read from has as many bytes,
/// and other characters.
pub(super) fn on_characters(reading: &mut Reading, text: &str) {
    let whole = |span: &mut Span| {
        let back = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let end = span.end.min(text.len());
        span.start = back(span.start.min(text.len()));
        span.end = (end..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    };
    names(reading).for_each(|(name, _)| whole(&mut name.span));
    reading.team.iter_mut().for_each(|team| whole(&mut team.span));
    for duty in &mut reading.duties {
        whole(&mut duty.span);
        duty.holders.iter_mut().filter_map(|holder| holder.whole.as_deref_mut()).for_each(whole);
        let Some(understood) = &mut duty.understood else { continue };
        if let Some(wording) = &mut understood.wording {
            let words = wording.words.0.iter_mut().chain(&mut wording.words.1);
            words.chain(&mut wording.by).chain(&mut wording.phrase).for_each(whole);
        }
        if !understood.at.is_empty() {
            whole(&mut understood.at);
        }
    }
    let waivers = reading.waivers.iter_mut();
    waivers.for_each(|waiver| [&mut waiver.span, &mut waiver.covers, &mut waiver.whole].into_iter().for_each(whole));
    for problem in &mut reading.problems {
        whole(&mut problem.span);
        problem.instead = None;
    }
}

/// The names of a reading, each with whether it is read as what it looks like: a path is what it is.
fn names(reading: &mut Reading) -> impl Iterator<Item = (&mut Written, bool)> {
    let team =
        reading.team.iter_mut().flat_map(|team| team.name.iter_mut().chain(&mut team.id).chain(&mut team.parent));
    let members = reading
        .members
        .iter_mut()
        .flat_map(|member| member.team.iter_mut().chain([&mut member.handle]).chain(&mut member.roles));
    let duties = reading.duties.iter_mut().flat_map(|duty| {
        let holders = duty.holders.iter_mut().map(|holder| &mut holder.who);
        duty.team.iter_mut().chain([&mut duty.activity]).chain(duty.deputy.as_deref_mut()).chain(holders)
    });
    let people = reading.people.iter_mut().flat_map(|person| {
        [&mut person.handle].into_iter().chain(&mut person.name).chain(&mut person.roles).chain(&mut person.aliases)
    });
    let other = reading.code.iter_mut().filter_map(|code| code.as_gitlab.as_mut().map(Arc::make_mut));
    let owns = reading.owns.iter_mut().chain(other.flat_map(|other| &mut other.owns));
    let owns = owns.flat_map(|own| {
        let names = own.owners.iter_mut().chain(&mut own.activity).chain(&mut own.team).map(|name| (name, true));
        std::iter::once((&mut own.path, false)).chain(names)
    });
    team.chain(members).chain(duties).chain(people).map(|name| (name, true)).chain(owns)
}

fn problem(oddity: Oddity, name: &str, span: Span) -> Problem {
    let looks = as_it_looks(name);
    let (what, label, help) = match oddity {
        Oddity::Hidden(c) => (
            "a letter that cannot be seen".to_owned(),
            format!("holds U+{:04X}, which cannot be seen", u32::from(c)),
            format!("type it anew: {looks}"),
        ),
        Oddity::LookAlike(c, meant) => (
            format!("a letter that only looks like {meant}"),
            format!("holds U+{:04X}, which looks like {meant}", u32::from(c)),
            format!("type it anew with the letters of one script: {looks}"),
        ),
    };
    Problem {
        kind: ProblemKind::LookAlikeLetters,
        span,
        message: format!("\"{looks}\" is written with {what}"),
        label: format!("{label}; it is read as {looks}"),
        help: Some(help),
        detail: name.to_owned(),
        instead: None,
    }
}
