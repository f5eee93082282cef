//! `config`: what `drawline.toml` says about files, held against the files that are there. What is wrong with its form is
//! always an error and no rule: a rule that it could switch off must not hide it.

use super::Kind;
use crate::base::diagnostic::Subject;
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::config::{Watched, endings_of};
use crate::document::shape::{Field, Type};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::topic::topics;
use crate::rule::{Check, Judges};

pub(super) const KIND: Kind = Kind {
    name: "config",
    summary: "Judges whether the configuration names files that are there.",
    fields: &[Field::needed("patterns", Type::OneOf(Wrong::WORDS), "What is wrong with a pattern of files.")],
    topics: &[Wrong::TOPICS],
    words: &["pattern", "key"],
    build: |layers: &Layers<'_>| Box::new(Wrong::chosen(layers).unwrap_or(Wrong::Unmatched)),
};

topics! {
    /// What is wrong with a pattern of files.
    Wrong by "patterns" {
        Unmatched = "unmatched": "matches no file",
    }
}

impl Check for Wrong {
    fn judges(&self) -> Judges {
        Judges { patterns: true, ..Judges::default() }
    }

    fn pattern(&self, config: &RepoPath, pattern: &Watched, reporter: &mut Reporter<'_>) {
        let Self::Unmatched = self;
        let (key, written) = (pattern.key, &pattern.pattern);
        let read = endings_of(key);
        reporter.report(Finding {
words: &[("pattern", &written.value), ("key", key)],
help: Some(format!(
                "correct it or take it out; a pattern is written as in .gitignore, from the root of the repository, and {read}"
            )),
subject: Subject { detail: Some(format!("{key}: {}", written.value).into()), ..Subject::default() },
..Finding::at(Location::of_policy(config.clone(), written.span), "nothing is read by this")
});
    }
}
