//! [`Lexicon`]: what a language's tables say of numbers, units and the words around them.
//!
//! Read once from `lang/*/numbers.toml`, `units.toml` and `figures.toml` and the language-neutral
//! `lang/und/units.toml`; engine modules know the roles below, never a word.

use super::phrases::{Compare, Index, Phrases, Sets, Words, form_key, key};
use super::rows::{FactorRow, FigureRows, NameRows, NeutralRows, NumberRows, Unless};
use super::unit_names::{load_shared, load_units};
use crate::lang::{self, Lang, PerLang, Table};
use crate::model::Bound;
use crate::text::{Form, fold};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

pub(super) static LEXICONS: LazyLock<PerLang<Lexicon>> =
    LazyLock::new(|| PerLang::new(Lexicon::load));

/// What kind of quantity a unit makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum UnitKind {
    Measure,
    Duration,
    Percent,
    Points,
    Money,
}

/// A unit as a table row gives it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    pub code: Box<str>,
    pub kind: UnitKind,
    /// What the number is multiplied by to be in `code`.
    pub factor: f64,
    /// Denominator that the unit holds already (`bpd`).
    pub per: Option<Box<str>>,
    /// Length, mass …, where the unit has one.
    pub dimension: Option<Box<str>>,
    /// The name is a common word too; a unit only from this number on.
    pub least: f64,
    /// What the name means from a thousand on.
    pub large: Option<Box<str>>,
    /// The row of [`Lexicon::shared`] where several currencies have the name.
    pub shared: Option<usize>,
}

/// Currencies of one name, the likeliest first, each with words for its country.
pub(super) type Shared = Vec<(Box<str>, Vec<Box<str>>)>;

/// A word that takes part in a number in words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Atom {
    pub value: u32,
    /// Multiplies what stands before when that is this: quatre-vingt.
    pub times: Option<u32>,
    /// The only values that may follow it in the same group: dix-sept.
    pub joins: Box<[u32]>,
    /// Whether eleven to nineteen may follow: soixante et onze.
    pub teens: bool,
    /// `a`, `un`: a number only where something else says so.
    pub article: bool,
    /// Only ever begins a number: `a hundred`.
    pub weak: bool,
}

/// A piece of a form: `quatre-vingt-et-un` has four.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NumberPiece {
    Atom(Atom),
    And,
}

/// A power of ten that is a noun: million.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub value: f64,
    /// With an article alone it is not exact: un millier.
    pub about: bool,
}

/// A noun that counts in groups: dozen, centaine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Group {
    pub value: f64,
    /// `a dozen` is twelve; `une douzaine` about twelve.
    pub exact: bool,
    pub plural: bool,
    /// Whether it is one only where `of` and things follow: scores of towns, no test score.
    pub of_things: bool,
}

/// A part of a whole: third, moitié.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    pub divisor: f64,
    pub alone: bool,
    pub plural: bool,
    pub singular: bool,
}

/// A hedge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hedge {
    pub bound: Bound,
    /// What it becomes where the verb is denied.
    pub denied: Option<Bound>,
    /// Some(true): before a duration alone; Some(false): not before one.
    pub duration: Option<bool>,
    /// Not before a number in words.
    pub not_words: bool,
}

/// What a form may be in a figure; a set of these is looked up once for each distinct form.
pub(super) mod role {
    pub const DIGITS: u16 = 1;
    pub const WORD: u16 = 2;
    pub const GROUP: u16 = 4;
    pub const PART: u16 = 8;
    pub const FACTOR: u16 = 16;
    pub const MONEY: u16 = 32;
    pub const ARTICLE: u16 = 64;
    pub const HALF: u16 = 128;
    pub const VULGAR: u16 = 256;
    /// A function word, which is never what is counted.
    pub const FUNCTION: u16 = 512;
    /// Any role that a figure may begin with.
    pub const TRIGGER: u16 = DIGITS | WORD | GROUP | PART | FACTOR | MONEY | HALF | VULGAR;
}

