//! The words that prose hangs on, from `rules/prose.toml`: which verb or wording involves somebody how, what a heading says of
//! the items below it, and the small words of a sentence.
//!
//! How a sentence is taken apart with them is the business of `read/prose/`.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::base::involvement::Involvement;
use crate::base::source::Spanned;
use crate::document::table::Table;

/// What a verb or wording does to its subject: involves it, or `None`, gives it nothing.
pub type Effect = Option<Involvement>;

/// What a heading, a label or the line before a list says of what stands below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stance {
    /// Work, and how the role is involved in it.
    Work(Involvement),
    /// Work that is expressly not the role's.
    Denied,
    /// No work that somebody is given.
    Silent,
}

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `own`.
    Plain,
    /// `owns`.
    Third,
    /// `owning`.
    Gerund,
    /// `owned`.
    Past,
}

/// A sequence of words and what it stands for.
type Sequences<V> = FxHashMap<String, Vec<(Vec<String>, V)>>;

/// The words that prose hangs on.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Grammar {
    verbs: Sequences<Effect>,
    wordings: Sequences<Effect>,
    headings: Sequences<Stance>,
    modals: Sequences<()>,
    weak: FxHashSet<String>,
    negations: FxHashSet<String>,
    past: Sequences<()>,
    wishes: Sequences<()>,
    handed_over: Sequences<()>,
    adjuncts: Sequences<()>,
    takes_object: FxHashSet<String>,
    determiners: FxHashSet<String>,
    adverbs: FxHashSet<String>,
    pronouns: FxHashSet<String>,
    role_nouns: FxHashSet<String>,
    qualities: Sequences<()>,
    meanings: FxHashMap<String, Vec<String>>,
    labels: FxHashMap<String, (Involvement, Option<Arc<str>>)>,
}

/// A block of the data with the sentences or headings that must be read as it says.
#[derive(Clone, Debug)]
pub struct GrammarExample {
    /// `verb`, `wording`, `label` or `heading`.
    pub table: &'static str,
    /// The involvement or stance, as written.
    pub says: Arc<str>,
    /// What must be read so.
    pub text: Spanned<Arc<str>>,
}

impl Grammar {
    /// Reads the tables of `rules/prose.toml`.
    #[must_use]
    pub fn decode(root: &Table<'_>) -> Self {
        let mut grammar = Self::default();
        for (key, into) in [("verb", &mut grammar.verbs), ("wording", &mut grammar.wordings)] {
            for table in root.tables(key) {
                let effect = table.text("involvement").and_then(|word| Involvement::parse(&word.value));
                for words in table.names("words") {
                    add(into, &words.value, effect);
                }
            }
        }
        for table in root.tables("heading") {
            let Some(stance) = table.text("stance").and_then(|word| stance(&word.value)) else { continue };
            for words in table.names("words") {
                add(&mut grammar.headings, &words.value, stance);
            }
        }
        for table in root.tables("label") {
            let Some(involvement) = table.text("involvement").and_then(|word| Involvement::parse(&word.value)) else {
                continue;
            };
            let verb = table.name_at("verb").map(|verb| verb.value);
            grammar.labels.extend(
                table.names("words").into_iter().map(|words| (words.value.to_string(), (involvement, verb.clone()))),
            );
        }
        if let Some(table) = root.table("grammar") {
            grammar.small_words(&table);
        }
        if let Some(table) = root.table("meanings") {
            for (role, _) in table.entries() {
                let words = table.names(&role.value).into_iter().map(|word| word.value.to_string()).collect();
                grammar.meanings.insert(role.value, words);
            }
        }
        grammar
    }

    fn small_words(&mut self, table: &Table<'_>) {
        let set = |key: &str| table.names(key).into_iter().map(|word| word.value.to_string()).collect::<FxHashSet<_>>();
        let sequences = |key: &str| {
            let mut into = Sequences::default();
            for words in table.names(key) {
                add(&mut into, &words.value, ());
            }
            into
        };
        self.modals = sequences("modals");
        self.weak = set("weak");
        self.negations = set("negations");
        self.past = sequences("past");
        self.wishes = sequences("wishes");
        self.handed_over = sequences("handed-over");
        self.adjuncts = sequences("adjuncts");
        self.takes_object = set("takes-object");
        self.determiners = set("determiners");
        self.adverbs = set("adverbs");
        self.pronouns = set("pronouns");
        self.role_nouns = set("role-nouns");
        self.qualities = sequences("qualities");
    }

    /// The examples of the data.
    #[must_use]
    pub fn examples(root: &Table<'_>) -> Vec<GrammarExample> {
        let mut examples = Vec::new();
        for (table, key) in
            [("verb", "involvement"), ("wording", "involvement"), ("label", "involvement"), ("heading", "stance")]
        {
            for block in root.tables(table) {
                let says = block.text(key).map(|word| Arc::from(&*word.value)).unwrap_or_default();
                let texts = block.names("examples").into_iter();
                examples.extend(texts.map(|text| GrammarExample { table, says: Arc::clone(&says), text }));
            }
        }
        examples
    }

