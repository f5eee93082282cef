//! `drawline matrix`: who is involved how in which kind of work.

use std::sync::Arc;

use super::left_out::LeftOut;
use super::who::asked::{Known, Meaning};
use super::who::unknown;
use super::{Answer, Terminal, anonymous, request, written};
use crate::base::error::Error;
use crate::base::suggest::{nearest, one_of};
use crate::cli::{Color, Grouping, Matrix, MatrixFormat, WhoKind};
use crate::org::facts::facts;
use crate::picture::Around;
use crate::picture::grid::{Grid, Part, by_role, by_team};
use crate::policy::Policy;
use crate::render::matrix as render;
use crate::target::Request;
use crate::target::moment::Moment;

pub(super) fn run(args: &Matrix, color: Color, terminal: Terminal) -> Result<Answer, Error> {
    let moment = Moment::open(&Request { progress: terminal.progress, ..request::of_moment(&args.at)? })?;
    let line_of = |place: &_| moment.line_of(place);
    let around = Around {
        policy: &moment.policy,
        org: moment.org(),
        today: moment.today,
        found: &moment.found,
        line_of: &line_of,
    };
    let mask = args.at.anonymous.then(|| anonymous::mask(&moment.policy, moment.names()));
    let shown = |text: String| mask.as_ref().map_or_else(|| text.clone(), |mask| mask.text(&text));
    let part = part(args, &moment).map_err(|error| Error {
        message: shown(error.message),
        hint: shown(error.hint),
        ..error
    })?;
    let mut grids = match args.by {
        Grouping::Team => by_team(&around, &part),
        Grouping::Role => by_role(&around, &part),
    };
    if let Some(mask) = &mask {
        grids.iter_mut().for_each(|grid| grid.rename(|text| mask.text(text)));
    }
    let note = grids.is_empty().then(|| "no file says who does work of that part".to_owned());
    let colour = args.output.is_none() && terminal.look(color, false, false).colour;
    let left_out = LeftOut::of(moment.org(), mask.as_ref());
    let text = shown_as(args.format, &grids, &left_out, terminal.width, colour);
    let answer = written(args.output.as_deref(), text, note).map(|answer| left_out.beside(answer));
    terminal.progress.over(Box::new((moment, grids)));
    answer
}

fn shown_as(format: MatrixFormat, grids: &[Grid], left_out: &LeftOut, width: Option<u16>, colour: bool) -> String {
    match format {
        MatrixFormat::Text => render::text(grids, width, colour),
        MatrixFormat::Markdown => left_out.on_page(render::markdown(grids)),
        MatrixFormat::Csv => render::csv(grids),
        MatrixFormat::Html => crate::render::report::matrix(grids, left_out.said().as_deref()),
    }
}

/// What the flags name.
fn part(args: &Matrix, moment: &Moment) -> Result<Part, Error> {
    let names_anybody = !(args.team.is_empty() && args.role.is_empty() && args.person.is_empty());
    let all = if names_anybody { facts(moment.org()) } else { Vec::new() };
    let known = Known { policy: &moment.policy, org: moment.org(), worktree: None, facts: &all };
    let named = |asked: &[String], kind: WhoKind| -> Result<Vec<Arc<str>>, Error> {
        asked.iter().map(|asked| meant(&known, asked.trim(), kind)).collect()
    };
    Ok(Part {
        teams: named(&args.team, WhoKind::Team)?,
        roles: named(&args.role, WhoKind::Role)?,
        people: named(&args.person, WhoKind::Person)?,
        areas: args.area.iter().map(|asked| area(&moment.policy, asked)).collect::<Result<_, _>>()?,
        apart: matches!(args.format, MatrixFormat::Markdown) && args.by == Grouping::Team,
    })
}

/// Who or what is meant by a name.
pub(super) fn meant(known: &Known<'_>, asked: &str, kind: WhoKind) -> Result<Arc<str>, Error> {
    let meanings = known.meanings(asked, Some(kind)).into_iter();
    let mut names = meanings.filter_map(|meaning| match meaning {
        Meaning::Person(name) | Meaning::Team(name) | Meaning::Role(name) => Some(name),
        _ => None,
    });
    names.next().ok_or_else(|| {
        let (message, hint) = unknown(known, asked, Some(kind));
        Error::cannot_judge(message, hint)
    })
}

fn area(policy: &Policy, asked: &str) -> Result<Arc<str>, Error> {
    let wanted = asked.trim().to_lowercase().replace(' ', "-");
    let mut areas: Vec<&Arc<str>> = policy.taxonomy.activities.all().iter().map(|activity| &activity.area).collect();
    areas.sort();
    areas.dedup();
    if let Some(area) = areas.iter().find(|area| area.as_ref() == wanted) {
        return Ok((*area).clone());
    }
    let hint = match nearest(&wanted, areas.iter().map(|area| &***area)) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the areas are {}", one_of(&areas.iter().map(|area| &***area).collect::<Vec<_>>())),
    };
    Err(Error::cannot_judge(format!("no area of work is called `{asked}`"), hint))
}
