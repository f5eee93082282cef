//! Completions as bash takes them in, and pages of the manual for every command.

use crate::harness::{drawline, program, project, stdout};

#[test]
fn bash_completes_commands_and_flags() {
    let script = stdout(&drawline(project(), &["completions", "bash"]));
    let ask = format!(
        "{script}\nCOMP_WORDS=(drawline lint --sta) COMP_CWORD=2; _drawline drawline --sta lint; echo \"${{COMPREPLY[@]}}\""
    );
    let answer = program("bash").args(["--noprofile", "--norc", "-c", &ask]).output().expect("bash runs");
    assert!(stdout(&answer).contains("--staged"), "{answer:?}");
}

#[test]
fn every_shell_has_completions_and_every_command_a_page() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(stdout(&drawline(project(), &["completions", shell])).contains("rules-from"), "{shell}");
    }
    let page = stdout(&drawline(project(), &["man"]));
    assert!(page.contains(".TH drawline 1"), "{page}");
    for command in ["lint", "facts", "load", "waivers", "hook"] {
        let page = stdout(&drawline(project(), &["man", command]));
        assert!(page.contains(&format!("drawline\\-{command}")), "{command}: {page}");
    }
    assert_eq!(drawline(project(), &["man", "lnit"]).status.code(), Some(2));
}