    /// The verb that starts here: how many words it takes, its form, and what it does.
    #[must_use]
    pub fn verb(&self, words: &[&str]) -> Option<(usize, Form, Effect)> {
        let first = words.first()?;
        if first.len() < 2 {
            return None;
        }
        for (lemma, form) in lemmas(first) {
            if let Some((length, effect)) = longest(&self.verbs, &lemma, words) {
                return Some((length, form, effect));
            }
        }
        None
    }

    /// The wording that starts here, such as "responsible for".
    #[must_use]
    pub fn wording(&self, words: &[&str]) -> Option<(usize, Effect)> {
        longest(&self.wordings, words.first()?, words)
    }

    /// What a heading's words say; denial goes before all, silence before work.
    #[must_use]
    pub fn stance(&self, words: &[&str]) -> Option<Stance> {
        let mut found: Option<(u8, Stance)> = None;
        let mut at = 0;
        while at < words.len() {
            let Some((length, stance)) = longest(&self.headings, words[at], &words[at..]) else {
                at += 1;
                continue;
            };
            let rank = match stance {
                Stance::Denied => 3,
                Stance::Work(involvement) if involvement != Involvement::Responsible => 2,
                Stance::Work(_) => 0,
                Stance::Silent => 1,
            };
            if found.is_none_or(|(best, _)| rank > best) {
                found = Some((rank, stance));
            }
            at += length;
        }
        found.map(|(_, stance)| stance)
    }

    /// What the people behind a label or below a column title are.
    #[must_use]
    pub fn label(&self, words: &[&str]) -> Option<Involvement> {
        self.labels.get(words.join(" ").as_str()).map(|(involvement, _)| *involvement)
    }

    /// What the people behind a label do with what the heading names: "facilitate".
    #[must_use]
    pub fn label_verb(&self, words: &[&str]) -> Option<Arc<str>> {
        self.labels.get(words.join(" ").as_str())?.1.clone()
    }

    /// The words that speak for a role where an abbreviation could mean several.
    #[must_use]
    pub fn speak_for(&self, role: &str) -> &[String] {
        self.meanings.get(role).map_or(&[], Vec::as_slice)
    }

    /// How many words of a heading starting here are a cue.
    #[must_use]
    pub fn cue(&self, words: &[&str]) -> Option<usize> {
        longest(&self.headings, words.first()?, words).map(|(length, _)| length)
    }

    /// How many words starting here are a modal, and whether it leaves the duty open.
    #[must_use]
    pub fn modal(&self, words: &[&str]) -> Option<(usize, bool)> {
        let first = words.first()?;
        longest(&self.modals, first, words).map(|(length, ())| (length, self.weak.contains(*first)))
    }

    /// Whether a word denies.
    #[must_use]
    pub fn negates(&self, word: &str) -> bool {
        self.negations.contains(word) || word.ends_with("n't")
    }

    /// How many words starting here put it in the past, wish for it, or give it away.
    #[must_use]
    pub fn undoes(&self, words: &[&str]) -> Option<usize> {
        let first = words.first()?;
        [&self.past, &self.wishes, &self.handed_over]
            .into_iter()
            .find_map(|of| longest(of, first, words).map(|(length, ())| length))
    }

    /// How many words starting here begin an adjunct.
    #[must_use]
    pub fn adjunct(&self, words: &[&str]) -> Option<usize> {
        longest(&self.adjuncts, words.first()?, words).map(|(length, ())| length)
    }

    /// How many words starting here tell of a person's quality.
    #[must_use]
    pub fn quality(&self, words: &[&str]) -> Option<usize> {
        longest(&self.qualities, words.first()?, words).map(|(length, ())| length)
    }

    /// Whether a name after this word is no subject.
    #[must_use]
    pub fn takes_object(&self, word: &str) -> bool {
        self.takes_object.contains(word)
    }

    /// Whether a word may stand before a subject.
    #[must_use]
    pub fn is_determiner(&self, word: &str) -> bool {
        self.determiners.contains(word)
    }

    /// Whether a word may stand before a verb.
    #[must_use]
    pub fn is_adverb(&self, word: &str) -> bool {
        self.adverbs.contains(word)
            || (word.len() > 4
                && word.ends_with("ly")
                && !matches!(word, "supply" | "apply" | "reply" | "rely" | "comply" | "assembly"))
    }

    /// Whether a word stands for the role that is spoken of.
    #[must_use]
    pub fn is_pronoun(&self, word: &str) -> bool {
        self.pronouns.contains(word)
    }

