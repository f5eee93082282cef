//! `drawline.toml`: which files are read how, the profile, aliases, and the severities and limits of a repository.
//!
//! Everything has a default, so a repository without the file is judged as well. Rule settings stay a raw table here; they
//! are laid over the rules by `policy.rs`.

pub(crate) mod extends;
pub(crate) mod limits;
pub(crate) mod lock;
pub(crate) mod patterns;
mod waivers;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::base::error::Error;
use crate::base::limits::{Limits, PATTERNS};
use crate::base::looks::as_it_looks;
use crate::base::path::RepoPath;
use crate::base::source::{Span, Spanned};
use crate::base::suggest::one_of;
use crate::document::nodes::Kind;
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::{Table, Value};
use crate::document::{Document, Problem, ProblemKind};
use crate::owners::Host;
use crate::read::format::{Named, Sign, Usual};
use crate::read::reading::Written;
use crate::read::waiver::WAIVER;
use crate::read::{FORMATS, Format, MAP, Map, as_meant, cap, may_be_read};

use extends::{Extends, is_kept};
use patterns::Patterns;
pub(crate) use waivers::Waivers;

/// The configuration's file name, at the root.
pub(crate) const FILE: &str = "drawline.toml";

/// The key with the patterns of charters.
pub(crate) const CHARTERS: &str = "charters";

/// The profile of a repository that chooses none.
pub(crate) const DEFAULT_PROFILE: &str = "scaleup";

/// The keys of `drawline.toml` that are about no format of files.
const OTHER_KEYS: &[Field] = &[
    Field::new("exclude", Type::Names, "Patterns of files that are not read; a path given on the command line is.")
        .called(&["ignore", "ignored", "skip"]),
    Field::new("profile", Type::Name, "The profile: startup, scaleup, enterprise, open-source, agency or government."),
    Field::new("aliases", Type::Map(&Type::Name), "What this repository calls a role: `PM = \"product-manager\"`."),
    Field::new("rules", Type::Map(&Type::Any), "Severity and limits by rule name: `stretch-duty = \"off\"`."),
    Field::new("rule-files", Type::Names, "Patterns of the repository's own rule files: `[\"policy/*.toml\"]`."),
    Field::new(extends::KEY, Type::Names, "Rules of others: a folder here, or one of another repository at a commit."),
    Field::new("limits", Type::Table(limits::LIMITS), "How much is read of what is larger than most."),
    Field::new("waiver", Type::Tables(WAIVER), "An exception that was agreed on."),
    Field::new("map", Type::Tables(MAP), "TOML of another shape."),
];

/// How many keys formats have.
const FORMAT_KEYS: usize = {
    let (mut count, mut format) = (0, 0);
    while format < FORMATS.len() {
        count += FORMATS[format].keys.len();
        format += 1;
    }
    count
};

/// The keys of `drawline.toml`: those of the formats, then the others.
pub const CONFIG: Shape = &{
    let (mut keys, mut count, mut format) = ([OTHER_KEYS[0]; FORMAT_KEYS + OTHER_KEYS.len()], 0, 0);
    while format <= FORMATS.len() {
        let more = if format < FORMATS.len() { FORMATS[format].keys } else { OTHER_KEYS };
        let mut at = 0;
        while at < more.len() {
            keys[count] = more[at];
            count += 1;
            at += 1;
        }
        format += 1;
    }
    keys
};

/// The keys with patterns of files, each once, with the formats that have them.
fn keys() -> impl Iterator<Item = (&'static str, Vec<&'static Usual>)> {
    let all = || FORMATS.iter().filter_map(|format| format.usual());
    let declared = FORMATS.iter().flat_map(|format| format.keys).map(|field| field.key);
    let with = move |key: &'static str| (key, all().filter(|usual| usual.key == key).collect::<Vec<_>>());
    declared.map(with).filter(|(_, formats)| !formats.is_empty())
}

/// How paths end that a key can be about, in words.
#[must_use]
pub fn endings_of(key: &str) -> String {
    let by_key = FORMATS.iter().filter(|format| format.key() == Some(key));
    let by_map = FORMATS.iter().filter(|format| matches!(format.named, Named::Maps));
    let formats: Vec<_> = if by_key.clone().next().is_some() { by_key.collect() } else { by_map.collect() };
    let endings: Vec<&str> = formats.iter().flat_map(|format| format.endings).copied().collect();
    let several = formats.first().map_or("such files", |format| format.words.several);
    format!("{several} end in {}", one_of(&endings))
}

