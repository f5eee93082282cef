//! `drawline init`: looks at what is there, asks two questions, proposes a configuration, shows what it would do, and writes
//! it when it is told to. What is there already is never overwritten.

mod add;
mod foreign;
mod names;
mod pages;
mod proposal;
mod shapes;
mod survey;
mod unread;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::{Answer, Terminal};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::suggest::{all_of, counted};
use crate::cli::Init;
use crate::config::FILE;
use crate::io::prompt;
use crate::io::worktree::Worktree;
use crate::io::worktree::write::write_new;
use crate::org::names::kebab;
use crate::org::{Dangling, Reference};
use crate::policy::{Choice, Policy};
use crate::render::clean;
use crate::target::files::{Trial, try_on};
use crate::target::worktree;
use proposal::{Ambiguity, Proposal};
use survey::Survey;

/// Up to so many product teams many hats are normal.
const FEW_TEAMS: usize = 5;

pub(super) fn run(args: &Init, terminal: Terminal) -> Result<Answer, Error> {
    let worktree = worktree(&[])?;
    if let Some(there) = worktree.config(None)? {
        return add::run(&worktree, there, args, terminal);
    }
    let survey = Survey::of(&worktree, &Policy::load(Choice::default())?)?;
    let (profile, because) = profile(args, &survey, terminal)?;
    let mut proposal = Proposal { profile, because, survey: &survey, aliases: BTreeMap::new(), ambiguous: Vec::new() };
    for alias in &args.alias {
        proposal.aliases.insert(alias.0.clone(), alias.1.clone());
    }
    let first = Outcome::of(&worktree, &proposal)?;
    proposal.ambiguous = first.ambiguous.clone();
    choose_aliases(&mut proposal, terminal)?;
    let outcome = if proposal.aliases.is_empty() { first } else { Outcome::of(&worktree, &proposal)? };
    let charter = args.charter.as_deref().map(charter);

    let mut text = survey.told();
    let _ = writeln!(text, "\n{FILE} would be:\n\n{}", indented(&proposal.text()));
    if let Some((path, charter)) = &charter {
        let _ = writeln!(text, "{path} would be:\n\n{}", indented(charter));
    }
    // Where a first charter comes along, there is something to read.
    if charter.is_none() || outcome.files > 0 {
        let _ = writeln!(text, "{}", outcome.told());
    }
    let write = args.yes || (terminal.interactive && prompt::yes(&text, &format!("write {FILE}?"))?);
    if terminal.interactive && !args.yes {
        // It has been shown with the question.
        text.clear();
    }
    if !write {
        text.push_str("nothing was written; `drawline init --yes` writes it\n");
        return Ok(Answer { text, code: 0, note: None });
    }
    let mut written = Vec::new();
    // Where the charter is refused, nothing is written.
    if let Some((path, charter)) = charter {
        write_new(&worktree, &path, &charter)?;
        written.push(path);
    }
    write_new(&worktree, FILE, &proposal.text())?;
    written.push(FILE.to_owned());
    let _ = write!(
        text,
        "wrote {}\n\n{}",
        all_of(&written),
        next(&written, outcome.files > 0 || written.len() > 1, &worktree)
    );
    Ok(Answer { text, code: 0, note: None })
}

/// What comes next, as commands.
fn next(written: &[String], is_said: bool, worktree: &Worktree) -> String {
    let mut steps: Vec<(String, &str)> = Vec::new();
    if worktree.is_repository() {
        steps.push((format!("git add {}", written.join(" ")), "what is judged of commits is what they hold"));
    }
    if is_said {
        steps.push(("drawline lint".to_owned(), "who carries what they should not"));
        steps.push(("drawline facts".to_owned(), "what was understood, line by line"));
    } else {
        steps.push(("drawline schema charter".to_owned(), "the keys of a charter: write teams/checkout/charter.toml"));
    }
    let width = steps.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
    let lines = steps.iter().map(|(command, why)| format!("    {command:width$}   # {why}\n"));
    format!("Next:\n{}", lines.collect::<String>())
}

