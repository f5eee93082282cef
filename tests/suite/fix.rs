//! What `--fix` writes: slips become what they were meant to be, and no other byte changes.

use drawline::base::path::RepoPath;
use drawline::io::worktree::Worktree;

use crate::harness::{Repo, drawline, scratch, stdout};

const TEAMS: usize = 100;
/// Words of a charter of ours that a slip can hit.
const NAMES: &[&str] = &[
    "mission",
    "engineers",
    "allocation",
    "accountable",
    "responsible",
    "product-manager",
    "engineering manager",
    "incident-command",
    "Roadmap",
    "@person-",
];

fn charter(team: usize) -> String {
    format!(
        "# Team {team} \u{2013} what we do.\r\n[team]\nname = \"Team {team}\"  # a name\nmission = 'Ship: it \\ all'\nengineers = 5\n\n\
         [[member]]\nhandle = \"@person-{team}-ada\"\nrole = 'product-manager' # since March\n\
         allocation = 0.50\n\n[[member]]\nhandle = \"@person-{team}-lin\"\nrole = \"engineering manager\"\n\n\
         [[duty]]\nactivity   =   \"incident-command\"\naccountable=\"@person-{team}-lin\"\nresponsible = [\n    \
         \"@person-{team}-ada\", # for now\n    '@person-{team}-lin',\n]\n\n\
         [[duty]]\nactivity = \"Roadmap\"\naccountable = \"@person-{team}-ada\"\n# the end"
    )
}

/// One letter doubled, or two of them swapped, in the last occurrence of a word.
fn slip(text: &str, word: &str, number: usize) -> String {
    let at = text.rfind(word).expect("there");
    // Inside the word, past what short words or marks stand at its start.
    let mut letters: Vec<char> = word.chars().collect();
    let mut place = letters.len() - 3 - number % 2;
    while !(letters[place].is_alphabetic() && letters[place - 1].is_alphabetic()) {
        place -= 1;
    }
    if number.is_multiple_of(3) || letters[place] == letters[place - 1] {
        letters.insert(place, letters[place]);
    } else {
        letters.swap(place, place - 1);
    }
    let slipped: String = letters.into_iter().collect();
    format!("{}{slipped}{}", &text[..at], &text[at + word.len()..])
}

#[test]
fn a_thousand_slips_are_mended_and_nothing_else_changes() {
    let whole: Vec<(String, String)> =
        (0..TEAMS).map(|team| (format!("teams/{team}/charter.toml"), charter(team))).collect();
    let mut people = String::new();
    for team in 0..TEAMS {
        people +=
            &format!("[[person]]\nhandle = \"@person-{team}-ada\"\n[[person]]\nhandle = \"@person-{team}-lin\"\n");
    }
    let mut slips = 0;
    let broken: Vec<(String, String)> = whole
        .iter()
        .enumerate()
        .map(|(team, (path, text))| {
            let mut text = text.clone();
            for (number, name) in NAMES.iter().enumerate() {
                text = slip(&text, name, team + number);
                slips += 1;
            }
            (path.clone(), text)
        })
        .collect();
    assert_eq!(slips, 1000);
    let files: Vec<(&str, &str)> = broken.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = scratch(&files);
    std::fs::write(folder.path().join("people.toml"), &people).expect("a file");
    let first = drawline(folder.path(), &["lint", "--fix", "--format", "json", "--today", "2026-06-01"]);
    for (path, text) in &whole {
        let now = std::fs::read_to_string(folder.path().join(path)).expect("a file");
        assert_eq!(now, *text, "{path}");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("people.toml")).expect("a file"), people);
    assert!(stdout(&first).contains("\"fixed\": 1000"), "{}", &stdout(&first)[stdout(&first).len() - 400..]);
    let second = drawline(folder.path(), &["lint", "--diff", "--today", "2026-06-01"]);
    assert_eq!(stdout(&second), "", "nothing is left to mend");
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone_and_so_are_the_others() {
    let folder = scratch(&[("a.toml", "a = 1\n"), ("b.toml", "b = 2\n")]);
    Repo::new(folder.path());
    let worktree = Worktree::find(folder.path()).expect("a folder");
    let [a, b] = ["a.toml", "b.toml"].map(|path| RepoPath::new(path).expect("sound"));
    let changes = [(&a, "a = 1\n", "a = 9\n"), (&b, "b = 1\n", "b = 9\n")];
    let refused = worktree.rewrite(changes.into_iter()).expect_err("b.toml is not what it was");
    assert!(refused.message.contains("b.toml has changed"), "{}", refused.message);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.toml")).expect("a file"), "a = 1\n");
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_is_not_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = scratch(&[("teams/a/charter.toml", "[team]\nname = \"A\"\nmision = \"x\"\n")]);
    let outside = scratch(&[("charter.toml", "[team]\nname = \"B\"\nmision = \"x\"\n")]);
    let file = folder.path().join("teams/a/charter.toml");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink(outside.path(), folder.path().join("teams/b")).expect("a link");
    symlink(outside.path().join("charter.toml"), folder.path().join("teams/c.charter.toml")).expect("a link");
    drawline(folder.path(), &["lint", "--fix"]);
    assert_eq!(std::fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o640);
    assert!(std::fs::read_to_string(&file).expect("a file").contains("mission"));
    let theirs = std::fs::read_to_string(outside.path().join("charter.toml")).expect("a file");
    assert!(theirs.contains("mision"), "what lies outside is not ours");
    let left: Vec<_> = std::fs::read_dir(file.parent().expect("above")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing is left beside it: {left:?}");
}

/// A pull request can hold a link with any name, also beside a file that a run writes.
#[cfg(unix)]
#[test]
fn no_link_beside_an_output_is_written_through() {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"A\"\n")]);
    let outside = scratch(&[("theirs", "theirs\n")]);
    for name in [".out.sarif.drawline-new", "out.sarif"] {
        std::os::unix::fs::symlink(outside.path().join("theirs"), folder.path().join(name)).expect("a link");
    }
    let refused = drawline(folder.path(), &["lint", "--output", "sarif=out.sarif"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("leads out of the repository by a link"));
    assert_eq!(std::fs::read_to_string(outside.path().join("theirs")).expect("a file"), "theirs\n");
}
