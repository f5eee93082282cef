//! Arguments to an answer, an error to its exit code; nothing else.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::Parser;
use drawline::base::error::Error;
use drawline::cli::{Cli, Command};
use drawline::io::progress::{Counters, Watch};
use drawline::render::clean;
use drawline::run::{self, Terminal};

static PROGRESS: Counters = Counters::new();

fn main() -> ExitCode {
    if run::completed() {
        return ExitCode::SUCCESS;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Nothing was asked for: that is a question, not a mistake.
        Err(help) if std::env::args_os().len() == 1 => {
            return print(&help.to_string()).map_or_else(|error| fail(&error), |()| ExitCode::SUCCESS);
        }
        Err(error) => {
            say_environment(&error);
            error.exit()
        }
    };
    // Questions and progress would write over each other.
    let watch = (!matches!(cli.command, Command::Init(_))).then(|| Watch::start(&PROGRESS));
    let answer = run::run(&cli, terminal());
    drop(watch);
    match answer {
        Ok(answer) => {
            if let Some(note) = &answer.note {
                let _ = writeln!(io::stderr(), "drawline: {}", clean::line(note));
            }
            print(&answer.text).map_or_else(|error| fail(&error), |()| ExitCode::from(answer.code))
        }
        Err(error) => fail(&error),
    }
}

/// Names the variables that stand for flags, where a value is refused that nobody may have typed.
fn say_environment(error: &clap::Error) {
    use clap::error::ErrorKind::{InvalidValue, ValueValidation};
    let set: Vec<String> = std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .filter(|(name, _)| name.starts_with("DRAWLINE_"))
        .map(
            |(name, value)| {
                if value.is_empty() { format!("{name}, which is empty") } else { format!("{name}={value}") }
            },
        )
        .collect();
    if matches!(error.kind(), InvalidValue | ValueValidation) && !set.is_empty() {
        let _ = writeln!(io::stderr(), "note: the environment sets {}", clean::line(&set.join("; ")));
    }
}

fn terminal() -> Terminal {
    let stdout = io::stdout();
    let colour = wants_colour().unwrap_or_else(|| anstream::AutoStream::choice(&stdout) != ColorChoice::Never);
    let width = stdout.is_terminal().then(|| terminal_size::terminal_size().map(|(width, _)| width.0)).flatten();
    let interactive = io::stdin().is_terminal() && io::stderr().is_terminal();
    let links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    Terminal { colour, width, links, interactive, progress: &PROGRESS }
}

/// What the environment says of colours, the first of these that is set and not empty: `NO_COLOR`; `FORCE_COLOR` and
/// `CLICOLOR_FORCE`, of which `0` says no. `None` where it leaves that to the terminal.
fn wants_colour() -> Option<bool> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let forced = || set("FORCE_COLOR").or_else(|| set("CLICOLOR_FORCE")).map(|value| value != "0");
    set("NO_COLOR").map(|_| false).or_else(forced)
}

/// Writes the answer. A reader that has gone away (`drawline lint | head`) is no failure.
fn print(text: &str) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::cannot_judge(format!("cannot write the answer: {error}"), "check where standard output goes"))
        }
        _ => Ok(()),
    }
}

fn fail(error: &Error) -> ExitCode {
    let message: Vec<_> = error.message.lines().map(clean::line).collect();
    // Standard error is the last resort: when it fails as well, the exit code still tells.
    let _ = writeln!(io::stderr(), "drawline: {}\n  help: {}", message.join("\n  "), clean::line(&error.hint));
    ExitCode::from(error.exit_code())
}
