//! Who says what stands between quotation marks.
//!
//! In this order: an incise inside the marks; a verb behind the closing mark (`», écrit X`); a verb or
//! phrase before the opening mark in the same sentence; a phrase behind it (`», selon X`); for whole
//! statements, any credit of the sentence, then the pair of marks before, then the sentence before.
//! Fragments of a few words need a credit beside them: else they are names, terms or scare quotes.

use super::super::credit::{Credit, Credits, Kind, Who, Words};
use super::marks::Pair;
use crate::lang::Lang;
use crate::model::EntityType;
use crate::text::{Block, Document, Shape, Span, TokenKind, is_function_word};

/// What is known of a quotation.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// None for a statement that nobody is named for.
    pub who: Option<Who>,
    pub cue: Option<Span>,
    /// Parts between the marks that are not quoted: `, dit-il,`.
    pub incises: Vec<Span>,
    /// Whether it goes on with the one before.
    pub goes_on: bool,
    pub rule: String,
}

/// Words from which on a stretch is a statement and no term.
const STATEMENT: usize = 6;
/// How many tokens may stand between a credit's word and a fragment that it credits.
const NEAR: usize = 14;

/// Tokens of what stands before a name and tells what somebody is.
const TITLE: usize = 10;

struct Scene<'a> {
    doc: &'a Document,
    credits: &'a Credits,
    words: &'a Words,
    block: &'a Block,
    pairs: &'a [Pair],
}

/// For each pair of a block: who says it; none for what is no quotation.
pub(super) fn tell(
    doc: &Document,
    credits: &Credits,
    words: &Words,
    block: &Block,
    pairs: &[Pair],
) -> Vec<Option<Told>> {
    let scene = Scene {
        doc,
        credits,
        words,
        block,
        pairs,
    };
    let mut out: Vec<Option<Told>> = Vec::with_capacity(pairs.len());
    for i in 0..pairs.len() {
        let told = scene.tell(i, out.last().and_then(Option::as_ref));
        out.push(told);
    }
    // A pair behind which somebody is named may stand for the pairs before it in one sentence.
    for i in (1..out.len()).rev() {
        let takes = out[i - 1].as_ref().is_some_and(|t| t.who.is_none());
        if takes
            && out[i]
                .as_ref()
                .is_some_and(|t| t.goes_on && t.who.is_some())
            && let Some(next) = out[i].clone()
            && let Some(before) = &mut out[i - 1]
        {
            before.who = next.who;
            before.cue = next.cue;
            before.rule = next.rule;
        }
    }
    out
}

