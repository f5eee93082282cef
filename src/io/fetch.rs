//! Fetches one commit of another repository, with the Git that is installed: it knows how a person reaches a host. Only
//! `drawline rules vendor` asks for it; nothing is fetched where anything is judged.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::base::error::{Error, reason};
use crate::config::extends::{Pinned, SCHEMES};

/// Variables that tell Git of another repository than the one that is fetched into.
const ELSEWHERE: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
];

/// How much of what Git says of a failure is shown, in lines.
const SHOWN: usize = 3;

/// A commit of another repository, in a repository of its own that goes away with this.
///
/// # Errors
/// Git is not there, the host does not answer, or has no such commit.
pub(crate) fn fetch(pinned: &Pinned) -> Result<TempDir, Error> {
    let folder = tempfile::tempdir().map_err(|error| {
        Error::cannot_judge(
            format!("no folder for what is fetched: {}", reason(&error)),
            "let TMPDIR name one that can be written",
        )
    })?;
    // No template: what a person lays into every new repository may be a hook.
    run(folder.path(), &["init", "--quiet", "--bare", "--template="], pinned)?;
    let options = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
    // What is behind `--` is an address and a commit, whatever it looks like.
    let what = ["--", pinned.address.as_str(), pinned.commit.as_str()];
    run(folder.path(), &[&options[..], &what[..]].concat(), pinned)?;
    Ok(folder)
}

fn run(folder: &Path, args: &[&str], pinned: &Pinned) -> Result<(), Error> {
    let mut git = Command::new("git");
    for name in ELSEWHERE {
        git.env_remove(name);
    }
    git.arg("-C")
        .arg(folder)
        .args(["-c", "fetch.fsckObjects=true", "-c", "protocol.version=2", "-c", "gc.auto=0"])
        .args(args);
    git.env("GIT_ALLOW_PROTOCOL", SCHEMES.join(":")).env("GIT_NO_LAZY_FETCH", "1").stdout(Stdio::null());
    let output = git.output().map_err(|error| {
        Error::cannot_judge(
            format!("git cannot be started: {}", reason(&error)),
            "install Git, or copy what drawline-lock.toml names from a clone",
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).take(SHOWN).collect();
    Err(Error::cannot_judge(
        format!("commit {} of {} cannot be fetched\n{}", pinned.commit, pinned.address, lines.join("\n")),
        format!("`git fetch {} {}` should work first", pinned.address, pinned.commit),
    ))
}
