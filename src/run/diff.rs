//! `drawline diff A..B`: who gains and loses what.

use super::{Answer, Terminal, anonymous, request};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::cli::{Diff, DiffFormat};
use crate::render::impact as render;
use crate::target::impact::compare;
use crate::target::{Request, RulesChoice};

pub(super) fn run(args: &Diff, terminal: Terminal) -> Result<Answer, Error> {
    let width = terminal.width;
    request::refuse_unnamed(&[("--rules-from", &args.rules_from, "revision")])?;
    let rules = RulesChoice { revision: args.rules_from.clone(), ..request::rules(&args.policy) };
    let request = Request::of_worktree(rules, args.today.unwrap_or_else(Date::today));
    let mut compared =
        compare(&Request { names: args.anonymous, progress: terminal.progress, ..request }, &args.range)?;
    if args.anonymous {
        let mask = anonymous::mask(&compared.policy, std::mem::take(&mut compared.names));
        compared.change.rename(|handle| mask.handle(handle), |text| mask.text(text));
    }
    let (change, taxonomy) = (&compared.change, &compared.policy.taxonomy);
    let text = match args.format {
        DiffFormat::Text => render::text(change, taxonomy, width),
        DiffFormat::Markdown => render::markdown(change, taxonomy),
        DiffFormat::Json => render::json(change),
    };
    Ok(Answer { text, code: 0, note: None })
}
