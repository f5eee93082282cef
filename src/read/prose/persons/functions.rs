//! Persons whom a list or a table of the team gives a function: "Bea (design)", "Ana – product, Bo – engineering". Only a function
//! that is one known role's says who somebody is.

use std::sync::Arc;

use super::super::page::{Block, Kind};
use super::{Finding, Mentions, PERSON, Word, is_capital, words};
use crate::taxonomy::grammar::{Class, Grammar};

/// Between a name and a function.
const BETWEEN: [&str; 5] = [" – ", " — ", " - ", ": ", " ("];

/// Whether a page introduces those of a team.
pub(in crate::read::prose) fn introduces_team(grammar: &Grammar, blocks: &[Block]) -> bool {
    blocks.iter().any(|block| opens(grammar, block) || block.cell.is_some_and(|cell| cell.header))
}

/// Whether what stands below a heading or a line is a list of those of a team: "The team", "Who we are:".
fn opens(grammar: &Grammar, block: &Block) -> bool {
    let leads = block.text.plain.trim_end().ends_with(':');
    let title = block.cell.is_none() && (matches!(block.kind, Kind::Heading(_)) || leads);
    title && words(&block.text.plain).iter().any(|(_, word)| grammar.is(Class::TeamList, &word.to_lowercase()))
}

impl<'a> Finding<'a> {
    /// Notes those whom lists and tables of a team introduce by their functions.
    pub(super) fn functions(&mut self, named: &[Mentions]) {
        let (blocks, mut team) = (self.blocks, false);
        for (at, block) in blocks.iter().enumerate() {
            let item = block.kind == Kind::Item && block.cell.is_none();
            if matches!(block.kind, Kind::Heading(_)) || block.text.plain.trim_end().ends_with(':') && !item {
                team = opens(self.language.taxonomy.grammar(), block);
            }
            if !named[at].is_empty() {
                continue;
            }
            if item && team {
                for piece in block.text.plain.split([',', ';', '\n']) {
                    self.introduced(piece, at);
                }
            } else if block.cell.is_some_and(|cell| !cell.header) {
                self.in_team_row(at);
            }
        }
    }

    /// "Bea (design)": notes her.
    fn introduced(&mut self, piece: &'a str, at: usize) {
        let Some((name, function)) = BETWEEN.iter().find_map(|between| piece.split_once(between)) else { return };
        let function = match function.strip_suffix(')') {
            Some(inner) if piece.contains('(') => inner,
            None if !piece.contains('(') => function,
            _ => return,
        };
        if let (Some(role), Some(name)) = (self.role_of(function), self.whole_name(name)) {
            self.note(&name, &role, at);
        }
    }

    /// A row of a table with a name in one cell and a function in another, below a title that says so.
    fn in_team_row(&mut self, at: usize) {
        let text = self.blocks[at].text.plain.as_str();
        if !self.is_titled(at) {
            return;
        }
        let Some(role) = self.role_of(text) else { return };
        if let Some((name, place)) = self.in_row(at, (0, text.len())) {
            self.note(&name, &role, place);
        }
    }

    /// The role whose function some words are.
    fn role_of(&self, function: &str) -> Option<Arc<str>> {
        let lower = function.trim().trim_end_matches('.').to_lowercase();
        let role = self.language.taxonomy.grammar().function(&lower)?;
        self.language.taxonomy.roles.all().iter().find(|known| known.id == role).map(|known| known.id.clone())
    }

    /// A text that is a name and nothing else.
    fn whole_name(&mut self, text: &'a str) -> Option<String> {
        let words: Vec<Word<'a>> = words(text);
        let whole = !words.is_empty() && words.len() <= PERSON && words.iter().all(|(_, word)| is_capital(word));
        let plain = text.chars().all(|c| c.is_alphabetic() || " .-'’".contains(c));
        if whole && plain { self.name(&words) } else { None }
    }

    fn note(&mut self, name: &str, role: &Arc<str>, at: usize) {
        self.told.note(name, role, at);
        self.told.places.extend(name.split(' ').map(|part| (part.to_owned(), at)));
    }
}
