//! `form`: a file that is not in the form its format asks for: syntax, types, missing and unknown keys.
//!
//! The readers have noted the problems; a rule of this kind says which of them it reports and how heavily.

use super::Kind;
use crate::base::diagnostic::{Label, Subject};
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::document::ProblemKind;
use crate::document::shape::{Field, Type};
use crate::org::FileNode;
use crate::rule::layers::Layers;
use crate::rule::sink::{Finding, Sink};
use crate::rule::{Check, Judges, Scene};

const PROBLEMS: &[&str] = &["syntax-error", "unreadable-file", "unknown-key", "wrong-type", "missing-key", "bad-value"];

pub(super) const KIND: Kind = Kind {
    name: "form",
    summary: "Judges whether files have the form that their format asks for.",
    fields: &[Field::needed("problem", Type::OneOf(PROBLEMS), "What is wrong with the file.")],
    words: &["problem"],
    build,
};

struct Form {
    problem: Option<ProblemKind>,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let word = layers.text("problem");
    let problem =
        ProblemKind::ALL.into_iter().find(|kind| word.as_ref().is_some_and(|word| &*word.value == kind.rule()));
    Box::new(Form { problem })
}

impl Check for Form {
    fn judges(&self) -> Judges {
        Judges { files: true, ..Judges::default() }
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
}
