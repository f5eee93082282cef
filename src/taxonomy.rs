//! Level 2: what drawline knows before it reads a repository: activities, roles, verdicts, profiles and sources, all of
//! them data in `rules/`.
//!
//! A file's own keys say what it holds: `[[activity]]`, `[[role]]`, `[[source]]`, `[words]`, `[profile]`, or a rule (which
//! `rule.rs` reads). Text becomes an activity in `phrase.rs`, a title becomes a role in `role.rs`.

pub mod activity;
mod built;
pub(crate) mod frame;
pub mod grammar;
pub(crate) mod mention;
pub(crate) mod pages;
pub(crate) mod phrase;
pub(crate) mod profile;
pub mod role;
pub mod scale;
pub(crate) mod stem;
pub mod tokens;
pub mod verdict;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::base::path::{EMBEDDED, RepoPath};
use crate::base::suggest::{one_of, with_article};
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::Table;
use crate::document::{Document, Problem};
use crate::embedded;
use crate::store::decode;
use activity::{ACTIVITY, Activities, Activity};
use grammar::Grammar;
use pages::Pages;
use profile::Profile;
use role::{ROLE, Role, Roles};
use tokens::Words;
use verdict::{Condition, Verdicts};

/// The file of the words, which [`Taxonomy::words`] reads itself.
pub const WORDS_FILE: &str = "rules/words.toml";

/// The file of the words that prose hangs on, which [`Taxonomy::grammar`] reads itself.
pub const PROSE_FILE: &str = "rules/prose.toml";

/// The file of what speaks for and against a reading of prose, which [`Taxonomy::grammar`] reads with the words.
pub const CONFIDENCE_FILE: &str = "rules/confidence.toml";

/// The file of the words by which `drawline init` finds pages, which it reads itself.
pub(crate) const SURVEY_FILE: &str = "rules/survey.toml";
/// The words of drawline, which `drawline explain` says.
pub const GLOSSARY_FILE: &str = "rules/glossary.toml";

/// The keys of `[words]`.
const WORDS: Shape = &[
    Field::new("empty", Type::Names, "Words that carry no meaning of their own."),
    Field::new("prepositions", Type::Names, "Words that turn a compound around."),
    Field::new("joints", Type::Names, "Words that join two of a kind."),
    Field::new("determiners", Type::Names, "Words that begin a noun group."),
    Field::new("auxiliaries", Type::Names, "Words before a participle."),
    Field::new("subjects", Type::Names, "Pronouns and modals, after which a verb comes."),
    Field::new("clauses", Type::Names, "Words that begin a clause of its own."),
    Field::new("breaks", Type::Names, "Words that begin an aside."),
    Field::new("denials", Type::Names, "Words that deny what follows."),
    Field::new("participles", Type::Names, "Past participles without -ed."),
    Field::new("adverbs", Type::Names, "Adverbs that do not end in -ly."),
    Field::new("articles", Type::Names, "Determiners without which a phrase is the same."),
    Field::new("noun-endings", Type::Names, "Endings of nouns that are made of verbs."),
    Field::new("no-adverbs", Type::Names, "Words in -ly that are no adverbs."),
    Field::new("apart", Type::Map(&Type::Names), "Prepositions that are told apart."),
    Field::new("light", Type::Names, "Nouns that add nothing to the noun before them."),
    Field::new(
        "consuming",
        Type::Names,
        "Verbs that take in what others made; their objects name no work by themselves.",
    ),
    Field::new("states", Type::Names, "Words for how something is kept: \"keeps the backlog current\"."),
    Field::new("transparent", Type::Names, "Words that mean what stands behind their `of` or `for`."),
    Field::new("ordinary", Type::Names, "Words of any trade, which do not make a text strange."),
    Field::new(
        "foreign",
        Type::Names,
        "Words of trades that build no software; beside them a text names none of our work.",
    ),
    Field::new("neutral", Type::Names, "Words that may stand before any noun and change nothing."),
    Field::new("kept", Type::Names, "Words that keep their ending: without it they would be others."),
    Field::new("verbs", Type::Names, "Verbs that may stand apart from their object."),
    Field::new("joined", Type::Names, "Words that are one, however they are written."),
    Field::new("families", Type::Names, "Words of one meaning that no suffix brings together."),
    Field::new("classes", Type::Map(&Type::Names), "Words that a phrase may name together, as `{class}`."),
];

