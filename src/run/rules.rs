//! `drawline rules list`, `new`, `test` and `vendor`.

mod own;

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Answer, request};
use crate::base::date::Date;
use crate::base::diagnostic::Severity;
use crate::base::error::Error;
use crate::base::source::SourceFile;
use crate::base::suggest::counted;
use crate::cli::{PageFormat, RulesList, RulesNew, RulesTest, RulesVendor};
use crate::config::{FILE, lock};
use crate::example::{self, Outcome};
use crate::io::worktree::write::write_new;
use crate::policy::{Choice, Policy};
use crate::render::{clean, rules as render_rules, table};
use crate::rule::Rule;
use crate::target::files::sound_policy;
use crate::target::source::policy_of_worktree;
use crate::target::{self, Joined, Request, RulesChoice, Target, open, worktree};

pub(super) fn list(args: &RulesList, width: Option<u16>) -> Result<Answer, Error> {
    let policy = sound_policy(&request::rules(&args.policy))?;
    if matches!(args.format, PageFormat::Json) {
        return Ok(Answer { text: render_rules::json(&policy), code: 0, note: None });
    }
    let rows = policy.rules.iter().map(|rule| {
        let severity = rule.severity.map_or("off", Severity::name);
        [&*rule.pack, &*rule.name, rule.kind.name, severity, &*rule.fix].map(str::to_owned)
    });
    let lines =
        table::render(["PACK", "RULE", "KIND", "SEVERITY", "WHAT TO DO"], rows, width, &["KIND", "PACK", "WHAT TO DO"]);
    let text = format!("{lines}\n{} rules, profile {}\n", policy.rules.len(), policy.profile);
    Ok(Answer { text, code: 0, note: None })
}

/// Writes a rule that works as it is: its example comes out as marked.
pub(super) fn new(args: &RulesNew) -> Result<Answer, Error> {
    let name = &args.name;
    let is_kebab = !name.is_empty()
        && name
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if !is_kebab {
        return Err(Error::cannot_judge(
            format!("\"{name}\" is no rule name"),
            "use lower-case words joined by hyphens: too-many-teams",
        ));
    }
    if Policy::load(Choice::default())?.rule(name).is_some() {
        return Err(Error::cannot_judge(
            format!("`{name}` is a built-in rule, which a file of that name would replace"),
            format!("`drawline explain {name}` says how to set it; for a rule of your own choose another name"),
        ));
    }
    let worktree = worktree(&[])?;
    let folder = args.folder.to_string_lossy();
    let file = format!("{}/{name}.toml", folder.trim_end_matches('/'));
    write_new(&worktree, &file, &scaffold(name, &args.kind))?;
    let is_read = || {
        let policy = policy_of_worktree(&worktree, &RulesChoice::default())?;
        Ok(policy.rule(name).is_some())
    };
    let pattern = format!("{}/*.toml", folder.trim_end_matches('/'));
    let was_read = is_read()?;
    if !was_read {
        own::add(&worktree, &pattern)?;
    }
    let mut text = format!("{file} is written; `drawline rules test` runs its examples\n");
    if !was_read && is_read()? {
        let _ = writeln!(text, "drawline.toml names it now: rule-files has \"{pattern}\"");
    } else if !was_read {
        let _ = writeln!(text, "it is not read yet; add \"{pattern}\" to `rule-files` in drawline.toml");
    }
    Ok(Answer { text, code: 0, note: None })
}

