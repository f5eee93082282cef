//! Limits to what is read, told and shown: what is written by strangers may be as large as they like. `docs/limits.md` says
//! what happens at each; a test holds that the page and this table say the same.

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How much or how many.
    pub most: usize,
    /// What it limits, as the page says it.
    pub of: &'static str,
}

const fn limit(most: usize, of: &'static str) -> Limit {
    Limit { most, of }
}

/// A file of ours, the configuration and a rule file, in bytes.
pub const FILE: Limit = limit(4 << 20, "bytes of a file, the configuration or a rule file");
/// Members, rows of work, owned paths and people of one file, each kind by itself.
pub const ENTRIES: Limit = limit(50_000, "members, duties, owned paths or people of one file, each kind by itself");
/// Names in one row of work, owners of one path, roles or names of one person.
pub const NAMES: Limit = limit(1_000, "names in one entry: holders of a duty, owners of a path, roles of a person");
/// A name, a role, an activity or a path, in bytes.
pub const NAME: Limit = limit(1_000, "bytes of a name, a role, an activity or a path");
/// Elements that one map finds in one file.
pub(crate) const MAPPED: Limit = limit(1_000_000, "steps that the maps of the configuration take in one file");
/// Problems with the form of one file that are told.
pub const PROBLEMS: Limit = limit(1_000, "problems told of the form of one file");
/// Names of one team or file for which "did you mean" is asked.
pub(crate) const MEANT: Limit = limit(500, "unknown names of one team or file that are held against all known ones");
/// Waivers in one file, and in the configuration.
pub const WAIVERS: Limit = limit(1_000, "waivers in one file, and in the configuration");
/// Patterns of files under one key of the configuration.
pub(crate) const PATTERNS: Limit =
    limit(1_000, "patterns of files under one key of the configuration, of all maps together");
/// Rule files that are taken from other repositories.
pub(crate) const LOCKED: Limit = limit(1_000, "rule files of other repositories, of all sources together");
/// Rules that one waiver names.
pub(crate) const WAIVED_RULES: Limit = limit(100, "rules that one waiver names");
/// Findings that a format for people shows.
pub const SHOWN: Limit = limit(1_000, "findings that `human` and `narrated` show");
/// A pattern of paths in a file of owners, in bytes.
pub(crate) const PATTERN: Limit = limit(4_096, "bytes of a pattern in a file of code owners");
/// What Git stores of one folder, in bytes.
pub(crate) const FOLDER: Limit = limit(32 << 20, "bytes of one folder as Git stores it");
/// What a workflow run is told of its event, in bytes.
pub(crate) const EVENT: Limit = limit(32 << 20, "bytes of the event of a workflow run");
/// Folders and files that one commit's tree is read for.
pub(crate) const TREE: Limit = limit(1_000_000, "folders and files of one commit");
/// Folders inside one another.
pub(crate) const DEPTH: Limit = limit(2_048, "folders inside one another");

/// A row of facts from another repository, in bytes.
pub(crate) const FACT: Limit = limit(64 << 10, "bytes of a row of facts from another repository");

/// Steps of a course over time.
pub(crate) const STEPS: Limit = limit(1_000, "steps of a course over time");

/// Limits that a configuration may move: a repository may be larger than most. Whose configuration counts is for those to say
/// who know what is judged: a change must not raise what holds for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Limits {
    /// In place of [`FILE`].
    pub(crate) file: usize,
    /// In place of [`ENTRIES`].
    pub(crate) entries: usize,
    /// In place of [`NAMES`].
    pub(crate) names: usize,
    /// In place of [`TREE`].
    pub(crate) tree: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file: FILE.most, entries: ENTRIES.most, names: NAMES.most, tree: TREE.most }
    }
}

/// A configuration raises a limit to at most so many times what it is: what is read has to fit into memory.
pub(crate) const RAISED: usize = 64;

/// All of them, in the order of the page.
pub const ALL: &[Limit] = &[
    FILE,
    ENTRIES,
    NAMES,
    NAME,
    MAPPED,
    PROBLEMS,
    MEANT,
    WAIVERS,
    PATTERNS,
    LOCKED,
    WAIVED_RULES,
    PATTERN,
    SHOWN,
    TREE,
    DEPTH,
    FOLDER,
    EVENT,
    FACT,
    STEPS,
];
