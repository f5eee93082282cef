//! `waiver`: waivers that need mending: malformed, without a reason, run out, unused. What they find cannot be waived.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Kind;
use crate::base::diagnostic::Subject;
use crate::base::fix::{Fix, quoted};
use crate::base::source::{Location, Span};
use crate::base::suggest::{is_slip, nearest};
use crate::config::FILE;
use crate::document::shape::{Field, Type};
use crate::read::reading::Written;
use crate::read::waiver::WaiverEntry;
use crate::rule::layers::Layers;
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::topic::topics;
use crate::rule::{Check, CheckContext, Judges, Silenced, Waivers, Writer};

pub(super) const KIND: Kind = Kind {
    name: "waiver",
    summary: "Judges whether waivers are well-formed, give a reason, and are needed.",
    fields: &[
        Field::needed("about", Type::OneOf(About::WORDS), "What is wrong with a waiver."),
        Field::new("rules", Type::Names, "A waiver of these rules is reported as one of a hard activity is."),
        Field::new("days", Type::Count, "A waiver that runs longer than this is reported."),
    ],
    topics: &[About::TOPICS],
    words: &["problem", "rule", "until", "person"],
    build,
};

topics! {
    /// What is reported.
    About by "about" {
        Malformed = "malformed": "it is not written as waivers are",
        UnknownRule = "unknown-rule": "it names no rule, or one that cannot be waived",
        WithoutReason = "without-reason": "it does not say why",
        Expired = "expired": "it is past its last day",
        TooLong = "too-long": "it runs longer than it may",
        WithoutEnd = "without-end": "it never ends",
        Unused = "unused": "it overrules nothing",
        WithoutControl = "without-control": "it is about hard work and names no compensating control",
        OfOneself = "self": "it was written by the person whom it is about",
    }
}

impl About {
    /// Whether it is about what an exception has to be where it counts. The rest is for the repository that its file lies in, which
    /// knows its rules and all that it overrules.
    fn is_policy(self) -> bool {
        matches!(self, Self::WithoutReason | Self::TooLong | Self::WithoutEnd | Self::WithoutControl)
    }
}

/// One rule about waivers.
struct Ruled {
    about: About,
    /// How many days one may run.
    days: i64,
    /// Rules whose waivers are as those of hard work.
    rules: Vec<Arc<str>>,
}

fn build(layers: &Layers<'_>) -> Box<dyn Check> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "days are far below the limits of the type, and a cast saturates"
    )]
    let days = layers.number("days").map_or(i64::MAX, |days| days.value as i64);
    let rules = layers.names("rules").into_iter().map(|rule| rule.value).collect();
    Box::new(Ruled { about: About::chosen(layers).unwrap_or(About::Malformed), days, rules })
}

/// What is said of one waiver.
struct Said<'a> {
    span: Span,
    rule: &'a str,
    problem: &'a str,
    label: String,
    help: String,
    /// What takes its place, byte for byte; nothing at all, where the words go.
    fix: Option<(Span, String)>,
}

impl Check for Ruled {
    fn judges(&self) -> Judges {
        Judges { waivers: true, ..Judges::default() }
    }

    fn waivers(&self, scene: &CheckContext<'_>, waivers: &Waivers<'_>, reporter: &mut Reporter<'_>) {
        if waivers.are_remote && !self.about.is_policy() {
            return;
        }
        for waiver in waivers.entries {
            for said in self.of(scene, waivers, waiver) {
                report(waivers, waiver, said, reporter);
            }
        }
    }

    fn written(&self, _: &CheckContext<'_>, waivers: &Waivers<'_>, by: &Writer<'_>, reporter: &mut Reporter<'_>) {
        if self.about != About::OfOneself {
            return;
        }
        for waiver in waivers.entries {
            let silenced = (waivers.silenced)(waiver.span.start);
            let people = silenced.iter().filter_map(|about| about.person.as_ref()).chain(&waiver.scope.person);
            let people: BTreeSet<&Arc<str>> = people.collect();
            let Some(writer) = by(waiver).filter(|writer| people.contains(writer)) else { continue };
            of_oneself(waivers, waiver, &writer, reporter);
        }
    }
}

