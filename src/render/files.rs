//! Files that were read, and how, and those that were passed over, and why: two tables for people, or a JSON object a line.

use serde::Serialize;

use super::table;
use crate::base::here::Here;
use crate::base::suggest::counted;
use crate::target::inventory::Item;

/// Files that no pattern is about are named up to this many: a large repository has thousands of them.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    read_as: Option<&'a str>,
    found: Option<&'a str>,
    passed_over: Option<&'a str>,
}

/// One JSON object per file and line.
#[must_use]
pub(crate) fn ndjson(items: &[Item]) -> String {
    let line = |item: &Item| {
        let is_read = item.read_as.is_some();
        let row = Row {
            path: item.path.as_str(),
            read_as: item.read_as.as_deref(),
            found: is_read.then_some(item.said.as_str()).filter(|said| !said.is_empty()),
            passed_over: (!is_read).then_some(item.said.as_str()),
        };
        serde_json::to_string(&row).expect("internal error: plain data is always JSON") + "\n"
    };
    items.iter().map(line).collect()
}

/// For a terminal.
#[must_use]
pub(crate) fn tables(items: &[Item], here: &Here, width: Option<u16>) -> String {
    let (read, passed): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.read_as.is_some());
    let path = |item: &Item| here.shown(item.path.as_str()).into_owned();
    let rows = read.iter().map(|item| [path(item), item.read_as.clone().unwrap_or_default(), item.said.clone()]);
    let mut out = match read.is_empty() {
        true => String::new(),
        false => table::render(["FILE", "READ AS", "FOUND IN IT"], rows, width, &["FOUND IN IT"]),
    };
    let usual = passed.iter().filter(|item| item.is_usual).count();
    let mut left = SHOWN;
    let shown = passed.iter().filter(|item| {
        let is_shown = !item.is_usual || left > 0;
        left -= usize::from(item.is_usual && is_shown);
        is_shown
    });
    let rows: Vec<[String; 2]> = shown.map(|item| [path(item), item.said.clone()]).collect();
    if !rows.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&table::render(["PASSED OVER", "WHY"], rows.into_iter(), width, &[]));
    }
    if usual > SHOWN {
        out.push_str(&format!("and {} more that no pattern is about: `--format ndjson` names them\n", usual - SHOWN));
    }
    out.push_str(&format!("\n{} read, {} passed over", counted(read.len(), "file"), passed.len()));
    out.push('\n');
    if usual > 0 {
        out.push_str(
            "`drawline facts FILE` reads a file that no pattern is about, `charters` in drawline.toml for good\n",
        );
    }
    out
}
