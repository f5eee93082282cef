//! The forms of a verb, told by its endings.

use std::borrow::Cow;

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `own`.
    Plain,
    /// `owns`.
    Third,
    /// `owning`.
    Gerund,
    /// `owned`.
    Past,
}

/// What the endings of a word make it the form of.
pub(super) fn endings(word: &str) -> impl Iterator<Item = (Cow<'_, str>, Form)> {
    let mut found: [Option<(Cow<'_, str>, Form)>; 4] = [Some((american(word.into()), Form::Plain)), None, None, None];
    let mut count = 1;
    let mut push = |stem: Cow<'_, str>, form| {
        if stem.len() > 1 && count < found.len() {
            // The borrow ends with the word, as all of them do.
            found[count] = Some((american(Cow::Owned(stem.into_owned())), form));
            count += 1;
        }
    };
    if let Some(stem) = word.strip_suffix("ing") {
        push(stem.into(), Form::Gerund);
        push(format!("{stem}e").into(), Form::Gerund);
        push(undoubled(stem).into(), Form::Gerund);
    } else if let Some(stem) = word.strip_suffix("ied") {
        push(format!("{stem}y").into(), Form::Past);
    } else if let Some(stem) = word.strip_suffix("ed") {
        push(stem.into(), Form::Past);
        push(format!("{stem}e").into(), Form::Past);
        push(undoubled(stem).into(), Form::Past);
    } else if let Some(stem) = word.strip_suffix("ies") {
        push(format!("{stem}y").into(), Form::Third);
        push(format!("{stem}ie").into(), Form::Third);
    } else if let Some(stem) = word.strip_suffix('s').filter(|stem| !stem.ends_with(['s', 'u', 'i'])) {
        push(stem.into(), Form::Third);
        if let Some(shorter) = stem.strip_suffix('e') {
            push(shorter.into(), Form::Third);
        }
    }
    found.into_iter().flatten()
}

/// `plann` is `plan`.
fn undoubled(stem: &str) -> &str {
    let bytes = stem.as_bytes();
    match bytes {
        [.., a, b] if a == b && stem.is_char_boundary(stem.len() - 1) => &stem[..stem.len() - 1],
        _ => stem,
    }
}

/// `prioritise` is `prioritize`, `co-ordinate` is `coordinate`.
fn american(word: Cow<'_, str>) -> Cow<'_, str> {
    let word = if word.as_bytes().contains(&b'-') && word.contains("co-") {
        Cow::Owned(word.replace("co-", "co"))
    } else {
        word
    };
    match word.strip_suffix("ise") {
        Some(stem) if stem.len() > 4 => Cow::Owned(format!("{stem}ize")),
        _ => word,
    }
}
