//! Files that go by the usual names and are somebody else's: an `ownership.toml` that says which folders are vendored, a
//! `people.toml` of another program. drawline leaves them alone, or reads them through a map where they say who owns what.

use std::fmt::Write as _;

use super::pages::escaped;
use crate::base::error::Error;
use crate::base::fix::quoted;
use crate::base::path::RepoPath;
use crate::base::suggest::counted;
use crate::config::Config;
use crate::document::Document;
use crate::document::shape::Shape;
use crate::document::table::Table;
use crate::io::worktree::Worktree;
use crate::read::FORMATS;

/// Keys under which a row of another shape names a path, and those under which it names who owns it.
const PATHS: &[&str] = &["path", "paths", "pattern", "patterns", "glob", "globs", "file", "files", "dir", "directory"];
const OWNERS: &[&str] = &["owner", "owners", "reviewers", "reviewer", "maintainers", "maintainer", "team", "teams"];

/// What the configuration says of foreign files.
#[derive(Default)]
pub(super) struct Foreign {
    /// Keys of `drawline.toml` that leave every file of a kind out: `ownership`.
    pub(super) none: Vec<&'static str>,
    /// Single files that are left out, as patterns.
    pub(super) exclude: Vec<String>,
    /// Maps for those that can be read.
    pub(super) maps: Vec<String>,
    /// How many files of a kind are foreign, by its noun.
    counts: Vec<(&'static str, usize)>,
    /// What was found, in words.
    pub(super) found: Vec<String>,
}

impl Foreign {
    pub(super) fn of(worktree: &Worktree, config: &Config, files: &[RepoPath]) -> Result<Self, Error> {
        let mut foreign = Self::default();
        for format in FORMATS.iter().filter(|format| format.words.is_common) {
            let (Some(key), Some((noun, _)), Some((_, ours))) = (format.key(), format.words.counted, format.schema)
            else {
                continue;
            };
            let (mut others, mut own) = (Vec::new(), 0);
            for path in files
                .iter()
                .filter(|path| config.format_of(path, false).is_some_and(|found| found.of().name == format.name))
            {
                let Some(text) = worktree.text(path)? else { continue };
                match Document::parse(&text) {
                    Ok(document) if is_foreign(&document.root(), ours) => {
                        others.push((path, map(path, &document.root())));
                    }
                    _ => own += 1,
                }
            }
            foreign.counts.push((noun, others.len()));
            foreign.add((key, noun), own, others);
        }
        Ok(foreign)
    }

    fn add(&mut self, (key, noun): (&'static str, &str), own: usize, others: Vec<(&RepoPath, Option<String>)>) {
        let (mapped, left): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, map)| map.is_some());
        for (path, map) in mapped {
            self.found.push(format!("{path}, of another shape: a map reads it"));
            self.maps.extend(map);
        }
        if left.is_empty() {
            return;
        }
        let one = left.len() == 1;
        let (is, them) = if one { ("is", "it") } else { ("are", "them") };
        let files = if one { left[0].0.to_string() } else { counted(left.len(), noun) };
        self.found.push(format!("{files}, which {is} another program's: drawline leaves {them} alone"));
        if own == 0 && self.maps.is_empty() {
            self.none.push(key);
        } else {
            self.exclude.extend(left.iter().map(|(path, _)| format!("/{}", escaped(path.as_str()))));
        }
    }

    /// How many files that go by a usual name are somebody else's.
    pub(super) fn count(&self, noun: &str) -> usize {
        self.counts.iter().find(|(known, _)| *known == noun).map_or(0, |(_, count)| *count)
    }
}

/// Whether a file says something, and nothing in our form.
fn is_foreign(root: &Table<'_>, ours: Shape) -> bool {
    !root.entries().is_empty() && !ours.iter().any(|field| root.has(field.key))
}

/// A map for a list of rows that each name a path and an owner.
fn map(file: &RepoPath, root: &Table<'_>) -> Option<String> {
    root.entries().into_iter().find_map(|(list, value)| {
        let rows: Vec<Table<'_>> = value.items().filter_map(|item| item.table(String::new())).collect();
        let common = |keys: &[&'static str]| {
            keys.iter().copied().find(|key| !rows.is_empty() && rows.iter().all(|row| row.has(key)))
        };
        let (path, owner) = (common(PATHS)?, common(OWNERS)?);
        let key = |key: &str, is_list: bool| if is_list { format!("{key}[]") } else { key.to_owned() };
        let is_list = |key: &str| rows.iter().any(|row| row.value(key).is_some_and(|value| value.as_text().is_none()));
        let mut map = format!(
            "# Who owns what, in a shape of its own.\n[[map]]\nfiles = [{}]\n",
            quoted(&format!("/{}", escaped(file.as_str())))
        );
        let _ = write!(
            map,
            "\n[[map.own]]\neach = {}\npath = {}\nowner = {}\n",
            quoted(&format!("{}[]", list.value)),
            quoted(&key(path, is_list(path))),
            quoted(&key(owner, is_list(owner))),
        );
        Some(map)
    })
}
