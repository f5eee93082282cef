//! What `drawline rules vendor` does: brings the rule files of others that `extends` names, writes what they say into the lock,
//! and takes away what nobody names any longer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::error::Error;
use crate::base::limits::LOCKED;
use crate::base::path::RepoPath;
use crate::config::RuleFiles;
use crate::config::extends::{Pinned, is_in, is_kept};
use crate::config::lock::{self, Lock, Locked, hash_of, too_many};
use crate::document::Document;
use crate::history::Store as _;
use crate::history::tree::Trees;
use crate::io::fetch::fetch;
use crate::io::git::Git;
use crate::io::worktree::Worktree;
use crate::policy::{extended, parse_config};
use crate::read::LARGEST;

/// Rule files with what they say.
type Texts = BTreeMap<RepoPath, Arc<str>>;

/// What came of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Brought {
    /// The source, as `extends` names it.
    pub(crate) from: String,
    /// How many rule files it has.
    pub(crate) files: usize,
    /// Whether it was fetched; else it was here, as it was locked.
    pub(crate) is_fetched: bool,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vendoring {
    /// By source, in the order of `extends`.
    pub(crate) sources: Vec<Brought>,
    /// How many files were written, the lock among them.
    pub(crate) written: usize,
    /// How many files were taken away, the lock among them.
    pub(crate) removed: usize,
}

/// What was found where rules of others were held against the commits that they come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checked {
    /// By source, in the order of `extends`, with how many rule files it has.
    pub(crate) sources: Vec<(String, usize)>,
    /// The files that say something else here than there, the lock among them, or are only in one place.
    pub(crate) differing: Vec<RepoPath>,
}

/// Brings what the configuration of a working tree extends.
///
/// # Errors
/// A configuration that cannot be read, a source that cannot be fetched or has no rule file, no access.
pub(crate) fn vendor(worktree: &Worktree) -> Result<Vendoring, Error> {
    let here: Texts = worktree.kept_rules()?.into_iter().collect();
    let (after, mut done) = brought(worktree, &here, true)?;
    put(worktree, &here, &after, &mut done)?;
    Ok(done)
}

/// Holds what is here against the commits that it comes from. Whoever changes a rule of others can change the lock as well, so that
/// only the commit itself can tell.
///
/// # Errors
/// As [`vendor`].
pub(crate) fn check(worktree: &Worktree) -> Result<Checked, Error> {
    let here: Texts = worktree.kept_rules()?.into_iter().collect();
    let (after, done) = brought(worktree, &here, false)?;
    let is_same = |path: &RepoPath| match (here.get(path), after.get(path)) {
        (Some(here), Some(there)) => hash_of(here) == hash_of(there),
        _ => false,
    };
    let paths: BTreeSet<&RepoPath> = here.keys().chain(after.keys()).collect();
    Ok(Checked {
        sources: done.sources.into_iter().map(|source| (source.from, source.files)).collect(),
        differing: paths.into_iter().filter(|path| !is_same(path)).cloned().collect(),
    })
}

/// What is to lie in a working tree, the lock included. What is here as it was locked is fetched no second time where the lock is
/// trusted.
fn brought(worktree: &Worktree, here: &Texts, trusts_lock: bool) -> Result<(Texts, Vendoring), Error> {
    let named = named(worktree)?;
    let lock_path = RepoPath::new(lock::FILE).expect("internal error: a sound path");
    let before = here.get(&lock_path).filter(|_| trusts_lock).and_then(|text| Lock::decode(text).ok());
    let before = before.unwrap_or_default();
    if named.extends.pinned().next().is_none() && here.is_empty() {
        return Err(Error::nothing_to_judge(
            "`extends` names no other repository",
            "write extends = \"git+https://example.org/acme/policy.git@<40 digits>#policy/\" into drawline.toml",
        ));
    }
    let (mut done, mut after, mut lock) = (Vendoring::default(), Texts::new(), Lock::default());
    for (source, pinned) in named.extends.pinned() {
        let from = source.written.value.to_string();
        let known = before.source(&from).and_then(|locked| as_locked(locked, here));
        let is_fetched = known.is_none();
        let texts = known.map_or_else(|| rule_files_of(pinned), Ok)?;
        done.sources.push(Brought { from: from.clone(), files: texts.len(), is_fetched });
        let files = texts.iter().map(|(path, text)| (path.to_string(), hash_of(text))).collect();
        lock.sources.push(Locked { from, commit: pinned.commit.clone(), files });
        after.extend(texts);
    }
    if after.len() > LOCKED.most {
        return Err(Error::cannot_judge(too_many(after.len()), "name a smaller folder"));
    }
    if !lock.sources.is_empty() {
        // Last: what is not whole is not locked.
        after.insert(lock_path, lock.encode().into());
    }
    Ok((after, done))
}

