//! `drawline diff A..B`: who gains and loses what.

use std::path::Path;
use std::sync::Arc;

use super::{Answer, anonymous, history, policy};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::cli::{Diff, DiffFormat};
use crate::edge::worktree::Worktree;
use crate::history::Store;
use crate::history::impact::{Holdings, impact};
use crate::history::timeline::{Rules, Timeline};
use crate::render::impact as render;

pub(super) fn run(args: &Diff, width: Option<u16>) -> Result<Answer, Error> {
    let git = history::open(true)?;
    let profile = args.policy.profile.clone();
    let rules = match &args.policy.config {
        Some(_) => Rules::Fixed(Arc::new(policy(&Worktree::find(Path::new("."))?, &args.policy)?)),
        None => Rules::own(profile)?,
    };
    let mut timeline = Timeline::new(&git, rules, Date::today());
    let range = git.range_as_one(&args.range)?;
    let tip = git.commit(range.tip)?;
    let base = range.base.map(|base| git.commit(base)).transpose()?.map(|base| base.tree);
    let policy = timeline.policy_of(tip.tree)?;
    if args.anonymous {
        timeline.gather_names();
    }
    timeline.stand_at(base, &policy)?;
    let before = Holdings::of(timeline.judgement().org(), &policy.taxonomy);
    timeline.stand_at(Some(tip.tree), &policy)?;
    let after = Holdings::of(timeline.judgement().org(), &policy.taxonomy);
    let mut impact = impact(&before, &after);
    if args.anonymous {
        anonymous::impact(&anonymous::mask(&policy, timeline.take_names()), &mut impact);
    }
    let text = match args.format {
        DiffFormat::Text => render::text(&impact, &policy.taxonomy, width),
        DiffFormat::Markdown => render::markdown(&impact, &policy.taxonomy),
        DiffFormat::Json => render::json(&impact),
    };
    Ok(Answer { text, code: 0 })
}
