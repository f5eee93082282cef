//! Random changes of sound input: no reader comes down, nothing points outside of its file, nothing acts where it is shown. A run
//! in the suite is short and always the same; `DRAWLINE_FUZZ_SECONDS=1200 cargo test --locked fuzz` takes so long for each target,
//! from another start each time. How many inputs were tried, and what falls out, is written to `target/tmp/fuzz/`.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use drawline::base::looks::{as_it_looks, oddity, page_as_it_looks};
use drawline::base::path::RepoPath;
use drawline::owners::Host;
use drawline::policy::{Choice, Policy};
use drawline::read::Format;
use drawline::render::clean;

use crate::harness::{files_below, format, project, write};
use crate::robust::{policy, survives};

/// How many inputs of each target are tried in the suite.
const TRIES: usize = 150;

/// A source of numbers that look random; the same start gives the same numbers.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(start: u64) -> Self {
        Self(start | 1)
    }

    /// A number below another one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % end.max(1)
    }
}

/// What readers stumble over, if over anything.
const WORDS: &[&str] = &[
    "@",
    "\"",
    "'''",
    "\"\"\"",
    "[[duty]]\n",
    "[team]\n",
    "= ",
    "\\u0430",
    "\\",
    "|",
    "|--|--|\n",
    "- ",
    "  - ",
    "# ",
    "> ",
    "```\n",
    "<!-- drawline: ignore[",
    "] until=2026-12-31 why -->",
    "-->",
    "<td>",
    "</li>",
    "&amp;",
    "**",
    "PM",
    "QA lead",
    " and ",
    " or ",
    "'s ",
    "not ",
    "signs off on ",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{2066}",
    "\u{200e}",
    "\u{9b}",
    "\u{7f}",
    "\u{200b}",
    "\u{feff}",
    "é",
    "😀",
    "а",
    "::error::",
    "##[error]",
    "](http://b.example)",
    "+++\n",
    "---\n",
    "{",
    "}",
    "[",
    "]",
    "*",
    "**/",
    "!",
    "[s] @a\n",
    "^",
    ":",
    "&a ",
    "*a",
    "9999999999999999999",
    "-1",
    "1e999",
    "2026-02-30",
    "0.6",
    "true",
    "(a|b) ",
    "... ",
    "{class}",
    "/",
    "..",
    "drawline:",
    "until = ",
];

/// Changes a text in one to four places.
fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut text = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(text.len() + 1);
        let to = (at + random.below(40)).min(text.len());
        match random.below(7) {
            0 => drop(text.drain(at..to)),
            1 => drop(text.splice(at..at, WORDS[random.below(WORDS.len())].bytes())),
            2 => drop(text.splice(at..to, WORDS[random.below(WORDS.len())].bytes())),
            3 => {
                let piece = text[at..to].to_vec();
                let many = piece.len() * (1 + random.below(30));
                drop(text.splice(at..at, piece.into_iter().cycle().take(many)));
            }
            4 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len() + 1);
                let until = (from + random.below(300)).min(other.len());
                drop(text.splice(at..to, other[from..until].iter().copied()));
            }
            5 => text.truncate(at),
            _ => {
                if let Some(byte) = text.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    text.truncate(20_000);
    text
}

/// Fixtures and rule files whose path says that they are wanted.
fn seeds(folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let files = files_below(&project().join(folder));
    let wanted = files.iter().filter(|file| wanted(&file.to_string_lossy().replace('\\', "/")));
    let seeds: Vec<_> =
        wanted.map(|file| std::fs::read(file).expect("a seed")).filter(|seed| seed.len() < 8_000).collect();
    assert!(!seeds.is_empty(), "no seed in {folder}");
    seeds
}

/// No input of some kilobytes takes so long, whatever else the machine does.
const LONGEST: Duration = Duration::from_secs(60);

/// Where what fell out is written.
fn fallen(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz").join(name)
}

/// What is tried, and since when.
type Tried = Mutex<Option<(Instant, Vec<u8>)>>;

/// Ends the process over an input that does not end, once that is written down: no thread can be stopped from outside.
struct Watchdog(Arc<Tried>);

impl Watchdog {
    fn new(name: &str, longest: Duration, give_up: impl Fn(&Path) + Send + 'static) -> Self {
        let (tried, name) = (Arc::new(Mutex::new(None)), format!("{name}-endless"));
        let watched: Weak<Tried> = Arc::downgrade(&tried);
        std::thread::spawn(move || {
            while let Some(tried) = watched.upgrade() {
                let input = tried.lock().expect("nobody panics with it");
                if let Some((began, input)) = &*input
                    && began.elapsed() > longest
                {
                    write(&fallen(&name), input);
                    return give_up(&fallen(&name));
                }
                drop(input);
                drop(tried);
                std::thread::sleep(longest / 20);
            }
        });
        Self(tried)
    }