/// The rule files that the configuration names.
fn named(worktree: &Worktree) -> Result<RuleFiles, Error> {
    let Some(config) = worktree.config(None)? else { return Ok(RuleFiles::default()) };
    let named = RuleFiles::decode(&parse_config(&config.0, &config.1)?.root());
    extended::sound(&named.extends, &config)?;
    Ok(named)
}

/// The files of a source, where all of them are here and say what was locked.
fn as_locked(locked: &Locked, here: &Texts) -> Option<Texts> {
    let find = |(path, hash): (&String, &String)| {
        let (path, text) = here.get_key_value(&RepoPath::new(path)?)?;
        (hash_of(text) == *hash).then(|| (path.clone(), text.clone()))
    };
    locked.files.iter().map(find).collect()
}

/// The rule files of a source, by where they are to lie.
fn rule_files_of(pinned: &Pinned) -> Result<Texts, Error> {
    let folder = fetch(pinned)?;
    let refuse = |why: String| Error::cannot_judge(why, "correct the source under `extends` in drawline.toml");
    let git = Git::discover(folder.path(), false)?.ok_or_else(|| refuse("nothing was fetched".to_owned()))?;
    let commit = git.commit(git.resolve(&pinned.commit)?)?;
    let found = commit.id.to_string();
    if found != pinned.commit.to_lowercase() {
        return Err(refuse(format!(
            "{} is the id of a tag of {}; it names the commit {found}",
            pinned.commit, pinned.address
        )));
    }
    let tree = commit.tree;
    let all = Trees::new(&git)
        .differences_in(None, Some(tree), &|folder| is_in(folder, &pinned.path) || is_in(&pinned.path, folder))?;
    let mut texts = Texts::new();
    for file in all {
        let Some(blob) = file.new.filter(|_| is_in(&file.path, &pinned.path) && file.path.ends_with(".toml")) else {
            continue;
        };
        let bytes = git.blob(blob)?;
        let text = std::str::from_utf8(&bytes).ok().filter(|_| bytes.len() <= LARGEST);
        let text =
            text.ok_or_else(|| refuse(format!("{} of {} is no text, or too large", file.path, pinned.address)))?;
        if Document::parse(text).is_err() {
            return Err(refuse(format!("{} of {} is not valid TOML", file.path, pinned.address)));
        }
        let place = RepoPath::new(&format!("{}/{}", pinned.folder, file.path)).filter(|place| {
            // Git takes no folder by its own name in.
            is_kept(place) && !place.as_str().split('/').any(|part| part.eq_ignore_ascii_case(".git"))
        });
        let place = place.ok_or_else(|| refuse(format!("{} is no name of a rule file", file.path)))?;
        texts.insert(place, text.into());
    }
    if texts.is_empty() {
        let why = format!("{} of {} holds no rule file at {}", pinned.path, pinned.address, pinned.commit);
        return Err(refuse(why));
    }
    Ok(texts)
}

/// Lets the files be what they are to be, the lock last.
fn put(worktree: &Worktree, here: &Texts, after: &Texts, done: &mut Vendoring) -> Result<(), Error> {
    let is_lock = |path: &RepoPath| path.as_str() == lock::FILE;
    for last in [false, true] {
        for (path, text) in after.iter().filter(|(path, _)| is_lock(path) == last) {
            if here.get(path) != Some(text) {
                worktree.put_text(path, text)?;
                done.written += 1;
            }
        }
        for (path, text) in here.iter().filter(|(path, _)| is_lock(path) == last && !after.contains_key(*path)) {
            worktree.remove_with_folders(path, text)?;
            done.removed += 1;
        }
    }
    Ok(())
}
