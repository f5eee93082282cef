//! `Reading`: all that one file says, as written and where, before any name is looked up.
//!
//! A reading depends on the file's bytes alone (and on the map that read it), never on its path or on other files, so the
//! same bytes need to be read only once in a whole history. `org/` joins readings and resolves the names.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::waiver::WaiverEntry;
pub(crate) use super::written::{Written, name_key, spelt};
use crate::base::confidence::Confidence;
use crate::base::date::Date;
use crate::base::involvement::Involvement;
use crate::base::quick::HashSet;
use crate::base::sign::Signs;
use crate::base::source::{Span, Spanned};
use crate::document::Problem;
use crate::owners::Host;

/// The path of an entry that is about the folder of its file.
pub(crate) const HERE: &str = "./";

/// All that one file says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The team that the file describes.
    pub(crate) team: Option<TeamEntry>,
    /// Who is in a team.
    pub(crate) members: Vec<MemberEntry>,
    /// Who does what.
    pub duties: Vec<DutyEntry>,
    /// Who owns which paths.
    pub(crate) owns: Vec<OwnEntry>,
    /// Who there is.
    pub(crate) people: Vec<PersonEntry>,
    /// The keys of all names in it that could mean a person, sorted: lower case, no `@`. Filled in by `read::read`.
    pub(crate) name_keys: Vec<String>,
    /// Whom it introduces by which names, sorted; each name once in each way. Filled in by `read::read`.
    pub(crate) introduces: Vec<Introduced>,
    /// What prose says of abbreviations that several roles share: abbreviation in lower case, and role id; `~pm`
    /// for a role that is only named in full and could be meant.
    pub(crate) meanings: Vec<(String, Arc<str>)>,
    /// What its comments overrule, in the order of the file.
    pub(crate) waivers: Vec<WaiverEntry>,
    /// What is wrong with the file's form.
    pub(crate) problems: Vec<Problem>,
    /// The file has a shape of its own, read through a map: its vocabulary is not ours, so a role title that drawline does
    /// not know is no mistake in it.
    pub(crate) mapped: bool,
    /// By whose law it was read, for a file of code owners.
    pub(crate) code: Option<Box<CodeLaw>>,
    /// The file could not be read: its facts, if any, are those of an earlier version.
    pub(crate) broken: bool,
    /// It lies in another repository, and rows say what it says. Its form, and where it lies, are that repository's business.
    pub(crate) remote: bool,
}

/// By whose law a file of code owners was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CodeLaw {
    /// Whose.
    pub(crate) host: Host,
    /// The text has what only GitLab knows.
    pub(crate) speaks_gitlab: bool,
    /// The same file by GitLab's law, where its place and its text leave open whose it is.
    pub(crate) as_gitlab: Option<Arc<Reading>>,
}

impl Reading {
    /// A file that could not be read at all.
    #[must_use]
    pub(crate) fn broken(problems: Vec<Problem>) -> Self {
        Self { problems, broken: true, ..Self::default() }
    }
}

impl Reading {
    /// Whether it may say who owns paths.
    #[must_use]
    pub(crate) fn says_owners(&self) -> bool {
        !self.owns.is_empty() || self.code.is_some()
    }
}

/// How a name was introduced; the lower goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Rank {
    /// As a handle in a people file.
    Handle,
    /// As an alias or a full name in a people file.
    Alias,
    /// As a member in a charter.
    Member,
}

/// A name, and the handle that it means by one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Introduced {
    /// The name's key.
    pub(crate) key: String,
    /// How.
    pub(crate) rank: Rank,
    /// The handle, with its `@`.
    pub(crate) handle: Arc<str>,
}

impl Reading {
    fn introduced(&self) -> Vec<Introduced> {
        let people = self.people.iter().flat_map(|person| {
            let handle = spelt(&person.handle.value);
            let own = Introduced { key: name_key(&handle).into_owned(), rank: Rank::Handle, handle: handle.clone() };
            let others = person.aliases.iter().chain(&person.name);
            let others = others.map(move |name| Introduced {
                key: name_key(&name.value).into_owned(),
                rank: Rank::Alias,
                handle: handle.clone(),
            });
            std::iter::once(own).chain(others)
        });
        let members = self.members.iter().map(|member| {
            let handle = spelt(&member.handle.value);
            Introduced { key: name_key(&handle).into_owned(), rank: Rank::Member, handle }
        });
        let mut introduced: Vec<Introduced> = people.chain(members).collect();
        // Stable, so that of several handles for one name the first in the file stays.
        introduced.sort_by(|a, b| (&a.key, a.rank).cmp(&(&b.key, b.rank)));
        introduced.dedup_by(|a, b| (&a.key, a.rank) == (&b.key, b.rank));
        introduced
    }

