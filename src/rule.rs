//! Level 5: rules. A rule is data (`rules/`, or a repository's own file); its kind is the Rust that judges it.
//!
//! A rule's fields come in layers: the rule file, then the profile, then `drawline.toml`, each able to move a severity or a
//! limit, and each remembered with its place, so that a diagnostic can show the line that was crossed. One file per kind
//! stands in `rule/kinds/`, their table in `rule/kinds.rs`; `rule/layers.rs` reads fields, `rule/reporter.rs` takes findings.

pub(crate) mod bench;
pub mod kinds;
pub(crate) mod layers;
pub(crate) mod reporter;
pub(crate) mod seats;
pub(crate) mod topic;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::clock::Clock;
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Severity, Subject};
use crate::base::involvement::Involvement;
use crate::base::path::RepoPath;
use crate::base::source::{Location, Spanned};
use crate::config::Watched;
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::Table;
use crate::document::{Problem, ProblemKind};
use crate::org::update::Affected;
use crate::org::{FileNode, Holder, Org, Person, Placed, Team};
use crate::read::waiver::WaiverEntry;
use crate::taxonomy::Taxonomy;
use crate::taxonomy::verdict::{Condition, Ruling, Verdict, Verdicts};
use bench::Bench;
use kinds::Kind;
use layers::Layers;
use reporter::Reporter;
use serde::{Deserialize, Serialize};

/// What a rule sees.
pub(crate) struct CheckContext<'a> {
    /// What is known of activities and roles.
    pub(crate) taxonomy: &'a Taxonomy,
    /// The verdicts of the profile.
    pub(crate) verdicts: &'a Verdicts,
    /// The organisation.
    pub(crate) org: &'a Org,
    /// The day of judgement, UTC.
    pub(crate) today: Clock,
    /// All rules: help proposes nobody who is at one of their limits.
    pub(crate) rules: &'a [Rule],
    /// Who could take a duty on.
    pub(crate) bench: &'a Bench,
    /// The roles that the whole organisation was asked for.
    pub(crate) asked: RefCell<BTreeSet<Arc<str>>>,
    /// The seats of the team that was judged last.
    pub(crate) seats: seats::Memo,
}

impl<'a> CheckContext<'a> {
    /// The verdict on a role under which somebody carries an activity of a team so.
    #[must_use]
    pub(crate) fn ruling(
        &self,
        team: &Team,
        (holder, role): (&Holder, &str),
        activity: &str,
        involvement: Involvement,
    ) -> Option<&'a Ruling> {
        self.verdicts.of(role, activity)?.at(involvement, |condition| holds(team, holder, role, condition))
    }

    /// The mildest of the verdicts on a holder's roles.
    #[must_use]
    pub(crate) fn verdict(
        &self,
        team: &Team,
        holder: &Holder,
        activity: &str,
        involvement: Involvement,
    ) -> Option<Verdict> {
        self.verdict_among(team, (holder, &self.roles_of(team, holder)), activity, involvement)
    }

    /// The same, of roles that are known already.
    #[must_use]
    pub(crate) fn verdict_among(
        &self,
        team: &Team,
        (holder, roles): (&Holder, &[Arc<str>]),
        activity: &str,
        involvement: Involvement,
    ) -> Option<Verdict> {
        let rulings = roles.iter().filter_map(|role| self.ruling(team, (holder, role), activity, involvement));
        rulings.map(|ruling| ruling.verdict).min()
    }

    /// The roles under which a holder acts in a team.
    #[must_use]
    pub(crate) fn roles_of<'t>(&self, team: &'t Team, holder: &'t Holder) -> Cow<'t, [Arc<str>]>
    where
        'a: 't,
    {
        match holder {
            Holder::Person(handle) => self.org.roles_of(team, handle),
            Holder::Role(role) => Cow::Borrowed(std::slice::from_ref(role)),
            Holder::Group(_) | Holder::Unknown(_) => Cow::Borrowed(&[]),
        }
    }
}

/// Whether a condition holds in a team for a holder under a role.
fn holds(team: &Team, holder: &Holder, role: &str, condition: &Condition) -> bool {
    let Condition { beside, from_engineers, levels } = condition;
    let counted = team.engineers.as_ref().map_or(0.0, |engineers| engineers.value);
    counted >= *from_engineers as f64
        && (beside.is_empty() || beside.iter().any(|role| team.has_role(role)))
        && (levels.is_empty() || has_level(team, holder, role, levels))
}

