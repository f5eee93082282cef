//! One pattern: parts between slashes, and whether it speaks of what lies below a folder. Matching takes time that grows with
//! the pattern times the path and no faster: `*` and `**` go back to the last one of their kind alone; `part.rs` holds what
//! stands between slashes.

use super::Law;
use super::part::Part;

/// A pattern longer than this matches no path that a file can have.
pub const LONGEST: usize = crate::base::limits::PATTERN.most;

/// Letters that mean something else in a pattern than themselves.
const SIGNS: [char; 8] = ['*', '?', '[', ']', '{', '}', '!', '\\'];

/// A pattern, ready to match.
#[derive(Debug)]
pub struct Glob {
    parts: Vec<Part>,
    below: Below,
    /// What it matches, written in one way: two patterns of one key match the same paths.
    key: String,
}

/// What a pattern says of a folder that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    /// Nothing: only files are meant.
    No,
    /// All in it, or a file of that name.
    Also,
    /// All in it, and no file of that name.
    Only,
}

/// Why a host does not take a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, to follow the pattern.
    pub(crate) message: &'static str,
    /// The way out.
    pub(crate) help: String,
}

impl Glob {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What the host refuses.
    pub fn read(law: Law, text: &str) -> Result<Self, Fault> {
        if text.len() > LONGEST {
            return Err(fault("is longer than any path", "shorten it with `*`"));
        }
        match law {
            Law::GitHub => Self::github(text),
            Law::GitLab => Ok(Self::gitlab(text)),
            Law::Gitignore => Self::gitignore(text),
        }
    }

    fn github(text: &str) -> Result<Self, Fault> {
        refuse_github(text)?;
        let anchored = text.trim_end_matches('/').contains('/');
        let inner = text.strip_prefix('/').unwrap_or(text);
        let (inner, is_folder) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let mut parts = Vec::new();
        if !anchored {
            parts.push(Part::Folders);
        }
        parts.extend(inner.split('/').map(|part| Part::read(Law::GitHub, part)));
        let below = match parts.last() {
            _ if is_folder => Below::Only,
            Some(Part::Folders) => Below::Only,
            // `/docs/*` is one level; a lone `*` stands behind `**` and needs no more.
            Some(Part::Any) => Below::No,
            _ => Below::Also,
        };
        Ok(Self::of(parts, below))
    }

    fn gitlab(text: &str) -> Self {
        let text = if text == "*" { "/**/*" } else { text };
        let text = text.strip_prefix("\\#").map_or_else(|| text.to_owned(), |rest| format!("#{rest}"));
        let text = unescape_blanks(&text);
        let (inner, anchored) = text.strip_prefix('/').map_or((&*text, false), |inner| (inner, true));
        let (inner, is_folder) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let mut parts = if anchored { Vec::new() } else { vec![Part::Folders] };
        parts.extend(inner.split('/').map(|part| Part::read(Law::GitLab, part)));
        if is_folder {
            parts.extend([Part::Folders, Part::Any]);
        } else if let Some(last @ Part::Folders) = parts.last_mut() {
            // `**` with no slash behind it is `*`.
            *last = Part::Any;
        }
        Self::of(parts, Below::No)
    }

