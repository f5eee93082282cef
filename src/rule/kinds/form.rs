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
mod said;
mod twice;

use super::Kind;
use crate::base::diagnostic::Subject;
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::document::ProblemKind;
use crate::document::shape::{Field, Type};
use crate::org::{FileNode, Person, Team};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::topic::topics;
use crate::rule::{Check, CheckContext, Judges};
use rows::{Lacking, Rows};

topics! {
    /// What is wrong with a file.
    Fault by "problem" {
        SyntaxError = "syntax-error": "it cannot be parsed",
        UnreadableFile = "unreadable-file": "it cannot be read at all",
        UnknownKey = "unknown-key": "it has a key that its format does not know",
        WrongType = "wrong-type": "a value is of another type",
        MissingKey = "missing-key": "a key is missing that has to be there",
        BadValue = "bad-value": "a value is of the right type and means nothing",
        MixedScheme = "mixed-scheme": "a table has letters of two schemes",
        ForeignFile = "foreign-file": "it goes by a usual name and is another program's",
        UnreadRole = "unread-role": "headings look like roles that are not known",
        LookAlikeLetters = "look-alike-letters": "a name has letters that are not what they look like",
    }
}

topics! {
    /// Who is written down twice.
    Twice by "twice" {
        Member = "member": "a member of a team",
        Person = "person": "a person in a people file",
    }
}

topics! {
    /// What is wrong with a member of a team.
    Member by "member" {
        WithoutRole = "without-role": "no role is known",
    }
}

topics! {
    /// What is wrong with an owned path.
    Owned by "owned" {
        Twice = "twice": "a file gives it to several owners, of whom one counts",
        Differently = "differently": "another tool's file gives it to others",
        Unread = "unread": "it stands in a file that its host does not read",
    }
}

pub(super) const KIND: Kind = Kind {
    name: "form",
    summary: "Judges whether files and rows have the form that is asked of them.",
    fields: &[
        Field::new("problem", Type::OneOf(Fault::WORDS), "What is wrong with a file."),
        Field::new("row", Type::OneOf(Lacking::WORDS), "What is wrong with a row."),
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
        Field::new("twice", Type::OneOf(Twice::WORDS), "Who is written down twice."),
        Field::new("member", Type::OneOf(Member::WORDS), "What is wrong with a member of a team."),
        Field::new("owned", Type::OneOf(Owned::WORDS), "What is wrong with an owned path."),
    ],
    topics: &[Fault::TOPICS, Lacking::TOPICS, Twice::TOPICS, Member::TOPICS, Owned::TOPICS],
    words: &["problem", "activity", "count", "people", "limit", "person", "team", "prose", "data", "path", "file"],
    build,
};

/// What a rule of this kind judges.
enum Form {
    Problem(Option<ProblemKind>),
    Rows(Rows),
    Twice(Twice),
    Member(Member),
    Owned(Owned),
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let twice = || Twice::chosen(layers).map(Form::Twice);
    let member = || Member::chosen(layers).map(Form::Member);
    let row = || Lacking::chosen(layers).map(|lacking| Form::Rows(Rows::build(layers, lacking)));
    let owned = || Owned::chosen(layers).map(Form::Owned);
    let problem = || Form::Problem(Fault::chosen(layers).map(Fault::kind));
    Box::new(twice().or_else(member).or_else(row).or_else(owned).unwrap_or_else(problem))
}

impl Fault {
    fn kind(self) -> ProblemKind {
        match self {
            Self::SyntaxError => ProblemKind::SyntaxError,
            Self::UnreadableFile => ProblemKind::UnreadableFile,
            Self::UnknownKey => ProblemKind::UnknownKey,
            Self::WrongType => ProblemKind::WrongType,
            Self::MissingKey => ProblemKind::MissingKey,
            Self::BadValue => ProblemKind::BadValue,
            Self::MixedScheme => ProblemKind::MixedScheme,
            Self::ForeignFile => ProblemKind::ForeignFile,
            Self::UnreadRole => ProblemKind::UnreadRole,
            Self::LookAlikeLetters => ProblemKind::LookAlikeLetters,
        }
    }
}

impl Check for Form {
    fn judges(&self) -> Judges {
        let (files, teams, people) = match self {
            Self::Problem(_) | Self::Owned(Owned::Twice | Owned::Unread) => (true, false, false),
            Self::Owned(Owned::Differently) => (true, true, false),
            Self::Rows(_) | Self::Member(Member::WithoutRole) | Self::Twice(Twice::Member) => (false, true, false),
            Self::Twice(Twice::Person) => (false, false, true),
        };
        Judges { files, teams, people, ..Judges::default() }
    }

    fn file(&self, scene: &CheckContext<'_>, path: &RepoPath, file: &FileNode, reporter: &mut Reporter<'_>) {
        match self {
            Self::Problem(kind) => problems(*kind, path, file, reporter),
            Self::Owned(Owned::Twice) => owners::paths_twice(path, file, reporter),
            Self::Owned(Owned::Unread) => owners::unread(path, file, reporter),
            Self::Owned(Owned::Differently) => owners::judge_file(scene, file, reporter),
            Self::Rows(_) | Self::Member(_) | Self::Twice(_) => {}
        }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        match self {
            Self::Rows(rows) => rows.judge(scene, team, reporter),
            Self::Owned(Owned::Differently) => owners::judge_team(scene, team, reporter),
            Self::Twice(Twice::Member) => twice::members(scene, team, reporter),
            Self::Member(Member::WithoutRole) => roleless::members(scene, team, reporter),
            Self::Problem(_) | Self::Owned(_) | Self::Twice(Twice::Person) => {}
        }
    }

    fn person(&self, scene: &CheckContext<'_>, person: &Person, reporter: &mut Reporter<'_>) {
        match self {
            Self::Twice(Twice::Person) => twice::person(scene, person, reporter),
            Self::Problem(_) | Self::Rows(_) | Self::Twice(_) | Self::Member(_) | Self::Owned(_) => {}
        }
    }
}

fn problems(kind: Option<ProblemKind>, path: &RepoPath, file: &FileNode, reporter: &mut Reporter<'_>) {
    for problem in file.said().problems.iter().filter(|problem| Some(problem.kind) == kind) {
        let at = Location::there(path.clone(), problem.span);
        reporter.report(Finding {
            words: &[("problem", &problem.message)],
            fix: problem.fix(path),
            help: problem.help.clone(),
            subject: Subject { detail: Some(problem.detail.as_str().into()), ..Subject::default() },
            ..Finding::at(at, problem.label.clone())
        });
    }
}
