//! `cover`: work that nobody holds, or that hangs by a thread. `dropped` judges a change (`cover/dropped.rs`), the others a
//! team as it stands (`cover/gaps.rs`).

mod dropped;
mod gaps;

use super::Kind;
use crate::document::shape::{Field, Type};
use crate::rule::Check;
use crate::rule::layers::Layers;
use crate::rule::topic::topics;
use dropped::Dropped;
use gaps::Gaps;

pub(super) const KIND: Kind = Kind {
    name: "cover",
    summary: "Judges whether work has somebody who carries it.",
    fields: &[
        Field::needed("when", Type::OneOf(When::WORDS), "What is reported."),
        Field::new("activities", Type::Names, "The work that is looked at; all of it where this is left out."),
        Field::new(
            "from",
            Type::Count,
            "Only teams that name this many of the activities are judged: the others do not claim to list them all.",
        ),
    ],
    topics: &[When::TOPICS],
    words: &["activity", "team", "person", "role", "group", "count"],
    build,
};

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    match When::chosen(layers) {
        Some(When::Dropped) => Box::new(Dropped),
        Some(when) => Box::new(Gaps::build(layers, when)),
        None => Box::new(Gaps::build(layers, When::Unowned)),
    }
}

topics! {
    /// What is reported.
    When by "when" {
        Dropped = "dropped": "work that a change leaves without anybody",
        Unowned = "unowned": "work that every team has, and for which nobody answers",
        SingleHolder = "single-holder": "work that one person alone holds, without a deputy",
        NoDeputy = "no-deputy": "a team in which nobody could step in for anybody",
        VacantRole = "vacant-role": "work that is given to a role that nobody in the team has",
        GroupOwner = "group-owner": "work for which a group answers where one person should",
    }
}
