//! `separate`: what one hand should not do twice: two duties, or two roles, of one person in one team.
//!
//! People are compared, not roles: two product managers are two hands.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Kind;
use crate::base::diagnostic::{Label, Subject};
use crate::base::involvement::Involvement;
use crate::base::quick::HashMap;
use crate::base::source::Location;
use crate::base::suggest::{all_of, with_article};
use crate::document::shape::{Field, Type};
use crate::org::{Duty, Holder, Team};
use crate::rule::bench::{Handing, Heir};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges, Settled};
use crate::taxonomy::verdict::Verdict;

pub(super) const KIND: Kind = Kind {
    name: "separate",
    summary: "Judges whether duties or roles that should be apart are in one hand.",
    fields: &[
        Field::new("duties", Type::Names, "Activities, any of which one hand carries."),
        Field::new("apart-from", Type::Names, "Activities that the same hand should not carry."),
        Field::new("alone", Type::Flag, "Reported only where nobody else carries either."),
        Field::new(
            "roles",
            Type::Names,
            "Roles that one person should not have in one team; a single one is kept from the duties of `apart-from`.",
        ),
        Field::new(
            "together",
            Type::Names,
            "Activities that one hand should not carry all at once; `a|b` stands for either of two.",
        ),
        Field::new(
            "role",
            Type::Name,
            "The role whose holder should not, with `together`; anybody, where none is named.",
        ),
    ],
    topics: &[],
    words: &["person", "first", "second"],
    build,
};

struct Separate {
    duties: Vec<Arc<str>>,
    apart_from: Vec<Arc<str>>,
    alone: bool,
    roles: Vec<Arc<str>>,
    together: Vec<Vec<Arc<str>>>,
    role: Option<Arc<str>>,
    line: Location,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let names = |key: &str| layers.names(key).into_iter().map(|name| name.value).collect::<Vec<_>>();
    let line =
        layers.names("apart-from").into_iter().chain(layers.names("roles")).chain(layers.names("together")).next();
    let either = |group: Arc<str>| group.split('|').map(|one| one.trim().into()).collect::<Vec<Arc<str>>>();
    Box::new(Separate {
        duties: names("duties"),
        apart_from: names("apart-from"),
        alone: layers.flag("alone"),
        roles: names("roles"),
        together: names("together").into_iter().map(either).collect(),
        role: layers.text("role").map(|role| role.value),
        line: line.map(|name| name.at).unwrap_or_else(|| layers.place()),
    })
}

impl Check for Separate {
    fn judges(&self) -> Judges {
        let is_about_rows = !self.alone && self.roles.len() < 2;
        let settled = if is_about_rows { Settled::ByCarryingLess } else { Settled::Otherwise };
        Judges { teams: true, settled, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        if !self.together.is_empty() {
            return self.all_at_once(scene, team, reporter);
        }
        if let [role] = self.roles.as_slice() {
            return self.role_with_duties(scene, team, role, reporter);
        }
        self.roles_in_one_hand(scene, team, reporter);
        let (mut first, second) = (carriers(scene, team, &self.duties), carriers(scene, team, &self.apart_from));
        // Who should not have the first of the two at all is told so, and may keep the second.
        let is_out = |held: &Carried<'_>| {
            scene.verdict(team, &Holder::Person(held.person.clone()), held.activity, held.involvement)
                == Some(Verdict::Out)
        };
        let out: BTreeSet<_> =
            first.iter().filter(|held| is_out(held)).map(|held| (held.person, held.activity)).collect();
        first.retain(|held| !out.contains(&(held.person, held.activity)));
        let ones: BTreeSet<_> = first.iter().map(|carried| carried.person).collect();
        let others: BTreeSet<_> = second.iter().map(|carried| carried.person).collect();
        if self.alone && (ones.len() != 1 || others.len() != 1) {
            return;
        }
        let (of_first, of_second) = (first_of_each(&first), first_of_each(&second));
        for person in ones.intersection(&others) {
            if let (Some(one), Some(other)) = (of_first.get(person), of_second.get(person)) {
                self.report(scene, team, one, other, reporter);
            }
        }
    }
}

/// Somebody who carries an activity.
struct Carried<'a> {
    person: &'a Arc<str>,
    activity: &'a Arc<str>,
    involvement: Involvement,
    duty: &'a Duty,
    at: &'a Location,
}

/// The first of what each carries.
fn first_of_each<'h, 'a>(held: &'h [Carried<'a>]) -> HashMap<&'a Arc<str>, &'h Carried<'a>> {
    // Of several for one person the last that is put in stays.
    held.iter().rev().map(|carried| (carried.person, carried)).collect()
}

