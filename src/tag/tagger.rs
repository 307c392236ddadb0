//! [`Tagger`]: the tags of a document's tokens.

use super::{Context, Features, Model, Window, apply, lemma_keys};
use crate::lang::{Lang, PerLang};
use crate::learned::Key;
use crate::text::{Document, Form, FormId, TagId};
use std::ops::Range;
use std::sync::LazyLock;

static MODELS: LazyLock<PerLang<Option<Model<'static>>>> =
    LazyLock::new(|| PerLang::new(|lang| Model::read(lang.tagger_model())));

/// Whether `lower` is a common word of `lang`: seen in the training data, and more than rarely as
/// another thing than a name.
pub fn is_common(lang: Lang, lower: &str) -> bool {
    /// Below this step a tag is rare for a word ([`Model::shares`]).
    const SOME: i8 = 2;
    let Some(model) = &MODELS[lang] else {
        return false;
    };
    let mut shares = model.shares(lower);
    shares.any(|(tag, share)| share >= SOME && !tag.contains("PROPN"))
}

/// The open classes that a word may be of: nouns (of things or names), adjectives, verbs, adverbs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordClasses(u8);

impl WordClasses {
    pub const NOUN: WordClasses = WordClasses(1);
    pub const ADJECTIVE: WordClasses = WordClasses(2);
    pub const VERB: WordClasses = WordClasses(4);
    pub const ADVERB: WordClasses = WordClasses(8);

    /// Those that `lower` may be of in `lang`, by the training data and the lexicon; none of a word that
    /// neither has.
    pub fn of(lang: Lang, lower: &str) -> WordClasses {
        let Some(model) = &MODELS[lang] else {
            return WordClasses::default();
        };
        let trained = model.shares(lower).map(|(tag, _)| tag);
        let class = |tag: &str| match tag {
            "NOUN" | "PROPN" => WordClasses::NOUN.0,
            "ADJ" => WordClasses::ADJECTIVE.0,
            "VERB" | "AUX" => WordClasses::VERB.0,
            "ADV" => WordClasses::ADVERB.0,
            _ => 0,
        };
        let all = trained.chain(model.listed_tags(lower));
        WordClasses(all.fold(0, |classes, tag| classes | class(tag)))
    }

    /// Whether a word of these classes may be of one of `others`.
    pub fn may_be(self, others: WordClasses) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether the word is known to be of one of `others`, and of no class beside.
    pub fn is_only(self, others: WordClasses) -> bool {
        self.0 != 0 && self.0 & !others.0 == 0
    }
}

impl std::ops::BitOr for WordClasses {
    type Output = WordClasses;

    fn bitor(self, other: WordClasses) -> WordClasses {
        WordClasses(self.0 | other.0)
    }
}

/// Whether the lexicon of `lang` has `lower`, whether or not the training data do.
pub fn is_listed(lang: Lang, lower: &str) -> bool {
    let model = MODELS[lang].as_ref();
    model.is_some_and(|model| model.listed(lower).is_some())
}

/// Most tags that a model may have.
const TAGS: usize = 32;

/// The parts of speech of a document's tokens.
#[derive(Clone, Copy, Debug)]
pub struct Tagger<'d> {
    /// One for each token.
    tags: &'d [TagId],
}

/// Tags all sentences of `doc`.
pub fn tag(doc: &Document) -> Vec<TagId> {
    let mut tags = vec![
        TagId {
            lang: doc.lang,
            index: u8::MAX,
        };
        doc.tokens.len()
    ];
    for lang in Lang::all() {
        let Some(model) = &MODELS[lang] else { continue };
        let mut decoder = Decoder::new(model, doc);
        let mut out = Vec::new();
        for sentence in doc.sentences.iter().filter(|s| s.lang == lang) {
            out.clear();
            decoder.sentence(sentence.tokens.clone(), &mut out);
            for (tag, &index) in tags[sentence.tokens.clone()].iter_mut().zip(&out) {
                *tag = TagId { lang, index };
            }
        }
    }
    tags
}

impl<'d> Tagger<'d> {
    /// The tags of `doc`, which is tagged the first time.
    pub fn new(doc: &'d Document) -> Tagger<'d> {
        Tagger {
            tags: doc.tags.get_or_init(|| tag(doc)),
        }
    }

    /// The UPOS of token `token`; several joined by `+` for a token of several words (`ADP+DET`),
    /// `X` where nothing is known.
    pub fn tag(&self, token: usize) -> &'static str {
        let TagId { lang, index } = self.tags[token];
        MODELS[lang]
            .as_ref()
            .and_then(|m| m.tags.get(usize::from(index)))
            .copied()
            .unwrap_or("X")
    }

    /// The lemma of a word `form` (of the token or a part of it) with the UPOS `tag`.
    pub fn lemma(&self, token: usize, form: &str, tag: &str) -> String {
        let Some(model) = &MODELS[self.tags[token].lang] else {
            return form.to_lowercase();
        };
        lemma_of(model, form, tag)
    }
}

