//! `scope`: who should not hold what. A role's verdict on an activity, at the involvement that a charter gives.
//!
//! A person with several roles is judged under the one that makes a duty most legitimate; work that is `independent` under the
//! one that makes it least so, since a second title does not undo what the first one asks for. A role without a verdict on an
//! activity has no opinion. One finding per team, holder and activity: the first place of the strongest involvement that crosses
//! the line.

use std::cell::RefCell;
use std::sync::Arc;

use super::Kind;
use crate::base::diagnostic::{Label, Severity, Subject};
use crate::base::involvement::Involvement;
use crate::base::quick::HashMap;
use crate::base::source::Location;
use crate::document::shape::{Field, Type};
use crate::org::{Assignment, Duty, Holder, Team};
use crate::read::reading::Form;
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::seats::{At, Says, verdict, weight};
use crate::rule::topic::topics;
use crate::rule::{Check, CheckContext, Judges, SEVERITIES, Settled};
use crate::taxonomy::activity::Activity;
use crate::taxonomy::verdict::{Cells, Ruling, Verdict};

mod help;

pub(super) const KIND: Kind = Kind {
    name: "scope",
    summary: "Judges duties by the verdict of their holder's role.",
    fields: &[
        Field::needed("when", Type::OneOf(When::WORDS), "What is reported."),
        Field::new("hard", Type::OneOf(SEVERITIES), "Severity for activities that are hard."),
        Field::new(
            "independent",
            Type::Names,
            "Activities that attest the work of others: no second role makes one's own what the first is kept from.",
        ),
    ],
    topics: &[When::TOPICS],
    words: &["role", "involved", "involvement", "activity", "floor"],
    build,
};

topics! {
    /// What is reported.
    When by "when" {
        Out = "out": "work that is another role's",
        Stretch = "stretch": "work beyond a role, which it carries for a while only",
        HeldAlone = "held-alone": "work that a role shares, held alone",
        BelowFloor = "below-floor": "work in which a role takes less part than it should",
    }
}

struct Scope {
    when: When,
    hard: Option<Severity>,
    independent: Vec<Arc<str>>,
}

/// More places of one finding than these are not shown.
const PLACES: usize = 4;

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    Box::new(Scope {
        when: When::chosen(layers).unwrap_or(When::Out),
        hard: layers.severity_at("hard"),
        independent: layers.names("independent").into_iter().map(|name| name.value).collect(),
    })
}

impl Check for Scope {
    fn judges(&self) -> Judges {
        let settled = match self.when {
            When::Out | When::Stretch => Settled::ByHandingOver,
            When::HeldAlone | When::BelowFloor => Settled::Otherwise,
        };
        Judges { teams: true, settled, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let seats = scene.seats(team);
        let held: Vec<Held<'_>> =
            seats.each(scene, team).map(|(seat, mildest, all)| self.judge(&seat, mildest, all)).collect();
        let peers = Peers::default();
        for held in held.chunk_by(|a, b| a.key() == b.key()) {
            // Prose is not complete, nor is a calendar: what they leave out says nothing.
            let rows = || held.iter().all(|held| held.duty.is_row) && held.iter().any(|held| !held.duty.is_silent);
            let crossing = match self.when {
                When::HeldAlone | When::BelowFloor if !rows() => None,
                When::Out => strongest(held, |held| held.ruling.is_some_and(|(_, ruling)| ruling == Verdict::Out)),
                When::Stretch => stretched(held).filter(|held| {
                    !scene.helps(team, held.duty, (&held.assignment.holder, held.assignment.involvement))
                }),
                When::HeldAlone => held.iter().find(|held| held.is_alone(scene, team)),
                When::BelowFloor => below_floor(scene, team, held, &peers),
            };
            if let Some(crossing) = crossing {
                let again = self.again(held, crossing);
                self.report(scene, team, crossing, again, reporter);
            }
        }
    }
}

/// One assignment with the role that makes it most legitimate, and that role's ruling.
struct Held<'a> {
    duty: &'a Duty,
    assignment: &'a Assignment,
    activity: &'a Activity,
    /// The role judged by.
    role: &'a Arc<str>,
    /// The line of the rules and its verdict.
    ruling: Option<(&'a Ruling, Verdict)>,
    /// Roles that would allow more, and do not count, since the work is independent.
    passed_over: Vec<Arc<str>>,
}

impl Scope {
    /// A seat under the role that it is judged by.
    fn judge<'a>(&self, seat: &At<'a>, mildest: Says<'a>, all: impl Iterator<Item = Says<'a>> + Clone) -> Held<'a> {
        let At { duty, assignment, activity } = *seat;
        let is_independent = assignment.involvement.carries() && self.independent.contains(&activity.id);
        let weight = |(_, ruling): &Says<'a>| weight(duty, *ruling);
        let strictest = is_independent.then(|| all.clone().max_by_key(weight)).flatten();
        let judged = strictest.unwrap_or(mildest);
        let milder = all.filter(|other| weight(other) < weight(&judged));
        let passed_over = strictest.map_or_else(Vec::new, |_| milder.map(|(role, _)| role.clone()).collect());
        let (role, ruling) = (judged.0, judged.1.map(|ruling| (ruling, verdict(ruling, duty))));
        Held { duty, assignment, activity, role, ruling, passed_over }
    }

    /// The other places at which the line is crossed as it is at the first one, or less.
    fn again(&self, held: &[Held<'_>], first: &Held<'_>) -> Vec<Label> {
        let verdict = |held: &Held<'_>| held.ruling.map(|(_, verdict)| verdict);
        let is_same = |other: &&Held<'_>| {
            // One row that gives both parts of the same work to one holder is one place.
            let is_as_much = other.assignment.involvement == first.assignment.involvement
                || matches!(self.when, When::Out) && other.duty.at != first.duty.at;
            other.assignment.at != first.assignment.at
                && is_as_much
                && verdict(other) == verdict(first)
                && !matches!(self.when, When::Stretch if other.duty.is_dated)
        };
        let places = held.iter().filter(is_same).take(PLACES);
        places.map(|other| Label { at: other.assignment.at.clone(), text: "and here".to_owned() }).collect()
    }
}

