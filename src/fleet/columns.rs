//! What each column of a row means: the table that `drawline schema facts` prints. A test holds real rows against it.

/// What a column holds. Each may be `null` as well, unless the column is always there.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    /// Text.
    Text,
    /// One of these words, or one that a later version adds.
    Word(&'static [&'static str]),
    /// Texts.
    Texts,
    /// A day such as `2026-12-31`.
    Day,
    /// A whole number, zero or more.
    Count,
    /// A number, zero or more.
    Number,
    /// A number from 0 to 1.
    Share,
    /// `true` or `false`.
    Flag,
    /// A place: first line, column and byte, then the last ones.
    Spot,
    /// So many whole numbers.
    Counts(usize),
    /// Columns of its own.
    Table(&'static [Column]),
    /// Any number of such tables.
    Tables(&'static [Column]),
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) holds: Holds,
    /// Whether it is never `null`.
    pub(crate) always: bool,
    /// What it means.
    pub(crate) says: &'static str,
}

const fn may(name: &'static str, holds: Holds, says: &'static str) -> Column {
    Column { name, holds, always: false, says }
}

const fn always(name: &'static str, holds: Holds, says: &'static str) -> Column {
    Column { name, holds, always: true, says }
}

/// What a row can tell.
const KINDS: &[&str] = &["duty", "member", "own", "work", "person", "team", "waiver", "unread", "repository", "failed"];
const INVOLVED: &[&str] = &["accountable", "responsible", "consulted", "informed"];
const SOURCES: &[&str] = &["toml", "table", "list", "sentence"];
const VERDICTS: &[&str] = &["core", "shared", "stretch", "out"];

const SAID: &[Column] =
    &[always("text", Holds::Text, "What was written."), always("at", Holds::Spot, "Where it is written.")];
const COUNTED: &[Column] =
    &[always("value", Holds::Number, "What was written."), always("at", Holds::Spot, "Where it is written.")];
const TITLED: &[Column] = &[
    may("role", Holds::Text, "Id of the role, where one is meant without doubt."),
    always("text", Holds::Text, "The role as written."),
];

const WORK: &[Column] = &[
    always("at", Holds::Spot, "Where the work is written."),
    always("seat", Holds::Count, "Which of the holders of its row this one is, from 0."),
    may(
        "subject",
        Holds::Spot,
        "Where prose names the holder, where that is elsewhere than the duty is given, such as in a heading.",
    ),
    may("until_at", Holds::Spot, "Where the last day is written."),
    always(
        "dated",
        Holds::Flag,
        "Whether something is written as the last day, though perhaps nothing that can be read.",
    ),
    always("silent", Holds::Flag, "Whether it says nothing that nobody is accountable: its table has no place for it."),
    always("whole", Holds::Flag, "Whether the row says all who are involved, as data does and a sentence does not."),
    may("deputy", Holds::Table(SAID), "Who steps in."),
    may("compensating", Holds::Table(SAID), "The control that makes an exception safe."),
    may("retired", Holds::Table(SAID), "Why nobody holds it any more."),
];
const PART: &[Column] = &[
    may("role_at", Holds::Spot, "Where the role is written."),
    may("allocation_at", Holds::Spot, "Where the share of a week is written."),
];
const ABOUT: &[Column] = &[
    may("name", Holds::Text, "What the team is called."),
    may("parent", Holds::Table(SAID), "The team above."),
    may("engineers", Holds::Table(COUNTED), "How many engineers it has."),
    may("reviewed", Holds::Table(SAID), "The day of the last review."),
];
const WHO: &[Column] = &[
    may("name", Holds::Text, "Full name."),
    always("aliases", Holds::Texts, "Other handles and names."),
    always("roles", Holds::Tables(TITLED), "Roles by the people file."),
    may("hours", Holds::Number, "Hours in a full week."),
    always("active", Holds::Flag, "`false` once the person has left."),
];
const WAIVER: &[Column] = &[
    always("rules", Holds::Texts, "The rules that it names."),
    always("reason", Holds::Text, "Why."),
    may("owner", Holds::Text, "Who answers for it."),
    may("compensating", Holds::Text, "The control that makes it safe."),
    always("covers", Holds::Counts(2), "The bytes of the lines that it is about: first, and one past the last."),
];
const READ: &[Column] = &[
    always("files", Holds::Count, "How many files were read."),
    always("rows", Holds::Count, "How many rows follow: where fewer arrive, some were lost."),
    always("drawline", Holds::Text, "The version of drawline that read them."),
];

