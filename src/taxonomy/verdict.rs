//! Verdicts: what a role should and should not carry, at which involvement. The line itself, as data.
//!
//! The taxonomy states them per activity; a profile moves some; a repository chooses the profile.

use std::sync::Arc;

use crate::base::diagnostic::Severity;
use crate::base::involvement::Involvement;
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::source::{Location, Span};
use crate::document::table::Table;

/// What it means that a role holds a kind of work at some involvement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The role's own work.
    Core,
    /// Fine, as long as it is not carried alone.
    Shared,
    /// Fine for a while.
    Stretch,
    /// Beyond the line.
    Out,
}

impl Verdict {
    /// All four, from the role's own work to beyond the line.
    pub const ALL: [Self; 4] = [Self::Core, Self::Shared, Self::Stretch, Self::Out];
    /// Their names, for shapes.
    pub(crate) const NAMES: &'static [&'static str] = &["core", "shared", "stretch", "out"];

    /// The word used in files and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Shared => "shared",
            Self::Stretch => "stretch",
            Self::Out => "out",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == word)
    }
}

/// A verdict with the line of the rules that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// Where the rules say so.
    pub(crate) at: Location,
    /// The profile allows this only with a `compensating` control on the duty; without one the verdict is `out`.
    pub needs_compensating: bool,
    /// How much it weighs to be beyond this line, where that is not for the rule to say.
    pub(crate) severity: Option<Severity>,
}

/// What has to hold in a team for a verdict to count there: a line that one role draws for another needs both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// The team has one of these roles; any team, where none is named.
    pub(crate) beside: Vec<Arc<str>>,
    /// The team counts so many engineers.
    pub(crate) from_engineers: usize,
    /// The holder's title says one of these levels: a lead product manager leads product managers.
    pub(crate) levels: Vec<Arc<str>>,
}

impl Condition {
    fn decode(table: &Table<'_>) -> Option<Self> {
        let beside: Vec<Arc<str>> = table.names("beside").into_iter().map(|role| role.value).collect();
        let from_engineers = table.number("from-engineers").map_or(0, |count| count.value as usize);
        let levels: Vec<Arc<str>> = table.names("levels").into_iter().map(|level| level.value).collect();
        let says = !beside.is_empty() || from_engineers > 0 || !levels.is_empty();
        says.then_some(Self { beside, from_engineers, levels })
    }
}

/// What one role's relation to one activity is.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    rulings: [Option<Ruling>; 4],
    /// Rulings that count where the condition holds, before the others.
    conditional: [Option<Ruling>; 4],
    /// What has to hold for these.
    pub(crate) condition: Option<Condition>,
    /// Keys of sources, where this role's line has sources of its own.
    pub(crate) evidence: Vec<Arc<str>>,
    /// Why this role's line runs here, where that is not what is said of the activity.
    pub(crate) why: Option<Arc<str>>,
    /// The weakest involvement at which the role should still appear.
    pub(crate) floor: Option<(Involvement, Location)>,
}

impl Cells {
    /// The ruling at an involvement, in a team where the condition holds or not.
    #[must_use]
    pub fn at(&self, involvement: Involvement, holds: impl FnOnce(&Condition) -> bool) -> Option<&Ruling> {
        let conditional = self.conditional[involvement as usize].as_ref();
        let conditional = conditional.filter(|_| self.condition.as_ref().is_some_and(holds));
        conditional.or(self.rulings[involvement as usize].as_ref())
    }

    /// The strictest ruling at an involvement, whatever the team; with whether it is there only where the condition holds.
    #[must_use]
    pub fn strictest(&self, involvement: Involvement) -> Option<(&Ruling, bool)> {
        let plain = self.rulings[involvement as usize].as_ref().map(|ruling| (ruling, false));
        let conditional = self.conditional(involvement).map(|ruling| (ruling, true));
        plain.into_iter().chain(conditional).max_by_key(|(ruling, _)| ruling.verdict)
    }

    /// What has to hold for a ruling at an involvement that is not there always.
    #[must_use]
    pub(crate) fn condition_at(&self, involvement: Involvement) -> Option<&Condition> {
        self.conditional[involvement as usize].as_ref().and(self.condition.as_ref())
    }

    /// The ruling at an involvement that is there only where the condition holds.
    #[must_use]
    pub(crate) fn conditional(&self, involvement: Involvement) -> Option<&Ruling> {
        self.conditional[involvement as usize].as_ref()
    }

    /// Reads `{ accountable = "out", responsible = "stretch", floor = "consulted", with = "compensating" }` over these
    /// cells: what it names is replaced, the rest stays. With `beside` or `from-engineers` it holds in some teams only, and
    /// `otherwise` in the others.
    pub(crate) fn overlay(&mut self, table: &Table<'_>, path: &RepoPath) {
        if let Some(when) = table.table("when") {
            self.overlay_one(table, path);
            self.overlay_one(&when, path);
        } else {
            self.overlay_one(table, path);
        }
    }

