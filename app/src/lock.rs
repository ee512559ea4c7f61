//! One process at a time on a data folder: whoever holds `<data-dir>/lock` may open it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The lock, held until it is dropped or the process dies.
#[derive(Debug)]
pub(crate) struct DataLock {
    _file: File,
}

/// Why the lock could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// Another process has it.
    #[error("another awaz (process {pid}) is using the data folder {folder}", folder = .folder.display())]
    Held {
        /// Its process id, as far as it has been written.
        pid: String,
        /// The folder.
        folder: PathBuf,
    },
    /// The folder cannot be used.
    #[error("cannot use the data folder {folder}: {source}", folder = .folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl DataLock {
    /// Takes the lock of `folder`, making the folder where it is not there.
    ///
    /// # Errors
    /// [`LockError::Held`] while another process uses the folder; [`LockError::Io`] when it cannot
    /// be made or written.
    pub(crate) fn take(folder: &Path) -> Result<Self, LockError> {
        let failed = |source| LockError::Io {
            folder: folder.to_path_buf(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let options = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join("lock"));
        let mut file = options.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                return Err(LockError::Held {
                    pid: pid.trim().to_owned(),
                    folder: folder.to_path_buf(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        file.set_len(0).map_err(failed)?;
        file.rewind().map_err(failed)?;
        writeln!(file, "{}", std::process::id()).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_taker_is_told_who_holds_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let held = DataLock::take(folder.path()).expect("nobody has it");
        let refused = DataLock::take(folder.path()).expect_err("it is held");
        assert!(
            refused.to_string().contains(&std::process::id().to_string()),
            "{refused}"
        );
        drop(held);
        DataLock::take(folder.path()).expect("it is free again");
    }
}