/// One language's tables, indexed.
pub(super) struct Lexicon {
    pub lang: Lang,
    pub atoms: FxHashMap<Box<str>, Atom>,
    pub scales: FxHashMap<Box<str>, Scale>,
    pub groups: FxHashMap<Box<str>, Group>,
    pub parts: Phrases<Part>,
    pub numbers: NumberWords,
    pub units: Phrases<Unit>,
    pub symbols: Phrases<Unit>,
    /// Those of money, which stand before the number too.
    pub money: Phrases<Unit>,
    /// Currencies whose names are the same.
    pub shared: Vec<Shared>,
    pub scale_symbols: FxHashMap<Box<str>, f64>,
    pub hedges_before: Phrases<Hedge>,
    pub hedges_after: Phrases<Hedge>,
    pub denial: Words,
    pub links: Links,
    pub change: Vec<String>,
    pub points: Points,
    /// By what is written, accents and all: doublé is a verb, double none.
    pub factor_verbs: FxHashMap<Box<str>, f64>,
    /// Those that only multiply what stands behind them.
    pub factor_times: FxHashMap<Box<str>, f64>,
    pub factor_nouns: FxHashMap<Box<str>, f64>,
    pub factors: Factors,
    pub rates: Rates,
    pub rate_words: Phrases<Box<str>>,
    pub nouns: Nouns,
    functions: FxHashSet<Box<str>>,
    index: Index,
}

pub(super) struct NumberWords {
    pub articles: Words,
    pub ratio_articles: Words,
    pub kept_determiners: Words,
    pub and: Words,
    pub half: Phrases<()>,
    pub point: Words,
    pub minus: Words,
    pub always_minus: Words,
    pub of: Words,
    pub half_prefix: Words,
    pub decimal_comma: bool,
    pub hundreds_below: f64,
    pub ordinals: Words,
    pub adjectives: Words,
    /// Between what is counted and its scale: in millions of euros.
    pub scaling: Words,
}

pub(super) struct Links {
    pub to: Words,
    pub or: Words,
    pub and: Words,
    pub between: Phrases<()>,
    pub from: Words,
    pub from_is_change: bool,
    pub of: Words,
    pub out_of: Phrases<()>,
    pub over: Words,
    pub every: Words,
    /// Between a verb and the figure that its object, behind the figure, has: évalue à, achète pour.
    pub object: Words,
    pub of_what: Phrases<()>,
}

/// Points without a word of what: of a percentage, or things.
pub(super) struct Points {
    pub names: Words,
    /// How words begin beside which they are of a percentage.
    pub stems: Vec<String>,
}

pub(super) struct Factors {
    pub determiners: Words,
    pub times: Words,
    pub more: Words,
    pub less: Words,
    pub objects: Words,
    pub folds: Words,
    pub by: Words,
    pub multiply: Vec<String>,
    pub divide: Vec<String>,
    pub factor: Phrases<()>,
}

pub(super) struct Rates {
    pub per: Phrases<()>,
    pub per_number: Phrases<()>,
    pub article: Words,
    pub per_unit: Phrases<()>,
    pub when: Words,
    pub priced: Words,
    pub people: Words,
}

pub(super) struct Nouns {
    /// Before a number of years of age: aged 14.
    pub ages: Phrases<()>,
    pub age_unit: Option<Unit>,
    /// Numbers that say nothing of how many: des quatre coins du monde.
    pub idioms: Phrases<()>,
    /// Tell in which direction a length is measured: 12m high walls.
    pub measured: Words,
    /// Nouns of what is counted, and no sum of money: le nombre de foyers.
    pub counted: Words,
    /// Between what is counted and the noun that counts it: les visas, dont le nombre.
    pub whose: Words,
    /// Relative pronouns that are subjects.
    pub relatives: Words,
    /// Between what is counted and how many it is: qui sont 1 100.
    pub copulas: Words,
    /// Begin a clause, with a subject of its own.
    pub clauses: Words,
    pub designations: Words,
    pub streets: Words,
    pub adjectives: Words,
    pub spans: Words,
    pub span_ends: Words,
    pub anaphora: Words,
    pub determiners: Words,
    /// Behind which no year stands.
    pub plural_determiners: Words,
    pub compare: Phrases<()>,
    /// `of them`: the number counts what was named before.
    pub of_them: Phrases<()>,
    pub only: Phrases<()>,
    pub against: Phrases<()>,
    pub prepositions: Words,
    pub near: Phrases<()>,
    /// Function words that are nouns behind `of`.
    pub homographs: Words,
    /// Whose noun is none: en moyenne.
    pub adverbials: Phrases<()>,
    /// Before what a percentage is charged on.
    pub charged: Words,
    /// Before what each part of a sum goes to.
    pub shares: Words,
    pub possessives: Words,
    pub pronouns: Words,
    pub verbs: Words,
    pub head_first: bool,
    pub verb_endings: Vec<String>,
    pub plurals: Words,
    pub plural_endings: Vec<String>,
    pub not_plural_endings: Vec<String>,
}

