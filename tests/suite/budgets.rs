//! What an input may cost: four times as much of it about four times as much, whatever it is made of and however it is shown; and
//! what is too much is refused. Costs are of one thread's processor time and compared within one run, so that no machine is too
//! slow for them.

use std::fmt::Write as _;
use std::sync::Arc;

use drawline::base::date::Date;
use drawline::base::diagnostic::Diagnostic;
use drawline::base::limits;
use drawline::base::path::RepoPath;
use drawline::history::report::{Entry, Texts, label_places};
use drawline::lint::Judgement;
use drawline::load::whom;
use drawline::policy::{Choice, Policy};
use drawline::render::{
    Report, TargetKind, github, gitlab, human, json, junit, markdown, narrated, rdjson, sarif, short,
};
use drawline::snapshot::{Snapshot, SnapshotFile};

use crate::growth::{Start, growth};
use crate::harness::{drawline, scratch, stdout};

/// A kind of input: its name, so many things that a debug build takes some ten milliseconds for it, and its files.
type Input = (&'static str, usize, fn(usize) -> Files);
type Files = Vec<(String, String)>;

const WORK: [&str; 5] = ["sign off on testing", "release notes", "roadmap", "prioritization", "incident response"];

fn team(rest: &str) -> Files {
    vec![("charter.toml".into(), format!("[team]\nname = \"A\"\n{rest}"))]
}

fn many(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, at| {
        let _ = write!(all, "{}", each(at));
        all
    })
}

fn member(handle: &str, role: &str) -> String {
    format!("[[member]]\nhandle = \"@{handle}\"\nrole = \"{role}\"\n")
}

fn duty(work: &str, keys: &str) -> String {
    format!("[[duty]]\nactivity = \"{work}\"\n{keys}\n")
}

