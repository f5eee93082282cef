//! Activities: kinds of work, and which of them a text names.

use std::sync::{Arc, OnceLock};

use super::built;
use super::frame::builder::{Builder as FrameBuilder, Names as FrameNames};
use super::frame::{FITS, FrameIndex};
use super::phrase::PhraseIndex;
use super::phrase::builder::{Builder, Names};
use super::tokens::{Preposition, Token, Words, traits};
use crate::base::memo::Memo;
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::source::{Location, Span, Spanned};
use crate::base::suggest::{Near, Pool};
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::Table;
use crate::taxonomy::verdict::{Verdict, Verdicts};

/// The keys of a verdict table: `{ accountable = "out", … }`.
pub(crate) const VERDICT: Shape = &[
    ACCOUNTABLE,
    RESPONSIBLE,
    CONSULTED,
    INFORMED,
    Field::new(
        "floor",
        Type::OneOf(&["accountable", "responsible", "consulted", "informed"]),
        "The weakest involvement at which the role should still appear.",
    ),
    Field::new("with", Type::OneOf(&["compensating"]), "Holds only where the duty names a compensating control."),
    BESIDE,
    FROM_ENGINEERS,
    LEVELS,
    Field::new(
        "otherwise",
        Type::OneOf(Verdict::NAMES),
        "The verdict where that does not hold; without it there is none, unless the role owns the work.",
    ),
    Field::new("when", Type::Table(WHEN), "Verdicts that hold before the others where a condition does."),
    Field::new("severity", Type::OneOf(&["advice", "warning", "error"]), "How much it weighs to be beyond the line."),
    Field::new(
        "evidence",
        Type::Names,
        "Sources, by the keys of `rules/sources.toml`; without any it is our judgement.",
    ),
    Field::new("why", Type::Name, "Why this role's line runs here."),
];

/// The keys of a verdict's `when`.
const WHEN: Shape = &[ACCOUNTABLE, RESPONSIBLE, CONSULTED, INFORMED, BESIDE, FROM_ENGINEERS, LEVELS];

const ACCOUNTABLE: Field =
    Field::new("accountable", Type::OneOf(Verdict::NAMES), "Verdict for a holder who answers for the work.");
const RESPONSIBLE: Field =
    Field::new("responsible", Type::OneOf(Verdict::NAMES), "Verdict for a holder who does the work.");
const CONSULTED: Field =
    Field::new("consulted", Type::OneOf(Verdict::NAMES), "Verdict for a holder who is asked before.");
const INFORMED: Field =
    Field::new("informed", Type::OneOf(Verdict::NAMES), "Verdict for a holder who is told afterwards.");
const BESIDE: Field = Field::new("beside", Type::Names, "Holds only in a team that has one of these roles.");
const FROM_ENGINEERS: Field =
    Field::new("from-engineers", Type::Count, "Holds only in a team that counts so many engineers.");
const LEVELS: Field =
    Field::new("levels", Type::Names, "Holds only where the holder's title says one of these levels: \"lead\".");

/// The keys of `[[activity]]`.
pub(crate) const ACTIVITY: Shape = &[
    Field::needed("id", Type::Name, "Kebab-case name."),
    Field::needed("title", Type::Name, "The work in lower-case words, as it stands in messages."),
    Field::needed("area", Type::Id, "The area it belongs to."),
    Field::new("hard", Type::Flag, "No profile allows it beyond the line without a compensating control."),
    Field::new(
        "broad",
        Type::Flag,
        "In a sentence it gives way to any other activity, and counts only where little else is said.",
    ),
    Field::needed("owners", Type::Names, "Roles that should be accountable, best first."),
    Field::needed("why", Type::Name, "Why the line runs here."),
    Field::new("evidence", Type::Names, "Sources, by the keys of `rules/sources.toml`."),
    Field::new("frames", Type::Names, "`verbs > nouns`: what is done with what, as lists or `{classes}`."),
    Field::new("nouns", Type::Names, "Nouns that name the work by themselves; the last word is the head."),
    Field::new("fitting", Type::Names, "Words that may stand before its heads and change nothing; `*` for any."),
    Field::new("phrases", Type::Names, "Wordings that are no verb with an object and no noun."),
    Field::new("near-misses", Type::Names, "What sounds alike and is other work."),
    Field::new(
        "doing",
        Type::Names,
        "Verbs of its frames that elsewhere only take part, and here are the work itself.",
    ),
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
    pub(crate) broad: bool,
    /// Role ids that should be accountable, best first.
    pub owners: Vec<Spanned<Arc<str>>>,
    /// Where it is defined.
    pub(crate) at: Location,
    said: OnceLock<Said>,
    later: Option<Table<'static>>,
}

