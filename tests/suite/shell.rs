//! Completions as real shells take them in, and pages of the manual for every command. A shell that is not installed is passed
//! over; bash is always there where the hooks are.

use std::path::Path;
use std::process::Output;

use crate::harness::{drawline, program, project, scratch, stdout};

const PEOPLE: &str = "[[person]]\nhandle = \"@maya\"\nname = \"Maya Ruiz\"\n\n[[person]]\nhandle = \"@marta\"\n\n\
                      [[person]]\nhandle = \"@gone\"\nactive = false\n";
const CHARTER: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@li\"\nrole = \"QA lead\"\n";

/// Runs a shell in a folder, with drawline on its PATH and nothing of a user's own.
fn shell(folder: &Path, name: &str, args: &[&str]) -> Option<Output> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let binary = Path::new(env!("CARGO_BIN_EXE_drawline")).parent().expect("a folder").to_path_buf();
    let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).expect("a path");
    let mut command = program(name);
    command.current_dir(folder).args(args).env("PATH", path).env("HOME", folder).env("TERM", "dumb");
    command.output().ok()
}

/// What bash proposes for a line, split into words as bash does it.
fn bash(folder: &Path, words: &[&str]) -> Vec<String> {
    let script = stdout(&drawline(project(), &["completions", "bash"]));
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let ask = format!(
        "{script}\nCOMP_WORDS=({}) COMP_CWORD={} COMP_TYPE=9\n_clap_complete_drawline drawline '{last}' '{before}'\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1,
    );
    let answer = shell(folder, "bash", &["--noprofile", "--norc", "-c", &ask]).expect("bash runs");
    stdout(&answer).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn bash_completes_commands_flags_and_names() {
    let folder = scratch(&[("people.toml", PEOPLE), ("charter.toml", CHARTER)]);
    let ask = |words: &[&str]| bash(folder.path(), words);
    assert_eq!(ask(&["drawline", "lint", "--stag"]), ["--staged"]);
    assert_eq!(ask(&["drawline", "lint", "--profile", "st"]), ["startup"]);
    assert_eq!(ask(&["drawline", "explain", "out-of"]), ["out-of-scope"]);
    assert_eq!(ask(&["drawline", "explain", "test-sign"]), ["test-sign-off"]);
    assert_eq!(ask(&["drawline", "explain", "qa-l"]), ["qa-lead"]);
    assert_eq!(ask(&["drawline", "explain", "enterp"]), ["enterprise"]);
    assert_eq!(ask(&["drawline", "who", "@m"]), ["@marta", "@maya"]);
    assert_eq!(ask(&["drawline", "line", "@m"]), ["@marta", "@maya"]);
    assert_eq!(ask(&["drawline", "line", "qa"]), ["qa-lead"]);
    assert_eq!(ask(&["drawline", "who", "@"]), ["@li", "@marta", "@maya"]);
    // bash takes the @ for a word of its own.
    assert_eq!(ask(&["drawline", "who", "may"]), ["maya"]);
}

#[test]
fn a_broken_repository_still_completes_what_is_built_in() {
    let folder = scratch(&[("drawline.toml", "profile = [\n"), ("people.toml", "[[person\n")]);
    assert_eq!(bash(folder.path(), &["drawline", "explain", "out-of"]), ["out-of-scope"]);
    assert!(bash(folder.path(), &["drawline", "who", "@m"]).is_empty());
}

#[test]
fn zsh_and_fish_take_the_scripts_in() {
    let folder = scratch(&[("people.toml", PEOPLE)]);
    let fish = stdout(&drawline(project(), &["completions", "fish"]));
    std::fs::write(folder.path().join("d.fish"), fish).expect("a script");
    let ask = "source d.fish; complete -C 'drawline who @ma'";
    if let Some(answer) = shell(folder.path(), "fish", &["--no-config", "-c", ask]) {
        let said = stdout(&answer);
        assert!(said.contains("@maya") && said.contains("@marta"), "{answer:?}");
    }
    let zsh = stdout(&drawline(project(), &["completions", "zsh"]));
    std::fs::write(folder.path().join("_drawline"), zsh).expect("a script");
    // zsh completes at a prompt alone: the script's own words are asked instead.
    let ask = "autoload -Uz compinit; compinit -D -u; source ./_drawline; \
               compadd() { print -rl -- $completions }; _describe() { print -rl -- $completions }; \
               words=(drawline who @ma); CURRENT=3; _clap_dynamic_completer_drawline";
    if let Some(answer) = shell(folder.path(), "zsh", &["-f", "-c", ask]) {
        let said = stdout(&answer);
        assert!(said.contains("@maya") && said.contains("@marta"), "{answer:?}");
    }
}

#[test]
fn every_shell_has_a_script_that_asks_drawline() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&drawline(project(), &["completions", shell]));
        assert!(script.contains("DRAWLINE_COMPLETE"), "{shell}: {script}");
    }
}

#[test]
fn every_command_has_a_page_with_exit_status_environment_and_examples() {
    let page = stdout(&drawline(project(), &["man"]));
    assert!(page.contains(".TH drawline 1"), "{page}");
    for words in [&["lint"][..], &["facts"], &["load"], &["waivers"], &["hook", "install"], &["rules", "test"]] {
        let args: Vec<&str> = ["man"].iter().chain(words).copied().collect();
        let page = stdout(&drawline(project(), &args));
        assert!(page.contains(&format!("drawline\\-{}", words.join("\\-"))), "{words:?}: {page}");
        for section in [".SH \"EXIT STATUS\"", ".SH ENVIRONMENT", ".SH EXAMPLES"] {
            assert!(page.contains(section), "{words:?} {section}: {page}");
        }
    }
    let lint = stdout(&drawline(project(), &["man", "lint"]));
    assert!(lint.contains("DRAWLINE\\_FAIL\\_ON") || lint.contains("DRAWLINE_FAIL_ON"), "{lint}");
    assert_eq!(drawline(project(), &["man", "lnit"]).status.code(), Some(2));
}
