//! Every flag of every command does something, and every variable does what its flag does. What the flags are is asked of the
//! program, so that a new one without a test is missed here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;

use crate::harness::{Repo, drawline, drawline_on, files_below, project, scratch, stderr, stdout, write};

const TODAY: &str = "2026-06-01";

/// What is typed, and what is typed beside it: the answer is another one.
const EFFECTS: &[(&str, &str)] = &[
    ("lint --format short", "--staged"),
    ("lint --format short", "--rev HEAD~1"),
    ("lint --format short", "--range HEAD~2..HEAD"),
    ("lint --format short", "--since HEAD~2"),
    ("lint --format short", "--pushed"),
    ("lint --format short --range HEAD~2..HEAD", "--net"),
    ("lint --format short --range HEAD..HEAD~2", "--ends"),
    ("lint --format short --staged", "--all"),
    ("lint --format short --range HEAD~1..HEAD", "--rules-from HEAD~1"),
    ("lint --format json", "--blame"),
    ("lint --format short", "--facts .git/far.ndjson"),
    ("lint --format short", "--config alt.toml"),
    ("lint --format short", "--profile scaleup"),
    ("lint", "--format short"),
    ("lint --format short", "--output json=out.json"),
    ("lint --format short --rev HEAD~3", "--fail-on advice"),
    ("lint --format short", "--exit-zero"),
    ("lint --format short", "--today 2026-07-01"),
    ("lint --format short", "--fix"),
    ("lint --format short", "--unsafe-fixes"),
    ("lint --fix", "--diff"),
    ("lint", "--anonymous"),
    ("lint", "--quiet"),
    ("lint", "--verbose"),
    ("lint --format short", "--only frob"),
    ("lint --format short", "--ignore out-of-scope"),
    ("lint --format short", "--min-severity error"),
    ("lint --format short", "--min-confidence high"),
    ("lint", "--statistics"),
    ("facts", "--config nope.toml"),
    ("facts", "--profile nope"),
    ("facts", "--format ndjson"),
    ("facts", "--explain"),
    ("facts", "--files"),
    ("facts", "--rev HEAD~3"),
    ("facts --format ndjson", "--repository acme/pay"),
    ("facts", "--anonymous"),
    ("explain out-of-scope", "--format json"),
    ("explain out-of-scope", "--config nope.toml"),
    ("explain test-sign-off", "--profile nope"),
    ("rules list", "--config alt.toml"),
    ("rules list", "--profile enterprise"),
    ("rules list", "--format json"),
    ("rules new more", "--kind phrase"),
    ("rules new more", "--folder elsewhere"),
    ("rules test", "--config alt.toml"),
    ("rules test", "--profile nope"),
    ("rules test", "--all"),
    ("rules test", "--history HEAD~3..HEAD"),
    ("load", "--config nope.toml"),
    ("load", "--profile enterprise"),
    ("load", "--format json"),
    ("load", "--rev HEAD~3"),
    ("load", "--since HEAD~3"),
    ("load", "--facts .git/far.ndjson"),
    ("load", "--explain"),
    ("load", "--today 2026-07-01"),
    ("load", "--anonymous"),
    ("line @ana", "--as team"),
    ("line @ana", "--config nope.toml"),
    ("line @ana", "--profile enterprise"),
    ("line @ana", "--format html"),
    ("line @ana", "--output out.md"),
    ("line @ana", "--today 2026-07-01"),
    ("line @ana", "--anonymous"),
    ("matrix", "--by role"),
    ("matrix", "--team pay"),
    ("matrix", "--role qa-lead"),
    ("matrix", "--person @kim"),
    ("matrix", "--area quality"),
    ("matrix", "--rev HEAD~3"),
    ("matrix", "--facts .git/far.ndjson"),
    ("matrix", "--config nope.toml"),
    ("matrix", "--anonymous"),
    ("matrix", "--format csv"),
    ("matrix", "--output out.csv"),
    ("history", "--since HEAD~1"),
    ("history", "--every day"),
    ("history", "--config nope.toml"),
    ("history", "--profile enterprise"),
    ("history", "--today 2026-07-10"),
    ("history", "--format json"),
    ("history", "--output out.txt"),
    ("history @ana", "--anonymous"),
    ("history @ana", "--as team"),
    ("report", "--output out.html"),
    ("report", "--format svg"),
    ("report", "--since HEAD~3"),
    ("report --since HEAD~3", "--every day"),
    ("report", "--rev HEAD~3"),
    ("report --rev HEAD", "--rules-from HEAD~1"),
    ("report", "--facts .git/far.ndjson"),
    ("report", "--config nope.toml"),
    ("report", "--profile enterprise"),
    ("report", "--today 2026-07-01"),
    ("report", "--anonymous"),
    ("report", "--source https://example.org/acme/charters"),
    ("map", "--team ops"),
    ("map", "--since nope"),
    ("map", "--format dot"),
    ("map", "--output out.txt"),
    ("map", "--rev HEAD~3"),
    ("map", "--facts .git/far.ndjson"),
    ("map", "--config nope.toml"),
    ("map", "--profile nope"),
    ("map", "--anonymous"),
    ("who prioritization", "--as team"),
    ("who prioritization", "--facts .git/far.ndjson"),
    ("who roadmap", "--config nope.toml"),
    ("who roadmap", "--profile nope"),
    ("who roadmap", "--format json"),
    ("who roadmap", "--anonymous"),
    ("waivers", "--config nope.toml"),
    ("waivers", "--profile nope"),
    ("waivers", "--format json"),
    ("waivers", "--today 2027-01-01"),
    ("waivers", "--anonymous"),
    ("diff HEAD~3..HEAD", "--today 2027-01-01"),
    ("diff HEAD~3..HEAD", "--config nope.toml"),
    ("diff HEAD~3..HEAD", "--profile nope"),
    ("diff HEAD~3..HEAD", "--format json"),
    ("diff HEAD~3..HEAD", "--anonymous"),
    ("baseline write", "--config alt.toml"),
    ("baseline write", "--profile enterprise"),
    ("baseline write", "--today 2026-07-01"),
    ("init", "--profile startup"),
    ("init", "--teams 9"),
    ("init", "--audit"),
    ("init", "--alias PM=product-manager"),
    ("init", "--charter Far"),
    ("init", "--yes"),
    ("hook install", "--pre-push"),
    ("hook install", "--strict"),
    ("matrix --format csv", "--today 2027-01-01"),
    ("map", "--today 2027-01-01"),
    ("matrix --format csv", "--profile open-source"),
    ("baseline prune", "--config alt.toml"),
    ("baseline prune", "--profile nope"),
    ("baseline prune", "--today 2027-07-01"),
];

