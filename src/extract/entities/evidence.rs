//! Evidence of the whole document: a name that is seen clearly once helps everywhere.
//!
//! | step | example |
//! | --- | --- |
//! | one type for one spelling, by majority | `Oreshnik` is a product thrice, an organisation once |
//! | what is short for a name in brackets has its type | `Horn Transport Lab (HTL)` |
//! | so has what wrote a work of the list | `King's Fund (2021)` |
//! | a single word is a person where somebody of that family name is named in full | `Okafor` |
//! | titles of works in references and notes are left alone | `Hrytsenko (O.), *Ukraine: a survey*` |
//! | other places with the same words are mentions too | `Kovalchuk` at the start of a sentence |
//! | in headings written in capitals, case does not count | `LA FUSION DE MINSK` |

use super::edges;
use super::lexicon::{Fit, WordFlags};
use super::references::{self, is_in_title, titles};
use super::rules::Found;
use super::scan::Scan;
use super::seen::Seen;
use super::writing::{abbreviates, is_acronym};
use crate::model::EntityType;
use crate::text::{Document, FormId, TokenKind, Zone, is_function_word, is_year_of_work};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Mends `found` (sorted, separate) by what the rest of the document says.
pub fn apply(doc: &Document, scan: &Scan, seen: &Seen, found: Vec<Found>) -> Vec<Found> {
    let mut found = found;
    let authors = authors(doc, scan);
    let titles = titles(doc, &with_institutions(doc, &authors, &found));
    found = override_with(authors, found);
    found = reach_known_names(scan, found);
    found.retain(|f| !is_in_title(&titles, &f.tokens) && is_of_zone(doc, scan, f));
    for f in &mut found {
        trim(doc, scan, f);
    }
    share_sure_types(doc, &mut found);
    name_families(doc, scan, &mut found);
    edges::take_particles(doc, scan, &mut found);
    found = part_pairs(doc, scan, found);
    let known = Known::new(doc, scan, &found);
    known.settle(doc, &mut found);
    found = known.spread(doc, scan, seen, found);
    found.retain(|f| !is_in_title(&titles, &f.tokens));
    found
}

/// Authors of all references and notes, in order.
fn authors(doc: &Document, scan: &Scan) -> Vec<Found> {
    doc.text
        .blocks
        .iter()
        .filter(|b| matches!(b.zone, Zone::References | Zone::Notes))
        .flat_map(|b| references::authors(doc, scan, b))
        .collect()
}

/// Authors, and institutions that stand where an author does: first in their block.
fn with_institutions(doc: &Document, authors: &[Found], found: &[Found]) -> Vec<Found> {
    let mut out = authors.to_vec();
    for block in doc
        .text
        .blocks
        .iter()
        .filter(|b| b.zone == Zone::References)
    {
        let first = found.partition_point(|f| f.tokens.start < block.tokens.start);
        if let Some(f) = found.get(first)
            && f.kind == EntityType::Organisation
            && f.tokens.end < block.tokens.end
            && (block.tokens.start..f.tokens.start).all(|t| doc.tokens[t].kind != TokenKind::Word)
        {
            out.push(f.clone());
        }
    }
    out.sort_by_key(|f| f.tokens.start);
    out
}

/// A mention that is a part of a known name takes the whole of it (`CHINE MÉRIDIONALE`, `Moody`).
fn reach_known_names(scan: &Scan, found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    let mut next = 0;
    let mut rest = found.into_iter().peekable();
    while let Some(mut f) = rest.next() {
        if out.last().is_some_and(|o| o.tokens.end > f.tokens.start) {
            continue;
        }
        let from = f.tokens.start.saturating_sub(6);
        next += scan.names[next..].partition_point(|n| n.tokens.start < from);
        let free_from = out.last().map_or(0, |o| o.tokens.end);
        let whole = scan.names[next..]
            .iter()
            .take_while(|n| n.tokens.start <= f.tokens.start)
            .filter(|n| n.tokens.len() > f.tokens.len() && n.tokens.start >= free_from)
            .filter(|n| n.tokens.end >= f.tokens.end && n.fit() != Fit::Initials)
            .find(|n| !n.is_weak() && !n.is_ambiguous());
        if let Some(n) = whole
            && rest
                .peek()
                .is_none_or(|r| r.tokens.start >= n.tokens.end || r.tokens.end <= n.tokens.end)
        {
            f = Found {
                tokens: n.tokens.clone(),
                kind: n.kind(),
                rule: "name/list",
            };
        }
        out.push(f);
    }
    out
}

