//! Fits the numbers of `rules/confidence.toml` to labelled lines: `cargo run --example confidence -- --drawline BINARY --labels TSV
//! --files FOLDER [--write]`.
//!
//! The labels are tab-separated, with the columns `repo`, `commit`, `path`, `line`, `role`, `involvement`, `required`, `allowed` and
//! `agreed`; `FOLDER/<owner>+<name>/<commit, ten digits>/` holds the files. Every repository is read by `drawline facts`; a fact
//! about known work is right if a label of its line gives that work to that role. What is printed was measured by leaving
//! repositories out: each is judged by numbers that were fitted without it. `--write` fits to all and puts the numbers in their place.

#![allow(clippy::print_stdout, reason = "what it measured is printed")]

mod fit;
mod labels;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use drawline::base::sign::Sign;
use fit::Directions;
use labels::{Labels, Repository};
use serde_json::Value;

/// Repositories are left out by so many parts.
const PARTS: usize = 5;

/// A fact, and whether it is right.
pub(crate) struct Sample {
    /// Its owner, by whom repositories are left out.
    pub(crate) owner: String,
    /// Its signs, by their numbers.
    pub(crate) signs: Vec<usize>,
    /// Whether a label says the same.
    pub(crate) right: bool,
}

fn main() -> io::Result<()> {
    let options = Options::parse()?;
    let labels = Labels::read(&options.labels)?;
    let numbers = Path::new("rules/confidence.toml");
    let directions = Directions::read(numbers)?;
    let mut samples = Vec::new();
    for (repository, lines) in &labels.lines {
        for fact in facts(&options, repository)? {
            samples.extend(sample(repository, lines, &fact));
        }
    }
    let mut owners: Vec<&str> = samples.iter().map(|sample| sample.owner.as_str()).collect();
    owners.sort_unstable();
    owners.dedup();
    let part = |owner: &str| owners.binary_search(&owner).unwrap_or(0) % PARTS;
    let mut judged: Vec<(f64, bool)> = Vec::new();
    for left_out in 0..PARTS {
        let (test, train): (Vec<&Sample>, Vec<&Sample>) =
            samples.iter().partition(|sample| part(&sample.owner) == left_out);
        let odds = fit::fit(&train, &directions);
        judged.extend(test.iter().map(|sample| (odds.share(&sample.signs), sample.right)));
    }
    println!(
        "{} facts of {} owners, {} right",
        samples.len(),
        owners.len(),
        samples.iter().filter(|s| s.right).count()
    );
    fit::table(&judged);
    let odds = fit::fit(&samples.iter().collect::<Vec<_>>(), &directions);
    println!("base {:.0}", odds.base * 100.0);
    for (number, (_, name)) in Sign::ALL.iter().enumerate() {
        let seen: Vec<&Sample> = samples.iter().filter(|sample| sample.signs.contains(&number)).collect();
        let right = seen.iter().filter(|sample| sample.right).count();
        println!("{name:16} {:5.0}  {right} right of {}", odds.weights[number] * 100.0, seen.len());
    }
    if options.write { odds.write(numbers) } else { Ok(()) }
}

struct Options {
    drawline: PathBuf,
    labels: PathBuf,
    files: PathBuf,
    write: bool,
}

impl Options {
    fn parse() -> io::Result<Self> {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let path = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name);
            let value = at.and_then(|at| arguments.get(at + 1)).map(PathBuf::from);
            value.ok_or_else(|| io::Error::other(format!("{name} is missing")))
        };
        Ok(Self {
            drawline: fs::canonicalize(path("--drawline")?)?,
            labels: path("--labels")?,
            files: path("--files")?,
            write: arguments.iter().any(|argument| argument == "--write"),
        })
    }
}

/// What `drawline facts` reads in a copy of a repository in which every page is a charter.
fn facts(options: &Options, repository: &Repository) -> io::Result<Vec<Value>> {
    let copy = tempfile::tempdir()?;
    let short = repository.commit.get(..10).unwrap_or(&repository.commit);
    copied(&options.files.join(repository.name.replace('/', "+")).join(short), copy.path())?;
    fs::write(copy.path().join("drawline.toml"), "charters = [\"**/*.md\", \"**/*.mdx\", \"**/*.markdown\"]\n")?;
    Command::new("git").args(["init", "-q"]).current_dir(copy.path()).status()?;
    let run =
        Command::new(&options.drawline).args(["facts", "--format", "ndjson"]).current_dir(copy.path()).output()?;
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    text.lines().map(|line| serde_json::from_str(line).map_err(io::Error::other)).collect()
}

fn copied(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target)?;
            copied(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A fact as a sample, where its line is labelled and it gives known work.
fn sample(repository: &Repository, lines: &BTreeMap<(String, u64), labels::Line>, fact: &Value) -> Option<Sample> {
    let text = |key: &str| fact[key].as_str();
    let carries = matches!(text("involvement"), Some("accountable" | "responsible"));
    let (role, activity, path) = (text("role")?, text("activity")?, text("path")?);
    let line = lines.get(&(path.to_owned(), fact["line"].as_u64()?)).filter(|line| line.agreed && carries)?;
    // Letters say it outright, and labels rarely tell the roles of a row apart.
    // Not every role of a table's row, or of several who hold something together, is labelled.
    if text("source") == Some("table") && fact["signs"].as_array()?.iter().any(|sign| sign == "letter") {
        return None;
    }
    let together = fact["signs"].as_array()?.iter().any(|sign| sign == "several-holders");
    if (together || text("source") == Some("table")) && !line.roles.contains(role) {
        return None;
    }
    let number = |key: &Value| Sign::ALL.iter().position(|(_, name)| Some(*name) == key.as_str());
    let signs = fact["signs"].as_array()?.iter().filter_map(number).collect();
    let right = line.gives.contains(&(role.to_owned(), activity.to_owned()));
    let owner = repository.name.split('/').next().unwrap_or_default().to_lowercase();
    Some(Sample { owner, signs, right })
}
