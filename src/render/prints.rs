//! Fingerprints of a report: hosts join what has one fingerprint, so that of equal findings each gets one of its own.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::base::diagnostic::Diagnostic;

/// The fingerprints that were given, and how often.
#[derive(Debug, Default)]
pub(super) struct Prints(HashMap<String, usize>);

impl Prints {
    /// The fingerprint of a finding: its own for the first of its kind, another of the same form for each that follows.
    pub(super) fn of(&mut self, diagnostic: &Diagnostic) -> String {
        let print = diagnostic.fingerprint();
        let count = self.0.entry(print.clone()).or_default();
        *count += 1;
        if *count == 1 {
            return print;
        }
        let hash = Sha256::digest(format!("{print} {count}"));
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}