    /// Whether a word ends a title.
    #[must_use]
    pub fn is_role_noun(&self, word: &str) -> bool {
        self.role_nouns.contains(word)
    }
}

fn stance(word: &str) -> Option<Stance> {
    match word {
        "denied" => Some(Stance::Denied),
        "silent" => Some(Stance::Silent),
        _ => Involvement::parse(word).map(Stance::Work),
    }
}

fn add<V: Copy>(into: &mut Sequences<V>, words: &str, value: V) {
    let mut words = words.split_whitespace().map(str::to_owned);
    let Some(first) = words.next() else { return };
    let known = into.entry(first).or_default();
    known.push((words.collect(), value));
    known.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
}

/// The longest sequence under `first` whose other words stand at `words[1..]`.
fn longest<V: Copy>(of: &Sequences<V>, first: &str, words: &[&str]) -> Option<(usize, V)> {
    let fits = |rest: &[String]| rest.len() < words.len() && rest.iter().zip(&words[1..]).all(|(a, b)| a == b);
    of.get(first)?.iter().find(|(rest, _)| fits(rest)).map(|(rest, value)| (rest.len() + 1, *value))
}

/// What a word may be the form of.
fn lemmas(word: &str) -> impl Iterator<Item = (Cow<'_, str>, Form)> {
    let mut found: [Option<(Cow<'_, str>, Form)>; 4] = [Some((american(word.into()), Form::Plain)), None, None, None];
    let mut count = 1;
    let mut push = |stem: Cow<'_, str>, form| {
        if stem.len() > 1 && count < found.len() {
            // The borrow ends with the word, as all of them do.
            found[count] = Some((american(Cow::Owned(stem.into_owned())), form));
            count += 1;
        }
    };
    if let Some(stem) = word.strip_suffix("ing") {
        push(stem.into(), Form::Gerund);
        push(format!("{stem}e").into(), Form::Gerund);
        push(undoubled(stem).into(), Form::Gerund);
    } else if let Some(stem) = word.strip_suffix("ied") {
        push(format!("{stem}y").into(), Form::Past);
    } else if let Some(stem) = word.strip_suffix("ed") {
        push(stem.into(), Form::Past);
        push(format!("{stem}e").into(), Form::Past);
        push(undoubled(stem).into(), Form::Past);
    } else if let Some(stem) = word.strip_suffix("ies") {
        push(format!("{stem}y").into(), Form::Third);
    } else if let Some(stem) = word.strip_suffix('s').filter(|stem| !stem.ends_with(['s', 'u', 'i'])) {
        push(stem.into(), Form::Third);
        if let Some(shorter) = stem.strip_suffix('e') {
            push(shorter.into(), Form::Third);
        }
    } else if let Some((_, plain)) = IRREGULAR.iter().find(|(past, _)| *past == word) {
        push((*plain).into(), Form::Past);
    }
    if word == "does" {
        push("do".into(), Form::Third);
    }
    found.into_iter().flatten()
}

/// Participles that no ending gives away.
const IRREGULAR: &[(&str, &str)] = &[
    ("written", "write"),
    ("wrote", "write"),
    ("sent", "send"),
    ("done", "do"),
    ("made", "make"),
    ("run", "run"),
    ("ran", "run"),
    ("held", "hold"),
    ("led", "lead"),
    ("built", "build"),
    ("kept", "keep"),
    ("taken", "take"),
    ("given", "give"),
    ("chosen", "choose"),
    ("brought", "bring"),
    ("drawn", "draw"),
    ("driven", "drive"),
    ("found", "find"),
    ("taught", "teach"),
    ("told", "tell"),
    ("sold", "sell"),
    ("met", "meet"),
    ("spoken", "speak"),
    ("shown", "show"),
    ("understood", "understand"),
    ("overseen", "oversee"),
    ("undertaken", "undertake"),
    ("put", "put"),
    ("set", "set"),
    ("cut", "cut"),
];

/// `plann` is `plan`.
fn undoubled(stem: &str) -> &str {
    let bytes = stem.as_bytes();
    match bytes {
        [.., a, b] if a == b && stem.is_char_boundary(stem.len() - 1) => &stem[..stem.len() - 1],
        _ => stem,
    }
}

/// `prioritise` is `prioritize`, `co-ordinate` is `coordinate`.
fn american(word: Cow<'_, str>) -> Cow<'_, str> {
    let word = if word.contains("co-") { Cow::Owned(word.replace("co-", "co")) } else { word };
    match word.strip_suffix("ise") {
        Some(stem) if stem.len() > 4 => Cow::Owned(format!("{stem}ize")),
        _ if word == "analyse" => "analyze".into(),
        _ if word == "practise" => "practice".into(),
        _ => word,
    }
}
