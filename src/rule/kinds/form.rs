//! `form`: a file that is not in the form its format asks for (syntax, types, missing and unknown keys), and rows of work that
//! are not in RACI's form.
//!
//! The readers have noted what is wrong with files; a rule of this kind says which of it is reported and how heavily. Rows are
//! judged in `form/rows.rs`, prose against data in `form/disagree.rs`, owners of paths against those that other tools know in
//! `form/owners.rs`, people who are
//! written down twice in `form/twice.rs`, and members without a role in `form/roleless.rs`.

mod across;
mod disagree;
mod owners;
mod roleless;
mod rows;
mod twice;

use super::Kind;
use crate::base::diagnostic::{Label, Subject};
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::document::ProblemKind;
use crate::document::shape::{Field, Type};
use crate::org::{FileNode, Person, Team};
use crate::rule::layers::Layers;
use crate::rule::sink::{Finding, Sink};
use crate::rule::{Check, Judges, Scene};
use rows::{ROWS, Rows};

const PROBLEMS: &[&str] = &[
    "syntax-error",
    "unreadable-file",
    "unknown-key",
    "wrong-type",
    "missing-key",
    "bad-value",
    "mixed-scheme",
    "foreign-file",
    "unread-role",
    "look-alike-letters",
];

pub(super) const KIND: Kind = Kind {
    name: "form",
    summary: "Judges whether files and rows have the form that is asked of them.",
    fields: &[
        Field::new("problem", Type::OneOf(PROBLEMS), "What is wrong with a file."),
        Field::new("row", Type::OneOf(ROWS), "What is wrong with a row."),
        Field::new("max", Type::Count, "More holders than this are reported."),
        Field::new("min", Type::Count, "Fewer holders than this are reported."),
        Field::new("warning-below", Type::Count, "Fewer holders than this are a warning."),
        Field::new("activities", Type::Names, "Only rows of these activities are judged."),
        Field::new("except", Type::Names, "Rows of these activities are not judged: many hands make them."),
        Field::new(
            "decided-once",
            Type::Names,
            "Activities that only one can decide: rows that read as one of them may not name two people.",
        ),
        Field::new("twice", Type::OneOf(&["member", "person"]), "Who is written down twice."),
        Field::new("member", Type::OneOf(&["without-role"]), "What is wrong with a member of a team."),
        Field::new("owned", Type::OneOf(&["twice", "differently", "unread"]), "What is wrong with an owned path."),
    ],
    words: &["problem", "activity", "count", "people", "limit", "person", "team", "prose", "data", "path", "file"],
    build,
};

/// What a rule of this kind judges.
enum Form {
    Problem(Option<ProblemKind>),
    Rows(Rows),
    Disagreeing,
    PathTwice,
    OwnersDiffer,
    Unread,
    MemberTwice,
    MemberWithoutRole,
    PersonTwice,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let (row, owned) = (layers.text("row"), layers.text("owned"));
    if let Some(twice) = layers.text("twice") {
        return Box::new(if &*twice.value == "member" { Form::MemberTwice } else { Form::PersonTwice });
    }
    if layers.text("member").is_some() {
        return Box::new(Form::MemberWithoutRole);
    }
    Box::new(match row.as_ref().map(|word| &*word.value) {
        Some("disagreeing") => Form::Disagreeing,
        Some(_) => Form::Rows(Rows::build(layers)),
        None if owned.is_some() => match owned.as_ref().map(|owned| &*owned.value) {
            Some("twice") => Form::PathTwice,
            Some("unread") => Form::Unread,
            _ => Form::OwnersDiffer,
        },
        None => {
            let word = layers.text("problem");
            let is = |kind: &ProblemKind| word.as_ref().is_some_and(|word| &*word.value == kind.rule());
            Form::Problem(ProblemKind::ALL.into_iter().find(is))
        }
    })
}

impl Check for Form {
    fn judges(&self) -> Judges {
        let files = matches!(self, Self::Problem(_) | Self::PathTwice | Self::OwnersDiffer | Self::Unread);
        let teams = matches!(
            self,
            Self::Rows(_) | Self::Disagreeing | Self::OwnersDiffer | Self::MemberTwice | Self::MemberWithoutRole
        );
        Judges { files, teams, people: matches!(self, Self::PersonTwice), ..Judges::default() }
    }

    fn file(&self, scene: &Scene<'_>, path: &RepoPath, file: &FileNode, sink: &mut Sink<'_>) {
        match self {
            Self::Problem(kind) => problems(*kind, path, file, sink),
            Self::PathTwice => owners::paths_twice(path, file, sink),
            Self::Unread => owners::unread(path, file, sink),
            Self::OwnersDiffer => owners::judge_file(scene, file, sink),
            Self::Rows(_) | Self::Disagreeing | Self::MemberTwice | Self::MemberWithoutRole | Self::PersonTwice => {}
        }
    }

    fn team(&self, scene: &Scene<'_>, team: &Team, sink: &mut Sink<'_>) {
        match self {
            Self::Rows(rows) => rows.judge(scene, team, sink),
            Self::Disagreeing => disagree::judge(scene, team, sink),
            Self::OwnersDiffer => owners::judge_team(scene, team, sink),
            Self::MemberTwice => twice::members(scene, team, sink),
            Self::MemberWithoutRole => roleless::members(scene, team, sink),
            Self::Problem(_) | Self::PathTwice | Self::PersonTwice | Self::Unread => {}
        }
    }

    fn person(&self, scene: &Scene<'_>, person: &Person, sink: &mut Sink<'_>) {
        if matches!(self, Self::PersonTwice) {
            twice::person(scene, person, sink);
        }
    }
}

fn problems(kind: Option<ProblemKind>, path: &RepoPath, file: &FileNode, sink: &mut Sink<'_>) {
    for problem in file.said().problems.iter().filter(|problem| Some(problem.kind) == kind) {
        let at = Location::there(path.clone(), problem.span);
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
