//! The only file that reads the working tree, `worktree/write.rs` the only one that writes the disk: finds the root and the
//! configuration, lists files, reads them.
//!
//! Follows no link, reads nothing outside the root, and reads no file larger than a charter can be.

mod beside;
pub(crate) mod output;
mod walk;
pub(crate) mod write;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::beginning::read_at_most;
use super::git::{Git, blob_id};
use super::index::{ATTRIBUTES, Index};
use crate::base::error::{Error, reason};
use crate::base::here::Here;
use crate::base::parallel::Threads;
use crate::base::path::{RepoPath, spelt};
use crate::config::extends::is_kept;
use crate::config::{Config, FILE, RuleFiles, Vendored, is_misspelt, misspelt};
use crate::history::ObjectId;
use crate::policy::RuleText;
use crate::read::{LARGEST, may_be_read};
use crate::snapshot::{Snapshot, SnapshotFile};

pub(crate) use walk::Passed;
use walk::Walk;

/// Fewer files than these are read on one thread; a thread takes so many at once.
const FILES: (usize, usize) = (256, 64);

/// A folder on disk that is judged as one organisation.
pub struct Worktree {
    root: PathBuf,
    git: Option<Git>,
}

/// Where a path that somebody wrote leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// From the root, `/` between the parts; empty for the root itself.
    pub(crate) path: String,
    /// What lies there; `None` for nothing.
    pub(crate) kind: Option<PlaceKind>,
    /// It was not found from the current folder, but from the root.
    pub(crate) from_root: bool,
}

/// What is passed over, and why.
pub(crate) type PassedOver = Vec<(RepoPath, Passed)>;

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

impl Worktree {
    /// The working tree around a folder: its Git repository's, or the folder itself.
    ///
    /// # Errors
    /// A repository that cannot be opened, or a folder that is not there.
    pub fn find(folder: &Path) -> Result<Self, Error> {
        let folder = fs::canonicalize(folder).map_err(|error| no_access(folder, &error))?;
        let git = Git::discover(&folder, false)?;
        let root = match &git {
            None => folder,
            Some(git) => git.root().map(Path::to_path_buf).ok_or_else(|| {
                Error::cannot_judge(
                    format!("{} is a bare repository: it has no working tree", folder.display()),
                    "judge a commit of it: `drawline lint --rev HEAD`",
                )
            })?,
        };
        let root = fs::canonicalize(&root).map_err(|error| no_access(&root, &error))?;
        Ok(Self { root, git })
    }

    /// The working tree of a repository, to read what the command line names; a bare one has none, and the current folder
    /// counts.
    ///
    /// # Errors
    /// A folder that is not there.
    pub(crate) fn of(git: &Git) -> Result<Self, Error> {
        let root = git.root().unwrap_or(Path::new("."));
        let root = fs::canonicalize(root).map_err(|error| no_access(root, &error))?;
        Ok(Self { root, git: None })
    }

    /// The folder that paths start from.
    #[must_use]
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where the current folder lies beside the root.
    #[must_use]
    pub(crate) fn here(&self) -> Here {
        let folder = std::env::current_dir().and_then(fs::canonicalize);
        folder.map_or_else(|_| Here::default(), |folder| Here::of(&folder, &self.root))
    }

    /// Whether it is a Git repository's.
    #[must_use]
    pub(crate) fn is_repository(&self) -> bool {
        self.git.is_some()
    }

    /// The working tree around a file or folder.
    ///
    /// # Errors
    /// As [`Worktree::find`].
    pub(crate) fn around(path: &Path) -> Result<Self, Error> {
        let full = fs::canonicalize(path).map_err(|error| no_access(path, &error))?;
        let folder = if full.is_dir() { Some(full.as_path()) } else { full.parent() };
        Self::find(folder.unwrap_or(&full))
    }

