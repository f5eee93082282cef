//! How much of what files say was judged, and why nothing was where that is so. Kept up to date team by team, so that a run on
//! the index knows it without reading everything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::path::RepoPath;
use crate::base::suggest::{all_of, one_of};
use crate::org::{Assignment, Duty, Holder, Org, Reference, Team};

/// How much a team's files say, and how much of that was judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    assignments: usize,
    judged: usize,
    not_understood: usize,
}

/// How much of what files say was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Assignments that were read: one holder of one duty each.
    pub assignments: usize,
    /// Those of them that rules could judge: clear, of a known activity, and held by a known role.
    pub judged: usize,
    /// Those that are clear and name no known activity.
    pub not_understood: usize,
    /// Why none was.
    pub why_none: Option<String>,
}

impl Tally {
    /// What the files of a team say, as far as they are `shown`.
    pub(super) fn of(org: &Org, team: &Team, shown: &dyn Fn(&RepoPath) -> bool) -> Self {
        let mut tally = Self::default();
        let clear = team.duties.iter().map(|duty| (duty, true));
        for (duty, is_clear) in clear.chain(team.hints.iter().map(|duty| (duty, false))) {
            for assignment in duty.assignments.iter().filter(|assignment| shown(&assignment.at.path)) {
                tally.assignments += 1;
                tally.judged += usize::from(is_clear && is_judged(org, team, duty, assignment));
                tally.not_understood += usize::from(is_clear && duty.activity.is_none());
            }
        }
        tally
    }

    /// Puts what a team says now in the place of what it said before.
    pub(super) fn shift(&mut self, before: Self, now: Self) {
        self.assignments = self.assignments + now.assignments - before.assignments;
        self.judged = self.judged + now.judged - before.judged;
        self.not_understood = self.not_understood + now.not_understood - before.not_understood;
    }

    /// The sum of these.
    pub(super) fn sum(tallies: impl Iterator<Item = Self>) -> Self {
        tallies.fold(Self::default(), |mut sum, tally| {
            sum.shift(Self::default(), tally);
            sum
        })
    }

    /// With the reason why nothing was judged, where that is so.
    pub(super) fn explained(self, org: &Org, shown: &dyn Fn(&RepoPath) -> bool) -> Coverage {
        let why_none = (self.judged == 0).then(|| why_none(org, self.assignments, shown));
        let Self { assignments, judged, not_understood } = self;
        Coverage { assignments, judged, not_understood, why_none }
    }
}

/// Whether rules can say where the line runs: for a known activity in the hands of a known role.
fn is_judged(org: &Org, team: &Team, duty: &Duty, assignment: &Assignment) -> bool {
    duty.activity.is_some() && has_role(org, team, &assignment.holder)
}

fn has_role(org: &Org, team: &Team, holder: &Holder) -> bool {
    match holder {
        Holder::Role(_) => true,
        Holder::Person(handle) => {
            let here = || team.entries_of(handle).any(|member| !member.acts_as.is_empty());
            here() || !org.roles_of(team, handle).is_empty()
        }
        Holder::Group(_) | Holder::Unknown(_) => false,
    }
}

