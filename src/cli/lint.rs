//! `drawline lint`: what it takes.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::{PolicyArgs, confidence, date, severity};
use crate::base::confidence::Confidence;
use crate::base::date::Date;
use crate::base::diagnostic::Severity;
use crate::base::suggest::{nearest, one_of};
use crate::history::selection::Selection;
use crate::render::{FORMATS, OutputFormat};

/// `drawline lint`.
#[derive(Args, Debug)]
pub struct Lint {
    /// Show findings under these files and folders only; the whole tree is read all the same, and a file that is named
    /// whether it is configured or not.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// What to judge.
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// The policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// How to show findings.
    #[arg(long, value_parser = formats(), default_value = "human", value_name = "FORMAT", env = "DRAWLINE_FORMAT", hide_env_values = true)]
    pub(crate) format: &'static OutputFormat,

    /// Write the findings to a file as well: sarif=drawline.sarif. May be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    pub(crate) output: Vec<Output>,

    /// Which findings.
    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// Count the findings by rule, person and team instead of showing them: as tables, or with --format json.
    #[arg(long, conflicts_with = "diff", help_heading = SELECTING)]
    pub(crate) statistics: bool,

    /// Exit with 1 when a finding is at least this severe.
    #[arg(long, default_value = "error", value_name = "SEVERITY", value_parser = severity, env = "DRAWLINE_FAIL_ON", hide_env_values = true)]
    pub(crate) fail_on: Severity,

    /// Exit with 0 whatever is found.
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// The day of judgement, as YYYY-MM-DD; today in UTC where it is left out.
    #[arg(long, value_name = "DATE", value_parser = date, env = "DRAWLINE_TODAY", hide_env_values = true)]
    pub(crate) today: Option<Date>,

    /// Fix what can only be a slip: misspelt names and keys, waivers that overrule nothing.
    #[arg(long, conflicts_with_all = ["staged", "rev", "range", "since", "pushed", "rules_from", "blame"])]
    pub(crate) fix: bool,

    /// Hand a duty over as well, where one person in the team should hold it and stays within every limit.
    #[arg(long, conflicts_with_all = ["staged", "rev", "range", "since", "pushed", "rules_from", "blame"])]
    pub(crate) unsafe_fixes: bool,

    /// Show what --fix or --unsafe-fixes would change, as a patch, and change nothing.
    #[arg(long, conflicts_with_all = ["output", "staged", "rev", "range", "since", "pushed", "rules_from", "blame"])]
    pub(crate) diff: bool,

    /// Judge from nothing, and leave no checkpoint in the Git directory.
    #[arg(long, env = "DRAWLINE_NO_CACHE", hide_env_values = true)]
    pub(crate) no_cache: bool,

    /// Show pseudonyms in the place of handles and names, and no excerpts.
    #[arg(long, conflicts_with = "diff")]
    pub(crate) anonymous: bool,

    /// Print findings only, no summary.
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Show the lines of the built-in rules as well.
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

/// What to judge; the working tree where nothing is said.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct TargetArgs {
    /// Judge what the next commit would hold, against HEAD.
    #[arg(long, conflicts_with_all = ["rev", "range", "since"])]
    pub(crate) staged: bool,

    /// Judge one commit.
    #[arg(long, value_name = "REV", conflicts_with_all = ["range", "since"])]
    pub(crate) rev: Option<String>,

    /// Judge every commit of A..B (or A...B, from where the two met), each against its parents.
    #[arg(long, value_name = "A..B", conflicts_with = "since")]
    pub(crate) range: Option<String>,

    /// Judge every commit since REV: the same as --range REV..HEAD.
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,

    /// Judge what a pre-push hook of pre-commit or prek is about to push.
    #[arg(long, conflicts_with_all = ["staged", "rev", "range", "since"])]
    pub(crate) pushed: bool,

    /// Join a range into one change.
    #[arg(long)]
    pub(crate) net: bool,

    /// Compare both ends of a range as they are, whether or not B comes after A: what a forced push changes.
    #[arg(long, conflicts_with = "net")]
    pub(crate) ends: bool,

    /// Show what is unchanged and what is fixed as well.
    #[arg(long)]
    pub(crate) all: bool,

    /// Take rules, limits and profile from this commit, so that a change cannot soften what judges it.
    #[arg(long, value_name = "REV", conflicts_with = "config")]
    pub(crate) rules_from: Option<String>,

    /// Name the commit by which each assignment came into being.
    #[arg(long)]
    pub(crate) blame: bool,

    /// Judge the facts that other repositories printed, together with the files here: a file, a folder, a pattern such as
    /// 'facts/**/*.ndjson', or - for standard input. May be given several times.
    #[arg(long, value_name = "FACTS", conflicts_with_all = ["paths", "staged", "rev", "range", "since", "pushed", "net", "ends", "blame", "fix", "unsafe_fixes", "diff"])]
    pub(crate) facts: Vec<PathBuf>,
}

/// What is not selected does not count for the exit code either.
const SELECTING: &str = "Selecting (what is not selected does not count)";

/// Which findings are shown and count. A file that cannot be read and a fault in drawline.toml always do.
#[derive(Args, Clone, Debug)]
pub(crate) struct SelectArgs {
    /// These rules only: --only out-of-scope,stretch-duty. May be given several times.
    #[arg(long, help_heading = SELECTING, value_name = "RULE", value_delimiter = ',')]
    pub(crate) only: Vec<String>,

    /// All rules but these. May be given several times.
    #[arg(long, help_heading = SELECTING, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// What is at least this severe: advice, warning or error.
    #[arg(long, help_heading = SELECTING, default_value = "advice", value_name = "SEVERITY", value_parser = severity, env = "DRAWLINE_MIN_SEVERITY", hide_env_values = true)]
    pub(crate) min_severity: Severity,

    /// Of what was read in prose, what was read with at least this confidence: low, medium or high.
    #[arg(long, help_heading = SELECTING, default_value = "medium", value_name = "CONFIDENCE", value_parser = confidence, env = "DRAWLINE_MIN_CONFIDENCE", hide_env_values = true)]
    pub(crate) min_confidence: Confidence,
}

impl SelectArgs {
    /// What they mean.
    #[must_use]
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            ignore: self.ignore.clone(),
            severity: self.min_severity,
            confidence: self.min_confidence,
        }
    }
}

/// The formats of findings.
fn formats() -> impl TypedValueParser<Value = &'static OutputFormat> {
    let known = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about).hide(format.is_hidden));
    PossibleValuesParser::new(known).try_map(|name| OutputFormat::named(&name).ok_or_else(|| no_format(&name)))
}

/// A second place for findings, in a format of its own.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// How to write them.
    pub(crate) format: &'static OutputFormat,
    /// Where.
    pub(crate) file: PathBuf,
}

fn output(word: &str) -> Result<Output, String> {
    let (format, file) = word.split_once('=').ok_or("takes FORMAT=FILE, such as sarif=drawline.sarif")?;
    let format = OutputFormat::named(format).ok_or_else(|| no_format(format))?;
    if file.is_empty() {
        return Err("names no file".to_owned());
    }
    Ok(Output { format, file: file.into() })
}

fn no_format(name: &str) -> String {
    let known: Vec<&str> = FORMATS.iter().filter(|format| !format.is_hidden).map(|format| format.name).collect();
    let way_out = nearest(name, known.iter().copied())
        .map_or_else(|| format!("takes {}", one_of(&known)), |near| format!("did you mean `{near}`?"));
    format!("no format is called `{name}`: {way_out}")
}
