//! Level 11: the command line: commands and flags, as data for `clap`. What they do is the business of `run/`.

mod lint;
mod pictures;
mod show;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::confidence::Confidence;
use crate::base::date::Date;
use crate::base::diagnostic::Severity;
use crate::fleet::is_repository;
use crate::read::FORMATS;
pub(crate) use lint::{Lint, TargetArgs};
pub(crate) use show::{
    Diff, DiffFormat, Line, LineFormat, LineKind, ListFormat, Load, Waivers, Who, WhoFormat, WhoKind,
};

pub(crate) use pictures::*;

/// Draws the line for a role's workload, in Git.
#[derive(Debug, Parser)]
#[command(name = "drawline", version, about, long_about = None, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: Color,
}

impl Cli {
    /// The configuration file that is named in place of the usual one.
    #[must_use]
    pub(crate) fn config(&self) -> Option<&Path> {
        let policy = match &self.command {
            Command::Lint(args) => &args.policy,
            Command::Facts(args) => &args.policy,
            Command::Explain(args) => &args.policy,
            Command::Rules(Rules::List(args)) => &args.policy,
            Command::Rules(Rules::Test(args)) => &args.policy,
            Command::Load(args) => &args.policy,
            Command::Line(args) => &args.policy,
            Command::Matrix(args) => &args.at.policy,
            Command::History(args) => &args.policy,
            Command::Report(args) => &args.at.policy,
            Command::Map(args) => &args.at.policy,
            Command::Who(args) => &args.policy,
            Command::Waivers(args) => &args.policy,
            Command::Diff(args) => &args.policy,
            Command::Baseline(Baseline::Write(args) | Baseline::Prune(args)) => &args.policy,
            _ => return None,
        };
        policy.config.as_deref()
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal; `NO_COLOR` goes first, then `FORCE_COLOR` and `CLICOLOR_FORCE`.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge the working tree, the index, a commit or a range.
    Lint(Lint),
    /// Print every assignment that was read, with its place.
    Facts(Facts),
    /// Say what a rule, an activity, a role, a profile or a word of drawline is about.
    Explain(Explain),
    /// See the rules.
    #[command(subcommand)]
    Rules(Rules),
    /// Show what each person, team and role carries.
    Load(Load),
    /// Draw the line of a person, a role or a team: one page to talk about what to keep, share and hand over.
    Line(Line),
    /// Lay out who is accountable, responsible, consulted and informed in which kind of work.
    Matrix(Matrix),
    /// Show how what a person, a team, a role or everybody carries has changed, step by step.
    History(History),
    /// Make one page for a browser: how things stand, who is over the line, what changed. It loads and runs nothing.
    Report(Report),
    /// Draw teams and what crosses between them: people who are in several, work that was handed over.
    Map(Map),
    /// Show who holds an activity, who owns a path, or what a person holds.
    Who(Who),
    /// List the exceptions: why, until when, and what they overrule.
    Waivers(Waivers),
    /// Show who gains and loses what between two commits.
    Diff(Diff),
    /// Keep what is found today out of the way, or take out what is fixed since.
    #[command(subcommand)]
    Baseline(Baseline),
    /// Look at what is here and write a drawline.toml for it.
    Init(Init),
    /// Install or remove Git hooks.
    #[command(subcommand)]
    Hook(Hook),
    /// Print what the event of a GitHub workflow run asks to judge, as arguments of `lint`, for the action.
    #[command(hide = true)]
    Event(Event),
    /// Print the JSON Schema of a file format, for editors.
    Schema(Schema),
    /// Print completions for a shell.
    Completions(Completions),
    /// Print a page of the manual, for packagers: `drawline man lint > drawline-lint.1`.
    Man(Man),
}

/// `drawline baseline`.
#[derive(Debug, Subcommand)]
pub enum Baseline {
    /// Write down all that is found, so that `lint` shows only what is new or worse.
    Write(BaselineArgs),
    /// Take out what is fixed.
    Prune(BaselineArgs),
}

/// What a baseline is made of.
#[derive(Args, Debug)]
pub struct BaselineArgs {
    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// The day that counts.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,
}

/// `drawline init`.
#[derive(Args, Debug)]
pub struct Init {
    /// The profile, in place of the questions.
    #[arg(long, value_name = "NAME", env = "DRAWLINE_PROFILE", hide_env_values = true)]
    pub(crate) profile: Option<String>,

