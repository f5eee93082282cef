//! Waivers beside the data: `# drawline: ignore[rule] until=2026-12-31 reason` in TOML, `<!-- drawline: ignore[rule] … -->` in
//! Markdown (`waiver/markdown.rs`), and `[[waiver]]` in `drawline.toml`. Only what is written; whether it counts is judged in
//! `lint/waive.rs`. What is meant as a waiver and is none is an entry with a fault: nobody should wonder why it does nothing.

mod hash;
mod markdown;

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use hash::{of_lines, of_toml};
pub(crate) use markdown::of_markdown;

use super::written::{Written, name_key};
use crate::base::date::Date;
use crate::base::diagnostic::Subject;
use crate::base::limits::WAIVED_RULES;
use crate::base::source::{Span, Spanned};
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::Table;

/// What a comment of ours begins with.
const MARK: &str = "drawline:";
/// So many comment lines may stand between a waiver and its line: waivers of several people, one below the other.
const STACKED: usize = 8;
/// What may be said before the reason.
const KEYS: &[&str] = &["until", "compensating", "owner"];
/// What may stand before the reason, for those who know it from `[[waiver]]`.
const REASON: &str = "reason=";
/// What a comment says that is meant as a waiver, though its mark may be written otherwise.
const MEANT: &[&str] = &["ignore", "disable", "allow", "waive", "skip", "suppress", "noqa"];
/// What is said of a waiver that would overrule whatever there is.
const MANY_RULES: &str = "names more rules than one waiver may";
/// How a comment is written.
const FORM: &str = "write `drawline: ignore[rule-name] until=2026-12-31 the reason`";

/// One waiver as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverEntry {
    /// The rules that it names.
    pub(crate) rules: Vec<Written>,
    /// The last day on which it counts.
    pub(crate) until: Option<Spanned<Date>>,
    /// Why.
    pub(crate) reason: Option<Arc<str>>,
    /// Who answers for it, where that is said.
    pub(crate) owner: Option<Arc<str>>,
    /// The control that makes the exception safe.
    pub(crate) compensating: Option<Arc<str>>,
    /// The comment.
    pub(crate) span: Span,
    /// The lines whose findings it is about; nothing for a waiver in the configuration.
    pub(crate) covers: Span,
    /// What is taken out of the file when nothing needs it any more.
    pub(crate) whole: Span,
    /// What a waiver in the configuration is about.
    pub(crate) scope: Scope,
    /// What is wrong with its form.
    pub(crate) fault: Option<Fault>,
}

impl WaiverEntry {
    /// Whether its last day is over; that day is part of it.
    #[must_use]
    pub(crate) fn has_expired(&self, today: Date) -> bool {
        self.until.as_ref().is_some_and(|until| until.value < today)
    }

    /// What tells it apart from others, wherever it stands: the rules, and why.
    #[must_use]
    pub(crate) fn key(&self) -> (Vec<&str>, Option<&str>) {
        (self.rules.iter().map(|rule| &*rule.value).collect(), self.reason.as_deref())
    }

    /// Whether it overrules anything: it is well-formed, says why, and has not run out.
    #[must_use]
    pub(crate) fn counts(&self, today: Date) -> bool {
        self.fault.is_none() && self.reason.is_some() && !self.has_expired(today)
    }
}

/// What a waiver in the configuration is about: a finding has to agree with all that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope {
    /// Team id.
    pub(crate) team: Option<Arc<str>>,
    /// Handle.
    pub(crate) person: Option<Arc<str>>,
    /// Role id.
    pub(crate) role: Option<Arc<str>>,
    /// Activity id.
    pub(crate) activity: Option<Arc<str>>,
    /// Pattern of files in gitignore syntax.
    pub(crate) path: Option<Written>,
}

impl Scope {
    /// Whether it says nothing, and so would be about everything.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it names every file, and nothing else.
    fn is_everywhere(&self) -> bool {
        let all = |path: &Written| path.value.chars().all(|c| matches!(c, '*' | '/' | '.'));
        self.path.as_ref().is_some_and(all) && Self { path: None, ..self.clone() }.is_empty()
    }

