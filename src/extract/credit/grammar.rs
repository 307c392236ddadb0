//! Subjects: who does what a verb of credit tells, found by the order of words.
//!
//! No parser stands behind this. A subject is sought to the left of the verb, past adverbs and past
//! what stands between two commas (`X, du BCSP, calcule`), or to its right where verb and subject
//! change places (`…, écrit X`). A name behind a preposition is never a subject.

use super::lexicon::is;
use super::names::{Name, Names};
use crate::model::EntityType;
use crate::text::{Document, FormTable, Span, TokenKind};
use std::ops::Range;

/// Whom a place in the text names as the one who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Names, by their index in [`Names::list`]: several where they are joined.
    Names(Vec<usize>),
    /// Someone unnamed, as written: `un diplomate togolais`.
    Described(Range<usize>),
    /// Somebody named before.
    Back(Back),
    /// The author of the report.
    Own,
}

/// What an expression that points back tells of whom it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Back {
    He,
    She,
    They,
    /// `it`: a body or a work.
    It,
    /// `l'analyste`
    Person,
    /// `les magistrats`: several, or an institution's people.
    People,
    /// `l'institut`
    Body,
    /// `le rapport`
    Work,
    /// `y lit-on`: whatever was cited.
    Any,
}

/// A subject and the tokens that name it.
pub(super) type Found = (Subject, Range<usize>);

/// Reads one sentence.
pub(super) struct Reader<'a> {
    pub doc: &'a Document,
    pub names: &'a Names,
    pub flags: &'a FormTable<u64>,
    pub range: Range<usize>,
    /// Whether the last noun of a compound is its head.
    pub right_headed: bool,
}

/// How far a subject is sought.
const REACH: usize = 60;

/// How many bytes back the holder of an office is looked for.
const MEMORY: usize = 20_000;

