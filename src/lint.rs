//! Level 7: the core: (policy, snapshot) to diagnostics, a pure function. Git, files and formats are not known here.

mod anew;
pub mod coverage;
mod once;
mod saved;
mod unit;
mod waive;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::base::clock::Clock;
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Label, Severity, Subject};
use crate::base::parallel::Threads;
use crate::base::path::RepoPath;
use crate::base::progress::{Progress, Unwatched, Work};
use crate::base::source::Location;
use crate::config::Watched;
use crate::org::names::Lexicon;
use crate::org::update::{Affected, Change};
use crate::org::{Holder, Org};
use crate::policy::Policy;
use crate::read::waiver::WaiverEntry;
use crate::rule::bench::Bench;
use crate::rule::reporter::Reporter;
use crate::rule::{CheckContext, Gone, Judges, Rule, Settled, Since, Waivers, Writer};
use crate::snapshot::{Snapshot, SnapshotFile};
use crate::store::map::{Key as _, StoredMap};
use anew::Judged;
use coverage::{Coverage, Tally};
use once::{give_way, say_once};
use waive::Uses;

pub(crate) use unit::Unit;

/// Fewer files than these are read on one thread; a thread takes so many at once.
const FILES: (usize, usize) = (64, 32);
/// The same of units that are judged.
const UNITS: (usize, usize) = (128, 32);
/// Reads every file of a snapshot, on as many threads as the machine has.
#[must_use]
pub fn read_files(policy: &Policy, snapshot: &Snapshot, progress: &dyn Progress) -> Vec<Change> {
    read_files_on(Threads::of_machine(), policy, snapshot, progress)
}

fn read_files_on(threads: Threads, policy: &Policy, snapshot: &Snapshot, progress: &dyn Progress) -> Vec<Change> {
    let files = snapshot.all();
    progress.begin(Work::Reading, files.len());
    threads.map(files, FILES, |file| {
        progress.step(1);
        read_file(policy, file)
    })
}

/// Reads one file.
#[must_use]
pub(crate) fn read_file(policy: &Policy, file: &SnapshotFile) -> Change {
    let reading = policy.read(file.format, &file.path, &file.bytes);
    (file.path.clone(), Some(Arc::new(reading)))
}

/// What names are looked up in.
#[must_use]
pub(crate) fn knowledge(policy: &Policy) -> Lexicon<'_> {
    Lexicon { taxonomy: &policy.taxonomy, config: &policy.config }
}

/// The whole way from a snapshot to its diagnostics.
#[must_use]
pub fn lint(policy: &Arc<Policy>, snapshot: &Snapshot, today: Date) -> Vec<Diagnostic> {
    Judgement::of(policy, snapshot, today).diagnostics()
}

/// What was found in one unit.
pub(crate) type Found = Arc<Vec<Diagnostic>>;

/// An organisation with what is to be said about it, kept up to date as files change.
pub struct Judgement {
    policy: Arc<Policy>,
    /// The rules that are on and judge states, with what they judge.
    rules: Vec<(usize, Judges)>,
    today: Date,
    org: Org,
    /// Units with findings; the others have none.
    found: StoredMap<Unit, Found>,
    /// What waivers silence.
    uses: Uses,
    /// How much each team's files say, and all of them.
    tallies: StoredMap<Arc<str>, Tally>,
    tally: Tally,
    /// How many files each pattern matches that the configuration writes.
    matched: Vec<usize>,
    /// Who could take a duty on, in the whole organisation.
    bench: Bench,
    /// The units in which the whole organisation was asked for a role.
    asked: StoredMap<Arc<str>, BTreeSet<String>>,
    /// The units of which a day says something else than the one before, by that day.
    turns: StoredMap<String, BTreeSet<String>>,
    /// How many units were judged anew because the day is another than that of the records.
    turned: usize,
    /// What changes have touched since judging was put off; `None` where it is not.
    postponed: Option<Postponed>,
    threads: Threads,
}

