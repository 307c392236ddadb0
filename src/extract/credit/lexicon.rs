//! The words of credit: verbs of saying in all their forms, prepositions, and the nouns that stand for a
//! source; read from each language's table `credit`.

use crate::lang::{Lang, PerLang, Table};
use crate::tag::WordClasses;
use crate::text::{Document, FormTable, TextBuilder, fold};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a form may be, one bit each.
pub(super) mod is {
    /// A form that has a subject: `estime`, `says`.
    pub const FINITE: u64 = 1;
    pub const PARTICIPLE: u64 = 1 << 1;
    /// Infinitive or gerund of a verb of credit.
    pub const OTHER: u64 = 1 << 2;
    /// Of a verb of speech.
    pub const SAY: u64 = 1 << 3;
    /// Of a verb by which a study gives its results.
    pub const REPORT: u64 = 1 << 4;
    pub const AUXILIARY: u64 = 1 << 5;
    pub const PASSIVE: u64 = 1 << 6;
    /// May stand between a subject and its verb.
    pub const BETWEEN: u64 = 1 << 7;
    pub const DETERMINER: u64 = 1 << 8;
    pub const INDEFINITE: u64 = 1 << 9;
    pub const POSSESSIVE: u64 = 1 << 10;
    pub const PREPOSITION: u64 = 1 << 11;
    /// A preposition that links a noun to its complement.
    pub const LINK: u64 = 1 << 12;
    pub const RELATIVE: u64 = 1 << 13;
    pub const CLAUSE: u64 = 1 << 14;
    pub const CONJUNCTION: u64 = 1 << 15;
    pub const HE: u64 = 1 << 16;
    pub const SHE: u64 = 1 << 17;
    pub const THEY: u64 = 1 << 18;
    /// The indefinite person: `on`.
    pub const ONE: u64 = 1 << 19;
    /// The author of the report.
    pub const OWN: u64 = 1 << 20;
    pub const WORK: u64 = 1 << 21;
    pub const PERSON: u64 = 1 << 22;
    pub const BODY: u64 = 1 << 23;
    /// Begins a phrase that names whoever is credited.
    pub const PHRASE: u64 = 1 << 24;
    /// Leads to the one who did it, after a passive.
    pub const AGENT: u64 = 1 << 25;

    /// Before a name or a term in quotation marks that nobody says.
    pub const NAMING: u64 = 1 << 26;
    pub const REFLEXIVE: u64 = 1 << 27;
    /// What follows is a noun: `'s`.
    pub const GENITIVE: u64 = 1 << 28;

    /// Of a verb that credits quotations alone.
    pub const QUOTE: u64 = 1 << 29;
    /// Stands for a work just named: `on y lit`.
    pub const THERE: u64 = 1 << 30;
    /// Turns a verb before it into one that gives results: `les comptes`.
    pub const RESULT: u64 = 1 << 31;
    /// Denies the verb beside it: `pas`, `not`.
    pub const NEGATION: u64 = 1 << 32;
    /// A relative word behind which verb and subject change places: `ce qu'affirme X`.
    pub const INVERTING: u64 = 1 << 33;
    /// An article of the plural: `les`.
    pub const PLURAL: u64 = 1 << 34;
    /// A verb that gives a result where [`MEASURE`] stands behind it: `puts the loss at`.
    pub const GAUGE: u64 = 1 << 35;
    pub const MEASURE: u64 = 1 << 36;
    /// A verb that tells a yield where an amount stands right behind it: `rapporte 3 millions`.
    pub const EARNING: u64 = 1 << 37;
    /// A verb that gives a result where an amount stands right behind it: `parle de 12 000 emplois`.
    pub const TELLING: u64 = 1 << 38;
    /// The pronoun of a body or work: `it`.
    pub const IT: u64 = 1 << 39;
    /// Between people or a work and the body where they are: `analysts at X`, `a study in X`.
    pub const SEAT: u64 = 1 << 40;

    pub const VERB: u64 = SAY | REPORT | QUOTE;
    pub const PRONOUN: u64 = HE | SHE | THEY | IT;
    pub const NOUN: u64 = WORK | PERSON | BODY;
}

