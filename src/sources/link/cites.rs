//! Every place that cites: a credit, a name of the list, a bracket, a mark, a hyperlink, a title.

use super::Layers;
use super::entries::{Catalogue, Fit};
use super::settle::Paragraph;
use crate::extract::credit::{Credit, Credits, Kind, Who, Words};
use crate::model::{EntityType, Manner, Method, SourceKind};
use crate::sources::Called;
use crate::sources::address::address_key;
use crate::text::{BlockKind, Document, Span, TokenKind, Zone};
use rustc_hash::{FxHashMap, FxHashSet};

/// How a place cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Somebody is said to say it.
    Credit(Kind),
    /// The author of the report speaks.
    Own,
    /// A person of the list is named.
    Mention,
    /// A work of the list is named by its title.
    Title,
    /// `(World Bank, 2025)`
    Bracket,
    /// A note mark or `[2]`.
    Mark,
    /// A hyperlink to a work.
    Link,
}

/// Places of one sentence that are held against one another.
const MOST_OF_SENTENCE: usize = 128;

/// A place that cites.
#[derive(Clone, Debug)]
pub(super) struct Cite {
    pub way: Way,
    /// The words that name whoever is credited; the mark itself.
    pub cue: Span,
    /// The whole of it.
    pub span: Span,
    pub sentence: usize,
    /// Canonical name of who is credited, if anybody is named.
    pub by: Option<String>,
    /// Index of the entity.
    pub entity: Option<usize>,
    /// The entries that it may mean, the likely ones first.
    pub entries: Vec<usize>,
    pub method: Method,
    /// How well the name fits, 0–1.
    pub score: f64,
    /// Whether what stands behind the name is told of whoever is credited, not by them.
    pub told_of: bool,
    /// Whether it may govern what stands before it in its sentence.
    pub backward: bool,
    /// Whether it points back to whoever was named before.
    pub back: bool,
    /// Whether the text goes on telling of the work: selon l'étude que X a publiée.
    pub introduces: bool,
    pub rule: String,
}

/// All of them, in order, with the list that they lead to.
pub(super) struct Cites {
    pub list: Vec<Cite>,
    pub credits: Credits,
    pub catalogue: Catalogue,
    words: Words,
    /// Entries of each known name, by its index.
    pub(super) of_known: FxHashMap<usize, Vec<Fit>>,
}

impl Cites {
    pub fn find(doc: &Document, layers: Layers<'_>, credits: Credits) -> Cites {
        let catalogue = Catalogue::new(layers.sources);
        let mut cites = Cites {
            list: Vec::new(),
            credits,
            catalogue,
            words: Words::new(doc),
            of_known: FxHashMap::default(),
        };
        cites.match_names(doc, layers);
        let mut list = Vec::new();
        for credit in &cites.credits.list {
            list.extend(cites.credit(doc, credit));
        }
        cites.mentions(doc, &list.clone(), &mut list);
        cites.brackets(doc, &mut list);
        cites.marks(doc, layers, &mut list);
        cites.links(doc, layers, &mut list);
        cites.titles(doc, layers, &mut list);
        list.sort_by_key(|c| (c.sentence, c.span));
        cites.list = list;
        cites.learn(doc);
        let mut paragraph = Paragraph::default();
        for i in 0..cites.list.len() {
            paragraph.enter(doc.sentences[cites.list[i].sentence].block);
            let chosen = cites.narrow(doc, layers, &mut paragraph, i);
            cites.list[i].entries = chosen;
            paragraph.settle(i, &cites.list[i]);
        }
        cites
    }

    /// Those of a sentence. One with very many is a list, of which the beginning is looked at.
    pub fn of_sentence(&self, sentence: usize) -> &[Cite] {
        let a = self.list.partition_point(|c| c.sentence < sentence);
        let b = self.list.partition_point(|c| c.sentence <= sentence);
        &self.list[a..b.min(a + MOST_OF_SENTENCE)]
    }

