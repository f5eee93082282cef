//! What a rule says at its limit and one past it, and what it does not count: ended, retired, known, shared.

use crate::harness::{Repo, drawline_on, scratch, stderr, stdout};

/// Every test's day.
const TODAY: &str = "2026-06-01";

/// A team of a product manager, a QA lead and an engineer, with these duties behind it.
fn team(duties: &str) -> String {
    format!(
        "[team]\nname = \"Tide\"\n\n[[member]]\nhandle = \"@ida\"\nrole = \"product-manager\"\n\n\
         [[member]]\nhandle = \"@bo\"\nrole = \"qa-lead\"\n\n[[member]]\nhandle = \"@cy\"\nrole = \"software-engineer\"\n{duties}"
    )
}

/// A row: the work, who answers for it, and what else stands in it.
fn row(activity: &str, who: &str, more: &str) -> String {
    format!("\n[[duty]]\nactivity = \"{activity}\"\naccountable = \"{who}\"\n{more}\n")
}

fn rows(all: &[(&str, &str, &str)]) -> String {
    team(&all.iter().map(|(activity, who, more)| row(activity, who, more)).collect::<String>())
}

/// What a rule finds: severity, state of waiving left out, message and the line it stands on.
fn found(rule: &str, files: &[(&str, &str)]) -> Vec<(String, String, u64)> {
    let folder = scratch(files);
    let output = drawline_on(TODAY, folder.path(), &["lint", "--format", "json", "--min-confidence", "low"]);
    let all: serde_json::Value =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}{}", stdout(&output), stderr(&output)));
    let all = all["diagnostics"].as_array().expect("a list").iter();
    let ours = all.filter(|found| found["rule"] == rule && found["waiver"].is_null());
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let found = ours
        .map(|found| (text(&found["severity"]), text(&found["message"]), found["start"]["line"].as_u64().unwrap_or(0)));
    found.collect()
}

fn count(rule: &str, files: &[(&str, &str)]) -> usize {
    found(rule, files).len()
}

fn severities(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    found(rule, files).into_iter().map(|(severity, ..)| severity).collect()
}

const NOTES: (&str, &str, &str) = ("release notes", "@ida", "");
const ROADMAP: (&str, &str, &str) = ("roadmap", "@ida", "");
const STRATEGY: (&str, &str, &str) = ("product strategy", "@ida", "");

#[test]
fn a_limit_is_crossed_by_more_than_it_and_raised_by_more_than_what_raises() {
    let two = rows(&[ROADMAP, STRATEGY]);
    let judged = |settings: &str| {
        let config = format!("[rules]\ntoo-many-duties = {{ {settings} }}\n");
        severities("too-many-duties", &[("charter.toml", &two), ("drawline.toml", &config)])
    };
    assert!(judged("max = 2").is_empty(), "as many as the limit");
    assert_eq!(judged("max = 1, warning-above = 2, error-above = 3"), ["advice"]);
    assert_eq!(judged("max = 1, warning-above = 1, error-above = 2"), ["warning"], "more than one, not more than two");
    assert_eq!(judged("max = 1, warning-above = 1, error-above = 1"), ["error"]);
}

#[test]
fn a_row_counts_through_its_last_day_and_not_once_it_is_retired() {
    let config = "[rules]\ntoo-many-duties = { max = 1 }\n";
    let with = |more| {
        count(
            "too-many-duties",
            &[("charter.toml", &rows(&[ROADMAP, ("product strategy", "@ida", more)])), ("drawline.toml", config)],
        )
    };
    assert_eq!(with("until = 2026-06-01"), 1, "today is its last day");
    assert_eq!(with("until = 2026-05-31"), 0);
    assert_eq!(with("retired = \"the strategy is the group's\""), 0);
    let twice = rows(&[ROADMAP, ROADMAP]);
    assert_eq!(count("too-many-duties", &[("charter.toml", &twice), ("drawline.toml", config)]), 0, "one kind of work");
}

