//! `extends`: rules of others that a repository is judged by: a folder of its own, or a folder of another repository at one
//! commit. What lies elsewhere was brought here by `drawline rules vendor`; nothing is fetched where anything is judged.
//!
//! `lock.rs` holds what was brought; `policy/extended.rs` holds it against what is here.

use super::lock;
use crate::base::limits::PATTERNS;
use crate::base::path::RepoPath;
use crate::base::source::Span;
use crate::base::suggest::one_of;
use crate::document::table::Table;
use crate::document::{Problem, ProblemKind};
use crate::read::reading::Written;

/// The key.
pub(crate) const KEY: &str = "extends";

/// What an address of another repository begins with.
const PREFIX: &str = "git+";

/// How a repository may be reached. Git knows others that run programs.
pub(crate) const SCHEMES: &[&str] = &["https", "ssh", "file"];

/// Digits of the name of a commit.
const DIGITS: usize = 40;

/// How a source is written.
const WRITE: &str = "write a folder of this repository, \"policy/\", or one of another at a commit, \
                     \"git+https://example.org/acme/policy.git@<40 digits>#policy/\"";

/// All that a configuration extends, in its order: the later over the earlier.
#[derive(Debug, Default)]
pub(crate) struct Extends {
    /// What can be read.
    pub(crate) sources: Vec<Source>,
    /// What cannot.
    pub(crate) problems: Vec<Problem>,
}

/// One source of rules.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// As written.
    pub(crate) written: Written,
    /// Where its rule files lie.
    pub(crate) place: Place,
}

/// Where rule files of a source lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A folder, or a file, of the repository itself.
    Here(String),
    /// A folder, or a file, of another repository.
    Elsewhere(Pinned),
}

/// A folder of another repository at a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pinned {
    /// Where the repository is, as Git takes it.
    pub(crate) address: String,
    /// The commit, 40 hexadecimal digits.
    pub(crate) commit: String,
    /// The folder or file in it.
    pub(crate) path: String,
    /// The folder here that holds what the other repository holds.
    pub(crate) folder: String,
}

impl Place {
    /// The folder, or the file, of the repository itself that holds them, or holds what holds them.
    #[must_use]
    pub(super) fn folder(&self) -> &str {
        match self {
            Self::Here(folder) => folder,
            Self::Elsewhere(pinned) => &pinned.folder,
        }
    }
}

impl Extends {
    /// Reads `extends` of a configuration.
    #[must_use]
    pub(super) fn decode(root: &Table<'_>) -> Self {
        let mut extends = Self::default();
        let named = root.names(KEY);
        if let Some(behind) = named.get(PATTERNS.most) {
            extends.problems.push(problem(behind.span, format!("more than {} sources are named", PATTERNS.most)));
        }
        for written in named.into_iter().take(PATTERNS.most) {
            match read(&written.value) {
                Ok(place) => extends.add(Source { written, place }),
                Err(why) => extends.problems.push(problem(written.span, why)),
            }
        }
        extends
    }

    fn add(&mut self, source: Source) {
        if let (Place::Elsewhere(new), Some(_)) = (&source.place, self.clashing(&source)) {
            let why = format!("{} is named at two commits", new.address);
            self.problems.push(problem(source.written.span, why));
        } else if self.sources.iter().any(|known| known.place == source.place) {
            self.problems.push(problem(source.written.span, "it is named twice".to_owned()));
        } else {
            self.sources.push(source);
        }
    }

    /// A source that is kept in the same folder and is of another repository or commit.
    fn clashing(&self, source: &Source) -> Option<&Source> {
        let Place::Elsewhere(new) = &source.place else { return None };
        self.sources.iter().find(|known| match &known.place {
            Place::Elsewhere(old) => {
                old.folder == new.folder && (old.commit != new.commit || old.address != new.address)
            }
            Place::Here(_) => false,
        })
    }

    /// Whether nothing is extended, not even in a way that cannot be read.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.problems.is_empty()
    }

    /// The sources that lie elsewhere.
    pub(crate) fn pinned(&self) -> impl Iterator<Item = (&Source, &Pinned)> {
        self.sources.iter().filter_map(|source| match &source.place {
            Place::Elsewhere(pinned) => Some((source, pinned)),
            Place::Here(_) => None,
        })
    }

    /// Whether a file says what is extended: one of the sources', or the lock.
    #[must_use]
    pub(super) fn holds(&self, path: &RepoPath) -> bool {
        let is_here = |source: &Source| matches!(&source.place, Place::Here(folder) if is_in(path.as_str(), folder));
        self.sources.iter().any(is_here) || (self.pinned().next().is_some() && is_kept(path))
    }
}

/// Whether a file is the lock, or one of those that it is about.
#[must_use]
pub(crate) fn is_kept(path: &RepoPath) -> bool {
    path.as_str() == lock::FILE || path.is_under(lock::FOLDER)
}

