//! The only file that knows git2: opens a repository, resolves revisions, reads objects and the index.

use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use git2::{ConfigLevel, ErrorCode, ObjectType, Oid, Repository, RepositoryOpenFlags, Sort};

use super::beginning::read_at_most;
use super::index::{Index, Listed};
use crate::base::error::Error;
use crate::base::path::spelt;
use crate::history::tree::Trees;
use crate::history::{Commit, ObjectId, Store};
use crate::read::LARGEST;
use crate::read::may_be_read;

/// A Git repository.
pub struct Git {
    repository: Repository,
    root: Option<PathBuf>,
    /// Whether the environment names the repository and its index.
    environment: bool,
    /// The largest blob that is read, in bytes.
    largest: Cell<usize>,
    /// What stands for every blob that is too large to be read.
    too_large: OnceCell<Arc<[u8]>>,
}

/// A range of commits, resolved.
#[derive(Clone, Debug)]
pub struct Range {
    /// The newest commit.
    pub tip: ObjectId,
    /// Where the range and what lies before it meet, of a range that is one change; `None` where they have nothing in common.
    pub(crate) base: Option<ObjectId>,
    /// The commits, oldest first.
    pub(crate) commits: Vec<Commit>,
}

/// What a push brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// What the second commit has and the first has not.
    Range(ObjectId, ObjectId),
    /// A branch that stood at the first commit and is taken to the second, which does not come after it.
    Moved(ObjectId, ObjectId),
    /// Everything in a commit: nothing is known of the remote.
    Whole(ObjectId),
    /// Nothing that the remote does not have.
    Nothing,
}

/// Bytes of a folder's own entries; a folder of 500,000 files has fewer.
const LARGEST_TREE: usize = crate::base::limits::FOLDER.most;
/// A merge of more commits than fit in here was never made.
const LARGEST_HEADS: u64 = 1 << 16;

const FULL_CLONE: &str = "fetch the history: `fetch-depth: 0` for actions/checkout, or `git fetch --unshallow`";

impl Git {
    /// Finds the repository around a folder, or the one that the environment names (`GIT_DIR`, and `GIT_INDEX_FILE` in
    /// hooks); `None` when there is none.
    ///
    /// # Errors
    /// A repository that is there and cannot be opened.
    pub fn discover(folder: &Path, environment: bool) -> Result<Option<Self>, Error> {
        // Git does not hash packed objects again when it reads them, and neither do we; trees are kept at hand elsewhere.
        git2::opts::strict_hash_verification(false);
        git2::opts::enable_caching(false);
        let named = std::env::var_os("GIT_DIR").filter(|_| environment);
        let opened = match named {
            // A folder to start from would go before what the environment names.
            Some(_) => Repository::open_from_env(),
            None if environment => Repository::open_ext(folder, RepositoryOpenFlags::FROM_ENV, &[] as &[&Path]),
            None => Repository::open_ext(folder, RepositoryOpenFlags::CROSS_FS, ceilings()),
        };
        let repository = match opened {
            Ok(repository) => repository,
            Err(error) if error.code() == ErrorCode::NotFound => {
                return match named {
                    None => Ok(None),
                    Some(named) => Err(Error::cannot_judge(
                        format!("GIT_DIR names {}, where there is no Git repository", Path::new(&named).display()),
                        "let it name a Git directory, or unset it",
                    )),
                };
            }
            Err(error) => return Err(refused(folder, &error)),
        };
        let root = repository.workdir().map(Path::to_path_buf);
        Ok(Some(Self { repository, root, environment, largest: Cell::new(LARGEST), too_large: OnceCell::new() }))
    }

    /// Reads blobs up to another size from now on; before the first one is read.
    pub(crate) fn read_up_to(&self, bytes: usize) {
        self.largest.set(bytes);
    }

    /// The top folder of the working tree; `None` for a bare repository.
    #[must_use]
    pub(crate) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// The folder of the hooks, as `core.hooksPath` says.
    #[must_use]
    pub(crate) fn hooks(&self) -> PathBuf {
        let configured = self.repository.config().and_then(|config| config.get_path("core.hooksPath"));
        match configured {
            Ok(path) if path.is_absolute() => path,
            Ok(path) => self.root.as_deref().unwrap_or(self.repository.path()).join(path),
            Err(_) => self.repository.commondir().join("hooks"),
        }
    }