/// The table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    models: Vec<Model>,
    verbs: Vec<Verbs>,
    auxiliaries: String,
    passives: String,
    between: String,
    adverbs: Vec<String>,
    naming: String,
    reflexives: String,
    negations: String,
    /// Whether the last noun of a compound is its head: `finance ministry memo`.
    right_headed: bool,
    genitive: String,
    determiners: String,
    indefinite: String,
    plural: String,
    possessives: String,
    prepositions: String,
    links: String,
    seats: String,
    relatives: String,
    inverting: String,
    clause: String,
    conjunctions: String,
    agent: String,
    there: String,
    results: String,
    gauges: String,
    measures: String,
    vague: String,
    pronouns: Pronouns,
    own: String,
    works: String,
    persons: String,
    bodies: String,
    /// Other forms that a word of a phrase takes.
    #[serde(default)]
    variants: FxHashMap<String, Vec<String>>,
    phrases: Vec<PhraseRow>,
    /// Whole sentences; see [`super::tests`].
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code))]
    examples: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code))]
    near_misses: Vec<String>,
}

/// Endings that replace `suffix` of the lemma.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    suffix: String,
    finite: Vec<String>,
    participle: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verbs {
    class: Class,
    lemmas: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    Say,
    Report,
    Quote,
    Earning,
    Telling,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pronouns {
    he: String,
    she: String,
    they: String,
    /// Empty where no pronoun is of things alone.
    #[serde(default)]
    it: String,
    one: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseRow {
    text: String,
    sure: bool,
    /// Whether it names nobody itself: `à ses yeux`.
    #[serde(default)]
    back: bool,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code))]
    examples: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code))]
    near_misses: Vec<String>,
}

/// A phrase before the name of whoever is credited.
#[derive(Debug)]
pub(super) struct Phrase {
    /// Its words after the first, in small letters.
    pub rest: Vec<String>,
    pub sure: bool,
    /// Whether it means the person named last.
    pub back: bool,
    pub text: String,
}

/// All that is known of a language's words of credit.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: FxHashMap<String, u64>,
    /// By first word, the longest first.
    phrases: FxHashMap<String, Vec<Phrase>>,
    variants: FxHashMap<String, Vec<String>>,
    adverbs: Vec<String>,
    vague: Vec<String>,
    pub right_headed: bool,
    #[cfg(test)]
    pub examples: Vec<String>,
    #[cfg(test)]
    pub near_misses: Vec<String>,
}

static LEXICA: LazyLock<PerLang<Lexicon>> = LazyLock::new(|| PerLang::new(Lexicon::load));

/// The words of credit of a language.
pub(super) fn lexicon(lang: Lang) -> &'static Lexicon {
    &LEXICA[lang]
}

/// What each form of a document may be, in each language.
pub(super) fn flags(doc: &Document) -> PerLang<FormTable<u64>> {
    PerLang::new(|lang| {
        let lexicon = lexicon(lang);
        doc.forms.table(|f| lexicon.flags(lang, &f.lower))
    })
}

impl Lexicon {
    fn load(lang: Lang) -> Lexicon {
        let rows: Rows = lang.load(Table::Credit);
        let mut words = FxHashMap::default();
        let mut add = |list: &str, flag: u64| {
            for word in list.split_whitespace() {
                *words.entry(word.to_owned()).or_insert(0) |= flag;
            }
        };
        for (list, flag) in [
            (&rows.auxiliaries, is::AUXILIARY),
            (&rows.passives, is::PASSIVE),
            (&rows.between, is::BETWEEN),
            (&rows.naming, is::NAMING),
            (&rows.reflexives, is::REFLEXIVE),
            (&rows.negations, is::NEGATION),
            (&rows.genitive, is::GENITIVE),
            (&rows.determiners, is::DETERMINER),
            (&rows.indefinite, is::INDEFINITE),
            (&rows.possessives, is::POSSESSIVE),
            (&rows.plural, is::PLURAL),
            (&rows.prepositions, is::PREPOSITION),
            (&rows.links, is::LINK),
            (&rows.seats, is::SEAT),
            (&rows.relatives, is::RELATIVE),
            (&rows.inverting, is::INVERTING),
            (&rows.clause, is::CLAUSE),
            (&rows.conjunctions, is::CONJUNCTION),
            (&rows.agent, is::AGENT),
            (&rows.there, is::THERE),
            (&rows.results, is::RESULT),
            (&rows.gauges, is::GAUGE),
            (&rows.measures, is::MEASURE),
            (&rows.pronouns.he, is::HE),
            (&rows.pronouns.she, is::SHE),
            (&rows.pronouns.they, is::THEY),
            (&rows.pronouns.it, is::IT),
            (&rows.pronouns.one, is::ONE),
            (&rows.own, is::OWN),
            (&rows.works, is::WORK),
            (&rows.persons, is::PERSON),
            (&rows.bodies, is::BODY),
        ] {
            add(list, flag);
        }
        for verbs in &rows.verbs {
            let class = match verbs.class {
                Class::Say => is::SAY,
                Class::Report => is::REPORT,
                Class::Quote => is::QUOTE,
                Class::Earning => is::EARNING,
                Class::Telling => is::TELLING,
            };
            for lemma in verbs.lemmas.split_whitespace() {
                for (form, flag) in inflect(&rows.models, lemma) {
                    add(&form, flag | class);
                }
            }
        }
        let mut phrases: FxHashMap<String, Vec<Phrase>> = FxHashMap::default();
        for row in &rows.phrases {
            let mut tokens = tokens_of(&row.text, lang).into_iter();
            let Some(first) = tokens.next() else { continue };
            add(&first, is::PHRASE);
            phrases.entry(first).or_default().push(Phrase {
                rest: tokens.collect(),
                sure: row.sure,
                back: row.back,
                text: row.text.clone(),
            });
        }
        for list in phrases.values_mut() {
            list.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
        }
        Lexicon {
            words,
            phrases,
            variants: rows.variants,
            adverbs: rows.adverbs,
            right_headed: rows.right_headed,
            vague: rows.vague.split_whitespace().map(str::to_owned).collect(),
            #[cfg(test)]
            examples: (rows.phrases.iter())
                .flat_map(|p| p.examples.clone())
                .chain(rows.examples)
                .collect(),
            #[cfg(test)]
            near_misses: (rows.phrases.iter())
                .flat_map(|p| p.near_misses.clone())
                .chain(rows.near_misses)
                .collect(),
        }
    }

