//! The line of a role under a profile: what it keeps, shares, carries for a while and stays out of, why, who should have it
//! instead, and on what evidence; with the limits to how much there may be of all of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::base::involvement::Involvement;
use crate::policy::Policy;
use crate::rule::Rule;
use crate::taxonomy::activity::Activity;
use crate::taxonomy::verdict::{Cells, Verdict};

/// The role that the reasons and sources of an activity speak of, where no role is named.
const FIRST: &str = "product-manager";

/// The line of a role.
#[derive(Clone, Debug, Serialize)]
pub struct RoleLine {
    /// Role id.
    pub role: Arc<str>,
    /// In words.
    pub(crate) title: Arc<str>,
    /// What it is there for.
    pub(crate) about: String,
    /// What it is easily taken for.
    pub(crate) beware: Option<String>,
    /// The profile.
    pub(crate) profile: Arc<str>,
    /// The role's own work.
    pub(crate) keep: Vec<Work>,
    /// Work that is fine as long as it is not carried alone.
    pub(crate) share: Vec<Work>,
    /// Work that is fine until a day that is written down.
    pub(crate) for_a_while: Vec<Work>,
    /// Work that is somebody else's.
    pub(crate) stay_out: Vec<Work>,
    /// Of that, work that no profile allows without a compensating control.
    pub(crate) hard: Vec<String>,
    /// Limits to how much there may be.
    pub(crate) limits: Vec<Limit>,
    /// Who holds the role here.
    pub(crate) here: Vec<Arc<str>>,
}

/// One kind of work.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Work {
    /// Activity id.
    pub(crate) activity: Arc<str>,
    /// In words.
    pub(crate) title: Arc<str>,
    /// The verdict at each involvement: accountable, responsible, consulted, informed.
    pub(crate) verdicts: [Option<&'static str>; 4],
    /// Where that holds, if not everywhere.
    pub(crate) only: Option<String>,
    /// Who should own it, best first; not the role itself.
    pub(crate) owners: Vec<String>,
    /// Why the line runs there, where that is said for this role.
    pub(crate) why: Option<String>,
    /// Sources; without any it is our judgement.
    pub(crate) evidence: Vec<String>,
}

/// A limit.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Limit {
    /// The rule.
    pub(crate) rule: Arc<str>,
    /// Its message, with what it fills in in braces.
    pub(crate) says: String,
    /// Its numbers.
    pub(crate) numbers: BTreeMap<&'static str, f64>,
}

/// The line of a role; nothing for a role that is not known.
#[must_use]
pub fn of_role(policy: &Policy, id: &str) -> Option<RoleLine> {
    let role = policy.taxonomy.roles.get(id)?;
    let mut line = RoleLine {
        role: role.id.clone(),
        title: role.title.clone(),
        about: plain(&role.about),
        beware: role.beware.as_deref().map(plain),
        profile: policy.profile.clone(),
        keep: Vec::new(),
        share: Vec::new(),
        for_a_while: Vec::new(),
        stay_out: Vec::new(),
        hard: Vec::new(),
        limits: policy.rules.iter().filter(|rule| is_about(rule, id)).map(limit).collect(),
        here: Vec::new(),
    };
    for activity in policy.taxonomy.activities.all() {
        let Some(cells) = policy.verdicts.of(id, &activity.id) else { continue };
        let carried = [Involvement::Accountable, Involvement::Responsible].map(|how| strictest(cells, how));
        let Some(verdict) = carried.into_iter().flatten().max() else { continue };
        let list = match verdict {
            Verdict::Core => &mut line.keep,
            Verdict::Shared => &mut line.share,
            Verdict::Stretch => &mut line.for_a_while,
            Verdict::Out => &mut line.stay_out,
        };
        list.push(work(policy, id, activity, cells));
        if verdict == Verdict::Out && activity.hard {
            line.hard.push(activity.title.to_string());
        }
    }
    Some(line)
}

fn strictest(cells: &Cells, how: Involvement) -> Option<Verdict> {
    cells.strictest(how).map(|(ruling, _)| ruling.verdict)
}

fn work(policy: &Policy, role: &str, activity: &Activity, cells: &Cells) -> Work {
    let said = activity.said();
    let sources = policy.sources();
    let source = |key: &Arc<str>| sources.get(key).unwrap_or(key).to_string();
    let owners = activity.owners.iter().filter(|owner| *owner.value != *role);
    // What is said of the work is often said of the first role.
    let of_work = Some(&*said.why).filter(|why| role == FIRST || !why.contains(policy.taxonomy.role_title(FIRST)));
    let own = cells.evidence.iter().map(source);
    let of_activity = said.evidence.iter().filter(|_| role == FIRST).map(|key| source(&key.value));
    let evidence = if cells.evidence.is_empty() { of_activity.collect() } else { own.collect() };
    Work {
        activity: activity.id.clone(),
        title: activity.title.clone(),
        verdicts: Involvement::ALL.map(|how| strictest(cells, how).map(Verdict::name)),
        only: only(policy, cells),
        owners: owners.map(|owner| policy.taxonomy.role_title(&owner.value).to_owned()).collect(),
        why: cells.why.as_deref().or(of_work).map(plain),
        evidence,
    }
}

/// Where the strictest verdicts hold, or which milder ones there are where: "core where the title says lead".
fn only(policy: &Policy, cells: &Cells) -> Option<String> {
    let condition = cells.condition.as_ref()?;
    let where_so = policy.taxonomy.in_words(condition);
    let of = [Involvement::Accountable, Involvement::Responsible].into_iter().find_map(|how| cells.conditional(how))?;
    let plain = cells.at(Involvement::Accountable, |_| false).or(cells.at(Involvement::Responsible, |_| false));
    Some(match plain {
        Some(plain) => format!("{} {where_so}, {} elsewhere", of.verdict.name(), plain.verdict.name()),
        None => where_so,
    })
}

/// Whether a rule says how much a role may carry: one about this role alone, or a limit to what any person carries.
fn is_about(rule: &Rule, role: &str) -> bool {
    let is_limit = rule.kind.name == "limit" && rule.message.contains("{person}");
    let counts = rule.role.as_ref().map_or(is_limit, |own| **own == *role);
    counts && &*rule.pack == "workload" && rule.severity.is_some()
}

fn limit(rule: &Rule) -> Limit {
    Limit {
        rule: rule.name.clone(),
        says: rule.says(),
        numbers: rule.settings.iter().map(|(key, number)| (*key, number.value)).collect(),
    }
}

/// One line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