    /// The entries of a speaker or credited one.
    pub fn entries_of(&self, who: &Who) -> Vec<Fit> {
        match who {
            Who::Known(list) => {
                let mut out: Vec<Fit> = Vec::new();
                let mut known: FxHashSet<usize> = FxHashSet::default();
                for who in list {
                    let fits = self.of_known.get(who).into_iter().flatten();
                    out.extend(fits.filter(|fit| known.insert(fit.entry)));
                }
                // Two joined names mean the work that both have written.
                if list.len() > 1 {
                    let both: Vec<Fit> = (out.iter())
                        .filter(|f| {
                            list.iter().all(|w| {
                                (self.of_known.get(w).into_iter().flatten())
                                    .any(|g| g.entry == f.entry)
                            })
                        })
                        .copied()
                        .collect();
                    if !both.is_empty() {
                        return both;
                    }
                }
                out
            }
            Who::Described(text) => self.catalogue.find(text).to_vec(),
            _ => Vec::new(),
        }
    }

    fn match_names(&mut self, doc: &Document, layers: Layers<'_>) {
        let mut asked: FxHashMap<usize, Vec<Fit>> = FxHashMap::default();
        for name in &self.credits.names.list {
            if asked.contains_key(&name.who) {
                continue;
            }
            let known = self.credits.names.known(name);
            let mut forms: Vec<&str> = vec![&known.name];
            if let Some(entity) = known.entity.and_then(|e| layers.entities.get(e)) {
                forms.extend(entity.aliases.iter().map(|a| a.text.as_str()));
                forms.extend(
                    entity
                        .mentions
                        .iter()
                        .map(|m| doc.text.slice(m.span))
                        .take(12),
                );
            } else {
                forms.push(doc.text.slice(name.span));
            }
            forms.dedup();
            let mut fits: Vec<Fit> = Vec::new();
            for form in forms {
                let found = self.catalogue.find(form);
                if found.first().map_or(0.0, |f| f.score) > fits.first().map_or(0.0, |f| f.score) {
                    fits = found.to_vec();
                }
            }
            // A person is no publisher, a place no author.
            fits.retain(|f| match known.kind {
                Some(EntityType::Person) => f.method == Method::Author,
                // What looks like a place may be a family name that the list knows.
                Some(EntityType::Location) => f.score >= 0.95,
                Some(EntityType::Event | EntityType::Product) => false,
                _ => true,
            });
            asked.insert(name.who, fits);
        }
        self.of_known = asked;
    }

    fn credit(&self, doc: &Document, credit: &Credit) -> Option<Cite> {
        let way = match credit.who {
            Who::Own => Way::Own,
            _ => Way::Credit(credit.kind),
        };
        if credit.who == Who::Unresolved {
            return None;
        }
        let fits = self.entries_of(&credit.who);
        let single = match &credit.who {
            Who::Known(list) if list.len() == 1 => Some(&self.credits.names.who[list[0]]),
            _ => None,
        };
        let place = match &credit.who {
            Who::Known(list) => {
                // relève la Capeb: what no list has and an article stands before is no place here.
                let article = credit.inverted
                    && (doc.tokens_in(credit.cue).start.checked_sub(1))
                        .is_some_and(|at| self.credits.is_determiner(doc, at));
                (list.iter().map(|&i| &self.credits.names.who[i]))
                    .all(|k| k.kind == Some(EntityType::Location) && (k.listed || !article))
            }
            _ => false,
        };
        let body = single.is_some_and(|k| k.kind == Some(EntityType::Organisation));
        if credit.kind == Kind::Quote && body {
            return None;
        }
        // What a country or a thing counts is no credit; what it says is.
        // A description with a proper name in it is nearly one: le ministère iranien de la Santé.
        let described = matches!(&credit.who, Who::Described(text)
            if !text.chars().skip(1).any(char::is_uppercase))
            && (self.credits.names.within(doc.tokens_in(credit.cue)))
                .next()
                .is_none();
        let weak = match credit.kind {
            Kind::Say | Kind::Report => place || described,
            Kind::Quote | Kind::Phrase { sure: false } => true,
            _ => false,
        };
        if weak && fits.is_empty() || self.credits.is_vague(doc, &credit.who) {
            return None;
        }
        let after = doc.tokens_in(credit.word).end;
        let closes = (doc.tokens.get(after)).is_none_or(|t| t.kind == TokenKind::Sign);
        let backward = match credit.kind {
            Kind::Phrase { .. } | Kind::Agent => true,
            _ => {
                credit.inverted
                    || closes
                        && credit.cue.start() < credit.word.start()
                        && self.after_comma(doc, credit)
            }
        };
        Some(Cite {
            way,
            cue: credit.cue,
            span: credit.span(),
            sentence: credit.sentence,
            by: self.credits.name_of(&credit.who),
            entity: self.credits.entity_of(&credit.who),
            method: fits.first().map_or(Method::Named, |f| f.method),
            score: fits.first().map_or(0.0, |f| f.score),
            entries: entries(&fits),
            told_of: self.tells_of(doc, credit),
            backward,
            back: credit.back,
            introduces: credit.introduces,
            rule: credit.rule.clone(),
        })
    }

