//! Many repositories as one: the rows that they printed, judged by the rules of the repository here, together with the files
//! here, such as one that says who all people are.

use std::path::PathBuf;
use std::sync::Arc;

use super::Request;
use super::files::{Files, refuse_broken_config};
use super::outcome::{Outcome, add_config_problems, entries_in};
use crate::base::error::Error;
use crate::base::parallel::Threads;
use crate::base::path::RepoPath;
use crate::base::progress::Work;
use crate::base::source::{Location, SourceFile, Version};
use crate::base::suggest::counted;
use crate::fleet::arrive::{Delivery, Line};
use crate::fleet::together::Arrived;
use crate::fleet::words::Words;
use crate::history::report::TargetKind;
use crate::io::feed::{self, Feed};
use crate::lint::{Judgement, read_files};
use crate::policy::Policy;
use crate::read::reading::Names;

/// Fewer files of rows than these are read on one thread; a thread takes so many at once.
const FEEDS: (usize, usize) = (2, 1);

/// Repositories that were read.
pub(super) struct Fleet {
    pub(super) files: Files,
    pub(super) arrived: Arrived,
    pub(super) judgement: Judgement,
}

impl Fleet {
    /// Reads rows, and the files here, and judges them.
    pub(super) fn open(request: &Request, named: &[PathBuf]) -> Result<Self, Error> {
        let files = Files::whatever(&[], &request.rules)?.watched_by(request.progress);
        let mut arrived = receive(&files, named)?;
        let mut changes = read_files(&files.policy, &files.snapshot, request.progress);
        changes.append(&mut arrived.changes);
        let mut judgement = Judgement::new(files.policy.clone(), request.today);
        judgement.apply(changes);
        Ok(Self { files, arrived, judgement })
    }

    /// The same for whoever shows what is there: the configuration here has to be sound.
    pub(super) fn sound(request: &Request, named: &[PathBuf]) -> Result<Self, Error> {
        let fleet = Self::open(request, named)?;
        refuse_broken_config(&fleet.files.policy)?;
        Ok(fleet)
    }

    /// How many files were read, here and elsewhere.
    pub(super) fn count(&self) -> usize {
        self.files.count() + self.arrived.files
    }

    /// The file that a place lies in, with its lines.
    pub(super) fn file(&self, place: &Location) -> Option<Arc<SourceFile>> {
        let elsewhere = self.arrived.file(place).filter(|_| place.version != Version::Policy);
        elsewhere.or_else(|| Some(Arc::new(SourceFile::new(self.files.text_of(place)?))))
    }
}

/// Reads rows, to be judged with the files here.
///
/// # Errors
/// Facts that are not there, cannot be read, or hold no row, and a file here that has the name of one elsewhere.
pub(super) fn receive(files: &Files, named: &[PathBuf]) -> Result<Arrived, Error> {
    let (feeds, policy, progress) = (feed::meant(named)?, &*files.policy, files.progress);
    let words = Words::default();
    progress.begin(Work::Reading, feeds.len());
    let deliveries = Threads::of_machine().map(&feeds, FEEDS, |(feed, name)| {
        progress.step(1);
        delivery(policy, &words, feed, name)
    });
    let arrived = Arrived::of(deliveries.into_iter().collect::<Result<Vec<_>, _>>()?);
    if arrived.says_nothing() {
        let hint = "`drawline facts --rev HEAD --repository NAME --format ndjson` prints the facts of a repository";
        return Err(Error::nothing_to_judge("nothing to judge: the facts say nothing of any file", hint));
    }
    let mut paths = arrived.changes.iter().map(|(path, _)| path);
    match paths.find(|path| files.snapshot.text(path).is_some()) {
        Some(path) => Err(called_alike(path)),
        None => Ok(arrived),
    }
}

fn delivery<'p>(policy: &'p Policy, words: &'p Words, from: &Feed, name: &str) -> Result<Delivery<'p>, Error> {
    let name = RepoPath::new(name).or_else(|| RepoPath::new("facts"));
    let mut delivery = Delivery::new(policy, words, name.expect("internal error: a sound path"));
    feed::lines(from, &mut |line| {
        let at = Line { number: line.number, byte: line.byte, length: line.length };
        delivery.line(at, line.bytes);
    })?;
    delivery.end();
    Ok(delivery)
}

/// One of two files with the same path would be left out.
fn called_alike(path: &RepoPath) -> Error {
    let message = format!("{path} is a file here, and the name of one that rows are about or come from");
    Error::cannot_judge(message, "move the file here: a path with a `:` names a file of another repository")
}

/// Judges rows of many repositories.
pub(super) fn judge(request: &Request, named: &[PathBuf]) -> Result<Outcome, Error> {
    let mut fleet = Fleet::open(request, named)?;
    let mut found = fleet.judgement.take_diagnostics();
    // What would be written lies in other repositories.
    found.iter_mut().for_each(|found| found.fix = None);
    let mut entries = entries_in(found, |place| fleet.file(place));
    if let Some(own) = &fleet.files.own {
        add_config_problems(own, None, &mut entries);
    }
    let mut outcome = Outcome {
        entries,
        files: fleet.count(),
        coverage: fleet.judgement.coverage(),
        names: if request.names { fleet.judgement.org().names() } else { Names::new() },
        notes: unread(&fleet).into_iter().collect(),
        origins: std::mem::take(&mut fleet.arrived.origins),
        ..Outcome::new(TargetKind::Facts, fleet.files.policy.clone())
    };
    if request.whom {
        outcome.say_whom(&fleet.judgement, request.today);
    }
    request.progress.over(Box::new(fleet));
    Ok(outcome)
}

/// What is said of files that could not be read where they lie.
fn unread(fleet: &Fleet) -> Option<String> {
    let files = fleet.judgement.org().files.iter();
    let broken: Vec<&RepoPath> =
        files.filter(|(_, node)| node.reading.remote && node.reading.broken).map(|(path, _)| path).collect();
    let first = broken.first()?;
    let count = counted(broken.len(), "file");
    Some(format!("{count} could not be read in other repositories, {first} first: `drawline lint` says there why"))
}
