//! `refer`: names that must lead somewhere: handles, roles, activities.

use std::collections::BTreeSet;

use super::Kind;
use crate::base::diagnostic::{Label, Severity, Subject};
use crate::base::fix::Fix;
use crate::base::path::RepoPath;
use crate::base::quick::{HashMap, HashSet};
use crate::base::source::Location;
use crate::base::suggest::{all_of, capital, distance, one_of};
use crate::document::shape::{Field, Type};
use crate::org::{Dangling, FileNode, Holder, Reference, Team};
use crate::read::reading::name_key;
use crate::read::{is_page, syntax_of};
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::topic::topics;
use crate::rule::{Check, CheckContext, Judges, SEVERITIES};
use crate::taxonomy::activity::Activity;
use crate::taxonomy::role::Role;
use crate::taxonomy::role::RoleReading;

/// More places of one finding than these are not shown.
const PLACES: usize = 4;
/// More kinds of work than these are counted, not named.
const NAMED: usize = 3;

topics! {
    /// The kind of name.
    Named by "names" {
        Handle = "handle": "a handle that nobody goes by",
        Role = "role": "a holder that is neither a handle nor a known role",
        Activity = "activity": "work that is not known",
        AmbiguousRole = "ambiguous-role": "a name that several roles have",
    }
}

pub(super) const KIND: Kind = Kind {
    name: "refer",
    summary: "Judges whether names lead to a person, a role or an activity.",
    fields: &[
        Field::needed("names", Type::OneOf(Named::WORDS), "The kind of name."),
        Field::new("unlike", Type::OneOf(SEVERITIES), "Severity of free text that resembles no known name."),
        Field::new(
            "nowhere",
            Type::OneOf(SEVERITIES),
            "Severity of somebody who carries work, and whom no team and no people file knows.",
        ),
    ],
    topics: &[Named::TOPICS],
    words: &["name", "names", "meant"],
    build,
};

struct Refer {
    names: Option<Reference>,
    unlike: Option<Option<Severity>>,
    nowhere: Option<Severity>,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    let names = Named::chosen(layers).map(|named| match named {
        Named::Handle => Reference::Handle,
        Named::Role => Reference::Role,
        Named::Activity => Reference::Activity,
        Named::AmbiguousRole => Reference::AmbiguousRole,
    });
    // A severity that a repository sets for the whole rule counts for free text as well.
    let unlike = layers.text("unlike").filter(|_| !layers.severity_is_set());
    let nowhere = layers.text("nowhere").and_then(|word| Severity::parse(&word.value));
    Box::new(Refer { names, unlike: unlike.map(|word| Severity::parse(&word.value)), nowhere })
}

impl Check for Refer {
    fn judges(&self) -> Judges {
        Judges { files: true, teams: true, names: true, ..Judges::default() }
    }

    fn file(&self, scene: &CheckContext<'_>, _: &RepoPath, file: &FileNode, reporter: &mut Reporter<'_>) {
        self.judge(scene, None, &file.dangling, reporter);
    }

    fn team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        self.judge(scene, Some(team), &team.dangling, reporter);
    }
}

