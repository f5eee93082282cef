//! Profiles: named sets of verdicts and limits. A repository picks one; most of the line is the same in all.

use std::sync::Arc;

use super::activity::VERDICT;
use super::verdict::Verdicts;
use crate::base::path::RepoPath;
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::Table;

/// The keys of `[profile]`.
pub(crate) const PROFILE: Shape = &[
    Field::needed("name", Type::Name, "Kebab-case name."),
    Field::needed("summary", Type::Name, "Who picks it, one sentence."),
    Field::needed("why", Type::Name, "Why its line runs where it does."),
    Field::new("evidence", Type::Names, "Sources, by the keys of `rules/sources.toml`."),
];

/// The keys of a profile file.
pub(crate) const PROFILE_FILE: Shape = &[
    Field::needed("profile", Type::Table(PROFILE), "The profile."),
    // A verdict is a table, or "off" where the profile has no opinion; `decode` tells them apart.
    Field::new("verdict", Type::Map(&Type::Map(&Type::Any)), "Verdicts that move, by role id and activity id."),
    Field::new("rules", Type::Map(&Type::Any), "Severities and limits that move, by rule name."),
];

/// A named set of verdicts and limits.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Kebab-case name.
    pub(crate) name: Arc<str>,
    /// Who picks it.
    pub(crate) summary: Arc<str>,
    /// Why its line runs where it does.
    pub(crate) why: Arc<str>,
    /// Its file, which the policy reads again for severities and limits.
    pub(crate) path: RepoPath,
}

impl Profile {
    /// Reads a profile file; `None` when a key that it needs is missing.
    #[must_use]
    pub(crate) fn decode(root: &Table<'_>, path: &RepoPath) -> Option<Self> {
        let table = root.table("profile")?;
        let text_of = |key: &str| table.name_at(key).map(|text| text.value);
        Some(Self { name: text_of("name")?, summary: text_of("summary")?, why: text_of("why")?, path: path.clone() })
    }
}

/// Lays the verdicts of a profile file over the taxonomy's.
pub(crate) fn overlay_verdicts(root: &Table<'_>, path: &RepoPath, verdicts: &mut Verdicts) {
    let Some(by_role) = root.table("verdict") else { return };
    for (role, by_activity) in by_role.entries() {
        for (activity, cells) in by_activity.table(String::new()).iter().flat_map(Table::entries) {
            if let Some(cells) = cells.table(String::new()) {
                verdicts.of_activity(&activity.value.into()).role(&role.value).overlay(&cells, path);
            } else if cells.as_text() == Some("off") {
                verdicts.clear(&role.value, &activity.value);
            }
        }
    }
}

/// Checks the verdict tables of a profile file, which its shape leaves open.
pub(crate) fn check_verdicts(root: &Table<'_>, problems: &mut Vec<crate::document::Problem>) {
    let Some(by_role) = root.table("verdict") else { return };
    for (role, _) in by_role.entries() {
        let Some(by_activity) = by_role.table(&role.value) else { continue };
        for (activity, _) in by_activity.entries() {
            if let Some(cells) = by_activity.table(&activity.value) {
                crate::document::shape::check(&cells, VERDICT, problems);
            }
        }
    }
}
