//! A user's own list of names, which overrides what the program finds.
//!
//! ```
//! let list = r#"
//!     [[entity]]
//!     name = "Atelier des marées"
//!     type = "ORG"
//!     aliases = ["AdM", "l'Atelier"]
//!     same_as = ["wikidata:Q1"]
//! "#;
//! let names = sourcier::extract::entities::own::read(list).unwrap();
//! assert_eq!(names[0].aliases.len(), 2);
//! ```
//!
//! Wherever a form of the list stands, written with the same capitals or in capitals throughout, it is the
//! listed thing. What the program had found of the same thing elsewhere (a bare surname) goes with it.

use super::lexicon::{fit, pieces};
use crate::model::{Alias, Entity, EntityType, Mention, Relation};
use crate::text::{Document, Span, fold};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The rule of the entities that a list makes.
const RULE: &str = "name/own";

/// A thing of a user's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnName {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Other forms of it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Outside identifiers, such as `wikidata:Q184`.
    #[serde(default)]
    pub same_as: Vec<String>,
}

impl OwnName {
    fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

/// A file of names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    entity: Vec<toml::Spanned<OwnName>>,
}

/// Reads a list.
///
/// # Errors
/// What is wrong, behind the number of its line.
pub fn read(text: &str) -> Result<Vec<OwnName>, String> {
    let line = |at: usize| text.bytes().take(at).filter(|&b| b == b'\n').count() + 1;
    let list: List = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        format!("{}: {}", line(at), e.message().trim_end())
    })?;
    let rows = list
        .entity
        .iter()
        .map(|row| (line(row.span().start), row.get_ref()));
    check(rows).map_err(|(line, why)| format!("{line}: {why}"))?;
    Ok(list
        .entity
        .into_iter()
        .map(toml::Spanned::into_inner)
        .collect())
}

/// Whether every form can be found, and is one thing's alone; else the place of the row that is wrong.
pub fn check<'a, P: Copy>(rows: impl Iterator<Item = (P, &'a OwnName)>) -> Result<(), (P, String)> {
    let mut owner: FxHashMap<String, &str> = FxHashMap::default();
    for (place, own) in rows {
        for form in own.forms() {
            if pieces_of(form).is_empty() {
                return Err((
                    place,
                    format!("entity {:?}: {form:?} has no letter or digit", own.name),
                ));
            }
            let other = owner.insert(form.to_owned(), &own.name);
            if let Some(other) = other.filter(|o| *o != own.name) {
                return Err((
                    place,
                    format!("{form:?} is a form of {other:?} and of {:?}", own.name),
                ));
            }
        }
    }
    Ok(())
}

fn pieces_of(text: &str) -> Vec<String> {
    pieces(&fold::fold(text)).map(str::to_owned).collect()
}

