//! Credit: the places where a text says who says something, and whom it means there.
//!
//! The central type is [`Credit`]. [`Credits::find`] reads every sentence of the body and the notes:
//! verbs of saying with their subjects (`X estime que`, `…, écrit X`, `relevé par X`), phrases before a
//! name (`selon X`, `according to X`), and expressions that point back to whoever was credited before
//! (`elle ajoute`, `le rapport montre`). Quotations take their speakers from it, linking its credits;
//! docs/credit.md states how far one carries.

mod back;
mod grammar;
mod lexicon;
mod names;
#[cfg(test)]
mod tests;

pub use names::{Known, Name, Names};

use crate::lang::{Lang, PerLang};
use crate::model::Entity;
use crate::text::{Document, FormTable, Span, TokenKind, Zone};
use grammar::{Back, Found, Reader, Subject};
use lexicon::is;
use std::ops::Range;

/// Whom a credit means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Named ones: indices into [`Names::who`].
    Known(Vec<usize>),
    /// Someone unnamed, as written.
    Described(String),
    /// An expression that points back to a work or body that the text credited before, but not by
    /// name in this paragraph.
    Unresolved,
    /// The author of the report itself.
    Own,
}

/// What credits somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A verb of speech, its subject before it or behind it.
    Say,
    /// A verb by which a study gives its results.
    Report,
    /// A verb that credits quotations, but no figures: `X voit`.
    Quote,
    /// `relevé par X`.
    Agent,
    /// `selon X`; not sure where the preposition has other uses (`pour X`).
    Phrase { sure: bool },
}

/// A place where the text credits somebody.
#[derive(Clone, Debug)]
pub struct Credit {
    pub who: Who,
    pub kind: Kind,
    /// The words that name or describe whoever is credited.
    pub cue: Span,
    /// The verb or phrase.
    pub word: Span,
    pub sentence: usize,
    /// Whether the subject stands behind the verb.
    pub inverted: bool,
    /// Whether whoever is credited was named in an earlier place.
    pub back: bool,
    /// Whether a work of theirs is told of, which the text goes on with: selon l'étude que X a publiée.
    pub introduces: bool,
    /// What an expression that points back tells of whom it means.
    points: Option<Back>,
    /// The table row that made it.
    pub rule: String,
}

impl Credit {
    /// From the cue to the word, whichever comes first.
    pub fn span(&self) -> Span {
        self.cue.hull(self.word)
    }
}

/// All credits of a document, in order, and the names that they are made with.
#[derive(Debug, Default)]
pub struct Credits {
    pub names: Names,
    pub list: Vec<Credit>,
}

impl Credits {
    /// Finds all credits; `entities` may be empty.
    pub fn find(doc: &Document, entities: &[Entity]) -> Credits {
        let names = Names::new(doc, entities);
        let flags = lexicon::flags(doc);
        let mut list = Vec::new();
        for (index, sentence) in doc.sentences.iter().enumerate() {
            let block = &doc.text.blocks[sentence.block];
            if !matches!(block.zone, Zone::Body | Zone::Notes) || block.is_heading() {
                continue;
            }
            // What is quoted may be in another language than who tells it.
            let quoted = (sentence.tokens.clone())
                .any(|i| matches!(doc.token_text(i), "«" | "“" | "\"" | "„" | "‘"));
            let lang = if quoted { doc.lang } else { sentence.lang };
            let finder = Finder {
                lang,
                reader: Reader {
                    doc,
                    names: &names,
                    flags: &flags[lang],
                    range: sentence.tokens.clone(),
                    right_headed: lexicon::lexicon(lang).right_headed,
                },
                sentence: index,
            };
            let from = list.len();
            finder.collect(&mut list);
            list[from..].sort_by_key(|c| (c.span(), c.word));
            back::resolve(doc, &names, &flags, &mut list, from);
        }
        Credits { names, list }
    }

    /// The credits of a sentence.
    pub fn of_sentence(&self, sentence: usize) -> &[Credit] {
        let a = self.list.partition_point(|c| c.sentence < sentence);
        let b = self.list.partition_point(|c| c.sentence <= sentence);
        &self.list[a..b]
    }

