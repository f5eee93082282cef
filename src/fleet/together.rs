//! What all files of rows say together: readings as of files that lie here, and what is wrong with the rows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Origins;
use super::arrive::Delivery;
use super::heard::heard;
use super::parts::Parts;
use crate::base::path::RepoPath;
use crate::base::source::{Known, Location, SourceFile};
use crate::org::update::Change;
use crate::read::cap;
use crate::read::reading::Reading;

/// What all rows say together.
#[derive(Default)]
pub(crate) struct Arrived {
    /// The files, as readers would have read them, and the files of rows in which something is wrong.
    pub(crate) changes: Vec<Change>,
    /// Where they come from.
    pub(crate) origins: Origins,
    /// How many files of other repositories there are.
    pub(crate) files: usize,
    has_rows: bool,
    places: HashMap<RepoPath, Arc<[Known]>>,
    lines: HashMap<RepoPath, Arc<SourceFile>>,
}

impl Arrived {
    /// What files of rows say together.
    #[must_use]
    pub(crate) fn of(mut deliveries: Vec<Delivery<'_>>) -> Self {
        let origins = Origins(heard(&mut deliveries));
        let has_rows = deliveries.iter().any(|delivery| delivery.says_something);
        let mut made = Self { origins, has_rows, ..Self::default() };
        let mut files: BTreeMap<RepoPath, Parts> = BTreeMap::new();
        for mut delivery in deliveries {
            for (path, parts) in std::mem::take(&mut delivery.files) {
                files.entry(path).or_default().join(parts);
            }
            made.tell(delivery);
        }
        made.files = files.len();
        for (path, parts) in files {
            let (reading, points) = parts.reading();
            made.changes.push((path.clone(), Some(Arc::new(reading))));
            made.places.insert(path, points);
        }
        made
    }

    /// Whether there is nothing to judge, nor anything wrong with a row.
    #[must_use]
    pub(crate) fn says_nothing(&self) -> bool {
        self.files == 0 && (self.changes.is_empty() || !self.has_rows)
    }

    /// Takes what is wrong with a file of rows.
    fn tell(&mut self, delivery: Delivery<'_>) {
        let Delivery { name, mut problems, mut points, .. } = delivery;
        if problems.is_empty() {
            return;
        }
        cap(&mut problems);
        points.sort_unstable();
        self.lines.insert(name.clone(), Arc::new(SourceFile::known(points.into())));
        self.changes.push((name, Some(Arc::new(Reading::broken(problems)))));
    }

    /// The file that a place lies in, as far as it is known here.
    #[must_use]
    pub(crate) fn file(&self, at: &Location) -> Option<Arc<SourceFile>> {
        let known = || Some(Arc::new(SourceFile::known(self.places.get(&at.path)?.clone())));
        self.lines.get(&at.path).cloned().or_else(known)
    }
}