/// Folders of code that was taken over from elsewhere: what it says is about other organisations.
const VENDORED: &[&str] = &["node_modules", "vendor", "third_party"];

/// Which folders are passed over as code that was taken over from elsewhere, by their names.
#[derive(Debug)]
pub(crate) struct Vendored(Vec<&'static str>);

impl Vendored {
    /// All of them but those that a pattern speaks of: whoever writes `vendor/ours/charter.toml` means it.
    fn but<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names = VENDORED.to_vec();
        for pattern in patterns {
            names.retain(|name| pattern.split('/').all(|part| part != *name));
        }
        Self(names)
    }

    /// No folder is passed over.
    #[must_use]
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether a folder holds code that was taken over. One by such a name does not itself: each piece that is taken over has
    /// a folder of its own there, and a team may be called `vendor`.
    #[must_use]
    pub(crate) fn holds(&self, folder: &str) -> bool {
        let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        above.split('/').any(|part| self.0.contains(&part))
    }
}

impl Default for Vendored {
    fn default() -> Self {
        Self(VENDORED.to_vec())
    }
}

/// A repository's configuration.
#[derive(Debug)]
pub struct Config {
    /// The patterns of each format, in the order of the table; those of two with one key differ where they are the usual
    /// ones, so that those of one need not be put together for the other.
    patterns: Vec<Patterns>,
    exclude: Patterns,
    /// Folders of others' code.
    pub(crate) vendored: Vendored,
    mapped: Vec<Patterns>,
    /// Which files are the repository's own rule files.
    pub(crate) rule_files: RuleFiles,
    /// Whose law files of code owners follow, where the configuration says so.
    pub(crate) codeowners_host: Option<Host>,
    /// The maps, in the order of the file.
    pub(crate) maps: Vec<Map>,
    /// The profile, as written.
    pub(crate) profile: Option<Written>,
    /// Role names of this repository, by what is written (lower case).
    pub(crate) aliases: BTreeMap<String, Written>,
    /// Exceptions that were agreed on.
    pub(crate) waivers: Waivers,
    /// How much is read. A change is read by the limits of what it is a change of, whatever it says itself.
    pub(crate) limits: Limits,
    /// What is wrong with the file.
    pub problems: Vec<Problem>,
    /// Patterns that somebody wrote for files that are there.
    watched: Vec<Watched>,
    /// Keys that name no file at all, as `ownership = []` does, with their places.
    pub(crate) emptied: Vec<Spanned<&'static str>>,
}

/// A pattern that somebody wrote for files that are there: where it matches none, something is read otherwise than was meant.
#[derive(Debug)]
pub(crate) struct Watched {
    /// The key that it stands under.
    pub(crate) key: &'static str,
    /// As written.
    pub(crate) pattern: Written,
    matcher: Patterns,
}

impl Watched {
    /// The patterns of a key that are to match something: none of those that apply anyway, and none that take back what others
    /// match.
    fn all_of<'a>(
        key: &'static str,
        written: &'a [Written],
        formats: &'a [&'a Usual],
    ) -> impl Iterator<Item = Self> + use<'a> {
        let is_usual =
            |text: &str| formats.iter().any(|usual| usual.all().any(|one| one == text) || usual.former.contains(&text));
        let is_meant = move |pattern: &&Written| {
            let text = &*pattern.value;
            !text.starts_with('!') && !is_usual(text) && patterns::check(pattern).is_none()
        };
        let any_case = formats.iter().all(|usual| usual.any_case);
        written.iter().filter(is_meant).map(move |pattern| Self {
            key,
            pattern: pattern.clone(),
            matcher: in_case(any_case, [&*pattern.value]),
        })
    }

    /// Whether it matches a file.
    #[must_use]
    pub(crate) fn matches(&self, path: &RepoPath) -> bool {
        self.matcher.matches(path)
    }
}

/// Which files are a repository's own rule files, and which those of others that it is judged by.
#[derive(Debug, Default)]
pub struct RuleFiles {
    patterns: Patterns,
    written: Vec<Written>,
    /// Rules of others, over which its own are laid.
    pub(crate) extends: Extends,
}

impl RuleFiles {
    /// Reads `rule-files` of a configuration.
    #[must_use]
    pub(crate) fn decode(root: &Table<'_>) -> Self {
        let written = few(root.names("rule-files"), "rule-files", &mut Vec::new());
        let patterns = Patterns::new(written.iter().map(|pattern| &*pattern.value));
        Self { patterns, written, extends: Extends::decode(root) }
    }

