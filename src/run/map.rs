//! `drawline map`: teams, and what crosses between them.

use super::left_out::LeftOut;
use super::matrix::meant;
use super::request::refuse_since;
use super::who::asked::Known;
use super::{Answer, anonymous, request, written};
use crate::base::error::Error;
use crate::base::progress::Watcher;
use crate::cli::{Map, MapFormat, WhoKind};
use crate::load::workload;
use crate::org::facts::facts;
use crate::picture::Around;
use crate::picture::map::map;
use crate::read::reading::Names;
use crate::render::map as render;
use crate::target::Request;
use crate::target::course::before;
use crate::target::moment::Moment;

pub(super) fn run(args: &Map, progress: Watcher) -> Result<Answer, Error> {
    request::refuse_unnamed(&[("--since", &args.since, "revision")])?;
    refuse_since(args.since.is_some() && !args.at.facts.is_empty())?;
    let moment = Moment::open(&Request { progress, ..request::of_moment(&args.at)? })?;
    let line_of = |place: &_| moment.line_of(place);
    let around = Around {
        policy: &moment.policy,
        org: moment.org(),
        today: moment.today,
        found: &moment.found,
        line_of: &line_of,
    };
    let mut names = if args.at.anonymous { moment.names() } else { Names::new() };
    let team = args.team.as_ref().map(|asked| {
        let all = facts(moment.org());
        let known = Known { policy: &moment.policy, org: moment.org(), worktree: None, facts: &all };
        meant(&known, asked.trim(), WhoKind::Team)
    });
    let team = team.transpose()?;
    let change = args.since.as_ref().map(|since| -> Result<_, Error> {
        let before = before(&moment, since, progress)?;
        let carried = workload(&moment.policy, moment.org(), moment.today);
        names.extend(before.names.clone());
        Ok(before.until(since, &moment, &carried))
    });
    let change = change.transpose()?;
    let mut drawn = map(&around, team.as_ref(), change.as_ref());
    let mask = args.at.anonymous.then(|| anonymous::mask(&moment.policy, names));
    if let Some(mask) = &mask {
        drawn.rename(|text| mask.text(text));
    }
    let left_out = LeftOut::of(moment.org(), mask.as_ref());
    let text = match args.format {
        MapFormat::Mermaid => render::mermaid(&drawn),
        MapFormat::Dot => render::dot(&drawn),
    };
    let answer = written(args.output.as_deref(), text, None).map(|answer| left_out.beside(answer));
    progress.over(Box::new(moment));
    answer
}