impl Reader<'_> {
    pub fn flags(&self, at: usize) -> u64 {
        match self.range.contains(&at) {
            true => self.flags[self.doc.tokens[at].form],
            false => 0,
        }
    }

    pub fn has(&self, at: usize, flag: u64) -> bool {
        self.flags(at) & flag != 0
    }

    pub fn text(&self, at: usize) -> &str {
        match self.range.contains(&at) {
            true => self.doc.token_text(at),
            false => "",
        }
    }

    /// The index of the name that token `at` is part of.
    pub fn name_at(&self, at: usize) -> Option<usize> {
        self.range.contains(&at).then(|| self.names.index_at(at))?
    }

    fn name(&self, index: usize) -> &Name {
        &self.names.list[index]
    }

    /// Whether the name can say anything.
    fn speaks(&self, index: usize) -> bool {
        self.names.known(self.name(index)).can_speak()
    }

    fn is_sign(&self, at: usize) -> bool {
        self.range.contains(&at) && self.doc.tokens[at].kind == TokenKind::Sign
    }

    /// Whether a subject is never sought past this token.
    fn stops(&self, at: usize) -> bool {
        !self.range.contains(&at)
            || self.is_sign(at)
                && matches!(
                    self.text(at),
                    ";" | ":" | "«" | "»" | "“" | "”" | "\"" | "." | "!" | "?" | "…" | "„" | "•"
                )
    }

    fn is_comma(&self, at: usize) -> bool {
        self.is_sign(at) && matches!(self.text(at), "," | "–" | "—")
    }

    /// Whether a preposition governs the name or noun phrase that begins at `at`, or the name that it is
    /// joined to: `par le Bureau et le Parquet`.
    fn governed(&self, at: usize) -> bool {
        if self.governed_since(at, self.range.start) {
            return true;
        }
        let floor = self.range.start;
        let mut i = at;
        while i > floor && self.has(i - 1, is::DETERMINER) {
            i -= 1;
        }
        if i < floor + 2 || !self.has(i - 1, is::CONJUNCTION) {
            return false;
        }
        let mut before = i - 2;
        if self.text(before) == ")"
            && let Some(open) = (floor..before).rev().find(|&j| self.text(j) == "(")
        {
            before = open.saturating_sub(1);
        }
        (self.name_at(before))
            .is_some_and(|n| self.governed_since(self.name(n).tokens.start, floor))
    }

    /// The same, without a look at the tokens before `floor`.
    fn governed_since(&self, at: usize, floor: usize) -> bool {
        let mut i = at;
        while i > floor && self.has(i - 1, is::DETERMINER) && !self.has(i - 1, is::PREPOSITION) {
            i -= 1;
        }
        i > floor && self.has(i - 1, is::PREPOSITION)
    }

    /// The subject to the left of the verb group that begins at `verb`.
    pub fn left(&self, verb: usize) -> Option<Found> {
        let mut end = verb;
        while end > self.range.start
            && self.has(end - 1, is::BETWEEN)
            && !self.has(end - 1, is::ONE | is::OWN)
            && self.name_at(end - 1).is_none()
        {
            end -= 1;
        }
        // Whom a relative clause tells of: le SBU, qui a déclaré; X of the Institute (OIES), who counts.
        if end > self.range.start
            && self.has(end - 1, is::RELATIVE)
            && self.name_at(end - 1).is_none()
        {
            return self.antecedent(end - 1);
        }
        let floor = self.range.start.max(end.saturating_sub(REACH));
        let mut best: Option<Found> = None;
        let mut near = true;
        for _ in 0..10 {
            let start = self.segment_start(end, floor);
            if start < end {
                let (from, closed) = self.clause_start(start, end);
                let relative = self.has(start, is::RELATIVE) && from == start;
                let aside = !near
                    && (relative && self.name_at(from + 1).is_none()
                        || self.has(from, is::PREPOSITION | is::PARTICIPLE));
                let from = if relative { from + 1 } else { from };
                if !aside && let Some(found) = self.in_segment(from, end, near) {
                    let is_name = matches!(found.0, Subject::Names(_));
                    if near {
                        return Some(found);
                    }
                    if is_name || best.is_none() {
                        best = Some(found);
                    }
                }
                if closed {
                    break;
                }
                near = false;
            } else {
                near = false;
            }
            if start > floor && self.is_comma(start - 1) {
                end = start - 1;
            } else {
                break;
            }
        }
        best
    }

    /// The name that a relative clause which begins at `relative` tells of: the last free one close
    /// before it, else the last one right before it.
    fn antecedent(&self, relative: usize) -> Option<Found> {
        let floor = self.range.start.max(relative.saturating_sub(16));
        let mut nearest = None;
        let mut i = relative;
        while i > floor && !self.stops(i - 1) {
            i -= 1;
            let Some(n) = self.name_at(i) else { continue };
            i = self.name(n).tokens.start;
            if !self.speaks(n) || i > 0 && self.is_sign(i - 1) && self.text(i - 1) == "(" {
                continue;
            }
            if relative - self.name(n).tokens.end <= 4 {
                nearest = nearest.or(Some(n));
            }
            let person = self.names.known(self.name(n)).is_person();
            if !self.governed(i) && (person || nearest == Some(n)) {
                return Some(self.joined(n));
            }
        }
        nearest.map(|n| self.joined(n))
    }

    /// Where the part between commas that ends before `end` begins.
    fn segment_start(&self, end: usize, floor: usize) -> usize {
        let mut start = end;
        while start > floor {
            if self.is_sign(start - 1) && matches!(self.text(start - 1), ")" | "]") {
                let open = (floor..start - 1)
                    .rev()
                    .find(|&i| self.is_sign(i) && matches!(self.text(i), "(" | "["));
                match open {
                    Some(open) => {
                        start = open;
                        continue;
                    }
                    None => break,
                }
            }
            if self.is_comma(start - 1)
                || self.stops(start - 1)
                || self.is_sign(start - 1) && self.text(start - 1) == "("
            {
                break;
            }
            start -= 1;
        }
        start
    }

    /// Where the last clause of a segment begins, and whether a conjunction opens it.
    fn clause_start(&self, start: usize, end: usize) -> (usize, bool) {
        let opens = |i: usize| {
            self.name_at(i).is_none()
                && self.has(i, is::RELATIVE | is::CLAUSE)
                && !(self.has(i, is::CONJUNCTION) && i > start && self.joins(i))
        };
        match (start..end).rev().find(|&i| opens(i)) {
            Some(i) if self.has(i, is::RELATIVE) && i == start => (start, false),
            Some(i) => (i + 1, true),
            None => (start, false),
        }
    }

    /// Whether the conjunction at `at` joins two names or phrases. A clause would begin with its subject,
    /// never with a complement or a bare noun: `de la guerre et de la politique`, `entre mai et juin`.
    fn joins(&self, at: usize) -> bool {
        let opens = is::DETERMINER | is::PRONOUN | is::ONE | is::OWN | is::CLAUSE | is::RELATIVE;
        self.name_at(at + 1).is_none()
            && (!self.has(at + 1, opens) || self.has(at + 1, is::LINK))
            && !self.is_sign(at + 1)
            || at > 0
                && self.name_at(at - 1).is_some()
                && (self.name_at(at + 1).is_some() || self.has(at + 1, is::DETERMINER))
    }

    /// The subject in the segment `from..end`: the last free name of the segment beside the verb, the
    /// first one of any other.
    fn in_segment(&self, from: usize, end: usize, near: bool) -> Option<Found> {
        if end > from && self.has(end - 1, is::PRONOUN | is::ONE | is::OWN) && near {
            let at = end - 1;
            return Some((self.pronoun(at)?, at..end));
        }
        let mut free = Vec::new();
        let mut i = from;
        while i < end {
            if self.is_sign(i) && self.text(i) == "(" {
                i = (i..end).find(|&j| self.text(j) == ")").unwrap_or(end);
                continue;
            }
            match self.name_at(i) {
                Some(n) => {
                    let name = self.name(n);
                    if !self.governed(name.tokens.start)
                        && self.speaks(n)
                        && name.tokens.start >= from
                    {
                        // Kazakhstan's statistics bureau says: not Kazakhstan.
                        if self.is_place(n)
                            && self.has(name.tokens.end, is::GENITIVE)
                            && let Some(found) = self.owned(n, end)
                        {
                            return Some(found);
                        }
                        free.push(n);
                    }
                    i = name.tokens.end.max(i + 1);
                }
                None => i += 1,
            }
        }
        let pick = if near { free.last() } else { free.first() };
        if let Some(&n) = pick {
            let tokens = self.name(n).tokens.clone();
            // Between a name and its verb no other noun phrase begins: the verb would be that one's.
            let tail = tokens.end..end;
            let broken = near
                && tail.len() > 6
                && tail
                    .clone()
                    .any(|i| self.has(i, is::DETERMINER) && !self.governed(i));
            if !broken {
                return Some(match near {
                    true => self.joined(n),
                    false => self.forward(n),
                });
            }
        }
        // Data compiled by Reuters show, analysts at Barclays say: a work or people without an article, and
        // whose they are.
        if self.has(from, is::WORK | is::PERSON)
            && !self.governed(from)
            && let Some(n) = (from + 1..end.min(from + 6)).find_map(|i| self.name_at(i))
            && self.speaks(n)
            && !self.is_place(n)
            && self.has(self.before_article(n), is::AGENT | is::LINK | is::SEAT)
        {
            return Some(self.forward(n));
        }
        let at = (from..end).find(|&i| {
            self.has(i, is::DETERMINER) && !self.governed(i) && !self.has(i, is::PREPOSITION)
        })?;
        if at > from + 1 && !near {
            return None;
        }
        // watchers at Windward, an Israeli firm, say: what stands between commas tells of the name.
        if self.has(at, is::INDEFINITE)
            && self.is_comma(end)
            && at > self.range.start + 1
            && self.is_comma(at - 1)
            && let Some(n) = self.name_at(at - 2)
            && self.speaks(n)
            && !self.is_place(n)
            && !self.has(self.before_article(n), is::PHRASE)
        {
            return Some(self.joined(n));
        }
        self.noun_phrase(at, end, self.has(at, is::INDEFINITE))
    }

    /// Who was said to hold an office before, in the same words: `la ministre du Logement, X`, `X, ministre
    /// du Logement`.
    fn holder(&self, office: Range<usize>) -> Option<usize> {
        let span = self.doc.span_of(office);
        let view = self.doc.text.view();
        let mut from = span.start().saturating_sub(MEMORY);
        while !view.is_char_boundary(from) {
            from += 1;
        }
        let words = self.doc.text.slice(span);
        let person = |at: usize| {
            let index = self.names.index_at(at)?;
            (self.names.known(self.name(index)).is_person()).then_some(index)
        };
        let comma =
            |at: usize| (self.doc.tokens.get(at)).is_some() && self.doc.token_text(at) == ",";
        (view[from..span.start()].rmatch_indices(words).take(4)).find_map(|(at, _)| {
            let start = from + at;
            let tokens = self.doc.tokens_in(Span::new(start, start + words.len()));
            let behind = tokens.end + usize::from(comma(tokens.end));
            let before = tokens.start.checked_sub(2);
            let before = before.filter(|&before| comma(before + 1));
            person(behind).or_else(|| before.and_then(person))
        })
    }

    /// The institution that the preposition at `at` leads to.
    fn seated(&self, at: usize) -> Option<usize> {
        let article = usize::from(self.has(at + 1, is::DETERMINER));
        let name = self.name_at(at + 1 + article)?;
        let kind = self.names.known(self.name(name)).kind;
        matches!(kind, None | Some(EntityType::Organisation)).then_some(name)
    }

    /// The token before the name and its article.
    fn before_article(&self, name: usize) -> usize {
        let at = self.name(name).tokens.start.saturating_sub(1);
        at - usize::from(at > self.range.start && self.has(at, is::DETERMINER))
    }

    fn is_place(&self, name: usize) -> bool {
        self.names.known(self.name(name)).kind == Some(EntityType::Location)
    }

    /// What belongs to the place `name` and stands between it and `end`, where it is a body or a person.
    fn owned(&self, name: usize, end: usize) -> Option<Found> {
        let start = self.name(name).tokens.start;
        let mark = self.name(name).tokens.end;
        let said = (mark + 1..end).all(|i| !self.is_sign(i) && self.name_at(i).is_none());
        let body = (mark + 1..end).any(|i| self.has(i, is::BODY | is::PERSON));
        (said && body).then_some((Subject::Described(start..end), start..end))
    }

    /// The name with those that are joined to it before.
    fn joined(&self, name: usize) -> Found {
        let mut list = vec![name];
        let mut range = self.name(name).tokens.clone();
        while range.start > self.range.start + 1 {
            let conjunction = range.start - 1;
            let joins = self.has(conjunction, is::CONJUNCTION)
                || self.is_sign(conjunction) && self.text(conjunction) == "&";
            // An adjective may stand behind the first: le SVR russe et X.
            let adjective = self.name_at(conjunction - 1).is_none()
                && self.flags(conjunction - 1) == 0
                && !self.is_sign(conjunction - 1);
            let at = (conjunction - 1).checked_sub(usize::from(adjective));
            let Some(before) = at.and_then(|at| self.name_at(at)).filter(|_| joins) else {
                break;
            };
            if !self.speaks(before) || adjective && self.governed(self.name(before).tokens.start) {
                break;
            }
            list.insert(0, before);
            range.start = self.name(before).tokens.start;
        }
        (Subject::Names(list), range)
    }

    fn pronoun(&self, at: usize) -> Option<Subject> {
        let flags = self.flags(at);
        Some(match flags {
            f if f & is::OWN != 0 => Subject::Own,
            f if f & is::ONE != 0 => Subject::Back(Back::Any),
            f if f & is::HE != 0 => Subject::Back(Back::He),
            f if f & is::SHE != 0 => Subject::Back(Back::She),
            f if f & is::THEY != 0 => Subject::Back(Back::They),
            f if f & is::IT != 0 => Subject::Back(Back::It),
            _ => return None,
        })
    }

    /// The first token from `at` on that is no adverb or the like.
    pub fn past_adverbs(&self, mut at: usize) -> usize {
        while self.has(at, is::BETWEEN)
            && !self.has(at, is::PRONOUN | is::ONE | is::DETERMINER)
            && self.name_at(at).is_none()
        {
            at += 1;
        }
        at
    }

    /// Whether a comma stands at `at` and a person is the subject behind it.
    pub fn tells_of_person(&self, at: usize) -> bool {
        self.is_comma(at)
            && (self.noun_phrase(at + 1, self.range.end, false)).is_some_and(|f| match f.0 {
                Subject::Names(list) => {
                    (list.iter()).all(|&n| self.names.known(self.name(n)).is_person())
                }
                Subject::Back(back) => matches!(back, Back::He | Back::She | Back::Person),
                _ => false,
            })
    }

    /// The subject to the right of the verb group that ends before `verb_end`.
    pub fn right(&self, verb_end: usize) -> Option<Found> {
        let mut at = self.past_adverbs(verb_end);
        let limit = self.range.end.min(verb_end + 18);
        let mut commas = 0;
        while at < limit {
            if self.stops(at) || self.has(at, is::RELATIVE) && !self.has(at, is::PREPOSITION) {
                return None;
            }
            if self.is_comma(at) {
                commas += 1;
                if commas > 2 {
                    return None;
                }
            }
            let start = self.has(at, is::DETERMINER)
                && !self.has(at, is::PREPOSITION)
                && self
                    .doc
                    .tokens
                    .get(at + 1)
                    .is_some_and(|t| t.kind != TokenKind::Number);
            if (start || self.name_at(at).is_some())
                && !self.governed(at)
                && let Some(found) = self.noun_phrase(at, limit, true)
            {
                return Some(found);
            }
            at = match self.name_at(at) {
                Some(n) => self.name(n).tokens.end.max(at + 1),
                None => at + 1,
            };
        }
        None
    }

    /// Whom the noun phrase that begins at `at` means. `loose`: any noun may say something, not only
    /// those known to.
    pub fn noun_phrase(&self, at: usize, limit: usize, loose: bool) -> Option<Found> {
        if let Some(n) = self.name_at(at) {
            return self.speaks(n).then(|| self.forward(n));
        }
        // `her` before a noun is an article, before a comma a pronoun.
        if self.has(at, is::PRONOUN) && (!self.has(at, is::DETERMINER) || self.is_sign(at + 1)) {
            return Some((self.pronoun(at)?, at..at + 1));
        }
        if !self.has(at, is::DETERMINER) {
            return None;
        }
        let mut end = at + 1;
        while end < limit && self.has(end, is::DETERMINER) {
            end += 1;
        }
        let mut head = 0;
        let mut linked = None;
        let mut tied = false;
        let mut words = 0;
        while end < limit && end < at + 16 {
            if let Some(n) = self.name_at(end) {
                let name = self.name(n);
                let body = head & (is::BODY | is::WORK) != 0;
                if !self.governed_since(name.tokens.start, at)
                    && self.speaks(n)
                    && name.tokens.start > at
                {
                    // A title before a name: l'économiste Goran Ilić.
                    return Some(self.forward(n));
                }
                if body && linked.is_none() && self.speaks(n) {
                    linked = Some(n);
                }
                end = name.tokens.end.max(end + 1);
                words += 1;
                continue;
            }
            let flags = self.flags(end);
            if self.is_sign(end)
                && self.text(end) == "("
                && let Some(close) = (end..(end + 6).min(limit)).find(|&i| self.text(i) == ")")
            {
                end = close + 1;
                continue;
            }
            // a study in Nature
            if flags & is::SEAT != 0
                && head & is::WORK != 0
                && let Some(n) = self.seated(end)
            {
                let range = self.name(n).tokens.clone();
                return Some((Subject::Names(vec![n]), range));
            }
            // a spokesman for BP; but une enseignante au Monde may say it to them
            if flags & (is::PREPOSITION | is::LINK | is::SEAT) == is::PREPOSITION
                && head & is::PERSON != 0
                && self.has(at, is::INDEFINITE)
                && let Some(n) = self.seated(end)
            {
                end = self.name(n).tokens.end;
                break;
            }
            let sign = self.is_sign(end) && self.text(end) != "-";
            let agent = flags & is::AGENT != 0 && head & is::WORK != 0;
            let foreign = flags & (is::PREPOSITION | is::LINK) == is::PREPOSITION && !agent;
            let verb = flags & is::FINITE != 0
                && flags & (is::NOUN | is::PARTICIPLE | is::PREPOSITION) == 0
                && words > 0;
            if sign
                || foreign
                || verb
                || flags & (is::RELATIVE | is::AUXILIARY | is::CLAUSE) != 0
                    && flags & is::DETERMINER == 0
                    && flags & is::LINK == 0
            {
                break;
            }
            // Of a compound the last noun is the head where the language has it so: ministry memo.
            if flags & is::NOUN != 0 && (head == 0 || self.right_headed && !tied) {
                head = flags;
            }
            tied |= flags & (is::LINK | is::AGENT) != 0;
            if self.doc.tokens[end].kind == TokenKind::Word
                && flags & (is::LINK | is::DETERMINER) == 0
            {
                words += 1;
            }
            end += 1;
        }
        if words == 0 {
            return None;
        }
        if let Some(n) = linked {
            let range = self.name(n).tokens.clone();
            return Some((Subject::Names(vec![n]), range));
        }
        let range = at..end;
        let definite = !self.has(at, is::INDEFINITE);
        // le ministre du Commerce, Jean Martin
        if definite
            && head & is::PERSON != 0
            && self.is_comma(end)
            && let Some(n) = self.name_at(end + 1)
            && self.names.known(self.name(n)).is_person()
        {
            return Some(self.forward(n));
        }
        // La ministre du Logement is herself; l'auteur du rapport points back.
        let office = tied && head & is::PERSON != 0 && !(at..end).any(|i| self.has(i, is::WORK));
        if definite
            && office
            && let Some(n) = self.holder(at + 1..end)
        {
            return Some((Subject::Names(vec![n]), range));
        }
        if definite && head != 0 && words <= 2 && !office {
            let back = match head {
                h if h & is::PERSON != 0 && self.has(at, is::PLURAL) => Back::People,
                h if h & is::PERSON != 0 => Back::Person,
                h if h & is::WORK != 0 => Back::Work,
                _ => Back::Body,
            };
            return Some((Subject::Back(back), range));
        }
        if head & is::WORK != 0 {
            return Some((Subject::Back(Back::Work), range));
        }
        if head == 0 && !loose {
            return None;
        }
        // The article of a known one is left out: gouvernement kosovar, but un diplomate européen.
        let from = if definite { at + 1 } else { at };
        (from < end).then_some((Subject::Described(from..end), from..end))
    }

    /// The name with those that are joined to it behind.
    fn forward(&self, name: usize) -> Found {
        let mut list = vec![name];
        let mut range = self.name(name).tokens.clone();
        while range.end + 1 < self.range.end && list.len() < 4 {
            let joins = self.has(range.end, is::CONJUNCTION) || self.text(range.end) == "&";
            let mut next = range.end + 1;
            while self.has(next, is::DETERMINER) {
                next += 1;
            }
            let Some(after) = self.name_at(next).filter(|_| joins) else {
                break;
            };
            if !self.speaks(after) {
                break;
            }
            list.push(after);
            range.end = self.name(after).tokens.end;
        }
        (Subject::Names(list), range)
    }
}
