//! `phrase`: duties whose words say too little or too much, whatever activity they are: "anything that falls between teams".

use std::sync::OnceLock;

use super::Kind;
use crate::base::diagnostic::{Label, Subject};
use crate::document::shape::{Field, Type};
use crate::org::{Assignment, Duty, Holder, Placed, Team};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};
use crate::taxonomy::phrase::PhraseIndex;
use crate::taxonomy::phrase::builder::Builder;
use crate::taxonomy::tokens::Words;

pub(super) const KIND: Kind = Kind {
    name: "phrase",
    summary: "Judges the words of duties that no activity of the taxonomy reads.",
    fields: &[
        Field::needed("phrases", Type::Names, "What the words say, in the form of activity phrases."),
        Field::new("near-misses", Type::Names, "What sounds alike and is fine."),
    ],
    topics: &[],
    words: &["holder", "text"],
    build,
};

struct Phrase {
    phrases: Vec<Placed<std::sync::Arc<str>>>,
    near_misses: Vec<Placed<std::sync::Arc<str>>>,
    index: OnceLock<PhraseIndex>,
    /// By phrase: words without a meaning of their own that it has all the same, any of each group: "any" of "any task".
    filling: OnceLock<Vec<Vec<Vec<String>>>>,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let (phrases, near_misses) = (layers.names("phrases"), layers.names("near-misses"));
    Box::new(Phrase { phrases, near_misses, index: OnceLock::new(), filling: OnceLock::new() })
}

impl Check for Phrase {
    fn judges(&self) -> Judges {
        Judges { teams: true, ..Judges::default() }
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        for duty in team.duties.iter().filter(|duty| duty.activity.is_none() && duty.retired.is_none()) {
            if let Some(number) = self.first_hit(scene, &duty.text) {
                self.report(scene, team, duty, number, reporter);
            }
        }
    }
}

impl Phrase {
    fn first_hit(&self, scene: &CheckContext<'_>, text: &str) -> Option<usize> {
        let words = scene.taxonomy.words();
        let index = self.index.get_or_init(|| {
            let mut index = Builder::default();
            for (number, phrase) in self.phrases.iter().enumerate() {
                // A phrase without a word of meaning finds nothing; the rule's own examples show that.
                let _ = index.add(words, &phrase.value, number, false);
            }
            // A near-miss speaks of all of them, and is looked for once.
            for near_miss in &self.near_misses {
                let _ = index.add(words, &near_miss.value, self.phrases.len(), true);
            }
            index.finish()
        });
        // A phrase is told as a whole: "task assignment" has a word of "any task", and no other.
        let filling = self.filling.get_or_init(|| self.phrases.iter().map(|p| filling(words, &p.value)).collect());
        let lower = text.to_lowercase();
        let said: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let is_whole = |id: usize| {
            let groups = filling.get(id).map_or(&[][..], |groups| groups);
            groups.iter().all(|group| group.iter().any(|word| said.contains(&word.as_str())))
        };
        index.hits_but_near_misses(&words.read(text)).iter().map(|hit| hit.id).find(|id| is_whole(*id))
    }

    fn report(&self, scene: &CheckContext<'_>, team: &Team, duty: &Duty, number: usize, reporter: &mut Reporter<'_>) {
        let carrier = duty.assignments.iter().max_by_key(|assignment| assignment.involvement);
        let (holder, person, role) = named(scene, team, carrier);
        let phrase = &self.phrases[number];
        reporter.report(Finding {
            words: &[("holder", &holder), ("text", &duty.text)],
            secondary: vec![Label {
                at: phrase.at.clone(),
                text: "the line: words that fit any work name none".to_owned(),
            }],
            help: Some("list the duties that are meant, each with its own holder, or take the row out".to_owned()),
            subject: Subject {
                team: Some(team.id.clone()),
                person,
                role,
                activity: None,
                involvement: carrier.map(|carrier| carrier.involvement),
                detail: Some(duty.text.clone()),
            },
            ..Finding::at(duty.at.clone(), "has no limits: anything can fall under it")
        });
    }
}

/// The words of a phrase that its index leaves out, since they carry no meaning: groups of alternatives.
fn filling(words: &Words, phrase: &str) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    let mut rest = phrase.trim();
    while !rest.is_empty() {
        let (group, after) = match rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            Some((inner, after)) => (inner, after),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        let alternatives: Vec<&str> = group.split('|').map(str::trim).collect();
        let is_plain = group != "..." && !group.starts_with('{');
        if is_plain && alternatives.iter().all(|word| words.read(word).is_empty()) {
            groups.push(alternatives.into_iter().map(str::to_lowercase).collect());
        }
        rest = after.trim_start();
    }
    groups
}

type Name = Option<std::sync::Arc<str>>;

fn named(scene: &CheckContext<'_>, team: &Team, carrier: Option<&Assignment>) -> (String, Name, Name) {
    match carrier.map(|carrier| &carrier.holder) {
        Some(Holder::Person(handle)) => {
            let role = scene.org.roles_of(team, handle).first().cloned();
            let shown = role.as_ref().map_or(&**handle, |role| scene.taxonomy.role_short(role));
            (shown.to_owned(), Some(handle.clone()), role.clone())
        }
        Some(Holder::Role(role)) => (scene.taxonomy.role_short(role).to_owned(), None, Some(role.clone())),
        _ => ("team".to_owned(), None, None),
    }
}
