//! `drawline waivers`: every exception, why it was made, until when it counts, and what it overrules.

use std::collections::HashMap;

use super::left_out::LeftOut;
use super::{Answer, Terminal, anonymous, request};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::source::SourceFile;
use crate::cli::{ListFormat, Waivers};
use crate::history::waivers::{Past, Written};
use crate::io::git::Git;
use crate::read::waiver::WaiverEntry;
use crate::render::waivers::{self as render, Age, Row};
use crate::target::files::Files;
use crate::target::repository_here;

pub(super) fn run(args: &Waivers, terminal: Terminal) -> Result<Answer, Error> {
    let width = terminal.width;
    let today = args.today.unwrap_or_else(Date::today);
    let files = Files::sound(&[], &request::rules(&args.policy))?.watched_by(terminal.progress);
    let (policy, judgement) = (&files.policy, files.judgement(today));
    let mut silenced: HashMap<(RepoPath, usize), Vec<String>> = HashMap::new();
    for diagnostic in judgement.diagnostics() {
        if let Some(waiver) = &diagnostic.waiver {
            let of_waiver = silenced.entry((waiver.at.path.clone(), waiver.at.span.start)).or_default();
            of_waiver.push(diagnostic.message);
        }
    }
    let beside = judgement.org().files.iter().map(|(path, file)| (path, &*file.reading.waivers));
    let config = policy.config_file.as_ref().map(|(path, _)| (path, policy.config.waivers.entries()));
    let git = repository_here()?;
    let head = git.as_ref().map(Git::head).transpose()?.flatten();
    let is_shallow = git.as_ref().is_some_and(Git::is_shallow);
    let mut written = git.as_ref().map(|git| Written::new(git));
    let mut rows = Vec::new();
    for (path, entries) in config.into_iter().chain(beside).filter(|(_, entries)| !entries.is_empty()) {
        let text = files.text(path).unwrap_or_default();
        let lines = SourceFile::new(text);
        for entry in entries {
            let silences = silenced.get(&(path.clone(), entry.span.start)).cloned().unwrap_or_default();
            let past = match (&mut written, head) {
                (Some(written), Some(head)) => written.past(head, path, entry)?,
                _ => None,
            };
            let plain = row(path, lines.point(entry.span.start).line, entry, silences, today);
            rows.push(Row { past: past.map(|past| aged(&past, today)), is_shallow, ..plain });
        }
    }
    let mask = args.anonymous.then(|| anonymous::mask(policy, judgement.org().names()));
    if let Some(mask) = &mask {
        rows.iter_mut().for_each(|row| row.rename(|text| mask.text(text), |author| mask.author(author)));
    }
    let left_out = LeftOut::of(judgement.org(), mask.as_ref());
    let text = match args.format {
        ListFormat::Table => {
            let here = files.worktree.here();
            rows.iter_mut().for_each(|row| row.path = here.shown(&row.path).into_owned());
            render::text(&rows, width)
        }
        ListFormat::Json => left_out.in_json(&render::json(&rows)),
        ListFormat::Markdown => left_out.on_page(render::markdown(&rows)),
    };
    Ok(left_out.beside(Answer { text, code: 0, note: None }))
}

fn row(path: &RepoPath, line: usize, entry: &WaiverEntry, silenced: Vec<String>, today: Date) -> Row {
    let until = entry.until.as_ref().map(|until| until.value);
    Row {
        path: path.to_string(),
        line,
        rules: entry.rules.iter().map(|rule| rule.value.to_string()).collect(),
        reason: entry.reason.as_ref().map(ToString::to_string),
        owner: entry.owner.as_ref().map(ToString::to_string),
        until: until.map(|until| until.to_string()),
        days_left: until.map(|until| until.days_since(today)),
        counts: entry.counts(today),
        compensating: entry.compensating.as_ref().map(ToString::to_string),
        silences: silenced.len(),
        silenced,
        past: None,
        is_shallow: false,
    }
}

fn aged(past: &Past, today: Date) -> Age {
    let since = past.since.date();
    Age {
        days: Date::parse(&since).map_or(0, |since| today.days_since(since)),
        since,
        commit: past.since.id.to_string(),
        author: past.last.author.clone(),
        prolonged: past.prolonged,
    }
}
