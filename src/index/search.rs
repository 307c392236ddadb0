//! Words → sentences.
//!
//! | typed | finds |
//! | --- | --- |
//! | `biélorussie prêt` | sentences with both, in any form and spelling |
//! | `"prêt du Kremlin"` | the words side by side, in any form |
//! | `hydro*` | words that begin so |
//! | `-gaz` | not those with this word |
//!
//! A typed word stands for all forms that share its stem, and for those that the dictionary gives the
//! same lemma (`yeux`, `œil`); accents, capitals, apostrophes and `œ` make no difference. Words that
//! carry no meaning (`de`, `the`) are passed over unless they are all there is, or quoted. The order
//! is BM25 over sentences, with more for words in the very form that was typed. Of the sentences that
//! have all words, BM25 prefers the shortest: as many of them as may be needed are read, in the order
//! of the full text, and ranked; the many others are not.

use super::ask::Scope;
use super::terms::{self, Term};
use super::{Index, TERMS_SHIFT};
use crate::error::Error;
use crate::lang::Lang;
use crate::text::{Token, is_function_word, tokens_of};
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::ops::Range;

/// Stems that one word may stand for.
const STEMS: usize = 40;
/// Ways to write a phrase.
const PHRASES: usize = 64;
/// Candidates for each hit that is shown; the order among them heeds the form that was typed.
const CANDIDATES: usize = 3;
/// How much more a sentence is worth that has every word in the form typed.
const EXACT: f64 = 0.3;

/// What was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Found {
    /// Whether some words are missing in every sentence, since none has them all.
    pub partial: bool,
    pub hits: Vec<Hit>,
}

/// A sentence that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    /// Identifier of the document.
    pub document: String,
    pub path: String,
    pub title: Option<String>,
    /// The document's date, EDTF.
    pub date: Option<String>,
    pub section_number: Option<String>,
    pub section: Option<String>,
    pub page: Option<u32>,
    pub line: u32,
    /// Code points of the document text.
    pub start: u32,
    pub end: u32,
    /// BCP 47.
    pub lang: String,
    /// The sentence on one line.
    pub text: String,
    /// The words found, as bytes of `text`; written as code points.
    #[serde(serialize_with = "code_points")]
    pub marks: Marks,
    /// How good a hit it is, beside others of the same search.
    #[serde(serialize_with = "rounded")]
    pub score: f64,
}

/// Stretches of a text, in bytes, with that text's code points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    pub bytes: Vec<(usize, usize)>,
    points: Vec<(usize, usize)>,
}

fn code_points<S: Serializer>(marks: &Marks, s: S) -> Result<S::Ok, S::Error> {
    marks.points.serialize(s)
}

/// Four decimals: more would differ between the mathematics libraries of two systems.
fn rounded<S: Serializer>(score: &f64, s: S) -> Result<S::Ok, S::Error> {
    ((score * 1e4).round() / 1e4).serialize(s)
}

/// A word or phrase that was typed.
#[derive(Clone, Debug, Default)]
struct Item {
    /// The runs of terms that it may be.
    runs: BTreeSet<Vec<String>>,
    /// The runs of foldings that it is in the very form typed.
    forms: BTreeSet<Vec<String>>,
    /// Whether the last term only begins so.
    open: bool,
}

#[derive(Debug, Default)]
struct Query {
    must: Vec<Item>,
    not: Vec<Item>,
}

/// Which of the words asked for a sentence must have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    All,
    Some,
}

impl Index {
    /// The sentences that `text` and `scope` ask for, the best first, at most `limit`. Without words
    /// all sentences of the scope, in the order of the documents.
    ///
    /// # Errors
    /// When the database cannot be read, or nothing is asked.
    pub fn search(&self, text: &str, scope: &Scope, limit: usize) -> Result<Found, Error> {
        self.found(text, scope, limit).map_err(|e| self.failed(e))
    }