/// `Adeyemi & Brandt`: two persons whose family names the document knows.
fn part_pairs(doc: &Document, scan: &Scan, found: Vec<Found>) -> Vec<Found> {
    let mut families = families(doc, scan, &found);
    families.extend(author_families(doc, &found));
    let known = |at: usize| families.contains(&*doc.form(at).fold);
    let mut out = Vec::with_capacity(found.len());
    for f in found {
        let Range { start, end } = f.tokens;
        let joined = f.tokens.len() == 3
            && (doc.token_text(start + 1) == "&"
                || scan.flags(doc, start + 1).has(WordFlags::CONJUNCTION));
        if joined && known(start) && known(end - 1) {
            for at in [start, end - 1] {
                out.push(Found {
                    tokens: at..at + 1,
                    kind: EntityType::Person,
                    rule: "name/author",
                });
            }
        } else {
            out.push(f);
        }
    }
    out
}

/// `sure` and what of `found` lies apart from it, in order.
fn override_with(sure: Vec<Found>, found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len() + sure.len());
    let mut sure = sure.into_iter().peekable();
    let mut last_sure = 0;
    for f in found {
        while let Some(s) = sure.next_if(|s| s.tokens.start < f.tokens.end) {
            // What reaches into a sure mention goes.
            while out.last().is_some_and(|o| o.tokens.end > s.tokens.start) {
                out.pop();
            }
            last_sure = s.tokens.end;
            out.push(s);
        }
        if f.tokens.start >= last_sure {
            out.push(f);
        }
    }
    out.extend(sure);
    out
}

/// In a bibliography authors and publishers count alone.
fn is_of_zone(doc: &Document, scan: &Scan, f: &Found) -> bool {
    let zone = doc.block_of(scan.sentence[f.tokens.start] as usize).zone;
    zone != Zone::References || matches!(f.kind, EntityType::Person | EntityType::Organisation)
}

/// Cuts off what no name ends with: a year or day behind a preposition, what follows a colon.
fn trim(doc: &Document, scan: &Scan, f: &mut Found) {
    let is_author = f.rule == "name/author";
    if let Some(colon) = f
        .tokens
        .clone()
        .find(|&t| matches!(doc.token_text(t), ":" | ";"))
        && colon > f.tokens.start
        && !is_author
        && doc.tokens[colon].gap | doc.tokens.get(colon + 1).is_none_or(|t| t.gap)
    {
        f.tokens.end = colon;
    }
    let end = f.tokens.end;
    if f.tokens.len() > 2
        && doc.tokens[end - 1].kind == TokenKind::Number
        && doc.token_text(end - 1).len() == 4
        && scan.flags(doc, end - 2).has(WordFlags::TIE)
    {
        f.tokens.end = end - 2;
    }
    // la loi Pacte | du 22 mai: a day that its month stands behind.
    let end = f.tokens.end;
    let month = doc
        .tokens
        .get(end)
        .is_some_and(|t| t.kind == TokenKind::Word && scan.sentence[end] == scan.sentence[end - 1]);
    if f.tokens.len() > 2
        && doc.tokens[end - 1].kind == TokenKind::Number
        && doc.token_text(end - 1).len() <= 2
        && scan.flags(doc, end - 2).has(WordFlags::TIE)
        && month
    {
        f.tokens.end = end - 2;
    }
    // Persons are not called by acronyms; institutions are.
    if f.kind == EntityType::Person
        && f.tokens.len() == 1
        && is_acronym(doc.token_text(f.tokens.start))
        && !scan.capitals[scan.sentence[f.tokens.start] as usize]
    {
        f.kind = EntityType::Organisation;
    }
}

