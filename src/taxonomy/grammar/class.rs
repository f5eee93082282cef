//! The closed classes of words, what a run of words opens in a clause, and what a verb does with those behind it: the names that
//! the keys of `rules/prose.toml` have in the code.

use serde::{Deserialize, Serialize};

/// The closed classes of words, each a key of `[class]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// `is`, `are`, `be`.
    Be,
    /// `has`, `have`.
    Have,
    /// `does`, `do`.
    Do,
    /// Of these, the forms that say that it is past.
    PastAuxiliary,
    /// Of these, the forms that no clause stands on: `be`, `being`, `been`, `having`.
    NonFinite,
    /// `to`.
    To,
    /// `of`.
    Of,
    /// `by`.
    By,
    /// `for`.
    For,
    /// `that`, before a clause.
    That,
    /// `and`, `or`.
    Join,
    /// `but`.
    But,
    /// `who`, `which`, `that`.
    Relative,
    /// `nobody`.
    Nobody,
    /// `no`, `neither`.
    No,
    /// `not`.
    Not,
    /// `only`, `also`: behind `not`, they take it back.
    Also,
    /// `the`, `our`, `each`.
    Determiner,
    /// `you`, `they`: whoever is spoken of.
    Pronoun,
    /// `we`: whoever writes.
    We,
    /// `it`, `there`: nobody.
    Expletive,
    /// `why`, `who`, `what`: a question begins.
    Question,
    /// `job`, `responsibility`: what somebody has to do.
    Job,
    /// Nouns that are verbs as well: "plan", "review".
    NounToo,
    /// `so`, `then`, `however`: nothing but a link to what was said.
    Link,
    /// Small words between "to be" and what says how.
    Filler,
    /// `him`, `us`, `everybody`: people who are none of ours.
    Others,
    /// `us`: who writes a page for its reader.
    Ours,
    /// `as`: "as a PM, you".
    As,
    /// `you`, `your`: who is spoken to.
    Addressee,
    /// Pronouns with a verb in the plural.
    Plural,
    /// `alone`, `themselves`.
    Alone,
    /// `one`, in "no one".
    One,
    /// `sign-off`, `approval`: what somebody gives.
    Approval,
    /// `from`, `of`, before who gives it.
    From,
    /// `include`, `involve`: what a job holds.
    Contains,
    /// `upon`, `on`, where work falls.
    Upon,
    /// `with`, `to`: before whom work rests or falls.
    Rests,
    /// `never`, before a verb with an ending.
    Never,
    /// `they`, `their`: whom the last sentence was about.
    Speaker,
    /// Titles of columns that hold roles.
    RoleColumn,
    /// `description`, `purpose`: titles of columns that tell what a role does.
    Describes,
    /// What a cell says for yes.
    MarkYes,
    /// What a cell says for no.
    MarkNo,
    /// Words for the letters of a matrix.
    CellResponsible,
    /// The same.
    CellAccountable,
    /// The same.
    CellConsulted,
    /// The same.
    CellInformed,
    /// `demonstrate`, `have`: what somebody brings along, not what is done.
    Shows,
    /// `work`, `expected`, `authority`: before "to" and what is done.
    TakesInfinitive,
    /// `that`, `which`: what follows tells of the noun before.
    Tells,
    /// `when`, `whether`: behind a verb, what is decided.
    Content,
    /// `versus`: several who are told apart.
    Versus,
    /// `between`, `becoming`: before a name that the text is not about.
    Around,
    /// Last words of titles of people.
    TitleNouns,
    /// `etc`, `approx`: a full stop behind it ends no sentence.
    Shortened,
    /// `perhaps`: leaves it open.
    Hedge,
    /// `role`, `person`: on a page about a role, whoever holds it.
    Post,
    /// `their`, `your`: whose job it is.
    Own,
    /// `to`, `include`: a line that ends so is followed by what it speaks of.
    Dangles,
    /// `it`, `that`: "'s" behind them is a verb.
    ContractedBe,
    /// `both`, `only`: may stand between a subject and its verb.
    Floats,
    /// `what`: "what the PM does".
    What,
    /// `reasons`, `because`: what follows says why.
    Reason,
    /// `e` of "e.g.", `see`: what follows is an example or points elsewhere.
    Example,
    /// `outside`, `beyond`: what is there is no part of it.
    Outside,
    /// `anyone`, `everybody`: "but" behind them excludes.
    Everyone,
    /// `others`, `own`: of a denial, that somebody else has what stands below.
    Elsewhere,
    /// `tbd`, `vacant`: in the place of a name, that there is none.
    Vacant,
    /// `who`: a clause about the person before it.
    Who,
    /// `whose`.
    Whose,
    /// `team`, `crew`: behind a title, those who have it.
    Folk,
    /// `it`, `these`: what was spoken of before.
    Thing,
    /// `so`, `as`: before "does" and somebody else.
    Same,
    /// `watches`, `picks`: a question behind it is what is looked at.
    Looks,
    /// `says`: "says when it is ready".
    Rules,
    /// `team`: a label before a team's name.
    TeamLabel,
    /// `members`: a label before those who are in a team.
    MemberLabel,
    /// `until`: titles of columns that hold last days.
    UntilColumn,
    /// `skill`, `risk`, `before`: titles of columns that hold no work, or nobody who does it.
    AsideColumn,
    /// `every`, `all`: all of a kind.
    Quantifier,
    /// `being`: a clause without a finite verb.
    Being,
    /// `one`, `person`: whoever is meant by what follows.
    OneWho,
    /// `last`, `wrong`: of these, who is not.
    Unfit,
    /// `entrusts`, `tasks`: before somebody and "with".
    Entrusts,
    /// `put`, `make`, `hold`: before somebody who is in charge of what follows.
    Puts,
    /// `rely`, `count`, `look`: before "on" or "to" and somebody whose work it is.
    Relies,
    /// `with`.
    With,
    /// `in`, `at`: where somebody is.
    In,
    /// `after`, `before`: what follows is as true, at another time.
    Afterwards,
    /// `rule`, `passage`: what a sentence takes back.
    Passage,
    /// `relevant`, `respective`: whoever it concerns, case by case.
    ByCase,
    /// `team`, `members`: a list below it introduces people.
    TeamList,
    /// `paused`, `moved`: how it stands with work.
    State,
    /// `hold`, in "on hold".
    OnHold,
    /// `elsewhere`: where work is done that is not ours.
    DoneElsewhere,
    /// `companies`, `Scrum`: where something is so, and nobody of ours is bound by it.
    Outsiders,
    /// `team`, `company`: the same behind `NotOurs`.
    Places,
    /// `many`, `other`, `my last`.
    NotOurs,
    /// `our`, `this`: before a place of ours.
    OursHere,
    /// `explains`, `documents`: what is told is not done by it.
    Recounts,
    /// `chair`: a title of a column above those who hold a meeting.
    ChairColumn,
    /// `who`, beside meetings: those who come.
    ComersColumn,
    /// `agreed`, `decided`: what is settled holds.
    Settles,
    /// `whether`: what is asked, or left open.
    Whether,
    /// `retrospective`, `sync`: what somebody chairs.
    Meeting,
    /// `author`: below a page's title, who wrote the page.
    PageAuthor,
    /// `respectively`: one each, in their order.
    Respectively,
    /// `soon`, `next year`: what is so only then.
    Later,
    /// `q3`: what will be then is a plan.
    Quarter,
    /// `away`, `absence`: what is so only while somebody is missing.
    Absent,
    /// `without`, `no`: before somebody who is missing.
    Lacking,
    /// `rate`, `agree`: what a list of questions asks of its readers.
    Polls,
    /// `personas`, `case study`: a heading above what is told of nobody of ours.
    Story,
    /// `before`: what was so up to some year.
    Ago,
    /// `work with`: a heading that ends so names those whom a role works with.
    Company,
    /// `partner`: a group that "they" may stand for.
    Party,
}

