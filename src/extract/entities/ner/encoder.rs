//! The forward pass of a BERT encoder (Devlin et al. 2019) with a classifier of tokens; RoBERTa,
//! CamemBERT and XLM-RoBERTa (Liu et al. 2019, Martin et al. 2020, Conneau et al. 2020) differ in how
//! they count positions alone.

use super::weights::Weights;
use ndarray::{Array1, Array2, ArrayView2, Axis, s};
use serde::Deserialize;
use std::collections::HashMap;

/// What `config.json` says of the model.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    model_type: String,
    num_attention_heads: usize,
    num_hidden_layers: usize,
    #[serde(default = "default_epsilon")]
    layer_norm_eps: f32,
    #[serde(default = "default_activation")]
    hidden_act: String,
    #[serde(default = "default_positions")]
    position_embedding_type: String,
    pad_token_id: Option<usize>,
    pub(super) id2label: HashMap<String, String>,
}

fn default_epsilon() -> f32 {
    1e-12
}

fn default_activation() -> String {
    "gelu".to_owned()
}

fn default_positions() -> String {
    "absolute".to_owned()
}

/// A model's weights, ready to compute with.
#[derive(Debug)]
pub(super) struct Encoder {
    words: Array2<f32>,
    positions: Array2<f32>,
    /// That of the first segment: there is one alone.
    segment: Array1<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    classifier: Linear,
    heads: usize,
    /// The position of the first word.
    first: usize,
}

#[derive(Debug)]
struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    attended: Linear,
    attention_norm: Norm,
    inner: Linear,
    outer: Linear,
    norm: Norm,
}

#[derive(Debug)]
struct Linear {
    /// A row for each output.
    weight: Array2<f32>,
    bias: Array1<f32>,
}

#[derive(Debug)]
struct Norm {
    weight: Array1<f32>,
    bias: Array1<f32>,
    epsilon: f32,
}

impl Encoder {
    pub(super) fn new(config: &Config, weights: &Weights<'_>) -> Result<Encoder, String> {
        let first = match &*config.model_type {
            "bert" => 0,
            // Positions are counted from behind the number of the padding.
            "roberta" | "camembert" | "xlm-roberta" => config.pad_token_id.unwrap_or(1) + 1,
            other => {
                return Err(format!(
                    "model_type is {other}; bert, camembert, roberta and xlm-roberta are read"
                ));
            }
        };
        for (name, value, known) in [
            ("hidden_act", &config.hidden_act, "gelu"),
            (
                "position_embedding_type",
                &config.position_embedding_type,
                "absolute",
            ),
        ] {
            if value != known {
                return Err(format!("{name} is {value}; {known} is read"));
            }
        }
        let words = "embeddings.word_embeddings.weight";
        let prefix = weights
            .prefix_of(words)
            .ok_or_else(|| format!("no tensor {words}"))?;
        let named = |name: &str| format!("{prefix}{name}");
        let linear = |name: &str| Linear::read(weights, name);
        let norm = |name: &str| Norm::read(weights, name, config.layer_norm_eps);
        let layers = (0..config.num_hidden_layers).map(|i| {
            let layer = named(&format!("encoder.layer.{i}."));
            let linear = |name: &str| linear(&format!("{layer}{name}"));
            let norm = |name: &str| norm(&format!("{layer}{name}"));
            Ok(Layer {
                query: linear("attention.self.query")?,
                key: linear("attention.self.key")?,
                value: linear("attention.self.value")?,
                attended: linear("attention.output.dense")?,
                attention_norm: norm("attention.output.LayerNorm")?,
                inner: linear("intermediate.dense")?,
                outer: linear("output.dense")?,
                norm: norm("output.LayerNorm")?,
            })
        });
        let encoder = Encoder {
            words: weights.matrix(&named(words))?,
            positions: weights.matrix(&named("embeddings.position_embeddings.weight"))?,
            segment: weights
                .matrix(&named("embeddings.token_type_embeddings.weight"))?
                .row(0)
                .to_owned(),
            norm: norm(&named("embeddings.LayerNorm"))?,
            layers: layers.collect::<Result<_, String>>()?,
            classifier: linear("classifier")?,
            heads: config.num_attention_heads,
            first,
        };
        encoder.check(config)?;
        Ok(encoder)
    }

