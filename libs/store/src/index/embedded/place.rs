//! Where generations of an index lie: a folder each, and a file that names the present one.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// File that names the present generation.
const CURRENT: &str = "current";

/// The folder of an index.
#[derive(Debug, Clone)]
pub(super) struct Place {
    dir: PathBuf,
}

impl Place {
    /// The folder, made where it is missing.
    pub(super) fn new(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir).map_err(|cause| failed(&cause))?;
        Ok(Self { dir: dir.to_owned() })
    }

    /// Folder of the present generation; the others, left by what was cut off, are removed.
    pub(super) fn current(&self) -> Result<PathBuf> {
        let named = std::fs::read_to_string(self.dir.join(CURRENT)).unwrap_or_default();
        let name = if number(&named).is_some() {
            named
        } else {
            "g1".to_owned()
        };
        for other in self.names()?.filter(|other| *other != name) {
            remove(&self.dir.join(other));
        }
        let folder = self.dir.join(name);
        std::fs::create_dir_all(&folder).map_err(|cause| failed(&cause))?;
        Ok(folder)
    }

    /// An empty folder for the generation after all there are.
    pub(super) fn next(&self) -> Result<PathBuf> {
        let last = self.names()?.filter_map(|name| number(&name)).max().unwrap_or(0);
        let folder = self.dir.join(format!("g{}", last + 1));
        std::fs::create_dir(&folder).map_err(|cause| failed(&cause))?;
        Ok(folder)
    }

    /// Names of the generations there are; whatever else lies here is somebody else's.
    fn names(&self) -> Result<impl Iterator<Item = String>> {
        let there = std::fs::read_dir(&self.dir).map_err(|cause| failed(&cause))?;
        let names = there.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter(|name| number(name).is_some()))
    }

    /// Makes a generation the present one: after a crash it is the old one or the new one.
    pub(super) fn choose(&self, folder: &Path) -> Result<()> {
        let name = folder.file_name().unwrap_or_default();
        let new = self.dir.join("current.new");
        std::fs::write(&new, name.as_encoded_bytes()).map_err(|cause| failed(&cause))?;
        std::fs::rename(&new, self.dir.join(CURRENT)).map_err(|cause| failed(&cause))
    }
}

/// Removes what is not needed any more; what cannot be is tried again at the next start.
pub(super) fn remove(path: &Path) {
    let removed = if path.is_dir() {
        std::fs::remove_dir_all(path)
    } else {
        std::fs::remove_file(path)
    };
    if let Err(cause) = removed {
        tracing::warn!(path = %path.display(), %cause, "an old search index could not be removed");
    }
}

fn number(name: &str) -> Option<u32> {
    name.strip_prefix('g')?.parse().ok()
}

fn failed(cause: &std::io::Error) -> Error {
    Error::Index(cause.to_string())
}
