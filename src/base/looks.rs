//! What a name looks like. Two names that look alike are one to everybody who reads a review, so they are one to whoever judges:
//! letters that hide or turn the reading direction around are passed over, and letters of another script that look like those of
//! the word around them are read as those. Whoever writes so is told, since it is seldom meant.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
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
    // Nearly all names are of plain letters.
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    if let Some(control) = text.chars().find(|c| is_control(*c)) {
        return Some(Oddity::Hidden(control));
    }
    if text.is_ascii() { None } else { odd_sign(text).or_else(|| odd(text, is_foreign(text))) }
}

/// Whether a letter is none, and nothing that a name is broken by either.
fn is_control(c: char) -> bool {
    c == '\u{85}' || c.is_control() && !c.is_whitespace()
}

/// What stands in the place of a handle's own sign, or of a letter in it: "nº" is a word, and no handle is written so.
fn odd_sign(text: &str) -> Option<Oddity> {
    let first = text.chars().next().filter(|c| matches!(c, '@' | '\u{ff20}' | '\u{fe6b}'))?;
    let ordinal = text.chars().find(|c| matches!(c, 'ª' | 'º')).map(|c| Oddity::LookAlike(c, plain(c)));
    if first == '@' { ordinal } else { Some(Oddity::LookAlike(first, '@')) }
}

/// A handle with its own sign and letters.
fn with_sign(text: &str) -> String {
    let name = text.trim_start_matches(['@', '\u{ff20}', '\u{fe6b}']);
    std::iter::once('@').chain(name.chars().map(|c| if matches!(c, 'ª' | 'º') { plain(c) } else { c })).collect()
}

fn odd(text: &str, is_foreign: bool) -> Option<Oddity> {
    let hidden = hidden(text).find(|(_, is_hidden)| *is_hidden).map(|(c, _)| Oddity::Hidden(c));
    hidden.or_else(|| words(text).find_map(|word| look_alike(word, is_foreign)))
}

/// A name as it looks.
#[must_use]
pub fn as_it_looks(text: &str) -> Cow<'_, str> {
    if text.contains(is_control) {
        return Cow::Owned(as_it_looks(&text.replace(is_control, "")).into_owned());
    }
    match odd_sign(text) {
        _ if text.is_ascii() => Cow::Borrowed(text),
        Some(_) => Cow::Owned(seen(&with_sign(text), is_foreign(text)).into_owned()),
        None => seen(text, is_foreign(text)),
    }
}

fn seen(text: &str, is_foreign: bool) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    // What joins letters of one script hides beside those of another, which may have been there only by their looks.
    for _ in 0..2 {
        if odd(&out, is_foreign).is_none() {
            break;
        }
        let shown: String = hidden(&out).filter(|(_, is_hidden)| !is_hidden).map(|(c, _)| c).collect();
        let mut plain_text = String::with_capacity(shown.len());
        for word in words(&shown) {
            match look_alike(word, is_foreign) {
                Some(_) => plain_text.extend(word.chars().map(plain)),
                None => plain_text.push_str(word),
            }
        }
        out = Cow::Owned(plain_text);
    }
    out
}

/// A whole page as it looks, in as many bytes: what is taken out of a word is made up for with blanks behind it, so that every
/// place stays where it is.
#[must_use]
pub fn page_as_it_looks(text: &str) -> Cow<'_, str> {
    // Nothing is odd where no single letter is.
    if text.is_ascii() || !others(text).any(may_be_odd) {
        return Cow::Borrowed(text);
    }
    let is_foreign = is_foreign(text);
    if odd(text, is_foreign).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in pieces(text) {
        let from = out.len();
        out.push_str(&seen(word, is_foreign));
        let left = (from + word.len()).saturating_sub(out.len());
        out.extend(std::iter::repeat_n(' ', left));
    }
    Cow::Owned(out)
}

/// The letters of a text that are not ASCII, which most texts have few of.
fn others(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = rest.bytes().position(|byte| !byte.is_ascii())?;
        let mut letters = rest[at..].chars();
        let letter = letters.next();
        rest = letters.as_str();
        letter
    })
}

/// Whether a letter can be what is odd about a text, whatever stands beside it.
fn may_be_odd(c: char) -> bool {
    is_hidden(c) || is_joiner(c) || is_variation(c) || poses(c)
}

/// Whether a text has letters of another script that look like none of ours: it is written in that script, and short words of it
/// may look like Latin ones.
fn is_foreign(text: &str) -> bool {
    others(text).any(|c| c.is_alphabetic() && !is_latin(c) && !poses(c))
}