impl Lexicon {
    fn load(lang: Lang) -> Lexicon {
        let mut index = Index::default();
        let numbers: NumberRows = lang.load(Table::Numbers);
        let names: NameRows = lang.load(Table::Units);
        let rows: FigureRows = lang.load(Table::Figures);
        let neutral: NeutralRows = lang::parse(lang::UNITS, "und units");
        let (units, symbols, money) = load_units(lang, &names, &neutral);
        let age_unit = units.get(lang, &rows.nouns.age_unit).cloned();
        let mut parts = Phrases::new(Compare::Folded);
        for row in &numbers.part {
            let same = row.forms.iter().all(|f| *f == row.forms[0]);
            for (i, form) in row.forms.iter().enumerate() {
                let part = Part {
                    divisor: row.value,
                    alone: row.alone,
                    plural: same || i % 2 == 1,
                    singular: same || i % 2 == 0,
                };
                parts.add(lang, form, part);
            }
        }
        let mut groups = FxHashMap::default();
        for row in &numbers.group {
            for (i, form) in row.forms.iter().enumerate() {
                groups.insert(
                    key(form),
                    Group {
                        value: row.value,
                        exact: row.exact,
                        of_things: row.of_things,
                        plural: i > 0 || form.ends_with('s'),
                    },
                );
            }
        }
        let (mut before, mut after) = (
            Phrases::backwards(Compare::Folded),
            Phrases::new(Compare::Folded),
        );
        for row in &rows.bound {
            let hedge = Hedge {
                bound: row.value.into(),
                denied: row.denied.map(Bound::from),
                duration: match (&row.only, &row.unless) {
                    (Some(_), _) => Some(true),
                    (_, Some(Unless::Duration)) => Some(false),
                    _ => None,
                },
                not_words: matches!(row.unless, Some(Unless::Words)),
            };
            row.before.iter().for_each(|p| before.add(lang, p, hedge));
            row.after.iter().for_each(|p| after.add(lang, p, hedge));
        }
        let mut rate_words = Phrases::new(Compare::Folded);
        for row in &rows.rate {
            for form in &row.forms {
                rate_words.add(lang, form, row.code.as_str().into());
            }
        }
        let per_form = |pick: fn(&FactorRow) -> &Vec<String>| {
            rows.factor
                .iter()
                .flat_map(|r| pick(r).iter().map(|f| (key(f), r.value)))
                .collect()
        };
        let words = &numbers.words;
        Lexicon {
            lang,
            atoms: numbers
                .word
                .iter()
                .flat_map(|row| {
                    row.forms.iter().map(|form| {
                        let atom = Atom {
                            value: row.value,
                            times: row.times,
                            joins: row.joins.as_slice().into(),
                            teens: row.teens,
                            article: words.articles.contains(form),
                            weak: words.articles.contains(form)
                                && !words.ratio_articles.contains(form),
                        };
                        (key(form), atom)
                    })
                })
                .collect(),
            scales: numbers
                .scale
                .iter()
                .flat_map(|row| {
                    let scale = Scale {
                        value: row.value,
                        about: row.about,
                    };
                    row.forms.iter().map(move |f| (key(f), scale))
                })
                .collect(),
            groups,
            parts: index.phrases(parts),
            units: index.phrases(units),
            symbols: index.phrases(symbols),
            money: index.phrases(money),
            shared: load_shared(&names),
            scale_symbols: neutral
                .scale
                .iter()
                .flat_map(|row| row.symbols.iter().map(|s| (s.as_str().into(), row.value)))
                .collect(),
            hedges_before: index.phrases(before),
            hedges_after: index.phrases(after),
            denial: index.words(&rows.denial.words),
            change: rows.change.stems.iter().map(|s| fold::fold(s)).collect(),
            points: Points {
                names: index.words(&rows.points.names),
                stems: rows.points.stems.iter().map(|s| fold::fold(s)).collect(),
            },
            factor_verbs: (rows.factor.iter())
                .flat_map(|r| r.verbs.iter().map(|f| (fold::lower(f).into(), r.value)))
                .collect(),
            factor_times: per_form(|r| &r.times),
            factor_nouns: per_form(|r| &r.nouns),
            rate_words: index.phrases(rate_words),
            functions: crate::text::SEGMENTATION[lang]
                .function_words
                .split_whitespace()
                .map(|word| fold::lower(word).into())
                .collect(),
            numbers: NumberWords {
                articles: index.words(&words.articles),
                ratio_articles: index.words(&words.ratio_articles),
                kept_determiners: index.words(&words.kept_determiners),
                and: index.words(&words.and),
                half: index.forwards(lang, &words.half),
                point: index.words(&words.point),
                minus: index.words(&words.minus),
                always_minus: index.words(&words.always_minus),
                of: index.words(&words.of),
                half_prefix: index.words(&words.half_prefix),
                decimal_comma: words.decimal_comma,
                hundreds_below: words.hundreds_below,
                ordinals: index.words(&words.ordinals),
                adjectives: index.words(&words.adjectives),
                scaling: index.words(&words.scaling),
            },
            links: Links {
                to: index.words(&rows.links.to),
                or: index.words(&rows.links.or),
                and: index.words(&rows.links.and),
                between: index.backwards(lang, &rows.links.between),
                from: index.words(&rows.links.from),
                from_is_change: rows.links.from_is_change,
                of: index.words(&rows.links.of),
                out_of: index.forwards(lang, &rows.links.out_of),
                over: index.words(&rows.links.over),
                every: index.words(&rows.links.every),
                object: index.words(&rows.links.object),
                of_what: index.forwards(lang, &rows.links.of_what),
            },
            factors: Factors {
                determiners: index.words(&rows.factors.determiners),
                times: index.words(&rows.factors.times),
                more: index.words(&rows.factors.more),
                less: index.words(&rows.factors.less),
                objects: index.words(&rows.factors.objects),
                folds: index.words(&rows.factors.folds),
                by: index.words(&rows.factors.by),
                multiply: rows.factors.multiply,
                divide: rows.factors.divide,
                factor: index.backwards(lang, &rows.factors.factor),
            },
            rates: Rates {
                per: index.forwards(lang, &rows.rates.per),
                per_number: index.forwards(lang, &rows.rates.per_number),
                article: index.words(&rows.rates.article),
                per_unit: index.forwards(lang, &rows.rates.per_unit),
                when: index.words(&rows.rates.when),
                priced: index.words(&rows.rates.priced),
                people: index.words(&rows.rates.people),
            },
            nouns: Nouns {
                ages: index.backwards(lang, &rows.nouns.ages),
                age_unit,
                idioms: index.forwards(lang, &rows.nouns.idioms),
                measured: index.words(&rows.nouns.measured),
                counted: index.words(&rows.nouns.counted),
                copulas: index.words(&rows.nouns.copulas),
                whose: index.words(&rows.nouns.whose),
                relatives: index.words(&rows.nouns.relatives),
                clauses: index.words(&rows.nouns.clauses),
                designations: index.words(&rows.nouns.designations),
                streets: index.words(&rows.nouns.streets),
                adjectives: index.words(&rows.nouns.adjectives),
                spans: index.words(&rows.nouns.spans),
                span_ends: index.words(&rows.nouns.span_ends),
                anaphora: index.words(&rows.nouns.anaphora),
                determiners: index.words(&rows.nouns.determiners),
                plural_determiners: index.words(&rows.nouns.plural_determiners),
                compare: index.forwards(lang, &rows.nouns.compare),
                of_them: index.forwards(lang, &rows.nouns.of_them),
                only: index.forwards(lang, &rows.nouns.only),
                against: index.backwards(lang, &rows.nouns.against),
                prepositions: index.words(&rows.nouns.prepositions),
                near: index.backwards(lang, &rows.nouns.near),
                homographs: index.words(&rows.nouns.homographs),
                adverbials: index.forwards(lang, &rows.nouns.adverbials),
                charged: index.words(&rows.nouns.charged),
                shares: index.words(&rows.nouns.shares),
                possessives: index.words(&rows.nouns.possessives),
                pronouns: index.words(&rows.nouns.pronouns),
                verbs: index.words(&rows.nouns.verbs),
                head_first: rows.nouns.head_first,
                verb_endings: rows.nouns.verb_endings,
                plurals: index.words(&rows.nouns.plurals),
                plural_endings: rows.nouns.plural_endings,
                not_plural_endings: rows.nouns.not_plural_endings,
            },
            index,
        }
    }

