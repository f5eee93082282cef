//! People who are written down twice: as members of one team, or among the people.

use crate::base::diagnostic::{Label, Subject};
use crate::base::quick::HashMap;
use crate::base::suggest::all_of;
use crate::org::{Member, Person, Team};
use crate::rule::CheckContext;
use crate::rule::reporter::{Finding, Reporter};

/// Reports each member of a team whom one file names again, with what counts then.
pub(super) fn members(scene: &CheckContext<'_>, team: &Team, reporter: &mut Reporter<'_>) {
    let mut first: HashMap<_, &Member> = HashMap::default();
    for member in &team.members {
        let path = &member.at.path;
        // Another tool's file may list somebody as a lead and as a member.
        if scene.org.files.get(path).is_some_and(|file| file.reading.mapped) {
            continue;
        }
        let Some(before) = first.get(&(path, &member.person)) else {
            first.insert((path, &member.person), member);
            continue;
        };
        reporter.report(Finding {
            words: &[("person", &member.person), ("team", team.shown_name())],
            secondary: vec![Label { at: before.at.clone(), text: "here".to_owned() }],
            help: Some(what_counts(scene, before, member)),
            subject: Subject { team: Some(team.id.clone()), person: Some(member.person.clone()), ..Subject::default() },
            ..Finding::at(member.at.clone(), "is a member already")
        });
    }
}

fn what_counts(scene: &CheckContext<'_>, before: &Member, again: &Member) -> String {
    let mut titles: Vec<&str> =
        before.acts_as.iter().chain(&again.acts_as).map(|role| scene.taxonomy.role_title(role)).collect();
    titles.dedup();
    let shares = before.allocation.is_some() && again.allocation.is_some();
    let shares = if shares { ", and the shares of a week add up" } else { "" };
    match titles.as_slice() {
        [] | [_] => format!("one entry is enough: take this one out{shares}"),
        titles => format!(
            "both count: {} is {} here{shares}; write one entry with all roles, `role = [\"…\", \"…\"]`, or take one out",
            again.person,
            all_of(titles)
        ),
    }
}

/// Reports somebody whom people files introduce again, with what counts then.
pub(super) fn person(scene: &CheckContext<'_>, person: &Person, reporter: &mut Reporter<'_>) {
    let Some(first) = &person.introduced else { return };
    let titles: Vec<&str> = person.roles.iter().map(|role| scene.taxonomy.role_title(role)).collect();
    let roles = match titles.as_slice() {
        [] | [_] => String::new(),
        titles => format!("the roles of all entries count ({}); ", all_of(titles)),
    };
    for at in &person.again {
        reporter.report(Finding {
words: &[("person", &person.handle)],
secondary: vec![Label { at: first.clone(), text: "here".to_owned() }],
help: Some(format!(
                "{roles}of name and hours the first counts, of `active` the last: join the entries. Handles that differ by case \
                 alone are one"
            )),
subject: Subject { person: Some(person.handle.clone()), ..Subject::default() },
..Finding::at(at.clone(), "is written down already")
});
    }
}
