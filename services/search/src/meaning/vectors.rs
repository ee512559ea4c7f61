//! Places as small numbers, looked through from first to last.
//!
//! 200,000 of them take some milliseconds, as long as a graph of neighbours would, and nothing
//! has to be built: what that buys begins at millions.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A coordinate of length 1 as a small number.
const SCALE: f32 = 127.0;

/// Places, each by its number.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    all: Vec<i8>,
    width: usize,
}

impl Vectors {
    /// Adds a place of length 1; all have as many coordinates as the first.
    pub(super) fn push(&mut self, place: &[f32]) {
        if self.width == 0 {
            self.width = place.len();
        }
        if place.len() == self.width {
            self.all.extend(small(place));
        }
    }

    /// Numbers of the places nearest to one, at least `near`, nearest first; at most `most`.
    pub(super) fn nearest(&self, place: &[f32], near: f32, most: usize) -> Vec<usize> {
        if place.len() != self.width || self.width == 0 {
            return Vec::new();
        }
        let place: Vec<i8> = small(place).collect();
        let least = (near * SCALE * SCALE) as i32;
        let mut best: BinaryHeap<Reverse<(i32, Reverse<usize>)>> = BinaryHeap::with_capacity(most + 1);
        for (at, other) in self.all.chunks_exact(self.width).enumerate() {
            let product = product(&place, other);
            if product >= least {
                best.push(Reverse((product, Reverse(at))));
                if best.len() > most {
                    best.pop();
                }
            }
        }
        let best = best.into_sorted_vec().into_iter();
        best.map(|Reverse((_, Reverse(at)))| at).collect()
    }
}

fn small(place: &[f32]) -> impl Iterator<Item = i8> {
    place.iter().map(|one| (one * SCALE).round().clamp(-SCALE, SCALE) as i8)
}

fn product(a: &[i8], b: &[i8]) -> i32 {
    a.iter()
        .zip(b)
        .map(|(a, b)| i32::from(i16::from(*a) * i16::from(*b)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::Vectors;

    #[test]
    fn the_nearest_come_first_and_the_far_not_at_all() {
        let mut vectors = Vectors::default();
        for angle in [0.0_f32, 0.5, 0.1, 3.0, 0.1] {
            vectors.push(&[angle.cos(), angle.sin()]);
        }
        assert_eq!(vectors.nearest(&[1.0, 0.0], 0.8, 9), [0, 2, 4, 1]);
        assert_eq!(vectors.nearest(&[1.0, 0.0], 0.8, 2), [0, 2]);
        assert_eq!(vectors.nearest(&[1.0, 0.0, 0.0], 0.8, 2), [0; 0]);
        assert_eq!(Vectors::default().nearest(&[], 0.0, 2), [0; 0]);
    }
}