    /// Sizes that do not fit are found here, so that computing cannot fail.
    fn check(&self, config: &Config) -> Result<(), String> {
        let width = self.words.ncols();
        let fits = |linear: &Linear, from: usize, to: usize| {
            linear.weight.dim() == (to, from) && linear.bias.len() == to
        };
        let norm = |norm: &Norm| norm.weight.len() == width && norm.bias.len() == width;
        let square = |linear: &Linear| fits(linear, width, width);
        let layers = self.layers.iter().all(|l| {
            let inner = l.inner.bias.len();
            [&l.query, &l.key, &l.value, &l.attended]
                .into_iter()
                .all(square)
                && norm(&l.attention_norm)
                && norm(&l.norm)
                && fits(&l.inner, width, inner)
                && fits(&l.outer, inner, width)
        });
        let fits = layers
            && width > 0
            && self.positions.ncols() == width
            && self.positions.nrows() > self.first + 2
            && self.segment.len() == width
            && norm(&self.norm)
            && fits(&self.classifier, width, config.id2label.len())
            && self.heads > 0
            && width.is_multiple_of(self.heads);
        match fits {
            true => Ok(()),
            false => Err("sizes of tensors do not fit one another and config.json".to_owned()),
        }
    }

    /// The most subwords that are read together.
    pub(super) fn longest(&self) -> usize {
        self.positions.nrows() - self.first
    }

    /// The number of the best label for each of the subwords `ids`, at most [`Encoder::longest`].
    pub(super) fn labels(&self, ids: &[u32]) -> Vec<usize> {
        let scores = self.scores(ids);
        scores
            .rows()
            .into_iter()
            .map(|row| {
                let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
                best.map_or(0, |(label, _)| label)
            })
            .collect()
    }

    /// A row for each of the subwords `ids`, with a score for each label.
    fn scores(&self, ids: &[u32]) -> Array2<f32> {
        let mut x = Array2::zeros((ids.len(), self.words.ncols()));
        for (i, (mut row, &id)) in x.rows_mut().into_iter().zip(ids).enumerate() {
            if let Some(id) = usize::try_from(id)
                .ok()
                .filter(|&id| id < self.words.nrows())
            {
                row += &self.words.row(id);
            }
            row += &self.positions.row(self.first + i);
            row += &self.segment;
        }
        self.norm.apply(&mut x);
        for layer in &self.layers {
            layer.apply(&mut x, self.heads);
        }
        self.classifier.apply(&x.view())
    }
}

impl Layer {
    fn apply(&self, x: &mut Array2<f32>, heads: usize) {
        let [query, key, value] = [&self.query, &self.key, &self.value].map(|l| l.apply(&x.view()));
        let width = x.ncols() / heads;
        let scale = 1.0 / (width as f32).sqrt();
        let mut context = Array2::zeros(x.raw_dim());
        for head in 0..heads {
            let part = s![.., head * width..(head + 1) * width];
            let mut weights = query.slice(part).dot(&key.slice(part).t());
            weights *= scale;
            softmax(&mut weights);
            context
                .slice_mut(part)
                .assign(&weights.dot(&value.slice(part)));
        }
        *x += &self.attended.apply(&context.view());
        self.attention_norm.apply(x);
        let mut inner = self.inner.apply(&x.view());
        inner.mapv_inplace(gelu);
        *x += &self.outer.apply(&inner.view());
        self.norm.apply(x);
    }
}

impl Linear {
    fn read(weights: &Weights<'_>, name: &str) -> Result<Linear, String> {
        Ok(Linear {
            weight: weights.matrix(&format!("{name}.weight"))?,
            bias: weights.vector(&format!("{name}.bias"))?,
        })
    }

    fn apply(&self, x: &ArrayView2<'_, f32>) -> Array2<f32> {
        x.dot(&self.weight.t()) + &self.bias
    }
}

impl Norm {
    fn read(weights: &Weights<'_>, name: &str, epsilon: f32) -> Result<Norm, String> {
        Ok(Norm {
            weight: weights.vector(&format!("{name}.weight"))?,
            bias: weights.vector(&format!("{name}.bias"))?,
            epsilon,
        })
    }

    fn apply(&self, x: &mut Array2<f32>) {
        for mut row in x.axis_iter_mut(Axis(0)) {
            let n = row.len() as f32;
            let mean = row.sum() / n;
            row.mapv_inplace(|v| v - mean);
            let variance = row.iter().map(|v| v * v).sum::<f32>() / n;
            row /= (variance + self.epsilon).sqrt();
            row *= &self.weight;
            row += &self.bias;
        }
    }
}

fn softmax(weights: &mut Array2<f32>) {
    for mut row in weights.rows_mut() {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.mapv_inplace(|v| (v - most).exp());
        let sum = row.sum();
        row /= sum;
    }
}

