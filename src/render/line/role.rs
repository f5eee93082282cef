//! The line of a role as a sheet.

use crate::base::involvement::Involvement;
use crate::base::suggest::{all_of, capital, with_article};
use crate::line::role::{Limit, RoleLine, Work};
use crate::render::sheet::{Item, Sheet};

/// The line of a role.
#[must_use]
pub fn role(line: &RoleLine) -> Sheet {
    let mut sheet = Sheet {
        title: format!("The line of {}", with_article(&line.title)),
        about: format!(
            "By the profile {}. Accountable is who answers for the work, responsible who does it; where neither is named, the profile has \
             no opinion.",
            line.profile
        ),
        lead: lead(line),
        foot: "`drawline explain NAME` says where the line of other roles runs; a profile, or a repository, moves it."
            .to_owned(),
        ..Sheet::default()
    };
    let works = |works: &[Work]| -> Vec<Item> { works.iter().map(item).collect() };
    sheet.list("Keep", "the role's own work", works(&line.keep));
    sheet.list("Share", "fine, as long as it is not carried alone", works(&line.share));
    sheet.list("For a while", "fine until a day that is written down", works(&line.for_a_while));
    sheet.list("Stay out", "somebody else's", works(&line.stay_out));
    sheet.list("How much", "what is more, or less, is said", line.limits.iter().map(limit).collect());
    sheet
}

fn lead(line: &RoleLine) -> Vec<String> {
    let mut lead = vec![format!("{}.", capital(line.about.trim_end_matches('.')))];
    lead.extend(line.beware.as_ref().map(|beware| format!("{}.", capital(beware.trim_end_matches('.')))));
    if !line.hard.is_empty() {
        let hard = all_of(&line.hard);
        lead.push(format!(
            "Hard, whatever the profile: {hard}. Who holds it beyond the line names the control that makes it safe."
        ));
    }
    if line.keep.is_empty() && line.share.is_empty() && line.for_a_while.is_empty() && line.stay_out.is_empty() {
        lead.push(format!(
            "The profile {} draws no line for this role: what it carries is counted, and not judged.",
            line.profile
        ));
    }
    if !line.here.is_empty() {
        let here: Vec<&str> = line.here.iter().map(|handle| &**handle).collect();
        lead.push(format!(
            "Here it is held by {}: `drawline line {}` is the page of one person.",
            all_of(&here),
            here[0]
        ));
    }
    lead
}

fn item(work: &Work) -> Item {
    let only = work.only.as_ref().map_or_else(String::new, |only| format!(" ({only})"));
    let owners = if work.owners.is_empty() { String::new() } else { format!("; else {}", all_of(&work.owners)) };
    let evidence = match work.evidence.as_slice() {
        [] => "Our judgement.".to_owned(),
        sources => format!("Evidence: {}", sources.join("; ")),
    };
    let more = work.why.iter().cloned().chain([evidence]).collect();
    Item { head: capital(&work.title), said: format!("{}{only}{owners}", verdicts(&work.verdicts)), more }
}

/// "accountable out, responsible stretch, consulted and informed core".
fn verdicts(verdicts: &[Option<&'static str>; 4]) -> String {
    let mut said: Vec<(Vec<&str>, &str)> = Vec::new();
    let given = Involvement::ALL.iter().zip(verdicts);
    for (how, verdict) in given.filter_map(|(how, verdict)| Some((how.name(), (*verdict)?))) {
        match said.last_mut() {
            Some((hows, last)) if *last == verdict => hows.push(how),
            _ => said.push((vec![how], verdict)),
        }
    }
    let said: Vec<String> = said.iter().map(|(hows, verdict)| format!("{} {verdict}", all_of(hows))).collect();
    said.join(", ")
}

fn limit(limit: &Limit) -> Item {
    let numbers: Vec<String> = limit.numbers.iter().map(|(key, number)| format!("{key} = {number}")).collect();
    let more = if numbers.is_empty() { Vec::new() } else { vec![numbers.join(", ")] };
    Item { head: limit.rule.to_string(), said: limit.says.replace('{', "<").replace('}', ">"), more }
}
