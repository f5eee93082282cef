//! `drawline facts`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Answer, Terminal, anonymous, request};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::here::Here;
use crate::base::path::RepoPath;
use crate::base::source::SourceFile;
use crate::base::suggest::counted;
use crate::cli::{Facts, FactsFormat};
use crate::document::ProblemKind;
use crate::fleet::Origin;
use crate::fleet::leave::{Leaving, rows};
use crate::history::report::Texts;
use crate::org::Org;
use crate::org::facts::facts;
use crate::picture;
use crate::policy::Policy;
use crate::render::clean;
use crate::render::facts::{explained, ndjson, rows_of, table};
use crate::render::files as listed;
use crate::target::Request;
use crate::target::files::Files;
use crate::target::inventory::inventory;
use crate::target::leaving::Stand;

pub(super) fn run(args: &Facts, terminal: Terminal) -> Result<Answer, Error> {
    let width = terminal.width;
    let rules = request::rules(&args.policy);
    if args.files {
        return list(args, &Files::whatever(&args.paths, &rules)?, width);
    }
    request::refuse_unnamed(&[("--rev", &args.rev, "revision")])?;
    if args.rev.is_some() || args.repository.is_some() {
        return at_a_moment(args, terminal);
    }
    let files = Files::sound(&args.paths, &rules)?.watched_by(terminal.progress);
    let (org, here) = (files.organisation(), files.worktree.here());
    let said = Said {
        policy: &files.policy,
        org: &org,
        here: &here,
        commit: None,
        files: files.count(),
        is_shown: &|path| files.shown.has(path),
        text: &|path| files.snapshot.text(path),
    };
    Ok(show(args, &said, width))
}

/// What is printed of.
struct Said<'a> {
    policy: &'a Policy,
    org: &'a Org,
    here: &'a Here,
    commit: Option<&'a str>,
    /// How many files were read.
    files: usize,
    is_shown: &'a dyn Fn(&RepoPath) -> bool,
    text: &'a dyn Fn(&RepoPath) -> Option<Arc<str>>,
}

fn show(args: &Facts, said: &Said<'_>, width: Option<u16>) -> Answer {
    let Said { policy, org, here, commit, .. } = *said;
    let mut facts = facts(org);
    facts.retain(|fact| (said.is_shown)(&fact.at.path));
    let mut texts = Texts::gather(facts.iter().map(|fact| &fact.at), |place| (said.text)(&place.path));
    let (unread, mut titles) = (unread(said), unknown_titles(said));
    if args.anonymous {
        let mask = anonymous::mask(policy, org.names());
        texts = anonymous::facts(&mask, &mut facts, &texts);
        titles = mask.text(&titles);
    }
    let text = match args.format {
        _ if args.explain => explained(&facts, &texts, here, &policy.taxonomy.grammar().scale),
        FactsFormat::Ndjson => ndjson(&facts, &texts, commit),
        FactsFormat::Table if facts.is_empty() => (unread.clone() + &titles).trim_start().to_owned(),
        FactsFormat::Table => table(&facts, &texts, here, width) + &unread + &titles,
    };
    // An empty table would leave open whether anything was read.
    let note = (facts.is_empty() && unread.is_empty()).then(|| {
        let read = counted(said.files, "file");
        format!("{read} read, and nothing there says who does what; `drawline facts --files` lists what was read, and as what")
    });
    // A table says so itself; rows and explanations have no place for it.
    let is_table = !args.explain && matches!(args.format, FactsFormat::Table);
    let note = note.or_else(|| (!is_table && !unread.is_empty()).then(|| unread.trim().to_owned()));
    Answer { text, code: 0, note }
}

/// What a commit, or the working tree, says: as it is printed here, or as rows that can leave the repository.
fn at_a_moment(args: &Facts, terminal: Terminal) -> Result<Answer, Error> {
    let (width, progress) = (terminal.width, terminal.progress);
    let today = args.today.unwrap_or_else(Date::today);
    let target = request::moment(args.rev.as_deref(), &[]);
    let stand = Stand::open(
        &Request { target, progress, ..Request::of_worktree(request::rules(&args.policy), today) },
        args.repository.is_some(),
    )?;
    let commit = stand.commit.as_ref().map(|commit| commit.id.to_string());
    if let Some(repository) = &args.repository {
        if matches!(args.format, FactsFormat::Table) {
            let hint = "add --format ndjson; without --repository the table shows the facts of this one";
            return Err(Error::cannot_judge("rows that can leave a repository are no table", hint));
        }
        let text = leaving(&stand, Origin { repository, commit: commit.as_deref() }, today);
        return Ok(Answer { text, code: 0, note: None });
    }
    let said = Said {
        policy: &stand.policy,
        org: stand.org(),
        here: &stand.here,
        commit: commit.as_deref(),
        files: stand.org().files.len(),
        is_shown: &|_| true,
        text: &|path| stand.text(path),
    };
    Ok(show(args, &said, width))
}

/// The rows of a repository.
fn leaving(stand: &Stand, origin: Origin<'_>, today: Date) -> String {
    let known: RefCell<HashMap<RepoPath, Arc<SourceFile>>> = RefCell::default();
    let lines = |path: &RepoPath| {
        let open = || Arc::new(SourceFile::new(stand.text(path).unwrap_or_default()));
        known.borrow_mut().entry(path.clone()).or_insert_with(open).clone()
    };
    rows_of(&rows(&Leaving { policy: &stand.policy, org: stand.org(), lines: &lines, origin, today }))
}

/// The files in place of what they say.
fn list(args: &Facts, files: &Files, width: Option<u16>) -> Result<Answer, Error> {
    let items = inventory(files, &files.organisation())?;
    let text = match args.format {
        FactsFormat::Ndjson => listed::ndjson(&items),
        FactsFormat::Table => listed::tables(&items, &files.worktree.here(), width),
    };
    Ok(Answer { text, code: 0, note: None })
}

/// How many files could not be read: a table that leaves them out in silence looks complete.
fn unread(said: &Said<'_>) -> String {
    let shown = said.org.files.iter().filter(|(path, _)| (said.is_shown)(path));
    match shown.filter(|(_, node)| picture::unread(node)).count() {
        0 => String::new(),
        count => format!("\n{} could not be read: `drawline lint` says where and why\n", counted(count, "file")),
    }
}

/// What looks like a role on pages and is none that is known, a line for each page.
fn unknown_titles(said: &Said<'_>) -> String {
    let mut out = String::new();
    for (path, node) in said.org.files.iter().filter(|(path, _)| (said.is_shown)(path)) {
        for problem in node.reading.problems.iter().filter(|problem| problem.kind == ProblemKind::UnreadRole) {
            out.push_str(&format!("\n({}: {})\n", clean::line(path.as_str()), clean::line(&problem.message)));
        }
    }
    out
}
