//! Files of rows from other repositories: which ones are meant, and their lines. A file is never held as a whole, and of a line
//! that is longer than a row may be nothing is.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::base::error::{Error, reason};
use crate::base::limits::{DEPTH, FACT};
use crate::base::path::spelt;

/// How a file of rows is called.
const ENDING: &str = "ndjson";
/// So much is read at once.
const BUFFER: usize = 256 << 10;

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Feed {
    /// Standard input.
    Input,
    /// A file.
    File(PathBuf),
}

impl Feed {
    /// What it is called where something is said of it, as far as a path of a repository can say that.
    fn name(&self) -> String {
        let Self::File(path) = self else { return "standard-input".to_owned() };
        let parts = path.components().filter_map(|part| match part {
            Component::Normal(name) => Some(spelt(name.as_encoded_bytes()).into_owned()),
            _ => None,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// The file itself, however it is named.
    fn itself(&self) -> PathBuf {
        match self {
            Self::Input => PathBuf::from("-"),
            Self::File(path) => fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
        }
    }
}

/// A line of a feed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// Its first byte in the file.
    pub(crate) byte: usize,
    /// How many bytes it has, without its line break.
    pub(crate) length: usize,
    /// What it says; `None` of a line that is longer than a row may be.
    pub(crate) bytes: Option<&'a [u8]>,
}

/// The files that are meant, each once and with a name of its own: `-` is standard input, a folder all `.ndjson` files below it,
/// and a pattern all files that match.
///
/// # Errors
/// What is not there or no ordinary file, a folder that holds no such file, and a pattern that matches nothing.
pub(crate) fn meant(named: &[PathBuf]) -> Result<Vec<(Feed, String)>, Error> {
    let mut feeds = Vec::new();
    for path in named {
        let before = feeds.len();
        let text = path.to_string_lossy();
        if text == "-" {
            feeds.push(Feed::Input);
        } else if path.is_dir() {
            files_below(path, &|file| file.extension().is_some_and(|ending| ending == ENDING), &mut feeds)?;
        } else if path.exists() || !text.contains(['*', '?', '[', '{']) {
            feeds.push(Feed::File(path.clone()));
        } else {
            let matcher = matcher(&text)?;
            files_below(&start_of(path), &|file| matcher.is_match(file), &mut feeds)?;
        }
        if feeds.len() == before {
            let message = format!("nothing to judge: no file of facts is {text}");
            let hint = "`drawline facts --rev HEAD --repository NAME --format ndjson` prints one; quote a pattern, so that the shell leaves it alone";
            return Err(Error::nothing_to_judge(message, hint));
        }
    }
    // The same file may be named twice; its rows are the same either way.
    let mut met = HashSet::new();
    feeds.retain(|feed| met.insert(feed.itself()));
    Ok(apart(feeds))
}

/// Feeds with their names. Two files can be called alike, such as `facts/a.ndjson` and `../facts/a.ndjson`: the later one has a
/// number behind its name.
fn apart(feeds: Vec<Feed>) -> Vec<(Feed, String)> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut named: Vec<(Feed, String)> = Vec::with_capacity(feeds.len());
    for feed in feeds {
        let plain = feed.name();
        let mut name = plain.clone();
        while let Some(count) = taken.get_mut(&name) {
            *count += 1;
            name = format!("{plain} ({count})");
        }
        taken.insert(name.clone(), 1);
        named.push((feed, name));
    }
    named
}

fn matcher(pattern: &str) -> Result<GlobMatcher, Error> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let glob = GlobBuilder::new(pattern).literal_separator(true).build().map_err(|error| {
        Error::cannot_judge(
            format!("--facts takes no such pattern: {error}"),
            "a pattern is one such as 'facts/**/*.ndjson'",
        )
    })?;
    Ok(glob.compile_matcher())
}

/// The folder that all files lie in that a pattern can match.
fn start_of(pattern: &Path) -> PathBuf {
    let is_plain = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let start: PathBuf = pattern.components().take_while(is_plain).filter(|part| *part != Component::CurDir).collect();
    if start.as_os_str().is_empty() { PathBuf::from(".") } else { start }
}

/// The files below a folder that are wanted, sorted by path. Links are not followed.
fn files_below(folder: &Path, wanted: &dyn Fn(&Path) -> bool, feeds: &mut Vec<Feed>) -> Result<(), Error> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let listed = match fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            listed => listed.map_err(|error| no_access(&folder, &error))?,
        };
        for entry in listed {
            let entry = entry.map_err(|error| no_access(&folder, &error))?;
            let kind = entry.file_type().map_err(|error| no_access(&entry.path(), &error))?;
            let path = entry.path();
            let path = path.strip_prefix(".").map_or(path.clone(), Path::to_path_buf);
            if kind.is_dir() {
                if depth == DEPTH.most {
                    return Err(too_deep(&path));
                }
                folders.push((path, depth + 1));
            } else if wanted(&path) {
                if !kind.is_file() {
                    return Err(not_ordinary(&path));
                }
                found.push(path);
            }
        }
    }
    found.sort();
    feeds.extend(found.into_iter().map(Feed::File));
    Ok(())
}

