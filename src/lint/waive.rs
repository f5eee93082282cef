//! Which findings waivers silence, and which waivers silence none. Waivers that need mending are reported by the rules of
//! kind `waiver`.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Waiver};
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::org::Org;
use crate::policy::Policy;
use crate::read::waiver::WaiverEntry;

/// Findings about waivers cannot be waived.
const OWN: &str = "waiver-";
/// More waivers than these do not stand on one line and above it.
const NEAR: usize = 32;

/// How many findings each waiver silences, by file, place and rule.
#[derive(Debug, Default)]
pub(super) struct Uses(HashMap<(RepoPath, usize), HashMap<Arc<str>, usize>>);

impl Uses {
    /// Whether a waiver silences anything of a rule.
    pub(super) fn has(&self, path: &RepoPath, start: usize, rule: &str) -> bool {
        self.0.get(&(path.clone(), start)).is_some_and(|rules| rules.contains_key(rule))
    }

    /// Takes what a unit said before and says now; `seen` gathers the files whose waivers that is about.
    pub(super) fn shift(&mut self, before: &[Diagnostic], now: &[Diagnostic], seen: &mut BTreeSet<RepoPath>) {
        for (diagnostic, waiver) in now.iter().filter_map(with_waiver) {
            let rules = self.0.entry((waiver.at.path.clone(), waiver.at.span.start)).or_default();
            *rules.entry(diagnostic.rule.clone()).or_default() += 1;
            seen.insert(waiver.at.path.clone());
        }
        for (diagnostic, waiver) in before.iter().filter_map(with_waiver) {
            let key = (waiver.at.path.clone(), waiver.at.span.start);
            if let Some(rules) = self.0.get_mut(&key) {
                if let Some(count) = rules.get_mut(&diagnostic.rule) {
                    *count -= 1;
                }
                rules.retain(|_, count| *count > 0);
                if rules.is_empty() {
                    self.0.remove(&key);
                }
            }
            seen.insert(waiver.at.path.clone());
        }
    }
}

fn with_waiver(diagnostic: &Diagnostic) -> Option<(&Diagnostic, &Waiver)> {
    diagnostic.waiver.as_deref().map(|waiver| (diagnostic, waiver))
}

/// Notes on each finding the waiver that silences it: one beside it before one in the configuration.
pub(super) fn waive(policy: &Policy, org: &Org, today: Date, found: &mut [Diagnostic]) {
    for diagnostic in found.iter_mut().filter(|diagnostic| !diagnostic.rule.starts_with(OWN)) {
        let path = &diagnostic.primary.at.path;
        let beside = org.files.get(path).and_then(|file| beside(&file.reading.waivers, diagnostic, today));
        let of_config = || {
            let (file, _) = policy.config_file.as_ref()?;
            let waiver = policy.config.waivers.about(diagnostic).find(|waiver| waiver.counts(today))?;
            Some((waiver, file))
        };
        let Some((waiver, path)) = beside.map(|waiver| (waiver, path)).or_else(of_config) else { continue };
        diagnostic.waiver = Some(Arc::new(Waiver {
            reason: waiver.reason.clone().unwrap_or_default(),
            owner: waiver.owner.clone(),
            until: waiver.until.as_ref().map(|until| until.value),
            at: Location { path: path.clone(), span: waiver.span },
        }));
    }
}

fn beside<'a>(waivers: &'a [WaiverEntry], diagnostic: &Diagnostic, today: Date) -> Option<&'a WaiverEntry> {
    let start = diagnostic.primary.at.span.start;
    // A waiver covers its own line and few below, so those that begin far above need not be asked.
    let below = waivers.partition_point(|waiver| waiver.covers.start <= start);
    let silences = |waiver: &&WaiverEntry| {
        let names = waiver.rules.iter().any(|rule| rule.value == diagnostic.rule);
        waiver.covers.end > start && names && waiver.counts(today)
    };
    waivers[..below].iter().rev().take(NEAR).find(silences)
}