    /// Gathers the keys of all names that could mean a person.
    #[must_use]
    pub(crate) fn with_name_keys(mut self) -> Self {
        self.introduces = self.introduced();
        let people = self.people.iter().map(|entry| &entry.handle);
        let members = self.members.iter().map(|entry| &entry.handle);
        let holders = self.duties.iter().flat_map(|duty| duty.holders.iter().map(|holder| &holder.who));
        let other = self.code.as_ref().and_then(|code| code.as_gitlab.as_deref());
        let owners =
            self.owns.iter().chain(other.into_iter().flat_map(|other| &other.owns)).flat_map(|own| &own.owners);
        let written = people.chain(members).chain(holders).chain(owners);
        // A charter writes the same few names in each of its rows.
        let names: HashSet<&str> = written.map(|name| &*name.value).collect();
        let mut keys: Vec<String> = names.into_iter().map(|name| name_key(name).into_owned()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.shrink_to_fit();
        self.name_keys = keys;
        // A reading is kept, and grew row by row to up to twice of what it holds.
        self.members.shrink_to_fit();
        self.duties.shrink_to_fit();
        self.owns.shrink_to_fit();
        self.people.shrink_to_fit();
        self
    }
}

/// What people are called, each with the handle that it means; nothing is meant by a holder's name, which may be anything.
pub(crate) type Names = Vec<(Arc<str>, Option<Arc<str>>)>;

impl Reading {
    /// What it says of how people are called.
    pub(crate) fn names(&self) -> impl Iterator<Item = (Arc<str>, Option<Arc<str>>)> {
        let people = self.people.iter().flat_map(|person| {
            let called = std::iter::once(&person.handle).chain(&person.name).chain(&person.aliases);
            called.map(|name| (name.value.clone(), Some(person.handle.value.clone())))
        });
        let members =
            self.members.iter().map(|member| (member.handle.value.clone(), Some(member.handle.value.clone())));
        let holders = self.duties.iter().flat_map(|duty| {
            let holders = duty.holders.iter().map(|holder| &holder.who);
            holders.chain(duty.deputy.as_deref()).map(|holder| (holder.value.clone(), None))
        });
        let owners = self.owns.iter().flat_map(|own| own.owners.iter().map(|owner| (owner.value.clone(), None)));
        let waivers = self.waivers.iter().filter_map(|waiver| Some((waiver.owner.clone()?, None)));
        people.chain(members).chain(holders).chain(owners).chain(waivers)
    }
}

/// A team, as its charter introduces it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TeamEntry {
    /// Display name.
    pub(crate) name: Option<Written>,
    /// Id, where it is not the name in kebab-case.
    pub(crate) id: Option<Written>,
    /// Id of the team above.
    pub(crate) parent: Option<Written>,
    /// Head count of engineers.
    pub(crate) engineers: Option<Spanned<f64>>,
    /// Day of the last review.
    pub(crate) reviewed: Option<Spanned<Date>>,
    /// Where the team is introduced.
    pub(crate) span: Span,
}

/// A person in a team.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MemberEntry {
    /// The team, where the file names several; else the file's own.
    pub(crate) team: Option<Written>,
    /// Handle.
    pub(crate) handle: Written,
    /// Roles in this team, as written.
    pub(crate) roles: Vec<Written>,
    /// Share of a full week, 0 to 1.
    pub(crate) allocation: Option<Spanned<f64>>,
}

/// How a duty was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Form {
    /// A TOML table.
    Toml,
    /// A cell of a table in Markdown.
    Table,
    /// An item of a list below a role.
    List,
    /// A sentence.
    Sentence,
}

impl Form {
    /// The word used in output.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Toml => "toml",
            Self::Table => "table",
            Self::List => "list",
            Self::Sentence => "sentence",
        }
    }
}

