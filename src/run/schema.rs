//! `drawline schema`: the JSON Schema of a file format, for editors and their linters.

use super::Answer;
use crate::base::error::Error;
use crate::cli::Schema;
use crate::config::CONFIG;
use crate::fleet::columns::COLUMNS;
use crate::policy::{Choice, Policy};
use crate::read::Format;
use crate::render::schema as render;

pub(super) fn run(args: &Schema) -> Result<Answer, Error> {
    let schema = Format::named(&args.of).and_then(|format| format.of().schema);
    let text = match (schema, &*args.of) {
        (Some((title, shape)), _) => render::file(title, shape),
        (None, "facts") => render::facts(COLUMNS),
        (None, "config") => render::config(CONFIG, &Policy::load(Choice::default())?.rules),
        (None, _) => render::rule(),
    };
    Ok(Answer { text, code: 0, note: None })
}
