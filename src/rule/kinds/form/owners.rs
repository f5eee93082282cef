//! Owners of paths: our files against those that other tools read (CODEOWNERS, a catalog, a file with a map), paths that have
//! owners twice in one file, and files of code owners that no host reads. What counts for a path is said by `org/owned.rs`.
//!
//! A group that no charter knows could be anybody, and says nothing; nor does an entry about every path.

use std::sync::Arc;

use crate::base::diagnostic::{Label, Subject};
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::source::{Location, Span};
use crate::org::names::kebab;
use crate::org::owned::{glob_of, law_of};
use crate::org::standing::Standing;
use crate::org::{FileNode, Holder, Own, Team};
use crate::owners::glob::Glob;
use crate::read::reading::{HERE, OwnEntry};
use crate::rule::CheckContext;
use crate::rule::reporter::{Finding, Reporter};

const CODE_OWNERSHIP: &str = "code-ownership";

/// What one of our files says about a path.
struct Claim<'a> {
    path: String,
    team: Option<&'a Arc<str>>,
    owners: Vec<&'a Holder>,
    at: &'a Location,
}

/// Holds each entry of a file of owners against what other tools are told about its path.
pub(super) fn judge_file(scene: &CheckContext<'_>, file: &FileNode, reporter: &mut Reporter<'_>) {
    if file.is_foreign() {
        return;
    }
    if scene.org.foreign().next().is_none() {
        return;
    }
    for (at, (_, owns)) in file.owned().enumerate() {
        let Some(first) = owns.first().filter(|own| own.activity.as_deref() == Some(CODE_OWNERSHIP)) else { continue };
        let Some(path) = file.paths().glob(at).and_then(Glob::path) else { continue };
        let owners = owns.iter().map(|own| &own.owner).collect();
        let claim = Claim { path, team: first.team.as_ref(), owners, at: &first.at };
        judge(scene, &claim, false, reporter);
    }
}

/// Holds who owns the code by a charter against what other tools are told about the very folder that it lies in.
pub(super) fn judge_team(scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
    if scene.org.foreign().next().is_none() {
        return;
    }
    let Some(folder) = scene.org.folder_of(team) else { return };
    let rows = team.duties.iter().filter(|duty| {
        duty.activity.as_deref() == Some(CODE_OWNERSHIP) && duty.retired.is_none() && duty.at.path.folder() == folder
    });
    let carrying = rows.flat_map(|duty| &duty.assignments).filter(|assignment| assignment.involvement.carries());
    let carrying: Vec<_> = carrying.collect();
    let Some(first) = carrying.first() else { return };
    let owners = carrying.iter().map(|assignment| &assignment.holder).collect();
    let claim = Claim { path: folder.to_owned(), team: Some(&team.id), owners, at: &first.at };
    judge(scene, &claim, true, reporter);
}

/// `exact`: only entries about the very folder count, not those about what lies above it.
fn judge(scene: &CheckContext<'_>, claim: &Claim<'_>, exact: bool, reporter: &mut Reporter<'_>) {
    // What is said of everything in a folder is said of a file that lies there.
    let inside = format!("{}/-", claim.path);
    for (file, node) in scene.org.foreign() {
        let is_here = |entry: &OwnEntry| &*entry.path.value == HERE;
        let is_about = |entry: usize| {
            let glob = node.paths().glob(entry);
            glob.is_some_and(|glob| !glob.is_everything() && (!exact || glob.path().as_deref() == Some(&claim.path)))
        };
        let decisions =
            node.deciding(&inside).into_iter().filter(|decision| !decision.excludes && is_about(decision.entry));
        let deciding = decisions.filter_map(|decision| node.owned_by(decision.entry));
        // Only a file that lies in the folder itself is looked through.
        let of_folder = (file.folder() == claim.path).then(|| node.owned().filter(|(entry, _)| is_here(entry)));
        for (_, theirs) in deciding.chain(of_folder.into_iter().flatten()) {
            if let Some(first) = theirs.first().filter(|_| theirs.iter().all(|own| differs(scene, claim, own))) {
                report(claim, first, reporter);
            }
        }
    }
}