/// What is said of an activity beside its verdicts: few runs ask for it.
#[derive(Clone, Debug)]
pub struct Said {
    /// Why the line runs here.
    pub(crate) why: Arc<str>,
    /// Keys of sources.
    pub evidence: Vec<Spanned<Arc<str>>>,
    /// What is done with what.
    pub(crate) frames: Vec<Spanned<Arc<str>>>,
    /// Nouns that name it by themselves.
    pub nouns: Vec<Spanned<Arc<str>>>,
    /// Words that may stand before its heads.
    pub(crate) fitting: Vec<Spanned<Arc<str>>>,
    /// Wordings beside these.
    pub phrases: Vec<Spanned<Arc<str>>>,
    /// What sounds alike.
    pub near_misses: Vec<Spanned<Arc<str>>>,
    /// Verbs that elsewhere only take part, and here are the work itself.
    pub(crate) doing: Vec<Spanned<Arc<str>>>,
    /// Texts that must be read as this activity.
    pub examples: Vec<Spanned<Arc<str>>>,
}

impl Said {
    fn decode(table: &Table<'_>) -> Self {
        Self {
            why: table.text("why").map_or_else(|| "".into(), |why| why.value),
            evidence: table.names("evidence"),
            frames: table.names("frames"),
            nouns: table.names("nouns"),
            fitting: table.names("fitting"),
            phrases: table.names("phrases"),
            near_misses: table.names("near-misses"),
            doing: table.names("doing"),
            examples: table.names("examples"),
        }
    }
}

impl Activity {
    /// Reads one `[[activity]]`; `None` when a key that it needs is missing. Where the same table is there for good, what few
    /// runs ask for is read from it when one does.
    #[must_use]
    pub(crate) fn decode(table: &Table<'_>, path: &RepoPath, later: Option<Table<'static>>) -> Option<Self> {
        let said = if later.is_some() { OnceLock::new() } else { OnceLock::from(Said::decode(table)) };
        let text = |key: &str| table.name_at(key).map(|text| text.value);
        Some(Self {
            id: text("id")?,
            title: text("title")?,
            area: text("area")?,
            hard: table.flag("hard").is_some_and(|flag| flag.value),
            broad: table.flag("broad").is_some_and(|flag| flag.value),
            owners: table.names("owners"),
            at: Location::of_policy(path.clone(), table.name_at("id")?.span),
            said,
            later,
        })
    }

    /// What is said of it beside its verdicts.
    pub fn said(&self) -> &Said {
        self.said.get_or_init(|| Said::decode(&self.later.clone().unwrap_or_default()))
    }

    /// Adds what the table says about roles.
    pub(crate) fn decode_verdicts(&self, table: &Table<'_>, path: &RepoPath, verdicts: &mut Verdicts) {
        let mut verdicts = verdicts.of_activity(&self.id);
        for (role, cells) in table.table("verdict").iter().flat_map(Table::entries) {
            if let Some(cells) = cells.table(String::new()) {
                verdicts.role(&role.value).overlay(&cells, path);
            }
        }
        for owner in &self.owners {
            let at = Location::of_policy(path.clone(), owner.span);
            verdicts.role(&owner.value).default_core(&at);
        }
    }
}

impl Activity {
    /// All that it is called, the id first; phrases that leave words open are left out.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let is_plain = |phrase: &&Spanned<Arc<str>>| !phrase.value.contains(['(', '{', '.', '|']);
        let said = self.said();
        let phrases = said.nouns.iter().chain(&said.phrases).filter(is_plain).map(|phrase| &*phrase.value);
        [&*self.id, &*self.title].into_iter().chain(phrases)
    }
}

/// All activities, and how to find them in text.
#[derive(Debug, Default)]
pub struct Activities {
    list: Vec<Activity>,
    by_name: HashMap<String, usize>,
    index: OnceLock<Index>,
    /// All names, for "did you mean", put together when first asked for.
    pool: OnceLock<Pool>,
    /// What texts of prose were heard as.
    heard: Memo<Heard>,
}