#[test]
fn a_share_of_core_work_is_judged_from_enough_rows_on_and_under_its_limit() {
    let share = |settings: &str| {
        let rows = rows(&[ROADMAP, STRATEGY, NOTES, ("user documentation", "@ida", "until = 2026-12-01")]);
        let config = format!("[rules]\nlow-core-share = {{ {settings} }}\n");
        count("low-core-share", &[("charter.toml", &rows), ("drawline.toml", &config)])
    };
    assert_eq!(share("min = 0.5, from = 4"), 0, "half is what is wanted");
    assert_eq!(share("min = 0.51, from = 4"), 1);
    assert_eq!(share("min = 0.51, from = 5"), 0, "four rows are too few");
}

#[test]
fn hours_are_added_and_not_counted_and_rows_without_them_say_nothing() {
    let meetings = |hours: [&str; 2]| {
        let rows = rows(&[("facilitating meetings", "@ida", hours[0]), ("scrum ceremonies", "@ida", hours[1])]);
        found("meeting-load", &[("charter.toml", &rows), ("drawline.toml", "[rules]\nmeeting-load = { max = 6 }\n")])
    };
    assert!(meetings(["hours = 4", "hours = 2"]).is_empty(), "as many as the limit");
    assert!(meetings(["", ""]).is_empty());
    let over = meetings(["hours = 4", "hours = 2.5"]);
    assert_eq!(over.len(), 1);
    assert!(over[0].1.contains("6.5 hours"), "{over:?}");
}