/// `Full Name (FN)`: where the two have different types, that of the full name holds, wherever the
/// acronym stands. So does that of an institution that wrote a work of the list.
fn share_sure_types(doc: &Document, found: &mut [Found]) {
    let forms =
        |f: &Found| -> Vec<FormId> { (f.tokens.clone().map(|t| doc.tokens[t].form)).collect() };
    let mut kinds: FxHashMap<Vec<FormId>, EntityType> = FxHashMap::default();
    for pair in found.windows(2) {
        let (full, short) = (&pair[0], &pair[1]);
        let bracketed = short.tokens.start == full.tokens.end + 1
            && doc.token_text(full.tokens.end) == "("
            && short.tokens.len() == 1
            && full.tokens.len() > 1;
        let text = doc.token_text(short.tokens.start);
        let whole = || doc.text.slice(doc.span_of(full.tokens.clone()));
        if bracketed && (is_acronym(text) || abbreviates(text, whole())) {
            kinds.entry(forms(short)).or_insert(full.kind);
        }
    }
    for f in found.iter().filter(|f| f.rule == references::INSTITUTION) {
        kinds.entry(forms(f)).or_insert(f.kind);
    }
    if kinds.is_empty() {
        return;
    }
    for f in found.iter_mut() {
        if let Some(kind) = kinds.get(&forms(f)) {
            f.kind = *kind;
        }
    }
}

/// A family name alone is the person of that name who is named in full somewhere.
fn name_families(doc: &Document, scan: &Scan, found: &mut [Found]) {
    let families = families(doc, scan, found);
    let authors = author_families(doc, found);
    let dated = dated(doc, scan, found);
    for (f, dated) in found.iter_mut().zip(dated) {
        if f.tokens.len() > 3 || f.kind == EntityType::Person {
            continue;
        }
        if dated && authors.contains(&folded(doc, f.tokens.clone())) {
            f.kind = EntityType::Person;
            continue;
        }
        let at = f.tokens.start;
        let first = scan.names.partition_point(|n| n.tokens.start < at);
        let listed = scan.names[first..]
            .iter()
            .take_while(|n| n.tokens.start == at)
            .any(|n| n.tokens == f.tokens && n.kind() == f.kind && !n.is_weak());
        if !listed && families.contains(&folded(doc, f.tokens.clone())) {
            f.kind = EntityType::Person;
        }
    }
}

/// Family names of the authors of references, with their particles and without.
fn author_families(doc: &Document, found: &[Found]) -> FxHashSet<String> {
    let mut out = FxHashSet::default();
    for f in found.iter().filter(|f| f.rule == "name/author") {
        let end = (f.tokens.clone())
            .find(|&t| doc.tokens[t].kind != TokenKind::Word)
            .unwrap_or(f.tokens.end);
        if end > f.tokens.start {
            out.insert(folded(doc, f.tokens.start..end));
            out.insert(folded(doc, end - 1..end));
        }
    }
    out
}

/// Which mentions a year in brackets follows, at once or behind a name that is joined to them: `Berg et
/// Kuiper (2024)`, `(Berg, 2024)`.
fn dated(doc: &Document, scan: &Scan, found: &[Found]) -> Vec<bool> {
    let mut out = vec![false; found.len()];
    for i in (0..found.len()).rev() {
        let mut end = found[i].tokens.end;
        let text = |at: usize| doc.tokens.get(at).map_or("", |_| doc.token_text(at));
        // Gelpern et al. (2023)
        if text(end + 1).starts_with("al") {
            end += 2 + usize::from(text(end + 2) == ".");
        }
        let year = is_year_of_work(text(end + 1));
        let joined = found.get(i + 1).is_some_and(|next| {
            next.tokens.start == end + 1
                && (text(end) == "&" || scan.has_anywhere(doc, end, WordFlags::CONJUNCTION))
                && out[i + 1]
        });
        out[i] = matches!(text(end), "(" | ",") && year || joined;
    }
    out
}