/// The columns of a row, in their order.
pub(crate) const COLUMNS: &[Column] = &[
    always(
        "fact",
        Holds::Word(KINDS),
        "What the row tells: a holder of a duty, a member, an owner of a path; a row of work that nobody holds, a person, a team, an exception, a file that cannot be read; what was read of a repository, or that it could not be.",
    ),
    may("path", Holds::Text, "The file, from the root of its repository."),
    may("line", Holds::Count, "First line, from 1."),
    may("column", Holds::Count, "First column, in characters from 1."),
    may("end_line", Holds::Count, "Last line."),
    may("team", Holds::Text, "Id of the team."),
    may("person", Holds::Text, "Handle with its @, or a group as written."),
    may("role", Holds::Text, "Id of the role; of a person with several the first."),
    may("activity", Holds::Text, "Id of the activity; null where no phrase knows the words."),
    may("activity_text", Holds::Text, "The work as written."),
    may("involvement", Holds::Word(INVOLVED), "How the holder is involved."),
    may("source", Holds::Word(SOURCES), "How it was written down."),
    may("explicit", Holds::Flag, "Whether it is clear enough for rules to judge it."),
    may("hours", Holds::Number, "Hours a week."),
    may("allocation", Holds::Number, "Share of a full week."),
    may("owned_path", Holds::Text, "The pattern of an owned path, from the root of the repository."),
    may("since", Holds::Day, "Held since."),
    may("until", Holds::Day, "The last day."),
    may("commit", Holds::Text, "The commit that was read; null for a working tree."),
    may("role_text", Holds::Text, "The role as written."),
    may("confidence", Holds::Share, "How sure the reading of prose is; null where data says it."),
    may("signs", Holds::Texts, "What speaks for the reading of prose and against it."),
    always("version", Holds::Count, "The version of the row: 1. A later one only adds columns."),
    may(
        "id",
        Holds::Text,
        "The same for the same fact in every commit of a repository, wherever in it the fact is written.",
    ),
    always("repository", Holds::Text, "The repository, as owner/name."),
    may("area", Holds::Text, "The area of the activity."),
    may("verdict", Holds::Word(VERDICTS), "The verdict on the holder by the rules of the repository itself."),
    may("holder", Holds::Text, "The holder as written, where it is neither a person nor a role."),
    may("byte", Holds::Count, "First byte, from 0."),
    may("end_column", Holds::Count, "Last column."),
    may("end_byte", Holds::Count, "One past the last byte."),
    may(
        "row",
        Holds::Count,
        "The number of the row of work among those of its team in the file: rows with the same are one row with several holders.",
    ),
    always("foreign", Holds::Flag, "Whether the file is another tool's, or read through a map."),
    may("work", Holds::Table(WORK), "What else a row of work says."),
    may("part", Holds::Table(PART), "Where the role and the share of a member are written."),
    may("owned_at", Holds::Spot, "Where an owned path is written."),
    may("about", Holds::Table(ABOUT), "What a file says of its team."),
    may("who", Holds::Table(WHO), "What a people file says of a person."),
    may("waiver", Holds::Table(WAIVER), "An exception that a file makes for its own lines."),
    may("read", Holds::Table(READ), "What was read of a repository."),
    may("error", Holds::Text, "Why a repository could not be read."),
];
