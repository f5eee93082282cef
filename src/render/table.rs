//! Plain tables for people: aligned columns, no rules, wrapped where a terminal is narrow.

use comfy_table::{ContentArrangement, Table, presets};

use super::clean;

/// A table with a header. Cells are cleaned; `width` is the terminal's, `None` where nothing is to be wrapped.
#[must_use]
pub fn render<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    width: Option<u16>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table.set_header(header);
    for row in rows {
        table.add_row(row.map(|cell| clean::line(&cell).into_owned()));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
