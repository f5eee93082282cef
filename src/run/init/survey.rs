//! What a repository holds that says who does what: files with the usual names, pages that turn out to name duties, folders
//! of TOML of a shape of their own; and what seems to say it and cannot be read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::foreign::Foreign;
use super::names::Names;
use super::pages::{Pages, escaped};
use super::shapes::Shapes;
use super::unread;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::suggest::{all_of, counted};
use crate::config::{CHARTERS, Config};
use crate::io::worktree::Worktree;
use crate::policy::Policy;
use crate::read::FORMATS;
use crate::render::clean;

/// What is there.
pub(super) struct Survey {
    /// How many files have the usual names, by what they are.
    usual: BTreeMap<(&'static str, &'static str), usize>,
    /// TOML of other shapes.
    pub(super) shapes: Shapes,
    /// Pages that say who does what.
    pub(super) pages: Pages,
    /// Files with the usual names that are somebody else's.
    pub(super) foreign: Foreign,
    /// Patterns of files with the usual names that are forms, samples or long past.
    pub(super) exclude: Vec<String>,
    /// Files that drawline does not read.
    unread: Vec<String>,
    /// Whether charters in Markdown have other endings than `.md`.
    pub(super) has_other_pages: bool,
    /// Whether the repository is kept by maintainers.
    pub(super) is_open_source: bool,
}

impl Survey {
    /// Looks at every file that is not ignored.
    pub(super) fn of(worktree: &Worktree, policy: &Policy) -> Result<Self, Error> {
        let (names, config) = (Names::load(), &policy.config);
        let files = worktree.all_files()?;
        let foreign = Foreign::of(worktree, config, &files)?;
        let is_usual =
            |path: &&RepoPath| config.format_of(path, false).is_some_and(|format| format.of().key() == Some(CHARTERS));
        let passed = files.iter().filter(is_usual).filter(|path| names.is_passed_over(path));
        let mut exclude: Vec<String> = passed.map(|path| format!("/{}", escaped(path.as_str()))).collect();
        let mut usual =
            usual(files.iter().filter(|path| !exclude.contains(&format!("/{}", escaped(path.as_str())))), config);
        for (what, count) in &mut usual {
            *count = count.saturating_sub(foreign.count(what.0));
        }
        usual.retain(|_, count| *count > 0);
        let is_other = |path: &RepoPath| {
            let rare = FORMATS.iter().flat_map(|format| format.rare_endings);
            rare.into_iter().any(|ending| path.as_str().ends_with(ending))
        };
        let has_other_pages = files.iter().filter(is_usual).any(is_other);
        exclude.extend(foreign.exclude.iter().cloned());
        Ok(Self {
            usual,
            exclude,
            has_other_pages,
            foreign,
            shapes: Shapes::of(worktree, config, &files)?,
            pages: Pages::of(worktree, policy, &names, &files)?,
            unread: unread::lines(worktree, config, &names, &policy.taxonomy.roles, &files)?,
            is_open_source: files.iter().any(|path| {
                let name = path.file_name().to_ascii_lowercase();
                path.folder().is_empty() && (name.starts_with("governance") || name.starts_with("maintainers"))
            }),
        })
    }

    /// Whether it has patterns of charters beside the usual ones.
    pub(super) fn charters(&self) -> impl Iterator<Item = &String> {
        self.shapes.charters.iter().chain(&self.pages.roles.0).chain(&self.pages.work)
    }

    /// What was found, in words.
    pub(super) fn told(&self) -> String {
        let mut found: Vec<String> =
            self.usual.iter().map(|((noun, names), count)| format!("{}{names}", counted(*count, noun))).collect();
        found.extend(self.shapes.mapped.iter().cloned());
        if !self.shapes.charters.is_empty() {
            found.push(format!("charters under {}", all_of(&self.shapes.charters)));
        }
        let (roles, count) = &self.pages.roles;
        if !roles.is_empty() {
            let about =
                if *count == 1 { "1 page about a role".to_owned() } else { format!("{count} pages about a role each") };
            found.push(format!("{about}: {}", roles.join(", ")));
        }
        if !self.pages.work.is_empty() {
            found.push(format!("pages that name duties: {}", self.pages.work.join(", ")));
        }
        found.extend(self.foreign.found.iter().cloned());
        let mut text = match found.as_slice() {
            [] => "Found no file that says who does what.\n".to_owned(),
            found => format!(
                "Found:\n{}",
                found.iter().map(|line| format!("  - {}\n", clean::line(line))).collect::<String>()
            ),
        };
        for line in &self.unread {
            let _ = writeln!(text, "{}", clean::line(line));
        }
        for page in &self.pages.silent {
            let _ = writeln!(text, "There is also {}, in which drawline finds no duty", clean::line(page));
        }
        if self.pages.left > 0 {
            let pages = counted(self.pages.left, "page");
            let _ = writeln!(
                text,
                "{pages} in Markdown more were not looked into: name those that matter under `charters`"
            );
        }
        text
    }
}

fn usual<'a>(
    files: impl Iterator<Item = &'a RepoPath>,
    config: &Config,
) -> BTreeMap<(&'static str, &'static str), usize> {
    let mut usual = BTreeMap::new();
    for format in files.filter_map(|path| config.format_of(path, false)) {
        let Some(what) = format.of().words.counted else { continue };
        *usual.entry(what).or_default() += 1;
    }
    usual
}
