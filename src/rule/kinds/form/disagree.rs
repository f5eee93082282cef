//! Prose against data: a team's charter says one thing in Markdown and another in TOML about who carries a kind of work.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::diagnostic::{Label, Subject};
use crate::org::{Assignment, Duty, Holder, Team};
use crate::read::reading::Form;
use crate::rule::CheckContext;
use crate::rule::reporter::{Finding, Reporter};

/// Who carries an activity, by the rows of one kind of file.
type Carriers<'a> = BTreeMap<&'a Arc<str>, Vec<&'a Assignment>>;

/// Reports each activity that prose gives to nobody to whom data gives it.
pub(super) fn judge(scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
    let prose = carriers(team, |form| form != Form::Toml);
    if prose.is_empty() {
        return;
    }
    let data = carriers(team, |form| form == Form::Toml);
    for (activity, said) in prose {
        let Some(held) = data.get(activity) else { continue };
        let known = held.iter().all(|assignment| is_known(scene, team, &assignment.holder));
        let agree = said.iter().any(|prose| held.iter().any(|data| is_same(scene, team, &prose.holder, &data.holder)));
        if known && !agree {
            report(scene, team, activity, said[0], held[0], reporter);
        }
    }
}

fn carriers(team: &Team, wanted: impl Fn(Form) -> bool) -> Carriers<'_> {
    let mut carriers = Carriers::new();
    let is_current = |duty: &&Duty| wanted(duty.form) && duty.retired.is_none();
    for duty in team.duties.iter().filter(is_current) {
        let Some(activity) = &duty.activity else { continue };
        let carrying = duty.assignments.iter().filter(|assignment| assignment.involvement.carries());
        let mut carrying = carrying.filter(|assignment| !matches!(assignment.holder, Holder::Unknown(_))).peekable();
        if carrying.peek().is_some() {
            carriers.entry(activity).or_default().extend(carrying);
        }
    }
    carriers
}

/// Whether it is known what somebody is: a person without a role could be anyone whom prose means.
fn is_known(scene: &CheckContext<'_>, team: &Team, holder: &Holder) -> bool {
    match holder {
        Holder::Person(handle) => !scene.org.roles_of(team, handle).is_empty(),
        Holder::Role(_) => true,
        Holder::Group(_) | Holder::Unknown(_) => false,
    }
}

fn is_same(scene: &CheckContext<'_>, team: &Team, prose: &Holder, data: &Holder) -> bool {
    let plays = |person: &Holder, role: &Holder| match (person, role) {
        (Holder::Person(handle), Holder::Role(role)) => scene.org.roles_of(team, handle).contains(role),
        _ => false,
    };
    prose == data || plays(prose, data) || plays(data, prose)
}

fn report(
    scene: &CheckContext<'_>,
    team: &Team,
    activity: &Arc<str>,
    said: &Assignment,
    held: &Assignment,
    reporter: &mut Reporter<'_>,
) {
    let title = scene.taxonomy.title(activity);
    let name = |holder: &Holder| match holder {
        Holder::Person(text) | Holder::Group(text) | Holder::Unknown(text) => text.to_string(),
        Holder::Role(role) => format!("the {}", scene.taxonomy.role_title(role)),
    };
    let (prose, data) = (name(&said.holder), name(&held.holder));
    reporter.report(Finding {
        words: &[("activity", title), ("prose", &prose), ("data", &data)],
        secondary: vec![Label { at: held.at.clone(), text: format!("here {data} is {}", held.involvement) }],
        help: Some("say the same in both, or take it out of one".to_owned()),
        subject: Subject { team: Some(team.id.clone()), activity: Some(activity.clone()), ..Subject::default() },
        ..Finding::at(said.at.clone(), format!("here {prose} is {}", said.involvement))
    });
}
