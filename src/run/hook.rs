//! `drawline hook install|uninstall`: Git hooks that judge before a commit, and before a push.

use std::path::Path;

use super::Answer;
use crate::base::error::Error;
use crate::cli::{Hook, HookArgs};
use crate::edge::worktree::write::{self, HookFile};
use crate::target::repository;

/// What tells a hook of ours from others.
const MARK: &str = "# installed by drawline";

const PRE_COMMIT: &str = "#!/bin/sh\n# installed by drawline\nexec drawline lint --staged\n";

/// Judges the commits that the remote does not have yet. Git hands a line per ref on standard input.
const PRE_PUSH: &str = r#"#!/bin/sh
# installed by drawline
status=0
while read -r _ local _ remote; do
    case "$local" in *[!0]*) ;; *) continue ;; esac # a ref that is deleted
    case "$remote" in
        *[!0]*) base=$remote ;;
        *)
            [ -n "$(git rev-list -n 1 "$local" --not --remotes="$1")" ] || continue # known there already
            base=$(git merge-base "$local" $(git for-each-ref --format='%(objectname)' "refs/remotes/$1") 2>/dev/null)
            ;;
    esac
    if [ -n "$base" ] && git cat-file -e "$base^{commit}" 2>/dev/null; then
        drawline lint --range "$base..$local" || status=$?
    else
        drawline lint --rev "$local" || status=$?
    fi
done
exit $status
"#;

pub(super) fn run(hook: &Hook) -> Result<Answer, Error> {
    let folder = repository(true)?.hooks();
    let text = match hook {
        Hook::Install(args) => install(&folder, args)?,
        Hook::Uninstall => uninstall(&folder)?,
    };
    Ok(Answer { text, code: 0 })
}

fn hooks(args: &HookArgs) -> Vec<(&'static str, &'static str)> {
    let mut hooks = vec![("pre-commit", PRE_COMMIT)];
    if args.pre_push {
        hooks.push(("pre-push", PRE_PUSH));
    }
    hooks
}

fn install(folder: &Path, args: &HookArgs) -> Result<String, Error> {
    // All or nothing: look at every hook before the first one is written.
    for (name, _) in hooks(args) {
        if let HookFile::Other = write::hook_file(&folder.join(name), MARK)? {
            return Err(foreign(folder, name));
        }
    }
    let mut text = String::new();
    for (name, script) in hooks(args) {
        let file = folder.join(name);
        write::write_hook(&file, script)?;
        text.push_str(&format!("installed {}\n", file.display()));
    }
    Ok(text)
}

fn uninstall(folder: &Path) -> Result<String, Error> {
    let mut text = String::new();
    for name in ["pre-commit", "pre-push"] {
        let file = folder.join(name);
        match write::hook_file(&file, MARK)? {
            HookFile::Ours => {
                write::remove_hook(&file)?;
                text.push_str(&format!("removed {}\n", file.display()));
            }
            HookFile::Other => text.push_str(&format!("left {} alone: it is not drawline's\n", file.display())),
            HookFile::None => {}
        }
    }
    if text.is_empty() {
        text.push_str("no hook of drawline is installed\n");
    }
    Ok(text)
}

fn foreign(folder: &Path, name: &str) -> Error {
    let line = if name == "pre-commit" {
        "drawline lint --staged || exit $?"
    } else {
        "drawline lint --range \"$remote..$local\""
    };
    Error::cannot_judge(
        format!("{} is there already and is not drawline's", folder.join(name).display()),
        format!("to chain them, add this line to it: {line}"),
    )
}
