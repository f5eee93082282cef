//! Level 8: the line of one person, one team or one role, as a page that two people can talk about: what to keep, what to
//! share, what to hand over and to whom, until when, what was agreed, and what nobody has room for.
//!
//! `line/parts.rs` gathers the rows and says on which side of the line each is, `line/plan.rs` finds who could take them,
//! `line/opening.rs` has the first sentences, `line/role.rs` the line of a role under a profile.
//! Counts and names are those of files; nobody is scored, and nobody at a limit is asked for more.

mod opening;
mod parts;
mod plan;
pub mod role;

use std::sync::Arc;

use serde::Serialize;

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Location;
use crate::org::Org;
use crate::policy::Policy;
use crate::rule::bench::Bench;
use parts::Side;

/// What a page is made from.
pub(crate) struct Around<'a> {
    /// What judges.
    pub(crate) policy: &'a Policy,
    /// The organisation.
    pub(crate) org: &'a Org,
    /// The day of judgement.
    pub(crate) today: Date,
    /// What was found, with what is waived.
    pub(crate) found: &'a [Diagnostic],
    /// The line in its file that a place lies on, from 1.
    pub(crate) line_of: &'a (dyn Fn(&Location) -> usize + Sync),
}

/// The page of a person or a team.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Page {
    /// `person` or `team`.
    pub(crate) kind: &'static str,
    /// Handle, or team id.
    pub(crate) name: Arc<str>,
    /// What people call it: a full name, or the team's.
    pub(crate) called: Arc<str>,
    /// Titles of the roles that the person acts under.
    pub(crate) roles: Vec<String>,
    /// Names of the teams.
    pub(crate) teams: Vec<String>,
    /// The profile that the line is drawn by.
    pub(crate) profile: Arc<str>,
    /// The day on which it was drawn.
    pub(crate) day: String,
    /// How many duties there are: kinds of work in a team, however many rows and people a team has for one.
    pub(crate) duties: usize,
    /// Those of them that are core to whoever carries them.
    pub(crate) core: usize,
    /// How many duties there are of each area of work, the most first.
    pub(crate) areas: Vec<Area>,
    /// Three sentences to begin with.
    pub(crate) opening: Vec<String>,
    /// Limits that are crossed, in words.
    pub(crate) over: Vec<String>,
    /// What else was found, in words: of how the work is cut, not on which side of the line it is.
    pub(crate) said: Vec<String>,
    /// What is core to the role.
    pub(crate) keep: Vec<Row>,
    /// What is fine as long as it is not carried alone.
    pub(crate) share: Vec<Row>,
    /// What should move, the farthest from the line first.
    pub(crate) hand_over: Vec<Row>,
    /// What nobody has room for, by the role that is missing.
    pub(crate) no_room_for: Vec<Missing>,
    /// What has a last day.
    pub(crate) until: Vec<Ending>,
    /// Exceptions that somebody wrote down with a reason.
    pub(crate) agreed: Vec<Agreed>,
    /// How many rows are there for a while or as agreed: they stand below `until` or `agreed`.
    pub(crate) dated: usize,
    /// Work on which the profile has no line for the role.
    pub(crate) not_judged: Vec<Row>,
    /// Work that no word of the taxonomy names.
    pub(crate) not_understood: Vec<Row>,
}

/// How much there is of an area of work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Area {
    /// The area.
    pub(crate) area: Arc<str>,
    /// Duties in it.
    pub(crate) duties: usize,
}

/// One row of work.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// Handle, or the role that holds it: "the QA lead".
    pub(crate) who: Arc<str>,
    /// The work in words.
    pub(crate) work: Arc<str>,
    /// Activity id, where it is known.
    pub(crate) activity: Option<Arc<str>>,
    /// Name of the team.
    pub(crate) team: String,
    /// How it is held.
    pub(crate) involvement: &'static str,
    /// On which side of the line it is.
    pub(crate) verdict: Option<&'static str>,
    /// Who shares it, or could: handles with their roles.
    pub(crate) with: Vec<String>,
    /// Who could take it, and what that does to them.
    pub(crate) to: Option<Taker>,
    /// What else is to be said of it.
    pub(crate) note: Option<String>,
    /// Where it is written.
    pub(crate) path: String,
    /// The line there.
    pub(crate) line: usize,
}

/// Somebody with room.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Taker {
    /// Handle.
    pub(crate) person: Arc<str>,
    /// Title of the role under which.
    pub(crate) role: String,
    /// Name of the team.
    pub(crate) team: String,
    /// How the person carries it already.
    pub(crate) already: Option<&'static str>,
    /// Duties carried with all that this page hands to them.
    pub(crate) carried_after: usize,
    /// What of that the limit on duties counts, at most.
    pub(crate) counted_after: Option<Counted>,
}

/// What the limit on duties counts.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Counted {
    /// Duties.
    pub(crate) duties: usize,
    /// How many there may be.
    pub(crate) limit: usize,
    /// Whether what is core to the role is left out.
    pub(crate) beyond_core: bool,
}

/// What nobody has room for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Missing {
    /// Title of the role that would have to be filled; nothing where the work has no other owner.
    pub(crate) role: Option<String>,
    /// Somebody fills it, and is at a limit.
    pub(crate) is_full: bool,
    /// Some of the work could stop instead: not all of it protects others.
    pub(crate) may_stop: bool,
    /// The team.
    pub(crate) team: String,
    /// The work.
    pub(crate) work: Vec<String>,
}