/// What a change has done to a judgement.
#[derive(Debug, Default)]
pub struct Delta {
    /// What it has touched.
    pub(crate) touched: Affected,
    /// What was found before, in each unit where that has changed.
    pub(crate) before: BTreeMap<Unit, Option<Found>>,
}

/// What is to be judged once somebody wants to know.
#[derive(Debug, Default)]
struct Postponed {
    units: BTreeSet<Unit>,
    roles: BTreeSet<Arc<str>>,
    teams: BTreeSet<Arc<str>>,
}

impl Judgement {
    /// The judgement on no files at all.
    #[must_use]
    pub fn new(policy: Arc<Policy>, today: Date) -> Self {
        let mut judgement = Self {
            rules: rules_of_states(&policy),
            matched: vec![0; policy.config.watched().len()],
            policy,
            today,
            org: Org::default(),
            found: StoredMap::default(),
            uses: Uses::default(),
            tallies: StoredMap::default(),
            tally: Tally::default(),
            bench: Bench::default(),
            asked: StoredMap::default(),
            turns: StoredMap::default(),
            turned: 0,
            postponed: None,
            threads: Threads::of_machine(),
        };
        judgement.judge_anew(BTreeSet::from([Unit::Config]), BTreeSet::new());
        judgement
    }

    /// The judgement on a snapshot.
    #[must_use]
    pub fn of(policy: &Arc<Policy>, snapshot: &Snapshot, today: Date) -> Self {
        Self::of_watched(policy, snapshot, today, &Unwatched)
    }

    /// The same for somebody who watches how far it has come.
    #[must_use]
    pub(crate) fn of_watched(policy: &Arc<Policy>, snapshot: &Snapshot, today: Date, progress: &dyn Progress) -> Self {
        Self::of_on(Threads::of_machine(), policy, snapshot, today, progress)
    }

    /// The judgement on a snapshot, made on so many threads: it is the same for any number.
    #[must_use]
    pub fn of_on(
        threads: Threads,
        policy: &Arc<Policy>,
        snapshot: &Snapshot,
        today: Date,
        progress: &dyn Progress,
    ) -> Self {
        let mut judgement = Self { threads, ..Self::new(policy.clone(), today) };
        judgement.apply(read_files_on(threads, policy, snapshot, progress));
        judgement
    }

    /// The policy that judges.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The organisation.
    #[must_use]
    pub fn org(&self) -> &Org {
        &self.org
    }

    /// The organisation alone.
    #[must_use]
    pub(crate) fn into_org(self) -> Org {
        self.org
    }

    /// What was found in a unit.
    #[must_use]
    pub(crate) fn found(&self, unit: &Unit) -> Option<&Found> {
        self.found.get(unit)
    }

    /// All units with findings.
    #[must_use]
    pub fn units(&self) -> &StoredMap<Unit, Found> {
        &self.found
    }

    /// Takes changed files in and judges what they touch.
    pub fn apply(&mut self, changes: Vec<Change>) -> Delta {
        let is_config = self.match_patterns(&changes);
        let touched = self.org.apply(knowledge(&self.policy), changes);
        self.bench.forget();
        self.tally_up(&touched.teams);
        let units = self.touched_units(&touched, is_config);
        if let Some(postponed) = &mut self.postponed {
            postponed.units.extend(units);
            postponed.roles.extend(touched.roles.iter().cloned());
            postponed.teams.extend(touched.teams.iter().cloned());
            return Delta { touched, before: BTreeMap::new() };
        }
        let helped = self.helped(&touched.roles, &touched.teams);
        let before = self.judge_anew(units.into_iter().chain(helped).collect(), BTreeSet::new());
        Delta { touched, before }
    }

    /// The units that a change touches itself.
    fn touched_units(&self, touched: &Affected, is_config: bool) -> BTreeSet<Unit> {
        let files = touched.files.iter().map(|path| Unit::File(path.clone()));
        let teams = touched.teams.iter().map(|id| Unit::Team(id.clone()));
        let moved = touched.moved.iter().map(|handle| Unit::Person(handle.clone()));
        let moved = moved.filter(|unit| self.postponed.is_some() || self.found.contains_key(unit));
        let people = touched.people.iter().map(|handle| Unit::Person(handle.clone())).chain(moved);
        let config = is_config.then_some(Unit::Config);
        files.chain(teams).chain(people).chain(config).collect()
    }

