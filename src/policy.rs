//! Level 6: `Policy`: everything that judging goes by: the taxonomy, the profile's verdicts, the rules with what a
//! repository changed about them, and the configuration.

pub(crate) mod extended;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::base::clock::Clock;
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::fix::quoted;
use crate::base::path::RepoPath;
use crate::base::source::{Location, Version};
use crate::base::source::{SourceFile, Span};
use crate::base::suggest::{is_slip, nearest, one_of};
use crate::config::{Config, DEFAULT_PROFILE, RuleFiles};
use crate::document::shape::{self, Field, Type};
use crate::document::table::Table;
use crate::document::{Document, Problem, ProblemKind};
use crate::embedded;
use crate::org::Org;
use crate::read::reading::Reading;
use crate::read::{self, Format, Language, Reader};
use crate::rule::bench::Bench;
use crate::rule::layers::{Layer, Layers, Says};
use crate::rule::{CheckContext, Example, RULE, Rule, SEVERITIES, examples};
use crate::taxonomy::mention::Finder;
use crate::taxonomy::role::RoleReading;
use crate::taxonomy::verdict::Verdicts;
use crate::taxonomy::{self, CONFIDENCE_FILE, GLOSSARY_FILE, PROSE_FILE, SURVEY_FILE, Taxonomy, WORDS_FILE, profile};

/// Everything that judging goes by.
pub struct Policy {
    /// What is known of activities and roles.
    pub taxonomy: Taxonomy,
    /// The verdicts of the profile.
    pub verdicts: Verdicts,
    /// The profile's name.
    pub profile: Arc<str>,
    /// The rules, by pack and name.
    pub rules: Vec<Rule>,
    /// The repository's configuration.
    pub config: Config,
    /// The configuration file, where there is one.
    pub(crate) config_file: Option<(RepoPath, Arc<str>)>,
    /// The configuration that the settings were read from; an earlier one where the file is broken.
    settings: Option<(RepoPath, Arc<str>)>,
    /// The repository's own rule files, those of others, and what says which these are.
    pub(crate) rule_files: Vec<RuleText>,
    /// Those of them that count, in their order: the later over the earlier.
    pub(crate) counting: Vec<RuleText>,
    finder: OnceLock<Finder>,
}

/// What a repository, or its user on the command line, chooses.
#[derive(Default)]
pub struct Choice<'a> {
    /// The configuration file's name and text.
    pub config: Option<(RepoPath, Arc<str>)>,
    /// A profile in place of the configured one.
    pub profile: Option<&'a str>,
    /// Where the repository's own rule files come from; none are read where it is left out.
    pub rule_files: Option<RuleSource<'a>>,
}

/// Finds rule files with their texts.
pub(crate) type RuleSource<'a> = &'a dyn Fn(&RuleFiles) -> Result<Vec<RuleText>, Error>;

/// A rule file: where it lies, and what it says.
pub(crate) type RuleText = (RepoPath, Arc<str>);

/// Only `drawline explain` shows where the evidence is.
const SOURCES: &str = "rules/sources.toml";

type Parsed<'a> = (RepoPath, &'a str, Cow<'a, Document>);

