//! `[limits]`: how much is read where a repository is larger than most.
//!
//! What a key means stands in `base/limits.rs`. Whose configuration counts for a change is decided in `target/commits.rs`.

use crate::base::limits::{self, Limits, RAISED};
use crate::base::source::Span;
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::Table;
use crate::document::{Document, Problem, ProblemKind};

/// The keys of `[limits]`.
pub(crate) const LIMITS: Shape = &[
    Field::new("file", Type::Count, "Bytes of a file; the configuration and rule files stay as large as they may be."),
    Field::new("entries", Type::Count, "Members, duties, owned paths or people of one file, each kind by itself."),
    Field::new("names", Type::Count, "Names in one entry: holders of a duty, owners of a path, roles of a person."),
    Field::new("tree", Type::Count, "Folders and files of one commit."),
];

/// Reads `[limits]` of a configuration. What is more than anybody may ask for is told, and the most of it counts.
pub(super) fn decode(root: &Table<'_>, problems: &mut Vec<Problem>) -> Limits {
    let mut read = Limits::default();
    let Some(table) = root.table("limits") else { return read };
    let keys = [
        ("file", limits::FILE.most, &mut read.file),
        ("entries", limits::ENTRIES.most, &mut read.entries),
        ("names", limits::NAMES.most, &mut read.names),
        ("tree", limits::TREE.most, &mut read.tree),
    ];
    for (key, usual, limit) in keys {
        let Some(written) = table.amount(key) else { continue };
        let most = usual * RAISED;
        if written.value > most as f64 {
            problems.push(too_much(key, written.span, most));
        }
        // Not above `most`, which is a number of bytes or things in memory, and not below zero.
        *limit = written.value.min(most as f64) as usize;
    }
    read
}

/// The limits of a configuration that nothing else is asked of; the usual ones where it is no TOML.
#[must_use]
pub(crate) fn of_text(text: &str) -> Limits {
    Document::parse(text).map_or_else(|_| Limits::default(), |document| decode(&document.root(), &mut Vec::new()))
}

fn too_much(key: &str, span: Span, most: usize) -> Problem {
    Problem {
        kind: ProblemKind::BadValue,
        span,
        message: format!("`limits.{key}` cannot be more than {most}"),
        label: format!("{most} counts"),
        help: Some("split what is as large as that".to_owned()),
        detail: format!("limits.{key}"),
        instead: None,
    }
}
