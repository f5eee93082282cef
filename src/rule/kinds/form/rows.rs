//! Rows of a responsibility table: how many answer, work, are asked and are told, and who is written down twice. Rows of the
//! same work are held against each other in `form/across.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::said::Said;
use super::{across, disagree};
use crate::base::diagnostic::{Label, Severity, Subject};
use crate::base::involvement::Involvement;
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::org::{Assignment, Duty, Holder, Placed, Team};
use crate::read::is_page;
use crate::read::reading::Form;
use crate::rule::CheckContext;
use crate::rule::bench::{Handing, Pledges};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::topic::topics;
use crate::taxonomy::verdict::Verdict;

topics! {
    /// What is wrong with a row.
    Lacking by "row" {
        NoAccountable = "no-accountable": "nobody answers for it",
        ManyAccountable = "many-accountable": "several answer for it",
        NoResponsible = "no-responsible": "nobody is said to do it",
        FewResponsible = "few-responsible": "too few do it, so that nobody is relieved",
        ManyResponsible = "many-responsible": "too many do it",
        ManyConsulted = "many-consulted": "too many are asked before",
        ManyInformed = "many-informed": "too many are told afterwards",
        NoListeners = "no-listeners": "nobody is asked and nobody is told",
        LettersConflict = "letters-conflict": "somebody who carries it has a weaker letter as well",
        Disagreeing = "disagreeing": "prose gives it to another than the data does",
    }
}

/// More places of one finding than these are not shown.
const PLACES: usize = 4;

/// One rule about rows.
pub(super) struct Rows {
    what: Lacking,
    max: Option<Placed<f64>>,
    min: Option<Placed<f64>>,
    warning_below: f64,
    activities: Vec<Arc<str>>,
    except: Vec<Arc<str>>,
    decided_once: Vec<Arc<str>>,
}

impl Rows {
    pub(super) fn build(layers: &Layers<'_>, what: Lacking) -> Self {
        let names = |key: &str| layers.names(key).into_iter().map(|name| name.value).collect::<Vec<_>>();
        Self {
            what,
            max: layers.number("max"),
            min: layers.number("min"),
            warning_below: layers.number("warning-below").map_or(0.0, |below| below.value),
            activities: names("activities"),
            except: names("except"),
            decided_once: names("decided-once"),
        }
    }

    pub(super) fn judge(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        match self.what {
            Lacking::NoListeners => return self.unheard(scene, team, reporter),
            Lacking::Disagreeing => return disagree::judge(scene, team, reporter),
            _ => {}
        }
        // A sentence says what one role does, not who else is involved; a row says all of it.
        for duty in team.duties.iter().filter(|duty| duty.is_row && duty.retired.is_none() && self.is_about(duty)) {
            if let Some(said) = self.say(scene, team, duty) {
                self.report(scene, team, duty, said, reporter);
            }
        }
        if self.what == Lacking::ManyAccountable {
            for (duty, said) in across::rows(scene, team).into_iter().filter(|(duty, _)| self.is_about(duty)) {
                self.report(scene, team, duty, said, reporter);
            }
            for (duty, said) in across::alike(scene, team, &self.decided_once) {
                self.report(scene, team, duty, said, reporter);
            }
        }
    }

    fn is_about(&self, duty: &Duty) -> bool {
        let listed = |list: &[Arc<str>]| duty.activity.as_ref().is_some_and(|activity| list.contains(activity));
        (self.activities.is_empty() || listed(&self.activities)) && !listed(&self.except)
    }

    /// Rows that nobody is asked about or told of: how a file is written rather than what one row lacks, and so one finding
    /// a file.
    fn unheard(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let is_unheard = |duty: &&Duty| {
            let heard = duty.assignments.iter().any(|assignment| !assignment.involvement.carries());
            // A row that has to move first is told that alone.
            let heard = heard || moves(scene, team, duty);
            duty.is_row && duty.retired.is_none() && self.is_about(duty) && !duty.assignments.is_empty() && !heard
        };
        let mut by_file: BTreeMap<&RepoPath, Vec<&Duty>> = BTreeMap::new();
        for duty in team.duties.iter().filter(is_unheard) {
            by_file.entry(&duty.at.path).or_default().push(duty);
        }
        // A file that says nowhere who is asked or told leaves that to another one, or to nobody's charter.
        let heard = team.duties.iter().filter(|duty| duty.assignments.iter().any(|held| !held.involvement.carries()));
        let mut says_so: BTreeMap<&RepoPath, usize> = BTreeMap::new();
        heard.for_each(|duty| *says_so.entry(&duty.at.path).or_default() += 1);
        // One that mostly leaves it out leaves it out on purpose.
        by_file.retain(|path, rows| says_so.get(path).is_some_and(|heard| *heard >= rows.len()));
        for (path, rows) in by_file {
            let title = |duty: &Duty| {
                duty.activity.as_deref().map_or(&*duty.text, |activity| scene.taxonomy.title(activity)).to_owned()
            };
            let shown = match rows.as_slice() {
                [only] => title(only),
                [first, second] => format!("{} and {}", title(first), title(second)),
                [first, rest @ ..] => format!("{} and {} other rows", title(first), rest.len()),
                [] => continue,
            };
            let again = rows.iter().skip(1).take(PLACES);
            let again = again.map(|duty| Label { at: duty.at.clone(), text: "and here".to_owned() });
            reporter.report(Finding {
                words: &[("activity", &shown), ("count", &rows.len().to_string())],
                value: Some(rows.len() as f64),
                secondary: again.collect(),
                help: Some(
                    "say who is asked before (`consulted`) or told afterwards (`informed`), where others need to know"
                        .to_owned(),
                ),
                subject: Subject {
                    team: Some(team.id.clone()),
                    detail: Some(path.as_str().into()),
                    ..Subject::default()
                },
                ..Finding::at(rows[0].at.clone(), "nobody is asked and nobody is told")
            });
        }
    }

