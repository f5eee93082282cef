//! README and `docs/` as tests: what a page shows is what the program prints, what it tells people to install is ours, and
//! every command that a page or a message names exists.
//!
//! - A block that opens with the name of a file in a comment (`# teams/a/charter.toml`, `<!-- CHARTER.md -->`) is that file,
//!   in a repository that the page has for itself.
//! - A block with `$ drawline …` or `$ git …` is run there, in the project where it names `fixtures/`, on the day below, and
//!   printed is what follows; `| head -3` or `| tail -3` cuts it. A line `…` stands for any lines.
//!
//! `DRAWLINE_BLESS=1 cargo test docs` writes the answers anew where no `…` stands among them; read what it wrote.

use std::path::{Path, PathBuf};

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::harness::{Repo, drawline_on, files_below, project, stderr, stdout};

/// The day on which the pages are run.
const TODAY: &str = "2026-11-25";

fn pages() -> Vec<(String, PathBuf)> {
    let root = project();
    let below = files_below(&root.join("docs")).into_iter().filter(|file| file.extension().is_some_and(|e| e == "md"));
    let named =
        |file: PathBuf| (file.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/"), file.clone());
    let guides = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].into_iter().map(|name| root.join(name));
    guides.chain(below).map(named).collect()
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("a page")
}

/// The lines of a page, cut at its fences: text and blocks by turns, the first is text.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        if is_fence && parts.len() % 2 == 0 {
            parts.push(&text[start..at + line.len()]);
            start = at + line.len();
        } else if is_fence {
            parts.push(&text[start..at]);
            start = at;
        }
        at += line.len();
    }
    parts.push(&text[start..]);
    parts
}

/// The file that a block says it is.
fn file_of(block: &str) -> Option<&str> {
    let first = block.lines().next()?;
    let name = first.strip_prefix("# ").or_else(|| first.strip_prefix("<!-- ")?.strip_suffix(" -->"))?.trim();
    let known = [".toml", ".md", ".yml", ".yaml", "CODEOWNERS"].iter().any(|end| name.ends_with(end));
    (known && !name.contains(' ')).then_some(name)
}

/// The words of a command; quotes keep words together, a comment ends it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => (quote, word) = (Some(c), Some(word.unwrap_or_default())),
            (None, '#') if word.is_none() => break,
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// What a command prints, in the page's repository or in the project.
fn answer(repo: &Repo, folder: &Path, command: &str) -> String {
    let cut = |by: &str| {
        let (command, lines) = command.split_once(by)?;
        Some((command, lines.trim().parse::<usize>().expect("a number of lines")))
    };
    let (head, tail) = (cut(" | head -"), cut(" | tail -"));
    let command = head.or(tail).map_or(command, |(command, _)| command);
    let words = words(command);
    let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let folder = if command.contains("fixtures/") { project() } else { folder };
    let output = match words[0].as_str() {
        "drawline" => drawline_on(TODAY, folder, &args),
        "git" => repo.try_git(&args),
        other => panic!("pages run drawline and git, not {other}"),
    };
    let text = stdout(&output) + &stderr(&output);
    let text = text.replace(&*folder.to_string_lossy(), "");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let from = tail.map_or(0, |(_, last)| lines.len().saturating_sub(last));
    lines[from..].iter().take(head.map_or(usize::MAX, |(_, first)| first)).copied().collect()
}

/// Whether an answer is what a page shows, where `…` stands for any lines.
fn fits(shown: &[&str], answer: &[&str]) -> bool {
    match shown.split_first() {
        None => answer.is_empty(),
        Some((&"…", rest)) => (0..=answer.len()).any(|from| fits(rest, &answer[from..])),
        Some((line, rest)) => answer.first() == Some(line) && fits(rest, &answer[1..]),
    }
}

/// The commands of a block, each with the lines that follow it.
fn commands_of(block: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, shown))) => shown.push(line),
            (None, None) => {}
        }
    }
    commands
}