    /// The configuration: the file that was asked for, else `drawline.toml` at the root, else none.
    ///
    /// # Errors
    /// A file that was asked for and is not there, or one that is not UTF-8.
    pub(crate) fn config(&self, asked: Option<&Path>) -> Result<Option<(RepoPath, Arc<str>)>, Error> {
        let (file, name) = match asked {
            Some(file) => (file.to_path_buf(), self.name_of(file)),
            None => (self.root.join(FILE), RepoPath::new(FILE)),
        };
        match fs::symlink_metadata(&file) {
            Ok(metadata) if metadata.is_file() => {}
            // What a person names outside of the repository may be whatever they like.
            Ok(_) if !self.holds(&file) => {}
            Ok(metadata) => return Err(no_plain_file(&file, &metadata)),
            Err(error) if asked.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                let mut names = fs::read_dir(&self.root).into_iter().flatten().flatten().map(|entry| entry.file_name());
                return match names.find(|name| is_misspelt(name.as_encoded_bytes())) {
                    Some(name) => Err(misspelt(&name.to_string_lossy())),
                    None => Ok(None),
                };
            }
            Err(error) => return Err(no_access(&file, &error)),
        }
        let bytes = read_at_most(&file, LARGEST as u64 + 1).map_err(|error| no_access(&file, &error))?;
        let text = text_of(bytes, &file.display())?;
        Ok(name.map(|name| (name, text)))
    }

    /// Where a file lies on the disk.
    fn file(&self, path: &RepoPath) -> PathBuf {
        self.root.join(on_disk(path))
    }

    /// What a file that somebody names is called: from the root, or by its own name where it lies elsewhere.
    fn name_of(&self, file: &Path) -> Option<RepoPath> {
        let full = fs::canonicalize(file).ok().and_then(|full| inside(&self.root, &full));
        full.or_else(|| RepoPath::new(file.file_name()?.to_str()?))
    }

    /// Whether a file lies inside the root, wherever it leads if it is a link.
    fn holds(&self, file: &Path) -> bool {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(&self.root))
    }

    /// The rule files that a configuration names, with their texts.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or is not UTF-8.
    pub(crate) fn rule_files(&self, named: &RuleFiles) -> Result<Vec<RuleText>, Error> {
        self.texts(&named.vendored(), &|path: &RepoPath| named.matches(path))
    }

    /// The files of the rules of others that are here, with their texts, whoever names them.
    ///
    /// # Errors
    /// As [`Self::rule_files`].
    pub(crate) fn kept_rules(&self) -> Result<Vec<RuleText>, Error> {
        self.texts(&Vendored::none(), &is_kept)
    }

    fn texts(&self, vendored: &Vendored, which: &(impl Fn(&RepoPath) -> bool + Sync)) -> Result<Vec<RuleText>, Error> {
        let mut files = Vec::new();
        for path in self.walk(&[], vendored, which)?.0 {
            let Some(bytes) = read_file(&self.file(&path), LARGEST)? else { continue };
            let text = text_of(bytes.to_vec(), &path)?;
            files.push((path, text));
        }
        files.sort();
        Ok(files)
    }

    /// What a path on the command line names inside the root; `""` for the root itself.
    ///
    /// # Errors
    /// A path that is not there, or lies outside.
    pub(crate) fn named(&self, path: &Path) -> Result<String, Error> {
        let full = fs::canonicalize(path).map_err(|error| no_access(path, &error))?;
        if full == self.root {
            return Ok(String::new());
        }
        inside(&self.root, &full).map(|path| path.to_string()).ok_or_else(|| {
            Error::cannot_judge(
                format!("{} is outside of {}", path.display(), self.root.display()),
                "run drawline in the repository that holds it",
            )
        })
    }

    /// What a path that somebody wrote leads to: from the current folder, else from the root where only that is there. `None`
    /// for one that leads out of the root. What the path names need not exist.
    #[must_use]
    pub(crate) fn place(&self, written: &str) -> Option<Place> {
        let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        let below = here.strip_prefix(&self.root).unwrap_or(Path::new(""));
        let written_path = Path::new(written);
        let from_here = match written_path.strip_prefix(&self.root) {
            Ok(inside) => joined(Path::new(""), inside),
            Err(_) if written_path.is_absolute() => {
                let full = fs::canonicalize(written_path).ok()?;
                joined(Path::new(""), full.strip_prefix(&self.root).ok()?)
            }
            Err(_) => joined(below, written_path),
        };
        let found = |path: String, from_root| Place { kind: self.kind_of(&path), path, from_root };
        let first = from_here.map(|path| found(path, false));
        if first.as_ref().is_some_and(|place| place.kind.is_some()) || below.as_os_str().is_empty() {
            return first;
        }
        let from_root = joined(Path::new(""), written_path).map(|path| found(path, true));
        from_root.filter(|place| place.kind.is_some()).or(first)
    }

    /// What lies at a path from the root. A link counts as a file, as in Git.
    fn kind_of(&self, path: &str) -> Option<PlaceKind> {
        let metadata = fs::symlink_metadata(self.root.join(path)).ok()?;
        Some(if metadata.is_dir() { PlaceKind::Folder } else { PlaceKind::File })
    }

    /// Every file that is not ignored, sorted.
    ///
    /// # Errors
    /// A folder that cannot be listed.
    pub(crate) fn all_files(&self) -> Result<Vec<RepoPath>, Error> {
        let (mut files, _) = self.walk(&[], &Vendored::default(), &|_: &RepoPath| true)?;
        files.sort();
        Ok(files)
    }

    /// The text of a file that the run depends on; `None` where there is none.
    ///
    /// # Errors
    /// A file that is no ordinary one, is too large to be read, or is not UTF-8: without it the answer would be another.
    pub(crate) fn required_text(&self, path: &RepoPath) -> Result<Option<Arc<str>>, Error> {
        let file = self.file(path);
        match fs::symlink_metadata(&file) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(metadata) => return Err(no_plain_file(&file, &metadata)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(no_access(&file, &error)),
        }
        let bytes = read_at_most(&file, LARGEST as u64 + 1).map_err(|error| no_access(&file, &error))?;
        text_of(bytes, &path).map(Some)
    }

    /// Every file that is not ignored, sorted, and what is passed over: folders of others and files that are ignored.
    ///
    /// # Errors
    /// A folder that cannot be listed.
    pub(crate) fn all_and_passed(
        &self,
        named: &[String],
        vendored: &Vendored,
    ) -> Result<(Vec<RepoPath>, PassedOver), Error> {
        let mut passed = PassedOver::new();
        let mut note = |path: &Path, why| passed.extend(inside(&self.root, path).map(|path| (path, why)));
        let walk = Walk { root: &self.root, named, vendored, elsewhere: self.elsewhere()? };
        let mut files = walk.files(&|_: &RepoPath| true, &mut note)?;
        files.sort();
        passed.sort_by(|a, b| a.0.cmp(&b.0));
        Ok((files, passed))
    }

    /// The text of a file; `None` where it is no ordinary file, too large to be read, or not UTF-8.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(crate) fn text(&self, path: &RepoPath) -> Result<Option<String>, Error> {
        let bytes = read_file(&self.file(path), LARGEST)?.filter(|bytes| bytes.len() <= LARGEST);
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()))
    }

    /// Reads the files that matter. Those under a `named` path count even where the configuration excludes them; a file that
    /// is named itself is read as what it looks like, where no pattern is about it.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub(crate) fn snapshot(&self, config: &Config, named: &[String]) -> Result<Snapshot, Error> {
        let (paths, links) = self.list(config, named)?;
        let (paths, root): (Vec<RepoPath>, &Path) = (paths.into_iter().collect(), &self.root);
        let read = |path: &RepoPath| {
            let by_name = config.format_of(path, under(path, named));
            let Some(bytes) = read_file(&root.join(on_disk(path)), config.limits.file)? else { return Ok(None) };
            let format = by_name.or_else(|| config.format_as_it_looks(path, &bytes));
            Ok(format.map(|format| SnapshotFile { path: path.clone(), format, bytes }))
        };
        let files = Threads::of_machine().map(&paths, FILES, read).into_iter().filter_map(Result::transpose);
        Ok(Snapshot::new(files.collect::<Result<_, Error>>()?).beside(links))
    }

    /// The repository that it belongs to.
    #[must_use]
    pub(crate) fn repository(&self) -> Option<&Git> {
        self.git.as_ref()
    }

    /// The files of ours by the blobs that they hold, as far as the index knows them without reading; what it does not know is
    /// read.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub(crate) fn blobs(&self, config: &Config, git: &Git, index: &Index) -> Result<Blobs, Error> {
        let (paths, links) = self.list(config, &[])?;
        let trusts = !git.converts() && !index.has_attributes() && !self.root.join(ATTRIBUTES).exists();
        let mut blobs = Blobs { files: BTreeMap::new(), read: HashMap::new(), links };
        let paths: Vec<RepoPath> = paths.into_iter().collect();
        let root = &self.root;
        let known = Threads::of_machine().map(&paths, FILES, |path| {
            let place = root.join(on_disk(path));
            let blob = index.unchanged(path.as_str(), &place).filter(|_| trusts);
            (place, blob)
        });
        for (path, (place, blob)) in paths.into_iter().zip(known) {
            if let Some(blob) = blob {
                blobs.files.insert(path.to_string(), blob);
                continue;
            }
            let Some(bytes) = read_file(&place, config.limits.file)? else { continue };
            let Some(blob) = blob_id(&bytes) else { continue };
            blobs.files.insert(path.to_string(), blob);
            blobs.read.insert(blob, bytes);
        }
        Ok(blobs)
    }

    /// The bytes of a file, where it holds a blob by what the index remembers of it: asked behind the reading.
    pub(crate) fn bytes_of(&self, index: &Index, path: &str, blob: ObjectId, most: usize) -> Option<Arc<[u8]>> {
        let place = self.file(&RepoPath::new(path)?);
        let bytes = read_file(&place, most).ok()?.filter(|bytes| bytes.len() <= most)?;
        (index.unchanged(path, &place) == Some(blob)).then_some(bytes)
    }

    /// Files of ours: what is not ignored, and what is tracked all the same. Then the links that are called as they are.
    fn list(&self, config: &Config, named: &[String]) -> Result<(BTreeSet<RepoPath>, Vec<RepoPath>), Error> {
        let ours = |path: &RepoPath| config.format_of(path, under(path, named)).is_some();
        let (files, mut links) = self.walk(named, &config.vendored, &ours)?;
        links.retain(ours);
        links.sort();
        let mut paths: BTreeSet<RepoPath> = files.into_iter().collect();
        if let Some(git) = &self.git {
            let tracked = git.index()?.paths().into_iter().filter(|path| may_be_read(path.as_bytes()));
            let tracked = tracked.filter_map(|path| RepoPath::new(&path)).filter(|path| !paths.contains(path));
            let ignored: Vec<_> = tracked.filter(|path| ours(path) && self.lies_inside(path)).collect();
            paths.extend(ignored);
        }
        let is_file = |path: &RepoPath| self.kind_of(path.as_str()) == Some(PlaceKind::File);
        paths.extend(named.iter().filter_map(|path| RepoPath::new(path)).filter(is_file));
        Ok((paths, links))
    }

    /// Files of ours that a sparse checkout leaves out of the working tree.
    ///
    /// # Errors
    /// An index that cannot be read.
    pub(crate) fn not_checked_out(&self, config: &Config) -> Result<Vec<RepoPath>, Error> {
        let Some(git) = self.git.as_ref().filter(|git| git.is_sparse()) else { return Ok(Vec::new()) };
        let left_out = git.index()?.left_out().into_iter().filter_map(|path| RepoPath::new(&path));
        let is_ours =
            |path: &RepoPath| config.format_of(path, false).is_some() && self.kind_of(path.as_str()).is_none();
        Ok(left_out.filter(is_ours).collect())
    }

    /// Whether no folder on the way to a file is a link that leads out of the root.
    fn lies_inside(&self, path: &RepoPath) -> bool {
        let place = self.file(path);
        let folder = place.parent().unwrap_or(&self.root);
        fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(&self.root))
    }

    /// The files that are ours, and every link, in no order.
    fn walk(
        &self,
        named: &[String],
        vendored: &Vendored,
        ours: &(impl Fn(&RepoPath) -> bool + Sync),
    ) -> Result<(Vec<RepoPath>, Vec<RepoPath>), Error> {
        let mut links = Vec::new();
        let mut note = |path: &Path, why| links.extend(inside(&self.root, path).filter(|_| why == Passed::Link));
        let walk = Walk { root: &self.root, named, vendored, elsewhere: self.elsewhere()? };
        let files = walk.files(ours, &mut note)?;
        Ok((files, links))
    }

    /// Patterns that stand in no folder.
    fn elsewhere(&self) -> Result<walk::Elsewhere, Error> {
        Ok(self.git.as_ref().map(|git| walk::elsewhere(&self.root, git)).transpose()?.unwrap_or_default())
    }
}