/// Flags that change nothing of this sample, and where a test holds what they do.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("lint", "--no-cache", "tests/suite/git.rs"),
    ("facts", "--today", "tests/suite/fleet.rs"),
    ("diff", "--rules-from", "tests/suite/gate.rs"),
    ("rules vendor", "--check", "tests/suite/extends.rs"),
];

/// Flags of all commands: what they print of themselves, and colours (`words.rs`).
const COMMON: [&str; 3] = ["--help", "--version", "--color"];

const PAY: &str = "[team]\nname = \"Pay\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[member]]\n\
                   handle = \"@kim\"\nrole = \"qa-lead\"\n\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@ana\"\n\
                   responsible = \"@kim\"\nuntil = 2026-06-10\n";
const MORE: &str = "\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\nresponsible = \"@ana\"\n\n[[duty]]\n\
                    activity = \"release notes\" # drawline: ignore[out-of-scope] until=2026-12-31 nobody else writes\n\
                    acountable = \"@ana\"\n\n[[duty]]\nactivity = \"code-review\"\n\
                    # drawline: ignore[out-of-scope] until=2026-12-31 nobody else reads Rust\naccountable = \"@ana\"\n";
const OPS: &str = "[team]\nname = \"Ops\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\n\
                   activity = \"prioritization\"\naccountable = \"@ana\"\n";
const PAGE: &str = "# Product manager\n\n- Owns the roadmap.\n- Signs off on tests.\n\nThe product manager deploys the releases to production.\n";
const RULE: &str = "name = \"frob\"\nkind = \"phrase\"\nseverity = \"error\"\nmessage = \"m\"\nphrases = [\"frob the knob\"]\nwhy = \"w\"\nfix = \"f\"\n";
const CONFIG: &str = "rule-files = [\"policy/*.toml\"]\ncharters = [\"**/charter.toml\", \"docs/*.md\"]\n\
                      [rules]\ntoo-many-duties = { max = 0 }\n";

