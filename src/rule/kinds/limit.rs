//! `limit`: how much one person carries, or a team, or a role in a team. Counts are of rows in files, each of which can be
//! pointed at; never of output.
//!
//! A row whose `until` has passed does not count; nor does one that is retired. Teams and roles are counted in
//! `limit/team.rs`.

mod help;
mod share;
mod team;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Kind;
use crate::base::confidence::Confidence;
use crate::base::diagnostic::{Label, Severity, Subject};
use crate::base::involvement::Involvement;
use crate::base::quick::HashMap;
use crate::base::source::Location;
use crate::document::shape::{Field, Type};
use crate::org::{Assignment, Duty, Holder, Member, Person, Placed, Team};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::topic::topics;
use crate::rule::{Check, CheckContext, Judges, Measure, Settled};
use crate::taxonomy::verdict::Verdict;

topics! {
    /// What is counted.
    Count by "count" {
        Duties = "duties": "rows that are carried",
        Accountabilities = "accountabilities": "rows that are answered for",
        StretchDuties = "stretch-duties": "rows that are stretch",
        CoreShare = "core-share": "the share of rows that are core",
        Teams = "teams": "teams",
        Areas = "areas": "areas of work",
        Allocation = "allocation": "shares of a week",
        Hours = "hours": "hours a week",
        Paths = "paths": "owned paths",
        Engineers = "engineers": "engineers of the teams that are served",
        Reports = "reports": "engineers whose line is led",
        ShareOfTeam = "share-of-team": "the share of what a team answers for",
    }
}

topics! {
    /// Whose load is counted.
    Per by "per" {
        Person = "person": "a person's",
        Team = "team": "a team's",
        Role = "role": "that of a role in a team",
    }
}

pub(super) const KIND: Kind = Kind {
    name: "limit",
    summary: "Judges how much one person carries.",
    fields: &[
        Field::needed("count", Type::OneOf(Count::WORDS), "What is counted."),
        Field::new("per", Type::OneOf(Per::WORDS), "Whose load is counted; a person's where it is left out."),
        Field::new("activities", Type::Names, "Only duties of these activities count."),
        Field::new(
            "beyond-core",
            Type::Flag,
            "Duties that the verdicts call core do not count: a line must not break its own limits. Where a repository sets `max` itself, they \
             do, unless it says `beyond-core = true` as well.",
        ),
        Field::new("max", Type::Number, "More than this is reported."),
        Field::new("min", Type::Number, "Less than this is reported."),
        Field::new("from", Type::Count, "A share is judged from this number of duties on."),
        Field::new(
            "role",
            Type::Name,
            "Counts what is held under this role only; a role of several teams is counted for each.",
        ),
        Field::new(
            "without",
            Type::Names,
            "Engineers of a team that has one of these roles are not counted: its people ask there first.",
        ),
        Field::new("warning-above", Type::Number, "More than this is a warning at least."),
        Field::new("error-above", Type::Number, "More than this is an error."),
    ],
    topics: &[Count::TOPICS, Per::TOPICS],
    words: &["given", "made", "person", "value", "duties", "all", "limit", "teams", "team", "role"],
    build,
};

struct Limit {
    count: Count,
    activities: Vec<Arc<str>>,
    beyond_core: bool,
    max: Option<Placed<f64>>,
    min: Option<Placed<f64>>,
    from: f64,
    role: Option<Arc<str>>,
    without: Vec<Arc<str>>,
    warning_above: Option<f64>,
    error_above: Option<f64>,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let number = |key: &str| layers.number(key);
    let count = Count::chosen(layers).unwrap_or(Count::Duties);
    match Per::chosen(layers).unwrap_or(Per::Person) {
        Per::Team => return Box::new(team::TeamLimit::build(layers, count, false)),
        Per::Role => return Box::new(team::TeamLimit::build(layers, count, true)),
        Per::Person if count == Count::ShareOfTeam => return Box::new(share::ShareOfTeam::build(layers)),
        Per::Person => {}
    }
    Box::new(Limit {
        activities: layers.names("activities").into_iter().map(|name| name.value).collect(),
        count,
        beyond_core: beyond_core(layers),
        max: number("max"),
        min: number("min"),
        from: number("from").map_or(0.0, |from| from.value),
        role: layers.text("role").map(|role| role.value),
        without: layers.names("without").into_iter().map(|role| role.value).collect(),
        warning_above: number("warning-above").map(|limit| limit.value),
        error_above: number("error-above").map(|limit| limit.value),
    })
}

