//! A heavier recogniser from outside: a Hugging Face token-classification model in a folder.
//!
//! The folder holds `config.json`, `tokenizer.json` and `model.safetensors`, as `save_pretrained` writes
//! them, of a BERT, CamemBERT, RoBERTa or XLM-RoBERTa encoder with a classifier of tokens. Its labels
//! (`B-PER`, `I-ORG`, …) are mapped to our six types; others, `MISC` for one, are not names to us. Where
//! the model names something, it decides; what only the built-in recogniser sees stays. Both go on to the
//! same grouping.
//!
//! The code is built with the feature `ner-model` alone. Without it a [`NerModel`] cannot be made.

#[cfg(feature = "ner-model")]
mod encoder;
#[cfg(feature = "ner-model")]
mod labels;
#[cfg(feature = "ner-model")]
mod loaded;
#[cfg(feature = "ner-model")]
mod weights;

use super::rules::Found;
use crate::text::Document;
use std::path::Path;

/// The cargo feature that the models of this module need.
pub const FEATURE: &str = "ner-model";

/// A model that was loaded; cheap to clone.
#[derive(Clone, Debug)]
pub struct NerModel(Inner);

#[cfg(feature = "ner-model")]
type Inner = std::sync::Arc<loaded::Loaded>;

/// Nothing: without the feature there is no model.
#[cfg(not(feature = "ner-model"))]
type Inner = std::convert::Infallible;

/// Why a model cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NerError {
    /// The program was built without the feature [`FEATURE`].
    NotBuilt,
    /// What is wrong with one of the model's files.
    Model(String),
}

impl NerModel {
    /// Loads the model in the folder `dir`.
    ///
    /// # Errors
    /// When the feature is missing, a file is missing or damaged, or the model is of another kind.
    pub fn load(dir: &Path) -> Result<NerModel, NerError> {
        load(dir)
    }

    /// Tells this model from any other: the hash of its files.
    pub fn fingerprint(&self) -> &str {
        fingerprint(&self.0)
    }

    /// The names that the model sees in `doc`, in order.
    pub(super) fn mentions(&self, doc: &Document) -> Vec<Found> {
        mentions(&self.0, doc)
    }
}

#[cfg(feature = "ner-model")]
fn load(dir: &Path) -> Result<NerModel, NerError> {
    match loaded::Loaded::read(dir) {
        Ok(loaded) => Ok(NerModel(std::sync::Arc::new(loaded))),
        Err(why) => Err(NerError::Model(why)),
    }
}

#[cfg(feature = "ner-model")]
fn fingerprint(inner: &Inner) -> &str {
    &inner.fingerprint
}

#[cfg(feature = "ner-model")]
fn mentions(inner: &Inner, doc: &Document) -> Vec<Found> {
    inner.mentions(doc)
}

#[cfg(not(feature = "ner-model"))]
fn load(_: &Path) -> Result<NerModel, NerError> {
    Err(NerError::NotBuilt)
}

#[cfg(not(feature = "ner-model"))]
fn fingerprint(inner: &Inner) -> &str {
    match *inner {}
}

#[cfg(not(feature = "ner-model"))]
fn mentions(inner: &Inner, _: &Document) -> Vec<Found> {
    match *inner {}
}

/// What the built-in recogniser found, with the names of `model` in place of those that they overlap.
pub(super) fn join(found: Vec<Found>, model: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len() + model.len());
    let mut named = model.iter().peekable();
    for mention in found {
        while named
            .next_if(|n| n.tokens.end <= mention.tokens.start)
            .is_some()
        {}
        if named
            .peek()
            .is_none_or(|n| n.tokens.start >= mention.tokens.end)
        {
            out.push(mention);
        }
    }
    out.extend(model);
    out.sort_by_key(|f| f.tokens.start);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntityType;

    #[test]
    fn the_model_decides_where_both_see_something() {
        let found = |tokens, kind| Found {
            tokens,
            kind,
            rule: "x",
        };
        let built_in = vec![
            found(0..1, EntityType::Location),
            found(3..6, EntityType::Person),
            found(8..9, EntityType::Work),
        ];
        let model = vec![
            found(0..2, EntityType::Organisation),
            found(2..3, EntityType::Person),
            found(4..5, EntityType::Location),
        ];
        let joined = join(built_in, model);
        let joined: Vec<_> = joined.iter().map(|f| (f.tokens.clone(), f.kind)).collect();
        assert_eq!(
            joined,
            [
                (0..2, EntityType::Organisation),
                (2..3, EntityType::Person),
                (4..5, EntityType::Location),
                (8..9, EntityType::Work),
            ]
        );
    }

    #[cfg(not(feature = "ner-model"))]
    #[test]
    fn without_the_feature_no_model_is_loaded() {
        assert_eq!(
            NerModel::load(Path::new(".")).unwrap_err(),
            NerError::NotBuilt
        );
    }
}
