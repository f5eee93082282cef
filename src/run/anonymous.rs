//! `--anonymous`: pseudonyms in the place of people, in all that a command tells. Excerpts are left out: a line can name
//! people whom no file introduces.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Waiver};
use crate::base::path::RepoPath;
use crate::base::pseudonyms::{Ordinary, Pseudonyms};
use crate::base::source::Location;
use crate::history::Commit;
use crate::history::report::Texts;
use crate::load::Workload;
use crate::org::facts::Fact;
use crate::policy::Policy;
use crate::read::reading::Names;
use crate::target::outcome::Outcome;
use crate::taxonomy::role::{Role, RoleReading};

/// A mask that knows these people, and whoever answers for an exception of the configuration. What is also called a role stays
/// readable.
pub(super) fn mask(policy: &Policy, mut names: Names) -> Pseudonyms {
    let waivers = policy.config.waivers.entries().iter();
    names.extend(waivers.filter_map(|waiver| Some((waiver.owner.clone()?, None))));
    Pseudonyms::new(names, &Vocabulary::of(policy))
}

/// What the files of an organisation are full of: roles, kinds of work, and the words that reading knows.
struct Vocabulary<'a> {
    policy: &'a Policy,
    words: HashSet<String>,
}

impl<'a> Vocabulary<'a> {
    fn of(policy: &'a Policy) -> Self {
        let taxonomy = &policy.taxonomy;
        let roles = taxonomy.roles.all().iter().flat_map(Role::names);
        let work = taxonomy.activities.all().iter().flat_map(|activity| activity.names().chain([&*activity.area]));
        let word = |name: &str| name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect::<Vec<_>>();
        Self { policy, words: roles.chain(work).flat_map(word).collect() }
    }
}

impl Ordinary for Vocabulary<'_> {
    fn is_other(&self, name: &str) -> bool {
        let is_alias = self.policy.config.aliases.contains_key(&name.trim().to_lowercase());
        is_alias || self.policy.taxonomy.roles.read(name) != RoleReading::Unknown
    }

    fn is_word(&self, word: &str) -> bool {
        let tokens = self.policy.taxonomy.words().read(word);
        self.words.contains(word) || tokens.iter().all(|token| token.traits != 0)
    }
}

fn path(mask: &Pseudonyms, path: &RepoPath) -> RepoPath {
    if path.is_embedded() {
        return path.clone();
    }
    RepoPath::new(&mask.text(path.as_str())).unwrap_or_else(|| path.clone())
}

fn place(mask: &Pseudonyms, at: &Location) -> Location {
    Location { path: path(mask, &at.path), ..at.clone() }
}

fn text(mask: &Pseudonyms, text: &Arc<str>) -> Arc<str> {
    mask.text(text).into()
}

fn commit(mask: &Pseudonyms, commit: &Arc<Commit>) -> Arc<Commit> {
    Arc::new(Commit {
        author: mask.author(&commit.author),
        email: String::new(),
        // People write about people there.
        summary: String::new(),
        ..(**commit).clone()
    })
}

/// Masks all that a target had to tell.
pub(super) fn outcome(mask: &Pseudonyms, outcome: &mut Outcome) {
    let mut texts: HashMap<*const Texts, Arc<Texts>> = HashMap::new();
    for entry in &mut outcome.entries {
        diagnostic(mask, &mut entry.diagnostic);
        entry.commit = entry.commit.as_ref().map(|at| commit(mask, at));
        entry.introduced_by = entry.introduced_by.as_ref().map(|at| commit(mask, at));
        let masked = texts.entry(Arc::as_ptr(&entry.texts));
        let masked = masked.or_insert_with(|| Arc::new(entry.texts.renamed(|name| path(mask, name))));
        entry.texts = masked.clone();
    }
    let said = outcome.notes.iter_mut().chain(&mut outcome.spec).chain(&mut outcome.coverage.why_none);
    said.for_each(|said| *said = mask.text(said));
    let origins = std::mem::take(&mut outcome.origins.0).into_iter();
    outcome.origins.0 = origins.map(|(repository, commit)| (text(mask, &repository), commit)).collect();
    let whom = &mut outcome.whom;
    whom.people = std::mem::take(&mut whom.people).into_iter().map(|(name, kept)| (mask.handle(&name), kept)).collect();
    let teams = std::mem::take(&mut whom.teams).into_iter();
    whom.teams = teams.map(|(id, name)| (text(mask, &id), mask.text(&name))).collect();
    for change in &mut outcome.rules_changed {
        change.commit = commit(mask, &change.commit);
        change.lets_through.iter_mut().for_each(|found| diagnostic(mask, found));
    }
}

fn diagnostic(mask: &Pseudonyms, found: &mut Diagnostic) {
    found.message = mask.text(&found.message);
    found.help = found.help.take().map(|help| mask.text(&help));
    for label in std::iter::once(&mut found.primary).chain(&mut found.secondary) {
        label.text = mask.text(&label.text);
        label.at = place(mask, &label.at);
    }
    let subject = &mut found.subject;
    subject.person = subject.person.take().map(|person| mask.handle(&person));
    subject.team = subject.team.take().map(|team| text(mask, &team));
    subject.detail = subject.detail.take().map(|detail| text(mask, &detail));
    // What would be written names people.
    found.fix = None;
    found.waiver = found.waiver.take().map(|waiver| {
        Arc::new(Waiver {
            reason: text(mask, &waiver.reason),
            owner: waiver.owner.as_ref().map(|owner| text(mask, owner)),
            until: waiver.until,
            at: place(mask, &waiver.at),
        })
    });
}

/// Masks facts, and renames the texts that they point into.
pub(super) fn facts(mask: &Pseudonyms, facts: &mut [Fact], texts: &Texts) -> Texts {
    for fact in facts {
        fact.person = fact.person.take().map(|person| match fact.role {
            _ if person.starts_with('@') => mask.handle(&person),
            _ => text(mask, &person),
        });
        for words in [&mut fact.team, &mut fact.role_text, &mut fact.activity_text, &mut fact.owned_path] {
            *words = words.take().map(|words| text(mask, &words));
        }
        fact.at = place(mask, &fact.at);
    }
    texts.renamed(|name| path(mask, name))
}

/// Masks a workload.
pub(super) fn workload(mask: &Pseudonyms, workload: &mut Workload) {
    for load in &mut workload.people {
        load.name = mask.handle(&load.name);
        load.teams = load.teams.iter().map(|team| text(mask, team)).collect();
    }
    // The order of handles would tell them.
    workload.people.sort_by(|a, b| (b.carried, &a.name).cmp(&(a.carried, &b.name)));
    for load in &mut workload.teams {
        load.name = text(mask, &load.name);
    }
}
