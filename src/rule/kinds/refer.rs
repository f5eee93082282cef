//! `refer`: names that must lead somewhere: handles, roles, activities.

use std::collections::HashSet;

use super::Kind;
use crate::base::diagnostic::{Label, Severity, Subject};
use crate::base::fix::Fix;
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::base::suggest::{capital, distance, one_of};
use crate::document::shape::{Field, Type};
use crate::org::{Dangling, FileNode, Reference, Team};
use crate::read::reading::name_key;
use crate::rule::layers::Layers;
use crate::rule::sink::{Finding, Sink};
use crate::rule::{Check, Judges, SEVERITIES, Scene};
use crate::taxonomy::activity::Activity;
use crate::taxonomy::role::Role;

const NAMES: &[&str] = &["handle", "role", "activity", "ambiguous-role"];

pub(super) const KIND: Kind = Kind {
    name: "refer",
    summary: "Judges whether names lead to a person, a role or an activity.",
    fields: &[
        Field::needed("names", Type::OneOf(NAMES), "The kind of name."),
        Field::new("unlike", Type::OneOf(SEVERITIES), "Severity of free text that resembles no known name."),
    ],
    words: &["name", "meant"],
    build,
};

struct Refer {
    names: Option<Reference>,
    unlike: Option<Option<Severity>>,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let names = match layers.text("names").as_ref().map(|word| &*word.value) {
        Some("handle") => Some(Reference::Handle),
        Some("role") => Some(Reference::Role),
        Some("activity") => Some(Reference::Activity),
        Some("ambiguous-role") => Some(Reference::AmbiguousRole),
        _ => None,
    };
    // A severity that a repository sets for the whole rule counts for free text as well.
    let unlike = layers.text("unlike").filter(|_| !layers.severity_is_set());
    Box::new(Refer { names, unlike: unlike.map(|word| Severity::parse(&word.value)) })
}

impl Check for Refer {
    fn judges(&self) -> Judges {
        Judges { files: true, teams: true, ..Judges::default() }
    }

    fn file(&self, scene: &Scene<'_>, _: &RepoPath, file: &FileNode, sink: &mut Sink<'_>) {
        self.judge(scene, &file.dangling, sink);
    }

    fn team(&self, scene: &Scene<'_>, team: &Team, sink: &mut Sink<'_>) {
        self.judge(scene, &team.dangling, sink);
    }
}

impl Refer {
    fn judge(&self, scene: &Scene<'_>, dangling: &[Dangling], sink: &mut Sink<'_>) {
        let mut told = HashSet::new();
        for dangling in dangling.iter().filter(|dangling| Some(dangling.reference) == self.names) {
            // What a word means is settled once for a file, however often it stands there.
            let once = dangling.reference == Reference::AmbiguousRole;
            if once && !told.insert((&dangling.at.path, &dangling.text)) {
                continue;
            }
            let severity = match self.unlike {
                Some(unlike) if dangling.near.meant.is_empty() => match unlike {
                    Some(severity) => Some(severity),
                    None => continue,
                },
                _ => None,
            };
            report(dangling, severity, scene, sink);
        }
    }
}

fn report(dangling: &Dangling, severity: Option<Severity>, scene: &Scene<'_>, sink: &mut Sink<'_>) {
    let titles: Vec<&str> = dangling.near.meant.iter().map(|role| scene.taxonomy.role_title(role)).collect();
    let meant = match dangling.reference {
        Reference::AmbiguousRole => one_of(&titles),
        _ => dangling.near.meant.first().map_or_else(String::new, ToString::to_string),
    };
    let is_handle = dangling.reference == Reference::Handle;
    sink.report(Finding {
        words: &[("name", &dangling.text), ("meant", &meant)],
        severity,
        fix: fix(dangling, scene),
        value: None,
        primary: Label { at: dangling.at.clone(), text: label(dangling) },
        secondary: Vec::new(),
        help: Some(help(dangling)),
        subject: Subject {
            team: dangling.team.clone(),
            person: is_handle.then(|| dangling.text.clone()),
            detail: Some(dangling.text.clone()),
            ..Subject::default()
        },
    });
}

/// A slip is mended with the name that was meant, as near to what is written as it is called.
fn fix(dangling: &Dangling, scene: &Scene<'_>) -> Option<Fix> {
    let meant = dangling.near.meant.first().filter(|_| dangling.near.is_slip)?;
    let Location { path, span, .. } = &dangling.at;
    // A catalog names people in a way of its own.
    if path.as_str().ends_with(".yaml") || path.as_str().ends_with(".yml") {
        return None;
    }
    let names: Vec<&str> = match dangling.reference {
        Reference::Role => scene.taxonomy.roles.get(meant).into_iter().flat_map(Role::names).collect(),
        Reference::Activity => scene.taxonomy.activities.get(meant).into_iter().flat_map(Activity::names).collect(),
        // A file that writes handles without the `@` goes on doing so, unless that is the slip.
        Reference::Handle if !dangling.text.starts_with('@') && name_key(meant) != name_key(&dangling.text) => {
            vec![meant.trim_start_matches('@')]
        }
        Reference::Handle | Reference::AmbiguousRole => vec![meant],
    };
    let word = names.iter().copied().min_by_key(|name| distance(&dangling.text, name));
    Some(Fix::name(path, *span, &capitalised_like(&dangling.text, word.unwrap_or(meant))))
}

/// "Product Manager" where "Product Manger" was written.
fn capitalised_like(written: &str, name: &str) -> String {
    let is_upper = |word: &str| word.starts_with(char::is_uppercase);
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (written.split(' ').collect(), name.split(' ').collect());
    if ours.len() != theirs.len() {
        return name.to_owned();
    }
    let words = ours.into_iter().zip(theirs);
    words
        .map(|(our, their)| if is_upper(our) { capital(their) } else { their.to_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

fn label(dangling: &Dangling) -> String {
    match dangling.reference {
        Reference::Handle => "nobody goes by this handle".to_owned(),
        Reference::Role => "neither a handle nor a role that is known".to_owned(),
        Reference::Activity => "no phrase of the taxonomy reads this".to_owned(),
        Reference::AmbiguousRole => "several roles are called so".to_owned(),
    }
}

fn help(dangling: &Dangling) -> String {
    let text = &dangling.text;
    match (dangling.reference, dangling.near.meant.first()) {
        (Reference::AmbiguousRole, Some(first)) => {
            let ids: Vec<String> = dangling.near.meant.iter().map(ToString::to_string).collect();
            format!(
                "say once what it means here, in drawline.toml under [aliases]: \"{text}\" = \"{first}\" (or {}); until \
                 then nothing is judged by it",
                one_of(&ids[1..])
            )
        }
        (_, Some(_)) => {
            let near: Vec<String> = dangling.near.meant.iter().map(|near| format!("\"{near}\"")).collect();
            format!("did you mean {}?", one_of(&near))
        }
        (Reference::Handle, None) => format!("add {text} to people.toml, or correct the handle"),
        (Reference::Role, None) => {
            format!("use a role that `drawline explain` knows, or say under [aliases] which one \"{text}\" is")
        }
        (Reference::Activity, None) => {
            "the duty is kept as a fact, but no scope rule can judge it; name a known activity to have it judged"
                .to_owned()
        }
        (Reference::AmbiguousRole, None) => "name the role in full".to_owned(),
    }
}