    /// Whether the folder of the hooks is that of other repositories as well: it is set for all of somebody's.
    #[must_use]
    pub(crate) fn shares_hooks(&self) -> bool {
        let Ok(config) = self.repository.config() else { return false };
        let Ok(entry) = config.get_entry("core.hooksPath") else { return false };
        !matches!(entry.level(), ConfigLevel::Local | ConfigLevel::Worktree | ConfigLevel::App)
    }

    /// Files with patterns of what is ignored that stand in no folder, those that go before others first.
    #[must_use]
    pub(crate) fn exclude_files(&self) -> Vec<PathBuf> {
        let configured = self.repository.config().and_then(|config| config.get_path("core.excludesFile"));
        let person = configured.ok().or_else(|| self.in_settings("ignore"));
        std::iter::once(self.repository.commondir().join("info").join("exclude")).chain(person).collect()
    }

    /// Whether Git may write other bytes into the working tree than a blob holds, by what is set outside of the tree.
    #[must_use]
    pub(crate) fn converts(&self) -> bool {
        let config = self.repository.config();
        let set = |name: &str| config.as_ref().is_ok_and(|config| config.get_entry(name).is_ok());
        let crlf = config.as_ref().ok().and_then(|config| config.get_string("core.autocrlf").ok());
        let is_off =
            crlf.is_none_or(|value| ["false", "no", "off", "0"].contains(&value.to_ascii_lowercase().as_str()));
        let named = self.repository.commondir().join("info").join("attributes");
        !is_off
            || set("core.attributesFile")
            || self.in_settings("attributes").is_some_and(|file| file.exists())
            || named.exists()
    }

    /// A file of the person's own settings of Git.
    fn in_settings(&self, name: &str) -> Option<PathBuf> {
        let named = std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let folder = named.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")));
        Some(folder?.join("git").join(name))
    }

    /// The index; hooks name one in the environment.
    ///
    /// # Errors
    /// An index that cannot be read.
    pub(crate) fn index(&self) -> Result<Index, Error> {
        let named = std::env::var_os("GIT_INDEX_FILE").filter(|_| self.environment).map(PathBuf::from);
        let below = |tree| Trees::new(self).differences(None, Some(tree));
        match Index::read(&named.unwrap_or_else(|| self.repository.path().join("index")), &below)? {
            Some(index) => Ok(index),
            None => self.listed_index(),
        }
    }

    /// Where a checkpoint lies that only this working tree uses.
    #[must_use]
    pub(crate) fn checkpoint(&self) -> PathBuf {
        self.repository.path().join("drawline").join("checkpoint")
    }

