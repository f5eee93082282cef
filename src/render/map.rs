//! The map as Mermaid, which hosts draw in Markdown, and as DOT, for Graphviz.

use std::fmt::Write as _;

use super::clean;
use crate::picture::map::{Map, Node};

/// For a block of Markdown that begins with ```` ```mermaid ````.
#[must_use]
pub(crate) fn mermaid(map: &Map) -> String {
    let mut out = "flowchart LR\n".to_owned();
    let grouped = |number: &usize| map.groups.iter().any(|(_, nodes)| nodes.contains(number));
    for (at, (name, nodes)) in map.groups.iter().enumerate() {
        let _ = writeln!(out, "  subgraph g{at}[\"{}\"]", mermaid_text(name));
        for number in nodes {
            mermaid_node(&mut out, "    ", *number, &map.nodes[*number]);
        }
        out.push_str("  end\n");
    }
    for (number, node) in map.nodes.iter().enumerate().filter(|(number, _)| !grouped(number)) {
        mermaid_node(&mut out, "  ", number, node);
    }
    for edge in &map.edges {
        let (from, to) = (edge.from, edge.to);
        let _ = match (edge.moved, edge.label.is_empty()) {
            (true, _) => writeln!(out, "  n{from} -. \"{}\" .-> n{to}", mermaid_text(&edge.label)),
            (false, true) => writeln!(out, "  n{from} --- n{to}"),
            (false, false) => writeln!(out, "  n{from} ---|\"{}\"| n{to}", mermaid_text(&edge.label)),
        };
    }
    let over: Vec<String> = over(map).map(|number| format!("n{number}")).collect();
    if !over.is_empty() {
        let _ = writeln!(out, "  classDef over stroke:#b3261e,stroke-width:3px\n  class {} over", over.join(","));
    }
    out
}

fn over(map: &Map) -> impl Iterator<Item = usize> {
    map.nodes.iter().enumerate().filter(|(_, node)| node.is_over).map(|(number, _)| number)
}

fn mermaid_node(out: &mut String, indent: &str, number: usize, node: &Node) {
    let (open, close) = if node.is_person { ("([", "])") } else { ("[", "]") };
    let _ = writeln!(out, "{indent}n{number}{open}\"{}\"{close}", mermaid_text(&said(node)));
}

fn said(node: &Node) -> String {
    let over = if node.is_person && node.is_over { ", over the line" } else { "" };
    if node.about.is_empty() { format!("{}{over}", node.name) } else { format!("{}: {}{over}", node.name, node.about) }
}

/// Text between quotes of Mermaid: whatever is neither a letter nor harmless is written as its number.
fn mermaid_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in clean::line(text).chars() {
        match c {
            c if c.is_alphanumeric() => safe.push(c),
            ' ' | '.' | ',' | ':' | '/' | '-' | '_' | '@' => safe.push(c),
            // Letters of other scripts are joined by marks that are none.
            c if !c.is_ascii() => safe.push(c),
            c => {
                let _ = write!(safe, "#{};", u32::from(c));
            }
        }
    }
    safe
}

/// For Graphviz: `drawline map --format dot | dot -Tsvg`.
#[must_use]
pub(crate) fn dot(map: &Map) -> String {
    let mut out = "digraph drawline {\n  rankdir=LR\n  node [fontname=\"sans-serif\" shape=box style=rounded]\n  \
                   edge [fontname=\"sans-serif\" fontsize=11]\n"
        .to_owned();
    for (number, node) in map.nodes.iter().enumerate() {
        let shape = if node.is_person { " shape=ellipse" } else { "" };
        let colour = if node.is_over { " color=\"#b3261e\" penwidth=3" } else { "" };
        let _ = writeln!(out, "  n{number} [label=\"{}\"{shape}{colour}]", dot_text(&said(node)));
    }
    for (at, (name, nodes)) in map.groups.iter().enumerate() {
        let nodes: String = nodes.iter().map(|number| format!(" n{number}")).collect();
        let _ = writeln!(out, "  subgraph cluster_{at} {{ label=\"{}\"{nodes} }}", dot_text(name));
    }
    for edge in &map.edges {
        let label = dot_text(&edge.label);
        let how = if edge.moved { "style=dashed" } else { "dir=none" };
        let _ = writeln!(out, "  n{} -> n{} [label=\"{label}\" {how}]", edge.from, edge.to);
    }
    out + "}\n"
}

/// Text between quotes of DOT.
fn dot_text(text: &str) -> String {
    clean::line(text).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::map::Edge;

    #[test]
    fn text_stays_text() {
        let hostile = "\"]; click n0 \"javascript:alert(1)\" %% <b>`end`\\\" \u{1b}[31m\nsubgraph";
        let node = |is_person| Node { name: hostile.into(), about: hostile.to_owned(), is_person, is_over: true };
        let edge = |moved| Edge { from: 0, to: 1, label: hostile.to_owned(), moved };
        let map = Map {
            groups: vec![(hostile.into(), vec![0])],
            nodes: vec![node(false), node(true)],
            edges: vec![edge(false), edge(true)],
        };
        let drawn = mermaid(&map);
        // Nothing of it stands outside of quotes, and what stands inside has no sign of its own.
        let inside: Vec<&str> = drawn.split('"').skip(1).step_by(2).collect();
        assert_eq!(inside.len(), 5, "{drawn}");
        assert!(inside.iter().all(|text| !text.contains(['<', '`', ']', '(', '\n', '\u{1b}', '%'])), "{drawn}");
        assert_eq!(drawn.lines().count(), 9, "{drawn}");
        let drawn = dot(&map);
        let bare = drawn.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{drawn}");
        assert!(bare.split('"').step_by(2).all(|text| !text.contains("click") && !text.contains("alert")), "{drawn}");
    }
}
