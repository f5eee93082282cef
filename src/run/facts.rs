//! `drawline facts`.

use super::{Answer, anonymous, request};
use crate::base::error::Error;
use crate::base::suggest::counted;
use crate::cli::{Facts, FactsFormat};
use crate::history::report::Texts;
use crate::org::facts::facts;
use crate::render::facts::{explained, ndjson, table};
use crate::render::files as listed;
use crate::target::files::Files;
use crate::target::inventory::inventory;

pub(super) fn run(args: &Facts, width: Option<u16>) -> Result<Answer, Error> {
    let rules = request::rules(&args.policy);
    if args.files {
        return list(args, &Files::whatever(&args.paths, &rules)?, width);
    }
    let files = Files::sound(&args.paths, &rules)?;
    let (org, here) = (files.organisation(), files.worktree.here());
    let mut facts = facts(&org);
    facts.retain(|fact| files.shown.has(&fact.at.path));
    let mut texts = Texts::gather(facts.iter().map(|fact| &fact.at), |place| files.snapshot.text(&place.path));
    if args.anonymous {
        let mask = anonymous::mask(&files.policy, org.names());
        texts = anonymous::facts(&mask, &mut facts, &texts);
    }
    let text = match args.format {
        _ if args.explain => explained(&facts, &texts, &here),
        FactsFormat::Ndjson => ndjson(&facts, &texts),
        FactsFormat::Table => table(&facts, &texts, &here, width),
    };
    // An empty table would leave open whether anything was read.
    let note = facts.is_empty().then(|| {
        let read = counted(files.count(), "file");
        format!("{read} read, and nothing in it says who does what; `drawline facts --files` lists what was read, and as what")
    });
    let text = if facts.is_empty() { String::new() } else { text };
    Ok(Answer { text, code: 0, note })
}

/// The files in place of what they say.
fn list(args: &Facts, files: &Files, width: Option<u16>) -> Result<Answer, Error> {
    let items = inventory(files, &files.organisation())?;
    let text = match args.format {
        FactsFormat::Ndjson => listed::ndjson(&items),
        FactsFormat::Table => listed::tables(&items, &files.worktree.here(), width),
    };
    Ok(Answer { text, code: 0, note: None })
}
