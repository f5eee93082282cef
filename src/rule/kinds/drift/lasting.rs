//! What has lasted too long: a charter without a review, stretch that has become permanent, duties of somebody who has left.

use crate::base::date::Date;
use crate::base::diagnostic::{Label, Severity, Subject};
use crate::org::{Duty, Holder, Person, Placed, Team};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges, Since};
use crate::taxonomy::verdict::Verdict;

/// From which number of days on something has lasted too long.
pub(super) struct Lasting {
    max: Option<Placed<f64>>,
    warning_above: Option<f64>,
}

impl Lasting {
    pub(super) fn build(layers: &Layers<'_>) -> Self {
        Self { max: layers.number("max"), warning_above: layers.number("warning-above").map(|limit| limit.value) }
    }

    /// The severity and the limit that a number of days crosses.
    fn crossed(&self, days: i64, reporter: &Reporter<'_>) -> Option<(Option<Severity>, &Placed<f64>)> {
        let limit = self.max.as_ref().filter(|max| days as f64 > max.value)?;
        let raised = self.warning_above.is_some_and(|above| days as f64 > above);
        Some((raised.then(|| reporter.severity().max(Severity::Warning)), limit))
    }
}

/// A charter without a review.
pub(super) struct Unreviewed(pub(super) Lasting);

impl Check for Unreviewed {
    fn judges(&self) -> Judges {
        Judges { teams: true, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        self.0.unreviewed(scene, team, reporter);
    }
}

/// Stretch that has become permanent.
pub(super) struct LastingStretch(pub(super) Lasting);

impl Check for LastingStretch {
    fn judges(&self) -> Judges {
        Judges { teams: true, past: true, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        for duty in team.duties.iter().filter(|duty| duty.retired.is_none()) {
            self.0.stretch(scene, team, duty, &|_| duty.since, reporter);
        }
    }

    fn past(&self, scene: &CheckContext<'_>, team: &Team, since: &Since<'_>, reporter: &mut Reporter<'_>) {
        for duty in team.duties.iter().filter(|duty| duty.retired.is_none() && duty.since.is_none()) {
            self.0.stretch(scene, team, duty, since, reporter);
        }
    }
}

/// Duties of somebody who has left.
pub(super) struct Departed;

impl Check for Departed {
    fn judges(&self) -> Judges {
        Judges { people: true, ..Judges::default() }
    }

    fn person(&self, scene: &CheckContext<'_>, person: &Person, reporter: &mut Reporter<'_>) {
        if person.active || person.introduced.is_none() {
            return;
        }
        let teams = person.teams.keys().filter_map(|id| scene.org.teams.get(id));
        let rows = teams.flat_map(|team| team.rows_of(&person.handle).filter(|duty| duty.retired.is_none()));
        let is_own = |holder: &Holder| matches!(holder, Holder::Person(handle) if *handle == person.handle);
        let mut held: Vec<_> = rows
            .flat_map(|duty| duty.assignments.iter().find(|a| a.involvement.carries() && is_own(&a.holder)))
            .map(|assignment| assignment.at.clone())
            .collect();
        held.sort();
        let Some(first) = held.first().cloned() else { return };
        let count = held.len().to_string();
        let left = person.introduced.clone().map(|at| Label { at, text: "no longer active".to_owned() });
        reporter.report(Finding {
            words: &[("person", &person.handle), ("count", &count)],
            value: Some(held.len() as f64),
            secondary: left.into_iter().collect(),
            help: Some("give each of them to somebody who is there".to_owned()),
            subject: Subject { person: Some(person.handle.clone()), ..Subject::default() },
            ..Finding::at(first, format!("one of {count} that need another holder"))
        });
    }
}

impl Lasting {
    /// How many days have passed since a day, where that is beyond the limit.
    fn days_beyond(&self, scene: &CheckContext<'_>, day: Date) -> Option<i64> {
        scene.today.days_beyond(day, self.max.as_ref()?.value)
    }

    fn unreviewed(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        let Some(reviewed) = &team.reviewed else { return };
        let Some(days) = self.days_beyond(scene, reviewed.value) else { return };
        let Some((severity, limit)) = self.crossed(days, reporter) else { return };
        let (shown, most) = (days.to_string(), limit.value.to_string());
        // Why the same rule is a warning here and advice there.
        let raised = self.warning_above.filter(|_| severity > Some(reporter.severity()));
        let said_limit = raised.map_or_else(|| most.clone(), |above| format!("{most}; above {above} it is a warning"));
        reporter.report(Finding {
            words: &[("team", team.shown_name()), ("days", &shown), ("limit", &said_limit)],
            severity,
            value: Some(days as f64),
            secondary: vec![Label { at: limit.at.clone(), text: format!("the limit: {most} days") }],
            help: Some("go through the duties with the team, then write today's date".to_owned()),
            subject: Subject { team: Some(team.id.clone()), ..Subject::default() },
            ..Finding::at(reviewed.at.clone(), format!("{shown} days ago"))
        });
    }

    /// A stretch that was meant for a while and has lasted longer than that.
    fn stretch(
        &self,
        scene: &CheckContext<'_>,
        team: &Team,
        duty: &Duty,
        since: &Since<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        let Some(activity) = duty.activity.as_ref() else { return };
        for assignment in duty.assignments.iter().filter(|assignment| assignment.involvement.carries()) {
            let Holder::Person(person) = &assignment.holder else { continue };
            let roles = scene.org.roles_of(team, person);
            if scene.verdict(team, &assignment.holder, activity, assignment.involvement) != Some(Verdict::Stretch) {
                continue;
            }
            let subject = Subject {
                team: Some(team.id.clone()),
                person: Some(person.clone()),
                role: roles.first().cloned(),
                activity: Some(activity.clone()),
                involvement: Some(assignment.involvement),
                detail: None,
            };
            let Some(since) = since(&subject) else { continue };
            let Some(days) = self.days_beyond(scene, since) else { continue };
            let Some((severity, limit)) = self.crossed(days, reporter) else { continue };
            let (title, shown) = (scene.taxonomy.title(activity), days.to_string());
            reporter.report(Finding {
                words: &[
                    ("person", person),
                    ("activity", title),
                    ("days", &shown),
                    ("limit", &limit.value.to_string()),
                ],
                severity,
                value: Some(days as f64),
                secondary: vec![Label { at: limit.at.clone(), text: format!("the limit: {} days", limit.value) }],
                help: Some(
                    "hand it over, or say that it is part of the role now: a verdict of your own, or a second role"
                        .to_owned(),
                ),
                subject,
                ..Finding::at(assignment.at.clone(), format!("since {since}, {shown} days"))
            });
            return;
        }
    }
}
