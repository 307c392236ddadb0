//! Identity: what an entity is beyond its document.
//!
//! Two documents name one thing when both names give the same [`of`]. A name that many things share
//! gives none, and its entity stays its document's own: a wrong union is worse than none.
//!
//! | entity | identity |
//! | --- | --- |
//! | with an outside identifier | that identifier: `iso3166:BY` |
//! | known to the tables by exactly one row | that row: `ORG:organisationdutraitedelatlantiquenord` |
//! | person with given name and family name | both, romanisations made alike: `PER:iryna.halavenka` |
//! | other, with a word that is a name in itself | the name: `ORG:fondationdubug` |
//! | other, of common words, with the acronym that the document gives for it | both |
//! | other, of four weighty words or more, or three and one of them a nation's | the name |
//! | `Loukachenko`, `Banque nationale`, `KSE` alone | none |
//!
//! An identity is a function of the entity alone, so that documents can be added up in any order and
//! in any parts.

use super::lexicon::{Item, LEXICON, Row, WordFlags, pieces};
use super::person::PersonName;
use super::variant;
use super::writing::is_acronym;
use crate::lang::Lang;
use crate::model::{Entity, EntityType, Relation};
use crate::tag;
use crate::text::fold;

/// The table of names that every country has (a senate, a court of auditors).
const SHARED: &str = "national-institutions";

/// Romanisations shorter than this are not made alike: too many names would be.
const SOUND: usize = 6;

/// What `entity` is beyond its document; `None` where its name does not tell.
pub fn of(entity: &Entity) -> Option<String> {
    if let Some(code) = entity.same_as.first() {
        return Some(code.clone());
    }
    let name = match (entity.kind, rows(entity).as_slice()) {
        (EntityType::Person, [row]) if !is_surname(&entity.name, row) => by_row(row),
        (EntityType::Person, _) => by_person(&entity.name)?,
        (_, [row]) if row.table != SHARED => by_row(row),
        (_, [row]) if is_translated(row) => return None,
        (_, [_] | []) => by_words(entity)?,
        _ => return None,
    };
    Some(format!("{}:{name}", entity.kind.code()))
}

/// The rows of the tables that the name can stand for; where there are several, those that an alias
/// points to as well.
fn rows(entity: &Entity) -> Vec<&'static Row> {
    let of = |text: &str| -> Vec<u32> {
        let forms = LEXICON.find(text).into_iter();
        let rows = forms.map(|(form, _)| LEXICON.forms[form as usize].row);
        rows.filter(|&row| LEXICON.rows[row as usize].kind == entity.kind)
            .collect()
    };
    let mut rows = of(&entity.name);
    rows.sort_unstable();
    rows.dedup();
    if rows.len() > 1 {
        let told: Vec<u32> = entity.aliases.iter().flat_map(|a| of(&a.text)).collect();
        if rows.iter().any(|row| told.contains(row)) {
            rows.retain(|row| told.contains(row));
        }
    }
    rows.iter()
        .map(|&row| &LEXICON.rows[row as usize])
        .collect()
}

fn by_row(row: &Row) -> String {
    let name = row
        .names
        .iter()
        .map(|(_, name)| *name)
        .find(|n| !n.is_empty());
    squash(name.unwrap_or_default())
}

/// Whether each language calls it otherwise: then the name says what the thing is (`Sénat`), and is
/// no name in itself (`Quai d'Orsay`).
fn is_translated(row: &Row) -> bool {
    row.names
        .iter()
        .any(|(_, name)| squash(name) != by_row(row))
}

/// Whether `name` is less than the full name of the person of `row`.
fn is_surname(name: &str, row: &Row) -> bool {
    PersonName::read(name).given.is_empty()
        && row
            .names
            .iter()
            .all(|(_, full)| squash(full) != squash(name))
}

/// A full name, given names first: all of them count, since an initial tells a father from his son.
fn by_person(name: &str) -> Option<String> {
    let person = PersonName::read(name);
    let family = person.family.concat();
    if !person.is_full() || family.chars().count() < 2 || person.given.iter().any(|w| is_title(w)) {
        return None;
    }
    let given: Vec<String> = person.given.iter().map(|w| sound(w)).collect();
    Some(format!("{}.{}", given.join("."), sound(&family)))
}

fn is_title(folded: &str) -> bool {
    let mut node = 0;
    for piece in pieces(folded) {
        match LEXICON.step(node, LEXICON.piece(piece)) {
            Some(next) => node = next,
            None => return false,
        }
    }
    let any = |flag| Lang::all().any(|lang| LEXICON.word(lang, folded).has(flag));
    LEXICON
        .items(node)
        .iter()
        .any(|i| matches!(i, Item::Title(_)))
        || any(WordFlags::COMMON)
}

/// Letters and digits alone; romanisations of longer names made alike.
fn sound(word: &str) -> String {
    let key = variant::key(word);
    match key.chars().count() >= SOUND {
        true => key,
        false => squash(word),
    }
}

