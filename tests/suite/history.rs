//! The judgement that is moved along commits equals the one made from nothing, for every state of a history.
//!
//! `DRAWLINE_HISTORY=<repository> DRAWLINE_HISTORY_CONFIG=<drawline.toml> cargo test --release -- --ignored every_commit`
//! proves it for a history of your own.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use drawline::base::date::Date;
use drawline::base::diagnostic::Diagnostic;
use drawline::base::parallel::Threads;
use drawline::base::path::RepoPath;
use drawline::base::progress::{Progress, Unwatched, Work};
use drawline::history::timeline::{Rules, Timeline};
use drawline::io::git::Git;
use drawline::lint::{self, Judgement};
use drawline::org::update::Change;
use drawline::policy::{Choice, Policy};
use drawline::snapshot::Snapshot;
use drawline::store::Records;
use drawline::store::file::{Checkpoint, Draft};

pub(super) fn today() -> Date {
    Date::new(2026, 6, 1).expect("a day")
}

/// Numbers that look random and are the same each time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const HANDLES: &[&str] =
    &["@ana", "@Ana", "@bo", "@kim", "@li", "@anna", "@zed", "product manager", "PM", "qa lead", "kim", "Bo Berg"];
const ROLES: &[&str] = &["product-manager", "qa-lead", "PM", "engineering manager", "delivery-manager", "wizard"];
const WORK: &[&str] = &[
    "test-sign-off",
    "roadmap",
    "project management",
    "on-call",
    "market analysis",
    "prioritization",
    "juggling",
    "code ownership",
    "customer calls",
];

/// Trailing comments: most duties have none.
const WAIVERS: &[&str] = &[
    "",
    "",
    "",
    "# drawline: ignore[out-of-scope] agreed",
    "# drawline: ignore[unknown-handle, too-many-accountable] until=2026-01-01 agreed",
    "# drawline: ignore[out-of-scope, stretched] until=2026-06-20 agreed",
    "# drawline: ignore[unknown-activity]",
];

/// A file of some kind at some path, sound or not.
pub(super) fn random_file(dice: &mut Dice) -> (String, Option<String>) {
    let team = dice.pick(&["a", "b", "c"]);
    if dice.roll(6) == 0 {
        let mut text = String::new();
        for _ in 0..dice.roll(5) {
            let (handle, role) = (dice.pick(&HANDLES[..7]), dice.pick(ROLES));
            text += &format!(
                "[[person]]\nhandle = \"{handle}\"\nrole = \"{role}\"\naliases = [\"{}\"]\n",
                dice.pick(HANDLES)
            );
        }
        return ("people.toml".to_owned(), (dice.roll(4) > 0).then_some(text));
    }
    if dice.roll(6) == 0 {
        let text = format!("[[own]]\npath = \"src/**\"\nowner = \"{}\"\n", dice.pick(HANDLES));
        return (format!("{team}/ownership.toml"), (dice.roll(3) > 0).then_some(text));
    }
    if dice.roll(12) == 0 {
        let sign = dice.pick(&[".gitlab-ci.yml", ".github/workflows/ci.yml"]);
        return (sign.to_owned(), (dice.roll(2) > 0).then(|| "on: push\n".to_owned()));
    }
    if dice.roll(6) == 0 {
        let line = |dice: &mut Dice| {
            let path = dice.pick(&["*", "/a/", "/b/", "src/", "/src/x", "src", "!src/x", "[S]", "[S]"]);
            format!("{path} {}\n", dice.pick(&["@ana", "@li", "@acme/a", "@acme/b", "", "ana"]))
        };
        let text: String = (0..dice.roll(4)).map(|_| line(dice)).collect();
        let place = dice.pick(&["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"]);
        return (place.to_owned(), (dice.roll(4) > 0).then_some(text));
    }
    if dice.roll(12) == 0 {
        let owner = dice.pick(&["a", "group:b", "user:ana", "user:li"]);
        let text = format!("kind: Component\nspec:\n  owner: {owner}\n");
        return (format!("{team}/catalog-info.yaml"), (dice.roll(3) > 0).then_some(text));
    }
    let path = dice.pick(&["charter.toml", "more.charter.toml"]);
    let mut text = format!("[team]\nname = \"{}\"\n", dice.pick(&["A", "B", "C"]));
    if dice.roll(3) == 0 {
        text += &format!("engineers = {}\n", dice.roll(16));
    }
    if dice.roll(3) == 0 {
        text += &format!("reviewed = 2026-{:02}-01\n", 1 + dice.roll(5));
    }
    for _ in 0..dice.roll(4) {
        text += &format!("[[member]]\nhandle = \"{}\"\nrole = \"{}\"\n", dice.pick(&HANDLES[..7]), dice.pick(ROLES));
    }
    for _ in 0..dice.roll(4) {
        let (work, holder, other) = (dice.pick(WORK), dice.pick(HANDLES), dice.pick(HANDLES));
        let waiver = dice.pick(WAIVERS);
        let until = match dice.roll(4) {
            0 => format!("until = 2026-{:02}-{:02}\n", 5 + dice.roll(6), 1 + dice.roll(28)),
            _ => String::new(),
        };
        if dice.roll(4) == 0 {
            let hours = dice.roll(30);
            text += &format!("[[duty]]\nactivity = \"customer calls\"\naccountable = \"{other}\"\nhours = {hours}\n");
        }
        text += &format!(
            "[[duty]]\nactivity = \"{work}\"\naccountable = \"{holder}\" {waiver}\nresponsible = [\"{other}\"]\n{until}"
        );
    }
    (format!("{team}/{path}"), (dice.roll(5) > 0).then_some(text))
}

