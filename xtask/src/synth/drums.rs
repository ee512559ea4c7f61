//! Drums: tabla, dhol, and a soft kit.

use super::RATE;
use super::chance::Chance;
use super::voices::fade_out;
use std::f32::consts::TAU;

/// A stroke that can be struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// Tabla, right hand, ringing rim.
    Na,
    /// Tabla, right hand, open.
    Tin,
    /// Tabla, left hand, bass with a bend.
    Ge,
    /// Tabla, dry.
    Tit,
    /// Na and Ge together.
    Dha,
    /// Dhol, bass side.
    DholLow,
    /// Dhol, stick side.
    DholHigh,
    /// Kick.
    Kick,
    /// Brushed snare.
    Snare,
    /// Closed hat.
    Hat,
    /// Jingling tongs.
    Chimta,
}

/// One stroke as sound; `sa` tunes the tabla.
pub(crate) fn strike(chance: &mut Chance, stroke: Stroke, sa: f32) -> Vec<f32> {
    match stroke {
        Stroke::Na => modes(
            sa * 2.0,
            &[(1.0, 0.25, 9.0), (2.0, 0.7, 6.0), (3.0, 0.6, 7.0), (4.02, 0.35, 11.0)],
            0.5,
        ),
        Stroke::Tin => modes(sa * 2.0, &[(1.0, 0.9, 4.5), (2.01, 0.35, 7.0), (3.0, 0.12, 10.0)], 0.6),
        Stroke::Ge => bent_drum(sa * 0.42, 0.34, 5.5, 0.75),
        Stroke::Tit => noise(chance, 0.05, 90.0, 0.55),
        Stroke::Dha => sum(&strike(chance, Stroke::Na, sa), &strike(chance, Stroke::Ge, sa)),
        Stroke::DholLow => sum(&bent_drum(62.0, 0.55, 6.5, 0.6), &noise(chance, 0.03, 160.0, 0.7)),
        Stroke::DholHigh => sum(
            &modes(330.0, &[(1.0, 0.5, 26.0), (1.6, 0.4, 30.0), (2.3, 0.3, 38.0)], 0.2),
            &noise(chance, 0.05, 70.0, 0.1),
        ),
        Stroke::Kick => bent_drum(48.0, 1.6, 9.0, 0.35),
        Stroke::Snare => sum(&modes(185.0, &[(1.0, 0.4, 22.0)], 0.2), &noise(chance, 0.2, 24.0, 0.3)),
        Stroke::Hat => noise(chance, 0.06, 70.0, 0.02),
        Stroke::Chimta => chimta(chance),
    }
}

fn modes(hz: f32, modes: &[(f32, f32, f32)], seconds: f32) -> Vec<f32> {
    let samples = (seconds * RATE) as usize;
    let mut out: Vec<f32> = (0..samples)
        .map(|index| {
            let time = index as f32 / RATE;
            let ring = |(ratio, level, decay): &(f32, f32, f32)| {
                level * (TAU * hz * ratio * time).sin() * (-time * decay).exp()
            };
            modes.iter().map(ring).sum::<f32>() * (time / 0.0015).min(1.0)
        })
        .collect();
    fade_out(&mut out, 0.02);
    out
}

fn bent_drum(hz: f32, bend: f32, decay: f32, seconds: f32) -> Vec<f32> {
    let samples = (seconds * RATE) as usize;
    let mut phase = 0.0_f32;
    let mut out = Vec::with_capacity(samples);
    for index in 0..samples {
        let time = index as f32 / RATE;
        phase = (phase + hz * (1.0 + bend * (-time * 28.0).exp()) / RATE).fract();
        out.push((1.5 * (TAU * phase).sin()).tanh() * (-time * decay).exp() * (time / 0.002).min(1.0));
    }
    fade_out(&mut out, 0.03);
    out
}

/// Noise that dies away; `smooth` 0 leaves it bright, 0.9 makes it dull.
fn noise(chance: &mut Chance, seconds: f32, decay: f32, smooth: f32) -> Vec<f32> {
    let samples = (seconds * RATE) as usize;
    let (mut low, mut previous) = (0.0_f32, 0.0_f32);
    let mut out = Vec::with_capacity(samples);
    for index in 0..samples {
        let raw = chance.both();
        low = smooth * low + (1.0 - smooth) * raw;
        let shaped = if smooth < 0.05 { raw - previous } else { low };
        previous = raw;
        out.push(0.5 * shaped * (-(index as f32) / RATE * decay).exp());
    }
    fade_out(&mut out, 0.005);
    out
}

fn chimta(chance: &mut Chance) -> Vec<f32> {
    let ring = modes(
        3900.0,
        &[(1.0, 0.14, 18.0), (1.37, 0.12, 21.0), (1.83, 0.1, 25.0)],
        0.25,
    );
    sum(&ring, &noise(chance, 0.12, 30.0, 0.0))
}

fn sum(left: &[f32], right: &[f32]) -> Vec<f32> {
    let count = left.len().max(right.len());
    let at = |sound: &[f32], index: usize| sound.get(index).copied().unwrap_or(0.0);
    (0..count).map(|index| at(left, index) + at(right, index)).collect()
}
