//! `drawline who`: who owns a path, who holds a kind of work, and what a person, a role or a team holds. What is asked for is
//! found out in `who/asked.rs`.

pub(super) mod asked;

use std::sync::Arc;

use super::left_out::LeftOut;
use super::{Answer, Terminal, anonymous, request};
use crate::base::date::Date;
use crate::base::diagnostic::Subject;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::pseudonyms::Pseudonyms;
use crate::base::source::{Location, SourceFile};
use crate::base::suggest::{nearest, one_of};
use crate::cli::{Who, WhoFormat, WhoKind};
use crate::history::report::Texts;
use crate::io::worktree::{Place, PlaceKind, Worktree};
use crate::org::Org;
use crate::org::facts::{Fact, FactKind, facts, of_own};
use crate::org::names::kebab;
use crate::org::owned::Owning;
use crate::picture::grid::names_strangers;
use crate::policy::Policy;
use crate::read::reading::{HERE, OwnEntry};
use crate::render::who::{self as render, Deciding, Found, Line, Reading};
use crate::target::files::Files;
use crate::target::origins::of_parts;
use crate::target::{Request, repository_here};
use asked::{Known, Meaning, looks_like_path};

/// Owners of a folder are asked for by a file in it, of a name that only patterns about every name match.
const PROBE: &str = "-";

pub(super) fn run(args: &Who, terminal: Terminal) -> Result<Answer, Error> {
    let (width, rules) = (terminal.width, request::rules(&args.policy));
    let files = if args.facts.is_empty() { Files::sound(&[], &rules)? } else { Files::sound_or_empty(&rules)? };
    let files = files.watched_by(terminal.progress);
    let (org, elsewhere) = files.organisation_with(&args.facts)?;
    let (policy, worktree) = (&*files.policy, &files.worktree);
    let asked = args.what.join(" ");
    let asked = asked.trim();
    let all = facts(&org);
    let here = elsewhere.is_none().then_some(worktree);
    if here.is_none() && args.kind == Some(WhoKind::Path) {
        return Err(no_path());
    }
    let known = Known { policy, org: &org, worktree: here, facts: &all };
    let meanings = known.meanings(asked, args.kind);
    let Some((meaning, others)) = meanings.split_first() else {
        let (message, hint) = unknown(&known, asked, args.kind);
        let mask = args.anonymous.then(|| anonymous::mask(policy, org.names()));
        let shown = |text: String| mask.as_ref().map_or_else(|| text.clone(), |mask| mask.text(&text));
        return Err(Error::cannot_judge(shown(message), shown(hint)));
    };
    let mut found = match meaning {
        Meaning::Path(place) => path(&org, place),
        meaning => held(args, policy, &org, meaning, &all)?,
    };
    found.asked = asked.to_owned();
    found.here = worktree.here();
    found.kind = meaning.word();
    found.name = meaning.name();
    found.others = others.iter().map(|other| reading(policy, asked, other)).collect();
    if let Meaning::Path(place) = meaning
        && place.kind.is_none()
    {
        found.near = near_path(worktree, &place.path);
    }
    let places = found.facts.iter().map(|fact| &fact.at).chain(found.deciding.iter().flat_map(Deciding::places));
    let mut texts = Texts::of_files(places, |place| {
        let there = elsewhere.as_ref().and_then(|elsewhere| elsewhere.file(place));
        there.or_else(|| Some(Arc::new(SourceFile::new(files.snapshot.text(&place.path)?))))
    });
    let mask = args.anonymous.then(|| anonymous::mask(policy, org.names()));
    if let Some(mask) = &mask {
        texts = masked(mask, &mut found, &texts);
    }
    let left_out = LeftOut::of(&org, mask.as_ref());
    let code = u8::from(found.facts.is_empty());
    let text = match args.format {
        WhoFormat::Table => render::table(&found, &texts, width),
        WhoFormat::Json => left_out.in_json(&render::json(&found, &texts)),
    };
    Ok(left_out.beside(Answer { text, code, note: None }))
}

