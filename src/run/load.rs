//! `drawline load`, and `drawline who`: what people carry, and who holds what.

use super::{Answer, organisation};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::suggest::nearest;
use crate::cli::{Load, LoadFormat, Who};
use crate::history::report::Texts;
use crate::load::workload;
use crate::org::facts::{Fact, FactKind, facts};
use crate::render::{facts as render_facts, load as render};

pub(super) fn run(args: &Load, width: Option<u16>) -> Result<Answer, Error> {
    let (policy, _, org) = organisation(&args.policy)?;
    let workload = workload(&policy, &org, args.today.unwrap_or_else(Date::today));
    let text = match args.format {
        LoadFormat::Table => render::text(&workload, width),
        LoadFormat::Json => render::json(&workload),
        LoadFormat::Markdown => render::markdown(&workload),
    };
    Ok(Answer { text, code: 0 })
}

/// Facts about an activity, a path or a person.
pub(super) fn who(args: &Who, width: Option<u16>) -> Result<Answer, Error> {
    let (policy, snapshot, org) = organisation(&args.policy)?;
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
        let owned = crate::config::last_match(all.iter().filter_map(|fact| fact.owned_path.as_deref()), asked);
        all.retain(|fact| fact.kind == FactKind::Own && fact.owned_path.as_deref() == owned.as_deref());
        if all.is_empty() {
            return Err(nobody(asked, None));
        }
    }
    let texts = Texts::gather(all.iter().map(|fact| &fact.at.path), |path| snapshot.text(path));
    Ok(Answer { text: render_facts::table(&all, &texts, width), code: 0 })
}

fn nobody(asked: &str, near: Option<&str>) -> Error {
    let hint = near.map_or_else(
        || "ask for an activity (`test sign-off`), a path that somebody owns, or a person (`@handle`)".to_owned(),
        |near| format!("did you mean {near}?"),
    );
    Error::cannot_judge(format!("no file says anything about `{asked}`"), hint)
}
