//! `drawline explain NAME`: what a rule, an activity, a role, a profile, an area or a word of drawline is about, who
//! should own it, on what evidence, and how to set it.

mod glossary;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Answer, request};
use crate::base::diagnostic::Severity;
use crate::base::error::Error;
use crate::base::involvement::Involvement;
use crate::base::source::Spanned;
use crate::base::suggest::nearest;
use crate::cli::{Explain, PageFormat};
use crate::config::FILE;
use crate::org::Placed;
use crate::policy::{Choice, Policy};
use crate::render::page::{Body, Pages};
use crate::rule::Rule;
use crate::target::files::policy_with_problem;
use crate::taxonomy::activity::Activity;
use crate::taxonomy::profile::Profile;
use crate::taxonomy::role::{Role, RoleReading};
use crate::taxonomy::verdict::{Cells, Verdict};
use glossary::Term;

pub(super) fn run(args: &Explain, width: usize) -> Result<Answer, Error> {
    let (policy, problem) = policy_with_problem(&request::rules(&args.policy))?;
    let name = args.name.join(" ");
    let name = name.trim();
    let mut page = Explained { pages: Pages::default() };
    let taxonomy = &policy.taxonomy;
    if let Some(rule) = policy.rule(name) {
        page.rule(&policy, rule);
    } else if let Some(activity) = taxonomy.activities.get(name) {
        page.activity(&policy, activity)?;
    } else if let Some(term) = glossary::term(name) {
        page.term(&policy, &term);
    } else if let Some(profile) = taxonomy.profiles.get(name) {
        page.profile(&policy, profile);
    } else if taxonomy.activities.all().iter().any(|activity| *activity.area == *name) {
        page.area(&policy, name);
    } else if let RoleReading::Known(role) = taxonomy.roles.read(name) {
        page.role(&policy, taxonomy.roles.get(&role).expect("internal error: a known role is listed"));
    } else if let RoleReading::Ambiguous(roles) = taxonomy.roles.read(name) {
        for role in roles.iter().filter_map(|id| taxonomy.roles.get(id)) {
            page.role(&policy, role);
        }
    } else if let Some(activity) = taxonomy.activities.read(taxonomy.words(), name) {
        page.activity(&policy, activity)?;
    } else if policy.rules.iter().any(|rule| rule.settings.iter().any(|(key, _)| *key == name)) {
        page.setting(&policy, name);
    } else {
        return Err(unknown(&policy, name));
    }
    let text = match args.format {
        PageFormat::Text => page.pages.wrapped(width),
        PageFormat::Json => page.pages.json(),
    };
    let note = problem.map(|problem| format!("{problem}; what is explained may not be as it would be set there"));
    Ok(Answer { text, code: 0, note })
}

fn unknown(policy: &Policy, name: &str) -> Error {
    let taxonomy = &policy.taxonomy;
    let terms = glossary::names();
    let rules = policy.rules.iter().map(|rule| &*rule.name);
    let activities = taxonomy.activities.all().iter().map(|activity| &*activity.id);
    let roles = taxonomy.roles.all().iter().map(|role| &*role.id);
    let profiles = taxonomy.profiles.keys().map(|name| &**name);
    let known = rules.chain(activities).chain(roles).chain(profiles).chain(terms.iter().map(|name| &**name));
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`drawline rules list` names the rules, `drawline explain roles` the roles, `drawline explain activities` the work, \
                 and `drawline explain words` the words of drawline"
            .to_owned(),
    };
    let message = match name {
        "" => "nothing is named that could be explained".to_owned(),
        name => format!("nothing here is called `{name}`: no rule, activity, role, profile, area or word"),
    };
    Error::cannot_judge(message, hint)
}

/// What was asked about.
struct Explained {
    pages: Pages,
}

