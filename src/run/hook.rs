//! `drawline hook install|uninstall`: Git hooks that judge before a commit, before a merge, and before a push.
//!
//! What is ours in a hook stands between two marks. Nothing outside of them is touched, and a file without them is somebody
//! else's.

use std::path::Path;

use super::Answer;
use crate::base::error::Error;
use crate::cli::{Hook, HookArgs};
use crate::io::worktree::write::{self, HookFile};
use crate::target::repository;

/// What begins our part of a hook, as a line of its own.
const BEGIN: &str = "# >>> installed by drawline: `drawline hook uninstall` takes this away >>>";
/// What ends it.
const END: &str = "# <<< installed by drawline <<<";
/// What a hook starts with that holds nothing but our part.
const SHEBANG: &str = "#!/bin/sh\n";
/// How hooks began that an older version wrote as a whole.
const OLD_BEGIN: &str = "#!/bin/sh\n# installed by drawline\n";

/// Judges what is staged. Exit code 3 says that there is no file of ours yet, which must not keep anybody from a commit.
const COMMIT: &str = r#"if command -v drawline >/dev/null 2>&1; then
    drawline_status=0
    drawline lint --staged || drawline_status=$?
    case $drawline_status in 0 | 3) ;; *) exit "$drawline_status" ;; esac
else
    echo "warning: drawline is not on PATH, so this commit was not judged" >&2
    echo "  help: install it, or take this hook away: rm '$0'" >&2
fi
"#;

/// Judges the commits that the remote does not have yet. Git hands a line per ref on standard input.
const PUSH: &str = r#"if command -v drawline >/dev/null 2>&1; then
    drawline_status=0
    while read -r _ drawline_to _ drawline_from; do
        case "$drawline_to" in *[!0]*) ;; *) continue ;; esac # a ref that is deleted
        PRE_COMMIT_FROM_REF=$drawline_from PRE_COMMIT_TO_REF=$drawline_to PRE_COMMIT_REMOTE_NAME=$1 \
            drawline lint --pushed </dev/null || {
            drawline_code=$?
            [ "$drawline_code" -eq 3 ] || drawline_status=$drawline_code
        }
    done
    [ "$drawline_status" -eq 0 ] || exit "$drawline_status"
else
    echo "warning: drawline is not on PATH, so what is pushed was not judged" >&2
    echo "  help: install it, or take this hook away: rm '$0'" >&2
fi
"#;

/// The hooks that can be installed.
const NAMES: [&str; 3] = ["pre-commit", "pre-merge-commit", "pre-push"];

pub(super) fn run(hook: &Hook) -> Result<Answer, Error> {
    let git = repository()?;
    let folder = git.hooks();
    let text = match hook {
        Hook::Install(_) if git.shares_hooks() => return Err(shared(&folder)),
        Hook::Install(args) => install(&folder, args)?,
        Hook::Uninstall => uninstall(&folder)?,
    };
    Ok(Answer { text, code: 0, note: None })
}

/// Our part of a hook. A strict one lets nothing pass that was not judged.
fn part(name: &str, strict: bool) -> String {
    let script = if name == "pre-push" { PUSH } else { COMMIT };
    let mut script = script.to_owned();
    if strict {
        script = script
            .replace("warning: drawline", "error: drawline")
            .replace("take this hook away: rm '$0'\" >&2\n", "take this hook away: rm '$0'\" >&2\n    exit 1\n")
            .replace("0 | 3)", "0)")
            .replace("[ \"$drawline_code\" -eq 3 ] || ", "");
    }
    format!("{BEGIN}\n{script}{END}\n")
}

fn install(folder: &Path, args: &HookArgs) -> Result<String, Error> {
    let mut hooks = Vec::new();
    // All or nothing: look at every hook before the first one is written.
    for name in NAMES.into_iter().filter(|name| args.pre_push || *name != "pre-push") {
        let file = folder.join(name);
        let ours = part(name, args.strict);
        let script = match write::hook_file(&file)? {
            HookFile::None => format!("{SHEBANG}{ours}"),
            HookFile::Script(old) if is_old(&old) => format!("{SHEBANG}{ours}"),
            HookFile::Script(old) => match around(&old) {
                Some((before, after)) => format!("{before}{ours}{after}"),
                None => return Err(foreign(folder, name)),
            },
            HookFile::Other => return Err(foreign(folder, name)),
        };
        hooks.push((file, script));
    }
    let mut text = String::new();
    for (file, script) in hooks {
        write::write_hook(&file, &script)?;
        text.push_str(&format!("installed {}\n", file.display()));
    }
    Ok(text)
}

fn uninstall(folder: &Path) -> Result<String, Error> {
    let mut text = String::new();
    for name in NAMES {
        let file = folder.join(name);
        let left = match write::hook_file(&file)? {
            HookFile::None => continue,
            HookFile::Script(old) if is_old(&old) => Some(SHEBANG.to_owned()),
            HookFile::Script(old) => around(&old).map(|(before, after)| format!("{before}{after}")),
            HookFile::Other => None,
        };
        let said = match left {
            None => format!("left {} alone: it is not drawline's\n", file.display()),
            Some(left) if left.trim() == SHEBANG.trim() => {
                write::remove_hook(&file)?;
                format!("removed {}\n", file.display())
            }
            Some(left) => {
                write::write_hook(&file, &left)?;
                format!("removed drawline's part of {}\n", file.display())
            }
        };
        text.push_str(&said);
    }
    if text.is_empty() {
        text.push_str("no hook of drawline is installed\n");
    }
    Ok(text)
}

/// What stands before and behind our part; `None` for a file that has none.
fn around(script: &str) -> Option<(&str, &str)> {
    let line = |mark: &str, from: usize| {
        let lines = script[from..].split_inclusive('\n');
        let mut at = from;
        lines.into_iter().find_map(|line| {
            let start = at;
            at += line.len();
            (line.trim_end() == mark).then_some((start, at))
        })
    };
    let (start, inside) = line(BEGIN, 0)?;
    let (_, end) = line(END, inside)?;
    Some((&script[..start], &script[end..]))
}

/// Whether a hook is one that an older version wrote, with nothing added to it.
fn is_old(script: &str) -> bool {
    let last = script.strip_prefix(OLD_BEGIN).unwrap_or_default().trim_end().lines().last().unwrap_or_default();
    ["exec drawline lint --staged", "exit $status"].contains(&last)
}

/// Hooks for one repository must not run in all.
fn shared(folder: &Path) -> Error {
    Error::cannot_judge(
        format!("core.hooksPath is set for all of your repositories: {}", folder.display()),
        format!(
            "`git config core.hooksPath .git/hooks` gives this one hooks of its own; or add this line to the pre-commit hook \
             there: {}",
            line_of("pre-commit")
        ),
    )
}

fn foreign(folder: &Path, name: &str) -> Error {
    Error::cannot_judge(
        format!("{} is there already and is not drawline's", folder.join(name).display()),
        format!("to chain them, add this line to it: {}", line_of(name)),
    )
}

/// What judges, as one line of somebody else's hook.
fn line_of(name: &str) -> &'static str {
    match name {
        "pre-push" => {
            "while read -r _ to _ from; do PRE_COMMIT_FROM_REF=$from PRE_COMMIT_TO_REF=$to drawline lint --pushed || exit $?; done"
        }
        // 3 says that there is nothing to judge, which keeps nobody from a commit.
        _ => "drawline lint --staged || [ $? -eq 3 ] || exit 1",
    }
}