    fn say(&self, scene: &CheckContext<'_>, team: &Team, duty: &Duty) -> Option<Said> {
        let holders = |wanted| duty.assignments.iter().filter(move |held| held.involvement == wanted);
        let nobody = |wanted| holders(wanted).next().is_none();
        // A page has no keys: what is about them, and stands last, is left out, and their names stand as words.
        let help_for = |help: &str| match is_page(&duty.at.path) {
            true => help.split(", or say why nobody is:").next().unwrap_or(help).replace('`', ""),
            false => help.to_owned(),
        };
        let said = |at: &Location, label: &str, count: usize, help: &str| Said {
            at: at.clone(),
            label: label.to_owned(),
            count,
            limit: None,
            help: help_for(help),
            person: None,
            related: Vec::new(),
            severity: None,
        };
        match self.what {
            Lacking::NoAccountable => {
                if duty.is_silent || !nobody(Involvement::Accountable) {
                    return None;
                }
                let help = if nobody(Involvement::Responsible) {
                    "name one person as `accountable`, or say why nobody is: `retired = \"…\"`"
                } else {
                    "name one person as `accountable`: who does the work may answer for it as well"
                };
                Some(said(&duty.at, "nobody answers for it", 0, help))
            }
            Lacking::ManyAccountable => {
                let second = holders(Involvement::Accountable).nth(1)?;
                let count = holders(Involvement::Accountable).count();
                let help = "keep one as accountable and make the others responsible or consulted";
                Some(said(&second.at, "one of them answers for it, or nobody does", count, help))
            }
            Lacking::NoResponsible => {
                let first = holders(Involvement::Accountable).next()?;
                let help = "name who does it as `responsible`; it may be the same person";
                nobody(Involvement::Responsible)
                    .then(|| said(&first.at, "answers for it; nobody is said to do it", 0, help))
            }
            Lacking::FewResponsible => {
                self.few(scene, team, duty, &holders(Involvement::Responsible).collect::<Vec<_>>())
            }
            Lacking::ManyResponsible => {
                self.many(holders(Involvement::Responsible), "split the work, or let one of them lead it")
            }
            Lacking::ManyConsulted => {
                self.many(holders(Involvement::Consulted), "tell some of them afterwards instead of asking before")
            }
            Lacking::ManyInformed => self.many(holders(Involvement::Informed), "let those who want to know look it up"),
            Lacking::LettersConflict => conflict(duty),
            // These are judged by all rows together.
            Lacking::NoListeners | Lacking::Disagreeing => None,
        }
    }

    fn few(&self, scene: &CheckContext<'_>, team: &Team, duty: &Duty, holders: &[&Assignment]) -> Option<Said> {
        let min = self.min.as_ref()?;
        let few = !holders.is_empty() && (holders.len() as f64) < min.value;
        // A group may be as many as it likes.
        let countable = holders.iter().all(|a| matches!(a.holder, Holder::Person(_)));
        let relief = if holders.len() as f64 >= self.warning_below { "" } else { "; nobody relieves them otherwise" };
        (few && countable).then(|| Said {
            at: duty.at.clone(),
            label: format!("the whole rota: {}", people(holders.len())),
            count: holders.len(),
            limit: Some(min.clone()),
            help: format!(
                "{}share the rota with another team, or cover fewer hours{relief}",
                joining(scene, team, duty)
            ),
            person: None,
            related: Vec::new(),
            severity: (!relief.is_empty()).then_some(Severity::Warning),
        })
    }

