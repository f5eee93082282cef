//! A judgement as records of a checkpoint: what is written of it, and a judgement over what was written.

use std::sync::Arc;

use super::waive::Uses;
use super::{Judgement, rules_of_states};
use crate::base::date::Date;
use crate::base::parallel::Threads;
use crate::org::Org;
use crate::policy::Policy;
use crate::rule::bench::Bench;
use crate::store::map::StoredMap;
use crate::store::{MapId, RecordWriter, Records, only, the_only};

impl Judgement {
    /// The judgement that these records hold, brought to today; `None` where they hold none, or one of a later day. They must
    /// have been made with the same policy.
    #[must_use]
    pub fn saved(policy: Arc<Policy>, today: Date, records: &Arc<dyn Records>) -> Option<Self> {
        let mut judgement = Self {
            rules: rules_of_states(&policy),
            policy,
            today,
            org: Org::saved(records)?,
            found: StoredMap::saved(records, MapId::Found),
            uses: Uses::saved(records, MapId::WaiverUses),
            tallies: StoredMap::saved(records, MapId::Tallies),
            tally: the_only(&**records, MapId::Tally)?,
            matched: the_only(&**records, MapId::Matched)?,
            bench: Bench::known(the_only(&**records, MapId::Answers)?),
            asked: StoredMap::saved(records, MapId::Asked),
            turns: StoredMap::saved(records, MapId::Turns),
            turned: 0,
            postponed: None,
            threads: Threads::of_machine(),
        };
        judgement.turn_from(the_only(&**records, MapId::Day)?).then_some(judgement)
    }

    /// Writes what it takes for the records to say what the judgement does.
    pub fn save(&self, write: &mut RecordWriter<'_>) -> Option<()> {
        self.org.save(write)?;
        write(MapId::Found, self.found.changes().collect())?;
        write(MapId::WaiverUses, self.uses.changes())?;
        write(MapId::Tallies, self.tallies.changes().collect())?;
        write(MapId::Tally, only(&self.tally))?;
        write(MapId::Matched, only(&self.matched))?;
        write(MapId::Answers, only(&*self.bench.answers()))?;
        write(MapId::Turns, self.turns.changes().collect())?;
        write(MapId::Day, only(&self.today))?;
        write(MapId::Asked, self.asked.changes().collect())
    }

    /// Reads all that lies in records at once: what is damaged shows now, and not while somebody uses it.
    pub(crate) fn load(&self) {
        self.org.load();
        self.found.load();
        self.uses.load();
        self.tallies.load();
        self.turns.load();
        self.asked.load();
    }
}