    fn found(&self, text: &str, scope: &Scope, limit: usize) -> rusqlite::Result<Found> {
        let query = self.query(text)?;
        if query.must.is_empty() {
            let hits = self.in_scope(scope, limit)?;
            let hits = hits.into_iter().map(|key| self.hit(key, 0.0, &query));
            return Ok(Found {
                partial: false,
                hits: hits.collect::<rusqlite::Result<_>>()?,
            });
        }
        let most = limit.saturating_mul(CANDIDATES);
        let mut candidates = self.candidates(&query, Words::All, scope, most)?;
        let partial = candidates.is_empty() && query.must.len() > 1;
        if partial {
            candidates = self.candidates(&query, Words::Some, scope, most)?;
        }
        let mut hits = Vec::with_capacity(candidates.len());
        for (key, rank) in candidates {
            hits.push(self.hit(key, -rank, &query)?);
        }
        // Equal ones stay in the order of the index.
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(limit);
        Ok(Found {
            partial: partial && !hits.is_empty(),
            hits,
        })
    }

    /// What `text` asks for.
    fn query(&self, text: &str) -> rusqlite::Result<Query> {
        let (mut words, mut phrases) = (Vec::new(), Vec::new());
        let mut rest = text;
        while let Some(open) = rest.find(['"', '«', '“']) {
            let (before, quoted) = rest.split_at(open);
            let not = before.ends_with('-');
            words.extend(split(before.strip_suffix('-').unwrap_or(before)));
            let quoted = &quoted[quoted.chars().next().map_or(0, char::len_utf8)..];
            let end = quoted.find(['"', '»', '”']).unwrap_or(quoted.len());
            phrases.push((not, quoted[..end].to_owned()));
            let close = quoted[end..].chars().next().map_or(0, char::len_utf8);
            rest = &quoted[end + close..];
        }
        words.extend(split(rest));
        let empty =
            |word: &str| Lang::all().any(|lang| is_function_word(lang, &word.to_lowercase()));
        if !phrases.is_empty() || words.iter().any(|(not, word)| !not && !empty(word)) {
            words.retain(|(_, word)| !empty(word));
        }
        let mut query = Query::default();
        let words = words.into_iter().map(|(not, word)| (not, word, false));
        let phrases = phrases.into_iter().map(|(not, words)| (not, words, true));
        for (not, text, quoted) in words.chain(phrases) {
            let item = self.item(&text, quoted)?;
            if item.runs.is_empty() {
                continue;
            }
            match not {
                true => query.not.push(item),
                false => query.must.push(item),
            }
        }
        Ok(query)
    }

    /// What a word or phrase stands for. In a word the article before it (`l'État`) is passed over.
    fn item(&self, text: &str, quoted: bool) -> rusqlite::Result<Item> {
        let mut item = Item {
            open: text.ends_with('*'),
            ..Item::default()
        };
        for lang in Lang::all() {
            let (tokens, forms) = tokens_of(lang, text);
            let elided = |t: &&Token| !quoted && forms.get(t.form).fold.ends_with('\'');
            let before = tokens.iter().take_while(elided).count();
            let tokens = if before < tokens.len() {
                &tokens[before..]
            } else {
                &tokens
            };
            let mut typed: Vec<Term> = Vec::new();
            terms::Reader::default().read(lang, tokens, &forms, |term, _| typed.push(term.clone()));
            if typed.is_empty() {
                continue;
            }
            item.forms
                .insert(typed.iter().map(|t| t.form.clone()).collect());
            let last = typed.len() - 1;
            let mut runs: Vec<Vec<String>> = vec![Vec::new()];
            for (i, term) in typed.into_iter().enumerate() {
                // A stem cuts what is only the beginning of a word too short.
                let stems = match item.open && i == last {
                    true => BTreeSet::from([term.form]),
                    false => self.stems(term)?,
                };
                if runs.len() * stems.len() > PHRASES {
                    // Too many ways: the plainest of each word.
                    runs.truncate(PHRASES / stems.len().min(PHRASES));
                }
                runs = runs
                    .iter()
                    .flat_map(|run| {
                        stems.iter().map(move |stem| {
                            let mut run = run.clone();
                            run.push(stem.clone());
                            run
                        })
                    })
                    .collect();
            }
            item.runs.extend(runs);
        }
        Ok(item)
    }

