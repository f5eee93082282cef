//! `drawline explain NAME`: what a rule, an activity or a role is about, who should own it, and on what evidence.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Answer, request};
use crate::base::diagnostic::Severity;
use crate::base::error::Error;
use crate::base::involvement::Involvement;
use crate::base::source::Spanned;
use crate::base::suggest::nearest;
use crate::cli::Explain;
use crate::policy::{Choice, Policy};
use crate::rule::Rule;
use crate::target::files::sound_policy;
use crate::taxonomy::activity::Activity;
use crate::taxonomy::role::{Role, RoleReading};
use crate::taxonomy::verdict::Verdict;

pub(super) fn run(args: &Explain, width: usize) -> Result<Answer, Error> {
    let policy = sound_policy(&request::rules(&args.policy))?;
    let name = args.name.join(" ");
    let name = name.trim();
    let mut page = Page { text: String::new(), width };
    let taxonomy = &policy.taxonomy;
    if let Some(rule) = policy.rule(name) {
        page.rule(&policy, rule);
    } else if let Some(activity) = taxonomy.activities.get(name) {
        page.activity(&policy, activity)?;
    } else if let RoleReading::Known(role) = taxonomy.roles.read(name) {
        page.role(&policy, taxonomy.roles.get(&role).expect("internal error: a known role is listed"));
    } else if let RoleReading::Ambiguous(roles) = taxonomy.roles.read(name) {
        for role in roles.iter().filter_map(|id| taxonomy.roles.get(id)) {
            page.role(&policy, role);
        }
    } else if let Some(activity) = taxonomy.activities.read(taxonomy.words(), name) {
        page.activity(&policy, activity)?;
    } else {
        return Err(unknown(&policy, name));
    }
    Ok(Answer { text: page.text, code: 0 })
}

fn unknown(policy: &Policy, name: &str) -> Error {
    let taxonomy = &policy.taxonomy;
    let rules = policy.rules.iter().map(|rule| &*rule.name);
    let activities = taxonomy.activities.all().iter().map(|activity| &*activity.id);
    let roles = taxonomy.roles.all().iter().map(|role| &*role.id);
    let hint = match nearest(name, rules.chain(activities).chain(roles)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "`drawline rules list` names the rules; activities and roles are found by id, title or phrase".to_owned()
        }
    };
    Error::cannot_judge(format!("no rule, activity or role is called `{name}`"), hint)
}

/// A page for a terminal, wrapped to its width.
struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn rule(&mut self, policy: &Policy, rule: &Rule) {
        self.title(&rule.name, &format!("rule of the {} pack, kind {}", rule.pack, rule.kind.name));
        self.part("Says", &rule.message);
        let severity = rule.severity.map_or("off", Severity::name);
        self.part("Severity", &format!("{severity} (profile {})", policy.profile));
        self.part("Why", &rule.why);
        self.part("Fix", &rule.fix);
        if let Some(beware) = &rule.beware {
            self.part("No finding", beware);
        }
        self.evidence(policy, rule.evidence.iter().map(|key| &**key));
        let examples = policy.examples(rule).unwrap_or_default();
        let bad = examples.iter().find(|example| example.files.iter().any(|(_, text)| text.contains("#~")));
        for (path, text) in bad.iter().flat_map(|example| &example.files) {
            let _ = writeln!(self.text, "\n  {path}");
            for line in text.trim_matches('\n').lines() {
                let _ = writeln!(self.text, "    {}", line.replace("#~", "# <-"));
            }
        }
        self.part(
            "Set it",
            &format!("[rules] {} = \"off\", \"advice\", \"warning\" or \"error\" in drawline.toml", rule.name),
        );
    }

    fn activity(&mut self, policy: &Policy, activity: &Activity) -> Result<(), Error> {
        let hard = if activity.hard { ", hard: no profile relaxes it without a compensating control" } else { "" };
        self.title(&activity.id, &format!("activity in {}{hard}", activity.area));
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
        let _ = writeln!(self.text, "\nVerdicts (accountable/responsible/consulted/informed)");
        let names: Vec<_> = policy.taxonomy.profiles.keys().cloned().collect();
        for name in names {
            let other = Policy::load(Choice { config: None, profile: Some(&name), ..Choice::default() })?;
            for role in other.verdicts.roles() {
                let Some(cells) = other.verdicts.of(&role, &activity.id) else { continue };
                let owner = activity.owners.iter().any(|owner| owner.value == role);
                let words = Involvement::ALL
                    .map(|involvement| cells.at(involvement).map_or("-", |ruling| ruling.verdict.name()));
                let of_owner = owner && words == ["core", "core", "-", "-"];
                if of_owner || words == ["-"; 4] {
                    continue;
                }
                let with =
                    Involvement::ALL.iter().any(|i| cells.at(*i).is_some_and(|ruling| ruling.needs_compensating));
                let with = if with { ", with a compensating control" } else { "" };
                let floor = cells.floor.as_ref().map_or_else(String::new, |(floor, _)| format!(", at least {floor}"));
                let title = policy.taxonomy.role_title(&role);
                let _ = writeln!(self.text, "  {name:<12} {title}: {}{with}{floor}", words.join("/"));
            }
        }
        Ok(())
    }

    fn role(&mut self, policy: &Policy, role: &Role) {
        self.title(&role.id, "role");
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
                    cells.and_then(|cells| cells.at(Involvement::Accountable)).is_some_and(|r| r.verdict == verdict)
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
        let _ = writeln!(self.text, "\nEvidence");
        for source in sources {
            self.wrapped(&source, "  - ", "    ");
        }
    }

    fn title(&mut self, name: &str, what: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let _ = writeln!(self.text, "{name}: {what}");
    }

    fn part(&mut self, heading: &str, text: &str) {
        let _ = writeln!(self.text, "\n{heading}");
        self.wrapped(text, "  ", "  ");
    }

    fn wrapped(&mut self, text: &str, first: &str, rest: &str) {
        let options = textwrap::Options::new(self.width).initial_indent(first).subsequent_indent(rest);
        for line in textwrap::wrap(text.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), options) {
            let _ = writeln!(self.text, "{line}");
        }
    }
}
