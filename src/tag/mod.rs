//! Parts of speech, lemmas and words in the sense of Universal Dependencies.
//!
//! [`Tagger::new`] tags every token of a document, the first time that it is wanted; [`Tagger::tag`]
//! and [`Tagger::lemma`] read the result. [`words`] gives the syntactic words of a sentence: `du` is
//! `de` and `le` where it is read so, `don't` is `do` and `n't`.
//!
//! The tagger is an averaged perceptron (Collins 2002) that decodes from left to right, with the
//! features of Ratnaparkhi (1996): the word, its affixes and shape, the words around it, the tags
//! before it, and which tags each word takes in the training data. What a feature adds depends on
//! one word alone in most templates; those sums are made once for each distinct form, so that a
//! token costs a few additions.

mod features;
mod lemma;
mod model;
mod tagger;
mod words;

pub(crate) use features::{Context, Features, Window};
pub(crate) use lemma::{Script, apply, lemma_keys};
pub(crate) use model::{Model, ModelBuilder};
pub(crate) use tagger::{Decoder, lemma_of};
pub use tagger::{Tagger, WordClasses, dictionary_lemmas, is_common, is_listed, tag};
pub use words::{Word, words};
