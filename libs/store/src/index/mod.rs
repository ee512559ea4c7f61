//! The search index: entries by their words, found by weighted words.
//!
//! What a word is, which words of the index a query word may mean and how much each counts is
//! decided before the engine is asked, so that every engine answers alike. It is *not* where the
//! order that people see is made: an engine names candidates, with a score that is a plain sum.
//!
//! **Invariant: score = `norm` × Σ over groups of the greatest weight among the group's words
//! that the entry has.**

mod embedded;
mod entry;
mod open;
mod remote;

#[cfg(test)]
mod tests;

pub use embedded::Embedded;
pub use entry::{Answer, Ask, Entry, Field, Filter, Hit, Word};
pub use open::Index;
pub use remote::Remote;

/// A short name as a number, for what is compared only (FNV-1a).
fn number(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
