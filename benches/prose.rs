//! How fast prose is read, on one core: `cargo bench --bench prose -- FOLDER` reads every Markdown file below a folder and
//! says how many megabytes a second that makes, beside the floor of only taking Markdown apart.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, hint};

use drawline::base::path::RepoPath;
use drawline::policy::{Choice, Policy};
use drawline::read::Format;

/// Each figure is the best of so many rounds.
const ROUNDS: usize = 5;

fn main() {
    let Some(folder) = env::args().skip(1).find(|argument| !argument.starts_with('-')) else {
        println!("usage: cargo bench --bench prose -- FOLDER");
        return;
    };
    let mut texts = Vec::new();
    collect(Path::new(&folder), &mut texts);
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    if bytes == 0 {
        println!("no Markdown below {folder}");
        return;
    }
    let policy = Policy::load(Choice::default()).expect("the embedded rules are sound");
    let page = Format::named("prose").expect("pages are read");
    let read = best(|| {
        let read = texts.iter().map(|(path, text)| policy.read(page, path, text.as_bytes()).duties.len());
        read.sum()
    });
    let floor =
        best(|| texts.iter().map(|(_, text)| pulldown_cmark::Parser::new(text).into_offset_iter().count()).sum());
    let lines: usize = texts.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{} files, {lines} lines, {bytes} bytes", texts.len());
    println!("read:  {:>7.1} MB/s", rate(bytes, read));
    println!("floor: {:>7.1} MB/s (Markdown taken apart, nothing read)", rate(bytes, floor));
}

fn collect(folder: &Path, texts: &mut Vec<(RepoPath, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, texts);
        } else if path.extension().is_some_and(|ending| ending == "md")
            && let (Ok(text), Some(name)) = (fs::read_to_string(&path), path.file_name())
            && let Some(name) = RepoPath::new(&name.to_string_lossy())
        {
            texts.push((name, text));
        }
    }
}

fn best(mut work: impl FnMut() -> usize) -> Duration {
    let round = |_| {
        let start = Instant::now();
        hint::black_box(work());
        start.elapsed()
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files are far below what a float holds")]
fn rate(bytes: usize, took: Duration) -> f64 {
    bytes as f64 / 1e6 / took.as_secs_f64()
}
