//! Titles of people that no role is known by: told once for a page, since what stands under them is read as nobody's.

use super::Walk;
use super::line::Line;
use crate::base::source::Span;
use crate::document::{Problem, ProblemKind};

/// So many are named; of more only the number is told.
const NAMED: usize = 5;

/// No page has more than this that are worth telling.
const MOST: usize = 100;

impl Walk<'_> {
    /// Notes a heading, a label or a column that looks like a role and is none.
    pub(super) fn note_title(&mut self, line: &Line<'_>, start: usize, end: usize) {
        if self.unread.len() < MOST && start < end && self.framing.is_unread_title(line, start, end) {
            let last = (start + 1..end).take_while(|at| !line.words[*at].gap.ends_phrase()).last().unwrap_or(start);
            let title = line.text.plain[line.words[start].start..line.words[last].end].to_owned();
            if !self.unread.iter().any(|(known, _)| known.eq_ignore_ascii_case(&title)) {
                self.unread.push((title, line.span(start, last)));
            }
        }
    }
}

/// What is told of them.
pub(super) fn told(unread: &[(String, Span)]) -> Option<Problem> {
    let (first, at) = unread.first()?;
    let named: Vec<String> = unread.iter().take(NAMED).map(|(title, _)| format!("\"{title}\"")).collect();
    let more = unread.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = match unread.len() {
        1 => format!("1 heading looks like a role that is not known: {}", named[0]),
        count => format!("{count} headings look like roles that are not known: {}{more}", named.join(", ")),
    };
    Some(Problem {
        kind: ProblemKind::UnreadRole,
        span: *at,
        message,
        label: "what stands here is read as nobody's".to_owned(),
        help: Some(format!(
            "say which role of `drawline explain roles` it is: `\"{}\" = \"…\"` under `[aliases]` in drawline.toml",
            first.to_lowercase()
        )),
        detail: String::new(),
        instead: None,
    })
}
