//! `form`: a file that is not in the form its format asks for (syntax, types, missing and unknown keys), and rows of work that
//! are not in RACI's form.
//!
//! The readers have noted what is wrong with files; a rule of this kind says which of it is reported and how heavily. Rows are
//! judged in `form/rows.rs`, prose against data in `form/disagree.rs`, owners of paths against those that other tools know in
//! `form/owners.rs`.

mod disagree;
mod owners;
mod rows;

use std::collections::HashMap;

use super::Kind;
use crate::base::diagnostic::{Label, Subject};
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::document::ProblemKind;
use crate::document::shape::{Field, Type};
use crate::org::{FileNode, Team};
use crate::rule::layers::Layers;
use crate::rule::sink::{Finding, Sink};
use crate::rule::{Check, Judges, Scene};
use rows::{ROWS, Rows};

const PROBLEMS: &[&str] =
    &["syntax-error", "unreadable-file", "unknown-key", "wrong-type", "missing-key", "bad-value", "mixed-scheme"];

pub(super) const KIND: Kind = Kind {
    name: "form",
    summary: "Judges whether files and rows have the form that is asked of them.",
    fields: &[
        Field::new("problem", Type::OneOf(PROBLEMS), "What is wrong with a file."),
        Field::new("row", Type::OneOf(ROWS), "What is wrong with a row."),
        Field::new("max", Type::Count, "More holders than this are reported."),
        Field::new("min", Type::Count, "Fewer holders than this are reported."),
        Field::new("activities", Type::Names, "Only rows of these activities are judged."),
        Field::new("owned", Type::OneOf(&["twice", "differently"]), "What is wrong with an owned path."),
    ],
    words: &["problem", "activity", "count", "limit", "person", "prose", "data", "path", "file"],
    build,
};

/// What a rule of this kind judges.
enum Form {
    Problem(Option<ProblemKind>),
    Rows(Rows),
    Disagreeing,
    PathTwice,
    OwnersDiffer,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let row = layers.text("row");
    Box::new(match row.as_ref().map(|word| &*word.value) {
        Some("disagreeing") => Form::Disagreeing,
        Some(_) => Form::Rows(Rows::build(layers)),
        None if layers.text("owned").is_some_and(|owned| &*owned.value == "twice") => Form::PathTwice,
        None if layers.text("owned").is_some() => Form::OwnersDiffer,
        None => {
            let word = layers.text("problem");
            let is = |kind: &ProblemKind| word.as_ref().is_some_and(|word| &*word.value == kind.rule());
            Form::Problem(ProblemKind::ALL.into_iter().find(is))
        }
    })
}

impl Check for Form {
    fn judges(&self) -> Judges {
        let files = matches!(self, Self::Problem(_) | Self::PathTwice | Self::OwnersDiffer);
        let teams = matches!(self, Self::Rows(_) | Self::Disagreeing | Self::OwnersDiffer);
        Judges { files, teams, ..Judges::default() }
    }

    fn file(&self, scene: &Scene<'_>, path: &RepoPath, file: &FileNode, sink: &mut Sink<'_>) {
        match self {
            Self::Problem(kind) => problems(*kind, path, file, sink),
            Self::PathTwice => paths_twice(path, file, sink),
            Self::OwnersDiffer => owners::judge_file(scene, file, sink),
            Self::Rows(_) | Self::Disagreeing => {}
        }
    }

    fn team(&self, scene: &Scene<'_>, team: &Team, sink: &mut Sink<'_>) {
        match self {
            Self::Rows(rows) => rows.judge(scene, team, sink),
            Self::Disagreeing => disagree::judge(scene, team, sink),
            Self::OwnersDiffer => owners::judge_team(scene, team, sink),
            Self::Problem(_) | Self::PathTwice => {}
        }
    }
}

fn problems(kind: Option<ProblemKind>, path: &RepoPath, file: &FileNode, sink: &mut Sink<'_>) {
    for problem in file.reading.problems.iter().filter(|problem| Some(problem.kind) == kind) {
        let at = Location { path: path.clone(), span: problem.span };
        sink.report(Finding {
            words: &[("problem", &problem.message)],
            severity: None,
            fix: problem.fix(path),
            value: None,
            primary: Label { at, text: problem.label.clone() },
            secondary: Vec::new(),
            help: problem.help.clone(),
            subject: Subject { detail: Some(problem.detail.as_str().into()), ..Subject::default() },
        });
    }
}

/// A path that a file gives to owners twice: as with `.gitignore`, the later entry is the one that counts.
fn paths_twice(path: &RepoPath, file: &FileNode, sink: &mut Sink<'_>) {
    let mut first = HashMap::new();
    for entry in &file.reading.owns {
        let activity = entry.activity.as_ref().map(|activity| activity.value.to_lowercase());
        let key = (&*entry.path.value, activity, entry.section.as_deref());
        let place = |span| Location { path: path.clone(), span };
        let Some(before) = first.insert(key, entry.path.span) else { continue };
        sink.report(Finding {
            words: &[("path", &entry.path.value)],
            severity: None,
            fix: None,
            value: None,
            primary: Label { at: place(entry.path.span), text: "this entry counts".to_owned() },
            secondary: vec![Label { at: place(before), text: "and this one does not".to_owned() }],
            help: Some("join the two entries, with all owners in one".to_owned()),
            subject: Subject { detail: Some(entry.path.value.clone()), ..Subject::default() },
        });
    }
}
