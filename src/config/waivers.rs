//! The exceptions in a configuration, and which of them speak of a finding.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::patterns::Patterns;
use crate::base::diagnostic::Diagnostic;
use crate::base::limits::WAIVERS;
use crate::base::path::RepoPath;
use crate::document::table::Table;
use crate::document::{Problem, ProblemKind};
use crate::read::waiver::{self, Fault, WaiverEntry};
use crate::taxonomy::Taxonomy;
use crate::taxonomy::role::RoleReading;

/// The exceptions in a configuration.
#[derive(Debug, Default)]
pub(crate) struct Waivers {
    entries: Vec<WaiverEntry>,
    paths: Vec<Option<Patterns>>,
    by_rule: HashMap<Arc<str>, Vec<usize>>,
    by_path: Mutex<HashMap<RepoPath, Arc<Vec<bool>>>>,
}

impl Waivers {
    pub(super) fn decode(root: &Table<'_>, text: &str, problems: &mut Vec<Problem>) -> Self {
        let mut waivers = Self::default();
        let tables = root.tables("waiver");
        if let Some(behind) = tables.get(WAIVERS.most) {
            problems.push(many_waivers(behind));
        }
        for entry in tables.iter().take(WAIVERS.most).map(|table| waiver::of_config(table, text)) {
            for rule in &entry.rules {
                waivers.by_rule.entry(rule.value.clone()).or_default().push(waivers.entries.len());
            }
            let path = entry.scope.path.as_ref();
            waivers.paths.push(path.map(|path| super::patterns(std::slice::from_ref(path), problems)));
            waivers.entries.push(entry);
        }
        waivers
    }

    /// Looks up the roles and activities that they name in words; one that names none overrules nothing, and is told.
    pub(crate) fn look_up(&mut self, taxonomy: &Taxonomy) {
        let role = |text: &str| match taxonomy.roles.read(text) {
            RoleReading::Known(id) => Some(id),
            _ => None,
        };
        let activity = |text: &str| {
            let by_id = taxonomy.activities.get(text);
            by_id.or_else(|| taxonomy.activities.read(taxonomy.words(), text)).map(|activity| activity.id.clone())
        };
        for entry in &mut self.entries {
            let WaiverEntry { scope, fault, span, .. } = entry;
            let mut look_up =
                |text: &mut Option<Arc<str>>, kind: &str, known: &dyn Fn(&str) -> Option<Arc<str>>, help| {
                    let Some(written) = text else { return };
                    match known(written) {
                        Some(id) => *written = id,
                        None => {
                            let text = format!("names no {kind} that is known: \"{written}\"").into();
                            fault.get_or_insert(Fault { span: *span, text, help });
                        }
                    }
                };
            look_up(&mut scope.role, "role", &role, "`drawline explain roles` names the roles".into());
            look_up(
                &mut scope.activity,
                "activity",
                &activity,
                "`drawline explain activities` names the activities".into(),
            );
        }
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub(crate) fn entries(&self) -> &[WaiverEntry] {
        &self.entries
    }

    /// Those that speak of a finding.
    pub(crate) fn about<'a>(&'a self, found: &'a Diagnostic) -> impl Iterator<Item = &'a WaiverEntry> {
        let named = self.by_rule.get(&found.rule).into_iter().flatten();
        let about = named.filter(|at| self.entries[**at].scope.is_about(&found.subject)).copied();
        let mut here: Option<Arc<Vec<bool>>> = None;
        let is_there = move |at: &usize| {
            self.paths[*at].is_none() || here.get_or_insert_with(|| self.here(&found.primary.at.path))[*at]
        };
        about.filter(is_there).map(|at| &self.entries[at])
    }

    /// Which of them speak of a file by its path: each pattern is held against each path once, however much is found there.
    fn here(&self, path: &RepoPath) -> Arc<Vec<bool>> {
        let mut known = self.by_path.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = known.get(path) {
            return here.clone();
        }
        if known.len() > PATHS_KEPT {
            known.clear();
        }
        let matches = |pattern: &Option<Patterns>| pattern.as_ref().is_none_or(|pattern| pattern.matches(path));
        let here = Arc::new(self.paths.iter().map(matches).collect());
        known.insert(path.clone(), Arc::clone(&here));
        here
    }
}

/// For how many paths it is kept which waivers speak of them.
const PATHS_KEPT: usize = 1_000;

fn many_waivers(behind: &Table<'_>) -> Problem {
    Problem {
        kind: ProblemKind::BadValue,
        span: behind.span(),
        message: format!("the configuration has more than {} waivers, the most that count", WAIVERS.most),
        label: "this one and those behind it overrule nothing".to_owned(),
        help: Some("fix some of what they are about, or change the rule under [rules]".to_owned()),
        detail: "waiver".to_owned(),
        instead: None,
    }
}