    /// Whether a configuration names none, neither its own nor those of others.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.written.is_empty() && self.extends.is_empty()
    }

    /// The patterns as written.
    #[must_use]
    pub(crate) fn written(&self) -> &[Written] {
        &self.written
    }

    /// Folders of others' code, in which none is looked for.
    #[must_use]
    pub(crate) fn vendored(&self) -> Vendored {
        let own = self.written.iter().map(|pattern| &*pattern.value);
        Vendored::but(own.chain(self.extends.sources.iter().map(|source| source.place.folder())))
    }

    /// Whether a file is one of them, or one of those of others, or says what these are.
    #[must_use]
    pub(crate) fn matches(&self, path: &RepoPath) -> bool {
        self.names(path) || (can_be_rules(path) && self.extends.holds(path))
    }

    /// Whether a file is one of the repository's own.
    #[must_use]
    pub(crate) fn names(&self, path: &RepoPath) -> bool {
        !self.written.is_empty() && can_be_rules(path) && self.patterns.matches(path)
    }
}

/// Embedded files are believed unseen; no file of a repository may go by the name of one.
fn can_be_rules(path: &RepoPath) -> bool {
    path.as_str().ends_with(".toml") && !path.is_embedded()
}

impl Default for Config {
    fn default() -> Self {
        Self {
            patterns: FORMATS.iter().map(|format| format.usual().map_or_else(Patterns::default, usual)).collect(),
            exclude: Patterns::new([]),
            vendored: Vendored::default(),
            mapped: Vec::new(),
            rule_files: RuleFiles::default(),
            codeowners_host: None,
            maps: Vec::new(),
            profile: None,
            aliases: BTreeMap::new(),
            waivers: Waivers::default(),
            limits: Limits::default(),
            problems: Vec::new(),
            watched: Vec::new(),
            emptied: Vec::new(),
        }
    }
}

impl Config {
    /// Patterns that somebody wrote for files that are there.
    #[must_use]
    pub(crate) fn watched(&self) -> &[Watched] {
        &self.watched
    }

    /// Reads a configuration file, which is `text`.
    #[must_use]
    pub fn decode(root: &Table<'_>, text: &str) -> Self {
        let mut config = Self::default();
        let mended = shape::check_and_mend(root, CONFIG, &mut config.problems);
        let root = &mended.as_ref().map_or_else(|| root.clone(), Document::root);
        for (key, formats) in keys() {
            if root.has(key) {
                let written = few(root.names(key), key, &mut config.problems);
                config.problems.extend(written.iter().filter_map(patterns::check));
                for (format, patterns) in FORMATS.iter().zip(&mut config.patterns) {
                    if let Some(usual) = format.usual().filter(|usual| usual.key == key) {
                        *patterns = in_case(usual.any_case, written.iter().map(|pattern| &*pattern.value));
                    }
                }
                let is_empty = |(name, value): &(Spanned<String>, Value<'_>)| {
                    name.value == key && value.kind() == Kind::List && value.items().next().is_none()
                };
                let emptied = root.entries().into_iter().find(is_empty);
                config.emptied.extend(emptied.map(|(name, _)| Spanned::new(key, name.span)));
                config.watched.extend(Watched::all_of(key, &written, &formats));
            }
        }
        config.codeowners_host = match root.name_at("codeowners-host").as_ref().map(|host| &*host.value) {
            Some("github") => Some(Host::GitHub),
            Some("gitlab") => Some(Host::GitLab),
            _ => None,
        };
        let excluded = few(root.names("exclude"), "exclude", &mut config.problems);
        config.exclude = patterns(&excluded, &mut config.problems);
        config.rule_files = RuleFiles::decode(root);
        few(root.names("rule-files"), "rule-files", &mut config.problems);
        config.problems.extend(config.rule_files.written.iter().filter_map(patterns::check));
        config.maps = few_maps(root, &mut config.problems).iter().map(Map::decode).collect();
        config.watched.extend(config.maps.iter().flat_map(|map| Watched::all_of("map.files", &map.files, &[])));
        config.mapped =
            config.maps.iter().map(|map| patterns(&map.files, &mut config.problems).in_any_case()).collect();
        let named: Vec<Written> = keys().flat_map(|(key, _)| root.names(key)).collect();
        let files = config.maps.iter().flat_map(|map| &map.files);
        config.vendored = Vendored::but(named.iter().chain(files).map(|pattern| &*pattern.value));
        config.waivers = Waivers::decode(root, text, &mut config.problems);
        config.limits = limits::decode(root, &mut config.problems);
        config.profile = root.name_at("profile");
        cap(&mut config.problems);
        if let Some(aliases) = root.table("aliases") {
            for (alias, _) in aliases.entries() {
                if let Some(role) = aliases.name_at(&alias.value) {
                    config.aliases.insert(alias.value.to_lowercase(), role);
                }
            }
        }
        config
    }