/// The keys of `[[source]]`.
const SOURCE: Shape = &[
    Field::needed("key", Type::Name, "Short name, as rules cite it."),
    Field::needed("text", Type::Name, "Title and address."),
];

/// The keys of a taxonomy file.
pub const TAXONOMY_FILE: Shape = &[
    Field::new("activity", Type::Tables(ACTIVITY), "Kinds of work."),
    Field::new("role", Type::Tables(ROLE), "Roles."),
    Field::new("levels", Type::Names, "Words of rank before a title."),
    Field::new("generic", Type::Names, "Titles that another noun before them makes another title."),
    Field::new("before", Type::Names, "Words that may stand before those."),
    Field::new("source", Type::Tables(SOURCE), "Where the evidence is."),
    Field::new("words", Type::Table(WORDS), "The words that text is read with."),
    Field::new("verb", Type::Tables(SAYING), "Verbs, by how they involve their subject."),
    Field::new("wording", Type::Tables(SAYING), "Wordings, by how they involve their subject."),
    Field::new("label", Type::Tables(LABEL), "Labels and column titles, by what the people behind them are."),
    Field::new("heading", Type::Tables(HEADING), "Headings, by what stands below them."),
    Field::new("grammar", Type::Table(GRAMMAR), "The small words of a sentence."),
    Field::new("class", Type::Map(&Type::Names), "The closed classes of words."),
    Field::new("turn", Type::Map(&Type::Names), "Runs of words with a place of their own in a clause."),
    Field::new("frame", Type::Tables(FRAME), "Verbs, by what they do with the persons and the verb behind them."),
    Field::new(
        "functions",
        Type::Map(&Type::Names),
        "Functions that are one role's, by which a team's list introduces people.",
    ),
    Field::new("meanings", Type::Map(&Type::Names), "Words that speak for a role that shares its abbreviation."),
    Field::new("confidence", Type::Table(CONFIDENCE), "How sure a reading of prose is before any sign."),
    Field::new("sign", Type::Tables(SIGN), "What speaks for or against a reading of prose."),
    Field::new("pages", Type::Map(&Type::Names), "Words in names of files that say what is in them."),
    Field::new("survey", Type::Map(&Type::Names), "Words in names of files by which `drawline init` finds pages."),
];

/// The keys of `[confidence]`.
const CONFIDENCE: Shape = &[
    Field::new("for", Type::Number, "The odds without any sign, in hundredths of a natural logarithm."),
    Field::new("against", Type::Number, "The same, where they are against it."),
    Field::needed("explicit", Type::Number, "From how many percent on rules judge a reading."),
];

/// The keys of `[[sign]]`.
const SIGN: Shape = &[
    Field::needed("name", Type::Name, "Which sign."),
    Field::new("for", Type::Number, "What it adds to the odds, in hundredths of a natural logarithm."),
    Field::new("against", Type::Number, "What it takes from them."),
    Field::needed("says", Type::Name, "What people read of it."),
    Field::new("instead", Type::Name, "What would take it away."),
];

const INVOLVEMENTS: &[&str] = &["accountable", "responsible", "consulted", "informed", "none"];
const STANCES: &[&str] = &["accountable", "responsible", "consulted", "informed", "denied", "silent", "told"];

/// The keys of `[[verb]]` and `[[wording]]`.
const SAYING: Shape = &[
    Field::needed(
        "involvement",
        Type::OneOf(INVOLVEMENTS),
        "How they involve their subject; `none` gives nobody work.",
    ),
    Field::needed("words", Type::Names, "Verbs in their plain form, or wordings as they are written."),
    Field::needed("examples", Type::Names, "Sentences about a product manager that are read so."),
];

const FRAMES: &[&str] = &[
    "asks",
    "wishes",
    "helps",
    "joins",
    "gives",
    "begins",
    "stops",
    "rests",
    "takes-over",
    "ensures",
    "says",
    "consults",
];

