//! A checkpoint as a file: records by map and key, found without reading the others, and checked before they are believed.
//! It is read in pieces; written by `worktree/write.rs`.
//!
//! What a checkpoint says is the business of `history/timeline/checkpoint.rs`. The file holds the records, map by map; then an index
//! of pages, sorted by the hashes of their keys, each page and each record with a checksum. An embedded database was tried
//! for this: it trusts its pages, and stops the process at a damaged one.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering as Loading};

use serde::{Deserialize, Serialize};

use super::{FoundRecord, MapId, Record, Records};

/// What the file begins with; the number counts changes of the form below.
const MAGIC: &[u8; 8] = b"drawln-1";
/// Entries of the index that lie in one page.
const PAGE: usize = 64;
/// Bytes of an entry: the key's hash, where the record begins, and how long it is.
const ENTRY: usize = 8 + 8 + 4;
/// Bytes of a page, its checksum included.
const PAGE_BYTES: usize = PAGE * ENTRY + 4;
/// Bytes before a record's key: checksum, map, and the lengths of key and value.
const FRAME: usize = 4 + 1 + 4 + 4;
/// No header is longer.
const LONGEST_HEADER: usize = 4096;

/// What the records are for, and where they lie.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    /// What the records were made with.
    key: [u8; 32],
    /// With this the hashes of all keys differ.
    seed: u64,
    /// How many records there are.
    entries: u64,
    /// Where the index begins.
    index: u64,
    /// Where the records of each map begin and end.
    parts: Vec<(u8, u64, u64)>,
}

/// A checkpoint that is there.
pub struct Checkpoint {
    file: File,
    header: Header,
    is_damaged: AtomicBool,
}

/// Something in the file is not what was written.
struct Damaged;

impl From<io::Error> for Damaged {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl Checkpoint {
    /// Opens the checkpoint at a place; `None` where there is none, or none that was made with `key`.
    #[must_use]
    pub fn open(path: &Path, key: &[u8; 32]) -> Option<Self> {
        let file = File::open(path).ok()?;
        let header = header(&file).ok().filter(|header| header.key == *key)?;
        Some(Self { file, header, is_damaged: AtomicBool::new(false) })
    }

    /// Whether a record could not be read. What was made with this checkpoint then must not be believed.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.is_damaged.load(Loading::Relaxed)
    }

    fn find(&self, map: MapId, key: &[u8]) -> Result<Option<Vec<u8>>, Damaged> {
        let hash = hash(self.header.seed, map, key);
        let Some(entry) = self.entry(hash)? else { return Ok(None) };
        let record = self.read(entry.at, entry.length)?;
        let (frame, _) = Frame::read(&record)?;
        Ok((frame.map == map as u8 && frame.key == key).then(|| frame.value.to_vec()))
    }

    /// The entry of a hash. Hashes are spread evenly, so the first page that is looked at is nearly always the right one.
    fn entry(&self, hash: u64) -> Result<Option<Entry>, Damaged> {
        let entries = usize::try_from(self.header.entries).map_err(|_| Damaged)?;
        let pages = entries.div_ceil(PAGE);
        if pages == 0 {
            return Ok(None);
        }
        let guess = (u128::from(hash) * entries as u128) >> 64;
        let mut at = usize::try_from(guess).map_or(0, |guess| guess / PAGE);
        let mut came_from = None;
        loop {
            let page = self.page(at, (entries - at * PAGE).min(PAGE))?;
            let (first, last) = (page.hash(0)?, page.hash(page.count.checked_sub(1).ok_or(Damaged)?)?);
            let next = match () {
                () if hash < first => at.checked_sub(1),
                () if hash > last => Some(at + 1).filter(|next| *next < pages),
                () => return page.entry(hash),
            };
            match next.filter(|next| Some(*next) != came_from) {
                Some(next) => (came_from, at) = (Some(at), next),
                None => return Ok(None),
            }
        }
    }

    fn page(&self, at: usize, count: usize) -> Result<Page, Damaged> {
        let start = self.header.index + (at * PAGE_BYTES) as u64;
        let bytes = self.read(start, PAGE_BYTES)?;
        checked(&bytes)?;
        Ok(Page { bytes, count })
    }

