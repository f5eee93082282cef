//! The day of judgement, as whoever judges asks for it. It notes from which day on an answer would be another one, so that what
//! was found on one day is known to hold until then.

use std::cell::Cell;

use super::date::Date;

/// A day that is asked about.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    today: Date,
    /// The first day after today on which something that was asked has another answer.
    turns: Cell<Option<Date>>,
}

impl Clock {
    /// The clock of a day.
    #[must_use]
    pub(crate) fn new(today: Date) -> Self {
        Self { today, turns: Cell::new(None) }
    }

    /// A clock of the same day that nobody has asked yet.
    #[must_use]
    pub(crate) fn unasked(&self) -> Self {
        Self::new(self.today)
    }

    /// The first day on which an answer would be another one; `None` where none would ever.
    #[must_use]
    pub(crate) fn turns(&self) -> Option<Date> {
        self.turns.get()
    }

    /// Whether a last day has passed.
    #[must_use]
    pub(crate) fn is_past(&self, last: Date) -> bool {
        let is_past = last < self.today;
        if !is_past {
            self.note(last.after(1));
        }
        is_past
    }

    /// How many days have passed since a day, which is one more tomorrow.
    #[must_use]
    pub(crate) fn days_since(&self, day: Date) -> i64 {
        self.note(self.today.after(1));
        self.today.days_since(day)
    }

    /// How many days have passed since a day, where that is more than so many.
    #[must_use]
    pub(crate) fn days_beyond(&self, day: Date, most: f64) -> Option<i64> {
        let days = self.today.days_since(day);
        if days as f64 > most {
            return Some(self.days_since(day));
        }
        // A number without bounds, or none, is never reached: the day that the calendar does not have.
        self.note(day.after((most.floor() as i64).saturating_add(1)));
        None
    }

    /// How many days are left until a day, which is one less tomorrow.
    #[must_use]
    pub(crate) fn days_until(&self, day: Date) -> i64 {
        self.note(self.today.after(1));
        day.days_since(self.today)
    }

    /// Notes that what was asked has another answer from a day on.
    pub(crate) fn note(&self, turns: Option<Date>) {
        let turns = turns.filter(|turns| *turns > self.today);
        self.turns.set(match (self.turns.get(), turns) {
            (Some(known), Some(turns)) => Some(known.min(turns)),
            (known, turns) => known.or(turns),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a day")
    }

    #[test]
    fn an_answer_turns_on_the_day_that_the_clock_says_and_not_before() {
        let last = day("2026-06-10");
        type Ask<'a> = &'a dyn Fn(&Clock) -> Option<i64>;
        let ask: [Ask<'_>; 4] = [
            &|clock| clock.is_past(last).then_some(1),
            &|clock| clock.days_beyond(last, 3.5),
            &|clock| Some(clock.days_since(last)),
            &|clock| Some(clock.days_until(last)),
        ];
        for ask in ask {
            let mut today = day("2026-06-01");
            for _ in 0..30 {
                let clock = Clock::new(today);
                let (answer, tomorrow) = (ask(&clock), today.after(1).expect("a day"));
                let turned = ask(&Clock::new(tomorrow)) != answer;
                assert_eq!(clock.turns() == Some(tomorrow), turned, "{today}");
                assert!(clock.turns().is_none_or(|turns| turns > today));
                today = tomorrow;
            }
        }
    }

    #[test]
    fn what_is_never_reached_never_turns() {
        let clock = Clock::new(day("2026-06-01"));
        assert_eq!(clock.days_beyond(day("2026-05-01"), f64::INFINITY), None);
        assert!(!clock.is_past(day("9999-12-31")));
        assert_eq!(clock.turns(), None);
    }
}