    /// Puts judging off: from now on changes are taken in, and what was found is of before them.
    pub(crate) fn postpone(&mut self) {
        self.postponed.get_or_insert_with(Postponed::default);
    }

    /// Judges what changes have touched since judging was put off.
    pub(crate) fn catch_up(&mut self) {
        let Some(Postponed { mut units, roles, teams }) = self.postponed.take() else { return };
        units.extend(self.helped(&roles, &teams));
        self.judge_anew(units, BTreeSet::new());
    }

    /// Units whose help may name somebody else after a change: people at a limit in the teams that it touches, and whoever
    /// asked the whole organisation for a role, where the answer differs now.
    fn helped(&self, roles: &BTreeSet<Arc<str>>, teams: &BTreeSet<Arc<str>>) -> Vec<Unit> {
        let mut units = Vec::new();
        let answers = self.bench.answers().clone();
        for (role, before) in &answers {
            let same = !roles.contains(role);
            let now = if same { before.clone() } else { Arc::new(self.scene().look_for(role)) };
            if !now.says_what(before) {
                let asked = self.asked.get(role).into_iter().flatten();
                units.extend(asked.filter_map(|unit| Unit::of(unit)));
            }
            self.bench.answer(role.clone(), now);
        }
        for team in teams.iter().filter_map(|id| self.org.teams.get(id)) {
            let members = team.members.iter().map(|member| &member.person);
            let holders = team.duties.iter().flat_map(|duty| &duty.assignments).filter_map(|held| match &held.holder {
                Holder::Person(handle) => Some(handle),
                _ => None,
            });
            let people = members.chain(holders).map(|handle| Unit::Person(handle.clone()));
            units.extend(people.filter(|unit| self.found.contains_key(unit)));
        }
        units
    }

    /// Counts which patterns of the configuration match files that come or go; says whether that decides about one.
    fn match_patterns(&mut self, changes: &[Change]) -> bool {
        let watched = self.policy.config.watched();
        if watched.is_empty() {
            return false;
        }
        let idle = |matched: &[usize]| matched.iter().map(|count| *count == 0).collect::<Vec<_>>();
        let before = idle(&self.matched);
        for (path, reading) in changes {
            let (was, is) = (self.org.files.contains_key(path), reading.is_some());
            if was == is {
                continue;
            }
            for (count, _) in self.matched.iter_mut().zip(watched).filter(|(_, pattern)| pattern.matches(path)) {
                *count = *count + usize::from(is) - usize::from(was);
            }
        }
        before != idle(&self.matched)
    }

    /// Counts anew how much the files of some teams say.
    fn tally_up(&mut self, ids: &BTreeSet<Arc<str>>) {
        let ids: Vec<&Arc<str>> = ids.iter().collect();
        let tally = |id: &&Arc<str>| self.org.teams.get(*id).map(|team| Tally::of(&self.org, team, &|_| true));
        let counted = self.threads.map(&ids, UNITS, tally);
        for (id, now) in ids.into_iter().zip(counted) {
            let before = match now {
                Some(now) => self.tallies.insert(id.clone(), now),
                None => self.tallies.remove(id),
            };
            self.tally.shift(before.unwrap_or_default(), now.unwrap_or_default());
        }
    }

