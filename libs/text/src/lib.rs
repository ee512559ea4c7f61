//! How the languages of Pakistan are written: keys, words, spellings, languages.
//!
//! Everything here is pure: text in, values out, models that were trained by this crate's own
//! commands. It is *not* where an index is, nor where a request is read.
//!
//! **Invariant: no function here panics or allocates without bound, whatever text it is given.**

pub mod channel;
mod dice;
mod distance;
pub mod langid;
pub mod lexicon;
pub mod meaning;
pub mod normalise;

pub use distance::distance;
