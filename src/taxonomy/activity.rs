//! Activities: kinds of work, and which of them a text names.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::built;
use super::phrase::builder::{Builder, Names};
use super::phrase::{Hit, PhraseIndex};
use super::tokens::Words;
use crate::base::path::RepoPath;
use crate::base::source::{Location, Span, Spanned};
use crate::base::suggest::{Near, Pool};
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::Table;
use crate::taxonomy::verdict::{Verdict, Verdicts};

/// The keys of a verdict table: `{ accountable = "out", … }`.
pub const VERDICT: Shape = &[
    Field::new("accountable", Type::OneOf(Verdict::NAMES), "Verdict for a holder who answers for the work."),
    Field::new("responsible", Type::OneOf(Verdict::NAMES), "Verdict for a holder who does the work."),
    Field::new("consulted", Type::OneOf(Verdict::NAMES), "Verdict for a holder who is asked before."),
    Field::new("informed", Type::OneOf(Verdict::NAMES), "Verdict for a holder who is told afterwards."),
    Field::new(
        "floor",
        Type::OneOf(&["accountable", "responsible", "consulted", "informed"]),
        "The weakest involvement at which the role should still appear.",
    ),
    Field::new("with", Type::OneOf(&["compensating"]), "Holds only where the duty names a compensating control."),
];

/// The keys of `[[activity]]`.
pub const ACTIVITY: Shape = &[
    Field::needed("id", Type::Name, "Kebab-case name."),
    Field::needed("title", Type::Name, "The work in lower-case words, as it stands in messages."),
    Field::needed("area", Type::Name, "The area it belongs to."),
    Field::new("hard", Type::Flag, "No profile allows it beyond the line without a compensating control."),
    Field::new(
        "broad",
        Type::Flag,
        "In a sentence it gives way to any other activity, and counts only where little else is said.",
    ),
    Field::needed("owners", Type::Names, "Roles that should be accountable, best first."),
    Field::needed("why", Type::Name, "Why the line runs here."),
    Field::new("evidence", Type::Names, "Sources, by the keys of `rules/sources.toml`."),
    Field::new(
        "telling",
        Type::Names,
        "Single words that name it wherever they stand; others are too vague for that in prose.",
    ),
    Field::needed("phrases", Type::Names, "How people name the work."),
    Field::new("near-misses", Type::Names, "What sounds alike and is other work."),
    Field::needed("examples", Type::Names, "Texts, none of them a phrase, that must be read as this activity."),
    Field::new("verdict", Type::Map(&Type::Table(VERDICT)), "Verdicts by role id."),
];

/// A kind of work.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Kebab-case name.
    pub id: Arc<str>,
    /// The work in words, lower case.
    pub title: Arc<str>,
    /// The area it belongs to.
    pub area: Arc<str>,
    /// No profile relaxes it without a compensating control.
    pub hard: bool,
    /// In a sentence it gives way to any other activity, and counts only where little else is said.
    pub broad: bool,
    /// Role ids that should be accountable, best first.
    pub owners: Vec<Spanned<Arc<str>>>,
    /// Where it is defined.
    pub at: Location,
    said: OnceLock<Said>,
    later: Option<Table<'static>>,
}

/// What is said of an activity beside its verdicts: few runs ask for it.
#[derive(Clone, Debug)]
pub struct Said {
    /// Why the line runs here.
    pub why: Arc<str>,
    /// Keys of sources.
    pub evidence: Vec<Spanned<Arc<str>>>,
    /// Single words that name it wherever they stand.
    pub telling: Vec<Spanned<Arc<str>>>,
    /// How people name it.
    pub phrases: Vec<Spanned<Arc<str>>>,
    /// What sounds alike.
    pub near_misses: Vec<Spanned<Arc<str>>>,
    /// Texts that must be read as this activity.
    pub examples: Vec<Spanned<Arc<str>>>,
}

impl Said {
    fn decode(table: &Table<'_>) -> Self {
        Self {
            why: table.text("why").map_or_else(|| "".into(), |why| why.value),
            evidence: table.names("evidence"),
            telling: table.names("telling"),
            phrases: table.names("phrases"),
            near_misses: table.names("near-misses"),
            examples: table.names("examples"),
        }
    }
}

impl Activity {
    /// Reads one `[[activity]]`; `None` when a key that it needs is missing. Where the same table is there for good, what few
    /// runs ask for is read from it when one does.
    #[must_use]
    pub fn decode(table: &Table<'_>, path: &RepoPath, later: Option<Table<'static>>) -> Option<Self> {
        let said = if later.is_some() { OnceLock::new() } else { OnceLock::from(Said::decode(table)) };
        let text = |key: &str| table.name_at(key).map(|text| text.value);
        Some(Self {
            id: text("id")?,
            title: text("title")?,
            area: text("area")?,
            hard: table.flag("hard").is_some_and(|flag| flag.value),
            broad: table.flag("broad").is_some_and(|flag| flag.value),
            owners: table.names("owners"),
            at: Location { path: path.clone(), span: table.name_at("id")?.span },
            said,
            later,
        })
    }

    /// What is said of it beside its verdicts.
    pub fn said(&self) -> &Said {
        self.said.get_or_init(|| Said::decode(&self.later.clone().unwrap_or_default()))
    }

    /// Adds what the table says about roles.
    pub fn decode_verdicts(&self, table: &Table<'_>, path: &RepoPath, verdicts: &mut Verdicts) {
        let mut verdicts = verdicts.of_activity(&self.id);
        for (role, cells) in table.table("verdict").iter().flat_map(Table::entries) {
            if let Some(cells) = cells.table(String::new()) {
                verdicts.role(&role.value).overlay(&cells, path);
            }
        }
        for owner in &self.owners {
            let at = Location { path: path.clone(), span: owner.span };
            verdicts.role(&owner.value).default_core(&at);
        }
    }
}