impl Scene<'_> {
    fn tell(&self, i: usize, before: Option<&Told>) -> Option<Told> {
        let pair = &self.pairs[i];
        let words = self.count(pair);
        let statement = words >= STATEMENT
            || words >= 3 && (self.is_sentence(pair) || self.is_emphasised(pair));
        // « Absurde », a répondu X: what opens a sentence may be said for all its capital.
        let name = self.is_name(pair);
        if name && !self.opens_sentence(pair) {
            return None;
        }
        let told = |credit: &Credit, rule: &str| Told {
            who: Some(credit.who.clone()),
            cue: Some(credit.cue),
            incises: Vec::new(),
            goes_on: false,
            rule: format!("quote.{rule}.{}", credit.rule),
        };
        let usable = |c: &&Credit| !matches!(c.who, Who::Own | Who::Unresolved);
        // An incise inside the marks.
        if let Some((credit, incises)) = self.incise(pair) {
            return Some(Told {
                incises,
                ..told(credit, "incise")
            });
        }
        let first = self
            .doc
            .sentence_at(self.doc.tokens[pair.open].span.start())?;
        let last = self
            .doc
            .sentence_at(self.doc.tokens[pair.close].span.start())?;
        let near: Vec<&Credit> = (first..=last)
            .chain((last + 1..last + 2).filter(|&s| s < self.block.sentences.end))
            .flat_map(|s| self.credits.of_sentence(s))
            .filter(usable)
            .collect();
        let outside = |c: &&&Credit| !pair.inner.overlaps(c.word);
        // Behind the closing mark at once.
        if let Some(credit) = near
            .iter()
            .filter(outside)
            .find(|c| self.is_behind(pair, c))
        {
            let goes_on = self.parted(i);
            return Some(Told {
                goes_on,
                ..told(credit, "behind")
            });
        }
        if name {
            return None;
        }
        // “Nobody insures the Baltic.” — X
        let dash = pair.close + 1;
        let signed = (dash + 1 < self.block.tokens.end)
            .then(|| self.doc.token_text(dash))
            .filter(|sign| matches!(*sign, "—" | "–" | "-"))
            .and_then(|_| self.credits.names.at(dash + 1));
        if let Some(name) = signed.filter(|n| self.credits.names.known(n).can_speak() && statement)
        {
            return Some(Told {
                who: Some(Who::Known(vec![name.who])),
                cue: Some(name.span),
                incises: Vec::new(),
                goes_on: false,
                rule: "quote.signed".to_owned(),
            });
        }
        // A phrase right behind the closing mark: », pour reprendre l'expression de X.
        let phrase = near.iter().find(|c| {
            matches!(c.kind, Kind::Phrase { sure: true })
                && c.word.start() >= pair.inner.end()
                && self.distance_between(pair.inner.end(), c.word.start()) <= 3
                // What opens the next sentence credits that one.
                && self.doc.sentences[c.sentence].span.start() < c.word.start()
        });
        if let Some(credit) = phrase
            && !matches!(credit.who, Who::Described(_))
        {
            return Some(told(credit, "phrase"));
        }
        // Before the opening mark, in its own sentence.
        let floor = i
            .checked_sub(1)
            .map(|p| self.doc.tokens[self.pairs[p].close].span.end())
            .unwrap_or(0);
        let ahead = near
            .iter()
            .rev()
            .filter(|c| c.sentence == first)
            .find(|c| c.word.end() <= pair.inner.start() && c.cue.end() <= pair.inner.start());
        if let Some(credit) = ahead {
            let distance = self.distance(credit.span().end(), pair);
            let colon = self.doc.token_text(pair.open.saturating_sub(1)) == ":";
            if colon
                && (distance > 12 || self.person_between(credit.span().end(), pair))
                && let Some(who) = self.before_colon(pair)
            {
                return Some(who);
            }
            let reaches = statement || colon || distance <= NEAR;
            let sure = !matches!(credit.kind, Kind::Report | Kind::Phrase { sure: false })
                || statement
                || colon
                || distance <= 4;
            let naming = !statement && pair.open > 0 && self.names_before(pair);
            // One word is a term, unless a verb of saying stands before it and no noun behind it: the
            // "missing" patients.
            let term = words == 1
                && !self.is_sentence(pair)
                && (!matches!(credit.kind, Kind::Say | Kind::Quote) || self.describes(pair));
            if reaches && sure && !naming && !term {
                return Some(Told {
                    goes_on: credit.word.start() >= floor && i > 0 && self.parted(i),
                    ..told(credit, "before")
                });
            }
        }
        // A phrase or an inverted verb behind it in the same sentence: » …, selon X.
        let behind = near.iter().filter(outside).find(|c| {
            c.sentence == last
                && c.span().start() >= pair.inner.end()
                && match c.kind {
                    Kind::Phrase { sure } => sure,
                    Kind::Say => c.inverted,
                    _ => false,
                }
        });
        if let Some(credit) = behind
            && (statement || self.distance_between(pair.inner.end(), credit.span().start()) <= 8)
            && !self.names_before(pair)
        {
            return Some(told(credit, "phrase"));
        }
        if !statement {
            return None;
        }
        if pair.open > 0
            && self.doc.token_text(pair.open - 1) == ":"
            && let Some(told) = self.before_colon(pair)
        {
            return Some(told);
        }
        // The pair before, when an incise parts the two or nothing but a sentence's end does.
        if let Some(before) = before
            && i > 0
            && (self.parted(i) || self.follows(i))
        {
            return Some(Told {
                goes_on: true,
                incises: Vec::new(),
                rule: "quote.goes-on".to_owned(),
                ..before.clone()
            });
        }
        // The sentence before, for a statement that is a sentence of its own.
        if self.is_sentence(pair) && self.opens_sentence(pair) && first > self.block.sentences.start
        {
            let credit = (self.credits.of_sentence(first - 1).iter().rev())
                .filter(usable)
                .find(|c| !matches!(c.kind, Kind::Phrase { sure: false }));
            if let Some(credit) = credit {
                return Some(told(credit, "carried"));
            }
        }
        (words >= STATEMENT && self.is_sentence(pair)).then(|| Told {
            who: None,
            cue: None,
            incises: Vec::new(),
            goes_on: false,
            rule: "quote.unsaid".to_owned(),
        })
    }

    /// How many words stand between the marks.
    fn count(&self, pair: &Pair) -> usize {
        (pair.open + 1..pair.close)
            .filter(|&i| self.doc.tokens[i].kind == TokenKind::Word)
            .count()
    }

    /// Whether what is quoted begins like a sentence and ends like one, or is long.
    fn is_sentence(&self, pair: &Pair) -> bool {
        let first = self.doc.form(pair.open + 1);
        let text = self.doc.text.slice(pair.inner);
        first.is_capital()
            && (text.ends_with(['.', '!', '?', '…', ',']) || self.count(pair) >= STATEMENT)
    }

    /// Whether all of it is set in italics: more than a term would be.
    fn is_emphasised(&self, pair: &Pair) -> bool {
        let a = (self.doc.text.emphasis).partition_point(|e| e.span.end() < pair.inner.end());
        (self.doc.text.emphasis.get(a)).is_some_and(|e| e.span.covers(pair.inner))
    }

    /// Whether the opening mark begins its sentence.
    fn opens_sentence(&self, pair: &Pair) -> bool {
        let start = self.doc.tokens[pair.open].span.start();
        self.doc
            .sentence_at(start)
            .is_some_and(|s| self.doc.sentences[s].tokens.start == pair.open)
    }

    fn lang(&self, pair: &Pair) -> Lang {
        let start = self.doc.tokens[pair.open].span.start();
        (self.doc.sentence_at(start)).map_or(self.doc.lang, |s| self.doc.sentences[s].lang)
    }

    /// Whether a noun follows the closing mark at once.
    fn describes(&self, pair: &Pair) -> bool {
        let next = pair.close + 1;
        self.doc.tokens.get(next).is_some_and(|t| {
            let form = &self.doc.form(next).lower;
            t.kind == TokenKind::Word && !is_function_word(self.lang(pair), form)
        })
    }

    /// A name or title: a few words, all of them with a capital.
    fn is_name(&self, pair: &Pair) -> bool {
        let mut words = 0;
        for i in pair.open + 1..pair.close {
            let token = &self.doc.tokens[i];
            if token.kind != TokenKind::Word {
                continue;
            }
            words += 1;
            let form = self.doc.form(i);
            if form.shape == Shape::Lower && !is_function_word(self.lang(pair), &form.lower) {
                return false;
            }
        }
        words <= 4
    }

    /// Whether the word before the opening mark names things: l'opération « … ».
    fn names_before(&self, pair: &Pair) -> bool {
        let start = pair.open.saturating_sub(1).max(self.block.tokens.start);
        start < pair.open && self.words.is_naming(self.doc, start)
    }

    /// Tokens between an offset and the opening mark.
    fn distance(&self, from: usize, pair: &Pair) -> usize {
        let at = self.doc.tokens.partition_point(|t| t.span.start() < from);
        pair.open.saturating_sub(at)
    }

    fn distance_between(&self, from: usize, to: usize) -> usize {
        let a = self.doc.tokens.partition_point(|t| t.span.start() < from);
        let b = self.doc.tokens.partition_point(|t| t.span.start() < to);
        b.saturating_sub(a)
    }

    /// Whether the credit's verb stands right behind the closing mark, or its subject does and the verb
    /// behind that: `», écrit X`, `,” X says`.
    fn is_behind(&self, pair: &Pair, credit: &Credit) -> bool {
        let mut at = pair.close + 1;
        while at < self.block.tokens.end
            && self.doc.tokens[at].kind == TokenKind::Sign
            && matches!(self.doc.token_text(at), "," | "." | ")" | "–" | "—" | "(")
        {
            // A sentence's end parts them.
            if matches!(self.doc.token_text(at), ".") {
                return false;
            }
            at += 1;
        }
        let Some(token) = self.doc.tokens.get(at) else {
            return false;
        };
        let start = token.span.start();
        let span = credit.span();
        let close = self.distance_between(start, credit.word.start().min(credit.cue.start()));
        let verb = matches!(credit.kind, Kind::Say | Kind::Report | Kind::Quote);
        // Clitics and adverbs may stand before the verb: « … », y écrit X; « … », s'est emporté X. A subject
        // before it has nothing but an article, or a word such as `as`, between it and the mark.
        let subject = self.distance_between(start, credit.cue.start());
        let close_subject = subject == 0 || subject == 1 && !self.words.is_joining(self.doc, at);
        // « On manque de médecins. » La France compte …: a sentence that ended within the marks is left alone.
        let inner = self.doc.text.slice(pair.inner).trim_end();
        let ended = inner.ends_with(['.', '!', '?', '…']) && at == pair.close + 1;
        let close_subject = close_subject && (!ended || self.is_in_sentence(pair, credit));
        let close = close <= 3 && (credit.inverted || close_subject);
        verb && span.start() >= start && (close || self.is_titled(at, credit))
    }

    /// Whether the credit stands in the sentence that the quotation ends in.
    fn is_in_sentence(&self, pair: &Pair, credit: &Credit) -> bool {
        let close = self.doc.tokens[pair.close].span.start();
        self.doc.sentence_at(close) == Some(credit.sentence)
    }

    /// Whether nothing but what the credited one is stands between token `at` and the name: `his spokesman,
    /// X, said`, `government spokesman X said`.
    fn is_titled(&self, at: usize, credit: &Credit) -> bool {
        let name = self.doc.tokens_in(credit.cue).start;
        let title = at..name;
        let fits = |i: usize| match self.doc.tokens[i].kind {
            TokenKind::Word => {
                !self.words.is_joining(self.doc, i) && !self.words.is_relative(self.doc, i)
            }
            _ => self.doc.token_text(i) == "-" || self.doc.token_text(i) == "," && i + 1 == name,
        };
        let names = &self.credits.names;
        !credit.inverted
            && matches!(credit.who, Who::Known(_))
            && title.len() <= TITLE
            && title.clone().all(fits)
            && !names.within(title).any(|n| names.known(n).is_person())
            && names
                .at(name)
                .is_some_and(|n| matches!(names.known(n).kind, None | Some(EntityType::Person)))
            && self.distance_between(credit.cue.end(), credit.word.start()) <= 3
    }

    /// Whether a person is named between an offset and the opening mark.
    fn person_between(&self, from: usize, pair: &Pair) -> bool {
        let a = self.doc.tokens.partition_point(|t| t.span.start() < from);
        let names = &self.credits.names;
        a < pair.open
            && names
                .within(a..pair.open)
                .any(|n| names.known(n).is_person())
    }

    /// The person that the sentence names last before a colon that leads to a quotation.
    fn before_colon(&self, pair: &Pair) -> Option<Told> {
        let start = self.doc.tokens[pair.open].span.start();
        let sentence = &self.doc.sentences[self.doc.sentence_at(start)?];
        let names = &self.credits.names;
        let persons = || {
            (names.within(sentence.tokens.start..pair.open).rev())
                .filter(|n| names.known(n).is_person())
        };
        // Whose words they are called comes before whoever else is named: cette phrase de X, adversaire de Y.
        let name = persons()
            .find(|n| {
                (n.tokens.start.saturating_sub(2)..n.tokens.start)
                    .any(|i| self.words.is_work(self.doc, i))
            })
            .or_else(|| persons().next())
            .or_else(|| {
                (names.within(sentence.tokens.start..pair.open))
                    .find(|n| names.known(n).kind == Some(EntityType::Organisation))
            });
        let who = match name {
            Some(name) => Who::Known(vec![name.who]),
            // Sa conclusion tient en une phrase : whoever spoke or was named last.
            None => {
                let block = self.block.tokens.start..sentence.tokens.start;
                let said = (self.credits.list.iter().rev())
                    .skip_while(|c| c.word.start() >= sentence.span.start())
                    .take_while(|c| c.word.start() >= self.block.span.start())
                    .find(|c| matches!(c.who, Who::Known(_)));
                match said {
                    Some(credit) => credit.who.clone(),
                    None => Who::Known(vec![
                        names
                            .within(block)
                            .rev()
                            .find(|n| names.known(n).is_person())?
                            .who,
                    ]),
                }
            }
        };
        Some(Told {
            who: Some(who),
            cue: name.map(|n| n.span),
            incises: Vec::new(),
            goes_on: false,
            rule: "quote.colon".to_owned(),
        })
    }

    /// Whether the gap between this pair and the one before holds nothing but an incise.
    fn parted(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).map(|p| &self.pairs[p]) else {
            return false;
        };
        let here = &self.pairs[i];
        let gap = before.close + 1..here.open;
        if gap.len() > 45 {
            return false;
        }
        // A full stop inside, with words behind it, begins something new.
        let from = self.doc.tokens[before.close].span.end();
        let to = self.doc.tokens[here.open].span.start();
        let stop = gap.clone().find(|&i| {
            self.doc.tokens[i].kind == TokenKind::Sign
                && matches!(self.doc.token_text(i), "." | "!" | "?")
        });
        if stop.is_some_and(|s| s + 1 < here.open) {
            return false;
        }
        self.credits.list.iter().any(|c| {
            from <= c.word.start()
                && c.word.end() <= to
                && matches!(c.kind, Kind::Say | Kind::Report | Kind::Quote)
                && self.distance_between(from, c.span().start()) <= 4
        })
    }

    /// Whether this pair stands right behind the one before.
    fn follows(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).map(|p| &self.pairs[p]) else {
            return false;
        };
        (before.close + 1..self.pairs[i].open).all(|i| self.doc.tokens[i].kind == TokenKind::Sign)
    }

    /// An incise inside the marks, with the parts that are not quoted.
    fn incise(&self, pair: &Pair) -> Option<(&Credit, Vec<Span>)> {
        let inside = |c: &&Credit| pair.inner.covers(c.span()) && c.inverted;
        let a = (self.credits.list).partition_point(|c| c.span().end() <= pair.inner.start());
        let credit = self.credits.list[a.saturating_sub(8)..]
            .iter()
            .take_while(|c| c.span().start() < pair.inner.end())
            .filter(inside)
            .filter(|c| {
                matches!(c.kind, Kind::Say | Kind::Report | Kind::Quote)
                    && !matches!(c.who, Who::Own)
            })
            .find(|c| self.incise_start(pair, c).is_some())?;
        let start = self.incise_start(pair, credit)?;
        let end = self.incise_end(pair, credit)?;
        Some((credit, vec![Span::new(start, end)]))
    }

    /// Where the incise begins: at the end of an emphasised stretch, or at the comma before its verb.
    fn incise_start(&self, pair: &Pair, credit: &Credit) -> Option<usize> {
        let verb = self.doc.tokens_in(credit.word).start;
        let mut at = verb;
        // Clitics before the verb.
        for _ in 0..3 {
            if at <= pair.open + 1 {
                return None;
            }
            let sign = &self.doc.tokens[at - 1];
            if sign.kind == TokenKind::Sign {
                let text = self.doc.token_text(at - 1);
                if !matches!(text, "," | "–" | "—" | "!" | "?" | "…") {
                    return None;
                }
                let end = match text {
                    "!" | "?" | "…" => sign.span.end(),
                    _ => sign.span.start(),
                };
                return (end > pair.inner.start()).then_some(end);
            }
            at -= 1;
        }
        None
    }

    /// Where the incise ends: where the emphasis begins again, at the comma behind the speaker, or at the
    /// sentence's end.
    fn incise_end(&self, pair: &Pair, credit: &Credit) -> Option<usize> {
        let behind = credit.span().end();
        let a = (self.doc.text.emphasis).partition_point(|e| e.span.start() < behind);
        let emphasis = self.doc.text.emphasis.get(a).filter(|e| {
            e.span.end() <= pair.inner.end() + 1
                && e.span.start() < pair.inner.end()
                && self.distance_between(behind, e.span.start()) <= 30
        });
        if let Some(e) = emphasis {
            return Some(e.span.start());
        }
        let from = self
            .doc
            .tokens_in(Span::new(credit.span().start(), behind))
            .end;
        // Behind the comma the quotation goes on, or something is told of the speaker first: `, ancien
        // marin,` and `, qui dirige …,` begin with a relative or with a word that carries meaning.
        let named = matches!(&credit.who, Who::Known(_)) && !credit.back;
        let mut comma = None;
        for at in from..pair.close {
            if self.doc.tokens[at].kind != TokenKind::Sign {
                continue;
            }
            match self.doc.token_text(at) {
                "," | "–" | "—" | ":" => {
                    comma = Some(self.doc.tokens[at].span.end());
                    let next = at + 1;
                    let aside = next < pair.close
                        && named
                        && (self.words.is_relative(self.doc, next)
                            || self.doc.form(next).shape == Shape::Lower
                                && !is_function_word(self.lang(pair), &self.doc.form(next).lower));
                    if !aside {
                        break;
                    }
                }
                "." => {
                    return Some(self.doc.tokens[at].span.end());
                }
                _ => {}
            }
        }
        comma
    }
}
