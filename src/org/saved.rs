//! The organisation as records of a checkpoint: what is written of it, and an organisation over what was written.

use std::sync::Arc;

use super::{Org, ReadTexts};
use crate::store::map::{LazyMap, Part, Records, Writer, decode, encode};

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
const CODE_FILES: Part = Part(19);
const ACTING: Part = Part(26);

impl Org {
    /// The organisation that these records hold; `None` where they hold none.
    #[must_use]
    pub fn saved(records: &Arc<dyn Records>) -> Option<Self> {
        let counts = decode(&records.get(DECLARED, b"")?)?;
        Some(Self {
            files: LazyMap::saved(records, FILES),
            teams: LazyMap::saved(records, TEAMS),
            people: LazyMap::saved(records, PEOPLE),
            directory: super::Directory::saved(records, counts),
            spelt: LazyMap::saved(records, SPELT),
            team_files: LazyMap::saved(records, TEAM_FILES),
            mentions: LazyMap::saved(records, MENTIONS),
            folders: LazyMap::saved(records, FOLDERS),
            pages: LazyMap::saved(records, PAGES),
            own_files: LazyMap::saved(records, OWN_FILES),
            foreign: LazyMap::saved(records, FOREIGN),
            code_files: LazyMap::saved(records, CODE_FILES),
            owners: LazyMap::saved(records, OWNERS),
            acting: LazyMap::saved(records, ACTING),
            restless: LazyMap::saved(records, RESTLESS),
            read: ReadTexts {
                activities: LazyMap::saved(records, ACTIVITIES),
                roles: LazyMap::saved(records, ROLES),
                near_activities: LazyMap::saved(records, NEAR_ACTIVITIES),
            },
        })
    }

    /// Writes what it takes for the records to say what the organisation does.
    pub fn save(&self, write: &mut Writer<'_>) -> Option<()> {
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
            code_files,
            owners,
            acting,
            restless,
            read: ReadTexts { activities, roles, near_activities },
        } = self;
        write(FILES, files.changes().collect())?;
        write(TEAMS, teams.changes().collect())?;
        write(PEOPLE, people.changes().collect())?;
        write(SPELT, spelt.changes().collect())?;
        write(TEAM_FILES, team_files.changes().collect())?;
        write(MENTIONS, mentions.changes().collect())?;
        write(FOLDERS, folders.changes().collect())?;
        write(PAGES, pages.changes().collect())?;
        write(OWN_FILES, own_files.changes().collect())?;
        write(FOREIGN, foreign.changes().collect())?;
        write(CODE_FILES, code_files.changes().collect())?;
        write(OWNERS, owners.changes().collect())?;
        write(ACTING, acting.changes().collect())?;
        write(RESTLESS, restless.changes().collect())?;
        write(ACTIVITIES, activities.changes().collect())?;
        write(ROLES, roles.changes().collect())?;
        write(NEAR_ACTIVITIES, near_activities.changes().collect())?;
        write(DECLARED, vec![(Vec::new(), Some(encode(&directory.counts())))])?;
        directory.save(write)
    }
}
