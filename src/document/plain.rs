//! TOML as nearly all files write it, read in one go: tables and lists of tables under one bare key, and under bare keys texts
//! without escapes, plain numbers, days, flags and lists of texts. Anything else, and all that may be wrong, is left to the
//! parser of all of TOML, whose nodes these are to the letter.

use super::nodes::{Kind, Node, Nodes};

/// Bytes of the file.
type Place = (u32, u32);

/// A key with its value.
struct Entry<'t> {
    key: &'t str,
    key_at: Place,
    at: Place,
    value: Value<'t>,
}

type Entries<'t> = Vec<Entry<'t>>;

enum Value<'t> {
    Text(&'t str),
    Number(Kind, f64),
    Flag(bool),
    Day(u32),
    Texts(Vec<(Place, &'t str)>),
    Table(Entries<'t>),
    Tables(Vec<(Place, Entries<'t>)>),
}

/// Where the keys that follow belong.
#[derive(Clone, Copy)]
enum Under {
    Root,
    /// The entry of the root with this number, or the last of its tables.
    Entry(usize),
}

/// A file with more different headers is none of ours.
const HEADERS: usize = 64;

/// Whole numbers of more digits, and fractions, may not be what they seem.
const DIGITS: usize = 15;

/// The nodes of a plain file; `None` for one that is not.
pub(super) fn nodes(text: &str) -> Option<Nodes> {
    let is_plain = |byte: &u8| matches!(byte, b'\n' | b'\t' | b' '..=b'~' | 0x80..);
    if text.len() > i32::MAX as usize || !text.as_bytes().iter().all(is_plain) {
        return None;
    }
    let mut root = Reader { text, at: 0 }.root()?;
    let mut nodes = Nodes::default();
    nodes.nodes.push(Node { kind: Kind::Table, key: (0, 0), key_at: (0, 0), at: (0, 0), from: 0, to: 0 });
    fill(&mut nodes, 0, &mut root)?;
    Some(nodes)
}

/// Puts the entries of a table down, by their keys; `None` where two are the same.
fn fill(nodes: &mut Nodes, at: usize, entries: &mut Entries<'_>) -> Option<()> {
    entries.sort_by(|a, b| a.key.cmp(b.key));
    if entries.windows(2).any(|two| two[0].key == two[1].key) {
        return None;
    }
    let first = nodes.nodes.len();
    for entry in entries.iter() {
        let (kind, (from, to)) = scalar(nodes, &entry.value);
        let key = nodes.keep(entry.key);
        nodes.nodes.push(Node { kind, key, key_at: entry.key_at, at: entry.at, from, to });
    }
    nodes.hold(at, first);
    for (offset, entry) in entries.iter_mut().enumerate() {
        let (at, inner) = (first + offset, nodes.nodes.len());
        let item = |kind, at, (from, to)| Node { kind, key: (0, 0), key_at: (0, 0), at, from, to };
        match &mut entry.value {
            Value::Texts(texts) => {
                for (place, text) in texts {
                    let kept = nodes.keep(text);
                    nodes.nodes.push(item(Kind::Text, *place, kept));
                }
                nodes.hold(at, inner);
            }
            Value::Table(table) => fill(nodes, at, table)?,
            Value::Tables(tables) => {
                nodes.nodes.extend(tables.iter().map(|(place, _)| item(Kind::Table, *place, (0, 0))));
                nodes.hold(at, inner);
                for (offset, (_, table)) in tables.iter_mut().enumerate() {
                    fill(nodes, inner + offset, table)?;
                }
            }
            _ => {}
        }
    }
    Some(())
}

/// What a value is, as its node says it; what it holds follows later.
fn scalar(nodes: &mut Nodes, value: &Value<'_>) -> (Kind, (u32, u32)) {
    match value {
        Value::Text(text) => (Kind::Text, nodes.keep(text)),
        Value::Number(kind, number) => (*kind, ((number.to_bits() >> 32) as u32, number.to_bits() as u32)),
        Value::Flag(flag) => (Kind::Flag, (u32::from(*flag), 0)),
        Value::Day(day) => (Kind::Moment, (*day, 0)),
        Value::Texts(_) | Value::Tables(_) => (Kind::List, (0, 0)),
        Value::Table(_) => (Kind::Table, (0, 0)),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn root(&mut self) -> Option<Entries<'t>> {
        let (mut root, mut under) = (Entries::new(), Under::Root);
        loop {
            self.pass_blanks();
            match self.next() {
                None => return Some(root),
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.pass_comment(),
                Some(b'[') => under = self.header(&mut root)?,
                Some(_) => {
                    let entry = self.entry()?;
                    let table = match under {
                        Under::Root => &mut root,
                        Under::Entry(at) => match &mut root.get_mut(at)?.value {
                            Value::Table(table) => table,
                            Value::Tables(tables) => &mut tables.last_mut()?.1,
                            _ => return None,
                        },
                    };
                    table.push(entry);
                }
            }
        }
    }

    /// `[team]`, `[[duty]]`, to the end of its line.
    fn header(&mut self, root: &mut Entries<'t>) -> Option<Under> {
        let start = self.at;
        let is_list = self.text.as_bytes().get(start + 1) == Some(&b'[');
        self.at += if is_list { 2 } else { 1 };
        let (key, key_at) = self.key()?;
        for _ in 0..=usize::from(is_list) {
            self.take(b']')?;
        }
        let at = place(start, self.at);
        self.end_of_line()?;
        if root.len() > HEADERS {
            return None;
        }
        let known = root.iter().position(|entry| entry.key == key);
        match known.and_then(|at| root.get_mut(at)) {
            None if is_list => root.push(Entry { key, key_at, at, value: Value::Tables(vec![(at, Entries::new())]) }),
            None => root.push(Entry { key, key_at, at, value: Value::Table(Entries::new()) }),
            Some(Entry { value: Value::Tables(tables), .. }) if is_list => tables.push((at, Entries::new())),
            Some(_) => return None,
        }
        Some(Under::Entry(known.unwrap_or(root.len() - 1)))
    }

    /// A key and its value, to the end of the line.
    fn entry(&mut self) -> Option<Entry<'t>> {
        let (key, key_at) = self.key()?;
        self.pass_blanks();
        self.take(b'=')?;
        self.pass_blanks();
        let start = self.at;
        let value = match self.next()? {
            b'"' => Value::Text(self.quoted()?),
            b'[' => Value::Texts(self.list()?),
            _ => bare(self.word())?,
        };
        let at = place(start, self.at);
        self.end_of_line()?;
        Some(Entry { key, key_at, at, value })
    }

    fn key(&mut self) -> Option<(&'t str, Place)> {
        let start = self.at;
        let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        self.pass(is_bare);
        (self.at > start).then(|| (&self.text[start..self.at], place(start, self.at)))
    }

    /// A text between quotes, with neither escapes nor line breaks in it.
    fn quoted(&mut self) -> Option<&'t str> {
        self.take(b'"')?;
        let start = self.at;
        self.pass(|byte| !matches!(byte, b'"' | b'\\' | b'\n'));
        let text = &self.text[start..self.at];
        self.take(b'"')?;
        // Three of them open a text of several lines.
        (!text.is_empty() || self.next() != Some(b'"')).then_some(text)
    }

    fn list(&mut self) -> Option<Vec<(Place, &'t str)>> {
        self.take(b'[')?;
        let mut items = Vec::new();
        loop {
            self.pass(|byte| matches!(byte, b' ' | b'\t' | b'\n'));
            if self.next()? == b']' {
                break;
            }
            let start = self.at;
            let text = self.quoted()?;
            items.push((place(start, self.at), text));
            self.pass(|byte| matches!(byte, b' ' | b'\t' | b'\n'));
            match self.next()? {
                b',' => self.at += 1,
                b']' => break,
                _ => return None,
            }
        }
        self.take(b']')?;
        Some(items)
    }

    /// All up to the next blank.
    fn word(&mut self) -> &'t str {
        let start = self.at;
        self.pass(|byte| !matches!(byte, b' ' | b'\t' | b'\n'));
        &self.text[start..self.at]
    }

    /// Nothing but blanks and a comment may stand before the line ends.
    fn end_of_line(&mut self) -> Option<()> {
        self.pass_blanks();
        match self.next() {
            None | Some(b'\n') => Some(()),
            Some(b'#') => {
                self.pass_comment();
                Some(())
            }
            Some(_) => None,
        }
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then(|| self.at += 1)
    }

    fn pass(&mut self, is_passed: impl Fn(u8) -> bool) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|byte| !is_passed(*byte)).unwrap_or(rest.len());
    }

    fn pass_blanks(&mut self) {
        self.pass(|byte| matches!(byte, b' ' | b'\t'));
    }

    fn pass_comment(&mut self) {
        self.pass(|byte| byte != b'\n');
    }
}

