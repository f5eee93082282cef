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
use creep::Creep;
use expired::Expired;
use kept::Kept;
use lasting::Lasting;

const WHEN: &[&str] = &["expired", "unreviewed", "lasting-stretch", "departed", "creep", "kept"];

pub(super) const KIND: Kind = Kind {
    name: "drift",
    summary: "Judges what time has changed.",
    fields: &[
        Field::needed("when", Type::OneOf(WHEN), "What is reported."),
        Field::new("max", Type::Count, "More than this many days, or duties gained, are reported."),
        Field::new("warning-above", Type::Count, "More than this is a warning at least."),
        Field::new("error-after", Type::Count, "More than this number of days is an error."),
    ],
    words: &["activity", "until", "days", "limit", "team", "person", "role", "count", "gained", "lost"],
    build,
};

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    match layers.text("when").as_ref().map(|word| &*word.value) {
        Some("expired") | None => Box::new(Expired { error_after: layers.number("error-after") }),
        Some("kept") => Box::new(Kept),
        Some("creep") => Box::new(Creep { max: layers.number("max") }),
        Some(_) => Box::new(Lasting::build(layers)),
    }
}
