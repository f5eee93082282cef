//! The organisation as records of a checkpoint: what is written of it, and an organisation over what was written.

use std::rc::Rc;

use super::{Org, ReadTexts};
use crate::base::lazy::{LazyMap, Part, Record, Records, decode, encode};

const FILES: Part = Part(1);
const TEAMS: Part = Part(2);
const PEOPLE: Part = Part(3);
const SPELT: Part = Part(4);
const TEAM_FILES: Part = Part(5);
const MENTIONS: Part = Part(6);
const FOLDERS: Part = Part(7);
const PAGES: Part = Part(8);
const OWN_FILES: Part = Part(9);
const FOREIGN: Part = Part(10);
const OWNERS: Part = Part(11);
const RESTLESS: Part = Part(12);
/// The directory's parts; `directory.rs` says what they hold.
pub(super) const NAMES: Part = Part(13);
pub(super) const MEANINGS: Part = Part(14);
const DECLARED: Part = Part(15);
const ACTIVITIES: Part = Part(16);
const ROLES: Part = Part(17);
const NEAR_ACTIVITIES: Part = Part(18);

impl Org {
    /// The organisation that these records hold; `None` where they hold none.
    #[must_use]
    pub fn saved(records: &Rc<dyn Records>) -> Option<Self> {
        let declared = decode(&records.get(DECLARED, b"")?)?;
        Some(Self {
            files: LazyMap::saved(records, FILES),
            teams: LazyMap::saved(records, TEAMS),
            people: LazyMap::saved(records, PEOPLE),
            directory: super::Directory::saved(records, declared),
            spelt: LazyMap::saved(records, SPELT),
            team_files: LazyMap::saved(records, TEAM_FILES),
            mentions: LazyMap::saved(records, MENTIONS),
            folders: LazyMap::saved(records, FOLDERS),
            pages: LazyMap::saved(records, PAGES),
            own_files: LazyMap::saved(records, OWN_FILES),
            foreign: LazyMap::saved(records, FOREIGN),
            owners: LazyMap::saved(records, OWNERS),
            restless: LazyMap::saved(records, RESTLESS),
            read: ReadTexts {
                activities: LazyMap::saved(records, ACTIVITIES),
                roles: LazyMap::saved(records, ROLES),
                near_activities: LazyMap::saved(records, NEAR_ACTIVITIES),
            },
        })
    }

    /// What has to be written so that the records say what the organisation does.
    #[must_use]
    pub fn changes(&self) -> Vec<(Part, Vec<Record>)> {
        let Self {
            files,
            teams,
            people,
            directory,
            spelt,
            team_files,
            mentions,
            folders,
            pages,
            own_files,
            foreign,
            owners,
            restless,
            read: ReadTexts { activities, roles, near_activities },
        } = self;
        let mut changes = vec![
            (FILES, files.changes().collect()),
            (TEAMS, teams.changes().collect()),
            (PEOPLE, people.changes().collect()),
            (SPELT, spelt.changes().collect()),
            (TEAM_FILES, team_files.changes().collect()),
            (MENTIONS, mentions.changes().collect()),
            (FOLDERS, folders.changes().collect()),
            (PAGES, pages.changes().collect()),
            (OWN_FILES, own_files.changes().collect()),
            (FOREIGN, foreign.changes().collect()),
            (OWNERS, owners.changes().collect()),
            (RESTLESS, restless.changes().collect()),
            (ACTIVITIES, activities.changes().collect()),
            (ROLES, roles.changes().collect()),
            (NEAR_ACTIVITIES, near_activities.changes().collect()),
            (DECLARED, vec![(Vec::new(), encode(&directory.declared()))]),
        ];
        changes.extend(directory.changes());
        changes
    }
}