fn too_deep(path: &Path) -> Error {
    let message = format!("{} lies in more than {} folders", path.display(), DEPTH.most);
    Error::cannot_judge(message, "name a folder that is nearer to the files of facts")
}

/// What would be a file of facts, and is a link or a device: passing over it would leave out a repository.
fn not_ordinary(path: &Path) -> Error {
    let message = format!("{} is no ordinary file", path.display());
    Error::cannot_judge(message, "links in a folder are not followed: name the file itself, or put it there")
}

/// Reads a feed line by line.
///
/// # Errors
/// A file that is not there or cannot be read.
pub(crate) fn lines(feed: &Feed, take: &mut dyn FnMut(Line<'_>)) -> Result<(), Error> {
    match feed {
        Feed::Input => lines_of(BufReader::with_capacity(BUFFER, std::io::stdin().lock()), take)
            .map_err(|error| no_access(Path::new("standard input"), &error)),
        Feed::File(path) => {
            let file = File::open(path).map_err(|error| no_access(path, &error))?;
            lines_of(BufReader::with_capacity(BUFFER, file), take).map_err(|error| no_access(path, &error))
        }
    }
}

fn lines_of(mut from: impl BufRead, take: &mut dyn FnMut(Line<'_>)) -> std::io::Result<()> {
    let (mut number, mut byte) = (0, 0);
    let mut kept = Vec::new();
    loop {
        kept.clear();
        // One byte for the line break, and one more to know a line that is too long from one that is not.
        let read = from.by_ref().take(FACT.most as u64 + 2).read_until(b'\n', &mut kept)?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        let is_whole = kept.last() == Some(&b'\n');
        let mut length = kept.len() - usize::from(is_whole);
        let mut consumed = read;
        if !is_whole && length > FACT.most {
            let rest = skip_line(&mut from)?;
            length += rest.0;
            consumed += rest.1;
        }
        let bytes = (length <= FACT.most).then(|| &kept[..length]);
        take(Line { number, byte, length, bytes });
        byte += consumed;
    }
}

/// Passes over the rest of a line: how many bytes of it there are, without and with its line break.
fn skip_line(from: &mut impl BufRead) -> std::io::Result<(usize, usize)> {
    let mut passed = 0;
    loop {
        let there = from.fill_buf()?;
        match memchr::memchr(b'\n', there) {
            Some(at) => {
                from.consume(at + 1);
                return Ok((passed + at, passed + at + 1));
            }
            None if there.is_empty() => return Ok((passed, passed)),
            None => {
                let all = there.len();
                from.consume(all);
                passed += all;
            }
        }
    }
}

fn no_access(path: &Path, error: &std::io::Error) -> Error {
    Error::cannot_judge(
        format!("cannot read {}: {}", path.display(), reason(error)),
        "check the path and its permissions; `-` reads standard input",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<(usize, usize, usize, Option<usize>)> {
        let mut all = Vec::new();
        // A small buffer, so that lines cross its edge.
        let from = BufReader::with_capacity(7, text);
        lines_of(from, &mut |line| {
            all.push((line.number, line.byte, line.length, line.bytes.map(<[u8]>::len)));
        })
        .expect("memory can be read");
        all
    }

    #[test]
    fn lines_keep_their_numbers_and_bytes_beside_one_that_is_too_long() {
        let most = FACT.most;
        let text =
            [b"ab\n".to_vec(), vec![b'x'; most + 1], b"\n".to_vec(), vec![b'y'; most], b"\n\nz".to_vec()].concat();
        let expected = [
            (1, 0, 2, Some(2)),
            (2, 3, most + 1, None),
            (3, most + 5, most, Some(most)),
            (4, 2 * most + 6, 0, Some(0)),
            (5, 2 * most + 7, 1, Some(1)),
        ];
        assert_eq!(read(&text), expected);
        assert_eq!(read(&vec![b'x'; 3 * most]), [(1, 0, 3 * most, None)]);
        assert_eq!(read(b""), []);
    }

    #[test]
    fn files_that_are_called_alike_are_told_apart() {
        let feed = |path: &str| Feed::File(path.into());
        let named = apart(vec![feed("f/a"), feed("../f/a"), feed("f/a (2)"), feed("/f/a"), Feed::Input]);
        let names: Vec<&str> = named.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["f/a", "f/a (2)", "f/a (2) (2)", "f/a (3)", "standard-input"]);
    }

    #[test]
    fn a_pattern_starts_where_its_first_sign_stands() {
        for (pattern, start) in
            [("facts/**/*.ndjson", "facts"), ("*.ndjson", "."), ("./a/b/[cd]/x", "a/b"), ("/tmp/f/*", "/tmp/f")]
        {
            assert_eq!(start_of(Path::new(pattern)), Path::new(start), "{pattern}");
        }
    }
}