/// Whether somebody's title for a role says one of some levels: "Lead Product Manager".
fn has_level(team: &Team, holder: &Holder, role: &str, levels: &[Arc<str>]) -> bool {
    let Holder::Person(handle) = holder else { return false };
    let own = team.entries_of(handle).flat_map(|member| &member.roles);
    let mut titles = own.filter(|held| held.id.as_deref() == Some(role)).map(|held| held.text.to_lowercase());
    titles.any(|title| {
        let mut words = title.split(|c: char| !c.is_alphanumeric());
        words.any(|word| levels.iter().any(|level| **level == *word))
    })
}

/// A kind's engine for one rule. It judges units that can change alone (a file, a team), so that a change costs what it
/// touches; what it does not judge it leaves out.
pub(crate) trait Check: Send + Sync {
    /// What it judges.
    fn judges(&self) -> Judges;

    /// Judges one file.
    fn file(&self, _scene: &CheckContext<'_>, _path: &RepoPath, _file: &FileNode, _sink: &mut Reporter<'_>) {}

    /// Judges a pattern of the configuration that matches no file.
    fn pattern(&self, _config: &RepoPath, _pattern: &Watched, _sink: &mut Reporter<'_>) {}

    /// Judges one team.
    fn team(&self, _scene: &CheckContext<'_>, _team: &Team, _sink: &mut Reporter<'_>) {}

    /// Judges one person.
    fn person(&self, _scene: &CheckContext<'_>, _person: &Person, _sink: &mut Reporter<'_>) {}

    /// What a limit counts for a person, whether it is crossed or not.
    fn measure(&self, _scene: &CheckContext<'_>, _person: &Person) -> Option<Measure> {
        None
    }

    /// Whether a limit may be crossed by a person, by the sums that are kept of each.
    fn may_cross(&self, _person: &Person) -> bool {
        true
    }

    /// Judges the waivers of one file, once it is known what they silence.
    fn waivers(&self, _scene: &CheckContext<'_>, _waivers: &Waivers<'_>, _sink: &mut Reporter<'_>) {}

    /// Judges the waivers of one file by who wrote them.
    fn written(&self, _scene: &CheckContext<'_>, _waivers: &Waivers<'_>, _by: &Writer<'_>, _sink: &mut Reporter<'_>) {}

    /// Judges a team by what only history knows: since when somebody's part in a duty stands, where no file says so.
    fn past(&self, _scene: &CheckContext<'_>, _team: &Team, _since: &Since<'_>, _sink: &mut Reporter<'_>) {}

    /// Judges a change: what was touched, and what it was before, against the organisation as it is now.
    fn change(&self, _scene: &CheckContext<'_>, _touched: &Affected, _sink: &mut Reporter<'_>) {}

    /// Judges what a change makes go away.
    fn gone(&self, _scene: &CheckContext<'_>, _touched: &Affected, _gone: &[Gone], _sink: &mut Reporter<'_>) {}
}

/// Since when somebody's part in a duty stands, as far as history says.
pub(crate) type Since<'a> = dyn Fn(&Subject) -> Option<Date> + 'a;

/// What a limit counts for a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measure {
    /// What was counted.
    pub(crate) value: f64,
    /// The limit.
    pub(crate) limit: f64,
    /// Whether it is crossed.
    pub(crate) crossed: bool,
    /// What one duty more adds at most.
    pub(crate) step: f64,
    /// Whether it is a limit to what somebody may carry; else one to what there should be at least.
    pub(crate) most: bool,
    /// Whether only what is beyond the core was counted.
    pub(crate) beyond_core: bool,
}

impl Measure {
    /// Whether the limit is not crossed, and would not be by so many duties more.
    #[must_use]
    pub(crate) fn leaves_room_for(&self, more: usize) -> bool {
        !self.most || !self.crossed && (self.step == 0.0 || self.value + self.step * more as f64 <= self.limit)
    }
}

/// The waivers of one file.
pub(crate) struct Waivers<'a> {
    /// The file.
    pub(crate) path: &'a RepoPath,
    /// What is written there.
    pub(crate) entries: &'a [WaiverEntry],
    /// What the waiver at a byte silences.
    pub(crate) silenced: &'a dyn Fn(usize) -> Vec<Silenced>,
    /// The names of the rules that may be waived.
    pub(crate) rules: &'a [&'a str],
    /// The names of the rules about waivers, which may not.
    pub(crate) own: &'a [&'a str],
    /// The names of the rules whose findings no single state shows: nobody can say that a waiver of them is idle.
    pub(crate) passing: &'a [&'a str],
    /// The file lies in another repository, which judges their form and whether they are needed.
    pub(crate) are_remote: bool,
}