/// Family names of the persons named in full: the last word, with the particles before it or without.
fn families(doc: &Document, scan: &Scan, found: &[Found]) -> FxHashSet<String> {
    let mut out = FxHashSet::default();
    for f in found {
        if f.kind != EntityType::Person || f.tokens.len() < 2 || f.rule == "name/author" {
            continue;
        }
        let mut start = f.tokens.end - 1;
        if doc.form(start).fold.chars().count() > 2 {
            out.insert(folded(doc, start..f.tokens.end));
        }
        while start > f.tokens.start + 1 && scan.flags(doc, start - 1).has(WordFlags::PARTICLE) {
            start -= 1;
            out.insert(folded(doc, start..f.tokens.end));
        }
    }
    out
}

/// The foldings of some tokens, joined.
fn folded(doc: &Document, tokens: Range<usize>) -> String {
    let words: Vec<&str> = tokens.map(|t| &*doc.form(t).fold).collect();
    words.join(" ")
}

/// Tokens of the longest name that is looked for elsewhere.
const LONGEST: usize = 32;

/// The names that a document holds, by their words.
struct Known {
    /// Forms of a name's tokens → how often it has which type.
    kinds: FxHashMap<Vec<FormId>, [u32; 6]>,
    /// Foldings of a name's tokens → one of its spellings.
    folded: FxHashMap<Vec<Box<str>>, Vec<FormId>>,
    /// Family names of persons named in full, folded.
    families: FxHashSet<String>,
    /// The longest name, in tokens.
    longest: usize,
}

impl Known {
    fn new(doc: &Document, scan: &Scan, found: &[Found]) -> Known {
        let mut known = Known {
            kinds: FxHashMap::default(),
            folded: FxHashMap::default(),
            families: families(doc, scan, found),
            longest: 0,
        };
        for f in found {
            let forms = forms(doc, f.tokens.clone());
            known.longest = known.longest.max(forms.len().min(LONGEST));
            let folded = f.tokens.clone().map(|at| doc.form(at).fold.clone());
            known
                .folded
                .entry(folded.collect())
                .or_insert_with(|| forms.clone());
            known.kinds.entry(forms).or_default()[f.kind as usize] += 1;
        }
        // Family names that only stand in full names so far.
        for f in found
            .iter()
            .filter(|f| f.kind == EntityType::Person && f.tokens.len() > 1)
        {
            let last = f.tokens.end - 1..f.tokens.end;
            if known.families.contains(&folded(doc, last.clone())) {
                let counts = known.kinds.entry(forms(doc, last)).or_default();
                if counts.iter().all(|&c| c == 0) {
                    counts[EntityType::Person as usize] = 1;
                }
            }
        }
        known
    }

    /// The type that most mentions of this spelling have, and how often.
    fn kind(&self, forms: &[FormId]) -> Option<(EntityType, u32, u32)> {
        let counts = self.kinds.get(forms)?;
        let total = counts.iter().sum();
        super::recogniser::KINDS
            .into_iter()
            .map(|k| (k, counts[k as usize], total))
            // Of types with the same number, a person's is the least likely.
            .max_by_key(|x| (x.1, x.0 != EntityType::Person))
    }

    /// One type for each spelling, where nearly all of its mentions agree.
    fn settle(&self, doc: &Document, found: &mut [Found]) {
        for f in found {
            let Some((kind, most, total)) = self.kind(&forms(doc, f.tokens.clone())) else {
                continue;
            };
            if most * 3 >= total * 2 {
                f.kind = kind;
            } else if f.kind == EntityType::Person
                && f.tokens.len() == 1
                && kind != EntityType::Person
                && !self.families.contains(&folded(doc, f.tokens.clone()))
            {
                // A word that is as often a place, and nobody's family name: Tignes a choisi.
                f.kind = kind;
            }
        }
    }

