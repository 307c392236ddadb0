//! The recogniser: labels every token by the learned model, with the lexicon and rules as its advisers.
//!
//! Labels say type and place in the mention (BILOU: begin, inside, last, only, outside). Weights of
//! word features are summed once for each distinct form; tokens far from any capital are outside
//! without being asked.

use super::features::{Places, REACH, Words, word_features};
use super::rules::Found;
use super::scan::Scan;
use crate::lang::{Lang, PerLang};
use crate::learned::Key;
use crate::learned::crf::{MAX_LABELS, Model, Scores};
use crate::model::EntityType;
use crate::text::Document;
use std::ops::Range;

/// The types, in the order that labels have them.
pub const KINDS: [EntityType; 6] = [
    EntityType::Person,
    EntityType::Organisation,
    EntityType::Location,
    EntityType::Event,
    EntityType::Product,
    EntityType::Work,
];

/// Labels: outside, then begin, inside, last and only of each type.
pub const LABELS: usize = 1 + 4 * KINDS.len();

/// The label of the token at `place` of a mention of `length` tokens.
pub fn label(kind: EntityType, place: usize, length: usize) -> u8 {
    let k = KINDS.iter().position(|&x| x == kind).unwrap_or(0) as u8;
    let part = match (place == 0, place + 1 == length) {
        (true, true) => 3,
        (true, false) => 0,
        (false, false) => 1,
        (false, true) => 2,
    };
    1 + k * 4 + part
}

/// Which label may follow which: a mention that begins goes on to its last token.
pub fn allowed() -> Vec<bool> {
    let part = |l: usize| {
        (
            l.checked_sub(1).map(|l| l / 4),
            l.checked_sub(1).map(|l| l % 4),
        )
    };
    let mut out = vec![false; LABELS * LABELS];
    for from in 0..LABELS {
        for to in 0..LABELS {
            let ((kind_from, part_from), (kind_to, part_to)) = (part(from), part(to));
            let open = matches!(part_from, Some(0 | 1));
            let goes_on = matches!(part_to, Some(1 | 2));
            out[from * LABELS + to] = if open {
                goes_on && kind_from == kind_to
            } else {
                !goes_on
            };
        }
    }
    out
}

/// The mentions that `labels` spell for the tokens from `start` on. Ends cut off are mended.
pub fn mentions(labels: &[u8], start: usize, rule: &'static str) -> Vec<Found> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for (i, &l) in labels.iter().enumerate() {
        let Some(l) = l.checked_sub(1) else {
            open = None;
            continue;
        };
        let kind = KINDS[usize::from(l / 4) % KINDS.len()];
        match l % 4 {
            0 => open = Some(i),
            1 => {}
            2 => {
                let from = open.take().unwrap_or(i);
                out.push(Found {
                    tokens: start + from..start + i + 1,
                    kind,
                    rule,
                });
            }
            _ => out.push(Found {
                tokens: start + i..start + i + 1,
                kind,
                rule,
            }),
        }
    }
    out
}

/// The stretches of tokens that are asked about, sentence by sentence.
pub fn stretches(doc: &Document, active: &[bool]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for sentence in &doc.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            if !active[at] {
                at += 1;
                continue;
            }
            let start = at;
            while at < sentence.tokens.end && active[at] {
                at += 1;
            }
            out.push(start..at);
        }
    }
    out
}

/// Labels the document by `model`.
pub fn recognise(
    doc: &Document,
    scan: &Scan,
    words: &Words,
    places: &Places,
    model: &Model,
) -> Vec<Found> {
    const WIDTH: usize = 2 * REACH + 1;
    // Sums of word features by language, form and offset, made when first needed.
    type Sums = Option<Box<[Scores; WIDTH]>>;
    let mut sums: PerLang<Vec<Sums>> = PerLang::new(|_| vec![None; doc.forms.len()]);
    let mut found = Vec::new();
    let mut scores: Vec<Scores> = Vec::new();
    let mut labels = Vec::new();
    let mut keys: Vec<Key> = Vec::with_capacity(64);
    for stretch in stretches(doc, &places.active) {
        let sentence = &doc.sentences[scan.sentence[stretch.start] as usize];
        let lang: Lang = sentence.lang;
        let range = &sentence.tokens;
        scores.clear();
        for at in stretch.clone() {
            let mut total = [0f32; MAX_LABELS];
            let from = at.saturating_sub(REACH).max(range.start);
            let to = (at + REACH + 1).min(range.end);
            for i in from..to {
                let form = doc.tokens[i].form;
                let sum = sums[lang][form.index()].get_or_insert_with(|| {
                    let mut sum = Box::new([[0f32; MAX_LABELS]; WIDTH]);
                    let flags = scan.flags(doc, i);
                    for (k, row) in sum.iter_mut().enumerate() {
                        let offset = k as i32 - REACH as i32;
                        keys.clear();
                        word_features(&words.words[form], flags, offset, |f| keys.push(f));
                        model.add(&keys, row);
                    }
                    sum
                });
                let row = &sum[i + REACH - at];
                for (t, s) in total.iter_mut().zip(row) {
                    *t += s;
                }
            }
            keys.clear();
            places.features(at, |f| keys.push(f));
            model.add(&keys, &mut total);
            scores.push(total);
        }
        labels.clear();
        model.decode(&scores, &mut labels);
        found.extend(mentions(&labels, stretch.start, "name/model"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_spell_mentions() {
        let l = |k, p, n| label(k, p, n);
        let labels = [
            0,
            l(EntityType::Person, 0, 2),
            l(EntityType::Person, 1, 2),
            l(EntityType::Location, 0, 1),
            0,
        ];
        let got = mentions(&labels, 10, "r");
        assert_eq!(got.len(), 2);
        assert_eq!(got[0].tokens, 11..13);
        assert_eq!(got[1].kind, EntityType::Location);
        let allowed = allowed();
        for pair in labels.windows(2) {
            assert!(allowed[usize::from(pair[0]) * LABELS + usize::from(pair[1])]);
        }
        let broken = l(EntityType::Person, 0, 2) as usize * LABELS;
        assert!(!allowed[broken]);
    }
}