/// Four commits of two teams, more in the index, more again in the working tree, and facts of another repository.
fn sample(folder: &Path) {
    let repo = Repo::new(folder);
    repo.write("teams/pay/charter.toml", PAY);
    repo.write("drawline.toml", CONFIG);
    repo.write("policy/frob.toml", RULE);
    repo.commit("one");
    repo.write("teams/ops/charter.toml", OPS);
    repo.write("docs/pm.md", PAGE);
    repo.commit("two");
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repo.write("teams/pay/charter.toml", &format!("{PAY}{MORE}"));
    repo.commit("three");
    repo.write("teams/ops/charter.toml", &OPS.replace("prioritization", "incident response"));
    repo.write("drawline.toml", &format!("profile = \"startup\"\n{CONFIG}"));
    repo.commit("four");
    let duty = |work: &str| format!("\n[[duty]]\nactivity = \"{work}\"\naccountable = \"@ana\"\n");
    repo.write("teams/ops/charter.toml", &format!("{OPS}{}", duty("deploy to production")));
    repo.git(&["add", "-A"]);
    repo.write("teams/pay/charter.toml", &format!("{PAY}{MORE}{}", duty("frob the knob")));
    repo.write("alt.toml", "[rules]\nout-of-scope = \"off\"\n");
    let far = scratch(&[("charter.toml", &OPS.replace("Ops", "Far"))]);
    Repo::new(far.path()).commit("far");
    let facts = drawline_on(TODAY, far.path(), &["facts", "--format", "ndjson", "--repository", "acme/far"]);
    repo.write(".git/far.ndjson", &stdout(&facts));
}

fn copy(from: &Path, to: &Path) {
    for file in files_below(from) {
        write(&to.join(file.strip_prefix(from).expect("below")), &std::fs::read(&file).expect("a file"));
    }
}

/// What a run answers and leaves behind: exit status, standard output, files.
type Left = (Option<i32>, String, BTreeMap<String, Vec<u8>>);

/// Runs a command in a sample of its own.
fn left(sample: &Path, typed: &str) -> (Left, String) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    copy(sample, folder.path());
    // One proposes a configuration where there is none, one takes out of a baseline what is there.
    if typed.starts_with("init") {
        std::fs::remove_file(folder.path().join("drawline.toml")).expect("it is there");
    }
    if typed.starts_with("baseline prune") {
        assert!(drawline_on(TODAY, folder.path(), &["baseline", "write"]).status.success());
    }
    let args: Vec<&str> = typed.split(' ').collect();
    let output = drawline_on(TODAY, folder.path(), &args);
    let name = |file: &Path| file.strip_prefix(folder.path()).expect("below").to_string_lossy().replace('\\', "/");
    let files = files_below(folder.path()).into_iter().map(|file| (name(&file), std::fs::read(&file).expect("a file")));
    let ours = files.filter(|(name, _)| !name.starts_with(".git/") || name.starts_with(".git/hooks/")).collect();
    let plain = |text: String| text.replace(&*folder.path().to_string_lossy(), "");
    ((output.status.code(), plain(stdout(&output)), ours), plain(stderr(&output)))
}

/// What every command prints of itself.
fn helps() -> BTreeMap<String, String> {
    let (mut all, mut open) = (BTreeMap::new(), vec![String::new()]);
    while let Some(command) = open.pop() {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = stdout(&drawline(project(), &words));
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let names = names.filter(|name| !["", "help"].contains(name));
        open.extend(names.map(|name| format!("{command} {name}").trim().to_owned()));
        all.insert(command, help);
    }
    all
}

/// The flags of a help text.
fn flags(help: &str) -> BTreeSet<&str> {
    let flag = |line: &'_ str| -> Option<(usize, usize)> {
        let said = line.trim_start();
        let said = if said.starts_with("--") { said } else { said.strip_prefix('-')?.split_once(", ")?.1 };
        let end = said.find(|c: char| c != '-' && !c.is_ascii_lowercase()).unwrap_or(said.len());
        let from = line.len() - said.len();
        (said.starts_with("--") && line.len() - line.trim_start().len() <= 6).then_some((from, from + end))
    };
    help.lines().filter_map(|line| flag(line).map(|(from, to)| &line[from..to])).collect()
}

