//! Numbers over time as small lines: of blocks for a terminal, of a path for SVG. Beside each stand the numbers themselves.

use std::fmt::Write as _;

/// A block for each number, in proportion to the greatest; where there are more than the width has room for, the last one of as
/// many as share a block.
#[must_use]
pub(crate) fn blocks(values: &[usize], width: usize) -> String {
    const BLOCKS: [char; 8] =
        ['\u{2581}', '\u{2582}', '\u{2583}', '\u{2584}', '\u{2585}', '\u{2586}', '\u{2587}', '\u{2588}'];
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let several = values.len().div_ceil(width.max(1)).max(1);
    let last = values.chunks(several).filter_map(<[usize]>::last);
    last.map(|value| BLOCKS[(value * (BLOCKS.len() - 1)).div_ceil(most)]).collect()
}

/// A line through numbers from 0 to the greatest of them, as the `d` of a path in a field of this size.
#[must_use]
pub(crate) fn path(values: &[usize], width: usize, height: usize) -> String {
    let most = values.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = width as f64 / values.len().saturating_sub(1).max(1) as f64;
    let mut path = String::new();
    for (at, value) in values.iter().enumerate() {
        let (x, y) = (at as f64 * step, height as f64 * (1.0 - *value as f64 / most));
        // Writing to a `String` cannot fail.
        let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" });
    }
    if values.len() == 1 {
        let _ = write!(path, "h{width}");
    }
    path
}