/// The keys of `[class]`, in the order of [`Class`].
pub(crate) const CLASSES: &[&str] = &[
    "be",
    "have",
    "do",
    "past-auxiliary",
    "non-finite",
    "to",
    "of",
    "by",
    "for",
    "that",
    "join",
    "but",
    "relative",
    "nobody",
    "no",
    "not",
    "also",
    "determiner",
    "pronoun",
    "we",
    "expletive",
    "question",
    "job",
    "noun-too",
    "link",
    "filler",
    "others",
    "ours",
    "as",
    "addressee",
    "plural",
    "alone",
    "one",
    "approval",
    "from",
    "contains",
    "upon",
    "rests",
    "never",
    "speaker",
    "role-column",
    "describes",
    "mark-yes",
    "mark-no",
    "cell-responsible",
    "cell-accountable",
    "cell-consulted",
    "cell-informed",
    "shows",
    "takes-infinitive",
    "tells",
    "content",
    "versus",
    "around",
    "title-nouns",
    "shortened",
    "hedge",
    "post",
    "own",
    "dangles",
    "contracted-be",
    "floats",
    "what",
    "reason",
    "example",
    "outside",
    "everyone",
    "elsewhere",
    "vacant",
    "who",
    "whose",
    "folk",
    "thing",
    "same",
    "looks",
    "rules",
    "team-label",
    "member-label",
    "until-column",
    "aside-column",
    "quantifier",
    "being",
    "one-who",
    "unfit",
    "entrusts",
    "puts",
    "relies",
    "with",
    "in",
    "afterwards",
    "passage",
    "by-case",
    "team-list",
    "state",
    "on-hold",
    "done-elsewhere",
    "outsiders",
    "places",
    "not-ours",
    "ours-here",
    "recounts",
    "chair-column",
    "comers-column",
    "settles",
    "whether",
    "meeting",
    "page-author",
    "respectively",
    "later",
    "quarter",
    "absent",
    "lacking",
    "polls",
    "story",
    "ago",
    "company",
    "party",
];

