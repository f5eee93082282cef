//! `drawline-lock.toml`: the rule files of others that `drawline rules vendor` brought here, each with the hash of what it
//! says. It is written by the program and read by it; whatever differs from it judges nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::base::fix::quoted;
use crate::base::limits::LOCKED;
use crate::document::Document;
use crate::document::shape::{self, Field, Shape, Type};

/// Where it lies, from the root.
pub(crate) const FILE: &str = "drawline-lock.toml";

/// The folder with the files that it is about.
pub(crate) const FOLDER: &str = ".drawline/rules";

const HEAD: &str = "# Written by `drawline rules vendor`: rules of other repositories, and what they say.\n";

const SOURCE: Shape = &[
    Field::needed("from", Type::Name, "The source, as `extends` names it."),
    Field::needed("commit", Type::Name, "The commit of the other repository."),
    Field::needed("files", Type::Map(&Type::Name), "The SHA-256 of each rule file, by its path here."),
];

const LOCK: Shape = &[Field::new("source", Type::Tables(SOURCE), "One source of rules.")];

/// What was brought, by source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lock {
    /// In the order of `extends`.
    pub(crate) sources: Vec<Locked>,
}

/// What was brought from one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Locked {
    /// As `extends` names it.
    pub(crate) from: String,
    /// The commit.
    pub(crate) commit: String,
    /// The hash of each file, by its path from the root.
    pub(crate) files: BTreeMap<String, String>,
}

impl Lock {
    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn decode(text: &str) -> Result<Self, String> {
        let document = Document::parse(text).map_err(|_| "it is not valid TOML".to_owned())?;
        let (root, mut problems) = (document.root(), Vec::new());
        shape::check(&root, LOCK, &mut problems);
        if let Some(problem) = problems.first() {
            return Err(problem.message.clone());
        }
        let text = |table: &crate::document::table::Table<'_>, key: &str| {
            table.text(key).map(|text| text.value.to_string()).unwrap_or_default()
        };
        let locked = root.tables("source").into_iter().map(|source| {
            let files = source.table("files");
            let files = files.iter().flat_map(|files| {
                files
                    .entries()
                    .into_iter()
                    .map(|(path, hash)| (path.value, hash.as_text().unwrap_or_default().to_owned()))
            });
            Locked { from: text(&source, "from"), commit: text(&source, "commit"), files: files.collect() }
        });
        let lock = Self { sources: locked.collect() };
        let files: usize = lock.sources.iter().map(|source| source.files.len()).sum();
        if files > LOCKED.most { Err(too_many(files)) } else { Ok(lock) }
    }

    /// The file's text; the same for the same sources.
    #[must_use]
    pub(crate) fn encode(&self) -> String {
        let mut text = HEAD.to_owned();
        for source in &self.sources {
            let (from, commit) = (quoted(&source.from), quoted(&source.commit));
            let _ = write!(text, "\n[[source]]\nfrom = {from}\ncommit = {commit}\n\n[source.files]\n");
            for (path, hash) in &source.files {
                let _ = writeln!(text, "{} = {}", quoted(path), quoted(hash));
            }
        }
        text
    }

    /// What was brought from a source.
    #[must_use]
    pub(crate) fn source(&self, from: &str) -> Option<&Locked> {
        self.sources.iter().find(|source| source.from == from)
    }

    /// Whether it is about a file.
    #[must_use]
    pub(crate) fn has(&self, path: &str) -> bool {
        self.sources.iter().any(|source| source.files.contains_key(path))
    }
}

/// What a lock or a source with more files than may be is told with.
#[must_use]
pub(crate) fn too_many(files: usize) -> String {
    format!("{files} rule files are more than {}, the most that are taken from others", LOCKED.most)
}

/// The hash of what a file says, however its lines end: Git may have changed that.
#[must_use]
pub(crate) fn hash_of(text: &str) -> String {
    let digest = Sha256::digest(text.replace("\r\n", "\n").as_bytes());
    digest.iter().fold(String::with_capacity(2 * digest.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let files = [("a \"b\".toml", "1"), (".drawline/rules/h/x.toml", "2")];
        let files: BTreeMap<_, _> = files.iter().map(|(path, hash)| ((*path).to_owned(), (*hash).to_owned())).collect();
        let source = |from: &str, files| Locked { from: from.to_owned(), commit: "c".to_owned(), files };
        let lock = Lock { sources: vec![source("one", files), source("two", BTreeMap::new())] };
        assert_eq!(Lock::decode(&lock.encode()), Ok(lock));
        assert_eq!(Lock::decode(HEAD), Ok(Lock::default()));
        assert!(Lock::decode("source = 1\n").is_err() && Lock::decode("[[source]]\nfrom = \"a\"\n").is_err());
        assert_eq!(hash_of("a\r\nb"), hash_of("a\nb"));
        assert_ne!(hash_of("a\nb"), hash_of("a\n b"));
    }
}
