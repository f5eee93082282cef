//! What all files of rows say together: readings as of files that lie here, and what is wrong with the rows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Origins;
use super::arrive::{Delivery, Heard, problem, two_commits};
use super::parts::Parts;
use crate::base::path::RepoPath;
use crate::base::source::{Known, Location, SourceFile};
use crate::base::suggest::counted;
use crate::document::ProblemKind;
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
    places: HashMap<RepoPath, Arc<[Known]>>,
    lines: HashMap<RepoPath, Arc<SourceFile>>,
}

impl Arrived {
    /// What files of rows say together.
    #[must_use]
    pub(crate) fn of(mut deliveries: Vec<Delivery<'_>>) -> Self {
        let heard = heard(&mut deliveries);
        let mut made = Self::default();
        let mut files: BTreeMap<RepoPath, Parts> = BTreeMap::new();
        for mut delivery in deliveries {
            for (path, parts) in std::mem::take(&mut delivery.files) {
                files.entry(path).or_default().join(parts);
            }
            made.tell(delivery);
        }
        made.origins = Origins(heard.into_iter().map(|(name, heard)| (name, heard.commit)).collect());
        made.files = files.len();
        for (path, parts) in files {
            let (reading, points) = parts.reading();
            made.changes.push((path.clone(), Some(Arc::new(reading))));
            made.places.insert(path, points);
        }
        made
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

/// What was heard of each repository in all. Rows that were announced and did not come are told where they were announced.
fn heard(deliveries: &mut [Delivery<'_>]) -> BTreeMap<Arc<str>, Heard> {
    let mut all: BTreeMap<Arc<str>, Heard> = BTreeMap::new();
    let mut announced: Vec<(usize, Arc<str>)> = Vec::new();
    for (number, delivery) in deliveries.iter_mut().enumerate() {
        for (repository, own) in std::mem::take(&mut delivery.repositories) {
            if own.announced.is_some() {
                announced.push((number, repository.clone()));
            }
            match all.get_mut(&repository) {
                None => drop(all.insert(repository, own)),
                Some(known) if known.commit == own.commit => {
                    known.rows += own.rows;
                    known.announced = known.announced.or(own.announced);
                }
                Some(known) => {
                    let message = two_commits(&repository, known.commit.as_deref(), own.commit.as_deref());
                    delivery.refuse(own.at, (ProblemKind::BadValue, message));
                }
            }
        }
    }
    for (number, repository) in announced {
        let Some(Heard { announced: Some((rows, at)), rows: got, .. }) = all.get(&repository) else { continue };
        if got < rows {
            let message = format!("of {} of {repository} {got} arrived", counted(*rows, "row"));
            deliveries[number].lose(problem(*at, ProblemKind::UnreadableFile, message), *at);
        }
    }
    all
}