/// One input for each thing that is asked once for each of another.
const INPUTS: &[Input] = &[
    ("members with a duty each", 120, |n| {
        let members = many(n, |at| member(&format!("m{at}"), "product-manager"));
        team(&(members + &many(n, |at| duty(WORK[at % 5], &format!("accountable = \"@m{at}\"")))))
    }),
    ("duties of one holder", 200, |n| {
        let duties = many(n, |at| duty(WORK[at % 5], "accountable = \"@m\"\nresponsible = [\"@k\"]"));
        team(&(member("m", "product-manager") + &duties))
    }),
    ("holders below their floor", 120, |n| {
        let members = many(n, |at| member(&format!("m{at}"), "product-manager"));
        team(
            &(members + &many(n, |at| duty("prioritization", &format!("accountable = \"@b\"\ninformed = \"@m{at}\"")))),
        )
    }),
    ("names in a row", 200, |n| {
        let names = many(n, |at| format!("\"@c{at}\","));
        team(
            &(member("m", "product-manager")
                + &duty("roadmap", &format!("accountable = \"@m\"\nconsulted = [{names}]"))),
        )
    }),
    ("entries of one member", 300, |n| team(&many(n, |_| member("m", "product-manager")))),
    ("work that nobody knows", 200, |n| {
        team(&(member("m", "product-manager") + &many(n, |at| duty(&format!("zqxj{at}"), "accountable = \"@m\""))))
    }),
    ("roles that nobody knows", 200, |n| {
        team(&many(n, |at| member(&format!("m{at}"), &format!("product-maneger{at}"))))
    }),
    ("unknown roles with work", 150, |n| {
        let members = many(n, |at| member(&format!("m{at}"), "frob captain"));
        team(&(members + &many(n, |at| duty("roadmap", &format!("accountable = \"@m{at}\"")))))
    }),
    ("rows that read alike", 150, |n| {
        let members = member("m", "product-manager") + &member("k", "engineering-manager");
        team(&(members + &many(n, |at| duty(&format!("prioritise features of part {at}"), "accountable = \"@m\""))))
    }),
    ("a row in one line with the others", 200, |n| {
        let rows = many(n, |at| format!("{{activity = \"zqxj{at}\", accountable = \"@m\"}}, "));
        vec![("charter.toml".into(), format!("team = {{name = \"A\"}}\nduty = [{rows}]\n"))]
    }),
    ("keys that nobody knows", 200, |n| team(&many(n, |at| format!("k{at} = 1\n")))),
    ("slips that are read as what they mean", 100, |n| team(&many(n, |_| duty("roadmap", "acountable = \"@m\"")))),
    ("lines that are no TOML", 400, |n| vec![("charter.toml".into(), "= \n\n".repeat(n))]),
    ("errors in one line", 300, |n| vec![("charter.toml".into(), "a = [ = ".repeat(n))]),
    ("people", 300, |n| {
        let people = many(n, |at| {
            format!("[[person]]\nhandle = \"@h{at}\"\nname = \"Person N{at}\"\nrole = \"product-manager\"\n")
        });
        vec![("people.toml".into(), people)]
    }),
    ("unknown handles beside many known ones", 550, |n| {
        let people = many(n, |at| format!("[[person]]\nhandle = \"@abcdefgh{at}\"\n"));
        let names = many(n, |at| format!("\"@abcdefhg{at}x\","));
        let mut files = team(&duty("roadmap", &format!("responsible = [{names}]")));
        files.push(("people.toml".into(), people));
        files
    }),
    ("teams of a map", 150, |n| {
        let config = "[[map]]\nfiles = [\"bot.toml\"]\n[[map.member]]\neach = \"g.*[]\"\nteam = \"@key\"\nhandle = \".\"\nrole = { is = \"engineer\" }\n";
        vec![
            ("drawline.toml".into(), config.into()),
            ("bot.toml".into(), format!("[g]\n{}", many(n, |at| format!("t{at} = [\"a\"]\n")))),
        ]
    }),
    ("rows of a map", 60, |n| {
        let rows = "[[map.own]]\neach = \"*\"\npath = \"@key\"\nowner = \"o\"\n".repeat(n);
        let tables = many(20, |at| format!("[t{at}]\no = \"@a\"\n"));
        vec![("drawline.toml".into(), format!("[[map]]\nfiles = [\"bot.toml\"]\n{rows}")), ("bot.toml".into(), tables)]
    }),
    ("patterns of the configuration", 100, |n| {
        let patterns = many(n, |at| format!("\"x{at}/**/*.toml\","));
        let mut files: Files =
            (0..20).map(|at| (format!("d{at}/charter.toml"), format!("[team]\nname = \"T{at}\"\n"))).collect();
        files.push(("drawline.toml".into(), format!("exclude = [{patterns}]\n")));
        files
    }),
    ("waivers of the configuration", 60, |n| {
        let waivers = many(n, |at| {
            format!(
                "[[waiver]]\nrule = \"unknown-activity\"\nreason = \"r{at}\"\nuntil = 2026-12-01\npath = \"**/x{at}*\"\n"
            )
        });
        let duties = many(n, |at| duty(&format!("zqxj{at}"), "accountable = \"@m\""));
        let mut files = team(&(member("m", "product-manager") + &duties));
        files.push(("drawline.toml".into(), waivers));
        files
    }),
    ("waivers in one line", 100, |n| {
        vec![("CHARTER.md".into(), format!("x {}\n", "<!-- drawline: ignore[x] y --> ".repeat(n)))]
    }),
    ("marks of waivers in one line", 300, |n| {
        vec![("CHARTER.md".into(), format!("x {}\n", "# drawline x ".repeat(n)))]
    }),
    ("marks of waivers in one comment", 300, |n| team(&format!("x = 1 {}\n", "# drawlin ".repeat(n)))),
    ("owners of paths", 150, |n| {
        vec![
            ("CODEOWNERS".into(), many(n, |at| format!("/src/d{at}/ @p{at}\n"))),
            ("ownership.toml".into(), many(n, |at| format!("[[own]]\npath = \"/src/d{at}/\"\nowner = \"@o{at}\"\n"))),
        ]
    }),
    ("owners of one path", 150, |n| {
        vec![("ownership.toml".into(), many(n, |at| format!("[[own]]\npath = \"/src/d/\"\nowner = \"@o{at}\"\n")))]
    }),
    ("sections of code owners", 150, |n| {
        vec![
            ("CODEOWNERS".into(), many(n, |at| format!("[s{at}]\n/a{at} @m{at}\n"))),
            (".gitlab-ci.yml".into(), String::new()),
        ]
    }),
    ("keys of YAML in one another", 60, |n| {
        let keys = many(n, |at| format!("{}{}{at}:\n", " ".repeat(at + 1), "k".repeat(60)));
        vec![("catalog-info.yaml".into(), format!("kind: Component\nspec:\n{keys}{}x: 1\n", " ".repeat(n + 1)))]
    }),
    ("sentences of a paragraph", 80, |n| {
        vec![(
            "CHARTER.md".into(),
            format!(
                "# Product manager\n\n{}\n",
                "Release notes are written by the technical writer. The PM signs off on tests. ".repeat(n)
            ),
        )]
    }),
    ("brackets in brackets", 5, |n| {
        let text = format!("{}the roadmap{}", "owns (the PM owns ".repeat(n), ")".repeat(n));
        vec![("CHARTER.md".into(), format!("# Product manager\n\n- {text}\n"))]
    }),
    ("meanings of an abbreviation", 60, |n| {
        vec![(
            "CHARTER.md".into(),
            format!("# Roles\n\n{}\n", many(n, |at| format!("product manager (P{at}) owns the roadmap. "))),
        )]
    }),
    ("sentences of one line", 2_000, |n| {
        vec![(
            "CHARTER.md".into(),
            format!("# Roles\n\nThe product manager owns the roadmap. {}\n", "All of it works. ".repeat(n)),
        )]
    }),
    ("columns of a table", 100, |n| {
        let row = format!("| sign off on testing |{}\n", " R |".repeat(n));
        let head = format!("| Activity |{}\n|---|{}\n", " product manager |".repeat(n), "---|".repeat(n));
        vec![("CHARTER.md".into(), head + &row.repeat(3))]
    }),
    ("rows of a table", 60, |n| {
        let head = "| Activity | product manager | QA lead | designer |\n|---|---|---|---|\n";
        vec![("CHARTER.md".into(), head.to_owned() + &"| sign off on testing | R/A | C | I |\n".repeat(n))]
    }),
    ("people of prose", 60, |n| {
        let people = many(n, |at| format!("[[person]]\nhandle = \"@h{at}\"\nname = \"Person N{at} Smith\"\n"));
        let page = many(n, |at| format!("@h{at} owns the roadmap. Person N{at} Smith signs off on testing.\n\n"));
        vec![("people.toml".into(), people), ("CHARTER.md".into(), page)]
    }),
    ("words joined by hyphens", 200, |n| {
        vec![("CHARTER.md".into(), format!("# A\n\n{}x owns the roadmap.\n", "business-product-manager-".repeat(n)))]
    }),
    ("gaps of a phrase of one's own", 3, |n| {
        let rule = format!(
            "name = \"frob\"\nkind = \"phrase\"\nseverity = \"error\"\nmessage = \"frob\"\nphrases = [\"{}b1\"]\nwhy = \"w\"\nfix = \"f\"\n",
            "a1 ... ".repeat(n)
        );
        let mut files = team(&duty(&"a1 ".repeat(120), "accountable = \"@m\""));
        files.extend([
            ("drawline.toml".into(), "rule-files = [\"own/*.toml\"]\n".into()),
            ("own/frob.toml".into(), rule),
        ]);
        files
    }),
    ("phrases and near misses of one's own", 8, |n| {
        let list = |word: &str| many(n, |at| format!("\"{word}{at} knob\","));
        let rule = format!(
            "name = \"frob\"\nkind = \"phrase\"\nseverity = \"error\"\nmessage = \"frob\"\nphrases = [{}]\nnear-misses = [{}]\nwhy = \"w\"\nfix = \"f\"\n",
            list("frob"),
            list("nab")
        );
        let mut files = team(&many(20, |at| duty(&format!("frob{at} knob nab{at} knob"), "accountable = \"@m\"")));
        files.extend([
            ("drawline.toml".into(), "rule-files = [\"own/*.toml\"]\n".into()),
            ("own/frob.toml".into(), rule),
        ]);
        files
    }),
];

