//! [`Mentions`]: where the text itself (body and notes, not the reference list) has which word, and
//! which of its words are names.

use super::spelling::{self, Likeness};
use crate::text::{Document, FormId, Shape, Span, TokenKind, Zone};
use rustc_hash::{FxHashMap, FxHashSet};

/// The words of the text, to be looked up.
pub(super) struct Mentions<'a> {
    doc: &'a Document,
    /// Tokens of each form, in order; empty for forms that only stand elsewhere.
    places: Vec<Vec<u32>>,
    by_fold: FxHashMap<&'a str, Vec<FormId>>,
    /// Names by skeleton, and by what they are less one letter.
    by_skeleton: FxHashMap<String, Vec<FormId>>,
    by_deletion: FxHashMap<String, Vec<FormId>>,
    /// Forms that are written with a capital and never without.
    pub(super) names: Vec<FormId>,
}

impl<'a> Mentions<'a> {
    pub(super) fn new(doc: &'a Document) -> Mentions<'a> {
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); doc.forms.len()];
        let mut small: FxHashSet<&str> = FxHashSet::default();
        for block in &doc.text.blocks {
            if !matches!(block.zone, Zone::Body | Zone::Notes) {
                continue;
            }
            // Headings may be all capitals: they name, but do not tell how a name is written.
            if block.is_heading() && is_loud(doc, block.tokens.clone()) {
                continue;
            }
            for at in block.tokens.clone() {
                let token = &doc.tokens[at];
                if token.kind == TokenKind::Word {
                    places[token.form.index()].push(at as u32);
                    let form = doc.forms.get(token.form);
                    if form.shape == Shape::Lower {
                        small.insert(&form.lower);
                    }
                }
            }
        }
        let mut by_fold: FxHashMap<&str, Vec<FormId>> = FxHashMap::default();
        let mut names = Vec::new();
        for token_form in doc.forms.ids() {
            let form = doc.forms.get(token_form);
            if places[token_form.index()].is_empty() {
                continue;
            }
            by_fold.entry(&form.fold).or_default().push(token_form);
            let name = matches!(form.shape, Shape::Capitalised | Shape::Mixed | Shape::Upper)
                && !small.contains(&*form.lower)
                && form.fold.len() > 2
                && !form.lower.ends_with('\'');
            if name {
                names.push(token_form);
            }
        }
        let (mut by_skeleton, mut by_deletion) = (FxHashMap::default(), FxHashMap::default());
        for &id in &names {
            let fold = &*doc.forms.get(id).fold;
            let skeletons: &mut Vec<FormId> =
                by_skeleton.entry(spelling::skeleton(fold)).or_default();
            skeletons.push(id);
            // A name of many letters has as many deletions; none is that long.
            if fold.len() <= 24 {
                for near in spelling::deletions(fold).chain([fold.to_owned()]) {
                    let near: &mut Vec<FormId> = by_deletion.entry(near).or_default();
                    near.push(id);
                }
            }
        }
        Mentions {
            doc,
            places,
            by_fold,
            by_skeleton,
            by_deletion,
            names,
        }
    }

    /// Tokens of a form, in order.
    pub(super) fn places(&self, form: FormId) -> &[u32] {
        &self.places[form.index()]
    }

    /// Tokens that are `folded`, whatever their case and accents, form by form.
    pub(super) fn of_fold(&self, folded: &str) -> impl Iterator<Item = usize> + '_ {
        let forms = self.by_fold.get(folded).map_or(&[][..], Vec::as_slice);
        forms
            .iter()
            .flat_map(|f| self.places(*f))
            .map(|&at| at as usize)
    }

    pub(super) fn has_fold(&self, folded: &str) -> bool {
        self.by_fold.contains_key(folded)
    }

    /// Names spelt like `lower` (in small letters, accents kept), but not the same, with how they are
    /// alike; in order of first mention.
    pub(super) fn alike(&self, lower: &str) -> Vec<(FormId, Likeness)> {
        let folded = crate::text::fold::fold(lower);
        let mut found: Vec<FormId> = Vec::new();
        let mut add = |forms: Option<&Vec<FormId>>| found.extend(forms.into_iter().flatten());
        add(self.by_fold.get(&*folded));
        add(self.by_skeleton.get(&spelling::skeleton(&folded)));
        if folded.len() <= 24 {
            for near in spelling::deletions(&folded).chain([folded.clone()]) {
                add(self.by_deletion.get(&near));
            }
        }
        found.sort_by_key(|f| self.places(*f).first().copied());
        found.dedup();
        found
            .into_iter()
            .filter_map(|id| {
                let form = self.doc.forms.get(id);
                let likeness = spelling::likeness(lower, &form.lower)?;
                (form.is_capital() || form.shape == Shape::Mixed).then_some((id, likeness))
            })
            .collect()
    }

    /// The name's word before token `at`: a given name or an initial, or the word that a longer name
    /// begins with.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let sentence = self.doc.sentence_at(self.doc.tokens[at].span.start())?;
        let inside = self.doc.sentences[sentence].tokens.contains(&before);
        (inside && self.is_name_word(before)).then_some(before)
    }

    /// The name's word after token `at`.
    pub(super) fn after(&self, at: usize) -> Option<usize> {
        let sentence = self.doc.sentence_at(self.doc.tokens[at].span.start())?;
        let inside = self.doc.sentences[sentence].tokens.contains(&(at + 1));
        (inside && self.is_name_word(at + 1)).then_some(at + 1)
    }

    fn is_name_word(&self, at: usize) -> bool {
        let token = &self.doc.tokens[at];
        let form = self.doc.forms.get(token.form);
        token.kind == TokenKind::Word
            && form.is_capital()
            && !form.text.ends_with(['\'', '’'])
            && !crate::text::is_function_word(self.doc.lang, &form.lower)
    }

    /// Whether token `at` stands in emphasis: in a title, whose spelling is its author's.
    pub(super) fn is_emphasised(&self, at: usize) -> bool {
        let span: Span = self.doc.tokens[at].span;
        let emphasis = &self.doc.text.emphasis;
        let i = emphasis.partition_point(|e| e.span.start() <= span.start());
        emphasis[i.saturating_sub(2)..i]
            .iter()
            .any(|e| !e.strong && e.span.covers(span))
    }
}

/// Whether most words of a heading are capitals throughout.
fn is_loud(doc: &Document, tokens: std::ops::Range<usize>) -> bool {
    let words = tokens.filter(|&at| doc.tokens[at].kind == TokenKind::Word);
    let (mut upper, mut all) = (0, 0);
    for at in words {
        let form = doc.form(at);
        if form.text.chars().count() > 3 {
            all += 1;
            upper += usize::from(form.shape == Shape::Upper);
        }
    }
    upper * 2 > all
}
