//! `charter.toml`: a team, its members and its duties.

use super::reading::{DutyEntry, Form, HolderEntry, MemberEntry, Reading, TeamEntry};
use crate::base::involvement::Involvement;
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::Table;
use crate::document::{Problem, ProblemKind};

const TEAM: Shape = &[
    Field::needed("name", Type::Name, "Display name; its kebab-case form is the team's id."),
    Field::new("id", Type::Name, "Id, where it is not the name in kebab-case."),
    Field::new("mission", Type::Text, "What the team is there for."),
    Field::new("parent", Type::Name, "Id of the team above."),
    Field::new("engineers", Type::Count, "Head count of engineers."),
    Field::new("reviewed", Type::Date, "Day of the last review of this charter."),
];

const MEMBER: Shape = &[
    Field::needed("handle", Type::Name, "The person, as @handle."),
    Field::new("role", Type::Names, "Role id, title or alias; several where the person has several."),
    Field::new("allocation", Type::Share, "Share of a full week spent on this team, 0 to 1."),
];

const DUTY: Shape = &[
    Field::needed("activity", Type::Name, "The work: an activity id, or a phrase that the taxonomy knows."),
    Field::new("accountable", Type::Names, "Who answers for it: one handle, or a role title."),
    Field::new("responsible", Type::Names, "Who does it: handles or role titles."),
    Field::new("consulted", Type::Names, "Who is asked before."),
    Field::new("informed", Type::Names, "Who is told afterwards."),
    Field::new("hours", Type::Number, "Hours a week."),
    Field::new("since", Type::Date, "Held since."),
    Field::new("until", Type::Date, "Temporary cover: held until and including this day."),
    Field::new("deputy", Type::Name, "Who steps in."),
    Field::new("compensating", Type::Name, "The control that makes an exception safe."),
    Field::new("retired", Type::Name, "Why nobody holds it any more."),
];

/// The keys of `charter.toml`.
pub const CHARTER: Shape = &[
    Field::needed("team", Type::Table(TEAM), "The team."),
    Field::new("member", Type::Tables(MEMBER), "A person in the team."),
    Field::new("duty", Type::Tables(DUTY), "A kind of work and who is involved how."),
];

/// Reads a charter.
#[must_use]
pub fn read(root: &Table<'_>) -> Reading {
    let mut problems: Vec<Problem> = Vec::new();
    shape::check(root, CHARTER, &mut problems);
    Reading {
        team: root.table("team").map(|team| team_entry(&team)),
        members: root.tables("member").iter().filter_map(member_entry).collect(),
        duties: root.tables("duty").iter().filter_map(duty_entry).collect(),
        problems,
        ..Reading::default()
    }
}

/// Reads what a front matter says of a charter; its other keys belong to whoever publishes the page.
#[must_use]
pub fn read_front(root: &Table<'_>) -> Reading {
    if !CHARTER.iter().any(|field| root.has(field.key)) {
        return Reading::default();
    }
    let mut reading = read(root);
    let inside = |problem: &Problem| {
        let of_root = root.entries().iter().any(|(key, _)| key.span == problem.span);
        let no_team = problem.kind == ProblemKind::MissingKey && problem.detail == "team";
        !(no_team || of_root && problem.kind == ProblemKind::UnknownKey)
    };
    reading.problems.retain(inside);
    reading
}

fn team_entry(table: &Table<'_>) -> TeamEntry {
    TeamEntry {
        name: table.name_at("name"),
        id: table.name_at("id"),
        parent: table.name_at("parent"),
        engineers: table.number("engineers"),
        reviewed: table.date("reviewed"),
        span: table.span(),
    }
}

fn member_entry(table: &Table<'_>) -> Option<MemberEntry> {
    Some(MemberEntry {
        team: None,
        handle: table.name_at("handle")?,
        roles: table.names("role"),
        allocation: table.number("allocation"),
    })
}

fn duty_entry(table: &Table<'_>) -> Option<DutyEntry> {
    let holders = Involvement::ALL.into_iter().flat_map(|involvement| {
        let names = table.names(involvement.name()).into_iter();
        names.map(move |who| HolderEntry { who, involvement })
    });
    Some(DutyEntry {
        team: None,
        activity: table.name_at("activity")?,
        holders: holders.collect(),
        hours: table.number("hours"),
        since: table.date("since"),
        until: table.date("until"),
        deputy: table.name_at("deputy"),
        compensating: table.name_at("compensating"),
        retired: table.name_at("retired"),
        form: Form::Toml,
        understood: None,
        span: table.span(),
    })
}