    fn begin(&self, input: &[u8]) {
        *self.0.lock().expect("nobody panics with it") = Some((Instant::now(), input.to_vec()));
    }

    fn end(&self) {
        *self.0.lock().expect("nobody panics with it") = None;
    }
}

#[expect(clippy::print_stderr, clippy::exit, reason = "the thread that should fail does not come back")]
fn give_up(file: &Path) {
    eprintln!("an input does not end: it is in {}", file.display());
    std::process::exit(101);
}

#[test]
fn an_input_that_does_not_end_is_written_down() {
    let (told, gave_up) = std::sync::mpsc::channel();
    let tell = move |file: &Path| told.send(file.to_path_buf()).expect("somebody listens");
    let watchdog = Watchdog::new("watched", Duration::from_millis(400), tell);
    watchdog.begin(b"soon over");
    watchdog.end();
    assert!(gave_up.recv_timeout(Duration::from_millis(800)).is_err(), "what has ended is no reason");
    watchdog.begin(b"for ever");
    let file = gave_up.recv_timeout(LONGEST).expect("it gives up");
    assert_eq!(std::fs::read(file).expect("the input"), b"for ever");
}

/// Tries mutated seeds: so many, or for as long as the environment says.
fn run(name: &str, seeds: &[Vec<u8>], tries: usize, target: impl Fn(&[u8])) {
    let seconds = std::env::var("DRAWLINE_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    if std::env::var("DRAWLINE_FUZZ_TARGET").is_ok_and(|target| target != name && seconds.is_some()) {
        return;
    }
    let now = || {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_nanos() as u64)
    };
    let mut random = Random::new(if seconds.is_some() { now() } else { 0x9e37_79b9_7f4a_7c15 });
    let (start, mut tried) = (Instant::now(), 0_usize);
    let watchdog = Watchdog::new(name, LONGEST, give_up);
    loop {
        let is_over = seconds.map_or(tried >= tries, |seconds| start.elapsed() >= Duration::from_secs(seconds));
        if is_over {
            break;
        }
        let input = mutated(seeds, &mut random);
        watchdog.begin(&input);
        let survived = catch_unwind(AssertUnwindSafe(|| target(&input))).is_ok();
        watchdog.end();
        if !survived {
            let file = fallen(&format!("{name}-{tried}"));
            write(&file, &input);
            panic!("{name}: the input is in {}", file.display());
        }
        tried += 1;
    }
    if seconds.is_some() {
        let said = format!("{name}: {tried} inputs in {} s\n", start.elapsed().as_secs());
        write(&fallen(&format!("tried {name}")), said.as_bytes());
    }
}

fn reads(name: &str, seeds: &[Vec<u8>], format: Format) {
    let policy = policy();
    run(name, seeds, TRIES, |input| {
        survives(&policy, format, input, name);
    });
}