impl Explained {
    fn rule(&mut self, policy: &Policy, rule: &Rule) {
        self.pages.title(&rule.name, format!("rule of the {} pack, kind {}", rule.pack, rule.kind.name));
        self.part("Says", &rule.says());
        let severity = rule.severity.map_or("off", Severity::name);
        self.part("Severity", &format!("{severity} (profile {}){}", policy.profile, raised(rule)));
        if !rule.settings.is_empty() {
            let set =
                rule.settings.iter().map(|(key, number)| format!("{key} = {} ({})", number.value, number.at.path));
            self.pages.section("Numbers, and the files that set them", Body::Items(set.collect()));
        }
        self.part("Why", &rule.why);
        self.part("Fix", &rule.fix);
        if let Some(beware) = &rule.beware {
            self.part("No finding", beware);
        }
        self.evidence(policy, rule.evidence.iter().map(|key| &**key));
        let examples = policy.examples(rule).unwrap_or_default();
        let bad = examples.iter().find(|example| example.files.iter().any(|(_, text)| text.contains("#~")));
        for (path, text) in bad.iter().flat_map(|example| &example.files) {
            let lines = text.trim_matches('\n').lines().map(|line| format!("  {}", line.replace("#~", "# <-")));
            self.pages.section(&format!("Example: {path}"), Body::Lines(lines.collect()));
        }
        self.set(
            policy,
            &[format!("{} = \"off\"    # or \"advice\", \"warning\", \"error\"", rule.name)],
            &numbers(rule),
        );
    }

    /// How to set it, as lines for drawline.toml.
    fn set(&mut self, policy: &Policy, one: &[String], more: &[String]) {
        let lines = std::iter::once("[rules]".to_owned()).chain(one.iter().cloned());
        let or = more.iter().map(|line| format!("# or: {line}"));
        self.pages.section(&how_to_set(policy), Body::Lines(lines.chain(or).collect()));
    }

    fn term(&mut self, policy: &Policy, term: &Term) {
        self.pages.title(&term.name, "word of drawline");
        self.part("Means", &term.means);
        match term.name.as_str() {
            "role" => {
                let roles = policy.taxonomy.roles.all().iter().map(|role| format!("{}: {}", role.id, role.title));
                self.pages.section("Roles", Body::Items(roles.collect()));
            }
            "activity" => self.pages.section("Activities", Body::Items(by_area(policy))),
            "word" => {
                let words = glossary::all().into_iter().map(|word| format!("{}: {}", word.name, word.means));
                self.pages.section("Words", Body::Items(words.collect()));
            }
            _ => {}
        }
        if term.name == "limit" {
            let limits = policy.rules.iter().filter(|rule| rule.kind.name == "limit");
            self.pages.section("Limits here", Body::Items(limits.map(limit).collect()));
            self.set(policy, &["too-many-duties = { max = 12 }".to_owned()], &[]);
        }
        if term.name == "profile" {
            let profiles = policy.taxonomy.profiles.values();
            let here = |name: &str| if *name == *policy.profile { " (in use here)" } else { "" };
            let said = profiles.map(|profile| format!("{}{}: {}", profile.name, here(&profile.name), profile.summary));
            self.pages.section("Profiles", Body::Items(said.collect()));
        }
        if let Some(line) = &term.set_top {
            self.pages.section(&how_to_set(policy), Body::Lines(vec![line.clone()]));
        }
        if let Some(line) = &term.set {
            self.set(policy, std::slice::from_ref(line), &[]);
        }
        if !term.see.is_empty() {
            let see = term.see.iter().map(|name| match name.contains(' ') {
                true => format!("drawline explain \"{name}\""),
                false => format!("drawline explain {name}"),
            });
            self.pages.section("See also", Body::Lines(see.collect()));
        }
    }

    fn profile(&mut self, policy: &Policy, profile: &Profile) {
        let here = if profile.name == policy.profile { ", in use here" } else { "" };
        self.pages.title(&profile.name, format!("profile{here}"));
        self.part("For", &profile.summary);
        self.part("Why its line runs there", &profile.why);
        self.pages.section(&how_to_set(policy), Body::Lines(vec![format!("profile = \"{}\"", profile.name)]));
    }

    fn area(&mut self, policy: &Policy, name: &str) {
        self.pages.title(name, "area of work");
        let inside = policy.taxonomy.activities.all().iter().filter(|activity| *activity.area == *name);
        let said = inside.map(|activity| format!("{}: {}", activity.id, activity.title));
        self.pages.section("Activities", Body::Items(said.collect()));
    }

