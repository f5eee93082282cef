//! Rules of others: brought from another repository at a commit, locked, and held against the lock wherever they judge.

use std::path::Path;

use crate::harness::{Repo, drawline, stderr, stdout, write};

/// One duty too many for whoever has two.
const LIMIT: &str = "name = \"two-duties\"\nkind = \"limit\"\nseverity = \"error\"\ncount = \"duties\"\nmax = 1\n\
                     message = \"{person} carries {value} (limit {limit})\"\nwhy = \"One is enough.\"\nfix = \"Hand one over.\"\n\n\
                     [[example]]\nname = \"two\"\nfiles.\"charter.toml\" = '''\n[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\n\
                     role = \"designer\"\n\n[[duty]]\nactivity = \"ux design\"\nresponsible = \"@ana\"\n\n[[duty]]\nactivity = \"user research\"\n\
                     responsible = \"@ana\"   #~ two-duties\n'''\n\n[[example]]\nname = \"one\"\nfiles.\"charter.toml\" = '''\n[team]\nname = \"A\"\n\n\
                     [[member]]\nhandle = \"@ana\"\nrole = \"designer\"\n\n[[duty]]\nactivity = \"ux design\"\nresponsible = \"@ana\"\n'''\n";

const CHARTER: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"designer\"\n\n[[duty]]\nactivity = \"ux design\"\n\
                       accountable = \"@ana\"\nresponsible = \"@ana\"\n\n[[duty]]\nactivity = \"user research\"\naccountable = \"@ana\"\n\
                       responsible = \"@ana\"\n";

/// A kind of work of the repository's own.
const WORK: &str = "[[activity]]\nid = \"glass-blowing\"\ntitle = \"glass blowing\"\narea = \"operations\"\nowners = [\"product-designer\"]\n\
                    why = \"We have an oven.\"\nphrases = [\"blowing glass\"]\nexamples = [\"Blowing glass\"]\n";

const LOCK: &str = "drawline-lock.toml";

/// A repository with rules, and one that extends them.
struct Two {
    folder: tempfile::TempDir,
    policy: Repo,
    team: Repo,
}

impl Two {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (policy, team) = (folder.path().join("policy"), folder.path().join("team"));
        for folder in [&policy, &team] {
            std::fs::create_dir(folder).expect("a folder");
        }
        let (policy, team) = (Repo::new(&policy), Repo::new(&team));
        policy.write("rules/limits/two.toml", LIMIT);
        policy.write("rules/README.md", "# Rules\n");
        policy.write("Cargo.toml", "[package]\n");
        policy.commit("rules");
        team.write("charter.toml", CHARTER);
        Self { folder, policy, team }
    }

    fn head(&self) -> String {
        self.policy.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    fn source(&self, path: &str) -> String {
        format!("git+file://{}@{}#{path}", self.folder.path().join("policy").display(), self.head())
    }

    fn extend(&self, more: &str) {
        self.team.write("drawline.toml", &format!("extends = [{:?}]\n{more}", self.source("rules/")));
    }

    fn vendor(&self) -> String {
        let output = self.team.drawline(&["rules", "vendor"]);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("team")
    }

    /// Where the one rule file lies.
    fn kept(&self) -> String {
        let policy = self.folder.path().join("policy").display().to_string();
        format!(".drawline/rules/{}/rules/limits/two.toml", policy.trim_start_matches('/'))
    }
}

/// Whether the rule of others finds what it is to find.
fn finds(team: &Repo, args: &[&str]) -> bool {
    let output = team.drawline(&[&["lint", "--format", "short"], args].concat());
    let code = output.status.code();
    assert!(code == Some(0) || code == Some(1), "{}{}", stdout(&output), stderr(&output));
    let found = stdout(&output).contains("two-duties");
    assert_eq!(found, code == Some(1), "{}", stdout(&output));
    found
}

