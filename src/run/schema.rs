//! `drawline schema`: the JSON Schema of a file format, for editors and their linters.

use super::Answer;
use crate::base::error::Error;
use crate::cli::{FileKind, Schema};
use crate::config::CONFIG;
use crate::policy::{Choice, Policy};
use crate::read::charter::CHARTER;
use crate::read::ownership::OWNERSHIP;
use crate::read::people::PEOPLE;
use crate::render::schema as render;

pub(super) fn run(args: &Schema) -> Result<Answer, Error> {
    let text = match args.of {
        FileKind::Charter => render::file("charter.toml: a team, who is in it and who does what", CHARTER),
        FileKind::Ownership => render::file("ownership.toml: who owns which paths", OWNERSHIP),
        FileKind::People => render::file("people.toml: who there is", PEOPLE),
        FileKind::Config => render::config(CONFIG, &Policy::load(Choice::default())?.rules),
        FileKind::Rule => render::rule(),
    };
    Ok(Answer { text, code: 0, note: None })
}
