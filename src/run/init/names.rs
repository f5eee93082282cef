//! What names of files and folders say about what is in them, by the words of `rules/survey.toml`.

use std::collections::HashSet;

use crate::base::path::RepoPath;
use crate::document::table::Table;
use crate::embedded;
use crate::taxonomy::SURVEY_FILE;
use crate::taxonomy::role::{RoleReading, Roles};

/// Words that names are compared with; each phrase is a list of words.
pub(super) struct Names {
    role_folders: HashSet<String>,
    about_work: Vec<String>,
    around_role: HashSet<String>,
    passed_folders: HashSet<String>,
    passed_names: Vec<String>,
    passed_pages: HashSet<String>,
    pub(super) people_keys: HashSet<String>,
    pub(super) person_keys: HashSet<String>,
    unread_names: Vec<String>,
}

/// What a page is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Called {
    /// After a role, or it lies in a folder for roles.
    Role,
    /// After duties: "roles and responsibilities", "RACI".
    Work,
    /// Otherwise.
    Anything,
}

impl Names {
    pub(super) fn load() -> Self {
        let file = embedded::file(SURVEY_FILE).map(|file| file.document.root());
        let table = file.as_ref().and_then(|root| root.table("survey"));
        let list = |key: &str| -> Vec<String> {
            let names = table.as_ref().map(|table: &Table<'_>| table.names(key)).unwrap_or_default();
            names.into_iter().map(|name| name.value.to_string()).collect()
        };
        let set = |key: &str| list(key).into_iter().collect();
        Self {
            role_folders: set("role-folders"),
            about_work: list("about-work"),
            around_role: set("around-role"),
            passed_folders: set("passed-folders"),
            passed_names: list("passed-names"),
            passed_pages: set("passed-pages"),
            people_keys: set("people-keys"),
            person_keys: set("person-keys"),
            unread_names: list("unread-names"),
        }
    }

    /// Whether nothing is to be proposed of it: others wrote it, it is a form to fill in, or it is long past.
    pub(super) fn is_passed_over(&self, path: &RepoPath) -> bool {
        let name = words(stem(path));
        let folder = |folder: &str| self.passed_folders.contains(&words(folder)) || has_date(folder);
        self.passed_pages.contains(&name)
            || self.passed_names.iter().any(|phrase| holds(&name, phrase))
            || has_date(path.file_name())
            || path.folder().split('/').any(folder)
    }

    /// What a page is called.
    pub(super) fn called(&self, path: &RepoPath, roles: &Roles) -> Called {
        let name = words(stem(path));
        if self.is_role_folder(path.folder()) || self.is_role(&name, roles) {
            Called::Role
        } else if self.about_work.iter().any(|phrase| holds(&name, phrase)) {
            Called::Work
        } else {
            Called::Anything
        }
    }

    /// Whether a folder holds a page for each role.
    pub(super) fn is_role_folder(&self, folder: &str) -> bool {
        self.role_folders.contains(&words(folder.rsplit('/').next().unwrap_or_default()))
    }

    /// Whether a name or heading is a role's: "02 Role of a product manager".
    pub(super) fn is_role(&self, text: &str, roles: &Roles) -> bool {
        let words = words(text);
        let kept: Vec<&str> = words.split(' ').filter(|word| !self.around_role.contains(*word)).collect();
        !kept.is_empty() && roles.read(&kept.join(" ")) != RoleReading::Unknown
    }

    /// The words by which the name of a file says that it is about who does what.
    pub(super) fn work_in(&self, path: &RepoPath) -> Option<&str> {
        let name = words(stem(path));
        self.unread_names.iter().map(String::as_str).find(|phrase| holds(&name, phrase))
    }
}

/// A file's name without its endings.
pub(super) fn stem(path: &RepoPath) -> &str {
    let name = path.file_name();
    name.split_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

/// The words of a name, in lower case; numbers are left out.
pub(super) fn words(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for c in name.chars() {
        if was_lower && c.is_uppercase() {
            spaced.push(' ');
        }
        was_lower = c.is_lowercase();
        spaced.extend(if c.is_alphanumeric() { c } else { ' ' }.to_lowercase());
    }
    let is_word = |word: &&str| !word.chars().all(|c| c.is_ascii_digit());
    spaced.split_whitespace().filter(is_word).collect::<Vec<_>>().join(" ")
}

/// Whether a name holds a phrase, word by word.
fn holds(name: &str, phrase: &str) -> bool {
    let (name, phrase): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), phrase.split(' ').collect());
    name.windows(phrase.len()).any(|part| part == phrase)
}

/// Whether a name has a day or month in it, as notes and posts do: `2026-02-11`.
fn has_date(name: &str) -> bool {
    let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    name.as_bytes().windows(7).any(|part| {
        let is_month = matches!(&part[5..7], [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']);
        matches!(&part[..2], b"19" | b"20") && digits(&part[2..4]) && matches!(part[4], b'-' | b'_' | b'.') && is_month
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Choice, Policy};

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("sound")
    }

    #[test]
    fn pages_are_known_by_their_names() {
        let policy = Policy::load(Choice::default()).expect("sound");
        let (names, roles) = (Names::load(), &policy.taxonomy.roles);
        for (page, called) in [
            ("jobs/product_manager.md", Called::Role),
            ("SeniorProductManager.md", Called::Role),
            ("book/roles-1/who.md", Called::Role),
            ("a/02-role-of-a-qa-lead.html.md", Called::Role),
            ("docs/Roles-and-Responsibilities.md", Called::Work),
            ("RACI.md", Called::Work),
            ("docs/braciole.md", Called::Anything),
            ("README.md", Called::Anything),
        ] {
            assert_eq!(names.called(&path(page), roles), called, "{page}");
        }
    }

    #[test]
    fn what_is_none_of_ours_is_passed_over() {
        let names = Names::load();
        for page in [
            ".github/ISSUE_TEMPLATE/new-member.md",
            "docs/pull_request_template.md",
            "web/node_modules/x/roles.md",
            "third_party/lib/ROLES.md",
            "CHANGELOG.md",
            "CODE-OF-CONDUCT.md",
            "CodeOfConduct.md",
            "meetings/2026-02-11.md",
            "2025-03_planning/roles.md",
            "archive/sig/README.md",
        ] {
            assert!(names.is_passed_over(&path(page)), "{page}");
        }
        for page in
            ["roles/qa.md", "docs/testing.md", "process/release/index.md", "teams/2026-goals.md", "history-team.md"]
        {
            assert!(!names.is_passed_over(&path(page)), "{page}");
        }
    }
}
