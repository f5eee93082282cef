//! The organisation as records of a checkpoint: what is written of it, and an organisation over what was written.

use std::sync::Arc;

use super::{Org, ReadTexts};
use crate::base::parallel::Threads;
use crate::store::map::StoredMap;
use crate::store::{MapId, RecordWriter, Records, only, the_only};

impl Org {
    /// The organisation that these records hold; `None` where they hold none.
    #[must_use]
    pub(crate) fn saved(records: &Arc<dyn Records>) -> Option<Self> {
        let counts = the_only(&**records, MapId::Declared)?;
        Some(Self {
            files: StoredMap::saved(records, MapId::Files),
            teams: StoredMap::saved(records, MapId::Teams),
            people: StoredMap::saved(records, MapId::People),
            directory: super::Directory::saved(records, counts),
            spelt: StoredMap::saved(records, MapId::Spelt),
            team_files: StoredMap::saved(records, MapId::TeamFiles),
            mentions: StoredMap::saved(records, MapId::Mentions),
            folders: StoredMap::saved(records, MapId::Folders),
            pages: StoredMap::saved(records, MapId::Pages),
            own_files: StoredMap::saved(records, MapId::OwnFiles),
            foreign: StoredMap::saved(records, MapId::Foreign),
            code_files: StoredMap::saved(records, MapId::CodeFiles),
            owners: StoredMap::saved(records, MapId::Owners),
            acting: StoredMap::saved(records, MapId::Acting),
            unresolved: StoredMap::saved(records, MapId::Unresolved),
            read: ReadTexts {
                activities: StoredMap::saved(records, MapId::Activities),
                roles: StoredMap::saved(records, MapId::Roles),
                near_activities: StoredMap::saved(records, MapId::NearActivities),
            },
        })
    }

    /// Writes what it takes for the records to say what the organisation does.
    pub(crate) fn save(&self, write: &mut RecordWriter<'_>) -> Option<()> {
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
            unresolved,
            read: ReadTexts { activities, roles, near_activities },
        } = self;
        write(MapId::Files, files.changes().collect())?;
        write(MapId::Teams, teams.changes().collect())?;
        write(MapId::People, people.changes().collect())?;
        write(MapId::Spelt, spelt.changes().collect())?;
        write(MapId::TeamFiles, team_files.changes().collect())?;
        write(MapId::Mentions, mentions.changes().collect())?;
        write(MapId::Folders, folders.changes().collect())?;
        write(MapId::Pages, pages.changes().collect())?;
        write(MapId::OwnFiles, own_files.changes().collect())?;
        write(MapId::Foreign, foreign.changes().collect())?;
        write(MapId::CodeFiles, code_files.changes().collect())?;
        write(MapId::Owners, owners.changes().collect())?;
        write(MapId::Acting, acting.changes().collect())?;
        write(MapId::Unresolved, unresolved.changes().collect())?;
        write(MapId::Activities, activities.changes().collect())?;
        write(MapId::Roles, roles.changes().collect())?;
        write(MapId::NearActivities, near_activities.changes().collect())?;
        write(MapId::Declared, only(&directory.counts()))?;
        directory.save(write)
    }

    /// Reads all that lies in records at once.
    pub(crate) fn load(&self) {
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
            unresolved,
            read: ReadTexts { activities, roles, near_activities },
        } = self;
        let work = || {
            teams.load();
            spelt.load();
            team_files.load();
            folders.load();
            pages.load();
            own_files.load();
            foreign.load();
            code_files.load();
            owners.load();
        };
        let others = || {
            files.load();
            people.load();
            mentions.load();
            acting.load();
            unresolved.load();
            activities.load();
            roles.load();
            near_activities.load();
            directory.load();
        };
        // Each takes about as long: teams hold their work, files what they were read as.
        Threads::of_machine().both(work, others);
    }
}
