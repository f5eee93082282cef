//! Writes the disk: hooks, new files, files in the place of others, checkpoints. What the command line asks for is written by
//! `output.rs`.
//!
//! What is put in the place of a file is written beside it first and then moved there, so that nothing is ever half written.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use super::beside::Beside;
use super::walk::is_repository;
use super::{Worktree, no_access, read_file};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::read::LARGEST;

/// What stands in the place of a hook.
pub(crate) enum HookFile {
    /// Nothing.
    None,
    /// A script.
    Script(String),
    /// A link, or a program that is no text.
    Other,
}

/// What stands in the place of a hook. One that is a link is a script of somebody's that others may use as well.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn hook_file(file: &Path) -> Result<HookFile, Error> {
    match read_file(file, LARGEST)? {
        Some(bytes) => Ok(String::from_utf8(bytes.to_vec()).map_or(HookFile::Other, HookFile::Script)),
        None if fs::symlink_metadata(file).is_ok() => Ok(HookFile::Other),
        None => Ok(HookFile::None),
    }
}

/// Writes a hook that Git can run: beside its place first, then moved there, so that it is never half written. One that was
/// there keeps its mode, and whoever may read it may run it.
///
/// # Errors
/// A folder that cannot be written.
pub(crate) fn write_hook(file: &Path, script: &str) -> Result<(), Error> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| put(file, script.as_bytes(), 0o777))
        .and_then(|()| make_executable(file))
        .map_err(|error| no_access(file, &error))
}

#[cfg(unix)]
fn make_executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(file)?.permissions().mode();
    fs::set_permissions(file, fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Takes a hook away.
///
/// # Errors
/// A file that cannot be removed.
pub(crate) fn remove_hook(file: &Path) -> Result<(), Error> {
    fs::remove_file(file).map_err(|error| no_access(file, &error))
}

/// Writes a file that is not there yet, inside the root; folders on the way are made.
///
/// # Errors
/// A file that is there already, a path that leads out of the root, no access.
pub(crate) fn write_new(worktree: &Worktree, file: &str, text: &str) -> Result<(), Error> {
    let Some(path) = RepoPath::new(file) else {
        return Err(Error::cannot_judge(format!("{file} is outside of the repository"), "name a folder inside it"));
    };
    let full = worktree.file(&path);
    let folder = worktree.root.join(path.folder());
    // A link on the way must not lead out, not even for the folders that are made.
    let existing = folder.ancestors().find(|above| above.exists()).unwrap_or(&worktree.root);
    if !fs::canonicalize(existing).is_ok_and(|real| real.starts_with(&worktree.root)) {
        return Err(Error::cannot_judge(format!("{file} leads out of the repository"), "name a folder inside it"));
    }
    fs::create_dir_all(&folder).map_err(|error| no_access(&folder, &error))?;
    match Beside::with(&folder, text.as_bytes(), 0o666).and_then(|beside| beside.create(&full)) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::cannot_judge(format!("{file} is there already"), "choose another name, or edit the file"))
        }
        other => other.map_err(|error| no_access(&full, &error)),
    }
}

impl Worktree {
    /// The folder of another repository, or of a submodule, that a file lies in.
    fn nested_repository<'p>(&self, path: &'p RepoPath) -> Option<&'p str> {
        let ends = path.as_str().match_indices('/').map(|(end, _)| &path.as_str()[..end]);
        ends.into_iter().find(|folder| is_repository(&self.root.join(folder)))
    }

    /// Removes a file that is still what it was when it was read.
    ///
    /// # Errors
    /// A file that has changed meanwhile, or cannot be removed.
    pub(crate) fn remove(&self, path: &RepoPath, before: &str) -> Result<(), Error> {
        let full = self.file(path);
        if !self.lies_inside(path) || read_file(&full, before.len())?.is_none_or(|bytes| *bytes != *before.as_bytes()) {
            return Err(Error::cannot_judge(format!("{path} has changed since it was read"), "run it again"));
        }
        fs::remove_file(&full).map_err(|error| no_access(&full, &error))
    }

    /// Removes a file as [`Self::remove`] does, and the folders that held nothing else.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn remove_with_folders(&self, path: &RepoPath, before: &str) -> Result<(), Error> {
        self.remove(path, before)?;
        let mut folder = path.folder();
        // A folder that holds more is not removed.
        while !folder.is_empty() && fs::remove_dir(self.root.join(folder)).is_ok() {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        Ok(())
    }

    /// Lets a file hold a text, in the place of what it holds now.
    ///
    /// # Errors
    /// A path that leads out of the root, a file that is no text, no access.
    pub(crate) fn put_text(&self, path: &RepoPath, text: &str) -> Result<(), Error> {
        match self.text(path)? {
            Some(before) => self.rewrite(std::iter::once((path, &*before, text))),
            None => write_new(self, path.as_str(), text),
        }
    }

    /// Puts texts in the place of what files hold, all or none of them as far as it can be told before: a file that is not
    /// what it was when it was read is left alone, and so are the others.
    ///
    /// # Errors
    /// A file that has changed meanwhile, or cannot be written.
    pub fn rewrite<'a>(
        &self,
        files: impl Iterator<Item = (&'a RepoPath, &'a str, &'a str)> + Clone,
    ) -> Result<(), Error> {
        for (path, before, _) in files.clone() {
            let is_same = read_file(&self.file(path), before.len())?.is_some_and(|bytes| *bytes == *before.as_bytes());
            if let Some(repository) = self.nested_repository(path) {
                return Err(Error::cannot_judge(
                    format!("{path} belongs to another repository, {repository}; nothing was written"),
                    "run drawline in that repository",
                ));
            }
            if !is_same || !self.lies_inside(path) {
                return Err(Error::cannot_judge(
                    format!("{path} has changed since it was read; nothing was written"),
                    "run it again",
                ));
            }
        }
        for (path, _, after) in files {
            let full = self.file(path);
            put(&full, after.as_bytes(), 0o666).map_err(|error| no_access(&full, &error))?;
        }
        Ok(())
    }
}

/// Puts a text at a place: written beside it first, under a name that nobody can have taken, then moved there. A file that was
/// there keeps its permissions; a new one gets `mode`, as far as the user's mask lets it.
pub(super) fn put(file: &Path, text: &[u8], mode: u32) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = Beside::with(folder, text, mode)?;
    if let Ok(before) = fs::metadata(file) {
        beside.as_file().set_permissions(before.permissions())?;
        // As far as that is allowed; who may not give a file away keeps it.
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, fchown};
            let _ = fchown(beside.as_file(), Some(before.uid()), Some(before.gid()));
        }
    }
    beside.replace(file)
}

/// Writes a checkpoint, in a folder of its own.
///
/// # Errors
/// No access.
pub(crate) fn write_checkpoint(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).and_then(|()| put(file, bytes, 0o666)).map_err(|error| no_access(file, &error))
}

/// Takes a checkpoint away, as far as that can be done; another run may have done it already.
pub(crate) fn remove_checkpoint(file: &Path) {
    let _ = fs::remove_file(file);
}

/// Adds to the end of a file.
///
/// # Errors
/// No access.
pub(crate) fn append(file: &Path, text: &str) -> Result<(), Error> {
    let opened = File::options().append(true).create(true).open(file);
    opened.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| no_access(file, &error))
}