#[test]
fn every_flag_of_every_command_changes_something() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    sample(folder.path());
    let mut without: BTreeMap<&str, Left> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (base, typed) in EFFECTS {
        let before = without.entry(base).or_insert_with(|| left(folder.path(), base).0);
        let (after, said) = left(folder.path(), &format!("{base} {typed}"));
        if *before == after {
            wrong.push(format!("{base} {typed} answers what {base} answers: {said}"));
        }
        // An error counts for a name that leads nowhere alone.
        let is_refused = after.0 == Some(2) && before.0 != Some(2);
        if is_refused && !(typed.contains("nope") || typed.starts_with("--as ")) {
            wrong.push(format!("{base} {typed}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_flag_is_in_the_list() {
    let helps = helps();
    assert!(helps.len() > 20, "{:?}", helps.keys());
    let command_of = |base: &str| {
        let words: Vec<&str> = base.split(' ').collect();
        let two = words.get(..2).map(|two| two.join(" ")).filter(|two| helps.contains_key(two));
        two.unwrap_or_else(|| words[0].to_owned())
    };
    let mut tried: BTreeSet<(String, String)> = BTreeSet::new();
    for (base, typed) in EFFECTS {
        tried.insert((command_of(base), typed.split(' ').next().expect("a flag").to_owned()));
    }
    for (command, flag, file) in ELSEWHERE {
        let text = std::fs::read_to_string(project().join(file)).unwrap_or_default();
        assert!(text.contains(&format!("\"{flag}\"")), "{file} says nothing of {flag}");
        assert!(tried.insert(((*command).to_owned(), (*flag).to_owned())), "{command} {flag} is tried here");
    }
    let there: BTreeSet<(String, String)> = helps
        .iter()
        .flat_map(|(command, help)| flags(help).into_iter().map(move |flag| (command.clone(), flag.to_owned())))
        .filter(|(_, flag)| !COMMON.contains(&flag.as_str()))
        .collect();
    let missed: Vec<_> = there.difference(&tried).collect();
    assert!(missed.is_empty(), "no test types {missed:?}");
    let gone: Vec<_> = tried.difference(&there).collect();
    assert!(gone.is_empty(), "there is no {gone:?}");
}

/// A variable, a value, and what the same is as a flag.
const VARIABLES: &[(&str, &str, &str, &str)] = &[
    ("DRAWLINE_TODAY", "2026-07-01", "lint --format short", "--today 2026-07-01"),
    ("DRAWLINE_FORMAT", "short", "lint", "--format short"),
    ("DRAWLINE_FAIL_ON", "advice", "lint --format short --rev HEAD~4", "--fail-on advice"),
    ("DRAWLINE_PROFILE", "scaleup", "lint --format short", "--profile scaleup"),
    ("DRAWLINE_CONFIG", "alt.toml", "lint --format short", "--config alt.toml"),
    ("DRAWLINE_MIN_SEVERITY", "error", "lint --format short", "--min-severity error"),
    ("DRAWLINE_MIN_CONFIDENCE", "high", "lint --format short", "--min-confidence high"),
    ("DRAWLINE_NO_CACHE", "true", "lint --format short --staged", "--no-cache"),
];

#[test]
fn every_variable_does_what_its_flag_does() {
    let helps = helps();
    let named = |help: &str| -> BTreeSet<String> {
        let words: Vec<&str> = help.split_whitespace().collect();
        let pairs = words.windows(2).filter(|pair| pair[0] == "[env:");
        pairs.map(|pair| pair[1].trim_end_matches(['=', ']']).to_owned()).collect()
    };
    let there: BTreeSet<String> = helps.values().flat_map(|help| named(help)).collect();
    let tried: BTreeSet<String> = VARIABLES.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(there, tried);
    for (name, value, base, flag) in VARIABLES {
        let folder = tempfile::tempdir().expect("a scratch folder");
        sample(folder.path());
        // Of few files no checkpoint is left.
        for team in 0..if *name == "DRAWLINE_NO_CACHE" { 70 } else { 0 } {
            let team = format!("T{team}");
            write(&folder.path().join(&team).join("charter.toml"), OPS.replace("Ops", &team).as_bytes());
        }
        for args in
            [&["add", "-A"][..], &["-c", "user.name=Ada", "-c", "user.email=a@example.org", "commit", "-qm", "five"]]
        {
            let git = crate::harness::program("git").current_dir(folder.path()).args(args).output();
            assert!(git.expect("git runs").status.success(), "{args:?}");
        }
        let run = |more: &str, set: &[(&str, &str)]| -> (Output, bool) {
            let there = folder.path().join(".git/drawline");
            let _ = std::fs::remove_dir_all(&there);
            let typed = format!("{base} {more}");
            let args: Vec<&str> = typed.split_whitespace().collect();
            let mut command = crate::harness::drawline_in(folder.path(), &args);
            if *name != "DRAWLINE_TODAY" {
                command.env("DRAWLINE_TODAY", TODAY);
            }
            let output = command.envs(set.iter().copied()).output().expect("the binary runs");
            (output, there.exists())
        };
        let told = |(output, leaves): &(Output, bool)| (output.status.code(), stdout(output), *leaves);
        let (set, typed, plain) = (run("", &[(*name, *value)]), run(flag, &[]), run("", &[]));
        assert_eq!(told(&set), told(&typed), "{name}={value}");
        assert_ne!(told(&set), told(&plain), "{name}={value} changes nothing");
    }
}