impl Ruled {
    fn of<'a>(&self, scene: &CheckContext<'_>, waivers: &Waivers<'_>, waiver: &'a WaiverEntry) -> Vec<Said<'a>> {
        let rule = waiver.rules.first().map_or("", |rule| &*rule.value);
        let said = |span, label: &str, help: &str| Said {
            span,
            rule,
            problem: "",
            label: label.into(),
            help: help.into(),
            fix: None,
        };
        if let Some(fault) = &waiver.fault {
            let malformed = Said { problem: &fault.text, ..said(fault.span, "this overrules nothing", &fault.help) };
            return if self.about == About::Malformed { vec![malformed] } else { Vec::new() };
        }
        let until = waiver.until.as_ref();
        let expired = waiver.until.as_ref().is_some_and(|until| scene.today.is_past(until.value));
        match self.about {
            About::Malformed => Vec::new(),
            About::UnknownRule => {
                let unknown = waiver.rules.iter().filter(|rule| !waivers.rules.contains(&&*rule.value));
                unknown.map(|rule| unknown_rule(waivers, &rule.value, rule.span)).collect()
            }
            About::WithoutReason if waiver.reason.is_none() => {
                vec![said(waiver.span, "this overrules nothing", "say why, for those who read it next year")]
            }
            About::Expired if expired => {
                let span = until.map_or(waiver.span, |until| until.span);
                vec![said(span, "this was its last day", "fix what it is about, or say until when it is needed")]
            }
            About::TooLong => {
                let long = until.filter(|until| scene.today.days_until(until.value) > self.days);
                let help = "choose a day on which somebody looks at it again";
                long.map(|until| said(until.span, "this is its last day", help)).into_iter().collect()
            }
            About::WithoutEnd if until.is_none() && waiver.reason.is_some() => {
                vec![said(
                    waiver.span,
                    "this never ends",
                    "write `until` and a day on which somebody looks at it again",
                )]
            }
            About::Unused if !expired && waiver.reason.is_some() => {
                let silenced = (waivers.silenced)(waiver.span.start);
                let is_idle = |rule: &&Written| {
                    let can_be_idle = !waivers.passing.contains(&&*rule.value);
                    can_be_idle
                        && waivers.rules.contains(&&*rule.value)
                        && !silenced.iter().any(|about| about.rule == rule.value)
                };
                let idle: Vec<&Written> = waiver.rules.iter().filter(is_idle).collect();
                let help = "take it out: what it was about is fixed";
                let one = |rule: &&'a Written| {
                    let fix = Some((leftover(waiver, rule, idle.len()), String::new()));
                    Said { rule: &rule.value, fix, ..said(rule.span, "nothing here to overrule", help) }
                };
                idle.iter().map(one).collect()
            }
            About::WithoutControl if waiver.compensating.is_none() => {
                let is_hard = |id: &Arc<str>| scene.taxonomy.activities.get(id).is_some_and(|activity| activity.hard);
                let hard = |about: &&Silenced| {
                    self.rules.contains(&about.rule) || about.activity.as_ref().is_some_and(is_hard)
                };
                let silenced = (waivers.silenced)(waiver.span.start);
                let of_hard = silenced
                    .iter()
                    .find(hard)
                    .and_then(|about| waiver.rules.iter().find(|rule| rule.value == about.rule));
                let help = "name what makes it safe: `compensating=\"who checks what instead\"`";
                let one =
                    |rule: &'a Written| Said { rule: &rule.value, ..said(waiver.span, "no control is named", help) };
                of_hard.map(one).into_iter().collect()
            }
            About::WithoutReason
            | About::Expired
            | About::WithoutEnd
            | About::Unused
            | About::WithoutControl
            | About::OfOneself => Vec::new(),
        }
    }
}

fn unknown_rule<'a>(waivers: &Waivers<'_>, name: &'a str, span: Span) -> Said<'a> {
    let own = waivers.own.contains(&name);
    let near = nearest(name, waivers.rules.iter().copied());
    let help = match near {
        _ if own => "correct the waiver instead".to_owned(),
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "`drawline rules list` names them".to_owned(),
    };
    let problem = if own { "cannot be waived" } else { "is no rule" };
    // In the configuration the name stands in quotes.
    let written = |near: &str| if waivers.path.as_str() == FILE { quoted(near) } else { near.to_owned() };
    let fix = near.filter(|near| !own && is_slip(name, near)).map(|near| (span, written(near)));
    Said { span, rule: name, problem, label: "this overrules nothing".to_owned(), help, fix }
}

fn of_oneself(waivers: &Waivers<'_>, waiver: &WaiverEntry, writer: &Arc<str>, reporter: &mut Reporter<'_>) {
    let rule = waiver.rules.first().map_or("", |rule| &*rule.value);
    reporter.report(Finding {
        words: &[("person", writer), ("rule", rule)],
        help: Some("have it agreed and committed by somebody else, such as whoever answers for the team".to_owned()),
        subject: Subject {
            person: Some(writer.clone()),
            detail: Some(format!("{rule} {}", waiver.reason.as_deref().unwrap_or_default()).into()),
            ..Subject::default()
        },
        ..Finding::at(place(waivers, waiver.span), format!("written by {writer}"))
    });
}

/// What goes when a rule of a waiver is idle: all of the waiver where the others are idle too; else the name with its comma.
fn leftover(waiver: &WaiverEntry, rule: &Written, idle: usize) -> Span {
    let at = waiver.rules.iter().position(|other| other.span == rule.span).unwrap_or_default();
    if idle == waiver.rules.len() {
        waiver.whole
    } else if let Some(before) = at.checked_sub(1) {
        Span::new(waiver.rules[before].span.end, rule.span.end)
    } else {
        Span::new(rule.span.start, waiver.rules.get(1).map_or(rule.span.end, |next| next.span.start))
    }
}

/// Those of the configuration stand in the text that the policy was made of.
fn place(waivers: &Waivers<'_>, span: Span) -> Location {
    let of = if waivers.path.as_str() == FILE { Location::of_policy } else { Location::new };
    of(waivers.path.clone(), span)
}

fn report(waivers: &Waivers<'_>, waiver: &WaiverEntry, said: Said<'_>, reporter: &mut Reporter<'_>) {
    let until = waiver.until.as_ref().map_or_else(String::new, |until| until.value.to_string());
    let fix = |(span, text): (Span, String)| match text.as_str() {
        "" => Fix::remove(waivers.path, span, "the waiver"),
        text => Fix::write(waivers.path, span, text),
    };
    reporter.report(Finding {
        words: &[("problem", said.problem), ("rule", said.rule), ("until", &until)],
        fix: said.fix.map(fix),
        help: Some(said.help),
        // A waiver has no name; its words tell it apart from others of the file.
        subject: Subject {
            detail: Some(format!("{} {}", said.rule, waiver.reason.as_deref().unwrap_or_default()).into()),
            ..Subject::default()
        },
        ..Finding::at(place(waivers, said.span), said.label)
    });
}