    /// Whether a finding is what it speaks of, its place left aside.
    #[must_use]
    pub(crate) fn is_about(&self, subject: &Subject) -> bool {
        let agrees = |wanted: &Option<Arc<str>>, is: &Option<Arc<str>>| wanted.is_none() || wanted == is;
        let person = |handle: &Arc<str>| subject.person.as_ref().is_some_and(|is| name_key(is) == name_key(handle));
        agrees(&self.team, &subject.team)
            && agrees(&self.role, &subject.role)
            && agrees(&self.activity, &subject.activity)
            && self.person.as_ref().is_none_or(person)
    }
}

/// The keys of `[[waiver]]` in `drawline.toml`.
pub(crate) const WAIVER: Shape = &[
    Field::new("rule", Type::Names, "The rule that is overruled, or several."),
    Field::new("reason", Type::Name, "Why. A waiver without a reason overrules nothing."),
    Field::new("until", Type::Date, "The last day on which it counts."),
    Field::new("team", Type::Name, "Only findings about this team, by its id."),
    Field::new("person", Type::Name, "Only findings about this person, by handle."),
    Field::new("role", Type::Name, "Only findings about this role, by its id."),
    Field::new("activity", Type::Name, "Only findings about this activity, by its id."),
    Field::new("path", Type::Name, "Only findings in these files, as a pattern in gitignore syntax."),
    Field::new("owner", Type::Name, "Who answers for the exception."),
    Field::new("compensating", Type::Name, "The control that makes the exception safe."),
];

/// Reads a waiver of the configuration, which is `text`.
#[must_use]
pub(crate) fn of_config(table: &Table<'_>, text: &str) -> WaiverEntry {
    let mut rules = table.names("rule");
    let is_long = rules.len() > WAIVED_RULES.most;
    rules.truncate(WAIVED_RULES.most);
    let name = |key: &str| table.name_at(key).map(|name| name.value);
    let scope = Scope {
        team: name("team"),
        person: name("person"),
        role: name("role"),
        activity: name("activity"),
        path: table.name_at("path"),
    };
    let span = rules.first().map_or_else(|| table.span(), |rule| rule.span);
    let (until, reason) = (table.date("until"), name("reason"));
    let fault = |text: &'static str, help: &'static str| Some(Fault { span, text: text.into(), help: help.into() });
    let fault = if rules.is_empty() {
        fault("names no rule", "write `rule = \"rule-name\"`; `drawline rules list` names them")
    } else if is_long {
        fault(MANY_RULES, "write a waiver for each thing that needs one")
    } else if scope.is_empty() {
        let help = "give it a team, person, role, activity or path; what is off for all is set under [rules]";
        fault("does not say whom or what it is about", help)
    } else if scope.is_everywhere() {
        let help = "name files or folders; what is off for all is set under [rules]";
        fault("is about every file", help)
    } else if until.is_none() && table.has("until") {
        fault("has no day as `until`, and would never end", "write a day such as 2026-12-31")
    } else {
        None
    };
    let (covers, whole) = (Span::default(), whole_table(table, text));
    WaiverEntry {
        rules,
        until,
        reason,
        span,
        covers,
        whole,
        scope,
        owner: name("owner"),
        compensating: name("compensating"),
        fault,
    }
}

/// The lines of a table, from its header to its last value, and the blank line above.
fn whole_table(table: &Table<'_>, text: &str) -> Span {
    let ends = table.entries().into_iter().map(|(_, value)| value.span().end);
    let end = ends.max().unwrap_or(table.span().end).max(table.span().end);
    let header = line_start(text, table.span().start.min(text.len()));
    let above = header.checked_sub(1).map(|end| line_start(text, end));
    let start = above.filter(|above| text[*above..header].trim().is_empty()).unwrap_or(header);
    Span::new(start, (line_end(text, end.min(text.len())) + 1).min(text.len()))
}

/// What is wrong with a waiver's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    /// Where.
    pub(crate) span: Span,
    /// What, in a few words.
    pub(crate) text: Cow<'static, str>,
    /// The way out.
    pub(crate) help: Cow<'static, str>,
}

/// Most files hold no waiver, and need not be looked at twice.
fn is_marked(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"rawline").is_some()
}

