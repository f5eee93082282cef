//! Level 1: what a run leaves for the next one: maps of which most may still lie in a file, and that file.
//!
//! Nobody here knows what the maps hold. Where the file lies, and when it is written, is the business of `target/resume.rs`.

pub mod file;
pub(crate) mod map;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::path::shared_paths;

/// All that is kept, by the number that a file calls it by. A number whose meaning changes belongs to another build, and a file of
/// another build is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum MapId {
    /// Where the judgement stands.
    Head,
    /// The blobs of the files that are judged.
    Blobs,
    /// The day of judgement.
    Day,
    /// Findings, by unit.
    Found,
    /// What waivers silence.
    WaiverUses,
    /// How much of each team was judged.
    Tallies,
    /// The sum of the tallies.
    Tally,
    /// How many files each pattern of the configuration matches.
    Matched,
    /// What the organisation answered who was looked for.
    Answers,
    /// For whom it answered.
    Asked,
    /// Units of which another day says something else.
    Turns,
    /// What each file says.
    Files,
    /// Teams.
    Teams,
    /// People.
    People,
    /// How people are spelt.
    Spelt,
    /// The files of each team.
    TeamFiles,
    /// Who is mentioned where.
    Mentions,
    /// The teams of folders.
    Folders,
    /// Pages.
    Pages,
    /// Files that say something of themselves alone.
    OwnFiles,
    /// Names from formats of others.
    Foreign,
    /// Files of CODEOWNERS.
    CodeFiles,
    /// Owners.
    Owners,
    /// Who stands in for whom.
    Acting,
    /// What is not resolved yet.
    Unresolved,
    /// Texts read as activities.
    Activities,
    /// Texts read as roles.
    Roles,
    /// Activities that are near to a text.
    NearActivities,
    /// How many declarations there are.
    Declared,
    /// The names of the directory.
    Names,
    /// What the names of the directory mean.
    Meanings,
}

/// A record as it is saved: its key, and its bytes; `None` for one that is to go.
pub(crate) type Record = (Vec<u8>, Option<Vec<u8>>);

/// A record as it is found: its key, and its bytes.
pub(crate) type FoundRecord = (Vec<u8>, Vec<u8>);

/// Takes what has changed in one map after the other, so that not all of it is in memory twice; `None` where it cannot be kept.
pub(crate) type RecordWriter<'a> = dyn FnMut(MapId, Vec<Record>) -> Option<()> + 'a;

/// Where saved records are found.
pub trait Records: Send + Sync {
    /// The bytes of a record.
    fn get(&self, map: MapId, key: &[u8]) -> Option<Vec<u8>>;

    /// All records of a map.
    fn all(&self, map: MapId) -> Vec<FoundRecord>;

    /// Takes note that a record cannot be read: what was made with it must not be believed.
    fn damaged(&self);
}

/// What is kept as one record without a key.
#[must_use]
pub(crate) fn only(value: &impl Serialize) -> Vec<Record> {
    vec![(Vec::new(), Some(encode(value)))]
}

/// What was kept so.
#[must_use]
pub(crate) fn the_only<V: DeserializeOwned>(records: &dyn Records, map: MapId) -> Option<V> {
    decode(&records.get(map, b"")?)
}

/// The bytes of a value. Each record stands alone, so that any of them can be read without the others.
#[must_use]
pub(crate) fn encode(value: &impl Serialize) -> Vec<u8> {
    shared_paths(|| postcard::to_allocvec(value))
        .expect("internal error: a value of ours can be written, whatever it says")
}

/// The value that bytes were made of.
#[must_use]
pub(crate) fn decode<V: DeserializeOwned>(bytes: &[u8]) -> Option<V> {
    shared_paths(|| postcard::from_bytes(bytes)).ok()
}
