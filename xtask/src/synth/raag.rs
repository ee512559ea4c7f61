//! Raags: the notes, which of them rest, and melodies that walk them.

use super::chance::Chance;

/// A raag as steps in semitones above Sa within the octave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raag {
    pub(crate) steps: &'static [i32],
    /// Degrees (indices into `steps`) on which phrases like to rest: vadi and samvadi.
    pub(crate) rests: [usize; 2],
}

pub(crate) const YAMAN: Raag = Raag {
    steps: &[0, 2, 4, 6, 7, 9, 11],
    rests: [2, 6],
};
pub(crate) const BAGESHRI: Raag = Raag {
    steps: &[0, 2, 3, 5, 7, 9, 10],
    rests: [3, 0],
};
pub(crate) const BHAIRAVI: Raag = Raag {
    steps: &[0, 1, 3, 5, 7, 8, 10],
    rests: [3, 0],
};
pub(crate) const BHUPALI: Raag = Raag {
    steps: &[0, 2, 4, 7, 9],
    rests: [2, 4],
};
pub(crate) const PAHADI: Raag = Raag {
    steps: &[0, 2, 4, 5, 7, 9, 11],
    rests: [0, 4],
};
pub(crate) const KAFI: Raag = Raag {
    steps: &[0, 2, 3, 5, 7, 9, 10],
    rests: [4, 1],
};
pub(crate) const CHARUKESHI: Raag = Raag {
    steps: &[0, 2, 4, 5, 7, 8, 10],
    rests: [4, 0],
};

/// One note of a melody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Note {
    /// When, beats from the start of the piece.
    pub(crate) beat: f32,
    /// How long, beats.
    pub(crate) beats: f32,
    /// Semitones above middle Sa.
    pub(crate) semitones: f32,
    /// Semitones it slides from (meend); equal to `semitones` for none.
    pub(crate) from: f32,
    /// How hard, 0 to 1.
    pub(crate) force: f32,
}

impl Raag {
    /// Semitones of a degree that may be outside the octave.
    pub(crate) fn semitones(&self, degree: i32) -> f32 {
        let count = self.steps.len() as i32;
        (self.steps[degree.rem_euclid(count) as usize] + 12 * degree.div_euclid(count)) as f32
    }

    /// A phrase of `beats` beats from `start`: walks by steps, sometimes leaps, and rests at the end.
    pub(crate) fn phrase(&self, chance: &mut Chance, start: f32, beats: f32, pulse: f32) -> Vec<Note> {
        let count = self.steps.len() as i32;
        let mut degree = chance.below(count as usize) as i32;
        let goal = if chance.one_in(3) {
            0
        } else {
            self.rests[chance.below(2)] as i32
        };
        let mut notes: Vec<Note> = Vec::new();
        let mut at = 0.0;
        while at < beats - pulse * 3.0 {
            let length = pulse * [1.0, 1.0, 1.0, 2.0, 2.0, 3.0][chance.below(6)];
            let is_breath = chance.one_in(7) && at > 0.0;
            if !is_breath {
                let previous = notes.last().map(|note| note.semitones);
                notes.push(self.note(chance, (start + at, length), degree, previous));
            }
            at += length;
            let leap = if chance.one_in(5) { 3 } else { 1 };
            let towards = if degree > goal + 4 {
                -1
            } else if degree < goal - 3 {
                1
            } else {
                chance.below(3) as i32 - 1
            };
            degree = (degree + towards * leap).clamp(-3, count + 3);
        }
        let previous = notes.last().map(|note| note.semitones);
        notes.push(self.note(chance, (start + at, beats - at), goal, previous));
        notes
    }

    fn note(&self, chance: &mut Chance, (beat, beats): (f32, f32), degree: i32, previous: Option<f32>) -> Note {
        let semitones = self.semitones(degree);
        let slides = chance.one_in(3) && previous.is_some_and(|previous| (previous - semitones).abs() < 6.0);
        Note {
            beat,
            beats,
            semitones,
            from: if slides {
                previous.unwrap_or(semitones)
            } else {
                semitones
            },
            force: 0.62 + 0.33 * chance.unit(),
        }
    }
}

/// Frequency of `semitones` above `sa`, Hz.
pub(crate) fn hertz(sa: f32, semitones: f32) -> f32 {
    sa * (semitones / 12.0).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn melodies_stay_in_their_raag_and_in_their_time() {
        let mut chance = Chance::new(7);
        for raag in [YAMAN, BAGESHRI, BHAIRAVI, BHUPALI, PAHADI, KAFI, CHARUKESHI] {
            for note in raag.phrase(&mut chance, 4.0, 8.0, 0.5) {
                assert!(raag.steps.contains(&(note.semitones as i32).rem_euclid(12)));
                assert!(note.beat >= 4.0 && note.beat + note.beats <= 12.001);
            }
        }
    }
}