/// A rule file of a kind, with a bad and a good example.
fn scaffold(name: &str, kind: &str) -> String {
    let (fields, message, bad) = match kind {
        "scope" => {
            ("when = \"out\"", "{role} {involved} {activity}", "activity = \"test-sign-off\"\naccountable = \"@ana\"")
        }
        "separate" => (
            "duties = [\"prioritization\"]\napart-from = [\"test-sign-off\"]",
            "{person} carries {first} and {second}",
            "activity = \"prioritization\"\naccountable = \"@ana\"\n\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"",
        ),
        "form" => {
            ("row = \"no-responsible\"", "nobody does {activity}", "activity = \"roadmap\"\naccountable = \"@ana\"")
        }
        "cover" => (
            "when = \"group-owner\"",
            "a group answers for {activity}",
            "activity = \"roadmap\"\naccountable = \"@acme/everybody\"",
        ),
        "drift" => (
            "when = \"expired\"",
            "cover for {activity} ended on {until}",
            "activity = \"roadmap\"\naccountable = \"@ana\"\nuntil = 2026-01-31",
        ),
        "phrase" => (
            "phrases = [\"odds and ends\"]",
            "{holder} is given {text}",
            "activity = \"odds and ends\"\naccountable = \"@ana\"",
        ),
        _ => (
            "count = \"duties\"\nmax = 0\nactivities = [\"test-sign-off\"]",
            "{person} carries {value} (limit {limit})",
            "activity = \"test-sign-off\"\naccountable = \"@ana\"",
        ),
    };
    // The marker stands on the line that the kind points at.
    let (before, last) = bad.rsplit_once('\n').unwrap_or(("", bad));
    let marked = match kind {
        "phrase" => bad.replacen('\n', &format!("   #~ {name}\n"), 1),
        _ => format!("{before}\n{last}   #~ {name}"),
    };
    let team = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n";
    format!(
        "name = \"{name}\"\nkind = \"{kind}\"\nseverity = \"warning\"\n{fields}\nmessage = \"{message}\"\nwhy = \"Say why it \
         matters to you.\"\nfix = \"Say what to do about it.\"\n\n# Every line with a marker must be found, every other must not.\n\
         [[example]]\nname = \"what it finds\"\nfiles.\"charter.toml\" = '''\n{team}\n[[duty]]\n{marked}\n'''\n\n[[example]]\nname = \
         \"what it leaves alone\"\nfiles.\"charter.toml\" = '''\n{team}\n[[duty]]\nactivity = \"customer-research\"\n\
         accountable = \"@ana\"\nresponsible = \"@ana\"\n'''\n"
    )
}

/// Brings what `extends` names, and tries it.
pub(super) fn vendor(args: &RulesVendor) -> Result<Answer, Error> {
    let worktree = worktree(&[])?;
    if args.check {
        return Ok(checked(&target::vendor::check(&worktree)?));
    }
    let done = target::vendor::vendor(&worktree)?;
    policy_of_worktree(&worktree, &RulesChoice::default())?;
    let mut text = String::new();
    for source in &done.sources {
        let how = if source.is_fetched { "fetched" } else { "here, as locked" };
        let _ = writeln!(text, "{}: {}, {how}", clean::line(&source.from), counted(source.files, "rule file"));
    }
    let _ = match (done.written, done.removed) {
        (0, 0) => writeln!(text, "nothing has changed"),
        (written, 0) => writeln!(text, "{} written", counted(written, "file")),
        (0, removed) => writeln!(text, "{} removed", counted(removed, "file")),
        (written, removed) => writeln!(text, "{} written, {removed} removed", counted(written, "file")),
    };
    if done.written + done.removed > 0 {
        let _ = writeln!(text, "commit {} and {} with {FILE}", lock::FILE, lock::FOLDER);
    }
    Ok(Answer { text, code: 0, note: None })
}

/// Runs examples, or past commits.
pub(super) fn test(args: &RulesTest) -> Result<Answer, Error> {
    let policy = sound_policy(&request::rules(&args.policy))?;
    let is_own = |rule: &&Rule| !rule.at.path.is_embedded();
    let rules: Vec<&Rule> = policy.rules.iter().filter(|rule| args.all || is_own(rule)).collect();
    if rules.is_empty() {
        return Err(Error::nothing_to_judge(
            "there are no rules of your own to test",
            "`drawline rules new NAME` writes one; --all runs the examples of the built-in rules",
        ));
    }
    match &args.history {
        Some(range) => {
            let names: Vec<Arc<str>> = rules.iter().map(|rule| rule.name.clone()).collect();
            stopped(args, range, &names)
        }
        None => examples(&policy, &rules),
    }
}