    /// All names of units, spelt out.
    #[cfg(test)]
    pub fn unit_names(&self) -> Vec<String> {
        let names: NameRows = self.lang.load(Table::Units);
        let spelt = names.unit.iter().flat_map(|row| row.names.iter());
        spelt
            .flat_map(|name| super::phrases::spell_out(name))
            .collect()
    }

    /// The pieces of `form` when all of it is a number in words.
    pub fn number_pieces(&self, form: &Form) -> Option<Vec<NumberPiece>> {
        let key = form_key(form);
        if let Some(atom) = self.atoms.get(key) {
            return Some(vec![NumberPiece::Atom(atom.clone())]);
        }
        if !key.contains('-') {
            return None;
        }
        form.fold
            .split('-')
            .map(|piece| {
                if let Some(atom) = self.atoms.get(piece) {
                    Some(NumberPiece::Atom(atom.clone()))
                } else {
                    let and = self.index.has(&self.numbers.and, piece);
                    and.then_some(NumberPiece::And)
                }
            })
            .collect()
    }

    /// Whether `key` is the first part of a word for a half: demi-heure.
    pub fn is_half_prefix(&self, key: &str) -> bool {
        self.index.has(&self.numbers.half_prefix, key)
    }

    /// The sets of words and phrases that have `form`.
    pub fn sets(&self, form: &Form) -> Sets {
        self.index.sets(form)
    }

