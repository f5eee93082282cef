//! `drawline load`, and `drawline who`: what people carry, and who holds what.

use std::path::Path;

use super::{Answer, anonymous, request};
use crate::base::date::Date;
use crate::base::diagnostic::Subject;
use crate::base::error::Error;
use crate::base::suggest::nearest;
use crate::cli::{ListFormat, Load, Who};
use crate::edge::git::Git;
use crate::history::blame::{Trace, origins};
use crate::history::report::Texts;
use crate::history::timeline::{Rules, Timeline};
use crate::load::workload;
use crate::org::facts::{Fact, FactKind, facts};
use crate::render::{facts as render_facts, load as render};
use crate::target::files::Files;

pub(super) fn run(args: &Load, width: Option<u16>) -> Result<Answer, Error> {
    let files = Files::sound(&[], &request::rules(&args.policy))?;
    let (policy, org) = (&files.policy, files.organisation());
    let mut workload = workload(policy, &org, args.today.unwrap_or_else(Date::today));
    if args.anonymous {
        anonymous::workload(&anonymous::mask(policy, org.names()), &mut workload);
    }
    let places = workload.people.iter().flat_map(|load| load.rows.iter().map(|row| &row.at.path));
    let text = match args.format {
        _ if args.explain => {
            let texts = Texts::gather(places, |path| files.snapshot.text(path));
            render::explained(&workload, &policy.taxonomy, &texts, width)
        }
        ListFormat::Table => render::text(&workload, width),
        ListFormat::Json => render::json(&workload),
        ListFormat::Markdown => render::markdown(&workload),
    };
    Ok(Answer { text, code: 0 })
}

/// Facts about an activity, a path or a person.
pub(super) fn who(args: &Who, width: Option<u16>) -> Result<Answer, Error> {
    let files = Files::sound(&[], &request::rules(&args.policy))?;
    let (policy, org) = (&files.policy, files.organisation());
    let asked = args.what.join(" ");
    let asked = asked.trim();
    let mut all = facts(&org);
    if let Some(handle) = asked.strip_prefix('@') {
        let same =
            |fact: &Fact| fact.person.as_ref().is_some_and(|p| p.trim_start_matches('@').eq_ignore_ascii_case(handle));
        let known: Vec<String> = all.iter().filter_map(|fact| fact.person.as_ref()).map(ToString::to_string).collect();
        all.retain(same);
        if all.is_empty() {
            return Err(nobody(asked, nearest(asked, known.iter().map(String::as_str))));
        }
    } else if let Some(activity) = policy.taxonomy.activities.read(policy.taxonomy.words(), asked)
        && !asked.contains('/')
    {
        all.retain(|fact| fact.activity.as_ref() == Some(&activity.id));
        if all.is_empty() {
            let roles: Vec<_> = activity.owners.iter().map(|role| policy.taxonomy.role_title(&role.value)).collect();
            let text =
                format!("nobody holds {}; it should be a {}\n", activity.title, crate::base::suggest::one_of(&roles));
            return Ok(Answer { text, code: 1 });
        }
    } else {
        let owned =
            crate::config::patterns::last_match(all.iter().filter_map(|fact| fact.owned_path.as_deref()), asked);
        all.retain(|fact| fact.kind == FactKind::Own && fact.owned_path.as_deref() == owned.as_deref());
        if all.is_empty() {
            return Err(nobody(asked, None));
        }
    }
    let texts = Texts::gather(all.iter().map(|fact| &fact.at.path), |path| files.snapshot.text(path));
    let since = since_when(&all)?;
    Ok(Answer { text: render_facts::held(&all, &since, &texts, width), code: 0 })
}

/// Since when each fact holds: as the file says, else since the commit by which it came into being.
fn since_when(facts: &[Fact]) -> Result<Vec<String>, Error> {
    let mut since: Vec<String> =
        facts.iter().map(|fact| fact.since.map_or_else(|| "-".to_owned(), |day| day.to_string())).collect();
    let Some(git) = Git::discover(Path::new("."), true)? else { return Ok(since) };
    let Some(head) = git.head()? else { return Ok(since) };
    let followed: Vec<usize> = (0..facts.len())
        .filter(|at| facts[*at].since.is_none() && facts[*at].kind == FactKind::Duty && facts[*at].activity.is_some())
        .collect();
    let trace = |at: &usize| {
        let fact = &facts[*at];
        Trace::Assignment(Subject {
            team: fact.team.clone(),
            person: fact.person.clone(),
            role: fact.role.clone(),
            activity: fact.activity.clone(),
            involvement: fact.involvement,
            detail: None,
        })
    };
    let traces: Vec<Trace> = followed.iter().map(trace).collect();
    let rules = Rules::own(None)?;
    let mut timeline = Timeline::new(&git, rules, Date::today());
    for (at, origin) in followed.into_iter().zip(origins(&mut timeline, &git, head, &traces)?) {
        since[at] = match origin {
            Some(commit) => {
                let id = commit.id.to_string();
                format!("{} ({})", Date::of_timestamp(commit.authored), &id[..10.min(id.len())])
            }
            None => "not committed".to_owned(),
        };
    }
    Ok(since)
}

fn nobody(asked: &str, near: Option<&str>) -> Error {
    let hint = near.map_or_else(
        || "ask for an activity (`test sign-off`), a path that somebody owns, or a person (`@handle`)".to_owned(),
        |near| format!("did you mean {near}?"),
    );
    Error::cannot_judge(format!("no file says anything about `{asked}`"), hint)
}
