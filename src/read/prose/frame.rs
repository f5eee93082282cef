//! What headings, labels, lines before a list and parent items say about the text below them: whom it is about, and whether
//! it is work.

use std::sync::Arc;

use super::clause::{Above, Bound, Clauses};
use super::line::{Line, Who};
use super::meaning::Meaning;
use crate::base::involvement::Involvement;
use crate::base::source::Span;
use crate::taxonomy::grammar::{Class, Form, Grammar, Stance, Turn};

/// Of the line before a list, so many of the last words say that it lists reasons.
const REASON: usize = 3;

/// Somebody whom a text is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    /// A role's id, a handle, or an abbreviation that could mean several roles.
    pub(super) text: Arc<str>,
    /// Where it is named; an empty span stands for the file's name.
    pub(super) span: Span,
}

/// Whom a text is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Subject {
    /// Whoever the text above is about.
    #[default]
    Inherited,
    /// Somebody who is none of ours, or several who are not told apart.
    Nobody,
    /// These.
    These(Vec<Holder>),
}

/// What a heading or a line before a list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// Whom the text below is about.
    pub(super) subject: Subject,
    /// What it says of them.
    pub(super) stance: Option<Stance>,
    /// The heading ends as if a list followed: "are accountable for:".
    pub(super) opens_list: bool,
    /// What is denied of those above is said of others: "What others do".
    pub(super) others: bool,
}

/// The frames above a block, from the outermost in, each with its rank.
#[derive(Debug, Default)]
pub(super) struct Frames(Vec<(u16, Frame)>);

impl Frames {
    /// Forgets what is of this rank or further in.
    pub(super) fn leave(&mut self, rank: u16) {
        self.0.truncate(self.0.partition_point(|(known, _)| *known < rank));
    }

    /// Enters a frame in place of what is of its rank or further in.
    pub(super) fn enter(&mut self, rank: u16, frame: Frame) {
        self.leave(rank);
        self.0.push((rank, frame));
    }

    /// What all of them say together.
    pub(super) fn all(&self) -> Frame {
        self.0.iter().fold(Frame::default(), |above, (_, frame)| below(above, frame))
    }
}

/// What a frame says within another.
pub(super) fn below(mut above: Frame, frame: &Frame) -> Frame {
    if frame.subject != Subject::Inherited {
        above.subject = frame.subject.clone();
        // A new name begins anew, but what is out of scope stays so for everybody.
        if matches!(above.stance, Some(Stance::Silent | Stance::Told)) {
            above.stance = None;
        }
    }
    let keeps = above.stance == Some(Stance::Denied) && !matches!(frame.stance, Some(Stance::Silent));
    if frame.stance.is_some() && !keeps {
        above.stance = frame.stance;
        above.others = frame.others;
    }
    above.opens_list = frame.opens_list;
    above
}

/// What a title is of has no longer name than this, in words.
const NAME: usize = 4;

/// Reads frames with one grammar and one file's meanings.
pub(super) struct Framing<'a> {
    pub(super) grammar: &'a Grammar,
    pub(super) meaning: &'a Meaning,
}

/// Whether a heading goes on behind a name with what such a heading says: "responsibilities", "in this team", "does".
fn leads_on(grammar: &Grammar, words: &[&str]) -> bool {
    let Some(first) = words.first() else { return true };
    grammar.cue(words).is_some()
        || grammar.takes_object(first)
        || grammar.is_determiner(first)
        || grammar.is(Class::Job, first)
        || grammar.is(Class::Be, first)
        || grammar.is_role_noun(first)
        || grammar.verb(words).is_some_and(|(_, form, _)| form == Form::Third)
        || is_number(first)
}

/// Whether a comma stands between a whole title and what it is of, by its name: "Product manager, Payments".
fn is_of(line: &Line<'_>, (start, comma): (usize, usize), end: usize) -> bool {
    let mut named = line.named_in(start, end).map(|index| &line.named[index]);
    let is_title = named
        .next()
        .is_some_and(|title| matches!(title.who, Who::Roles(_)) && title.last > title.first && title.last + 1 == comma);
    let is_name = line.text.plain[line.words[comma].start..].starts_with(char::is_uppercase);
    is_title && named.next().is_none() && is_name && end - comma <= NAME
}

/// Whether a word is the number of a section or of a step.
fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