/// A value without quotes.
fn bare(word: &str) -> Option<Value<'_>> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = |text: &str| is_digits(text) && (text.len() == 1 || !text.starts_with('0'));
    match word {
        "true" => Some(Value::Flag(true)),
        "false" => Some(Value::Flag(false)),
        _ if word.len() > DIGITS => None,
        _ if is_whole(word) => Some(Value::Number(Kind::Whole, word.parse::<i64>().ok()? as f64)),
        _ => match word.split_once('.') {
            Some((whole, rest)) if is_whole(whole) && is_digits(rest) => {
                Some(Value::Number(Kind::Number, word.parse().ok()?))
            }
            Some(_) => None,
            None => day(word).map(Value::Day),
        },
    }
}

/// `2026-03-01`, one that every month has.
fn day(word: &str) -> Option<u32> {
    let bytes = word.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let digits = [0, 1, 2, 3, 5, 6, 8, 9].map(|at| bytes[at].wrapping_sub(b'0'));
    let number = digits.iter().fold(0, |number, digit| number * 10 + u32::from(*digit));
    let (month, day) = (number / 100 % 100, number % 100);
    let is_day = digits.iter().all(|digit| *digit < 10) && (1..=12).contains(&month) && (1..=28).contains(&day);
    (is_day && number >= 10_000).then_some(number)
}