/// The files of ours in a working tree, by what they hold.
pub(crate) struct Blobs {
    /// Each with the blob that it holds.
    pub(crate) files: BTreeMap<String, ObjectId>,
    /// The bytes of those that had to be read.
    pub(crate) read: HashMap<ObjectId, Arc<[u8]>>,
    /// Links that are called as files of ours are.
    pub(crate) links: Vec<RepoPath>,
}

/// A path that starts in a folder, both from the root, without `.` and `..`; `None` where it leads out.
fn joined(folder: &Path, path: &Path) -> Option<String> {
    let mut parts: Vec<Cow<'_, str>> = Vec::new();
    for part in folder.components().chain(path.components()) {
        match part {
            Component::Normal(name) => parts.push(name_of(name)?),
            Component::ParentDir => drop(parts.pop()?),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

fn inside(root: &Path, full: &Path) -> Option<RepoPath> {
    let relative = full.strip_prefix(root).ok()?;
    let parts: Option<Vec<_>> = relative.iter().map(name_of).collect();
    RepoPath::new(&parts?.join("/"))
}

/// A name on the disk as text.
#[cfg(unix)]
fn name_of(name: &std::ffi::OsStr) -> Option<Cow<'_, str>> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(spelt(name.as_bytes()))
}

#[cfg(not(unix))]
fn name_of(name: &std::ffi::OsStr) -> Option<Cow<'_, str>> {
    name.to_str().map(|name| spelt(name.as_bytes()).into_owned().into())
}

/// The name on the disk that a path means.
#[cfg(unix)]
fn on_disk(path: &RepoPath) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(path.bytes().into_owned()).into()
}

