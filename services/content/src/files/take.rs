//! Taking a copy of a file, with the hash of exactly what was copied.

use awaz_core::{Code, Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::UNIX_EPOCH;
use tempfile::TempPath;

const CHUNK_BYTES: usize = 256 << 10;

/// What a file looks like from outside; while it stays the same, it is not read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Size, bytes.
    pub bytes: u64,
    /// Last change, Unix milliseconds.
    pub modified_ms: i64,
}

impl Look {
    /// Looks at a file; links are looked at themselves, and are no regular files.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        let metadata = std::fs::symlink_metadata(path)?;
        if !metadata.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        Ok(Self::of(&metadata))
    }

    fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
        Self {
            bytes: metadata.len(),
            modified_ms: modified
                .duration_since(UNIX_EPOCH)
                .map_or(0, |age| age.as_millis() as i64),
        }
    }
}

/// A copy in our own folder; removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    /// Where it lies.
    pub path: TempPath,
    /// SHA-256 of its content, hex.
    pub hash: String,
    /// Size, bytes.
    pub bytes: u64,
}

/// Copies a regular file into `folder`, at most `max_bytes`, safe on disk. Blocks.
///
/// # Errors
/// `TooLarge`, or `Invalid` with the reason for which it cannot be read; `Full`.
pub(crate) fn copy(source: &Path, folder: &Path, max_bytes: u64) -> Result<Taken> {
    let mut options = File::options();
    options.read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let unreadable = |cause: io::Error| Error::invalid(format!("it cannot be read ({cause})"));
    let mut from = options.open(source).map_err(unreadable)?;
    if !from.metadata().map_err(unreadable)?.is_file() {
        return Err(Error::invalid("it is not a regular file"));
    }
    let mut to = Taking::begin(folder, max_bytes)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = from.read(&mut chunk).map_err(unreadable)?;
        if count == 0 {
            return to.finish();
        }
        to.write(&chunk[..count])?;
    }
}

/// A copy that is being written.
#[derive(Debug)]
pub(crate) struct Taking {
    file: File,
    path: TempPath,
    hash: Sha256,
    bytes: u64,
    max_bytes: u64,
}

impl Taking {
    /// Begins an empty copy in `folder`. Blocks.
    pub(crate) fn begin(folder: &Path, max_bytes: u64) -> Result<Self> {
        let (file, path) = tempfile::Builder::new()
            .prefix("take-")
            .tempfile_in(folder)
            .map_err(|cause| disk(&cause))?
            .into_parts();
        Ok(Self {
            file,
            path,
            hash: Sha256::new(),
            bytes: 0,
            max_bytes,
        })
    }

    /// Appends. Blocks.
    pub(crate) fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.bytes += chunk.len() as u64;
        if self.bytes > self.max_bytes {
            return Err(too_large(self.max_bytes));
        }
        self.hash.update(chunk);
        self.file.write_all(chunk).map_err(|cause| disk(&cause))
    }

    /// Puts it safely on disk. Blocks.
    pub(crate) fn finish(self) -> Result<Taken> {
        self.file.sync_data().map_err(|cause| disk(&cause))?;
        Ok(Taken {
            path: self.path,
            hash: hex::encode(self.hash.finalize()),
            bytes: self.bytes,
        })
    }
}

/// The hash of a whole file of ours. Blocks.
pub(crate) fn hash_of(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let bytes = io::copy(&mut file, &mut hash)?;
    Ok((hex::encode(hash.finalize()), bytes))
}

/// The error for a file over the bound.
pub(crate) fn too_large(max_bytes: u64) -> Error {
    let mib = max_bytes >> 20;
    Error::new(
        Code::TooLarge,
        format!("The file is larger than {mib} MiB; send a compressed one."),
    )
}

/// The error for our own disk.
pub(crate) fn disk(cause: &io::Error) -> Error {
    if cause.kind() == io::ErrorKind::StorageFull {
        return Error::new(Code::Full, "The server's disk is full; the operator has to make room.");
    }
    tracing::error!(%cause, "writing to the data folder failed");
    Error::internal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_exact_bounded_and_never_of_links() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.mp3");
        std::fs::write(&source, b"abc").unwrap();
        let taken = copy(&source, folder.path(), 3).unwrap();
        assert_eq!(
            taken.hash,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(std::fs::read(&taken.path).unwrap(), b"abc");
        assert_eq!(copy(&source, folder.path(), 2).unwrap_err().code, Code::TooLarge);
        let link = folder.path().join("link.mp3");
        std::os::unix::fs::symlink(&source, &link).unwrap();
        assert_eq!(copy(&link, folder.path(), 9).unwrap_err().code, Code::Invalid);
        assert!(Look::at(&link).is_err());
        let kept = taken.path.to_path_buf();
        drop(taken);
        assert!(!kept.exists());
    }
}
