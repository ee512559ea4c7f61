//! Uploads in parts that are not finished, so that a process that dies leaves none behind for
//! ever: servers keep the parts, and charge for them.

use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with a file per upload.
#[derive(Debug)]
pub(super) struct Journal(PathBuf);

/// An upload.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its object's name in the bucket.
    pub(super) path: String,
    /// The server's number of it.
    pub(super) id: String,
}

impl Journal {
    pub(super) fn open(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Writes an upload down; the file is to be removed when it is over.
    pub(super) fn note(&self, line: &Line) -> Result<PathBuf> {
        let file = self.0.join(uuid::Uuid::now_v7().simple().to_string());
        fs::write(&file, serde_json::to_vec(line)?)?;
        fs::File::open(&file)?.sync_all()?;
        Ok(file)
    }

    /// What is written down, with its files.
    pub(super) fn left(&self) -> Vec<(PathBuf, Option<Line>)> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        entries.map(|entry| (entry.path(), read(&entry.path()))).collect()
    }
}

fn read(file: &Path) -> Option<Line> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}