    fn records(&self, map: MapId) -> Result<Vec<FoundRecord>, Damaged> {
        let Some((_, start, end)) = self.header.parts.iter().find(|(of, ..)| *of == map as u8) else {
            return Ok(Vec::new());
        };
        let length = end.checked_sub(*start).and_then(|length| usize::try_from(length).ok()).ok_or(Damaged)?;
        let bytes = self.read(*start, length)?;
        let (mut rest, mut found) = (&*bytes, Vec::new());
        while !rest.is_empty() {
            let (frame, after) = Frame::read(rest)?;
            found.push((frame.key.to_vec(), frame.value.to_vec()));
            rest = after;
        }
        Ok(found)
    }

    fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Damaged> {
        read(&self.file, at, length)
    }

    fn or_damaged<T>(&self, found: Result<T, Damaged>) -> Option<T> {
        found.map_err(|Damaged| self.damaged()).ok()
    }
}

impl Records for Checkpoint {
    fn get(&self, map: MapId, key: &[u8]) -> Option<Vec<u8>> {
        self.or_damaged(self.find(map, key)).flatten()
    }

    fn all(&self, map: MapId) -> Vec<FoundRecord> {
        self.or_damaged(self.records(map)).unwrap_or_default()
    }

    fn damaged(&self) {
        self.is_damaged.store(true, Loading::Relaxed);
    }
}

/// A checkpoint on its way: the records of the one before, as far as they have not changed, and those that did.
pub struct Draft<'a> {
    key: [u8; 32],
    before: Option<&'a Checkpoint>,
    bytes: Vec<u8>,
    places: Vec<(MapId, Vec<u8>, u64, u32)>,
    parts: Vec<(u8, u64, u64)>,
}

impl<'a> Draft<'a> {
    /// A checkpoint that is made with `key`, over one that was.
    #[must_use]
    pub fn new(key: [u8; 32], before: Option<&'a Checkpoint>) -> Self {
        Self { key, before, bytes: vec![0; LONGEST_HEADER], places: Vec::new(), parts: Vec::new() }
    }

    /// Takes in what has changed in a map; `None` where the one before cannot be read.
    pub fn write(&mut self, map: MapId, changes: Vec<Record>) -> Option<()> {
        debug_assert!(self.parts.iter().all(|(known, ..)| *known != map as u8), "{map:?} is written twice");
        let changed: HashMap<Vec<u8>, Option<Vec<u8>>> = changes.into_iter().collect();
        let start = self.bytes.len() as u64;
        let kept = self.before.map_or(Ok(Vec::new()), |before| before.records(map)).ok()?;
        let kept = kept.into_iter().filter(|(key, _)| !changed.contains_key(key)).collect::<Vec<_>>();
        let new = changed.into_iter().filter_map(|(key, value)| Some((key, value?)));
        for (key, value) in kept.into_iter().chain(new) {
            let at = self.bytes.len();
            frame(&mut self.bytes, map, &key, &value)?;
            self.places.push((map, key, at as u64, u32::try_from(self.bytes.len() - at).ok()?));
        }
        self.parts.push((map as u8, start, self.bytes.len() as u64));
        Some(())
    }

    /// The bytes of the file.
    #[must_use]
    pub fn finish(self) -> Option<Vec<u8>> {
        let Self { key, mut bytes, places, parts, .. } = self;
        let (seed, entries) = (0..64).find_map(|seed| Some((seed, entries(seed, &places)?)))?;
        let header = Header { key, seed, entries: entries.len() as u64, index: bytes.len() as u64, parts };
        for page in entries.chunks(PAGE) {
            let mut written: Vec<u8> = page.iter().flat_map(Entry::bytes).collect();
            written.resize(PAGE * ENTRY, 0);
            bytes.extend_from_slice(&crc32fast::hash(&written).to_le_bytes());
            bytes.extend_from_slice(&written);
        }
        let header = postcard::to_allocvec(&header).ok().filter(|header| header.len() + 14 <= LONGEST_HEADER)?;
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..12].copy_from_slice(&crc32fast::hash(&header).to_le_bytes());
        bytes[12..14].copy_from_slice(&u16::try_from(header.len()).ok()?.to_le_bytes());
        bytes[14..14 + header.len()].copy_from_slice(&header);
        Some(bytes)
    }
}

