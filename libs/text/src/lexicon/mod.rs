//! The words of an index, and which of them a query word may mean.
//!
//! A query word is looked for in every script at once: as it stands, by its loose key, by the
//! slips of a thumb, and by the letter channel where the scripts differ. It is *not* a search
//! engine: titles are found by the words this names.

mod family;
mod reader;
mod seek;
mod trie;
mod vocabulary;

pub use family::Family;
pub use reader::Reader;
pub use seek::{Found, Seek};
pub use trie::{Trie, WordId};
pub use vocabulary::{How, Meaning, Vocabulary};