    /// Whether it is no more than some of a kind that says it: `des experts`, `several analysts`.
    pub fn is_vague(&self, doc: &Document, who: &Who) -> bool {
        let Who::Described(text) = who else {
            return false;
        };
        let first = text.split([' ', '\'', '’']).next().unwrap_or("");
        let first = crate::text::fold::lower(first);
        lexicon::lexicon(doc.lang).is_vague(&first)
    }

    /// Whether an article or another determiner stands at token `at`.
    pub fn is_determiner(&self, doc: &Document, at: usize) -> bool {
        lexicon::lexicon(doc.lang).is_determiner(&doc.form(at).lower)
    }

    /// The name to write for whoever is meant, joined by ` & ` where there are several.
    pub fn name_of(&self, who: &Who) -> Option<String> {
        match who {
            Who::Known(list) => Some(
                (list.iter().map(|&i| self.names.who[i].name.as_str()))
                    .collect::<Vec<_>>()
                    .join(" & "),
            ),
            Who::Described(text) => Some(text.clone()),
            Who::Unresolved | Who::Own => None,
        }
    }

    /// The entity meant, where there is exactly one.
    pub fn entity_of(&self, who: &Who) -> Option<usize> {
        match who {
            Who::Known(list) => match list[..] {
                [one] => self.names.who[one].entity,
                _ => None,
            },
            _ => None,
        }
    }
}

/// What the words of each form may be, for the layers that read around a credit.
pub(crate) struct Words(PerLang<FormTable<u64>>);

impl Words {
    pub fn new(doc: &Document) -> Words {
        Words(lexicon::flags(doc))
    }

    fn has(&self, doc: &Document, at: usize, flag: u64) -> bool {
        let Some(token) = doc.tokens.get(at) else {
            return false;
        };
        let Some(sentence) = doc.sentence_at(token.span.start()) else {
            return false;
        };
        self.0[doc.sentences[sentence].lang][token.form] & flag != 0
    }

    /// Whether token `at` joins clauses: `et`, `mais`.
    pub fn is_joining(&self, doc: &Document, at: usize) -> bool {
        self.has(doc, at, is::CONJUNCTION | is::CLAUSE)
    }

    /// Whether token `at` is an article or the like.
    pub fn is_determiner(&self, doc: &Document, at: usize) -> bool {
        self.has(doc, at, is::DETERMINER)
    }

    /// Whether token `at` begins a relative clause.
    pub fn is_relative(&self, doc: &Document, at: usize) -> bool {
        self.has(doc, at, is::RELATIVE)
    }

    /// Whether token `at` is a noun for a work or for what somebody says: `étude`, `phrase`.
    pub fn is_work(&self, doc: &Document, at: usize) -> bool {
        self.has(doc, at, is::WORK)
    }

    /// Whether token `at` stands before names and terms in quotation marks: `baptisé`, `opération`.
    pub fn is_naming(&self, doc: &Document, at: usize) -> bool {
        self.has(doc, at, is::NAMING)
    }
}

/// How many tokens may stand between a work that opens a sentence and the colon behind which it is told.
const FINDING: usize = 14;

struct Finder<'a> {
    lang: Lang,
    reader: Reader<'a>,
    sentence: usize,
}

/// How a verb form stands in its sentence.
struct VerbGroup {
    /// The auxiliary, or the verb itself.
    start: usize,
    /// Behind the verb.
    end: usize,
    passive: bool,
}

