//! How costs grow: some of a thing and more of the same, measured in turn. Costs are processor time of this thread and compared
//! within one run, so that no machine is too slow for them. A machine that does other things at the same time makes some
//! measurements look large; a cost that grows too fast makes all of them large: the least of each counts.

use std::time::Duration;

/// So often both are measured before a growth that looks too large is believed.
const ATTEMPTS: usize = 12;

/// What is spent before there is anything to do, for inputs where that is much.
#[derive(Clone, Copy)]
pub(crate) struct Start(Duration);

impl Start {
    pub(crate) const NONE: Self = Self(Duration::ZERO);

    /// The least that doing nothing costs.
    pub(crate) fn of<T>(mut nothing: impl FnMut() -> T) -> Self {
        Self((0..3).map(|_| cost(&mut nothing)).min().unwrap_or_default())
    }
}

/// Processor time of this thread.
#[cfg(unix)]
fn spent() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.try_into().expect("not negative"), spent.tv_nsec.try_into().expect("below a second"))
}

/// Time of the clock on the wall, where the system has no other.
#[cfg(not(unix))]
fn spent() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

fn cost<T>(work: &mut impl FnMut() -> T) -> Duration {
    let before = spent();
    let _ = std::hint::black_box(work());
    spent() - before
}

/// How many times as much the many cost as the few. Less than `enough` is believed at once; more is measured again.
pub(crate) fn growth<T>(start: Start, enough: f64, mut few: impl FnMut() -> T, mut many: impl FnMut() -> T) -> f64 {
    let mut least_few = (0..2).map(|_| cost(&mut few)).min().unwrap_or_default();
    let mut least_many = Duration::MAX;
    let mut ratio = f64::MAX;
    for _ in 0..ATTEMPTS {
        least_few = least_few.min(cost(&mut few));
        least_many = least_many.min(cost(&mut many));
        let start = start.0.min(least_few / 2);
        ratio = (least_many - start).as_secs_f64() / (least_few - start).as_secs_f64().max(1e-9);
        if ratio < enough {
            break;
        }
    }
    ratio
}

#[test]
fn a_growth_is_told_by_what_is_spent() {
    let count = |steps: u64| move || (0..steps).fold(0_u64, |sum, at| std::hint::black_box(sum ^ at));
    let squared = growth(Start::NONE, 9.0, count(300 * 300), count(1_200 * 1_200));
    let once = growth(Start::NONE, 9.0, count(90_000), count(360_000));
    assert!(squared > 9.0 && once < 9.0, "{squared} {once}");
}