/// One row of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DutyEntry {
    /// The team, where the file names several; else the file's own.
    pub(crate) team: Option<Written>,
    /// The work, as written.
    pub activity: Written,
    /// Who is involved how.
    pub holders: Vec<HolderEntry>,
    /// Hours a week.
    pub(crate) hours: Option<Box<Spanned<f64>>>,
    /// Since when.
    pub(crate) since: Option<Box<Spanned<Date>>>,
    /// Until when: temporary cover.
    pub(crate) until: Option<Box<Spanned<Date>>>,
    /// Something is written as its last day, though perhaps none that can be read.
    pub(crate) is_dated: bool,
    /// Who steps in.
    pub(crate) deputy: Option<Box<Written>>,
    /// The control that makes an exception safe.
    pub(crate) compensating: Option<Box<Written>>,
    /// Why nobody holds it any more.
    pub(crate) retired: Option<Box<Written>>,
    /// That nobody is accountable says nothing: its table has no letters and no column for who is, or what stands there
    /// cannot be read.
    pub(crate) is_silent: bool,
    /// How it was written down.
    pub(crate) form: Form,
    /// The row's own span.
    pub(crate) span: Span,
    /// What was understood of prose; `None` where data says it.
    pub understood: Option<Box<Understood>>,
}

impl DutyEntry {
    /// A row that says nothing but which work it is.
    #[must_use]
    pub(crate) fn of(activity: Written, form: Form, span: Span) -> Self {
        Self {
            team: None,
            activity,
            holders: Vec::new(),
            hours: None,
            since: None,
            until: None,
            is_dated: false,
            is_silent: false,
            deputy: None,
            compensating: None,
            retired: None,
            form,
            span,
            understood: None,
        }
    }
}

/// What was understood of a piece of prose, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Understood {
    /// Id of the activity that a phrase names.
    pub activity: Option<Arc<str>>,
    /// Holder, duty and activity are so clear that rules judge it.
    pub explicit: bool,
    /// How sure the reading is.
    pub(crate) confidence: Confidence,
    /// What speaks for it and against it.
    pub(crate) signs: Signs,
    /// Where the words stand that say so; `None` where they are not known, as of a row of another repository.
    pub(crate) wording: Option<Box<Wording<Span>>>,
    /// The words that give the duty; empty where each holder has a place of its own, such as the cell of a table.
    pub(crate) at: Span,
    /// A row in which others are involved as well, whom nobody here knows.
    pub(crate) partial: bool,
}

/// Where the words stand that say how somebody is involved in which work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wording<P> {
    /// What says how the holder is involved: a verb, a letter, a heading; `None` is what such a list means.
    pub(crate) by: Option<P>,
    /// The words that name the activity.
    pub(crate) phrase: Option<P>,
    /// These words, each by itself, and those of the same group that nothing explains.
    pub(crate) words: (Vec<P>, Vec<P>),
}

impl<P> Wording<P> {
    /// Words at these places.
    pub(crate) fn of(by: Option<P>, phrase: Option<P>, words: (Vec<P>, Vec<P>)) -> Option<Box<Self>> {
        Some(Box::new(Self { by, phrase, words }))
    }

    /// The same words at places of another kind.
    pub(crate) fn map<Q>(&self, place: impl Fn(P) -> Q) -> Wording<Q>
    where
        P: Copy,
    {
        let all = |places: &[P]| places.iter().copied().map(&place).collect();
        Wording {
            by: self.by.map(&place),
            phrase: self.phrase.map(&place),
            words: (all(&self.words.0), all(&self.words.1)),
        }
    }
}

/// One name in one row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HolderEntry {
    /// A handle, a role or a group, as written.
    pub who: Written,
    /// How.
    pub involvement: Involvement,
    /// What goes when the holder goes, in a list that others are in as well.
    pub(crate) whole: Option<Box<Span>>,
}

/// Who owns which paths.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnEntry {
    /// Pattern in gitignore syntax, from the root.
    pub path: Written,
    /// Handles, roles or groups.
    pub owners: Vec<Written>,
    /// The work that owning means; `None` is code ownership.
    pub(crate) activity: Option<Written>,
    /// The team; `None` is the nearest charter above.
    pub(crate) team: Option<Written>,
    /// The section of the file, where it has any: each has a last word of its own.
    pub(crate) section: Option<Arc<str>>,
    /// It takes the path out of its section.
    pub(crate) excludes: bool,
}

impl OwnEntry {
    /// An entry that says nothing but which path it is about.
    #[must_use]
    pub(crate) fn of(path: Written) -> Self {
        Self { path, owners: Vec::new(), activity: None, team: None, section: None, excludes: false }
    }
}

/// A person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PersonEntry {
    /// Handle.
    pub(crate) handle: Written,
    /// Full name.
    pub(crate) name: Option<Written>,
    /// Roles, as written.
    pub(crate) roles: Vec<Written>,
    /// Other handles and names.
    pub(crate) aliases: Vec<Written>,
    /// Hours a week.
    pub(crate) hours: Option<Spanned<f64>>,
    /// `false` once the person has left.
    pub(crate) active: bool,
}
