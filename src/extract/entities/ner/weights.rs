//! A file of safetensors: a header in JSON, then the numbers of every tensor.

use ndarray::{Array1, Array2};
use serde::Deserialize;
use std::collections::HashMap;

/// The file's bytes, with the places of its tensors.
pub(super) struct Weights<'b> {
    tensors: HashMap<String, Tensor>,
    data: &'b [u8],
}

#[derive(Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (usize, usize),
}

impl<'b> Weights<'b> {
    pub(super) fn read(bytes: &'b [u8]) -> Result<Weights<'b>, String> {
        let cut = || "the file is cut off".to_owned();
        let (len, rest) = bytes.split_first_chunk::<8>().ok_or_else(cut)?;
        let len = usize::try_from(u64::from_le_bytes(*len)).map_err(|_| cut())?;
        let header = rest.get(..len).ok_or_else(cut)?;
        let mut header: HashMap<String, serde_json::Value> =
            serde_json::from_slice(header).map_err(|e| e.to_string())?;
        header.remove("__metadata__");
        let tensors = header
            .into_iter()
            .map(|(name, value)| Ok((name, serde_json::from_value(value)?)))
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|e| e.to_string())?;
        Ok(Weights {
            tensors,
            data: &rest[len..],
        })
    }

    /// What stands before `suffix` in the name of a tensor, the shortest of several.
    pub(super) fn prefix_of(&self, suffix: &str) -> Option<&str> {
        let names = self.tensors.keys().filter_map(|n| n.strip_suffix(suffix));
        names.min_by_key(|prefix| (prefix.len(), *prefix))
    }

    pub(super) fn vector(&self, name: &str) -> Result<Array1<f32>, String> {
        Ok(Array1::from_vec(self.numbers(name)?.1))
    }

    pub(super) fn matrix(&self, name: &str) -> Result<Array2<f32>, String> {
        let (shape, numbers) = self.numbers(name)?;
        let &[rows, columns] = shape else {
            return Err(format!("{name} is no matrix"));
        };
        Array2::from_shape_vec((rows, columns), numbers).map_err(|e| format!("{name}: {e}"))
    }

    fn numbers(&self, name: &str) -> Result<(&[usize], Vec<f32>), String> {
        let tensor = self
            .tensors
            .get(name)
            .ok_or_else(|| format!("no tensor {name}"))?;
        let (from, to) = tensor.data_offsets;
        let bytes = self
            .data
            .get(from..to)
            .ok_or_else(|| format!("{name} is cut off"))?;
        let numbers: Vec<f32> = match &*tensor.dtype {
            "F32" => bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|b| f32::from_le_bytes(*b))
                .collect(),
            "BF16" => halves(bytes)
                .map(|half| f32::from_bits(u32::from(half) << 16))
                .collect(),
            "F16" => halves(bytes).map(from_half).collect(),
            other => return Err(format!("{name} is {other}; F32, F16 and BF16 are read")),
        };
        let size = tensor
            .shape
            .iter()
            .try_fold(1, |n: usize, &by| n.checked_mul(by));
        if size != Some(numbers.len()) {
            return Err(format!("{name} has another size than it says"));
        }
        Ok((&tensor.shape, numbers))
    }
}

fn halves(bytes: &[u8]) -> impl Iterator<Item = u16> {
    let (pairs, _) = bytes.as_chunks::<2>();
    pairs.iter().map(|b| u16::from_le_bytes(*b))
}

/// IEEE 754 half precision.
fn from_half(half: u16) -> f32 {
    let sign = u32::from(half >> 15) << 31;
    let exponent = u32::from(half >> 10 & 0x1f);
    let fraction = u32::from(half & 0x3ff);
    match exponent {
        // Below the normal numbers: fraction times 2⁻²⁴.
        0 => {
            let value = fraction as f32 * (1.0 / 16_777_216.0);
            f32::from_bits(value.to_bits() | sign)
        }
        0x1f => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// A file of the tensors `all`: name, shape, numbers.
#[cfg(test)]
pub(super) fn file(all: &[(String, Vec<usize>, Vec<f32>)]) -> Vec<u8> {
    let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
    for (name, shape, numbers) in all {
        let from = data.len();
        data.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        let offsets = [from, data.len()];
        header.insert(
            name.clone(),
            serde_json::json!({"dtype": "F32", "shape": shape, "data_offsets": offsets}),
        );
    }
    let header = serde_json::to_vec(&header).unwrap_or_default();
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], &header, &data].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read() {
        for (half, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x0000, 0.0),
        ] {
            assert_eq!(from_half(half), value);
        }
        assert!(from_half(0x7c00).is_infinite());
    }

    #[test]
    fn broken_files_are_errors() {
        for bytes in [&b""[..], b"12345678", b"\x02\0\0\0\0\0\0\0[]"] {
            assert!(Weights::read(bytes).is_err());
        }
        let bytes = file(&[("a".to_owned(), vec![2], vec![1.5, -2.0])]);
        let cut = Weights::read(&bytes[..bytes.len() - 4])
            .unwrap()
            .vector("a");
        assert!(cut.unwrap_err().contains("cut off"));
        let weights = Weights::read(&bytes).unwrap();
        assert_eq!(weights.vector("a").unwrap().to_vec(), [1.5, -2.0]);
        assert!(weights.matrix("a").is_err());
        assert!(weights.vector("b").is_err());
        let bytes = file(&[("a".to_owned(), vec![usize::MAX, 4], vec![1.5, -2.0])]);
        let odd = Weights::read(&bytes).unwrap().matrix("a");
        assert!(odd.unwrap_err().contains("another size"));
    }
}