    /// Adds the places where the same words stand and nothing was found.
    fn spread(&self, doc: &Document, scan: &Scan, seen: &Seen, found: Vec<Found>) -> Vec<Found> {
        let mut starts = vec![false; doc.forms.len()];
        for forms in self.kinds.keys() {
            if let Some(first) = forms.first() {
                starts[first.index()] = true;
            }
        }
        let mut out: Vec<Found> = Vec::with_capacity(found.len());
        let mut old = found.into_iter().peekable();
        for (i, sentence) in doc.sentences.iter().enumerate() {
            // A bibliography's titles hold names that are no mentions.
            let read = doc.block_of(i).zone != Zone::References;
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                if let Some(f) = old.next_if(|f| f.tokens.start <= at) {
                    at = f.tokens.end.max(at + 1);
                    out.push(f);
                    continue;
                }
                let free = old
                    .peek()
                    .map_or(sentence.tokens.end, |f| f.tokens.start)
                    .min(sentence.tokens.end);
                let hit = match (read, scan.capitals[i]) {
                    (false, _) => None,
                    (_, true) => self.match_folded(doc, at, free),
                    _ if starts[doc.tokens[at].form.index()] => {
                        self.match_forms(doc, scan, seen, at, free)
                    }
                    _ => None,
                };
                match hit {
                    Some(f) => {
                        at = f.tokens.end;
                        out.push(f);
                    }
                    None => at += 1,
                }
            }
        }
        out.extend(old);
        out
    }

    fn match_forms(
        &self,
        doc: &Document,
        scan: &Scan,
        seen: &Seen,
        at: usize,
        free: usize,
    ) -> Option<Found> {
        let first = doc.form(at);
        let capital = |t: usize| doc.form(t).text.chars().any(char::is_uppercase);
        for len in (1..=self.longest.min(free - at)).rev() {
            let tokens = at..at + len;
            let Some((kind, most, total)) = self.kind(&forms(doc, tokens.clone())) else {
                continue;
            };
            if most * 3 < total * 2 || !tokens.clone().any(capital) {
                continue;
            }
            if len == 1 {
                let flags = scan.flags(doc, at);
                let lang = doc.sentences[scan.sentence[at] as usize].lang;
                let family = kind == EntityType::Person && self.families.contains(&*first.fold);
                let common = flags.has(WordFlags::COMMON)
                    || flags.has(WordFlags::DEMONYM) && !family
                    || is_function_word(lang, &first.lower)
                    || seen.first_words[at] && seen.counts(&first.lower).small > 0;
                if common || !first.is_capital() {
                    continue;
                }
                // A word that is part of a longer run of capitals is another name.
                let beside = |t: Option<usize>| {
                    t.is_some_and(|t| {
                        doc.tokens.get(t).is_some_and(|x| x.kind == TokenKind::Word)
                            && doc.form(t).is_capital()
                            && scan.sentence[t] == scan.sentence[at]
                            && !seen.first_words[t]
                    })
                };
                if beside(at.checked_sub(1)) || beside(Some(at + 1)) {
                    continue;
                }
            }
            return Some(Found {
                tokens,
                kind,
                rule: "name/again",
            });
        }
        None
    }

    fn match_folded(&self, doc: &Document, at: usize, free: usize) -> Option<Found> {
        let mut folded: Vec<Box<str>> = Vec::new();
        let mut best = None;
        for len in 1..=self.longest.min(free - at) {
            folded.push(doc.form(at + len - 1).fold.clone());
            let Some(forms) = self.folded.get(&folded) else {
                continue;
            };
            let Some((kind, most, total)) = self.kind(forms) else {
                continue;
            };
            // Short words in capitals may be anything (`UN`, `IS`).
            if len == 1 && folded[0].chars().count() < 3 || most * 3 < total * 2 {
                continue;
            }
            best = Some(Found {
                tokens: at..at + len,
                kind,
                rule: "name/again",
            });
        }
        best
    }
}

fn forms(doc: &Document, tokens: Range<usize>) -> Vec<FormId> {
    doc.tokens[tokens].iter().map(|t| t.form).collect()
}
