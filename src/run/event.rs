//! `drawline event`: what the event that started a workflow run asks to judge, as arguments of `lint`, one a line. The action
//! is its reader.

use std::fmt::Write as _;

use super::Answer;
use crate::base::error::Error;
use crate::cli::Event as Args;
use crate::io::event::{Asked, Event};
use crate::target::repository;

/// Nothing is printed for an event that leaves nothing to judge.
pub(super) fn run(args: &Args) -> Result<Answer, Error> {
    let asked = Event::of_environment().asked(&repository()?)?;
    let mut text = String::new();
    match asked {
        Asked::Change { from, to, as_one, rules } => {
            let _ = writeln!(text, "--range={from}..{to}");
            text.push_str(if as_one { "--net\n" } else { "" });
            if !args.own_rules {
                let _ = writeln!(text, "--rules-from={rules}");
            }
        }
        Asked::Moved { from, to } => {
            let _ = writeln!(text, "--range={from}..{to}\n--ends");
            if !args.own_rules {
                let _ = writeln!(text, "--rules-from={from}");
            }
        }
        Asked::Whole(commit) => {
            let _ = writeln!(text, "--rev={commit}");
        }
        Asked::Nothing => {}
    }
    Ok(Answer { text, code: 0, note: None })
}
