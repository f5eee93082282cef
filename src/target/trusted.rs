//! Which waivers count where the rules of another revision judge: those that stand there already, for what they overrule there, so
//! that a change cannot overrule what is found in it. A copy of such a waiver beside something else is another one.

use std::collections::HashSet;
use std::sync::Arc;

use super::Request;
use super::commits::rules;
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Identity};
use crate::base::error::Error;
use crate::history::Store;
use crate::history::report::Entry;
use crate::history::waivers::Written;
use crate::io::git::Git;
use crate::read::waiver::WaiverEntry;

/// What a revision overrules: a finding, why, and until when.
type Granted = HashSet<(Identity, Arc<str>, Option<Date>)>;

/// Takes waivers off findings that the revision does not overrule with the same words.
pub(super) fn keep(git: &Git, revision: &str, request: &Request, entries: &mut [Entry]) -> Result<(), Error> {
    if !entries.iter().any(|entry| entry.diagnostic.is_waived_in_place()) {
        return Ok(());
    }
    let tree = git.commit(git.resolve(revision)?)?.tree;
    let mut timeline = request.timeline(git, rules(git, request)?);
    let policy = timeline.policy_of(tree)?;
    timeline.checkout(Some(tree), &policy)?;
    let found = timeline.judgement().diagnostics();
    let granted: Granted = found.iter().filter_map(granted).collect();
    let mut written = Written::new(git);
    // Those in the configuration came from the revision.
    for entry in entries.iter_mut().filter(|entry| entry.diagnostic.is_waived_in_place()) {
        let diagnostic = &mut entry.diagnostic;
        // No state shows what only a change does; there the words have to be enough.
        let of_change = timeline.judgement().is_about_change(diagnostic);
        let is_granted = if of_change {
            written.entries(tree, &diagnostic.primary.at.path)?.iter().any(|waiver| says(waiver, diagnostic))
        } else {
            self::granted(diagnostic).is_some_and(|own| granted.contains(&own))
        };
        if !is_granted {
            diagnostic.waiver = None;
            let note = format!("the waiver counts once it is in {revision}");
            diagnostic.help = Some(diagnostic.help.take().map_or(note.clone(), |help| format!("{help}; {note}")));
        }
    }
    Ok(())
}

fn granted(found: &Diagnostic) -> Option<(Identity, Arc<str>, Option<Date>)> {
    let waiver = found.waiver.as_ref().filter(|_| found.is_waived_in_place())?;
    Some((found.identity(), waiver.reason.clone(), waiver.until))
}

fn says(written: &WaiverEntry, diagnostic: &Diagnostic) -> bool {
    diagnostic.waiver.as_ref().is_some_and(|waiver| {
        written.reason.as_ref() == Some(&waiver.reason)
            && written.until.as_ref().map(|until| until.value) == waiver.until
            && written.rules.iter().any(|rule| rule.value == diagnostic.rule)
    })
}
