//! Seats: a team's assignments with the roles that they are judged by, put together once for all rules that ask.

use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::Hash;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::{CheckContext, holds};
use crate::base::involvement::Involvement;
use crate::base::quick::HashMap;
use crate::org::{Assignment, Duty, Holder, Team};
use crate::taxonomy::activity::Activity;
use crate::taxonomy::verdict::{Ruling, Verdict, Verdicts, Where};

/// The seats that were asked for last, with the place of the team that they are of.
pub(crate) type Memo = RefCell<Option<(usize, Rc<Seats>)>>;

/// The seats of a team: those of one holder and activity side by side, in the order of the file.
pub(crate) struct Seats {
    seats: Vec<Seat>,
    ruled: Vec<Ruled>,
}

/// An assignment on which a role of its holder has a verdict.
struct Seat {
    /// Its numbers: which duty, and which of its assignments.
    duty: usize,
    assignment: usize,
    /// The place of the activity.
    activity: usize,
    ruled: Range<usize>,
    /// Which of these makes it most legitimate, the first of several.
    mildest: usize,
}

/// What one role says of it.
struct Ruled {
    role: Arc<str>,
    cells: Where,
    /// Whether the condition of the cells holds here.
    holds: bool,
}

impl Ruled {
    fn ruling<'v>(&self, verdicts: &'v Verdicts, involvement: Involvement) -> Option<&'v Ruling> {
        verdicts.at(self.cells).at(involvement, |_| self.holds)
    }
}

/// A role, and what it says of a seat.
pub(crate) type Says<'a> = (&'a Arc<str>, Option<&'a Ruling>);

/// What a profile allows with a compensating control only is out without one.
pub(crate) fn verdict(ruling: &Ruling, duty: &Duty) -> Verdict {
    if ruling.needs_compensating && duty.compensating.is_none() { Verdict::Out } else { ruling.verdict }
}

/// How far a ruling goes on a duty: of two roles that are kept from it, the one for which it weighs more goes further.
pub(crate) fn weight(duty: &Duty, ruling: Option<&Ruling>) -> Option<(Verdict, bool)> {
    ruling.map(|ruling| (verdict(ruling, duty), ruling.severity.is_none()))
}

/// One seat.
pub(crate) struct At<'a> {
    /// The duty.
    pub(crate) duty: &'a Duty,
    /// The assignment.
    pub(crate) assignment: &'a Assignment,
    /// The activity.
    pub(crate) activity: &'a Activity,
}

impl<'a> CheckContext<'a> {
    /// The seats of a team.
    #[must_use]
    pub(crate) fn seats(&self, team: &Team) -> Rc<Seats> {
        // The organisation is borrowed while it is judged: a team keeps its place.
        let place = std::ptr::from_ref(team).addr();
        if let Some((of, seats)) = &*self.seats.borrow()
            && *of == place
        {
            return seats.clone();
        }
        let seats = Rc::new(Seats::of(self, team));
        *self.seats.borrow_mut() = Some((place, seats.clone()));
        seats
    }

    fn place_of(&self, duty: &Duty) -> Option<usize> {
        self.taxonomy.activities.place(duty.activity.as_deref()?)
    }
}

/// The place of each thing among all of them, sorted.
fn ranks<T: Ord + Hash>(mut all: Vec<T>) -> HashMap<T, usize> {
    all.sort_unstable();
    all.dedup();
    all.into_iter().enumerate().map(|(rank, one)| (one, rank)).collect()
}

impl Seats {
    fn of(scene: &CheckContext<'_>, team: &Team) -> Self {
        let mut roles: HashMap<&Holder, Cow<'_, [Arc<str>]>> = HashMap::default();
        let (mut seats, mut ruled) = (Vec::new(), Vec::new());
        for (number, duty) in team.duties.iter().enumerate().filter(|(_, duty)| duty.retired.is_none()) {
            let Some(place) = scene.place_of(duty) else { continue };
            let activity = &scene.taxonomy.activities.all()[place];
            for (assignment, held) in duty.assignments.iter().enumerate() {
                let holder = &held.holder;
                if !roles.contains_key(holder) {
                    roles.insert(holder, scene.roles_of(team, holder));
                }
                let start = ruled.len();
                for role in roles[holder].iter() {
                    let Some(cells) = scene.verdicts.find(role, &activity.id) else { continue };
                    let condition = || scene.verdicts.at(cells).condition_at(held.involvement);
                    let holds = condition().is_some_and(|condition| holds(team, holder, role, condition));
                    ruled.push(Ruled { role: role.clone(), cells, holds });
                }
                let weight = |at: &usize| weight(duty, ruled[*at].ruling(scene.verdicts, held.involvement));
                if let Some(mildest) = (start..ruled.len()).min_by_key(weight) {
                    let own = start..ruled.len();
                    seats.push(Seat { duty: number, assignment, activity: place, ruled: own, mildest });
                }
            }
        }
        // Numbers in the place of names: of the few holders and activities each is compared once.
        let holders = ranks(roles.keys().copied().collect());
        let activities = ranks(team.duties.iter().map(|duty| &duty.activity).collect());
        let key = |seat: &Seat| {
            let duty = &team.duties[seat.duty];
            (holders[&duty.assignments[seat.assignment].holder], activities[&duty.activity])
        };
        // Stable: what a holder has of one activity stays in the order of the file.
        seats.sort_by_cached_key(key);
        Self { seats, ruled }
    }

    /// Each seat of the team that they were made of, with the role that makes it most legitimate, and all roles that have a verdict
    /// on it; each with what its ruling is.
    pub(crate) fn each<'a>(
        &'a self,
        scene: &CheckContext<'a>,
        team: &'a Team,
    ) -> impl Iterator<Item = (At<'a>, Says<'a>, impl Iterator<Item = Says<'a>> + Clone)> {
        let (taxonomy, verdicts): (_, &'a Verdicts) = (scene.taxonomy, scene.verdicts);
        self.seats.iter().filter_map(move |seat| {
            let duty = team.duties.get(seat.duty)?;
            let assignment = duty.assignments.get(seat.assignment)?;
            let activity = taxonomy.activities.all().get(seat.activity)?;
            let involvement = assignment.involvement;
            let says = move |ruled: &'a Ruled| (&ruled.role, ruled.ruling(verdicts, involvement));
            let all = self.ruled[seat.ruled.clone()].iter().map(says);
            Some((At { duty, assignment, activity }, says(&self.ruled[seat.mildest]), all))
        })
    }
}
