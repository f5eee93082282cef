//! Level 12: the driver: a command to its steps, and what it prints. The only place where edges and core meet.
//!
//! One file per command in `run/`. Everything printed is put together first and written once, so that a closed pipe ends
//! quietly and an error never leaves half an answer.

mod anonymous;
mod baseline;
mod diff;
mod event;
mod explain;
mod facts;
mod history;
mod hook;
mod init;
mod left_out;
mod line;
mod lint;
mod load;
mod map;
mod matrix;
mod report;
mod request;
mod rules;
mod schema;
mod shell;
mod waivers;
mod who;

use std::path::{Path, PathBuf};

use crate::base::error::Error;
use crate::base::here::Here;
use crate::base::progress::Watcher;
use crate::cli::{Cli, Color, Command, Rules};
use crate::config::FILE;
use crate::io::worktree::output::write_output;
use crate::render::human::Look;

/// What a command answers: text for standard output, and the exit code.
#[derive(Debug)]
pub struct Answer {
    /// For standard output.
    pub text: String,
    /// 0 clean, 1 findings.
    pub code: u8,
    /// For standard error: what is worth knowing and would disturb who reads the text.
    pub note: Option<String>,
}

/// What a command has to say, on standard output or in the file that was named for it.
fn written(file: Option<&Path>, text: String, note: Option<String>) -> Result<Answer, Error> {
    let Some(file) = file else { return Ok(Answer { text, code: 0, note }) };
    write_output(file, &text)?;
    Ok(Answer { text: String::new(), code: 0, note })
}

/// What the terminal is like.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Whether standard output shows colours, unless the command line says otherwise.
    pub colour: bool,
    /// Columns, where standard output is a terminal.
    pub width: Option<u16>,
    /// Whether standard output shows hyperlinks.
    pub links: bool,
    /// Whether somebody can be asked: standard input and standard error are terminals.
    pub interactive: bool,
    /// Who watches how far long work has come.
    pub progress: Watcher,
}

/// Columns of a report that does not go to a terminal.
const PLAIN_WIDTH: u16 = 100;

impl Terminal {
    fn look(self, color: Color, quiet: bool, verbose: bool) -> Look {
        let colour = match color {
            Color::Auto => self.colour,
            Color::Always => true,
            Color::Never => false,
        };
        Look {
            colour,
            width: usize::from(self.width.unwrap_or(PLAIN_WIDTH).clamp(40, 120)),
            quiet,
            excerpts: true,
            verbose,
            links: self.links.then(PathBuf::new),
            here: Here::default(),
        }
    }
}

pub use shell::completed;

/// Runs a command.
///
/// # Errors
/// What kept it from judging.
pub fn run(cli: &Cli, terminal: Terminal) -> Result<Answer, Error> {
    let answer = answer(cli, terminal);
    let Some(config) = cli.config().map(|config| config.display().to_string()) else { return answer };
    match answer {
        // What the rules say of themselves knows the usual name alone.
        Ok(answer) if matches!(cli.command, Command::Explain(_) | Command::Rules(Rules::List(_))) => {
            let lines = answer.text.split_inclusive('\n').map(|line| named(line, &config));
            Ok(Answer { text: lines.collect(), ..answer })
        }
        answer => answer.map_err(|error| Error {
            message: named(&error.message, &config),
            hint: named(&error.hint, &config),
            ..error
        }),
    }
}

/// A text that calls the configuration by the name that it was given.
fn named(text: &str, config: &str) -> String {
    if text.contains(config) { text.to_owned() } else { text.replace(FILE, config) }
}

fn answer(cli: &Cli, terminal: Terminal) -> Result<Answer, Error> {
    match &cli.command {
        Command::Lint(args) => lint::run(args, &terminal.look(cli.color, args.quiet, args.verbose), terminal.progress),
        Command::Facts(args) => facts::run(args, terminal),
        Command::Explain(args) => explain::run(args, usize::from(terminal.width.unwrap_or(PLAIN_WIDTH).clamp(40, 100))),
        Command::Rules(Rules::List(args)) => rules::list(args, terminal.width),
        Command::Rules(Rules::New(args)) => rules::new(args),
        Command::Rules(Rules::Test(args)) => rules::test(args),
        Command::Rules(Rules::Vendor(args)) => rules::vendor(args),
        Command::Load(args) => load::run(args, terminal),
        Command::Line(args) => line::run(args, usize::from(terminal.width.unwrap_or(PLAIN_WIDTH).clamp(40, 100))),
        Command::Matrix(args) => matrix::run(args, cli.color, terminal),
        Command::History(args) => history::run(args, terminal),
        Command::Report(args) => report::run(args, terminal.progress),
        Command::Map(args) => map::run(args, terminal.progress),
        Command::Who(args) => who::run(args, terminal),
        Command::Waivers(args) => waivers::run(args, terminal),
        Command::Diff(args) => diff::run(args, terminal),
        Command::Baseline(command) => baseline::run(command),
        Command::Init(args) => init::run(args, terminal),
        Command::Hook(args) => hook::run(args),
        Command::Event(args) => event::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => shell::completions(args),
        Command::Man(args) => shell::man(args),
    }
}
