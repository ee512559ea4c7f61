//! Pitched voices: plucked strings, drone, flute, electric piano, bass.

use super::RATE;
use super::chance::Chance;
use std::f32::consts::TAU;

/// How a string is plucked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pluck {
    /// Where it ends, Hz.
    pub(crate) hz: f32,
    /// Where it slides from, Hz.
    pub(crate) from_hz: f32,
    /// How long it is let ring, s.
    pub(crate) seconds: f32,
    /// 0 (dull) to 1 (wiry).
    pub(crate) bright: f32,
    /// Seconds in which it falls by 60 dB.
    pub(crate) decay: f32,
}

/// A plucked string (Karplus and Strong 1983, extended by Jaffe and Smith), with a bridge that buzzes.
pub(crate) fn string(chance: &mut Chance, pluck: &Pluck, buzz: f32) -> Vec<f32> {
    let samples = (pluck.seconds * RATE) as usize;
    let lowest = pluck.hz.min(pluck.from_hz);
    let size = (RATE / lowest) as usize + 4;
    let mut line: Vec<f32> = noise_burst(chance, size, pluck.bright);
    let loss = 10_f32.powf(-3.0 / (pluck.decay * pluck.hz));
    let damp = 0.5 - 0.47 * pluck.bright;
    let (mut write, mut last) = (0_usize, 0.0_f32);
    let mut out = Vec::with_capacity(samples);
    for index in 0..samples {
        let slide = (index as f32 / (0.11 * RATE)).min(1.0);
        let hz = pluck.from_hz + (pluck.hz - pluck.from_hz) * slide * slide * (3.0 - 2.0 * slide);
        let delay = RATE / hz - damp;
        let read = tap(&line, write, delay);
        let filtered = loss * ((1.0 - damp) * read + damp * last);
        last = read;
        let bent = filtered - buzz * filtered * filtered.abs() * 0.35;
        line[write] = bent;
        write = (write + 1) % size;
        out.push(read);
    }
    fade_out(&mut out, 0.03);
    out
}

fn noise_burst(chance: &mut Chance, size: usize, bright: f32) -> Vec<f32> {
    let mut burst: Vec<f32> = (0..size).map(|_| chance.both()).collect();
    let smooth = 0.85 - 0.75 * bright;
    let mut state = 0.0;
    for sample in &mut burst {
        state = smooth * state + (1.0 - smooth) * *sample;
        *sample = state;
    }
    let mean = burst.iter().sum::<f32>() / size as f32;
    let peak = burst
        .iter()
        .fold(1e-6_f32, |peak, sample| peak.max((sample - mean).abs()));
    burst.iter().map(|sample| (sample - mean) / peak).collect()
}

fn tap(line: &[f32], write: usize, delay: f32) -> f32 {
    let size = line.len();
    let whole = delay as usize;
    let part = delay - whole as f32;
    let newer = line[(write + size - whole) % size];
    let older = line[(write + size - whole - 1) % size];
    newer + part * (older - newer)
}

pub(crate) fn fade_out(sound: &mut [f32], seconds: f32) {
    let count = ((seconds * RATE) as usize).min(sound.len());
    let start = sound.len() - count;
    for (index, sample) in sound[start..].iter_mut().enumerate() {
        *sample *= 1.0 - index as f32 / count as f32;
    }
}

/// One stroke of a tanpura string: partials that open one after the other, as over a jawari bridge.
pub(crate) fn tanpura(hz: f32, seconds: f32) -> Vec<f32> {
    let samples = (seconds * RATE) as usize;
    let mut out = vec![0.0; samples];
    for partial in 1..=18 {
        let order = partial as f32;
        let frequency = hz * order * (1.0 + 0.000_04 * order * order);
        if frequency > 9000.0 {
            break;
        }
        let opens = 0.035 * order;
        let level = 0.5 / order.powf(0.72);
        for (index, sample) in out.iter_mut().enumerate() {
            let time = index as f32 / RATE;
            let attack = (time / (0.01 + opens)).min(1.0);
            let envelope = attack * attack * (-time * (0.42 + 0.05 * order)).exp();
            *sample += level * envelope * (TAU * frequency * time).sin();
        }
    }
    fade_out(&mut out, 0.4);
    out
}

/// A bamboo flute: few harmonics, breath, a vibrato that arrives late.
pub(crate) fn flute(chance: &mut Chance, from_hz: f32, hz: f32, seconds: f32) -> Vec<f32> {
    let samples = (seconds * RATE) as usize;
    let (mut phase, mut breath) = (0.0_f32, 0.0_f32);
    let mut out = Vec::with_capacity(samples);
    for index in 0..samples {
        let time = index as f32 / RATE;
        let slide = (time / 0.14).min(1.0);
        let vibrato = 0.006 * (time - 0.25).clamp(0.0, 0.6) / 0.6 * (TAU * 5.1 * time).sin();
        let now = (from_hz + (hz - from_hz) * slide) * (1.0 + vibrato);
        phase = (phase + now / RATE).fract();
        breath = 0.93 * breath + 0.07 * chance.both();
        let body = (TAU * phase).sin() + 0.28 * (2.0 * TAU * phase).sin() + 0.09 * (3.0 * TAU * phase).sin();
        let envelope = (time / 0.07).min(1.0) * ((seconds - time) / 0.12).clamp(0.0, 1.0);
        out.push(envelope * (0.62 * body + 0.55 * breath));
    }
    out
}

/// An electric piano note by frequency modulation.
pub(crate) fn keys(hz: f32, seconds: f32, force: f32) -> Vec<f32> {
    let samples = (seconds * RATE) as usize;
    let mut out: Vec<f32> = (0..samples)
        .map(|index| {
            let time = index as f32 / RATE;
            let tine = (TAU * hz * 14.0 * time).sin() * 0.35 * (-time * 22.0).exp();
            let bell = (TAU * hz * time).sin() * force * 1.3 * (-time * 3.2).exp();
            let body = (TAU * hz * time + bell + tine).sin();
            let tremolo = 1.0 - 0.1 * (TAU * 4.3 * time).sin();
            body * tremolo * (-time * 1.25).exp() * (time / 0.004).min(1.0)
        })
        .collect();
    fade_out(&mut out, 0.06);
    out
}

/// A round bass note.
pub(crate) fn bass(hz: f32, seconds: f32) -> Vec<f32> {
    let samples = (seconds * RATE) as usize;
    let mut out: Vec<f32> = (0..samples)
        .map(|index| {
            let time = index as f32 / RATE;
            let wave = (TAU * hz * time).sin() + 0.3 * (2.0 * TAU * hz * time).sin() * (-time * 5.0).exp();
            (1.4 * wave).tanh() * (-time * 1.7).exp() * (time / 0.006).min(1.0)
        })
        .collect();
    fade_out(&mut out, 0.04);
    out
}