    /// Whether what stands behind the credited name is told of them: behind a quotation, or where a
    /// relative clause follows (`says X, who …`). An incise (`…, calcule X, …`) parts a statement that goes on.
    fn tells_of(&self, doc: &Document, credit: &Credit) -> bool {
        if !credit.inverted || !matches!(credit.kind, Kind::Say | Kind::Report | Kind::Quote) {
            return false;
        }
        let start = doc.tokens_in(credit.word).start;
        let quoted = (start.saturating_sub(4)..start)
            .any(|i| matches!(doc.token_text(i), "»" | "”" | "\"" | "›"));
        let text = |i: usize| (i < doc.tokens.len()).then(|| doc.token_text(i));
        let mut comma = doc.tokens_in(credit.cue).end;
        // Past the acronym in brackets.
        if text(comma) == Some("(") && text(comma + 2) == Some(")") {
            comma += 3;
        }
        // An incise in a clause that opens the sentence says nothing of the main clause: Si le gaz manque,
        // comme l'affirme X, il reste trois mois.
        let opening = doc.sentences[credit.sentence].tokens.start;
        let subordinate = start > opening + 3 && self.words.is_relative(doc, opening);
        let told = self.words.is_relative(doc, comma + 1) || subordinate;
        quoted || text(comma) == Some(",") && told
    }

    /// Whether a relative clause behind a comma begins at `at`: `X, who has studied it for a decade, is …`.
    fn is_described(&self, doc: &Document, at: usize) -> bool {
        at + 1 < doc.tokens.len()
            && doc.token_text(at) == ","
            && self.words.is_relative(doc, at + 1)
    }

    fn after_comma(&self, doc: &Document, credit: &Credit) -> bool {
        let mut at = doc.tokens_in(credit.cue).start;
        while at > 0 && self.words.is_determiner(doc, at - 1) {
            at -= 1;
        }
        at > 0 && matches!(doc.token_text(at - 1), "," | "”" | "\"" | "»")
    }

