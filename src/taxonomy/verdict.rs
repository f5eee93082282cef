//! Verdicts: what a role should and should not carry, at which involvement. The line itself, as data.
//!
//! The taxonomy states them per activity; a profile moves some; a repository chooses the profile.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::involvement::Involvement;
use crate::base::path::RepoPath;
use crate::base::source::{Location, Span};
use crate::document::table::Table;

/// What it means that a role holds a kind of work at some involvement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The role's own work.
    Core,
    /// Fine, as long as it is not carried alone.
    Shared,
    /// Fine for a while.
    Stretch,
    /// Beyond the line.
    Out,
}

impl Verdict {
    /// All four, from the role's own work to beyond the line.
    pub const ALL: [Self; 4] = [Self::Core, Self::Shared, Self::Stretch, Self::Out];
    /// Their names, for shapes.
    pub const NAMES: &'static [&'static str] = &["core", "shared", "stretch", "out"];

    /// The word used in files and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Shared => "shared",
            Self::Stretch => "stretch",
            Self::Out => "out",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == word)
    }
}

/// A verdict with the line of the rules that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// Where the rules say so.
    pub at: Location,
    /// The profile allows this only with a `compensating` control on the duty; without one the verdict is `out`.
    pub needs_compensating: bool,
}

/// What one role's relation to one activity is.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    rulings: [Option<Ruling>; 4],
    /// The weakest involvement at which the role should still appear.
    pub floor: Option<(Involvement, Location)>,
}

impl Cells {
    /// The ruling at an involvement.
    #[must_use]
    pub fn at(&self, involvement: Involvement) -> Option<&Ruling> {
        self.rulings[involvement as usize].as_ref()
    }

    /// Reads `{ accountable = "out", responsible = "stretch", floor = "consulted", with = "compensating" }` over these
    /// cells: what it names is replaced, the rest stays.
    pub fn overlay(&mut self, table: &Table<'_>, path: &RepoPath) {
        let location = |span: Span| Location::of_policy(path.clone(), span);
        let needs_compensating = table.value("with").is_some_and(|with| with.as_text().is_some());
        for involvement in Involvement::ALL {
            let Some(word) = table.value(involvement.name()) else { continue };
            if let Some(verdict) = word.as_text().and_then(Verdict::parse) {
                self.rulings[involvement as usize] =
                    Some(Ruling { verdict, at: location(word.span()), needs_compensating });
            }
        }
        if let Some(floor) = table.value("floor")
            && let Some(involvement) = floor.as_text().and_then(Involvement::parse)
        {
            self.floor = Some((involvement, location(floor.span())));
        }
    }

    /// Marks an activity as the role's own work where nothing else is said.
    pub fn default_core(&mut self, at: &Location) {
        for involvement in [Involvement::Accountable, Involvement::Responsible] {
            let ruling = Ruling { verdict: Verdict::Core, at: at.clone(), needs_compensating: false };
            self.rulings[involvement as usize].get_or_insert(ruling);
        }
    }
}

/// All verdicts: by activity id; few roles have any to do with one.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    by_activity: HashMap<Arc<str>, Vec<(Arc<str>, Cells)>>,
}

impl Verdicts {
    /// What is said about a role and an activity.
    #[must_use]
    pub fn of(&self, role: &str, activity: &str) -> Option<&Cells> {
        let roles = self.by_activity.get(activity)?;
        roles.iter().find(|(known, _)| **known == *role).map(|(_, cells)| cells)
    }

    /// What is said about an activity: each role's cells, in the order in which they were named.
    pub fn of_activity(&mut self, activity: &Arc<str>) -> OfActivity<'_> {
        OfActivity(self.by_activity.entry(activity.clone()).or_default())
    }

    /// Takes everything said about a role and an activity away: a profile's `"off"`.
    pub fn clear(&mut self, role: &str, activity: &str) {
        let roles = self.by_activity.get_mut(activity).into_iter().flatten();
        roles.filter(|(known, _)| **known == *role).for_each(|(_, cells)| *cells = Cells::default());
    }

    /// Role ids about which something is said, sorted.
    #[must_use]
    pub fn roles(&self) -> Vec<Arc<str>> {
        let mut roles: Vec<_> = self.by_activity.values().flatten().map(|(role, _)| role.clone()).collect();
        roles.sort();
        roles.dedup();
        roles
    }
}

/// The cells of one activity, to be filled.
pub struct OfActivity<'a>(&'a mut Vec<(Arc<str>, Cells)>);

impl OfActivity<'_> {
    /// The cells of a role, made when they are not there yet.
    pub fn role(&mut self, role: &str) -> &mut Cells {
        let at = self.0.iter().position(|(known, _)| **known == *role).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push((role.into(), Cells::default()));
        }
        &mut self.0[at].1
    }
}
