//! Level 9: what pictures show: one model of who holds which kind of work, what is over the line, what nobody holds and what
//! is carried, from which a matrix, a report, a course over time and a map are drawn.
//!
//! `picture/grid.rs` lays the work out by who holds it, `picture/change.rs` says what changed between two moments,
//! `picture/course.rs` how things stood step by step, `picture/map.rs` what crosses between teams; `picture/report.rs` is all of
//! it on one page. Nothing is judged here: verdicts, findings and loads are those of
//! `lint`, `load` and `line`, and every number has the lines behind it.

pub(crate) mod change;
pub(crate) mod course;
pub(crate) mod grid;
pub(crate) mod map;
pub(crate) mod report;

use std::sync::Arc;

use serde::Serialize;

use crate::base::diagnostic::Diagnostic;
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::source::Location;
use crate::document::ProblemKind;
use crate::org::{FileNode, Holder, Org};

pub(crate) use crate::line::Around;

/// Whether a file could not be read as a whole: what a picture shows of it is not all that it says.
#[must_use]
pub(crate) fn unread(node: &FileNode) -> bool {
    let is_unread = |kind| matches!(kind, ProblemKind::SyntaxError | ProblemKind::UnreadableFile);
    node.reading.broken || node.reading.problems.iter().any(|problem| is_unread(problem.kind))
}

/// The files that could not be read as a whole, each with what is wrong with it as far as that is known here.
pub(crate) fn all_unread(org: &Org) -> impl Iterator<Item = (&RepoPath, Option<&str>)> {
    let files = org.files.iter().filter(|(_, node)| unread(node));
    files.map(|(path, node)| (path, node.reading.problems.first().map(|problem| problem.message.as_str())))
}

/// A place as people read it.
#[must_use]
pub(crate) fn place(around: &Around<'_>, at: &Location) -> Place {
    Place { path: at.path.shared(), line: (around.line_of)(at) }
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Place {
    /// The file.
    pub(crate) path: Arc<str>,
    /// The line, from 1.
    pub(crate) line: usize,
}

/// How far from the line a part in some work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mark {
    /// Nothing is said of it.
    #[default]
    Within,
    /// Over the line, as agreed in an exception.
    Agreed,
    /// Held by a role that nobody fills.
    Vacant,
    /// Over the line: fine for a while only.
    Stretch,
    /// Over the line: it belongs to another role.
    Out,
}

impl Mark {
    /// The word that stands beside a part; nothing for one of which nothing is said.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Within => "",
            Self::Agreed => "agreed",
            Self::Vacant => "nobody fills the role",
            Self::Stretch => "stretch",
            Self::Out => "out",
        }
    }

    /// Whether the part is over the line, and nobody agreed to it.
    #[must_use]
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Stretch | Self::Out)
    }
}

/// The rules that say of a part on which side of the line it is.
const OUT: &str = "out-of-scope";
const STRETCH: &str = "stretch-duty";

/// What findings say of parts in work, and of work that nobody holds.
pub(crate) struct Said<'a> {
    parts: HashMap<(&'a str, &'a str, &'a str), (Mark, usize)>,
    unheld: HashMap<&'a str, Vec<&'a Diagnostic>>,
}

impl<'a> Said<'a> {
    /// What these findings say.
    #[must_use]
    pub(crate) fn of(around: &Around<'a>) -> Self {
        let mut said = Self { parts: HashMap::default(), unheld: HashMap::default() };
        for (number, found) in around.found.iter().enumerate() {
            let subject = &found.subject;
            let (Some(team), Some(activity)) = (&subject.team, &subject.activity) else { continue };
            let holder = subject.person.as_ref().or(subject.role.as_ref());
            let is_cover = || around.policy.rule(&found.rule).is_some_and(|rule| rule.kind.name == "cover");
            let mark = match &*found.rule {
                OUT | STRETCH if found.waiver.is_some() => Mark::Agreed,
                OUT => Mark::Out,
                STRETCH => Mark::Stretch,
                _ if subject.person.is_none() && holder.is_some() && found.waiver.is_none() && is_cover() => {
                    Mark::Vacant
                }
                _ if holder.is_none() && subject.involvement.is_none() && found.waiver.is_none() && is_cover() => {
                    said.unheld.entry(team).or_default().push(found);
                    continue;
                }
                _ => continue,
            };
            let Some(holder) = holder else { continue };
            let known = said.parts.entry((team, activity, holder)).or_insert((mark, number));
            *known = (*known).max((mark, number));
        }
        said
    }

    /// How far from the line somebody's part in a kind of work of a team is, and the number of the finding that says so.
    #[must_use]
    pub(crate) fn of_part(&self, team: &str, activity: Option<&str>, holder: &Holder) -> (Mark, Option<usize>) {
        let name = match holder {
            Holder::Person(name) | Holder::Role(name) => name,
            Holder::Group(_) | Holder::Unknown(_) => return (Mark::Within, None),
        };
        let known = activity.and_then(|activity| self.parts.get(&(team, activity, &**name)));
        known.map_or((Mark::Within, None), |(mark, number)| (*mark, Some(*number)))
    }

    /// What nobody in a team holds, by its findings.
    #[must_use]
    pub(crate) fn unheld_in(&self, team: &str) -> &[&'a Diagnostic] {
        self.unheld.get(team).map_or(&[], |found| found)
    }
}