impl Finder<'_> {
    fn collect(&self, out: &mut Vec<Credit>) {
        let first = out.len();
        let mut phrase_end = 0;
        for at in self.reader.range.clone() {
            if at < phrase_end {
                continue;
            }
            let flags = self.reader.flags(at);
            if let Some(credit) = self.finding(at) {
                out.push(credit);
            }
            if flags & (is::VERB | is::PHRASE) == 0 || self.reader.name_at(at).is_some() {
                continue;
            }
            if flags & is::PHRASE != 0
                && let Some((credit, end)) = self.phrase(at)
            {
                phrase_end = end;
                out.push(credit);
                continue;
            }
            if flags & is::VERB != 0
                && let Some(credit) = self.verb(at, &out[first..])
            {
                out.push(credit);
            }
        }
    }

    /// `selon X`, and where the phrase's own words end.
    fn phrase(&self, at: usize) -> Option<(Credit, usize)> {
        let r = &self.reader;
        let phrase = lexicon::lexicon(self.lang).phrase(&r.doc.form(at).lower, |i| {
            let i = at + 1 + i;
            r.range.contains(&i).then(|| &*r.doc.form(i).lower)
        })?;
        let after = at + 1 + phrase.rest.len();
        if phrase.back {
            let found = (Subject::Back(Back::Person), at..after);
            let kind = Kind::Phrase { sure: phrase.sure };
            let rule = format!("credit.phrase.{}", phrase.text.replace(' ', "-"));
            return Some((self.credit(found, kind, at..after, false, rule), after));
        }
        // X, pour qui …: whoever stands before the comma.
        if !phrase.sure
            && phrase.rest.is_empty()
            && r.has(after, is::RELATIVE)
            && let Some(n) = at.checked_sub(2).and_then(|i| r.name_at(i))
        {
            let found = (Subject::Names(vec![n]), r.names.list[n].tokens.clone());
            let kind = Kind::Phrase { sure: true };
            let rule = format!("credit.phrase.{}-relative", phrase.text);
            return Some((self.credit(found, kind, at..after, false, rule), after));
        }
        let limit = r.range.end;
        let (mut subject, mut range) = r.noun_phrase(after, limit, false)?;
        // selon l'étude que X a publiée: a work that the text goes on telling of
        let mut introduces = false;
        if matches!(subject, Subject::Back(Back::Work))
            && r.has(range.end, is::RELATIVE)
            && let Some(found) = r.noun_phrase(range.end + 1, limit, false)
            && matches!(found.0, Subject::Names(_))
        {
            (subject, range) = found;
            introduces = true;
        }
        // Within a clause the preposition has its plain sense: a study for X.
        let opens = at == r.range.start
            || r.doc.tokens[at - 1].kind == TokenKind::Sign
            || r.has(at - 1, is::CONJUNCTION | is::ONE | is::VERB);
        let named = opens && matches!(subject, Subject::Names(_));
        if !(phrase.sure || named) {
            return None;
        }
        let credit = self.credit(
            (subject, range),
            Kind::Phrase { sure: phrase.sure },
            at..after,
            false,
            format!("credit.phrase.{}", phrase.text.replace(' ', "-")),
        );
        Some((
            Credit {
                introduces,
                ..credit
            },
            after,
        ))
    }

    /// `Le constat de X est sans appel : …`, `X's verdict was harsh: …`: a work at the sentence's head, whose
    /// it is, and a colon.
    fn finding(&self, at: usize) -> Option<Credit> {
        let r = &self.reader;
        if !r.has(at, is::WORK) {
            return None;
        }
        let owner = (at.checked_sub(2))
            .filter(|_| r.has(at - 1, is::GENITIVE))
            .and_then(|owner| r.name_at(owner))
            .filter(|&n| r.names.list[n].tokens.start <= r.range.start + 1);
        let opens = at == r.range.start + 1 && r.has(at - 1, is::DETERMINER);
        if owner.is_none() && !opens {
            return None;
        }
        let colon = r.range.clone().find(|&i| r.text(i) == ":")?;
        let said = r.range.start..colon;
        if colon > at + FINDING
            || said
                .clone()
                .any(|i| r.name_at(i).is_none() && r.has(i, is::SAY))
        {
            return None;
        }
        let name = match owner {
            Some(owner) => r.names.list[owner].tokens.start,
            None => (at + 1..(at + 4).min(colon)).find(|&i| r.name_at(i).is_some())?,
        };
        let linked = r.has(name.saturating_sub(1), is::LINK | is::AGENT)
            || r.has(name.saturating_sub(2), is::LINK | is::AGENT);
        if owner.is_none() && !linked {
            return None;
        }
        let found = r.noun_phrase(name, colon, false)?;
        let rule = "credit.finding".to_owned();
        Some(self.credit(found, Kind::Report, at..at + 1, false, rule))
    }

    fn verb(&self, at: usize, before: &[Credit]) -> Option<Credit> {
        let r = &self.reader;
        let group = self.group(at)?;
        let flags = r.flags(at);
        let kind = match flags {
            f if f & is::REPORT != 0 && f & is::SAY == 0 => Kind::Report,
            f if f & is::SAY != 0 => Kind::Say,
            _ if (at + 1..at + 5).any(|i| r.has(i, is::RESULT)) => Kind::Report,
            f if f & is::TELLING != 0 && self.amount_behind(at) => Kind::Report,
            f if f & is::GAUGE != 0 && (at + 1..at + 9).any(|i| r.has(i, is::MEASURE)) => {
                Kind::Report
            }
            _ => Kind::Quote,
        };
        let rule = format!("credit.verb.{}", r.doc.form(at).lower);
        if self.tells_nothing(at, group.start, kind) {
            return None;
        }
        if group.passive {
            if flags & (is::SAY | is::REPORT) == 0 {
                return None;
            }
            let agent = (at + 1..(at + 8).min(r.range.end))
                .take_while(|&i| !matches!(r.text(i), "," | ";" | "." | ":"))
                .find(|&i| r.has(i, is::AGENT))?;
            let found = r.noun_phrase(agent + 1, r.range.end, false)?;
            // Interrogé par X, Y annonce …: what opens the sentence tells of Y.
            if group.start == r.range.start && r.tells_of_person(found.1.end) {
                return None;
            }
            return Some(self.credit(found, Kind::Agent, at..at + 1, true, rule));
        }
        let (found, inverted) = self.subject(&group, before)?;
        // `on y lit` means the work just named, `on dit` nobody.
        let there = || (group.start.saturating_sub(3)..group.end + 2).any(|i| r.has(i, is::THERE));
        if matches!(found.0, Subject::Back(Back::Any)) && !there() {
            return None;
        }
        // An infinitive tells what somebody does more often than what they say.
        let kind = match r.has(at, is::OTHER)
            && !r.has(at, is::FINITE | is::PARTICIPLE)
            && !r.has(at + 1, is::CLAUSE | is::RELATIVE)
        {
            true => Kind::Quote,
            false => kind,
        };
        Some(self.credit(found, kind, group.start..group.end, inverted, rule))
    }

    /// Whether the verb at `at` is used in a way that gives no words of its subject's: a verb that credits
    /// quotations alone, denied (`ne font pas l'objet de « … »`), one that gives results, turned on its
    /// subject (`s'est montré « conciliant »`), or one that tells a yield (`a rapporté 3 millions`).
    fn tells_nothing(&self, at: usize, start: usize, kind: Kind) -> bool {
        let r = &self.reader;
        let before = |i: usize, flag: u64| i > r.range.start && r.has(i - 1, flag);
        if r.has(at, is::EARNING) && self.amount_behind(at) {
            return true;
        }
        match kind {
            Kind::Quote => before(start, is::NEGATION) || r.has(start + 1, is::NEGATION),
            Kind::Report => before(start, is::REFLEXIVE) || before(at, is::REFLEXIVE),
            _ => false,
        }
    }

    /// Whether a number stands right behind the verb at `at`.
    fn amount_behind(&self, at: usize) -> bool {
        let r = &self.reader;
        (at + 1..at + 4)
            .take_while(|&i| !r.has(i, is::CLAUSE | is::RELATIVE))
            .any(|i| r.range.contains(&i) && r.doc.tokens[i].kind == TokenKind::Number)
    }

    /// How the verb form at `at` is used; `None` where it is a noun or has no subject.
    fn group(&self, at: usize) -> Option<VerbGroup> {
        let r = &self.reader;
        let flags = r.flags(at);
        // Its auxiliary, past adverbs.
        let mut start = at;
        let mut reflexive = false;
        while start > r.range.start && at - start < 5 {
            let i = start - 1;
            if r.has(i, is::AUXILIARY | is::PASSIVE) {
                break;
            }
            if !r.has(i, is::BETWEEN) || r.name_at(i).is_some() {
                break;
            }
            start -= 1;
        }
        let auxiliary = (start > r.range.start && r.has(start - 1, is::AUXILIARY | is::PASSIVE))
            .then(|| start - 1);
        if let Some(i) = auxiliary {
            reflexive = i > r.range.start && r.has(i - 1, is::REFLEXIVE);
        }
        if flags & is::PARTICIPLE != 0 {
            if let Some(auxiliary) = auxiliary {
                let passive = r.has(auxiliary, is::PASSIVE) && !reflexive;
                // An auxiliary may itself have one before: a été relevé.
                return Some(VerbGroup {
                    start: auxiliary,
                    end: at + 1,
                    passive,
                });
            }
            let by = r.has(at + 1, is::AGENT);
            if flags & is::FINITE == 0 || by {
                return Some(VerbGroup {
                    start: at,
                    end: at + 1,
                    passive: true,
                });
            }
        }
        if flags & is::FINITE != 0 {
            let i = at.checked_sub(1).filter(|i| r.range.contains(i));
            let noun = i.is_some_and(|i| {
                r.has(i, is::DETERMINER | is::PREPOSITION | is::LINK)
                    && !(r.has(i, is::BETWEEN) && self.clitic(i))
                    || r.doc.tokens[i].kind == TokenKind::Number
                    || r.has(i, is::GENITIVE) && !r.has(i, is::AUXILIARY)
                    || r.has(i, is::GENITIVE) && flags & is::PARTICIPLE == 0
            });
            // par simple enquête
            let qualified = flags & is::NOUN != 0
                && at > r.range.start + 1
                && r.flags(at - 1) == 0
                && r.name_at(at - 1).is_none()
                && r.has(at - 2, is::PREPOSITION)
                && r.name_at(at - 2).is_none();
            if noun || qualified {
                return None;
            }
            return Some(VerbGroup {
                start: at,
                end: at + 1,
                passive: false,
            });
        }
        // Infinitives and gerunds: what they say, the sentence's own subject says.
        (flags & is::OTHER != 0).then_some(VerbGroup {
            start: at,
            end: at + 1,
            passive: false,
        })
    }

    /// Whether the article at `at` is an object pronoun: a name or pronoun stands right before it.
    fn clitic(&self, at: usize) -> bool {
        at > self.reader.range.start
            && (self.reader.name_at(at - 1).is_some()
                || self.reader.has(at - 1, is::PRONOUN | is::RELATIVE))
    }

    fn subject(&self, group: &VerbGroup, before: &[Credit]) -> Option<(Found, bool)> {
        let r = &self.reader;
        let main = group.end - 1;
        if r.has(main, is::OTHER) && !r.has(main, is::FINITE | is::PARTICIPLE) {
            let Some(last) = before.last() else {
                // X choisit de parler de …
                let found = r.left(main)?;
                return (main - found.1.end <= 5).then_some((found, false));
            };
            let tokens = r.doc.tokens_in(last.cue);
            let found = match &last.who {
                Who::Described(_) => (Subject::Described(tokens.clone()), tokens),
                _ => match r.name_at(tokens.start) {
                    Some(n) => (Subject::Names(vec![n]), tokens),
                    None => return None,
                },
            };
            return Some((found, false));
        }
        // Pronouns behind the verb or its auxiliary: dit-elle, a-t-il dit.
        for i in [group.start + 1, group.end] {
            let clitic = r.has(i, is::PRONOUN | is::ONE)
                && i > group.start
                && r.text(i).starts_with(['-', '‐', '‑']);
            if clitic {
                let found = r.noun_phrase(i, i + 1, false).or_else(|| {
                    r.has(i, is::ONE)
                        .then(|| (Subject::Back(Back::Any), i..i + 1))
                });
                return found.map(|f| (f, true));
            }
        }
        let mut edge = group.start;
        while edge > r.range.start
            && r.has(edge - 1, is::BETWEEN)
            && !r.has(edge - 1, is::ONE | is::OWN)
        {
            edge -= 1;
        }
        let sign = match edge > r.range.start {
            true => match r.text(edge - 1) {
                "," => Some(false),
                "»" | "”" | "\"" | "’" | "›" | "“" => Some(true),
                _ => None,
            },
            false => Some(true),
        };
        match sign {
            None => {
                // Subject and verb change places: ce qu'affirment X et Y.
                if r.has(edge - 1, is::INVERTING)
                    && r.name_at(edge - 1).is_none()
                    && let Some(found) =
                        r.noun_phrase(r.past_adverbs(group.end), r.range.end, false)
                    && matches!(found.0, Subject::Names(_))
                {
                    return Some((found, true));
                }
                if r.has(edge - 1, is::CONJUNCTION | is::CLAUSE) {
                    // The same subject goes on: X note … et estime.
                    if let Some(found) = r.left(group.start) {
                        return Some((found, false));
                    }
                    let last = before.last()?;
                    let tokens = r.doc.tokens_in(last.cue);
                    let n = r.name_at(tokens.start)?;
                    return Some(((Subject::Names(vec![n]), tokens), false));
                }
                r.left(group.start).map(|f| (f, false))
            }
            Some(true) => r
                .right(group.end)
                .map(|f| (f, true))
                .or_else(|| r.left(group.start).map(|f| (f, false))),
            Some(false) => {
                let left = r.left(group.start);
                let right = r.right(group.end);
                match (left, right) {
                    // An aside stands between subject and verb: X, du BCSP, calcule.
                    (Some(left), Some(right)) => {
                        let named = matches!(left.0, Subject::Names(_));
                        let aside = named
                            && (self.is_aside(left.1.end, edge - 1)
                                || left.1.end == edge - 1 && self.is_apposed(left.1.start));
                        let near = right.1.start <= group.end + 4;
                        // évalue à 150 000 le nombre d'emplois: an object, not who says it.
                        let right_named = match &right.0 {
                            Subject::Back(back) => *back != Back::Work,
                            Subject::Described(tokens) => {
                                !named || tokens.clone().any(|i| r.has(i, is::NOUN))
                            }
                            _ => true,
                        };
                        Some(match aside || !near || !right_named {
                            true => (left, false),
                            false => (right, true),
                        })
                    }
                    (Some(left), None) => Some((left, false)),
                    (None, Some(right)) => Some((right, true)),
                    (None, None) => None,
                }
            }
        }
    }

    /// Whether the name that begins at `name` is told between commas behind what its bearer is: `its
    /// president, X, told Y`.
    fn is_apposed(&self, name: usize) -> bool {
        let r = &self.reader;
        name >= r.range.start + 2
            && r.text(name - 1) == ","
            && r.has(name - 2, is::PERSON | is::BODY)
    }

    /// Whether what stands between the subject's end and the comma before the verb is set off by a comma.
    fn is_aside(&self, end: usize, comma: usize) -> bool {
        let r = &self.reader;
        let mut i = end;
        // The acronym of the name in brackets belongs to it.
        if r.text(i) == "(" {
            while i < comma && r.text(i) != ")" {
                i += 1;
            }
            i += 1;
        }
        i < comma && r.text(i) == ","
    }

    fn credit(
        &self,
        (subject, cue): Found,
        kind: Kind,
        word: Range<usize>,
        inverted: bool,
        rule: String,
    ) -> Credit {
        let doc = self.reader.doc;
        let cue_span = doc.span_of(cue);
        let mut points = None;
        let (who, back) = match subject {
            Subject::Names(list) => (
                Who::Known(
                    list.iter()
                        .map(|&n| self.reader.names.list[n].who)
                        .collect(),
                ),
                false,
            ),
            Subject::Described(tokens) => (
                Who::Described(
                    (doc.text.slice(doc.span_of(tokens)).split_whitespace())
                        .collect::<Vec<_>>()
                        .join(" "),
                ),
                false,
            ),
            Subject::Own => (Who::Own, false),
            Subject::Back(back) => {
                points = Some(back);
                (Who::Unresolved, true)
            }
        };
        Credit {
            who,
            kind,
            cue: cue_span,
            word: doc.span_of(word),
            sentence: self.sentence,
            inverted,
            back,
            introduces: false,
            points,
            rule,
        }
    }
}
