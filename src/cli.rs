//! Level 9: the command line: commands and flags, as data for `clap`. What they do is the business of `run/`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::date::Date;
use crate::base::diagnostic::Severity;

/// Draws the line for a role's workload, in Git.
#[derive(Debug, Parser)]
#[command(name = "drawline", version, about, long_about = None, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal; `NO_COLOR` and `CLICOLOR_FORCE` are heard.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge the working tree.
    Lint(Lint),
    /// Print every assignment that was read, with its place.
    Facts(Facts),
    /// Say what a rule, an activity or a role is about.
    Explain(Explain),
    /// See the rules.
    #[command(subcommand)]
    Rules(Rules),
}

/// Where the policy comes from.
#[derive(Args, Debug)]
pub struct PolicyArgs {
    /// The configuration file, in place of drawline.toml at the root.
    #[arg(long, value_name = "FILE", env = "DRAWLINE_CONFIG")]
    pub config: Option<PathBuf>,

    /// The profile, in place of the configured one.
    #[arg(long, value_name = "NAME", env = "DRAWLINE_PROFILE")]
    pub profile: Option<String>,
}

/// `drawline lint`.
#[derive(Args, Debug)]
pub struct Lint {
    /// Show findings under these files and folders only; the whole tree is read all the same.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The policy.
    #[command(flatten)]
    pub policy: PolicyArgs,

    /// How to show findings.
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT", env = "DRAWLINE_FORMAT")]
    pub format: LintFormat,

    /// Exit with 1 when a finding is at least this severe.
    #[arg(long, default_value = "error", value_name = "SEVERITY", value_parser = severity, env = "DRAWLINE_FAIL_ON")]
    pub fail_on: Severity,

    /// Exit with 0 whatever is found.
    #[arg(long)]
    pub exit_zero: bool,

    /// The day of judgement, as YYYY-MM-DD; today in UTC where it is left out.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY")]
    pub today: Option<Date>,

    /// Print findings only, no summary.
    #[arg(long, short)]
    pub quiet: bool,
}

/// How to show findings.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LintFormat {
    /// Excerpts and help, for people.
    Human,
    /// One line per finding.
    Short,
    /// The machine contract, version 1.
    Json,
}

/// `drawline facts`.
#[derive(Args, Debug)]
pub struct Facts {
    /// Print facts from these files and folders only.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The policy.
    #[command(flatten)]
    pub policy: PolicyArgs,

    /// How to show facts.
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: FactsFormat,
}

/// How to show facts.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FactsFormat {
    /// For people.
    Table,
    /// One JSON object a line: the machine contract, version 1.
    Ndjson,
}

/// `drawline explain`.
#[derive(Args, Debug)]
pub struct Explain {
    /// A rule, an activity or a role: a name, a title or a phrase.
    #[arg(value_name = "NAME", required = true)]
    pub name: Vec<String>,

    /// The policy.
    #[command(flatten)]
    pub policy: PolicyArgs,
}

/// `drawline rules`.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// Name every rule with its severity.
    List(RulesList),
}

/// `drawline rules list`.
#[derive(Args, Debug)]
pub struct RulesList {
    /// The policy.
    #[command(flatten)]
    pub policy: PolicyArgs,
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::parse(word).ok_or_else(|| "takes advice, warning or error".to_owned())
}

fn date(word: &str) -> Result<Date, String> {
    Date::parse(word).ok_or_else(|| "takes a day such as 2026-12-31".to_owned())
}
