//! Training: how the weights under `models/` are learned. Not part of the public interface.
//!
//! `cargo run --release --bin train -- tagger LANG OUT FILE.conllu…` writes a tagger,
//! `… -- names --data DIR --gold DIR --out FILE` the recogniser of names. The same data
//! gives the same bytes: no clock, no random source but a seeded one, one thread.

pub mod conllu;
pub mod crf;
pub mod lexicon;
pub mod names;
pub mod perceptron;
pub mod sentences;
pub mod tagger;