/// The keys of `[[frame]]`.
const FRAME: Shape = &[
    Field::needed("kind", Type::OneOf(FRAMES), "What the verbs do with the persons and the verb behind them."),
    Field::needed("words", Type::Names, "Verbs in their plain form."),
    Field::needed("reads", Type::OneOf(INVOLVEMENTS), "How the examples involve the product manager."),
    Field::needed("examples", Type::Names, "Sentences that are read so."),
];

/// The keys of `[[label]]`.
const LABEL: Shape = &[
    Field::needed("involvement", Type::OneOf(INVOLVEMENTS), "What the people behind it are."),
    Field::new("verb", Type::Name, "What they do with what the heading names."),
    Field::needed("words", Type::Names, "The whole label or column title."),
    Field::needed(
        "examples",
        Type::Names,
        "Labels with a product manager behind them, under a heading that names the work.",
    ),
];

/// The keys of `[[heading]]`.
const HEADING: Shape = &[
    Field::needed("stance", Type::OneOf(STANCES), "What stands below: work and how, work that is denied, or no work."),
    Field::needed("words", Type::Names, "Words of the heading, the label or the line before a list."),
    Field::needed("examples", Type::Names, "Headings, labels or lines that are read so."),
];

/// The keys of `[grammar]`.
const GRAMMAR: Shape = &[
    Field::needed("modals", Type::Names, "After a subject: an obligation follows."),
    Field::needed("weak", Type::Names, "Modals that leave it open."),
    Field::needed("negations", Type::Names, "Words that deny."),
    Field::needed("past", Type::Names, "Words that put it in the past."),
    Field::needed("wishes", Type::Names, "Words that only wish for it."),
    Field::needed("handed-over", Type::Names, "Words that give it to somebody else."),
    Field::needed("adjuncts", Type::Names, "Words with which a part begins that says when, why or how."),
    Field::needed("moments", Type::Names, "Words before a clause that say nothing but when."),
    Field::needed("about", Type::Names, "Words before what a clause is about."),
    Field::needed("withdraws", Type::Names, "Words that take back what stands before them."),
    Field::needed("ends-it", Type::Names, "The same, in a sentence that denies."),
    Field::needed("takes-object", Type::Names, "Words after which a name is no subject."),
    Field::needed("determiners", Type::Names, "Words that may stand before a subject."),
    Field::needed("adverbs", Type::Names, "Words that may stand before a verb."),
    Field::needed("role-nouns", Type::Names, "Last words of titles."),
    Field::needed("qualities", Type::Names, "First words of an item that tells of a person, not of work."),
    Field::needed("no-adverbs", Type::Names, "Words in -ly that are no adverbs."),
    Field::needed("spellings", Type::Names, "Verbs in another spelling, each with the one that is listed."),
    Field::needed("stands-for", Type::Names, "What stands between a role in full and its abbreviation."),
    Field::needed("person", Type::Names, "What stands for a title where its holder is the object of work."),
    Field::needed("person-nouns", Type::Names, "How nouns for a person end."),
    Field::needed("times", Type::Names, "Abbreviations that behind a number are the time of day."),
    Field::needed("irregular", Type::Names, "Participles that no ending gives away, each with its verb."),
    Field::needed("contractions", Type::Names, "Endings that are words of their own, each with its word."),
    Field::needed("merged", Type::Names, "Words that are read as one."),
];

/// Everything that is known before a repository is read.
#[derive(Debug, Default)]
pub struct Taxonomy {
    /// Kinds of work.
    pub activities: Activities,
    /// Roles.
    pub roles: Roles,
    /// Verdicts before any profile.
    pub(crate) verdicts: Verdicts,
    /// Profiles by name.
    pub profiles: BTreeMap<Arc<str>, Profile>,
    /// What the names of files say.
    pub(crate) pages: Pages,
    /// How text is split and stemmed; read when the first text is, since many repositories name activities by id.
    words: OnceLock<Words>,
    /// What prose hangs on; read when the first prose is.
    grammar: OnceLock<Grammar>,
}