impl Policy {
    /// Puts the policy together.
    ///
    /// # Errors
    /// The configuration is not TOML, or the profile on the command line does not exist.
    pub fn load(choice: Choice<'_>) -> Result<Self, Error> {
        let embedded = embedded_files();
        let mut taxonomy = read_taxonomy(&embedded);
        let config_text = choice.config.as_ref().map(|(_, text)| text.clone());
        let document = match (&choice.config, &config_text) {
            (Some((path, _)), Some(text)) => Some((path.clone(), parse_config(path, text)?)),
            _ => None,
        };
        let mut config = document
            .as_ref()
            .zip(config_text.as_deref())
            .map_or_else(Config::default, |((_, document), text)| Config::decode(&document.root(), text));
        // What a slip is surely meant for counts for the rules as well; it was told with the rest of the file.
        let document = document.map(|(path, document)| {
            let mended = shape::check_and_mend(&document.root(), crate::config::CONFIG, &mut Vec::new());
            (path, mended.unwrap_or(document))
        });
        let rule_files = own_files(&choice, &mut config)?;
        let counting = match (&choice.config, choice.rule_files) {
            (Some(written), Some(_)) => extended::in_order(&config.rule_files, written, &rule_files)?,
            _ => Vec::new(),
        };
        let own = parse_own(&counting)?;
        add_own_taxonomy(&own, &mut taxonomy)?;
        let profile = pick_profile(&taxonomy, &mut config, choice.profile)?;
        check_aliases(&taxonomy, &mut config);
        config.waivers.look_up(&taxonomy);
        let mut verdicts = std::mem::take(&mut taxonomy.verdicts);
        let of_profile =
            embedded.iter().find(|(path, ..)| taxonomy.profiles.get(&profile).is_some_and(|p| p.path == *path));
        if let Some((path, _, document)) = of_profile {
            profile::overlay_verdicts(&document.root(), path, &mut verdicts);
        }
        let layers: Vec<(&RepoPath, Table<'_>)> = of_profile
            .iter()
            .map(|(path, _, document)| (path, document.root()))
            .chain(document.as_ref().map(|(path, document)| (path, document.root())))
            .filter_map(|(path, root)| Some((path, root.table("rules")?)))
            .collect();
        let rules = build_rules(&embedded, &own, &layers)?;
        // Rules about waivers and patterns judge nobody: with them alone every run would be green.
        if rules.iter().all(|rule| rule.severity.is_none() || rule.judges().waivers || rule.judges().patterns) {
            return Err(Error::cannot_judge(
                "no rule is on",
                "switch one on under [rules]; `drawline rules list` names them",
            ));
        }
        if let Some((_, document)) = &document {
            config.problems.extend(check_settings(&document.root(), &rules));
        }
        Ok(Self {
            taxonomy,
            verdicts,
            profile,
            rules,
            config,
            settings: choice.config.clone(),
            config_file: choice.config,
            rule_files,
            counting,
            finder: OnceLock::new(),
        })
    }

    /// What rules see of an organisation.
    #[must_use]
    pub(crate) fn scene<'a>(&'a self, org: &'a Org, today: Date, bench: &'a Bench) -> CheckContext<'a> {
        let (taxonomy, verdicts) = (&self.taxonomy, &self.verdicts);
        let (asked, seats) = Default::default();
        let today = Clock::new(today);
        CheckContext { taxonomy, verdicts, org, today, rules: &self.rules, bench, asked, seats }
    }

    /// Reads a file by what is known and configured.
    #[must_use]
    pub fn read(&self, format: Format, path: &RepoPath, bytes: &[u8]) -> Reading {
        let reader = Reader { maps: &self.config.maps, limits: &self.config.limits, language: &|| self.language() };
        let mut reading = read::read(format, &reader, self.taxonomy.pages.name(path), bytes);
        reading.problems.extend(read::looks::of_path(path));
        reading
    }

    /// What prose is read with.
    #[must_use]
    pub(crate) fn language(&self) -> Language<'_> {
        let roles = &self.taxonomy.roles;
        let finder = self.finder.get_or_init(|| {
            let aliases = self.config.aliases.iter().filter_map(|(alias, role)| match roles.read(&role.value) {
                RoleReading::Known(id) => Some((alias.as_str(), id)),
                _ => None,
            });
            Finder::new(roles, self.taxonomy.grammar(), aliases)
        });
        Language { taxonomy: &self.taxonomy, finder }
    }

    /// The configuration that the settings were read from; an earlier one where the file is broken.
    #[must_use]
    pub(crate) fn settings(&self) -> Option<&RuleText> {
        self.settings.as_ref()
    }

    /// The text that a place lies in, as far as the policy knows it.
    #[must_use]
    pub fn text_of(&self, place: &Location) -> Option<Arc<str>> {
        match &self.settings {
            Some((path, text)) if place.version == Version::Policy && *path == place.path => Some(text.clone()),
            _ => self.text(&place.path),
        }
    }

    /// The text of an embedded rule file or of the configuration.
    #[must_use]
    pub(crate) fn text(&self, path: &RepoPath) -> Option<Arc<str>> {
        if let Some((config, text)) = &self.config_file
            && config == path
        {
            return Some(text.clone());
        }
        if let Some((_, text)) = self.rule_files.iter().find(|(own, _)| own == path) {
            return Some(text.clone());
        }
        let name = path.as_str().strip_prefix("drawline:")?;
        embedded::file(name).map(|file| file.text.into())
    }

    /// Where the evidence is: title and address by key.
    #[must_use]
    pub fn sources(&self) -> BTreeMap<Arc<str>, Arc<str>> {
        embedded::file(SOURCES).map(|file| taxonomy::sources(&file.document.root())).unwrap_or_default()
    }

    /// The examples of a rule: good and bad cases.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn examples(&self, rule: &Rule) -> Result<Vec<Example>, Vec<Problem>> {
        let text = self.text(&rule.at.path).unwrap_or_default();
        let document = Document::parse(&text)?;
        let fields: Vec<Field> = RULE.iter().chain(rule.kind.fields).copied().collect();
        let mut problems = Vec::new();
        shape::check(&document.root(), &fields, &mut problems);
        if problems.is_empty() { Ok(examples(&document.root())) } else { Err(problems) }
    }

    /// A rule by name.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| &*rule.name == name)
    }
}

