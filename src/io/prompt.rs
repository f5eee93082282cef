//! Questions to whoever sits at the terminal. Asked on standard error, so that standard output stays the answer alone.

use std::io::{self, BufRead, Write};

use crate::base::error::Error;

/// Asks for yes or no; no where nothing is said. `before` is shown first.
///
/// # Errors
/// A terminal that cannot be read.
pub(crate) fn yes(before: &str, question: &str) -> Result<bool, Error> {
    let question = format!("{question} [y/N] ");
    asked(before, &question, "y, n, or Enter for no", |said| match said.to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "" | "n" | "no" => Some(false),
        _ => None,
    })
}

/// Asks for a number; `None` where none is said.
///
/// # Errors
/// A terminal that cannot be read.
pub(crate) fn number(question: &str) -> Result<Option<usize>, Error> {
    let question = format!("{question} [a number, or Enter to leave it open] ");
    asked("", &question, "a number such as 3, or Enter", |said| match said {
        "" => Some(None),
        said => said.parse().ok().map(Some),
    })
}

/// Asks for one of several; `None` where none is chosen.
///
/// # Errors
/// A terminal that cannot be read.
pub(crate) fn one_of<'a>(question: &str, choices: &[&'a str]) -> Result<Option<&'a str>, Error> {
    let list: String = choices.iter().enumerate().map(|(at, choice)| format!("  {}) {choice}\n", at + 1)).collect();
    let question = format!("{question}\n{list}[a number, or Enter to leave it open] ");
    let takes = format!("a number from 1 to {}, or Enter", choices.len());
    asked("", &question, &takes, |said| match said {
        "" => Some(None),
        said => said.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?)).map(|one| Some(*one)),
    })
}

fn asked<T>(before: &str, question: &str, takes: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    answer(&mut io::stdin().lock(), &mut io::stderr(), (before, question, takes), read)
        .map_err(|error| Error::cannot_judge(format!("cannot ask: {error}"), "answer by flags, with --yes"))
}

/// Asks until the answer can be read, and says each time why it asks again. Where the input ends, nothing was said.
fn answer<T>(
    input: &mut impl BufRead,
    output: &mut impl Write,
    (before, question, takes): (&str, &str, &str),
    read: impl Fn(&str) -> Option<T>,
) -> io::Result<T> {
    output.write_all(before.as_bytes())?;
    loop {
        output.write_all(question.as_bytes())?;
        output.flush()?;
        let mut said = String::new();
        input.read_line(&mut said)?;
        if let Some(answer) = read(said.trim()) {
            return Ok(answer);
        }
        let said: String = said.trim().chars().filter(|c| !c.is_control()).take(40).collect();
        writeln!(output, "\"{said}\" is no answer here: it takes {takes}")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_is_asked_again_says_why() {
        let mut shown = Vec::new();
        let number = |said: &str| said.parse::<usize>().ok();
        let asked = ("", "how many? ", "a number");
        let answer = answer(&mut "a few\x1b[31m\n7\n".as_bytes(), &mut shown, asked, number).expect("read");
        let shown = String::from_utf8(shown).expect("text");
        assert_eq!(answer, 7);
        assert_eq!(shown, "how many? \"a few[31m\" is no answer here: it takes a number\nhow many? ");
    }

    #[test]
    fn an_input_that_ends_says_nothing() {
        let yes = |said: &str| (said.is_empty()).then_some(false);
        assert!(!answer(&mut "".as_bytes(), &mut Vec::new(), ("", "?", "y or n"), yes).expect("read"));
    }
}
