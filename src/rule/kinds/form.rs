//! `form`: a file that is not in the form its format asks for (syntax, types, missing and unknown keys), and rows of work that
//! are not in RACI's form.
//!
//! The readers have noted what is wrong with files; a rule of this kind says which of it is reported and how heavily.

mod disagree;

use super::Kind;
use crate::base::diagnostic::{Involvement, Label, Subject};
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::document::ProblemKind;
use crate::document::shape::{Field, Type};
use crate::org::{Assignment, Duty, FileNode, Team};
use crate::rule::layers::Layers;
use crate::rule::sink::{Finding, Sink};
use crate::rule::{Check, Judges, Scene};

const PROBLEMS: &[&str] = &["syntax-error", "unreadable-file", "unknown-key", "wrong-type", "missing-key", "bad-value"];

pub(super) const KIND: Kind = Kind {
    name: "form",
    summary: "Judges whether files have the form that their format asks for.",
    fields: &[
        Field::new("problem", Type::OneOf(PROBLEMS), "What is wrong with a file."),
        Field::new("row", Type::OneOf(ROWS), "What is wrong with a row."),
    ],
    words: &["problem", "activity", "count", "prose", "data"],
    build,
};

const ROWS: &[&str] = &["no-accountable", "many-accountable", "disagreeing"];

struct Form {
    problem: Option<ProblemKind>,
    row: Option<RowForm>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RowForm {
    NoAccountable,
    ManyAccountable,
    Disagreeing,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let word = layers.text("problem");
    let problem =
        ProblemKind::ALL.into_iter().find(|kind| word.as_ref().is_some_and(|word| &*word.value == kind.rule()));
    let row = match layers.text("row").as_ref().map(|word| &*word.value) {
        Some("no-accountable") => Some(RowForm::NoAccountable),
        Some("many-accountable") => Some(RowForm::ManyAccountable),
        Some("disagreeing") => Some(RowForm::Disagreeing),
        _ => None,
    };
    Box::new(Form { problem, row })
}

impl Check for Form {
    fn judges(&self) -> Judges {
        Judges { files: self.problem.is_some(), teams: self.row.is_some(), ..Judges::default() }
    }

    fn file(&self, _: &Scene<'_>, path: &RepoPath, file: &FileNode, sink: &mut Sink<'_>) {
        for problem in file.reading.problems.iter().filter(|problem| Some(problem.kind) == self.problem) {
            let at = Location { path: path.clone(), span: problem.span };
            sink.report(Finding {
                words: &[("problem", &problem.message)],
                severity: None,
                value: None,
                primary: Label { at, text: problem.label.clone() },
                secondary: Vec::new(),
                help: problem.help.clone(),
                subject: Subject { detail: Some(problem.detail.as_str().into()), ..Subject::default() },
            });
        }
    }

    fn team(&self, scene: &Scene<'_>, team: &Team, sink: &mut Sink<'_>) {
        if self.row == Some(RowForm::Disagreeing) {
            return disagree::judge(scene, team, sink);
        }
        // A sentence says what one role does, not who else is involved; a row says all of it.
        let rows = team.duties.iter().filter(|duty| duty.is_row);
        for duty in rows.filter(|duty| duty.retired.is_none()) {
            let holders = |wanted| duty.assignments.iter().filter(move |a| a.involvement == wanted);
            let accountable: Vec<&Assignment> = holders(Involvement::Accountable).collect();
            match (self.row, accountable.as_slice()) {
                (Some(RowForm::NoAccountable), []) => {
                    report_row(scene, team, duty, &duty.at, "nobody answers for it", 0, sink);
                }
                (Some(RowForm::ManyAccountable), [_, second, ..]) => {
                    let count = accountable.len();
                    report_row(
                        scene,
                        team,
                        duty,
                        &second.at,
                        "one of them answers for it, or nobody does",
                        count,
                        sink,
                    );
                }
                _ => {}
            }
        }
    }
}

fn report_row(
    scene: &Scene<'_>,
    team: &Team,
    duty: &Duty,
    at: &Location,
    text: &str,
    count: usize,
    sink: &mut Sink<'_>,
) {
    let title = duty.activity.as_deref().map_or(&*duty.text, |activity| scene.taxonomy.title(activity));
    let help = match duty.assignments.iter().find(|assignment| assignment.involvement == Involvement::Responsible) {
        _ if count > 1 => "keep one as accountable and make the others responsible or consulted".to_owned(),
        Some(_) => "name one person as `accountable`: who does the work may answer for it as well".to_owned(),
        None => "name one person as `accountable`, or say why nobody is: `retired = \"…\"`".to_owned(),
    };
    sink.report(Finding {
        words: &[("activity", title), ("count", &count.to_string())],
        severity: None,
        value: (count > 1).then_some(count as f64),
        primary: Label { at: at.clone(), text: text.to_owned() },
        secondary: Vec::new(),
        help: Some(help),
        subject: Subject {
            team: Some(team.id.clone()),
            activity: duty.activity.clone(),
            detail: duty.activity.is_none().then(|| duty.text.clone()),
            ..Subject::default()
        },
    });
}
