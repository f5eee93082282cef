//! `drawline load`: what people carry.

use super::{Answer, anonymous, request};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::cli::{ListFormat, Load};
use crate::history::report::Texts;
use crate::load::workload;
use crate::render::load as render;
use crate::target::files::Files;

pub(super) fn run(args: &Load, width: Option<u16>) -> Result<Answer, Error> {
    let files = Files::sound(&[], &request::rules(&args.policy))?;
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
        ListFormat::Table => render::text(&workload, width),
        ListFormat::Json => render::json(&workload),
        ListFormat::Markdown => render::markdown(&workload),
    };
    Ok(Answer { text, code: 0, note: None })
}
