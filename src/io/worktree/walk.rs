//! Goes through the folders of a working tree as Git would: what `.gitignore` names is left out, links are not followed, and
//! what belongs to others is not looked into: another repository, a submodule, code that was taken over from elsewhere.
//!
//! The patterns are read here, and not by the library that matches them: it would open whatever goes by the name of an ignore
//! file, a device as well.

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{name_of, no_access, read_file};
use crate::base::error::{Error, reason};
use crate::base::parallel::Threads;
use crate::base::path::RepoPath;
use crate::config::Vendored;
use crate::history::tree::{DEEPEST, too_deep};
use crate::io::git::Git;
use crate::read::LARGEST;

/// Files with patterns, those that go before others first.
const IGNORE_FILES: [&str; 2] = [".ignore", ".gitignore"];

/// What to walk through.
pub(super) struct Walk<'w> {
    pub(super) root: &'w Path,
    /// What the command line names: nothing that leads there is left out as somebody else's.
    pub(super) named: &'w [String],
    /// Folders of others' code.
    pub(super) vendored: &'w Vendored,
    /// Patterns that stand in no folder: `.git/info/exclude`, and the person's own.
    pub(super) elsewhere: Elsewhere,
}

/// Patterns that stand in no folder.
pub(super) type Elsewhere = Vec<Gitignore>;

/// Why something is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    /// Git ignores it.
    Ignored,
    /// A folder of code that was taken over from elsewhere.
    Vendored,
    /// The folder of another repository.
    Repository,
    /// A link: it is not followed.
    Link,
}

/// The patterns of a folder, and of those above it.
struct Patterns {
    /// One for each of [`IGNORE_FILES`].
    own: [Gitignore; 2],
    above: Option<Arc<Self>>,
}

/// A folder that is still to be looked into.
struct Folder {
    path: PathBuf,
    /// The same from the root, spelt as paths are; empty for the root.
    inside: String,
    patterns: Option<Arc<Patterns>>,
    depth: usize,
}

/// Fewer folders than these are looked into on one thread; a thread takes so many at once.
const FOLDERS: (usize, usize) = (64, 8);

/// What lies in some folders.
#[derive(Default)]
struct Seen {
    /// The files of ours.
    files: Vec<RepoPath>,
    /// What was passed over, and why.
    passed: Vec<(PathBuf, Passed)>,
    /// Folders that are still to be looked into.
    folders: Vec<Folder>,
}

