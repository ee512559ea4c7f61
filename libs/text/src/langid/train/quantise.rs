//! Weights in a byte each.

use super::super::model::Table;
use super::descent::Plan;

/// Share of the weights that are cut off at the largest byte: a few are far out, and would make
/// the step coarse for all others.
const CUT: f32 = 0.0005;

pub(super) fn quantised(weights: &[f32], plan: Plan) -> Table {
    let labels = plan.labels.len();
    let scales: Vec<f32> = (0..labels)
        .map(|label| scale(weights.iter().skip(label).step_by(labels)))
        .collect();
    let byte = |(at, weight): (usize, &f32)| {
        let scale = scales.get(at % labels).copied().unwrap_or(1.0);
        (weight / scale).round().clamp(-127.0, 127.0) as i8
    };
    let rows = weights.iter().enumerate().map(byte).collect();
    Table {
        bits: plan.bits,
        biases: vec![0.0; labels],
        scales,
        rows,
    }
}

fn scale<'a>(weights: impl Iterator<Item = &'a f32>) -> f32 {
    let mut sizes: Vec<f32> = weights.map(|weight| weight.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let cut = sizes.len().saturating_sub(1 + (sizes.len() as f32 * CUT) as usize);
    sizes.get(cut).copied().unwrap_or_default().max(1e-6) / 127.0
}
