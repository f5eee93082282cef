//! `drawline facts`.

use super::{Answer, anonymous, request};
use crate::base::error::Error;
use crate::cli::{Facts, FactsFormat};
use crate::history::report::Texts;
use crate::org::facts::facts;
use crate::render::facts::{explained, ndjson, table};
use crate::render::files as listed;
use crate::target::files::Files;
use crate::target::inventory::inventory;

pub(super) fn run(args: &Facts, width: Option<u16>) -> Result<Answer, Error> {
    let files = Files::sound(&args.paths, &request::rules(&args.policy))?;
    let org = files.organisation();
    let here = files.worktree.here();
    if args.files {
        let items = inventory(&files, &org)?;
        let text = match args.format {
            FactsFormat::Ndjson => listed::ndjson(&items),
            FactsFormat::Table => listed::tables(&items, &here, width),
        };
        return Ok(Answer { text, code: 0, note: None });
    }
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
    Ok(Answer { text, code: 0, note: None })
}
