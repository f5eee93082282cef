//! How somebody is involved in a duty: RACI's four letters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a holder is involved in a duty; RACI's four letters, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Involvement {
    /// Is told afterwards.
    Informed,
    /// Is asked before.
    Consulted,
    /// Does the work.
    Responsible,
    /// Answers for it; one person.
    Accountable,
}

impl Involvement {
    /// All four, strongest first, as a charter lists them.
    pub const ALL: [Self; 4] = [Self::Accountable, Self::Responsible, Self::Consulted, Self::Informed];

    /// The word used in files and output.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Accountable => "accountable",
            Self::Responsible => "responsible",
            Self::Consulted => "consulted",
            Self::Informed => "informed",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|involvement| involvement.name() == word)
    }

    /// Whether the holder carries the work (accountable or responsible) instead of being heard or told.
    #[must_use]
    pub fn carries(self) -> bool {
        self >= Self::Responsible
    }
}

impl fmt::Display for Involvement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