    /// The stems that a word stands for: its own, those that its folding has with any accents, and
    /// those of all forms of its lemma.
    fn stems(&self, term: Term) -> rusqlite::Result<BTreeSet<String>> {
        let mut stems = BTreeSet::new();
        let mut lemmas = BTreeSet::new();
        let mut met = self
            .db
            .prepare_cached("SELECT stem, lemma FROM vocabulary WHERE form = ?")?;
        let mut rows = met.query([&term.form])?;
        while let Some(row) = rows.next()? {
            stems.insert(row.get(0)?);
            lemmas.insert(row.get::<_, String>(1)?);
        }
        lemmas.remove("");
        // A word that is a lemma itself is taken for nothing else; one that was never met may be one.
        if lemmas.is_empty() || lemmas.contains(&term.form) {
            lemmas = BTreeSet::from([term.form.clone()]);
        }
        let mut alike = (self.db)
            .prepare_cached("SELECT DISTINCT stem FROM vocabulary WHERE lemma = ? LIMIT ?")?;
        for lemma in lemmas {
            let rows = alike.query_map(params![lemma, STEMS as i64], |row| row.get(0))?;
            for stem in rows {
                stems.insert(stem?);
            }
        }
        // Every word has a stem of its own, also where nobody has written it.
        stems.insert(term.stem);
        Ok(stems)
    }

    /// Keys of sentences and their ranks (the lowest is the best).
    fn candidates(
        &self,
        query: &Query,
        words: Words,
        scope: &Scope,
        most: usize,
    ) -> rusqlite::Result<Vec<(i64, f64)>> {
        let condition = scope.condition("s.sentence", "s.document", true);
        let key = format!("words.rowid & {}", (1_i64 << TERMS_SHIFT) - 1);
        let (join, scoped) = match condition.sql.as_str() {
            "" => (String::new(), String::new()),
            scoped => (
                format!("JOIN sentences s ON s.sentence = {key}"),
                format!("AND {scoped}"),
            ),
        };
        // Where every word must be there, the shortest are the best, and the rank of the others need not
        // be known.
        let order = match words {
            Words::All => "",
            Words::Some => "ORDER BY words.rank",
        };
        let sql = format!(
            "SELECT {key}, words.rank FROM words {join} WHERE words MATCH ? {scoped} {order} LIMIT ?"
        );
        let expression = Value::Text(query.expression(words));
        let mut query = self.db.prepare_cached(&sql)?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let values = [expression]
            .into_iter()
            .chain(condition.values)
            .chain([limit.into()]);
        let rows = query.query_map(params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        rows.collect()
    }

    /// Keys of the sentences in a scope.
    fn in_scope(&self, scope: &Scope, limit: usize) -> rusqlite::Result<Vec<i64>> {
        let condition = scope.condition("s.sentence", "s.document", false);
        if condition.sql.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT s.sentence FROM sentences s JOIN documents d USING (document) WHERE {} ORDER BY d.id, s.sentence LIMIT ?",
            condition.sql
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = condition.values.into_iter().chain([limit.into()]);
        let rows = query.query_map(params_from_iter(values), |row| row.get(0))?;
        rows.collect()
    }

    fn hit(&self, key: i64, relevance: f64, query: &Query) -> rusqlite::Result<Hit> {
        let mut find = self.db.prepare_cached(
            "SELECT d.id, d.path, d.title, d.date, p.number, p.title, s.page, s.line, s.start, s.\"end\", s.lang, s.text \
             FROM sentences s JOIN documents d USING (document) LEFT JOIN sections p ON p.section = s.section \
             WHERE s.sentence = ?",
        )?;
        let mut hit = find.query_row([key], |row| {
            Ok(Hit {
                document: row.get(0)?,
                path: row.get(1)?,
                title: row.get(2)?,
                date: row.get(3)?,
                section_number: row.get(4)?,
                section: row.get(5)?,
                page: row.get(6)?,
                line: row.get(7)?,
                start: row.get(8)?,
                end: row.get(9)?,
                lang: row.get(10)?,
                text: row.get(11)?,
                marks: Marks::default(),
                score: relevance,
            })
        })?;
        let (marks, exact) = query.marks(&hit.lang, &hit.text);
        hit.marks = marks;
        hit.score = relevance * (1.0 + EXACT * exact);
        Ok(hit)
    }
}

/// The words of a text without quotes, each with whether it is excluded; a number in groups
/// (`1 250`) is one.
fn split(text: &str) -> Vec<(bool, String)> {
    let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let mut out: Vec<(bool, String)> = Vec::new();
    for word in text.split_whitespace() {
        if let Some((_, last)) = out.last_mut()
            && word.len() == 3
            && digits(word)
            && last.split(' ').next().is_some_and(|first| first.len() <= 3)
            && last.split(' ').all(digits)
        {
            last.push(' ');
            last.push_str(word);
            continue;
        }
        out.push(match word.strip_prefix('-') {
            // `-5` is a number.
            Some(rest) if rest.starts_with(char::is_alphabetic) => (true, rest.to_owned()),
            _ => (false, word.to_owned()),
        });
    }
    out
}

impl Query {
    /// The query in the language of FTS5.
    fn expression(&self, words: Words) -> String {
        let tie = match words {
            Words::All => " AND ",
            Words::Some => " OR ",
        };
        let any = |item: &Item| {
            let star = if item.open { " *" } else { "" };
            // Terms hold letters, digits and `·` alone.
            let runs = item
                .runs
                .iter()
                .map(|run| format!("\"{}\"{star}", run.join(" ")));
            format!("({})", runs.collect::<Vec<_>>().join(" OR "))
        };
        let all = |items: &[Item], tie: &str| items.iter().map(any).collect::<Vec<_>>().join(tie);
        match self.not.is_empty() {
            true => all(&self.must, tie),
            false => format!(
                "({}) NOT ({})",
                all(&self.must, tie),
                all(&self.not, " OR ")
            ),
        }
    }