/// The profile, and why.
fn profile(args: &Init, survey: &Survey, terminal: Terminal) -> Result<(Arc<str>, String), Error> {
    if let Some(name) = &args.profile {
        let policy = Policy::load(Choice { profile: Some(name), ..Choice::default() })?;
        return Ok((policy.profile, "as asked for".to_owned()));
    }
    let ask = terminal.interactive && !args.yes;
    let audited = match args.audit {
        None if ask => prompt::yes("", "is an audit regime in force (SOX, SOC 2, PCI DSS, ISO 27001)?")?,
        given => given.unwrap_or(false),
    };
    if audited {
        return Ok(("enterprise".into(), "an audit regime is in force".to_owned()));
    }
    if survey.is_open_source && args.teams.is_none() {
        return Ok(("open-source".into(), "the repository has maintainers or a governance page".to_owned()));
    }
    let teams = match args.teams {
        None if ask => prompt::number("how many product teams are there?")?,
        given => given,
    };
    Ok(match teams {
        Some(teams) if teams <= FEW_TEAMS => {
            ("startup".into(), format!("up to {FEW_TEAMS} product teams, no audit regime"))
        }
        Some(_) => ("scaleup".into(), format!("more than {FEW_TEAMS} product teams, no audit regime")),
        None => (
            "scaleup".into(),
            "startup, enterprise, open-source, agency and government draw the line elsewhere".to_owned(),
        ),
    })
}

fn choose_aliases(proposal: &mut Proposal<'_>, terminal: Terminal) -> Result<(), Error> {
    if !terminal.interactive {
        return Ok(());
    }
    for ambiguity in proposal.ambiguous.clone() {
        if proposal.aliases.contains_key(&ambiguity.text) {
            continue;
        }
        let question = format!("\"{}\" is in {}; whom does it mean?", clean::line(&ambiguity.text), ambiguity.files());
        let roles: Vec<&str> = ambiguity.roles.iter().map(|role| &**role).collect();
        if let Some(chosen) = prompt::one_of(&question, &roles)? {
            proposal.aliases.insert(ambiguity.text.clone(), chosen.to_owned());
        }
    }
    Ok(())
}

/// A team's first charter: where it goes, and its text.
fn charter(team: &str) -> (String, String) {
    let text = proposal::CHARTER.replace("\"TEAM\"", &crate::base::fix::quoted(team));
    (format!("teams/{}/charter.toml", kebab(team)), text)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

/// What drawline would read and say with a proposal.
struct Outcome {
    files: usize,
    teams: usize,
    facts: usize,
    found: Vec<Diagnostic>,
    ambiguous: Vec<Ambiguity>,
}

impl Outcome {
    fn of(worktree: &Worktree, proposal: &Proposal<'_>) -> Result<Self, Error> {
        let config = RepoPath::new(FILE).map(|path| (path, proposal.text().into()));
        let Trial { policy, files, judgement } = try_on(worktree, config, Date::today())?;
        if let Some(problem) = policy.config.problems.first() {
            let hint = problem.help.clone().unwrap_or_else(|| "`drawline explain roles` names the roles".to_owned());
            return Err(Error::cannot_judge(problem.message.clone(), hint));
        }
        let org = judgement.org();
        let mut places: BTreeMap<&str, (Vec<Arc<str>>, usize)> = BTreeMap::new();
        let dangling = org.files.values().flat_map(|file| &file.dangling);
        let dangling = dangling.chain(org.teams.values().flat_map(|team| &team.dangling));
        let is_ambiguous = |dangling: &&Dangling| dangling.reference == Reference::AmbiguousRole;
        let mut met = std::collections::BTreeSet::new();
        for dangling in dangling.filter(is_ambiguous) {
            let known = places.entry(&dangling.text).or_insert_with(|| (dangling.near.meant.clone(), 0));
            known.1 += usize::from(met.insert((&dangling.text, &dangling.at.path)));
        }
        let ambiguous =
            places.into_iter().map(|(text, (roles, count))| Ambiguity { text: text.to_owned(), roles, count });
        Ok(Self {
            files,
            teams: org.teams.len(),
            facts: crate::org::facts::facts(org).len(),
            ambiguous: ambiguous.collect(),
            found: judgement.diagnostics(),
        })
    }

    fn told(&self) -> String {
        if self.files == 0 {
            return "Nothing here says who does what yet: `drawline init --charter TEAM` writes a first charter.\n"
                .to_owned();
        }
        if self.facts == 0 {
            return format!(
                "With it, drawline reads {} and understands no duty in {}: a page has to name who does what, as \
                 in \"the QA lead signs off the tests\".\n",
                counted(self.files, "file"),
                if self.files == 1 { "it" } else { "them" },
            );
        }
        let counts: Vec<String> = Severity::ALL
            .into_iter()
            .rev()
            .map(|severity| (severity, self.found.iter().filter(|found| found.severity == severity).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| counted(count, severity.name()))
            .collect();
        let found = if counts.is_empty() { "nobody over the line".to_owned() } else { all_of(&counts) };
        format!(
            "With it, drawline reads {} about {}, and finds {found}.\nHooks and pull requests show only what is new; \
             `drawline baseline write` keeps what is there today out of `lint` as well.\n",
            counted(self.facts, "fact"),
            counted(self.teams, "team"),
        )
    }
}
