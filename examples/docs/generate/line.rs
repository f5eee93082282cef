//! The line of a product manager: what is theirs, what is shared, what is a stretch and what is out; and a page per role.

use std::fmt::Write as _;

use drawline::base::involvement::Involvement;
use drawline::line::role::of_role;
use drawline::policy::Policy;
use drawline::render::{line as render, sheet};
use drawline::taxonomy::activity::Activity;
use drawline::taxonomy::verdict::Verdict;

const ROLE: &str = "product-manager";

/// What a verdict means, for a reader who sees it the first time.
fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Core => "theirs",
        Verdict::Shared => "with somebody else",
        Verdict::Stretch => "for a while",
        Verdict::Out => "somebody else's",
    }
}

fn verdict(policy: &Policy, activity: &Activity, involvement: Involvement) -> Option<Verdict> {
    policy.verdicts.of(ROLE, &activity.id)?.strictest(involvement).map(|(ruling, _)| ruling.verdict)
}

/// The roles that should hold an activity, best first.
fn owners(policy: &Policy, activity: &Activity, most: usize) -> String {
    let others = activity.owners.iter().filter(|owner| &*owner.value != ROLE).take(most);
    others.map(|role| policy.taxonomy.role_title(&role.value)).collect::<Vec<_>>().join(", ")
}

/// A row per verdict, for the README.
pub(super) fn table(policy: &Policy) -> String {
    let mut out = "| | what a product manager is accountable for |\n|---|---|\n".to_owned();
    for wanted in Verdict::ALL {
        let all = policy.taxonomy.activities.all().iter();
        let titles = all.filter(|activity| verdict(policy, activity, Involvement::Accountable) == Some(wanted)).map(
            |activity| {
                let whose = owners(policy, activity, 1);
                let name = if activity.hard { format!("**{}**", activity.title) } else { activity.title.to_string() };
                if wanted == Verdict::Out && !whose.is_empty() { format!("{name} ({whose})") } else { name }
            },
        );
        let titles: Vec<String> = titles.collect();
        let _ = writeln!(out, "| **{}**: {} | {} |", wanted.name(), meaning(wanted), titles.join(", "));
    }
    out
}

/// Every kind of work, by area.
pub(super) fn page(policy: &Policy) -> String {
    let mut out = "# The line of a product manager\n\nWhere it runs in the profile `scaleup`. `drawline explain NAME` says why, and \
                   where it runs in the others and for other roles; work in **bold** is hard: no profile relaxes it without a \
                   compensating control. A cell is empty where drawline has no opinion.\n"
        .to_owned();
    let roles = policy.taxonomy.roles.all().iter().map(|role| format!("[{}](line/{}.md)", role.title, role.id));
    let _ = writeln!(
        out,
        "\nEvery role has a page of its own, with reasons and evidence: {}.",
        roles.collect::<Vec<_>>().join(", ")
    );
    let activities = policy.taxonomy.activities.all();
    let mut areas: Vec<&str> = activities.iter().map(|activity| &*activity.area).collect();
    areas.dedup();
    let mut seen: Vec<&str> = Vec::new();
    for area in areas {
        if seen.contains(&area) {
            continue;
        }
        seen.push(area);
        let _ = writeln!(
            out,
            "\n## {area}\n\n| work | accountable | responsible | consulted | informed | whose else |\n|---|---|---|---|---|---|"
        );
        for activity in activities.iter().filter(|activity| &*activity.area == area) {
            let cells =
                Involvement::ALL.map(|how| verdict(policy, activity, how).map_or("", Verdict::name)).join(" | ");
            let name = if activity.hard { format!("**{}**", activity.title) } else { activity.title.to_string() };
            let _ = writeln!(out, "| {name} | {cells} | {} |", owners(policy, activity, 3));
        }
    }
    out
}

/// A page per role: what `drawline line ROLE --format markdown` prints where nobody is known.
pub(super) fn roles(policy: &Policy) -> Vec<(String, String)> {
    let lines = policy.taxonomy.roles.all().iter().filter_map(|role| of_role(policy, &role.id));
    lines.map(|line| (format!("docs/line/{}.md", line.role), sheet::markdown(&render::role(&line)))).collect()
}