/// Patterns of paths start at the root of their own repository.
fn no_path() -> Error {
    let hint =
        "run `drawline who PATH` in the repository that the path lies in; people, roles, teams and work are known here";
    Error::cannot_judge("facts of many repositories do not say who owns one path", hint)
}

/// Who owns a path: what each file of owners says, and what it overrules.
fn path(org: &Org, place: &Place) -> Found {
    let is_folder = place.kind == Some(PlaceKind::Folder);
    let inside = || if place.path.is_empty() { PROBE.to_owned() } else { format!("{}/{PROBE}", place.path) };
    let mut owning = if is_folder { org.owners_of(&inside()) } else { org.owners_of(&place.path) };
    // What is not there may be a folder as well as a file.
    if place.kind.is_none() && owning.iter().all(|owning| is_catch_all(owning.entry)) {
        let as_folder = org.owners_of(&inside());
        if as_folder.iter().any(|owning| !is_catch_all(owning.entry)) {
            owning = as_folder;
        }
    }
    let owns = owning.iter().flat_map(|owning| owning.owns);
    let facts: Vec<Fact> = owns.map(|own| of_own(org, own)).collect();
    let within = if is_folder { org.owners_within(&place.path) } else { Vec::new() };
    Found {
        since: facts.iter().map(|fact| fact.since.map_or_else(|| "-".to_owned(), |day| day.to_string())).collect(),
        facts,
        deciding: owning.iter().map(deciding).collect(),
        exists: Some(place.kind.map(|kind| if kind == PlaceKind::Folder { "folder" } else { "file" })),
        from_root: place.from_root,
        within: within.into_iter().map(|(file, entry)| line(file, entry)).collect(),
        nobody_speaks: org.files.values().all(|file| file.owns.is_empty()),
        ..Found::default()
    }
}

fn is_catch_all(entry: &OwnEntry) -> bool {
    entry.path.value.chars().all(|c| matches!(c, '*' | '/' | '.')) && &*entry.path.value != HERE
}

fn deciding(owning: &Owning<'_>) -> Deciding {
    Deciding {
        line: line(owning.file, owning.entry),
        host: owning.node.host().map(crate::owners::Host::name),
        section: owning.entry.section.clone(),
        excludes: owning.excludes,
        has_owners: !owning.owns.is_empty(),
        overruled: owning.overruled.iter().map(|(file, entry)| line(file, entry)).collect(),
    }
}

fn line(file: &RepoPath, entry: &OwnEntry) -> Line {
    let pattern = match &*entry.path.value {
        HERE if file.folder().is_empty() => "/".into(),
        HERE => format!("/{}/", file.folder()).into(),
        _ if entry.excludes => format!("!{}", entry.path.value).into(),
        _ => entry.path.value.clone(),
    };
    Line { at: Location::new(file.clone(), entry.path.span), pattern }
}

/// What is held by, or of, anything that is no path.
fn held(args: &Who, policy: &Policy, org: &Org, meaning: &Meaning, all: &[Fact]) -> Result<Found, Error> {
    let is_team_group = |fact: &Fact| match meaning {
        Meaning::Team(id) => {
            fact.kind == FactKind::Own && fact.person.as_ref().is_some_and(|person| is_group_of(person, id))
        }
        _ => false,
    };
    let facts: Vec<Fact> = all.iter().filter(|fact| meaning.is_about(fact) || is_team_group(fact)).cloned().collect();
    let nobody = facts.is_empty().then(|| strangers(policy, org, meaning).unwrap_or_else(|| nobody(policy, meaning)));
    Ok(Found { since: since_when(args, &facts)?, facts, nobody, ..Found::default() })
}

/// Whether an owner is a group of a host that is called as a team is.
fn is_group_of(person: &str, team: &str) -> bool {
    let is_group = person.contains('/') || !person.starts_with('@');
    is_group && *kebab(person.rsplit('/').next().unwrap_or(person)) == *team
}

