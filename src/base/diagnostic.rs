//! What drawline says about content: `Diagnostic`, `Label`, `Severity` and the identity that follows it through history.
//!
//! Plain data. How it is shown is the business of `render/`; who may be told to exit non-zero, of `run/lint.rs`.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::confidence::Confidence;
use super::date::Date;
use super::fix::Fix;
use super::involvement::Involvement;
use super::source::Location;

/// How much a diagnostic matters; the order is the order of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Advice,
    /// Should be looked at.
    Warning,
    /// Fails the run by default.
    Error,
}

impl Severity {
    /// Every severity, lightest first.
    pub(crate) const ALL: [Self; 3] = [Self::Advice, Self::Warning, Self::Error];

    /// The word used in files, flags and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == word)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A place with words about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub at: Location,
    /// What is to be seen there.
    pub text: String,
}

/// What a diagnostic is about. With the rule it is the diagnostic's identity: no line, no count, no message.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// Team id.
    pub team: Option<Arc<str>>,
    /// Handle with its `@`.
    pub person: Option<Arc<str>>,
    /// Role id.
    pub role: Option<Arc<str>>,
    /// Activity id.
    pub activity: Option<Arc<str>>,
    /// How the holder is involved.
    pub involvement: Option<Involvement>,
    /// What else tells two diagnostics apart: a key's path, a misspelt word, an unknown activity's text.
    pub detail: Option<Arc<str>>,
}

/// What a diagnostic is about, with its rule, in sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity([u8; 16]);

/// A diagnostic against a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The base does not have it.
    Introduced,
    /// The base has it with a smaller value.
    Worsened,
    /// The base has it as well.
    Carried,
    /// Only the base has it.
    Resolved,
}

impl State {
    /// The word used in formats for machines.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Introduced => "introduced",
            Self::Worsened => "worsened",
            Self::Carried => "carried",
            Self::Resolved => "resolved",
        }
    }

    /// The word that people read.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Introduced => "new",
            Self::Worsened => "worse",
            Self::Carried => "unchanged",
            Self::Resolved => "fixed",
        }
    }
}

/// One finding: a rule, what it is about, where, and what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Name of the rule.
    pub rule: Arc<str>,
    /// Weight.
    pub severity: Severity,
    /// One short sentence.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// The offending data.
    pub primary: Label,
    /// What else belongs to it: the rule's line, the other end of a contradiction.
    pub secondary: Vec<Label>,
    /// Identity, with the rule.
    pub subject: Subject,
    /// How far a limit is crossed, where the rule counts: a greater value is worse.
    pub value: Option<f64>,
    /// How sure the reading of the prose is that it rests on; `None` where data says all of it.
    pub confidence: Option<Confidence>,
    /// How it is mended, where that can be said byte for byte.
    pub fix: Option<Arc<Fix>>,
    /// What overrules it.
    pub waiver: Option<Arc<Waiver>>,
}

/// An exception that somebody wrote down, with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Why.
    pub(crate) reason: Arc<str>,
    /// Who answers for it, where that is said.
    pub(crate) owner: Option<Arc<str>>,
    /// The last day on which it counts.
    pub(crate) until: Option<Date>,
    /// Where it is written.
    pub(crate) at: Location,
}

impl Diagnostic {
    /// The identity as it would be if the file lay at `path` and the team had this id. Where the subject names no team and no
    /// person, the path takes part, since nothing else tells two such diagnostics apart.
    #[must_use]
    pub(crate) fn identity_at(&self, path: &str, team: Option<&str>) -> Identity {
        let subject = &self.subject;
        let rootless = subject.team.is_none() && subject.person.is_none();
        let holder = subject.person.as_deref().or(subject.role.as_deref());
        let parts = [
            Some(&*self.rule),
            rootless.then_some(path),
            team,
            subject.activity.as_deref(),
            holder,
            subject.involvement.map(Involvement::name),
            subject.detail.as_deref(),
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.unwrap_or("-").as_bytes());
            hash.update([0]);
        }
        let mut identity = [0; 16];
        identity.copy_from_slice(&hash.finalize()[..16]);
        Identity(identity)
    }

    /// Rule and subject in sixteen bytes: what stays the same when lines move, files are sorted anew or formats change.
    #[must_use]
    pub(crate) fn identity(&self) -> Identity {
        self.identity_at(self.primary.at.path.as_str(), self.subject.team.as_deref())
    }

    /// The identity as 32 hexadecimal digits.
    #[must_use]
    pub(crate) fn fingerprint(&self) -> String {
        self.identity().0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether its waiver stands in the file of the finding, and not in the configuration.
    #[must_use]
    pub(crate) fn is_waived_in_place(&self) -> bool {
        self.waiver.as_ref().is_some_and(|waiver| waiver.at.path == self.primary.at.path)
    }

    /// Every label, the primary one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }
}