fn frame(out: &mut Vec<u8>, map: MapId, key: &[u8], value: &[u8]) -> Option<()> {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    out.push(map as u8);
    out.extend_from_slice(&u32::try_from(key.len()).ok()?.to_le_bytes());
    out.extend_from_slice(&u32::try_from(value.len()).ok()?.to_le_bytes());
    out.extend_from_slice(key);
    out.extend_from_slice(value);
    let sum = crc32fast::hash(&out[start + 4..]);
    out[start..start + 4].copy_from_slice(&sum.to_le_bytes());
    Some(())
}

/// The index, sorted by hash; `None` where two keys have the same hash with this seed.
fn entries(seed: u64, places: &[(MapId, Vec<u8>, u64, u32)]) -> Option<Vec<Entry>> {
    let entry = |(map, key, at, length): &(MapId, Vec<u8>, u64, u32)| Entry {
        hash: hash(seed, *map, key),
        at: *at,
        length: *length as usize,
    };
    let mut entries: Vec<Entry> = places.iter().map(entry).collect();
    entries.sort_unstable_by_key(|entry| entry.hash);
    entries.is_sorted_by(|a, b| a.hash < b.hash).then_some(entries)
}

fn hash(seed: u64, map: MapId, key: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, map as u8, key).hash(&mut hasher);
    hasher.finish()
}

/// A page of the index, whose entries are sorted by their hashes; the checksum in its first bytes is right.
struct Page {
    bytes: Vec<u8>,
    count: usize,
}

impl Page {
    fn at(&self, number: usize) -> Result<Entry, Damaged> {
        let start = PAGE_BYTES - PAGE * ENTRY + number * ENTRY;
        self.bytes.get(start..start + ENTRY).and_then(Entry::read).ok_or(Damaged)
    }

    fn hash(&self, number: usize) -> Result<u64, Damaged> {
        self.at(number).map(|entry| entry.hash)
    }

    fn entry(&self, hash: u64) -> Result<Option<Entry>, Damaged> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = usize::midpoint(low, high);
            let entry = self.at(middle)?;
            match entry.hash.cmp(&hash) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Ok(Some(entry)),
            }
        }
        Ok(None)
    }
}

/// Where a record lies.
struct Entry {
    hash: u64,
    at: u64,
    length: usize,
}

impl Entry {
    fn bytes(&self) -> [u8; ENTRY] {
        let mut bytes = [0; ENTRY];
        bytes[..8].copy_from_slice(&self.hash.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.at.to_le_bytes());
        bytes[16..].copy_from_slice(&(self.length as u32).to_le_bytes());
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let hash = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
        let at = u64::from_le_bytes(bytes.get(8..16)?.try_into().ok()?);
        Some(Self { hash, at, length: number(bytes, 16)? })
    }
}

