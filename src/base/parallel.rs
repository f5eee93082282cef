//! Work on many things at once, on as many threads as the machine has. The answers come in the order of the things, so that
//! nobody can tell by them how many threads there were.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::Builder;

/// More threads than these wait for each other's memory.
const MOST: usize = 8;

/// On how many threads work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(NonZero<usize>);

impl Threads {
    /// One thread.
    pub const ONE: Self = Self(NonZero::<usize>::MIN);

    /// As many as the machine has.
    #[must_use]
    pub fn of_machine() -> Self {
        // Asking reads what the system's groups may use, and is done for each of thousands of commits.
        static COUNT: OnceLock<usize> = OnceLock::new();
        Self::at_most(*COUNT.get_or_init(|| std::thread::available_parallelism().map_or(1, NonZero::get)))
    }

    /// So many, if they are of any use.
    #[must_use]
    pub fn at_most(count: usize) -> Self {
        Self(NonZero::new(count.min(MOST)).unwrap_or(NonZero::<usize>::MIN))
    }

    /// Does two things, beside each other where there is more than one thread.
    pub(crate) fn both(self, one: impl FnOnce(), other: impl FnOnce() + Send) {
        if self == Self::ONE {
            one();
            return other();
        }
        // Where no thread can be had, it is there still.
        let left = Mutex::new(Some(other));
        let take = || left.lock().unwrap_or_else(PoisonError::into_inner).take();
        let other = || {
            if let Some(other) = take() {
                other();
            }
        };
        std::thread::scope(|scope| {
            let beside = Builder::new().spawn_scoped(scope, other);
            one();
            match beside {
                Ok(beside) => beside.join().expect("internal error: a thread panicked"),
                Err(_) => other(),
            }
        });
    }

    /// Answers each of many things, on one thread where they are fewer than `few`: starting another costs more than it saves.
    /// A thread takes `chunk` things at once.
    pub(crate) fn map<T: Sync, R: Send>(
        self,
        things: &[T],
        limits: (usize, usize),
        answer: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        self.map_with(things, limits, (&mut (), || ()), |(), thing| answer(thing))
    }

    /// The same, where each thread keeps something for its next answer: this one what it has already, the others what they make.
    /// It must not change what is answered.
    pub(crate) fn map_with<T: Sync, R: Send, S>(
        self,
        things: &[T],
        (few, chunk): (usize, usize),
        (own, make): (&mut S, impl Fn() -> S + Sync),
        answer: impl Fn(&mut S, &T) -> R + Sync,
    ) -> Vec<R> {
        if self == Self::ONE || things.len() < few {
            return things.iter().map(|thing| answer(own, thing)).collect();
        }
        let next = AtomicUsize::new(0);
        let work = |kept: &mut S| {
            let mut answers: Vec<(usize, Vec<R>)> = Vec::new();
            loop {
                let start = next.fetch_add(chunk, Ordering::Relaxed);
                let Some(part) = things.get(start..things.len().min(start + chunk)) else { return answers };
                answers.push((start, part.iter().map(|thing| answer(kept, thing)).collect()));
            }
        };
        let mut answers: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
            // Where no further thread can be had, those that are there do it.
            let others = (1..self.0.get()).map_while(|_| Builder::new().spawn_scoped(scope, || work(&mut make())).ok());
            let others: Vec<_> = others.collect();
            let mut answers = work(own);
            for other in others {
                answers.extend(other.join().expect("internal error: a thread panicked"));
            }
            answers
        });
        answers.sort_unstable_by_key(|(start, _)| *start);
        answers.into_iter().flat_map(|(_, part)| part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_the_things() {
        let things: Vec<usize> = (0..1000).collect();
        let expected: Vec<usize> = things.iter().map(|thing| thing * 3).collect();
        for threads in [Threads::ONE, Threads::at_most(0), Threads::at_most(4), Threads::of_machine()] {
            for chunk in [1, 7, 2000] {
                assert_eq!(threads.map(&things, (10, chunk), |thing| thing * 3), expected);
            }
        }
    }
}
