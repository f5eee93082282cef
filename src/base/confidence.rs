//! `Confidence`: how sure a reading of prose is. Data is not read but said, so it has none.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How sure a reading is, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Confidence(u8);

impl Confidence {
    /// The reading leaves nothing open.
    pub(crate) const CERTAIN: Self = Self(100);
    /// The least that is `high`.
    pub(crate) const HIGH: Self = Self(90);
    /// The least that is `medium`.
    pub(crate) const MEDIUM: Self = Self(70);
    /// No finding is below it.
    pub(crate) const LOW: Self = Self(0);

    /// So many percent; more than a hundred is a hundred.
    #[must_use]
    pub(crate) const fn percent(percent: u8) -> Self {
        Self(if percent > 100 { 100 } else { percent })
    }

    /// The word that people read: `high` from 90 percent on, `medium` from 70 on, `low` below.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            _ if self >= Self::HIGH => "high",
            _ if self >= Self::MEDIUM => "medium",
            _ => "low",
        }
    }

    /// The least confidence that a word stands for.
    #[must_use]
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "high" => Some(Self::HIGH),
            "medium" => Some(Self::MEDIUM),
            "low" => Some(Self::LOW),
            _ => None,
        }
    }

    /// As machines take it: 0 to 1.
    #[must_use]
    pub(crate) fn share(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_least_of_what_they_stand_for() {
        for (percent, word) in [(100, "high"), (90, "high"), (89, "medium"), (70, "medium"), (69, "low"), (0, "low")] {
            let confidence = Confidence::percent(percent);
            assert_eq!(confidence.word(), word, "{percent}");
            assert!(Confidence::parse(word).is_some_and(|least| least <= confidence));
        }
        assert_eq!(Confidence::percent(255), Confidence::CERTAIN);
        assert_eq!(serde_json::to_string(&Confidence::percent(85).share()).expect("a number"), "0.85");
    }
}
