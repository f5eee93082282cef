//! One pattern: parts between slashes, and whether it speaks of what lies below a folder. Matching takes time that grows with
//! the pattern and the path, never with their product's power: `*` and `**` go back to the last one of their kind alone, and
//! parts with several signs of meaning are matched by `regex`.

use std::sync::OnceLock;

use regex::bytes::Regex;

use super::Law;

/// A pattern longer than this matches no path that a file can have.
pub const LONGEST: usize = 4096;

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

/// A part between two slashes.
#[derive(Debug)]
pub(super) enum Part {
    /// `**`: any number of folders.
    Folders,
    /// `*`: any name.
    Any,
    /// A name, letter by letter.
    Name(String),
    /// `*` and then letters.
    Ending(String),
    /// Anything else.
    Mixed(Mixed),
}

/// A part with several signs of meaning. Put together when a path first comes to it.
#[derive(Debug)]
pub(super) struct Mixed {
    text: String,
    law: Law,
    built: OnceLock<Option<Regex>>,
}

/// Why a host does not take a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, to follow the pattern.
    pub message: &'static str,
    /// The way out.
    pub help: String,
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
            if globset::Glob::new(part).is_err() {
                return Err(fault("is not a file pattern", "write it as in .gitignore: `services/pay/**`"));
            }
            parts.push(Part::read(Law::Gitignore, part));
        }
        let below = match parts.last() {
            Some(Part::Folders) => Below::Only,
            _ if is_folder => Below::Only,
            _ => Below::Also,
        };
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
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it is about every path.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Folders | Part::Any))
            && self.parts.iter().any(|part| matches!(part, Part::Folders))
    }

    /// The one path that it names, where it has no sign of a meaning and starts at the root.
    #[must_use]
    pub fn path(&self) -> Option<String> {
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
    pub fn start(&self) -> String {
        let name = |part| match part {
            &Part::Name(ref name) => Some(name.as_str()),
            _ => None,
        };
        self.parts.iter().map_while(name).collect::<Vec<_>>().join("/")
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

impl Part {
    fn read(law: Law, text: &str) -> Self {
        if text == "**" {
            return Self::Folders;
        }
        // Stars in a row are one.
        if !text.is_empty() && text.bytes().all(|b| b == b'*') {
            return Self::Any;
        }
        if let Some(name) = plain(law, text) {
            return Self::Name(name);
        }
        match text.strip_prefix('*').and_then(|ending| plain(law, ending)) {
            Some(ending) => Self::Ending(ending),
            None => Self::Mixed(Mixed { text: text.to_owned(), law, built: OnceLock::new() }),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Folders => "**",
            Self::Any => "*",
            Self::Name(text) => text,
            Self::Ending(text) => text,
            Self::Mixed(mixed) => &mixed.text,
        }
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Self::Folders => true,
            Self::Any => !name.is_empty(),
            Self::Name(text) => text == name,
            Self::Ending(text) => name.ends_with(text.as_str()),
            Self::Mixed(mixed) => mixed.matches(name),
        }
    }
}

impl Mixed {
    fn matches(&self, name: &str) -> bool {
        self.built.get_or_init(|| self.build()).as_ref().is_some_and(|regex| regex.is_match(name.as_bytes()))
    }

    fn build(&self) -> Option<Regex> {
        let regex = match self.law {
            Law::Gitignore => {
                let glob = globset::GlobBuilder::new(&self.text).literal_separator(true).backslash_escape(true).build();
                glob.ok()?.regex().to_owned()
            }
            Law::GitHub | Law::GitLab => regex_of(self.law, &self.text)?,
        };
        Regex::new(&regex).ok()
    }
}

/// A part with the signs of meaning of the two hosts, as a regular expression; `None` where it can match nothing.
fn regex_of(law: Law, text: &str) -> Option<String> {
    let mut out = String::from("(?s)^");
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '*' => {
                while signs.next_if_eq(&'*').is_some() {}
                out.push_str(".*");
            }
            '?' => out.push('.'),
            '[' if law == Law::GitLab => class(&mut signs, &mut out)?,
            '\\' => out.push_str(&literal(signs.next().unwrap_or('\\'))),
            sign => out.push_str(&literal(sign)),
        }
    }
    out.push('$');
    Some(out)
}

fn literal(sign: char) -> String {
    regex::escape(sign.encode_utf8(&mut [0; 4]))
}

/// `[ab]`, `[a-z]`, `[!ab]` as `File.fnmatch` reads them; `None` for one that is not closed.
fn class(signs: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Option<()> {
    let negated = signs.next_if(|sign| matches!(sign, '!' | '^')).is_some();
    let next = |signs: &mut std::iter::Peekable<std::str::Chars<'_>>| match signs.next()? {
        '\\' => signs.next(),
        sign => Some(sign),
    };
    let mut ranges = Vec::new();
    loop {
        if signs.next_if_eq(&']').is_some() {
            break;
        }
        let from = next(signs)?;
        let mut to = from;
        let mut ahead = signs.clone();
        if ahead.next() == Some('-') && ahead.peek().is_some_and(|sign| *sign != ']') {
            signs.next();
            to = next(signs)?;
        }
        if from <= to {
            ranges.push((from, to));
        }
    }
    let inside: String =
        ranges.iter().map(|(from, to)| format!("\\x{{{:x}}}-\\x{{{:x}}}", *from as u32, *to as u32)).collect();
    match (ranges.is_empty(), negated) {
        (true, true) => out.push('.'),
        (true, false) => return None,
        (false, _) => out.push_str(&format!("[{}{inside}]", if negated { "^" } else { "" })),
    }
    Some(())
}

/// The letters of a part without a sign of meaning.
fn plain(law: Law, text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '*' | '?' => return None,
            '[' if law != Law::GitHub => return None,
            '{' | '}' | ']' if law == Law::Gitignore => return None,
            '\\' => out.push(signs.next().unwrap_or('\\')),
            sign => out.push(sign),
        }
    }
    Some(out)
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
        let instead = text.replace(['[', ']'], "?");
        return Err(fault(
            "has `[ ]`, which GitHub does not know",
            format!("write a line for each name, or `?` for any one sign: `{instead}`"),
        ));
    }
    if text.starts_with("\\#") {
        let instead = format!("?{}", &text[2..]);
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
