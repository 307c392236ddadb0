//! The labels of a model: types in the names of the field, and places in a mention.

use super::super::rules::Found;
use crate::model::EntityType;

/// The rule of the mentions that a model names.
const RULE: &str = "name/ner-model";

/// What a model's label says of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Nothing outside names, and for types that are not ours.
    kind: Option<EntityType>,
    /// Whether a mention begins here even if one of the same type stands before.
    begins: bool,
    /// Whether a mention ends here even if one of the same type follows.
    ends: bool,
}

impl Label {
    /// Reads `B-PER`, `I-LOC`, `E-ORG`, `S-MISC`, `PER`, `O`.
    pub(super) fn parse(name: &str) -> Label {
        let (place, kind) = match name.split_once(['-', '_']) {
            Some((place, kind)) if place.len() == 1 => (place, kind),
            _ => ("I", name),
        };
        Label {
            kind: kind_of(kind),
            begins: matches!(place, "B" | "S" | "U"),
            ends: matches!(place, "E" | "L" | "S" | "U"),
        }
    }
}

/// The type that data sets and models call `name`.
fn kind_of(name: &str) -> Option<EntityType> {
    Some(match &*name.to_ascii_uppercase() {
        "PER" | "PERS" | "PERSON" => EntityType::Person,
        "ORG" | "ORGANIZATION" | "ORGANISATION" | "CORPORATION" => EntityType::Organisation,
        "LOC" | "LOCATION" | "GPE" | "FAC" | "PLACE" => EntityType::Location,
        "EVENT" | "EVE" | "EVT" => EntityType::Event,
        "PROD" | "PRODUCT" => EntityType::Product,
        "WORK" | "WORK_OF_ART" | "CREATIVE-WORK" | "CREATIVE_WORK" => EntityType::Work,
        _ => return None,
    })
}

/// The mentions that the labels of the tokens from `start` on spell.
pub(super) fn mentions(labels: &[Label], start: usize, out: &mut Vec<Found>) {
    let mut open: Option<(EntityType, usize)> = None;
    let mut close = |open: &mut Option<(EntityType, usize)>, to: usize| {
        if let Some((kind, from)) = open.take() {
            out.push(Found {
                tokens: start + from..start + to,
                kind,
                rule: RULE,
            });
        }
    };
    for (i, label) in labels.iter().enumerate() {
        if label.begins || open.map(|(kind, _)| kind) != label.kind {
            close(&mut open, i);
            open = label.kind.map(|kind| (kind, i));
        }
        if label.ends {
            close(&mut open, i + 1);
        }
    }
    close(&mut open, labels.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell(labels: &str) -> Vec<(std::ops::Range<usize>, EntityType)> {
        let labels: Vec<Label> = labels.split(' ').map(Label::parse).collect();
        let mut out = Vec::new();
        mentions(&labels, 10, &mut out);
        out.into_iter().map(|f| (f.tokens, f.kind)).collect()
    }

    #[test]
    fn labels_of_every_scheme_spell_mentions() {
        use EntityType::{Location, Organisation, Person};
        assert_eq!(
            spell("B-PER I-PER O B-LOC B-LOC"),
            [(10..12, Person), (13..14, Location), (14..15, Location)]
        );
        assert_eq!(spell("I-ORG I-ORG O"), [(10..12, Organisation)]);
        assert_eq!(
            spell("S-PERSON B-GPE E-GPE I-GPE"),
            [(10..11, Person), (11..13, Location), (13..14, Location)]
        );
        assert_eq!(spell("PER LOC"), [(10..11, Person), (11..12, Location)]);
        assert_eq!(spell("B-MISC I-MISC O"), []);
    }
}
