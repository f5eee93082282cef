//! Files that show which host the repository is kept at by being there; nothing in them is read.

use super::format::{FileFormat, Named, Sign, Words, YAML};
use crate::base::path::RepoPath;
use crate::owners::Host;

/// A sign of the host.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "host",
    syntax: &YAML,
    endings: &[".yaml", ".yml"],
    rare_endings: &[],
    named: Named::Places(|path| host_sign(path).is_some()),
    keys: &[],
    sign: Sign::None,
    by_host: false,
    introduces: false,
    words: Words { one: "a sign of the host", several: "", file: "", holds: "", counted: None, is_common: false },
    schema: None,
    parse: None,
};

/// The host that a file shows by being there: GitLab's pipeline, or a workflow of GitHub's.
#[must_use]
pub(crate) fn host_sign(path: &RepoPath) -> Option<Host> {
    match path.as_str() {
        ".gitlab-ci.yml" => Some(Host::GitLab),
        _ if path.folder() == ".github/workflows" => Some(Host::GitHub),
        _ => None,
    }
}