/// A rule of the repository's own about what a team, or a role in it, carries.
fn own_limit(fields: &str) -> [(&'static str, String); 2] {
    let rule = format!(
        "name = \"team-load\"\nkind = \"limit\"\nseverity = \"warning\"\nmessage = \"{{team}}{{role}}: {{value}} of {{limit}}\"\n\
         why = \"A team has a week.\"\nfix = \"Share it.\"\n{fields}\n"
    );
    [("policy/team-load.toml", rule), ("drawline.toml", "rule-files = [\"policy/*.toml\"]\n".to_owned())]
}

fn of_team(fields: &str, charter: &str) -> Vec<(String, u64)> {
    let [rule, config] = own_limit(fields);
    let files = [("charter.toml", charter), (rule.0, &rule.1), (config.0, &config.1)];
    found("team-load", &files).into_iter().map(|(_, message, line)| (message, line)).collect()
}

#[test]
fn a_team_is_counted_by_rows_or_by_their_hours_and_a_role_by_its_own() {
    let charter = rows(&[
        ("roadmap", "@ida", "hours = 4"),
        ("test planning", "@bo", "hours = 3\nresponsible = [\"@cy\"]"),
        ("production code", "@cy", "retired = \"bought\"\nhours = 40"),
        ("release notes", "@ida", "until = 2026-05-31\nhours = 40"),
    ]);
    let hours = "per = \"team\"\ncount = \"hours\"\n";
    assert_eq!(of_team(&format!("{hours}max = 7"), &charter), [], "seven hours, each row once");
    assert_eq!(of_team(&format!("{hours}max = 6"), &charter).len(), 1);
    assert!(of_team(&format!("{hours}max = 6"), &charter)[0].0.contains("Tide: 7 of 6"));
    let duties = "per = \"team\"\ncount = \"duties\"\n";
    assert_eq!(of_team(&format!("{duties}max = 2"), &charter), []);
    assert_eq!(of_team(&format!("{duties}max = 1"), &charter), [("Tide: 2 of 1".to_owned(), 23)], "at the second row");
    let roles = "per = \"role\"\ncount = \"accountabilities\"\nmax = 0\n";
    let told = of_team(roles, &charter);
    assert_eq!(told.len(), 2, "the engineer answers for nothing: {told:?}");
    assert_eq!(of_team(&format!("{roles}role = \"qa-lead\""), &charter).len(), 1);
    assert_eq!(of_team(&format!("{duties}max = 0\nactivities = [\"roadmap-ownership\"]"), &charter).len(), 1);
}

#[test]
fn numbers_past_every_type_are_limits_like_others() {
    let charter = rows(&[ROADMAP, NOTES]);
    for limit in ["9223372036854775807", "1e300", "1.7976931348623157e308"] {
        assert_eq!(of_team(&format!("per = \"team\"\ncount = \"duties\"\nmax = {limit}"), &charter), []);
        assert_eq!(of_team(&format!("count = \"duties\"\nmax = {limit}"), &charter), []);
        assert_eq!(of_team(&format!("count = \"duties\"\nmin = {limit}"), &charter).len(), 1, "fewer than {limit}");
        assert_eq!(of_team(&format!("count = \"areas\"\nmin = {limit}\nfrom = 0"), &charter).len(), 1);
    }
}

#[test]
fn one_hand_is_told_apart_from_two_and_what_is_retired_is_in_none() {
    let builds = ("production code", "@cy", "");
    let alone = |rows: &[(&str, &str, &str)]| count("builder-deploys-alone", &[("charter.toml", &self::rows(rows))]);
    assert_eq!(alone(&[builds, ("deploy releases", "@cy", "")]), 1);
    assert_eq!(alone(&[builds, ("deploy releases", "@bo", "")]), 0);
    assert_eq!(alone(&[builds, ("deploy releases", "@cy", "responsible = [\"@bo\"]")]), 0, "another deploys as well");
    assert_eq!(alone(&[("production code", "@cy", "responsible = [\"@bo\"]"), ("deploy releases", "@cy", "")]), 0);
    assert_eq!(alone(&[builds, ("deploy releases", "@cy", "retired = \"a pipeline does\"")]), 0);
    assert_eq!(alone(&[builds, ("deploy releases", "@bo", "consulted = [\"@cy\"]")]), 0, "being asked is fine");
    // The same in both hands, and not alone: each of those who does both is told.
    let both = |rows: &[(&str, &str, &str)]| count("requester-signs-test", &[("charter.toml", &self::rows(rows))]);
    let asks = ("product backlog", "@cy", "responsible = [\"@bo\"]");
    assert_eq!(both(&[asks, ("test sign-off", "@bo", "responsible = [\"@cy\"]")]), 2);
    assert_eq!(both(&[asks, ("test sign-off", "@ida", "")]), 0);
    let asks = ("prioritization", "@ida", "");
    assert_eq!(both(&[asks, ("test sign-off", "@ida", "")]), 0, "who should not sign off at all is told that alone");
}

#[test]
fn gaps_are_told_where_somebody_could_fill_them() {
    let single = |text: &str| count("single-holder", &[("charter.toml", text)]);
    let release = ("incident command", "@bo", "");
    assert_eq!(single(&rows(&[release])), 1);
    assert_eq!(single(&rows(&[("incident command", "@bo", "deputy = \"@cy\"")])), 0);
    assert_eq!(single(&rows(&[("incident command", "@bo", "responsible = [\"@cy\"]")])), 0);
    assert_eq!(single(&rows(&[("incident command", "@bo", "responsible = [\"@bo\"]")])), 1, "the same one twice");
    assert_eq!(single(&rows(&[("incident command", "@bo", "retired = \"no incidents\"")])), 0);
    assert_eq!(single(&rows(&[release, release])), 1, "once for one kind of work");
    let two =
        "[team]\nname = \"Tide\"\n\n[[member]]\nhandle = \"@bo\"\nrole = \"qa-lead\"\n\n[[member]]\nhandle = \"@cy\"\n";
    assert_eq!(single(&format!("{two}{}", row("incident command", "@bo", ""))), 0, "in a team of two nobody steps in");

    let vacant = |text: &str| count("vacant-role", &[("charter.toml", text)]);
    assert_eq!(vacant(&rows(&[("user research", "UX researcher", "")])), 1);
    assert_eq!(vacant(&rows(&[("test planning", "QA lead", "")])), 0, "filled");
    assert_eq!(vacant(&rows(&[("user research", "@ida", "consulted = \"UX researcher\"")])), 0, "only asked");
    assert_eq!(vacant(&format!("{two}{}", row("user research", "UX researcher", ""))), 0, "one may be it");

    let group =
        |more: &str, who: &str| count("group-owner", &[("charter.toml", &rows(&[("on-call rotation", who, more)]))]);
    assert_eq!(group("", "@acme/tide"), 1);
    assert_eq!(group("responsible = \"@acme/tide\"", "@cy"), 0);
}

#[test]
fn work_that_nobody_answers_for_is_told_of_charters_that_list_enough() {
    let listed = [
        ("prioritization", "@ida", ""),
        ("deploy releases", "@cy", ""),
        ("support escalation", "@bo", ""),
        ("test sign-off", "@bo", ""),
        ("roadmap", "@ida", ""),
        ("release approval", "@ida", ""),
        ("release notes", "@ida", ""),
    ];
    let told = |rows: &[(&str, &str, &str)]| {
        let found = found("unowned-activity", &[("charter.toml", &self::rows(rows))]);
        found.into_iter().map(|(_, message, _)| message).collect::<Vec<_>>()
    };
    assert_eq!(told(&listed).len(), 3, "{:?}", told(&listed));
    assert_eq!(told(&listed[1..]).len(), 0, "six are too few to claim all");
    let mut all = listed.to_vec();
    all.push(("on-call rotation", "@cy", "retired = \"the group's\""));
    assert_eq!(told(&all).len(), 2, "retired is settled");
    let mut asked = listed.to_vec();
    asked[0] = ("user research", "@ida", "");
    let only_done =
        format!("{}\n[[duty]]\nactivity = \"prioritization\"\nresponsible = \"@ida\"\n", self::rows(&asked));
    let found = found("unowned-activity", &[("charter.toml", &only_done)]);
    assert!(found.iter().any(|(_, message, _)| message.contains("priorit")), "done, answered for by nobody: {found:?}");
}

#[test]
fn cover_ends_after_its_last_day_and_is_an_error_after_as_long_as_the_rule_says() {
    let cover = |until: &str, config: &str| {
        let rows = rows(&[("release notes", "@ida", until)]);
        severities("expired-cover", &[("charter.toml", &rows), ("drawline.toml", config)])
    };
    let plain = "[rules]\nexpired-cover = { severity = \"warning\", error-after = 3 }\n";
    assert!(cover("until = 2026-06-01", plain).is_empty(), "today is its last day");
    assert_eq!(cover("until = 2026-05-31", plain), ["warning"]);
    assert_eq!(cover("until = 2026-05-29", plain), ["warning"], "three days ago");
    assert_eq!(cover("until = 2026-05-28", plain), ["error"], "more than three");
    assert!(cover("until = 2026-05-28\nretired = \"nobody reads them\"", plain).is_empty());
}

#[test]
fn a_waiver_may_run_as_long_as_the_rule_says_and_a_day_more_is_told() {
    let long = |until: &str| {
        let config = format!(
            "[[waiver]]\nrule = \"stretch-duty\"\nreason = \"a writer starts\"\nteam = \"tide\"\nuntil = {until}\n"
        );
        count("waiver-too-long", &[("charter.toml", &rows(&[NOTES])), ("drawline.toml", &config)])
    };
    assert_eq!(long("2026-11-28"), 0, "180 days");
    assert_eq!(long("2026-11-29"), 1);
    let left = |day: &str| {
        let holder = "accountable = \"@ida\"";
        let waived = format!("{holder} # drawline: ignore[out-of-scope] until={day} the QA lead is away");
        count("out-of-scope", &[("charter.toml", &rows(&[("test sign-off", "@ida", "")]).replace(holder, &waived))])
    };
    assert_eq!((left("2026-06-01"), left("2026-05-31")), (0, 1), "today is its last day");
}

#[test]
fn a_waiver_is_about_whom_and_what_its_keys_say_and_nothing_else() {
    let charter = rows(&[("test sign-off", "@ida", ""), ("test sign-off of the app", "product owner", ""), NOTES])
        + "\n[[member]]\nhandle = \"@di\"\nrole = \"product-owner\"\n";
    let left = |scope: &str| {
        let config = format!(
            "[[waiver]]\nrule = \"out-of-scope\"\nreason = \"until the QA lead is back\"\nuntil = 2026-09-01\n{scope}\n"
        );
        let found = found("out-of-scope", &[("charter.toml", &charter), ("drawline.toml", &config)]);
        found.into_iter().map(|(_, message, _)| message).collect::<Vec<_>>()
    };
    let all = left("team = \"another\"");
    assert_eq!(all.len(), 2, "{all:?}");
    let (manager, owner) = (left("role = \"product-manager\""), left("role = \"product-owner\""));
    assert!(manager.len() == 1 && owner.len() == 1 && manager != owner, "{manager:?} {owner:?}");
    assert_eq!(left("role = \"qa-lead\"").len(), 2);
    assert_eq!(left("role = \"product-manager\"\nperson = \"@bo\"").len(), 2, "both have to fit");
    assert_eq!(left("person = \"@ida\""), manager);
    assert_eq!(left("team = \"tide\"").len(), 0);
    assert_eq!(left("activity = \"test-sign-off\"").len(), 0);
    assert_eq!(left("activity = \"release-notes\"").len(), 2);
    assert_eq!(left("path = \"/charter.toml\"").len(), 0);
    assert_eq!(left("path = \"/elsewhere/\"").len(), 2);
}

#[test]
fn owners_disagree_where_none_of_either_side_is_the_others() {
    let judged = |ours: &str, theirs: &str| {
        let own = format!("[[own]]\npath = \"/api/\"\nowner = {ours}\n");
        let files = [("ownership.toml", &*own), (".github/CODEOWNERS", theirs), ("charter.toml", &team(""))];
        count("owners-disagree", &files)
    };
    assert_eq!(judged("\"@ida\"", "/api/ @bo\n"), 1);
    assert_eq!(judged("\"@ida\"", "/api/ @bo @ida\n"), 0, "one of theirs is ours");
    assert_eq!(judged("[\"@ida\", \"@bo\"]", "/api/ @bo\n"), 0, "one of ours is theirs");
    assert_eq!(judged("[\"@ida\", \"@cy\"]", "/api/ @bo\n"), 1);
    assert_eq!(judged("[\"@ida\", \"QA lead\"]", "/api/ @bo\n"), 0, "the QA lead may be them");
    assert_eq!(judged("\"@ida\"", "/api/ @acme/nobody-knows\n"), 0);
}

#[test]
fn a_row_says_how_many_and_where_the_limit_stands() {
    let charter = rows(&[
        ("on-call rotation", "@cy", "responsible = [\"@cy\", \"@bo\"]"),
        ("roadmap", "@ida", "consulted = [\"@bo\", \"@cy\"]"),
    ]);
    let rota = |min: &str| {
        let config = format!("[rules]\nsmall-rota = {{ min = {min} }}\n");
        found("small-rota", &[("charter.toml", &charter), ("drawline.toml", &config)])
    };
    assert!(rota("2").is_empty(), "two are two");
    assert!(rota("3")[0].1.contains("2 people"), "{:?}", rota("3"));
    let asked = |max: &str| {
        let config = format!("[rules]\nmany-consulted = {{ max = {max} }}\n");
        found("many-consulted", &[("charter.toml", &charter), ("drawline.toml", &config)])
    };
    assert!(asked("2").is_empty());
    assert_eq!(asked("1").len(), 1, "the second is one too many");
    assert!(asked("1e300").is_empty());
}

#[test]
fn somebody_who_left_is_no_second_hand_and_other_work_is_no_gap() {
    let charter = rows(&[("production code", "@cy", "responsible = [\"@bo\"]"), ("deploy releases", "@cy", "")]);
    let people = |active: &str| {
        format!("[[person]]\nhandle = \"@ida\"\n[[person]]\nhandle = \"@cy\"\n[[person]]\nhandle = \"@bo\"\n{active}")
    };
    let alone = |people: &str| count("builder-deploys-alone", &[("charter.toml", &charter), ("people.toml", people)]);
    assert_eq!(alone(&people("")), 0);
    assert_eq!(alone(&people("active = false\n")), 1);
    assert_eq!(count("single-holder", &[("charter.toml", &rows(&[ROADMAP]))]), 0, "the rule is about other work");
    // A page says what it says; that a sentence names a role which nobody fills is no gap in a row.
    let page = "# Tide charter\n\nThe UX researcher runs the user research.\n";
    assert_eq!(count("vacant-role", &[("charter.toml", &team("")), ("CHARTER.md", page)]), 0);
    let table = "# Tide charter\n\n| Work | UX researcher | QA lead |\n|---|---|---|\n| User research | A | I |\n";
    assert_eq!(count("vacant-role", &[("charter.toml", &team("")), ("CHARTER.md", table)]), 1);
}

#[test]
fn a_row_that_grows_past_its_limit_or_shrinks_below_it_is_worse_than_before() {
    let states = |rule: &str, settings: &str, before: &str, after: &str| {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let repo = Repo::new(folder.path());
        repo.write("drawline.toml", &format!("[rules]\n{rule} = {{ {settings} }}\n"));
        repo.write("charter.toml", before);
        repo.commit("start");
        repo.write("charter.toml", after);
        repo.commit("change");
        let args = ["lint", "--range", "HEAD~1..HEAD", "--all", "--format", "json", "--only", rule, "--today", TODAY];
        let all: serde_json::Value = serde_json::from_str(&stdout(&repo.drawline(&args))).expect("JSON");
        let all = all["diagnostics"].as_array().expect("a list").iter();
        all.map(|found| found["state"].as_str().expect("a state").to_owned()).collect::<Vec<_>>()
    };
    let asked = |who: &str| rows(&[("roadmap", "@ida", &format!("consulted = [{who}]"))]);
    let (one, two, three) = ("\"@bo\"", "\"@bo\", \"@cy\"", "\"@bo\", \"@cy\", \"@ida\"");
    let more = |before, after| states("many-consulted", "max = 1", &asked(before), &asked(after));
    assert_eq!(more(two, three), ["worsened"]);
    assert_eq!(more(three, two), ["carried"]);
    assert_eq!(more(one, two), ["introduced"]);
    let rota = |who: &str| rows(&[("on-call rotation", "@cy", &format!("responsible = [{who}]"))]);
    let fewer = |before, after| states("small-rota", "min = 4", &rota(before), &rota(after));
    assert_eq!(fewer(three, two), ["worsened"]);
    assert_eq!(fewer(two, three), ["carried"]);
}

#[test]
fn groups_disagree_where_another_known_team_is_named() {
    let pay = "[team]\nname = \"Pay\"\n";
    let judged = |ours: &str, theirs: &str| {
        let own = format!("[[own]]\npath = \"/api/\"\nowner = {ours}\nteam = \"tide\"\n");
        let theirs = format!("/api/ {theirs}\n");
        let files = [
            ("ownership.toml", &*own),
            (".github/CODEOWNERS", &theirs),
            ("tide/charter.toml", &team("")),
            ("pay/charter.toml", pay),
        ];
        count("owners-disagree", &files)
    };
    assert_eq!(judged("\"@ida\"", "@acme/pay"), 1);
    assert_eq!(judged("\"@ida\"", "@acme/tide"), 0, "the team that owns it");
    assert_eq!(judged("\"@acme/pay\"", "@acme/pay"), 0, "named by both");
    assert_eq!(judged("\"@ida\"", "@acme/unheard-of"), 0);
}

/// What a change drops, as the first label of each finding says.
fn dropped(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    before.iter().for_each(|(path, text)| repo.write(path, text));
    repo.commit("start");
    after.iter().for_each(|(path, text)| repo.write(path, text));
    repo.commit("change");
    let args = ["lint", "--range", "HEAD~1..HEAD", "--format", "json", "--only", "dropped-duty", "--today", TODAY];
    let all: serde_json::Value = serde_json::from_str(&stdout(&repo.drawline(&args))).expect("JSON");
    let all = all["diagnostics"].as_array().expect("a list").iter();
    all.map(|found| found["labels"][0]["text"].as_str().expect("text").to_owned()).collect()
}

#[test]
fn a_duty_is_dropped_where_its_team_carries_it_no_more_and_no_team_takes_it() {
    let of = |rows: &[(&str, &str, &str)]| self::rows(rows);
    let one = |before: &str, after: &str| dropped(&[("charter.toml", before)], &[("charter.toml", after)]);
    let sign_off = ("test sign-off", "@bo", "");
    assert_eq!(one(&of(&[ROADMAP, sign_off]), &of(&[ROADMAP])).len(), 1);
    let done_and_answered = format!(
        "{}\n[[duty]]\nactivity = \"test sign-off\"\nresponsible = \"@cy\"\n{}",
        of(&[ROADMAP]),
        row("test sign-off", "@bo", "")
    );
    let told = one(&done_and_answered, &of(&[ROADMAP]));
    assert!(told.len() == 1 && told[0].starts_with("@bo was accountable"), "{told:?}");
    let only_done = format!("{}\n[[duty]]\nactivity = \"test sign-off\"\nresponsible = \"@cy\"\n", of(&[ROADMAP]));
    assert_eq!(one(&of(&[ROADMAP, sign_off]), &only_done).len(), 0, "somebody does it");
    let only_asked = format!("{}\n[[duty]]\nactivity = \"test sign-off\"\nconsulted = \"@cy\"\n", of(&[ROADMAP]));
    assert_eq!(one(&of(&[ROADMAP, sign_off]), &only_asked).len(), 1, "being asked carries nothing");
    let retired = ("test sign-off", "@bo", "retired = \"no releases\"");
    assert_eq!(one(&of(&[ROADMAP, retired]), &of(&[ROADMAP])).len(), 0, "nobody held it any more");
    assert_eq!(one(&of(&[ROADMAP, sign_off]), &of(&[ROADMAP, retired])).len(), 0, "said why");
    // Another team that takes it, and one that had it all along.
    let other = |rows: &[(&str, &str, &str)]| of(rows).replace("Tide", "Ebb");
    let both = |ebb_before: &str, ebb_after: &str| {
        let before = [("a/charter.toml", &*of(&[ROADMAP, sign_off])), ("b/charter.toml", ebb_before)];
        dropped(&before, &[("a/charter.toml", &of(&[ROADMAP])), ("b/charter.toml", ebb_after)]).len()
    };
    assert_eq!(both(&other(&[NOTES]), &other(&[NOTES, sign_off])), 0, "taken");
    assert_eq!(both(&other(&[NOTES, sign_off]), &other(&[STRATEGY, NOTES, sign_off])), 1, "its own, as before");
    // A column of somebody whom nobody here knows: it may be theirs now.
    let page = |head: &str, line: &str, row: &str| {
        format!(
            "# Tide charter\n\n| Work | QA lead | Product manager |{head}\n|---|---|---|{line}\n| Test planning {row}\n| Roadmap | I | A |{}\n",
            if head.is_empty() { "" } else { " I |" }
        )
    };
    let before = page("", "", "| A | I |");
    let known = dropped(&[("CHARTER.md", &before)], &[("CHARTER.md", &page("", "", "| I | I |"))]);
    let theirs =
        dropped(&[("CHARTER.md", &before)], &[("CHARTER.md", &page(" Night crew |", "---|", "| I | I | A |"))]);
    assert_eq!((known.len(), theirs.len()), (1, 0), "{known:?} {theirs:?}");
}

#[test]
fn a_place_in_a_team_is_offered_to_nobody_who_merely_has_the_same_title() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let member = |handle: &str| format!("\n[[member]]\nhandle = \"{handle}\"\nrole = \"software engineer\"\n");
    for team in 0..9 {
        let text = format!("[team]\nname = \"T{team}\"\n{}", member("@ida"));
        crate::harness::write(&folder.path().join(format!("t{team}/charter.toml")), text.as_bytes());
    }
    let other = format!("[team]\nname = \"Other\"\n{}", member("@bo"));
    crate::harness::write(&folder.path().join("other/charter.toml"), other.as_bytes());
    let args = ["lint", "--format", "json", "--only", "very-many-teams", "--today", TODAY];
    let said: serde_json::Value =
        serde_json::from_str(&stdout(&crate::harness::drawline(folder.path(), &args))).expect("JSON");
    let help = said["diagnostics"][0]["help"].as_str().expect("help");
    assert_eq!(help, "give places away to people who have fewer; which ones is for @ida to say");
}