    /// The host that a file of code owners must be of.
    fn host_of(&self, path: &RepoPath) -> Option<Host> {
        match path.folder() {
            ".github" => Some(Host::GitHub),
            ".gitlab" => Some(Host::GitLab),
            _ => self.codeowners_host,
        }
    }

    /// How a file is to be read; `None` for a file that is none of ours. Exclusions do not count for a file that was
    /// `named` on the command line.
    #[must_use]
    pub fn format_of(&self, path: &RepoPath, named: bool) -> Option<Format> {
        self.format_by_name(path, named).filter(|_| named || !self.vendored.holds(path.folder()))
    }

    /// How a file is to be read that no pattern is about and that was named itself: by its kind, and TOML and YAML by what it
    /// says. `None` for what is none of ours.
    #[must_use]
    pub(crate) fn format_as_it_looks(&self, path: &RepoPath, bytes: &[u8]) -> Option<Format> {
        if path.file_name() == FILE || is_kept(path) || self.rule_files.matches(path) {
            return None;
        }
        let text = String::from_utf8_lossy(bytes);
        let mut document = None;
        let looks = |format: &Format| match format.of().sign {
            Sign::Ending => true,
            Sign::Text(words) => text.contains(words),
            Sign::Keys(keys) => match document.get_or_insert_with(|| Document::parse(&text)) {
                Ok(document) => keys.iter().any(|key| document.root().has(key)),
                // What is broken is named for a reason: the place is worth a finding.
                Err(_) => true,
            },
            Sign::None => false,
        };
        Format::by_ending(path).find(looks).map(|format| format.at(self.host_of(path)))
    }

    /// Whether files are left out by `exclude`.
    #[must_use]
    pub(crate) fn leaves_out(&self) -> bool {
        !self.exclude.is_empty()
    }

    /// Whether `exclude` names a file.
    #[must_use]
    pub(crate) fn excludes(&self, path: &RepoPath) -> bool {
        self.exclude.matches(path)
    }

    fn format_by_name(&self, path: &RepoPath, named: bool) -> Option<Format> {
        // Rules of others say nothing of who does what here.
        if !may_be_read(path.as_str().as_bytes()) || is_kept(path) || (!named && self.exclude.matches(path)) {
            return None;
        }
        let meant = match as_meant(path.as_str()) {
            Cow::Owned(meant) => RepoPath::new(&meant),
            Cow::Borrowed(_) => None,
        };
        let path = meant.as_ref().unwrap_or(path);
        let of = |format: Format| match &format.of().named {
            Named::Patterns(_) => self.patterns[format.number()].matches(path).then_some(format),
            Named::Places(is_one) => is_one(path).then_some(format),
            Named::Maps => {
                self.mapped.iter().position(|patterns| patterns.matches(path)).map(|number| format.by_map(number))
            }
        };
        Format::by_ending(path).rev().find_map(of).map(|format| format.at(self.host_of(path)))
    }
}

/// Whether a name at the root is not the configuration's, and only looks like it: whoever reads a review takes it for the settings
/// that count.
#[must_use]
pub(crate) fn is_misspelt(name: &[u8]) -> bool {
    let looks = |name: &str| as_it_looks(name).trim().eq_ignore_ascii_case(FILE);
    name != FILE.as_bytes() && name.len() < 4 * FILE.len() && std::str::from_utf8(name).is_ok_and(looks)
}

/// What is said of such a name.
pub(crate) fn misspelt(name: &str) -> Error {
    Error::cannot_judge(
        format!("{name} looks like {FILE} and is not called so: nothing in it counts"),
        "rename it, or take it away",
    )
}

/// The usual patterns of a format.
fn usual(usual: &Usual) -> Patterns {
    in_case(usual.any_case, usual.all())
}

/// Patterns of files that are read, whose names count as they are written or in any case.
fn in_case<'a>(any_case: bool, patterns: impl IntoIterator<Item = &'a str>) -> Patterns {
    let patterns = Patterns::new(patterns);
    if any_case { patterns.in_any_case() } else { patterns }
}