impl Refer {
    fn judge(&self, scene: &CheckContext<'_>, team: Option<&Team>, dangling: &[Dangling], reporter: &mut Reporter<'_>) {
        if self.names == Some(Reference::Handle) {
            self.judge_nowhere(scene, dangling, reporter);
        }
        let mut told = HashSet::default();
        let mut unlike: Vec<&Dangling> = Vec::new();
        let unjudged = team.map_or_else(Unjudged::default, |team| Unjudged::of(scene, team, dangling));
        for dangling in dangling.iter().filter(|dangling| Some(dangling.reference) == self.names) {
            // What a word means is settled once for a file, however often it stands there.
            let once = dangling.reference == Reference::AmbiguousRole;
            if once && !told.insert((&dangling.at.path, &dangling.text)) {
                continue;
            }
            let severity = match self.unlike {
                Some(unlike) if is_unlike(dangling) => match unlike {
                    Some(severity) => Some(severity),
                    None => continue,
                },
                _ => None,
            };
            // Words that nobody knows say one thing together: that so much is not judged.
            let is_word = matches!(dangling.reference, Reference::Activity | Reference::Role);
            if is_word && severity.is_some() && dangling.near.meant.is_empty() && misplaced(dangling, scene).is_none() {
                unlike.push(dangling);
                continue;
            }
            report(dangling, severity, Vec::new(), scene, &unjudged, reporter);
        }
        for words in unlike.chunk_by(|one, other| one.at.path == other.at.path) {
            match words {
                [only] => report(only, self.unlike.flatten(), Vec::new(), scene, &unjudged, reporter),
                several => self.report_unlike(several, reporter),
            }
        }
    }

    /// Words of one file that resemble no known work.
    fn report_unlike(&self, words: &[&Dangling], reporter: &mut Reporter<'_>) {
        let Some((first, rest)) = words.split_first() else { return };
        let mut named: Vec<String> = words.iter().take(NAMED).map(|word| format!("\"{}\"", word.text)).collect();
        if words.len() > NAMED {
            named.push(format!("{} more", words.len() - NAMED));
        }
        let again = rest.iter().take(PLACES).map(|word| Label { at: word.at.clone(), text: "nor these".to_owned() });
        let help = match first.reference {
            Reference::Activity => {
                "they are kept as facts and judged by nothing; name known activities to have them judged: `drawline explain activities`"
            }
            _ => {
                "what is held under them is judged by nothing; use roles that `drawline explain roles` names, or say under [aliases] of \
                 drawline.toml which ones they are"
            }
        };
        reporter.report(Finding {
            words: &[("names", &one_of(&named)), ("name", &first.text), ("meant", "")],
            severity: self.unlike.flatten(),
            value: Some(words.len() as f64),
            secondary: again.collect(),
            help: Some(help.to_owned()),
            subject: Subject { team: first.team.clone(), ..Subject::default() },
            ..Finding::at(first.at.clone(), label(first))
        });
    }

    /// Who is known nowhere is told once for a file, however often the handle stands there.
    fn judge_nowhere(&self, scene: &CheckContext<'_>, dangling: &[Dangling], reporter: &mut Reporter<'_>) {
        let Some(severity) = self.nowhere else { return };
        let all: Vec<&Dangling> = dangling.iter().filter(|one| one.reference == Reference::Nowhere).collect();
        let mut same: HashMap<_, Vec<&Dangling>> = HashMap::default();
        let key = |one: &&Dangling| (one.at.path.clone(), name_key(&one.text).into_owned());
        all.iter().for_each(|one| same.entry(key(one)).or_default().push(one));
        for first in all {
            let Some(places) = same.remove(&key(&first)) else { continue };
            let again = places[1..].iter().take(PLACES);
            let again = again.map(|other| Label { at: other.at.clone(), text: "and here".to_owned() }).collect();
            report(first, Some(severity), again, scene, &Unjudged::default(), reporter);
        }
    }
}

fn report(
    dangling: &Dangling,
    severity: Option<Severity>,
    again: Vec<Label>,
    scene: &CheckContext<'_>,
    unjudged: &Unjudged<'_>,
    reporter: &mut Reporter<'_>,
) {
    let titles: Vec<&str> = dangling.near.meant.iter().map(|role| scene.taxonomy.role_title(role)).collect();
    let meant = match dangling.reference {
        Reference::AmbiguousRole => one_of(&titles),
        _ => dangling.near.meant.first().map_or_else(String::new, ToString::to_string),
    };
    let is_handle = matches!(dangling.reference, Reference::Handle | Reference::Nowhere);
    reporter.report(Finding {
        words: &[("name", &dangling.text), ("names", &format!("\"{}\"", dangling.text)), ("meant", &meant)],
        severity,
        fix: fix(dangling, scene),
        secondary: again,
        help: Some(help(dangling, scene, unjudged)),
        subject: Subject {
            team: dangling.team.clone(),
            person: is_handle.then(|| dangling.text.clone()),
            detail: Some(dangling.text.clone()),
            ..Subject::default()
        },
        ..Finding::at(dangling.at.clone(), label(dangling))
    });
}

