//! Commands that show what is there: `load`, `waivers`, `line`, `who` and `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{PolicyArgs, date};
use crate::base::date::Date;

/// `drawline load`.
#[derive(Args, Debug)]
pub struct Load {
    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show it.
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub(crate) format: ListFormat,

    /// Look at one commit; the working tree where it is left out.
    #[arg(long, value_name = "REV")]
    pub(crate) rev: Option<String>,

    /// Compare with this commit: what people carried then, and what they carry now.
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,

    /// Look at the facts of other repositories, together with the files here: a file, a folder, a pattern, or - for standard
    /// input. May be given several times.
    #[arg(long, value_name = "FACTS", conflicts_with_all = ["rev", "since", "explain"])]
    pub(crate) facts: Vec<PathBuf>,

    /// List the rows behind every number.
    #[arg(long, conflicts_with_all = ["format", "anonymous", "rev", "since"])]
    pub(crate) explain: bool,

    /// The day that counts: cover that ended before is left out.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// How to show a list.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ListFormat {
    /// For a terminal.
    Table,
    /// For machines, version 1.
    Json,
    /// For a page.
    Markdown,
}

/// `drawline waivers`.
#[derive(Args, Debug)]
pub struct Waivers {
    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show them.
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub(crate) format: ListFormat,

    /// The day that counts.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// `drawline line`.
#[derive(Args, Debug)]
pub struct Line {
    /// A person (`@handle`, handle or name), a role or a team.
    #[arg(value_name = "WHO", required = true)]
    pub(crate) who: Vec<String>,

    /// What WHO is, where it could be several things.
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub(crate) kind: Option<LineKind>,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show it.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: LineFormat,

    /// Write the page to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The day that counts.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// Whose line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LineKind {
    /// A person.
    Person,
    /// A role.
    Role,
    /// A team.
    Team,
}

impl LineKind {
    /// The same among all that `who` is asked for.
    #[must_use]
    pub(crate) fn as_who(self) -> WhoKind {
        match self {
            Self::Person => WhoKind::Person,
            Self::Role => WhoKind::Role,
            Self::Team => WhoKind::Team,
        }
    }
}

/// How a line is shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LineFormat {
    /// For a terminal.
    Text,
    /// For a page.
    Markdown,
    /// One file for a browser, which loads and runs nothing.
    Html,
    /// For machines, version 1.
    Json,
}

/// `drawline who`.
#[derive(Args, Debug)]
pub struct Who {
    /// A path, an activity (an id or words), a person (`@handle`, handle or name), a role or a team.
    #[arg(value_name = "WHAT", required = true)]
    pub(crate) what: Vec<String>,

    /// What WHAT is, where it could be several things.
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub(crate) kind: Option<WhoKind>,

    /// Look at the facts of other repositories, together with the files here: a file, a folder, a pattern, or - for standard
    /// input. May be given several times.
    #[arg(long, value_name = "FACTS")]
    pub(crate) facts: Vec<PathBuf>,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show it.
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub(crate) format: WhoFormat,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhoKind {
    /// A file or folder.
    Path,
    /// A kind of work.
    Activity,
    /// A person, or a group that owns paths.
    Person,
    /// A role.
    Role,
    /// A team.
    Team,
}

/// How an answer to `who` is shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum WhoFormat {
    /// For a terminal.
    Table,
    /// For machines, version 1.
    Json,
}

/// `drawline diff`.
#[derive(Args, Debug)]
pub struct Diff {
    /// A..B, or A...B from where the two met.
    #[arg(value_name = "A..B")]
    pub(crate) range: String,

    /// Take the configuration from this commit, so that a change cannot say what is read of it.
    #[arg(long, value_name = "REV", conflicts_with = "config")]
    pub(crate) rules_from: Option<String>,

    /// The day that counts: cover that ended before is carried by nobody.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show it.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: DiffFormat,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// How to show an impact table.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For a terminal.
    Text,
    /// For a pull request.
    Markdown,
    /// For machines.
    Json,
}
