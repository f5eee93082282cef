//! `charter.toml`: a team, its members and its duties.

use super::format::{FileFormat, Named, Sign, TOML, Usual, Words};
use super::reading::{DutyEntry, Form, HolderEntry, MemberEntry, Reading, TeamEntry};
use crate::base::involvement::Involvement;
use crate::base::source::Span;
use crate::document::nodes::Kind;
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::{Table, Value};
use crate::document::{Document, Problem, ProblemKind};

const TEAM: Shape = &[
    Field::needed("name", Type::Name, "Display name; its kebab-case form is the team's id."),
    Field::new("id", Type::Name, "Id, where it is not the name in kebab-case."),
    Field::new("mission", Type::Text, "What the team is there for."),
    Field::new("parent", Type::Name, "Id of the team above."),
    Field::new("engineers", Type::Count, "Head count of engineers."),
    Field::new("reviewed", Type::Date, "Day of the last review of this charter."),
];

const MEMBER: Shape = &[
    Field::needed("handle", Type::Handle, "The person, as @handle.")
        .called(&["name", "login", "github", "user", "who"]),
    Field::new("role", Type::Names, "Role id, title or alias; several where the person has several.")
        .called(&["title", "position", "job", "function"]),
    Field::new("allocation", Type::Share, "Share of a full week spent on this team, 0 to 1.")
        .called(&["share", "fte", "capacity"]),
];

const DUTY: Shape =
    &[
        Field::needed("activity", Type::Name, "The work: an activity id, or a phrase that the taxonomy knows.")
            .called(&["task", "work", "what", "duty", "responsibility", "name"]),
        Field::new("accountable", Type::Names, "Who answers for it: one handle, or a role title.").called(&[
            "a",
            "owner",
            "dri",
            "approver",
            "accountability",
        ]),
        Field::new("responsible", Type::Names, "Who does it: handles or role titles.").called(&[
            "r",
            "assignee",
            "assignees",
            "doers",
        ]),
        Field::new("consulted", Type::Names, "Who is asked before.").called(&["c", "consult"]),
        Field::new("informed", Type::Names, "Who is told afterwards.").called(&["i", "inform"]),
        Field::new("hours", Type::Number, "Hours a week."),
        Field::new("since", Type::Date, "Held since.").called(&["from", "start"]),
        Field::new("until", Type::Date, "Temporary cover: held until and including this day.")
            .called(&["to", "end", "ends", "expires", "due"]),
        Field::new("deputy", Type::Name, "Who steps in."),
        Field::new("compensating", Type::Name, "The control that makes an exception safe."),
        Field::new("retired", Type::Name, "Why nobody holds it any more."),
    ];

/// The keys of `charter.toml`.
pub(super) const CHARTER: Shape = &[
    Field::needed("team", Type::Table(TEAM), "The team."),
    Field::new("member", Type::Tables(MEMBER), "A person in the team."),
    Field::new("duty", Type::Tables(DUTY), "A kind of work and who is involved how."),
];

/// Charters in TOML.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "charter",
    syntax: &TOML,
    endings: &[".toml"],
    rare_endings: &[],
    named: Named::Patterns(Usual {
        key: "charters",
        patterns: &["**/charter.toml", "**/*.charter.toml"],
        rare: &[],
        former: &[],
        any_case: true,
    }),
    keys: &[Field::new("charters", Type::Names, "Patterns of charters, in place of the default ones.")],
    sign: Sign::Keys(&["team", "member", "duty"]),
    by_host: false,
    introduces: true,
    words: Words {
        one: "a charter",
        several: "charters",
        file: "TOML",
        holds: "charters ([team], [[member]], [[duty]])",
        counted: Some(("charter", " in TOML")),
        is_common: false,
    },
    schema: Some(("charter.toml: a team, who is in it and who does what", CHARTER)),
    parse: Some(|input| input.toml(read)),
};

/// Reads a charter, which is `text`.
#[must_use]
pub(super) fn read(root: &Table<'_>, text: &str) -> Reading {
    let mut problems: Vec<Problem> = Vec::new();
    let mended = shape::check_and_mend(root, CHARTER, &mut problems);
    let root = mended.as_ref().map_or_else(|| root.clone(), Document::root);
    Reading {
        team: root.table("team").map(|team| team_entry(&team)),
        members: root.tables("member").iter().filter_map(member_entry).collect(),
        duties: root.tables("duty").iter().filter_map(|duty| duty_entry(duty, text)).collect(),
        problems,
        ..Reading::default()
    }
}

