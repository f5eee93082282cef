//! Level 10: the driver: a command to its steps, and what it prints. The only place where edges and core meet.
//!
//! One file per command in `run/`. Everything printed is put together first and written once, so that a closed pipe ends
//! quietly and an error never leaves half an answer.

mod anonymous;
mod baseline;
mod diff;
mod event;
mod explain;
mod facts;
mod granted;
mod history;
mod hook;
mod init;
mod lint;
mod load;
mod mend;
mod rules;
mod schema;
mod shell;
mod staged;
mod start;
mod told;
mod waivers;

use std::path::{Path, PathBuf};

use crate::base::error::Error;
use crate::base::source::SourceFile;
use crate::cli::{Cli, Color, Command, PolicyArgs, Rules};
use crate::config::RuleFiles;
use crate::edge::worktree::Worktree;
use crate::lint as core;
use crate::org::Org;
use crate::policy::{Choice, Policy};
use crate::render::human::Look;
use crate::snapshot::Snapshot;

/// What a command answers: text for standard output, and the exit code.
#[derive(Debug)]
pub struct Answer {
    /// For standard output.
    pub text: String,
    /// 0 clean, 1 findings.
    pub code: u8,
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
        }
    }
}

/// Runs a command.
///
/// # Errors
/// What kept it from judging.
pub fn run(cli: &Cli, terminal: Terminal) -> Result<Answer, Error> {
    match &cli.command {
        Command::Lint(args) => lint::run(args, &terminal.look(cli.color, args.quiet, args.verbose)),
        Command::Facts(args) => facts::run(args, terminal.width),
        Command::Explain(args) => explain::run(args, usize::from(terminal.width.unwrap_or(PLAIN_WIDTH).clamp(40, 100))),
        Command::Rules(Rules::List(args)) => rules::list(args, terminal.width),
        Command::Rules(Rules::New(args)) => rules::new(args),
        Command::Rules(Rules::Test(args)) => rules::test(args),
        Command::Load(args) => load::run(args, terminal.width),
        Command::Who(args) => load::who(args, terminal.width),
        Command::Waivers(args) => waivers::run(args, terminal.width),
        Command::Diff(args) => diff::run(args, terminal.width),
        Command::Baseline(command) => baseline::run(command),
        Command::Init(args) => init::run(args, terminal),
        Command::Hook(args) => hook::run(args),
        Command::Event(args) => event::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => shell::completions(args),
        Command::Man(args) => shell::man(args),
    }
}

/// The working tree around the current folder, or around the first path where that one lies elsewhere.
fn worktree(paths: &[PathBuf]) -> Result<Worktree, Error> {
    let here = Worktree::find(Path::new("."));
    let Some(first) = paths.first() else { return here };
    match here {
        Ok(worktree) if worktree.named(first).is_ok() => Ok(worktree),
        _ => Worktree::around(first),
    }
}

fn policy(worktree: &Worktree, args: &PolicyArgs) -> Result<Policy, Error> {
    let config = worktree.config(args.config.as_deref())?;
    let source = |named: &RuleFiles| worktree.rule_files(named);
    Policy::load(Choice { config, profile: args.profile.as_deref(), rule_files: Some(&source) })
}

/// The organisation in the working tree around the current folder, for commands that show it instead of judging it.
fn organisation(args: &PolicyArgs) -> Result<(Policy, Snapshot, Org), Error> {
    let worktree = worktree(&[])?;
    let policy = policy(&worktree, args)?;
    refuse_broken_config(&policy)?;
    let snapshot = worktree.snapshot(&policy.config, &[])?;
    if snapshot.files().is_empty() {
        return Err(nothing_to_judge(&[]));
    }
    let org = Org::of(core::knowledge(&policy), core::read_files(&policy, &snapshot));
    Ok((policy, snapshot, org))
}

/// The paths of a command line, as they are named inside the root.
fn named(worktree: &Worktree, paths: &[PathBuf]) -> Result<Vec<String>, Error> {
    paths.iter().map(|path| worktree.named(path)).collect()
}

/// Commands that print facts or lists need a sound configuration as well.
fn refuse_broken_config(policy: &Policy) -> Result<(), Error> {
    let (Some((path, text)), Some(problem)) = (&policy.config_file, policy.config.problems.first()) else {
        return Ok(());
    };
    let point = SourceFile::new(text.clone()).point(problem.span.start);
    let hint = problem.help.clone().unwrap_or_else(|| "run `drawline lint` to see the place".to_owned());
    Err(Error::cannot_judge(format!("{path}:{}:{}: {}", point.line, point.column, problem.message), hint))
}

/// Nothing to read is never a clean answer.
fn nothing_to_judge(paths: &[PathBuf]) -> Error {
    let place = match paths {
        [] => "here".to_owned(),
        paths => {
            format!("under {}", paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "))
        }
    };
    Error::nothing_to_judge(
        format!("nothing to judge {place}: no charter, ownership or people file"),
        "write a charter.toml, or say in drawline.toml which files are charters (`charters`) or how to read them (`[[map]]`)",
    )
}
