//! What was heard of each repository: its commit, and whether just those rows came that it printed. Fewer were lost on their way,
//! and what is more was said by somebody else.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::arrive::{Delivery, Line, problem};
use super::refusal::{Refused, bad};
use crate::base::suggest::counted;
use crate::document::ProblemKind;

/// What was heard of one repository.
pub(super) struct Heard {
    /// The commit that was read there.
    pub(super) commit: Option<Arc<str>>,
    /// Where it is heard of first.
    at: Line,
    /// How many rows its own row announces, and where.
    announced: Option<(usize, Line)>,
    /// Somebody says that it could not be read.
    failed: bool,
    rows: Rows,
}

impl Heard {
    /// A repository that is heard of for the first time.
    pub(super) fn of(commit: Option<Arc<str>>, at: Line) -> Self {
        Self { commit, at, announced: None, failed: false, rows: Rows::default() }
    }

    /// Takes a row, by its mark.
    pub(super) fn row(&mut self, mark: u64) {
        self.rows.add(mark);
    }

    /// Takes what somebody says of a failure.
    pub(super) fn fail(&mut self) {
        self.failed = true;
    }

    /// Takes how many rows there are; who says so again has to say the same.
    pub(super) fn announce(&mut self, repository: &str, rows: usize, at: Line) -> Result<(), Refused> {
        match self.announced {
            Some((known, _)) if known != rows => bad(two_counts(repository, known, rows)),
            known => {
                self.announced = known.or(Some((rows, at)));
                Ok(())
            }
        }
    }
}

/// Rows, each once, however often it came.
#[derive(Default)]
struct Rows {
    marks: Vec<u64>,
    /// How many of them were apart when that was last looked at.
    apart: usize,
}

impl Rows {
    fn add(&mut self, mark: u64) {
        // Room is made where twice as many came as there were, so that what comes again and again takes none.
        if self.marks.len() == self.marks.capacity() && self.marks.len() > 2 * self.apart {
            self.settle();
        }
        self.marks.push(mark);
    }

    fn settle(&mut self) {
        self.marks.sort_unstable();
        self.marks.dedup();
        self.apart = self.marks.len();
    }

    fn count(&mut self) -> usize {
        self.settle();
        self.apart
    }
}

/// What was heard of a repository in all files of rows.
struct All {
    heard: Heard,
    /// The number of the file in which it is heard of first, and of the one that announces its rows.
    first: usize,
    announcing: usize,
}

/// What was heard of each repository in all, by name, with the commit. What does not fit together is told where it was said.
pub(super) fn heard(deliveries: &mut [Delivery<'_>]) -> BTreeMap<Arc<str>, Option<Arc<str>>> {
    let mut all: BTreeMap<Arc<str>, All> = BTreeMap::new();
    for (number, delivery) in deliveries.iter_mut().enumerate() {
        for (repository, own) in std::mem::take(&mut delivery.repositories) {
            match all.get_mut(&repository) {
                None => drop(all.insert(repository, All { heard: own, first: number, announcing: number })),
                Some(known) => {
                    let at = own.announced.map_or(own.at, |(_, at)| at);
                    if let Err(refused) = known.join(&repository, own, number) {
                        delivery.refuse(at, refused);
                    }
                }
            }
        }
    }
    let mut spelt: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for (repository, known) in &mut all {
        let other = spelt.insert(repository.to_lowercase(), repository.clone());
        let alike = other.map(|other| (two_spellings(&other, repository), known.first, known.heard.at));
        for (message, number, at) in known.amiss(repository).into_iter().chain(alike) {
            deliveries[number].lose(problem(at, ProblemKind::UnreadableFile, message), at);
        }
    }
    all.into_iter().map(|(name, all)| (name, all.heard.commit)).collect()
}

impl All {
    /// Takes what another file of rows says of the repository.
    fn join(&mut self, repository: &str, other: Heard, number: usize) -> Result<(), Refused> {
        let heard = &mut self.heard;
        if heard.commit != other.commit {
            return bad(two_commits(repository, heard.commit.as_deref(), other.commit.as_deref()));
        }
        heard.failed |= other.failed;
        other.rows.marks.into_iter().for_each(|mark| heard.rows.add(mark));
        let Some((rows, at)) = other.announced else { return Ok(()) };
        if heard.announced.is_none() {
            self.announcing = number;
        }
        heard.announce(repository, rows, at)
    }

    /// What is wrong with the number of rows, and where that is told.
    fn amiss(&mut self, repository: &str) -> Option<(String, usize, Line)> {
        let got = self.heard.rows.count();
        let Some((rows, at)) = self.heard.announced else {
            let message = format!(
                "{} of {repository} arrived without its row `repository`, which says how many there are",
                counted(got, "row")
            );
            return (!self.heard.failed).then_some((message, self.first, self.heard.at));
        };
        let printed = counted(rows, "row");
        let message = match got.cmp(&rows) {
            std::cmp::Ordering::Less => format!("of {printed} of {repository} {got} arrived"),
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => {
                format!("of {printed} of {repository} {got} arrived: it did not print all that is said of it")
            }
        };
        Some((message, self.announcing, at))
    }
}

fn two_spellings(one: &str, other: &str) -> String {
    format!("{one} and {other} differ in capitals alone, and are one repository to hosts")
}

fn two_counts(repository: &str, one: usize, other: usize) -> String {
    format!("{repository} announces {} and {}", counted(one, "row"), counted(other, "row"))
}

/// What is said where rows of one repository are of two commits.
pub(super) fn two_commits(repository: &str, one: Option<&str>, other: Option<&str>) -> String {
    let shown = |commit: Option<&str>| {
        commit.map_or_else(|| "its working tree".to_owned(), |commit| commit.chars().take(10).collect())
    };
    format!("{repository} is here as of {} and as of {}", shown(one), shown(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_come_again_and_again_take_no_room() {
        let mut rows = Rows::default();
        for mark in 0..100_000_u64 {
            rows.add(mark % 10);
        }
        assert!(rows.marks.capacity() < 100, "{}", rows.marks.capacity());
        assert_eq!(rows.count(), 10);
    }
}