fn named<'a>(endings: &'a [&'a str]) -> impl Fn(&str) -> bool + 'a {
    move |path| endings.iter().any(|ending| path.ends_with(ending))
}

#[test]
fn no_mutated_seed_brings_a_reader_down() {
    reads("charter", &seeds("fixtures", named(&["charter.toml"])), format("charter"));
    reads("ownership", &seeds("fixtures", named(&["ownership.toml"])), format("ownership"));
    reads("people", &seeds("fixtures", named(&["people.toml"])), format("people"));
    reads("catalog", &seeds("fixtures", named(&["catalog-info.yaml", "catalog-info.yml"])), format("backstage"));
    let owners = seeds("fixtures", named(&["CODEOWNERS"]));
    for host in [None, Some(Host::GitHub), Some(Host::GitLab)] {
        reads("codeowners", &owners, format("codeowners").at(host));
    }
}

#[test]
fn no_mutated_page_brings_the_reader_of_prose_down() {
    reads("page", &seeds("fixtures", named(&[".md"])), format("prose"));
    // Sentences as they stand in examples of activities and rules.
    let lines = seeds("rules", named(&[".toml"])).concat();
    let lines: Vec<Vec<u8>> =
        lines.split(|byte| *byte == b'\n').filter(|line| line.len() > 20).map(<[u8]>::to_vec).collect();
    reads("sentence", &lines, format("prose"));
}

#[test]
fn no_mutated_configuration_or_rule_file_brings_a_policy_down() {
    let path = RepoPath::new("drawline.toml").expect("sound");
    let load = |config: &str, rules: &[u8]| {
        let own = vec![(RepoPath::new("own/x.toml").expect("sound"), Arc::from(&*String::from_utf8_lossy(rules)))];
        let rule_files = |_: &drawline::config::RuleFiles| Ok(own.clone());
        Policy::load(Choice {
            config: Some((path.clone(), config.into())),
            rule_files: Some(&rule_files),
            ..Choice::default()
        })
    };
    let charter = b"[team]\nname = \"A\"\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n";
    let judge = |policy: Policy, format, what: &str| {
        survives(&Arc::new(policy), format, charter, what);
    };
    run("configuration", &seeds("fixtures", named(&["drawline.toml"])), TRIES, |input| {
        if let Ok(policy) = load(&String::from_utf8_lossy(input), b"") {
            judge(policy, format("charter"), "configuration");
        }
    });
    let maps = seeds("fixtures", |path| {
        path.ends_with("drawline.toml") && std::fs::read_to_string(path).is_ok_and(|text| text.contains("[[map"))
    });
    run("map", &maps, TRIES, |input| {
        if let Ok(policy) = load(&String::from_utf8_lossy(input), b"") {
            judge(policy, format("map").by_map(0), "map");
        }
    });
    let named_rules = "rule-files = [\"own/*.toml\"]\n";
    run(
        "rule file",
        &seeds("rules", |path| path.ends_with(".toml") && path.matches('/').count() > 1),
        TRIES,
        |input| {
            if let Ok(policy) = load(named_rules, input) {
                judge(policy, format("charter"), "rule file");
            }
        },
    );
}

/// What must be in no answer, whichever function it went through.
const ACTS: [char; 7] = ['\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200e}', '\0', '\u{7f}'];

#[test]
fn no_text_acts_whichever_function_escapes_it() {
    let seeds: Vec<Vec<u8>> =
        WORDS.iter().map(|word| word.repeat(3).into_bytes()).chain(seeds("fixtures", named(&["CHARTER.md"]))).collect();
    run("escapes", &seeds, 20 * TRIES, |input| {
        let text = &*String::from_utf8_lossy(input);
        let line = clean::line(text);
        assert!(!line.contains(ACTS) && !line.contains(['\n', '\r']) && !line.contains("##["), "{line:?}");
        assert!(
            !line.match_indices("::").any(|(at, _)| line[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic())),
            "{line:?}"
        );
        let path = clean::path(text);
        assert!(!path.contains(ACTS) && !path.contains("##[") && !path.trim_start().starts_with("::"), "{path:?}");
        let excerpt = clean::excerpt(text);
        assert!(excerpt.len() == text.len() && !excerpt.contains(ACTS) && !excerpt.contains("##["), "{excerpt:?}");
        let cell = clean::markdown_cell(text);
        let is_bare = |at: usize, c: char| {
            matches!(c, '|' | '`' | '*' | '_' | '[' | ']' | '~') && (at == 0 || !cell[..at].ends_with('\\'))
        };
        assert!(!cell.char_indices().any(|(at, c)| is_bare(at, c)) && !cell.contains(['<', '\n']), "{cell:?}");
        assert!(!cell.match_indices('@').any(|(at, _)| !cell[at + 1..].starts_with('\u{200b}')), "{cell:?}");
        let comment = clean::comment(text);
        assert!(!comment.contains("](") && !comment.contains("<img") && !comment.contains("<!--"), "{comment:?}");
        assert!(!clean::sarif_message(text).contains("]("), "{text:?}");
    });
}

#[test]
fn what_looks_alike_is_one_whatever_the_text() {
    let seeds: Vec<Vec<u8>> =
        ["@mаya", "prоduct\u{200b} mаnager", "Команда", "مریم می\u{200c}خواهم", "Zoë 田中 ＰＭ 𝐏𝐌"]
            .map(|text| text.as_bytes().to_vec())
            .into();
    run("looks", &seeds, 20 * TRIES, |input| {
        let text = &*String::from_utf8_lossy(input);
        let (looks, page) = (as_it_looks(text), page_as_it_looks(text));
        assert_eq!(page.len(), text.len(), "{text:?}");
        assert_eq!(as_it_looks(&looks), looks, "{text:?} reads as {looks:?}");
        assert!(oddity(text).is_some() || matches!(looks, Cow::Borrowed(_)), "{text:?}");
    });
}
