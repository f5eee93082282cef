//! What several tests need: the binary with a clean environment, a scratch folder, the project's folder.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use drawline::read::Format;

/// The project's folder.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a program needs of this machine to run at all. Nothing else that is set here reaches one.
const KEPT: &[&str] = &[
    "PATH",
    "PATHEXT",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "LLVM_PROFILE_FILE",
];

/// A program with an environment of the suite's own: neither this machine's settings, its Git configuration nor a repository
/// around its scratch folders can change an answer, and nothing is written where a person would find it. Every program that
/// a test starts is started so.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    let home = home();
    command
        .env_clear()
        .envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        .env("HOME", home)
        .env("USERPROFILE", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", home.join("gitconfig"))
        .env("GIT_CEILING_DIRECTORIES", scratch_folders())
        .env("LC_ALL", "C");
    command
}

/// The home of every program that is started: a folder without settings.
fn home() -> &'static Path {
    static HOME: OnceLock<PathBuf> = OnceLock::new();
    HOME.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("home");
        write(&home.join("gitconfig"), b"");
        home
    })
}

/// The folder that scratch folders are made in. No repository above it is found.
fn scratch_folders() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| std::fs::canonicalize(std::env::temp_dir()).expect("a folder for what is temporary"))
}

/// The binary, ready to be started in a folder.
pub(crate) fn drawline_in(folder: &Path, args: &[&str]) -> Command {
    let mut command = program(env!("CARGO_BIN_EXE_drawline"));
    command.current_dir(folder).args(args);
    command
}

/// The binary's answer.
pub(crate) fn drawline(folder: &Path, args: &[&str]) -> Output {
    drawline_in(folder, args).output().expect("the binary runs")
}

/// As [`drawline`], on a day of its own.
pub(crate) fn drawline_on(today: &str, folder: &Path, args: &[&str]) -> Output {
    drawline_in(folder, args).env("DRAWLINE_TODAY", today).output().expect("the binary runs")
}

/// Standard output of a run as text.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

/// Standard error of a run as text.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

/// A scratch folder with these files. It lies outside of any repository.
pub(crate) fn scratch(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    for (path, text) in files {
        write(&folder.path().join(path), text.as_bytes());
    }
    folder
}

/// Writes a file, with the folders above it.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder above")).expect("folders");
    std::fs::write(path, bytes).expect("a file");
}

/// A format of files, by its name in the table.
pub(crate) fn format(name: &str) -> Format {
    Format::named(name).expect("a format of src/read.rs")
}

/// Every file below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder that can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// A repository made with real `git`, with fixed authors and dates, so that commits have the same ids everywhere.
pub(crate) struct Repo {
    folder: PathBuf,
    commits: std::cell::Cell<u32>,
}

impl Repo {
    /// A repository on a branch `main`, without a commit.
    pub(crate) fn new(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("a folder");
        let repo = Self { folder: folder.to_path_buf(), commits: std::cell::Cell::new(0) };
        repo.git(&["init", "-q", "-b", "main"]);
        repo.git(&["config", "core.autocrlf", "false"]);
        repo
    }

    /// Runs `git` there and answers what it printed.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args:?}: {}", stderr(&output));
        stdout(&output).trim().to_owned()
    }

    /// Runs `git` there, whether it succeeds or not.
    pub(crate) fn try_git(&self, args: &[&str]) -> Output {
        self.git_command(args).output().expect("git runs")
    }

    fn git_command(&self, args: &[&str]) -> Command {
        let date = format!("2026-03-{:02}T12:00:00Z", 1 + self.commits.get() % 28);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let binary = Path::new(env!("CARGO_BIN_EXE_drawline")).parent().expect("a folder").to_path_buf();
        let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).expect("a path");
        let mut command = program("git");
        command
            .current_dir(&self.folder)
            .args(args)
            .env("PATH", path)
            .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org"), ("GIT_AUTHOR_DATE", &date)])
            .envs([
                ("GIT_COMMITTER_NAME", "Ada"),
                ("GIT_COMMITTER_EMAIL", "ada@example.org"),
                ("GIT_COMMITTER_DATE", &date),
            ]);
        command
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        write(&self.folder.join(path), text.as_bytes());
    }

    /// Commits everything and answers the commit's id.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.commits.set(self.commits.get() + 1);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Writes a tree of these entries, each with its mode and kind, its object and its name.
    pub(crate) fn tree(&self, entries: &[(&str, &str, &str)]) -> String {
        let lines: String = entries.iter().map(|(kind, object, name)| format!("{kind} {object}\t{name}\n")).collect();
        self.write(".git/entries", &lines);
        let entries = std::fs::File::open(self.folder.join(".git/entries")).expect("just written");
        let output = self.git_command(&["mktree"]).stdin(entries).output().expect("git runs");
        stdout(&output).trim().to_owned()
    }

    /// Takes a history in as `git fast-import` reads it.
    pub(crate) fn import(&self, stream: &str) {
        self.write(".git/stream", stream);
        let stream = std::fs::File::open(self.folder.join(".git/stream")).expect("just written");
        let output = self.git_command(&["fast-import", "--quiet"]).stdin(stream).output().expect("git runs");
        assert!(output.status.success(), "git fast-import: {}", stderr(&output));
    }

    /// Where it lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs drawline there.
    pub(crate) fn drawline(&self, args: &[&str]) -> Output {
        drawline(&self.folder, args)
    }

    /// What `lint --format short` says there, a line per finding, commits left out.
    pub(crate) fn lint(&self, args: &[&str]) -> Vec<String> {
        let mut all = vec!["lint", "--format", "short", "--today", "2026-06-01"];
        all.extend(args);
        let output = self.drawline(&all);
        assert!(matches!(output.status.code(), Some(0 | 1)), "lint {args:?}: {}", stderr(&output));
        stdout(&output).lines().map(str::to_owned).collect()
    }
}
