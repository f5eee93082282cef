//! Members of a team who carry work under no role: nothing says where the line runs for them, so nothing of it is judged.

use std::collections::BTreeMap;

use crate::base::diagnostic::Subject;
use crate::base::suggest::counted;
use crate::org::{Holder, Member, Team};
use crate::rule::CheckContext;
use crate::rule::reporter::{Finding, Reporter};

/// Reports each member who has no role here nor anywhere else, and carries work of a known kind.
pub(super) fn members(scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
    // A title that is not known is told where it is written; another tool's file may have no place for roles.
    let is_mapped = |member: &Member| scene.org.files.get(&member.at.path).is_some_and(|file| file.reading.mapped);
    let has_none = |member: &&Member| member.roles.is_empty() && !is_mapped(member);
    let all: Vec<&Member> = team.members.iter().filter(has_none).collect();
    if all.is_empty() {
        return;
    }
    let mut carried: BTreeMap<&str, usize> = BTreeMap::new();
    for duty in team.duties.iter().filter(|duty| duty.activity.is_some() && duty.retired.is_none()) {
        for assignment in duty.assignments.iter().filter(|assignment| assignment.involvement.carries()) {
            if let Holder::Person(handle) = &assignment.holder {
                *carried.entry(handle).or_default() += 1;
            }
        }
    }
    for member in all {
        let Some(count) = carried.get(&*member.person) else { continue };
        if !scene.org.roles_of(team, &member.person).is_empty() {
            continue;
        }
        let count = counted(*count, "assignment");
        reporter.report(Finding {
words: &[("person", &member.person), ("team", team.shown_name()), ("count", &count)],
help: Some(
                "add `role = \"…\"`, here or among the people; `drawline explain roles` names the roles. Until then nothing of it is \
                 judged"
                    .to_owned(),
            ),
subject: Subject { team: Some(team.id.clone()), person: Some(member.person.clone()), ..Subject::default() },
..Finding::at(member.at.clone(), format!("{count}, and no role"))
});
    }
}
