//! `drawline facts`.

use super::{Answer, anonymous, named, nothing_to_judge, policy, refuse_broken_config, worktree};
use crate::base::error::Error;
use crate::cli::{Facts, FactsFormat};
use crate::history::report::Texts;
use crate::lint;
use crate::org::Org;
use crate::org::facts::facts;
use crate::render::facts::{explained, ndjson, table};

pub(super) fn run(args: &Facts, width: Option<u16>) -> Result<Answer, Error> {
    let worktree = worktree(&args.paths)?;
    let policy = policy(&worktree, &args.policy)?;
    refuse_broken_config(&policy)?;
    let named = named(&worktree, &args.paths)?;
    let snapshot = worktree.snapshot(&policy.config, &named)?;
    let org = Org::of(lint::knowledge(&policy), lint::read_files(&policy, &snapshot));
    let is_shown =
        |path: &crate::base::path::RepoPath| named.is_empty() || named.iter().any(|folder| path.is_under(folder));
    if !snapshot.files().iter().any(|file| is_shown(&file.path)) {
        return Err(nothing_to_judge(&args.paths));
    }
    let mut facts = facts(&org);
    facts.retain(|fact| is_shown(&fact.at.path));
    let mut texts = Texts::gather(facts.iter().map(|fact| &fact.at.path), |path| snapshot.text(path));
    if args.anonymous {
        let mask = anonymous::mask(&policy, org.names());
        texts = anonymous::facts(&mask, &mut facts, &texts);
    }
    let text = match args.format {
        _ if args.explain => explained(&facts, &texts),
        FactsFormat::Ndjson => ndjson(&facts, &texts),
        FactsFormat::Table => table(&facts, &texts, width),
    };
    Ok(Answer { text, code: 0 })
}