/// What a comment says behind our mark; `Err` where it is meant to and the mark is written otherwise.
fn marked(said: &str) -> Option<Result<&str, ()>> {
    if let Some(rest) = said.strip_prefix(MARK) {
        return Some(Ok(rest));
    }
    let (name, rest) = said.split_at_checked("drawline".len())?;
    if !name.eq_ignore_ascii_case("drawline") {
        return None;
    }
    let word = rest.trim_start_matches([':', '-', '_', '=', ' ', '\t']).as_bytes();
    let is = |verb: &&str| word.get(..verb.len()).is_some_and(|word| word.eq_ignore_ascii_case(verb.as_bytes()));
    MEANT.iter().any(is).then_some(Err(()))
}

/// Reads a comment; `passed` says of the lines below whether they stand between it and what it is about.
fn entry(text: &str, span: Span, inner: std::ops::Range<usize>, passed: impl Fn(&str) -> bool) -> Option<WaiverEntry> {
    let said = text.get(inner.clone())?;
    let start = inner.start + (said.len() - said.trim_start().len());
    let whole_said = said.trim();
    let said = marked(whole_said)?;
    let (covers, whole) = (covers(text, span, passed), whole_comment(text, span));
    let mut waiver = WaiverEntry {
        rules: Vec::new(),
        until: None,
        reason: None,
        owner: None,
        compensating: None,
        span,
        covers,
        whole,
        scope: Scope::default(),
        fault: None,
    };
    let said = said.map_err(|()| Fault {
        span: Span::new(start, start + whole_said.len()),
        text: "does not begin with `drawline: ignore[`".into(),
        help: FORM.into(),
    });
    waiver.fault = said.and_then(|said| fill(&mut waiver, said, start + MARK.len())).err();
    Some(waiver)
}

/// Where the line begins that holds a byte.
fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |before| before + 1)
}

/// Where the line ends that holds a byte: at its line break.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end)
}

/// A comment with the blanks before it; with its line, where it stands there alone.
fn whole_comment(text: &str, span: Span) -> Span {
    let (start, end) = (line_start(text, span.start), line_end(text, span.end));
    let (before, after) = (&text[start..span.start], &text[span.end..end]);
    if before.trim().is_empty() && after.trim().is_empty() {
        return Span::new(start, (end + 1).min(text.len()));
    }
    // What follows the comment keeps its distance from what stands before it.
    let blanks = if after.trim().is_empty() { before.len() - before.trim_end().len() } else { 0 };
    Span::new(span.start - blanks, span.end)
}

/// Its own line; that of a comment which stands alone, and the line below.
fn covers(text: &str, span: Span, passed: impl Fn(&str) -> bool) -> Span {
    let (start, mut end) = (line_start(text, span.start), line_end(text, span.end));
    if text[start..span.start].trim().is_empty() && text[span.end..end].trim().is_empty() {
        for _ in 0..=STACKED {
            let next = (end + 1).min(text.len());
            end = line_end(text, next);
            if !passed(text[next..end].trim()) {
                break;
            }
        }
    }
    Span::new(start, end)
}

/// Reads `ignore[rule, rule] until=2026-12-31 reason`, which begins at byte `at` of the file.
fn fill(waiver: &mut WaiverEntry, said: &str, at: usize) -> Result<(), Fault> {
    let whole = Span::new(at, at + said.len());
    let fault = |text: &'static str| Fault { span: whole, text: text.into(), help: FORM.into() };
    let open = said.find('[').ok_or_else(|| fault("names no rule: `ignore[rule-name]`"))?;
    if said[..open].trim() != "ignore" {
        return Err(fault("says something else than `ignore[rule-name]`"));
    }
    let close = said.find(']').filter(|close| *close > open).ok_or_else(|| fault("has no closing bracket"))?;
    let mut from = open + 1;
    for name in said[open + 1..close].split(',') {
        let start = at + from + (name.len() - name.trim_start().len());
        from += name.len() + 1;
        let name = name.trim();
        if name.is_empty() {
            return Err(fault("names no rule: `ignore[rule-name]`"));
        }
        if waiver.rules.len() == WAIVED_RULES.most {
            return Err(fault(MANY_RULES));
        }
        waiver.rules.push(Spanned::new(name.into(), Span::new(start, start + name.len())));
    }
    let mut rest = said[close + 1..].trim_start();
    while let Some((key, after)) = KEYS.iter().find_map(|key| Some((*key, rest.strip_prefix(key)?.strip_prefix('=')?)))
    {
        let (value, left) = value(after).ok_or_else(|| fault("has a quotation mark that is never closed"))?;
        let start = at + said.len() - after.len();
        let span = Span::new(start, start + (after.len() - left.len()));
        match key {
            "until" => waiver.until = Some(day(value, span)?),
            "owner" => waiver.owner = Some(value.into()),
            _ => waiver.compensating = Some(value.into()),
        }
        rest = left.trim_start();
    }
    if let Some(said) = rest.strip_prefix(REASON) {
        let (reason, left) = value(said).ok_or_else(|| fault("has a quotation mark that is never closed"))?;
        // Without quotation marks, all that follows is the reason.
        rest = if said.starts_with('"') && left.trim().is_empty() { reason } else { said };
    }
    // A comment over several lines is one sentence all the same.
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_key = |word: &&&str| KEYS.iter().any(|key| word.strip_prefix(key).is_some_and(|left| left.starts_with('=')));
    if let Some(key) = words.iter().find(is_key) {
        let key = key.split('=').next().unwrap_or_default();
        return Err(Fault {
            text: format!("says `{key}=` behind the reason, where it is not read").into(),
            ..fault("")
        });
    }
    let is_day = |pair: &[&str]| pair[0].eq_ignore_ascii_case("until") && Date::parse(pair[1]).is_some();
    if waiver.until.is_none() && words.windows(2).any(is_day) {
        return Err(fault("names a day without `until=`, and would never end"));
    }
    let reason = words.join(" ");
    waiver.reason = (!reason.is_empty()).then(|| reason.into());
    Ok(())
}

