//! What is meant by a key, a day, a number or a flag that is written as the format does not take it.

use super::{Field, Type};
use crate::base::date::Date;
use crate::base::suggest::{is_slip, nearest};
use crate::document::nodes::Kind;
use crate::document::table::Value;

/// The key that was perhaps meant.
pub(super) struct Meant<'s> {
    pub(super) field: &'s Field,
    /// Whether it can be no other, so that the file may be read as if it stood there.
    pub(super) is_sure: bool,
}

/// The known key that an unknown one is meant to be.
pub(super) fn field<'s>(key: &str, shape: &'s [Field]) -> Option<Meant<'s>> {
    let counted = |field: &&Field| is_other_number(key, field.key);
    if let Some(field) = shape.iter().find(counted) {
        return Some(Meant { field, is_sure: true });
    }
    let called = |field: &&Field| field.called.iter().any(|name| name.eq_ignore_ascii_case(key));
    if let Some(field) = shape.iter().find(called) {
        return Some(Meant { field, is_sure: true });
    }
    let near = nearest(key, shape.iter().map(|field| field.key))?;
    let field = shape.iter().find(|field| field.key == near)?;
    Some(Meant { field, is_sure: is_slip(key, near) })
}

/// Whether one is the other's plural.
fn is_other_number(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let is_plural = |many: &str, single: &str| match (many, single) {
        ("people" | "persons", "person") => true,
        _ => match single.strip_suffix('y') {
            Some(stem) => many.strip_suffix("ies") == Some(stem),
            None => many.strip_suffix('s') == Some(single) || many.strip_suffix("es") == Some(single),
        },
    };
    is_plural(&one, &other) || is_plural(&other, &one)
}

/// Whether a value is of the kind that a key takes, as far as that can be seen from outside.
pub(super) fn fits(value: Value<'_>, takes: Type) -> bool {
    match takes {
        Type::Text | Type::Name | Type::Id | Type::Handle | Type::OneOf(_) => value.kind() == Kind::Text,
        Type::Names => matches!(value.kind(), Kind::Text | Kind::List),
        Type::Date => value.day().is_some(),
        Type::Number | Type::Share | Type::Count => value.number().is_some(),
        Type::Flag => value.kind() == Kind::Flag,
        Type::Table(_) | Type::Tables(_) | Type::Map(_) | Type::Any => false,
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The day that a text can only mean: `31.12.2026`, `2026/12/31`, `31 Dec 2026`; `None` where two could be meant.
pub(super) fn day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let year = |text: &str| text.parse::<u16>().ok().filter(|year| (1900..=2200).contains(year));
    let number = |text: &str| text.parse::<u8>().ok();
    let month = |text: &str| {
        let text = text.to_ascii_lowercase();
        let at =
            MONTHS.iter().position(|month| text.starts_with(month) && text.bytes().all(|b| b.is_ascii_alphabetic()));
        at.and_then(|at| u8::try_from(at + 1).ok())
    };
    if let Some(year) = year(first) {
        return Date::new(year, number(second).or_else(|| month(second))?, number(third)?);
    }
    let year = year(third)?;
    match (month(first), month(second), number(first), number(second)) {
        (Some(month), _, _, Some(day)) | (_, Some(month), Some(day), _) => Date::new(year, month, day),
        // With dots the day always goes first; else only a number that no month has tells which one it is.
        (_, _, Some(day), Some(month)) if text.contains('.') || day > 12 => Date::new(year, month, day),
        (_, _, Some(month), Some(day)) if day > 12 => Date::new(year, month, day),
        _ => None,
    }
}

/// Whether a text has the form of a day, `2026-02-30`, and is none of the calendar.
pub(super) fn is_no_day(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.trim().split('-').collect();
    let is_formed = matches!(parts.as_slice(), [year, month, day]
        if year.len() == 4 && month.len() <= 2 && day.len() <= 2 && parts.iter().all(|part| digits(part)));
    is_formed && day(text).is_none()
}

/// A number that stands in quotes, as the file would write it: `3`, and `0.6` for a share of `60 %`.
pub(super) fn number(text: &str, takes: Type) -> Option<String> {
    let text = text.trim();
    let (digits, percent) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim(), true),
        None => (text, false),
    };
    let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
    match takes {
        Type::Share if percent => share_of(number),
        Type::Share => (number <= 1.0).then(|| number.to_string()),
        Type::Count => (!percent && number.fract() == 0.0).then(|| number.to_string()),
        _ => (!percent).then(|| number.to_string()),
    }
}

/// The share that a percentage is. From 1 to 5 it could as well be days of a week.
pub(super) fn share_of(percent: f64) -> Option<String> {
    let share = (percent * 1e4).round() / 1e6;
    (percent > 5.0 && percent <= 100.0).then(|| share.to_string())
}

/// A flag that is written as a word or a number.
pub(super) fn flag(value: Value<'_>) -> Option<bool> {
    match (value.as_text().map(|text| text.trim().to_ascii_lowercase()).as_deref(), value.number()) {
        (Some("true" | "yes" | "on" | "1"), _) => Some(true),
        (Some("false" | "no" | "off" | "0"), _) => Some(false),
        (None, Some(number)) if number == 0.0 || number == 1.0 => Some(number == 1.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_only_where_it_can_be_no_other() {
        let read = |text: &str| day(text).map(|day| day.to_string());
        for text in ["31.12.2026", "2026/12/31", "12/31/2026", "31/12/2026", "31 Dec 2026", "December 31, 2026"] {
            assert_eq!(read(text).as_deref(), Some("2026-12-31"), "{text}");
        }
        for text in ["5/6/2026", "31.12.26", "end of 2026", "2026", "30.02.2026", "Marchy 3 2026x"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(is_no_day("2026-02-30") && is_no_day("2026-13-01") && !is_no_day("soon") && !is_no_day("2026-1-5"));
    }

    #[test]
    fn plurals_and_singulars_are_one_key() {
        for (one, other) in [("duties", "duty"), ("members", "member"), ("people", "person"), ("alias", "aliases")] {
            assert!(is_other_number(one, other) && is_other_number(other, one), "{one}");
        }
        assert!(!is_other_number("team", "member") && !is_other_number("duty", "dutys"));
    }

    #[test]
    fn percentages_are_shares() {
        assert_eq!(number("60 %", Type::Share).as_deref(), Some("0.6"));
        assert_eq!(number("0.5", Type::Share).as_deref(), Some("0.5"));
        assert_eq!(share_of(12.5).as_deref(), Some("0.125"));
        assert_eq!((share_of(150.0), share_of(2.0), number("60", Type::Share)), (None, None, None));
    }
}
