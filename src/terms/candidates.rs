//! Candidates for terms: content words, and what the patterns of the language find among them.

use super::lexicon::{LemmaId, Lexicon, Unit};
use super::pattern::{Pos, RULES};
use crate::lang::Lang;
use rustc_hash::FxHashMap;

/// Content words in the longest term.
const LONGEST: usize = 4;

/// A candidate: its content words by their lemmas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    lemmas: [LemmaId; LONGEST],
    /// The part of speech of a single word: `sanction` the noun is not `sanctionner`. Nothing for
    /// phrases and for what is counted as a part of them.
    pub(super) pos: Option<Pos>,
}

const NONE: LemmaId = LemmaId::MAX;

impl Key {
    /// Nothing for more lemmas than the longest term has.
    fn new(lemmas: impl Iterator<Item = LemmaId>, pos: Option<Pos>) -> Option<Key> {
        let mut out = [NONE; LONGEST];
        for (i, lemma) in lemmas.enumerate() {
            *out.get_mut(i)? = lemma;
        }
        Some(Key { lemmas: out, pos })
    }

    pub(super) fn lemmas(&self) -> &[LemmaId] {
        let len = self.lemmas.iter().take_while(|&&l| l != NONE).count();
        &self.lemmas[..len]
    }

    pub(super) fn is_phrase(&self) -> bool {
        self.lemmas[1] != NONE
    }

    /// The same where it counts as a part of another.
    pub(super) fn as_part(&self) -> Key {
        Key { pos: None, ..*self }
    }

    /// All shorter candidates inside.
    pub(super) fn parts(&self) -> impl Iterator<Item = Key> {
        let lemmas = self.lemmas();
        let key = |part: &[LemmaId]| Key::new(part.iter().copied(), None);
        (1..lemmas.len()).flat_map(move |len| lemmas.windows(len).filter_map(key))
    }
}

/// Where a candidate was found.
pub(super) struct Place {
    /// The first of its tokens.
    pub(super) token: u32,
    /// As written, by the number of its form in [`Candidates::forms`].
    pub(super) form: u32,
}

/// All candidates of the sentences of one language.
#[derive(Default)]
pub(super) struct Candidates {
    pub(super) found: FxHashMap<Key, Vec<Place>>,
    pub(super) forms: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, u32>,
    /// The form at hand.
    surface: String,
}

impl Candidates {
    pub(super) fn collect(sentences: &[usize], lexicon: &mut Lexicon, lang: Lang) -> Candidates {
        let mut out = Candidates::default();
        let mut units = Vec::new();
        for &sentence in sentences {
            lexicon.units(sentence, &mut units);
            for start in 0..units.len() {
                out.beginning(&units[start..], lexicon, lang);
            }
        }
        out
    }

    /// Adds the candidates that begin with the first of `units`.
    fn beginning(&mut self, units: &[Unit], lexicon: &Lexicon, lang: Lang) {
        let Some(Unit {
            content: Some(first),
            ..
        }) = units.first()
        else {
            return;
        };
        let rules = &RULES[lang];
        if !first.bare && rules.weight(first.pos).is_some() {
            self.add(&units[..1], Some(first.pos), lexicon);
        }
        // Two patterns may find the same words.
        let mut seen = 0u32;
        for pattern in &rules.patterns {
            let roles = units.iter().map(|u| u.roles);
            if let Some(len) = pattern.matches(roles)
                && seen & 1 << len == 0
            {
                seen |= 1 << len;
                self.add(&units[..len], None, lexicon);
            }
        }
    }

    fn add(&mut self, units: &[Unit], pos: Option<Pos>, lexicon: &Lexicon) {
        let lemmas = units.iter().filter_map(|u| match pos {
            Some(_) => Some(u.content?.lemma),
            None => Some(u.content?.within),
        });
        let Some(key) = Key::new(lemmas, pos) else {
            return;
        };
        self.surface.clear();
        lexicon.surface(units, &mut self.surface);
        let form = match self.ids.get(&*self.surface) {
            Some(&id) => id,
            None => {
                let id = self.forms.len() as u32;
                self.forms.push(self.surface.as_str().into());
                self.ids.insert(self.surface.as_str().into(), id);
                id
            }
        };
        self.found.entry(key).or_default().push(Place {
            token: units[0].tokens.start,
            form,
        });
    }
}
