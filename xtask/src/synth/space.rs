//! The room the music is in, and the last polish.

use super::{RATE, Stereo};

const DELAYS: [usize; 8] = [1687, 1933, 2251, 2503, 2791, 3137, 3467, 3761];

/// Adds a room: a feedback network of eight delays; `wet` 0 to 1, `seconds` to fall by 60 dB.
pub(crate) fn reverb(sound: &mut Stereo, wet: f32, seconds: f32) {
    let mut lines: Vec<Vec<f32>> = DELAYS.iter().map(|delay| vec![0.0; *delay]).collect();
    let mut damped = [0.0_f32; 8];
    let gains: Vec<f32> = DELAYS
        .iter()
        .map(|delay| 10_f32.powf(-3.0 * *delay as f32 / RATE / seconds))
        .collect();
    for index in 0..sound.left.len() {
        let mut taps = [0.0_f32; 8];
        for (line, tap) in taps.iter_mut().enumerate() {
            let out = lines[line][index % DELAYS[line]];
            damped[line] = 0.62 * out + 0.38 * damped[line];
            *tap = damped[line] * gains[line];
        }
        let mixed = hadamard(taps);
        let input = [sound.left[index], sound.right[index]];
        for line in 0..8 {
            lines[line][index % DELAYS[line]] = mixed[line] + 0.35 * input[line % 2];
        }
        sound.left[index] += wet * (taps[0] + taps[2] + taps[4] + taps[6]);
        sound.right[index] += wet * (taps[1] + taps[3] + taps[5] + taps[7]);
    }
}

fn hadamard(mut values: [f32; 8]) -> [f32; 8] {
    let mut half = 1;
    while half < 8 {
        for start in (0..8).step_by(half * 2) {
            for index in start..start + half {
                let (left, right) = (values[index], values[index + half]);
                values[index] = left + right;
                values[index + half] = left - right;
            }
        }
        half *= 2;
    }
    values.map(|value| value * 0.353_553_4)
}

/// Takes out what is below 35 Hz, brings the level to −1 dBFS peak through a soft knee, and fades the ends.
pub(crate) fn polish(sound: &mut Stereo, drive: f32) {
    for channel in [&mut sound.left, &mut sound.right] {
        let (mut input, mut output) = (0.0_f32, 0.0_f32);
        for sample in channel.iter_mut() {
            output = 0.9954 * (output + *sample - input);
            input = *sample;
            *sample = output;
        }
    }
    let loudest = |sound: &Stereo| {
        sound
            .left
            .iter()
            .chain(&sound.right)
            .fold(1e-6_f32, |peak, sample| peak.max(sample.abs()))
    };
    let gain = drive / loudest(sound);
    for sample in sound.left.iter_mut().chain(sound.right.iter_mut()) {
        *sample = (*sample * gain).tanh();
    }
    let gain = 0.89 / loudest(sound);
    let (length, fade_in, fade_out) = (sound.left.len(), 0.01 * RATE, 3.0 * RATE);
    for channel in [&mut sound.left, &mut sound.right] {
        for (index, sample) in channel.iter_mut().enumerate() {
            let start = (index as f32 / fade_in).min(1.0);
            let end = ((length - index) as f32 / fade_out).min(1.0);
            *sample *= gain * start * end * end;
        }
    }
}