/// Whether core duties are left out. A limit that a repository sets itself counts what it always did, unless it says otherwise.
fn beyond_core(layers: &Layers<'_>) -> bool {
    let own = layers.number("max").is_some_and(|max| !max.at.path.is_embedded());
    if own { layers.own_flag("beyond-core") } else { layers.flag("beyond-core") }
}

/// What was counted, with the places in the order of the files.
struct Counted {
    value: f64,
    places: Vec<Location>,
}

impl Check for Limit {
    fn judges(&self) -> Judges {
        let counts_rows = matches!(
            self.count,
            Count::Duties | Count::Accountabilities | Count::StretchDuties | Count::Teams | Count::Areas
        );
        let settled = if counts_rows && self.min.is_none() { Settled::ByCarryingLess } else { Settled::Otherwise };
        Judges { people: true, settled, ..Judges::default() }
    }

    fn person(&self, scene: &CheckContext<'_>, person: &Person, reporter: &mut Reporter<'_>) {
        if self.may_cross(person)
            && let Some(counted) = self.count(scene, person)
            && let Some(limit) = self.crossed(counted.value)
        {
            self.report(scene, person, &counted, limit, reporter);
        }
    }

    fn measure(&self, scene: &CheckContext<'_>, person: &Person) -> Option<Measure> {
        let counted = self.count(scene, person)?;
        let limit = self.max.as_ref().or(self.min.as_ref())?.value;
        let most = self.max.is_some();
        let step = f64::from(u8::from(self.is_about_all_duties()));
        let (value, crossed, beyond_core) = (counted.value, self.crossed(counted.value).is_some(), self.beyond_core);
        Some(Measure { value, limit, crossed, step, most, beyond_core })
    }

    /// Whether the plain sums that are kept for a person leave it open that the limit is crossed; most people are far from
    /// any, and need not be counted again with every change of a team.
    fn may_cross(&self, person: &Person) -> bool {
        let most = match self.count {
            Count::Teams => person.teams.len() as f64,
            Count::Allocation => person.teams.values().map(|part| part.allocation).sum(),
            // What these count is not kept as a sum.
            Count::Hours | Count::Paths | Count::Engineers | Count::Reports => return true,
            Count::Duties
            | Count::Accountabilities
            | Count::StretchDuties
            | Count::CoreShare
            | Count::Areas
            | Count::ShareOfTeam => person.carried as f64,
        };
        match &self.max {
            Some(max) => most > max.value - 1e-6,
            None => person.carried > 0 && most >= self.from,
        }
    }
}

impl Limit {
    /// Whether any duty that somebody takes on may count.
    fn is_about_all_duties(&self) -> bool {
        matches!(self.count, Count::Duties | Count::Accountabilities)
            && self.activities.is_empty()
            && self.role.is_none()
    }

    /// The limit that a value crosses.
    fn crossed(&self, value: f64) -> Option<&Placed<f64>> {
        let over = self.max.as_ref().filter(|max| value > max.value);
        over.or(self.min.as_ref().filter(|min| value < min.value))
    }

