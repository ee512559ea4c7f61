//! From a query to what it means, best first.
//!
//! A query is read into words; each word into the words of the index it may mean; the index
//! names candidates, and these are ordered by what of them was meant, how surely, and in which
//! order it stands.

mod finder;
mod item;
mod query;
mod rank;
mod words;

pub use finder::{Finder, Found, Outcome};
pub use item::{Item, Kind};
pub use query::{Query, TooLong};
