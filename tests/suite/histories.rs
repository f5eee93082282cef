//! Random histories with branches and merges: what is staged is judged as the commit that it becomes, a range as one change says
//! what its two ends differ by, and a run that starts from a mark of an earlier one says what a run from nothing says. That a
//! judgement which is moved equals a fresh one is tried in `history.rs`.
//!
//! `DRAWLINE_FUZZ_SECONDS=600 cargo test --locked --test suite -- histories` goes on for ten minutes, each time with others.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Repo, stderr, stdout};
use crate::history::{Dice, random_file};

/// How many histories are tried in the suite, and how long each is.
const TRIES: u64 = 4;
const COMMITS: usize = 9;

const CONFIGS: &[&str] = &[
    "",
    "[rules]\ntoo-many-duties = { max = 1, severity = \"error\" }\n",
    "[rules]\nunknown-activity = \"off\"\n",
    "[[waiver]]\nrule = \"out-of-scope\"\nteam = \"a\"\nreason = \"agreed\"\n",
    "profile = \"startup\"\n",
];

type Tree = BTreeMap<String, String>;

/// A tree that comes after these, with some files of the second and some random changes.
fn next_tree(dice: &mut Dice, first: Option<&Tree>, second: Option<&Tree>) -> Tree {
    let mut tree = first.cloned().unwrap_or_default();
    for (path, text) in second.into_iter().flatten() {
        if dice.roll(2) == 0 {
            tree.insert(path.clone(), text.clone());
        }
    }
    for _ in 0..=dice.roll(3) {
        let (path, text) = random_file(dice);
        match text {
            Some(text) => tree.insert(path, text),
            None => tree.remove(&path),
        };
    }
    if dice.roll(6) == 0 {
        tree.insert("drawline.toml".to_owned(), CONFIGS[dice.roll(CONFIGS.len())].to_owned());
    }
    tree
}

/// A history as `git fast-import` reads it. The last commit has one parent; `main` is at it.
fn history(dice: &mut Dice) -> String {
    let (mut trees, mut stream): (Vec<Tree>, String) = (Vec::new(), String::new());
    for at in 0..COMMITS {
        let first = at.checked_sub(1).map(|last| last - dice.roll(3.min(at)));
        let is_merge = at > 2 && at + 1 < COMMITS && dice.roll(3) == 0;
        let second = is_merge.then(|| dice.roll(at)).filter(|second| Some(*second) != first);
        let tree = next_tree(dice, first.map(|at| &trees[at]), second.map(|at| &trees[at]));
        stream += &format!(
            "commit refs/heads/main\nmark :{}\ncommitter Ada <ada@example.org> {} +0000\ndata 1\nm\n",
            at + 1,
            1_770_000_000 + at * 86_400
        );
        stream += &first.map_or_else(String::new, |parent| format!("from :{}\n", parent + 1));
        stream += &second.map_or_else(String::new, |parent| format!("merge :{}\n", parent + 1));
        stream += "deleteall\n";
        for (path, text) in &tree {
            stream += &format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
        }
        trees.push(tree);
    }
    stream
}

/// What a run finds; nothing where there is nothing to judge, or what judges is broken.
fn found(repo: &Repo, args: &[&str]) -> Option<Vec<Value>> {
    let output = repo.drawline(&[&["lint", "--format", "json", "--today", "2026-06-01"], args].concat());
    let code = output.status.code();
    assert!(matches!(code, Some(0..=3)), "{args:?}: {code:?} {}", stderr(&output));
    if code > Some(1) {
        return None;
    }
    let mut all: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let mut all: Vec<Value> = all["diagnostics"].as_array_mut().expect("a list").drain(..).collect();
    for one in &mut all {
        one["commit"] = Value::Null;
        one["introduced_by"] = Value::Null;
    }
    Some(all)
}

/// The index with the last commit's tree, on top of the commit before it.
fn staged_is_committed(repo: &Repo, seed: u64) {
    let committed = found(repo, &["--range", "main~1..main", "--all"]);
    repo.git(&["checkout", "-q", "--detach", "main~1"]);
    repo.git(&["read-tree", "main"]);
    for way in [&["--staged", "--all", "--no-cache"][..], &["--staged", "--all"], &["--staged", "--all"]] {
        assert_eq!(found(repo, way), committed, "history {seed}: {way:?}");
    }
    repo.git(&["checkout", "-q", "--force", "main"]);
}