    fn count(&self, scene: &CheckContext<'_>, person: &Person) -> Option<Counted> {
        match self.count {
            Count::Teams => Some(self.teams(scene, person)),
            Count::Allocation => allocation(scene, person),
            Count::CoreShare => self.core_share(scene, person),
            Count::Areas => Some(self.areas(scene, person)),
            Count::Hours => self.hours(scene, person),
            Count::Paths => Some(paths(scene, person)),
            Count::Engineers => self.engineers(scene, person),
            Count::Reports => reports(scene, person),
            Count::Duties | Count::Accountabilities | Count::StretchDuties | Count::ShareOfTeam => {
                Some(self.rows(scene, person))
            }
        }
    }

    fn is_about(&self, duty: &Duty) -> bool {
        self.activities.is_empty() || duty.activity.as_ref().is_some_and(|activity| self.activities.contains(activity))
    }

    /// Areas of work, each with its first row.
    fn areas(&self, scene: &CheckContext<'_>, person: &Person) -> Counted {
        let mut areas: BTreeMap<Arc<str>, Location> = BTreeMap::new();
        for row in carried(scene, person).filter(|row| self.is_about(row.duty)) {
            let activity = row.duty.activity.as_deref().and_then(|id| scene.taxonomy.activities.get(id));
            if let Some(activity) = activity {
                areas.entry(activity.area.clone()).or_insert_with(|| row.assignment.at.clone());
            }
        }
        let mut places: Vec<Location> = areas.into_values().collect();
        places.sort();
        Counted { value: places.len() as f64, places }
    }

    /// Hours a week that rows name.
    fn hours(&self, scene: &CheckContext<'_>, person: &Person) -> Option<Counted> {
        let rows = carried(scene, person).filter(|row| self.is_about(row.duty));
        let timed: Vec<(f64, Location)> =
            rows.filter_map(|row| Some((row.hours?, row.assignment.at.clone()))).collect();
        let mut places: Vec<Location> = timed.iter().map(|(_, at)| at.clone()).collect();
        places.sort();
        (!places.is_empty()).then(|| Counted { value: timed.iter().map(|(hours, _)| hours).sum(), places })
    }

    /// Engineers of the teams that a person serves in a role; those who share a team share its engineers.
    fn engineers(&self, scene: &CheckContext<'_>, person: &Person) -> Option<Counted> {
        let role = self.role.as_ref()?;
        let (mut value, mut places) = (0.0, Vec::new());
        for team in person.teams.keys().filter_map(|id| scene.org.teams.get(id)) {
            let serving = |member: &&Member| member.acts_as.contains(role);
            let own = team.entries_of(&person.handle).find(serving);
            // Whoever is asked there instead answers most of the questions.
            if self.without.iter().any(|role| team.has_role(role)) {
                continue;
            }
            if let (Some(own), Some(engineers)) = (own, &team.engineers) {
                value += engineers.value / team.serving(role).max(1) as f64;
                places.push(own.at.clone());
            }
        }
        places.sort();
        (!places.is_empty()).then_some(Counted { value, places })
    }

    fn rows(&self, scene: &CheckContext<'_>, person: &Person) -> Counted {
        let counted = self.counted_rows(scene, person);
        let mut places: Vec<Location> = counted.into_iter().map(|row| row.assignment.at.clone()).collect();
        places.sort();
        Counted { value: places.len() as f64, places }
    }

