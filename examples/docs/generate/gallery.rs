//! The gallery: a page with what each picture answers, drawn from the sample and from a history in which its product manager
//! came by one duty after the other.

use std::path::Path;

use git2::{IndexAddOption, Repository, Signature, Time};

/// How many of the duties of Checkout stand there on which day, in seconds since 1970: 2026-09-07, 10-05, 11-02 and 11-23.
const STEPS: [(usize, i64, &str); 4] = [
    (6, 1_788_782_400, "Charter of Checkout"),
    (12, 1_791_201_600, "Take on what nobody does"),
    (17, 1_793_620_800, "Help marketing out"),
    (usize::MAX, 1_795_435_200, "Sign the tests off, too"),
];
const CHARTER: &str = "teams/checkout/charter.toml";
/// What the first of these days is called.
const SINCE: &str = "september";
const SAMPLE: &str = "fixtures/overstretched";

/// The page and its pictures; `run` answers what drawline prints in a folder.
pub(super) fn files(root: &Path, run: &dyn Fn(&Path, &[&str]) -> String) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    with_history(root, folder.path()).expect("a repository");
    let run = |args: &[&str]| run(folder.path(), args);
    let report = run(&["report", "--format", "svg", "--since", SINCE]);
    let dark = report.replace("@media(prefers-color-scheme:dark)", "@media all");
    let light = report.replace("@media(prefers-color-scheme:dark)", "@media not all");
    assert!(dark != light && dark.contains("@media all{"), "the colours of a report are chosen by its reader");
    let history = run(&["history", "@maya", "--since", SINCE, "--format", "svg"]);
    vec![
        ("docs/gallery/report-dark.svg".to_owned(), dark),
        ("docs/gallery/report-light.svg".to_owned(), light),
        ("docs/gallery/history.svg".to_owned(), history),
        ("docs/gallery.md".to_owned(), page(&run)),
    ]
}

fn page(run: &dyn Fn(&[&str]) -> String) -> String {
    let table = |args: &[&str]| {
        let text = run(args);
        let lines = text.lines().filter(|line| line.starts_with('|'));
        lines.collect::<Vec<_>>().join("\n")
    };
    let matrix =
        table(&["matrix", "--team", "checkout", "--format", "markdown", "--area", "quality", "--area", "delivery"]);
    let by_role = table(&["matrix", "--by", "role", "--format", "markdown", "--area", "quality"]);
    let load = table(&["load", "--since", SINCE, "--format", "markdown"]);
    let (history, map) = (run(&["history", "@maya", "--since", SINCE]), run(&["map", "--since", SINCE]));
    format!(
        "# Gallery

One model of who holds which work, and several pictures of it. Each answers a question that people bring. All are drawn from the sample in
this repository, three teams in one of which a product manager came by one duty after the other, and written anew by `cargo run --example
docs`; a test holds that they are what the program draws.

## Where should we draw the line, and who is over it?

`drawline report --output report.html` makes one page for a browser: how things stand in five sentences, people and teams against their
limits, who holds which work, what changed, how things went, what was agreed, and what was found, each number with the lines behind it. The
file loads nothing and runs nothing; send it to whoever reads no terminal. `--anonymous` leaves people's names out.

<picture>
  <source media=\"(prefers-color-scheme: dark)\" srcset=\"gallery/report-dark.svg\">
  <img alt=\"The beginning of a report: five sentences about how things stand, and a table of people with bars for what they carry; the product manager of Checkout is over four limits.\" src=\"gallery/report-light.svg\">
</picture>

The picture itself is `drawline report --format svg`. With `--source https://github.com/acme/charters/blob/main` each line that the page
names leads to where the file can be read.

## Who does what here?

`drawline matrix --team checkout --area quality --area delivery --format markdown` is a RACI table for a README or a pull request. drawline
reads it as the facts that it was made from.

{matrix}

`drawline matrix --by role --area quality` asks which roles hold the work of an area, in all teams:

{by_role}

`--format csv` is for a spreadsheet, `--format html` for a browser.

## How is what she carries changing?

`drawline history @maya --since {SINCE}` walks along the history; so does `drawline history Checkout` for a team, and `drawline history` for
everybody.

```text
{history}```

![What @maya carries, week by week](gallery/history.svg)

`drawline load --since {SINCE} --format markdown` puts two moments beside each other:

{load}

## What crosses between teams?

`drawline map --since {SINCE}` draws teams, whoever is in several of them, and work that went from one to another. `--team` looks at one of
them closely, `--format dot` is for Graphviz.

```mermaid
{map}```
"
    )
}

/// The sample with a history, made with fixed dates, so that commits have the same names everywhere.
fn with_history(root: &Path, folder: &Path) -> Result<(), git2::Error> {
    let repository = Repository::init(folder)?;
    copy(&root.join(SAMPLE), folder);
    let charter = std::fs::read_to_string(root.join(SAMPLE).join(CHARTER)).expect("the charter of Checkout");
    let duties: Vec<&str> = charter.split("\n[[duty]]").collect();
    for (count, day, message) in STEPS {
        // The first of the duties is the last that came.
        let shown = match count {
            usize::MAX => charter.clone(),
            count => format!("{}\n[[duty]]{}\n", duties[0], duties[2..count + 2].join("\n[[duty]]")),
        };
        std::fs::write(folder.join(CHARTER), shown).expect("a charter");
        let mut index = repository.index()?;
        index.add_all(["*"], IndexAddOption::DEFAULT, None)?;
        let tree = repository.find_tree(index.write_tree()?)?;
        let author = Signature::new("Maya Okafor", "maya@example.org", &Time::new(day, 0))?;
        let parent = repository.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let commit = repository.commit(Some("HEAD"), &author, &author, message, &tree, &parents)?;
        if parents.is_empty() {
            repository.tag_lightweight(SINCE, &repository.find_object(commit, None)?, false)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a file");
        }
    }
}