impl Framing<'_> {
    /// Who is meant by a name in a line.
    pub(super) fn holder(&self, line: &Line<'_>, index: usize) -> Holder {
        let named = &line.named[index];
        let written = &line.text.plain[named.start..named.end];
        let text = match &named.who {
            Who::Handle => Arc::from(written),
            Who::Roles(roles) => {
                self.meaning.of(written, roles).unwrap_or_else(|| Arc::from(written.trim_end_matches('s')))
            }
        };
        Holder { text, span: line.text.span(named.start, named.end) }
    }

    /// What a page's name says of it: whom it is about, where it is called after nobody else.
    pub(super) fn of_page(&self, line: &Line<'_>) -> Frame {
        let other = |at: usize| {
            let word = line.lower[at];
            let of_role = [Class::Describes, Class::Post, Class::Job].iter().any(|class| self.grammar.is(*class, word));
            line.named_at(at).is_none() && !of_role && self.leftover(line, at, at + 1) > 0
        };
        let told = (0..line.words.len()).any(other);
        if told { Frame::default() } else { self.read(line, 0, line.words.len(), false) }
    }

    /// What some words of a line say of the text below.
    pub(super) fn read(&self, line: &Line<'_>, start: usize, end: usize, leads: bool) -> Frame {
        if start >= end {
            // A cell of dashes has no words.
            return Frame::default();
        }
        if let Some(frame) = self.by_clause(line, start, end, leads) {
            return frame;
        }
        let cut = self.cut(line, start, end);
        if cut < end
            && line.words[cut].gap.colon
            && self.grammar.is(Class::RoleColumn, &line.lower[start..cut].join(" "))
        {
            // "Role: product manager".
            return self.read(line, cut, end, leads);
        }
        // What a role is called says nothing of the list: "Support lead".
        let said: Vec<&str> = (start..end)
            .map(|at| if line.named_at(at).is_some_and(|named| named.is_person) { "" } else { line.lower[at] })
            .collect();
        let words = said.as_slice();
        let mut stance = self.grammar.stance(words);
        if matches!(stance, Some(Stance::Work(_))) && leads && words.len() > 14 {
            stance = None;
        }
        let subject = self.subject(line, (start, cut, end), stance, if leads { 3 } else { 1 });
        // "You are our scrum master": who is spoken to, and no quality.
        let is_told = line.is(Class::Addressee, start)
            && line.lower.get(start + 1).is_some_and(|next| self.grammar.is(Class::Be, next));
        let named = matches!(subject, Subject::These(_));
        let stance = stance.filter(|stance| !(is_told && named && *stance == Stance::Silent));
        let others = stance == Some(Stance::Denied) && words.iter().any(|word| self.grammar.is(Class::Elsewhere, word));
        Frame { subject, stance, opens_list: leads, others }
    }

    /// "Product managers are accountable for:".
    fn by_clause(&self, line: &Line<'_>, start: usize, end: usize, leads: bool) -> Option<Frame> {
        if !leads && line.named.is_empty() {
            return None;
        }
        let above = Above { someone: true, stance: None, listed: true };
        let clauses = Clauses { grammar: self.grammar, line };
        let said = clauses.read(start, end, above, None);
        let mut statements = said.statements;
        if let (true, true, Some(named)) = (leads, statements.is_empty(), said.somebody) {
            // "Robin is the PM:".
            let subject = Subject::These(named.iter().map(|index| self.holder(line, *index)).collect());
            return Some(Frame { subject, stance: None, opens_list: true, others: false });
        }
        statements.retain(|statement| !statement.bare);
        if let (true, Some((length, Turn::Under))) = (statements.is_empty(), self.grammar.turn(line.run(start, end))) {
            // "When the PM decides": the list says when.
            statements = clauses.read(start + length, end, above, None).statements;
            statements.retain(|statement| !statement.bare && statement.bound != Bound::Above);
        }
        let last = statements.last()?;
        let is_title = |at: usize| self.grammar.stance(&line.lower[at..=at]) == Some(Stance::Silent);
        if last.bound == Bound::Above && last.verb == Some(start) && is_title(start) {
            // "Signs that it goes wrong:" may be a verb, and is a title.
            return None;
        }
        // "Working with product managers" is no clause about them.
        let names_another = statements.iter().any(|statement| statement.bound != Bound::Above);
        if !leads && ((last.bound == Bound::Above && !names_another) || last.effect.is_none()) {
            return None;
        }
        let subject = match &last.bound {
            Bound::Named(named) => Subject::These(named.iter().map(|index| self.holder(line, *index)).collect()),
            Bound::Above => Subject::Inherited,
        };
        let denied = last.denied;
        // "Applies or assists": what the list holds is the stronger of both.
        let same = statements.iter().filter(|statement| statement.bound == last.bound);
        let strongest = same.filter_map(|statement| statement.effect).max();
        let shows = last.verb.is_some_and(|verb| line.is(Class::Shows, verb));
        let stance = match last.effect.and(strongest) {
            // "PMs share this for the following reasons:".
            Some(_)
                if line.lower[end.saturating_sub(REASON).max(start)..end]
                    .iter()
                    .any(|word| self.grammar.is(Class::Reason, word)) =>
            {
                Some(Stance::Silent)
            }
            // "You must demonstrate experience in:" lists what somebody brings along.
            Some(_) if shows && self.grammar.stance(line.run(start, end)) == Some(Stance::Silent) => {
                Some(Stance::Silent)
            }
            Some(involvement) => Some(Stance::Work(involvement)),
            None if denied => Some(Stance::Denied),
            // "The director reports to the board, and": the list goes on with what is done.
            None if leads && names_another && line.is(Class::Join, end - 1) => {
                Some(Stance::Work(Involvement::Responsible))
            }
            // "A product manager sits between:" says where, not what is done.
            None if leads => Some(Stance::Silent),
            None => self.grammar.stance(line.run(start, end)),
        };
        let others = stance == Some(Stance::Denied)
            && line.lower[start..end].iter().any(|word| self.grammar.is(Class::Elsewhere, word));
        Some(Frame { subject, stance, opens_list: leads, others })
    }

    /// Where the part of a heading ends that says whom it is about: at a bracket, a dash or a colon, and behind a whole title at a
    /// comma.
    fn cut(&self, line: &Line<'_>, start: usize, end: usize) -> usize {
        let ends = |at: &usize| {
            let gap = line.words[*at].gap;
            gap.opens || gap.dash || gap.colon || gap.stop || (gap.comma && is_of(line, (start, *at), end))
        };
        (start + 1..end).find(ends).unwrap_or(end)
    }

    fn subject(
        &self,
        line: &Line<'_>,
        (start, cut, end): (usize, usize, usize),
        stance: Option<Stance>,
        spare: usize,
    ) -> Subject {
        let mut all: Vec<usize> = line.named_in(start, cut).collect();
        if all.is_empty() && cut < end && line.words[cut].gap.opens && cut - start <= 3 {
            // "Maya (QA lead)": a person, by a name that is no role's, and what they are.
            let inside = line.named_in(cut, end);
            let only = inside.clone().map(|index| line.named[index].last + 1 - line.named[index].first).sum::<usize>();
            if only > 0 && only + 1 >= end - cut && stance.is_none() {
                all = inside.collect();
                return Subject::These(all.into_iter().map(|index| self.holder(line, index)).collect());
            }
        }
        if all.is_empty()
            && cut < end
            && !line.words[cut].gap.opens
            && cut - start <= 3
            && self.is_beside(line, cut, end)
        {
            // "Robin — QA lead", "Job description: QA lead".
            let label = self.grammar.label(&line.lower[start..cut]).is_some();
            // "Hiring: QA lead", above what the QA lead will do.
            let advert = cut == start + 1 && line.is(Class::Around, start);
            if !label && (advert || matches!(stance, None | Some(Stance::Work(_)))) {
                return Subject::These(line.named_in(cut, end).map(|index| self.holder(line, index)).collect());
            }
        }
        let Some(first) = all.first().map(|index| &line.named[*index]) else {
            return self.unknown(line, start, cut, end);
        };
        let numbered = line.lower[start..first.first].iter().take_while(|word| is_number(word)).count();
        let before = &line.lower[start + numbered..first.first];
        if before.iter().any(|word| self.grammar.is(Class::Around, word)) {
            return Subject::Nobody;
        }
        // "As product manager you:".
        let addressed = before.iter().any(|word| self.grammar.is(Class::As, word))
            && line.lower.get(first.last + 1).is_some_and(|next| self.grammar.is(Class::Addressee, next));
        if addressed {
            return Subject::These(vec![self.holder(line, all[0])]);
        }
        // "Working as product owner", "You are our product owner".
        let plain = |word: &&str| self.grammar.is_determiner(word);
        let said = before.iter().rev().find(|word| !plain(word));
        let post = said.is_some_and(|word| self.grammar.is(Class::As, word))
            || before.first().is_some_and(|word| self.grammar.is(Class::Addressee, word))
                && said.is_some_and(|word| self.grammar.is(Class::Be, word));
        if post && first.last + 1 == cut && all.len() == 1 {
            return Subject::These(vec![self.holder(line, all[0])]);
        }
        let of = before.last().is_some_and(|word| self.grammar.takes_object(word)) || before.len() > 1;
        if of && !matches!(stance, Some(Stance::Work(_) | Stance::Denied)) {
            return Subject::Nobody;
        }
        // "Developer guide", "PM tools": a name that only says what kind of guide.
        let behind = first.last + 1;
        // "Product owner ACME": what it is of, by a name in capitals.
        let of_name = behind + 1 == cut && first.last > first.first && {
            let word = &line.text.plain[line.words[behind].start..line.words[behind].end];
            word.len() > 1 && word.chars().all(char::is_uppercase) && self.grammar.cue(line.run(behind, cut)).is_none()
        };
        let goes_on = all.len() == 1
            && !of_name
            && behind < cut
            && line.words[behind].gap == super::line::Gap::default()
            && !leads_on(self.grammar, &line.lower[behind..cut]);
        if goes_on && spare < 2 {
            return Subject::Nobody;
        }
        let joint = all.len() == 1
            && behind < cut
            && line.words[behind].gap.joint
            && line.named_at(behind).is_none()
            && !self.grammar.is_role_noun(line.lower[behind]);
        let before_joint = first.first > start && line.words[first.first].gap.joint;
        if joint || (before_joint && all.len() == 1) {
            // "Legal / privacy": half of a title is another one.
            return Subject::Nobody;
        }
        let apart = line.lower[start..cut].iter().any(|word| self.grammar.is(Class::Versus, word));
        let between = |names: &[usize]| line.named[names[0]].last + 1..line.named[names[1]].first;
        let faces = |at: usize| line.is(Class::To, at) || line.is(Class::For, at) || line.is(Class::From, at);
        if all.windows(2).any(|names| between(names).any(faces)) && stance.is_none_or(|stance| stance == Stance::Told) {
            // "Product manager to tech lead": what one expects of the other.
            return Subject::Nobody;
        }
        if (apart && all.len() > 1) || self.leftover(line, first.last + 1, cut) > spare {
            return Subject::Nobody;
        }
        let mut holders: Vec<Holder> = Vec::new();
        for holder in all.into_iter().map(|index| self.holder(line, index)) {
            if holders.iter().all(|known| known.text != holder.text) {
                holders.push(holder);
            }
        }
        Subject::These(holders)
    }

    /// Whether nothing but names of people stands there.
    fn is_beside(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        let named = |at: usize| line.named_at(at).is_some_and(|named| named.is_person);
        (start..end).any(named) && (start..end).all(|at| named(at) || line.is_determiner(at))
    }

    /// Words of a heading that are neither names nor cues nor small words.
    fn leftover(&self, line: &Line<'_>, start: usize, cut: usize) -> usize {
        let mut count = 0;
        let mut at = start;
        while at < cut {
            if let Some(length) = self.grammar.cue(line.run(at, cut)) {
                at += length;
                continue;
            }
            if let Some(named) = line.named_at(at) {
                at = named.last + 1;
                continue;
            }
            let word = line.lower[at];
            let small = self.grammar.is_determiner(word) || self.grammar.takes_object(word) || is_number(word);
            count += usize::from(!small);
            at += 1;
        }
        count
    }

    /// Whether some words are a title of a person and name no role that is known: "Release captain".
    pub(super) fn is_unread_title(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        let cut = self.cut(line, start, end);
        let words = &line.lower[start..cut];
        let title = words.last().is_some_and(|word| self.grammar.is(Class::TitleNouns, word));
        let small = |word: &&str| self.grammar.takes_object(word) || self.grammar.is(Class::Join, word);
        let plain = !words.iter().any(|word| small(word) || self.grammar.is(Class::Be, word));
        let gaps = (start + 1..cut).all(|at| line.words[at].gap == super::line::Gap::default());
        title && plain && gaps && (2..=4).contains(&words.len()) && line.named_in(start, end).next().is_none()
    }

    /// A title that the taxonomy does not know is somebody all the same.
    fn unknown(&self, line: &Line<'_>, start: usize, cut: usize, end: usize) -> Subject {
        let handle_behind = line.named_in(start, end).any(|index| line.named[index].who == Who::Handle);
        if handle_behind && cut < end {
            return Subject::Inherited;
        }
        let words = &line.lower[start..cut];
        if self.grammar.verb(words).is_some_and(|(_, form, _)| form != Form::Plain) {
            return Subject::Inherited;
        }
        let title = words.len() <= 4 && words.last().is_some_and(|word| self.grammar.is_role_noun(word));
        if title { Subject::Nobody } else { Subject::Inherited }
    }
}