/// Why nothing was judged, in a few words with the way to see or to change it.
fn why_none(org: &Org, assignments: usize, shown: &dyn Fn(&RepoPath) -> bool) -> String {
    if assignments == 0 {
        return nothing_said(org, shown);
    }
    let teams: Vec<&Team> = org.teams.values().map(|team| &**team).collect();
    let count = |duties: &dyn Fn(&Team) -> usize| teams.iter().map(|team| duties(team)).sum::<usize>();
    let in_brackets = count(&|team| held(&team.hints, shown).count());
    let without = |lacks: &dyn Fn(&Team, &Duty, &Assignment) -> bool| {
        count(&|team| held(&team.duties, shown).filter(|(duty, held)| lacks(team, duty, held)).count())
    };
    let no_activity = without(&|_, duty, _| duty.activity.is_none());
    let no_role = without(&|team, duty, held| duty.activity.is_some() && !has_role(org, team, &held.holder));
    let part = |(count, what): (usize, &str)| match count {
        0 => None,
        1 if assignments == 1 => Some(format!("it is {what}")),
        1 => Some(format!("1 is {what}")),
        2 if assignments == 2 => Some(format!("both are {what}")),
        _ if count == assignments => Some(format!("all {count} are {what}")),
        _ => Some(format!("{count} are {what}")),
    };
    let unclear = if no_role > 0 { unclear_roles(&teams, shown) } else { None };
    let no_role = if unclear.is_some() { 0 } else { no_role };
    let parts = [
        (in_brackets, "in brackets"),
        (no_activity, "of no known activity"),
        (no_role, "held by nobody whose role is known"),
    ];
    let parts: Vec<String> = parts.into_iter().filter_map(part).collect();
    let parts = (!parts.is_empty()).then(|| format!("{}: `drawline facts`", all_of(&parts)));
    parts.into_iter().chain(unclear).collect::<Vec<_>>().join("; ")
}

/// Why files hold no assignment at all.
fn nothing_said(org: &Org, shown: &dyn Fn(&RepoPath) -> bool) -> String {
    let files = || org.files.iter().filter(|(path, _)| shown(path));
    match (files().filter(|(_, file)| file.reading.broken).count(), files().count()) {
        (0, _) => {}
        (1, 1) => return "nothing can be read until the error is corrected".to_owned(),
        (broken, all) if broken == all => return "nothing can be read until the errors are corrected".to_owned(),
        (1, _) => {
            return "1 file cannot be read until its error is corrected, and no other says who does what".to_owned();
        }
        (broken, _) => {
            return format!("{broken} files cannot be read until they are corrected, and no other says who does what");
        }
    }
    let why = if org.prose_files().any(shown) {
        "no page says who does what in words that were understood: `drawline facts --files`"
    } else if org.ownership_files().any(shown) {
        "files say who owns which paths, and not who does what"
    } else {
        "no file says who does what"
    };
    why.to_owned()
}

fn held<'a>(
    duties: &'a [Duty],
    shown: &'a dyn Fn(&RepoPath) -> bool,
) -> impl Iterator<Item = (&'a Duty, &'a Assignment)> {
    let all = duties.iter().flat_map(|duty| duty.assignments.iter().map(move |assignment| (duty, assignment)));
    all.filter(|(_, assignment)| shown(&assignment.at.path))
}

/// `2 people are called "PM", which means nobody: …`, where members are called by what could be several roles.
fn unclear_roles(teams: &[&Team], shown: &dyn Fn(&RepoPath) -> bool) -> Option<String> {
    let members = teams.iter().flat_map(|team| &team.members).filter(|member| shown(&member.at.path));
    let mut called: BTreeMap<&str, usize> = BTreeMap::new();
    for role in members.flat_map(|member| &member.roles).filter(|role| role.id.is_none()) {
        *called.entry(&role.text).or_default() += 1;
    }
    let (text, count) = called.into_iter().max_by_key(|(_, count)| *count)?;
    let meant: Vec<&str> = teams
        .iter()
        .flat_map(|team| &team.dangling)
        .find(|dangling| dangling.reference == Reference::AmbiguousRole && *dangling.text == *text)
        .map(|dangling| dangling.near.meant.iter().map(|role| &**role).collect())
        .unwrap_or_default();
    let people = if count == 1 { "1 person is".to_owned() } else { format!("{count} people are") };
    let way_out = match meant.as_slice() {
        [] => "`drawline explain roles` names the roles".to_owned(),
        meant => format!("say under [aliases] in drawline.toml whether it is {}", one_of(meant)),
    };
    Some(format!("{people} called `{text}`, which means nobody: {way_out}"))
}