fn prints(found: &[Value]) -> BTreeSet<&str> {
    found.iter().filter(|found| found["waiver"].is_null()).filter_map(|found| found["fingerprint"].as_str()).collect()
}

/// A range as one change against what is found at both ends. What a change itself is found for stands at neither of them, a
/// file that cannot be read is judged by what it said before, and a moved file's findings are known by their old path.
fn change_is_the_difference_of_the_ends(repo: &Repo, seed: u64, [from, to]: [&str; 2], way: &[&str]) -> bool {
    let ends = [from, to].map(|end| found(repo, &["--rev", end]));
    let [Some(before), Some(after)] = &ends else { return false };
    let Some(net) = found(repo, &[&["--range", &format!("{from}..{to}")], way].concat()) else { return false };
    let is_broken =
        |found: &Value| ["syntax-error", "unreadable-file"].contains(&found["rule"].as_str().unwrap_or_default());
    let same_rules = repo.git(&["diff", "--name-only", from, to, "--", "drawline.toml"]).is_empty();
    let moves = repo.git(&["diff", "--name-status", "-M100%", "--diff-filter=R", from, to]);
    if !same_rules || !moves.is_empty() || before.iter().chain(after).any(is_broken) {
        return false;
    }
    let (old, new, told) = (prints(before), prints(after), prints(&net));
    for came in new.difference(&old) {
        assert!(told.contains(came), "history {seed}, {from}..{to} {way:?}: {came} is not told: {net:#?}");
    }
    let weight = |all: &[Value], print: &str| {
        let same = all.iter().find(|one| one["fingerprint"] == print && one["waiver"].is_null());
        same.map(|one| (one["message"].clone(), one["severity"].clone()))
    };
    // What only a change is found for is found at no end.
    let rule = |one: &Value| one["rule"].as_str().expect("text").to_owned();
    let standing: BTreeSet<String> = after.iter().map(rule).collect();
    for one in net.iter().filter(|one| one["waiver"].is_null() && standing.contains(&rule(one))) {
        let print = one["fingerprint"].as_str().expect("text");
        assert!(new.contains(print), "history {seed}: {one:#} does not stand at the end");
        // What is said in another file of the team as well may be told of the file that is new.
        let is_again = after.iter().filter(|again| again["fingerprint"] == print).count() > 1;
        assert!(
            is_again || !old.contains(print) || weight(before, print) != weight(after, print),
            "history {seed}: {one:#} was there before"
        );
    }
    true
}

/// Each commit with one parent, and all together as one change. Says how many could be compared.
fn changes_are_differences(repo: &Repo, seed: u64) -> usize {
    let all = repo.git(&["rev-list", "--parents", "main"]);
    let steps = all.lines().filter_map(|line| match line.split(' ').collect::<Vec<_>>()[..] {
        [commit, parent] => Some([parent, commit]),
        _ => None,
    });
    let each = steps.filter(|step| change_is_the_difference_of_the_ends(repo, seed, *step, &[])).count();
    each + usize::from(change_is_the_difference_of_the_ends(repo, seed, ["main~3", "main"], &["--net"]))
}

fn tried(seed: u64) -> usize {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.import(&history(&mut Dice(seed)));
    repo.git(&["checkout", "-q", "--force", "main"]);
    staged_is_committed(&repo, seed);
    let compared = changes_are_differences(&repo, seed);
    let each = found(&repo, &["--range", "main~3..main"]);
    assert_eq!(found(&repo, &["--range", "main~3..main", "--no-cache"]), each, "history {seed}");
    compared
}

#[test]
fn random_histories_are_judged_alike_whichever_way_they_are_looked_at() {
    let seconds = std::env::var("DRAWLINE_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let start = Instant::now();
    let now =
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |now| now.as_nanos() as u64);
    let mut seed = if seconds.is_some() { now() } else { 1 };
    let (mut count, mut compared) = (0, 0);
    while seconds.map_or(count < TRIES, |seconds| start.elapsed() < Duration::from_secs(seconds)) {
        compared += tried(seed);
        (seed, count) = (seed + 1, count + 1);
    }
    assert!(
        compared > 8,
        "only {compared} changes of {count} histories could be held against what stands at their ends"
    );
    if seconds.is_some() {
        let said = format!("histories: {count} in {} s\n", start.elapsed().as_secs());
        let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz").join("tried histories");
        crate::harness::write(&file, said.as_bytes());
    }
}
