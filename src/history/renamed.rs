//! Teams that go by another id after a step: the files of the one that is gone speak of the one that came. What was found of the
//! old one is found of the new one still, and is no news.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::timeline::Timeline;
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::lint::Delta;
use crate::org::Team;

/// The ids that teams had before a step, by those that they have now.
#[derive(Default)]
pub(super) struct Renamed(HashMap<Arc<str>, Arc<str>>);

impl Renamed {
    /// Which teams a step renames. One that is put together of several, or taken apart into several, is another team.
    pub(super) fn of(timeline: &Timeline<'_>, shift: &Delta) -> Self {
        let org = timeline.judgement().org();
        let rebuilt = || shift.touched.rebuilt.iter();
        let gone = rebuilt().filter(|(id, _)| !org.teams.contains_key(*id));
        let gone = gone.filter_map(|(id, old)| Some((id, files(old.as_deref()?))));
        let mut spoke_of: HashMap<&RepoPath, Vec<&Arc<str>>> = HashMap::default();
        for (id, files) in gone {
            files.into_iter().for_each(|file| spoke_of.entry(file).or_default().push(id));
        }
        let mut renamed: HashMap<Arc<str>, Arc<str>> = HashMap::default();
        let mut taken: HashMap<&Arc<str>, usize> = HashMap::default();
        let came = rebuilt().filter(|(_, old)| old.is_none()).filter_map(|(id, _)| org.teams.get(id));
        for team in came.filter(|_| !spoke_of.is_empty()) {
            let before = files(team).into_iter().map(|file| timeline.moved_from(file).unwrap_or(file));
            let old: BTreeSet<&Arc<str>> = before.filter_map(|file| spoke_of.get(file)).flatten().copied().collect();
            old.iter().for_each(|old| *taken.entry(old).or_default() += 1);
            if let (Some(old), 1) = (old.first(), old.len()) {
                renamed.insert(team.id.clone(), (*old).clone());
            }
        }
        renamed.retain(|_, old| taken.get(old) == Some(&1));
        Self(renamed)
    }

    /// The id that a team had.
    pub(super) fn before<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, |old| old)
    }
}

/// The files that speak of a team.
fn files(team: &Team) -> BTreeSet<&RepoPath> {
    let members = team.members.iter().map(|member| &member.at);
    let duties = team.duties.iter().map(|duty| &duty.at);
    team.introduced.iter().chain(members).chain(duties).map(|at| &at.path).collect()
}
