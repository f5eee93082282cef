//! Pages of the manual: what `clap_mangen` makes of the command line, with the exit status, the environment and examples.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// What an exit code says, for commands that judge.
const JUDGING: &[(&str, &str)] = &[
    ("0", "nobody is over the line, or nothing new is"),
    ("1", "a finding is at least as severe as --fail-on"),
    ("2", "it could not judge: a wrong invocation, a broken rule file, something wrong in Git"),
    ("3", "there was nothing to judge"),
];
/// What an exit code says, for all others.
const ANSWERING: &[(&str, &str)] = &[
    ("0", "the answer is on standard output"),
    ("2", "it could not answer: a wrong invocation, a broken configuration, a file that cannot be read"),
    ("3", "there is nothing to read here"),
];
/// Variables that are heard beside those of flags.
const HEARD: &[(&str, &str)] = &[
    ("NO_COLOR", "no colours, where --color says nothing"),
    ("FORCE_COLOR, CLICOLOR_FORCE", "colours also where standard output is no terminal; 0 for none"),
    ("GIT_DIR, GIT_INDEX_FILE, GIT_WORK_TREE", "the repository and index, as Git sets them for hooks"),
];

/// What is typed, and what it does.
type Example = (&'static str, &'static str);

/// Examples by command.
pub(super) const EXAMPLES: &[(&[&str], &[Example])] = &[
    (
        &[],
        &[
            ("drawline init", "look at what is here and propose a configuration"),
            ("drawline lint", "judge the working tree"),
            ("drawline explain test-sign-off", "say where the line runs, and why"),
        ],
    ),
    (
        &["lint"],
        &[
            ("drawline lint", "judge the working tree"),
            ("drawline lint --staged", "judge what the next commit would hold, against HEAD"),
            (
                "drawline lint --range origin/main..HEAD --rules-from origin/main",
                "judge each commit of a branch by the rules of its base",
            ),
            ("drawline lint --format short --output sarif=drawline.sarif", "print lines, and write SARIF as well"),
            ("drawline lint --fix --diff", "show which slips can be fixed, and change nothing"),
        ],
    ),
    (
        &["facts"],
        &[
            ("drawline facts", "print all that was read"),
            ("drawline facts --files", "list the files: what was read, what was passed over, and why"),
            ("drawline facts docs/roles.md --explain", "say why each fact of a page was read so"),
        ],
    ),
    (
        &["explain"],
        &[
            ("drawline explain out-of-scope", "a rule"),
            ("drawline explain \"sign off on testing\"", "work, by words that name it"),
            ("drawline explain \"product manager\"", "a role"),
            ("drawline explain stretch", "a word of drawline"),
        ],
    ),
    (&["rules"], &[("drawline rules list", "name every rule with its severity")]),
    (&["rules", "list"], &[("drawline rules list", "name every rule with its severity")]),
    (
        &["rules", "new"],
        &[("drawline rules new too-many-beta-programs --kind limit", "write a limit of your own, with an example")],
    ),
    (
        &["rules", "test"],
        &[
            ("drawline rules test", "run the examples of your own rules"),
            ("drawline rules test --history main~50..main", "say which past commits they would have stopped"),
        ],
    ),
    (
        &["rules", "vendor"],
        &[("drawline rules vendor", "bring the rules that `extends` names, and lock what they say")],
    ),
    (
        &["load"],
        &[
            ("drawline load --format markdown", "a table of what everybody carries, for a page"),
            ("drawline load --since main", "what people carry now, beside what they carried there"),
        ],
    ),
    (
        &["matrix"],
        &[
            ("drawline matrix --team Checkout --format markdown", "who does what in a team, for its README"),
            ("drawline matrix --by role --area quality", "which roles hold the work of an area, in all teams"),
            ("drawline matrix --format csv --output matrix.csv", "all of it, for a spreadsheet"),
        ],
    ),
    (
        &["report"],
        &[
            ("drawline report --output report.html", "how things stand, for a browser"),
            (
                "drawline report --since main~100 --anonymous --output report.html",
                "with what changed, and without names",
            ),
        ],
    ),
    (
        &["history"],
        &[
            ("drawline history Checkout", "how what a team carries has changed in twelve weeks"),
            ("drawline history @maya --since v1.0 --every month", "how the load of a person has changed since a tag"),
            ("drawline history --format svg --output history.svg", "the same of everybody, as a picture"),
        ],
    ),
    (
        &["map"],
        &[
            ("drawline map", "teams and who is in several, for a block of Mermaid"),
            (
                "drawline map --team Checkout --since main --format dot",
                "one team, with what was handed over, for Graphviz",
            ),
        ],
    ),
    (
        &["line"],
        &[
            ("drawline line @maya", "what a person keeps, shares and hands over, and to whom"),
            ("drawline line product-manager", "the line of a role under this profile, with the reasons"),
            ("drawline line Checkout --format html --output checkout.html", "a team's page, for a browser"),
        ],
    ),
    (
        &["who"],
        &[
            ("drawline who test sign-off", "who holds a kind of work"),
            ("drawline who services/checkout", "who owns a path"),
            ("drawline who @maya", "what a person holds"),
        ],
    ),
    (&["waivers"], &[("drawline waivers", "list the exceptions with their reasons and last days")]),
    (&["diff"], &[("drawline diff main..HEAD --format markdown", "who gains and loses what, for a pull request")]),
    (
        &["baseline"],
        &[
            ("drawline baseline write", "keep what is found today out of the way"),
            ("drawline baseline prune", "take out what is fixed since"),
        ],
    ),
    (&["baseline", "write"], &[("drawline baseline write", "keep what is found today out of the way")]),
    (&["baseline", "prune"], &[("drawline baseline prune", "take out what is fixed")]),
    (
        &["init"],
        &[
            ("drawline init", "propose a configuration, and ask before it is written"),
            ("drawline init --yes --alias PM=product-manager", "write it, with what PM means here"),
            ("drawline init --yes --charter Checkout", "write a first charter as well"),
        ],
    ),
    (
        &["hook"],
        &[
            ("drawline hook install", "judge what is staged before each commit"),
            ("drawline hook uninstall", "take the hooks away again"),
        ],
    ),
    (&["hook", "install"], &[("drawline hook install --pre-push", "judge every commit before a push as well")]),
    (&["hook", "uninstall"], &[("drawline hook uninstall", "take the hooks away again")]),
    (&["schema"], &[("drawline schema charter > charter.schema.json", "the schema for an editor")]),
    (
        &["completions"],
        &[
            ("drawline completions bash > ~/.local/share/bash-completion/completions/drawline", "for bash"),
            ("drawline completions fish > ~/.config/fish/completions/drawline.fish", "for fish"),
            ("drawline completions zsh > ~/.zfunc/_drawline", "for zsh, with ~/.zfunc in fpath"),
        ],
    ),
    (&["man"], &[("drawline man lint > drawline-lint.1", "the page of a command")]),
];

