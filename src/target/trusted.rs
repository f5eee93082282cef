//! Which waivers count where the rules of another revision judge: those that stand there already, so that a change cannot overrule
//! what is found in it.

use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::edge::git::Git;
use crate::history::Store;
use crate::history::report::Entry;
use crate::history::waivers::Written;
use crate::read::waiver::WaiverEntry;

/// Takes waivers off findings that the revision does not have, in the same file with the same words.
pub(super) fn keep(git: &Git, revision: &str, entries: &mut [Entry]) -> Result<(), Error> {
    let tree = git.commit(git.resolve(revision)?)?.tree;
    let mut granted = Written::new(git);
    // Those in the configuration came from the revision.
    for entry in entries.iter_mut().filter(|entry| entry.diagnostic.is_waived_in_place()) {
        let written = granted.entries(tree, &entry.diagnostic.primary.at.path)?;
        if !written.iter().any(|waiver| grants(waiver, &entry.diagnostic)) {
            let diagnostic = &mut entry.diagnostic;
            diagnostic.waiver = None;
            let note = format!("the waiver counts once it is in {revision}");
            diagnostic.help = Some(diagnostic.help.take().map_or(note.clone(), |help| format!("{help}; {note}")));
        }
    }
    Ok(())
}

fn grants(written: &WaiverEntry, diagnostic: &Diagnostic) -> bool {
    diagnostic.waiver.as_ref().is_some_and(|waiver| {
        written.reason.as_ref() == Some(&waiver.reason)
            && written.until.as_ref().map(|until| until.value) == waiver.until
            && written.rules.iter().any(|rule| rule.value == diagnostic.rule)
    })
}