/// Whether a word is most likely meant as it is written. Titles resemble each other: only a slip is taken for another one.
fn is_unlike(dangling: &Dangling) -> bool {
    let near = &dangling.near;
    near.meant.is_empty() || dangling.reference == Reference::Role && !near.is_slip
}

/// A slip is fixed with the name that was meant, as near to what is written as it is called.
fn fix(dangling: &Dangling, scene: &CheckContext<'_>) -> Option<Fix> {
    let meant = dangling.near.meant.first().filter(|_| dangling.near.is_slip)?;
    let Location { path, span, .. } = &dangling.at;
    let quote = syntax_of(path)?.quote?;
    let names: Vec<&str> = match dangling.reference {
        Reference::Role => scene.taxonomy.roles.get(meant).into_iter().flat_map(Role::names).collect(),
        Reference::Activity => scene.taxonomy.activities.get(meant).into_iter().flat_map(Activity::names).collect(),
        // A file that writes handles without the `@` goes on doing so, unless that is the slip.
        Reference::Handle if !dangling.text.starts_with('@') && name_key(meant) != name_key(&dangling.text) => {
            vec![meant.trim_start_matches('@')]
        }
        Reference::Handle | Reference::Nowhere | Reference::AmbiguousRole => vec![meant],
    };
    let word = names.iter().copied().min_by_key(|name| distance(&dangling.text, name));
    Some(Fix::write(path, *span, &quote(&capitalised_like(&dangling.text, word.unwrap_or(meant)))))
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
        Reference::Nowhere => "no member of any team, and in no people file".to_owned(),
        Reference::Role => "neither a handle nor a role that is known".to_owned(),
        Reference::Activity => "no known activity matches these words".to_owned(),
        Reference::AmbiguousRole => "several roles are called so".to_owned(),
    }
}

fn help(dangling: &Dangling, scene: &CheckContext<'_>, unjudged: &Unjudged<'_>) -> String {
    let text = &dangling.text;
    let unjudged = unjudged.by(text);
    let is_page = is_page(&dangling.at.path);
    if let Some(help) = misplaced(dangling, scene) {
        return help;
    }
    match (dangling.reference, dangling.near.meant.first()) {
        (Reference::AmbiguousRole, Some(first)) => {
            let ids: Vec<String> = dangling.near.meant.iter().map(ToString::to_string).collect();
            let quote = if text.contains(char::is_whitespace) { "\"" } else { "" };
            format!(
                "say once what it means here: `drawline init --alias {quote}{text}={first}{quote}` (or {}) writes it under [aliases] \
                 of drawline.toml; or write the role in full. Until then {unjudged}",
                one_of(&ids[1..])
            )
        }
        (_, Some(_)) => {
            let near: Vec<String> = dangling.near.meant.iter().map(|near| format!("\"{near}\"")).collect();
            format!("did you mean {}?", one_of(&near))
        }
        (Reference::Nowhere, None) if is_page => {
            format!("{text} is judged by no role: add them to people.toml with a role, or correct the handle")
        }
        (Reference::Nowhere, None) => format!(
            "{text} is judged by no role: add them as a [[member]] with a role, or to people.toml, or correct the handle"
        ),
        (Reference::Handle, None) => format!("add {text} to people.toml, or correct the handle"),
        (Reference::Role, None) => {
            format!(
                "use a role that `drawline explain roles` names, or say under [aliases] of drawline.toml which one \"{text}\" is; \
                 until then {unjudged}"
            )
        }
        (Reference::Activity, None) => {
            "the duty is kept as a fact, but no scope rule can judge it; name a known activity to have it judged"
                .to_owned()
        }
        (Reference::AmbiguousRole, None) => "name the role in full".to_owned(),
    }
}