/// The entities of `doc` with those of the list in their place, in order of first mention.
pub fn apply(doc: &Document, own: &[OwnName], found: Vec<Entity>) -> Vec<Entity> {
    let places = places(doc, own);
    if places.is_empty() {
        return found;
    }
    let mut listed: Vec<Vec<Span>> = vec![Vec::new(); own.len()];
    for &(span, row) in &places {
        listed[row].push(span);
    }
    let mut same_as: Vec<Vec<String>> = own.iter().map(|o| o.same_as.clone()).collect();
    let mut relations: FxHashMap<String, (Relation, Option<String>)> = FxHashMap::default();
    let mut out = Vec::new();
    for mut entity in found {
        let row_of = |m: &Mention| places.iter().find(|(span, _)| span.overlaps(m.span));
        // The one row that has a mention of the entity from end to end.
        let mut rows: Vec<usize> = (entity.mentions.iter())
            .filter_map(|m| row_of(m).filter(|(span, _)| *span == m.span).map(|p| p.1))
            .collect();
        rows.sort_unstable();
        rows.dedup();
        entity.mentions.retain(|m| row_of(m).is_none());
        for alias in &entity.aliases {
            relations.insert(alias.text.clone(), (alias.relation, alias.lang.clone()));
        }
        if let [row] = rows[..] {
            listed[row].extend(entity.mentions.drain(..).map(|m| m.span));
            if same_as[row].is_empty() && own[row].kind == entity.kind {
                same_as[row] = entity.same_as;
            }
            continue;
        }
        if entity.mentions.is_empty() {
            continue;
        }
        entity.count = entity.mentions.len();
        let written = |text: &str| entity.mentions.iter().any(|m| surface(doc, m.span) == text);
        entity.aliases.retain(|a| written(&a.text));
        out.push(entity);
    }
    for ((own, mut spans), same_as) in own.iter().zip(listed).zip(same_as) {
        spans.sort_unstable();
        if spans.is_empty() {
            continue;
        }
        let mut aliases: Vec<Alias> = Vec::new();
        for text in spans.iter().map(|&span| surface(doc, span)) {
            if text == own.name || aliases.iter().any(|a| a.text == text) {
                continue;
            }
            let (relation, lang) = relations.remove(&text).unwrap_or((relation(&text), None));
            aliases.push(Alias {
                text,
                lang,
                relation,
            });
        }
        let mentions = spans.iter().map(|&span| Mention {
            at: doc.text.locate(span),
            span,
        });
        out.push(Entity {
            id: String::new(),
            name: own.name.clone(),
            kind: own.kind,
            aliases,
            count: spans.len(),
            mentions: mentions.collect(),
            same_as,
            rule: RULE.to_owned(),
        });
    }
    out.sort_by_key(|e| e.mentions.first().map(|m| m.span));
    for (i, entity) in out.iter_mut().enumerate() {
        entity.id = format!("e{}", i + 1);
    }
    out
}

/// How a form relates to the name where the list alone knows both.
fn relation(form: &str) -> Relation {
    let letters = form.chars().filter(|c| c.is_alphabetic());
    match form.chars().count() <= 8
        && letters.clone().count() > 1
        && letters.clone().all(char::is_uppercase)
    {
        true => Relation::Acronym,
        false => Relation::Spelling,
    }
}

/// As written, white space made single.
fn surface(doc: &Document, span: Span) -> String {
    doc.text
        .slice(span)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A form of the list's row `row`.
struct Form<'a> {
    text: &'a str,
    pieces: Vec<String>,
    row: usize,
}

/// Where forms of the list stand, in order: the longest at each place; none overlaps another.
fn places(doc: &Document, own: &[OwnName]) -> Vec<(Span, usize)> {
    let mut by_first: FxHashMap<String, Vec<Form>> = FxHashMap::default();
    for (row, own) in own.iter().enumerate() {
        for text in own.forms() {
            let pieces = pieces_of(text);
            if let Some(first) = pieces.first().cloned() {
                by_first
                    .entry(first)
                    .or_default()
                    .push(Form { text, pieces, row });
            }
        }
    }
    for forms in by_first.values_mut() {
        forms.sort_by_key(|f| std::cmp::Reverse(f.pieces.len()));
    }
    let mut out = Vec::new();
    for sentence in &doc.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let first = pieces(&doc.form(at).fold).next();
            let forms = first.and_then(|piece| by_first.get(piece));
            let hit = forms.into_iter().flatten().find_map(|form| {
                let tokens = match_at(doc, at..sentence.tokens.end, &form.pieces)?;
                let span = doc.span_of(tokens.clone());
                fit(form.text, doc.text.slice(span)).map(|_| (span, form.row, tokens.end))
            });
            at = match hit {
                Some((span, row, end)) => {
                    out.push((span, row));
                    end
                }
                None => at + 1,
            };
        }
    }
    out
}