fn text<'a>(files: &'a Files, name: &str) -> Option<&'a str> {
    files.iter().find(|(path, _)| path == name).map(|(_, text)| text.as_str())
}

fn policy(files: &Files) -> Arc<Policy> {
    let own: Vec<_> = files
        .iter()
        .filter(|(path, _)| path.starts_with("own/"))
        .map(|(path, text)| (RepoPath::new(path).expect("sound"), Arc::from(text.as_str())))
        .collect();
    let rule_files = |_: &drawline::config::RuleFiles| Ok(own.clone());
    let config =
        text(files, "drawline.toml").map(|text| (RepoPath::new("drawline.toml").expect("sound"), Arc::from(text)));
    Arc::new(Policy::load(Choice { config, rule_files: Some(&rule_files), ..Choice::default() }).expect("a policy"))
}

/// Judges files and shows what is found in every format; answers how much was shown in each.
fn whole(files: &Files) -> Vec<usize> {
    let policy = policy(files);
    let snapshot = Snapshot::new(
        files
            .iter()
            .filter_map(|(path, text)| {
                let path = RepoPath::new(path).expect("sound");
                let format = policy.config.format_of(&path, false)?;
                Some(SnapshotFile { path, format, bytes: text.as_bytes().into() })
            })
            .collect(),
    );
    let today = Date::new(2026, 6, 1).expect("a day");
    let mut judgement = Judgement::of(&policy, &snapshot, today);
    let found = judgement.take_diagnostics();
    let whom = whom(&policy, judgement.org(), today, found.iter());
    let texts = Arc::new(Texts::gather(label_places(&found), |place| {
        snapshot.text(&place.path).or_else(|| policy.text_of(place))
    }));
    let entry = |diagnostic: Diagnostic| Entry {
        diagnostic,
        state: None,
        commit: None,
        introduced_by: None,
        texts: texts.clone(),
    };
    let entries: Vec<Entry> = found.into_iter().map(entry).collect();
    let report = Report {
        target: TargetKind::Worktree,
        spec: None,
        entries: &entries,
        waived: &[],
        files: 1,
        coverage: &drawline::lint::coverage::Coverage::default(),
        notes: &[],
        origins: &drawline::fleet::Origins::default(),
        commits: 0,
        resolved: 0,
        fixed: 0,
        known: 0,
        settled: 0,
        not_shown: drawline::history::selection::NotShown::default(),
        rules_changed: &[],
        whom: &whom,
    };
    let look = human::Look {
        colour: false,
        width: 100,
        quiet: false,
        excerpts: true,
        verbose: false,
        links: None,
        here: drawline::base::here::Here::default(),
    };
    let shown = [
        human::render(&report, &look),
        narrated::render(&report, &look),
        short::render(&report, &look.here),
        json::render(&report),
        sarif::render(&report, &policy.rules),
        github::render(&report),
        gitlab::render(&report),
        junit::render(&report),
        rdjson::render(&report),
        markdown::render(&report),
    ];
    shown.iter().map(String::len).collect()
}

