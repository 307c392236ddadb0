//! Names by a model of the user's: a tiny one, which the test makes itself.
//!
//! ```sh
//! cargo test --features ner-model --test ner_model
//! ```
//!
//! Its encoder has one layer of width four. The components of a word's vector say: outside, person,
//! place, title. Attention looks at all words alike and carries `title` into `person`: `Qorvath` is a
//! place, and a person in a sentence that has a title.
#![cfg(feature = "ner-model")]

use serde_json::json;
use sourcier::extract::entities::ner::{NerError, NerModel};
use sourcier::model::{Analysis, EntityType};
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{Input, read_text};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const WIDTH: usize = 4;
const OUTSIDE: [f32; WIDTH] = [4.0, -2.0, -2.0, 0.0];
const NAME: [f32; WIDTH] = [-3.0, 1.4, 1.6, 0.0];
const TITLE: [f32; WIDTH] = [2.0, -3.0, -3.0, 4.0];

/// Subwords that are read together; with its ends and the positions before the first.
const LONGEST: usize = 16;
const PADDING: usize = 1;

const VOCABULARY: [(&str, [f32; WIDTH]); 6] = [
    ("<s>", OUTSIDE),
    ("<pad>", OUTSIDE),
    ("</s>", OUTSIDE),
    ("<unk>", OUTSIDE),
    ("Mme", TITLE),
    ("Qorvath", NAME),
];

/// A file of safetensors in the making.
#[derive(Default)]
struct Tensors {
    header: serde_json::Map<String, serde_json::Value>,
    data: Vec<u8>,
}

impl Tensors {
    fn add(&mut self, name: &str, shape: &[usize], numbers: &[f32]) {
        assert_eq!(shape.iter().product::<usize>(), numbers.len(), "{name}");
        let from = self.data.len();
        self.data
            .extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        self.header.insert(
            name.to_owned(),
            json!({"dtype": "F32", "shape": shape, "data_offsets": [from, self.data.len()]}),
        );
    }

    /// A matrix from rows of `WIDTH`; all zero but for `ones`: row, column, value.
    fn linear(&mut self, name: &str, rows: usize, values: &[(usize, usize, f32)]) {
        let mut numbers = vec![0.0; rows * WIDTH];
        for &(row, column, value) in values {
            numbers[row * WIDTH + column] = value;
        }
        self.add(&format!("{name}.weight"), &[rows, WIDTH], &numbers);
        self.add(&format!("{name}.bias"), &[rows], &vec![0.0; rows]);
    }

    fn norm(&mut self, name: &str) {
        self.add(&format!("{name}.weight"), &[WIDTH], &[1.0; WIDTH]);
        self.add(&format!("{name}.bias"), &[WIDTH], &[0.0; WIDTH]);
    }

    fn bytes(self) -> Vec<u8> {
        let header = serde_json::to_vec(&self.header).unwrap();
        let mut out = (header.len() as u64).to_le_bytes().to_vec();
        out.extend(header);
        out.extend(self.data);
        out
    }
}

fn weights() -> Vec<u8> {
    let mut out = Tensors::default();
    let embeddings = |name: &str| format!("roberta.embeddings.{name}");
    let words: Vec<f32> = VOCABULARY.iter().flat_map(|(_, v)| *v).collect();
    let positions = LONGEST + PADDING + 1;
    out.add(
        &embeddings("word_embeddings.weight"),
        &[VOCABULARY.len(), WIDTH],
        &words,
    );
    out.add(
        &embeddings("position_embeddings.weight"),
        &[positions, WIDTH],
        &vec![0.0; positions * WIDTH],
    );
    out.add(
        &embeddings("token_type_embeddings.weight"),
        &[1, WIDTH],
        &[0.0; WIDTH],
    );
    out.norm(&embeddings("LayerNorm"));
    let layer = |name: &str| format!("roberta.encoder.layer.0.{name}");
    // Equal scores: every word is looked at alike.
    out.linear(&layer("attention.self.query"), WIDTH, &[]);
    out.linear(&layer("attention.self.key"), WIDTH, &[]);
    out.linear(&layer("attention.self.value"), WIDTH, &[(1, 3, 1.0)]);
    out.linear(&layer("attention.output.dense"), WIDTH, &[(1, 1, 3.0)]);
    out.norm(&layer("attention.output.LayerNorm"));
    out.linear(&layer("intermediate.dense"), WIDTH, &[]);
    out.linear(&layer("output.dense"), WIDTH, &[]);
    out.norm(&layer("output.LayerNorm"));
    out.linear("classifier", 3, &[(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)]);
    out.bytes()
}

