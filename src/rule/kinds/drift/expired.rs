//! Cover whose last day has passed.

use crate::base::diagnostic::{Severity, Subject};
use crate::org::{Duty, Holder, Placed, Team};
use crate::read::is_page;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};

/// Cover whose last day has passed.
pub(super) struct Expired {
    pub(super) error_after: Option<Placed<f64>>,
}

impl Check for Expired {
    fn judges(&self) -> Judges {
        Judges { teams: true, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        for duty in team.duties.iter().filter(|duty| duty.retired.is_none()) {
            if let Some(until) = duty.until.as_ref().filter(|until| scene.today.is_past(until.value)) {
                self.report(scene, team, duty, until, reporter);
            }
        }
    }
}

impl Expired {
    fn report(
        &self,
        scene: &CheckContext<'_>,
        team: &Team,
        duty: &Duty,
        until: &Placed<crate::base::date::Date>,
        reporter: &mut Reporter<'_>,
    ) {
        let days = scene.today.days_since(until.value);
        let severity = self.error_after.as_ref().filter(|limit| days as f64 > limit.value).map(|_| Severity::Error);
        let carrier = duty.assignments.iter().max_by_key(|assignment| assignment.involvement);
        let (person, role) = match carrier.map(|carrier| &carrier.holder) {
            Some(Holder::Person(handle)) => (Some(handle.clone()), scene.org.roles_of(team, handle).first().cloned()),
            Some(Holder::Role(role)) => (None, Some(role.clone())),
            _ => (None, None),
        };
        let title = duty.activity.as_deref().map_or(&*duty.text, |activity| scene.taxonomy.title(activity));
        let weighed = severity.map(|severity| reporter.weighed(&until.at, severity));
        let raised = self.error_after.as_ref().filter(|_| weighed > Some(reporter.severity()));
        // Why the same rule is an error here and a warning there.
        let late = raised.map_or_else(String::new, |limit| format!(", more than {} days ago", limit.value));
        let shown = format!("{}{late}", until.value);
        reporter.report(Finding {
            words: &[("activity", title), ("until", &shown), ("days", &days.to_string())],
            severity,
            help: Some(match is_page(&until.at.path) {
                true => "hand the duty over, renew the date, or take it out if it has become permanent".to_owned(),
                false => {
                    "hand the duty over, renew the date, or take `until` out if it has become permanent".to_owned()
                }
            }),
            subject: Subject {
                team: Some(team.id.clone()),
                person,
                role,
                activity: duty.activity.clone(),
                involvement: carrier.map(|carrier| carrier.involvement),
                detail: None,
            },
            ..Finding::at(
                until.at.clone(),
                match raised {
                    Some(limit) => format!("{days} days ago; after {} it is an error", limit.value),
                    None => format!("{days} {} ago", if days == 1 { "day" } else { "days" }),
                },
            )
        });
    }
}
