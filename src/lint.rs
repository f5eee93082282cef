//! Level 7: the core: (policy, snapshot) to diagnostics, a pure function. Git, files and formats are not known here.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Label, Severity, Subject};
use crate::base::source::Location;
use crate::org::join::join;
use crate::org::{FileReading, Org};
use crate::policy::Policy;
use crate::read;
use crate::rule::Scene;
use crate::rule::sink::Sink;
use crate::snapshot::{Snapshot, SnapshotFile};

/// Files below this number are read on one thread: starting another costs more than it saves.
const FEW: usize = 64;
/// How many files a thread takes at once.
const CHUNK: usize = 32;

/// Reads every file of a snapshot, on as many threads as the machine has.
#[must_use]
pub fn read_files(policy: &Policy, snapshot: &Snapshot) -> Vec<FileReading> {
    let files = snapshot.files();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    if files.len() < FEW || threads == 1 {
        return files.iter().map(|file| read_file(policy, file)).collect();
    }
    let (next, read) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(files.len())));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                    let Some(chunk) = files.get(start..files.len().min(start + CHUNK)) else { break };
                    let readings: Vec<_> = chunk.iter().map(|file| read_file(policy, file)).collect();
                    read.lock().expect("internal error: a reader panicked").extend(readings);
                }
            });
        }
    });
    read.into_inner().expect("internal error: a reader panicked")
}

fn read_file(policy: &Policy, file: &SnapshotFile) -> FileReading {
    let reading = read::read(file.format, &policy.config.maps, &file.bytes);
    FileReading { path: file.path.clone(), reading: Arc::new(reading) }
}

/// Joins readings to an organisation.
#[must_use]
pub fn organise(policy: &Policy, files: Vec<FileReading>) -> Org {
    join(&policy.taxonomy, &policy.config, files)
}

/// Judges an organisation. The answer is sorted by place, and the same for the same input, however it was obtained.
#[must_use]
pub fn judge(policy: &Policy, org: &Org, today: Date) -> Vec<Diagnostic> {
    let scene = Scene { taxonomy: &policy.taxonomy, verdicts: &policy.verdicts, profile: &policy.profile, org, today };
    let mut found = config_problems(policy);
    for rule in &policy.rules {
        let Some(mut sink) = Sink::new(rule, &mut found) else { continue };
        rule.judge_org(&scene, &mut sink);
        for team in org.teams.values() {
            rule.judge_team(&scene, team, &mut sink);
        }
    }
    say_once(policy, &mut found);
    found.sort_by(|a, b| (&a.primary.at, &a.rule, &a.message).cmp(&(&b.primary.at, &b.rule, &b.message)));
    found.dedup();
    found
}

/// The whole way from a snapshot to its diagnostics.
#[must_use]
pub fn lint(policy: &Policy, snapshot: &Snapshot, today: Date) -> Vec<Diagnostic> {
    judge(policy, &organise(policy, read_files(policy, snapshot)), today)
}

/// A broken configuration is always an error: a rule that it could switch off must not hide it.
fn config_problems(policy: &Policy) -> Vec<Diagnostic> {
    let Some((path, _)) = &policy.config_file else { return Vec::new() };
    let diagnostic = |problem: &crate::document::Problem| Diagnostic {
        rule: problem.kind.rule().into(),
        severity: Severity::Error,
        message: problem.message.clone(),
        help: problem.help.clone(),
        primary: Label { at: Location { path: path.clone(), span: problem.span }, text: problem.label.clone() },
        secondary: Vec::new(),
        subject: Subject { detail: Some(problem.detail.as_str().into()), ..Subject::default() },
    };
    policy.config.problems.iter().map(diagnostic).collect()
}

/// Words that a phrase rule has explained need not be called unknown as well.
fn say_once(policy: &Policy, found: &mut Vec<Diagnostic>) {
    let kind = |diagnostic: &Diagnostic| policy.rule(&diagnostic.rule).map(|rule| rule.kind.name);
    let explained: Vec<Location> =
        found.iter().filter(|diagnostic| kind(diagnostic) == Some("phrase")).map(|d| d.primary.at.clone()).collect();
    if !explained.is_empty() {
        found.retain(|diagnostic| kind(diagnostic) != Some("refer") || !explained.contains(&diagnostic.primary.at));
    }
}