    /// How many product teams there are.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) teams: Option<usize>,

    /// Whether an audit regime is in force, such as SOX, SOC 2, PCI DSS or ISO 27001.
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) audit: Option<bool>,

    /// What a name means here: PM=product-manager. May be given several times.
    #[arg(long, value_name = "NAME=ROLE", value_parser = alias)]
    pub(crate) alias: Vec<(String, String)>,

    /// Write a first charter as well, for this team.
    #[arg(long, value_name = "TEAM")]
    pub(crate) charter: Option<String>,

    /// Write without asking.
    #[arg(long, short)]
    pub(crate) yes: bool,
}

fn alias(word: &str) -> Result<(String, String), String> {
    let (name, role) = word.split_once('=').ok_or("takes NAME=ROLE, such as PM=product-manager")?;
    if name.trim().is_empty() || role.trim().is_empty() {
        return Err("takes NAME=ROLE, such as PM=product-manager".to_owned());
    }
    Ok((name.trim().to_owned(), role.trim().to_owned()))
}

/// `drawline schema`.
#[derive(Args, Debug)]
pub struct Schema {
    /// The file format.
    #[arg(value_name = "FILE", value_parser = with_schema())]
    pub(crate) of: String,
}

/// The formats that have a schema: those of files that are read, of the configuration and of rule files.
fn with_schema() -> PossibleValuesParser {
    let read = FORMATS.iter().filter_map(|format| {
        let (title, _) = format.schema?;
        Some(PossibleValue::new(format.name).help(title.split(':').next().unwrap_or(title)))
    });
    let others = [("config", "drawline.toml"), ("facts", "A row of `facts --repository`"), ("rule", "A rule file")];
    PossibleValuesParser::new(read.chain(others.map(|(name, about)| PossibleValue::new(name).help(about))))
}

/// `drawline completions`.
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// `drawline man`.
#[derive(Args, Debug)]
pub struct Man {
    /// The command; the program itself where none is named.
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

/// `drawline hook`.
#[derive(Debug, Subcommand)]
pub enum Hook {
    /// Judge what is staged before each commit and each merge.
    Install(HookArgs),
    /// Take the hooks of drawline away again.
    Uninstall,
}

/// Which hooks.
#[derive(Args, Debug)]
pub struct HookArgs {
    /// The pre-push hook as well: judge every commit that is pushed.
    #[arg(long)]
    pub(crate) pre_push: bool,

    /// Let nothing pass that was not judged: without drawline on PATH, or without a file to judge, the hook fails.
    #[arg(long)]
    pub(crate) strict: bool,
}

/// `drawline event`.
#[derive(Args, Debug)]
pub struct Event {
    /// Leave each commit to its own rules.
    #[arg(long)]
    pub(crate) own_rules: bool,
}

/// Where the policy comes from.
#[derive(Args, Debug, Default)]
pub(crate) struct PolicyArgs {
    /// The configuration file, in place of drawline.toml at the root.
    #[arg(long, value_name = "FILE", env = "DRAWLINE_CONFIG", hide_env_values = true)]
    pub(crate) config: Option<PathBuf>,

    /// The profile, in place of the configured one.
    #[arg(long, value_name = "NAME", env = "DRAWLINE_PROFILE", hide_env_values = true)]
    pub(crate) profile: Option<String>,
}

/// `drawline facts`.
#[derive(Args, Debug)]
pub struct Facts {
    /// Print facts from these files and folders only. A file that is named is read, configured or not.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show facts.
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub(crate) format: FactsFormat,

