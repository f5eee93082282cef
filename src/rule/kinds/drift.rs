//! `drift`: what time has changed while the files stayed the same, and what changes add up to.
//!
//! `drift/expired.rs` judges cover past its date, `drift/lasting.rs` reviews that are due, stretch that has become permanent and
//! people who have left, `drift/creep.rs` what a change gives to one person, `drift/kept.rs` what a change makes unseen.

mod creep;
mod expired;
mod kept;
mod lasting;

use super::Kind;
use crate::document::shape::{Field, Type};
use crate::rule::Check;
use crate::rule::layers::Layers;
use crate::rule::topic::topics;
use creep::Creep;
use expired::Expired;
use kept::Kept;
use lasting::{Departed, Lasting, LastingStretch, Unreviewed};

topics! {
    /// What is reported.
    When by "when" {
        Expired = "expired": "cover that is past its last day",
        Unreviewed = "unreviewed": "a charter that nobody has looked at for long",
        LastingStretch = "lasting-stretch": "work beyond a role that was meant for a while and has lasted",
        Departed = "departed": "duties of somebody who has left",
        Creep = "creep": "what a change adds to one person",
        Kept = "kept": "duties that a change hides and nobody took over",
    }
}

pub(super) const KIND: Kind = Kind {
    name: "drift",
    summary: "Judges what time has changed.",
    fields: &[
        Field::needed("when", Type::OneOf(When::WORDS), "What is reported."),
        Field::new("max", Type::Count, "More than this many days, or duties gained, are reported."),
        Field::new("warning-above", Type::Count, "More than this is a warning at least."),
        Field::new("error-after", Type::Count, "More than this number of days is an error."),
    ],
    topics: &[When::TOPICS],
    words: &["activity", "until", "days", "limit", "team", "person", "role", "count", "gained", "lost"],
    build,
};

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    match When::chosen(layers).unwrap_or(When::Expired) {
        When::Expired => Box::new(Expired { error_after: layers.number("error-after") }),
        When::Unreviewed => Box::new(Unreviewed(Lasting::build(layers))),
        When::LastingStretch => Box::new(LastingStretch(Lasting::build(layers))),
        When::Departed => Box::new(Departed),
        When::Creep => Box::new(Creep { max: layers.number("max") }),
        When::Kept => Box::new(Kept),
    }
}