/// The patterns of a key that count; that there are more of them is told.
fn few(mut written: Vec<Written>, key: &'static str, problems: &mut Vec<Problem>) -> Vec<Written> {
    if let Some(behind) = written.get(PATTERNS.most) {
        problems.push(many(key, behind.span));
        written.truncate(PATTERNS.most);
    }
    written
}

/// The maps that count, with no more patterns in all than a key may have.
fn few_maps<'a>(root: &Table<'a>, problems: &mut Vec<Problem>) -> Vec<Table<'a>> {
    let mut patterns = 0;
    let mut maps = root.tables("map");
    let is_over = |map: &Table<'_>| {
        patterns += map.names("files").len().max(1);
        patterns > PATTERNS.most
    };
    if let Some(at) = maps.iter().position(is_over) {
        problems.push(many("map", maps[at].span()));
        maps.truncate(at);
    }
    maps
}

fn many(key: &str, behind: Span) -> Problem {
    Problem {
        kind: ProblemKind::BadValue,
        span: behind,
        message: format!("`{key}` has more than {} patterns, the most that count", PATTERNS.most),
        label: "this one and those behind it match nothing".to_owned(),
        help: Some("write patterns that match more: `teams/**/charter.toml`".to_owned()),
        detail: key.to_owned(),
        instead: None,
    }
}

fn patterns(list: &[Written], problems: &mut Vec<Problem>) -> Patterns {
    problems.extend(list.iter().filter_map(patterns::check));
    Patterns::new(list.iter().map(|pattern| &*pattern.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn format(config: &Config, path: &str) -> Option<Format> {
        config.format_of(&RepoPath::new(path).expect("sound"), false)
    }

    #[test]
    fn without_configuration_the_usual_names_are_read() {
        let config = Config::default();
        assert_eq!(format(&config, "teams/a/charter.toml"), Format::named("charter"));
        assert_eq!(format(&config, "charter.toml"), Format::named("charter"));
        assert_eq!(format(&config, "a.charter.toml"), Format::named("charter"));
        assert_eq!(format(&config, "x/a.ownership.toml"), Format::named("ownership"));
        assert_eq!(format(&config, "people.toml"), Format::named("people"));
        assert_eq!(format(&config, "Cargo.toml"), None);
        for page in ["CHARTER.md", "teams/pay-charter.mdx", "Team Charter.markdown", "docs/OUR-CHARTER.md"] {
            assert_eq!(format(&config, page), Format::named("prose"), "{page}");
        }
        assert_eq!(format(&config, "README.mdx"), None);
    }

    #[test]
    fn no_rule_file_passes_for_an_embedded_one() {
        let document = Document::parse("rule-files = [\"**/*.toml\"]\n").expect("valid");
        let files = RuleFiles::decode(&document.root());
        let matches = |path: &str| files.matches(&RepoPath::new(path).expect("sound"));
        assert!(matches("policy/own.toml") && matches("rules/scope/out-of-scope.toml"));
        assert!(!matches("drawline:rules/scope/out-of-scope.toml"));
    }

    #[test]
    fn code_of_others_is_passed_over_unless_a_pattern_speaks_of_it() {
        let text = "charters = [\"**/charter.toml\", \"third_party/ours/*.toml\"]\n";
        let own = Config::decode(&Document::parse(text).expect("valid").root(), text);
        let read = |path: &str| [&Config::default(), &own].map(|config| format(config, path).is_some());
        assert_eq!(read("vendor/other/charter.toml"), [false, false]);
        assert_eq!(read("web/node_modules/@a/b/charter.toml"), [false, false]);
        assert_eq!(read("third_party/ours/charter.toml"), [false, true]);
        assert_eq!(read("teams/vendor/charter.toml"), [true, true], "a team by that name");
        let path = RepoPath::new("vendor/other/charter.toml").expect("sound");
        assert_eq!(Config::default().format_of(&path, true), Format::named("charter"), "named");
    }

    #[test]
    fn own_patterns_replace_the_default_ones() {
        let text = "charters = [\"teams/*.toml\"]\nexclude = [\"teams/old.toml\", \"vendor/\"]\n";
        let config = Config::decode(&Document::parse(text).expect("valid").root(), text);
        assert_eq!(format(&config, "teams/a.toml"), Format::named("charter"));
        assert_eq!(format(&config, "teams/a/charter.toml"), None);
        assert_eq!(format(&config, "teams/old.toml"), None);
        assert_eq!(format(&config, "vendor/people.toml"), None);
        assert_eq!(config.format_of(&RepoPath::new("teams/old.toml").expect("sound"), true), Format::named("charter"));
    }
}
