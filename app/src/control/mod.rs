//! How the command line talks to a running server: one JSON line asks, JSON lines answer, over
//! `<data-dir>/awaz.sock`. Where no server runs, the same question is answered in this process.
//!
//! **The socket is the operator's: it is readable by the server's own user only, and nothing on it
//! is authenticated beyond that.**

pub(crate) mod ask;
pub(crate) mod client;
pub(crate) mod server;

pub(crate) use ask::{Ask, Progress, Reply};

use std::path::{Path, PathBuf};

/// Name of the socket in the data folder.
#[must_use]
pub(crate) fn socket_path(data_dir: &Path) -> PathBuf {
    data_dir.join("awaz.sock")
}

/// Longest line either side takes, bytes.
const MAX_LINE: u64 = 1024 * 1024;