/// Something with a last day.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Ending {
    /// The last day.
    pub(crate) day: String,
    /// Days until then; less than nothing once it is over.
    pub(crate) days_left: i64,
    /// What ends.
    pub(crate) what: String,
}

/// An exception.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Agreed {
    /// What would be said without it.
    pub(crate) what: String,
    /// The rule that it overrules.
    pub(crate) rule: Arc<str>,
    /// Why.
    pub(crate) reason: String,
    /// Who answers for it.
    pub(crate) owner: Option<String>,
    /// The last day on which it counts.
    pub(crate) until: Option<String>,
}

impl Page {
    /// Every row.
    pub(crate) fn rows(&mut self) -> impl Iterator<Item = &mut Row> {
        let all =
            [&mut self.keep, &mut self.share, &mut self.hand_over, &mut self.not_judged, &mut self.not_understood];
        all.into_iter().flatten()
    }

    /// Puts other names in the place of people.
    pub(crate) fn rename(&mut self, handle: impl Fn(&str) -> Arc<str>, text: impl Fn(&str) -> String) {
        let words = |words: &mut String| *words = text(words);
        let name = |name: &mut Arc<str>| *name = if name.starts_with('@') { handle(name) } else { text(name).into() };
        name(&mut self.name);
        self.called = if self.kind == "person" { self.name.clone() } else { text(&self.called).into() };
        let plain = self
            .teams
            .iter_mut()
            .chain(&mut self.roles)
            .chain(&mut self.opening)
            .chain(&mut self.over)
            .chain(&mut self.said);
        plain.for_each(words);
        for row in self.rows() {
            name(&mut row.who);
            row.work = text(&row.work).into();
            row.with.iter_mut().chain([&mut row.team, &mut row.path]).chain(&mut row.note).for_each(words);
            if let Some(taker) = &mut row.to {
                name(&mut taker.person);
                words(&mut taker.team);
            }
        }
        for missing in &mut self.no_room_for {
            words(&mut missing.team);
            missing.work.iter_mut().for_each(words);
        }
        self.until.iter_mut().for_each(|ending| words(&mut ending.what));
        for agreed in &mut self.agreed {
            [&mut agreed.what, &mut agreed.reason].into_iter().chain(&mut agreed.owner).for_each(words);
        }
    }
}

/// The line of a person; nothing for somebody whom no file knows.
#[must_use]
pub(crate) fn of_person(around: &Around<'_>, handle: &str) -> Option<Page> {
    let person = around.org.people.get(handle)?;
    let teams: Vec<_> = person.teams.keys().filter_map(|id| around.org.teams.get(id)).collect();
    let mut page = Page {
        kind: "person",
        name: person.handle.clone(),
        called: person.name.clone().unwrap_or_else(|| person.handle.clone()),
        roles: around.org.titles(person, |role| around.policy.taxonomy.role_title(role).to_owned()),
        teams: teams.iter().map(|team| team.shown_name().to_owned()).collect(),
        ..begun(around)
    };
    fill(around, &mut page, &parts::of_person(around, person));
    Some(page)
}

/// The line of a team: of all who carry something there.
#[must_use]
pub(crate) fn of_team(around: &Around<'_>, id: &str) -> Option<Page> {
    let team = around.org.teams.get(id)?;
    let mut page = Page {
        kind: "team",
        name: team.id.clone(),
        called: team.name.clone(),
        teams: vec![team.shown_name().to_owned()],
        ..begun(around)
    };
    fill(around, &mut page, &parts::of_team(around, team));
    Some(page)
}

fn begun(around: &Around<'_>) -> Page {
    Page { profile: around.policy.profile.clone(), day: around.today.to_string(), ..Page::default() }
}

fn fill<'a>(around: &Around<'a>, page: &mut Page, parts: &[parts::Part<'a>]) {
    let bench = Bench::default();
    let scene = around.policy.scene(around.org, around.today, &bench);
    page.areas = parts::areas(around, parts);
    (page.duties, page.core) = parts::counts(around, parts);
    page.over = parts::over(around, page);
    page.said = parts::said(around, page);
    page.said.extend(parts::for_others(around, page, parts));
    page.agreed = parts::agreed(around, page);
    page.until = parts::endings(around, parts, &page.agreed);
    let mut plan = plan::Plan::new(around, &scene);
    let sided = |side: Side| parts.iter().filter(move |part| part.side == side);
    page.keep = sided(Side::Keep).map(|part| part.row(around)).collect();
    page.not_judged = sided(Side::NotJudged).map(|part| plan.not_judged(part)).collect();
    page.not_understood = sided(Side::NotUnderstood).map(|part| part.row(around)).collect();
    page.hand_over = plan::farthest_first(sided(Side::HandOver)).into_iter().map(|part| plan.hand_over(part)).collect();
    let shared: Vec<_> = sided(Side::Share).collect();
    let not_judged: Vec<_> = sided(Side::NotJudged).collect();
    let moved = match page.kind {
        "person" => plan.relieve(&page.name, &shared, &not_judged),
        _ => Vec::new(),
    };
    page.hand_over.extend(moved.iter().map(|(_, row)| row.clone()));
    let stays = |at: &usize| !moved.iter().any(|(moved, _)| moved == at);
    page.share = (0..shared.len()).filter(stays).map(|at| plan.share(shared[at])).collect();
    page.dated = parts.iter().filter(|part| matches!(part.side, Side::ForAWhile | Side::Agreed)).count();
    page.no_room_for = plan.missing;
    page.opening = opening::sentences(page);
}
