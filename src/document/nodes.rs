//! TOML as a flat list of nodes without pointers: made of a file when it is read, and of the embedded rules when drawline is
//! built, so that a start costs no parsing. `build.rs` includes this file, so it uses nothing of the crate.

use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text: `from` and `to` are bytes of [`Nodes::text`].
    Text,
    /// A whole number: `from` and `to` are the halves of an `f64`; not a number where it is too large.
    Whole,
    /// A number: as [`Kind::Whole`].
    Number,
    /// `true` (`from` is 1) or `false`.
    Flag,
    /// A moment: `from` is its day as year, month and day in decimal digits; 0 where it has none.
    Moment,
    /// A list of the nodes `from` to `to`.
    List,
    /// A table of the nodes `from` to `to`, sorted by key.
    Table,
}

/// One value, with the key that it stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) kind: Kind,
    /// Bytes of [`Nodes::text`] that are its key; none for the item of a list.
    pub(crate) key: (u32, u32),
    /// Bytes of the file in which the key is written.
    pub(crate) key_at: (u32, u32),
    /// Bytes of the file in which the value is written.
    pub(crate) at: (u32, u32),
    /// By kind.
    pub(crate) from: u32,
    /// By kind.
    pub(crate) to: u32,
}

/// A parsed file. The first node is its whole table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Nodes {
    /// The nodes; those of one list or table lie side by side.
    pub(crate) nodes: Vec<Node>,
    /// Keys and texts, one after the other.
    pub(crate) text: String,
}

impl Nodes {
    /// The nodes of a parsed file.
    #[must_use]
    pub(crate) fn of(root: &DeTable<'_>) -> Self {
        let mut nodes = Self::default();
        let whole = Node { kind: Kind::Table, key: (0, 0), key_at: (0, 0), at: (0, 0), from: 0, to: 0 };
        nodes.nodes.push(whole);
        nodes.fill_table(0, root);
        nodes
    }

    /// The same nodes, with other keys for some of those that are written at these places.
    #[must_use]
    pub(crate) fn renamed(nodes: &[Node], text: &str, renames: &[((u32, u32), &str)]) -> Self {
        let mut renamed = Self { nodes: nodes.to_vec(), text: text.to_owned() };
        let renames: HashMap<(u32, u32), &str> = renames.iter().copied().collect();
        for table in nodes.iter().filter(|node| node.kind == Kind::Table) {
            let held = table.from as usize..table.to as usize;
            let mut changed = false;
            for at in held.clone() {
                let name = nodes.get(at).and_then(|node| renames.get(&node.key_at));
                if let (Some(name), false) = (name, renamed.nodes.get(at).is_none()) {
                    renamed.nodes[at].key = renamed.keep(name);
                    changed = true;
                }
            }
            // A table is searched by its keys. What a node holds it finds by number, so that it may move.
            let Self { nodes, text } = &mut renamed;
            if let (true, Some(held)) = (changed, nodes.get_mut(held)) {
                held.sort_by(|a, b| {
                    let key = |node: &Node| text.get(node.key.0 as usize..node.key.1 as usize);
                    key(a).cmp(&key(b))
                });
            }
        }
        renamed
    }

    fn fill_table(&mut self, at: usize, table: &DeTable<'_>) {
        let first = self.nodes.len();
        for (key, value) in table.iter() {
            let node = self.node(value);
            let (start, end) = (key.span().start as u32, key.span().end as u32);
            let key = self.keep(key.get_ref());
            self.nodes.push(Node { key, key_at: (start, end), ..node });
        }
        self.hold(at, first);
        for (offset, (_, value)) in table.iter().enumerate() {
            self.fill(first + offset, value);
        }
    }

    fn fill(&mut self, at: usize, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(inner) => self.fill_table(at, inner),
            DeValue::Array(list) => {
                let first = self.nodes.len();
                for item in list.iter() {
                    let node = self.node(item);
                    self.nodes.push(node);
                }
                self.hold(at, first);
                for (offset, item) in list.iter().enumerate() {
                    self.fill(first + offset, item);
                }
            }
            _ => {}
        }
    }

    /// Notes which nodes a list or a table holds: all from `first` on.
    fn hold(&mut self, at: usize, first: usize) {
        (self.nodes[at].from, self.nodes[at].to) = (first as u32, self.nodes.len() as u32);
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>) -> Node {
        let number = |number: f64| ((number.to_bits() >> 32) as u32, number.to_bits() as u32);
        let (kind, (from, to)) = match value.get_ref() {
            DeValue::String(text) => (Kind::Text, self.keep(text)),
            DeValue::Integer(whole) => {
                let read = i64::from_str_radix(whole.as_str(), whole.radix());
                (Kind::Whole, number(read.map_or(f64::NAN, |whole| whole as f64)))
            }
            DeValue::Float(float) => (Kind::Number, number(float.as_str().parse().unwrap_or(f64::NAN))),
            DeValue::Boolean(flag) => (Kind::Flag, (u32::from(*flag), 0)),
            DeValue::Datetime(moment) => {
                let day = moment.date.map_or(0, |date| {
                    u32::from(date.year) * 10_000 + u32::from(date.month) * 100 + u32::from(date.day)
                });
                (Kind::Moment, (day, 0))
            }
            DeValue::Array(_) => (Kind::List, (0, 0)),
            DeValue::Table(_) => (Kind::Table, (0, 0)),
        };
        let at = (value.span().start as u32, value.span().end as u32);
        Node { kind, key: (0, 0), key_at: (0, 0), at, from, to }
    }

    fn keep(&mut self, text: &str) -> (u32, u32) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        (start, self.text.len() as u32)
    }
}