#[test]
fn changes_of_every_kind_lead_to_the_same_judgement_as_a_fresh_start() {
    let policy = Arc::new(Policy::load(Choice::default()).expect("sound"));
    let mut dice = Dice(7);
    let mut moved = Judgement::new(policy.clone(), today());
    let folder = tempfile::tempdir().expect("a scratch folder");
    let mut saved: Option<Arc<Checkpoint>> = None;
    let (mut day, mut turned) = (today(), 0);
    let mut files: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for step in 0..1500 {
        let mut changes: std::collections::BTreeMap<String, Option<String>> = std::collections::BTreeMap::new();
        for _ in 0..=dice.roll(3) {
            let (path, text) = random_file(&mut dice);
            changes.insert(path, text);
        }
        for (path, text) in &changes {
            match text {
                Some(text) => files.insert(path.clone(), text.clone()),
                None => files.remove(path),
            };
        }
        let snapshot = |files: &mut dyn Iterator<Item = (&String, &String)>| {
            Snapshot::of_texts(&policy.config, files.map(|(path, text)| (path.as_str(), text.as_str())))
        };
        let mut applied: Vec<Change> = changes
            .iter()
            .filter(|(_, text)| text.is_none())
            .map(|(path, _)| (RepoPath::new(path).expect("sound"), None))
            .collect();
        applied.extend(lint::read_files(
            &policy,
            &snapshot(&mut changes.iter().filter_map(|(p, t)| Some((p, t.as_ref()?)))),
            &Unwatched,
        ));
        moved.apply(applied);
        if dice.roll(4) == 0 {
            // Another day says something else of what no file changed; what was saved on the day before is brought to it.
            day = day.after(dice.roll(3) as i64).expect("a day");
            (moved, saved) = through_a_file(folder.path(), &moved, saved.as_deref(), day);
            turned += moved.turned();
        }
        let fresh = lint::lint(&policy, &snapshot(&mut files.iter()), day);
        let now = moved.diagnostics();
        let only = |these: &[Diagnostic], those: &[Diagnostic]| -> Vec<String> {
            these.iter().filter(|one| !those.contains(one)).map(|one| format!("{one:?}")).collect()
        };
        let (extra, missing) = (only(&now, &fresh), only(&fresh, &now));
        assert!(now == fresh, "step {step}: {changes:#?}\nfiles: {files:#?}\nextra: {extra:#?}\nmissing: {missing:#?}");
    }
    assert!(saved.is_some_and(|saved| !saved.is_damaged()));
    assert!(turned > 100, "only {turned} units were judged anew because of the day");
}

