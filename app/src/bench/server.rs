//! Our server, as a measurement starts it: a data folder of its own, ports nobody has.

use super::child::{Running, free_ports, run};
use super::http::get;
use anyhow::Context;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A running server.
pub(super) struct Server {
    running: Running,
    folder: tempfile::TempDir,
    /// HTTP port.
    pub(super) http: SocketAddr,
    /// Icecast port.
    pub(super) icecast: SocketAddr,
    /// From the start of the process to the first 200 of `/ready`.
    pub(super) ready: Duration,
}

impl Server {
    /// Starts it with `extra` options and waits until it is ready.
    ///
    /// # Errors
    /// When it does not start.
    pub(super) fn start(extra: &[&str]) -> anyhow::Result<Self> {
        let [http, icecast] = free_ports()?;
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(own_program()?);
        command.args(["serve", "--http", &http.to_string(), "--icecast", &icecast.to_string()]);
        command
            .args(["--shoutcast", "off", "--data-dir"])
            .arg(folder.path().join("data"));
        command
            .args(extra)
            .env("AWAZ__LOG__FILTER", "warn")
            // One client is all listeners here.
            .env("AWAZ__HTTP__REQUESTS_PER_SECOND", "0");
        let started = Instant::now();
        let mut running = Running::start(&command, &folder.path().join("log"))?;
        running.wait_until(|| get(http, "/ready").is_ok())?;
        let ready = started.elapsed();
        Ok(Self {
            running,
            folder,
            http,
            icecast,
            ready,
        })
    }

    /// Process id.
    pub(super) fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// A folder for files of the measurement.
    pub(super) fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command on its data folder.
    ///
    /// # Errors
    /// When it fails.
    pub(super) fn awaz(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let mut command = Command::new(own_program()?);
        command
            .args(arguments)
            .arg("--json")
            .arg("--data-dir")
            .arg(self.folder.path().join("data"));
        Ok(serde_json::from_slice(&run(&mut command)?)?)
    }

    /// Makes a channel and returns its source key.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn channel(&self, slug: &str) -> anyhow::Result<String> {
        let made = self.awaz(&["channel", "create", slug])?;
        Ok(made["source_key"].as_str().context("source_key")?.to_owned())
    }
}

/// This program.
///
/// # Errors
/// When the system does not say.
pub(super) fn own_program() -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?)
}
