//! What a name looks like. Two names that look alike are one to everybody who reads a review, so they are one to whoever judges:
//! letters that hide or turn the reading direction around are passed over, and letters of another script that look like those of
//! the word around them are read as those. Whoever writes so is told, since it is seldom meant.

use std::borrow::Cow;

use unicode_security::{is_potential_mixed_script_confusable_char, skeleton};

/// What is odd about how a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A letter that cannot be seen.
    Hidden(char),
    /// A letter that looks like another one.
    LookAlike(char, char),
}

/// What is odd about a name, first of all; nothing about nearly all of them.
#[must_use]
pub fn oddity(text: &str) -> Option<Oddity> {
    if text.is_ascii() {
        return None;
    }
    let hidden = hidden(text).find(|(_, is_hidden)| *is_hidden).map(|(c, _)| Oddity::Hidden(c));
    hidden.or_else(|| words(text).find_map(look_alike))
}

/// A name as it looks.
#[must_use]
pub fn as_it_looks(text: &str) -> Cow<'_, str> {
    if oddity(text).is_none() {
        return Cow::Borrowed(text);
    }
    let seen: String = hidden(text).filter(|(_, is_hidden)| !is_hidden).map(|(c, _)| c).collect();
    let mut out = String::with_capacity(seen.len());
    for word in words(&seen) {
        if look_alike(word).is_some() { out.extend(word.chars().map(plain)) } else { out.push_str(word) }
    }
    Cow::Owned(out)
}

/// A whole page as it looks, in as many bytes: what is taken out of a word is made up for with blanks behind it, so that every
/// place stays where it is.
#[must_use]
pub fn page_as_it_looks(text: &str) -> Cow<'_, str> {
    if text.is_ascii()
        || (!hidden(text).any(|(_, is_hidden)| is_hidden) && words(text).all(|w| look_alike(w).is_none()))
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in pieces(text) {
        let from = out.len();
        out.push_str(&as_it_looks(word));
        let left = (from + word.len()).saturating_sub(out.len());
        out.extend(std::iter::repeat_n(' ', left));
    }
    Cow::Owned(out)
}

/// The words of a page that are not what they look like, each with where it begins.
pub fn odd_words(text: &str) -> impl Iterator<Item = (usize, &str, Oddity)> {
    let mut at = 0;
    pieces(text).filter_map(move |word| {
        let start = at;
        at += word.len();
        oddity(word).map(|oddity| (start, word, oddity))
    })
}

/// The words of a text and what stands between them, in its order.
fn words(text: &str) -> impl Iterator<Item = &str> {
    split(text, char::is_alphanumeric)
}

/// The same, with letters that cannot be seen as parts of the words that they stand in.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    split(text, |c| c.is_alphanumeric() || is_hidden(c))
}

fn split(text: &str, is_of_word: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = is_of_word(rest.chars().next()?);
        let end = rest.find(|c| is_of_word(c) != is_word).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// A letter of a word that looks like a Latin one, where the word as a whole looks like a Latin word.
fn look_alike(word: &str) -> Option<Oddity> {
    let odd = word.chars().find(|c| poses(*c))?;
    word.chars().all(|c| c.is_ascii() || poses(c)).then(|| Oddity::LookAlike(odd, plain(odd)))
}

/// Whether a letter of another script looks like a Latin one.
fn poses(c: char) -> bool {
    !c.is_ascii() && is_potential_mixed_script_confusable_char(c) && plain(c) != c
}

/// The Latin letter or digit that a letter looks like; itself where it looks like none.
fn plain(c: char) -> char {
    let mut buffer = [0; 4];
    let mut looks = skeleton(c.encode_utf8(&mut buffer));
    match (looks.next(), looks.next()) {
        (Some(one), None) if one.is_ascii_alphanumeric() => one,
        _ => c,
    }
}

/// The letters of a text, each with whether it hides. Joiners are letters' own in some scripts, and hide only beside others.
fn hidden(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut before = ' ';
    text.chars().map(move |c| {
        let joins_nothing = matches!(c, '\u{200c}' | '\u{200d}') && before.is_ascii();
        before = c;
        (c, is_hidden(c) || joins_nothing)
    })
}

/// Whether a letter cannot be seen, or turns the reading direction around. A byte order mark and an emoji's variation are none.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_like_others_are_read_as_those() {
        for (written, looks) in [
            ("РМ", "PM"),
            ("@mаya", "@maya"),
            ("test\u{200b}-sign-off", "test-sign-off"),
            ("prоduct mаnager", "product manager"),
            ("release\u{202e} approval", "release approval"),
        ] {
            assert!(oddity(written).is_some(), "{written}");
            assert_eq!(as_it_looks(written), looks);
            let page = page_as_it_looks(written);
            assert_eq!(
                (page.len(), page.split_whitespace().collect::<Vec<_>>().join(" ")),
                (written.len(), looks.to_owned())
            );
        }
    }

    #[test]
    fn names_of_every_language_stay_what_they_are() {
        let names = [
            "Zoë",
            "Łukasz",
            "Иван Петров",
            "Команда платежей",
            "Αθηνά",
            "田中",
            "مریم می\u{200c}خواهم",
            "Işık",
            "naïve café",
            "ProdOps – Größe",
            "O’Brien",
            "🚀 launch",
            "❤\u{fe0f} team",
            "Ørsted",
            "Ñandú",
            "ligne à suivre",
        ];
        for name in names {
            assert_eq!(oddity(name), None, "{name}");
            assert_eq!(as_it_looks(name), name);
            assert_eq!(page_as_it_looks(name), name);
        }
    }
}
