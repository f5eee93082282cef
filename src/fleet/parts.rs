//! What rows say of one file, put together again to what a reader would have made of the file itself.
//!
//! Rows may come in any order, in several files, and more than once: who sends them again after a failure need not know which
//! had arrived.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::points::Points;
use crate::base::source::{Known, Span, Spanned};
use crate::read::reading::{DutyEntry, HolderEntry, MemberEntry, OwnEntry, PersonEntry, Reading, TeamEntry, Written};
use crate::read::waiver::WaiverEntry;

/// What is known of one file so far.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// It is another tool's, or read through a map.
    pub(super) foreign: bool,
    /// It could not be read.
    pub(super) unread: bool,
    pub(super) team: Option<TeamEntry>,
    pub(super) members: Vec<MemberPart>,
    pub(super) duties: Vec<DutyPart>,
    pub(super) owns: Vec<OwnEntry>,
    pub(super) people: Vec<PersonEntry>,
    pub(super) waivers: Vec<WaiverEntry>,
    pub(super) points: Points,
    /// Where the row of work of a team with a number lies among them.
    numbers: HashMap<(Option<Arc<str>>, u32), usize>,
}

/// One role of one member.
#[derive(Debug)]
pub(super) struct MemberPart {
    pub(super) team: Option<Written>,
    pub(super) handle: Written,
    pub(super) role: Option<Written>,
    pub(super) allocation: Option<Spanned<f64>>,
}

/// A row of work with those of its holders that have come.
#[derive(Debug)]
pub(super) struct DutyPart {
    number: u32,
    entry: DutyEntry,
    seats: Vec<u32>,
}

impl Parts {
    /// Takes a holder of a row of work, or the row alone; the first one brings the row with it.
    pub(super) fn hold(
        &mut self,
        number: u32,
        seat: Option<(u32, HolderEntry)>,
        entry: impl FnOnce() -> DutyEntry,
        team: Option<&Arc<str>>,
    ) {
        let duties = &mut self.duties;
        let at = *self.numbers.entry((team.cloned(), number)).or_insert_with(|| {
            duties.push(DutyPart { number, entry: entry(), seats: Vec::new() });
            duties.len() - 1
        });
        let duty = &mut self.duties[at];
        if let Some((seat, holder)) = seat.filter(|(seat, _)| !duty.seats.contains(seat)) {
            duty.seats.push(seat);
            duty.entry.holders.push(holder);
        }
    }

    /// How many entries there are of the kind that has most.
    pub(super) fn most(&self) -> usize {
        [self.members.len(), self.duties.len(), self.owns.len(), self.people.len(), self.waivers.len()]
            .into_iter()
            .max()
            .unwrap_or_default()
    }

    /// Takes what other rows say of the same file.
    pub(super) fn join(&mut self, other: Self) {
        self.foreign |= other.foreign;
        self.unread |= other.unread;
        self.team = self.team.take().or(other.team);
        self.members.extend(other.members);
        self.owns.extend(other.owns);
        self.people.extend(other.people);
        self.waivers.extend(other.waivers);
        self.points.join(other.points);
        for mut duty in other.duties {
            let team = duty.entry.team.as_ref().map(|team| team.value.clone());
            let holders = std::mem::take(&mut duty.entry.holders);
            let bare = duty.entry;
            self.hold(duty.number, None, || bare, team.as_ref());
            let at = self.numbers[&(team, duty.number)];
            let known = &mut self.duties[at];
            for (seat, holder) in duty.seats.into_iter().zip(holders) {
                if !known.seats.contains(&seat) {
                    known.seats.push(seat);
                    known.entry.holders.push(holder);
                }
            }
        }
    }

