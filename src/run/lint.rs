//! `drawline lint`.

use super::{Answer, named, nothing_to_judge, policy, worktree};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::cli::{Lint, LintFormat};
use crate::lint;
use crate::render::human::Look;
use crate::render::{Report, Sources, TargetKind, human, json, short};

pub(super) fn run(args: &Lint, look: impl FnOnce(bool) -> Look) -> Result<Answer, Error> {
    let worktree = worktree(&args.paths)?;
    let policy = policy(&worktree, &args.policy)?;
    let named = named(&worktree, &args.paths)?;
    let snapshot = worktree.snapshot(&policy.config, &named)?;
    let is_shown =
        |path: &crate::base::path::RepoPath| named.is_empty() || named.iter().any(|folder| path.is_under(folder));
    let files = snapshot.files().iter().filter(|file| is_shown(&file.path)).count();
    let today = args.today.unwrap_or_else(Date::today);
    let mut diagnostics = lint::lint(&policy, &snapshot, today);
    let config_broken = !policy.config.problems.is_empty();
    if files == 0 && !config_broken {
        return Err(nothing_to_judge(&args.paths));
    }
    let is_config = |d: &Diagnostic| policy.config_file.as_ref().is_some_and(|(path, _)| *path == d.primary.at.path);
    diagnostics.retain(|diagnostic| is_config(diagnostic) || is_shown(&diagnostic.primary.at.path));
    let sources = Sources::new(&policy, &snapshot);
    let report =
        Report { target: TargetKind::Worktree, diagnostics: &diagnostics, files, commits: 0, sources: &sources };
    let text = match args.format {
        LintFormat::Human => human::render(&report, look(args.quiet)),
        LintFormat::Short => short::render(&report),
        LintFormat::Json => json::render(&report),
    };
    let fails = diagnostics.iter().any(|diagnostic| diagnostic.severity >= args.fail_on);
    Ok(Answer { text, code: u8::from(fails && !args.exit_zero) })
}
