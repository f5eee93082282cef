//! Backstage's `catalog-info.yaml`: each entity's owner owns the folder that the file lies in.
//!
//! Values that a template is to fill in are passed over. Aliases of YAML are not followed: nothing that is read here needs
//! them, and a few lines of them can stand for gigabytes.

use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::format::{FileFormat, Named, Sign, Usual, Words, YAML};
use super::reading::{HERE, OwnEntry, Reading, Written};
use crate::base::source::{Span, Spanned};
use crate::document::shape::{Field, Type};
use crate::document::{Problem, ProblemKind};

/// How deep a value may stand that is read.
const DEEPEST: usize = 2;
/// How YAML writes that there is no value.
const NULL: &[&str] = &["", "~", "null", "Null", "NULL"];
/// Entities that are code, or are made of it.
const KINDS: &[&str] = &["component", "api", "system", "domain", "resource", "template"];

/// Backstage's catalog files.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "backstage",
    syntax: &YAML,
    endings: &[".yaml", ".yml"],
    rare_endings: &[],
    named: Named::Patterns(Usual {
        key: "catalog",
        patterns: &["**/catalog-info.yaml", "**/catalog-info.yml"],
        rare: &[],
        former: &[],
        any_case: true,
    }),
    keys: &[Field::new("catalog", Type::Names, "Patterns of Backstage's catalog files, in place of the default ones.")],
    sign: Sign::Text("backstage.io/"),
    by_host: false,
    introduces: false,
    words: Words {
        one: "Backstage's catalog",
        several: "catalogs",
        file: "Backstage's catalog-info.yaml",
        holds: "Backstage's catalog-info.yaml",
        counted: Some(("catalog file", " of Backstage (catalog-info.yaml)")),
        is_common: false,
    },
    schema: None,
    parse: Some(|input| Ok(read(input.text))),
};

/// Reads a catalog file.
#[must_use]
pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading { mapped: true, ..Reading::default() };
    let mut entity = Entity::default();
    let bytes = Bytes::of(text);
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(next) => next,
            Err(error) => return Reading::broken(vec![broken(text, &bytes, &error)]),
        };
        match event {
            Event::DocumentStart(_) => entity = Entity::default(),
            Event::DocumentEnd => match std::mem::take(&mut entity).owned() {
                Some(Ok(entry)) => reading.owns.push(entry),
                Some(Err(problem)) => reading.problems.push(*problem),
                None => {}
            },
            Event::MappingStart(..) | Event::SequenceStart(..) => entity.open(matches!(event, Event::MappingStart(..))),
            Event::MappingEnd | Event::SequenceEnd => entity.close(),
            Event::Scalar(value, style, ..) => {
                let span = Span::new(bytes.at(span.start.index()), bytes.at(span.end.index()));
                let is_null = style == ScalarStyle::Plain && NULL.contains(&&*value);
                entity.scalar(if is_null { "" } else { &value }, span);
            }
            Event::Alias(_) => entity.value_passed(),
            _ => {}
        }
    }
    reading
}

/// Turns numbers of characters, which the parser counts, into bytes.
struct Bytes<'a> {
    text: &'a str,
    /// The byte of each character; nothing where all of them are single bytes.
    starts: Option<Vec<usize>>,
}

impl<'a> Bytes<'a> {
    fn of(text: &'a str) -> Self {
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Self { text, starts }
    }

    fn at(&self, character: usize) -> usize {
        let at = self.starts.as_ref().map_or(character, |s| s.get(character).copied().unwrap_or(self.text.len()));
        at.min(self.text.len())
    }
}

/// One document of the file, as far as it has been read.
#[derive(Default)]
struct Entity {
    /// The keys that lead to what is read now; `None` inside lists, and where a key comes next.
    keys: Vec<Level>,
    kind: Option<Written>,
    owner: Option<Written>,
}

enum Level {
    List,
    Map(Option<String>),
}

impl Entity {
    fn open(&mut self, is_map: bool) {
        self.keys.push(if is_map { Level::Map(None) } else { Level::List });
    }

    fn close(&mut self) {
        self.keys.pop();
        self.value_passed();
    }

    /// A value has ended: in a mapping a key comes next.
    fn value_passed(&mut self) {
        if let Some(Level::Map(key)) = self.keys.last_mut() {
            *key = None;
        }
    }

