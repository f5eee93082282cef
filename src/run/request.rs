//! What was typed becomes what it means, once: a `Request`. Below this file nobody knows the command line.

use std::path::PathBuf;

use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::progress::Watcher;
use crate::cli::{Lint, MomentArgs, PolicyArgs, TargetArgs};
use crate::io::git::Pushed;
use crate::target::{Joined, Request, RulesChoice, Target, no_base, repository};

/// Whose rules judge.
pub(super) fn rules(args: &PolicyArgs) -> RulesChoice {
    RulesChoice { config: args.config.clone(), profile: args.profile.clone(), revision: None }
}

/// What `drawline lint` is asked for.
pub(super) fn of_lint(args: &Lint, progress: Watcher) -> Result<Request, Error> {
    refuse_empty(&args.target)?;
    let target = target(&args.target)?;
    if (args.target.net || args.target.ends) && !target.has_base() {
        return Err(no_base());
    }
    // Where an assignment comes from is part of what machines are told of a range, wherever that is written.
    let mut formats = std::iter::once(args.format).chain(args.output.iter().map(|output| output.format));
    let has_origins = formats.clone().any(|format| format.has_origins);
    let is_range = matches!(target, Target::Range { .. });
    Ok(Request {
        target,
        paths: args.paths.clone(),
        rules: RulesChoice { revision: args.target.rules_from.clone(), ..rules(&args.policy) },
        today: args.today.unwrap_or_else(Date::today),
        carried: args.target.all,
        origins: args.target.blame || (is_range && has_origins),
        names: args.anonymous,
        whom: formats.any(|format| format.is_for_people),
        checkpoint: !args.no_cache,
        // A machine that is thrown away after the run has no next one.
        first_checkpoint: std::env::var_os("CI").is_none_or(|set| set.is_empty() || set == "false"),
        selection: args.select.selection(),
        progress,
    })
}

/// What a picture is asked for.
pub(super) fn of_moment(args: &MomentArgs) -> Result<Request, Error> {
    refuse_unnamed(&[("--rev", &args.rev, "revision")])?;
    Ok(Request {
        target: moment(args.rev.as_deref(), &args.facts),
        names: args.anonymous,
        ..Request::of_worktree(rules(&args.policy), args.today.unwrap_or_else(Date::today))
    })
}

/// What is looked at: facts of others, a commit, or the working tree.
pub(super) fn moment(revision: Option<&str>, facts: &[PathBuf]) -> Target {
    match revision {
        _ if !facts.is_empty() => Target::Facts(facts.to_vec()),
        Some(revision) => Target::Revision(revision.to_owned()),
        None => Target::Worktree,
    }
}

/// Facts of others are of one moment.
pub(super) fn refuse_since(is_asked: bool) -> Result<(), Error> {
    let hint = "leave --since out, or compare the facts of two days: examples/fleet/questions.sql does";
    if is_asked { Err(Error::cannot_judge("--since needs commits, and facts are of one moment", hint)) } else { Ok(()) }
}

/// A variable that is not set would be HEAD in places.
fn refuse_empty(args: &TargetArgs) -> Result<(), Error> {
    let named = [
        ("--rev", &args.rev, "revision"),
        ("--range", &args.range, "range"),
        ("--since", &args.since, "revision"),
        ("--rules-from", &args.rules_from, "revision"),
    ];
    refuse_unnamed(&named)
}

pub(super) fn refuse_unnamed(named: &[(&str, &Option<String>, &str)]) -> Result<(), Error> {
    let Some((flag, _, what)) = named.iter().find(|(_, value, _)| value.as_deref() == Some("")) else {
        return Ok(());
    };
    let hint = match *flag {
        "--rules-from" => {
            "in CI this is a variable that is not set; without the flag each commit is judged by its own rules"
        }
        _ => "in CI this is a variable that is not set; `drawline lint --rev HEAD` judges all that a commit holds",
    };
    Err(Error::cannot_judge(format!("{flag} names no {what}"), hint))
}

fn target(args: &TargetArgs) -> Result<Target, Error> {
    let joined = match (args.ends, args.net) {
        (true, _) => Joined::FromLeft,
        (false, true) => Joined::FromMeeting,
        (false, false) => Joined::No,
    };
    let range = |spec: String| Target::Range { spec, joined };
    if args.pushed {
        return pushed(&range);
    }
    Ok(match (&args.rev, &args.range, &args.since) {
        _ if !args.facts.is_empty() => Target::Facts(args.facts.clone()),
        _ if args.staged => Target::Index,
        (Some(revision), _, _) => Target::Revision(revision.clone()),
        (_, Some(spec), _) => range(spec.clone()),
        (_, _, Some(since)) => range(format!("{since}..HEAD")),
        (None, None, None) => Target::Worktree,
    })
}

/// What is about to be pushed, as pre-commit, prek and our own hook say it in the environment: what the remote does not have
/// yet; HEAD where they say nothing.
fn pushed(range: &dyn Fn(String) -> Target) -> Result<Target, Error> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let is_commit = |name: &String| name.contains(|c: char| c != '0');
    let to = variable("PRE_COMMIT_TO_REF").unwrap_or_else(|| "HEAD".to_owned());
    let from = variable("PRE_COMMIT_FROM_REF").filter(is_commit);
    let nothing = || range("HEAD..HEAD".to_owned());
    if !is_commit(&to) {
        return Ok(nothing());
    }
    let remote = variable("PRE_COMMIT_REMOTE_NAME");
    Ok(match repository()?.pushed(from.as_deref(), &to, remote.as_deref())? {
        Pushed::Range(from, to) => range(format!("{from}..{to}")),
        Pushed::Moved(from, to) => Target::Range { spec: format!("{from}..{to}"), joined: Joined::FromLeft },
        Pushed::Whole(commit) => Target::Revision(commit.to_string()),
        Pushed::Nothing => nothing(),
    })
}