/// Those who carry any of some activities, and are there to do it.
fn carriers<'a>(scene: &CheckContext<'_>, team: &'a Team, activities: &[Arc<str>]) -> Vec<Carried<'a>> {
    let mut found = Vec::new();
    for duty in team.duties.iter().filter(|duty| duty.retired.is_none()) {
        let Some(activity) = duty.activity.as_ref().filter(|activity| activities.contains(activity)) else { continue };
        for assignment in duty.assignments.iter().filter(|assignment| assignment.involvement.carries()) {
            if let Holder::Person(person) = &assignment.holder
                && scene.org.people.get(person).is_none_or(|person| person.active)
            {
                let involvement = assignment.involvement;
                found.push(Carried { person, activity, involvement, duty, at: &assignment.at });
            }
        }
    }
    found
}

/// Who should take the second of two duties that are kept apart.
fn apart(scene: &CheckContext<'_>, team: &Team, held: &Carried<'_>, title: &str) -> String {
    let from = Holder::Person(held.person.clone());
    let heir = scene.taxonomy.activities.get(held.activity).and_then(|activity| {
        let handing = Handing { activity, duty: Some(held.duty), from: Some(&from), without: None };
        taker(scene, team, &handing)
    });
    match heir {
        Some(heir) => format!("give {title} to {heir}; asking and being told is fine"),
        None => format!("give {title} to somebody else in {}; asking and being told is fine", team.shown_name()),
    }
}

/// Which of several duties somebody could take; else who is missing to take one.
fn help_with_one(scene: &CheckContext<'_>, team: &Team, held: &[&Carried<'_>]) -> String {
    let activities: Vec<_> =
        held.iter().filter_map(|held| Some((*held, scene.taxonomy.activities.get(held.activity)?))).collect();
    let able = activities.iter().find_map(|(held, activity)| {
        let from = Holder::Person(held.person.clone());
        let handing = Handing { activity, duty: Some(held.duty), from: Some(&from), without: None };
        let taker = taker(scene, team, &handing)?;
        Some(format!("one of them to somebody else is enough: {} to {taker}", activity.title))
    });
    able.unwrap_or_else(|| {
        let missing = activities.iter().rev().find_map(|(held, activity)| {
            let own = scene.org.roles_of(team, held.person);
            let role = activity.owners.iter().find(|owner| !own.contains(&owner.value))?;
            let title = with_article(scene.taxonomy.role_title(&role.value));
            Some(format!("nobody has room for any of them: {title} is missing, for {} first", activity.title))
        });
        missing.unwrap_or_else(|| format!("give one of them to somebody else in {}", team.shown_name()))
    })
}

/// Who could take a duty: one of those who should own it, else somebody of the team whose line allows it.
fn taker<'a>(scene: &CheckContext<'a>, team: &'a Team, handing: &Handing<'a>) -> Option<String> {
    let (person, role) = match scene.heir(team, handing) {
        Heir::Here { person, role, .. } => (person, role),
        Heir::Elsewhere { able, role } => {
            return Some(format!("{} ({})", able.person, scene.taxonomy.role_title(role)));
        }
        Heir::Full { .. } | Heir::Nobody => scene.whose_own(team, handing)?,
    };
    Some(format!("{} ({})", person.handle, scene.called(team, &person.handle, role)))
}

impl Separate {
    fn report(
        &self,
        scene: &CheckContext<'_>,
        team: &Team,
        first: &Carried<'_>,
        second: &Carried<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        let (one, other) = (scene.taxonomy.title(first.activity), scene.taxonomy.title(second.activity));
        let role = scene.org.roles_of(team, second.person).first().cloned();
        reporter.report(Finding {
            words: &[("person", second.person), ("first", one), ("second", other)],
            secondary: vec![
                Label { at: first.at.clone(), text: format!("and {one}") },
                Label { at: self.line.clone(), text: "the line: these duties are kept apart".to_owned() },
            ],
            help: Some(apart(scene, team, second, other)),
            subject: Subject {
                team: Some(team.id.clone()),
                person: Some(second.person.clone()),
                role,
                activity: Some(second.activity.clone()),
                ..Subject::default()
            },
            ..Finding::at(second.at.clone(), format!("{} carries {other}", second.person))
        });
    }

