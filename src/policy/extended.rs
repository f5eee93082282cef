//! Holds the rule files that `extends` names against what is here: those of others must be as `drawline-lock.toml` says, to the
//! letter, or nobody is judged by them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::RuleText;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::source::SourceFile;
use crate::config::RuleFiles;
use crate::config::extends::{Extends, Place, Source, is_in, is_kept};
use crate::config::lock::{FILE, FOLDER, Lock, Locked, hash_of};

/// The rule files in the order in which they count: those that are extended, as they are named, then the repository's own.
///
/// # Errors
/// A source that cannot be read, or files that are not as they are locked.
pub(super) fn in_order(named: &RuleFiles, written: &RuleText, files: &[RuleText]) -> Result<Vec<RuleText>, Error> {
    let extends = &named.extends;
    sound(extends, written)?;
    let texts: HashMap<&str, &Arc<str>> = files.iter().map(|(path, text)| (path.as_str(), text)).collect();
    let lock = lock_of(extends, &texts)?;
    let mut ordered: Vec<RuleText> = Vec::new();
    // A folder and a folder in it may both be named.
    let mut taken: HashSet<&str> = HashSet::new();
    for source in &extends.sources {
        let belongs = |path: &str| match &source.place {
            Place::Here(folder) => is_in(path, folder),
            Place::Elsewhere(_) => {
                lock.source(&source.written.value).is_some_and(|locked| locked.files.contains_key(path))
            }
        };
        let mut of_source = files.iter().filter(|(path, _)| belongs(path.as_str())).peekable();
        if of_source.peek().is_none() {
            return Err(Error::cannot_judge(
                format!("`extends` names \"{}\", where no rule file is", source.written.value),
                "correct the folder, or take it out of `extends`",
            ));
        }
        ordered.extend(of_source.filter(|(path, _)| taken.insert(path.as_str())).cloned());
    }
    let is_own =
        |path: &RepoPath| named.names(path) && (extends.is_empty() || !is_kept(path)) && !taken.contains(path.as_str());
    ordered.extend(files.iter().filter(|(path, _)| is_own(path)).cloned());
    Ok(ordered)
}

/// Refuses sources that cannot be read: what would judge otherwise is not known.
///
/// # Errors
/// The first of them.
pub(crate) fn sound(extends: &Extends, (path, text): &RuleText) -> Result<(), Error> {
    let Some(problem) = extends.problems.first() else { return Ok(()) };
    let point = SourceFile::new(text.clone()).point(problem.span.start);
    let place = format!("{path}:{}:{}", point.line, point.column);
    let hint = problem.help.clone().unwrap_or_default();
    Err(Error::cannot_judge(format!("`extends` cannot be followed\n{place}: {}", problem.message), hint))
}

/// The lock, once everything that it is about is as it says; an empty one where nothing of others is extended.
fn lock_of(extends: &Extends, texts: &HashMap<&str, &Arc<str>>) -> Result<Lock, Error> {
    if extends.pinned().next().is_none() {
        return Ok(Lock::default());
    }
    let text = texts.get(FILE).ok_or_else(|| unlocked(&format!("{FILE} is not here")))?;
    let lock = Lock::decode(text).map_err(|why| unlocked(&format!("{FILE} cannot be read: {why}")))?;
    for (source, _) in extends.pinned() {
        check(source, &lock, texts)?;
    }
    let is_named = |locked: &&Locked| extends.pinned().all(|(source, _)| *source.written.value != *locked.from);
    if let Some(stale) = lock.sources.iter().find(is_named) {
        return Err(unlocked(&format!("{FILE} holds \"{}\", which `extends` does not name", stale.from)));
    }
    let kept = texts.keys().filter(|path| is_in(path, FOLDER));
    if let Some(stray) = kept.filter(|path| !lock.has(path)).min() {
        return Err(unlocked(&format!("{stray} is not in {FILE}")));
    }
    Ok(lock)
}

fn check(source: &Source, lock: &Lock, texts: &HashMap<&str, &Arc<str>>) -> Result<(), Error> {
    let from = &source.written.value;
    let locked = lock.source(from).ok_or_else(|| unlocked(&format!("{FILE} does not hold \"{from}\"")))?;
    for (path, hash) in &locked.files {
        match texts.get(path.as_str()) {
            None => return Err(unlocked(&format!("{path} is not here, or Git ignores it"))),
            Some(text) if hash_of(text) != *hash => return Err(unlocked(&format!("{path} is not what was locked"))),
            Some(_) => {}
        }
    }
    Ok(())
}

fn unlocked(why: &str) -> Error {
    Error::cannot_judge(
        format!("the rules of others that `extends` names are not as they are locked: {why}"),
        "`drawline rules vendor` brings them here; commit drawline-lock.toml and .drawline/rules with drawline.toml",
    )
}
