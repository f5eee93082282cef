//! What one repository says, as rows that can leave it: its facts with the repository, the commit, the area and the verdict of
//! each, and beside them what rules elsewhere need to judge as they would judge here: people, teams, rows of work that nobody
//! holds, and exceptions. Names are looked up here, where all that they are looked up in is known.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::row::{About, Counted, Exception, Part, Read, Row, Said, Spot, Text, Titled, VERSION, Who, Work};
use super::titles::role_of;
use super::{Origin, points};
use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::base::path::RepoPath;
use crate::base::source::{Location, SourceFile, Span};
use crate::org::names::kebab;
use crate::org::{Duty, FileNode, Holder, Member, MemberRole, Org, Own, Placed, Team};
use crate::policy::Policy;
use crate::read::reading::{DutyEntry, PersonEntry, TeamEntry};
use crate::read::waiver::WaiverEntry;
use crate::rule::CheckContext;
use crate::rule::bench::Bench;
use crate::taxonomy::role::RoleReading;

/// The word for the work of an owner who says none.
const OWNING: &str = "toml";

/// What rows are made of.
pub(crate) struct Leaving<'a> {
    /// What the repository is read and judged by.
    pub(crate) policy: &'a Policy,
    /// What its files say.
    pub(crate) org: &'a Org,
    /// The text of a file with its lines.
    pub(crate) lines: &'a dyn Fn(&RepoPath) -> Arc<SourceFile>,
    /// Where it is.
    pub(crate) origin: Origin<'a>,
    /// The day of judgement.
    pub(crate) today: Date,
}

/// All rows of a repository in the order of its files, headed by the one that says how many there are.
#[must_use]
pub(crate) fn rows<'a>(leaving: &Leaving<'a>) -> Vec<Row<'a>> {
    let bench = Bench::default();
    let maker = Maker {
        scene: leaving.policy.scene(leaving.org, leaving.today, &bench),
        policy: leaving.policy,
        org: leaving.org,
        lines: leaving.lines,
        origin: leaving.origin,
    };
    let mut rows: Vec<Row<'a>> = Vec::new();
    for (path, node) in leaving.org.files.iter() {
        maker.file(path, node, &mut rows);
    }
    for team in leaving.org.teams.values() {
        maker.team(team, &mut rows);
    }
    let place = |row: &Row<'_>| (row.byte, row.row, row.work.as_ref().map(|work| work.seat));
    rows.sort_by(|a, b| (&a.path, &a.fact, place(a)).cmp(&(&b.path, &b.fact, place(b))));
    name(&mut rows);
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    let read = Read {
        files: count(leaving.org.files.values().filter(|node| says_something(node)).count()),
        rows: count(rows.len()),
        drawline: env!("CARGO_PKG_VERSION").into(),
    };
    rows.insert(0, Row { read: Some(read), ..maker.blank("repository") });
    rows
}

/// Entries of a file that say who does what.
type Entries<'a> = Box<dyn Iterator<Item = &'a DutyEntry> + 'a>;

/// Whether a file was read for what it says, and not only because it shows where the repository is kept.
fn says_something(node: &FileNode) -> bool {
    let reading = &node.reading;
    reading.broken
        || reading.team.is_some()
        || reading.says_owners()
        || !(reading.members.is_empty() && reading.duties.is_empty() && reading.people.is_empty())
}