    /// How much of what the files say was judged.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        self.tally.explained(&self.org, &|_| true)
    }

    /// How much of what some of the files say was judged.
    #[must_use]
    pub(crate) fn coverage_of(&self, shown: &dyn Fn(&RepoPath) -> bool) -> Coverage {
        let teams = self.org.teams.values();
        Tally::sum(teams.map(|team| Tally::of(&self.org, team, shown))).explained(&self.org, shown)
    }

    /// Patterns that the configuration writes and that match no file.
    pub(crate) fn idle_patterns(&self) -> impl Iterator<Item = &Watched> {
        let patterns = self.policy.config.watched().iter().zip(&self.matched);
        patterns.filter(|(_, count)| **count == 0).map(|(pattern, _)| pattern)
    }

    /// What is wrong with the configuration, and which of its patterns match nothing.
    fn judge_config(&self, today: &Clock) -> Vec<Diagnostic> {
        let mut found = config_problems(&self.policy);
        let Some((path, _)) = &self.policy.config_file else { return found };
        for (rule, _) in self.rules.iter().filter(|(_, judges)| judges.patterns) {
            let rule = &self.policy.rules[*rule];
            let Some(mut reporter) = Reporter::new(rule, &mut found) else { continue };
            self.idle_patterns().for_each(|pattern| rule.judge_pattern(path, pattern, &mut reporter));
        }
        waive::waive(&self.policy, &self.org, today, &mut found);
        found
    }

    /// Puts what is found in a unit now in the place of what was found before, and returns that where the two differ.
    fn replace(&mut self, unit: &Unit, new: Vec<Diagnostic>) -> Option<Option<Found>> {
        let old = if new.is_empty() { self.found.remove(unit) } else { self.found.insert(unit.clone(), new.into()) };
        (old.as_deref() != self.found.get(unit).map(|found| &**found)).then_some(old)
    }

    /// The configuration, where it holds waivers.
    fn config_with_waivers(&self) -> Option<&RepoPath> {
        let (path, _) = self.policy.config_file.as_ref()?;
        (!self.policy.config.waivers.entries().is_empty()).then_some(path)
    }

    /// The waivers in a file.
    #[must_use]
    pub(crate) fn waivers_in(&self, path: &RepoPath) -> &[WaiverEntry] {
        match self.org.files.get(path) {
            Some(file) => &file.reading.waivers,
            None if self.config_with_waivers() == Some(path) => self.policy.config.waivers.entries(),
            None => &[],
        }
    }

    fn may_have_waivers(&self, path: &RepoPath) -> bool {
        self.org.files.get(path).is_some_and(|file| !file.reading.waivers.is_empty())
            || self.found.contains_key(&Unit::Waivers(path.clone()))
    }

    fn judge_waivers(&self, path: &RepoPath) -> Judged {
        let (scene, entries) = (self.scene(), self.waivers_in(path));
        let judge = |rule: &Rule, waivers: &Waivers<'_>, reporter: &mut Reporter<'_>| {
            rule.judge_waivers(&scene, waivers, reporter);
        };
        let found = if entries.is_empty() { Vec::new() } else { self.with_waivers(path, entries, judge) };
        Judged::by(&scene.today, found)
    }

    /// What is to be said of the waivers of a file once it is known who wrote them.
    #[must_use]
    pub(crate) fn judge_written(&self, path: &RepoPath, by: &Writer<'_>) -> Vec<Diagnostic> {
        self.with_waivers(path, self.waivers_in(path), |rule, waivers, reporter| {
            rule.judge_written(&self.scene(), waivers, by, reporter);
        })
    }

    /// What the rules about waivers say.
    fn with_waivers(
        &self,
        path: &RepoPath,
        entries: &[WaiverEntry],
        judge: impl Fn(&Rule, &Waivers<'_>, &mut Reporter<'_>),
    ) -> Vec<Diagnostic> {
        let names = |own: bool| -> Vec<&str> {
            let rules = self.policy.rules.iter().filter(|rule| rule.judges().waivers == own);
            rules.map(|rule| &*rule.name).collect()
        };
        let (own, rules) = (names(true), names(false));
        let passing = self.policy.rules.iter().filter(|rule| rule.judges().changes || rule.judges().past);
        let passing: Vec<&str> = passing.map(|rule| &*rule.name).collect();
        let silenced = |start| self.uses.of(path, start);
        let are_remote = self.org.files.get(path).is_some_and(|file| file.reading.remote);
        let (silenced, rules, own, passing) = (&silenced, &*rules, &*own, &*passing);
        let waivers = Waivers { path, entries, silenced, rules, own, passing, are_remote };
        let mut found = Vec::new();
        for (rule, _) in self.rules.iter().filter(|(_, judges)| judges.waivers) {
            let rule = &self.policy.rules[*rule];
            if let Some(mut reporter) = Reporter::new(rule, &mut found) {
                judge(rule, &waivers, &mut reporter);
            }
        }
        found
    }

    /// What the rules that judge changes say about one.
    #[must_use]
    pub(crate) fn judge_change(&self, shift: &Delta) -> Vec<Diagnostic> {
        let (touched, gone) = (&shift.touched, self.gone(shift));
        let mut found = Vec::new();
        for rule in self.policy.rules.iter().filter(|rule| rule.judges().changes) {
            if let Some(mut reporter) = Reporter::new(rule, &mut found) {
                rule.judge_change(&self.scene(), touched, &gone, &mut reporter);
            }
        }
        self.add_confidence(&mut found);
        waive::waive(&self.policy, &self.org, &Clock::new(self.today), &mut found);
        found
    }

    /// What a change makes go away of what was found about people, and what would have settled it.
    fn gone(&self, shift: &Delta) -> Vec<Gone> {
        let settled = |found: &Diagnostic| {
            let counts =
                found.severity >= Severity::Warning && found.waiver.is_none() && found.subject.person.is_some();
            let rule = self.policy.rule(&found.rule).filter(|_| counts);
            rule.map(|rule| rule.judges().settled).filter(|settled| *settled != Settled::Otherwise)
        };
        let before = shift.before.values().flatten().flat_map(|found| found.iter());
        let before: Vec<_> = before.filter_map(|found| Some((found, settled(found)?))).collect();
        // Few changes touch what such a finding is about.
        if before.is_empty() {
            return Vec::new();
        }
        let about = |found: &Diagnostic| {
            let subject = &found.subject;
            (found.rule.clone(), subject.person.clone(), subject.activity.clone(), subject.role.clone())
        };
        let now = shift.before.keys().filter_map(|unit| self.found(unit)).flat_map(|found| found.iter());
        // The same of a team that has another name is not gone.
        let (mut known, mut same) = (HashSet::new(), HashSet::new());
        for found in now {
            known.insert(found.identity());
            same.insert(about(found));
        }
        let gone =
            before.into_iter().filter(|(found, _)| known.insert(found.identity()) && !same.contains(&about(found)));
        gone.map(|(found, settled)| Gone { found: found.clone(), settled }).collect()
    }

    /// What the rules say that need to know since when duties are held.
    #[must_use]
    pub(crate) fn judge_past(&self, since: &Since<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for rule in self.policy.rules.iter().filter(|rule| rule.judges().past) {
            let Some(mut reporter) = Reporter::new(rule, &mut found) else { continue };
            for team in self.org.teams.values() {
                rule.judge_past(&self.scene(), team, since, &mut reporter);
            }
        }
        self.add_confidence(&mut found);
        waive::waive(&self.policy, &self.org, &Clock::new(self.today), &mut found);
        sort(&mut found);
        found
    }

    /// Whether a diagnostic is about a change, not about a state.
    #[must_use]
    pub(crate) fn is_about_change(&self, diagnostic: &Diagnostic) -> bool {
        self.policy.rule(&diagnostic.rule).is_some_and(|rule| rule.judges().changes)
    }

    /// Everything that was found, sorted by place; the same for the same files, however they came in.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.found.values().flat_map(|found| found.iter().cloned()).collect();
        sort(&mut all);
        all.dedup();
        all
    }

    /// The same, taken out of the judgement: of whom nothing more is asked, that is not copied.
    #[must_use]
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        // What was kept for the next question is of no use any more.
        let (kept, mut all) = (std::mem::take(&mut self.bench), Vec::new());
        let found = std::mem::take(&mut self.found).into_values();
        let take = || {
            all = found.flat_map(Arc::unwrap_or_clone).collect::<Vec<Diagnostic>>();
            sort(&mut all);
            all.dedup();
        };
        let threads = if self.org.files.len() < FILES.0 { Threads::ONE } else { self.threads };
        threads.both(take, || drop(kept));
        all
    }

    /// What a kind does not say of its finding, the places say that it points at.
    fn add_confidence(&self, found: &mut [Diagnostic]) {
        for found in found.iter_mut().filter(|found| found.confidence.is_none()) {
            found.confidence = self.org.confidence_of(found);
        }
    }

    fn scene(&self) -> CheckContext<'_> {
        self.policy.scene(&self.org, self.today, &self.bench)
    }

    fn judge(&self, unit: &Unit) -> Judged {
        let scene = self.scene();
        let found = match unit {
            Unit::Config => self.judge_config(&scene.today),
            _ => self.judge_by(&scene, unit),
        };
        Judged { asked: scene.asked.take(), ..Judged::by(&scene.today, found) }
    }

    fn judge_by(&self, scene: &CheckContext<'_>, unit: &Unit) -> Vec<Diagnostic> {
        let (policy, org) = (&*self.policy, &self.org);
        let mut found = Vec::new();
        let (file, team, person) = match unit {
            Unit::Config | Unit::Waivers(_) => (None, None, None),
            Unit::File(path) => (org.files.get(path).map(|file| (path, file)), None, None),
            Unit::Team(id) => (None, org.teams.get(id), None),
            Unit::Person(handle) => (None, None, org.people.get(handle)),
        };
        // Most files have a sound form and only names that lead somewhere; nothing can be said of them alone.
        let file = file.filter(|(_, file)| {
            let has_form =
                !file.reading.problems.is_empty() || !file.reading.owns.is_empty() || file.reading.code.is_some();
            !file.dangling.is_empty() || has_form && !file.reading.remote
        });
        if file.is_none() && team.is_none() && person.is_none() {
            return found;
        }
        for (rule, judges) in &self.rules {
            let rule = &policy.rules[*rule];
            let Some(mut reporter) = Reporter::new(rule, &mut found) else { continue };
            // The form of another repository's file was judged there.
            if let Some((path, file)) = file.filter(|(_, file)| judges.files && (judges.names || !file.reading.remote))
            {
                rule.judge_file(scene, path, file, &mut reporter);
            }
            if let Some(team) = team.filter(|_| judges.teams) {
                rule.judge_team(scene, team, &mut reporter);
            }
            if let Some(person) = person.filter(|_| judges.people) {
                rule.judge_person(scene, person, &mut reporter);
            }
        }
        say_once(policy, &mut found);
        give_way(policy, &mut found);
        self.add_confidence(&mut found);
        waive::waive(policy, org, &scene.today, &mut found);
        found
    }
}