/// `Test_Sign-off` and `test sign off` are one name.
fn spaced(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', '_'], " ")
}

/// All that activities are found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Wordings, and near-misses.
    pub(crate) phrases: PhraseIndex,
    /// Verbs with objects, and nouns.
    pub(crate) frames: FrameIndex,
}

/// A text as words, with the activities that it names, in its order.
#[derive(Debug)]
pub(crate) struct Heard {
    /// Its words.
    pub(crate) tokens: Vec<Token>,
    /// What they name.
    pub(crate) found: Vec<Found>,
}

/// An activity found in a text.
#[derive(Debug)]
pub(crate) struct Found {
    /// The place of the activity among all.
    pub(crate) place: usize,
    /// The words that name it, in the text.
    pub(crate) span: Span,
    /// How many words of meaning name it.
    pub(crate) weight: usize,
    /// How many words of meaning stand from the first that names it to the last.
    pub(crate) reach: usize,
    /// Whether the words go on in the same breath, so that it may only describe something else: "release" in "release notes".
    pub(crate) describes: bool,
    /// How many words of meaning stand before it.
    pub(crate) before: usize,
    /// Whether it names the activity wherever it stands; a lone phrase of one word does not.
    pub(crate) telling: bool,
    /// Whether it is a verb with its object.
    pub(crate) framed: bool,
    /// How well it fits, in percent.
    pub(crate) fit: u8,
    /// The words that name it.
    pub(crate) by: Vec<Span>,
    /// Words of the same group that nothing explains.
    pub(crate) unexplained: Vec<Span>,
}

/// A text of more words than this is read no further.
const LONGEST: usize = 400;

/// What it takes from every reading of a text that many of its words are of no work that is known, in percent.
fn strange(ids: &[u32], tokens: &[Token], each: usize) -> u8 {
    let known = |(token, id): &(&Token, &u32)| {
        // Numbers, and names that are blotted out.
        let number = token.stem.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x');
        token.traits != 0 || token.capital && token.span.start > 0 || number || **id != u32::MAX
    };
    let foreign = tokens.iter().filter(|token| token.is(traits::FOREIGN)).count();
    let unknown = tokens.len() - tokens.iter().zip(ids).filter(known).count() + foreign * FOREIGN;
    match unknown {
        0 => 0,
        _ => u8::try_from(unknown * each / tokens.len().max(4)).unwrap_or(u8::MAX),
    }
}

/// A word of another trade weighs as much as so many words that are not known.
const FOREIGN: usize = 5;

/// What a text loses all of whose words are strange, in percent, where nothing else says that it names work of a team.
const STRANGE: usize = 200;

/// The same in prose, which says around it what it is about.
const STRANGE_IN_PROSE: usize = 130;

/// The reading that explains most.
fn best(hits: &[Hit]) -> Option<&Hit> {
    hits.iter().max_by_key(|hit| {
        let same = hits.iter().filter(|other| other.id == hit.id);
        let covered: usize = same.map(|other| other.taken.len().saturating_sub(other.unexplained.len())).sum();
        (covered, hit.key())
    })
}

/// One way to read some tokens, as a phrase or as a frame.
struct Hit {
    id: usize,
    /// The word that names it: the head of a group, the last word of a phrase.
    head: usize,
    taken: Vec<usize>,
    verb: Option<usize>,
    unexplained: Vec<usize>,
    fit: u8,
    framed: bool,
    phrase: bool,
}

impl Hit {
    fn key(&self) -> (i32, std::cmp::Reverse<usize>, std::cmp::Reverse<usize>, std::cmp::Reverse<usize>) {
        let (first, last) = self.ends();
        let score = i32::from(self.fit) + 12 * self.taken.len() as i32;
        (score, std::cmp::Reverse(last - first), std::cmp::Reverse(first), std::cmp::Reverse(self.id))
    }

    fn ends(&self) -> (usize, usize) {
        (self.taken[0], self.taken[self.taken.len() - 1])
    }