fn strongest<'h, 'a>(held: &'h [Held<'a>], crosses: impl Fn(&Held<'a>) -> bool) -> Option<&'h Held<'a>> {
    let strongest = held.iter().filter(|held| crosses(held)).map(|held| held.assignment.involvement).max()?;
    held.iter().find(|held| held.assignment.involvement == strongest && crosses(held))
}

/// A stretch without a date (of one that has passed, `expired-cover` speaks), unless the same holder is out of the activity altogether.
fn stretched<'h, 'a>(held: &'h [Held<'a>]) -> Option<&'h Held<'a>> {
    let is = |held: &Held<'_>, wanted| held.ruling.is_some_and(|(_, verdict)| verdict == wanted);
    if held.iter().any(|held| is(held, Verdict::Out)) {
        return None;
    }
    strongest(held, |held| held.assignment.involvement.carries() && is(held, Verdict::Stretch) && !held.duty.is_dated)
}

/// Whether an activity is held well enough for a role with a floor: the same for all who share the three.
type Peers<'a> = RefCell<HashMap<(&'a str, (Involvement, bool), Arc<str>), bool>>;

/// The strongest involvement of a holder who should be involved more strongly, while nobody of the activity's owners or of
/// the same role is.
fn below_floor<'h, 'a>(
    scene: &CheckContext<'_>,
    team: &Team,
    held: &'h [Held<'a>],
    known: &Peers<'a>,
) -> Option<&'h Held<'a>> {
    let strongest = strongest(held, |_| true)?;
    let floor = strongest.floor(scene)?;
    if strongest.assignment.involvement >= floor {
        return None;
    }
    let carries = strongest.assignment.involvement.carries();
    let key = (&*strongest.activity.id, (floor, carries), strongest.role.clone());
    if let Some(held_well) = known.borrow().get(&key) {
        return (!held_well).then_some(strongest);
    }
    let peers = team.duties.iter().filter(|duty| duty.activity.as_ref() == Some(&strongest.activity.id));
    // Beside who does it: whoever has it and should not is told so, and whoever may is there by the line.
    let is_judged = |held: &Assignment| {
        carries && scene.verdict(team, &held.holder, &strongest.activity.id, held.involvement).is_some()
    };
    let held_well = peers.flat_map(|duty| &duty.assignments).any(|assignment| {
        if assignment.involvement >= floor && assignment.holder != strongest.assignment.holder && is_judged(assignment)
        {
            return true;
        }
        let roles = scene.roles_of(team, &assignment.holder);
        let owns = |role: &Arc<str>| strongest.activity.owners.iter().any(|owner| owner.value == *role);
        let stands_in = floor.carries() && assignment.involvement.carries() && roles.iter().any(owns);
        assignment.involvement >= floor && (roles.contains(strongest.role) || stands_in)
    });
    known.borrow_mut().insert(key, held_well);
    (!held_well).then_some(strongest)
}

impl<'a> Held<'a> {
    fn key(&self) -> (&'a Holder, &'a str) {
        (&self.assignment.holder, &self.activity.id)
    }

    fn floor(&self, scene: &CheckContext<'_>) -> Option<Involvement> {
        scene.verdicts.of(self.role, &self.activity.id)?.floor.as_ref().map(|(floor, _)| *floor)
    }

    /// Shared work whose only accountable and only responsible holder is one, with none of its owners asked.
    fn is_alone(&self, scene: &CheckContext<'_>, team: &Team) -> bool {
        let shared = |involvement| {
            let ruling = scene.ruling(team, (&self.assignment.holder, self.role), &self.activity.id, involvement);
            ruling.is_some_and(|ruling| ruling.verdict == Verdict::Shared)
        };
        let carrying = |involvement| {
            let mut holders = self.duty.assignments.iter().filter(move |other| other.involvement == involvement);
            holders.next().is_some_and(|only| only.holder == self.assignment.holder) && holders.next().is_none()
        };
        let asked = self.duty.assignments.iter().filter(|other| other.involvement == Involvement::Consulted);
        let mut asked_roles = asked.flat_map(|other| scene.roles_of(team, &other.holder).into_owned());
        self.assignment.involvement == Involvement::Accountable
            && shared(Involvement::Accountable)
            && shared(Involvement::Responsible)
            && carrying(Involvement::Accountable)
            && carrying(Involvement::Responsible)
            && !asked_roles.any(|role| self.activity.owners.iter().any(|owner| owner.value == role))
            // Where nobody could share it, that it is not shared says nothing.
            && help::sharer(scene, team, self).is_some()
    }
}