    /// A key that several rules have.
    fn setting(&mut self, policy: &Policy, key: &str) {
        self.pages.title(key, "a number that rules have");
        let having = policy.rules.iter().filter(|rule| rule.settings.iter().any(|(other, _)| *other == key));
        self.pages.section("Rules that have it, with their values here", Body::Items(having.map(limit).collect()));
    }

    fn activity(&mut self, policy: &Policy, activity: &Activity) -> Result<(), Error> {
        let hard = if activity.hard { ", hard: no profile relaxes it without a compensating control" } else { "" };
        self.pages.title(&activity.id, format!("activity in {}{hard}", activity.area));
        self.part("Work", &activity.title);
        self.part("Why the line runs here", &activity.said().why);
        let owners: Vec<_> = activity.owners.iter().map(|role| policy.taxonomy.role_title(&role.value)).collect();
        self.part("Should own it, best first", &owners.join(", "));
        self.verdicts(policy, activity)?;
        let said = activity.said();
        let listed = |of: &[Spanned<Arc<str>>]| of.iter().map(|one| &*one.value).collect::<Vec<_>>().join(" | ");
        for (title, of) in [
            ("Reads as this: a verb with its object", &said.frames),
            ("A noun by itself", &said.nouns),
            ("With words before it such as", &said.fitting),
            ("A wording", &said.phrases),
        ] {
            if !of.is_empty() {
                self.part(title, &listed(of));
            }
        }
        let near_misses: Vec<_> = activity.said().near_misses.iter().map(|phrase| &*phrase.value).collect();
        if !near_misses.is_empty() {
            self.part("Does not", &near_misses.join(" | "));
        }
        self.evidence(policy, activity.said().evidence.iter().map(|key| &*key.value));
        Ok(())
    }

    /// A line per profile and role that has a verdict here.
    fn verdicts(&mut self, policy: &Policy, activity: &Activity) -> Result<(), Error> {
        let mut lines = Vec::new();
        let names: Vec<_> = policy.taxonomy.profiles.keys().cloned().collect();
        for name in names {
            let other = Policy::load(Choice { config: None, profile: Some(&name), ..Choice::default() })?;
            for role in other.verdicts.roles() {
                let Some(cells) = other.verdicts.of(&role, &activity.id) else { continue };
                let owner = activity.owners.iter().any(|owner| owner.value == role);
                let words = Involvement::ALL
                    .map(|involvement| cells.strictest(involvement).map_or("-", |(ruling, _)| ruling.verdict.name()));
                let of_owner = owner && words == ["core", "core", "-", "-"];
                if of_owner || words == ["-"; 4] {
                    continue;
                }
                let with =
                    Involvement::ALL.iter().any(|i| cells.strictest(*i).is_some_and(|(r, _)| r.needs_compensating));
                let with = if with { ", with a compensating control" } else { "" };
                let floor = cells.floor.as_ref().map_or_else(String::new, |(floor, _)| format!(", at least {floor}"));
                let only = conditional(policy, cells);
                let title = policy.taxonomy.role_title(&role);
                // The activity's own sources are about the product manager; other roles name theirs, or it is our judgement.
                let basis = match (cells.evidence.as_slice(), &*role) {
                    ([], "product-manager") if !activity.said().evidence.is_empty() => String::new(),
                    ([], _) => " (our judgement)".to_owned(),
                    (keys, _) => format!(" ({})", keys.join(", ")),
                };
                lines.push(format!("{name:<12} {title}: {}{with}{floor}{only}{basis}", words.join("/")));
            }
        }
        self.pages.section("Verdicts (accountable/responsible/consulted/informed)", Body::Lines(lines));
        Ok(())
    }