    /// Whether a description that begins with `word` means no more than some of a kind.
    pub fn is_vague(&self, word: &str) -> bool {
        self.vague.iter().any(|v| v == word)
    }

    /// Whether `lower` is an article or another determiner.
    pub fn is_determiner(&self, lower: &str) -> bool {
        (self.words.get(lower)).is_some_and(|flags| flags & is::DETERMINER != 0)
    }

    fn flags(&self, lang: Lang, lower: &str) -> u64 {
        // logement, supply: nouns that end as adverbs do.
        let adverb = || {
            self.adverbs.iter().any(|a| lower.ends_with(a.as_str())) && {
                let classes = WordClasses::of(lang, lower);
                classes.may_be(WordClasses::ADVERB) || !classes.may_be(WordClasses::NOUN)
            }
        };
        match self.words.get(lower) {
            Some(&flags) => flags,
            None if adverb() => is::BETWEEN,
            None => 0,
        }
    }

    /// The longest phrase that begins with `first`; `next` gives the words that follow it.
    pub fn phrase<'a>(
        &self,
        first: &str,
        next: impl Fn(usize) -> Option<&'a str>,
    ) -> Option<&Phrase> {
        self.phrases.get(first)?.iter().find(|p| {
            p.rest
                .iter()
                .enumerate()
                .all(|(i, word)| next(i).is_some_and(|w| self.same_word(word, w)))
        })
    }

    /// Whether `word` is the phrase's `pattern` or one of its variants (`du` for `de`).
    fn same_word(&self, pattern: &str, word: &str) -> bool {
        pattern == word || (self.variants.get(pattern)).is_some_and(|v| v.iter().any(|v| v == word))
    }
}

/// Every form of a lemma, with what it is.
fn inflect(models: &[Model], lemma: &str) -> Vec<(String, u64)> {
    let Some(model) = (models.iter())
        .filter(|m| lemma.ends_with(m.suffix.as_str()))
        .max_by_key(|m| m.suffix.len())
    else {
        return Vec::new();
    };
    let stem = &lemma[..lemma.len() - model.suffix.len()];
    let forms = |endings: &[String], flag| {
        endings
            .iter()
            .map(|e| (format!("{stem}{e}"), flag))
            .collect::<Vec<_>>()
    };
    [
        forms(&model.finite, is::FINITE),
        forms(&model.participle, is::PARTICIPLE),
        forms(&model.other, is::OTHER),
    ]
    .concat()
}

/// The words of a phrase, as the tokens of a document have them.
fn tokens_of(phrase: &str, lang: Lang) -> Vec<String> {
    let mut builder = TextBuilder::new(phrase.to_owned());
    let mut fragment = crate::text::Fragment::default();
    fragment.push_verbatim(phrase, 0);
    builder.block(
        crate::text::BlockKind::Paragraph,
        crate::text::Zone::Body,
        None,
        fragment,
    );
    let doc = Document::new(builder.finish(), Some(lang));
    (0..doc.tokens.len())
        .map(|i| fold::lower(doc.token_text(i)))
        .collect()
}