/// x·Φ(x), with Φ the normal distribution (Hendrycks, Gimpel 2016).
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// The error function, by formula 7.1.26 of Abramowitz and Stegun (error below 1.5e-7).
fn erf(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let terms = [
        1.061_405_4,
        -1.453_152,
        1.421_413_7,
        -0.284_496_74,
        0.254_829_6,
    ];
    let sum = terms.into_iter().fold(0.0, |sum, a| (sum + a) * t);
    (1.0 - sum * (-x * x).exp()).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::super::weights::file;
    use super::*;
    use serde_json::json;

    /// A BERT of width 4 with two layers of two heads; its weights are made from their names.
    fn made() -> Encoder {
        let (width, inner) = (4, 6);
        let mut tensors = vec![
            (
                "bert.embeddings.word_embeddings.weight".to_owned(),
                vec![5, width],
            ),
            (
                "bert.embeddings.position_embeddings.weight".to_owned(),
                vec![8, width],
            ),
            (
                "bert.embeddings.token_type_embeddings.weight".to_owned(),
                vec![2, width],
            ),
        ];
        let mut pair = |name: String, weight: Vec<usize>| {
            tensors.push((format!("{name}.bias"), vec![weight[0]]));
            tensors.push((format!("{name}.weight"), weight));
        };
        pair("bert.embeddings.LayerNorm".to_owned(), vec![width]);
        for layer in ["bert.encoder.layer.0", "bert.encoder.layer.1"] {
            for (name, weight) in [
                ("attention.self.query", vec![width, width]),
                ("attention.self.key", vec![width, width]),
                ("attention.self.value", vec![width, width]),
                ("attention.output.dense", vec![width, width]),
                ("attention.output.LayerNorm", vec![width]),
                ("intermediate.dense", vec![inner, width]),
                ("output.dense", vec![width, inner]),
                ("output.LayerNorm", vec![width]),
            ] {
                pair(format!("{layer}.{name}"), weight);
            }
        }
        pair("classifier".to_owned(), vec![3, width]);
        let all: Vec<_> = tensors
            .into_iter()
            .map(|(name, shape)| {
                let seed = name.bytes().map(u32::from).sum::<u32>() % 97;
                let number = |i: usize| {
                    let i = i as f64;
                    let wave = (0.37 * f64::from(seed) + 0.91 * i * i).sin();
                    let number = match name.rsplit_once('.') {
                        Some((norm, "weight")) if norm.ends_with("LayerNorm") => 1.0 + 0.1 * wave,
                        Some((_, "bias")) => 0.1 * wave,
                        _ => 1.5 * wave,
                    };
                    number as f32
                };
                let numbers = (0..shape.iter().product()).map(number).collect();
                (name, shape, numbers)
            })
            .collect();
        let bytes = file(&all);
        let config = serde_json::from_value(json!({
            "model_type": "bert", "num_attention_heads": 2, "num_hidden_layers": 2,
            "id2label": {"0": "O", "1": "B-PER", "2": "B-LOC"},
        }));
        Encoder::new(&config.unwrap(), &Weights::read(&bytes).unwrap()).unwrap()
    }

    /// The scores were computed apart, by the formulas of the papers with NumPy in double precision.
    #[test]
    fn scores_are_those_of_the_formulas() {
        const EXPECTED: [[f32; 3]; 4] = [
            [3.27018, -2.17075, -3.22034],
            [-2.69108, 3.7712, 1.87564],
            [-2.0999, 3.67807, 1.42625],
            [3.28022, -4.35341, -3.43318],
        ];
        let scores = made().scores(&[2, 4, 0, 3]);
        for (row, expected) in scores.rows().into_iter().zip(EXPECTED) {
            for (score, expected) in row.iter().zip(expected) {
                assert!((score - expected).abs() < 1e-4, "{scores}");
            }
        }
    }

    #[test]
    fn gelu_is_the_exact_one() {
        for (x, y) in [
            (0.0, 0.0),
            (1.0, 0.841_344_7),
            (-1.0, -0.158_655_26),
            (2.5, 2.484_475_9),
        ] {
            assert!((gelu(x) - y).abs() < 1e-5, "{x}: {}", gelu(x));
        }
    }

    #[test]
    fn a_row_is_normed_and_weighed() {
        let mut x = Array2::from_shape_vec((1, 2), vec![1.0, 3.0]).unwrap();
        let norm = Norm {
            weight: Array1::from_vec(vec![1.0, 2.0]),
            bias: Array1::from_vec(vec![0.5, 0.0]),
            epsilon: 0.0,
        };
        norm.apply(&mut x);
        assert_eq!(x.row(0).to_vec(), [-0.5, 2.0]);
        softmax(&mut x);
        assert!((x.sum() - 1.0).abs() < 1e-6);
    }
}
