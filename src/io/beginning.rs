//! Reads no more of a file than somebody is ready to hold.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The beginning of a file that somebody named; what lies beyond the limit is not read.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn read_at_most(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
