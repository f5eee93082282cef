//! `drawline lint`: what to judge, how to show it, and the exit code.

use std::path::Path;

use super::{Answer, anonymous, request};
use crate::base::error::Error;
use crate::base::here::Here;
use crate::base::path::RepoPath;
use crate::base::progress::Watcher;
use crate::base::suggest::counted;
use crate::cli::Lint;
use crate::io::worktree::output::write_output;
use crate::io::worktree::write::append;
use crate::policy::Policy;
use crate::render::human::{Look, rules_note};
use crate::render::{Report, Shown, patch};
use crate::target::outcome::Outcome;
use crate::target::{self, fix::fix, worktree};

pub(super) fn run(args: &Lint, look: &Look, progress: Watcher) -> Result<Answer, Error> {
    if args.statistics && args.format.counted.is_none() {
        let hint = "leave --format out for tables, or take --format json";
        return Err(Error::cannot_judge("--statistics has no such format", hint));
    }
    let request = request::of_lint(args, progress)?;
    let mut outcome = if args.fix || args.unsafe_fixes || args.diff {
        let mut fixed = fix(&request, args.unsafe_fixes)?;
        if args.diff {
            target::finish(&request, &mut fixed.outcome)?;
            let fails = fixed.outcome.fails(args.fail_on) && !args.exit_zero;
            let text = patch::render(&fixed.changed);
            let notes = [text.is_empty().then(|| nothing_to_fix(&fixed.outcome, args)), no_format(args)];
            let note = notes.into_iter().flatten().reduce(|all, note| format!("{all}; {note}"));
            return Ok(Answer { text, code: u8::from(fails), note });
        }
        fixed.write(&request)?;
        target::finish(&request, &mut fixed.outcome)?;
        fixed.outcome
    } else {
        target::open(&request)?
    };
    let fails = outcome.fails(args.fail_on) && !args.exit_zero;
    if args.anonymous {
        let mask = anonymous::mask(&outcome.policy, std::mem::take(&mut outcome.names));
        anonymous::outcome(&mask, &mut outcome);
    }
    let (waived, standing): (Vec<_>, Vec<_>) =
        outcome.entries.into_iter().partition(|entry| entry.diagnostic.waiver.is_some());
    let report = Report {
        target: outcome.target,
        spec: outcome.spec.as_deref(),
        entries: &standing,
        waived: &waived,
        files: outcome.files,
        coverage: &outcome.coverage,
        whom: &outcome.whom,
        notes: &outcome.notes,
        origins: &outcome.origins,
        commits: outcome.commits,
        resolved: outcome.resolved,
        fixed: outcome.fixed,
        known: outcome.known,
        settled: outcome.settled,
        not_shown: outcome.not_shown,
        rules_changed: &outcome.rules_changed,
    };
    let root = || worktree(&args.paths).ok().map(|worktree| worktree.root().to_path_buf());
    let links = look.links.clone().filter(|_| !args.anonymous && args.target.facts.is_empty()).and_then(|_| root());
    // Of what lies in other repositories the place is known, and no line of text.
    let is_elsewhere = !args.target.facts.is_empty();
    let here = if is_elsewhere { Here::default() } else { target::here(&args.paths) };
    let look = Look { excerpts: !args.anonymous && !is_elsewhere, links, here, ..look.clone() };
    refuse_outputs(args, &outcome.policy)?;
    let plain = Look { colour: false, links: None, ..look.clone() };
    let shown = |look| Shown { report: &report, rules: &outcome.policy.rules, look, in_workflow: in_workflow() };
    for output in &args.output {
        write_output(&output.file, &(output.format.render)(&shown(&plain)))?;
    }
    let render = args.format.counted.filter(|_| args.statistics).unwrap_or(args.format.render);
    let text = render(&shown(&look));
    if let Some(in_summary) = args.format.in_summary
        && let Some(summary) = in_workflow().then(|| std::env::var_os("GITHUB_STEP_SUMMARY")).flatten()
    {
        append(Path::new(&summary), &in_summary(&shown(&look)))?;
    }
    let note = if args.format.tells_rules { None } else { rules_note(&report) };
    progress.over(Box::new((standing, waived)));
    Ok(Answer { text, code: u8::from(fails), note })
}

/// What is judged is not written over, and no output over another one.
fn refuse_outputs(args: &Lint, policy: &Policy) -> Result<(), Error> {
    let cannot = |file: &Path, why: &str, hint: &str| {
        Err(Error::cannot_judge(format!("cannot write {}: {why}", file.display()), hint))
    };
    for (number, file) in args.output.iter().map(|output| &*output.file).enumerate() {
        if file == Path::new("-") {
            return cannot(
                file,
                "`-` is no file",
                "`--format` writes to standard output; `--output FORMAT=./-` to a file of that name",
            );
        }
        if args.output[..number].iter().any(|other| other.file == file) {
            return cannot(file, "two outputs go there", "give each a file of its own");
        }
        let tree = file.is_file().then(|| worktree(&[]).ok()).flatten();
        let named = tree.and_then(|tree| tree.named(file).ok()).and_then(|named| RepoPath::new(&named));
        if named.is_some_and(|path| target::is_input(&path, policy)) {
            return cannot(file, "drawline reads this file", "name one that nothing is read from");
        }
    }
    Ok(())
}

/// A patch has one format. A variable that asks for another speaks of all runs, not of this one.
fn no_format(args: &Lint) -> Option<String> {
    let is_asked = !args.format.is_for_people;
    let is_typed = is_asked && std::env::var_os("DRAWLINE_FORMAT").is_none();
    is_typed.then(|| "--diff prints a patch, whatever --format says".to_owned())
}

/// Why a patch is empty. It goes to standard error: an empty patch stays one.
fn nothing_to_fix(outcome: &Outcome, args: &Lint) -> String {
    let counting = outcome.entries.iter().filter(|entry| entry.counts());
    let handed: usize = counting.clone().filter(|entry| entry.diagnostic.fix.is_some()).count();
    match (counting.count(), handed) {
        (0, _) => "nothing to fix: there are no findings".to_owned(),
        (all, 1..) if !args.unsafe_fixes => format!(
            "nothing to fix without a decision: of {} {handed} can be handed over, `--unsafe-fixes --diff` shows how",
            counted(all, "finding")
        ),
        (all, _) => format!("nothing to fix: {} and no fix that can be applied", counted(all, "finding")),
    }
}

/// Whether this is a step of a GitHub workflow run.
fn in_workflow() -> bool {
    std::env::var("GITHUB_ACTIONS").is_ok_and(|set| set == "true")
}
