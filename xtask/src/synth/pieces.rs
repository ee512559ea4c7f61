//! Pieces put together from voices, drums and a room.

use super::chance::Chance;
use super::drums::{Stroke, strike};
use super::raag::{Note, hertz};
use super::stations::{Ident, Piece, Style};
use super::voices::{Pluck, bass, flute, keys, string, tanpura};
use super::{RATE, Stereo, space};

use Stroke::{Chimta, Dha, DholHigh, DholLow, Ge, Hat, Kick, Na, Snare, Tin, Tit};

/// Strokes at fractions of a cycle, with their force.
type Pattern = &'static [(f32, Stroke, f32)];

/// Keherwa, eight beats: dha ge na ti · na ka dhi na.
const KEHERWA: Pattern = &[
    (0.0, Dha, 1.0),
    (1.0, Ge, 0.7),
    (2.0, Na, 0.8),
    (3.0, Tin, 0.6),
    (4.0, Na, 0.8),
    (4.5, Tit, 0.35),
    (5.0, Tit, 0.5),
    (6.0, Dha, 0.8),
    (7.0, Na, 0.7),
    (7.5, Tit, 0.35),
];
/// Dadra, six beats.
const DADRA: Pattern = &[
    (0.0, Dha, 1.0),
    (1.0, Tin, 0.6),
    (2.0, Na, 0.7),
    (3.0, Na, 0.8),
    (3.5, Tit, 0.3),
    (4.0, Tin, 0.55),
    (5.0, Na, 0.7),
];
const SOFT_KIT: Pattern = &[
    (0.0, Kick, 1.0),
    (0.5, Hat, 0.25),
    (1.0, Snare, 0.55),
    (1.5, Hat, 0.3),
    (2.25, Kick, 0.7),
    (2.5, Hat, 0.25),
    (2.75, Kick, 0.45),
    (3.0, Snare, 0.6),
    (3.5, Hat, 0.35),
];
const BHANGRA: Pattern = &[
    (0.0, DholLow, 1.0),
    (0.33, DholHigh, 0.45),
    (0.67, DholHigh, 0.6),
    (1.0, DholHigh, 0.8),
    (1.33, DholLow, 0.6),
    (1.67, DholHigh, 0.5),
    (2.0, DholLow, 0.9),
    (2.33, DholHigh, 0.45),
    (2.67, DholHigh, 0.6),
    (3.0, DholHigh, 0.9),
    (3.67, DholLow, 0.7),
    (1.0, Chimta, 0.5),
    (3.0, Chimta, 0.5),
];

/// Renders a piece.
pub(crate) fn render(piece: &Piece) -> Stereo {
    let mut chance = Chance::new(piece.seed);
    let mut sound = Stereo::seconds(piece.seconds);
    let (wet, room, drive) = match piece.style {
        Style::Mehfil => {
            mehfil(&mut sound, piece, &mut chance);
            (0.34, 2.4, 1.1)
        }
        Style::Chai => {
            chai(&mut sound, piece, &mut chance);
            (0.24, 1.5, 1.5)
        }
        Style::Dhol => {
            dhol(&mut sound, piece, &mut chance);
            (0.15, 0.9, 1.7)
        }
    };
    space::reverb(&mut sound, wet, room);
    space::polish(&mut sound, drive);
    sound
}

/// Renders a spoken ident over a short sting.
pub(crate) fn ident(ident: &Ident, speech: &[f32]) -> Stereo {
    let mut chance = Chance::new(speech.len() as u64);
    let spoken = speech.len() as f32 / RATE;
    let mut sound = Stereo::seconds(spoken + 3.2);
    for (order, degree) in [0, 2, 4, 7].into_iter().enumerate() {
        let hz = hertz(ident.sa * 2.0, ident.raag.semitones(degree));
        let pluck = ring(hz, 3.0, 0.5);
        sound.add(
            &string(&mut chance, &pluck, 0.2),
            0.13 * order as f32,
            0.3,
            0.2 * order as f32 - 0.3,
        );
        sound.add(
            &string(&mut chance, &pluck, 0.2),
            spoken + 0.5 + 0.1 * order as f32,
            0.26,
            0.3 - 0.2 * order as f32,
        );
    }
    let hit = if ident.style == Style::Dhol { DholLow } else { Ge };
    sound.add(&strike(&mut chance, hit, ident.sa), 0.0, 0.5, 0.0);
    sound.add(speech, 0.65, 1.5, 0.0);
    space::reverb(&mut sound, 0.12, 1.2);
    space::polish(&mut sound, 1.3);
    sound
}

