//! `docs/commands.md`: what every command says of itself, so that a change of it is read by whoever reviews the change.

use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# Commands

What each command prints where `--help` is added to it. `-h` is shorter; `drawline man lint` adds the exit status, the variables that
are heard and examples, and so it does for the others. Written by `cargo run --example docs`.
";

/// The page.
pub(super) fn page(root: &Path, run: &dyn Fn(&Path, &[&str]) -> String) -> String {
    let mut page = HEAD.to_owned();
    add(&mut page, &[], &|args| run(root, args));
    page
}

/// Adds a command, then those below it.
fn add(page: &mut String, command: &[&str], run: &dyn Fn(&[&str]) -> String) {
    let help = run(&[command, &["--help"]].concat());
    let name = ["drawline"].iter().chain(command).copied().collect::<Vec<_>>().join(" ");
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    for below in below(&help) {
        add(page, &[command, &[below]].concat(), run);
    }
}

/// The commands that a help text lists. What a description goes on with stands further in.
fn below(help: &str) -> impl Iterator<Item = &str> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|name| !["", "help"].contains(name)))
}