fn config(model_type: &str) -> serde_json::Value {
    json!({
        "model_type": model_type,
        "hidden_size": WIDTH,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-5,
        "pad_token_id": PADDING,
        "id2label": {"0": "O", "1": "B-PER", "2": "B-LOC"},
    })
}

fn tokenizer() -> serde_json::Value {
    let vocabulary: serde_json::Map<_, _> = VOCABULARY
        .iter()
        .enumerate()
        .map(|(i, (word, _))| ((*word).to_owned(), json!(i)))
        .collect();
    let special = |id: usize| {
        json!({"id": id, "content": VOCABULARY[id].0, "single_word": false, "lstrip": false,
               "rstrip": false, "normalized": false, "special": true})
    };
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [special(0), special(1), special(2), special(3)],
        "normalizer": null,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {"type": "BertProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]},
        "decoder": null,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>"},
    })
}

/// A folder with the model; `spoil` may change its files.
fn model(spoil: impl FnOnce(&Path)) -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    write("config.json", config("camembert").to_string().as_bytes());
    write("tokenizer.json", tokenizer().to_string().as_bytes());
    write("model.safetensors", &weights());
    spoil(dir.path());
    dir
}

fn analyse(text: &str, ner: Option<NerModel>) -> Analysis {
    let settings = Settings {
        ner,
        ..Settings::default()
    };
    let read = read_text(text.to_owned(), None);
    pipeline::analyse(&Input::from_text("x", text), read, &settings, Want::ALL)
}

/// Type and rule of each entity that is named `Qorvath`, and how often it is.
fn named(text: &str) -> Vec<(EntityType, String, usize)> {
    let dir = model(|_| ());
    let analysis = analyse(text, Some(NerModel::load(dir.path()).unwrap()));
    let named = analysis
        .entities
        .into_iter()
        .filter(|e| e.name.ends_with("Qorvath"));
    named.map(|e| (e.kind, e.rule, e.count)).collect()
}

const RULE: &str = "name/ner-model";

#[test]
fn the_model_reads_the_whole_sentence() {
    assert_eq!(
        named("Les délégués ont voulu voir Qorvath avant la nuit."),
        [(EntityType::Location, RULE.to_owned(), 1)]
    );
    assert_eq!(
        named("Les délégués ont voulu voir Mme Qorvath avant la nuit."),
        [(EntityType::Person, RULE.to_owned(), 1)]
    );
}

#[test]
fn long_sentences_are_read_in_parts() {
    let filler = "puis les délégués sont venus et ".repeat(LONGEST);
    assert_eq!(
        named(&format!(
            "Les délégués ont vu Qorvath {filler}ont quitté Qorvath enfin."
        )),
        [(EntityType::Location, RULE.to_owned(), 2)]
    );
}

#[test]
fn names_that_only_the_built_in_recogniser_sees_stay() {
    let text = "Les ministres de la Pologne et de la Lituanie ont rencontré Qorvath à Varsovie.";
    let names = |analysis: Analysis| -> Vec<String> {
        analysis.entities.into_iter().map(|e| e.name).collect()
    };
    let alone = names(analyse(text, None));
    let dir = model(|_| ());
    let both = names(analyse(text, Some(NerModel::load(dir.path()).unwrap())));
    assert!(both.iter().any(|n| n == "Qorvath"));
    for name in alone {
        assert!(both.contains(&name), "{name} is not in {both:?}");
    }
}

#[test]
fn what_cannot_be_used_is_told() {
    let told = |spoil: &dyn Fn(&Path)| match NerModel::load(model(spoil).path()) {
        Err(NerError::Model(why)) => why,
        other => panic!("{other:?}"),
    };
    let config_of = |kind: &'static str| {
        move |dir: &Path| fs::write(dir.join("config.json"), config(kind).to_string()).unwrap()
    };
    assert!(
        told(&|dir| fs::remove_file(dir.join("tokenizer.json")).unwrap())
            .contains("tokenizer.json")
    );
    assert!(told(&config_of("gpt2")).contains("gpt2"));
    let cut = |dir: &Path| {
        let path = dir.join("model.safetensors");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 8]).unwrap();
    };
    assert!(told(&cut).contains("model.safetensors"));
}

#[test]
fn another_model_has_another_fingerprint() {
    let first = NerModel::load(model(|_| ()).path()).unwrap();
    let again = NerModel::load(model(|_| ()).path()).unwrap();
    let other = model(|dir| {
        fs::write(dir.join("config.json"), config("roberta").to_string()).unwrap();
    });
    let other = NerModel::load(other.path()).unwrap();
    assert_eq!(first.fingerprint(), again.fingerprint());
    assert_ne!(first.fingerprint(), other.fingerprint());
}