/// The page of a command.
pub(super) fn page(command: Command, words: &[&str]) -> io::Result<Vec<u8>> {
    let environment = environment(&command);
    let (has_below, has_version) = (command.has_subcommands(), command.get_version().is_some());
    let man = Man::new(command);
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if has_below {
        man.render_subcommands_section(&mut text)?;
    }
    let judges = matches!(words, [] | ["lint"] | ["rules", "test"] | ["diff"]);
    let status = if judges { JUDGING } else { ANSWERING };
    let status = status.iter().map(|(code, meaning)| ((*code).to_owned(), (*meaning).to_owned()));
    section(&mut text, "EXIT STATUS", status)?;
    section(&mut text, "ENVIRONMENT", environment.into_iter())?;
    let examples = EXAMPLES.iter().filter(|(of, _)| *of == words).flat_map(|(_, examples)| *examples);
    section(&mut text, "EXAMPLES", examples.map(|(typed, does)| ((*typed).to_owned(), (*does).to_owned())))?;
    if has_version {
        man.render_version_section(&mut text)?;
    }
    Ok(text)
}

/// The variables that stand for flags, and those that are heard anyway.
fn environment(command: &Command) -> Vec<(String, String)> {
    let flags = command.get_arguments().filter_map(|arg| {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let flag = arg.get_long().map(|long| format!("stands for --{long}: ")).unwrap_or_default();
        Some((arg.get_env()?.to_string_lossy().into_owned(), flag + &help))
    });
    flags.chain(HEARD.iter().map(|(name, does)| ((*name).to_owned(), (*does).to_owned()))).collect()
}

fn section(text: &mut Vec<u8>, title: &str, rows: impl Iterator<Item = (String, String)>) -> io::Result<()> {
    let mut roff = Roff::default();
    roff.control("SH", [title]);
    let mut is_empty = true;
    for (name, meaning) in rows {
        is_empty = false;
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(meaning)]);
    }
    if is_empty { Ok(()) } else { roff.to_writer(text) }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::*;
    use crate::cli::Cli;

    fn every_command(command: &Command, words: &[String], all: &mut Vec<Vec<String>>) {
        all.push(words.to_vec());
        for below in command.get_subcommands().filter(|below| !below.is_hide_set() && below.get_name() != "help") {
            every_command(below, &[words, &[below.get_name().to_owned()]].concat(), all);
        }
    }

    #[test]
    fn every_command_has_examples_that_can_be_typed() {
        let mut all = Vec::new();
        every_command(&Cli::command(), &[], &mut all);
        for words in &all {
            assert!(EXAMPLES.iter().any(|(of, _)| of == words), "give {} an example", words.join(" "));
        }
        for (_, examples) in EXAMPLES {
            for (typed, _) in *examples {
                let typed = typed.split(" > ").next().unwrap_or_default().replace('"', "");
                assert!(Cli::try_parse_from(typed.split(' ')).is_ok(), "{typed}");
            }
        }
    }
}
