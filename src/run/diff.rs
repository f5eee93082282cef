//! `drawline diff A..B`: who gains and loses what.

use super::left_out::LeftOut;
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
    let mask = args.anonymous.then(|| anonymous::mask(&compared.policy, std::mem::take(&mut compared.names)));
    if let Some(mask) = &mask {
        compared.change.rename(|handle| mask.handle(handle), |text| mask.text(text));
    }
    let unread = compared.unread.iter().map(|(path, why)| (path.as_str(), why.as_deref()));
    let left_out = LeftOut::these(unread, mask.as_ref());
    let (change, taxonomy) = (&compared.change, &compared.policy.taxonomy);
    let text = match args.format {
        DiffFormat::Text => render::text(change, taxonomy, width),
        DiffFormat::Markdown => left_out.on_page(render::markdown(change, taxonomy)),
        DiffFormat::Json => left_out.in_json(&render::json(change)),
    };
    Ok(left_out.beside(Answer { text, code: 0, note: None }))
}