fn ring(hz: f32, seconds: f32, bright: f32) -> Pluck {
    Pluck {
        hz,
        from_hz: hz,
        seconds,
        bright,
        decay: 3.2,
    }
}

fn beat_seconds(piece: &Piece) -> f32 {
    60.0 / piece.tempo
}

fn beats(piece: &Piece) -> f32 {
    piece.seconds / beat_seconds(piece)
}

fn drone(sound: &mut Stereo, piece: &Piece, gain: f32) {
    let fifth = if piece.raag.steps.contains(&7) { -5.0 } else { -7.0 };
    let strings = [fifth, 0.0, 0.0, -12.0].map(|semitones| tanpura(hertz(piece.sa, semitones), 5.0));
    let mut at = 0.0;
    let mut turn = 0;
    while at < piece.seconds {
        sound.add(&strings[turn % 4], at, gain, [-0.35, 0.3, -0.1, 0.15][turn % 4]);
        at += if turn % 4 == 3 { 1.35 } else { 0.95 };
        turn += 1;
    }
}

fn drums(sound: &mut Stereo, piece: &Piece, chance: &mut Chance, part: &DrumPart) {
    let beat = beat_seconds(piece);
    let mut cycle = part.from;
    while cycle + part.length <= beats(piece) - 2.0 {
        for (offset, stroke, force) in part.pattern {
            let is_fill = chance.one_in(14);
            let late = part.swing * beat * if offset.fract() > 0.2 { 1.0 } else { 0.0 } + 0.006 * chance.both();
            let at = (cycle + offset) * beat + late;
            let pan = if matches!(stroke, Ge | Kick | DholLow) {
                -0.1
            } else {
                0.18
            };
            sound.add(
                &strike(chance, *stroke, piece.sa),
                at,
                part.gain * force * (0.9 + 0.2 * chance.unit()),
                pan,
            );
            if is_fill {
                sound.add(
                    &strike(chance, part.fill, piece.sa),
                    at + beat * 0.25,
                    part.gain * 0.4,
                    0.25,
                );
            }
        }
        cycle += part.length;
    }
}

struct DrumPart {
    pattern: Pattern,
    length: f32,
    from: f32,
    gain: f32,
    swing: f32,
    fill: Stroke,
}

fn sitar(sound: &mut Stereo, piece: &Piece, chance: &mut Chance, note: &Note) {
    let beat = beat_seconds(piece);
    let hz = hertz(piece.sa * 2.0, note.semitones);
    let pluck = Pluck {
        hz,
        from_hz: hertz(piece.sa * 2.0, note.from),
        seconds: (note.beats * beat + 0.8).min(3.5),
        bright: 0.45 + 0.35 * note.force,
        decay: 2.2,
    };
    sound.add(&string(chance, &pluck, 0.55), note.beat * beat, 0.4 * note.force, 0.12);
    let sympathetic = ring(hz, 2.0, 0.2);
    sound.add(&string(chance, &sympathetic, 0.0), note.beat * beat + 0.03, 0.05, -0.4);
}

fn mehfil(sound: &mut Stereo, piece: &Piece, chance: &mut Chance) {
    drone(sound, piece, 0.1);
    let is_dadra = piece.seed.is_multiple_of(3);
    let (pattern, length): (Pattern, f32) = if is_dadra { (DADRA, 6.0) } else { (KEHERWA, 8.0) };
    let alap = length * 2.0;
    let lead_is_flute = piece.seed == 47;
    let mut at = 2.0;
    while at + length < beats(piece) - 3.0 {
        let pulse = if at < alap { 1.0 } else { 0.5 };
        for note in piece.raag.phrase(chance, at, length - 0.5, pulse) {
            if lead_is_flute {
                blow(sound, piece, chance, &note, 0.32);
            } else {
                sitar(sound, piece, chance, &note);
            }
        }
        at += length;
    }
    let part = DrumPart {
        pattern,
        length,
        from: alap,
        gain: 0.3,
        swing: 0.0,
        fill: Tit,
    };
    drums(sound, piece, chance, &part);
}