fn place(start: usize, end: usize) -> Place {
    (start as u32, end as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read_whole;

    const PLAIN: &str = "# a charter\n[team]\nname = \"Pay é\" # its name\nengineers = 7\nshare = 0.50\nmain = true\n\n\
        [[member]]\nhandle = \"@a\"\nsince = 2026-03-01\nroles = [\"x\", \"y\",\n  \"\"]\n[[member]]\nnone = []\n\t[last]\nz = \"\"\na = 0\n";

    /// Whatever is read here the parser of all of TOML reads as well, as the same.
    fn is_same(text: &str) -> bool {
        let Some(plain) = nodes(text) else { return false };
        let whole = read_whole(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(plain, whole, "{text:?}");
        true
    }

    #[test]
    fn a_plain_file_has_the_nodes_that_any_parser_finds() {
        assert!(is_same(PLAIN) && is_same("") && is_same("b = 1\na = \"x\"\n[c]\n[[d]]"));
    }

    #[test]
    fn what_is_broken_by_a_byte_is_read_as_the_same_or_left_alone() {
        for at in (0..=PLAIN.len()).filter(|at| PLAIN.is_char_boundary(*at)) {
            let (before, behind) = PLAIN.split_at(at);
            let without = behind.chars().next().map_or(0, char::len_utf8);
            is_same(before);
            is_same(&[before, &behind[without..]].concat());
            for more in
                ["\"", "[", "]", "]\n[", "=", ".", "-", "\n", "#", " ", "0", "1", "_", "e", "'", ",", "\\", "\r", "{"]
            {
                is_same(&[before, more, behind].concat());
                is_same(&[before, more, &behind[without..]].concat());
            }
        }
    }

    #[test]
    fn what_only_looks_plain_is_left_alone() {
        for text in [
            "a = 1\na = 2",
            "a = 1\n[a]\n",
            "[a]\n[a]\n",
            "[a]\n[[a]]\n",
            "[[a]]\n[a]\n",
            "[a]\nb = 1\nb = 2\n",
            "a.b = 1",
            "[a.b]",
            "a = {}",
            "a = [1]",
            "a = \"\"\"x\"\"\"",
            "a = \"\"\"\"\"\"",
            "a = 'x'",
            "a = \"\\n\"",
            "a = 01",
            "a = +1",
            "a = 1_0",
            "a = 0x1",
            "a = 1e3",
            "a = .5",
            "a = 1.",
            "a = inf",
            "a = 2026-02-29",
            "a = 2026-00-01",
            "a = 2026-03-01 10:00:00",
            "a = 10:00:00",
            "a = 2026-03-01T10:00:00",
            "a = tru",
            "a = \"x\" b",
            "a =",
            "= 1",
            "a = 1 2",
            "[ a ]",
            "[a]b = 1",
            "[[a] ]",
            "a = [\"x\" \"y\"]",
            "a = [,]",
            "a = [\"x\"",
            "a = \"x\u{7}\"",
            "\u{feff}a = 1",
            "a = 1\r\n",
            "é = 1",
            "a = 99999999999999999999",
        ] {
            assert!(nodes(text).is_none(), "{text:?}");
        }
    }
}