#[test]
fn rules_of_others_are_brought_once_and_judge_offline_wherever_they_are_committed() {
    let two = Two::new();
    two.extend("");
    let said = two.vendor();
    assert!(said.contains("#rules/: 1 rule file, fetched\n2 files written\n"), "{said}");
    assert!(two.root().join(two.kept()).is_file(), "what lies beside the folder is not brought");
    assert!(!two.root().join(two.kept()).with_file_name("README.md").exists());
    // From here on nobody can fetch anything.
    std::fs::rename(two.folder.path().join("policy"), two.folder.path().join("gone")).expect("moved");
    assert!(two.vendor().ends_with("here, as locked\nnothing has changed\n"));
    assert!(finds(&two.team, &[]));
    two.team.git(&["add", "-A"]);
    assert!(finds(&two.team, &["--staged"]));
    two.team.commit("judged by others' rules");
    assert!(finds(&two.team, &["--rev", "HEAD"]));
    let files = stdout(&two.team.drawline(&["facts", "--files"]));
    assert!(files.contains("a rule file of others") && files.contains("what rules of others say"), "{files}");
    let tested = two.team.drawline(&["rules", "test"]);
    assert!(
        tested.status.success() && stdout(&tested).contains("1 rules, 2 examples, 0 not as marked"),
        "{}",
        stdout(&tested)
    );
    let shown = stdout(&two.team.drawline(&["explain", "two-duties"]));
    assert!(shown.contains(&two.kept()), "{shown}");
}

#[test]
fn a_change_of_what_was_brought_judges_nobody() {
    let two = Two::new();
    two.extend("");
    two.vendor();
    two.team.commit("as locked");
    let kept = two.root().join(two.kept());
    let refused = |why: &str| {
        for args in [&["lint"][..], &["lint", "--staged"], &["lint", "--rev", "HEAD"], &["facts"], &["rules", "list"]] {
            two.team.git(&["add", "-A"]);
            // What Git holds is judged by the built-in rules, with this as an error beside what they find.
            let of_git = args.contains(&"--rev") || args.contains(&"--staged");
            if args.contains(&"--rev") {
                two.team.commit("a try");
            }
            let output = two.team.drawline(args);
            assert_eq!(output.status.code(), Some(if of_git { 1 } else { 2 }), "{args:?} {why}: {}", stdout(&output));
            let said =
                format!("{}{}", stdout(&output), stderr(&output)).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains(why) && said.contains("drawline rules vendor"), "{args:?} {why}: {said}");
        }
        assert!(two.vendor().contains("written"), "it is mended by bringing it again");
        two.team.commit("mended");
        assert!(finds(&two.team, &[]));
    };
    write(&kept, LIMIT.replace("max = 1", "max = 9").as_bytes());
    refused("is not what was locked");
    std::fs::remove_file(&kept).expect("removed");
    refused("is not here");
    std::fs::remove_file(two.root().join(LOCK)).expect("removed");
    refused("drawline-lock.toml is not here");
    write(&two.root().join(LOCK), b"[[source]]\nfrom = 1\n");
    refused("drawline-lock.toml cannot be read");
    // Lines that end otherwise say the same.
    write(&kept, LIMIT.replace('\n', "\r\n").as_bytes());
    assert!(finds(&two.team, &[]));
}

