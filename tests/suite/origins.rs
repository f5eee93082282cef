//! The commit by which something came into being, found by one walk that looks at few commits, is the one that judging every
//! commit by itself finds: over random histories with branches, merges and clocks that go wrong.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use drawline::base::diagnostic::State;
use drawline::history::blame::{Asked, origins};
use drawline::history::range::{self, Wanted};
use drawline::history::timeline::{Rules, Timeline};
use drawline::history::trace::{Key, Trace};
use drawline::history::{Commit, ObjectId, Store};
use drawline::io::git::Git;
use drawline::lint::Judgement;
use drawline::policy::{Choice, Policy};

use crate::harness::{Repo, scratch, stdout};
use crate::history::{Dice, random_file, today};

type Files = BTreeMap<String, String>;

/// A history as `git fast-import` reads it: commits have one parent, or two, or are the first of a line of their own.
fn random_history(dice: &mut Dice, commits: usize) -> String {
    let mut stream = String::new();
    let mut trees: Vec<Files> = Vec::new();
    for at in 0..commits {
        let near = |dice: &mut Dice| at - 1 - dice.roll(at.min(4));
        let parents: Vec<usize> = match dice.roll(if at > 4 { 12 } else { 4 }) {
            _ if at == 0 => Vec::new(),
            0 if at > 4 => vec![near(dice), near(dice)],
            1 if at > 4 => vec![near(dice), near(dice), near(dice)],
            _ => vec![at - 1],
        };
        let mut files: Files = parents.first().map(|parent| trees[*parent].clone()).unwrap_or_default();
        for other in parents.iter().skip(1) {
            let theirs: Vec<_> = trees[*other].iter().filter(|_| dice.roll(2) == 0).collect();
            files.extend(theirs.into_iter().map(|(path, text)| (path.clone(), text.clone())));
        }
        let changes = if parents.len() > 1 { dice.roll(2) } else { dice.roll(3) };
        for _ in 0..changes {
            let (path, text) = random_file(dice);
            // Who goes by which name is the same all along: a walk that looks at few commits takes it to be.
            let text = text.map(|text| text.replace("@Ana", "@ana"));
            if path == "people.toml" && at > 0 {
                continue;
            }
            match text {
                Some(text) => files.insert(path, text),
                None => files.remove(&path),
            };
        }
        let time = 1_700_000_000 + 3_600 * at - 9_000 * usize::from(dice.roll(8) == 0);
        write!(
            stream,
            "commit refs/heads/main\nmark :{}\ncommitter Ada <ada@example.org> {time} +0000\ndata 0\n",
            at + 1
        )
        .expect("a text");
        for (number, parent) in parents.iter().enumerate() {
            let word = if number == 0 { "from" } else { "merge" };
            writeln!(stream, "{word} :{}", parent + 1).expect("a text");
        }
        stream += "deleteall\n";
        for (path, text) in &files {
            write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).expect("a text");
        }
        trees.push(files);
    }
    stream
}

/// The origin of a trace by looking at every commit, each judged from nothing.
struct Plain<'a> {
    git: &'a Git,
    policy: &'a Arc<Policy>,
    judged: HashMap<ObjectId, Timeline<'a>>,
}

impl Plain<'_> {
    fn judgement(&mut self, tree: ObjectId) -> &Judgement {
        let fresh = || {
            let mut fresh = Timeline::new(self.git, Rules::Fixed(self.policy.clone()), today());
            fresh.move_to(Some(tree)).expect("a tree");
            fresh
        };
        self.judged.entry(tree).or_insert_with(fresh).judgement()
    }

    fn origin(&mut self, start: ObjectId, trace: &Trace) -> Option<ObjectId> {
        let mut commit = self.git.commit(start).expect("a commit");
        if !trace.is_in(self.judgement(commit.tree)) {
            return None;
        }
        loop {
            let parents = commit.parents.iter().map(|parent| self.git.commit(*parent).expect("a commit"));
            let parents: Vec<_> = parents.collect();
            match parents.into_iter().find(|parent| trace.is_in(self.judgement(parent.tree))) {
                Some(parent) => commit = parent,
                None => return Some(commit.id),
            }
        }
    }
}

