//! `drawline report`: one page for a browser about how things stand.

use super::left_out::LeftOut;
use super::request::refuse_since;
use super::{Answer, anonymous, request, written};
use crate::base::error::Error;
use crate::base::progress::Watcher;
use crate::cli::{Report, ReportFormat};
use crate::load::{WhichLimits, Whose, workload_with};
use crate::picture::Around;
use crate::picture::course::Asked;
use crate::picture::report::{opening, report};
use crate::read::reading::Names;
use crate::render::report as render;
use crate::target::course::{before, course};
use crate::target::moment::Moment;
use crate::target::{Request, RulesChoice};

pub(super) fn run(args: &Report, progress: Watcher) -> Result<Answer, Error> {
    request::refuse_unnamed(&[("--since", &args.since, "revision"), ("--rules-from", &args.rules_from, "revision")])?;
    refuse_since(args.since.is_some() && !args.at.facts.is_empty())?;
    let asked = request::of_moment(&args.at)?;
    let rules = RulesChoice { revision: args.rules_from.clone(), ..asked.rules };
    let request = Request { progress, rules, ..asked };
    let moment = Moment::open(&request)?;
    let line_of = |place: &_| moment.line_of(place);
    let around = Around {
        policy: &moment.policy,
        org: moment.org(),
        today: moment.today,
        found: &moment.found,
        line_of: &line_of,
    };
    // Two moments are compared by what each limit counts in both.
    let limits = if args.since.is_some() { WhichLimits::All } else { WhichLimits::Crossed };
    let count = || workload_with(&moment.policy, moment.org(), moment.today, limits);
    let (mut made, carried) = report(&around, count);
    made.commit = moment.commit.as_ref().map(|commit| commit.id.to_string());
    made.source.clone_from(&args.source);
    (made.files, made.coverage) = (moment.files, moment.judgement.coverage());
    let mut names = if args.at.anonymous { moment.names() } else { Names::new() };
    if let Some(since) = &args.since {
        let before = before(&moment, since, progress)?;
        let mut change = before.until(since, &moment, &carried);
        for row in &mut change.impact.rows {
            row.activity = moment.policy.taxonomy.title(&row.activity).into();
        }
        made.change = Some(change);
        let asked = Asked { whose: Whose::Everybody, every: args.every.into() };
        let walked = course(&request, Some(since), asked)?;
        made.course = Some(walked.course);
        names.extend(before.names);
        names.extend(walked.names);
    }
    made.opening = opening(&made);
    let mask = args.at.anonymous.then(|| anonymous::mask(&moment.policy, names));
    if let Some(mask) = &mask {
        made.rename(|handle| mask.handle(handle), |text| mask.text(text));
    }
    let left_out = LeftOut::of(moment.org(), mask.as_ref());
    made.left_out = left_out.said();
    let text = match args.format {
        ReportFormat::Html => render::report(&made),
        ReportFormat::Svg => render::picture(&made),
    };
    let answer = written(args.output.as_deref(), text, None).map(|answer| left_out.beside(answer));
    progress.over(Box::new((moment, made, carried)));
    answer
}