/// The embedded rule files, without those that not every run needs.
fn embedded_files() -> Vec<Parsed<'static>> {
    let later = [SOURCES, WORDS_FILE, PROSE_FILE, CONFIDENCE_FILE, SURVEY_FILE, GLOSSARY_FILE];
    let now = embedded::RULES.iter().filter(|file| !later.contains(&file.name));
    now.map(|file| (RepoPath::embedded(file.name), file.text, Cow::Borrowed(&file.document))).collect()
}

fn read_taxonomy(files: &[Parsed<'_>]) -> Taxonomy {
    let mut taxonomy = Taxonomy::default();
    for (path, _, document) in files {
        let mut problems = Vec::new();
        taxonomy.add(path, document, &mut problems);
        assert!(problems.is_empty(), "internal error: {path}: {problems:?}");
    }
    taxonomy.is_the_embedded_one();
    taxonomy
}

/// Reads a configuration.
///
/// # Errors
/// One that is not TOML.
pub(crate) fn parse_config(path: &RepoPath, text: &str) -> Result<Document, Error> {
    Document::parse(text).map_err(|problems| {
        let place = |problem: &Problem| {
            let point = SourceFile::new(text.into()).point(problem.span.start);
            format!("{path}:{}:{}: {}", point.line, point.column, problem.label)
        };
        let places: Vec<_> = problems.iter().map(place).collect();
        Error::cannot_judge(
            format!("the configuration is not valid TOML\n{}", places.join("\n")),
            format!("correct {path}; without it nobody knows which line to draw"),
        )
    })
}

fn pick_profile(taxonomy: &Taxonomy, config: &mut Config, asked: Option<&str>) -> Result<Arc<str>, Error> {
    let known: Vec<&str> = taxonomy.profiles.keys().map(|name| &**name).collect();
    let find = |name: &str| taxonomy.profiles.get_key_value(name).map(|(name, _)| name.clone());
    if let Some(name) = asked {
        if name.is_empty() {
            let hint = "--profile or DRAWLINE_PROFILE is empty: in CI this is a variable that is not set";
            return Err(Error::cannot_judge("no profile is named", hint));
        }
        return find(name).ok_or_else(|| {
            let near = nearest(name, known.iter().copied());
            let hint = near.map_or_else(|| format!("use {}", one_of(&known)), |near| format!("did you mean {near}?"));
            Error::cannot_judge(format!("no profile is called `{name}`"), hint)
        });
    }
    if let Some(written) = &config.profile {
        if let Some(name) = find(&written.value) {
            return Ok(name);
        }
        config.problems.push(bad_value("profile", written.span, &written.value, &known));
    }
    Ok(find(DEFAULT_PROFILE).expect("internal error: the default profile is embedded"))
}

fn check_aliases(taxonomy: &Taxonomy, config: &mut Config) {
    let mut problems = Vec::new();
    for (alias, role) in &config.aliases {
        if !matches!(taxonomy.roles.read(&role.value), RoleReading::Known(_)) {
            let ids: Vec<&str> = taxonomy.roles.all().iter().map(|role| &*role.id).collect();
            problems.push(bad_value(&format!("aliases.{alias}"), role.span, &role.value, &ids));
        }
    }
    config.problems.extend(problems);
}

fn bad_value(key: &str, span: Span, value: &str, known: &[&str]) -> Problem {
    let near = nearest(value, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("known: {}", known.join(", ")),
    };
    Problem {
        kind: ProblemKind::BadValue,
        span,
        message: format!("`{key}` cannot be \"{value}\""),
        label: "not known".to_owned(),
        help: Some(help),
        detail: key.to_owned(),
        instead: near.filter(|near| is_slip(value, near)).map(|near| quoted(near).into()),
    }
}

/// Builds all rules: the embedded ones, with what rule files of the repository change about them, and its own.
fn build_rules(
    files: &[Parsed<'_>],
    own: &[Parsed<'_>],
    layers: &[(&RepoPath, Table<'_>)],
) -> Result<Vec<Rule>, Error> {
    let name_of = |root: &Table<'_>| root.text("name").map(|name| name.value).unwrap_or_default();
    let is_rule = |(_, _, document): &&Parsed<'_>| document.root().has("kind");
    let mut rules: Vec<Rule> = Vec::new();
    for (path, text, document) in files.iter().chain(own).filter(is_rule) {
        let root = document.root();
        let name = name_of(&root);
        let changes = own.iter().filter(|(_, _, document)| !document.root().has("kind"));
        let changes = changes.filter(|(_, _, document)| name_of(&document.root()) == name);
        let changes =
            changes.map(|(path, _, document)| Layer { path: path.clone(), says: Says::Fields(document.root()) });
        let settings = layers.iter().filter_map(|(path, table)| setting(path, table, &name));
        // The profile goes first, then the repository's rule files, then its configuration.
        let (profile, config): (Vec<_>, Vec<_>) = settings.partition(|layer| layer.path.is_embedded());
        let over = profile.into_iter().chain(changes).chain(config).collect();
        let rule = Rule::build(&Layers::new(root, path.clone(), over), path);
        let rule = rule.map_err(|problems| broken_rule(path, text, &problems))?;
        rules.retain(|known| known.name != rule.name);
        rules.push(rule);
    }
    for (path, text, document) in own {
        check_change(path, text, &document.root(), &rules)?;
    }
    rules.sort_by(|a, b| (&a.pack, &a.name).cmp(&(&b.pack, &b.name)));
    Ok(rules)
}

/// A rule file without a `kind` changes a rule that is there; its keys must be the rule's.
fn check_change(path: &RepoPath, text: &str, root: &Table<'_>, rules: &[Rule]) -> Result<(), Error> {
    let Some(name) = root.name_at("name").filter(|_| !root.has("kind")) else { return Ok(()) };
    let Some(rule) = rules.iter().find(|rule| rule.name == name.value) else {
        return Err(broken_rule(path, text, &[unknown_rule(&name.value, name.span, rules, None)]));
    };
    let fields: Vec<Field> =
        RULE.iter().chain(rule.kind.fields).map(|field| Field { needed: false, ..*field }).collect();
    let mut problems = Vec::new();
    shape::check(root, &fields, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(broken_rule(path, text, &problems)) }
}

/// A broken rule file stops everything: nobody should believe in a rule that does not judge.
fn broken_rule(path: &RepoPath, text: &str, problems: &[Problem]) -> Error {
    let file = SourceFile::new(text.into());
    let place = |problem: &Problem| {
        let point = file.point(problem.span.start);
        let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        format!("{path}:{}:{}: {}{help}", point.line, point.column, problem.message)
    };
    let places: Vec<String> = problems.iter().map(place).collect();
    Error::cannot_judge(format!("a rule file is broken\n{}", places.join("\n")), "`drawline rules test` tries it")
}

/// The repository's own rule files. A pattern that names none is a mistake, and told as one.
fn own_files(choice: &Choice<'_>, config: &mut Config) -> Result<Vec<RuleText>, Error> {
    let Some(source) = choice.rule_files.filter(|_| !config.rule_files.is_empty()) else {
        return Ok(Vec::new());
    };
    let files = source(&config.rule_files)?;
    if !files.iter().any(|(path, _)| config.rule_files.names(path))
        && let Some(first) = config.rule_files.written().first()
    {
        config.problems.push(Problem {
            kind: ProblemKind::BadValue,
            span: first.span,
            message: "`rule-files` names no file".to_owned(),
            label: "no file is there".to_owned(),
            help: Some("`drawline rules new NAME` writes a first one".to_owned()),
            detail: "rule-files".to_owned(),
            instead: None,
        });
    }
    Ok(files)
}

fn parse_own(files: &[RuleText]) -> Result<Vec<Parsed<'_>>, Error> {
    let parse = |(path, text): &'_ RuleText| match Document::parse(text) {
        Ok(_) => Ok(()),
        Err(problems) => Err(broken_rule(path, text, &problems)),
    };
    files.iter().try_for_each(parse)?;
    let parsed =
        files.iter().filter_map(|(path, text)| Some((path.clone(), &**text, Cow::Owned(Document::parse(text).ok()?))));
    Ok(parsed.collect())
}

/// Activities and roles that rule files add or replace.
fn add_own_taxonomy(files: &[Parsed<'_>], taxonomy: &mut Taxonomy) -> Result<(), Error> {
    for (path, text, document) in files {
        let root = document.root();
        if root.has("kind") || root.has("name") {
            continue;
        }
        let mut problems = Vec::new();
        taxonomy.add(path, document, &mut problems);
        if !problems.is_empty() {
            return Err(broken_rule(path, text, &problems));
        }
    }
    Ok(())
}

/// What a layer says about a rule.
fn setting<'a>(path: &RepoPath, rules: &Table<'a>, name: &str) -> Option<Layer<'a>> {
    let says = match rules.table(name) {
        Some(fields) => Says::Fields(fields),
        None => Says::Severity(rules.text(name)?),
    };
    Some(Layer { path: path.clone(), says })
}

/// Checks the `[rules]` of a configuration: rules that do not exist, severities that are none, fields that a kind lacks.
fn check_settings(root: &Table<'_>, rules: &[Rule]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(settings) = root.table("rules") else { return problems };
    for (name, value) in settings.entries() {
        let Some(rule) = rules.iter().find(|rule| *rule.name == *name.value) else {
            problems.push(unknown_rule(&name.value, name.span, rules, Some(&settings)));
            continue;
        };
        if let Some(fields) = settings.table(&name.value) {
            let severity = Field::new("severity", Type::OneOf(SEVERITIES), "How much it matters, or \"off\".");
            let known: Vec<Field> =
                rule.kind.fields.iter().map(|field| Field { needed: false, ..*field }).chain([severity]).collect();
            shape::check(&fields, &known, &mut problems);
        } else if let Some(word) = settings.text(&name.value) {
            if !SEVERITIES.contains(&&*word.value) {
                problems.push(bad_value(&format!("rules.{}", name.value), word.span, &word.value, SEVERITIES));
            }
        } else {
            problems.push(Problem {
                kind: ProblemKind::WrongType,
                span: value.span(),
                message: format!("`rules.{}` takes {} or a table", name.value, one_of(SEVERITIES)),
                label: "neither a severity nor a table".to_owned(),
                help: Some(format!(
                    "write {} = \"warning\", or {} = {{ severity = \"warning\" }}",
                    name.value, name.value
                )),
                detail: format!("rules.{}", name.value),
                instead: None,
            });
        }
    }
    problems
}

fn unknown_rule(name: &str, span: Span, rules: &[Rule], settings: Option<&Table<'_>>) -> Problem {
    let near = nearest(name, rules.iter().map(|rule| &*rule.name));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`drawline rules list` names them all".to_owned(),
    };
    Problem {
        kind: ProblemKind::UnknownKey,
        span,
        message: format!("no rule is called `{name}`"),
        label: "this setting changes nothing".to_owned(),
        help: Some(help),
        detail: format!("rules.{name}"),
        instead: near
            .filter(|near| is_slip(name, near) && settings.is_some_and(|settings| !settings.has(near)))
            .map(|near| near.to_owned().into()),
    }
}