impl Activity {
    /// All that it is called, the id first; phrases that leave words open are left out.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let is_plain = |phrase: &&Spanned<Arc<str>>| !phrase.value.contains(['(', '.', '|']);
        let phrases = self.said().phrases.iter().filter(is_plain).map(|phrase| &*phrase.value);
        [&*self.id, &*self.title].into_iter().chain(phrases)
    }
}

/// All activities, and how to find them in text.
#[derive(Debug, Default)]
pub struct Activities {
    list: Vec<Activity>,
    by_name: HashMap<String, usize>,
    phrases: OnceLock<PhraseIndex>,
    /// All names, for "did you mean", put together when first asked for.
    pool: OnceLock<Pool>,
}

/// `Test_Sign-off` and `test sign off` are one name.
fn spaced(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', '_'], " ")
}

/// An activity found in a text.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The activity.
    pub activity: &'a Activity,
    /// The words that name it, in the text.
    pub span: Span,
    /// How many words of meaning name it.
    pub weight: usize,
    /// How many words of meaning stand from the first that names it to the last.
    pub reach: usize,
    /// Whether the words go on in the same breath, so that it may only describe something else: "release" in "release notes".
    pub describes: bool,
    /// How many words of meaning stand before it.
    pub before: usize,
    /// Whether it is a single word that names the activity wherever it stands.
    pub telling: bool,
}

impl Activities {
    /// Adds an activity; one of the same id takes its place.
    pub fn push(&mut self, activity: Activity) {
        self.phrases = OnceLock::new();
        self.pool = OnceLock::new();
        if let Some(index) = self.by_name.get(&*activity.id).copied() {
            self.list[index] = activity;
            return;
        }
        let index = self.list.len();
        self.by_name.insert(activity.id.to_string(), index);
        self.by_name.entry(activity.title.to_lowercase()).or_insert(index);
        self.list.push(activity);
    }

    /// Takes the phrase index that was made of these activities when drawline was built; adding one more undoes that.
    pub(super) fn are_the_embedded_ones(&self) {
        // Whoever asked for it before has made the same.
        let _ = self.phrases.set(built::PHRASES);
    }

    /// All, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Activity] {
        &self.list
    }

    /// By id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Activity> {
        self.by_name.get(id).map(|index| &self.list[*index]).filter(|activity| &*activity.id == id)
    }

    /// The one activity that a text names: an id or a title, else the activity whose phrases cover most of its words.
    #[must_use]
    pub fn read(&self, words: &Words, text: &str) -> Option<&Activity> {
        let plain = text.trim().to_lowercase();
        if let Some(index) = self.by_name.get(&plain) {
            return Some(&self.list[*index]);
        }
        let hits = self.hits(words, text);
        let best = hits.iter().max_by_key(|hit| {
            let covered: usize = hits.iter().filter(|other| other.id == hit.id).map(|other| other.weight).sum();
            let spread = hit.tokens.1 - hit.tokens.0;
            (covered, hit.weight, std::cmp::Reverse(spread), std::cmp::Reverse(hit.tokens.0))
        })?;
        Some(&self.list[best.id])
    }

    /// The phrases of all activities; put together when first asked for, unless that was done when drawline was built.
    pub fn phrases(&self, words: &Words) -> &PhraseIndex {
        self.phrases.get_or_init(|| self.index(words).0)
    }

    /// Every activity that a text names, in the order of the text.
    #[must_use]
    pub fn find(&self, words: &Words, text: &str) -> Vec<Found<'_>> {
        let tokens = words.read(text);
        let hits = self.phrases(words).hits(&tokens).into_iter();
        let found = hits.map(|hit| Found {
            activity: &self.list[hit.id],
            span: hit.span,
            weight: hit.weight,
            reach: hit.tokens.1 - hit.tokens.0 + 1,
            describes: tokens.get(hit.tokens.1 + 1).is_some_and(|next| next.gap.is_tight()),
            before: hit.tokens.0,
            telling: hit.weight == 1
                && self.list[hit.id]
                    .said()
                    .telling
                    .iter()
                    .any(|word| words.stems(&word.value).first() == Some(&tokens[hit.tokens.0].stem)),
        });
        found.collect()
    }

    /// The activities that a misspelt id, title or phrase is perhaps meant to name.
    #[must_use]
    pub fn near(&self, text: &str) -> Near {
        let pool = self.pool.get_or_init(|| {
            let of = |activity: &'_ Activity| {
                activity.names().map(|name| (spaced(name).into(), activity.id.clone())).collect::<Vec<_>>()
            };
            Pool::new(self.list.iter().flat_map(of).collect())
        });
        pool.near(&spaced(text))
    }

    fn hits(&self, words: &Words, text: &str) -> Vec<Hit> {
        self.phrases(words).hits(&words.read(text))
    }

    /// Builds the phrase index; phrases that cannot be used are named with their place.
    #[must_use]
    pub fn index(&self, words: &Words) -> (PhraseIndex, Vec<(Location, String)>) {
        let (mut index, mut broken) = (Builder::default(), Vec::new());
        for (number, activity) in self.list.iter().enumerate() {
            let (Activity { id, title, at, .. }, Said { phrases, near_misses, .. }) = (activity, activity.said());
            index.add_activity(words, number, &Names { id, title, phrases, near_misses }, |phrase, reason| {
                broken.push((Location { path: at.path.clone(), span: phrase.span }, reason));
            });
        }
        (index.finish(), broken)
    }
}
