//! Labelled lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

/// A repository at a commit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Repository {
    /// `owner/name`.
    pub(crate) name: String,
    /// Its commit.
    pub(crate) commit: String,
}

/// What the labels say of a line.
#[derive(Debug)]
pub(crate) struct Line {
    /// Whether those who labelled it say the same.
    pub(crate) agreed: bool,
    /// The roles that it is labelled for.
    pub(crate) roles: BTreeSet<String>,
    /// The work that it gives, or that a reader may defensibly add: role and activity.
    pub(crate) gives: BTreeSet<(String, String)>,
}

/// All labelled lines.
#[derive(Debug)]
pub(crate) struct Labels {
    /// By repository, then by path and line.
    pub(crate) lines: BTreeMap<Repository, BTreeMap<(String, u64), Line>>,
}

impl Labels {
    /// Reads them.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        let mut rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let head = rows.next().unwrap_or_default();
        let mut lines: BTreeMap<Repository, BTreeMap<(String, u64), Line>> = BTreeMap::new();
        for row in rows {
            let field = |name: &str| head.iter().position(|key| *key == name).and_then(|at| row.get(at)).unwrap_or(&"");
            let repository = Repository { name: field("repo").to_string(), commit: field("commit").to_string() };
            let place = (field("path").to_string(), field("line").parse().unwrap_or(0));
            let line = lines.entry(repository).or_default().entry(place).or_insert_with(|| Line {
                agreed: true,
                roles: BTreeSet::new(),
                gives: BTreeSet::new(),
            });
            line.agreed &= *field("agreed") == "yes";
            let role = field("role").to_string();
            if matches!(*field("involvement"), "accountable" | "responsible") {
                let work = field("required").split(',').chain(field("allowed").split(','));
                line.gives.extend(work.map(|work| (role.clone(), work.to_owned())));
            }
            line.roles.insert(role);
        }
        Ok(Self { lines })
    }
}