/// The rules that are on and judge states, with what they judge.
fn rules_of_states(policy: &Policy) -> Vec<(usize, Judges)> {
    let on = policy.rules.iter().enumerate().filter(|(_, rule)| rule.severity.is_some());
    on.map(|(at, rule)| (at, rule.judges())).filter(|(_, judges)| !judges.changes).collect()
}

/// Sorts diagnostics by place, rule and message.
pub(crate) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| (&a.primary.at, &a.rule, &a.message).cmp(&(&b.primary.at, &b.rule, &b.message)));
}

/// What is wrong with the configuration. Always an error: a rule that it could switch off must not hide it.
#[must_use]
pub(crate) fn config_problems(policy: &Policy) -> Vec<Diagnostic> {
    let Some((path, _)) = &policy.config_file else { return Vec::new() };
    let diagnostic = |problem: &crate::document::Problem| Diagnostic {
        rule: problem.kind.rule().into(),
        severity: Severity::Error,
        message: problem.message.clone(),
        help: problem.help.clone(),
        primary: Label { at: Location::there(path.clone(), problem.span), text: problem.label.clone() },
        secondary: Vec::new(),
        subject: Subject { detail: Some(problem.detail.as_str().into()), ..Subject::default() },
        value: None,
        confidence: None,
        fix: problem.fix(path).map(Arc::new),
        waiver: None,
    };
    policy.config.problems.iter().map(diagnostic).collect()
}