#[cfg(not(unix))]
fn on_disk(path: &RepoPath) -> PathBuf {
    String::from_utf8_lossy(&path.bytes()).into_owned().into()
}

fn under(path: &RepoPath, folders: &[String]) -> bool {
    folders.iter().any(|folder| path.is_under(folder))
}

/// A file's bytes; `None` for what is no ordinary file or is gone. One byte more than the largest that is read is enough
/// for `read` to say so.
fn read_file(path: &Path, most: usize) -> Result<Option<Arc<[u8]>>, Error> {
    let Some(metadata) = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file) else { return Ok(None) };
    // A file that has grown since is read all the same; without the room each read would be half as long as the next.
    let room = usize::try_from(metadata.len()).unwrap_or(most).min(most).saturating_add(1);
    let mut bytes = Vec::with_capacity(room);
    File::open(path)
        .and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| no_access(path, &error))?;
    Ok(Some(bytes.into()))
}

/// The text of a file that a policy is made of.
fn text_of(bytes: Vec<u8>, file: &dyn std::fmt::Display) -> Result<Arc<str>, Error> {
    if bytes.len() > LARGEST {
        return Err(Error::cannot_judge(
            format!("{file} is larger than {} MB", LARGEST / 1_048_576),
            "split it, or take out what is no setting",
        ));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::cannot_judge(format!("{file} is not UTF-8"), "save it as UTF-8"))?;
    Ok(text.into())
}

fn no_plain_file(file: &Path, metadata: &fs::Metadata) -> Error {
    let (what, hint) = match metadata.file_type() {
        kind if kind.is_symlink() => ("a link, and links are not followed", "put the file itself there"),
        kind if kind.is_dir() => ("a folder", "a file is needed there; --config names another one"),
        _ => ("no ordinary file", "put the file itself there"),
    };
    Error::cannot_judge(format!("{} is {what}", file.display()), hint)
}

fn no_access(path: &Path, error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        let hint = match path.to_string_lossy().trim_start_matches(['–', '—']) {
            flag if path.to_string_lossy() != flag => format!("a flag begins with two hyphens: --{flag}"),
            _ => "check the path; it starts in the folder that you are in".to_owned(),
        };
        return Error::cannot_judge(format!("there is no {}", path.display()), hint);
    }
    Error::cannot_judge(
        format!("cannot read {}: {}", path.display(), reason(error)),
        "check the path and its permissions",
    )
}