#[test]
fn what_nobody_locked_is_refused_and_cleared_away() {
    let two = Two::new();
    two.extend("");
    two.vendor();
    let stray = two.root().join(two.kept()).with_file_name("stray.toml");
    write(&stray, b"name = \"two-duties\"\nseverity = \"off\"\n");
    let output = two.team.drawline(&["lint"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("stray.toml is not in"), "{}", stderr(&output));
    assert!(
        two.vendor().ends_with("1 file removed\ncommit drawline-lock.toml and .drawline/rules with drawline.toml\n")
    );
    assert!(!stray.exists());
    two.team.write("drawline.toml", "");
    two.vendor();
    assert!(
        !two.root().join(".drawline").exists() && !two.root().join(LOCK).exists(),
        "nothing is left of what nobody names"
    );
    let nothing = two.team.drawline(&["rules", "vendor"]);
    assert_eq!(nothing.status.code(), Some(3), "{}", stderr(&nothing));
}

#[test]
fn another_commit_is_another_lock_and_own_rules_are_laid_over() {
    let two = Two::new();
    two.extend("");
    two.vendor();
    two.team.commit("one limit");
    two.policy.write("rules/limits/two.toml", &LIMIT.replace("max = 1", "max = 2"));
    two.policy.commit("a softer limit");
    two.extend("");
    let output = two.team.drawline(&["lint"]);
    assert_eq!(output.status.code(), Some(2), "the lock is of another commit");
    assert!(two.vendor().contains("2 files written"));
    assert!(!finds(&two.team, &[]));
    two.team.commit("another limit");
    // The base judges by its own lock, and what the other one lets through is told.
    let by_base = two.team.drawline(&["lint", "--all", "--range", "HEAD^..HEAD", "--rules-from", "HEAD^"]);
    let said = format!("{}{}", stdout(&by_base), stderr(&by_base));
    assert!(
        said.contains("1 finding would differ") && said.contains("error[two-duties]: @ana carries 2 (limit 1)"),
        "{said}"
    );
    assert!(!finds(&two.team, &["--rev", "HEAD"]));
    two.extend("[rules]\ntwo-duties = { max = 1 }\n");
    assert!(finds(&two.team, &[]), "the configuration is laid over it");
    two.extend("rule-files = [\"own/*.toml\"]\n");
    two.team.write("own/two.toml", "name = \"two-duties\"\nmax = 1\n");
    assert!(finds(&two.team, &[]), "an own rule file is laid over it");
}

#[test]
fn a_folder_of_the_repository_itself_needs_no_lock() {
    let two = Two::new();
    two.team.write("shared/policy/two.toml", LIMIT);
    two.team.write("drawline.toml", "extends = \"shared/policy/\"\n");
    assert!(finds(&two.team, &[]));
    two.team.commit("rules of a folder");
    assert!(finds(&two.team, &["--rev", "HEAD"]));
    // A folder in a folder brings nothing twice.
    two.team.write("shared/policy/more/work.toml", WORK);
    two.team.write("drawline.toml", "extends = [\"shared/policy/\", \"shared/policy/more/\"]\n");
    assert!(finds(&two.team, &[]));
    two.team.write("drawline.toml", "extends = \"shared/other/\"\n");
    let output = two.team.drawline(&["lint"]);
    assert_eq!(output.status.code(), Some(2), "a folder without rules is a mistake: {}", stdout(&output));
    assert!(stderr(&output).contains("shared/other"), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_fetched_or_followed_leaves_everything_as_it_was() {
    let two = Two::new();
    let policy = two.folder.path().join("policy").display().to_string();
    let absent = "1".repeat(40);
    let cases = [
        (format!("git+file://{policy}@{absent}#rules/"), "cannot be fetched"),
        (two.source("nowhere/"), "holds no rule file"),
        (format!("git+file://{policy}@main#rules/"), "names no commit"),
        (format!("git+ext::sh -c 'touch {policy}/pwned'@{absent}#rules/"), "is no address"),
        (format!("git+ext://sh@{absent}#rules/"), "not by ext"),
        (format!("git+file://--upload-pack=touch@{absent}#rules/"), "is no address"),
        ("../policy/rules".to_owned(), "is no folder of this repository"),
    ];
    for (source, why) in cases {
        two.team.write("drawline.toml", &format!("extends = {source:?}\n"));
        for args in [&["rules", "vendor"][..], &["lint"]] {
            let output = two.team.drawline(args);
            assert_eq!(output.status.code(), Some(2), "{source}");
            let is_told = stderr(&output).split_whitespace().collect::<Vec<_>>().join(" ").contains(why);
            assert!(is_told || args == ["lint"], "{source}: {}", stderr(&output));
        }
        assert!(!two.root().join(".drawline").exists() && !two.root().join(LOCK).exists());
    }
    assert!(!Path::new(&policy).join("pwned").exists());
    // A link is no file, and a file that is no TOML is nobody's rule.
    two.policy.write("rules/limits/two.toml", "broken = \n");
    two.policy.commit("broken");
    two.extend("");
    let output = two.team.drawline(&["rules", "vendor"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is not valid TOML"), "{}", stderr(&output));
    assert!(!two.root().join(".drawline").exists());
}

#[test]
#[cfg(unix)]
fn nothing_is_written_through_a_link_that_leads_out() {
    let two = Two::new();
    let outside = two.folder.path().join("outside");
    std::fs::create_dir(&outside).expect("a folder");
    std::os::unix::fs::symlink(&outside, two.root().join(".drawline")).expect("a link");
    two.extend("");
    let output = two.team.drawline(&["rules", "vendor"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert_eq!(std::fs::read_dir(&outside).expect("a folder").count(), 0);
    let lint = drawline(&two.root(), &["lint"]);
    assert_eq!(lint.status.code(), Some(2));
}

#[test]
fn a_rule_that_was_changed_together_with_its_lock_is_told_by_its_commit() {
    let two = Two::new();
    two.extend("");
    two.vendor();
    let check = || {
        let output = two.team.drawline(&["rules", "vendor", "--check"]);
        (stdout(&output) + &stderr(&output), output.status.code())
    };
    let (said, code) = check();
    assert!(code == Some(0) && said.ends_with("1 rule file fetched\nall is as the commits say\n"), "{said}");
    let (kept, lock) = (two.root().join(two.kept()), two.root().join(LOCK));
    let read = |path: &Path| std::fs::read_to_string(path).expect("a file");
    let hash = |text: &str| {
        let line = text.lines().find(|line| line.contains("two.toml")).expect("its line");
        line.rsplit('"').nth(1).expect("a hash").to_owned()
    };
    // As somebody does who wants to be judged by nobody: the rule, and the lock with it. Its hash is that of a later commit.
    let (first, locked) = (two.source("rules/"), read(&lock));
    let other = LIMIT.replace("max = 1", "max = 9");
    two.policy.write("rules/limits/two.toml", &other);
    two.policy.commit("softer");
    two.extend("");
    two.vendor();
    let forged = locked.replace(&hash(&locked), &hash(&read(&lock)));
    two.team.write("drawline.toml", &format!("extends = [{first:?}]\n"));
    two.vendor();
    assert_eq!(read(&lock), locked);
    write(&kept, other.as_bytes());
    write(&lock, forged.as_bytes());
    assert!(!finds(&two.team, &[]), "the lock agrees");
    assert!(two.vendor().ends_with("here, as locked\nnothing has changed\n"));
    let (said, code) = check();
    assert!(code == Some(1) && said.contains("two.toml is not what its commit says"), "{said}");
    assert!(said.contains(&format!("{LOCK} is not what its commit says")), "{said}");
    assert_eq!(read(&kept), other, "nothing is written");
    std::fs::remove_file(&lock).expect("there");
    two.vendor();
    assert_eq!((read(&kept), read(&lock)), (LIMIT.to_owned(), locked));
    // Somebody who dropped it from both as well.
    std::fs::remove_file(&kept).expect("there");
    std::fs::remove_file(&lock).expect("there");
    assert!(check().1 == Some(1), "{}", check().0);
}

#[test]
fn the_id_of_a_tag_is_no_commit() {
    let two = Two::new();
    two.policy.git(&["tag", "-a", "-m", "first", "v1"]);
    let tag = two.policy.git(&["rev-parse", "v1"]).trim().to_owned();
    let source = two.source("rules/").replace(&two.head(), &tag);
    two.team.write("drawline.toml", &format!("extends = [{source:?}]\n"));
    let output = two.team.drawline(&["rules", "vendor"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("is the id of a tag") && stderr(&output).contains(&two.head()),
        "{}",
        stderr(&output)
    );
}
