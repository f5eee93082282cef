//! One part of a pattern, between two slashes: whether it matches a name. The time is at most the part's length times the
//! name's; brackets and braces of gitignore are left to `globset`.

use std::sync::OnceLock;

use super::Law;

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

/// A part with several signs of meaning.
#[derive(Debug)]
pub(super) struct Mixed {
    text: String,
    how: How,
}

/// How such a part matches a name.
#[derive(Debug)]
enum How {
    /// Sign by sign.
    Signs(Vec<Sign>),
    /// As `ignore` reads it; put together when a path first comes to it.
    Globset(OnceLock<Option<globset::GlobMatcher>>),
    /// Not at all: brackets that are not closed.
    Never,
}

/// A sign of a part.
#[derive(Debug)]
enum Sign {
    /// `*`: any letters.
    Any,
    /// `?`: any one letter.
    One,
    /// This letter.
    Letter(char),
    /// One of these letters, or none of them.
    Class { negated: bool, ranges: Vec<(char, char)> },
}

impl Part {
    pub(super) fn read(law: Law, text: &str) -> Self {
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
            None => Self::Mixed(Mixed::read(law, text)),
        }
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Self::Folders => "**",
            Self::Any => "*",
            Self::Name(text) => text,
            Self::Ending(text) => text,
            Self::Mixed(mixed) => &mixed.text,
        }
    }

    pub(super) fn matches(&self, name: &str) -> bool {
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
    fn read(law: Law, text: &str) -> Self {
        let how = match law {
            Law::Gitignore if text.contains(['[', '{']) => How::Globset(OnceLock::new()),
            _ => signs(law, text).map_or(How::Never, How::Signs),
        };
        Self { text: text.to_owned(), how }
    }

    fn matches(&self, name: &str) -> bool {
        match &self.how {
            How::Signs(signs) => signs_match(signs, name),
            How::Globset(built) => {
                let build = || {
                    let mut builder = globset::GlobBuilder::new(&self.text);
                    Some(builder.literal_separator(true).backslash_escape(true).build().ok()?.compile_matcher())
                };
                built.get_or_init(build).as_ref().is_some_and(|glob| glob.is_match(name))
            }
            How::Never => false,
        }
    }
}

/// Goes back to the last `*` alone, so that the time is at most the pattern's length times the name's.
fn signs_match(signs: &[Sign], name: &str) -> bool {
    let (mut sign, mut rest) = (0, name);
    let mut back: Option<(usize, &str)> = None;
    loop {
        let mut letters = rest.chars();
        let letter = letters.next();
        match (signs.get(sign), letter) {
            (Some(Sign::Any), _) => {
                sign += 1;
                back = Some((sign, rest));
                continue;
            }
            (None, None) => return true,
            (Some(wanted), Some(letter)) if wanted.is(letter) => {
                (sign, rest) = (sign + 1, letters.as_str());
                continue;
            }
            _ => {}
        }
        let Some((after, from)) = &mut back else { return false };
        let mut letters = from.chars();
        if letters.next().is_none() {
            return false;
        }
        *from = letters.as_str();
        (sign, rest) = (*after, *from);
    }
}

impl Sign {
    fn is(&self, letter: char) -> bool {
        match self {
            Self::Any | Self::One => true,
            Self::Letter(this) => *this == letter,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *negated
            }
        }
    }
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// The signs of a part; `None` where it can match nothing.
fn signs(law: Law, text: &str) -> Option<Vec<Sign>> {
    let mut signs = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        signs.push(match letter {
            '*' => {
                while letters.next_if_eq(&'*').is_some() {}
                Sign::Any
            }
            '?' => Sign::One,
            '[' if law == Law::GitLab => class(&mut letters)?,
            '\\' => Sign::Letter(letters.next().unwrap_or('\\')),
            letter => Sign::Letter(letter),
        });
    }
    Some(signs)
}

/// `[ab]`, `[a-z]`, `[!ab]` as `File.fnmatch` reads them; `None` for one that is not closed.
fn class(letters: &mut Letters<'_>) -> Option<Sign> {
    let negated = letters.next_if(|letter| matches!(letter, '!' | '^')).is_some();
    let next = |letters: &mut Letters<'_>| match letters.next()? {
        '\\' => letters.next(),
        letter => Some(letter),
    };
    let mut ranges = Vec::new();
    while letters.next_if_eq(&']').is_none() {
        let from = next(letters)?;
        let mut to = from;
        let mut ahead = letters.clone();
        if ahead.next() == Some('-') && ahead.peek().is_some_and(|letter| *letter != ']') {
            letters.next();
            to = next(letters)?;
        }
        ranges.push((from, to));
    }
    Some(Sign::Class { negated, ranges })
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
