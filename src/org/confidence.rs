//! How sure the reading behind a place is: what a finding rests on, found again by where it was written.

use super::Org;
use crate::base::confidence::Confidence;
use crate::base::diagnostic::{Diagnostic, Subject};
use crate::base::source::{Location, Span};
use crate::read::is_page;
use crate::read::reading::DutyEntry;

/// What a finding in prose has whose facts are not to be found again, such as one about work that was dropped.
const UNKNOWN: Confidence = Confidence::percent(80);

/// The numbers of what was understood of a page, by the place that it stands at: sorted, since a map would take ten times as much
/// memory.
#[derive(Debug, Default)]
pub(super) struct Places(Box<[(u32, u32, u32)]>);

impl Places {
    fn of(duties: &[DutyEntry]) -> Self {
        let mut places = Vec::with_capacity(4 * duties.len());
        for (at, duty) in duties.iter().enumerate() {
            let Some(understood) = &duty.understood else { continue };
            let whole = Some(understood.at).filter(|at| !at.is_empty());
            let holders = duty.holders.iter().filter(|_| whole.is_none()).map(|holder| holder.who.span);
            let spans = holders.chain(whole).chain([duty.activity.span]);
            places.extend(spans.map(|span| (small(span.start), small(span.end), small(at))));
        }
        places.sort_unstable();
        places.dedup();
        Self(places.into())
    }

    /// What was understood at a place.
    fn at(&self, span: Span) -> impl Iterator<Item = usize> {
        let place = (small(span.start), small(span.end));
        let first = self.0.partition_point(|(start, end, _)| (*start, *end) < place);
        let here = self.0[first..].iter().take_while(move |(start, end, _)| (*start, *end) == place);
        here.map(|(_, _, at)| *at as usize)
    }
}

/// No page that is read has four gigabytes.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Org {
    /// How sure the reading of what is written at a place is; of several activities in one clause, of the one that is asked for.
    /// `None` where data says it.
    #[must_use]
    pub(crate) fn confidence_at(&self, at: &Location, activity: Option<&str>) -> Option<Confidence> {
        if !is_page(&at.path) {
            return None;
        }
        let node = self.files.get(&at.path)?;
        let here = node.places.get_or_init(|| Places::of(&node.reading.duties)).at(at.span);
        let read = |at: usize| {
            let understood = node.reading.duties.get(at)?.understood.as_ref()?;
            let is_asked = activity.is_none() || understood.activity.as_deref() == activity;
            Some((is_asked, understood.confidence))
        };
        let found: Vec<(bool, Confidence)> = here.filter_map(read).collect();
        let asked = found.iter().filter(|(is_asked, _)| *is_asked).map(|(_, confidence)| *confidence).min();
        asked.or_else(|| found.into_iter().map(|(_, confidence)| confidence).min())
    }

    /// How sure a finding is: as sure as the least sure of the facts that it points at.
    #[must_use]
    pub(crate) fn confidence_of(&self, found: &Diagnostic) -> Option<Confidence> {
        let Subject { activity, person, role, .. } = &found.subject;
        let own = self.confidence_at(&found.primary.at, activity.as_deref());
        let others = found.secondary.iter().filter_map(|label| self.confidence_at(&label.at, None));
        let least = own.into_iter().chain(others).min();
        let is_read = is_page(&found.primary.at.path) && (activity.is_some() || person.is_some() || role.is_some());
        least.or(is_read.then_some(UNKNOWN))
    }
}
