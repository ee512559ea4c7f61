//! Blocking reads with seeks over an object.

use crate::error::Result;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// An open object: [`Read`], [`Seek`], and its length.
#[derive(Debug)]
pub struct ObjectReader {
    file: File,
    bytes: u64,
}

impl ObjectReader {
    pub(super) fn open(path: &Path) -> Result<Option<Self>> {
        match File::open(path) {
            Ok(file) => {
                let bytes = file.metadata()?.len();
                Ok(Some(Self { file, bytes }))
            }
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Size of the object, bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.bytes
    }
}

impl Read for ObjectReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for ObjectReader {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}
