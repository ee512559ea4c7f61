//! Logistic regression by stochastic gradient descent with a step of its own for each weight.

use super::super::features::{bucket, visit};
use super::super::label::Label;
use super::super::model::{MOST, Table, weight};
use super::super::script::Script;
use super::quantise::quantised;
use super::windows::Windows;
use crate::dice::Dice;

/// How a script's table is trained.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) script: Script,
    pub(super) labels: &'static [Label],
    /// The table has `2^bits` rows.
    pub(super) bits: u8,
    /// Texts of each label.
    pub(super) texts: usize,
}

/// First step.
const STEP: f32 = 0.5;
/// Share of features that a text is shown without, so that no single one is relied on.
const DROPPED: f32 = 0.3;
/// What is taken off the certainty of a text's label.
const DOUBT: f32 = 0.02;
/// The average is taken over so many states of the last half.
const SNAPSHOTS: usize = 20;

struct Descent {
    plan: Plan,
    weights: Vec<f32>,
    steps: Vec<f32>,
    sum: Vec<f32>,
    snapshots: usize,
}

/// Trains a table.
pub(super) fn train(plan: Plan, windows: &Windows<'_>, dice: &mut Dice) -> Table {
    let size = plan.labels.len() << plan.bits;
    let mut descent = Descent {
        plan,
        weights: vec![0.0; size],
        steps: vec![0.01; size],
        sum: vec![0.0; size],
        snapshots: 0,
    };
    let half = plan.texts / 2;
    let every = (half / SNAPSHOTS).max(1);
    let mut seen = Vec::new();
    for round in 0..plan.texts {
        for (at, label) in plan.labels.iter().enumerate() {
            let text = windows.draw(*label, plan.script, dice);
            see(&text, plan, dice, &mut seen);
            descent.step(&seen, at);
        }
        if round >= half && (round - half) % every == every - 1 {
            descent.remember();
        }
    }
    descent.table()
}

fn see(text: &str, plan: Plan, dice: &mut Dice, seen: &mut Vec<usize>) {
    seen.clear();
    visit(text, plan.script, &mut |hash| {
        if !dice.chance(DROPPED) {
            seen.push(bucket(hash, u32::from(plan.bits)) * plan.labels.len());
        }
    });
}

impl Descent {
    fn step(&mut self, seen: &[usize], right: usize) {
        let labels = self.plan.labels.len();
        let each = weight(seen.len() as u32);
        let mut scores = [0.0_f32; MOST];
        for start in seen {
            let row = self.weights.get(*start..start + labels).unwrap_or_default();
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += weight * each;
            }
        }
        let gradients = gradients(scores, labels, right).map(|gradient| gradient * each);
        for start in seen {
            let span = *start..start + labels;
            let (Some(row), Some(steps)) = (self.weights.get_mut(span.clone()), self.steps.get_mut(span)) else {
                continue;
            };
            for ((weight, step), gradient) in row.iter_mut().zip(steps).zip(gradients) {
                *step += gradient * gradient;
                *weight -= STEP * gradient / step.sqrt();
            }
        }
    }

    fn remember(&mut self) {
        self.snapshots += 1;
        for (sum, weight) in self.sum.iter_mut().zip(&self.weights) {
            *sum += weight;
        }
    }

    fn table(self) -> Table {
        let count = self.snapshots.max(1) as f32;
        let mean: Vec<f32> = self.sum.iter().map(|sum| sum / count).collect();
        quantised(&mean, self.plan)
    }
}

/// How far each probability is from what it should be.
fn gradients(scores: [f32; MOST], labels: usize, right: usize) -> [f32; MOST] {
    let most = scores.iter().take(labels).copied().fold(f32::NEG_INFINITY, f32::max);
    let mut odds = scores.map(|score| (score - most).exp());
    let sum: f32 = odds.iter().take(labels).sum();
    for (at, odd) in odds.iter_mut().enumerate() {
        let wanted = DOUBT / labels as f32 + if at == right { 1.0 - DOUBT } else { 0.0 };
        *odd = if at < labels { *odd / sum - wanted } else { 0.0 };
    }
    odds
}
