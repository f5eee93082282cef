//! The table of rule kinds: one file each, one line here.

mod config;
mod cover;
mod drift;
mod form;
mod limit;
mod phrase;
mod refer;
mod scope;
mod separate;
mod waiver;

use super::Check;
use super::layers::Layers;
use super::topic::Topic;
use crate::document::shape::Shape;

/// A kind of rule: its name, its fields, and how its engine is built.
pub struct Kind {
    /// The word that a rule's `kind` takes.
    pub name: &'static str,
    /// What rules of this kind judge, one sentence.
    pub(crate) summary: &'static str,
    /// The fields that a rule of this kind has beside those of every rule.
    pub fields: Shape,
    /// What its rules can be about, for each key that chooses.
    pub topics: &'static [&'static [Topic]],
    /// The words in braces that a message of this kind may use.
    pub(crate) words: &'static [&'static str],
    /// Builds the engine from fields whose shape was checked.
    pub(crate) build: fn(&Layers<'_>) -> Box<dyn Check>,
}

/// All kinds, by name.
pub const KINDS: &[&Kind] = &[
    &config::KIND,
    &cover::KIND,
    &drift::KIND,
    &form::KIND,
    &limit::KIND,
    &phrase::KIND,
    &refer::KIND,
    &scope::KIND,
    &separate::KIND,
    &waiver::KIND,
];