    fn overlay_one(&mut self, table: &Table<'_>, path: &RepoPath) {
        let location = |span: Span| Location::of_policy(path.clone(), span);
        let needs_compensating = table.value("with").is_some_and(|with| with.as_text().is_some());
        let severity = table.text("severity").and_then(|word| Severity::parse(&word.value));
        let condition = Condition::decode(table);
        let otherwise = table.value("otherwise").and_then(|word| Some((Verdict::parse(word.as_text()?)?, word.span())));
        for involvement in Involvement::ALL {
            let Some(word) = table.value(involvement.name()) else { continue };
            let Some(verdict) = word.as_text().and_then(Verdict::parse) else { continue };
            let ruling = Some(Ruling { verdict, at: location(word.span()), needs_compensating, severity });
            let slot = involvement as usize;
            if condition.is_none() {
                self.rulings[slot] = ruling;
                self.conditional[slot] = None;
                continue;
            }
            self.conditional[slot] = ruling;
            if let Some((verdict, span)) = otherwise {
                let ruling = Ruling { verdict, at: location(span), needs_compensating, severity };
                self.rulings[slot] = Some(ruling);
            }
        }
        self.condition = condition.or(self.condition.take());
        let evidence = table.names("evidence");
        if !evidence.is_empty() {
            self.evidence = evidence.into_iter().map(|key| key.value).collect();
        }
        if let Some(why) = table.text("why") {
            self.why = Some(why.value);
        }
        if let Some(floor) = table.value("floor")
            && let Some(involvement) = floor.as_text().and_then(Involvement::parse)
        {
            self.floor = Some((involvement, location(floor.span())));
        }
    }

    /// Marks an activity as the role's own work where nothing else is said.
    pub(crate) fn default_core(&mut self, at: &Location) {
        for involvement in [Involvement::Accountable, Involvement::Responsible] {
            let ruling = Ruling { verdict: Verdict::Core, at: at.clone(), needs_compensating: false, severity: None };
            self.rulings[involvement as usize].get_or_insert(ruling);
        }
    }
}

/// All verdicts: by activity id; few roles have any to do with one.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// The place of an activity's cells.
    places: HashMap<Arc<str>, usize>,
    /// By role; boxed, so that looking for one goes past names alone.
    cells: Vec<Vec<(Arc<str>, Box<Cells>)>>,
}

/// Where the cells of a role and an activity are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Where {
    activity: usize,
    role: usize,
}

impl Verdicts {
    /// What is said about a role and an activity.
    #[must_use]
    pub fn of(&self, role: &str, activity: &str) -> Option<&Cells> {
        self.find(role, activity).map(|place| self.at(place))
    }

    /// Where it is that something is said about a role and an activity.
    #[must_use]
    pub(crate) fn find(&self, role: &str, activity: &str) -> Option<Where> {
        let activity = *self.places.get(activity)?;
        let role = self.cells[activity].iter().position(|(known, _)| **known == *role)?;
        Some(Where { activity, role })
    }

    /// What is said there.
    #[must_use]
    pub(crate) fn at(&self, place: Where) -> &Cells {
        &self.cells[place.activity][place.role].1
    }

    /// What is said about an activity: each role's cells, in the order in which they were named.
    pub(crate) fn of_activity(&mut self, activity: &Arc<str>) -> OfActivity<'_> {
        let place = *self.places.entry(activity.clone()).or_insert(self.cells.len());
        if place == self.cells.len() {
            self.cells.push(Vec::new());
        }
        OfActivity(&mut self.cells[place])
    }

    /// Takes everything said about a role and an activity away: a profile's `"off"`.
    pub(crate) fn clear(&mut self, role: &str, activity: &str) {
        let Some(place) = self.places.get(activity) else { return };
        self.cells[*place]
            .iter_mut()
            .filter(|(known, _)| **known == *role)
            .for_each(|(_, cells)| **cells = Cells::default());
    }

    /// Role ids about which something is said, sorted.
    #[must_use]
    pub fn roles(&self) -> Vec<Arc<str>> {
        let mut roles: Vec<_> = self.cells.iter().flatten().map(|(role, _)| role.clone()).collect();
        roles.sort();
        roles.dedup();
        roles
    }
}

/// The cells of one activity, to be filled.
pub(crate) struct OfActivity<'a>(&'a mut Vec<(Arc<str>, Box<Cells>)>);

impl OfActivity<'_> {
    /// The cells of a role, made when they are not there yet.
    pub(crate) fn role(&mut self, role: &str) -> &mut Cells {
        let at = self.0.iter().position(|(known, _)| **known == *role).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push((role.into(), Box::default()));
        }
        &mut self.0[at].1
    }
}