    fn many<'a>(&self, holders: impl Iterator<Item = &'a Assignment> + Clone, help: &str) -> Option<Said> {
        let max = self.max.as_ref()?;
        let crossing = holders.clone().nth(max.value as usize)?;
        let count = holders.count();
        Some(Said {
            at: crossing.at.clone(),
            label: format!("number {} of {}", max.value as usize + 1, count),
            count,
            limit: Some(max.clone()),
            help: help.to_owned(),
            person: None,
            related: Vec::new(),
            severity: None,
        })
    }

    fn report(&self, scene: &CheckContext<'_>, team: &Team, duty: &Duty, said: Said, reporter: &mut Reporter<'_>) {
        let title = duty.activity.as_deref().map_or(&*duty.text, |activity| scene.taxonomy.title(activity));
        let limit = said.limit.as_ref().map_or_else(String::new, |limit| limit.value.to_string());
        let (shown, person) = match &said.person {
            Some(Holder::Person(handle)) => (handle.to_string(), Some(handle.clone())),
            Some(Holder::Role(role)) => (format!("the {}", scene.taxonomy.role_title(role)), None),
            Some(Holder::Group(text) | Holder::Unknown(text)) => (text.to_string(), None),
            None => (String::new(), None),
        };
        let role = match &said.person {
            Some(Holder::Role(role)) => Some(role.clone()),
            _ => None,
        };
        let line = said.limit.map(|limit| Label { text: format!("the limit: {}", limit.value), at: limit.at });
        let value = (said.count > 1).then_some(said.count as f64);
        reporter.report(Finding {
            words: &[
                ("activity", title),
                ("count", &said.count.to_string()),
                ("people", &people(said.count)),
                ("limit", &limit),
                ("person", &shown),
            ],
            // A rota without relief weighs more than the rule says, rows that only read alike weigh less.
            severity: said.severity.map(|own| match self.what {
                Lacking::FewResponsible => own.max(reporter.severity()),
                _ => own.min(reporter.severity()),
            }),
            value: if self.min.is_some() { value.map(|value| -value) } else { value },
            secondary: said.related.into_iter().chain(line).collect(),
            help: Some(said.help),
            subject: Subject {
                team: Some(team.id.clone()),
                person,
                role,
                activity: duty.activity.clone(),
                detail: duty.activity.is_none().then(|| duty.text.clone()),
                ..Subject::default()
            },
            ..Finding::at(said.at, said.label)
        });
    }
}

/// Somebody who carries a row and is asked about it, or told of it, as well.
fn conflict(duty: &Duty) -> Option<Said> {
    // Two columns of a table are two holders, though one role may be meant by both.
    fn holder(form: Form, assignment: &Assignment) -> (&Holder, Option<&Location>) {
        let by_column = form == Form::Table && matches!(assignment.holder, Holder::Role(_));
        (&assignment.holder, by_column.then_some(&assignment.at))
    }
    if duty.assignments.iter().all(|held| held.involvement.carries()) {
        return None;
    }
    let carried = duty.assignments.iter().filter(|held| held.involvement.carries());
    let carried: BTreeSet<_> = carried.map(|held| holder(duty.form, held)).collect();
    let mut weaker = duty.assignments.iter().filter(|held| !held.involvement.carries());
    let weaker = weaker.find(|held| carried.contains(&holder(duty.form, held)))?;
    Some(Said {
        at: weaker.at.clone(),
        label: format!("{} as well, which adds nothing", weaker.involvement),
        count: 0,
        limit: None,
        help: "keep the stronger of the two".to_owned(),
        person: Some(weaker.holder.clone()),
        related: Vec::new(),
        severity: None,
    })
}

/// Whether somebody carries a row whom the line keeps out of it.
fn moves(scene: &CheckContext<'_>, team: &Team, duty: &Duty) -> bool {
    let Some(activity) = duty.activity.as_deref() else { return false };
    let carrying = duty.assignments.iter().filter(|held| held.involvement.carries());
    let verdict = |held: &Assignment| scene.verdict(team, &held.holder, activity, held.involvement);
    carrying.into_iter().any(|held| verdict(held) == Some(Verdict::Out))
}

/// Who of the team could take turns as well.
fn joining(scene: &CheckContext<'_>, team: &Team, duty: &Duty) -> String {
    let activity = duty.activity.as_deref().and_then(|id| scene.taxonomy.activities.get(id));
    let second = activity.and_then(|activity| {
        let handing = Handing { activity, duty: Some(duty), from: None, without: None };
        scene.second(team, &handing, &Pledges::new())
    });
    second.map_or_else(String::new, |(person, role)| {
        format!("let {} ({}) take turns as well, ", person.handle, scene.called(team, &person.handle, role))
    })
}

/// "one person", "4 people".
fn people(count: usize) -> String {
    if count == 1 { "one person".to_owned() } else { format!("{count} people") }
}
