//! Plain tables for people: aligned columns, no rules. Where a terminal is narrow, cells are wrapped between words; where not
//! even that is enough, columns that can be spared are left out, and it is said which.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use textwrap::core::display_width;

use super::clean;

/// Blanks between two columns.
const GAP: usize = 2;

/// A table with a header. Cells are cleaned; `width` is the terminal's, `None` where nothing is to be wrapped. `spare` names the
/// columns that may be left out, the first of them first.
#[must_use]
pub(crate) fn render<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    width: Option<u16>,
    spare: &[&str],
) -> String {
    let rows: Vec<[String; N]> = rows.map(|row| row.map(|cell| clean::line(&cell).into_owned())).collect();
    let widest = |column: usize| {
        let blanks = |cell: &str| cell.len() - cell.trim_start().len();
        let words = rows
            .iter()
            .flat_map(|row| row[column].split_whitespace().map(move |word| display_width(word) + blanks(&row[column])));
        words.max().unwrap_or(0).max(display_width(header[column]))
    };
    let least: [usize; N] = std::array::from_fn(widest);
    let mut shown: Vec<usize> = (0..N).collect();
    if let Some(width) = width.map(usize::from) {
        for name in spare {
            let needed: usize = shown.iter().map(|column| least[*column] + GAP).sum();
            if needed.saturating_sub(GAP) <= width {
                break;
            }
            shown.retain(|column| header[*column] != *name);
        }
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if let Some(width) = width {
        // The last column's gap lies outside.
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width + GAP as u16);
    }
    table.set_header(shown.iter().map(|column| header[*column]));
    for row in &rows {
        table.add_row(shown.iter().map(|column| &row[*column]));
    }
    for (at, column) in shown.iter().enumerate() {
        let Some(cells) = table.column_mut(at) else { continue };
        cells.set_padding((0, GAP as u16));
        if width.is_some() {
            let least = u16::try_from(least[*column] + GAP).unwrap_or(u16::MAX);
            cells.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
    }
    let lines: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let left_out: Vec<&str> = (0..N)
        .filter(|column| !shown.contains(column))
        .map(|column| header[column].trim())
        .filter(|name| !name.is_empty())
        .collect();
    if left_out.is_empty() {
        return lines;
    }
    let note = format!("(too narrow for {}: a wider terminal or another --format shows them)", left_out.join(", "));
    let columns = width.map_or(usize::MAX, usize::from);
    format!("{lines}{}\n", textwrap::fill(&note, columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 3] = ["WHO", "WHAT", "PLACE"];

    fn rows() -> impl Iterator<Item = [String; 3]> {
        let what = "requirements-definition and a few words that wrap well enough";
        std::iter::once(["@maya", what, "teams/checkout/charter.toml:27"].map(str::to_owned))
    }

    #[test]
    fn words_stay_whole_and_what_is_left_out_is_said() {
        for width in 30..130 {
            let table = render(HEADER, rows(), Some(width), &["PLACE"]);
            let words: Vec<&str> = table.split_whitespace().collect();
            assert!(words.contains(&"requirements-definition"), "{width}\n{table}");
            let is_whole = words.contains(&"teams/checkout/charter.toml:27");
            assert!(is_whole != table.contains("too narrow for PLACE"), "{width}\n{table}");
            let (lines, _) = table.split_once("(too").unwrap_or((&table, ""));
            assert!(lines.lines().all(|line| line.len() <= usize::from(width)), "{width}\n{table}");
        }
        assert!(!render(HEADER, rows(), None, &["PLACE"]).contains("too narrow"));
    }
}
