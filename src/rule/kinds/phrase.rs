//! `phrase`: duties whose words say too little or too much, whatever activity they are: "anything that falls between teams".

use std::sync::OnceLock;

use super::Kind;
use crate::base::diagnostic::{Label, Subject};
use crate::document::shape::{Field, Type};
use crate::org::{Assignment, Duty, Holder, Placed, Team};
use crate::rule::layers::Layers;
use crate::rule::sink::{Finding, Sink};
use crate::rule::{Check, Judges, Scene};
use crate::taxonomy::phrase::PhraseIndex;
use crate::taxonomy::phrase::builder::Builder;

pub(super) const KIND: Kind = Kind {
    name: "phrase",
    summary: "Judges the words of duties that no activity of the taxonomy reads.",
    fields: &[
        Field::needed("phrases", Type::Names, "What the words say, in the form of activity phrases."),
        Field::new("near-misses", Type::Names, "What sounds alike and is fine."),
    ],
    words: &["holder", "text"],
    build,
};

struct Phrase {
    phrases: Vec<Placed<std::sync::Arc<str>>>,
    near_misses: Vec<Placed<std::sync::Arc<str>>>,
    index: OnceLock<PhraseIndex>,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let (phrases, near_misses) = (layers.names("phrases"), layers.names("near-misses"));
    Box::new(Phrase { phrases, near_misses, index: OnceLock::new() })
}

impl Check for Phrase {
    fn judges(&self) -> Judges {
        Judges { teams: true, ..Judges::default() }
    }

    fn team(&self, scene: &Scene<'_>, team: &Team, sink: &mut Sink<'_>) {
        for duty in team.duties.iter().filter(|duty| duty.activity.is_none() && duty.retired.is_none()) {
            if let Some(number) = self.first_hit(scene, &duty.text) {
                self.report(scene, team, duty, number, sink);
            }
        }
    }
}

impl Phrase {
    fn first_hit(&self, scene: &Scene<'_>, text: &str) -> Option<usize> {
        let words = scene.taxonomy.words();
        let index = self.index.get_or_init(|| {
            let mut index = Builder::default();
            for (number, phrase) in self.phrases.iter().enumerate() {
                // A phrase without a word of meaning finds nothing; the rule's own examples show that.
                let _ = index.add(words, &phrase.value, number, false);
                for near_miss in &self.near_misses {
                    let _ = index.add(words, &near_miss.value, number, true);
                }
            }
            index.finish()
        });
        index.hits(&words.read(text)).first().map(|hit| hit.id)
    }

    fn report(&self, scene: &Scene<'_>, team: &Team, duty: &Duty, number: usize, sink: &mut Sink<'_>) {
        let carrier = duty.assignments.iter().max_by_key(|assignment| assignment.involvement);
        let (holder, person, role) = named(scene, team, carrier);
        let phrase = &self.phrases[number];
        sink.report(Finding {
            words: &[("holder", &holder), ("text", &duty.text)],
            severity: None,
            fix: None,
            value: None,
            primary: Label { at: duty.at.clone(), text: "has no edge: anything can fall under it".to_owned() },
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
        });
    }
}

type Name = Option<std::sync::Arc<str>>;

fn named(scene: &Scene<'_>, team: &Team, carrier: Option<&Assignment>) -> (String, Name, Name) {
    match carrier.map(|carrier| &carrier.holder) {
        Some(Holder::Person(handle)) => {
            let role = scene.org.roles_of(team, handle).into_iter().next();
            let shown = role.as_ref().map_or(&**handle, |role| scene.taxonomy.role_short(role));
            (shown.to_owned(), Some(handle.clone()), role.clone())
        }
        Some(Holder::Role(role)) => (scene.taxonomy.role_short(role).to_owned(), None, Some(role.clone())),
        _ => ("team".to_owned(), None, None),
    }
}