    fn scalar(&mut self, value: &str, span: Span) {
        if let Some(Level::Map(key @ None)) = self.keys.last_mut() {
            *key = Some(value.to_owned());
            return;
        }
        fn key(level: &Level) -> &str {
            match level {
                Level::Map(Some(key)) => key,
                _ => "",
            }
        }
        // Nothing is read farther in, and keys may be as long and as deep as they like.
        let path: Vec<&str> = self.keys.iter().take(DEEPEST + 1).map(key).collect();
        let written = || Some(Spanned::new(Arc::from(value), span));
        match path.as_slice() {
            ["kind"] => self.kind = written(),
            ["spec", "owner"] if !value.contains("{{") => self.owner = written(),
            _ => {}
        }
        self.value_passed();
    }

    /// Its owner owns the folder; an owner that names nobody is told.
    fn owned(self) -> Option<Result<OwnEntry, Box<Problem>>> {
        let (kind, owner) = (self.kind?, self.owner?);
        let is_code = KINDS.iter().any(|known| kind.value.eq_ignore_ascii_case(known));
        let name = holder(&owner.value);
        if name.trim_start_matches('@').trim().is_empty() {
            return is_code.then(|| Err(Box::new(no_owner(&kind.value, owner.span))));
        }
        let owners = vec![Spanned::new(name, owner.span)];
        is_code.then(|| Ok(OwnEntry { owners, ..OwnEntry::of(Spanned::new(HERE.into(), owner.span)) }))
    }
}

/// `user:default/ana` is `@ana`; `group:default/pay` and plain `pay` are the group `pay`.
fn holder(reference: &str) -> Arc<str> {
    let (kind, name) = reference.split_once(':').unwrap_or(("group", reference));
    let name = name.rsplit('/').next().unwrap_or(name);
    if kind.eq_ignore_ascii_case("user") { format!("@{name}").into() } else { name.into() }
}

fn no_owner(kind: &str, span: Span) -> Problem {
    Problem {
        kind: ProblemKind::BadValue,
        span,
        message: format!("the owner of the {} is empty", kind.to_lowercase()),
        label: "nobody is named here".to_owned(),
        help: Some("name a group or a user: `owner: group:default/payments`".to_owned()),
        detail: "spec.owner".to_owned(),
        instead: None,
    }
}

fn broken(text: &str, bytes: &Bytes<'_>, error: &ScanError) -> Problem {
    let start = bytes.at(error.marker().index());
    let end = text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
    Problem {
        kind: ProblemKind::SyntaxError,
        span: Span::new(start, end),
        message: "file is not valid YAML".to_owned(),
        label: error.info().to_owned(),
        help: Some("correct this place; until then nothing in this file is read".to_owned()),
        detail: error.info().to_owned(),
        instead: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entity_of_the_file_has_its_owner() {
        let text = "# é\nkind: Component\nmetadata:\n  name: pay\n  links: [{owner: no}]\nspec:\n  owner: group:default/pay\n---\n\
                    kind: API\nspec: {owner: \"user:ana\"}\n---\nkind: Group\nspec:\n  owner: x\n---\n\
                    kind: Template\nspec:\n  owner: ${{ values.owner }}\n";
        let reading = read(text);
        let owners: Vec<_> = reading.owns.iter().map(|entry| (&*entry.owners[0].value, entry.owners[0].span)).collect();
        assert_eq!(owners.iter().map(|(owner, _)| *owner).collect::<Vec<_>>(), ["pay", "@ana"]);
        assert_eq!(&text[owners[0].1.start..owners[0].1.end], "group:default/pay");
        assert_eq!(&text[owners[1].1.start..owners[1].1.end], "\"user:ana\"");
    }

    #[test]
    fn an_owner_that_names_nobody_is_told() {
        for owner in ["\"\"", "", "~", "null", "' '", "group:default/", "user:"] {
            let reading = read(&format!("kind: API\nspec:\n  owner: {owner}\n"));
            assert_eq!((reading.owns.len(), reading.problems.len()), (0, 1), "{owner:?}");
        }
        assert!(read("kind: Group\nspec:\n  owner: ''\n").problems.is_empty());
        assert!(read("kind: API\nspec:\n  owner: 'null'\n").problems.is_empty());
        assert!(read("kind: API\nspec:\n  type: x\n").problems.is_empty());
    }

    #[test]
    fn what_is_broken_is_told_and_bombs_do_not_go_off() {
        assert!(read("kind: [\n").broken);
        let mut bomb = "a0: &a0 [x]\n".to_owned();
        for level in 1..40 {
            bomb += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "));
        }
        assert!(!read(&bomb).broken);
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let _ = read(&deep);
    }
}
