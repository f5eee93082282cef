//! Writes output where the command line says: a file, a pipe, a device.
//!
//! Only an ordinary file is replaced by another. What is none is opened and written, so that `/dev/null` stays what it is. A link
//! that a repository holds is not believed where it leads out of it: whoever wrote a change could choose what is written over.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Worktree;
use super::write::put;
use crate::base::error::{Error, reason};

/// Writes a file that the command line names.
///
/// # Errors
/// A folder that is not there, a link that leads out of the repository, no access.
pub(crate) fn write_output(file: &Path, text: &str) -> Result<(), Error> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Error::cannot_judge(
            format!("cannot write {}: there is no folder {}", file.display(), folder.display()),
            "make the folder first",
        ));
    }
    if file.is_dir() {
        return Err(Error::cannot_judge(
            format!("cannot write {}: it is a folder", file.display()),
            "name a file in it",
        ));
    }
    let there = fs::symlink_metadata(file);
    let is_link = there.as_ref().is_ok_and(fs::Metadata::is_symlink);
    let leads_to = fs::metadata(file);
    let is_file = leads_to.as_ref().map_or(true, fs::Metadata::is_file);
    if is_file && leads_out(file, folder) {
        return Err(Error::cannot_judge(
            format!("cannot write {}: it leads out of the repository by a link", file.display()),
            "name a file that is none, or one outside of the repository",
        ));
    }
    let written = match leads_to {
        Ok(_) if is_link || !is_file => open(file, is_file).and_then(|mut file| file.write_all(text.as_bytes())),
        _ => put(file, text.as_bytes(), 0o666),
    };
    match written {
        // A reader that has gone away has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::cannot_judge(
            format!("cannot write {}: {}", file.display(), reason(&error)),
            "check the path and its permissions",
        )),
        _ => Ok(()),
    }
}

/// Whether a path that lies in the repository, as it is written, leads out of it.
fn leads_out(file: &Path, folder: &Path) -> bool {
    let Ok(worktree) = Worktree::find(Path::new(".")) else { return false };
    let here = fs::canonicalize(".").unwrap_or_default();
    let written: PathBuf = here.join(file);
    let real = fs::canonicalize(file).or_else(|_| match fs::read_link(file) {
        // To nothing that is there yet.
        Ok(target) => Ok(fs::canonicalize(folder)?.join(target)),
        Err(_) => fs::canonicalize(folder),
    });
    let is_written_inside =
        written.starts_with(worktree.root()) && !file.components().any(|part| part.as_os_str() == "..");
    is_written_inside && !real.is_ok_and(|real| real.starts_with(worktree.root()))
}

/// Opens what is there to be written. A pipe that nobody reads would be waited for without an end.
fn open(file: &Path, is_file: bool) -> io::Result<File> {
    // Held until the pipe is open for good: a reader would take its end for the end of all.
    #[cfg(unix)]
    let _held = if is_file { None } else { wait_for_reader(file)? };
    File::options().write(true).truncate(is_file).open(file)
}

/// Waits a while for somebody who reads a pipe; `None` for what is no pipe.
#[cfg(unix)]
fn wait_for_reader(file: &Path) -> io::Result<Option<File>> {
    use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
    use std::time::Duration;
    if !fs::metadata(file)?.file_type().is_fifo() {
        return Ok(None);
    }
    for _ in 0..50 {
        match File::options().write(true).custom_flags(libc::O_NONBLOCK).open(file) {
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) => std::thread::sleep(Duration::from_millis(100)),
            other => return other.map(Some),
        }
    }
    Err(io::Error::other("nobody reads this pipe"))
}
