//! Where the rules come from that judge a tree: the same for all, or each tree's own.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::error::Error;
use crate::base::limits::Limits;
use crate::base::path::RepoPath;
use crate::config::{FILE, RuleFiles, extends};
use crate::document::{Document, Problem, ProblemKind};
use crate::history::{ObjectId, Store};
use crate::policy::{Choice, Policy, RuleText};

/// Where the rules come from that judge a tree.
pub enum Rules {
    /// The same for all; a tree's own configuration is not looked at.
    Fixed(Arc<Policy>),
    /// The same for all, from a revision that a change cannot touch. What is wrong with a tree's own configuration is told all
    /// the same.
    Trusted(Arc<Policy>, OwnRules),
    /// Each tree's own.
    Own(OwnRules),
}

/// The rules that each tree's own configuration means, with the profile of the command line laid over it.
pub struct OwnRules {
    profile: Option<String>,
    /// The policy of a tree without a configuration.
    pub(super) plain: Arc<Policy>,
    known: HashMap<Ruling, Arc<Policy>>,
    /// How much is read, whatever a tree's own configuration says of it: a change does not choose how much of it is looked at.
    limits: Limits,
}

/// The blobs that the rules of a tree come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ruling {
    /// The configuration file.
    pub(crate) config: Option<ObjectId>,
    /// The rule files that it names.
    pub(crate) files: Vec<(RepoPath, ObjectId)>,
}

impl Rules {
    /// Each tree's own rules, within these limits. Those of a tree without a configuration are put together at once.
    ///
    /// # Errors
    /// A profile that does not exist.
    pub(crate) fn own(profile: Option<String>, limits: Limits) -> Result<Self, Error> {
        OwnRules::new(profile, limits).map(Self::Own)
    }

    /// The rules of one revision for all.
    ///
    /// # Errors
    /// A profile that does not exist.
    pub(crate) fn trusted(policy: Policy, profile: Option<String>) -> Result<Self, Error> {
        let own = OwnRules::new(profile, policy.config.limits)?;
        Ok(Self::Trusted(Arc::new(policy), own))
    }
}

impl OwnRules {
    fn new(profile: Option<String>, limits: Limits) -> Result<Self, Error> {
        let choice = Choice { config: None, profile: profile.as_deref(), ..Choice::default() };
        let mut plain = Policy::load(choice)?;
        plain.config.limits = limits;
        let plain = Arc::new(plain);
        Ok(Self { limits, profile, known: HashMap::from([(Ruling::default(), plain.clone())]), plain })
    }

    /// The policy of a configuration, by its blob. One that is not TOML, or whose rule files are broken, counts as the `last`
    /// one, with the error told: the commit that broke it is judged by rules that somebody meant, and the one that corrects it
    /// can be made.
    pub(super) fn policy(&mut self, store: &dyn Store, ruling: &Ruling, last: &Policy) -> Result<Arc<Policy>, Error> {
        if let Some(policy) = self.known.get(ruling) {
            return Ok(policy.clone());
        }
        let Some(blob) = ruling.config else { return Ok(self.plain.clone()) };
        let text: Arc<str> = store.policy_text(blob)?;
        let path = RepoPath::new(FILE).expect("internal error: a sound path");
        let read = |(path, blob): &(RepoPath, ObjectId)| -> Result<RuleText, Error> {
            Ok((path.clone(), store.policy_text(*blob)?))
        };
        let own = ruling.files.iter().map(read).collect::<Result<Vec<RuleText>, Error>>()?;
        let load = |config, own: &[RuleText]| {
            let source = |_: &RuleFiles| Ok(own.to_vec());
            Policy::load(Choice { config, profile: self.profile.as_deref(), rule_files: Some(&source) })
        };
        let mut policy = match load(Some((path.clone(), text.clone())), &own) {
            Ok(policy) => policy,
            Err(error) => {
                let mut last = load(last.settings().cloned(), &last.rule_files)?;
                last.config.problems = match Document::parse(&text) {
                    Ok(document) => vec![broken_rules(&document, &error)],
                    Err(problems) => problems,
                };
                last.config_file = Some((path, text));
                last
            }
        };
        policy.config.limits = self.limits;
        let policy = Arc::new(policy);
        self.known.insert(ruling.clone(), policy.clone());
        Ok(policy)
    }
}

/// Tells of rule files that cannot be used where the configuration names them.
fn broken_rules(document: &Document, error: &Error) -> Problem {
    let root = document.root();
    let named = [root.names("rule-files"), root.names(extends::KEY)].concat();
    let message = error.message.split_whitespace().collect::<Vec<_>>().join(" ");
    Problem {
        kind: ProblemKind::BadValue,
        span: named.first().map(|first| first.span).unwrap_or_default(),
        detail: format!("rule-files: {message}"),
        message,
        label: "named here".to_owned(),
        help: Some(error.hint.clone()),
        instead: None,
    }
}