/// The square would be sixteen times as much.
#[test]
fn twice_the_input_costs_about_twice_the_time() {
    let start = Start::of(|| whole(&team("")));
    let mut slow = Vec::new();
    for (name, n, files) in INPUTS {
        let (few, many) = (files(*n), files(4 * n));
        let ratio = growth(start, 9.0, || whole(&few), || whole(&many));
        if ratio > 9.0 {
            slow.push(format!("{name}: four times as much costs {ratio:.1} times the time"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

/// A finding costs what it says, not what its file holds: shown in a format, ten times the findings are ten times the text.
#[test]
fn no_finding_repeats_what_all_of_its_file_says() {
    for (name, n, files) in INPUTS {
        let (few, many) = (whole(&files(*n)), whole(&files(4 * n)));
        for (at, (few, many)) in few.iter().zip(&many).enumerate() {
            assert!(*many < few * 6 + 60_000, "{name}: format {at} shows {few} and then {many} bytes");
        }
    }
}

#[test]
fn what_is_too_much_is_refused_and_fails() {
    let over = |limit: limits::Limit| limit.most + 1;
    let name = "n".repeat(over(limits::NAME));
    let people = |count: usize| many(count, |at| format!("\"@c{at}\","));
    let inputs = [
        ("charter.toml", format!("[team]\nname = \"A\"\n{}", member("m", "pm").repeat(over(limits::ENTRIES)))),
        (
            "charter.toml",
            format!(
                "[team]\nname = \"A\"\n{}",
                duty("roadmap", &format!("consulted = [{}]", people(over(limits::NAMES))))
            ),
        ),
        ("charter.toml", format!("[team]\nname = \"{name}\"\n")),
        ("people.toml", format!("[[person]]\nhandle = \"@{name}\"\n")),
        ("CODEOWNERS", format!("/src/ @{name}\n")),
        ("CHARTER.md", format!("x {}\n", "<!-- drawline: ignore[x] y --> ".repeat(over(limits::WAIVERS)))),
        ("charter.toml", "#".repeat(over(limits::FILE))),
    ];
    for (path, text) in inputs {
        let folder = scratch(&[(path, &text), ("b/charter.toml", "[team]\nname = \"B\"\n")]);
        let output = drawline(folder.path(), &["lint", "--format", "short"]);
        let said = stdout(&output);
        assert_eq!(output.status.code(), Some(1), "{path} {}: {said:.300}", &text[..40.min(text.len())]);
        assert!(said.contains(&format!("{path}:")) && said.contains("[unreadable-file]"), "{path}: {said:.300}");
    }
    // At the limit, all of it is read.
    let at =
        format!("[team]\nname = \"A\"\n{}", duty("roadmap", &format!("informed = [{}]", people(limits::NAMES.most))));
    let output = drawline(scratch(&[("charter.toml", &at)]).path(), &["lint", "--format", "short"]);
    assert!(!stdout(&output).contains("[unreadable-file]"), "{:.300}", stdout(&output));
}

#[test]
fn of_very_many_problems_and_findings_it_is_said_that_there_are_more() {
    let keys = many(limits::PROBLEMS.most + 10, |at| format!("k{at} = 1\n"));
    let folder = scratch(&[("charter.toml", &format!("{keys}[team]\nname = \"A\"\n"))]);
    let said = stdout(&drawline(folder.path(), &["lint", "--format", "short"]));
    assert_eq!(said.lines().count(), limits::PROBLEMS.most + 1, "{said:.300}");
    assert!(said.contains("more is wrong with this file than the 1000 problems that are told"), "{said:.300}");
    let duties =
        many(limits::SHOWN.most + 10, |at| duty(&format!("zqxj{at}"), "accountable = \"@m\"\ninformed = \"@m\""));
    let folder = scratch(
        &team(&(member("m", "product-manager") + &duties)).iter().map(|(a, b)| (&**a, &**b)).collect::<Vec<_>>(),
    );
    for format in ["human", "narrated"] {
        let said = stdout(&drawline(folder.path(), &["lint", "--format", format]));
        assert!(said.to_lowercase().contains(" more, none of them heavier: `--format json` has all"), "{format}");
    }
}