/// The tokens at the beginning of `range` whose pieces are `wanted`; signs inside words may stand between.
fn match_at(doc: &Document, range: Range<usize>, wanted: &[String]) -> Option<Range<usize>> {
    let mut left = wanted.iter();
    for at in range.clone() {
        let mut own = pieces(&doc.form(at).fold).peekable();
        if own.peek().is_none()
            && (at == range.start
                || !matches!(doc.token_text(at), "-" | "–" | "’" | "'" | "/" | "."))
        {
            return None;
        }
        for piece in own {
            if left.next().map(String::as_str) != Some(piece) {
                return None;
            }
        }
        if left.len() == 0 {
            return Some(range.start..at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::extract_with;
    use super::*;
    use crate::read::read_text;

    /// `name type: mentions | …` of the entities that the list makes.
    fn entities(text: &str, list: &str) -> Vec<Entity> {
        let doc = Document::new(read_text(text.to_owned(), None).text, None);
        extract_with(&doc, &read(list).unwrap(), None)
    }

    #[test]
    fn a_listed_name_is_what_the_list_says() {
        let list = "[[entity]]\nname = \"Atelier des marées\"\ntype = \"ORG\"\naliases = [\"AdM\", \"grande roue\"]\nsame_as = [\"wikidata:Q1\"]\n\n[[entity]]\nname = \"Berlin\"\ntype = \"PRODUCT\"\n";
        let text = "Selon l’Atelier des Marées (AdM), la grande roue tourne. Le Berlin, nouveau logiciel, part à Paris avec le Berlin 2.";
        let found = entities(text, list);
        let own = found
            .iter()
            .find(|e| e.name == "Atelier des marées")
            .unwrap();
        let aliases: Vec<&str> = own.aliases.iter().map(|a| &*a.text).collect();
        assert_eq!((own.kind, own.count), (EntityType::Organisation, 3));
        assert_eq!(aliases, ["Atelier des Marées", "AdM", "grande roue"]);
        assert_eq!(
            (own.same_as.join(" "), &*own.rule),
            ("wikidata:Q1".to_owned(), RULE)
        );
        let berlin: Vec<_> = found.iter().filter(|e| e.name == "Berlin").collect();
        assert_eq!(
            (berlin.len(), berlin[0].kind, berlin[0].count),
            (1, EntityType::Product, 2)
        );
        assert!(found.iter().any(|e| e.name == "Paris"));
        let ids: Vec<String> = (1..=found.len()).map(|i| format!("e{i}")).collect();
        assert!(found.iter().map(|e| &e.id).eq(&ids));
    }

    #[test]
    fn what_was_found_of_the_same_thing_goes_with_it() {
        let list = "[[entity]]\nname = \"Maria Ostrowska-Lind\"\ntype = \"PER\"\naliases = [\"Maria Ostrowska\"]\n";
        let found = entities(
            "La ministre Maria Ostrowska a parlé hier. Pour Ostrowska, le port attendra.",
            list,
        );
        let own = found
            .iter()
            .find(|e| e.name == "Maria Ostrowska-Lind")
            .unwrap();
        assert_eq!(own.count, 2, "{found:?}");
        assert!(!found.iter().any(|e| e.name == "Ostrowska"));
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (list, told) in [
            (
                "[[entity]]\nname = \"A\"\ntype = \"CITY\"",
                "3: unknown variant `CITY`",
            ),
            ("[[entity]]\nname = \"A\"", "1: missing field `type`"),
            (
                "\n[[entity]]\nname = \"—\"\ntype = \"ORG\"",
                "2: entity \"—\": \"—\" has no letter or digit",
            ),
            (
                "[[entity]]\nname = \"A\"\ntype = \"ORG\"\n[[entity]]\nname = \"B\"\ntype = \"ORG\"\naliases = [\"A\"]",
                "4: \"A\" is a form of \"A\" and of \"B\"",
            ),
            ("[[names]]\n", "1: unknown field `names`"),
        ] {
            let why = read(list).unwrap_err();
            assert!(why.starts_with(told), "{list}: {why}");
        }
    }
}
