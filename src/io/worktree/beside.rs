//! A file that is written beside the place that it is meant for, and then put there whole.
//!
//! Where the system can, it has no name until it is whole, so that a run that is killed, or a disk that is full, leaves nothing
//! behind and what was there as it was.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// A file that is written, and is at no place yet.
pub(super) enum Beside {
    /// It has no name.
    #[cfg(target_os = "linux")]
    Nameless(File),
    /// It has a name of its own in the folder.
    Named(NamedTempFile),
}

impl Beside {
    /// Writes a text for some place in a folder, with this mode as far as the user's mask lets it.
    pub(super) fn with(folder: &Path, text: &[u8], mode: u32) -> io::Result<Self> {
        let mut beside = Self::empty(folder, mode)?;
        beside.as_file_mut().write_all(text)?;
        Ok(beside)
    }

    fn empty(folder: &Path, mode: u32) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::file_in(folder, mode) {
            return Ok(Self::Nameless(file));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(std::fs::Permissions::from_mode(mode));
        }
        #[cfg(not(unix))]
        let _ = mode;
        builder.tempfile_in(folder).map(Self::Named)
    }

    /// The file, to change what is known of it.
    pub(super) fn as_file(&self) -> &File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => file,
            Self::Named(named) => named.as_file(),
        }
    }

    fn as_file_mut(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => file,
            Self::Named(named) => named.as_file_mut(),
        }
    }

    /// Puts it where nothing is yet.
    pub(super) fn create(self, place: &Path) -> io::Result<()> {
        self.as_file().sync_all()?;
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => nameless::link(&file, place),
            Self::Named(named) => named.persist_noclobber(place).map(drop).map_err(|error| error.error),
        }
    }

    /// Puts it in the place of what is there.
    pub(super) fn replace(self, place: &Path) -> io::Result<()> {
        self.as_file().sync_all()?;
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => nameless::replace(&file, place),
            Self::Named(named) => named.persist(place).map(drop).map_err(|error| error.error),
        }
    }
}

/// How the name of a file that is on its way begins.
const PREFIX: &str = ".drawline-";

#[cfg(target_os = "linux")]
mod nameless {
    use std::fs::{self, File};
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags};

    /// A file without a name; `None` where the file system has none.
    pub(super) fn file_in(folder: &Path, mode: u32) -> Option<File> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::open(folder, flags, Mode::from_bits_truncate(mode)).ok()?);
        // Without this folder it could not be given a name either.
        fs::symlink_metadata(handle(&file)).is_ok().then_some(file)
    }

    fn handle(file: &File) -> String {
        format!("/proc/self/fd/{}", file.as_raw_fd())
    }

    /// Gives it a name that nothing has.
    pub(super) fn link(file: &File, place: &Path) -> io::Result<()> {
        Ok(rustix::fs::linkat(CWD, handle(file), CWD, place, AtFlags::SYMLINK_FOLLOW)?)
    }

    /// Gives it a name that something may have. No call does both at once: for a moment it has another.
    pub(super) fn replace(file: &File, place: &Path) -> io::Result<()> {
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut tries = 0u32;
        let name = loop {
            let name = folder.join(format!("{}{}-{tries}", super::PREFIX, std::process::id()));
            match link(file, &name) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 1000 => tries += 1,
                other => break other.map(|()| name)?,
            }
        };
        fs::rename(&name, place).inspect_err(|_| {
            let _ = fs::remove_file(&name);
        })
    }
}