/// Gives each row an id by what it says, wherever that is written; what is said twice has two.
fn name(rows: &mut [Row<'_>]) {
    let mut met: HashMap<[u8; 8], u32> = HashMap::new();
    for row in rows {
        let said = [
            Some(&row.fact),
            row.repository.as_ref(),
            row.team.as_ref(),
            row.person.as_ref(),
            row.holder.as_ref(),
            row.role_text.as_ref().or(row.role.as_ref()),
            row.activity.as_ref().or(row.activity_text.as_ref()),
            row.involvement.as_ref(),
            row.owned_path.as_ref(),
        ];
        let digest = |number: u32| {
            let mut hash = Sha256::new();
            for part in said {
                hash.update(part.map_or("-", |part| part).as_bytes());
                hash.update([0]);
            }
            hash.update(number.to_le_bytes());
            let mut id = [0; 8];
            id.copy_from_slice(&hash.finalize()[..8]);
            id
        };
        let before = met.entry(digest(0)).or_default();
        let id = digest(*before);
        *before += 1;
        row.id = Some(id.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into());
    }
}

struct Maker<'a, 's> {
    scene: CheckContext<'s>,
    policy: &'a Policy,
    org: &'a Org,
    lines: &'a dyn Fn(&RepoPath) -> Arc<SourceFile>,
    origin: Origin<'a>,
}

impl<'a> Maker<'a, '_> {
    fn blank(&self, fact: &'static str) -> Row<'a> {
        Row {
            fact: fact.into(),
            version: VERSION,
            repository: Some(self.origin.repository.into()),
            commit: self.origin.commit.map(Text::from),
            ..Row::default()
        }
    }

    /// A row about a place.
    fn at(&self, fact: &'static str, path: &'a RepoPath, span: Span) -> Row<'a> {
        let [line, column, byte, end_line, end_column, end_byte] = self.spot(path, span);
        Row {
            path: Some(path.as_str().into()),
            line: Some(line),
            column: Some(column),
            byte: Some(byte),
            end_line: Some(end_line),
            end_column: Some(end_column),
            end_byte: Some(end_byte),
            foreign: self.org.files.get(path).is_some_and(|node| node.reading.mapped),
            ..self.blank(fact)
        }
    }

    fn spot(&self, path: &RepoPath, span: Span) -> Spot {
        points::spot(&(self.lines)(path), span)
    }

    fn spot_of(&self, at: &Location) -> Spot {
        self.spot(&at.path, at.span)
    }

    fn said(&self, placed: &'a Placed<Arc<str>>) -> Said<'a> {
        Said { text: (&*placed.value).into(), at: self.spot_of(&placed.at) }
    }

    /// What a file says that belongs to no row of a team.
    fn file(&self, path: &'a RepoPath, node: &'a FileNode, rows: &mut Vec<Row<'a>>) {
        if node.reading.broken {
            rows.push(self.at("unread", path, Span::default()));
        }
        if let (Some(entry), Some(id)) = (&node.reading.team, &node.team) {
            rows.push(self.about(path, id, entry));
        }
        rows.extend(node.reading.people.iter().map(|entry| self.person(path, entry)));
        rows.extend(node.owns.iter().map(|own| self.own(own)));
        rows.extend(node.reading.waivers.iter().filter_map(|waiver| self.waiver(path, waiver)));
    }

    fn about(&self, path: &'a RepoPath, id: &'a Arc<str>, entry: &'a TeamEntry) -> Row<'a> {
        let about = About {
            name: entry.name.as_ref().map(|name| (&*name.value).into()),
            parent: entry
                .parent
                .as_ref()
                .map(|parent| Said { text: (&*parent.value).into(), at: self.spot(path, parent.span) }),
            engineers: entry
                .engineers
                .as_ref()
                .map(|count| Counted { value: count.value, at: self.spot(path, count.span) }),
            reviewed: entry
                .reviewed
                .as_ref()
                .map(|day| Said { text: day.value.to_string().into(), at: self.spot(path, day.span) }),
        };
        Row { team: Some((&**id).into()), about: Some(about), ..self.at("team", path, entry.span) }
    }

    fn person(&self, path: &'a RepoPath, entry: &'a PersonEntry) -> Row<'a> {
        let titled = |written: &'a str| Titled {
            role: match role_of(self.policy, written) {
                RoleReading::Known(role) => Some(role.to_string().into()),
                _ => None,
            },
            text: written.into(),
        };
        let who = Who {
            name: entry.name.as_ref().map(|name| (&*name.value).into()),
            aliases: entry.aliases.iter().map(|name| (&*name.value).into()).collect(),
            roles: entry.roles.iter().map(|role| titled(&role.value)).collect(),
            hours: entry.hours.as_ref().map(|hours| hours.value),
            active: entry.active,
        };
        let person = crate::read::reading::spelt(&entry.handle.value).to_string();
        Row { person: Some(person.into()), who: Some(who), ..self.at("person", path, entry.handle.span) }
    }

    fn own(&self, own: &'a Own) -> Row<'a> {
        let team = own.team.as_ref().and_then(|id| self.org.teams.get(id)).map(|team| &**team);
        let row = Row {
            team: own.team.as_deref().map(Text::from),
            activity: own.activity.as_deref().map(Text::from),
            activity_text: Some((&*own.activity_text).into()),
            area: self.area(own.activity.as_deref()),
            owned_path: Some((&*own.path.value).into()),
            owned_at: Some(self.spot_of(&own.path.at)),
            source: Some(OWNING.into()),
            explicit: Some(true),
            ..self.at("own", &own.at.path, own.at.span)
        };
        self.held_by(&own.owner, team, row)
    }

    fn waiver(&self, path: &'a RepoPath, entry: &'a WaiverEntry) -> Option<Row<'a>> {
        let reason = entry.reason.as_deref().filter(|_| entry.fault.is_none())?;
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let waiver = Exception {
            rules: entry.rules.iter().map(|rule| (&*rule.value).into()).collect(),
            reason: reason.into(),
            owner: entry.owner.as_deref().map(Text::from),
            compensating: entry.compensating.as_deref().map(Text::from),
            covers: [small(entry.covers.start), small(entry.covers.end)],
        };
        let until = entry.until.as_ref().map(|until| until.value.to_string().into());
        Some(Row { until, waiver: Some(waiver), ..self.at("waiver", path, entry.span) })
    }

    /// Members, and rows of work: those that rules judge, then those that are not clear enough.
    fn team(&self, team: &'a Team, rows: &mut Vec<Row<'a>>) {
        team.members.iter().for_each(|member| self.member(team, member, rows));
        let mut numbers: HashMap<&'a RepoPath, u32> = HashMap::new();
        let mut entries: HashMap<(&'a RepoPath, bool), Entries<'a>> = HashMap::new();
        let clear = team.duties.iter().map(|duty| (duty, true));
        for (duty, explicit) in clear.chain(team.hints.iter().map(|duty| (duty, false))) {
            let path = &duty.at.path;
            let entry =
                entries.entry((path, explicit)).or_insert_with(|| self.entries(path, &team.id, explicit)).next();
            let number = numbers.entry(path).or_insert(0);
            self.duty(team, (duty, entry, *number), rows);
            *number += 1;
        }
    }

    /// The entries of a file that rows of work of a team were made of, in the same order: those that rules judge, or the others.
    fn entries(&self, path: &RepoPath, team: &'a Arc<str>, explicit: bool) -> Entries<'a> {
        let Some(node) = self.org.files.get(path) else { return Box::new(std::iter::empty()) };
        let is_own = move |entry: &&DutyEntry| match &entry.team {
            Some(named) => kebab(&named.value) == *team,
            None => node.team.as_ref() == Some(team),
        };
        let is_clear = |entry: &DutyEntry| entry.understood.as_ref().is_none_or(|understood| understood.explicit);
        Box::new(node.reading.duties.iter().filter(is_own).filter(move |entry| is_clear(entry) == explicit))
    }

    fn member(&self, team: &'a Team, member: &'a Member, rows: &mut Vec<Row<'a>>) {
        let row = |role: Option<&'a MemberRole>| {
            let declared = || self.org.people.get(&member.person).and_then(|person| person.roles.first());
            let id = role.map_or_else(declared, |role| role.id.as_ref());
            let part = Part {
                role_at: role.map(|role| self.spot_of(&role.at)),
                allocation_at: member.allocation.as_ref().map(|share| self.spot_of(&share.at)),
            };
            Row {
                team: Some((&*team.id).into()),
                person: Some((&*member.person).into()),
                role: id.map(|id| (&**id).into()),
                role_text: role.map(|role| (&*role.text).into()),
                allocation: member.allocation.as_ref().map(|share| share.value),
                source: Some(OWNING.into()),
                explicit: Some(true),
                part: Some(part),
                ..self.at("member", &member.at.path, member.at.span)
            }
        };
        match member.roles.as_slice() {
            [] => rows.push(row(None)),
            roles => rows.extend(roles.iter().map(|role| row(Some(role)))),
        }
    }

    fn duty(
        &self,
        team: &'a Team,
        (duty, entry, number): (&'a Duty, Option<&'a DutyEntry>, u32),
        rows: &mut Vec<Row<'a>>,
    ) {
        let understood = entry.and_then(|entry| entry.understood.as_ref());
        let explicit = understood.is_none_or(|understood| understood.explicit);
        let row = |fact, at: &'a Location, seat: usize| Row {
            team: Some((&*team.id).into()),
            activity: duty.activity.as_deref().map(Text::from),
            activity_text: Some((&*duty.text).into()),
            area: self.area(duty.activity.as_deref()),
            source: Some(duty.form.name().into()),
            explicit: Some(explicit),
            hours: duty.hours,
            since: duty.since.map(|day| day.to_string().into()),
            until: duty.until.as_ref().map(|until| until.value.to_string().into()),
            confidence: duty.confidence.map(crate::base::confidence::Confidence::share),
            signs: duty.reasons.as_ref().map(|reasons| reasons.signs.keys().map(Text::from).collect()),
            row: Some(number),
            work: Some(self.work(duty, entry, seat)),
            ..self.at(fact, &at.path, at.span)
        };
        if duty.assignments.is_empty() {
            rows.push(row("work", &duty.at, 0));
        }
        for (seat, held) in duty.assignments.iter().enumerate() {
            let verdict = self.verdict(team, duty, &held.holder, held.involvement).filter(|_| explicit);
            let row = Row { involvement: Some(held.involvement.name().into()), verdict, ..row("duty", &held.at, seat) };
            rows.push(self.held_by(&held.holder, Some(team), row));
        }
    }

    fn work(&self, duty: &'a Duty, entry: Option<&DutyEntry>, seat: usize) -> Work<'a> {
        let (path, understood) = (&duty.at.path, entry.and_then(|entry| entry.understood.as_ref()));
        let is_given = understood.is_some_and(|understood| !understood.at.is_empty());
        let named = entry.and_then(|entry| entry.holders.get(seat)).filter(|_| is_given);
        Work {
            at: self.spot_of(&duty.at),
            seat: u32::try_from(seat).unwrap_or(u32::MAX),
            subject: named.map(|named| self.spot(path, named.who.span)),
            until_at: duty.until.as_ref().map(|until| self.spot_of(&until.at)),
            dated: duty.is_dated,
            silent: duty.is_silent,
            whole: duty.is_row,
            deputy: duty.deputy.as_ref().map(|deputy| self.said(deputy)),
            compensating: duty.compensating.as_ref().map(|control| self.said(control)),
            retired: duty.retired.as_ref().map(|why| self.said(why)),
        }
    }

    fn verdict(&self, team: &Team, duty: &Duty, holder: &Holder, how: Involvement) -> Option<Text<'a>> {
        let activity = duty.activity.as_deref().filter(|_| duty.retired.is_none())?;
        self.scene.verdict(team, holder, activity, how).map(|verdict| verdict.name().into())
    }

    fn area(&self, activity: Option<&str>) -> Option<Text<'a>> {
        let activity = self.policy.taxonomy.activities.get(activity?)?;
        Some((&*activity.area).into())
    }

    /// The row with its holder. A person with several roles is shown under the first.
    fn held_by(&self, holder: &'a Holder, team: Option<&Team>, row: Row<'a>) -> Row<'a> {
        match holder {
            Holder::Person(handle) => {
                let nowhere = Team::default();
                let role = self.org.roles_of(team.unwrap_or(&nowhere), handle).first().cloned();
                Row { person: Some((&**handle).into()), role: role.map(|role| role.to_string().into()), ..row }
            }
            Holder::Role(role) => Row { role: Some((&**role).into()), ..row },
            // As plain facts have it, a group stands among people.
            Holder::Group(group) => Row { person: Some((&**group).into()), holder: Some((&**group).into()), ..row },
            Holder::Unknown(name) => Row { holder: Some((&**name).into()), ..row },
        }
    }
}
