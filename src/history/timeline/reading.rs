//! What a timeline reads of the files that differ, the same bytes once, and what it keeps of a file that breaks.

use std::collections::HashMap;
use std::sync::Arc;

use super::{MANY, ReadingKey, Timeline};
use crate::base::error::Error;
use crate::base::looks::oddity;
use crate::base::path::RepoPath;
use crate::history::ObjectId;
use crate::history::tree::Difference;
use crate::lint::{Delta, read_files};
use crate::org::update::Change;
use crate::read::Format;
use crate::read::reading::Reading;
use crate::snapshot::{Snapshot, SnapshotFile};

impl Timeline<'_> {
    pub(super) fn take(&mut self, differences: Vec<Difference>) -> Result<Delta, Error> {
        let mut changes: Vec<Change> = Vec::new();
        let mut gone: HashMap<ObjectId, RepoPath> = HashMap::new();
        let mut came: Vec<(ObjectId, RepoPath)> = Vec::new();
        self.read_ahead(&differences)?;
        self.former[1] = self.former[0].clone();
        for difference in differences {
            let Some(format) = self.format_of(&difference.path) else { continue };
            let Some(path) = RepoPath::new(&difference.path) else { continue };
            match (difference.old, difference.new) {
                (Some(old), None) => drop(gone.insert(old, path.clone())),
                (None, Some(new)) => came.push((new, path.clone())),
                _ => {}
            }
            let before = match difference.new {
                Some(blob) => self.blobs.insert(path.clone(), blob),
                None => self.blobs.remove(&path),
            };
            if format.says_something() {
                self.files = self.files + usize::from(difference.new.is_some()) - usize::from(before.is_some());
            }
            let reading = difference.new.map(|blob| self.reading(blob, format, &path)).transpose()?;
            let reading = reading.map(|reading| self.or_last_good(&path, reading, before));
            if reading.is_none() {
                self.former[0].remove(&path);
            }
            changes.push((path, reading));
        }
        self.moved = came.into_iter().filter_map(|(blob, path)| Some((path, gone.get(&blob)?.clone()))).collect();
        Ok(self.judgement.apply(changes))
    }

    /// Whether each file of ours stands as these differences leave it.
    pub(crate) fn holds(&mut self, differences: &[Difference]) -> bool {
        differences.iter().all(|difference| {
            let path = self.format_of(&difference.path).and_then(|_| RepoPath::new(&difference.path));
            path.is_none_or(|path| self.blobs.get(&path).copied() == difference.new)
        })
    }

    /// Reads many new files at once, on as many threads as there are.
    fn read_ahead(&mut self, differences: &[Difference]) -> Result<(), Error> {
        if differences.len() < MANY {
            return Ok(());
        }
        let mut files = Vec::new();
        for difference in differences {
            let (Some(blob), Some(format)) = (difference.new, self.format_of(&difference.path)) else { continue };
            let Some(path) = RepoPath::new(&difference.path) else { continue };
            let key = self.reading_key(blob, format, &path);
            if !self.readings.contains_key(&key) {
                files.push((key, SnapshotFile { path, format, bytes: self.store.blob(blob)? }));
            }
        }
        if files.len() < MANY {
            return Ok(());
        }
        let keys: HashMap<RepoPath, ReadingKey> =
            files.iter().map(|(key, file)| (file.path.clone(), key.clone())).collect();
        let snapshot = Snapshot::new(files.into_iter().map(|(_, file)| file).collect());
        for (path, reading) in read_files(self.judgement.policy(), &snapshot, self.progress) {
            if let (Some(key), Some(reading)) = (keys.get(&path), reading) {
                self.remember(key.clone(), reading);
            }
        }
        Ok(())
    }

    fn remember(&mut self, key: ReadingKey, reading: Arc<Reading>) {
        if let Some(names) = &mut self.names {
            names.extend(reading.names());
        }
        self.readings.insert(key, reading);
    }

    /// A file that does not parse keeps the facts of its last good version, so that a typo does not seem to take every duty
    /// off its holder; the typo itself is told. `before` is the blob that it was.
    fn or_last_good(&mut self, path: &RepoPath, reading: Arc<Reading>, before: Option<ObjectId>) -> Arc<Reading> {
        let last = self.judgement.org().files.get(path);
        let (Some(last), true, false) = (last, reading.broken, self.forgetful) else {
            self.former[0].remove(path);
            return reading;
        };
        if let Some(before) = before {
            // The one before may be broken as well: what counts is what was judged then.
            self.former[0].entry(path.clone()).or_insert(before);
        }
        let mut kept = Reading::clone(&last.reading);
        kept.problems.clone_from(&reading.problems);
        kept.broken = true;
        Arc::new(kept)
    }

    fn format_of(&mut self, path: &str) -> Option<Format> {
        if let Some(known) = self.formats.get(path) {
            return *known;
        }
        let config = &self.judgement.policy().config;
        let format = RepoPath::new(path).and_then(|path| config.format_of(&path, false));
        self.formats.insert(path.to_owned(), format);
        format
    }

    fn reading(&mut self, blob: ObjectId, format: Format, path: &RepoPath) -> Result<Arc<Reading>, Error> {
        let key = self.reading_key(blob, format, path);
        if let Some(known) = self.readings.get(&key) {
            return Ok(known.clone());
        }
        let bytes = self.store.blob(blob)?;
        let reading = Arc::new(self.judgement.policy().read(format, path, &bytes));
        self.remember(key, reading.clone());
        Ok(reading)
    }

    /// What prose says hangs on the page's name as well.
    fn reading_key(&self, blob: ObjectId, format: Format, path: &RepoPath) -> ReadingKey {
        let pages = &self.judgement.policy().taxonomy.pages;
        // What is said of an odd path is part of the reading.
        let is_odd = !path.as_str().is_ascii() && oddity(path.as_str()).is_some();
        let name = if is_odd { Some(path.as_str()) } else { format.of().syntax.is_prose.then(|| pages.name(path)) };
        (blob, format, name.map(Into::into))
    }
}