impl Walk<'_> {
    /// The files that are `ours`, in no order. Says what is passed over: folders of others, links, and files that are ignored.
    pub(super) fn files(
        &self,
        ours: &(impl Fn(&RepoPath) -> bool + Sync),
        passed: &mut dyn FnMut(&Path, Passed),
    ) -> Result<Vec<RepoPath>, Error> {
        let root = Folder { path: self.root.to_path_buf(), inside: String::new(), patterns: None, depth: 0 };
        let mut seen = Seen { folders: vec![root], ..Seen::default() };
        // The upper folders first, until there are enough for several threads to look into.
        while !seen.folders.is_empty() && seen.folders.len() < FOLDERS.0 {
            for folder in std::mem::take(&mut seen.folders) {
                self.look(&folder, ours, &mut seen)?;
            }
        }
        let folders = std::mem::take(&mut seen.folders);
        let below = Threads::of_machine().map(&folders, FOLDERS, |folder| self.all_below(folder, ours));
        for below in below {
            let below = below?;
            seen.files.extend(below.files);
            seen.passed.extend(below.passed);
        }
        seen.passed.iter().for_each(|(path, why)| passed(path, *why));
        Ok(seen.files)
    }

    /// All that lies below a folder.
    fn all_below(&self, folder: &Folder, ours: &impl Fn(&RepoPath) -> bool) -> Result<Seen, Error> {
        let mut seen = Seen::default();
        self.look(folder, ours, &mut seen)?;
        while let Some(folder) = seen.folders.pop() {
            self.look(&folder, ours, &mut seen)?;
        }
        Ok(seen)
    }

    /// Looks into a folder.
    fn look(&self, folder: &Folder, ours: &impl Fn(&RepoPath) -> bool, seen: &mut Seen) -> Result<(), Error> {
        let listed = fs::read_dir(&folder.path).and_then(Iterator::collect::<Result<Vec<DirEntry>, _>>);
        // Somebody has taken it away in the meantime.
        if folder.depth > 0 && listed.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Ok(());
        }
        let listed = listed.map_err(|error| cannot_list(&folder.path, &error))?;
        let patterns = patterns(folder, &listed)?;
        for entry in listed {
            let path = entry.path();
            let kind = entry.file_type().map_err(|error| no_access(&path, &error))?;
            let is_folder = kind.is_dir();
            if !(is_folder || kind.is_file() || kind.is_symlink()) {
                continue;
            }
            if self.is_ignored(patterns.as_deref(), &path, is_folder) {
                if !is_folder {
                    seen.passed.push((path, Passed::Ignored));
                }
            } else if kind.is_symlink() {
                seen.passed.push((path, Passed::Link));
            } else if let Some(inside) = below(&folder.inside, &path) {
                if !is_folder {
                    seen.files.extend(RepoPath::new(&inside).filter(ours));
                } else if let Some(why) = self.others(&path, &inside) {
                    seen.passed.push((path, why));
                } else if path.file_name().is_none_or(|name| name != ".git") {
                    let depth = folder.depth + 1;
                    if depth > DEEPEST {
                        return Err(too_deep(&path.display().to_string()));
                    }
                    seen.folders.push(Folder { path, inside, patterns: patterns.clone(), depth });
                }
            }
        }
        Ok(())
    }

    /// Whose else a folder is, unless it leads to what was named.
    fn others(&self, folder: &Path, inside: &str) -> Option<Passed> {
        let path = RepoPath::new(inside)?;
        let leads =
            |named: &String| path.is_under(named) || RepoPath::new(named).is_some_and(|n| n.is_under(path.as_str()));
        let is_named = self.named.iter().any(|named| !named.is_empty() && leads(named));
        let why = || match self.vendored.holds(path.as_str()) {
            true => Some(Passed::Vendored),
            false => is_repository(folder).then_some(Passed::Repository),
        };
        if is_named { None } else { why() }
    }

    fn is_ignored(&self, patterns: Option<&Patterns>, path: &Path, is_folder: bool) -> bool {
        for kind in 0..IGNORE_FILES.len() {
            let mut at = patterns;
            while let Some(here) = at {
                match here.own[kind].matched(path, is_folder) {
                    Match::None => at = here.above.as_deref(),
                    found => return found.is_ignore(),
                }
            }
        }
        let decided =
            self.elsewhere.iter().map(|patterns| patterns.matched(path, is_folder)).find(|found| !found.is_none());
        decided.is_some_and(|found| found.is_ignore())
    }
}

/// What lies in a folder, from the root.
fn below(folder: &str, path: &Path) -> Option<String> {
    let name = name_of(path.file_name()?)?;
    Some(if folder.is_empty() { name.into_owned() } else { [folder, "/", &name].concat() })
}

/// The patterns that count in a folder.
fn patterns(folder: &Folder, listed: &[DirEntry]) -> Result<Option<Arc<Patterns>>, Error> {
    let is_here = |name: &str| listed.iter().any(|entry| entry.file_name() == name);
    if !IGNORE_FILES.iter().any(|name| is_here(name)) {
        return Ok(folder.patterns.clone());
    }
    let [own, git] = IGNORE_FILES.map(|name| match is_here(name) {
        true => of_file(&folder.path, &folder.path.join(name)),
        false => Ok(Gitignore::empty()),
    });
    Ok(Some(Arc::new(Patterns { own: [own?, git?], above: folder.patterns.clone() })))
}

/// The patterns of a file, which are about a folder. As for Git, one that is no ordinary file has none.
pub(super) fn of_file(folder: &Path, file: &Path) -> Result<Gitignore, Error> {
    let Some(bytes) = read_file(file, LARGEST)? else { return Ok(Gitignore::empty()) };
    if bytes.len() > LARGEST {
        return Err(Error::cannot_judge(
            format!("{} is larger than {} MB", file.display(), LARGEST / 1_048_576),
            "no list of patterns is as long as that; take out what is not one",
        ));
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // As for Git, a line that is no pattern matches nothing.
        let _ = builder.add_line(None, line);
    }
    Ok(builder.build().unwrap_or_else(|_| Gitignore::empty()))
}

/// The patterns of `.git/info/exclude` and of the person's own file, as Git is told where it lies.
pub(super) fn elsewhere(root: &Path, git: &Git) -> Result<Elsewhere, Error> {
    git.exclude_files().iter().map(|file| of_file(root, file)).collect()
}

/// Whether a folder is the top of a repository: a submodule's, or one that merely lies here.
pub(super) fn is_repository(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(".git")).is_ok()
}

fn cannot_list(folder: &Path, error: &std::io::Error) -> Error {
    Error::cannot_judge(
        format!("cannot list the files under {}: {}", folder.display(), reason(error)),
        "check that the folders can be read",
    )
}