    fn role(&mut self, policy: &Policy, role: &Role) {
        self.pages.title(&role.id, "role");
        self.part("Is there for", &role.about);
        let names: Vec<_> = role.titles.iter().chain(&role.abbreviations).map(|name| &*name.value).collect();
        if !names.is_empty() {
            self.part("Also called", &names.join(", "));
        }
        if let Some(beware) = &role.beware {
            self.part("Beware", beware);
        }
        for verdict in Verdict::ALL {
            let titles: Vec<_> = policy
                .taxonomy
                .activities
                .all()
                .iter()
                .filter(|activity| {
                    let cells = policy.verdicts.of(&role.id, &activity.id);
                    let strictest = cells.and_then(|cells| cells.strictest(Involvement::Accountable));
                    strictest.is_some_and(|(ruling, _)| ruling.verdict == verdict)
                })
                .map(|activity| &*activity.id)
                .collect();
            if !titles.is_empty() {
                self.part(
                    &format!("{} when accountable (profile {})", verdict.name(), policy.profile),
                    &titles.join(", "),
                );
            }
        }
    }

    fn evidence<'a>(&mut self, policy: &Policy, keys: impl Iterator<Item = &'a str>) {
        let known = policy.sources();
        let sources: Vec<String> = keys
            .map(|key| known.get(key).map_or_else(|| key.to_owned(), |source| format!("{key}: {source}")))
            .collect();
        if sources.is_empty() {
            self.part("Evidence", "our judgement; no source states it");
            return;
        }
        self.pages.section("Evidence", Body::Items(sources));
    }

    fn part(&mut self, heading: &str, text: &str) {
        self.pages.text(heading, text);
    }
}

fn how_to_set(policy: &Policy) -> String {
    let file = policy.config_file.as_ref().map_or(FILE, |(path, _)| path.as_str());
    format!("How to set it, in {file}")
}

/// `quality: test-sign-off, test-planning`, a line for each area.
fn by_area(policy: &Policy) -> Vec<String> {
    let mut areas: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for activity in policy.taxonomy.activities.all() {
        areas.entry(&activity.area).or_default().push(&activity.id);
    }
    areas.into_iter().map(|(area, ids)| format!("{area}: {}", ids.join(", "))).collect()
}

/// Where the strictest verdicts of a role hold, or which milder ones it has where: `; core/core/-/- as a lead`.
fn conditional(policy: &Policy, cells: &Cells) -> String {
    let Some(condition) = &cells.condition else { return String::new() };
    let where_so = policy.taxonomy.in_words(condition);
    let is_milder = |i: &Involvement| cells.conditional(*i).is_some() && cells.strictest(*i).is_some_and(|(_, of)| !of);
    if !Involvement::ALL.iter().any(is_milder) {
        return format!(", {where_so}");
    }
    let milder = Involvement::ALL.map(|i| cells.conditional(i).map_or("-", |ruling| ruling.verdict.name()));
    format!("; {} {where_so}", milder.join("/"))
}

/// A rule with its numbers: `too-many-duties: max = 10`.
fn limit(rule: &Rule) -> String {
    let numbers: Vec<String> = rule.settings.iter().map(|(key, number)| format!("{key} = {}", number.value)).collect();
    let off = if rule.severity.is_none() { " (off here)" } else { "" };
    format!("{}: {}{off}", rule.name, numbers.join(", "))
}

/// Lines that set the numbers of a rule to what they are.
fn numbers(rule: &Rule) -> Vec<String> {
    let numbers: Vec<String> = rule.settings.iter().map(|(key, number)| format!("{key} = {}", number.value)).collect();
    if numbers.is_empty() { Vec::new() } else { vec![format!("{} = {{ {} }}", rule.name, numbers.join(", "))] }
}

/// When the same rule weighs more.
fn raised(rule: &Rule) -> String {
    let said = |(key, number): &(&str, Placed<f64>)| match *key {
        "error-above" => Some(format!("; above {} an error", number.value)),
        "warning-above" => Some(format!("; above {} a warning", number.value)),
        "error-after" => Some(format!("; after {} days an error", number.value)),
        _ => None,
    };
    let numbers = rule.settings.iter().filter_map(said);
    let others = rule.severities.iter().filter_map(|(key, severity)| {
        let what = match *key {
            "hard" => "where the activity is hard",
            "unlike" => "of text that resembles no known name",
            "nowhere" => "of somebody whom no team and no people file knows",
            _ => return None,
        };
        let article = if *severity == Severity::Error {
            "an "
        } else if *severity == Severity::Warning {
            "a "
        } else {
            ""
        };
        Some(format!("; {what} {article}{}", severity.name()))
    });
    numbers.chain(others).collect()
}