    /// What `form`, which is in `sets`, may be in a figure: a set of [`role`]s.
    pub fn roles(&self, form: &Form, sets: Sets) -> u16 {
        let key = form_key(form);
        let mut roles = 0;
        let mut add = |role, is: bool| {
            if is {
                roles |= role;
            }
        };
        let first = form.text.chars().next().unwrap_or(' ');
        add(role::DIGITS, first.is_ascii_digit());
        add(role::VULGAR, super::digits::vulgar(&form.text).is_some());
        if first.is_alphabetic() {
            let half = key
                .split('-')
                .next()
                .is_some_and(|p| self.is_half_prefix(p));
            add(role::WORD, self.number_pieces(form).is_some());
            add(role::ARTICLE, self.index.has(&self.numbers.articles, key));
            add(role::GROUP, self.groups.contains_key(key));
            add(role::HALF, half);
            add(role::PART, self.parts.begins(sets));
            add(
                role::FACTOR,
                self.factor_verbs.contains_key(&*form.lower)
                    || self.factor_times.contains_key(key)
                    || self.factor_nouns.contains_key(key),
            );
            // maïs is no mais.
            add(role::FUNCTION, self.functions.contains(&form.lower));
        }
        add(
            role::MONEY,
            !first.is_ascii_digit() && self.money.begins(sets),
        );
        roles
    }
}