    /// What a reader would have made of the file, and where the places in it lie.
    pub(super) fn reading(mut self) -> (Reading, Arc<[Known]>) {
        let points = self.points.settled();
        let duties = duties(self.duties);
        // Through a map one row of a file may hold many duties.
        let rows = duties.iter().map(|duty| duty.span.start).filter(|_| !self.foreign);
        let rows = BTreeSet::from_iter(rows);
        self.waivers.iter_mut().for_each(|waiver| waiver.covers = covered(waiver, &points, &rows));
        let reading = Reading {
            team: self.team,
            members: members(self.members),
            duties,
            owns: owns(self.owns),
            people: once(self.people, |person| person.handle.span),
            waivers: once(self.waivers, |waiver| waiver.covers),
            mapped: self.foreign,
            broken: self.unread,
            remote: true,
            ..Reading::default()
        };
        (reading.with_name_keys(), points)
    }
}

/// What an exception is about, of what its row says: its own lines, and the next row of work below. More than that nobody can
/// write down in a file, whatever a row says.
fn covered(waiver: &WaiverEntry, points: &[Known], rows: &BTreeSet<usize>) -> Span {
    let place = |byte: usize| {
        let after = points.partition_point(|[at, ..]| *at as usize <= byte);
        let last = after.checked_sub(1).and_then(|last| points.get(last));
        last.map_or((1, 1), |[_, line, column]| (*line, *column as usize))
    };
    // A character has four bytes at most.
    let before = (place(waiver.span.start).1.saturating_sub(1) + 1) * 4;
    let start = waiver.covers.start.clamp(waiver.span.start.saturating_sub(before), waiver.span.start);
    let own = place(waiver.span.end).0;
    let below = rows.range(waiver.span.end..waiver.covers.end.max(waiver.span.end));
    let mut lines = below.map(|row| (place(*row).0, *row)).filter(|(line, _)| *line > own);
    let next = lines.next();
    let beyond = next.and_then(|(next, _)| lines.find(|(line, _)| *line > next));
    Span::new(start, beyond.map_or(waiver.covers.end, |(_, row)| row))
}

/// The members of a file, each with all roles.
fn members(mut parts: Vec<MemberPart>) -> Vec<MemberEntry> {
    let place = |part: &MemberPart| (part.handle.span, part.role.as_ref().map(|role| role.span));
    parts.sort_by_key(place);
    let mut members: Vec<MemberEntry> = Vec::with_capacity(parts.len());
    for part in parts {
        let same = members.last_mut().filter(|last| last.handle == part.handle && last.team == part.team);
        match same {
            Some(member) => member.roles.extend(part.role.filter(|role| !member.roles.contains(role))),
            None => members.push(MemberEntry {
                team: part.team,
                handle: part.handle,
                roles: part.role.into_iter().collect(),
                allocation: part.allocation,
            }),
        }
    }
    members
}

/// The rows of work of a file, the holders of each in the order that they had.
fn duties(mut parts: Vec<DutyPart>) -> Vec<DutyEntry> {
    parts.sort_by_key(|part| part.number);
    let whole = |part: DutyPart| {
        let DutyPart { mut entry, seats, .. } = part;
        if !seats.is_sorted() {
            let mut seated: Vec<(u32, HolderEntry)> = seats.into_iter().zip(entry.holders).collect();
            seated.sort_by_key(|(seat, _)| *seat);
            entry.holders = seated.into_iter().map(|(_, holder)| holder).collect();
        }
        entry.holders.shrink_to_fit();
        entry
    };
    parts.into_iter().map(whole).collect()
}

/// The owned paths of a file, each owner once.
fn owns(mut entries: Vec<OwnEntry>) -> Vec<OwnEntry> {
    let owner = |entry: &OwnEntry| entry.owners.first().cloned();
    entries.sort_by_key(|entry| (entry.path.span, owner(entry).map(|owner| owner.span)));
    entries.dedup_by(|a, b| a.path == b.path && owner(a) == owner(b) && a.activity == b.activity);
    entries
}

fn once<T>(mut entries: Vec<T>, place: impl Fn(&T) -> Span) -> Vec<T> {
    entries.sort_by_key(&place);
    entries.dedup_by_key(|entry| place(entry));
    entries
}
