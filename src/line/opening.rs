//! The first sentences of a page: kind to who carries and to who leads, and made from what was counted.

use super::Page;
use crate::base::suggest::{all_of, with_article};
use crate::taxonomy::verdict::Verdict;

/// Three sentences.
pub(super) fn sentences(page: &Page) -> Vec<String> {
    vec![what_is_carried(page), what_it_says(page), what_to_decide(page)]
}

fn what_is_carried(page: &Page) -> String {
    let all = match page.duties {
        1 => "1 duty".to_owned(),
        many => format!("{many} duties"),
    };
    let core = page.core;
    if page.kind == "team" {
        return match core {
            0 => format!("The charter gives {} {all}.", page.called),
            core => format!(
                "The charter gives {} {all}; {core} of them are core to the roles that hold them, and stay.",
                page.called
            ),
        };
    }
    let teams = match page.teams.len() {
        0 | 1 => String::new(),
        many => format!(" in {many} teams"),
    };
    let roles: Vec<String> = page.roles.iter().map(|role| with_article(role)).collect();
    let judged = page.keep.len() + page.share.len() + page.hand_over.len() + page.dated;
    match (core, judged) {
        _ if page.duties == 0 => format!("The charters give {} no duty, so there is no line to draw yet.", page.name),
        (0, 0) => format!(
            "The charters give {} {all}{teams}; the profile {} draws no line for that, so this page lists and does not judge.",
            page.name, page.profile
        ),
        (0, _) => {
            format!("The charters give {} {all}{teams}, and none of them is core to {}.", page.name, all_of(&roles))
        }
        (core, _) if core == page.duties => {
            format!("The charters give {} {all}{teams}, and all of it is what {}.", page.name, there_for(&roles))
        }
        (core, _) => format!(
            "The charters give {} {all}{teams}; {core} of them {} what {}, and {}.",
            page.name,
            if core == 1 { "is" } else { "are" },
            there_for(&roles),
            if core == 1 { "stays" } else { "stay" }
        ),
    }
}

/// "a product owner and a scrum master are there for".
fn there_for(roles: &[String]) -> String {
    format!("{} {} there for", all_of(roles), if roles.len() > 1 { "are" } else { "is" })
}

fn what_it_says(page: &Page) -> String {
    let judged = page.keep.len() + page.share.len() + page.hand_over.len() + page.dated;
    let moved = page.hand_over.iter().filter(|row| row.verdict != Some(Verdict::Shared.name()));
    let lasting = moved.clone().filter(|row| row.verdict == Some(Verdict::Stretch.name())).count();
    let moved = moved.count();
    let whose = match lasting {
        0 => "somebody else's",
        all if all == moved => "fine for a while only",
        _ => "somebody else's, or fine for a while only",
    };
    match moved {
        0 if page.over.is_empty() && page.said.is_empty() && judged == 0 => {
            "No line is held against it: whether it fits is for the two of you to say.".to_owned()
        }
        0 if page.over.is_empty() && !page.said.is_empty() => {
            "Nothing here is over the line of the role; what is to be talked about is how the work is cut.".to_owned()
        }
        0 if page.over.is_empty() => "Nothing here is over the line: this page is about what to protect.".to_owned(),
        0 if page.duties == 0 => "No row is over the line; it is the number of places that wears out.".to_owned(),
        0 => "No single row is over the line; it is how much there is in all that wears out.".to_owned(),
        1 => format!("One row is {whose}; that it is here says that a gap was filled, and thanks are due."),
        many => format!("{many} rows are {whose}; that they are here says that gaps were filled, and thanks are due."),
    }
}

fn what_to_decide(page: &Page) -> String {
    let taken = page.hand_over.iter().filter(|row| row.to.is_some()).count();
    let left = page.hand_over.len() - taken;
    let (them, each) = if page.hand_over.len() == 1 { ("it", "it") } else { ("them", "each of them") };
    // What protects others does not stop for want of time.
    let stop = if page.no_room_for.iter().any(|missing| missing.may_stop) { ", or what to stop" } else { "" };
    match (taken, left) {
        (0, 0) if page.share.is_empty() && page.until.is_empty() => "Look again when the work changes.".to_owned(),
        (0, 0) if page.share.is_empty() => {
            "Look again when the work changes, or when a last day below comes.".to_owned()
        }
        (0, 0) => "To agree on: with whom the shared rows are shared, by name.".to_owned(),
        (_, 0) => format!("Somebody has room for {each}, within every limit; to agree on is by when."),
        (0, _) => {
            format!("Nobody has room for {them} today: to decide is whom to look for{stop}; doing more is no answer.")
        }
        _ => format!(
            "Somebody has room for {taken} of them, within every limit; for the rest, to decide is whom to look for{stop}."
        ),
    }
}