    /// The rows that count.
    fn counted_rows<'a>(&self, scene: &'a CheckContext<'_>, person: &'a Person) -> Vec<Row<'a>> {
        let held_so = |row: &Row<'_>| match &self.role {
            Some(role) => scene.org.roles_of(row.team, &person.handle).contains(role),
            None => true,
        };
        let rows = carried(scene, person).filter(|row| self.is_about(row.duty) && held_so(row));
        let rows = rows.filter(|row| match self.count {
            Count::Accountabilities => row.assignment.involvement == Involvement::Accountable,
            Count::StretchDuties => row.verdict(scene) == Some(Verdict::Stretch),
            Count::CoreShare => row.verdict(scene).is_some_and(|verdict| verdict != Verdict::Core),
            _ => true,
        });
        // Of words that name no known work nobody can say that they are beyond the core.
        let is_beyond = |row: &Row<'_>| row.duty.activity.is_some() && row.verdict(scene) != Some(Verdict::Core);
        rows.filter(|row| !self.beyond_core || is_beyond(row)).collect()
    }

    fn core_share(&self, scene: &CheckContext<'_>, person: &Person) -> Option<Counted> {
        let held_so = |row: &Row<'_>| match &self.role {
            Some(role) => scene.org.roles_of(row.team, &person.handle).contains(role),
            None => true,
        };
        let rows = carried(scene, person).filter(|row| row.verdict(scene).is_some() && held_so(row));
        let rows: Vec<Row<'_>> = rows.collect();
        if rows.is_empty() || (rows.len() as f64) < self.from {
            return None;
        }
        let (core, rest): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.verdict(scene) == Some(Verdict::Core));
        let mut places: Vec<Location> = rest.into_iter().map(|row| row.assignment.at.clone()).collect();
        places.sort();
        Some(Counted { value: core.len() as f64 / rows.len() as f64, places })
    }

    fn teams(&self, scene: &CheckContext<'_>, person: &Person) -> Counted {
        let acts = |member: &&Member| match &self.role {
            Some(wanted) => member.acts_as.contains(wanted),
            None => true,
        };
        let teams = person.teams.keys().filter_map(|id| scene.org.teams.get(id));
        let own = teams.filter_map(|team| team.entries_of(&person.handle).find(acts));
        let mut places: Vec<Location> = own.map(|member| member.at.clone()).collect();
        places.sort();
        Counted { value: places.len() as f64, places }
    }

    fn report(
        &self,
        scene: &CheckContext<'_>,
        person: &Person,
        counted: &Counted,
        limit: &Placed<f64>,
        reporter: &mut Reporter<'_>,
    ) {
        let share = matches!(self.count, Count::CoreShare | Count::Allocation);
        let show = |number: f64| if share { format!("{:.0} %", number * 100.0) } else { format!("{number}") };
        let (value, shown_limit) = (show(counted.value), show(limit.value));
        let teams = match self.count {
            Count::Allocation => with_shares(scene, person).len(),
            _ => counted.places.len(),
        };
        let teams = teams.to_string();
        // The place where the limit is crossed, so that what came last is what is shown; a share has no such place.
        let summed = share || matches!(self.count, Count::Hours | Count::Engineers | Count::Reports);
        // Less than a limit has no such place either, and the limit may be past all that can be counted.
        let has_none = summed || self.min.is_some();
        let crossing = if has_none { counted.places.len() } else { (limit.value as usize).saturating_add(1) };
        let at =
            counted.places.get(crossing.saturating_sub(1)).or(counted.places.last()).or(person.introduced.as_ref());
        let Some(at) = at.cloned() else { return };
        let raised = self.raised(counted.value);
        let severity = raised.map(|(_, raised)| raised.max(reporter.severity()));
        // Why the same rule is an error here and a warning there.
        let weighs_more = severity.map(|severity| reporter.weighed(&at, severity)) > Some(reporter.severity());
        let said_limit = match raised.filter(|_| weighs_more) {
            Some((above, raised)) => format!("{shown_limit}; above {} it is {}", show(above), with_article(raised)),
            None => shown_limit.clone(),
        };
        let finding = Finding {
            words: &[
                ("given", said_by(&counted.places, "the charter gives", "the charters give")),
                ("made", said_by(&counted.places, "the charter makes", "the charters make")),
                ("person", &person.handle),
                ("value", &value),
                ("duties", self.duties(&value)),
                ("limit", &said_limit),
                ("teams", &teams),
            ],
            severity,
            value: Some(if self.min.is_some() { -counted.value } else { counted.value }),
            secondary: vec![Label { at: limit.at.clone(), text: format!("the limit: {shown_limit}") }],
            help: self.help(scene, person).or_else(|| reporter.usual_help()),
            subject: Subject {
                person: Some(person.handle.clone()),
                role: self.role.clone().or_else(|| person.roles.first().cloned()),
                ..Subject::default()
            },
            ..Finding::at(at, self.label(counted, crossing))
        };
        reporter.report_as_sure_as(finding, confidence(scene, counted, crossing));
    }

    /// What so many of are carried.
    fn duties(&self, value: &str) -> &'static str {
        match (value == "1", self.beyond_core) {
            (true, true) => "duty beyond the core",
            (true, false) => "duty",
            (false, true) => "duties beyond the core",
            (false, false) => "duties",
        }
    }

    /// The severity that a number has of its own, with the number above which it has it.
    fn raised(&self, value: f64) -> Option<(f64, Severity)> {
        let raised = [(self.error_above, Severity::Error), (self.warning_above, Severity::Warning)];
        raised.into_iter().find_map(|(above, severity)| Some((above.filter(|above| value > *above)?, severity)))
    }

    fn label(&self, counted: &Counted, crossing: usize) -> String {
        match self.count {
            Count::CoreShare => format!("one of {} that are not core", counted.places.len()),
            Count::Allocation => match counted.places.len() {
                1 => "the share of this team".to_owned(),
                many => format!("one of {many} shares"),
            },
            Count::Teams => format!("the limit is passed here: team {crossing} of {}", counted.places.len()),
            Count::Hours => match counted.places.len() {
                1 => "the row with hours".to_owned(),
                many => format!("one of {many} rows with hours"),
            },
            Count::Engineers | Count::Reports => match counted.places.len() {
                1 => "counted in this team".to_owned(),
                many => format!("one of {many} teams"),
            },
            Count::Areas => format!("the limit is passed here: area {crossing} of {}", counted.places.len()),
            Count::Duties | Count::Accountabilities | Count::StretchDuties | Count::Paths | Count::ShareOfTeam => {
                format!("the limit is passed here: {crossing} of {}", counted.places.len())
            }
        }
    }
}