/// Reads what a front matter says of a charter; its other keys belong to whoever publishes the page.
#[must_use]
pub(super) fn read_front(root: &Table<'_>, text: &str) -> Reading {
    // `team = "Search"` is a word of whoever publishes the page.
    let is_ours = |key: &str| root.table(key).is_some() || !root.tables(key).is_empty();
    if !CHARTER.iter().any(|field| is_ours(field.key)) {
        return Reading::default();
    }
    let mut reading = read(root, text);
    let inside = |problem: &Problem| {
        let of_root = root.entries().iter().any(|(key, _)| key.span == problem.span);
        let no_team = problem.kind == ProblemKind::MissingKey && problem.detail == "team";
        let of_others =
            problem.kind == ProblemKind::WrongType && root.has(&problem.detail) && !is_ours(&problem.detail);
        !(no_team || of_others || of_root && problem.kind == ProblemKind::UnknownKey)
    };
    reading.problems.retain(inside);
    reading
}

fn team_entry(table: &Table<'_>) -> TeamEntry {
    TeamEntry {
        name: table.name_at("name"),
        id: table.name_at("id"),
        parent: table.name_at("parent"),
        engineers: table.amount("engineers"),
        reviewed: table.date("reviewed"),
        span: table.span(),
    }
}

fn member_entry(table: &Table<'_>) -> Option<MemberEntry> {
    Some(MemberEntry {
        team: None,
        handle: table.name_at("handle")?,
        roles: table.names("role"),
        allocation: table.share("allocation"),
    })
}

fn duty_entry(table: &Table<'_>, text: &str) -> Option<DutyEntry> {
    let holders = Involvement::ALL.into_iter().flat_map(|involvement| {
        let names = table.names(involvement.name());
        let several = names.len() > 1;
        names.into_iter().map(move |who| {
            let whole = several.then(|| item(text, who.span));
            HolderEntry { who, involvement, whole: whole.map(Box::new) }
        })
    });
    Some(DutyEntry {
        team: None,
        activity: table.name_at("activity")?,
        holders: holders.collect(),
        hours: table.amount("hours").map(Box::new),
        since: table.date("since").map(Box::new),
        until: table.date("until").map(Box::new),
        is_dated: table.has("until"),
        deputy: table.name_at("deputy").map(Box::new),
        compensating: table.name_at("compensating").map(Box::new),
        retired: table.name_at("retired").map(Box::new),
        is_silent: is_unread(table, Involvement::Accountable.name()),
        form: Form::Toml,
        understood: None,
        span: table.span(),
    })
}

/// Whether something is written under a key from which no name can be read: that is told, and nothing follows from it.
fn is_unread(table: &Table<'_>, key: &str) -> bool {
    let is_empty_list = |value: Value<'_>| value.kind() == Kind::List && value.items().next().is_none();
    table.value(key).is_some_and(|value| !is_empty_list(value)) && table.names(key).is_empty()
}

/// What goes when one of several items of a list goes: the item, the comma behind it (or before the last one), and the line
/// where it stands alone there. Comments stay.
fn item(text: &str, at: Span) -> Span {
    let bytes = text.as_bytes();
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let skipped = |from: usize| from + bytes.get(from..).unwrap_or_default().iter().take_while(|b| blank(b)).count();
    let back = |to: usize| to - bytes.get(..to).unwrap_or_default().iter().rev().take_while(|b| blank(b)).count();
    let comma = skipped(at.end);
    if bytes.get(comma) == Some(&b',') {
        let end = skipped(comma + 1);
        let starts_line = back(at.start).checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'));
        if starts_line && matches!(bytes.get(end), Some(b'\n' | b'\r')) {
            let lines = bytes.get(end..).unwrap_or_default().iter().position(|byte| *byte == b'\n').unwrap_or_default();
            return Span::new(back(at.start), end + lines + 1);
        }
        return Span::new(at.start, if starts_line { comma + 1 } else { end });
    }
    let before = back(at.start);
    // A comma on a line above may stay: lists may end with one.
    let start = before.checked_sub(1).filter(|before| bytes.get(*before) == Some(&b',')).unwrap_or(at.start);
    Span::new(start, at.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, name: &str) -> String {
        let start = text.find(name).expect("there");
        let gone = item(text, Span::new(start, start + name.len()));
        format!("{}{}", &text[..gone.start], &text[gone.end..])
    }

    #[test]
    fn an_item_goes_with_its_comma_and_comments_stay() {
        assert_eq!(without(r#"r = ["@a", "@b"]"#, r#""@a""#), r#"r = ["@b"]"#);
        assert_eq!(without(r#"r = ["@a", "@b"]"#, r#""@b""#), r#"r = ["@a"]"#);
        assert_eq!(without(r#"r = [ "@a","@b" ] # c"#, r#""@b""#), r#"r = [ "@a" ] # c"#);
        let lines = "r = [\n  \"@a\",\n  \"@b\",  # asks\n  \"@c\"\n]\n";
        assert_eq!(without(lines, "\"@a\""), "r = [\n  \"@b\",  # asks\n  \"@c\"\n]\n");
        assert_eq!(without(lines, "\"@b\""), "r = [\n  \"@a\",\n    # asks\n  \"@c\"\n]\n");
        assert_eq!(without(lines, "\"@c\""), "r = [\n  \"@a\",\n  \"@b\",  # asks\n  \n]\n");
    }
}
