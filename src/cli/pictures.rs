//! The commands that draw pictures: `matrix`, `report`, `history` and `map`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{LineKind, PolicyArgs, date};
use crate::base::date::Date;
use crate::picture::course::Every;

/// `drawline matrix`.
#[derive(Args, Debug)]
pub struct Matrix {
    /// A table for each team, or one for all roles.
    #[arg(long, value_enum, default_value = "team", value_name = "GROUP")]
    pub(crate) by: Grouping,

    /// These teams only. May be given several times.
    #[arg(long, value_name = "TEAM")]
    pub(crate) team: Vec<String>,

    /// Those who act under these roles only. May be given several times.
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Vec<String>,

    /// These people only. May be given several times.
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Vec<String>,

    /// Work of these areas only, such as quality. May be given several times.
    #[arg(long, value_name = "AREA")]
    pub(crate) area: Vec<String>,

    /// What to look at, and as what.
    #[command(flatten)]
    pub(crate) at: MomentArgs,

    /// How to show it.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: MatrixFormat,

    /// Write it to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What a picture shows: a moment, by whose rules, on which day.
#[derive(Args, Debug)]
pub struct MomentArgs {
    /// Look at one commit; the working tree where it is left out.
    #[arg(long, value_name = "REV")]
    pub(crate) rev: Option<String>,

    /// Look at the facts of other repositories, together with the files here: a file, a folder, a pattern, or - for standard
    /// input. May be given several times.
    #[arg(long, value_name = "FACTS", conflicts_with = "rev")]
    pub(crate) facts: Vec<PathBuf>,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// The day that counts.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// How a matrix is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Grouping {
    /// Team by team, with a column for each person.
    Team,
    /// All teams in one, with a column for each role.
    Role,
}

/// How to show a matrix.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MatrixFormat {
    /// For a terminal.
    Text,
    /// For a page or a pull request; drawline reads it as the same facts.
    Markdown,
    /// For a spreadsheet: a line for each part of somebody in some work.
    Csv,
    /// One file for a browser, which loads and runs nothing.
    Html,
}

/// `drawline history`.
#[derive(Args, Debug)]
pub struct History {
    /// A person (`@handle`, handle or name), a team or a role; everybody where nobody is named.
    #[arg(value_name = "WHO")]
    pub(crate) who: Vec<String>,

    /// What WHO is, where it could be several things.
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub(crate) kind: Option<LineKind>,

    /// Begin at this commit; twelve steps ago where it is left out.
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,

    /// Facts are of one moment and have no history: this says where one is kept.
    #[arg(long, value_name = "FACTS", hide = true)]
    pub(crate) facts: Vec<PathBuf>,

    /// How long a step is.
    #[arg(long, value_enum, default_value = "week", value_name = "STEP")]
    pub(crate) every: Step,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// The day up to which it goes.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// How to show it.
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub(crate) format: HistoryFormat,

    /// Write it to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// How long a step of a history is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Step {
    /// A day.
    Day,
    /// A week, from Monday on.
    Week,
    /// A month.
    Month,
}

impl From<Step> for Every {
    fn from(step: Step) -> Self {
        match step {
            Step::Day => Self::Day,
            Step::Week => Self::Week,
            Step::Month => Self::Month,
        }
    }
}

/// How to show a history.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum HistoryFormat {
    /// For a terminal.
    Table,
    /// For machines, version 1.
    Json,
    /// A picture.
    Svg,
}

/// `drawline report`.
#[derive(Args, Debug)]
pub struct Report {
    /// Write it to this file, such as report.html.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// How to show it.
    #[arg(long, value_enum, default_value = "html", value_name = "FORMAT")]
    pub format: ReportFormat,

    /// Show what changed since this commit, and how things went.
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,

    /// How long a step of that history is.
    #[arg(long, value_enum, default_value = "week", value_name = "STEP", requires = "since")]
    pub every: Step,

    /// Take rules, limits and profile from this commit, so that a change cannot soften what judges it.
    #[arg(long, value_name = "REV", conflicts_with = "config")]
    pub rules_from: Option<String>,

    /// Lead from each line to where the files can be read, such as https://github.com/acme/charters/blob/main.
    #[arg(long, value_name = "URL", value_parser = web_address, conflicts_with_all = ["anonymous", "facts"])]
    pub source: Option<String>,

    /// What to look at, and as what.
    #[command(flatten)]
    pub at: MomentArgs,
}

fn web_address(word: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/@%+,=&?".contains(c);
    let host = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    let is_one =
        host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.chars().all(is_plain));
    let way_out = "takes the address of a folder, such as https://github.com/acme/charters/blob/main";
    is_one.then(|| word.trim_end_matches('/').to_owned()).ok_or_else(|| way_out.to_owned())
}

/// How to show a report.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ReportFormat {
    /// One file for a browser, which loads and runs nothing.
    Html,
    /// A picture of its beginning, for a README.
    Svg,
}

/// `drawline map`.
#[derive(Args, Debug)]
pub struct Map {
    /// Look at this team: its people, and the other teams that they are in.
    #[arg(long, value_name = "TEAM")]
    pub(crate) team: Option<String>,

    /// Show work that was handed over since this commit as well.
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,

    /// How to draw it.
    #[arg(long, value_enum, default_value = "mermaid", value_name = "FORMAT")]
    pub(crate) format: MapFormat,

    /// Write it to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// What to look at, and as what.
    #[command(flatten)]
    pub(crate) at: MomentArgs,
}

/// How to draw a map.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MapFormat {
    /// For a block of Markdown, which hosts draw.
    Mermaid,
    /// For Graphviz.
    Dot,
}
