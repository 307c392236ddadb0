//! A model in memory, and what it says of a document.

use super::encoder::{Config, Encoder};
use super::labels::{Label, mentions};
use super::weights::Weights;
use crate::extract::entities::rules::Found;
use crate::text::Document;
use rayon::prelude::*;
use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::Path;
use tokenizers::Tokenizer;

pub(super) struct Loaded {
    encoder: Encoder,
    tokenizer: Tokenizer,
    /// By the number that the classifier gives.
    labels: Vec<Label>,
    pub(super) fingerprint: String,
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded")
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

/// The files of a model.
const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

impl Loaded {
    /// Reads the files of the folder `dir`.
    pub(super) fn read(dir: &Path) -> Result<Loaded, String> {
        let mut hasher = blake3::Hasher::new();
        let mut read = |name: &str| {
            let bytes = fs::read(dir.join(name)).map_err(|e| format!("{name}: {e}"))?;
            hasher.update(&bytes);
            Ok::<_, String>(bytes)
        };
        let [config, tokenizer, weights] = FILES.map(&mut read);
        let (config, tokenizer, weights) = (config?, tokenizer?, weights?);
        let within = |name: &str, why: String| format!("{name}: {why}");
        let [in_config, in_tokenizer, in_weights] =
            FILES.map(|name| move |why: String| within(name, why));
        let config: Config =
            serde_json::from_slice(&config).map_err(|e| in_config(e.to_string()))?;
        let labels = (0..config.id2label.len())
            .map(|i| {
                let name = config.id2label.get(&i.to_string());
                name.map(|name| Label::parse(name))
            })
            .collect::<Option<_>>()
            .ok_or_else(|| in_config("id2label leaves out a number".to_owned()))?;
        let mut tokenizer =
            Tokenizer::from_bytes(&tokenizer).map_err(|e| in_tokenizer(e.to_string()))?;
        // Long sentences are cut here, where no word is lost.
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(None)
            .map_err(|e| in_tokenizer(e.to_string()))?;
        let weights = Weights::read(&weights).map_err(&in_weights)?;
        Ok(Loaded {
            encoder: Encoder::new(&config, &weights).map_err(&in_weights)?,
            tokenizer,
            labels,
            fingerprint: hasher.finalize().to_hex().to_string(),
        })
    }

    pub(super) fn mentions(&self, doc: &Document) -> Vec<Found> {
        let sentences: Vec<Vec<Found>> = doc
            .sentences
            .par_iter()
            .map(|sentence| {
                let mut labels = Vec::with_capacity(sentence.tokens.len());
                self.label(doc, sentence.tokens.clone(), &mut labels);
                let mut out = Vec::new();
                mentions(&labels, sentence.tokens.start, &mut out);
                out
            })
            .collect();
        sentences.into_iter().flatten().collect()
    }

    /// Appends the label of each token of `tokens` to `out`: that of its first subword.
    fn label(&self, doc: &Document, tokens: Range<usize>, out: &mut Vec<Label>) {
        if tokens.is_empty() {
            return;
        }
        let outside = Label::parse("O");
        let span = doc.span_of(tokens.clone());
        let Ok(encoding) = self.tokenizer.encode(doc.text.slice(span), true) else {
            out.extend(tokens.map(|_| outside));
            return;
        };
        let ids = encoding.get_ids();
        if ids.len() > self.encoder.longest() && tokens.len() > 1 {
            let middle = tokens.start + tokens.len() / 2;
            self.label(doc, tokens.start..middle, out);
            self.label(doc, middle..tokens.end, out);
            return;
        }
        let ids = &ids[..ids.len().min(self.encoder.longest())];
        let best = self.encoder.labels(ids);
        let mut subwords = best
            .into_iter()
            .zip(encoding.get_offsets())
            .zip(encoding.get_special_tokens_mask())
            .filter(|&(_, &special)| special == 0)
            .map(|((label, &(_, end)), _)| (label, span.start() + end))
            .peekable();
        for at in tokens {
            // The first subword that reaches into the token; its start may be the space before.
            let start = doc.tokens[at].span.start();
            while subwords.next_if(|&(_, end)| end <= start).is_some() {}
            let label = subwords
                .peek()
                .and_then(|&(label, _)| self.labels.get(label));
            out.push(label.copied().unwrap_or(outside));
        }
    }
}
