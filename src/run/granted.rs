//! Which waivers count where the rules of another revision judge: those that stand there already, so that a change cannot overrule
//! what is found in it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::edge::git::Git;
use crate::history::Store;
use crate::history::report::Entry;
use crate::history::tree::Trees;
use crate::read::waiver::{self, WaiverEntry};

/// Takes waivers off findings that the revision does not have, in the same file with the same words.
pub(super) fn keep(git: &Git, revision: &str, entries: &mut [Entry]) -> Result<(), Error> {
    let tree = git.commit(git.resolve(revision)?)?.tree;
    let trees = Trees::new(git);
    let mut known: HashMap<RepoPath, Arc<[WaiverEntry]>> = HashMap::new();
    // Those in the configuration came from the revision.
    for entry in entries.iter_mut().filter(|entry| entry.diagnostic.is_waived_in_place()) {
        let path = &entry.diagnostic.primary.at.path;
        let written = match known.get(path) {
            Some(written) => written.clone(),
            None => {
                let blob = trees.file(tree, path.as_str())?.map(|blob| git.blob(blob)).transpose()?;
                let text = blob.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
                let read = waiver::of_file(path, &text);
                known.entry(path.clone()).or_insert(read.into()).clone()
            }
        };
        if !written.iter().any(|waiver| grants(waiver, &entry.diagnostic)) {
            let diagnostic = &mut entry.diagnostic;
            diagnostic.waiver = None;
            let note = format!("the waiver counts once it stands in {revision}");
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
