//! `drawline completions` and `drawline man`: what shells and packagers ask for, made from the same table as `--help`.

use clap::CommandFactory as _;

use super::Answer;
use crate::base::error::Error;
use crate::base::suggest::one_of;
use crate::cli::{Cli, Completions, Man};

pub(super) fn completions(args: &Completions) -> Result<Answer, Error> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "drawline", &mut text);
    Ok(Answer { text: String::from_utf8_lossy(&text).into_owned(), code: 0 })
}

/// The page of a command; that of the program where none is named.
pub(super) fn man(args: &Man) -> Result<Answer, Error> {
    let mut command = Cli::command();
    command.build();
    let mut name = String::from("drawline");
    for word in &args.command {
        let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
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
    let mut text = Vec::new();
    let written = clap_mangen::Man::new(command).render(&mut text);
    written.map_err(|error| Error::cannot_judge(format!("cannot write the page: {error}"), "try --help instead"))?;
    Ok(Answer { text: String::from_utf8_lossy(&text).into_owned(), code: 0 })
}
