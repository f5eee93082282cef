//! The commands that draw pictures: `matrix`, `report`, `history` and `map`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{PolicyArgs, date};
use crate::base::date::Date;

/// `drawline matrix`.
#[derive(Args, Debug)]
pub struct Matrix {
    /// A table for each team, or one for all roles.
    #[arg(long, value_enum, default_value = "team", value_name = "GROUP")]
    pub by: Grouping,

    /// These teams only. May be given several times.
    #[arg(long, value_name = "TEAM")]
    pub team: Vec<String>,

    /// Those who act under these roles only. May be given several times.
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,

    /// These people only. May be given several times.
    #[arg(long, value_name = "PERSON")]
    pub person: Vec<String>,

    /// Work of these areas only, such as quality. May be given several times.
    #[arg(long, value_name = "AREA")]
    pub area: Vec<String>,

    /// What to look at, and as what.
    #[command(flatten)]
    pub at: MomentArgs,

    /// How to show it.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: MatrixFormat,

    /// Write it to this file.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a picture shows: a moment, by whose rules, on which day.
#[derive(Args, Debug)]
pub struct MomentArgs {
    /// Look at one commit; the working tree where it is left out.
    #[arg(long, value_name = "REV")]
    pub rev: Option<String>,

    /// The policy.
    #[command(flatten)]
    pub policy: PolicyArgs,

    /// The day that counts.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY")]
    pub today: Option<Date>,

    /// Show pseudonyms in the place of handles and names.
    #[arg(long)]
    pub anonymous: bool,
}

/// How a matrix is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Grouping {
    /// Team by team, with a column for each person.
    Team,
    /// All teams in one, with a column for each role.
    Role,
}

/// How to show a matrix.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MatrixFormat {
    /// For a terminal.
    Text,
    /// For a page or a pull request; drawline reads it as the same facts.
    Markdown,
    /// For a spreadsheet: a line for each part of somebody in some work.
    Csv,
    /// One file for a browser, which loads and runs nothing.
    Html,
}