fn examples(policy: &Policy, rules: &[&Rule]) -> Result<Answer, Error> {
    let (mut text, mut ran, mut wrong) = (String::new(), 0, 0);
    for rule in rules {
        let all = policy.examples(rule).map_err(|problems| broken(policy, rule, &problems))?;
        if all.is_empty() {
            wrong += 1;
            let _ = writeln!(text, "{}: missing: no example shows what it finds", rule.name);
        }
        for example in all {
            ran += 1;
            let outcomes = example::run(rule, &example, &policy.counting).map_err(|why| {
                Error::cannot_judge(format!("{}: {}: {why}", rule.name, example.name.value), "correct the example")
            })?;
            for outcome in &outcomes {
                wrong += usize::from(!matches!(outcome, Outcome::Matched { .. }));
                let said = format!("{}: {}: {}", rule.name, example.name.value, shown(outcome));
                let _ = writeln!(text, "{}", clean::line(&said));
            }
        }
    }
    let summary = format!("{} rules, {ran} examples, {wrong} not as marked\n", rules.len());
    Ok(Answer { text: format!("{text}{summary}"), code: u8::from(wrong > 0), note: None })
}

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Matched { at } => format!("matched at {at}"),
        Outcome::Missing { at } => format!("missing at {at}: nothing was found on the marked line"),
        Outcome::Noisy { at, message } => format!("noisy at {at}: \"{message}\" on a line without a marker"),
        Outcome::WrongLine { expected, found } => format!("wrong line: marked at {expected}, found at {found}"),
    }
}

fn broken(policy: &Policy, rule: &Rule, problems: &[crate::document::Problem]) -> Error {
    let file = SourceFile::new(policy.text(&rule.at.path).unwrap_or_default());
    let place = |problem: &crate::document::Problem| {
        let point = file.point(problem.span.start);
        format!("{}:{}:{}: {}", rule.at.path, point.line, point.column, problem.message)
    };
    let places: Vec<String> = problems.iter().map(place).collect();
    Error::cannot_judge(places.join("\n"), "correct the examples of the rule")
}

/// Which commits of a range the rules would have stopped, as they are in the working tree.
fn stopped(args: &RulesTest, range: &str, names: &[Arc<str>]) -> Result<Answer, Error> {
    let (mut choice, worktree) = (request::rules(&args.policy), worktree(&[])?);
    if choice.config.is_none() && worktree.config(None)?.is_some() {
        choice.config = Some(worktree.root().join(FILE));
    }
    let target = Target::Range { spec: range.to_owned(), joined: Joined::No };
    let outcome = open(&Request { target, ..Request::of_worktree(choice, Date::today()) })?;
    let (mut text, mut commits, mut last) = (String::new(), 0, None);
    for entry in outcome.entries.iter().filter(|entry| names.contains(&entry.diagnostic.rule) && entry.counts()) {
        let commit = entry.commit.as_ref().map(|commit| commit.id);
        if let Some(commit) = entry.commit.as_ref().filter(|_| commit != last) {
            commits += 1;
            let _ = writeln!(text, "{:.10}  {}", commit.id.to_string(), clean::line(&commit.summary));
            last = Some(commit.id);
        }
        let diagnostic = &entry.diagnostic;
        let said = format!("{}: {} [{}]", diagnostic.primary.at.path, diagnostic.message, diagnostic.rule);
        let _ = writeln!(text, "    {}", clean::line(&said));
    }
    let _ = writeln!(text, "{commits} of {} commits would have been stopped", outcome.commits);
    Ok(Answer { text, code: 0, note: None })
}

/// What is said of rules that were held against their commits.
fn checked(checked: &target::vendor::Checked) -> Answer {
    let mut text = String::new();
    for (from, files) in &checked.sources {
        let _ = writeln!(text, "{}: {} fetched", clean::line(from), counted(*files, "rule file"));
    }
    for path in &checked.differing {
        let _ = writeln!(text, "{} is not what its commit says", clean::line(path.as_str()));
    }
    let is_same = checked.differing.is_empty();
    let said = match is_same {
        true => "all is as the commits say",
        false => "remove drawline-lock.toml and run `drawline rules vendor` to have all of them brought anew",
    };
    let _ = writeln!(text, "{said}");
    Answer { text, code: u8::from(!is_same), note: None }
}
