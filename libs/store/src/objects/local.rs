//! Files of this machine that hold what an object holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The content of an object as a file of this machine; the file stays for as long as this is kept.
/// Read it only: it may be the object itself.
#[derive(Debug, Clone)]
pub struct Local {
    path: PathBuf,
    _pin: Option<Arc<()>>,
}

impl Local {
    /// The object itself.
    pub(super) const fn here(path: PathBuf) -> Self {
        Self { path, _pin: None }
    }

    /// A copy, which is not removed while `pin` is held.
    #[cfg(feature = "s3")]
    pub(super) const fn pinned(path: PathBuf, pin: Arc<()>) -> Self {
        Self { path, _pin: Some(pin) }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}
