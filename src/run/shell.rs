//! `drawline completions` and `drawline man`: what shells and packagers ask for, made from the same table as `--help`.
//!
//! What a shell may be told beside commands and flags is in `shell/candidates.rs`, what a page says beside them in
//! `shell/manual.rs`.

mod candidates;
mod manual;

use std::ffi::OsString;

use clap::{Command, CommandFactory as _};
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use super::Answer;
use crate::base::error::Error;
use crate::base::suggest::one_of;
use crate::cli::{Cli, Completions, Man};

/// The variable by which a shell's script asks for candidates.
const ASKED: &str = "DRAWLINE_COMPLETE";

/// Answers a shell that asks what may come next; `false` where none asks.
#[must_use]
pub fn completed() -> bool {
    if std::env::var_os(ASKED).is_none() {
        return false;
    }
    let args: Vec<OsString> = std::env::args_os().collect();
    let asked = CompleteEnv::with_factory(|| candidates::filled_in(Cli::command())).var(ASKED);
    // Nobody reads an error in the middle of a line that is being typed.
    asked.try_complete(args, std::env::current_dir().ok().as_deref()).unwrap_or(true)
}

/// The script that makes a shell ask.
pub(super) fn completions(args: &Completions) -> Result<Answer, Error> {
    let mut text = Vec::new();
    let name = args.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells.completer(&name).expect("internal error: every shell of the command line has a script");
    shell
        .write_registration(ASKED, "drawline", "drawline", "drawline", &mut text)
        .map_err(|error| Error::cannot_judge(format!("cannot write the script: {error}"), "try another shell"))?;
    Ok(Answer { text: String::from_utf8_lossy(&text).into_owned(), code: 0, note: None })
}

/// The page of a command; that of the program where none is named.
pub(super) fn man(args: &Man) -> Result<Answer, Error> {
    let mut command = Cli::command();
    command.build();
    let mut name = String::from("drawline");
    for word in &args.command {
        let below: Vec<String> = command
            .get_subcommands()
            .filter(|below| !below.is_hide_set())
            .map(|below| below.get_name().to_owned())
            .collect();
        let Some(found) = command.find_subcommand(word).cloned() else {
            let known: Vec<&str> = below.iter().map(String::as_str).filter(|name| *name != "help").collect();
            return Err(Error::cannot_judge(
                format!("{name} has no command \"{word}\""),
                format!("it has {}", one_of(&known)),
            ));
        };
        name = format!("{name}-{}", found.get_name());
        command = found;
    }
    Ok(Answer { text: page(command, &args.command)?, code: 0, note: None })
}

fn page(command: Command, words: &[String]) -> Result<String, Error> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    manual::page(command, &words)
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .map_err(|error| Error::cannot_judge(format!("cannot write the page: {error}"), "try --help instead"))
}
