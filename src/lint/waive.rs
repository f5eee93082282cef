//! Which findings waivers silence, and which waivers silence none. Waivers that need mending are reported by the rules of
//! kind `waiver`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::clock::Clock;
use crate::base::diagnostic::{Diagnostic, Waiver};
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::org::Org;
use crate::policy::Policy;
use crate::read::waiver::WaiverEntry;
use crate::rule::Silenced;
use crate::store::map::StoredMap;
use crate::store::{MapId, Record, Records};

/// More waivers than these do not stand on one line and above it.
const NEAR: usize = 32;

/// Whether findings of a rule can be waived; those about waivers cannot.
pub(super) fn can_be_waived(policy: &Policy, rule: &str) -> bool {
    policy.rule(rule).is_none_or(|rule| !rule.judges().waivers)
}

/// How many findings each waiver silences, by file and place, and by what they are about.
#[derive(Debug, Default)]
pub(super) struct Uses(StoredMap<RepoPath, BTreeMap<usize, BTreeMap<Silenced, usize>>>);

impl Uses {
    /// What records hold of it.
    pub(super) fn saved(records: &Arc<dyn Records>, map: MapId) -> Self {
        Self(StoredMap::saved(records, map))
    }

    /// Reads all that lies in records at once.
    pub(super) fn load(&self) {
        self.0.load();
    }

    /// What has to be written so that the records say the same.
    pub(super) fn changes(&self) -> Vec<Record> {
        self.0.changes().collect()
    }

    /// What a waiver silences, sorted.
    pub(super) fn of(&self, path: &RepoPath, start: usize) -> Vec<Silenced> {
        let of_waiver = self.0.get(path).and_then(|waivers| waivers.get(&start));
        of_waiver.into_iter().flat_map(BTreeMap::keys).cloned().collect()
    }

    /// Takes what a unit said before and says now; `seen` gathers the files whose waivers that is about.
    pub(super) fn shift(&mut self, before: &[Diagnostic], now: &[Diagnostic], seen: &mut BTreeSet<RepoPath>) {
        for (diagnostic, waiver) in now.iter().filter_map(with_waiver) {
            let silenced = self.0.or_default(&waiver.at.path).entry(waiver.at.span.start).or_default();
            *silenced.entry(about(diagnostic)).or_default() += 1;
            seen.insert(waiver.at.path.clone());
        }
        for (diagnostic, waiver) in before.iter().filter_map(with_waiver) {
            let start = waiver.at.span.start;
            if let Some(waivers) = self.0.get_mut(&waiver.at.path)
                && let Some(silenced) = waivers.get_mut(&start)
            {
                let about = about(diagnostic);
                let left = silenced.get_mut(&about).map(|count| {
                    *count -= 1;
                    *count
                });
                if left == Some(0) {
                    silenced.remove(&about);
                }
                if silenced.is_empty() {
                    waivers.remove(&start);
                }
            }
            seen.insert(waiver.at.path.clone());
        }
    }
}

fn about(diagnostic: &Diagnostic) -> Silenced {
    let subject = &diagnostic.subject;
    Silenced { rule: diagnostic.rule.clone(), activity: subject.activity.clone(), person: subject.person.clone() }
}

fn with_waiver(diagnostic: &Diagnostic) -> Option<(&Diagnostic, &Waiver)> {
    diagnostic.waiver.as_deref().map(|waiver| (diagnostic, waiver))
}

/// Notes on each finding the waiver that silences it: one beside it before one in the configuration.
pub(super) fn waive(policy: &Policy, org: &Org, today: &Clock, found: &mut [Diagnostic]) {
    for diagnostic in found.iter_mut().filter(|diagnostic| can_be_waived(policy, &diagnostic.rule)) {
        let path = &diagnostic.primary.at.path;
        let beside = org.files.get(path).and_then(|file| beside(&file.reading.waivers, diagnostic, today));
        let of_config = || {
            let (file, _) = policy.config_file.as_ref()?;
            let waiver = policy.config.waivers.about(diagnostic).find(|waiver| counts(waiver, today))?;
            Some((waiver, file))
        };
        let place = beside.map(|waiver| (waiver, Location::new(path.clone(), waiver.span)));
        let of_config = || of_config().map(|(waiver, file)| (waiver, Location::of_policy(file.clone(), waiver.span)));
        let Some((waiver, at)) = place.or_else(of_config) else { continue };
        diagnostic.waiver = Some(Arc::new(Waiver {
            reason: waiver.reason.clone().unwrap_or_default(),
            owner: waiver.owner.clone(),
            until: waiver.until.as_ref().map(|until| until.value),
            at,
        }));
    }
}

/// Whether a waiver overrules something today.
fn counts(waiver: &WaiverEntry, today: &Clock) -> bool {
    let is_whole = waiver.fault.is_none() && waiver.reason.is_some();
    is_whole && !waiver.until.as_ref().is_some_and(|until| today.is_past(until.value))
}

fn beside<'a>(waivers: &'a [WaiverEntry], diagnostic: &Diagnostic, today: &Clock) -> Option<&'a WaiverEntry> {
    let start = diagnostic.primary.at.span.start;
    // A waiver covers its own line and few below, so those that begin far above need not be asked.
    let below = waivers.partition_point(|waiver| waiver.covers.start <= start);
    let silences = |waiver: &&WaiverEntry| {
        let names = waiver.rules.iter().any(|rule| rule.value == diagnostic.rule);
        waiver.covers.end > start && names && counts(waiver, today)
    };
    waivers[..below].iter().rev().take(NEAR).find(silences)
}