    fn listed_index(&self) -> Result<Index, Error> {
        let index = self.repository.index().map_err(|error| self.failed(&error))?;
        let is_file = |mode: u32| mode & 0o170_000 == 0o100_000;
        let is_promise = |entry: &git2::IndexEntry| {
            git2::IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended)
                .contains(git2::IndexEntryExtendedFlag::INTENT_TO_ADD)
        };
        let ours = index.iter().filter(|entry| is_file(entry.mode) && may_be_read(&entry.path) && !is_promise(entry));
        let stage = |flags: u16| (flags >> 12) & 3;
        let file = |entry: git2::IndexEntry| {
            let blob = (stage(entry.flags) == 0).then(|| id_of(entry.id));
            (spelt(&entry.path).into_owned(), blob)
        };
        Ok(Index::Listed(Listed { files: ours.map(file).collect(), left_out: Vec::new() }))
    }

    /// Whether a part of what is tracked is not checked out here, and that is meant.
    #[must_use]
    pub(crate) fn is_sparse(&self) -> bool {
        let config = self.repository.config();
        config.and_then(|config| config.get_bool("core.sparseCheckout")).unwrap_or_default()
    }

    /// The commit that HEAD names; `None` before the first commit.
    ///
    /// # Errors
    /// A HEAD that leads nowhere.
    pub(crate) fn head(&self) -> Result<Option<ObjectId>, Error> {
        match self.repository.head() {
            // A branch names its commit; to look at it is left to those who need more than its name.
            Ok(head) => match head.target() {
                Some(commit) => Ok(Some(id_of(commit))),
                None => {
                    let commit = head.peel_to_commit().map_err(|error| self.failed(&error))?;
                    Ok(Some(id_of(commit.id())))
                }
            },
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// The commits that are being merged into HEAD; none where no merge is under way.
    ///
    /// # Errors
    /// A commit that is not here.
    pub(crate) fn merged_heads(&self) -> Result<Vec<ObjectId>, Error> {
        let file = read_at_most(&self.repository.path().join("MERGE_HEAD"), LARGEST_HEADS).unwrap_or_default();
        let mut heads: Vec<ObjectId> = String::from_utf8_lossy(&file).lines().filter_map(ObjectId::parse).collect();
        if heads.is_empty() {
            // `pre-merge-commit` runs before that file is written; what is merged stands in the names of variables.
            let named =
                std::env::vars_os().filter_map(|(name, _)| ObjectId::parse(name.to_str()?.strip_prefix("GITHEAD_")?));
            heads = named.filter(|_| self.environment).collect();
            heads.sort_unstable();
        }
        match heads.iter().find(|head| !self.has_commit(**head)) {
            Some(head) => Err(Error::cannot_judge(format!("{head}, which is being merged, is not here"), FULL_CLONE)),
            None => Ok(heads),
        }
    }

    /// What a push brings to a remote, whose tip was `from` as far as that is known.
    ///
    /// # Errors
    /// A commit that is not here, or a history that cannot be read.
    pub(crate) fn pushed(&self, from: Option<&str>, to: &str, remote: Option<&str>) -> Result<Pushed, Error> {
        let to = if to.is_empty() { "HEAD" } else { to };
        // A tag may name a file or a folder.
        if self.repository.revparse_single(to).is_ok_and(|object| object.peel_to_commit().is_err()) {
            return Ok(Pushed::Nothing);
        }
        let tip = self.resolve(to)?;
        if let Some(from) = from.and_then(|from| self.resolve(from).ok()) {
            let comes_after = self.is_shallow() || self.meeting(from, tip)? == Some(from);
            return Ok(if comes_after { Pushed::Range(from, tip) } else { Pushed::Moved(from, tip) });
        }
        // A new branch, or a forced push over what was never fetched: the remote is known to have what its other branches had.
        let known = self.known_to(remote)?;
        let mut walk = self.repository.revwalk().map_err(|error| self.failed(&error))?;
        let hidden = known.iter().try_for_each(|known| walk.hide(*known));
        let first = walk.push(oid_of(tip)).and(hidden).map(|()| walk.next());
        if first.map_err(|error| self.failed(&error))?.is_none() {
            return Ok(Pushed::Nothing);
        }
        let all: Vec<Oid> = std::iter::once(oid_of(tip)).chain(known).collect();
        match self.repository.merge_base_many(&all) {
            Ok(base) if all.len() > 1 => Ok(Pushed::Range(id_of(base), tip)),
            Err(error) if error.code() != ErrorCode::NotFound && all.len() > 1 => Err(self.failed(&error)),
            _ => Ok(Pushed::Whole(tip)),
        }
    }

    /// The branches of a remote as they were when they were fetched or pushed last; of all remotes where none is named so.
    fn known_to(&self, remote: Option<&str>) -> Result<Vec<Oid>, Error> {
        let mut known: Vec<(bool, Oid)> = Vec::new();
        let wanted = remote.map(|remote| format!("refs/remotes/{remote}/"));
        for reference in self.repository.references().map_err(|error| self.failed(&error))?.flatten() {
            let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
            if let (true, Ok(commit)) = (name.starts_with("refs/remotes/"), reference.peel_to_commit()) {
                known.push((wanted.as_ref().is_some_and(|wanted| name.starts_with(wanted.as_str())), commit.id()));
            }
        }
        let is_remote = remote.is_some_and(|remote| self.repository.find_remote(remote).is_ok());
        Ok(known.into_iter().filter(|(is_its, _)| *is_its || !is_remote).map(|(_, commit)| commit).collect())
    }

    /// Who would be the author of a commit made now, by name and address, as far as that is set.
    #[must_use]
    pub(crate) fn author(&self) -> Option<(String, String)> {
        let configured = self.repository.signature().ok();
        let (name, email) = configured
            .map(|author| {
                let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
                (text(author.name_bytes()), text(author.email_bytes()))
            })
            .unwrap_or_default();
        let set = |variable: &str, other| std::env::var(variable).unwrap_or(other);
        let author = (set("GIT_AUTHOR_NAME", name), set("GIT_AUTHOR_EMAIL", email));
        (author != Default::default()).then_some(author)
    }

    /// The commit that a revision names: a branch, a tag of either kind, `HEAD~2`, `@{u}`, a commit's id.
    ///
    /// # Errors
    /// A revision that does not exist here.
    pub fn resolve(&self, revision: &str) -> Result<ObjectId, Error> {
        if revision.is_empty() {
            return Err(Error::cannot_judge("no revision is named", "in CI this is a variable that is not set"));
        }
        self.refuse_ambiguous(revision)?;
        let found = self.repository.revparse_single(revision).and_then(|object| object.peel_to_commit());
        found.map(|commit| id_of(commit.id())).map_err(|error| {
            let hint = if self.repository.is_shallow() {
                format!("this clone is shallow; {FULL_CLONE}")
            } else {
                "`git log` and `git branch -a` show what there is; perhaps it has to be fetched first".to_owned()
            };
            Error::cannot_judge(format!("{}{}", no_commit(revision), why_no_commit(&error)), hint)
        })
    }

    /// Refuses a short name that a tag and a branch both have, and that are two commits: a tag goes before a branch of that name,
    /// and may be pushed by others than may push the branch.
    fn refuse_ambiguous(&self, revision: &str) -> Result<(), Error> {
        let end = revision.find(['^', '~', ':', '@', '{']).unwrap_or(revision.len());
        let name = &revision[..end];
        let named = |folder: &str| {
            let full = format!("refs/{folder}{name}");
            let commit = self.repository.find_reference(&full).ok()?.peel_to_commit().ok()?;
            Some((full, commit.id()))
        };
        let all: Vec<(String, Oid)> = ["", "tags/", "heads/", "remotes/"].into_iter().filter_map(named).collect();
        let is_object = ObjectId::parse(&name.to_ascii_lowercase()).is_some();
        match all.as_slice() {
            [(first, one), rest @ ..] if !is_object => match rest.iter().find(|(_, other)| other != one) {
                Some((second, _)) => Err(Error::cannot_judge(
                    format!("`{name}` is ambiguous: {first} and {second} are two commits"),
                    format!("write one of them in full, such as {second}"),
                )),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Whether the clone ends before its history does.
    #[must_use]
    pub(crate) fn is_shallow(&self) -> bool {
        self.repository.is_shallow()
    }

    /// Whether a commit is here.
    #[must_use]
    pub(crate) fn has_commit(&self, id: ObjectId) -> bool {
        self.repository.find_commit(oid_of(id)).is_ok()
    }

    /// The parents that a commit names, whether they are here or not.
    ///
    /// # Errors
    /// A commit that is not here.
    pub(crate) fn named_parents(&self, id: ObjectId) -> Result<Vec<ObjectId>, Error> {
        let commit = self.repository.find_commit(oid_of(id)).map_err(|error| self.missing(id, &error))?;
        let header = String::from_utf8_lossy(commit.raw_header_bytes()).into_owned();
        Ok(header.lines().filter_map(|line| ObjectId::parse(line.strip_prefix("parent ")?)).collect())
    }

    /// The commit that a reference names, by its full name, which no other can shadow.
    #[must_use]
    pub(crate) fn reference(&self, name: &str) -> Option<ObjectId> {
        let found = self.repository.find_reference(name).and_then(|found| found.peel_to_commit());
        found.ok().map(|commit| id_of(commit.id()))
    }

    /// Where two histories meet.
    ///
    /// # Errors
    /// A history that cannot be read.
    pub(crate) fn meeting(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, Error> {
        match self.repository.merge_base(oid_of(one), oid_of(other)) {
            Ok(base) => Ok(Some(id_of(base))),
            Err(error) if error.code() == ErrorCode::NotFound || self.is_shallow() => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// The commits of `A..B` or, from where the two met, `A...B`; an end that is left out is HEAD.
    ///
    /// # Errors
    /// An end that does not exist, or a shallow clone that ends inside the range.
    pub fn range(&self, spec: &str) -> Result<Range, Error> {
        let (from, tip) = self.ends(spec)?;
        Ok(Range { tip, base: None, commits: self.walk(tip, Some(from))? })
    }

    /// A range as one change, with its commits as far as they are here: a shallow clone will do that has both ends and where
    /// they met.
    ///
    /// # Errors
    /// An end that does not exist, or a shallow clone in which they meet nowhere.
    pub(crate) fn range_as_one(&self, spec: &str) -> Result<Range, Error> {
        let (from, tip) = self.ends(spec)?;
        let base = self.meeting(from, tip)?;
        if base.is_none() && self.repository.is_shallow() {
            return Err(Error::cannot_judge("this clone is shallow: it ends before the two met", FULL_CLONE));
        }
        let commits = self.walk(tip, Some(from)).unwrap_or_default();
        Ok(Range { tip, base, commits })
    }

    /// A range as one change from its left end, whether or not the right one comes after that, with the commits that it brings as
    /// far as they are here.
    ///
    /// # Errors
    /// An end that does not exist.
    pub(crate) fn range_from_left(&self, spec: &str) -> Result<Range, Error> {
        let (from, tip) = self.ends(spec)?;
        let commits = self.walk(tip, Some(from)).unwrap_or_default();
        Ok(Range { tip, base: Some(from), commits })
    }

    /// Where a range starts.
    ///
    /// # Errors
    /// As [`Self::range`].
    pub(crate) fn start_of(&self, spec: &str) -> Result<ObjectId, Error> {
        self.ends(spec).map(|(from, _)| from)
    }

    /// Where a range starts and ends. A side that is left out would be HEAD; on the left that is a variable that is not set, and
    /// a range without a commit.
    fn ends(&self, spec: &str) -> Result<(ObjectId, ObjectId), Error> {
        if spec.is_empty() {
            return Err(Error::cannot_judge(
                "no range is named",
                "write A..B; in CI this is a variable that is not set",
            ));
        }
        let (from, to) = spec.split_once("...").or_else(|| spec.split_once("..")).ok_or_else(|| {
            Error::cannot_judge(format!("`{spec}` is no range"), "write A..B, or A...B to start where the two met")
        })?;
        if from.is_empty() {
            return Err(Error::cannot_judge(
                format!("the left side of the range `{spec}` is empty"),
                "in CI this is a variable that is not set; `drawline lint --rev HEAD` judges all that a commit holds",
            ));
        }
        if is_zeros(to) {
            return Err(Error::cannot_judge(
                format!("the right side of the range `{spec}` is zeros: a branch that is taken away"),
                "there is nothing to judge; leave such a push out",
            ));
        }
        if is_zeros(from) {
            return Err(Error::cannot_judge(
                format!("the left side of the range `{spec}` is zeros: the first push of a branch"),
                "nothing was there before: `drawline lint --rev HEAD` judges all that it holds, \
                 `--range origin/main..HEAD` what it adds to main",
            ));
        }
        Ok((self.resolve(from)?, self.resolve(if to.is_empty() { "HEAD" } else { to })?))
    }

    /// All commits that a commit builds on, itself among them, oldest first.
    ///
    /// # Errors
    /// A history that cannot be read to its end.
    pub fn all_before(&self, tip: ObjectId) -> Result<Vec<Commit>, Error> {
        self.walk(tip, None)
    }

    /// The commits that `tip` has and `hidden` does not, oldest first.
    fn walk(&self, tip: ObjectId, hidden: Option<ObjectId>) -> Result<Vec<Commit>, Error> {
        let walk = || -> Result<Vec<Oid>, git2::Error> {
            let mut walk = self.repository.revwalk()?;
            walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
            walk.push(oid_of(tip))?;
            if let Some(hidden) = hidden {
                walk.hide(oid_of(hidden))?;
            }
            walk.collect()
        };
        let ids = walk().map_err(|error| self.failed(&error))?;
        let commits: Vec<Commit> = ids.into_iter().map(|id| self.commit(id_of(id))).collect::<Result<_, _>>()?;
        if let Some(commit) = commits.iter().find(|commit| commit.is_boundary) {
            return Err(Error::cannot_judge(
                format!("this clone is shallow: the parents of {:.10} are not here", commit.id.to_string()),
                FULL_CLONE,
            ));
        }
        Ok(commits)
    }

    fn failed(&self, error: &git2::Error) -> Error {
        refused(self.repository.path(), error)
    }

    fn missing(&self, id: ObjectId, error: &git2::Error) -> Error {
        let hint = if self.repository.is_shallow() {
            format!("this clone is shallow; {FULL_CLONE}")
        } else {
            "in a partial clone `git fetch --refetch --no-filter` brings everything; else run `git fsck`".to_owned()
        };
        Error::cannot_judge(format!("object {id} cannot be read: {}", error.message()), hint)
    }

    /// The bytes of an object; `None` for one that has more than these. Its size is known before it is inflated: a few kilobytes
    /// can hold gigabytes.
    fn read(&self, id: ObjectId, most: usize) -> Result<Option<Arc<[u8]>>, Error> {
        let odb = self.repository.odb().map_err(|error| self.failed(&error))?;
        let (size, _) = odb.read_header(oid_of(id)).map_err(|error| self.missing(id, &error))?;
        if size > most {
            return Ok(None);
        }
        let object = odb.read(oid_of(id)).map_err(|error| self.missing(id, &error))?;
        Ok(Some(object.data().into()))
    }
}

impl Store for Git {
    fn meeting(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, Error> {
        self.meeting(one, other)
    }

    fn tree(&self, id: ObjectId) -> Result<Arc<[u8]>, Error> {
        self.read(id, LARGEST_TREE)?.ok_or_else(|| {
            Error::cannot_judge(
                format!("tree {id} is larger than {} MiB: a folder with too many files", LARGEST_TREE >> 20),
                "judge a commit without it",
            )
        })
    }

    fn blob(&self, id: ObjectId) -> Result<Arc<[u8]>, Error> {
        let most = self.largest.get();
        // One byte more than the largest that is read is enough for the reader to say so. To a reader who would take more it is
        // no text: what was not read must not pass for nothing.
        let stand_in = || {
            let mut bytes = vec![b' '; most + 1];
            bytes[most] = 0xff;
            bytes.into()
        };
        Ok(self.read(id, most)?.unwrap_or_else(|| self.too_large.get_or_init(stand_in).clone()))
    }

    fn commit(&self, id: ObjectId) -> Result<Commit, Error> {
        let commit = self.repository.find_commit(oid_of(id)).map_err(|error| self.missing(id, &error))?;
        let author = commit.author();
        let when = author.when();
        let parents: Vec<ObjectId> = commit.parent_ids().map(id_of).collect();
        // A shallow clone hides the parents of its oldest commits; their own text still names them.
        let is_boundary = parents.is_empty()
            && self.repository.is_shallow()
            && commit.raw_header().is_ok_and(|header| header.lines().any(|line| line.starts_with("parent ")));
        Ok(Commit {
            id,
            parents,
            tree: id_of(commit.tree_id()),
            author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
            authored: when.seconds() + i64::from(when.offset_minutes()) * 60,
            time: commit.time().seconds(),
            summary: commit.summary_bytes().map(String::from_utf8_lossy).unwrap_or_default().into_owned(),
            is_boundary,
        })
    }
}

/// The folders above which no repository is looked for, as Git is told; an entry that is no whole path counts for nothing.
fn ceilings() -> Vec<PathBuf> {
    let named = std::env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    std::env::split_paths(&named).filter(|folder| folder.is_absolute()).collect()
}

/// What hosting services and hooks write where there is no commit.
fn is_zeros(name: &str) -> bool {
    name.len() >= 7 && name.bytes().all(|byte| byte == b'0')
}

/// What Git calls a file that holds these bytes.
#[must_use]
pub(crate) fn blob_id(bytes: &[u8]) -> Option<ObjectId> {
    Oid::hash_object(ObjectType::Blob, bytes).ok().map(id_of)
}

fn id_of(oid: Oid) -> ObjectId {
    let mut id = [0; 20];
    id.copy_from_slice(&oid.as_bytes()[..20]);
    ObjectId(id)
}

fn oid_of(id: ObjectId) -> Oid {
    Oid::from_bytes(&id.0).expect("internal error: twenty bytes are an object's name")
}

fn refused(folder: &Path, error: &git2::Error) -> Error {
    let message = error.message();
    let hint = if error.code() == ErrorCode::Owner {
        // Git takes whole paths only.
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let folder = folder.display();
        format!("it belongs to another user; if you trust it: git config --global --add safe.directory {folder}")
    } else if message.contains("object format") {
        "it names objects by SHA-256, which is not supported yet; lint a checkout of it outside of the repository"
            .to_owned()
    } else if message.contains("extension") {
        "it uses an extension that is not supported yet, such as reftable; lint a clone without it".to_owned()
    } else {
        "run `git status` there: if it fails as well, repair the repository first".to_owned()
    };
    Error::cannot_judge(format!("cannot read the Git repository at {}: {message}", folder.display()), hint)
}

fn no_commit(revision: &str) -> String {
    format!("no commit is called `{revision}`")
}

/// What the library says beside that, in words of ours; nothing where it says no more.
fn why_no_commit(error: &git2::Error) -> String {
    match error.message() {
        said if said.ends_with("not found") => String::new(),
        said if said.contains("parent") && said.ends_with("does not exist") => {
            ": the history here does not go back as far".to_owned()
        }
        said if said.contains("peeled") => ": it is no commit".to_owned(),
        said if said.contains("ambiguous") => ": several begin like that; write more of it".to_owned(),
        said => format!(": {said}"),
    }
}
