//! `RepoPath`: the one way a file is named inside drawline.
//!
//! Relative to the organisation's root, `/` between parts, UTF-8, never `..` and never absolute, so that no path from a
//! file can point outside the repository. Turning it into a path on disk is the business of `io/worktree.rs`.
//!
//! Git's names are bytes. One that is not UTF-8 is spelt with U+FFFD and two digits for each byte that is not, so that no file
//! is left out for its name and no two names fall together.

use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the paths of files begin with that are embedded in the binary.
pub(crate) const EMBEDDED: &str = "drawline:";

/// Stands before each byte that is spelt in digits.
const SPELT: char = '\u{fffd}';

/// A path of Git's, or of the disk's, as text: what is not UTF-8 is spelt byte by byte, and so is what could be taken for that,
/// or for the name of an embedded file.
#[must_use]
pub(crate) fn spelt(bytes: &[u8]) -> Cow<'_, str> {
    // Nearly every name: the rest would cost more to look for.
    let is_plain = |byte: &u8| byte.is_ascii() && *byte != b':';
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.iter().all(is_plain) => Cow::Borrowed(text),
        other => spelt_if_odd(bytes, other),
    }
}

fn spelt_if_odd<'a>(bytes: &'a [u8], text: Result<&'a str, std::str::Utf8Error>) -> Cow<'a, str> {
    match text {
        Ok(text) if !text.contains(SPELT) && !text.contains(EMBEDDED) => Cow::Borrowed(text),
        _ => Cow::Owned(bytes.split(|byte| *byte == b'/').map(spelt_part).collect::<Vec<_>>().join("/")),
    }
}

/// The bytes that a text of [`spelt`] stands for.
#[must_use]
pub(crate) fn unspelt(text: &str) -> Cow<'_, [u8]> {
    let mut parts = text.split(SPELT);
    let first = parts.next().unwrap_or_default();
    if first.len() == text.len() {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = first.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            // Somebody typed the sign itself.
            None => {
                bytes.extend(SPELT.to_string().bytes());
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    Cow::Owned(bytes)
}

fn spelt_part(part: &[u8]) -> String {
    let mut text = String::new();
    let in_digits = |text: &mut String, bytes: &[u8]| {
        for byte in bytes {
            text.push_str(&format!("{SPELT}{byte:02x}"));
        }
    };
    for chunk in part.utf8_chunks() {
        let valid = chunk.valid();
        match valid.strip_prefix(EMBEDDED).filter(|_| text.is_empty()) {
            Some(rest) => {
                text.push_str(EMBEDDED.trim_end_matches(':'));
                in_digits(&mut text, b":");
                text.push_str(&escaped(rest));
            }
            None => text.push_str(&escaped(valid)),
        }
        in_digits(&mut text, chunk.invalid());
    }
    text
}

fn escaped(text: &str) -> String {
    let spelt: String = SPELT.to_string().bytes().map(|byte| format!("{SPELT}{byte:02x}")).collect();
    text.replace(SPELT, &spelt)
}

/// A file's path from the organisation's root; cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RepoPath(Arc<str>);

impl Ord for RepoPath {
    /// Most places that are compared lie in one file, whose path they share.
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl PartialOrd for RepoPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl RepoPath {
    /// Makes a path from text with `/` between the parts. `None` when it is empty, absolute, or leaves the root.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let sound =
            !text.is_empty() && !text.contains('\0') && text.split('/').all(|part| !matches!(part, "" | "." | ".."));
        sound.then(|| Self(text.into()))
    }

    /// Names a file that is embedded in the binary, such as `drawline:rules/scope/out-of-scope.toml`.
    #[must_use]
    pub(crate) fn embedded(name: &str) -> Self {
        Self(format!("{EMBEDDED}{name}").into())
    }

    /// Whether the file is embedded in the binary, not part of a repository.
    #[must_use]
    pub(crate) fn is_embedded(&self) -> bool {
        self.0.starts_with(EMBEDDED)
    }

    /// The whole path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same text, not copied.
    #[must_use]
    pub(crate) fn shared(&self) -> Arc<str> {
        self.0.clone()
    }

    /// The bytes that Git and the disk know it by.
    #[must_use]
    pub(crate) fn bytes(&self) -> Cow<'_, [u8]> {
        unspelt(&self.0)
    }

    /// The last part: `charter.toml` of `teams/a/charter.toml`.
    #[must_use]
    pub(crate) fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder that holds the file, `""` at the root.
    #[must_use]
    pub(crate) fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether the file is `folder` itself or lies below it; `""` holds every file.
    #[must_use]
    pub(crate) fn is_under(&self, folder: &str) -> bool {
        folder.is_empty() || self.0.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

thread_local! {
    /// The path that was written or read last in this record.
    static LAST: RefCell<Option<RepoPath>> = const { RefCell::new(None) };
}

/// Writes or reads one record. In it a path that repeats the one before is written as nothing: most places of a team lie in
/// one file.
pub(crate) fn shared_paths<T>(run: impl FnOnce() -> T) -> T {
    LAST.set(None);
    run()
}

impl Serialize for RepoPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_last = LAST.with_borrow(|last| last.as_ref() == Some(self));
        if is_last {
            return serializer.serialize_str("");
        }
        LAST.set(Some(self.clone()));
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RepoPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let path = if text.is_empty() { LAST.with_borrow(Clone::clone) } else { Self::new(text) };
        LAST.set(path.clone());
        path.ok_or_else(|| serde::de::Error::custom("no path from the root"))
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_root() {
        for bad in ["", "/etc/passwd", "a/../b", "..", "./a", "a//b", "a/\0"] {
            assert!(RepoPath::new(bad).is_none(), "{bad:?}");
        }
        let path = RepoPath::new("teams/a/charter.toml").expect("sound");
        assert_eq!((path.folder(), path.file_name()), ("teams/a", "charter.toml"));
        assert!(path.is_under("teams") && path.is_under("") && !path.is_under("team"));
    }

    #[test]
    fn every_name_of_git_is_spelt_in_a_way_of_its_own_and_read_back() {
        let names: [&[u8]; 7] =
            [b"a/b.md", b"b\xff/x", b"b\xfe/x", b"\xef\xbf\xbd/x", b"\xef\xbf\xbdff", b"drawline:x/c", b"a/\xc3\xa9"];
        let spelt: Vec<RepoPath> = names.iter().map(|name| RepoPath::new(&spelt(name)).expect("sound")).collect();
        for (name, path) in names.iter().zip(&spelt) {
            assert_eq!(&*path.bytes(), *name, "{path}");
            assert!(!path.is_embedded(), "{path}");
        }
        assert_eq!(spelt.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
        assert_eq!(spelt[1].as_str(), "b\u{fffd}ff/x");
        for typed in ["a\u{fffd}", "a\u{fffd}xyz/b", "\u{fffd}+fé"] {
            assert_eq!(&*RepoPath::new(typed).expect("sound").bytes(), typed.as_bytes(), "{typed}");
        }
    }
}