/// Runs the commands of a block; answers the block as it should read. Blank lines at the end of an answer are the page's.
fn run(repo: &Repo, folder: &Path, block: &str, failures: &mut Vec<String>) -> String {
    let mut out = String::new();
    for (command, mut shown) in commands_of(block) {
        let answer = answer(repo, folder, command);
        let printed: Vec<&str> = answer.trim_end().lines().map(str::trim_end).collect();
        let gap = shown.iter().rev().take_while(|line| line.is_empty()).count();
        shown.truncate(shown.len() - gap);
        let fit = fits(&shown, &printed);
        if !fit {
            failures.push(format!("$ {command}\nprints:\n{answer}"));
        }
        let lines = if fit || shown.contains(&"…") { shown } else { printed };
        let lines = std::iter::once(format!("$ {command}")).chain(lines.into_iter().map(str::to_owned));
        let gap = std::iter::repeat_n(String::new(), gap);
        out.extend(lines.chain(gap).map(|line| line + "\n"));
    }
    out
}

#[test]
fn pages_show_what_the_program_prints() {
    let bless = std::env::var_os("DRAWLINE_BLESS").is_some();
    assert!(!bless || std::env::var_os("CI").is_none(), "pages are not written where CI is set");
    let (mut failures, mut ran) = (Vec::new(), 0);
    for (name, file) in pages() {
        let text = read(&file);
        let folder = tempfile::tempdir().expect("a scratch folder");
        let repo = Repo::new(folder.path());
        let mut page = String::new();
        let mut wrong = Vec::new();
        for (at, part) in parts(&text).into_iter().enumerate() {
            if at % 2 == 1 && part.starts_with("$ ") {
                ran += 1;
                page.push_str(&run(&repo, folder.path(), part, &mut wrong));
                continue;
            }
            if let Some(path) = (at % 2 == 1).then(|| file_of(part)).flatten() {
                repo.write(path, part);
            }
            page.push_str(part);
        }
        if bless {
            std::fs::write(&file, &page).expect("a page");
            // What has gaps is for a person to write.
            wrong.retain(|_| page == text);
        }
        failures.extend(wrong.into_iter().map(|failure| format!("{name}: {failure}")));
    }
    assert!(failures.is_empty(), "DRAWLINE_BLESS=1 writes them anew\n{}", failures.join("\n"));
    assert!(ran > 0, "no page runs anything");
}

#[test]
fn the_first_two_commands_do_all_the_setting_up() {
    let text = read(&project().join("README.md"));
    let block = text.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of commands");
    let commands: Vec<&str> = block.lines().collect();
    assert_eq!(commands, ["cargo run --release -- lint fixtures/overstretched", "cargo test"]);
}

/// What the manifests call the packages: the crate, the wheel, and their version.
fn packages() -> (String, String, String) {
    let field = |file: &str, key: &str| {
        let text = read(&project().join(file));
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix("= "));
        line.expect("a name").trim_matches('"').to_owned()
    };
    (field("Cargo.toml", "name"), field("pyproject.toml", "name"), field("Cargo.toml", "version"))
}

