//! The weights of one script, and the file they are kept in.
//!
//! File: `AWLI`, version, then per script its `bits`, a scale and a bias per label (`f32`) and
//! `2^bits` rows of one signed byte per label; all little-endian.

use super::features::{bucket, visit};
use super::label::Label;
use super::script::Script;

/// Labels a script can have, the most of all scripts.
pub(super) const MOST: usize = 6;
/// Labels of a text in Arabic letters.
pub(super) const ARABIC: [Label; 6] = [
    Label::Urdu,
    Label::Shahmukhi,
    Label::Sindhi,
    Label::Pashto,
    Label::Balochi,
    Label::Other,
];
/// Labels of a text in Latin letters.
pub(super) const LATIN: [Label; 3] = [Label::English, Label::RomanUrdu, Label::Other];

const MAGIC: &[u8] = b"AWLI\x01";
const MOST_BITS: u8 = 20;

/// A model file that cannot be used: it is damaged, or was made for another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no language model of this version")]
pub struct BadModel;

/// The weights of one script.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) bits: u8,
    pub(super) scales: Vec<f32>,
    pub(super) biases: Vec<f32>,
    pub(super) rows: Vec<i8>,
}

impl Table {
    /// Scores of each label, the higher the likelier; differences are natural logarithms of odds.
    pub(super) fn scores(&self, text: &str, script: Script) -> [f32; MOST] {
        let labels = self.scales.len();
        let mut sums = [0_i32; MOST];
        let mut features = 0_u32;
        visit(text, script, &mut |hash| {
            features += 1;
            let start = bucket(hash, u32::from(self.bits)) * labels;
            let row = self.rows.get(start..start + labels).unwrap_or_default();
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(*weight);
            }
        });
        let mut scores = [f32::NEG_INFINITY; MOST];
        let each = weight(features);
        for (at, (scale, bias)) in self.scales.iter().zip(&self.biases).enumerate() {
            if let (Some(score), Some(sum)) = (scores.get_mut(at), sums.get(at)) {
                *score = bias + scale * *sum as f32 * each;
            }
        }
        scores
    }

    fn write(&self, to: &mut Vec<u8>) {
        to.push(self.bits);
        for value in self.scales.iter().chain(&self.biases) {
            to.extend(value.to_le_bytes());
        }
        to.extend(self.rows.iter().map(|weight| weight.cast_unsigned()));
    }

    fn read(from: &mut &[u8], labels: usize) -> Result<Self, BadModel> {
        let bits = *take(from, 1)?.first().ok_or(BadModel)?;
        if bits == 0 || bits > MOST_BITS {
            return Err(BadModel);
        }
        let scales = floats(from, labels)?;
        let biases = floats(from, labels)?;
        let rows = take(from, labels << bits)?
            .iter()
            .map(|byte| byte.cast_signed())
            .collect();
        Ok(Self {
            bits,
            scales,
            biases,
            rows,
        })
    }
}

/// What each of so many features counts: a long text says more than a short one, but not as
/// much more as it is longer, since its words are not independent.
pub(super) fn weight(features: u32) -> f32 {
    1.0 / (features.max(1) as f32).sqrt()
}

/// Writes the tables of both scripts.
pub(super) fn write(arabic: &Table, latin: &Table) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    arabic.write(&mut file);
    latin.write(&mut file);
    file
}

/// Reads the tables of both scripts.
pub(super) fn read(file: &[u8]) -> Result<(Table, Table), BadModel> {
    let mut rest = file.strip_prefix(MAGIC).ok_or(BadModel)?;
    let arabic = Table::read(&mut rest, ARABIC.len())?;
    let latin = Table::read(&mut rest, LATIN.len())?;
    if rest.is_empty() {
        Ok((arabic, latin))
    } else {
        Err(BadModel)
    }
}

fn take<'a>(from: &mut &'a [u8], length: usize) -> Result<&'a [u8], BadModel> {
    let (head, tail) = from.split_at_checked(length).ok_or(BadModel)?;
    *from = tail;
    Ok(head)
}

fn floats(from: &mut &[u8], count: usize) -> Result<Vec<f32>, BadModel> {
    let bytes = take(from, count * 4)?;
    let read = |chunk: &[u8]| chunk.try_into().map(f32::from_le_bytes);
    let values: Vec<f32> = bytes.chunks_exact(4).filter_map(|chunk| read(chunk).ok()).collect();
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(BadModel)
    }
}