/// Whether an owner is surely none of those that the claim names.
fn differs(scene: &CheckContext<'_>, claim: &Claim<'_>, own: &Own) -> bool {
    match &own.owner {
        Holder::Person(_) => {
            // Somebody who is only named by role, or by group, may be that person.
            claim.owners.iter().all(|owner| matches!(owner, Holder::Person(_)) && **owner != own.owner)
        }
        Holder::Group(group) => {
            let group = kebab(group.rsplit('/').next().unwrap_or(group));
            let is_ours = claim.team.is_none_or(|team| group.contains(&**team) || team.contains(&*group));
            let is_named = claim.owners.iter().any(|owner| match owner {
                Holder::Group(name) => kebab(name.rsplit('/').next().unwrap_or(name)) == group,
                _ => false,
            });
            scene.org.teams.contains_key(&group) && !is_ours && !is_named
        }
        Holder::Role(_) | Holder::Unknown(_) => false,
    }
}

fn name(holder: &Holder) -> String {
    match holder {
        Holder::Person(text) | Holder::Group(text) | Holder::Unknown(text) => text.to_string(),
        Holder::Role(role) => format!("the {role}"),
    }
}

fn report(claim: &Claim<'_>, own: &Own, reporter: &mut Reporter<'_>) {
    let mut ours: Vec<String> = claim.owners.iter().map(|owner| name(owner)).collect();
    ours.sort();
    ours.dedup();
    let several = ours.len() > 1;
    let ours = crate::base::suggest::all_of(&ours);
    let (theirs, file) = (name(&own.owner), own.at.path.file_name());
    let owns = |who: &str, several: bool| format!("{who} {} it by this file", if several { "own" } else { "owns" });
    reporter.report(Finding {
        words: &[("path", &claim.path), ("data", &ours), ("prose", &theirs), ("file", file)],
        secondary: vec![Label { at: own.at.clone(), text: owns(&theirs, false) }],
        help: Some(format!("say the same in both, or leave {} to {file}", claim.path)),
        subject: Subject {
            team: claim.team.cloned(),
            activity: Some(CODE_OWNERSHIP.into()),
            detail: Some(format!("{} {}", claim.path, own.at.path).into()),
            ..Subject::default()
        },
        ..Finding::at(claim.at.clone(), owns(&ours, several))
    });
}

/// A path that a file gives to owners twice: the later entry is the one that counts.
pub(super) fn paths_twice(path: &RepoPath, file: &FileNode, reporter: &mut Reporter<'_>) {
    let (reading, mut first) = (file.said(), HashMap::default());
    let law = law_of(reading);
    // An entry that takes a path away is written after another on purpose.
    for entry in reading.owns.iter().filter(|entry| !entry.excludes && !entry.owners.is_empty()) {
        let Some(glob) = glob_of(law, entry) else { continue };
        let activity = entry.activity.as_ref().map(|activity| activity.value.to_lowercase());
        let key = (glob.key().to_owned(), activity, entry.section.as_deref());
        let place = |span| Location::new(path.clone(), span);
        let Some(before) = first.insert(key, entry.path.span) else { continue };
        reporter.report(Finding {
            words: &[("path", &entry.path.value)],
            secondary: vec![Label { at: place(before), text: "and this one does not".to_owned() }],
            help: Some("join the two entries, with all owners in one".to_owned()),
            subject: Subject { detail: Some(entry.path.value.clone()), ..Subject::default() },
            ..Finding::at(place(entry.path.span), "this entry counts")
        });
    }
}

/// A file of code owners that no host reads.
pub(super) fn unread(path: &RepoPath, file: &FileNode, reporter: &mut Reporter<'_>) {
    let Standing::Dead { host, instead } = &file.standing else { return };
    let (name, folder) = (host.name(), path.folder());
    let (problem, help) = match instead {
        Some(other) => (
            format!("{name} does not read this file, because {other} is there"),
            format!("move what it says to {other}, and delete it"),
        ),
        None => (
            format!("{name} does not look for code owners in {folder}/"),
            format!("move it to {}, or say in drawline.toml whose it is: `codeowners-host`", host.places()[0]),
        ),
    };
    let span = file.reading.owns.first().map_or_else(Span::default, |entry| entry.path.span);
    reporter.report(Finding {
        words: &[("problem", &problem), ("file", path.as_str())],
        help: Some(help),
        subject: Subject { detail: Some(path.as_str().into()), ..Subject::default() },
        ..Finding::at(Location::new(path.clone(), span), "no line here counts")
    });
}
