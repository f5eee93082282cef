//! Links, pipes and devices in the place of files, what belongs to other repositories, and where output goes.

#![cfg(unix)]

use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Output;

use crate::harness::{Repo, drawline, program, scratch, stderr, stdout, write};

const GUILTY: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n\
    [[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n";

fn pipe(path: &Path) {
    assert!(program("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

fn short(folder: &Path) -> (Option<i32>, String) {
    said(&drawline(folder, &["lint", "--format", "short"]))
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), stdout(output) + &stderr(output))
}

#[test]
fn a_configuration_that_is_no_ordinary_file_is_refused_and_shown_to_nobody() {
    let outside = scratch(&[("secret", "[default]\ntoken = \"hunter2\"\n")]);
    let folder = scratch(&[("charter.toml", GUILTY), ("inside.toml", "profile = \"startup\"\n")]);
    let config = folder.path().join("drawline.toml");
    for target in [&*outside.path().join("secret"), Path::new("inside.toml"), Path::new("/dev/zero"), Path::new("gone")]
    {
        symlink(target, &config).expect("a link");
        let (code, text) = short(folder.path());
        assert_eq!(code, Some(2), "{}: {text}", target.display());
        assert!(text.contains("drawline.toml is a link") && !text.contains("hunter2"), "{text}");
        let named = said(&drawline(folder.path(), &["lint", "--config", "drawline.toml"]));
        assert_eq!(named.0, Some(2), "{}", named.1);
        std::fs::remove_file(&config).expect("removed");
    }
    pipe(&config);
    let (code, text) = short(folder.path());
    assert_eq!((code, text.contains("is no ordinary file")), (Some(2), true), "{text}");
    std::fs::remove_file(&config).expect("removed");
    write(&config, &b"# a long line\n".repeat(400_000));
    let (code, text) = short(folder.path());
    assert_eq!((code, text.contains("is larger than 4 MB")), (Some(2), true), "{text}");
    std::fs::remove_file(&config).expect("removed");
    let own = outside.path().join("own.toml");
    write(&own, b"[rules]\nout-of-scope = \"off\"\n");
    let elsewhere = drawline(folder.path(), &["lint", "--config", &own.to_string_lossy(), "--format", "short"]);
    assert_eq!(elsewhere.status.code(), Some(0), "what lies outside is a person's own choice: {}", stderr(&elsewhere));
}

#[test]
fn a_configuration_that_git_holds_as_a_link_is_refused() {
    let folder = scratch(&[("charter.toml", GUILTY), ("mild.toml", "[rules]\nout-of-scope = \"off\"\n")]);
    let repo = Repo::new(folder.path());
    repo.commit("start");
    symlink("mild.toml", folder.path().join("drawline.toml")).expect("a link");
    repo.git(&["add", "-A"]);
    let staged = said(&repo.drawline(&["lint", "--staged", "--format", "short"]));
    assert_eq!((staged.0, staged.1.contains("drawline.toml is")), (Some(2), true), "{}", staged.1);
    repo.commit("a link");
    for target in [&["--rev", "HEAD"][..], &["--range", "HEAD~1..HEAD"], &["--rules-from", "HEAD"]] {
        let (code, text) = said(&repo.drawline(&[&["lint"], target].concat()));
        assert_eq!((code, text.contains("drawline.toml is")), (Some(2), true), "{target:?}: {text}");
    }
}

#[test]
fn ignore_files_that_are_none_have_no_patterns() {
    let other = GUILTY.replace("\"A\"", "\"B\"");
    let folder = scratch(&[("charter.toml", GUILTY), ("b/charter.toml", &other), ("patterns", "b/\n")]);
    symlink("/dev/zero", folder.path().join(".gitignore")).expect("a link");
    pipe(&folder.path().join("b/.ignore"));
    symlink("../patterns", folder.path().join("b/.gitignore")).expect("a link");
    let (code, text) = short(folder.path());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("b/charter.toml:"), "{text}");
}

#[test]
fn what_is_ignored_is_left_out_as_git_does() {
    let folder = scratch(&[("people.toml", "[[person]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n")]);
    let repo = Repo::new(folder.path());
    let charter = |name: &str| {
        format!("[team]\nname = \"{name}\"\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n")
    };
    let paths = [
        "kept/charter.toml",
        "old/charter.toml",
        "old/kept/charter.toml",
        "deep/old/charter.toml",
        "deep/x.charter.toml",
        "deep/again/x.charter.toml",
        "own/charter.toml",
        "local/charter.toml",
        "dot/charter.toml",
        "tracked/charter.toml",
    ];
    for path in paths {
        repo.write(path, &charter(path.split('.').next().expect("a part").replace('/', "-").as_str()));
    }
    repo.git(&["add", "tracked/charter.toml"]);
    repo.write(".gitignore", "\u{feff}old/\n*.charter.toml\n/tracked/\n");
    repo.write("deep/.gitignore", "# none\n!old/\n");
    repo.write("deep/again/.gitignore", "!x.charter.toml\n");
    repo.write("dot/.ignore", "*\n");
    repo.write(".git/info/exclude", "/local\n");
    write(&folder.path().join(".mine"), b"own/\n");
    repo.git(&["config", "core.excludesFile", &folder.path().join(".mine").to_string_lossy()]);
    let (_, text) = short(folder.path());
    let read: Vec<&str> =
        text.lines().filter(|line| line.contains("out-of-scope")).filter_map(|line| line.split(':').next()).collect();
    let kept = ["deep/again/x.charter.toml", "deep/old/charter.toml", "kept/charter.toml", "tracked/charter.toml"];
    assert_eq!(read, kept, "{text}");
    // Git agrees about all of them but `.ignore`, which is ours.
    let ignored = repo.try_git(&[&["check-ignore", "--no-index"][..], &paths].concat());
    let ignored = stdout(&ignored);
    for path in paths {
        let is_kept = kept.contains(&path) || path.starts_with("dot/") || path.starts_with("tracked/");
        assert_eq!(
            ignored.lines().any(|line| line == path),
            !is_kept || path.starts_with("tracked/"),
            "{path}: {ignored}"
        );
    }
}

#[test]
fn other_repositories_and_code_of_others_are_passed_over_unless_named_and_never_edited() {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"Own\"\n")]);
    let repo = Repo::new(folder.path());
    repo.commit("start");
    let mistaken = GUILTY.replace("[[member]]", "mision = \"x\"\n[[member]]");
    for other in ["libs/other", "vendor/copied"] {
        write(&folder.path().join(other).join("charter.toml"), mistaken.as_bytes());
    }
    Repo::new(&folder.path().join("libs/other")).commit("theirs");
    write(&folder.path().join("node_modules/a/b/charter.toml"), GUILTY.as_bytes());
    assert_eq!(short(folder.path()), (Some(0), String::new()));
    for named in ["libs/other", "libs", "vendor/copied/charter.toml", "node_modules"] {
        let (code, text) = said(&drawline(folder.path(), &["lint", named, "--format", "short"]));
        assert_eq!((code, text.contains("[out-of-scope]")), (Some(1), true), "{named}: {text}");
    }
    let fixed = said(&drawline(folder.path(), &["lint", "libs/other", "--fix"]));
    assert_eq!((fixed.0, fixed.1.contains("another repository, libs/other")), (Some(2), true), "{}", fixed.1);
    let theirs = std::fs::read_to_string(folder.path().join("libs/other/charter.toml")).expect("a file");
    assert_eq!(theirs, mistaken);
    repo.git(&["add", "vendor"]);
    assert_eq!(said(&repo.drawline(&["lint", "--staged", "--format", "short"])).0, Some(0), "all targets agree");
}