/// The words of a page that are not what they look like, each with where it begins.
pub(crate) fn odd_words(text: &str) -> impl Iterator<Item = (usize, &str, Oddity)> {
    let (mut at, is_foreign) = (0, is_foreign(text));
    pieces(text).filter_map(move |word| {
        let start = at;
        at += word.len();
        let oddity = odd(word, is_foreign)?;
        (!breaks_a_link(&text[..start], word, is_foreign)).then_some((start, word, oddity))
    })
}

/// Whether a word is odd for nothing but a blank without width where it keeps a host from making a link or a mention of it, as our
/// own pages have it: behind `@`, `#`, `-` and `:`, before a bracket, and in `www.`.
fn breaks_a_link(before: &str, word: &str, is_foreign: bool) -> bool {
    const BREAK: char = '\u{200b}';
    let behind = word.strip_prefix(BREAK).filter(|_| before.ends_with(['@', '#', '-', ':', ']', '<']));
    let in_www = || word.strip_suffix(BREAK).filter(|www| www.eq_ignore_ascii_case("www"));
    behind.or_else(in_www).is_some_and(|rest| odd(rest, is_foreign).is_none())
}

/// The words of a text and what stands between them, in its order.
fn words(text: &str) -> impl Iterator<Item = &str> {
    split(text, char::is_alphanumeric)
}

/// The same, with letters that cannot be seen as parts of the words that they stand in.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    split(text, |c| c.is_alphanumeric() || is_hidden(c) || is_joiner(c) || is_variation(c))
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

/// A letter of a word that looks like a Latin one, where the word as a whole looks like a Latin word and is none of the script
/// that the rest is written in.
fn look_alike(word: &str, is_foreign: bool) -> Option<Oddity> {
    let odd = word.chars().find(|c| poses(*c))?;
    let is_mixed = word.chars().any(|c| c.is_ascii_alphabetic());
    // "4ᵗʰ" is written so on purpose.
    let is_ordinal = !is_mixed && word.chars().all(|c| c.is_ascii_digit() || is_raised(c));
    let is_like = word.chars().all(|c| c.is_ascii() || poses(c)) && (is_mixed || !is_foreign) && !is_ordinal;
    is_like.then(|| Oddity::LookAlike(odd, plain(odd)))
}

