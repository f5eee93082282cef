//! Lists and parses the files of `rules/` for `src/embedded.rs`, and makes the index of the phrases in them, so that a new rule,
//! role or activity is a new file and no Rust, and costs no time at a start; and gives these sources a name, by which what one
//! build of drawline saved is not believed by another.
//!
//! What reads TOML and phrases is the crate's own code, so a few of its files are compiled here as well. A
//! package of their own would spare that, and would have to be published beside this one for `cargo install` to work.

/// Words that the others need.
#[allow(dead_code, unreachable_pub, reason = "this is a part of the crate")]
#[path = "src/base"]
mod base {
    pub mod date;
    pub mod involvement;
    pub mod path;
    pub mod quick;
    pub mod sign;
    pub mod source;
}

/// Parsed TOML.
#[allow(dead_code, unreachable_pub, reason = "this is a part of the crate")]
#[path = "src/document"]
mod document {
    pub mod nodes;
    pub mod table;

    /// The whole of a parsed file.
    pub fn root(nodes: &nodes::Nodes) -> table::Table<'_> {
        table::Table::root(&nodes.nodes, &nodes.text)
    }
}

/// Phrases, and the words that text is read with.
#[allow(dead_code, unreachable_pub, unused_imports, reason = "this is a part of the crate")]
#[path = "src/taxonomy"]
mod taxonomy {
    pub mod frame;
    pub mod grammar;
    pub mod phrase;
    pub mod scale;
    pub mod stem;
    pub mod tokens;
}

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use document::nodes::{Node, Nodes};
use taxonomy::frame::FrameIndex;
use taxonomy::frame::builder::Builder as FrameBuilder;
use taxonomy::grammar::Grammar;
use taxonomy::phrase::PhraseIndex;
use taxonomy::phrase::builder::Builder;
use taxonomy::scale::Scale;
use taxonomy::tokens::Words;
use toml::de::DeTable;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let files = collected(&root.join("rules"), "toml")?;
    name_sources(&root, &files)?;
    let parsed = files.iter().map(|file| Parsed::read(&root, file)).collect::<io::Result<Vec<Parsed>>>()?;
    let embedded: String = parsed.iter().map(Parsed::code).collect();
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("embedded.rs"), format!("&[\n{embedded}]"))?;
    let words = words(&parsed)?;
    let named = |name: &str| {
        let file = parsed.iter().find(|file| file.name == name).map(|file| document::root(&file.nodes));
        file.ok_or_else(|| io::Error::other(format!("there is no {name}")))
    };
    let mut grammar = Grammar::decode(&named("rules/prose.toml")?);
    grammar.scale = Scale::decode(&named("rules/confidence.toml")?);
    fs::write(out.join("words"), postcard::to_allocvec(&words).map_err(io::Error::other)?)?;
    fs::write(out.join("grammar"), postcard::to_allocvec(&grammar).map_err(io::Error::other)?)?;
    let (phrases, frames) = indexes(&parsed, &words);
    fs::write(out.join("phrases.rs"), phrases_code(&phrases))?;
    fs::write(out.join("frames.rs"), frames_code(&frames))
}

/// The words that text is read with.
fn words(files: &[Parsed]) -> io::Result<Words> {
    let mut words = files.iter().filter_map(|file| document::root(&file.nodes).table("words"));
    words.next().map(|words| Words::decode(&words)).ok_or_else(|| io::Error::other("rules/ has no [words]"))
}

/// Where the examples of a rule file begin; they stand last.
const EXAMPLES: &str = "\n[[example]]";

/// A file of `rules/`.
struct Parsed {
    name: String,
    path: String,
    nodes: Nodes,
}

impl Parsed {
    fn read(root: &Path, file: &Path) -> io::Result<Self> {
        let inside = file.strip_prefix(root).map_err(io::Error::other)?;
        let name = inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let text = fs::read_to_string(file)?;
        let rule = text.split_once(EXAMPLES).map_or(&*text, |(rule, _)| rule);
        let root = DeTable::parse(rule).map_err(|error| io::Error::other(format!("{name}: {error}")))?;
        Ok(Self { nodes: Nodes::of(root.get_ref()), name, path: file.display().to_string() })
    }

    /// The code of an `Embedded`.
    fn code(&self) -> String {
        let Self { name, path, nodes: Nodes { nodes, text } } = self;
        let node = |Node { kind, key, key_at, at, from, to }: &Node| {
            let places = [key.0, key.1, key_at.0, key_at.1, at.0, at.1, *from, *to];
            format!("node(Kind::{kind:?}, {places:?}),\n")
        };
        let nodes: String = nodes.iter().map(node).collect();
        let document = format!("Document::built(&[\n{nodes}], {text:?})");
        format!("Embedded {{ name: {name:?}, text: include_str!({path:?}), document: {document} }},\n")
    }
}

