//! What a check of rows has to say of one of them, before it is a finding.

use crate::base::diagnostic::{Label, Severity};
use crate::base::source::Location;
use crate::org::{Holder, Placed};

/// What is to be said of a row.
pub(super) struct Said {
    pub(super) at: Location,
    pub(super) label: String,
    pub(super) count: usize,
    pub(super) limit: Option<Placed<f64>>,
    pub(super) help: String,
    pub(super) person: Option<Holder>,
    pub(super) related: Vec<Label>,
    pub(super) severity: Option<Severity>,
}