#[test]
fn one_thread_and_several_say_the_same() {
    let policy = Arc::new(Policy::load(Choice::default()).expect("sound"));
    let mut dice = Dice(11);
    let mut files: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    // Enough teams that several threads are of use, with people who are in many of them.
    for area in 0..60 {
        for _ in 0..4 {
            let (path, text) = random_file(&mut dice);
            files.extend(
                text.map(|text| {
                    (format!("area-{area}/{path}"), text.replace("name = \"", &format!("name = \"{area} ")))
                }),
            );
        }
    }
    let snapshot = Snapshot::of_texts(&policy.config, files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let by = |threads| Judgement::of_on(threads, &policy, &snapshot, today(), &Unwatched);
    let alone = by(Threads::ONE);
    assert!(alone.units().len() > 100, "{} units", alone.units().len());
    for threads in [Threads::at_most(2), Threads::at_most(8), Threads::of_machine()] {
        let several = by(threads);
        assert!(several.diagnostics() == alone.diagnostics(), "{threads:?}");
        assert_eq!(several.coverage(), alone.coverage());
    }
}

/// Notes how much it was told.
#[derive(Debug, Default)]
struct Noted {
    begun: Mutex<Vec<(Work, usize)>>,
    done: AtomicUsize,
}

impl Progress for Noted {
    fn begin(&self, work: Work, steps: usize) {
        self.begun.lock().expect("unharmed").push((work, steps));
    }

    fn step(&self, steps: usize) {
        self.done.fetch_add(steps, Ordering::Relaxed);
    }
}

#[test]
fn whoever_watches_is_told_of_every_file_and_nobody_else_is() {
    let policy = Arc::new(Policy::load(Choice::default()).expect("sound"));
    let texts: Vec<(String, String)> =
        (0..100).map(|at| (format!("team-{at}/charter.toml"), format!("name = \"Team {at}\"\n"))).collect();
    let texts = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let snapshot = Snapshot::of_texts(&policy.config, texts);
    let (one, other) = (Noted::default(), Noted::default());
    assert_eq!(lint::read_files(&policy, &snapshot, &one).len(), 100);
    assert_eq!(*one.begun.lock().expect("unharmed"), [(Work::Reading, 100)]);
    assert_eq!(one.done.load(Ordering::Relaxed), 100);
    assert!(other.begun.lock().expect("unharmed").is_empty());
}

#[test]
fn a_judgement_can_be_handed_from_thread_to_thread() {
    fn shared<T: Send + Sync>() {}
    shared::<Judgement>();
    shared::<Policy>();
}

/// A judgement that was written to a checkpoint, over the one that it came from, and read back.
fn through_a_file(
    folder: &Path,
    judgement: &Judgement,
    from: Option<&Checkpoint>,
    day: Date,
) -> (Judgement, Option<Arc<Checkpoint>>) {
    let mut draft = Draft::new([1; 32], from);
    judgement.save(&mut |part, changes| draft.write(part, changes)).expect("sound records");
    let bytes = draft.finish().expect("a checkpoint");
    let file = folder.join("checkpoint");
    // The one before is still open; what is put in its place is another file.
    if file.exists() {
        std::fs::remove_file(&file).expect("removed");
    }
    std::fs::write(&file, bytes).expect("written");
    let saved = Arc::new(Checkpoint::open(&file, &[1; 32]).expect("a checkpoint"));
    let records: Arc<dyn Records> = saved.clone();
    (Judgement::saved(judgement.policy().clone(), day, &records).expect("a judgement"), Some(saved))
}

/// Every commit of a repository that the environment names.
#[test]
#[ignore = "needs a repository: see the head of this file"]
fn every_commit_of_a_history_is_judged_as_if_it_stood_alone() {
    let folder = std::env::var("DRAWLINE_HISTORY").expect("DRAWLINE_HISTORY names a repository");
    let config = std::env::var("DRAWLINE_HISTORY_CONFIG").ok().map(|file| {
        let text = std::fs::read_to_string(file).expect("a configuration");
        (RepoPath::new("drawline.toml").expect("sound"), Arc::from(text))
    });
    let policy =
        Arc::new(Policy::load(Choice { config, profile: None, ..Choice::default() }).expect("a sound configuration"));
    let git = Git::discover(Path::new(&folder), false).expect("a repository").expect("a repository");
    let root = git.range("HEAD..HEAD").map(|range| range.tip).expect("a HEAD");
    let commits = git.all_before(root).expect("a history");
    let mut timeline = Timeline::new(&git, Rules::Fixed(policy.clone()), today());
    let mut compared = 0;
    for commit in &commits {
        timeline.move_to(Some(commit.tree)).expect("a tree");
        let moved = timeline.judgement().diagnostics();
        if moved.iter().any(|diagnostic| &*diagnostic.rule == "syntax-error") {
            continue; // such a file keeps the facts of its last good version, which a fresh start cannot know
        }
        let mut fresh = Timeline::new(&git, Rules::Fixed(policy.clone()), today());
        fresh.move_to(Some(commit.tree)).expect("a tree");
        assert_eq!(moved, fresh.judgement().diagnostics(), "{}", commit.id);
        compared += 1;
    }
    assert!(compared * 10 > commits.len() * 9, "only {compared} of {} commits could be compared", commits.len());
}

#[test]
fn a_working_tree_an_index_and_a_revision_of_the_same_files_are_judged_alike() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = crate::harness::Repo::new(folder.path());
    let sample = crate::harness::project().join("fixtures/overstretched");
    for file in crate::harness::files_below(&sample) {
        let inside = file.strip_prefix(&sample).expect("below").to_string_lossy().into_owned();
        repo.write(&inside, &std::fs::read_to_string(&file).expect("a text"));
    }
    repo.commit("root");
    let plain: Vec<String> = repo.lint(&[]);
    let of = |args: &[&str]| -> Vec<String> {
        repo.lint(args)
            .iter()
            .map(|line| {
                line.split_once("teams/")
                    .map_or(line.clone(), |(_, rest)| format!("teams/{rest}"))
                    .replace(" (carried)", "")
            })
            .collect()
    };
    assert!(!plain.is_empty());
    assert_eq!(of(&["--rev", "HEAD"]), plain);
    assert_eq!(of(&["--staged", "--all"]), plain);
    repo.git(&["checkout", "-q", "--orphan", "before"]);
    repo.git(&["rm", "-rqf", "."]);
    repo.commit("nothing");
    assert_eq!(of(&["--range", "before..main"]), plain, "a root introduces everything");
}
