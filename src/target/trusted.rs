//! Which waivers count where the rules of another revision judge: those that stand there already, for what they overrule there, so
//! that a change cannot overrule what is found in it. A copy of such a waiver beside something else is another one.

use std::collections::HashSet;
use std::sync::Arc;

use super::Request;
use super::commits::rules;
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Identity};
use crate::base::error::Error;
use crate::base::source::Location;
use crate::history::Store;
use crate::history::report::Entry;
use crate::history::waivers::Written;
use crate::io::git::Git;
use crate::org::Org;
use crate::policy::Policy;
use crate::read::waiver::WaiverEntry;

/// What a revision overrules: a finding, why, and until when.
type Granted = HashSet<(Identity, Arc<str>, Option<Date>)>;

/// Takes waivers off findings that the revision does not overrule with the same words, and those of whole folders off files that
/// are not there yet in it.
///
/// # Errors
/// An object that is not there.
pub(super) fn keep(git: &Git, revision: &str, request: &Request, entries: &mut [Entry]) -> Result<(), Error> {
    let is_waived = |entry: &&mut Entry| entry.diagnostic.waiver.is_some();
    if !entries.iter_mut().any(|entry| is_waived(&entry)) {
        return Ok(());
    }
    let tree = git.commit(git.resolve(revision)?)?.tree;
    let mut timeline = request.timeline(git, rules(git, request)?);
    let policy = timeline.policy_of(tree)?;
    timeline.checkout(Some(tree), &policy)?;
    let found = timeline.judgement().diagnostics();
    let granted: Granted = found.iter().filter_map(granted).collect();
    let mut written = Written::new(git);
    for entry in entries.iter_mut().filter(is_waived) {
        let diagnostic = &mut entry.diagnostic;
        let is_granted = granted.contains(&self::granted(diagnostic).expect("internal error: it is waived"));
        let is_granted = is_granted
            || if !diagnostic.is_waived_in_place() {
                // It came from the revision, and what it says of teams, people and work may be meant for what is to come.
                !is_of_files_alone(&policy, diagnostic) || timeline.has(&diagnostic.primary.at.path)
            } else if timeline.judgement().is_about_change(diagnostic) {
                // No state shows what only a change does; there a waiver has to stand with what the change is about.
                let places = places(timeline.judgement().org(), diagnostic);
                let mut there = written.entries(tree, &diagnostic.primary.at.path)?.to_vec();
                there.retain(|waiver| says(waiver, diagnostic));
                there.iter().any(|waiver| places.iter().any(|at| covers(waiver, at.span.start)))
            } else {
                false
            };
        if !is_granted {
            let note = match diagnostic.is_waived_in_place() {
                true => format!("the waiver counts once it is in {revision}"),
                false => format!("the waiver of these files counts for those that are in {revision}"),
            };
            diagnostic.waiver = None;
            diagnostic.help = Some(diagnostic.help.take().map_or(note.clone(), |help| format!("{help}; {note}")));
        }
    }
    Ok(())
}

/// Whether a waiver of the configuration speaks of files, whatever is found in them.
fn is_of_files_alone(policy: &Policy, found: &Diagnostic) -> bool {
    let span = found.waiver.as_ref().map(|waiver| waiver.at.span);
    let entry = policy.config.waivers.entries().iter().find(|entry| Some(entry.span) == span);
    entry.is_some_and(|entry| {
        let scope = &entry.scope;
        scope.path.is_some() && scope.team.is_none() && scope.person.is_none() && scope.activity.is_none()
    })
}

/// Where a file says what a change is about: the team, its rows about the work, and whoever is concerned.
fn places<'a>(org: &'a Org, found: &Diagnostic) -> Vec<&'a Location> {
    let subject = &found.subject;
    let teams = org.teams.values().filter(|team| subject.team.as_ref().is_none_or(|id| *id == team.id));
    let of_team = teams.flat_map(|team| {
        let rows = team.duties.iter().filter(|row| subject.activity.is_some() && row.activity == subject.activity);
        let rows = rows.flat_map(|row| std::iter::once(&row.at).chain(row.assignments.iter().map(|held| &held.at)));
        let members = team.members.iter().filter(|member| Some(&member.person) == subject.person.as_ref());
        team.introduced.iter().chain(rows).chain(members.map(|member| &member.at))
    });
    of_team.filter(|at| at.path == found.primary.at.path).collect()
}

fn covers(waiver: &WaiverEntry, start: usize) -> bool {
    waiver.covers.start <= start && start < waiver.covers.end
}

fn granted(found: &Diagnostic) -> Option<(Identity, Arc<str>, Option<Date>)> {
    let waiver = found.waiver.as_ref()?;
    Some((found.identity(), waiver.reason.clone(), waiver.until))
}

fn says(written: &WaiverEntry, diagnostic: &Diagnostic) -> bool {
    diagnostic.waiver.as_ref().is_some_and(|waiver| {
        written.reason.as_ref() == Some(&waiver.reason)
            && written.until.as_ref().map(|until| until.value) == waiver.until
            && written.rules.iter().any(|rule| rule.value == diagnostic.rule)
    })
}
