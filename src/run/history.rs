//! `drawline history`: how what somebody carries has changed.

use std::sync::Arc;

use super::who::asked::{Known, Meaning};
use super::who::unknown;
use super::{Answer, Terminal, anonymous, request, written};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::suggest::counted;
use crate::cli::{History, HistoryFormat, LineKind};
use crate::load::Whose;
use crate::org::facts::facts;
use crate::picture::course::{Asked, Course};
use crate::render::history as render;
use crate::target::course::course;
use crate::target::moment::Moment;
use crate::target::{Request, Target};

pub(super) fn run(args: &History, terminal: Terminal) -> Result<Answer, Error> {
    let width = terminal.width;
    request::refuse_unnamed(&[("--since", &args.since, "revision")])?;
    if !args.facts.is_empty() {
        return Err(Error::cannot_judge(
            "facts are of one moment: they have no history",
            "keep the facts of each day and ask them as examples/fleet/questions.sql does; `drawline history` in a repository \
             knows its commits",
        ));
    }
    let request = Request {
        names: args.anonymous,
        progress: terminal.progress,
        ..Request::of_worktree(request::rules(&args.policy), args.today.unwrap_or_else(Date::today))
    };
    let at_head = Request {
        target: Target::Revision("HEAD".to_owned()),
        progress: terminal.progress,
        ..Request::of_worktree(request::rules(&args.policy), request.today)
    };
    let asked = args.who.join(" ");
    let asked = asked.trim();
    // Whom the words mean is known by what HEAD says; where nobody is named, it need not be read twice.
    let moment = if asked.is_empty() && !args.anonymous { None } else { Some(Moment::open(&at_head)?) };
    let who = moment.as_ref().filter(|_| !asked.is_empty()).map(|moment| meant(moment, asked, args)).transpose()?;
    let whose = match &who {
        None => Whose::Everybody,
        Some(Meaning::Person(name)) => Whose::Person(name),
        Some(Meaning::Team(name)) => Whose::Team(name),
        Some(Meaning::Role(name)) => Whose::Role(name),
        Some(_) => Whose::Everybody,
    };
    let mut walked = course(&request, args.since.as_deref(), Asked { whose, every: args.every.into() })?;
    walked.course.whose = who.as_ref().map(|who| called(moment.as_ref(), who));
    if let Some(moment) = moment.as_ref().filter(|_| args.anonymous) {
        walked.names.extend(moment.names());
        let mask = anonymous::mask(&moment.policy, walked.names);
        walked.course.rename(|text| mask.text(text));
    }
    let text = match args.format {
        HistoryFormat::Table => render::text(&walked.course, width),
        HistoryFormat::Json => render::json(&walked.course),
        HistoryFormat::Svg => render::svg(&walked.course),
    };
    written(args.output.as_deref(), text, unread(&walked.course))
}

/// That something could not be read at some of the steps.
fn unread(course: &Course) -> Option<String> {
    let first = course.unread.as_deref()?;
    let steps = course.points.iter().filter(|point| point.unread > 0).count();
    Some(format!(
        "at {steps} of {} files could not be read, such as {first}: what they said before counts there, or nothing",
        counted(course.points.len(), "step")
    ))
}

/// The person, team or role that the words mean.
fn meant(moment: &Moment, asked: &str, args: &History) -> Result<Meaning, Error> {
    let (all, kind) = (facts(moment.org()), args.kind.map(LineKind::as_who));
    let known = Known { policy: &moment.policy, org: moment.org(), worktree: None, facts: &all };
    let is_somebody = |meaning: &Meaning| matches!(meaning, Meaning::Person(_) | Meaning::Team(_) | Meaning::Role(_));
    known.meanings(asked, kind).into_iter().find(is_somebody).ok_or_else(|| {
        let (message, hint) = unknown(&known, asked, kind);
        let mask = args.anonymous.then(|| anonymous::mask(&moment.policy, moment.names()));
        let shown = |text: String| mask.as_ref().map_or_else(|| text.clone(), |mask| mask.text(&text));
        Error::cannot_judge(shown(message), shown(hint))
    })
}

/// What they are called.
fn called(moment: Option<&Moment>, who: &Meaning) -> String {
    let of_team =
        |id: &Arc<str>| moment.and_then(|moment| moment.org().teams.get(id)).map(|team| team.shown_name().to_owned());
    match who {
        Meaning::Team(id) => of_team(id).unwrap_or_else(|| id.to_string()),
        Meaning::Role(id) => {
            moment.map_or_else(|| id.to_string(), |moment| moment.policy.taxonomy.role_title(id).to_owned())
        }
        other => other.name(),
    }
}