    /// One hand with all of some work.
    fn all_at_once(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let groups: Vec<Vec<Carried<'_>>> = self.together.iter().map(|group| carriers(scene, team, group)).collect();
        let firsts: Vec<_> = groups.iter().map(|group| first_of_each(group)).collect();
        let people: BTreeSet<&Arc<str>> = groups.iter().flatten().map(|held| held.person).collect();
        let is_one_hand = people.len() == 1;
        for person in people {
            let of = firsts.iter().map(|group| group.get(person).copied());
            let Some(held) = of.collect::<Option<Vec<&Carried<'_>>>>() else { continue };
            let acts = scene.org.roles_of(team, person);
            if self.role.as_ref().is_some_and(|role| !acts.contains(role)) {
                continue;
            }
            if self.alone && !is_one_hand {
                continue;
            }
            let titles: Vec<&str> = held.iter().map(|held| scene.taxonomy.title(held.activity)).collect();
            let (Some(last), [rest @ .., other]) = (held.last(), titles.as_slice()) else { continue };
            let rest = rest.join(", ");
            let also = held[..held.len() - 1].iter().zip(&titles);
            reporter.report(Finding {
                words: &[("person", person), ("first", &rest), ("second", other)],
                secondary: also
                    .map(|(held, title)| Label { at: held.at.clone(), text: format!("and {title}") })
                    .chain([Label { at: self.line.clone(), text: "the line: not all of these in one hand".to_owned() }])
                    .collect(),
                help: Some(help_with_one(scene, team, &held)),
                subject: Subject {
                    team: Some(team.id.clone()),
                    person: Some(person.clone()),
                    role: self.role.clone().or_else(|| acts.first().cloned()),
                    ..Subject::default()
                },
                ..Finding::at(last.at.clone(), format!("{person} carries {other}"))
            });
        }
    }

    /// A role that is kept from some duties, whichever team they are in.
    fn role_with_duties(&self, scene: &CheckContext<'_>, team: &Team, role: &Arc<str>, reporter: &mut Reporter<'_>) {
        let mut told = BTreeSet::new();
        for held in carriers(scene, team, &self.apart_from) {
            if !told.insert((held.person, held.activity)) {
                continue;
            }
            let people = scene.org.people.get(held.person);
            let declared = people.is_some_and(|person| person.roles.contains(role));
            if !declared && !scene.org.roles_of(team, held.person).contains(role) {
                continue;
            }
            let (title, duty) = (scene.taxonomy.role_title(role), scene.taxonomy.title(held.activity));
            reporter.report(Finding {
                words: &[("person", held.person), ("first", title), ("second", duty)],
                secondary: vec![Label {
                    at: self.line.clone(),
                    text: "the line: this role is kept from these duties".to_owned(),
                }],
                help: Some(format!("give {duty} to somebody else in {}", team.shown_name())),
                subject: Subject {
                    team: Some(team.id.clone()),
                    person: Some(held.person.clone()),
                    role: Some(role.clone()),
                    activity: Some(held.activity.clone()),
                    ..Subject::default()
                },
                ..Finding::at(held.at.clone(), format!("{} carries {duty}", held.person))
            });
        }
    }

    fn roles_in_one_hand(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        if self.roles.is_empty() {
            return;
        }
        let holds = |person: &Arc<str>, role: &Arc<str>| {
            let mut own = team.entries_of(person);
            own.any(|member| member.acts_as.contains(role))
        };
        // Few members have the first role; only they are looked at more closely.
        let with_first = team.members.iter().filter(|member| member.acts_as.contains(&self.roles[0]));
        let people: BTreeSet<&Arc<str>> = with_first.map(|member| &member.person).collect();
        for person in people {
            if !self.roles.iter().all(|role| holds(person, role)) {
                continue;
            }
            let Some(member) = team.entries_of(person).next_back() else { continue };
            let titles: Vec<&str> = self.roles.iter().map(|role| scene.taxonomy.role_title(role)).collect();
            reporter.report(Finding {
                words: &[("person", person), ("first", titles[0]), ("second", titles[titles.len() - 1])],
                secondary: vec![Label {
                    at: self.line.clone(),
                    text: "the line: these roles are kept apart".to_owned(),
                }],
                help: Some("let somebody else take one of the roles, or take turns".to_owned()),
                subject: Subject {
                    team: Some(team.id.clone()),
                    person: Some(person.clone()),
                    role: self.roles.first().cloned(),
                    ..Subject::default()
                },
                ..Finding::at(member.at.clone(), format!("{} of {}", all_of(&titles), team.shown_name()))
            });
        }
    }
}