/// What a waived finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Silenced {
    /// The rule.
    pub(crate) rule: Arc<str>,
    /// Activity id.
    pub(crate) activity: Option<Arc<str>>,
    /// Handle.
    pub(crate) person: Option<Arc<str>>,
}

/// Who wrote a waiver, as far as it is known.
pub(crate) type Writer<'a> = dyn Fn(&WaiverEntry) -> Option<Arc<str>> + 'a;

/// What a rule judges; the methods for the rest are never called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judges {
    /// Files, one by one.
    pub(crate) files: bool,
    /// Patterns of the configuration that match no file.
    pub(crate) patterns: bool,
    /// Teams, one by one.
    pub teams: bool,
    /// People, one by one.
    pub people: bool,
    /// Changes, and so no single state.
    pub(crate) changes: bool,
    /// Teams, with what only history knows.
    pub(crate) past: bool,
    /// The waivers of files.
    pub(crate) waivers: bool,
    /// Of a file the names in it, and not its form: what is known of people here decides, wherever the file lies.
    pub(crate) names: bool,
    /// What makes a finding of it go away for good.
    pub(crate) settled: Settled,
}

/// What makes a finding about a person go away for good: where it goes otherwise, whoever reviews a change should know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Settled {
    /// More than one thing.
    #[default]
    Otherwise,
    /// That the person hands the work over.
    ByHandingOver,
    /// That the person carries less than before.
    ByCarryingLess,
}

/// A finding that a change makes go away.
#[derive(Debug)]
pub(crate) struct Gone {
    /// What was found.
    pub(crate) found: Diagnostic,
    /// What would have settled it.
    pub(crate) settled: Settled,
}

/// Severities as rules write them.
pub const SEVERITIES: &[&str] = &["off", "advice", "warning", "error"];

const EXAMPLE: Shape = &[
    Field::needed("name", Type::Name, "What the example shows."),
    Field::new("profile", Type::Name, "The profile it is judged under; scaleup where it is left out."),
    Field::new("today", Type::Date, "The day it is judged on; 2026-06-01 where it is left out."),
    Field::new("author", Type::Name, "Who committed all that is written there: a name as Git has it."),
    Field::new("before", Type::Map(&Type::Text), "Files of the state before, where the rule judges a change."),
    Field::needed(
        "files",
        Type::Map(&Type::Text),
        "Files by path; a trailing `#~ rule-name` expects the rule on its line.",
    ),
];

/// Where the pages of the built-in rules are, for this version.
const PAGES: &str = concat!("https://github.com/drawline/drawline/blob/v", env!("CARGO_PKG_VERSION"), "/docs/rules");

/// The address of a built-in rule's page; a repository's own rules have none.
#[must_use]
pub fn page(name: &str) -> Option<String> {
    let is_file = |path: &str| path.strip_suffix(".toml").and_then(|path| path.rsplit('/').next()) == Some(name);
    let mut files = crate::embedded::RULES.iter().filter(|file| is_file(file.name));
    files.any(|file| file.document.root().has("kind")).then(|| format!("{PAGES}/{name}.md"))
}

/// The keys that every rule has, whatever its kind.
pub(crate) const RULE: Shape = &[
    Field::needed("name", Type::Id, "Kebab-case name that reads as the thing found; equals the file's name."),
    Field::needed("kind", Type::Name, "The engine that judges it."),
    Field::needed("severity", Type::OneOf(SEVERITIES), "How much it matters by default."),
    Field::needed(
        "message",
        Type::Name,
        "One short sentence with the kind's words in braces; `{duty|duties}` agrees with the number filled in before it.",
    ),
    Field::needed("why", Type::Name, "Why it matters."),
    Field::needed("fix", Type::Name, "What to do about it."),
    Field::new("beware", Type::Name, "When it would be a false alarm."),
    Field::new("evidence", Type::Names, "Sources, by the keys of `rules/sources.toml`."),
    Field::new(
        "yields-to",
        Type::Names,
        "Rules that say it better: where one of them reports the same place, or the same person's load, this one is silent.",
    ),
    Field::new("example", Type::Tables(EXAMPLE), "Good and bad cases; they are executed."),
];

/// A small set of files with what a rule should say about them.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub name: Spanned<Arc<str>>,
    /// The profile it is judged under.
    pub profile: Option<Arc<str>>,
    /// The day it is judged on.
    pub(crate) today: Option<Date>,
    /// Who committed what is written there.
    pub(crate) author: Option<Arc<str>>,
    /// Files by path, in the state before a change.
    pub before: Option<Vec<(Arc<str>, Arc<str>)>>,
    /// Files by path.
    pub files: Vec<(Arc<str>, Arc<str>)>,
}