    /// Say of each fact why it was read so: who, how and what, each with its words and their place.
    #[arg(long, conflicts_with_all = ["format", "anonymous"])]
    pub(crate) explain: bool,

    /// List the files instead: what was read, as what, and what was passed over, and why.
    #[arg(long, conflicts_with_all = ["explain", "anonymous"])]
    pub(crate) files: bool,

    /// Print the facts of one commit; the working tree where it is left out. A bare repository will do.
    #[arg(long, value_name = "REV", conflicts_with_all = ["paths", "files"])]
    pub(crate) rev: Option<String>,

    /// Print rows that can leave this repository, named OWNER/NAME: `lint --facts` judges those of many together.
    #[arg(long, value_name = "OWNER/NAME", value_parser = repository, conflicts_with_all = ["paths", "files", "explain", "anonymous"])]
    pub(crate) repository: Option<String>,

    /// The day of judgement, as YYYY-MM-DD; today in UTC where it is left out.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// How to show facts.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FactsFormat {
    /// For people.
    Table,
    /// One JSON object a line: the machine contract, version 1.
    Ndjson,
}

/// `drawline explain`.
#[derive(Args, Debug)]
pub struct Explain {
    /// A rule, an activity or a role (a name, a title or a phrase); a profile, an area of work, or a word of drawline: core, limit.
    #[arg(value_name = "NAME", required = true)]
    pub(crate) name: Vec<String>,

    /// How to show it.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: PageFormat,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
}

/// `drawline rules`.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// Name every rule with its severity.
    List(RulesList),
    /// Write a rule of your own, with an example to start from.
    New(RulesNew),
    /// Run every example of your own rules, or say which past commits they would have stopped.
    Test(RulesTest),
    /// Bring the rules of other repositories that `extends` names, each at its commit, and lock what they say.
    Vendor(RulesVendor),
}

/// `drawline rules vendor`.
#[derive(Args, Debug)]
pub struct RulesVendor {
    /// Write nothing: fetch each commit again, and say where what is here differs from it, lock included.
    #[arg(long)]
    pub(crate) check: bool,
}

/// `drawline rules new`.
#[derive(Args, Debug)]
pub struct RulesNew {
    /// The rule's name: kebab-case, and reads as the thing found.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// The engine that judges it.
    #[arg(long, default_value = "limit", value_parser = ["cover", "drift", "form", "limit", "phrase", "scope", "separate"])]
    pub(crate) kind: String,

    /// The folder to write it to.
    #[arg(long, default_value = "policy", value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
}

/// `drawline rules test`.
#[derive(Args, Debug)]
pub struct RulesTest {
    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// Run the examples of the built-in rules as well.
    #[arg(long)]
    pub(crate) all: bool,

    /// Say which commits of a range, such as main~50..main, the rules would have stopped.
    #[arg(long, value_name = "RANGE")]
    pub(crate) history: Option<String>,
}

/// How to show what is for reading, or for a program.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PageFormat {
    /// For a terminal.
    Text,
    /// For machines, version 1.
    Json,
}

/// `drawline rules list`.
#[derive(Args, Debug)]
pub struct RulesList {
    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show them.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: PageFormat,
}

fn repository(word: &str) -> Result<String, String> {
    let way_out = "takes a name such as acme/checkout: letters, digits, `-`, `_` and `.`, with `/` between its parts";
    is_repository(word).then(|| word.to_owned()).ok_or_else(|| way_out.to_owned())
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::parse(word).ok_or_else(|| "takes advice, warning or error".to_owned())
}

fn confidence(word: &str) -> Result<Confidence, String> {
    Confidence::parse(word).ok_or_else(|| "takes low, medium or high".to_owned())
}

fn date(word: &str) -> Result<Date, String> {
    let is_written_so = word.len() == 10 && word.split('-').count() == 3 && !word.contains(char::is_alphabetic);
    Date::parse(word).ok_or_else(|| match is_written_so {
        true => "the calendar has no such day".to_owned(),
        false => "takes a day such as 2026-12-31".to_owned(),
    })
}