/// Who holds some work, where a page says so by names that no file introduces: they are no facts, and yet not nobody.
fn strangers(policy: &Policy, org: &Org, meaning: &Meaning) -> Option<String> {
    let Meaning::Activity(id) = meaning else { return None };
    let mut rows = org.teams.values().flat_map(|team| &team.duties).filter(|duty| duty.activity.as_ref() == Some(id));
    let named = rows.find(|duty| names_strangers(duty))?;
    let (path, title) = (&named.at.path, policy.taxonomy.title(id));
    Some(format!("{path} names who holds {title}, and no file introduces them"))
}

fn nobody(policy: &Policy, meaning: &Meaning) -> String {
    let taxonomy = &policy.taxonomy;
    match meaning {
        Meaning::Activity(id) => {
            let owners = taxonomy.activities.get(id).map_or(&[][..], |activity| &activity.owners);
            let roles: Vec<_> = owners.iter().map(|role| taxonomy.role_title(&role.value)).collect();
            let should = if roles.is_empty() { String::new() } else { format!("; it should be a {}", one_of(&roles)) };
            format!("nobody holds {}{should}", taxonomy.title(id))
        }
        Meaning::Role(id) => format!("nobody here is a {}, and no file gives one any work", taxonomy.role_title(id)),
        Meaning::Team(id) => format!("no file says who is in the team {id}, or what it does"),
        other => format!("{} holds nothing", other.name()),
    }
}

/// How to ask for another thing that the words can mean.
fn reading(policy: &Policy, asked: &str, other: &Meaning) -> Reading {
    let kind = match other.kind() {
        WhoKind::Path => "path",
        WhoKind::Activity => "activity",
        WhoKind::Person => "person",
        WhoKind::Role => "role",
        WhoKind::Team => "team",
    };
    let name = match other {
        Meaning::Activity(id) => policy.taxonomy.title(id).to_owned(),
        Meaning::Role(id) => policy.taxonomy.role_title(id).to_owned(),
        other => other.name(),
    };
    let what = match other {
        // An abbreviation of several roles would be read as the first again.
        Meaning::Role(id) => id.to_string(),
        _ => asked.to_owned(),
    };
    let what = if what.contains(char::is_whitespace) { format!("\"{what}\"") } else { what };
    Reading { kind: other.word(), name, command: format!("drawline who --as {kind} {what}") }
}

/// A file or folder of a similar name.
fn near_path(worktree: &Worktree, path: &str) -> Option<String> {
    let files = worktree.all_files().ok()?;
    let mut known: Vec<&str> = files.iter().map(RepoPath::as_str).collect();
    known.extend(files.iter().map(RepoPath::folder).filter(|folder| !folder.is_empty()));
    known.sort_unstable();
    known.dedup();
    nearest(path, known).map(str::to_owned)
}

/// Words that mean nothing here, with what may have been meant.
pub(super) fn unknown(known: &Known<'_>, asked: &str, kind: Option<WhoKind>) -> (String, String) {
    if asked.contains(['*', '?']) {
        let hint =
            "name one path, person, team, role or kind of work; `drawline facts` lists everything that files say";
        return (format!("`{asked}` is a pattern, and `who` answers for one thing at a time"), hint.to_owned());
    }
    let taxonomy = &known.policy.taxonomy;
    let wanted = |this: WhoKind| kind.is_none_or(|kind| kind == this);
    let mut near: Vec<String> = Vec::new();
    if wanted(WhoKind::Person) {
        let people = known.facts.iter().filter_map(|fact| fact.person.as_deref());
        let people: std::collections::BTreeSet<&str> =
            people.chain(known.org.people.keys().map(|handle| &**handle)).collect();
        let bare = people.iter().map(|handle| handle.trim_start_matches('@'));
        let handle = nearest(asked.trim_start_matches('@'), bare);
        let spelt = handle.and_then(|near| people.iter().find(|handle| handle.trim_start_matches('@') == near));
        near.extend(spelt.map(ToString::to_string));
        let names = known.org.people.values().filter_map(|person| person.name.as_deref());
        near.extend(nearest(asked, names).map(str::to_owned));
    }
    if !asked.starts_with('@') {
        if wanted(WhoKind::Team) {
            near.extend(nearest(asked, known.org.teams.values().map(|team| &*team.name)).map(str::to_owned));
        }
        if wanted(WhoKind::Role) {
            near.extend(taxonomy.roles.near(asked).meant.iter().map(|role| taxonomy.role_title(role).to_owned()));
        }
        if wanted(WhoKind::Activity) {
            near.extend(taxonomy.activities.near(asked).meant.iter().map(|id| taxonomy.title(id).to_owned()));
        }
        if wanted(WhoKind::Path) && (near.is_empty() || looks_like_path(asked)) {
            near.extend(known.worktree.and_then(|worktree| near_path(worktree, asked)));
        }
    }
    near.dedup();
    let hint = match near.as_slice() {
        [] => {
            "ask for a path, an activity (`test sign-off`), a person (`@handle` or a name), a role or a team".to_owned()
        }
        near => format!("did you mean {}?", one_of(near)),
    };
    let outside = known.worktree.filter(|worktree| looks_like_path(asked) && worktree.place(asked).is_none());
    let message = match outside {
        Some(worktree) => format!("`{asked}` is outside of {}", worktree.root().display()),
        None => format!("no file says anything about `{asked}`"),
    };
    (message, hint)
}