/// The lemmas that the dictionary of `lang` has for `lower`, whatever part of speech it is; none for
/// a word that it lacks.
pub fn dictionary_lemmas(lang: Lang, lower: &str) -> Vec<String> {
    let Some(model) = &MODELS[lang] else {
        return Vec::new();
    };
    let mut out: Vec<String> = Vec::new();
    // Of one word, not of several in one token.
    for (tag, _) in model.shares(lower).filter(|(tag, _)| !tag.contains('+')) {
        let script = model.script(&lemma_keys(lower, tag));
        let lemma = script.map(|script| apply(script, lower));
        out.extend(lemma.filter(|lemma| !out.contains(lemma)));
    }
    out
}

/// The lemma of `form` with `tag` in a model.
pub(crate) fn lemma_of(model: &Model<'_>, form: &str, tag: &str) -> String {
    let lower = crate::text::fold::lower(form);
    // Names keep their capitals, signs and numbers are their own lemma.
    if tag == "PROPN" && !model.knows(&lower) || matches!(tag, "PUNCT" | "SYM" | "X") {
        return form.to_owned();
    }
    let keys = lemma_keys(&lower, tag);
    let lemma = match model.script(&keys) {
        Some(script) => apply(script, &lower),
        None => lower,
    };
    match form.chars().next() {
        Some(c) if tag == "PROPN" && c.is_uppercase() => {
            let mut rest = lemma.chars();
            rest.next()
                .map(|first| first.to_uppercase().chain(rest).collect())
                .unwrap_or_default()
        }
        _ => lemma,
    }
}

/// Scores of each tag.
type Scores = [i16; TAGS];

/// What a form adds to the scores in each role, and its features.
struct Cached {
    features: Features,
    sums: [Scores; 5],
}

/// Tags sentences with one model; keeps what it computed for each form.
pub(crate) struct Decoder<'d, 'm> {
    model: &'m Model<'m>,
    doc: &'d Document,
    cache: Vec<Option<Box<Cached>>>,
    outside: Cached,
}

impl<'d, 'm> Decoder<'d, 'm> {
    pub fn new(model: &'m Model<'m>, doc: &'d Document) -> Decoder<'d, 'm> {
        let mut cache = Vec::new();
        cache.resize_with(doc.forms.len(), || None);
        let outside = Cached::of(model, Features::outside());
        Decoder {
            model,
            doc,
            cache,
            outside,
        }
    }

    /// Appends the tags of the tokens `range`, a sentence, to `out`.
    pub fn sentence(&mut self, range: Range<usize>, out: &mut Vec<u8>) {
        let doc = self.doc;
        let forms: Vec<FormId> = doc.tokens[range].iter().map(|t| t.form).collect();
        for &form in &forms {
            self.fill(form);
        }
        let n = self.model.tags.len().min(TAGS);
        // Tags before the sentence: a number that no tag has.
        let mut tags = (u8::MAX, u8::MAX);
        let mut keys: Vec<Key> = Vec::new();
        for i in 0..forms.len() {
            let at = |context: Context| {
                usize::try_from(i as isize + context.offset())
                    .ok()
                    .and_then(|j| forms.get(j))
                    .and_then(|f| self.cache[f.index()].as_deref())
                    .unwrap_or(&self.outside)
            };
            let mut scores: [i32; TAGS] = [0; TAGS];
            for context in Context::ALL {
                let sums = &at(context).sums[context as usize];
                for (score, &sum) in scores.iter_mut().zip(sums) {
                    *score += i32::from(sum);
                }
            }
            let window = Window {
                before: &at(Context::Before).features,
                itself: &at(Context::Itself).features,
                after: &at(Context::After).features,
                after_that: &at(Context::AfterThat).features,
                initial: i == 0,
            };
            keys.clear();
            Features::of_place(window, tags, |key| keys.push(key));
            self.model.weights.rows(&keys, |tag, weight| {
                if let Some(score) = scores.get_mut(usize::from(tag)) {
                    *score += i32::from(weight);
                }
            });
            let best = (0..n)
                .max_by_key(|&t| (scores[t], std::cmp::Reverse(t)))
                .unwrap_or(0) as u8;
            out.push(best);
            tags = (best, tags.0);
        }
    }

    fn fill(&mut self, form: FormId) {
        let slot = &mut self.cache[form.index()];
        if slot.is_none() {
            let features = features_of(self.model, self.doc.forms.get(form));
            *slot = Some(Box::new(Cached::of(self.model, features)));
        }
    }
}

/// The features of a form as the model knows it.
fn features_of(model: &Model<'_>, form: &Form) -> Features {
    Features::of(form, model.class(&form.lower), model.listed(&form.lower))
}

impl Cached {
    fn of(model: &Model<'_>, features: Features) -> Cached {
        let mut sums = [[0i16; TAGS]; 5];
        for context in Context::ALL {
            let sum = &mut sums[context as usize];
            features.of_form(context, |key: Key| {
                for (tag, weight) in model.weights.row(key) {
                    if let Some(s) = sum.get_mut(usize::from(tag)) {
                        *s = s.saturating_add(i16::from(weight));
                    }
                }
            });
        }
        Cached { features, sums }
    }
}