/// Who says so: it is the charter that gives somebody work.
fn said_by(places: &[Location], one: &'static str, several: &'static str) -> &'static str {
    let is_one = places.windows(2).all(|pair| pair[0].path == pair[1].path);
    if is_one { one } else { several }
}

fn with_article(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Advice => "advice",
    }
}

/// How sure it is that so many of what was counted are there; `None` where so many are data.
fn confidence(scene: &CheckContext<'_>, counted: &Counted, needed: usize) -> Option<Confidence> {
    let mut sure: Vec<Option<Confidence>> = counted.places.iter().map(|at| scene.org.confidence_at(at, None)).collect();
    // The surest first: data, then what prose leaves least open.
    sure.sort_by_key(|confidence| std::cmp::Reverse(confidence.unwrap_or(Confidence::CERTAIN)));
    sure.iter().take(needed).filter_map(|confidence| *confidence).min()
}

/// Engineers of the teams in which a person answers for how people do; those who answer for it together share them.
fn reports(scene: &CheckContext<'_>, person: &Person) -> Option<Counted> {
    let is_line = |duty: &Duty| duty.activity.as_deref() == Some(help::LINE);
    let (mut value, mut places) = (0.0, Vec::new());
    for team in person.teams.keys().filter_map(|id| scene.org.teams.get(id)) {
        let Some(engineers) = &team.engineers else { continue };
        let is_own = |held: &Assignment| matches!(&held.holder, Holder::Person(handle) if *handle == person.handle);
        let answers = |held: &Assignment| held.involvement == Involvement::Accountable && is_own(held);
        let mut own = team.rows_of(&person.handle).filter(|duty| is_line(duty) && is_current(scene, duty));
        let Some(at) = own.find_map(|duty| duty.assignments.iter().find(|held| answers(held))).map(|held| &held.at)
        else {
            continue;
        };
        let all = scene.counted(("reports", &team.id), |scene| {
            let rows = team.duties.iter().filter(|duty| is_line(duty) && is_current(scene, duty));
            let held = rows.flat_map(|duty| &duty.assignments).filter(|a| a.involvement == Involvement::Accountable);
            held.map(|held| &held.holder).collect::<BTreeSet<_>>().len()
        });
        value += engineers.value / all as f64;
        places.push(at.clone());
    }
    places.sort();
    (!places.is_empty()).then_some(Counted { value, places })
}