fn blow(sound: &mut Stereo, piece: &Piece, chance: &mut Chance, note: &Note, gain: f32) {
    let beat = beat_seconds(piece);
    let (from, to) = (hertz(piece.sa * 2.0, note.from), hertz(piece.sa * 2.0, note.semitones));
    sound.add(
        &flute(chance, from, to, note.beats * beat * 0.96),
        note.beat * beat,
        gain * note.force,
        -0.15,
    );
}

fn chai(sound: &mut Stereo, piece: &Piece, chance: &mut Chance) {
    let beat = beat_seconds(piece);
    let roots = [0, 3, 4, if piece.seed.is_multiple_of(2) { 5 } else { 2 }];
    let mut bar = 0;
    while (bar * 4) as f32 + 4.0 <= beats(piece) {
        let root = roots[bar % 4];
        let at = (bar * 4) as f32 * beat;
        for (voice, third) in [0, 2, 4, 6].into_iter().enumerate() {
            let hz = hertz(piece.sa, piece.raag.semitones(root + third));
            sound.add(
                &keys(hz, beat * 3.8, 0.7),
                at + 0.012 * voice as f32,
                0.13,
                0.5 - 0.3 * voice as f32,
            );
        }
        if bar >= 2 {
            let low = hertz(piece.sa * 0.5, piece.raag.semitones(root));
            sound.add(&bass(low, beat * 1.6), at, 0.3, 0.0);
            sound.add(&bass(low, beat * 0.8), at + beat * 2.25, 0.24, 0.0);
        }
        bar += 1;
    }
    let mut at = 8.0;
    while at + 8.0 < beats(piece) - 2.0 {
        for note in piece.raag.phrase(chance, at, 6.0, 0.5) {
            blow(sound, piece, chance, &note, 0.2);
        }
        at += if chance.one_in(3) { 12.0 } else { 8.0 };
    }
    let part = DrumPart {
        pattern: SOFT_KIT,
        length: 4.0,
        from: 8.0,
        gain: 0.34,
        swing: 0.09,
        fill: Hat,
    };
    drums(sound, piece, chance, &part);
}

fn dhol(sound: &mut Stereo, piece: &Piece, chance: &mut Chance) {
    drone(sound, piece, 0.035);
    let beat = beat_seconds(piece);
    let part = DrumPart {
        pattern: BHANGRA,
        length: 4.0,
        from: 0.0,
        gain: 0.42,
        swing: 0.0,
        fill: DholHigh,
    };
    drums(sound, piece, chance, &part);
    let hook: Vec<Note> = piece.raag.phrase(chance, 0.0, 4.0, 0.5);
    let mut at = 8.0;
    while at + 8.0 < beats(piece) - 2.0 {
        let answer = piece.raag.phrase(chance, 4.0, 4.0, 0.5);
        for note in hook.iter().chain(&answer) {
            tumbi(sound, piece, chance, note, at * beat);
        }
        at += if chance.one_in(4) { 12.0 } else { 8.0 };
    }
}

fn tumbi(sound: &mut Stereo, piece: &Piece, chance: &mut Chance, note: &Note, start: f32) {
    let beat = beat_seconds(piece);
    let strokes = if note.beats >= 1.0 { 2 } else { 1 };
    for stroke in 0..strokes {
        let pluck = Pluck {
            hz: hertz(piece.sa * 4.0, note.semitones),
            from_hz: hertz(piece.sa * 4.0, note.from),
            seconds: 0.7,
            bright: 0.9,
            decay: 0.7,
        };
        let at = start + note.beat * beat + stroke as f32 * beat * 0.5;
        sound.add(&string(chance, &pluck, 0.3), at, 0.26 * note.force, 0.2);
    }
}