/// What stands where something else is taken: a role where work should be, work where a role should be, several names in one.
fn misplaced(dangling: &Dangling, scene: &CheckContext<'_>) -> Option<String> {
    let (text, taxonomy, is_page) = (&*dangling.text, scene.taxonomy, is_page(&dangling.at.path));
    let is_role = || !matches!(taxonomy.roles.read(text), RoleReading::Unknown);
    let is_work = || taxonomy.activities.read(taxonomy.words(), text).is_some();
    match dangling.reference {
        Reference::Activity if is_role() && is_page => Some("that is a role: name the work here".to_owned()),
        Reference::Activity if is_role() => {
            Some("that is a role: name the work here, and the role under `accountable` or `responsible`".to_owned())
        }
        Reference::Role if text.matches('@').count() > 1 => {
            let parts = text.split([',', ';', '/', ' ', '&', '+']).map(str::trim);
            let names: Vec<String> =
                parts.filter(|part| part.starts_with('@')).map(|part| format!("\"{part}\"")).collect();
            Some(match is_page {
                true => "separate several names with commas".to_owned(),
                false => format!("write several names as a list: [{}]", names.join(", ")),
            })
        }
        Reference::Role if text.contains('@') => Some("name people by their handle, such as @maya".to_owned()),
        Reference::Role if is_work() => Some("that is work: name who holds it here, by handle or by role".to_owned()),
        _ => None,
    }
}

/// What nobody judges as long as a role is not known, by the role as it is written.
#[derive(Default)]
struct Unjudged<'a>(HashMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Unjudged<'a> {
    /// What the rows of a team leave open that names without a meaning carry.
    fn of(scene: &CheckContext<'a>, team: &'a Team, dangling: &[Dangling]) -> Self {
        let mut unjudged = Self::default();
        let is_role = |one: &Dangling| matches!(one.reference, Reference::Role | Reference::AmbiguousRole);
        if !dangling.iter().any(is_role) {
            return unjudged;
        }
        for duty in team.duties.iter().filter(|duty| duty.retired.is_none()) {
            let Some(title) = duty.activity.as_deref().map(|id| scene.taxonomy.title(id)) else { continue };
            for assignment in duty.assignments.iter().filter(|assignment| assignment.involvement.carries()) {
                unjudged.carried(scene, team, &assignment.holder, title);
            }
        }
        unjudged
    }

    fn carried(&mut self, scene: &CheckContext<'_>, team: &'a Team, holder: &'a Holder, title: &'a str) {
        let mut note = |role: &'a str| {
            self.0.entry(role).or_default().insert(title);
        };
        match holder {
            Holder::Unknown(text) => note(text),
            Holder::Person(handle) if scene.org.roles_of(team, handle).is_empty() => {
                let roles = team.entries_of(handle).flat_map(|member| &member.roles);
                roles.filter(|role| role.id.is_none()).for_each(|role| note(&role.text));
            }
            Holder::Person(_) | Holder::Role(_) | Holder::Group(_) => {}
        }
    }

    /// "test sign-off goes unjudged".
    fn by(&self, role: &str) -> String {
        let Some(titles) = self.0.get(role) else { return "nothing is judged by it".to_owned() };
        let titles: Vec<&str> = titles.iter().copied().collect();
        match titles.len() {
            1 => format!("{} goes unjudged", titles[0]),
            count if count <= NAMED => format!("{} go unjudged", all_of(&titles)),
            count => format!("{} and {} more go unjudged", titles[..NAMED].join(", "), count - NAMED),
        }
    }
}
