//! What stands in the cells of a matrix: letters of RACI, DACI or RAPID, words for them, and marks for yes and no.

use crate::base::involvement::Involvement;
use crate::document::{Problem, ProblemKind};
use crate::read::prose::Walk;
use crate::read::prose::line::Line;
use crate::read::prose::page::Block;
use crate::taxonomy::grammar::{Class, Form};

impl Walk<'_> {
    /// Whether a cell under a role says yes or no; `None` for one that says something else.
    pub(super) fn mark(&self, block: &Block) -> Option<bool> {
        let lower = block.text.plain.trim().to_lowercase();
        let plain = lower.trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | ':' | '*' | '\u{fe0f}')).trim();
        let grammar = self.framing.grammar;
        let classes = grammar.classes_of(plain);
        match (classes.has(Class::MarkYes), classes.has(Class::MarkNo)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ if plain.is_empty() => Some(false),
            _ => None,
        }
    }

    /// Whether an item of a list says of itself that it is none: "Test sign-off: no", "Deployment: not you".
    pub(in crate::read::prose) fn is_item_denied(&self, plain: &str) -> bool {
        let grammar = self.framing.grammar;
        let Some((_, said)) = plain.rsplit_once(": ") else { return self.is_struck(plain) };
        let lower = said.trim().trim_end_matches('.').to_lowercase();
        let first = lower.split_whitespace().next().unwrap_or_default();
        // "On-call: see the rota" only points there.
        let denies =
            [Class::Not, Class::Never, Class::Nobody, Class::Example].into_iter().any(|class| grammar.is(class, first));
        let words: Vec<&str> = lower.split_whitespace().collect();
        // "Architecture: consulted", "Pricing: gives input": what the role has in it is less than the work.
        let is_letter = of_raci(&lower).is_some_and(|how| !how.carries());
        let is_heard =
            is_letter || [Class::CellConsulted, Class::CellInformed].into_iter().any(|class| grammar.is(class, &lower));
        let verb = grammar.verb(&words).filter(|(_, form, _)| *form == Form::Third);
        let is_less = verb.is_some_and(|(_, _, effect)| !effect.is_some_and(Involvement::carries));
        grammar.is(Class::MarkNo, &lower) || denies || is_heard || is_less || self.is_struck(plain)
    }

    /// Whether a sign before a text or behind it takes it back: "\u{274c} deployment".
    pub(in crate::read::prose) fn is_struck(&self, plain: &str) -> bool {
        let is_sign =
            |word: &str| word.chars().count() <= 2 && !word.contains(|c: char| c.is_alphanumeric() || c.is_ascii());
        let says_no = |word: &str| self.framing.grammar.is(Class::MarkNo, word.trim_end_matches('\u{fe0f}'));
        let mut words = plain.split_whitespace();
        let ends = [words.next(), words.next_back()].into_iter().flatten();
        ends.filter(|word| is_sign(word)).any(|word| says_no(word) && !"–—·~".contains(word))
    }

    /// The scheme of a table's letters; one that could be two is told, since what an "A" means is then anybody's guess.
    pub(super) fn scheme(&mut self, body: &[Vec<Vec<usize>>], lines: &[Line<'_>]) -> Option<Scheme> {
        let cells = || body.iter().flat_map(|row| row.iter().skip(1)).flatten().map(|at| &lines[*at]);
        let found = scheme(cells().filter(|line| line.words.len() <= 3));
        let is_d = |line: &&Line<'_>| line.words.len() <= 3 && line.lower.contains(&"d");
        if let (None, Some(line)) = (found, cells().find(is_d)) {
            self.problems.push(Problem {
                kind: ProblemKind::MixedScheme,
                span: line.span(0, line.words.len() - 1),
                message: "a table has letters of two schemes".to_owned(),
                label: "no RACI table has a D, and no DACI table an R".to_owned(),
                help: Some("use the letters of one scheme: RACI, DACI or RAPID".to_owned()),
                detail: String::new(),
                instead: None,
            });
        }
        found
    }

    /// How a cell involves its column's role. Empty for a cell that is no letter.
    pub(super) fn letters(&self, line: &Line<'_>, scheme: Scheme) -> Vec<Involvement> {
        let grammar = self.framing.grammar;
        // "R (lead)", "A, see below": what stands in brackets adds nothing.
        let until = (1..line.words.len()).find(|at| line.words[*at].gap.opens).unwrap_or(line.words.len());
        let mut found = Vec::new();
        if line.named.iter().any(|named| named.is_person && named.last > named.first) {
            // "Support lead" is somebody.
            return found;
        }
        for word in &line.lower[..until] {
            let classes = grammar.classes_of(word);
            let cells = [
                (Class::CellResponsible, Involvement::Responsible),
                (Class::CellAccountable, Involvement::Accountable),
                (Class::CellConsulted, Involvement::Consulted),
                (Class::CellInformed, Involvement::Informed),
            ];
            let of_word = cells.into_iter().find(|(class, _)| until <= 3 && classes.has(*class));
            if let Some((_, involvement)) = of_word {
                found.push(involvement);
                continue;
            }
            if classes.has(Class::Join) {
                continue;
            }
            let short = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let all: Option<Vec<_>> = short.chars().map(|letter| of_letter(letter, scheme)).collect();
            match all.filter(|_| (1..=4).contains(&short.chars().count())) {
                Some(all) => found.extend(all),
                None => return Vec::new(),
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

/// What the letters of a matrix stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Responsible, accountable, consulted, informed; perhaps supporting.
    Raci,
    /// Driver, approver, contributor, informed.
    Daci,
    /// Recommend, agree, perform, input, decide.
    Rapid,
}

/// The scheme whose letters a table uses; `None` where they could be of two.
fn scheme<'l, 't: 'l>(cells: impl Iterator<Item = &'l Line<'t>>) -> Option<Scheme> {
    let mut used = [false; 26];
    // "HLD" beside the letters is work, and none of them.
    let any =
        |letter| [Scheme::Raci, Scheme::Daci, Scheme::Rapid].iter().any(|scheme| of_letter(letter, *scheme).is_some());
    let lettered = |line: &&Line<'_>| line.lower.first().is_some_and(|word| word.chars().all(any));
    for word in cells.filter(lettered).flat_map(|line| &line.lower).filter(|word| word.len() <= 3) {
        for byte in word.bytes().filter(u8::is_ascii_lowercase) {
            used[usize::from(byte - b'a')] = true;
        }
    }
    let has = |letter: char| used[letter as usize - 'a' as usize];
    match (has('d'), has('r'), has('p')) {
        (false, _, _) => Some(Scheme::Raci),
        (true, false, false) => Some(Scheme::Daci),
        (true, _, true) => Some(Scheme::Rapid),
        (true, true, false) => None,
    }
}

/// What a letter of a RACI matrix stands for.
pub(in crate::read::prose) fn of_raci(word: &str) -> Option<Involvement> {
    let mut letters = word.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    of_letter(letter, Scheme::Raci)
}

fn of_letter(letter: char, scheme: Scheme) -> Option<Involvement> {
    Some(match (scheme, letter) {
        (Scheme::Raci, 'r') | (Scheme::Daci, 'd') | (Scheme::Rapid, 'r' | 'p') => Involvement::Responsible,
        (Scheme::Raci | Scheme::Daci, 'a') | (Scheme::Rapid, 'd') => Involvement::Accountable,
        (Scheme::Raci, 'c' | 's') | (Scheme::Daci, 'c') | (Scheme::Rapid, 'a' | 'i') => Involvement::Consulted,
        (Scheme::Raci | Scheme::Daci, 'i') => Involvement::Informed,
        _ => return None,
    })
}
