//! Verdicts: what a role should and should not carry, at which involvement. The line itself, as data.
//!
//! The taxonomy states them per activity; a profile moves some; a repository chooses the profile.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::diagnostic::Involvement;
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
        let location = |span: Span| Location { path: path.clone(), span };
        let needs_compensating = table.text("with").is_some();
        for involvement in Involvement::ALL {
            let Some(word) = table.text(involvement.name()) else { continue };
            if let Some(verdict) = Verdict::parse(&word.value) {
                self.rulings[involvement as usize] =
                    Some(Ruling { verdict, at: location(word.span), needs_compensating });
            }
        }
        if let Some(floor) = table.text("floor")
            && let Some(involvement) = Involvement::parse(&floor.value)
        {
            self.floor = Some((involvement, location(floor.span)));
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

/// All verdicts: by role id, then by activity id.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    by_role: HashMap<Arc<str>, HashMap<Arc<str>, Cells>>,
}

impl Verdicts {
    /// What is said about a role and an activity.
    #[must_use]
    pub fn of(&self, role: &str, activity: &str) -> Option<&Cells> {
        self.by_role.get(role)?.get(activity)
    }

    /// The cells of a role and an activity, made when they are not there yet.
    pub fn entry(&mut self, role: &Arc<str>, activity: &Arc<str>) -> &mut Cells {
        self.by_role.entry(role.clone()).or_default().entry(activity.clone()).or_default()
    }

    /// Takes everything said about a role and an activity away: a profile's `"off"`.
    pub fn clear(&mut self, role: &str, activity: &str) {
        if let Some(cells) = self.by_role.get_mut(role).and_then(|activities| activities.get_mut(activity)) {
            *cells = Cells::default();
        }
    }

    /// Role ids about which something is said, sorted.
    #[must_use]
    pub fn roles(&self) -> Vec<Arc<str>> {
        let mut roles: Vec<_> = self.by_role.keys().cloned().collect();
        roles.sort();
        roles
    }
}
