//! What a picture leaves out: files that could not be read, and rows that were lost. Whoever looks at numbers has to know that
//! they are not all there are.

use serde_json::json;

use super::Answer;
use crate::base::pseudonyms::Pseudonyms;
use crate::base::suggest::counted;
use crate::org::Org;
use crate::picture::all_unread;

/// The files that are left out, by their paths, each with what is wrong with it as far as that is known here.
#[derive(Debug, Default)]
pub(super) struct LeftOut(Vec<(String, Option<String>)>);

impl LeftOut {
    /// What could not be read of all that there is.
    #[must_use]
    pub(super) fn of(org: &Org, mask: Option<&Pseudonyms>) -> Self {
        Self::these(all_unread(org).map(|(path, why)| (path.as_str(), why)), mask)
    }

    /// These files could not be read.
    #[must_use]
    pub(super) fn these<'a>(
        files: impl Iterator<Item = (&'a str, Option<&'a str>)>,
        mask: Option<&Pseudonyms>,
    ) -> Self {
        let shown = |text: &str| mask.map_or_else(|| text.to_owned(), |mask| mask.text(text));
        Self(files.map(|(path, why)| (shown(path), why.map(shown))).collect())
    }

    /// What is said of it; nothing where all was read.
    #[must_use]
    pub(super) fn said(&self) -> Option<String> {
        let (path, why) = self.0.first()?;
        let count = self.0.len();
        let first = why.as_ref().map_or_else(|| path.clone(), |why| format!("{path} ({why})"));
        let (files, is, first) = match count {
            1 => (counted(count, "file"), "is", first),
            _ => (counted(count, "file"), "are", format!("first {first}")),
        };
        Some(format!(
            "this is not all: {files} could not be read and {is} left out, {first}; `drawline lint` says where and why"
        ))
    }

    /// An answer that says what it leaves out beside what it had to say.
    #[must_use]
    pub(super) fn beside(&self, answer: Answer) -> Answer {
        let note = match (answer.note, self.said()) {
            (Some(note), Some(said)) => Some(format!("{note}; {said}")),
            (note, said) => note.or(said),
        };
        Answer { note, ..answer }
    }

    /// One JSON object with the paths of what it leaves out as its last field.
    #[must_use]
    pub(super) fn in_json(&self, text: &str) -> String {
        let paths: Vec<&str> = self.0.iter().map(|(path, _)| path.as_str()).collect();
        let begun = text.trim_end().strip_suffix('}').unwrap_or(text).trim_end();
        format!("{begun},\n  \"unread\": {}\n}}\n", json!(paths))
    }

    /// A page in Markdown that says what it leaves out.
    #[must_use]
    pub(super) fn on_page(&self, text: String) -> String {
        let Some(said) = self.said() else { return text };
        format!("{}\n\n**{}**\n", text.trim_end(), crate::render::clean::markdown_cell(&said))
    }
}