#[test]
fn output_replaces_ordinary_files_alone() {
    let folder = scratch(&[("charter.toml", GUILTY), ("old.json", "old"), ("inside", "old")]);
    let outside = scratch(&[("victim", "theirs")]);
    let at = |name: &str| folder.path().join(name);
    let to = |name: &str| {
        drawline(folder.path(), &["lint", "--quiet", "--format", "short", "--output", &format!("json={name}")])
    };
    std::fs::set_permissions(at("old.json"), std::fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink("/dev/null", at("null")).expect("a link");
    symlink("inside", at("link")).expect("a link");
    for name in ["old.json", "new.json", "null", "link", "/dev/null"] {
        assert_eq!(to(name).status.code(), Some(1), "{name}: {}", stderr(&to(name)));
    }
    let is_json = |name: &str| std::fs::read_to_string(at(name)).expect("a file").starts_with('{');
    assert!(is_json("old.json") && is_json("new.json") && is_json("inside"));
    assert_eq!(std::fs::metadata(at("old.json")).expect("there").permissions().mode() & 0o777, 0o640);
    for link in ["null", "link"] {
        assert!(std::fs::symlink_metadata(at(link)).expect("there").is_symlink(), "{link}");
    }
    assert!(std::fs::metadata("/dev/null").expect("there").file_type().is_char_device());

    symlink(outside.path().join("victim"), at("out.json")).expect("a link");
    symlink(outside.path().join("new"), at("new")).expect("a link");
    symlink(outside.path(), at("reports")).expect("a link");
    for name in ["out.json", "new", "reports/victim", "reports/other"] {
        let (code, text) = said(&to(name));
        assert_eq!((code, text.contains("out of the repository")), (Some(2), true), "{name}: {text}");
    }
    assert_eq!(std::fs::read_to_string(outside.path().join("victim")).expect("there"), "theirs");
    assert_eq!(std::fs::read_dir(outside.path()).expect("a folder").count(), 1);
    let (code, text) = said(&to("none/x.json"));
    assert_eq!((code, text.contains("cannot write none/x.json: there is no folder none")), (Some(2), true), "{text}");
}

#[test]
fn output_goes_through_a_pipe_and_nobody_waits_for_ever() {
    let folder = scratch(&[("charter.toml", GUILTY)]);
    let file = folder.path().join("pipe");
    pipe(&file);
    let reader = program("cat").arg(&file).stdout(std::process::Stdio::piped()).spawn().expect("cat runs");
    let args = ["lint", "--quiet", "--format", "short", "--output", "json=pipe"];
    assert_eq!(drawline(folder.path(), &args).status.code(), Some(1));
    assert!(stdout(&reader.wait_with_output().expect("it ends")).contains("\"version\""));
    assert!(std::fs::symlink_metadata(&file).expect("there").file_type().is_fifo());
    let (code, text) = said(&drawline(folder.path(), &args));
    assert_eq!((code, text.contains("nobody reads this pipe")), (Some(2), true), "{text}");
}

#[test]
fn a_link_that_is_called_as_a_charter_is_told_and_not_followed() {
    let folder = scratch(&[("charter.toml", GUILTY), ("old/team.txt", GUILTY), ("b/readme.md", "# B\n")]);
    symlink("../old/team.txt", folder.path().join("b/charter.toml")).expect("a link");
    symlink("../old/team.txt", folder.path().join("b/notes.txt")).expect("a link");
    let output = drawline(folder.path(), &["lint"]);
    let text = stdout(&output);
    assert!(
        text.contains("b/charter.toml is a link, and links are not followed") && !text.contains("notes.txt"),
        "{text}"
    );
    let listed = stdout(&drawline(folder.path(), &["facts", "--files"]));
    assert!(listed.contains("a link, and links are not followed") && !listed.contains("notes.txt"), "{listed}");
    let elsewhere = stdout(&drawline(folder.path(), &["lint", "old", "charter.toml"]));
    assert!(!elsewhere.contains("is a link"), "{elsewhere}");
}
