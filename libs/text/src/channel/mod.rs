//! How a word of one script is spelled in another, or slipped on in its own: a letter channel.
//!
//! Each letter of a word writes 0–3 symbols of the query; the probability of a spelling is the
//! sum over all ways to cut it. For Roman spellings the table is learned by EM from pairs people
//! wrote (Dakshina lexicons); for spellings in the word's own script it is a table of slips.
//! It is *not* where words are kept: that is [`crate::lexicon`].
//!
//! **Invariant: what a letter may write sums up to no more than one, so the mass of a row of the
//! search bounds the probability of every word below it.**

mod alphabet;
mod edits;
mod embedded;
mod file;
mod row;
mod table;
mod train;
mod write;

pub use alphabet::{Class, class_of, context};
pub use edits::Edits;
pub use embedded::Table;
pub use file::BadModel;
pub(crate) use row::{Cells, Mass};
pub use row::{Row, Slips};
pub use table::{Channel, Written};
pub use train::{Pair, train};

/// Symbols that one letter writes at most.
pub const SEGMENT: usize = 3;
/// Symbols of a query word that are looked at.
pub const QUERY: usize = 24;
/// Contexts of a letter: what stands before it × what stands after it.
pub const CONTEXTS: usize = alphabet::CLASSES * alphabet::CLASSES;
