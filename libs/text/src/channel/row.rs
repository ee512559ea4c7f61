//! One step of the search: from the mass before a letter to the mass after it.

use super::{QUERY, SEGMENT};

/// Mass by symbols of the query written so far, `QUERY + 1` wide.
pub type Row = [f32; QUERY + 1];

/// How many symbols a letter may write, and none.
pub(super) const WIDTH: usize = SEGMENT + 1;

/// Probabilities of the slips of a thumb, on top of a table.
#[derive(Debug, Clone, Copy)]
pub struct Slips {
    /// Of a letter that is not written at all.
    pub skipped: f32,
    /// Of another symbol in its place, any of them.
    pub replaced: f32,
    /// Of one symbol too many after what it writes.
    pub added: f32,
    /// Of two neighbours changing places.
    pub swapped: f32,
}

impl Slips {
    /// For words typed with a thumb.
    pub const USUAL: Self = Self {
        skipped: 4e-4,
        replaced: 6e-5,
        added: 6e-5,
        swapped: 1e-3,
    };
}

/// What one letter in one context writes of one query: by place, then by length.
pub(crate) type Cells = [[f32; WIDTH]; QUERY + 1];

/// Moves the mass of `row` over one letter; `cells` are what the letter writes at each place.
pub(super) fn step(row: &Row, cells: &Cells, length: usize, slips: &Slips) -> Row {
    // Wider than a row by what a letter writes: the last places need no check.
    let mut wide = [0.0; QUERY + WIDTH];
    for (at, (mass, cell)) in row.iter().zip(cells).enumerate().take(length + 1) {
        if *mass <= 0.0 {
            continue;
        }
        if let Some(to) = wide.get_mut(at..at + WIDTH) {
            for (to, p) in to.iter_mut().zip(cell) {
                *to += mass * p;
            }
        }
    }
    let mut next = [0.0; QUERY + 1];
    let mut before = 0.0;
    for (to, mass) in next.iter_mut().zip(wide).take(length + 1) {
        *to = mass + before * slips.added;
        before = mass;
    }
    next
}

/// Masses of the search at one place: as written, and with one symbol taken before its turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mass {
    /// By symbols of the query that are written.
    pub(crate) written: Row,
    /// By symbols written, where the one after the next is written already.
    pub(crate) swapped: Row,
}

impl Mass {
    /// Before the first letter.
    pub(crate) const START: Self = {
        let mut written = [0.0; QUERY + 1];
        written[0] = 1.0;
        Self {
            written,
            swapped: [0.0; QUERY + 1],
        }
    };

    /// After a letter that writes `cells`.
    pub(crate) fn after(&self, cells: &Cells, length: usize, slips: &Slips) -> Self {
        let mut written = step(&self.written, cells, length, slips);
        let mut swapped = [0.0; QUERY + 1];
        let single = |at: usize| cells.get(at).map_or(0.0, |cell| cell[1]);
        for at in 0..length.saturating_sub(1) {
            if let Some(to) = written.get_mut(at + 2) {
                *to += self.swapped.get(at).copied().unwrap_or_default() * single(at);
            }
            let here = self.written.get(at).copied().unwrap_or_default();
            if let Some(to) = swapped.get_mut(at) {
                *to = here * slips.swapped * single(at + 1);
            }
        }
        Self { written, swapped }
    }

    /// What may still come of it, if each open symbol costs `open`.
    pub(crate) fn bound(&self, costs: &Row, length: usize) -> f32 {
        let from = QUERY - length;
        let costs = costs.get(from..).unwrap_or_default();
        let both = self.written.iter().zip(&self.swapped);
        both.zip(costs).map(|((a, b), cost)| (a + b) * cost).sum()
    }
}
