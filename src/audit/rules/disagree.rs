//! `figures-disagree`: one quantity that the text gives with two values.
//!
//! Two figures are taken for one quantity when they have the same kind, unit and denominator, count the
//! same thing (`of`), hold for the same date as far as the text says, and the words around them are
//! the same to a large part, the rarer ones above all. Different sources may disagree and are left alone,
//! as are values that rounding, « about » or « at least » make one, ranges, and figures that one sentence
//! compares.

use super::super::value::compatible;
use super::super::{Context, Hit, Place};
use crate::model::{Figure, FigureKind};
use crate::terms;
use crate::text::{BlockKind, TokenKind, Zone, is_function_word};
use rustc_hash::{FxHashMap, FxHashSet};

/// Tokens on each side of a figure that tell what it is.
const AROUND: usize = 12;

/// Share of the surroundings' weight that must be the same.
const SAME: f64 = 0.55;

/// Figures of one kind and noun beyond which no pairs are formed.
const MOST: usize = 48;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let told: Vec<Told<'_>> = context
        .layers
        .figures
        .iter()
        .filter_map(|f| Told::new(context, f))
        .collect();
    let mut frequency: FxHashMap<&str, usize> = FxHashMap::default();
    for t in &told {
        for word in &t.words {
            *frequency.entry(word).or_default() += 1;
        }
    }
    let weight =
        |word: &str| 1.0 / (frequency.get(word).copied().unwrap_or(1).max(2) as f64).ln_1p();
    let mut groups: FxHashMap<Key<'_>, Vec<&Told<'_>>> = FxHashMap::default();
    for t in &told {
        groups.entry(t.key()).or_default().push(t);
    }
    let mut out: Vec<(usize, Hit)> = Vec::new();
    for group in groups.values().filter(|g| (2..=MOST).contains(&g.len())) {
        for (i, a) in group.iter().enumerate() {
            for b in &group[i + 1..] {
                if a.contradicts(b, weight) {
                    let later = if a.figure.span < b.figure.span { b } else { a };
                    let first = if a.figure.span < b.figure.span { a } else { b };
                    let hit = Hit::new(Place::View(later.figure.span), "values")
                        .with("a", context.text(first.figure.span))
                        .with("b", context.text(later.figure.span))
                        .with("of", later.figure.of.as_deref().unwrap_or(""))
                        .related([first.figure.id.clone(), later.figure.id.clone()]);
                    out.push((later.figure.span.start(), hit));
                }
            }
        }
    }
    out.sort_by_key(|(at, _)| *at);
    out.into_iter().map(|(_, hit)| hit).collect()
}

/// What figures must share to be one quantity at all.
type Key<'a> = (FigureKind, Option<&'a str>, Option<&'a str>, &'a str);

/// A figure with the words around it.
struct Told<'a> {
    figure: &'a Figure,
    /// The lemma of what is counted.
    of: String,
    /// Lemmas of the content words around.
    words: FxHashSet<String>,
    /// Names among them.
    names: FxHashSet<String>,
    /// Years that its sentence names.
    years: FxHashSet<&'a str>,
}

impl<'a> Told<'a> {
    fn new(context: &'a Context<'a>, figure: &'a Figure) -> Option<Told<'a>> {
        let doc = context.doc;
        let sentence = doc.sentences.get(figure.sentence)?;
        let block = &doc.text.blocks[sentence.block];
        let prose = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::ListItem { .. }
        );
        let quantity = !matches!(
            figure.kind,
            FigureKind::Factor | FigureKind::Duration | FigureKind::Other
        );
        if block.zone != Zone::Body || !prose || !quantity || figure.max.is_some() {
            return None;
        }
        let of = figure.of.as_deref()?;
        let words_of = crate::text::words_of(sentence.lang, of);
        let head = words_of
            .iter()
            .find(|w| !is_function_word(sentence.lang, w) && w.len() > 2)?;
        let of = terms::stem(sentence.lang, head).into_owned();
        let at = doc.tokens_in(figure.span);
        let around = at.start.saturating_sub(AROUND).max(sentence.tokens.start)
            ..(at.end + AROUND).min(sentence.tokens.end);
        let (mut words, mut names) = (FxHashSet::default(), FxHashSet::default());
        for i in around.filter(|i| !at.contains(i)) {
            let form = doc.form(i);
            let content = doc.tokens[i].kind == TokenKind::Word
                && form.lower.chars().count() > 2
                && !form.lower.ends_with('\'')
                && !is_function_word(sentence.lang, &form.lower);
            if !content {
                continue;
            }
            if form.is_capital() && i > sentence.tokens.start {
                names.insert(form.fold.to_string());
            }
            words.insert(terms::stem(sentence.lang, &form.lower).into_owned());
        }
        let dates = context.layers.dates;
        let from = dates.partition_point(|d| d.sentence < figure.sentence);
        let dates = dates[from..]
            .iter()
            .take_while(|d| d.sentence == figure.sentence);
        let years = dates.filter_map(|d| d.edtf.as_deref()?.get(..4)).collect();
        Some(Told {
            figure,
            of,
            words,
            names,
            years,
        })
    }

    fn key(&self) -> Key<'_> {
        let f = self.figure;
        (f.kind, f.unit.as_deref(), f.per.as_deref(), &self.of)
    }

    fn contradicts(&self, other: &Told<'_>, weight: impl Fn(&str) -> f64) -> bool {
        let (a, b) = (self.figure, other.figure);
        if a.sentence == b.sentence || compatible(a, b) {
            return false;
        }
        // Far apart in size they are not one quantity, whatever the words.
        let ratio = (a.value / b.value).abs();
        if !(0.4..=2.5).contains(&ratio) {
            return false;
        }
        let by = |f: &'_ Figure| f.attribution.as_ref().and_then(|a| a.by.clone());
        if let (Some(x), Some(y)) = (by(a), by(b))
            && x != y
        {
            return false;
        }
        if a.as_of.is_some() && b.as_of.is_some() && a.as_of != b.as_of {
            return false;
        }
        let apart =
            |x: &FxHashSet<_>, y: &FxHashSet<_>| !x.is_empty() && !y.is_empty() && x.is_disjoint(y);
        if apart(&self.years, &other.years) || self.years.is_empty() != other.years.is_empty() {
            return false;
        }
        let names_apart = !self.names.is_empty()
            && !other.names.is_empty()
            && self.names.is_disjoint(&other.names);
        if names_apart {
            return false;
        }
        let sum = |words: &FxHashSet<String>| words.iter().map(|w| weight(w)).sum::<f64>();
        let shared: FxHashSet<String> = self.words.intersection(&other.words).cloned().collect();
        let least = sum(&self.words).min(sum(&other.words));
        shared.len() >= 3 && least > 0.0 && sum(&shared) / least >= SAME
    }
}
