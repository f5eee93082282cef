//! `drawline lint`: what to judge, how to show it, and the exit code.

use std::path::Path;
use std::sync::Arc;

use super::told::Told;
use super::{Answer, anonymous, baseline, history, mend, named, nothing_to_judge, policy, worktree};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::cli::{Lint, LintFormat};
use crate::edge::worktree::write::{append, write_output};
use crate::history::report::Entry;
use crate::lint::Judgement;
use crate::policy::Policy;
use crate::read::reading::Names;
use crate::render::human::Look;
use crate::render::{
    Report, github, gitlab, human, json, junit, markdown, narrated, outputs, patch, rdjson, sarif, short,
};

pub(super) fn run(args: &Lint, look: &Look) -> Result<Answer, Error> {
    let today = args.today.unwrap_or_else(Date::today);
    let target = history::resolve_pushed(&args.target);
    let has_base = target.staged || target.range.is_some() || target.since.is_some();
    let no_base = || {
        let hint = "use them with --staged, --range or --since; --all with a baseline as well";
        Err(Error::cannot_judge("--net and --all need something to compare with", hint))
    };
    if target.net && !has_base {
        return no_base();
    }
    let told = if args.fix || args.unsafe_fixes || args.diff {
        let mut mended = mend::mend(args, today)?;
        if args.diff {
            baseline::apply(args, &mut mended.told)?;
            let fails = fails(args, &mended.told.entries);
            return Ok(Answer { text: patch::render(&mended.changed), code: u8::from(fails && !args.exit_zero) });
        }
        mended.write(args)?;
        mended.told
    } else if has_base || target.rev.is_some() || target.rules_from.is_some() || target.blame {
        history::judge(args, &target, today)?
    } else {
        working_tree(args, today)?
    };
    let mut told = told;
    if !baseline::apply(args, &mut told)? && target.all && !has_base {
        return no_base();
    }
    if args.anonymous {
        let mask = anonymous::mask(&told.policy, std::mem::take(&mut told.names));
        anonymous::told(&mask, &mut told);
    }
    let (waived, standing): (Vec<_>, Vec<_>) =
        told.entries.into_iter().partition(|entry| entry.diagnostic.waiver.is_some());
    let report = Report {
        target: told.target,
        spec: told.spec.as_deref(),
        entries: &standing,
        waived: &waived,
        files: told.files,
        commits: told.commits,
        resolved: told.resolved,
        fixed: told.fixed,
        known: told.known,
        settled: told.settled,
        rules_changed: &told.rules_changed,
    };
    let root = || worktree(&args.paths).ok().map(|worktree| worktree.root().to_path_buf());
    let links = look.links.clone().filter(|_| !args.anonymous).and_then(|_| root());
    let look = Look { excerpts: !args.anonymous, links, ..look.clone() };
    for output in &args.output {
        let plain = Look { colour: false, links: None, ..look.clone() };
        write_output(&output.file, &render(output.format, &report, &told.policy, &plain))?;
    }
    let text = render(args.format, &report, &told.policy, &look);
    if matches!(args.format, LintFormat::Auto)
        && let Some(summary) = in_workflow().then(|| std::env::var_os("GITHUB_STEP_SUMMARY")).flatten()
    {
        append(Path::new(&summary), &markdown::render(&report))?;
    }
    Ok(Answer { text, code: u8::from(fails(args, &standing) && !args.exit_zero) })
}

fn fails(args: &Lint, entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.counts() && entry.diagnostic.severity >= args.fail_on)
}

/// The findings in a format. The findings and the exit code are the same in each.
fn render(format: LintFormat, report: &Report<'_>, policy: &Policy, look: &Look) -> String {
    match format {
        LintFormat::Human => human::render(report, look),
        LintFormat::Narrated => narrated::render(report, look.excerpts, look.quiet),
        LintFormat::Short => short::render(report),
        LintFormat::Json => json::render(report),
        LintFormat::Sarif => sarif::render(report, &policy.rules),
        LintFormat::Github => github::render(report),
        LintFormat::Gitlab => gitlab::render(report),
        LintFormat::Junit => junit::render(report),
        LintFormat::Outputs => outputs::render(report),
        LintFormat::Rdjson => rdjson::render(report),
        LintFormat::Markdown => markdown::render(report),
        LintFormat::Auto if in_workflow() => human::render(report, look) + &github::render(report),
        LintFormat::Auto => human::render(report, look),
    }
}

/// Whether this is a step of a GitHub workflow run.
fn in_workflow() -> bool {
    std::env::var("GITHUB_ACTIONS").is_ok_and(|set| set == "true")
}

fn working_tree(args: &Lint, today: Date) -> Result<Told, Error> {
    let worktree = worktree(&args.paths)?;
    let policy = Arc::new(policy(&worktree, &args.policy)?);
    let named = named(&worktree, &args.paths)?;
    let snapshot = worktree.snapshot(&policy.config, &named)?;
    let is_shown = |path: &RepoPath| named.is_empty() || named.iter().any(|folder| path.is_under(folder));
    let files = snapshot.files().iter().filter(|file| is_shown(&file.path)).count();
    let judgement = Judgement::of(&policy, &snapshot, today);
    let mut found = judgement.diagnostics();
    if files == 0 && policy.config.problems.is_empty() {
        return Err(nothing_to_judge(&args.paths));
    }
    let config = policy.config_file.as_ref().map(|(path, _)| path);
    found.retain(|diagnostic| Some(&diagnostic.primary.at.path) == config || is_shown(&diagnostic.primary.at.path));
    let names = if args.anonymous { judgement.org().names() } else { Names::new() };
    // The process ends soon: giving back every piece of a large organisation would cost a twentieth of the run.
    std::mem::forget(judgement);
    let told =
        Told::of_working_tree(policy.clone(), found, files, |path| snapshot.text(path).or_else(|| policy.text(path)));
    Ok(Told { names, ..told })
}