#[test]
fn one_walk_finds_the_origins_that_judging_every_commit_finds() {
    let policy = Arc::new(Policy::load(Choice::default()).expect("sound"));
    let (mut asked_for, mut walked, mut followed) = (0, 0, 0);
    for seed in 1..=6 {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let repo = Repo::new(folder.path());
        let mut dice = Dice(seed);
        repo.import(&random_history(&mut dice, 60));
        let git = Git::discover(Path::new(folder.path()), false).expect("a repository").expect("a repository");
        let tip = git.resolve("main").expect("a tip");
        let commits = git.all_before(tip).expect("a history");
        let half = &commits[commits.len() / 2..];
        let mut plain = Plain { git: &git, policy: &policy, judged: HashMap::new() };
        let mut timeline = Timeline::new(&git, Rules::Fixed(policy.clone()), today());
        let reports = range::judge(&mut timeline, &git, half, Wanted { all: true }).expect("reports");
        let entries = reports.iter().flat_map(|report| &report.entries);
        let standing = entries.filter(|entry| entry.state != Some(State::Resolved));
        let asked: Vec<Asked> = standing
            .map(|entry| {
                let start = entry.commit.as_ref().expect("a commit").id;
                Asked { start, trace: Trace::of(&entry.diagnostic), is_here: None }
            })
            .collect();
        let found = origins(&mut timeline, &git, &asked).expect("origins");
        // Where parts alone are followed nothing is judged on the way; what is found is the same, and so is what is judged next.
        let is_part = |asked: &&Asked| matches!(asked.trace.key(), Key::Part(_));
        let parts: Vec<Asked> = asked.iter().filter(is_part).cloned().collect();
        let mut timeline = Timeline::new(&git, Rules::Fixed(policy.clone()), today());
        timeline.checkout(Some(git.commit(tip).expect("a commit").tree), &policy).expect("a tree");
        let quietly = origins(&mut timeline, &git, &parts).expect("origins");
        let of_parts = asked.iter().zip(&found).filter(|(asked, _)| is_part(asked)).map(|(_, found)| found);
        let ids = |commit: &Option<Arc<Commit>>| commit.as_ref().map(|commit| commit.id);
        assert_eq!(quietly.iter().map(ids).collect::<Vec<_>>(), of_parts.map(ids).collect::<Vec<_>>(), "seed {seed}");
        followed += parts.len();
        for commit in [commits[0].id, tip] {
            let tree = git.commit(commit).expect("a commit").tree;
            timeline.checkout(Some(tree), &policy).expect("a tree");
            assert_eq!(timeline.judgement().diagnostics(), plain.judgement(tree).diagnostics(), "seed {seed}");
        }
        for (asked, found) in asked.iter().zip(found) {
            let found = found.map(|commit| commit.id);
            let expected = plain.origin(asked.start, &asked.trace);
            assert_eq!(found, expected, "seed {seed}: {:?} from {}", asked.trace, asked.start);
            asked_for += 1;
            walked += usize::from(expected.is_some_and(|origin| origin != asked.start));
        }
    }
    assert!(followed > 200, "only {followed} parts");
    assert!(walked > 1_000, "only {walked} of {asked_for} lie further back");
}

/// Who did the work and then answers for it as well came to answer for it by the later commit.
#[test]
fn another_involvement_in_the_same_work_has_an_origin_of_its_own() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    let charter = |how: &str| {
        format!(
            "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\n\
             activity = \"test-sign-off\"\n{how} = \"@ana\"\n"
        )
    };
    repo.write("charter.toml", &charter("responsible"));
    repo.commit("does it");
    repo.write("charter.toml", &charter("accountable"));
    repo.commit("answers for it");
    let wanted = repo.git(&["rev-parse", "HEAD"]);
    repo.write("README.md", "more\n");
    repo.commit("something else");
    for way in [&["--blame"][..], &["--rev", "HEAD", "--blame"]] {
        let output = repo.drawline(&[&["lint", "--format", "json", "--today", "2026-06-01"], way].concat());
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        let all = report["diagnostics"].as_array().expect("a list");
        let found = all.iter().find(|found| found["rule"] == "out-of-scope").expect("a finding");
        assert_eq!(found["introduced_by"]["commit"].as_str(), Some(&*wanted), "{way:?}: {found:#}");
    }
}

#[test]
fn a_waiver_is_prolonged_by_a_later_last_day_and_by_no_earlier_one() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    let days = ["2026-12-31", "2026-10-31", "2026-10-31", "2027-01-31", "2026-11-30"];
    for (at, day) in days.iter().enumerate() {
        let comment = format!("# drawline: ignore[out-of-scope] until={day} our first QA lead starts then");
        repo.write(
            "charter.toml",
            &format!(
                "[team]\nname = \"A\"\n# {at}\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\n\
                 activity = \"test-sign-off\"\naccountable = \"@ana\"   {comment}\n"
            ),
        );
        repo.commit(day);
    }
    let output = repo.drawline(&["waivers", "--format", "json", "--today", "2026-06-01"]);
    let waivers: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let said = waivers.to_string();
    assert_eq!(said.matches("\"prolonged\":").count(), 1, "{said}");
    assert!(said.contains("\"prolonged\":1"), "{said}");
    // It stands since the first of them, also once its file has moved.
    assert!(said.contains("\"since\":\"2026-03-02\""), "{said}");
    repo.git(&["mv", "charter.toml", "tide.charter.toml"]);
    repo.commit("moved");
    let moved = stdout(&repo.drawline(&["waivers", "--format", "json", "--today", "2026-06-01"]));
    let moved: serde_json::Value = serde_json::from_str(&moved).expect("JSON");
    assert_eq!(moved["waivers"][0]["path"], "tide.charter.toml");
    assert_eq!(moved["waivers"][0]["past"], waivers["waivers"][0]["past"]);
}