    /// Whether both want the same words; one verb may have several objects, and one modifier several heads ("product vision
    /// and strategy").
    fn rivals(&self, other: &Self, tokens: &[Token]) -> bool {
        let (ours, theirs) = (self.ends(), other.ends());
        if ours.1 < theirs.0 || theirs.1 < ours.0 {
            return false;
        }
        let (first, second) = (self.head.min(other.head), self.head.max(other.head));
        let apart = tokens[first..=second].iter().skip(1).any(|token| token.gap.joint || token.gap.comma);
        if apart && !self.phrase && !other.phrase {
            let heads = [self.head, other.head];
            return heads.iter().any(|head| self.taken.contains(head) && other.taken.contains(head));
        }
        self.taken.iter().any(|token| {
            let verb_of_both = self.acts_by(*token) && other.acts_by(*token);
            other.taken.contains(token) && !verb_of_both
        })
    }

    fn acts_by(&self, token: usize) -> bool {
        self.verb == Some(token) || self.phrase && self.taken.len() > 1 && self.taken[0] == token
    }
}

impl Activities {
    /// Adds an activity; one of the same id takes its place.
    pub(crate) fn push(&mut self, activity: Activity) {
        self.index = OnceLock::new();
        self.pool = OnceLock::new();
        self.heard = Memo::default();
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
        let _ = self.index.set(Index { phrases: built::PHRASES, frames: built::FRAMES });
    }

