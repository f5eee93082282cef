//! `drawline load`: what people carry.

use super::left_out::LeftOut;
use super::{Answer, Terminal, anonymous, request};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::cli::{ListFormat, Load};
use crate::history::report::Texts;
use crate::load::{Workload, workload};
use crate::render::change as compared;
use crate::render::load as render;
use crate::target::Request;
use crate::target::course::before;
use crate::target::files::Files;
use crate::target::moment::Moment;

pub(super) fn run(args: &Load, terminal: Terminal) -> Result<Answer, Error> {
    let width = terminal.width;
    request::refuse_unnamed(&[("--rev", &args.rev, "revision"), ("--since", &args.since, "revision")])?;
    if args.rev.is_some() || args.since.is_some() || !args.facts.is_empty() {
        return at_a_moment(args, terminal);
    }
    let files = Files::sound(&[], &request::rules(&args.policy))?.watched_by(terminal.progress);
    let (policy, org) = (&files.policy, files.organisation());
    let mut workload = workload(policy, &org, args.today.unwrap_or_else(Date::today));
    let mask = args.anonymous.then(|| anonymous::mask(policy, org.names()));
    if let Some(mask) = &mask {
        anonymous::workload(mask, &mut workload);
    }
    let left_out = LeftOut::of(&org, mask.as_ref());
    let places = workload.people.iter().flat_map(|load| load.rows.iter().map(|row| &row.at));
    let text = match args.format {
        _ if args.explain => {
            let texts = Texts::gather(places, |place| files.snapshot.text(&place.path));
            render::explained(&workload, &policy.taxonomy, &texts, &files.worktree.here(), width)
        }
        format => shown(format, &workload, &left_out, width),
    };
    Ok(left_out.beside(Answer { text, code: 0, note: None }))
}

/// What people carry, or carried, at a commit; or what has changed since one.
fn at_a_moment(args: &Load, terminal: Terminal) -> Result<Answer, Error> {
    let (width, progress) = (terminal.width, terminal.progress);
    let today = args.today.unwrap_or_else(Date::today);
    let target = request::moment(args.rev.as_deref(), &args.facts);
    let moment =
        Moment::open(&Request { target, progress, ..Request::of_worktree(request::rules(&args.policy), today) })?;
    let mut carried = workload(&moment.policy, moment.org(), today);
    let Some(since) = &args.since else {
        let mask = args.anonymous.then(|| anonymous::mask(&moment.policy, moment.names()));
        if let Some(mask) = &mask {
            anonymous::workload(mask, &mut carried);
        }
        let left_out = LeftOut::of(moment.org(), mask.as_ref());
        let text = shown(args.format, &carried, &left_out, width);
        return Ok(left_out.beside(Answer { text, code: 0, note: None }));
    };
    let before = before(&moment, since, progress)?;
    let mut change = before.until(since, &moment, &carried);
    let mask = args.anonymous.then(|| {
        let names = moment.names().into_iter().chain(before.names);
        anonymous::mask(&moment.policy, names.collect())
    });
    if let Some(mask) = &mask {
        change.rename(|handle| mask.handle(handle), |text| mask.text(text));
    }
    let left_out = LeftOut::of(moment.org(), mask.as_ref());
    let text = match args.format {
        ListFormat::Table => compared::text_since(&change, width),
        ListFormat::Json => left_out.in_json(&compared::json_since(&change)),
        ListFormat::Markdown => left_out.on_page(compared::markdown_since(&change)),
    };
    Ok(left_out.beside(Answer { text, code: 0, note: None }))
}

fn shown(format: ListFormat, workload: &Workload, left_out: &LeftOut, width: Option<u16>) -> String {
    match format {
        ListFormat::Table => render::text(workload, width),
        ListFormat::Json => left_out.in_json(&render::json(workload)),
        ListFormat::Markdown => left_out.on_page(render::markdown(workload)),
    }
}