/// One record as it lies in the file.
struct Frame<'a> {
    map: u8,
    key: &'a [u8],
    value: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The record at the start of some bytes, and what follows it.
    fn read(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Damaged> {
        let frame = || {
            let (key, value) = (number(bytes, 5)?, number(bytes, 9)?);
            let end = FRAME.checked_add(key)?.checked_add(value)?;
            let (whole, rest) = bytes.split_at_checked(end)?;
            let map = *whole.get(4)?;
            Some((whole, Self { map, key: &whole[FRAME..FRAME + key], value: &whole[FRAME + key..] }, rest))
        };
        let (whole, frame, rest) = frame().ok_or(Damaged)?;
        checked(whole).map(|_| (frame, rest))
    }
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

/// What follows a checksum, where it is what the checksum was made of.
fn checked(bytes: &[u8]) -> Result<&[u8], Damaged> {
    let (sum, rest) = bytes.split_at_checked(4).ok_or(Damaged)?;
    if crc32fast::hash(rest).to_le_bytes() == *sum { Ok(rest) } else { Err(Damaged) }
}

fn header(file: &File) -> Result<Header, Damaged> {
    let start = read(file, 0, LONGEST_HEADER)?;
    let length = start.get(12..14).map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let header = start.get(14..14 + length).filter(|_| start.starts_with(MAGIC)).ok_or(Damaged)?;
    if start[8..12] != crc32fast::hash(header).to_le_bytes() {
        return Err(Damaged);
    }
    postcard::from_bytes(header).map_err(|_| Damaged)
}

/// Reads a piece of the file; never more than the file has, whatever a damaged one says.
fn read(file: &File, at: u64, length: usize) -> Result<Vec<u8>, Damaged> {
    if length > PAGE_BYTES.max(LONGEST_HEADER) && file.metadata()?.len() < at.saturating_add(length as u64) {
        return Err(Damaged);
    }
    let mut bytes = vec![0; length];
    read_at(file, &mut bytes, at)?;
    Ok(bytes)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, at) = (&mut bytes[read..], at + read as u64);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];
    const ONE: MapId = MapId::Files;
    const TWO: MapId = MapId::Teams;

    fn record(number: usize) -> Record {
        (format!("key {number}").into_bytes(), Some(format!("value {number} ").repeat(number % 50).into_bytes()))
    }

    fn written(parts: Vec<(MapId, Vec<Record>)>, before: Option<&Checkpoint>) -> (tempfile::TempDir, Vec<u8>) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut draft = Draft::new(KEY, before);
        for (map, changes) in parts {
            draft.write(map, changes).expect("sound");
        }
        let bytes = draft.finish().expect("sound");
        std::fs::write(folder.path().join("it"), &bytes).expect("written");
        (folder, bytes)
    }

    fn open(folder: &tempfile::TempDir) -> Checkpoint {
        Checkpoint::open(&folder.path().join("it"), &KEY).expect("there")
    }

    #[test]
    fn records_are_found_by_map_and_key() {
        for count in [0, 1, 63, 64, 65, 1000, 5000] {
            let (folder, _) = written(vec![(ONE, (0..count).map(record).collect()), (TWO, vec![record(0)])], None);
            let checkpoint = open(&folder);
            for number in 0..count {
                let (key, value) = record(number);
                assert_eq!(checkpoint.get(ONE, &key), value, "{number} of {count}");
            }
            assert_eq!(checkpoint.get(ONE, b"other"), None);
            assert_eq!(checkpoint.get(TWO, b"key 1"), None);
            assert_eq!(checkpoint.all(ONE).len(), count);
            assert!(!checkpoint.is_damaged());
            assert!(Checkpoint::open(&folder.path().join("it"), &[8; 32]).is_none());
        }
    }

    #[test]
    fn changes_are_laid_over_the_one_before() {
        let (folder, _) = written(vec![(ONE, (0..100).map(record).collect())], None);
        let before = open(&folder);
        let changes = vec![(b"key 3".to_vec(), None), (b"key 4".to_vec(), Some(b"new".to_vec())), record(200)];
        let (folder, _) = written(vec![(ONE, changes), (TWO, vec![record(1)])], Some(&before));
        let after = open(&folder);
        assert_eq!(after.get(ONE, b"key 3"), None);
        assert_eq!(after.get(ONE, b"key 4").as_deref(), Some(&b"new"[..]));
        assert_eq!(after.get(ONE, b"key 99"), record(99).1);
        assert_eq!((after.all(ONE).len(), after.all(TWO).len()), (100, 1));
    }

    #[test]
    fn damage_is_never_believed() {
        let (folder, bytes) = written(vec![(ONE, (0..300).map(record).collect())], None);
        let path = folder.path().join("it");
        for at in (0..bytes.len()).step_by(97).chain(0..200) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            std::fs::write(&path, &damaged).expect("written");
            let Some(checkpoint) = Checkpoint::open(&path, &KEY) else { continue };
            let right = (0..300).map(record).all(|(key, value)| checkpoint.get(ONE, &key) == value);
            assert!(right || checkpoint.is_damaged(), "byte {at}");
        }
        for length in (0..bytes.len()).step_by(1001) {
            std::fs::write(&path, &bytes[..length]).expect("written");
            let Some(checkpoint) = Checkpoint::open(&path, &KEY) else { continue };
            let right = (0..300).map(record).all(|(key, value)| checkpoint.get(ONE, &key) == value);
            assert!(right || checkpoint.is_damaged(), "cut at {length}");
        }
    }
}