    /// All, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Activity] {
        &self.list
    }

    /// The place of an activity among all of them, by id.
    #[must_use]
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.by_name.get(id).copied().filter(|place| &*self.list[*place].id == id)
    }

    /// By id.
    #[must_use]
    pub(crate) fn get(&self, id: &str) -> Option<&Activity> {
        self.place(id).map(|place| &self.list[place])
    }

    /// The one activity that a text names: an id or a title, else the one whose words fit best and cover most.
    #[must_use]
    pub fn read(&self, words: &Words, text: &str) -> Option<&Activity> {
        let plain = text.trim().to_lowercase();
        if let Some(index) = self.by_name.get(&plain) {
            return Some(&self.list[*index]);
        }
        let hits = self.hits(words, &self.tokens(words, text), STRANGE);
        best(&hits).map(|hit| &self.list[hit.id]).or_else(|| self.read_without_company(words, &plain))
    }

    /// With whom work is done does not make it other work: "user research with nurses". Only what stands before it in full is
    /// believed.
    fn read_without_company(&self, words: &Words, plain: &str) -> Option<&Activity> {
        let (work, _) = plain.split_once(" with ")?;
        if let Some(index) = self.by_name.get(work) {
            return Some(&self.list[*index]);
        }
        let hits = self.hits(words, &self.tokens(words, work), STRANGE);
        let is_whole = |hit: &&Hit| hit.unexplained.is_empty() && (hit.taken.len() > 1 || !work.contains(' '));
        best(&hits).filter(is_whole).map(|hit| &self.list[hit.id])
    }

    /// All that activities are found by; put together when first asked for, unless that was done when drawline was built.
    pub fn built(&self, words: &Words) -> &Index {
        self.index.get_or_init(|| self.index(words).0)
    }

    fn tokens(&self, words: &Words, text: &str) -> Vec<Token> {
        let mut tokens = words.read(text);
        tokens.truncate(LONGEST);
        tokens
    }

    /// Every activity that a text names. The same words come in file after file, and are heard once.
    #[must_use]
    pub(crate) fn hear(&self, words: &Words, text: &str) -> Arc<Heard> {
        self.heard.of(text, || {
            let tokens = words.read(text);
            let found = self.find_among(words, &tokens);
            Heard { tokens, found }
        })
    }

    fn find_among(&self, words: &Words, tokens: &[Token]) -> Vec<Found> {
        let tokens = &tokens[..tokens.len().min(LONGEST)];
        let spans = |of: &[usize]| of.iter().map(|token| tokens[*token].span).collect::<Vec<Span>>();
        let found = self.hits(words, tokens, STRANGE_IN_PROSE).into_iter().map(|hit| {
            let (first, last) = hit.ends();
            Found {
                place: hit.id,
                span: Span::new(tokens[first].span.start, tokens[last].span.end),
                weight: hit.taken.len(),
                reach: last - first + 1,
                describes: hit.phrase && tokens.get(last + 1).is_some_and(|next| next.gap.is_tight()),
                before: first,
                telling: !hit.phrase,
                framed: hit.framed,
                fit: hit.fit,
                by: spans(&hit.taken),
                unexplained: spans(&hit.unexplained),
            }
        });
        found.collect()
    }

    /// The activities that a misspelt id, title or phrase is perhaps meant to name.
    #[must_use]
    pub(crate) fn near(&self, text: &str) -> Near {
        let pool = self.pool.get_or_init(|| {
            let of = |activity: &'_ Activity| {
                activity.names().map(|name| (spaced(name).into(), activity.id.clone())).collect::<Vec<_>>()
            };
            Pool::new(self.list.iter().flat_map(of).collect())
        });
        pool.near(&spaced(text))
    }

    /// The readings of a text that no near-miss and no better reading of the same words rules out.
    fn hits(&self, words: &Words, tokens: &[Token], each: usize) -> Vec<Hit> {
        let Index { phrases, frames } = self.built(words);
        let ids = phrases.numbers(tokens);
        let (by_phrase, vetoes) = phrases.hits_and_vetoes(tokens, &ids);
        // "Observes bug triage", "no bug triage": what is looked at, or is not done, is no work of one's own.
        let taken_in = |hit: &&super::phrase::Hit| {
            let before = hit.tokens.0.checked_sub(1).map(|before| &tokens[before]);
            let first = &tokens[hit.tokens.0];
            // "Snacks for bug triage" are no triage.
            let serves = first.gap.which == Preposition::For
                && before.is_some_and(|before| !before.is(traits::TRANSPARENT | traits::LIGHT | traits::VERB));
            let taken = before.is_some_and(|before| before.is(traits::CONSUMES | traits::DENIAL))
                && first.gap.is_tight()
                && !first.is(traits::BREAK);
            serves || taken
        };
        let of_phrase = by_phrase.iter().filter(|hit| !taken_in(hit)).map(|hit| {
            let taken: Vec<usize> = hit.taken().collect();
            let acts = tokens[hit.tokens.1].is(traits::VERB);
            let goes_on = !acts && tokens.get(hit.tokens.1 + 1).is_some_and(|next| next.gap.is_tight());
            let fit = if taken.len() > 1 { 95 } else { 80 };
            let fit = if goes_on { fit - 30 } else { fit };
            Hit {
                id: hit.id,
                head: hit.tokens.1,
                taken,
                verb: None,
                unexplained: Vec::new(),
                fit,
                framed: false,
                phrase: true,
            }
        });
        let of_frame = frames.readings(tokens, &ids).into_iter().map(|reading| Hit {
            id: reading.id,
            head: reading.head,
            framed: reading.verb.is_some(),
            verb: reading.verb,
            taken: reading.taken,
            unexplained: reading.unexplained,
            fit: reading.fit,
            phrase: false,
        });
        let strange = strange(&ids, tokens, each);
        let less = |mut hit: Hit| {
            hit.fit = hit.fit.saturating_sub(strange);
            hit
        };
        let mut hits: Vec<Hit> = of_phrase.chain(of_frame).map(less).filter(|hit| hit.fit >= FITS).collect();
        hits.retain(|hit| {
            let (first, last) = hit.ends();
            let overlaps = |veto: &super::phrase::Hit| veto.tokens.0 <= last && first <= veto.tokens.1;
            !vetoes.iter().any(|veto| veto.id == hit.id && veto.weight >= hit.taken.len() && overlaps(veto))
        });
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.key()));
        let mut kept: Vec<Hit> = Vec::new();
        for hit in hits {
            if !kept.iter().any(|winner| winner.rivals(&hit, tokens)) {
                kept.push(hit);
            }
        }
        kept.sort_by_key(Hit::ends);
        kept
    }

    /// Builds the index; patterns that cannot be used are named with their place.
    #[must_use]
    pub fn index(&self, words: &Words) -> (Index, Vec<(Location, String)>) {
        let (mut builder, mut frames, mut broken) = (Builder::default(), FrameBuilder::default(), Vec::new());
        for (number, activity) in self.list.iter().enumerate() {
            let (Activity { id, title, at, .. }, said) = (activity, activity.said());
            let Said { phrases, near_misses, nouns, fitting, .. } = said;
            let mut tell = |phrase: &Spanned<Arc<str>>, reason| {
                broken.push((Location::of_policy(at.path.clone(), phrase.span), reason));
            };
            builder.add_activity(words, number, &Names { phrases, near_misses }, &mut tell);
            let names = FrameNames { id, title, frames: &said.frames, nouns, fitting };
            frames.add(words, &mut builder, number, &names, &mut tell);
        }
        let phrases = builder.finish();
        let frames = frames.finish(&phrases);
        (Index { phrases, frames }, broken)
    }
}