impl Taxonomy {
    /// Adds what a taxonomy or profile file holds. Rule files are left alone; the answer says whether it was one.
    pub(crate) fn add(&mut self, path: &RepoPath, document: &Document, problems: &mut Vec<Problem>) -> bool {
        let root = document.root();
        if root.has("kind") {
            return false;
        }
        // The tests hold that embedded files are sound; checking them at every start would cost a fifth of it.
        let check = !path.is_embedded() || cfg!(debug_assertions);
        if root.has("profile") {
            if check {
                shape::check(&root, profile::PROFILE_FILE, problems);
                profile::check_verdicts(&root, problems);
            }
            if let Some(profile) = Profile::decode(&root, path) {
                self.profiles.insert(profile.name.clone(), profile);
            }
            return true;
        }
        if check {
            shape::check(&root, TAXONOMY_FILE, problems);
        }
        self.decode(&root, path);
        true
    }

    fn decode(&mut self, root: &Table<'_>, path: &RepoPath) {
        if let Some(words) = root.table("words") {
            self.words = OnceLock::from(Words::decode(&words));
        }
        if let Some(pages) = root.table("pages") {
            self.pages.add(&pages);
        }
        self.roles.set_levels(root.names("levels").into_iter().map(|level| level.value.to_lowercase()));
        self.roles.set_generic(&root.names("generic"), &root.names("before"));
        for table in root.tables("role") {
            if let Some(role) = Role::decode(&table) {
                self.roles.push(role);
            }
        }
        let embedded = path.as_str().strip_prefix(EMBEDDED).and_then(embedded::file);
        let later = embedded.map_or_else(Vec::new, |file| file.document.root().tables("activity"));
        for (number, table) in root.tables("activity").iter().enumerate() {
            let later = later.get(number).cloned();
            if let Some(activity) = Activity::decode(table, path, later) {
                activity.decode_verdicts(table, path, &mut self.verdicts);
                self.activities.push(activity);
            }
        }
    }

    /// Takes what was made of the embedded files when drawline was built; adding to it undoes that.
    pub(crate) fn is_the_embedded_one(&self) {
        self.activities.are_the_embedded_ones();
    }

    /// How text is split and stemmed.
    pub fn words(&self) -> &Words {
        self.words.get_or_init(|| decode(built::WORDS).expect("internal error: the embedded words were saved"))
    }

    /// What prose hangs on.
    pub fn grammar(&self) -> &Grammar {
        self.grammar.get_or_init(|| decode(built::GRAMMAR).expect("internal error: the embedded grammar was saved"))
    }

    /// The activity's title for a message, or the id itself.
    #[must_use]
    pub(crate) fn title<'a>(&'a self, activity: &'a str) -> &'a str {
        self.activities.get(activity).map_or(activity, |activity| &activity.title)
    }

    /// The role's title for a help text, or the id itself.
    #[must_use]
    pub fn role_title<'a>(&'a self, role: &'a str) -> &'a str {
        self.roles.get(role).map_or(role, |role| &role.title)
    }

    /// "beside a product manager or product owner, from 6 engineers on".
    #[must_use]
    pub(crate) fn in_words(&self, condition: &Condition) -> String {
        let roles: Vec<&str> = condition.beside.iter().map(|role| self.role_title(role)).collect();
        let beside = (!roles.is_empty()).then(|| format!("beside {}", with_article(&one_of(&roles))));
        let levels: Vec<&str> = condition.levels.iter().map(|level| &**level).collect();
        let levels = (!levels.is_empty()).then(|| format!("where the title says {}", one_of(&levels)));
        let from = condition.from_engineers;
        let engineers = (from > 0).then(|| format!("from {from} engineers on"));
        beside.into_iter().chain(engineers).chain(levels).collect::<Vec<_>>().join(", ")
    }

    /// The role's short name for a message, or the id itself.
    #[must_use]
    pub(crate) fn role_short<'a>(&'a self, role: &'a str) -> &'a str {
        self.roles.get(role).map_or(role, |role| &role.short)
    }
}

/// Sources by key.
#[must_use]
pub(crate) fn sources(root: &Table<'_>) -> BTreeMap<Arc<str>, Arc<str>> {
    let pair = |table: &Table<'_>| Some((table.name_at("key")?.value, table.name_at("text")?.value));
    root.tables("source").iter().filter_map(pair).collect()
}