/// Whether a path is a file, or lies in a folder, however deep.
#[must_use]
pub(crate) fn is_in(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn problem(span: Span, why: String) -> Problem {
    Problem {
        kind: ProblemKind::BadValue,
        span,
        detail: format!("{KEY}: {why}"),
        message: why,
        label: "this source of rules".to_owned(),
        help: Some(WRITE.to_owned()),
        instead: None,
    }
}

/// Reads one source.
fn read(text: &str) -> Result<Place, String> {
    let Some(rest) = text.strip_prefix(PREFIX) else { return here(text) };
    let (rest, path) = rest.split_once('#').ok_or_else(|| format!("\"{text}\" names no folder behind a #"))?;
    let path = folder(path).ok_or_else(|| format!("\"{path}\" is no folder of a repository"))?;
    let (scheme, where_) = rest.split_once("://").ok_or_else(|| format!("\"{rest}\" is no address"))?;
    if !SCHEMES.contains(&scheme) {
        return Err(format!("rules come by {}, not by {scheme}", one_of(SCHEMES)));
    }
    let (where_, commit) = where_.rsplit_once('@').unwrap_or((where_, ""));
    if commit.len() != DIGITS || !commit.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(format!(
            "\"{text}\" names no commit by its {DIGITS} digits, and branches and tags move; `git ls-remote {scheme}://{where_}` \
             prints those of today"
        ));
    }
    let kept = kept_as(where_).ok_or_else(|| format!("\"{rest}\" is no address"))?;
    Ok(Place::Elsewhere(Pinned {
        address: format!("{scheme}://{where_}"),
        commit: commit.to_owned(),
        path,
        folder: format!("{}/{kept}", lock::FOLDER),
    }))
}

fn here(text: &str) -> Result<Place, String> {
    if text.contains("://") {
        return Err(format!("\"{text}\" is no folder of this repository; addresses begin with {PREFIX}"));
    }
    folder(text).map(Place::Here).ok_or_else(|| format!("\"{text}\" is no folder of this repository"))
}

/// A folder or file from the root, without a slash at its end.
fn folder(text: &str) -> Option<String> {
    let path = RepoPath::new(text.strip_prefix("./").unwrap_or(text).trim_end_matches('/'))?;
    (!path.is_embedded()).then(|| path.to_string())
}

/// Where what a repository holds is kept: the host, then the path, without who asks and the port.
fn kept_as(address: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~@:/".contains(c);
    if !address.chars().all(is_plain) || address.starts_with('-') {
        return None;
    }
    let (host, path) = address.split_once('/')?;
    let (who, host) = host.rsplit_once('@').unwrap_or(("", host));
    // A password in a file of the repository is everybody's.
    if who.contains(':') {
        return None;
    }
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let path = path.trim_end_matches('/');
    let kept = format!("{host}/{}", path.strip_suffix(".git").unwrap_or(path));
    let kept = kept.trim_start_matches('/');
    // No folder is called like those that lead elsewhere, or like Git's own.
    let is_sound =
        |part: &str| !part.is_empty() && !part.contains(['@', ':', '~']) && ![".", "..", ".git"].contains(&part);
    kept.split('/').all(is_sound).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn decode(list: &[String]) -> Extends {
        let text = format!("extends = {list:?}\n");
        Extends::decode(&Document::parse(&text).expect("valid").root())
    }

    #[test]
    fn a_source_is_a_folder_here_or_one_elsewhere_at_a_commit() {
        let kept = |address: &str| {
            let extends = decode(&[format!("git+{address}@{COMMIT}#policy/")]);
            let pinned = extends.pinned().map(|(_, pinned)| pinned.clone()).next();
            pinned.map(|pinned| (pinned.address, pinned.commit, pinned.path, pinned.folder))
        };
        let expected = |address: &str, folder: &str| {
            Some((address.to_owned(), COMMIT.to_owned(), "policy".to_owned(), format!(".drawline/rules/{folder}")))
        };
        for (address, folder) in [
            ("https://example.org/acme/policy", "example.org/acme/policy"),
            ("https://example.org:8443/acme/policy.git", "example.org/acme/policy"),
            ("ssh://git@example.org/acme/policy.git", "example.org/acme/policy"),
            ("file:///srv/git/policy.git", "srv/git/policy"),
        ] {
            assert_eq!(kept(address), expected(address, folder), "{address}");
        }
        let extends = decode(&["./policy/".to_owned()]);
        assert!(extends.holds(&RepoPath::new("policy/deep/a.toml").expect("sound")));
        assert!(!extends.holds(&RepoPath::new("policy2/a.toml").expect("sound")));
        assert!(!extends.holds(&RepoPath::new(lock::FILE).expect("sound")), "nothing lies elsewhere");
    }

    #[test]
    fn what_could_be_something_else_is_no_source() {
        let at = |rest: &str| format!("git+https://example.org/acme/policy@{rest}");
        for text in [
            "../policy/".to_owned(),
            "/etc".to_owned(),
            "https://example.org/acme/policy".to_owned(),
            "git+https://example.org/acme/policy#policy".to_owned(),
            at("main#policy/"),
            at(&COMMIT[..12]),
            at(COMMIT),
            at(&format!("{COMMIT}#../x")),
            format!("git+ext::sh -c true@{COMMIT}#policy/"),
            format!("git+http://example.org/acme/policy@{COMMIT}#policy/"),
            format!("git+https://-x/acme/policy@{COMMIT}#policy/"),
            format!("git+https://example.org/../policy@{COMMIT}#policy/"),
            format!("git+https://example.org/.git/policy@{COMMIT}#policy/"),
            format!("git+https://example.org/a%2e/policy@{COMMIT}#policy/"),
            format!("git+file://@{COMMIT}#policy/"),
            format!("git+https://robin:secret@example.org/acme/policy@{COMMIT}#policy/"),
        ] {
            let extends = decode(std::slice::from_ref(&text));
            assert!(extends.sources.is_empty() && extends.problems.len() == 1, "{text}");
        }
        let other = COMMIT.replace('0', "9");
        let two = decode(&[at(&format!("{COMMIT}#a")), at(&format!("{other}#b"))]);
        assert_eq!((two.sources.len(), two.problems.len()), (1, 1), "one repository at two commits");
        let two = decode(&[at(&format!("{COMMIT}#a")), at(&format!("{COMMIT}#b")), at(&format!("{COMMIT}#b/"))]);
        assert_eq!((two.sources.len(), two.problems.len()), (2, 1), "two folders of one commit, one of them twice");
    }
}