    /// Names of the list outside credits: persons wherever they stand, institutions not.
    fn mentions(&self, doc: &Document, credits: &[Cite], out: &mut Vec<Cite>) {
        for name in &self.credits.names.list {
            let Some(fits) = self.of_known.get(&name.who).filter(|f| !f.is_empty()) else {
                continue;
            };
            let Some(sentence) = doc.sentence_at(name.span.start()) else {
                continue;
            };
            let block = doc.block_of(sentence);
            if !matches!(block.zone, Zone::Body | Zone::Notes) || block.is_heading() {
                continue;
            }
            let a = credits.partition_point(|c| c.sentence < sentence);
            let taken = (credits[a..].iter())
                .take_while(|c| c.sentence == sentence)
                .take(MOST_OF_SENTENCE)
                .any(|c| c.cue.overlaps(name.span));
            if taken {
                continue;
            }
            let known = self.credits.names.known(name);
            let year = bracket_year(doc, name.tokens.end);
            let person = fits[0].method == Method::Author
                && !matches!(known.kind, Some(EntityType::Organisation));
            if !person && year.is_none() {
                continue;
            }
            let mut fits = fits.clone();
            if let Some(year) = &year {
                let dated: Vec<Fit> = (fits.iter())
                    .filter(|f| self.is_of_year(doc, f.entry, year))
                    .copied()
                    .collect();
                if dated.is_empty() {
                    continue;
                }
                fits = dated;
            }
            out.push(Cite {
                way: Way::Mention,
                cue: name.span,
                span: name.span,
                sentence,
                by: Some(known.name.clone()),
                entity: known.entity,
                method: fits[0].method,
                score: fits[0].score,
                entries: entries(&fits),
                told_of: self.is_described(doc, name.tokens.end),
                backward: year.is_some(),
                back: false,
                introduces: false,
                rule: "cite.name".to_owned(),
            });
        }
    }

    fn is_of_year(&self, doc: &Document, entry: usize, year: &str) -> bool {
        let _ = doc;
        let digits: String = year.chars().take_while(char::is_ascii_digit).collect();
        self.catalogue.issued(entry).contains(&digits) && self.catalogue.has_letter(entry, year)
    }