#[test]
fn a_limit_of_a_role_counts_what_is_held_under_it() {
    let judged = |who: &str| {
        let charter = rows(&[("roadmap", who, ""), ("test planning", who, "")]);
        of_team("count = \"duties\"\nmax = 1\nrole = \"qa-lead\"", &charter).len()
    };
    assert_eq!((judged("@ida"), judged("@bo")), (0, 1), "the product manager is no QA lead");
}

#[test]
fn half_of_what_a_team_answers_for_may_rest_on_one_and_two_on_a_rota_are_a_warning() {
    let rest = |third: &str| {
        let all =
            [("release approval", "@ida", ""), ROADMAP, ("test planning", third, ""), ("production code", "@cy", "")];
        let charter = rows(&all) + "\n[[member]]\nhandle = \"@di\"\nrole = \"designer\"\n";
        count(
            "bus-factor",
            &[("charter.toml", &charter), ("drawline.toml", "[rules]\nbus-factor = { max = 0.5, from = 4 }\n")],
        )
    };
    assert_eq!((rest("@bo"), rest("@ida")), (0, 1), "two of four, and three");
    let rota = |below: u32| {
        let charter = rows(&[("on-call rotation", "@cy", "responsible = [\"@cy\", \"@bo\"]")]);
        let config = format!("[rules]\nsmall-rota = {{ min = 6, warning-below = {below} }}\n");
        severities("small-rota", &[("charter.toml", &charter), ("drawline.toml", &config)])
    };
    assert_eq!((rota(2), rota(3)), (vec!["advice".to_owned()], vec!["warning".to_owned()]));
}

#[test]
fn two_columns_are_two_holders_and_two_sections_two_owners() {
    let table = "# Tide charter\n\n| Work | QA lead | Test manager | Product manager |\n|---|---|---|---|\n| Test planning | A/R | I | C |\n";
    assert_eq!(count("letters-conflict", &[("charter.toml", &team("")), ("CHARTER.md", table)]), 0);
    let data = rows(&[("test planning", "@bo", "informed = [\"@bo\"]")]);
    assert_eq!(count("letters-conflict", &[("charter.toml", &data)]), 1);
    let twice = |between: &str| {
        let owners = format!("[one]\n/src/ @ida\n{between}/src/ @bo\n");
        count("duplicate-path", &[("CODEOWNERS", &owners), (".gitlab-ci.yml", ""), ("charter.toml", &team(""))])
    };
    assert_eq!((twice(""), twice("[two]\n")), (1, 0));
}
