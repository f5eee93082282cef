//! `drawline load`: what people carry.

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
    if args.anonymous {
        anonymous::workload(&anonymous::mask(policy, org.names()), &mut workload);
    }
    let places = workload.people.iter().flat_map(|load| load.rows.iter().map(|row| &row.at));
    let text = match args.format {
        _ if args.explain => {
            let texts = Texts::gather(places, |place| files.snapshot.text(&place.path));
            render::explained(&workload, &policy.taxonomy, &texts, &files.worktree.here(), width)
        }
        format => shown(format, &workload, width),
    };
    Ok(Answer { text, code: 0, note: None })
}

/// What people carry, or carried, at a commit; or what has changed since one.
fn at_a_moment(args: &Load, terminal: Terminal) -> Result<Answer, Error> {
    let (width, progress) = (terminal.width, terminal.progress);
    let today = args.today.unwrap_or_else(Date::today);
    let target = request::moment(args.rev.as_deref(), &args.facts);
    let moment =
        Moment::open(&Request { target, progress, ..Request::of_worktree(request::rules(&args.policy), today) })?;
    let mut carried = workload(&moment.policy, moment.org(), today);
    let mut names = moment.names();
    let Some(since) = &args.since else {
        if args.anonymous {
            anonymous::workload(&anonymous::mask(&moment.policy, names), &mut carried);
        }
        return Ok(Answer { text: shown(args.format, &carried, width), code: 0, note: None });
    };
    let before = before(&moment, since, progress)?;
    let mut change = before.until(since, &moment, &carried);
    if args.anonymous {
        names.extend(before.names);
        let mask = anonymous::mask(&moment.policy, names);
        change.rename(|handle| mask.handle(handle), |text| mask.text(text));
    }
    let text = match args.format {
        ListFormat::Table => compared::text_since(&change, width),
        ListFormat::Json => compared::json_since(&change),
        ListFormat::Markdown => compared::markdown_since(&change),
    };
    Ok(Answer { text, code: 0, note: None })
}

fn shown(format: ListFormat, workload: &Workload, width: Option<u16>) -> String {
    match format {
        ListFormat::Table => render::text(workload, width),
        ListFormat::Json => render::json(workload),
        ListFormat::Markdown => render::markdown(workload),
    }
}
