//! `drawline init` where a configuration is there already: a first charter beside it, and what names mean, added to it. What it
//! says stays as it is.

use std::sync::Arc;

use super::{charter, indented, next};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::fix::quoted;
use crate::base::path::RepoPath;
use crate::base::suggest::all_of;
use crate::cli::Init;
use crate::document::Document;
use crate::io::prompt;
use crate::io::worktree::Worktree;
use crate::io::worktree::write::write_new;
use crate::run::{Answer, Terminal};
use crate::target::files::try_on;

/// What opens the table of names.
const HEADER: &str = "[aliases]";

pub(super) fn run(
    worktree: &Worktree,
    (path, before): (RepoPath, Arc<str>),
    args: &Init,
    terminal: Terminal,
) -> Result<Answer, Error> {
    if args.charter.is_none() && args.alias.is_empty() {
        return Err(Error::cannot_judge(
            format!("{path} is there already; nothing was written"),
            "edit it, or run `drawline lint`; `drawline init --charter TEAM` writes a charter beside it, and `--alias NAME=ROLE` adds \
             to it what a name means",
        ));
    }
    let after = with_names(&path, &before, &args.alias)?;
    let charter = args.charter.as_deref().map(charter);
    let tried = try_on(worktree, Some((path.clone(), after.as_str().into())), Date::today())?;
    if let Some(problem) = tried.policy.config.problems.first() {
        let hint = problem.help.clone().unwrap_or_else(|| "`drawline lint` shows the place".to_owned());
        return Err(Error::cannot_judge(format!("{path} would not be sound: {}", problem.message), hint));
    }
    let mut text = String::new();
    if *before != *after {
        text.push_str(&format!("{path} would be:\n\n{}\n", indented(&after)));
    }
    if let Some((place, charter)) = &charter {
        text.push_str(&format!("{place} would be:\n\n{}\n", indented(charter)));
    }
    let is_wanted = args.yes || (terminal.interactive && prompt::yes(&text, "write this?")?);
    if !is_wanted {
        text.push_str("nothing was written; with --yes it is\n");
        return Ok(Answer { text, code: 0, note: None });
    }
    let mut written = Vec::new();
    if let Some((place, charter)) = charter {
        write_new(worktree, &place, &charter)?;
        written.push(place);
    }
    if *before != *after {
        worktree.rewrite([(&path, &*before, after.as_str())].into_iter())?;
        written.push(path.to_string());
    }
    let text = format!("wrote {}\n\n{}", all_of(&written), next(&written, true, worktree));
    Ok(Answer { text, code: 0, note: None })
}

/// A configuration with what names mean added to it.
fn with_names(path: &RepoPath, text: &str, names: &[(String, String)]) -> Result<String, Error> {
    if names.is_empty() {
        return Ok(text.to_owned());
    }
    let broken = |_| Error::cannot_judge(format!("{path} is not valid TOML"), "`drawline lint` shows the place");
    let document = Document::parse(text).map_err(broken)?;
    let known = document.root().table("aliases");
    let mut lines = String::new();
    for (name, role) in names {
        if known.as_ref().is_some_and(|known| known.has(name)) {
            return Err(Error::cannot_judge(
                format!("{path} says already what {} means", quoted(name)),
                "change it there",
            ));
        }
        lines.push_str(&format!("{} = {}\n", quoted(name), quoted(role)));
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.split('#').next().is_some_and(|said| said.trim() == HEADER) {
            let gap = if line.ends_with('\n') { "" } else { "\n" };
            return Ok(format!("{}{gap}{lines}{}", &text[..at], &text[at..]));
        }
    }
    if known.is_some() {
        let hint = format!("add under `aliases` there: {}", lines.trim_end().replace('\n', ", "));
        return Err(Error::cannot_judge(format!("{path} writes its aliases in a form of its own"), hint));
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{text}{gap}\n# What a name means in this repository.\n{HEADER}\n{lines}"))
}
