//! `drawline baseline write` and `prune`; `drawline lint` holds what it finds against the file.

use super::{Answer, request};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::base::suggest::counted;
use crate::cli::{Baseline as Command, BaselineArgs};
use crate::io::worktree::write::write_new;
use crate::target::baseline::{FILE, Known, path, shrink};
use crate::target::files::Files;
use crate::target::worktree;

pub(super) fn run(command: &Command) -> Result<Answer, Error> {
    let text = match command {
        Command::Write(args) => write(args)?,
        Command::Prune(args) => prune(args)?,
    };
    Ok(Answer { text, code: 0, note: None })
}

fn found(args: &BaselineArgs) -> Result<Vec<Diagnostic>, Error> {
    let files = Files::sound(&[], &request::rules(&args.policy))?;
    Ok(files.judgement(args.today.unwrap_or_else(Date::today)).diagnostics())
}

fn write(args: &BaselineArgs) -> Result<String, Error> {
    let worktree = worktree(&[])?;
    if worktree.required_text(&path())?.is_some() {
        return Err(Error::cannot_judge(
            format!("{FILE} is there already"),
            "`drawline baseline prune` takes out what is fixed; to start over, remove the file first",
        ));
    }
    let found = found(args)?;
    let known = Known::of(&found);
    if known.count() == 0 {
        return Ok("nothing is found: no baseline is needed\n".to_owned());
    }
    write_new(&worktree, FILE, &known.text())?;
    // One entry is about all findings that say the same.
    let kept = found.iter().filter(|found| found.waiver.is_none()).count();
    Ok(format!("wrote {FILE}: {}; `drawline lint` shows what is new\n", counted(kept, "finding")))
}

fn prune(args: &BaselineArgs) -> Result<String, Error> {
    let worktree = worktree(&[])?;
    let Some(before) = worktree.required_text(&path())? else {
        return Err(Error::cannot_judge(format!("there is no {FILE}"), "`drawline baseline write` writes one"));
    };
    let found = found(args)?;
    let (settled, left) = shrink(&worktree, &before, &found)?;
    Ok(match (settled, left) {
        (0, left) => format!("nothing is fixed: {} in the baseline\n", counted(left, "finding")),
        (settled, 0) => format!("removed {FILE}: {} fixed, and none is left\n", counted(settled, "finding")),
        (settled, left) => format!("{} fixed and taken out, {left} left\n", counted(settled, "finding")),
    })
}
