//! What texts are about, learned from which words stand together in them.
//!
//! Latent semantic analysis (Deerwester et al. 1990): texts as weighted words, brought down to
//! the few directions in which they differ most, so that words that keep the same company lie
//! near each other. It knows nothing of the world but the texts it was taught with, and needs
//! nothing else.
//!
//! **Invariant: the same texts give the same space.**

mod basis;
mod space;
mod texts;

pub use space::Space;
pub use texts::Text;
