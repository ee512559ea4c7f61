//! The directions in which rows differ most, by subspace iteration from a random start
//! (Halko, Martinsson, Tropp 2011, algorithm 4.4).

use crate::dice::Dice;

/// Rounds that the directions are turned to where the rows are.
const ROUNDS: usize = 4;
/// Below this, a direction is nothing but rounding.
const NOTHING: f32 = 1e-6;

/// A row of weighted numbers.
pub(super) type Row = Vec<(u32, f32)>;

/// Directions side by side: for each word its place in each of them.
#[derive(Debug, Default)]
pub(super) struct Basis {
    places: Vec<f32>,
    width: usize,
    /// How far the rows reach along each direction, the widest first.
    reaches: Vec<f32>,
}

impl Basis {
    /// About the `width` directions in which rows over `words` words differ most.
    pub(super) fn of(rows: &[Row], words: usize, width: usize) -> Self {
        let mut dice = Dice::new(1);
        let mut random = || (0..4).map(|_| dice.unit() - 0.5).sum::<f32>();
        let mut basis = Self {
            places: (0..words * width).map(|_| random()).collect(),
            width,
            reaches: vec![1.0; width],
        };
        for _ in 0..ROUNDS {
            basis = basis.turned(rows);
            basis.straighten();
        }
        basis
    }

    /// The directions through all rows and back.
    fn turned(&self, rows: &[Row]) -> Self {
        let mut places = vec![0.0; self.places.len()];
        for row in rows {
            let there = self.project(row);
            for (word, weight) in row {
                let from = *word as usize * self.width;
                let place = places.get_mut(from..from + self.width).unwrap_or_default();
                for (sum, one) in place.iter_mut().zip(&there) {
                    *sum += weight * one;
                }
            }
        }
        Self {
            places,
            width: self.width,
            reaches: vec![1.0; self.width],
        }
    }

    /// Makes the directions of length 1 and square to each other (Gram and Schmidt); those that
    /// others hold already become nothing.
    fn straighten(&mut self) {
        for at in 0..self.width {
            // A second pass takes out what rounding left.
            for _ in 0..2 {
                let shares = self.shares(at);
                self.take_out(at, &shares);
            }
            let length = self.column(at).map(|one| one * one).sum::<f32>().sqrt();
            if let Some(reach) = self.reaches.get_mut(at) {
                // It went through the rows twice: there and back.
                *reach = length.sqrt();
            }
            let factor = if length > NOTHING { 1.0 / length } else { 0.0 };
            for row in self.places.chunks_exact_mut(self.width) {
                row.iter_mut().skip(at).take(1).for_each(|one| *one *= factor);
            }
        }
    }

    /// What a direction shares with each before it.
    fn shares(&self, at: usize) -> Vec<f32> {
        let mut shares = vec![0.0; at];
        for row in self.places.chunks_exact(self.width) {
            let (before, rest) = row.split_at(at);
            let one = rest.first().copied().unwrap_or_default();
            shares
                .iter_mut()
                .zip(before)
                .for_each(|(sum, other)| *sum += one * other);
        }
        shares
    }

    fn take_out(&mut self, at: usize, shares: &[f32]) {
        for row in self.places.chunks_exact_mut(self.width) {
            let (before, rest) = row.split_at_mut(at);
            let common: f32 = before.iter().zip(shares).map(|(other, share)| other * share).sum();
            rest.iter_mut().take(1).for_each(|one| *one -= common);
        }
    }

    fn column(&self, at: usize) -> impl Iterator<Item = f32> {
        self.places.iter().skip(at).step_by(self.width).copied()
    }

    /// Where a row lies, what all rows differ in most counting most.
    pub(super) fn place(&self, row: &[(u32, f32)]) -> Vec<f32> {
        let there = self.project(row).into_iter().zip(&self.reaches);
        there.map(|(one, reach)| one * reach).collect()
    }

    /// Where a row lies along each direction.
    fn project(&self, row: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = vec![0.0; self.width];
        for (word, weight) in row {
            let from = *word as usize * self.width;
            let place = self.places.get(from..from + self.width).unwrap_or_default();
            sums.iter_mut().zip(place).for_each(|(sum, one)| *sum += weight * one);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_square_and_of_length_one() {
        let mut dice = Dice::new(7);
        let row = |dice: &mut Dice| (0..30).map(|word| (word, dice.unit())).collect();
        let rows: Vec<Row> = (0..50).map(|_| row(&mut dice)).collect();
        let basis = Basis::of(&rows, 30, 6);
        for (a, b) in (0..6).flat_map(|a| (0..6).map(move |b| (a, b))) {
            let product: f32 = basis.column(a).zip(basis.column(b)).map(|(a, b)| a * b).sum();
            let wanted = if a == b { 1.0 } else { 0.0 };
            assert!((product - wanted).abs() < 1e-4, "{a} {b} {product}");
        }
    }

    #[test]
    fn rows_of_few_kinds_need_few_directions() {
        let rows: Vec<Row> = (0..20).map(|at| vec![(at % 2, 1.0), (at % 2 + 2, 1.0)]).collect();
        let basis = Basis::of(&rows, 4, 3);
        let there = basis.project(&rows[0]);
        let length: f32 = there.iter().map(|one| one * one).sum();
        assert!((length - 2.0).abs() < 1e-4, "nothing is lost: {length}");
        assert!(basis.column(2).all(|one| one.abs() < 1e-3), "the third is nothing");
    }
}