/// Puts pseudonyms in the place of people in all that is answered.
fn masked(mask: &Pseudonyms, found: &mut Found, texts: &Texts) -> Texts {
    let file = |path: &RepoPath| RepoPath::new(&mask.text(path.as_str())).unwrap_or_else(|| path.clone());
    let renamed = texts.renamed(file);
    let _ = anonymous::facts(mask, &mut found.facts, texts);
    let text = |text: &mut String| *text = mask.text(text);
    // Handles may be asked for without their `@`.
    let is_person = found.kind == "person";
    for words in [&mut found.asked, &mut found.name] {
        let pseudonym = || found.facts.first().and_then(|fact| fact.person.as_deref()).unwrap_or_default().to_owned();
        *words = if is_person { pseudonym() } else { mask.text(words) };
    }
    found.near.iter_mut().chain(&mut found.nobody).for_each(text);
    for other in &mut found.others {
        let is_person = other.kind == "person";
        other.name = if is_person { mask.handle(&other.name).to_string() } else { mask.text(&other.name) };
        other.command = mask.text(&other.command);
    }
    let line = |line: &mut Line| {
        (line.at.path, line.pattern) = (file(&line.at.path), Arc::from(mask.text(&line.pattern)));
    };
    for deciding in &mut found.deciding {
        line(&mut deciding.line);
        deciding.overruled.iter_mut().for_each(line);
        deciding.section = deciding.section.take().map(|section| mask.text(&section).into());
    }
    found.within.iter_mut().for_each(line);
    renamed
}

/// Since when each fact holds: as the file says, else since the commit by which it came into being.
fn since_when(args: &Who, facts: &[Fact]) -> Result<Vec<String>, Error> {
    let mut since: Vec<String> =
        facts.iter().map(|fact| fact.since.map_or_else(|| "-".to_owned(), |day| day.to_string())).collect();
    let followed: Vec<usize> = (0..facts.len())
        .filter(|at| facts[*at].since.is_none() && facts[*at].kind == FactKind::Duty && facts[*at].activity.is_some())
        .collect();
    let part = |at: &usize| {
        let fact = &facts[*at];
        Subject {
            team: fact.team.clone(),
            person: fact.person.clone(),
            role: fact.role.clone(),
            activity: fact.activity.clone(),
            involvement: fact.involvement,
            detail: None,
        }
    };
    let request = Request::of_worktree(request::rules(&args.policy), Date::today());
    let Some(origins) = of_parts(&request, &followed.iter().map(part).collect::<Vec<_>>())? else { return Ok(since) };
    // What was there before a shallow clone begins has come at a time that is not here.
    let is_shallow = repository_here()?.is_some_and(|git| git.is_shallow());
    for (at, origin) in followed.into_iter().zip(origins) {
        since[at] = match origin {
            Some(commit) => format!("{} ({:.10})", Date::of_timestamp(commit.authored), commit.id.to_string()),
            None if is_shallow => "not known".to_owned(),
            None => "not committed".to_owned(),
        };
    }
    Ok(since)
}