/// Paths that are somebody's.
fn paths(scene: &CheckContext<'_>, person: &Person) -> Counted {
    let places: Vec<Location> = scene.org.paths_of(&person.handle).map(|own| own.at.clone()).collect();
    Counted { value: places.len() as f64, places }
}

/// The teams that say which share of a week they have of a person.
fn with_shares<'a>(scene: &'a CheckContext<'_>, person: &'a Person) -> Vec<&'a Team> {
    let teams = person.teams.keys().filter_map(|id| scene.org.teams.get(id)).map(|team| &**team);
    teams.filter(|team| team.entries_of(&person.handle).any(|member| member.allocation.is_some())).collect()
}

/// The shares of a week that teams have of a person.
fn allocation(scene: &CheckContext<'_>, person: &Person) -> Option<Counted> {
    let teams = person.teams.keys().filter_map(|id| scene.org.teams.get(id));
    let members = teams.flat_map(|team| team.entries_of(&person.handle));
    let shares: Vec<&Placed<f64>> = members.filter_map(|member| member.allocation.as_ref()).collect();
    let mut places: Vec<Location> = shares.iter().map(|share| share.at.clone()).collect();
    places.sort();
    // Shares are written in decimals; a sum of tenths must not exceed one by a rounding error.
    let sum: f64 = shares.iter().map(|share| share.value).sum();
    (!places.is_empty()).then(|| Counted { value: (sum * 1e6).round() / 1e6, places })
}

/// A row that a person carries, at the strongest involvement.
struct Row<'a> {
    team: &'a Team,
    duty: &'a Duty,
    assignment: &'a Assignment,
    /// Hours a week: what is said twice is not added up.
    hours: Option<f64>,
}

impl Row<'_> {
    /// The verdict of the role that makes the row most legitimate.
    fn verdict(&self, scene: &CheckContext<'_>) -> Option<Verdict> {
        scene.verdict(self.team, &self.assignment.holder, self.duty.activity.as_deref()?, self.assignment.involvement)
    }
}

/// Whether a row counts today.
pub(super) fn is_current(scene: &CheckContext<'_>, duty: &Duty) -> bool {
    duty.retired.is_none() && duty.until.as_ref().is_none_or(|until| !scene.today.is_past(until.value))
}

/// The rows that a person carries and that count today, one for each team and activity: of what is said twice, what makes it
/// weigh most.
fn carried<'a>(scene: &'a CheckContext<'_>, person: &'a Person) -> impl Iterator<Item = Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut numbers: HashMap<(&str, &str), usize> = HashMap::default();
    let teams = person.teams.keys().filter_map(|id| scene.org.teams.get(id));
    let all = teams.flat_map(|team| team.rows_of(&person.handle).map(move |duty| (&**team, duty)));
    for (team, duty) in all.filter(|(_, duty)| is_current(scene, duty)) {
        let own = duty.assignments.iter().filter(|assignment| {
            assignment.involvement.carries() && matches!(&assignment.holder, Holder::Person(h) if *h == person.handle)
        });
        let Some(assignment) = own.max_by_key(|assignment| assignment.involvement) else { continue };
        let activity = duty.activity.as_deref().unwrap_or(&duty.text);
        let number = *numbers.entry((&team.id, activity)).or_insert(rows.len());
        let Some(known) = rows.get_mut(number) else {
            rows.push(Row { team, duty, assignment, hours: duty.hours });
            continue;
        };
        known.hours = [known.hours, duty.hours].into_iter().flatten().reduce(f64::max);
        if known.assignment.involvement < assignment.involvement {
            (known.duty, known.assignment) = (duty, assignment);
        }
    }
    rows.into_iter()
}
