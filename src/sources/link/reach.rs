//! How far a credit reaches: which of the places that cite a statement rests on. docs/credit.md states
//! the rule; this is its only home.

use super::Layers;
use super::cites::{Cite, Cites, Way, table_lines};
use crate::extract::credit::Kind;
use crate::model::{Attribution, Cue, EntityType, Figure, Method, Quote};
use crate::text::{BlockKind, Document, Span, TokenKind, Zone};
use rustc_hash::FxHashMap;

pub(super) struct Reach<'a> {
    doc: &'a Document,
    layers: Layers<'a>,
    cites: &'a Cites,
    /// For each sentence the place whose credit it takes over from an earlier one, with the distance
    /// in sentences.
    carried: Vec<Option<(usize, usize)>>,
    /// For each table the places that cite in its caption and source line.
    tables: FxHashMap<u32, Vec<usize>>,
    /// Places of the works' labels, in order, with the works.
    labels: Vec<(Span, usize)>,
    /// Entities by their identifiers.
    entities: FxHashMap<&'a str, usize>,
}

impl<'a> Reach<'a> {
    pub fn new(doc: &'a Document, layers: Layers<'a>, cites: &'a Cites) -> Reach<'a> {
        let mut reach = Reach {
            doc,
            layers,
            cites,
            carried: vec![None; doc.sentences.len()],
            tables: FxHashMap::default(),
            labels: (layers.sources.iter().enumerate())
                .flat_map(|(i, source)| source.labels.iter().map(move |label| (label.at, i)))
                .collect(),
            entities: (layers.entities.iter().enumerate())
                .map(|(i, entity)| (entity.id.as_str(), i))
                .collect(),
        };
        reach.labels.sort_unstable();
        reach.carry();
        for (table, block) in table_lines(doc) {
            for sentence in doc.text.blocks[block].sentences.clone() {
                let a = cites.list.partition_point(|c| c.sentence < sentence);
                let b = cites.list.partition_point(|c| c.sentence <= sentence);
                reach.tables.entry(table).or_default().extend(a..b);
            }
        }
        reach
    }

    /// Whom a figure is credited to.
    pub fn figure(&self, figure: &Figure) -> Option<Attribution> {
        let sentence = self.doc.sentence_at(figure.span.start())?;
        let block = self.doc.block_of(sentence);
        if matches!(block.zone, Zone::References | Zone::Contents | Zone::Front) {
            return None;
        }
        if let BlockKind::Cell { table, .. } = block.kind {
            let list = self.tables.get(&table)?;
            let cite = list
                .iter()
                .map(|&i| &self.cites.list[i])
                .find(|c| c.entries.len() == 1 || c.by.is_some())?;
            return self.attribution(Some(cite), None, 0);
        }
        // What a note tells behind its reference, the work of the note tells.
        if let BlockKind::Note { .. } = block.kind {
            if sentence == block.sentences.start {
                return None;
            }
            let first = (self.labels).partition_point(|(at, _)| at.end() <= block.span.start());
            let mut works: Vec<usize> = (self.labels[first..].iter())
                .take_while(|(at, _)| at.start() < block.span.end())
                .filter(|(at, _)| at.overlaps(block.span))
                .map(|&(_, i)| i)
                .collect();
            works.sort_unstable();
            works.dedup();
            return (works.len() == 1).then(|| {
                let rule = "cite.in-note".to_owned();
                self.build(None, None, &works, None, Method::Footnote, 0.85, rule)
            });
        }
        // Inside a quotation its speaker says it.
        let quote = self.quote_around(figure.span);
        if let Some(quote) = quote.filter(|q| q.speaker.is_some()) {
            return self.quote(quote);
        }
        let (credit, own) = self.governing(sentence, figure.span);
        let mark = (self.mark_behind(sentence, figure.span))
            .filter(|mark| !self.is_anothers(mark, credit, figure.span));
        if own {
            return None;
        }
        if credit.is_some() || mark.is_some() {
            return self.attribution(credit, mark, 0);
        }
        if block.is_heading() {
            return None;
        }
        let (at, distance) = self.carried[sentence]?;
        self.attribution(Some(&self.cites.list[at]), None, distance)
    }

    /// Which source a quotation rests on.
    pub fn quote(&self, quote: &Quote) -> Option<Attribution> {
        let speaker = quote.speaker.as_ref()?;
        let sentence = self.doc.sentence_at(quote.span.start())?;
        let last = self.doc.sentence_at(quote.span.end()).unwrap_or(sentence);
        let cites = (sentence..=last + 1).flat_map(|s| self.cites.of_sentence(s));
        let mut own = None;
        let mut medium = None;
        let mut mark = None;
        for cite in cites {
            let block = self.doc.sentences[cite.sentence].block;
            if block != self.doc.sentences[sentence].block {
                continue;
            }
            if cite.by.as_ref() == Some(speaker) && own.is_none() {
                own = Some(cite);
            } else if matches!(cite.way, Way::Mark | Way::Bracket)
                && cite.span.start() >= quote.span.end()
                && cite.sentence <= last
            {
                mark = mark.or(Some(cite));
            } else if !cite.entries.is_empty()
                && cite.sentence <= last
                && !matches!(cite.way, Way::Mark | Way::Bracket)
            {
                medium = medium.or(Some(cite));
            }
        }
        let speaking = quote.speaker_entity.as_deref();
        let entity = speaking.and_then(|id| self.entities.get(id)).copied();
        let mut entries = own.map(|c| c.entries.clone()).unwrap_or_default();
        let mut method = own.map_or(Method::Named, |c| c.method);
        let mut score = own.map_or(0.0, |c| c.score);
        if entries.is_empty() && quote.speaker_entity.is_none() {
            let fits = self.cites.catalogue.find(speaker);
            entries = super::cites::entries(&fits);
            if let Some(f) = fits.first() {
                (method, score) = (f.method, f.score);
            }
        }
        let settle = |list: &[usize]| -> Vec<usize> {
            entries
                .iter()
                .copied()
                .filter(|e| list.contains(e))
                .collect()
        };
        let mut confidence = 0.9 * score;
        if let Some(mark) = mark {
            let both = settle(&mark.entries);
            if !both.is_empty() {
                entries = both;
                confidence = 0.96;
            } else if entries.is_empty() {
                entries = mark.entries.clone();
                confidence = 0.85;
            }
            method = mark.method;
        } else if let Some(medium) = medium {
            let both = settle(&medium.entries);
            if !both.is_empty() {
                entries = both;
                method = medium.method;
            } else if entries.is_empty() {
                entries = medium.entries.clone();
                method = medium.method;
                confidence = 0.7;
            }
        }
        Some(self.build(
            Some(speaker.clone()),
            entity,
            &entries,
            quote.cue.as_ref().map(|c| c.span).or(own.map(|c| c.cue)),
            method,
            if entries.is_empty() { 0.7 } else { confidence },
            quote.rule.clone(),
        ))
    }

    fn quote_around(&self, span: Span) -> Option<&Quote> {
        let i = self
            .layers
            .quotes
            .partition_point(|q| q.span.start() <= span.start());
        let quote = self.layers.quotes.get(i.checked_sub(1)?)?;
        quote.span.covers(span).then_some(quote)
    }

    /// The credit that governs a place of a sentence, and whether the author's own voice does.
    fn governing(&self, sentence: usize, span: Span) -> (Option<&Cite>, bool) {
        let cites = self.cites.of_sentence(sentence);
        let credits = || {
            cites
                .iter()
                .filter(|c| !matches!(c.way, Way::Mark | Way::Bracket))
        };
        let ahead = credits().rfind(|c| {
            c.cue.start() <= span.start() && !self.is_aside(c, span) && !self.is_over(c, span)
        });
        let behind = credits().find(|c| c.cue.start() > span.start() && c.backward);
        let parted = |a: usize, b: usize| self.sign_between(a, b, ";");
        let chosen = match (ahead, behind) {
            (Some(a), Some(b)) => {
                // Behind a semicolon something new may begin.
                let left = parted(a.span.end(), span.start());
                let right = parted(span.end(), b.span.start());
                match (left, right) {
                    (true, false) => Some(b),
                    _ => Some(a),
                }
            }
            (a, b) => a.or(b),
        };
        match chosen {
            Some(c) if c.way == Way::Own => (None, true),
            c => (c, false),
        }
    }

    /// Whether a place tells of the credited one rather than being told by them: between the name and
    /// its verb (`X, who runs seven offices, says`), or behind the name where the verb stands before it
    /// (`says X, a pilot for 26 years`).
    fn is_aside(&self, cite: &Cite, span: Span) -> bool {
        if cite.way == Way::Mention && cite.told_of {
            let commas = self.signs_between(cite.cue.end(), span.start(), ",");
            return commas == 1;
        }
        if !matches!(
            cite.way,
            Way::Credit(Kind::Say | Kind::Report | Kind::Quote)
        ) {
            return false;
        }
        let behind = cite.span.end();
        match cite.told_of {
            true => span.start() >= behind && self.sign_between(cite.cue.end(), span.start(), ","),
            false => span.start() >= cite.cue.end() && span.end() <= behind,
        }
    }

    /// Whether a semicolon ends a credit that leads to no work of the list: `X expects 6%; the firms, which
    /// lost $4m, are less sure`.
    fn is_over(&self, cite: &Cite, span: Span) -> bool {
        matches!(cite.way, Way::Credit(Kind::Say | Kind::Report))
            && cite.entries.is_empty()
            && self.sign_between(cite.span.end(), span.start(), ";")
    }

    /// The bracket or mark that stands behind a place in its sentence.
    fn mark_behind(&self, sentence: usize, span: Span) -> Option<&Cite> {
        (self.cites.of_sentence(sentence).iter()).find(|c| {
            matches!(c.way, Way::Mark | Way::Bracket)
                && c.span.end() >= span.end()
                && c.span.start() + 1 >= span.start()
        })
    }

    /// Whether a mark names the work of somebody who is credited between the place and the mark:
    /// `X puts it at $9bn, Y at $7bn [1]`.
    fn is_anothers(&self, mark: &Cite, credit: Option<&Cite>, span: Span) -> bool {
        let shares = |c: &Cite| c.entries.iter().any(|e| mark.entries.contains(e));
        credit.is_some_and(|c| !shares(c))
            && (self.cites.of_sentence(mark.sentence).iter()).any(|c| {
                c.cue.start() >= span.end() && c.span.end() <= mark.span.start() && shares(c)
            })
    }

    fn sign_between(&self, a: usize, b: usize, sign: &str) -> bool {
        self.signs_between(a, b, sign) > 0
    }

    fn signs_between(&self, a: usize, b: usize, sign: &str) -> usize {
        if a >= b {
            return 0;
        }
        (self.doc.tokens_in(Span::new(a, b)))
            .filter(|&i| {
                self.doc.tokens[i].kind == TokenKind::Sign && self.doc.token_text(i) == sign
            })
            .count()
    }

    /// Lets each credit run on through its paragraph until something ends it.
    fn carry(&mut self) {
        for block in &self.doc.text.blocks {
            if !matches!(block.zone, Zone::Body | Zone::Notes) || block.is_heading() {
                continue;
            }
            let mut current: Option<(usize, usize)> = None;
            for sentence in block.sentences.clone() {
                let a = self.cites.list.partition_point(|c| c.sentence < sentence);
                let b = self.cites.list.partition_point(|c| c.sentence <= sentence);
                if let Some((at, _)) = current
                    && self.breaks(sentence, at)
                {
                    current = None;
                }
                self.carried[sentence] = current.map(|(at, since)| (at, sentence - since));
                for i in a..b {
                    let cite = &self.cites.list[i];
                    match cite.way {
                        Way::Own => current = None,
                        Way::Mark | Way::Title => {}
                        // A bracket closes what was told, but for whoever the sentence names as well.
                        Way::Bracket => {
                            current = current.filter(|&(at, since)| {
                                since == sentence
                                    && (self.cites.list[at].entries.iter())
                                        .any(|e| cite.entries.contains(e))
                            });
                        }
                        Way::Credit(Kind::Phrase { sure: false }) => {}
                        _ if self.carries(cite) => current = Some((i, sentence)),
                        _ => current = None,
                    }
                }
            }
        }
    }

    /// Whether a credit runs on at all: only what leads to a work of the list does, an institution's
    /// figures stand beside others' more often than a person's findings, and a phrase (selon X)
    /// credits its own sentence unless it says that it goes on (toujours selon X) or tells of a work.
    fn carries(&self, cite: &Cite) -> bool {
        let institution = (cite.entity.and_then(|e| self.layers.entities.get(e)))
            .is_some_and(|e| e.kind == EntityType::Organisation);
        !cite.entries.is_empty()
            && match cite.way {
                Way::Link => true,
                Way::Credit(Kind::Phrase { .. }) => cite.back || cite.introduces,
                Way::Credit(Kind::Quote) => false,
                _ => !institution,
            }
    }

    /// Whether the author's own voice, or somebody else, takes over at the beginning of a sentence.
    fn breaks(&self, sentence: usize, current: usize) -> bool {
        let names = &self.cites.credits.names;
        let range = self.doc.sentences[sentence].tokens.clone();
        let by = self.cites.list[current].by.as_deref();
        // Somebody else is what the sentence is about.
        let head = range.start..(range.start + 4).min(range.end);
        (names.within(head)).any(|n| {
            let known = names.known(n);
            let other = Some(known.name.as_str()) != by;
            other
                && matches!(
                    known.kind,
                    Some(
                        EntityType::Person
                            | EntityType::Organisation
                            | EntityType::Event
                            | EntityType::Location
                    )
                )
        })
    }

    fn attribution(
        &self,
        credit: Option<&Cite>,
        mark: Option<&Cite>,
        distance: usize,
    ) -> Option<Attribution> {
        let first = credit.or(mark)?;
        let by = credit
            .and_then(|c| c.by.clone())
            .or_else(|| mark.and_then(|m| m.by.clone()));
        let entity = credit.and_then(|c| c.entity);
        let mut entries: Vec<usize> = credit.map(|c| c.entries.clone()).unwrap_or_default();
        let mut method = first.method;
        let mut confidence = match credit {
            Some(c) => confidence(c),
            None => 0.0,
        };
        if let Some(mark) = mark {
            let both: Vec<usize> = (entries.iter().copied())
                .filter(|e| mark.entries.contains(e))
                .collect();
            match (entries.is_empty(), both.is_empty()) {
                (_, false) => {
                    entries = both;
                    confidence = confidence.max(0.96);
                }
                (true, _) => {
                    entries = mark.entries.clone();
                    // A note at a sentence's end may stand for one of its figures alone.
                    confidence = match (credit, mark.method) {
                        (Some(_), _) => 0.85,
                        (None, Method::Footnote) => 0.88,
                        (None, _) => 0.92,
                    };
                }
                // They differ: a bracket tells more than a name.
                (false, true)
                    if mark.way == Way::Bracket || mark.method == Method::ReferenceMark =>
                {
                    entries = mark.entries.clone();
                    confidence = 0.75;
                }
                _ => confidence = confidence.min(0.7),
            }
            method = mark.method;
        }
        if distance > 0 {
            method = Method::Carried;
            confidence = (confidence * 0.85 - 0.04 * (distance as f64 - 1.0)).max(0.4);
        }
        let span = first.cue;
        Some(self.build(
            by,
            entity,
            &entries,
            (!span.is_empty()).then_some(span),
            method,
            confidence,
            first.rule.clone(),
        ))
    }

    #[allow(clippy::too_many_arguments)]
    fn build(
        &self,
        by: Option<String>,
        entity: Option<usize>,
        entries: &[usize],
        cue: Option<Span>,
        method: Method,
        confidence: f64,
        rule: String,
    ) -> Attribution {
        let id = |&e: &usize| self.layers.sources[e].id.clone();
        let settled = entries.len() == 1;
        Attribution {
            by,
            entity: entity
                .and_then(|e| self.layers.entities.get(e))
                .map(|e| e.id.clone()),
            source: entries.first().filter(|_| settled).map(id),
            candidates: match settled {
                true => Vec::new(),
                false => entries.iter().map(id).collect(),
            },
            cue: cue.map(|span| Cue {
                at: self.doc.text.locate(span),
                span,
            }),
            method,
            confidence: (confidence.clamp(0.0, 1.0) * 100.0).round() / 100.0,
            rule,
        }
    }
}

/// How sure a credit in the statement's own sentence is.
fn confidence(cite: &Cite) -> f64 {
    let base: f64 = match cite.way {
        Way::Credit(Kind::Say) => 0.93,
        Way::Credit(Kind::Report) => 0.93,
        Way::Credit(Kind::Agent) => 0.9,
        Way::Credit(Kind::Quote) => 0.85,
        Way::Credit(Kind::Phrase { sure: true }) => 0.95,
        Way::Credit(Kind::Phrase { sure: false }) => 0.6,
        Way::Mention => 0.85,
        Way::Title => 0.85,
        Way::Bracket => 0.95,
        Way::Mark => 0.92,
        Way::Link => 0.92,
        Way::Own => 0.0,
    };
    match cite.entries.is_empty() {
        true => base * 0.8,
        false => base * cite.score.max(0.5) - if cite.back { 0.08 } else { 0.0 },
    }
}