/// Whether a letter is one that languages write in Latin letters: the dotless i of Turkish is a letter of its own.
fn is_latin(c: char) -> bool {
    matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Whether a letter of another script, or in another dress, looks like a Latin one.
fn poses(c: char) -> bool {
    !c.is_ascii() && !is_latin(c) && (is_potential_mixed_script_confusable_char(c) || is_dressed(c)) && plain(c) != c
}

/// Whether a letter is perhaps a Latin one in another width, weight or height, or of the phonetic alphabet.
fn is_dressed(c: char) -> bool {
    is_raised(c)
        || matches!(c, '\u{250}'..='\u{2af}' | '\u{1d00}'..='\u{1dbf}' | '\u{2100}'..='\u{214f}' | '\u{24b6}'..='\u{24e9}'
            | '\u{ff10}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' | '\u{1f110}'..='\u{1f189}')
}

/// Whether a letter is one that is written above or below the line.
fn is_raised(c: char) -> bool {
    matches!(c, '\u{2b0}'..='\u{2b8}' | '\u{2e0}'..='\u{2e4}' | '\u{1d2c}'..='\u{1d6a}' | '\u{1d9b}'..='\u{1dbf}'
        | '\u{2071}' | '\u{207f}' | '\u{2090}'..='\u{209c}')
}

/// The Latin letter or digit that a letter looks like; itself where it looks like none.
fn plain(c: char) -> char {
    let one = |letters: &mut dyn Iterator<Item = char>| match (letters.next(), letters.next()) {
        (Some(one), None) if one.is_ascii_alphanumeric() => Some(one),
        _ => None,
    };
    let mut buffer = [0; 4];
    let looks = || one(&mut skeleton(c.encode_utf8(&mut buffer)));
    // The same letter in another dress keeps its case, which the tables of looks do not.
    one(&mut std::iter::once(c).nfkc()).or_else(looks).unwrap_or(c)
}

/// The letters of a text, each with whether it hides. Joiners are letters' own in some scripts, and hide only beside others: behind
/// a letter of ours, what hides there left aside, and behind another joiner.
fn hidden(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut before = ' ';
    text.chars().map(move |c| {
        let joins_nothing = is_joiner(c) && (before.is_ascii() || is_joiner(before));
        // Behind a digit it makes a keycap, behind a picture or a letter of its script it chooses one of several shapes.
        let varies_nothing = is_variation(c) && (before == '@' || before.is_ascii_alphabetic() || is_latin(before));
        let hides = is_hidden(c) || joins_nothing || varies_nothing;
        if !hides {
            before = c;
        }
        (c, hides)
    })
}

/// Whether a letter joins those beside it, or keeps them apart, and is not seen itself.
pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a letter chooses one of several shapes of the one before it.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a letter cannot be seen, or turns the reading direction around.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' | '\u{200e}'
        | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffc}' | '\u{16fe4}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}'
        | '\u{e01f0}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_a_link_is_told_nowhere_else() {
        let told = |text: &str| odd_words(text).count();
        for text in [
            "https:\u{200b}//a.example",
            "@\u{200b}kim",
            "#\u{200b}12, GH-\u{200b}3",
            "www\u{200b}.a",
            "[a]\u{200b}(b)",
        ] {
            assert_eq!(told(text), 0, "{text:?}");
        }
        for text in
            ["ki\u{200b}m", "@ki\u{200b}m", "@\u{200b}\u{200b}kim", "@\u{200b}kіm", "a \u{200b}b", "wwx\u{200b}."]
        {
            assert_eq!(told(text), 1, "{text:?}");
        }
    }

    #[test]
    fn letters_that_look_like_others_are_read_as_those() {
        for (written, looks) in [
            ("РМ", "PM"),
            ("@mаya", "@maya"),
            ("test\u{200b}-sign-off", "test-sign-off"),
            ("prоduct mаnager", "product manager"),
            ("release\u{202e} approval", "release approval"),
            ("@ma\u{200c}\u{200d}\u{200c}\u{200c}ya", "@maya"),
            ("@may\u{200b}\u{200c}a", "@maya"),
            ("@maya\u{fe0f}", "@maya"),
            ("@ma\u{fe00}ya", "@maya"),
            ("@maya\u{e0100}", "@maya"),
            ("@ma\u{180b}ya", "@maya"),
            ("@\u{feff}maya", "@maya"),
            ("@ma\u{2028}ya", "@maya"),
            ("@may\u{ff41}", "@maya"),
            ("@M\u{1d41a}ya", "@Maya"),
            ("@may\u{251}", "@maya"),
            ("@may\u{1d43}", "@maya"),
            ("می\u{200c}\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert!(oddity(written).is_some(), "{written}");
            assert_eq!(as_it_looks(written), looks);
            let page = page_as_it_looks(written);
            assert_eq!(page.len(), written.len());
            assert_eq!(page.replace(' ', ""), looks.replace(' ', ""));
        }
        assert_eq!(oddity("\u{ff20}maya"), Some(Oddity::LookAlike('\u{ff20}', '@')));
        assert_eq!(as_it_looks("\u{ff20}maya"), "@maya");
        assert_eq!(as_it_looks("@mayª"), "@maya");
        for control in ['\u{1}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9f}'] {
            let name = format!("@ma{control}ya");
            assert_eq!((oddity(&name), &*as_it_looks(&name)), (Some(Oddity::Hidden(control)), "@maya"));
        }
    }

    #[test]
    fn names_of_every_language_stay_what_they_are() {
        let names = [
            "Zoë",
            "Łukasz",
            "Иван Петров",
            "Команда платежей",
            "Разговор о тестах и сроках",
            "Αθηνά",
            "田中",
            "مریم می\u{200c}خواهم",
            "Işık",
            "Nur Yıldız",
            "Sıla Kırmızı",
            "Đorđe",
            "Żaneta",
            "naïve café",
            "ProdOps – Größe",
            "O’Brien",
            "🚀 launch",
            "❤\u{fe0f} team",
            "1\u{fe0f}\u{20e3} first",
            "葛\u{e0100}飾",
            "the 4ᵗʰ quarter",
            "ＱＡ担当",
            "m² and CO₂",
            "1ª reunião",
            "Ørsted",
            "Ñandú",
            "ligne à suivre",
        ];
        for name in names {
            assert_eq!(oddity(name), None, "{name}");
            assert_eq!(as_it_looks(name), name);
            assert_eq!(page_as_it_looks(name), name);
            // Nor does it matter that something else on the page is odd.
            assert!(page_as_it_looks(&format!("{name} and РМ")).starts_with(name), "{name}");
        }
    }
}