    /// `(World Bank, 2025)`, `(voir Kowalska, 2025b ; Ember)`.
    fn brackets(&self, doc: &Document, out: &mut Vec<Cite>) {
        let view = doc.text.view();
        for (index, sentence) in doc.sentences.iter().enumerate() {
            let block = &doc.text.blocks[sentence.block];
            if !matches!(block.zone, Zone::Body | Zone::Notes) || block.is_heading() {
                continue;
            }
            let mut open = None;
            for at in sentence.tokens.clone() {
                if doc.tokens[at].kind != TokenKind::Sign {
                    continue;
                }
                match doc.token_text(at) {
                    "(" => open = Some(at),
                    ")" => {
                        let Some(from) = open.take() else { continue };
                        if at - from > 40 || at == from + 1 {
                            continue;
                        }
                        let (start, end) =
                            (doc.tokens[from].span.end(), doc.tokens[at].span.start());
                        let mut offset = start;
                        for part in view[start..end].split(';') {
                            let span = Span::new(offset, offset + part.len());
                            offset += part.len() + 1;
                            out.extend(self.bracket(doc, index, part, span, from));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn bracket(
        &self,
        doc: &Document,
        sentence: usize,
        part: &str,
        span: Span,
        open: usize,
    ) -> Option<Cite> {
        let year = year_in(part);
        let name = match &year {
            Some((at, _)) => &part[..*at],
            None => part,
        };
        let name = name
            .replace("et al.", "")
            .replace(" and ", " & ")
            .replace(" et ", " & ");
        let name = name
            .rsplit([':'])
            .next()
            .unwrap_or("")
            .trim_matches(|c: char| !c.is_alphanumeric());
        if name.is_empty() {
            return None;
        }
        let mut fits = self.catalogue.find(name).to_vec();
        if fits.is_empty() {
            // Words before the name: voir, see, source.
            let tail = name.split_once(' ').map(|(_, t)| t)?;
            fits = self.catalogue.find(tail).to_vec();
        }
        match &year {
            Some((_, year)) => fits.retain(|f| self.is_of_year(doc, f.entry, year)),
            // An acronym in brackets right behind a name is that name's.
            None if open > 0 && self.credits.names.at(open - 1).is_some() => return None,
            None => fits.retain(|f| f.score >= 0.93),
        }
        let best = fits.first()?;
        Some(Cite {
            way: Way::Bracket,
            cue: trim(doc, span),
            span,
            sentence,
            by: Some(name.to_owned()),
            entity: None,
            method: best.method,
            score: best.score,
            entries: entries(&fits),
            told_of: false,
            backward: true,
            back: false,
            introduces: false,
            rule: "cite.bracket".to_owned(),
        })
    }

    /// Note marks and `[2]`.
    fn marks(&self, doc: &Document, layers: Layers<'_>, out: &mut Vec<Cite>) {
        let mut add = |span: Span, at: usize, entries: Vec<usize>, method, rule: &str| {
            let Some(sentence) = doc.sentence_at(at.saturating_sub(1)) else {
                return;
            };
            if entries.is_empty() || doc.block_of(sentence).is_heading() {
                return;
            }
            out.push(Cite {
                way: Way::Mark,
                cue: span,
                span,
                sentence,
                by: None,
                entity: None,
                method,
                score: 1.0,
                entries,
                told_of: false,
                backward: true,
                back: false,
                introduces: false,
                rule: rule.to_owned(),
            });
        };
        let called = Called::new(layers.sources);
        let subjects: FxHashSet<(usize, &str)> = (layers.sources.iter().enumerate())
            .flat_map(|(i, source)| source.labels.iter().map(move |label| (i, label)))
            .filter(|(_, label)| label.manner != Manner::Also)
            .map(|(i, label)| (i, label.name.as_str()))
            .collect();
        // Works that a note names beside its subject credit nothing.
        let noted = |label: &str, at: usize| -> Vec<usize> {
            (called.by_note(label, at).into_iter())
                .filter(|&i| subjects.contains(&(i, label)))
                .collect()
        };
        for mark in &doc.text.marks {
            let works = noted(&mark.label, mark.at);
            add(
                Span::empty(mark.at),
                mark.at,
                works,
                Method::Footnote,
                "cite.note",
            );
        }
        for sentence in &doc.sentences {
            if !matches!(doc.text.blocks[sentence.block].zone, Zone::Body) {
                continue;
            }
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let Some((end, numbers)) = reference(doc, at, sentence.tokens.end) else {
                    at += 1;
                    continue;
                };
                let entries: Vec<usize> = (numbers.iter())
                    .filter_map(|n| called.by_number(n))
                    .collect();
                let span = doc.span_of(at..end);
                let (entries, method, rule) = if entries.is_empty() {
                    // [1] of a note `[1] …`, where no list of references is numbered so.
                    let works = numbers.iter().flat_map(|n| noted(n, span.start()));
                    (works.collect(), Method::Footnote, "cite.note")
                } else {
                    (entries, Method::ReferenceMark, "cite.number")
                };
                add(span, span.end(), entries, method, rule);
                at = end;
            }
        }
    }

    /// Hyperlinks to works, with whom their anchor names.
    fn links(&self, doc: &Document, layers: Layers<'_>, out: &mut Vec<Cite>) {
        let mut by_address: FxHashMap<String, usize> = FxHashMap::default();
        for (i, source) in layers.sources.iter().enumerate() {
            if let Some(url) = &source.url {
                by_address.entry(address_key(url)).or_insert(i);
            }
        }
        for link in &doc.text.links {
            let Some(sentence) = doc.sentence_at(link.span.start()) else {
                continue;
            };
            let block = doc.block_of(sentence);
            if block.zone != Zone::Body || block.is_heading() {
                continue;
            }
            let Some(&entry) = by_address.get(&address_key(&link.url)) else {
                continue;
            };
            let tokens = doc.tokens_in(link.span);
            let named = (self.credits.names.within(tokens)).find(|n| {
                self.credits.names.known(n).can_speak()
                    && self.credits.names.known(n).kind != Some(EntityType::Location)
            });
            out.push(Cite {
                way: Way::Link,
                cue: named.map_or(link.span, |n| n.span),
                span: link.span,
                sentence,
                by: named.map(|n| self.credits.names.known(n).name.clone()),
                entity: named.and_then(|n| self.credits.names.known(n).entity),
                method: Method::Link,
                score: 1.0,
                entries: vec![entry],
                told_of: false,
                backward: true,
                back: false,
                introduces: false,
                rule: "cite.link".to_owned(),
            });
        }
    }

    /// Works of the list that are named by their titles in italics.
    fn titles(&self, doc: &Document, layers: Layers<'_>, out: &mut Vec<Cite>) {
        for span in doc.text.emphasis.iter().map(|e| e.span) {
            let Some(sentence) = doc.sentence_at(span.start()) else {
                continue;
            };
            let block = doc.block_of(sentence);
            if block.zone != Zone::Body || block.is_heading() || span.len() > 300 {
                continue;
            }
            let Some(entry) = self.catalogue.titled(doc.text.slice(span)) else {
                continue;
            };
            let source = &layers.sources[entry];
            if source.kind == SourceKind::Link {
                continue;
            }
            let author = source
                .author
                .first()
                .and_then(|a| a.family.clone().or_else(|| a.literal.clone()));
            out.push(Cite {
                way: Way::Title,
                cue: span,
                span,
                sentence,
                by: author.or_else(|| source.publisher.clone()),
                entity: None,
                method: Method::Title,
                score: 0.95,
                entries: vec![entry],
                told_of: false,
                backward: false,
                back: false,
                introduces: false,
                rule: "cite.title".to_owned(),
            });
        }
    }
}

/// Works among which the one meant is looked for: among more the text never settles.
const MOST_WORKS: usize = 100;

/// The entries of fits, the first ones.
pub(super) fn entries(fits: &[Fit]) -> Vec<usize> {
    fits.iter().map(|f| f.entry).take(MOST_WORKS).collect()
}

/// The year in brackets right behind a name: `Kowalska (2025a)`.
fn bracket_year(doc: &Document, at: usize) -> Option<String> {
    let text = |i: usize| (i < doc.tokens.len()).then(|| doc.token_text(i));
    (text(at)? == "(").then_some(())?;
    let (_, year) = year_in(text(at + 1)?)?;
    matches!(text(at + 2)?, ")" | ",").then_some(year)
}

/// Where a year of publication stands in `text`, with its letter: `2025a`.
fn year_in(text: &str) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    for at in 0..bytes.len().saturating_sub(3) {
        let digits = &bytes[at..at + 4];
        let before = at > 0 && bytes[at - 1].is_ascii_alphanumeric();
        if before
            || !digits.iter().all(u8::is_ascii_digit)
            || !(digits.starts_with(b"19") || digits.starts_with(b"20"))
        {
            continue;
        }
        let mut end = at + 4;
        if bytes.get(end).is_some_and(u8::is_ascii_lowercase) {
            end += 1;
        }
        if bytes.get(end).is_none_or(|b| !b.is_ascii_alphanumeric()) {
            return Some((at, text[at..end].to_owned()));
        }
    }
    None
}

/// `[2]`, `[2, 5]`, `[2][5]` at `at`: where it ends, and the numbers.
fn reference(doc: &Document, at: usize, end: usize) -> Option<(usize, Vec<String>)> {
    let text = |i: usize| if i < end { doc.token_text(i) } else { "" };
    if text(at) != "[" {
        return None;
    }
    let mut numbers = Vec::new();
    let mut i = at + 1;
    while i < end && i < at + 20 {
        match text(i) {
            "]" if !numbers.is_empty() => return Some((i + 1, numbers)),
            "," | ";" | "-" | "–" => {}
            n if n.len() <= 3 && n.bytes().all(|b| b.is_ascii_digit()) => {
                numbers.push(n.to_owned())
            }
            // [3, p. 12]
            _ if !numbers.is_empty() => {}
            _ => return None,
        }
        i += 1;
    }
    None
}

fn trim(doc: &Document, span: Span) -> Span {
    let text = doc.text.slice(span);
    let start = span.start() + (text.len() - text.trim_start().len());
    let end = span.end() - (text.len() - text.trim_end().len());
    Span::new(start.min(end), end)
}

/// The captions and source lines of each table, by the table's number.
pub(super) fn table_lines(doc: &Document) -> Vec<(u32, usize)> {
    (doc.text.blocks.iter().enumerate())
        .filter_map(|(i, b)| match b.kind {
            BlockKind::Caption { table: Some(table) } => Some((table, i)),
            _ => None,
        })
        .collect()
}
