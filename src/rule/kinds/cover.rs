//! `cover`: work that nobody holds, or that hangs by a thread. `dropped` judges a change (`cover/dropped.rs`), the others a
//! team as it stands (`cover/gaps.rs`).

mod dropped;
mod gaps;

use super::Kind;
use crate::document::shape::{Field, Type};
use crate::rule::Check;
use crate::rule::layers::Layers;
use dropped::Dropped;
use gaps::{Gaps, WHEN};

pub(super) const KIND: Kind = Kind {
    name: "cover",
    summary: "Judges whether work has somebody who carries it.",
    fields: &[
        Field::needed("when", Type::OneOf(WHEN), "What is reported."),
        Field::new("activities", Type::Names, "The work that is looked at; all of it where this is left out."),
        Field::new(
            "from",
            Type::Count,
            "Only teams that name this many of the activities are judged: the others do not claim to list them all.",
        ),
    ],
    words: &["activity", "team", "person", "role", "group", "count"],
    build,
};

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    match layers.text("when").as_ref().map(|word| &*word.value) {
        Some("dropped") => Box::new(Dropped),
        _ => Box::new(Gaps::build(layers)),
    }
}
