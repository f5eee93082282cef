//! How sure each way of reading prose is, until a reading says it of itself.

use crate::base::confidence::Confidence;

/// A letter in the cell of a table.
pub(super) const IN_CELL: Confidence = Confidence::percent(97);
/// A letter in a row in which others are involved whom nobody here knows.
pub(super) const IN_PART: Confidence = Confidence::percent(85);
/// An item of a list below a role, or a label and its work.
pub(super) const LISTED: Confidence = Confidence::percent(92);
/// Holder, verb and activity in one clause.
pub(super) const STATED: Confidence = Confidence::percent(85);
/// What no rule judges.
pub(super) const UNCLEAR: Confidence = Confidence::percent(50);
