//! How sure the reading behind a place is: what a finding rests on, found again by where it was written.

use super::Org;
use crate::base::confidence::Confidence;
use crate::base::diagnostic::{Diagnostic, Subject};
use crate::base::source::Location;
use crate::read::reading::DutyEntry;

/// What a finding in prose has whose facts are not to be found again, such as one about work that was dropped.
const UNKNOWN: Confidence = Confidence::percent(80);

impl Org {
    /// How sure the reading of what is written at a place is; of several activities in one clause, of the one that is asked for.
    /// `None` where data says it.
    #[must_use]
    pub fn confidence_at(&self, at: &Location, activity: Option<&str>) -> Option<Confidence> {
        if !at.path.is_prose() {
            return None;
        }
        let read = |duty: &&DutyEntry| {
            let understood = duty.understood.as_ref()?;
            let here = if understood.at.is_empty() {
                duty.holders.iter().any(|holder| holder.who.span == at.span)
            } else {
                understood.at == at.span
            };
            let is_asked = activity.is_none() || understood.activity.as_deref() == activity;
            (here || duty.activity.span == at.span).then_some((is_asked, understood.confidence))
        };
        let duties = &self.files.get(&at.path)?.reading.duties;
        let found: Vec<(bool, Confidence)> = duties.iter().filter_map(|duty| read(&duty)).collect();
        let asked = found.iter().filter(|(is_asked, _)| *is_asked).map(|(_, confidence)| *confidence).min();
        asked.or_else(|| found.into_iter().map(|(_, confidence)| confidence).min())
    }

    /// How sure a finding is: as sure as the least sure of the facts that it points at.
    #[must_use]
    pub fn confidence_of(&self, found: &Diagnostic) -> Option<Confidence> {
        let Subject { activity, person, role, .. } = &found.subject;
        let own = self.confidence_at(&found.primary.at, activity.as_deref());
        let others = found.secondary.iter().filter_map(|label| self.confidence_at(&label.at, None));
        let least = own.into_iter().chain(others).min();
        let is_read = found.primary.at.path.is_prose() && (activity.is_some() || person.is_some() || role.is_some());
        least.or(is_read.then_some(UNKNOWN))
    }
}
