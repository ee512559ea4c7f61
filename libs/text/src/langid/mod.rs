//! Which language a text is written in.
//!
//! Made for titles: three words are mostly enough. The script is told first; within Arabic and
//! within Latin letters a linear model over pieces of words decides. It is *not* where a text is
//! folded for search: folding would destroy what tells the languages apart.
//!
//! ```
//! use awaz_text::langid::{Identifier, Label};
//!
//! let guess = Identifier::embedded().identify("آج کی تازہ خبریں سنیے");
//! assert_eq!(guess.label, Some(Label::Urdu));
//! assert_eq!(Identifier::embedded().identify("92.7").label, None);
//! ```

mod features;
mod identify;
mod label;
mod model;
mod names;
pub mod script;
pub mod train;

#[cfg(test)]
mod tests;

pub use identify::{Guess, Identifier};
pub use label::{Label, UnknownLabel};
pub use model::BadModel;
pub use script::{Script, Shares};