    /// Where a sentence has the words asked for, and how many of them in the form typed (0–1).
    fn marks(&self, lang: &str, text: &str) -> (Marks, f64) {
        let Some(lang) = Lang::from_code(lang) else {
            return (Marks::default(), 0.0);
        };
        let (tokens, forms) = tokens_of(lang, text);
        let mut words: Vec<(Term, Range<usize>)> = Vec::new();
        terms::Reader::default().read(lang, &tokens, &forms, |term, at| {
            words.push((term.clone(), at))
        });
        let mut marked: Vec<bool> = vec![false; tokens.len()];
        let mut exact = 0;
        for item in &self.must {
            for run in &item.runs {
                for window in words.windows(run.len()) {
                    let last = run.len() - 1;
                    let fits = window.iter().zip(run).enumerate().all(
                        |(i, ((term, _), wanted))| match item.open && i == last {
                            true => {
                                term.stem.starts_with(wanted.as_str())
                                    || term.form.starts_with(wanted.as_str())
                            }
                            false => term.stem == *wanted,
                        },
                    );
                    if fits {
                        window
                            .iter()
                            .for_each(|(_, at)| marked[at.clone()].fill(true));
                    }
                }
            }
            let as_typed = |run: &Vec<String>| {
                let same = |window: &[(Term, Range<usize>)]| {
                    window.iter().zip(run).all(|(w, form)| w.0.form == *form)
                };
                words.windows(run.len()).any(same)
            };
            exact += usize::from(item.forms.iter().any(as_typed));
        }
        let mut marks = Marks::default();
        // Code points before the byte that was reached last.
        let (mut byte, mut point) = (0, 0);
        for (token, _) in tokens.iter().zip(&marked).filter(|(_, marked)| **marked) {
            let (start, end) = (token.span.start(), token.span.end());
            point += text[byte..start].chars().count();
            let length = text[start..end].chars().count();
            marks.bytes.push((start, end));
            marks.points.push((point, point + length));
            (byte, point) = (end, point + length);
        }
        let exact = exact as f64 / self.must.len().max(1) as f64;
        (marks, exact)
    }
}
