//! The first sentences of a page: kind to who carries and to who leads, and made from what was counted.

use super::Page;
use crate::base::suggest::{all_of, with_article};
use crate::taxonomy::verdict::Verdict;

/// Three sentences.
pub(super) fn sentences(page: &Page) -> Vec<String> {
    vec![what_is_carried(page), what_it_says(page), what_to_decide(page)]
}

fn carried(page: &Page) -> usize {
    let shown = [&page.keep, &page.share, &page.hand_over, &page.not_judged, &page.not_understood];
    shown.iter().map(|rows| rows.len()).sum::<usize>() + page.dated
}

fn what_is_carried(page: &Page) -> String {
    let all = match carried(page) {
        1 => "1 duty".to_owned(),
        many => format!("{many} duties"),
    };
    let core = page.keep.len();
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
        _ if carried(page) == 0 => format!("The charters give {} no duty, so there is no line to draw yet.", page.name),
        (0, 0) => format!(
            "The charters give {} {all}{teams}; the profile {} draws no line for that, so this page lists and does not judge.",
            page.name, page.profile
        ),
        (0, _) => {
            format!("The charters give {} {all}{teams}, and none of them is core to {}.", page.name, all_of(&roles))
        }
        (core, _) if core == carried(page) => {
            format!(
                "The charters give {} {all}{teams}, and all of it is what {} is there for.",
                page.name,
                all_of(&roles)
            )
        }
        (core, _) => format!(
            "The charters give {} {all}{teams}; {core} of them {} what {} is there for, and {}.",
            page.name,
            if core == 1 { "is" } else { "are" },
            all_of(&roles),
            if core == 1 { "stays" } else { "stay" }
        ),
    }
}

fn what_it_says(page: &Page) -> String {
    match page.hand_over.iter().filter(|row| row.verdict != Some(Verdict::Shared.name())).count() {
        0 if page.over.is_empty() && !page.said.is_empty() => {
            "Nothing here is over the line of the role; what is to be talked about is how the work is cut.".to_owned()
        }
        0 if page.over.is_empty() => "Nothing here is over the line: this page is about what to protect.".to_owned(),
        0 => "No single row is over the line; it is how much there is in all that wears out.".to_owned(),
        1 => {
            "One row belongs to somebody else: that it is here says that a gap was filled, which is to be thanked for."
                .to_owned()
        }
        many => format!(
            "{many} rows belong to others: that they are here says that gaps were filled, which is to be thanked for."
        ),
    }
}

fn what_to_decide(page: &Page) -> String {
    let taken = page.hand_over.iter().filter(|row| row.to.is_some()).count();
    let left = page.hand_over.len() - taken;
    match (taken, left) {
        (0, 0) if page.share.is_empty() => {
            "Look again when the work changes, or when a last day below comes.".to_owned()
        }
        (0, 0) => "To agree on: with whom the shared rows are shared, by name.".to_owned(),
        (_, 0) => "Somebody has room for each of them, within every limit; to agree on is by when.".to_owned(),
        (0, _) => {
            "Nobody has room for them today: to decide is whom to look for, or what to stop; doing more is no answer."
                .to_owned()
        }
        _ => format!(
            "Somebody has room for {taken} of them, within every limit; for the rest, to decide is whom to look for, or what to stop."
        ),
    }
}
