//! "Did you mean": the known word nearest to an unknown one.

/// The candidate nearest to `word`, if one is near enough to be a slip of the keyboard. Case does not count. A tie goes to
/// the first candidate, so callers pass sorted lists.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let reach = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= reach * 2)
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A list for a person: `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn one_of<S: AsRef<str>>(words: &[S]) -> String {
    listed(words, "or")
}

/// A list for a person: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn all_of<S: AsRef<str>>(words: &[S]) -> String {
    listed(words, "and")
}

fn listed<S: AsRef<str>>(words: &[S], joint: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [many @ .., last] => {
            let many: Vec<&str> = many.iter().map(AsRef::as_ref).collect();
            format!("{} {joint} {}", many.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slips_are_suggested() {
        let known = ["accountable", "activity", "responsible"];
        assert_eq!(nearest("acountable", known), Some("accountable"));
        assert_eq!(nearest("Activty", known), Some("activity"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("@anna", ["@ana", "@li"]), Some("@ana"));
    }
}