/// `drawline` on the Python index is somebody else's package: nobody may be told to install it.
#[test]
fn pages_install_the_packages_that_we_publish() {
    let (crate_name, wheel, version) = packages();
    let ways: [(&str, &str); 7] = [
        ("pip install ", &wheel),
        ("pipx install ", &wheel),
        ("pipx run ", &wheel),
        ("uv tool install ", &wheel),
        ("uvx --from ", &wheel),
        ("additional_dependencies: [", &wheel),
        ("cargo install ", &crate_name),
    ];
    let (mut named, mut wrong) = (0, Vec::new());
    for (page, file) in pages() {
        let text = read(&file);
        for (way, ours) in ways {
            for rest in text.split(way).skip(1) {
                let words = rest.split([' ', '\n', '`', ',', ']', ')', ';']).filter(|word| !word.starts_with("--"));
                let word = words.map(|word| word.trim_matches(['"', '\''])).next().unwrap_or_default();
                let (name, pinned) = word.split_once("==").unwrap_or((word, &version));
                named += 1;
                if name != ours || pinned != version {
                    wrong.push(format!("{page}: {way}{word}, where the package is {ours} {version}"));
                }
            }
        }
        for rest in ["drawline/drawline@v", "  rev: v"].iter().flat_map(|before| text.split(before).skip(1)) {
            named += 1;
            if rest.split_whitespace().next() != Some(&*version) {
                wrong.push(format!("{page}: a version other than {version}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(named >= 4, "{named}");
}

/// The commands in backticks that a text names.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').filter(|span| span.starts_with("drawline ") && !span.contains('\n'))
}

#[test]
fn every_command_that_a_page_or_a_message_names_exists() {
    let sources =
        files_below(&project().join("src")).into_iter().filter(|file| file.extension().is_some_and(|e| e == "rs"));
    let texts = pages().into_iter().chain(sources.map(|file| (file.display().to_string(), file)));
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (name, file) in texts {
        let text = read(&file);
        for command in commands(&text).filter(|command| !command.contains(['…', '|', '\\'])) {
            tried += 1;
            let words = words(command);
            // Values stand for themselves or are left open; commands and flags have to be there.
            if let Err(error) = drawline::cli::Cli::try_parse_from(words)
                && matches!(error.kind(), ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument)
            {
                wrong.push(format!("{name}: `{command}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "these commands do not exist:\n{}", wrong.join("\n"));
    assert!(tried > 50, "{tried}");
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let mut wrong = Vec::new();
    for (name, file) in pages() {
        // Between fences stands code, whatever it looks like.
        let text: String = read(&file).split("```").step_by(2).collect();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            let outside = path.is_empty() || path.contains(':');
            if !outside && !file.parent().expect("a folder").join(path).exists() {
                wrong.push(format!("{name}: {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these lead nowhere: {wrong:?}");
}

#[test]
fn the_change_log_counts_what_is_there() {
    let policy = drawline::policy::Policy::load(drawline::policy::Choice::default()).expect("sound");
    let taxonomy = &policy.taxonomy;
    let counts = format!(
        "{} activities, {} roles and {} profiles",
        taxonomy.activities.all().len(),
        taxonomy.roles.all().len(),
        match taxonomy.profiles.len() {
            4 => "four".to_owned(),
            other => other.to_string(),
        }
    );
    let log = read(&project().join("CHANGELOG.md"));
    assert!(log.contains(&counts), "CHANGELOG.md should say: {counts}");
}

#[test]
fn the_page_of_limits_says_what_the_program_holds_to() {
    let page = read(&project().join("docs/limits.md"));
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    let told: Vec<(usize, String)> = rows
        .filter_map(|row| {
            let mut cells = row.trim_matches('|').split(" | ").map(str::trim);
            Some((cells.next()?.replace(',', "").parse().ok()?, cells.next()?.to_owned()))
        })
        .collect();
    let held: Vec<(usize, String)> =
        drawline::base::limits::ALL.iter().map(|limit| (limit.most, limit.of.to_owned())).collect();
    assert_eq!(told, held);
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let page = read(&project().join("SECURITY.md"));
    let claims: Vec<&str> = page.lines().filter(|line| line.starts_with("| ") && line.contains("::")).collect();
    for claim in &claims {
        for named in claim.split('`').filter(|word| word.contains("::")) {
            let (module, test) = named.split_once("::").expect("both");
            let text = read(&project().join(format!("tests/suite/{module}.rs")));
            assert!(text.contains(&format!("fn {test}()")), "{named}");
        }
    }
    assert!(claims.len() > 12, "{}", claims.len());
}