/// A rule, ready to judge.
pub struct Rule {
    /// Kebab-case name.
    pub name: Arc<str>,
    /// The folder of its file: `scope`, `hygiene`.
    pub pack: Arc<str>,
    /// Its engine's kind.
    pub kind: &'static Kind,
    /// How much it matters; `None` when it is off.
    pub severity: Option<Severity>,
    /// Whether the repository itself says how much it matters.
    pub(crate) is_chosen: bool,
    /// One short sentence with the kind's words in braces.
    pub message: Arc<str>,
    /// Why it matters.
    pub why: Arc<str>,
    /// What to do about it.
    pub fix: Arc<str>,
    /// When it would be a false alarm.
    pub beware: Option<Arc<str>>,
    /// Keys of sources.
    pub evidence: Vec<Arc<str>>,
    /// The numbers that can be set, as they are here, each with the file that says so.
    pub(crate) settings: Vec<(&'static str, Placed<f64>)>,
    /// The severities besides its own that it has for some of what it finds, as they are here.
    pub(crate) severities: Vec<(&'static str, Severity)>,
    /// Rules that say it better, where they have something to say.
    pub(crate) yields_to: Vec<Arc<str>>,
    /// The one role that it is about, for rules that are about one.
    pub(crate) role: Option<Arc<str>>,
    /// Where it is defined.
    pub at: Location,
    check: Box<dyn Check>,
}

/// The numbers among a kind's fields that a rule has.
fn numbers(kind: &Kind, layers: &Layers<'_>) -> Vec<(&'static str, Placed<f64>)> {
    let takes_number = |field: &&Field| matches!(field.takes, Type::Number | Type::Count | Type::Share);
    let fields = kind.fields.iter().filter(takes_number);
    fields.filter_map(|field| Some((field.key, layers.number(field.key)?))).collect()
}

/// The severities among a kind's fields that a rule has.
fn severities(kind: &Kind, layers: &Layers<'_>) -> Vec<(&'static str, Severity)> {
    let fields = kind.fields.iter().filter(|field| matches!(field.takes, Type::OneOf(SEVERITIES)));
    fields.filter_map(|field| Some((field.key, layers.severity_at(field.key)?))).collect()
}

impl Rule {
    /// The message before it is filled, its words in braces.
    #[must_use]
    pub fn says(&self) -> String {
        reporter::unfilled(&self.message)
    }

    /// Builds a rule from its layers, the rule file first.
    ///
    /// # Errors
    /// What is wrong with its file, at the offending keys.
    pub(crate) fn build(layers: &Layers<'_>, path: &RepoPath) -> Result<Self, Vec<Problem>> {
        let root = layers.root();
        let kind = kind_of(root)?;
        let mut problems = Vec::new();
        // The tests hold that embedded rules are sound; checking them at every start would cost a tenth of it.
        if !path.is_embedded() || cfg!(debug_assertions) {
            let fields: Vec<Field> = RULE.iter().chain(kind.fields).copied().collect();
            shape::check(root, &fields, &mut problems);
        }
        if let Some(message) = root.name_at("message") {
            problems.extend(unknown_words(&message, kind));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let text = |key: &str| layers.text(key).map_or_else(|| Arc::from(""), |text| text.value);
        Ok(Self {
            name: text("name"),
            pack: path.folder().rsplit('/').next().unwrap_or("").into(),
            kind,
            severity: layers.severity(),
            is_chosen: layers.severity_is_chosen(),
            message: text("message"),
            why: text("why"),
            fix: text("fix"),
            beware: root.name_at("beware").map(|beware| beware.value),
            evidence: root.names("evidence").into_iter().map(|key| key.value).collect(),
            yields_to: root.names("yields-to").into_iter().map(|rule| rule.value).collect(),
            role: layers.text("role").map(|role| role.value),
            at: Location::of_policy(path.clone(), root.name_at("name").map(|name| name.span).unwrap_or_default()),
            settings: numbers(kind, layers),
            severities: severities(kind, layers),
            check: (kind.build)(layers),
        })
    }

    /// Judges a pattern of the configuration that matches no file.
    pub(crate) fn judge_pattern(&self, config: &RepoPath, pattern: &Watched, reporter: &mut Reporter<'_>) {
        self.check.pattern(config, pattern, reporter);
    }

    /// Judges one team.
    pub(crate) fn judge_team(&self, scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
        self.check.team(scene, team, reporter);
    }

    /// Judges one person.
    pub(crate) fn judge_person(&self, scene: &CheckContext<'_>, person: &Person, reporter: &mut Reporter<'_>) {
        self.check.person(scene, person, reporter);
    }

    /// What a limit counts for a person; `None` for rules that are no limit, or do not count for the person.
    #[must_use]
    pub(crate) fn measure(&self, scene: &CheckContext<'_>, person: &Person) -> Option<Measure> {
        self.check.measure(scene, person)
    }

    /// Whether a limit may be crossed by a person: most people are far from any.
    #[must_use]
    pub(crate) fn may_cross(&self, person: &Person) -> bool {
        self.check.may_cross(person)
    }

    /// Judges a change.
    pub(crate) fn judge_change(
        &self,
        scene: &CheckContext<'_>,
        touched: &Affected,
        gone: &[Gone],
        reporter: &mut Reporter<'_>,
    ) {
        self.check.gone(scene, touched, gone, reporter);
        self.check.change(scene, touched, reporter);
    }

    /// Judges a team by what only history knows.
    pub(crate) fn judge_past(
        &self,
        scene: &CheckContext<'_>,
        team: &Team,
        since: &Since<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        self.check.past(scene, team, since, reporter);
    }

    /// Judges the waivers of one file.
    pub(crate) fn judge_waivers(&self, scene: &CheckContext<'_>, waivers: &Waivers<'_>, reporter: &mut Reporter<'_>) {
        self.check.waivers(scene, waivers, reporter);
    }

    /// Judges the waivers of one file by who wrote them.
    pub(crate) fn judge_written(
        &self,
        scene: &CheckContext<'_>,
        waivers: &Waivers<'_>,
        by: &Writer<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        self.check.written(scene, waivers, by, reporter);
    }

    /// What it judges.
    #[must_use]
    pub fn judges(&self) -> Judges {
        self.check.judges()
    }

    /// Judges one file.
    pub(crate) fn judge_file(
        &self,
        scene: &CheckContext<'_>,
        path: &RepoPath,
        file: &FileNode,
        reporter: &mut Reporter<'_>,
    ) {
        self.check.file(scene, path, file, reporter);
    }
}

fn kind_of(root: &Table<'_>) -> Result<&'static Kind, Vec<Problem>> {
    let written = root.text("kind");
    let name = written.as_ref().map_or("", |kind| &kind.value);
    kinds::KINDS.iter().copied().find(|kind| kind.name == name).ok_or_else(|| {
        let names: Vec<_> = kinds::KINDS.iter().map(|kind| kind.name).collect();
        vec![Problem {
            kind: ProblemKind::BadValue,
            span: written.as_ref().map(|kind| kind.span).unwrap_or_default(),
            message: format!("no rule kind is called \"{name}\""),
            label: format!("takes {}", crate::base::suggest::one_of(&names)),
            help: crate::base::suggest::nearest(name, names.iter().copied())
                .map(|near| format!("did you mean \"{near}\"?")),
            detail: "kind".to_owned(),
            instead: None,
        }]
    })
}

/// Words in braces that the kind does not fill. `{one|many}` agrees with the number before it.
fn unknown_words(message: &Spanned<Arc<str>>, kind: &Kind) -> Vec<Problem> {
    let words = message.value.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(word, _)| word));
    let unknown = words.filter(|word| !word.contains('|') && !kind.words.contains(word));
    unknown
        .map(|word| Problem {
            kind: ProblemKind::BadValue,
            span: message.span,
            message: format!("`message` asks for {{{word}}}, which {} rules do not fill", kind.name),
            label: format!("takes {}", kind.words.join(", ")),
            help: None,
            detail: format!("message.{word}"),
            instead: None,
        })
        .collect()
}

/// The examples of a rule file.
#[must_use]
pub(crate) fn examples(root: &Table<'_>) -> Vec<Example> {
    root.tables("example").iter().filter_map(example).collect()
}

fn example(table: &Table<'_>) -> Option<Example> {
    Some(Example {
        name: table.name_at("name")?,
        profile: table.name_at("profile").map(|profile| profile.value),
        today: table.date("today").map(|today| today.value),
        author: table.name_at("author").map(|author| author.value),
        before: table.table("before").map(|files| texts(&files)),
        files: texts(&table.table("files")?),
    })
}

fn texts(files: &Table<'_>) -> Vec<(Arc<str>, Arc<str>)> {
    let entries = files.entries().into_iter();
    entries.filter_map(|(path, _)| Some((Arc::from(&*path.value), files.text(&path.value)?.value))).collect()
}