impl Scope {
    fn report(
        &self,
        scene: &CheckContext<'_>,
        team: &Team,
        held: &Held<'_>,
        again: Vec<Label>,
        reporter: &mut Reporter<'_>,
    ) {
        let involvement = held.assignment.involvement;
        let floor = held.floor(scene).map_or("", Involvement::name);
        let words = [
            ("role", help::named(scene, team, held)),
            ("involved", involved(involvement)),
            ("involvement", involvement.name()),
            ("activity", &held.activity.title),
            ("floor", floor),
        ];
        let person = match &held.assignment.holder {
            Holder::Person(handle) => Some(handle.clone()),
            _ => None,
        };
        let own = held.ruling.and_then(|(ruling, _)| ruling.severity);
        let severity = own.or(self.hard.filter(|_| held.activity.hard));
        // Who is asked or told carries nothing; that it is not for everybody's ears is advice.
        let heard = matches!(self.when, When::Out) && !involvement.carries();
        let severity = if heard { Some(Severity::Advice) } else { severity };
        reporter.report(Finding {
            words: &words,
            severity,
            fix: matches!(self.when, When::Out).then(|| help::hand_over_fix(scene, team, held)).flatten(),
            secondary: again.into_iter().chain(named_above(held)).chain(self.line(scene, held)).collect(),
            help: Some(help::way_out(&self.when, scene, team, held, reporter.rule())),
            subject: Subject {
                team: Some(team.id.clone()),
                person,
                role: Some(held.role.clone()),
                activity: Some(held.activity.id.clone()),
                involvement: Some(involvement),
                detail: None,
            },
            ..Finding::at(held.assignment.at.clone(), help::who_and_how(scene, team, held))
        });
    }

    /// Where the line is one that another role draws: " beside a product manager".
    fn only(&self, scene: &CheckContext<'_>, held: &Held<'_>, ruling: &Ruling) -> String {
        let cells = scene.verdicts.of(held.role, &held.activity.id);
        let is_this = |cells: &&Cells| cells.conditional(held.assignment.involvement) == Some(ruling);
        let condition = cells.filter(is_this).and_then(|cells| cells.condition.as_ref());
        condition.map_or_else(String::new, |condition| format!(" {}", scene.taxonomy.in_words(condition)))
    }

    /// Why the line of this role runs there, where that is its own reason.
    fn why(&self, scene: &CheckContext<'_>, held: &Held<'_>) -> String {
        let cells = scene.verdicts.of(held.role, &held.activity.id);
        let why = cells.and_then(|cells| cells.why.as_deref());
        why.map_or_else(String::new, |why| format!(": {}", plain(why.trim_end_matches('.'))))
    }

    /// The line of the rules that was crossed.
    fn line(&self, scene: &CheckContext<'_>, held: &Held<'_>) -> Option<Label> {
        let role = help::in_short(scene, held.role);
        let title = &held.activity.title;
        let label = |at: &Location, text: String| Some(Label { at: at.clone(), text });
        match self.when {
            When::Out => {
                let (ruling, _) = held.ruling?;
                let only = self.only(scene, held, ruling);
                let why = self.why(scene, held);
                label(&ruling.at, format!("the line: {role} stays out of {title}{only}{why}"))
            }
            When::Stretch => label(&held.ruling?.0.at, format!("the line: {role} carries {title} for a while only")),
            When::HeldAlone => label(&held.ruling?.0.at, format!("the line: {role} shares {title}")),
            When::BelowFloor => {
                let (floor, at) = scene.verdicts.of(held.role, &held.activity.id)?.floor.as_ref()?;
                label(at, format!("the line: {role} is {floor}, or more, in {title}"))
            }
        }
    }
}

/// A sentence within another one.
fn plain(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Where prose names the holder, when that is not where the duty stands.
fn named_above(held: &Held<'_>) -> Option<Label> {
    // A table names its holders in its head; the subject of a row is that of its first cell.
    let subject = &held.duty.reasons.as_ref().filter(|_| held.duty.form != Form::Table)?.subject;
    let (at, duty) = (subject.span, held.assignment.at.span);
    let apart = at.end <= duty.start || at.start >= duty.end;
    (!at.is_empty() && apart).then(|| Label { at: subject.clone(), text: "said of this role".to_owned() })
}

fn involved(involvement: Involvement) -> &'static str {
    match involvement {
        Involvement::Accountable | Involvement::Responsible => "assigned to",
        Involvement::Consulted => "consulted on",
        Involvement::Informed => "informed of",
    }
}
