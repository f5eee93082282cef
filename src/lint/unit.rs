//! What a judgement is made of: each unit can change, and be judged, alone.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::path::RepoPath;
use crate::store::map::{AsKey, Key};

/// What can change, and be judged, alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// The configuration.
    Config,
    /// A file.
    File(RepoPath),
    /// A team.
    Team(Arc<str>),
    /// A person.
    Person(Arc<str>),
    /// The waivers of a file; judged last, since the other units say what they silence.
    Waivers(RepoPath),
}

impl AsKey for Unit {
    fn text(&self) -> Cow<'_, str> {
        let (kind, name) = match self {
            Self::Config => ("config", ""),
            Self::File(path) => ("file", path.as_str()),
            Self::Team(id) => ("team", &**id),
            Self::Person(handle) => ("person", &**handle),
            Self::Waivers(path) => ("waivers", path.as_str()),
        };
        format!("{kind}:{name}").into()
    }
}

impl Key for Unit {
    fn of(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':')?;
        match kind {
            "config" => Some(Self::Config),
            "file" => RepoPath::new(name).map(Self::File),
            "team" => Some(Self::Team(name.into())),
            "person" => Some(Self::Person(name.into())),
            "waivers" => RepoPath::new(name).map(Self::Waivers),
            _ => None,
        }
    }
}
