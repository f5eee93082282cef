//! What a shell proposes for a value: names of rules, activities, roles and profiles, and the handles that the repository's own
//! people files and charters introduce. Pages of prose are not read: a proposal has to be there before the next key.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use clap::Command;
use clap::builder::StyledStr;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};

use crate::cli::PolicyArgs;
use crate::policy::{Choice, Policy};
use crate::read::Format;
use crate::run::request;
use crate::target::files::sound_policy;

/// Files of people and charters that are looked into.
const MOST_FILES: usize = 2_000;

/// The command line with what its values may be.
pub(super) fn filled_in(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let args: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let command = below.iter().fold(command, |command, below| command.mut_subcommand(below, filled_in));
    args.iter().fold(command, |command, id| match (name.as_str(), id.as_str()) {
        (_, "profile") => command.mut_arg(id, |arg| arg.add(ArgValueCandidates::new(profiles))),
        (_, "only" | "ignore") => command.mut_arg(id, |arg| arg.add(ArgValueCandidates::new(rules))),
        ("explain", "name") => command.mut_arg(id, |arg| arg.add(ArgValueCandidates::new(names))),
        ("line" | "history", "who") => command.mut_arg(id, |arg| arg.add(ArgValueCompleter::new(somebody))),
        ("who", "what") => command.mut_arg(id, |arg| arg.add(ArgValueCompleter::new(held))),
        _ => command,
    })
}

/// The repository's policy, or the built-in one where there is none that is sound.
fn policy() -> Option<Policy> {
    sound_policy(&request::rules(&PolicyArgs::default())).or_else(|_| Policy::load(Choice::default())).ok()
}

fn candidate(name: &str, about: &str) -> CompletionCandidate {
    let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
    CompletionCandidate::new(name).help((!about.is_empty()).then(|| StyledStr::from(about)))
}

fn profiles() -> Vec<CompletionCandidate> {
    let policy = policy().into_iter();
    policy
        .flat_map(|policy| policy.taxonomy.profiles)
        .map(|(name, profile)| candidate(&name, &profile.summary))
        .collect()
}

fn rules() -> Vec<CompletionCandidate> {
    policy().iter().flat_map(rules_of).collect()
}

fn rules_of(policy: &Policy) -> impl Iterator<Item = CompletionCandidate> {
    policy.rules.iter().map(|rule| candidate(&rule.name, rule.why.split(['.', ':']).next().unwrap_or_default()))
}

fn activities_of(policy: &Policy) -> impl Iterator<Item = CompletionCandidate> {
    policy.taxonomy.activities.all().iter().map(|activity| candidate(&activity.id, &activity.title))
}

fn roles_of(policy: &Policy) -> impl Iterator<Item = CompletionCandidate> {
    policy.taxonomy.roles.all().iter().map(|role| candidate(&role.id, &role.about))
}

/// What `explain` knows.
fn names() -> Vec<CompletionCandidate> {
    let policy = policy();
    let policy = policy.iter();
    let profiles = policy.clone().flat_map(|policy| &policy.taxonomy.profiles);
    let profiles = profiles.map(|(name, profile)| candidate(name, &profile.summary));
    let known = policy.flat_map(|policy| rules_of(policy).chain(activities_of(policy)).chain(roles_of(policy)));
    known.chain(profiles).collect()
}

/// What `who` knows: work, roles and people.
fn held(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(policy) = policy() else { return Vec::new() };
    begun(&policy, activities_of(&policy).chain(roles_of(&policy)), current)
}

/// What `line` knows: roles and people.
fn somebody(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(policy) = policy() else { return Vec::new() };
    begun(&policy, roles_of(&policy), current)
}

/// What goes on as it was begun, of these and of people. A handle is proposed with its `@` or without: some shells take the
/// `@` for a word of its own.
fn begun(
    policy: &Policy,
    others: impl Iterator<Item = CompletionCandidate>,
    current: &OsStr,
) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let handles = handles(policy);
    let handles = handles.iter().map(|handle| match current.starts_with('@') || current.is_empty() {
        true => candidate(handle, ""),
        false => candidate(handle.trim_start_matches('@'), ""),
    });
    others.chain(handles).filter(|candidate| candidate.get_value().to_string_lossy().starts_with(&*current)).collect()
}

/// The handles of people files, and of members in charters that are data.
fn handles(policy: &Policy) -> BTreeSet<String> {
    let Ok(worktree) = crate::target::worktree(&[]) else { return BTreeSet::new() };
    let files = worktree.all_files().unwrap_or_default();
    let is_data = |format: &Format| format.of().introduces;
    let ours = files.iter().filter_map(|path| Some((path, policy.config.format_of(path, false).filter(is_data)?)));
    let mut handles = BTreeSet::new();
    for (path, format) in ours.take(MOST_FILES) {
        let Ok(Some(text)) = worktree.text(path) else { continue };
        let reading = policy.read(format, path, text.as_bytes());
        let people = reading.people.iter().filter(|person| person.active).map(|person| &person.handle);
        let members = reading.members.iter().map(|member| &member.handle);
        handles.extend(people.chain(members).map(|handle| crate::read::reading::spelt(&handle.value).to_string()));
    }
    handles.retain(|handle| !handle.contains(char::is_control) && !handle.contains(char::is_whitespace));
    handles
}
