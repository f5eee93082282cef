//! What signs are worth: from the signs of a reading to how sure it is, with numbers from `rules/confidence.toml` that
//! `cargo run --example confidence` fits to labelled lines.

use serde::{Deserialize, Serialize};

use crate::base::sign::{Sign, Signs};
use crate::document::table::Table;

/// One sign's weight and words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Weight {
    /// What it adds to the odds, in hundredths of a natural logarithm.
    pub(crate) weight: i32,
    /// What people read.
    pub(crate) says: String,
    /// What would take it away, for one that speaks against.
    pub(crate) instead: String,
}

/// What all signs are worth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// The odds of a reading without any sign.
    base: i32,
    /// From how many percent on a reading is explicit.
    explicit: u8,
    weights: Vec<Weight>,
}

/// The odds that go with 1 to 99 percent, in hundredths of a natural logarithm: whole numbers, so that every machine agrees.
const ODDS: [i32; 99] = [
    -529, -418, -366, -332, -306, -284, -267, -251, -238, -225, -214, -204, -195, -186, -177, -170, -162, -155, -148,
    -142, -136, -130, -124, -118, -113, -107, -102, -97, -92, -87, -82, -78, -73, -69, -64, -60, -55, -51, -47, -43,
    -38, -34, -30, -26, -22, -18, -14, -10, -6, -2, 2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 43, 47, 51, 55, 60, 64, 69,
    73, 78, 82, 87, 92, 97, 102, 107, 113, 118, 124, 130, 136, 142, 148, 155, 162, 170, 177, 186, 195, 204, 214, 225,
    238, 251, 267, 284, 306, 332, 366, 418,
];

impl Scale {
    /// Reads the tables of `rules/confidence.toml`.
    #[must_use]
    pub fn decode(root: &Table<'_>) -> Self {
        let mut scale = Self { weights: vec![Weight::default(); Sign::ALL.len()], ..Self::default() };
        if let Some(table) = root.table("confidence") {
            scale.base = odds(&table);
            scale.explicit = u8::try_from(number(&table, "explicit")).unwrap_or(100);
        }
        for table in root.tables("sign") {
            let text = |key: &str| table.text(key).map(|text| text.value.to_string()).unwrap_or_default();
            let name = text("name");
            if let Some(at) = Sign::ALL.iter().position(|(_, key)| *key == name) {
                scale.weights[at] = Weight { weight: odds(&table), says: text("says"), instead: text("instead") };
            }
        }
        scale
    }

    /// How sure a reading with these signs is, in percent.
    #[must_use]
    pub(crate) fn percent(&self, signs: Signs) -> u8 {
        let sum: i32 = self.there(signs).map(|(_, weight)| weight.weight).sum();
        u8::try_from(ODDS.partition_point(|odds| *odds <= self.base + sum)).unwrap_or(99).clamp(1, 99)
    }

    /// Whether a reading that is so sure is explicit.
    #[must_use]
    pub(crate) fn is_explicit(&self, percent: u8) -> bool {
        percent >= self.explicit
    }

    /// The signs of a reading with what they are worth, the heaviest first.
    #[must_use]
    pub(crate) fn reasons(&self, signs: Signs) -> Vec<(Sign, &Weight)> {
        let mut all: Vec<_> =
            self.there(signs).filter(|(_, weight)| weight.weight != 0 && !weight.says.is_empty()).collect();
        all.sort_by_key(|(_, weight)| std::cmp::Reverse(weight.weight.abs()));
        all
    }

    fn there(&self, signs: Signs) -> impl Iterator<Item = (Sign, &Weight)> {
        let all = Sign::ALL.iter().map(|(sign, _)| *sign).zip(&self.weights);
        all.filter(move |(sign, _)| signs.has(*sign))
    }
}

fn number(table: &Table<'_>, key: &str) -> i32 {
    table.number(key).map_or(0, |number| number.value as i32)
}

/// What speaks for it, less what speaks against it.
fn odds(table: &Table<'_>) -> i32 {
    number(table, "for") - number(table, "against")
}
