//! Questions to whoever sits at the terminal. Asked on standard error, so that standard output stays the answer alone.

use std::io::{self, BufRead as _, Write as _};

use crate::base::error::Error;

/// Asks for yes or no; no where nothing is said. `before` is shown first.
///
/// # Errors
/// A terminal that cannot be read.
pub fn yes(before: &str, question: &str) -> Result<bool, Error> {
    let said = line(&format!("{before}{question} [y/N] "))?;
    Ok(matches!(said.to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// Asks for a number; `None` where none is said.
///
/// # Errors
/// A terminal that cannot be read.
pub fn number(question: &str) -> Result<Option<usize>, Error> {
    loop {
        let said = line(&format!("{question} [a number, or Enter] "))?;
        match said.parse() {
            Ok(number) => return Ok(Some(number)),
            Err(_) if said.is_empty() => return Ok(None),
            Err(_) => {}
        }
    }
}

/// Asks for one of several; `None` where none is chosen.
///
/// # Errors
/// A terminal that cannot be read.
pub fn one_of<'a>(question: &str, choices: &[&'a str]) -> Result<Option<&'a str>, Error> {
    let list: String = choices.iter().enumerate().map(|(at, choice)| format!("  {}) {choice}\n", at + 1)).collect();
    loop {
        let said = line(&format!("{question}\n{list}[a number, or Enter to leave it open] "))?;
        if said.is_empty() {
            return Ok(None);
        }
        let chosen = said.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
        if let Some(chosen) = chosen {
            return Ok(Some(chosen));
        }
    }
}

fn line(question: &str) -> Result<String, Error> {
    let mut said = String::new();
    let mut stderr = io::stderr();
    let asked = stderr.write_all(question.as_bytes()).and_then(|()| stderr.flush());
    asked
        .and_then(|()| io::stdin().lock().read_line(&mut said))
        .map_err(|error| Error::cannot_judge(format!("cannot ask: {error}"), "answer by flags, with --yes"))?;
    Ok(said.trim().to_owned())
}