/// A word, or what stands in quotation marks, and what follows.
fn value(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => Some(text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))),
    }
}

fn day(word: &str, span: Span) -> Result<Spanned<Date>, Fault> {
    let text = "has no day such as 2026-12-31 behind `until=`";
    Date::parse(word).map(|date| Spanned::new(date, span)).ok_or(Fault { span, text: text.into(), help: FORM.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<&str> {
        of_toml(text).iter().map(|waiver| &text[waiver.covers.start..waiver.covers.end]).collect()
    }

    #[test]
    fn a_trailing_comment_is_about_its_line_one_that_stands_alone_about_the_next_as_well() {
        assert_eq!(covered("a = 1 # drawline: ignore[x] y\nb = 2\n"), ["a = 1 # drawline: ignore[x] y"]);
        assert_eq!(covered("# drawline: ignore[x] y\nb = 2\nc = 3"), ["# drawline: ignore[x] y\nb = 2"]);
        let stacked = "# drawline: ignore[x] y\n# drawline: ignore[z] y\nb = 2\nc = 3";
        assert!(covered(stacked).iter().all(|lines| lines.ends_with("b = 2")), "{:?}", covered(stacked));
    }

    #[test]
    fn what_only_looks_like_a_comment_is_none() {
        assert_eq!(of_toml("a = \"# drawline: ignore[x] y\"\n"), []);
        assert_eq!(of_markdown("Write `<!-- drawline: ignore[x] y -->` above it.\n"), []);
        assert_eq!(of_toml("# drawline is a linter\n# see drawline: ignore[x] y\n"), []);
    }

    #[test]
    fn rules_day_and_reason_are_read_with_their_places() {
        let text = "- a\n\n<!-- drawline: ignore[one, two] until=2026-12-31 cover for Ana -->\n\nThe PM owns it.\n";
        let [waiver] = of_markdown(text).try_into().expect("one");
        let rules: Vec<_> = waiver.rules.iter().map(|rule| &text[rule.span.start..rule.span.end]).collect();
        assert_eq!(rules, ["one", "two"]);
        assert_eq!(waiver.reason.as_deref(), Some("cover for Ana"));
        let until = waiver.until.expect("a day").span;
        assert_eq!(&text[until.start..until.end], "2026-12-31");
        assert!(text[waiver.covers.start..waiver.covers.end].ends_with("The PM owns it."));
    }

    #[test]
    fn what_is_said_before_the_reason_has_keys() {
        let text = "a = 1 # drawline: ignore[x] until=2026-12-31 compensating=\"two sign\" owner=@em until we hire\n";
        let [waiver] = of_toml(text).try_into().expect("one");
        assert_eq!((waiver.compensating.as_deref(), waiver.owner.as_deref()), (Some("two sign"), Some("@em")));
        assert_eq!(waiver.reason.as_deref(), Some("until we hire"));
        let until = waiver.until.expect("a day").span;
        assert_eq!(&text[until.start..until.end], "2026-12-31");
        let open = "a = 1 # drawline: ignore[x] owner=\"a b\n";
        let fault = of_toml(open)[0].fault.clone().expect("a fault");
        assert_eq!(&open[fault.span.start..fault.span.end], " ignore[x] owner=\"a b");
    }

    #[test]
    fn a_comment_behind_another_is_read_and_a_hash_inside_a_word_begins_none() {
        assert_eq!(covered("a = 1 # three hours # drawline: ignore[x] y\n").len(), 1);
        let [waiver] = of_lines("/src/ @ana # core # drawline: ignore[x] y\n").try_into().expect("one");
        assert_eq!((waiver.reason.as_deref(), waiver.fault), (Some("y"), None));
        assert_eq!(of_lines("/src#drawline: ignore[x] y\n"), []);
    }

    #[test]
    fn what_stands_where_it_is_not_read_is_told() {
        for said in ["one month until=2026-12-31", "until 2026-12-31", "cover for Ana owner=@em"] {
            let found = of_toml(&format!("a = 1 # drawline: ignore[x] {said}\n"));
            assert!(matches!(found.as_slice(), [entry] if entry.fault.is_some()), "{said}: {found:?}");
        }
        let found = of_toml("a = 1 # drawline: ignore[x] until=2026-12-31 until 2027-01-31 it was 2026-11-30\n");
        assert!(matches!(found.as_slice(), [entry] if entry.fault.is_none()), "{found:?}");
    }

    #[test]
    fn above_the_header_of_a_row_it_is_about_the_row() {
        let text = "# drawline: ignore[x] y\n[[duty]]\na = 1\nb = 2\n\n[[duty]]\na = 3";
        assert_eq!(covered(text), ["# drawline: ignore[x] y\n[[duty]]\na = 1\nb = 2"]);
        assert_eq!(covered("# drawline: ignore[x] y\n[[duty]]\n[[duty]]\n"), ["# drawline: ignore[x] y\n[[duty]]"]);
        assert_eq!(covered("# drawline: ignore[x] y\n[[duty]]"), ["# drawline: ignore[x] y\n[[duty]]"]);
        assert_eq!(covered("# drawline: ignore[x] y\n[team]\nname = 1"), ["# drawline: ignore[x] y\n[team]"]);
    }

    #[test]
    fn a_row_of_hashes_begins_one_comment() {
        assert_eq!(covered("## drawline: ignore[x] y\nb = 2\nc = 3"), ["## drawline: ignore[x] y\nb = 2"]);
        assert_eq!(covered("a = 1 ## drawline: ignore[x] y\nb = 2\n"), ["a = 1 ## drawline: ignore[x] y"]);
    }

    #[test]
    fn a_mark_that_is_written_otherwise_is_told() {
        for said in ["drawline ignore[x] y", "drawline:disable x", "Drawline: ignore[x] y", "drawline-ignore x"] {
            let found = of_toml(&format!("a = 1 # {said}\n"));
            assert!(matches!(found.as_slice(), [entry] if entry.fault.is_some()), "{said}: {found:?}");
        }
    }

    #[test]
    fn no_comment_brings_the_reader_down() {
        for said in [
            "",
            "ignore",
            "ignore[",
            "ignore]",
            "ignore][",
            "ignore[]",
            "ignore[,]",
            "ignore[ä] until=",
            "ignore[a]until=2026-1-1é",
            "ignore[a] owner=\"",
            "ignore[a] compensating=",
        ] {
            assert_eq!(of_toml(&format!("a = 1 # drawline:{said}")).len(), 1, "{said}");
            assert_eq!(of_markdown(&format!("é <!-- drawline:{said} -->")).len(), 1, "{said}");
        }
    }

    #[test]
    fn a_reason_may_be_called_one() {
        for (said, reason) in [
            ("reason=\"our first QA lead starts then\"", Some("our first QA lead starts then")),
            ("reason=our first QA lead starts then", Some("our first QA lead starts then")),
            ("reason=\"\"", None),
            ("our reason=that", Some("our reason=that")),
            ("reason=\"agreed\" in May", Some("\"agreed\" in May")),
        ] {
            let found = of_toml(&format!("a = 1 # drawline: ignore[x] until=2026-12-31 {said}\n"));
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].reason.as_deref(), &found[0].fault), (reason, &None), "{said}");
        }
    }
}
