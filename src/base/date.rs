//! Calendar days. Judging compares days in UTC; the clock is read once, at the edge (`run.rs`), or given by `--today`.

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day in the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// A day from its numbers, `None` when there is no such day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Reads `2026-12-31`.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// Today in UTC.
    #[must_use]
    pub(crate) fn today() -> Self {
        Self(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// The day, as `2026-12-31`, of a moment in seconds since 1970; empty where the calendar has no such day.
    #[must_use]
    pub(crate) fn of_timestamp(seconds: i64) -> String {
        let moment = jiff::Timestamp::from_second(seconds);
        moment.map(|moment| moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()).unwrap_or_default()
    }

    /// The day so many days later; `None` where the calendar has no such day.
    #[must_use]
    pub fn after(self, days: i64) -> Option<Self> {
        let span = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().map(Self)
    }

    /// Whole days from `earlier` to this day; negative when `earlier` is later.
    #[must_use]
    pub(crate) fn days_since(self, earlier: Self) -> i64 {
        i64::from(earlier.0.until(self.0).map_or(0, |span| span.get_days()))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0.year(), self.0.month(), self.0.day()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (year, month, day) = Deserialize::deserialize(deserializer)?;
        civil::Date::new(year, month, day).map(Self).map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