/// The name, where its words make it one thing's alone.
fn by_words(entity: &Entity) -> Option<String> {
    let name = squash(&entity.name);
    if is_acronym(&entity.name) {
        // Designations (`VVER-1200`) are given once; letters alone are given to many.
        let designation = name.len() > 2 && name.bytes().any(|b| b.is_ascii_digit());
        return designation.then_some(name);
    }
    let (mut weighty, mut proper, mut national) = (0, false, false);
    for word in words(&entity.name) {
        let folded = fold::fold(word);
        let flags = Lang::all().fold(WordFlags::default(), |all, lang| {
            WordFlags(all.0 | LEXICON.word(lang, &folded).0)
        });
        let small = [WordFlags::LINK, WordFlags::ARTICLE, WordFlags::CONJUNCTION];
        if small.iter().any(|&flag| flags.has(flag)) || folded.chars().count() < 2 {
            continue;
        }
        weighty += 1;
        national |= flags.has(WordFlags::DEMONYM);
        proper |= word.starts_with(char::is_uppercase)
            && !flags.has(WordFlags::COMMON)
            && !flags.has(WordFlags::DEMONYM)
            && !is_common(word);
    }
    if proper || weighty >= 4 || weighty == 3 && national {
        return Some(name);
    }
    let acronym = entity
        .aliases
        .iter()
        .find(|a| a.relation == Relation::Acronym)?;
    (weighty > 1).then(|| format!("{}.{name}", squash(&acronym.text)))
}

/// Whether `word` is a common word of some language, or the plural of one.
fn is_common(word: &str) -> bool {
    let lower = word.to_lowercase();
    let one = lower.strip_suffix('s').unwrap_or(&lower);
    Lang::all().any(|lang| tag::is_common(lang, &lower) || tag::is_common(lang, one))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
}

/// The pieces of the folding without what is between them: signs, spaces and the article at the
/// beginning make no other name.
fn squash(name: &str) -> String {
    let folded = fold::fold(name);
    let all: Vec<&str> = pieces(&folded).collect();
    let article = |w: &str| {
        let elided = format!("{w}'");
        let is = |l, w: &str| LEXICON.word(l, w).has(WordFlags::ARTICLE);
        Lang::all().any(|l| is(l, w) || is(l, &elided))
    };
    match all.split_first() {
        Some((first, rest)) if !rest.is_empty() && article(first) => rest.concat(),
        _ => all.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Alias;

    fn entity(kind: EntityType, name: &str, acronym: Option<&str>) -> Entity {
        Entity {
            id: "e1".to_owned(),
            name: name.to_owned(),
            kind,
            aliases: acronym
                .into_iter()
                .map(|text| Alias {
                    text: text.to_owned(),
                    lang: None,
                    relation: Relation::Acronym,
                })
                .collect(),
            mentions: Vec::new(),
            count: 1,
            same_as: Vec::new(),
            rule: String::new(),
        }
    }

    fn identity(kind: EntityType, name: &str) -> Option<String> {
        of(&entity(kind, name, None))
    }

    use EntityType::*;

    #[test]
    fn one_thing_has_one_identity() {
        for (kind, names) in [
            (Person, vec!["Iryna Halavenka", "Iryna HALAVENKA"]),
            (Person, vec!["Mykola Kovaltchouk", "Mykola Kovalchuk"]),
            (Organisation, vec!["Union européenne", "European Union"]),
            (
                Organisation,
                vec!["Fondation du Hableau", "la Fondation du Hableau"],
            ),
            (Organisation, vec!["TotalEnergies", "Total Energies"]),
            (Location, vec!["Saint-Brévin", "SAINT-BREVIN"]),
            (Product, vec!["VVER-1200", "VVER 1200"]),
            (Organisation, vec!["Observatoire tunisien des marchés"]),
        ] {
            let first = identity(kind, names[0]);
            assert!(first.is_some(), "{names:?}");
            for name in &names {
                assert_eq!(identity(kind, name), first, "{name}");
            }
        }
        let spelt = |name| of(&entity(Organisation, name, Some("ORC")));
        assert_eq!(spelt("Office des routes"), spelt("l'Office des routes"));
        assert!(spelt("Office des routes").is_some());
    }

    #[test]
    fn a_weak_hint_makes_none() {
        for (kind, name) in [
            (Person, "Halavenka"),
            (Person, "I. Halavenka"),
            (Person, "Ministre Halavenka"),
            (Person, "Poutine"),
            (Organisation, "Banque nationale"),
            (Organisation, "Assemblée nationale"),
            (Organisation, "Sénat"),
            (Organisation, "Ministry of Finance"),
            (Organisation, "Ministère des Transports"),
            (Organisation, "Commission électorale centrale"),
            (Organisation, "Finances"),
            (Organisation, "QZX"),
            (Work, "Annual Report"),
        ] {
            assert_eq!(identity(kind, name), None, "{name}");
        }
    }

    #[test]
    fn two_things_have_two() {
        for (kind, a, b) in [
            (Person, "Olena Hrytsenko", "Marta Hrytsenko"),
            (Person, "George W. Alder", "George H. W. Alder"),
            (Person, "Maria Ivanenko", "Marina Ivanenko"),
            (Person, "Ian Mayer", "Jan Mayer"),
            (
                Organisation,
                "Institut tunisien des marchés",
                "Institut marocain des marchés",
            ),
        ] {
            assert_ne!(identity(kind, a), identity(kind, b), "{a}, {b}");
            assert!(identity(kind, a).is_some(), "{a}");
        }
        assert_ne!(
            identity(Location, "Hableau"),
            identity(Organisation, "Hableau")
        );
        let other = of(&entity(Organisation, "Office des rentes", Some("ORC")));
        assert_ne!(
            of(&entity(Organisation, "Office des routes", Some("ORC"))),
            other
        );
    }
}