    fn gitignore(text: &str) -> Result<Self, Fault> {
        let inner = text.strip_prefix('!').unwrap_or(text);
        let anchored = inner.trim_end_matches('/').contains('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let (inner, is_folder) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let mut parts = if anchored { Vec::new() } else { vec![Part::Folders] };
        for part in inner.split('/') {
            // What holds no sign of a pattern is one.
            if part.contains(SIGNS) && globset::Glob::new(part).is_err() {
                return Err(fault("is not a file pattern", "write it as in .gitignore: `services/pay/**`"));
            }
            parts.push(Part::read(Law::Gitignore, part));
        }
        let below = match parts.last() {
            Some(Part::Folders) => Below::Only,
            _ if is_folder => Below::Only,
            _ => Below::Also,
        };
        if is_folder && matches!(parts.last(), Some(Part::Folders)) {
            // `**/` is all in any folder, and not what lies at the top.
            parts.push(Part::Any);
        }
        Ok(Self::of(parts, below))
    }

    fn of(mut parts: Vec<Part>, below: Below) -> Self {
        // What lies below a folder is said by `below`, and several `**` in a row are one.
        if below == Below::Only && matches!(parts.as_slice(), [.., _, Part::Folders]) {
            parts.pop();
        }
        parts.dedup_by(|a, b| matches!((a, b), (Part::Folders, Part::Folders)));
        let mut key: String = parts.iter().flat_map(|part| ["/", part.text()]).collect();
        key.push_str(match below {
            Below::No => "",
            Below::Also => "//",
            Below::Only => "/",
        });
        Self { parts, below, key }
    }

    /// What it matches, written in one way.
    #[must_use]
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Whether it is about every path.
    #[must_use]
    pub(crate) fn is_everything(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Folders | Part::Any))
            && self.parts.iter().any(|part| matches!(part, Part::Folders))
    }

    /// The one path that it names, where it has no sign of a meaning and starts at the root.
    #[must_use]
    pub(crate) fn path(&self) -> Option<String> {
        let name = |part: &Part| match part {
            Part::Name(name) => Some(name.clone()),
            _ => None,
        };
        let parts = match (self.parts.as_slice(), self.below) {
            // GitLab's way to say all below a folder, and gitignore's.
            ([parts @ .., Part::Folders, Part::Any], _) | ([parts @ .., Part::Any], Below::Also) => parts,
            (parts, _) => parts,
        };
        let parts: Option<Vec<String>> = parts.iter().map(name).collect();
        parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/"))
    }

    /// The folders and the name that it starts with, as far as they have no sign of a meaning; empty for a pattern that starts
    /// at any depth.
    #[must_use]
    pub(crate) fn start(&self) -> String {
        let names = self.parts.iter().map_while(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            _ => None,
        });
        names.collect::<Vec<_>>().join("/")
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether a file of this path is meant; `/` between the parts, none in front.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split('/').collect();
        self.matches_parts(&path)
    }

    /// The same for a path that is in parts already.
    pub(super) fn matches_parts(&self, path: &[&str]) -> bool {
        let (mut part, mut at) = (0, 0);
        // The last `**` that was passed, and where the search goes on behind it.
        let mut back: Option<(usize, usize)> = None;
        loop {
            match self.parts.get(part) {
                Some(Part::Folders) => {
                    part += 1;
                    back = Some((part, at));
                    continue;
                }
                Some(pattern) if path.get(at).is_some_and(|name| pattern.matches(name)) => {
                    (part, at) = (part + 1, at + 1);
                    continue;
                }
                None if self.ends(path.len() - at.min(path.len())) => return true,
                _ => {}
            }
            let Some((after, from)) = &mut back else { return false };
            if *from >= path.len() {
                return false;
            }
            *from += 1;
            (part, at) = (*after, *from);
        }
    }

    /// Whether a pattern that has come to its end speaks of a path with so many parts left.
    fn ends(&self, left: usize) -> bool {
        match self.below {
            Below::No => left == 0,
            Below::Also => true,
            Below::Only => left > 0,
        }
    }
}

/// GitLab takes blanks behind a backslash for one blank.
fn unescape_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '\\' && signs.peek().is_some_and(|next| next.is_whitespace()) {
            while signs.next_if(|next| next.is_whitespace()).is_some() {}
            out.push(' ');
        } else {
            out.push(sign);
        }
    }
    out
}

fn refuse_github(text: &str) -> Result<(), Fault> {
    let unescaped = |wanted: &[char]| {
        let mut escaped = false;
        text.chars().any(|sign| {
            let found = !escaped && wanted.contains(&sign);
            escaped = sign == '\\' && !escaped;
            found
        })
    };
    if text.starts_with('!') {
        return Err(fault(
            "starts with `!`, which GitHub does not know",
            "name the path on a later line without owners: that takes it away from the lines above",
        ));
    }
    if unescaped(&['[', ']']) {
        return Err(fault(
            "has `[ ]`, which GitHub does not know",
            format!("write a line for each name, or `?` for any one sign: `{}`", without_brackets(text)),
        ));
    }
    if let Some(rest) = text.strip_prefix("\\#") {
        let instead = format!("?{rest}");
        return Err(fault(
            "starts with `\\#`, which GitHub does not know",
            format!("write `?` for the sign: `{instead}`"),
        ));
    }
    if text.contains("***") {
        return Err(fault("has three `*` in a row, which GitHub does not know", format!("write `{}`", stars(text))));
    }
    if text == "/" {
        return Err(fault(
            "is `/` alone, which matches nothing",
            "write `*` for every file, or `/*` for those at the root",
        ));
    }
    Ok(())
}

/// `v[12]` is one sign, `[slug]` a name in brackets.
fn without_brackets(text: &str) -> String {
    let Some((before, rest)) = text.split_once('[') else { return text.replace(']', "?") };
    let Some((inside, after)) = rest.split_once(']') else { return text.replace(['[', ']'], "?") };
    let is_class = inside.chars().count() <= 3 || inside.contains('-');
    let instead = if is_class { "?".to_owned() } else { format!("?{inside}?") };
    format!("{before}{instead}{}", without_brackets(after))
}

/// With two stars where there are more.
fn stars(text: &str) -> String {
    let mut text = text.to_owned();
    while text.contains("***") {
        text = text.replace("***", "**");
    }
    text
}

fn fault(message: &'static str, help: impl Into<String>) -> Fault {
    Fault { message, help: help.into() }
}