/// What a run of words opens in a clause, each a key of `[turn]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Turn {
    /// "while": a clause that is asserted as well.
    Beside,
    /// "when", "if", "so that": a clause that only says when, why or how.
    Under,
    /// "rather than", "instead of": what follows is excluded.
    Exclude,
    /// "except", "other than": what follows is taken out of what stands before.
    Except,
    /// "together with": others beside the subject.
    With,
    /// "at no time": denies, and turns subject and verb around.
    Never,
    /// "up to", "on the": whoever follows holds what is spoken of.
    Holder,
    /// "important for": whoever follows has to do it.
    Falls,
}

/// The keys of `[turn]`, with what they open.
pub(crate) const TURNS: &[(&str, Turn)] = &[
    ("beside", Turn::Beside),
    ("under", Turn::Under),
    ("exclude", Turn::Exclude),
    ("except", Turn::Except),
    ("with", Turn::With),
    ("never", Turn::Never),
    ("holder", Turn::Holder),
    ("falls", Turn::Falls),
];

/// What a verb does with the persons and the verb behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Frame {
    /// "asks Y to": what follows is Y's.
    Asks,
    /// "wants Y to": what follows is nobody's.
    Wishes,
    /// "helps Y do": what follows is Y's, and the subject has a part in it.
    Helps,
    /// "works with Y to": what follows is the subject's.
    Joins,
    /// "hands the work to Y".
    Gives,
    /// "begins to", "continues": what follows says what is done.
    Begins,
    /// "stops": what follows is done no more.
    Stops,
    /// "lies with Y", "belongs to Y": Y holds what the subject names.
    Rests,
    /// "has taken over": held from now on.
    TakesOver,
    /// "makes sure that": what follows is answered for by the subject.
    Ensures,
    /// "says that": what follows is not told as a fact.
    Says,
    /// "consults Y on": Y has a say.
    Consults,
}

/// The names of frames in `[[frame]]`.
pub(crate) const FRAMES: &[(&str, Frame)] = &[
    ("asks", Frame::Asks),
    ("wishes", Frame::Wishes),
    ("helps", Frame::Helps),
    ("joins", Frame::Joins),
    ("gives", Frame::Gives),
    ("begins", Frame::Begins),
    ("stops", Frame::Stops),
    ("rests", Frame::Rests),
    ("takes-over", Frame::TakesOver),
    ("ensures", Frame::Ensures),
    ("says", Frame::Says),
    ("consults", Frame::Consults),
];