/// What all activities are found by, as `Activities::index` makes it.
fn indexes(files: &[Parsed], words: &Words) -> (PhraseIndex, FrameIndex) {
    let (mut builder, mut frames) = (Builder::default(), FrameBuilder::default());
    let activities = files.iter().flat_map(|file| document::root(&file.nodes).tables("activity"));
    for (id, activity) in activities.enumerate() {
        let names = taxonomy::phrase::builder::Names {
            phrases: &activity.names("phrases"),
            near_misses: &activity.names("near-misses"),
        };
        builder.add_activity(words, id, &names, |_, _| {});
        let names = taxonomy::frame::builder::Names {
            id: &activity.text("id").map(|id| id.value).unwrap_or_default(),
            title: &activity.text("title").map(|title| title.value).unwrap_or_default(),
            frames: &activity.names("frames"),
            nouns: &activity.names("nouns"),
            fitting: &activity.names("fitting"),
        };
        frames.add(words, &mut builder, id, &names, |_, _| {});
    }
    let phrases = builder.finish();
    let frames = frames.finish(&phrases);
    (phrases, frames)
}

fn borrowed(name: &str, list: &str) -> String {
    format!("{name}: Cow::Borrowed({list}),\n")
}

fn frames_code(index: &FrameIndex) -> String {
    let entries = index.entries.iter().map(|entry| {
        let (from, to) = entry.modifiers;
        let is = [entry.hangs, entry.gerund].map(u8::from);
        format!("entry({}, {from}, {to}, {is:?}, {}),", entry.id, entry.verbs)
    });
    let fields = [
        borrowed("by_head", &format!("&{:?}", index.by_head)),
        borrowed("entries", &format!("&[{}]", entries.collect::<String>())),
        borrowed("modifiers", &format!("&{:?}", index.modifiers)),
        borrowed("by_verb", &format!("&{:?}", index.by_verb)),
        borrowed("classes", &format!("&{:?}", index.classes)),
        borrowed("fitting", &format!("&{:?}", index.fitting)),
        borrowed("fitting_stems", &format!("&{:?}", index.fitting_stems)),
    ];
    format!("FrameIndex {{\n{}}}", fields.concat())
}

fn phrases_code(index: &PhraseIndex) -> String {
    let phrases = index.phrases.iter().map(|phrase| {
        let (vetoes, (from, to)) = (u8::from(phrase.vetoes), phrase.slots);
        format!("phrase({}, {vetoes}, {from}, {to}),", phrase.id)
    });
    let slots = index.slots.iter().map(|slot| {
        let is = [slot.loose, slot.after_preposition, slot.behind_object, slot.joined].map(u8::from);
        format!("slot({}, {}, {is:?}),", slot.runs.0, slot.runs.1)
    });
    let fields = [
        borrowed("stems", &format!("{:?}", index.stems)),
        borrowed("ends", &format!("&{:?}", index.ends)),
        borrowed("by_first", &format!("&{:?}", index.by_first)),
        borrowed("firsts", &format!("&{:?}", index.firsts)),
        borrowed("phrases", &format!("&[{}]", phrases.collect::<String>())),
        borrowed("slots", &format!("&[{}]", slots.collect::<String>())),
        borrowed("runs", &format!("&{:?}", index.runs)),
        borrowed("run_stems", &format!("&{:?}", index.run_stems)),
    ];
    format!("PhraseIndex {{\n{}}}", fields.concat())
}

/// The files below a folder with an ending, sorted.
fn collected(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, ending, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, ending, files)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
    Ok(())
}

/// Sets `DRAWLINE_SOURCES`: the version, and a hash of all that takes part in a judgement.
fn name_sources(root: &Path, rules: &[PathBuf]) -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for file in rules.iter().chain(&collected(&root.join("src"), "rs")?) {
        file.strip_prefix(root).map_err(io::Error::other)?.hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={file}");
        fs::read(root.join(file)).unwrap_or_default().hash(&mut hasher);
    }
    // What a hash makes of a key, and so where a record lies, is the compiler's business.
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    Command::new(compiler).arg("--version").output()?.stdout.hash(&mut hasher);
    let version = env::var("CARGO_PKG_VERSION").map_err(io::Error::other)?;
    println!("cargo::rustc-env=DRAWLINE_SOURCES={version}-{:016x}", hasher.finish());
    Ok(())
}
