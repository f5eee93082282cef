//! `cargo run --example docs` writes what README and `docs/` take from the rules and the program: a page per rule, the line of a
//! product manager, the picture of a terminal, the gallery of pictures. A test holds that nothing there is out of date.

mod generate;

use std::path::Path;

use clap::Parser as _;
use drawline::base::progress::Unwatched;
use drawline::cli::Cli;
use drawline::run::{Terminal, run};

/// The day on which the sample is judged.
const TODAY: &str = "2026-11-25";

fn answer(folder: &Path, args: &[&str]) -> String {
    std::env::set_current_dir(folder).expect("a folder");
    let typed = std::iter::once("drawline").chain(args.iter().copied());
    if args.ends_with(&["--help"]) {
        return Cli::try_parse_from(typed).map_or_else(|help| help.to_string(), |_| String::new());
    }
    let words = typed.chain(["--today", TODAY]);
    let cli = Cli::parse_from(words);
    let terminal = Terminal { colour: true, width: None, links: false, interactive: false, progress: &Unwatched };
    run(&cli, terminal).expect("the sample can be judged").text
}

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The folder that commands run in is changed by them.
    for (path, text) in generate::files(root, &answer) {
        let file = root.join(&path);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, text)?;
    }
    Ok(())
}
