//! Logistic regression with a penalty, in plain steps that come out the same on every machine.

use std::path::Path;
use std::{fs, io};

use drawline::base::sign::Sign;

use crate::Sample;

/// How strongly weights are held to zero: few lines are labelled.
const PENALTY: f64 = 1.0;
/// The keys of a sign's number.
const FOR: &str = "for = ";
const AGAINST: &str = "against = ";
/// Steps, and how long they are.
const STEPS: usize = 4000;
const LENGTH: f64 = 0.5;

/// What the signs are worth.
pub(crate) struct Odds {
    /// The odds without a sign.
    pub(crate) base: f64,
    /// One for each sign.
    pub(crate) weights: Vec<f64>,
    /// Whether a sample has it.
    seen: Vec<bool>,
}

impl Odds {
    /// How sure a fact with these signs is.
    pub(crate) fn share(&self, signs: &[usize]) -> f64 {
        let sum = self.base + signs.iter().map(|sign| self.weights[*sign]).sum::<f64>();
        1.0 / (1.0 + (-sum).exp())
    }

    /// Puts the numbers in the place of those of a file; all else in it stays.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        let text = fs::read_to_string(path)?;
        let (mut out, mut value) = (String::with_capacity(text.len()), Some(self.base));
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("name = ") {
                let at = Sign::ALL.iter().position(|(_, key)| *key == name.trim_matches('"'));
                // What no labelled line shows keeps the number that somebody gave it.
                value = at.filter(|at| self.seen[*at]).map(|at| self.weights[at]);
            }
            let key = [FOR, AGAINST].into_iter().find(|key| line.starts_with(key));
            match (key, value) {
                (Some(key), Some(value)) => out.push_str(&format!("{key}{:.0}\n", (value * 100.0).abs())),
                _ => out.push_str(&format!("{line}\n")),
            }
        }
        fs::write(path, out)
    }
}

/// Which way signs may count: the file says so by the key of their number, so that what people read of them makes sense.
pub(crate) struct Directions(Vec<f64>);

impl Directions {
    /// Reads them.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        let (mut directions, mut at) = (vec![0.0; Sign::ALL.len()], None);
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("name = ") {
                at = Sign::ALL.iter().position(|(_, key)| *key == name.trim_matches('"'));
            }
            let way = [(FOR, 1.0), (AGAINST, -1.0)].into_iter().find(|(key, _)| line.starts_with(key));
            if let (Some(at), Some((_, way))) = (at, way) {
                directions[at] = way;
            }
        }
        Ok(Self(directions))
    }

    fn hold(&self, sign: usize, weight: f64) -> f64 {
        if weight * self.0[sign] < 0.0 { 0.0 } else { weight }
    }
}

/// Fits to samples; an owner with many of them counts as much as the square root of their number.
pub(crate) fn fit(samples: &[&Sample], directions: &Directions) -> Odds {
    let seen = (0..Sign::ALL.len()).map(|sign| samples.iter().any(|sample| sample.signs.contains(&sign)));
    let mut odds = Odds { base: 0.0, weights: vec![0.0; Sign::ALL.len()], seen: seen.collect() };
    let count = |owner: &str| samples.iter().filter(|sample| sample.owner == owner).count() as f64;
    let shares: Vec<f64> = samples.iter().map(|sample| 1.0 / count(&sample.owner).sqrt()).collect();
    let total: f64 = shares.iter().sum();
    for _ in 0..STEPS {
        let (mut base, mut steps) = (0.0, vec![0.0; odds.weights.len()]);
        for (sample, share) in samples.iter().zip(&shares) {
            let wrong = (f64::from(u8::from(sample.right)) - odds.share(&sample.signs)) * share;
            base += wrong;
            sample.signs.iter().for_each(|sign| steps[*sign] += wrong);
        }
        odds.base += LENGTH * base / total;
        for (sign, (weight, step)) in odds.weights.iter_mut().zip(steps).enumerate() {
            let moved = *weight + LENGTH * (step - PENALTY * *weight * total / samples.len() as f64) / total;
            *weight = directions.hold(sign, moved);
        }
    }
    odds
}

/// Prints how often facts were right that were said to be so sure.
pub(crate) fn table(judged: &[(f64, bool)]) {
    for (from, to) in [(0.95, 1.01), (0.9, 0.95), (0.8, 0.9), (0.7, 0.8), (0.5, 0.7), (0.0, 0.5)] {
        let here: Vec<&(f64, bool)> = judged.iter().filter(|(share, _)| *share >= from && *share < to).collect();
        let right = here.iter().filter(|(_, right)| *right).count();
        let said = here.iter().map(|(share, _)| share).sum::<f64>() / here.len().max(1) as f64;
        let share = right as f64 / here.len().max(1) as f64;
        println!(
            "confidence {from:.2} to {:.2}: {:4} facts, said {said:.2}, right {share:.2}",
            to.min(1.0_f64),
            here.len()
        );
    }
    let sure: Vec<&(f64, bool)> = judged.iter().filter(|(share, _)| *share >= 0.9).collect();
    let right = sure.iter().filter(|(_, right)| *right).count();
    println!("0.90 and more: {right} right of {}", sure.len());
}
