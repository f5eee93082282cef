//! Parts of a page that bind nobody: stories and personas, what was so in some year, lists that readers are asked to rate, and lists
//! below a line that denies them: "I don't".

use super::Walk;
use super::frame::{Frame, Subject};
use super::line::Line;
use super::page::Block;
use crate::taxonomy::grammar::{Class, Stance};

/// A line that says of the list below it that it is none has at most so many words.
const SHORT: usize = 12;

/// The years that pages speak of.
const YEARS: std::ops::Range<u32> = 1900..2100;

/// What stands below it is nobody's.
pub(super) fn nobodys() -> Frame {
    Frame { subject: Subject::Inherited, stance: Some(Stance::Denied), opens_list: false, others: false }
}

fn is_year(word: &str) -> bool {
    word.parse().is_ok_and(|year| YEARS.contains(&year))
}

impl Walk<'_> {
    /// Whether a heading stands above what is told of somebody made up, of others or of once: "Personas", "Case study: Acme Bank",
    /// "Before 2020".
    pub(super) fn is_story(&self, line: &Line<'_>) -> bool {
        let grammar = self.framing.grammar;
        let cut = (1..line.words.len()).find(|at| line.words[*at].gap.ends_phrase()).unwrap_or(line.words.len());
        let number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
        let words: Vec<&str> = line.lower[..cut].iter().copied().filter(|word| !number(word)).collect();
        let is = |words: &[&str]| grammar.is(Class::Story, &words.join(" "));
        let ends = words.len() > 2 && is(&words[words.len() - 2..]);
        let begins = (2..words.len().min(4)).any(|length| is(&words[..length]));
        let ago = line.lower.len() == 2 && line.is(Class::Ago, 0) && is_year(line.lower[1]);
        is(&words) || ends || begins || ago || self.is_of_another_group(line)
    }

    /// "What the owning team does", on a page about a role: theirs, not the role's.
    fn is_of_another_group(&self, line: &Line<'_>) -> bool {
        let Some(does) = line.words.len().checked_sub(1).filter(|does| *does > 1) else { return false };
        let group = line.is(Class::Folk, does - 1) || line.is(Class::Party, does - 1);
        line.is(Class::What, 0) && line.is(Class::Do, does) && line.named.is_empty() && group
    }

    /// Whether a heading stands above those whom a role works with: "People you will work with".
    pub(super) fn names_company(&self, line: &Line<'_>) -> bool {
        let words = &line.lower;
        let ends = |length: usize| self.framing.grammar.is(Class::Company, &words[words.len() - length..].join(" "));
        words.len() > 2 && line.named.is_empty() && !line.leads && (ends(1) || ends(2))
    }

    /// Whether a line is about what was so in some year: "2016: the PM signs off".
    pub(super) fn is_of_a_year(&self, line: &Line<'_>) -> bool {
        let at = usize::from(line.is(Class::In, 0));
        let labels = line.words.get(at + 1).is_some_and(|next| next.gap.colon || next.gap.dash);
        labels && is_year(line.lower[at])
    }

    /// Whether a line right above a list says that what is listed is not so, or asks for it: "I don't", "Tick what applies".
    pub(super) fn denies_below(&self, block: &Block) -> bool {
        let lower = block.text.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, &block.text, &lower, Vec::new());
        let Some((start, end)) = line.sentences().last().copied().filter(|(start, end)| end - start <= SHORT) else {
            return false;
        };
        let asked = (start..end).filter(|at| line.is(Class::Polls, *at)).count();
        let behind = lower[line.words[end - 1].end..].trim_end_matches("...");
        let open = !behind.contains(['.', '?', '!', ':']);
        asked > 1
            || asked == 1 && behind.contains('?')
            || open && self.framing.grammar.stance(line.run(start, end)) == Some(Stance::Denied)
    }

    /// Whether a sentence is about a group or a firm that nobody here is part of: "An agency builds the site".
    pub(super) fn is_about_a_party(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        line.named_in(start, end).is_empty() && (start..end).any(|at| line.is(Class::Party, at))
    }
}
