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

#[cfg(test)]
mod tests;

pub use embedded::Embedded;
pub use entry::{Answer, Ask, Entry, Field, Filter, Hit, Word};
pub use open::Index;
