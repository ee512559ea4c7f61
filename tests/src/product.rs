//! The program under test, started as an operator would.

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Password of the account [`Product::owner`] makes.
pub const PASSWORD: &str = "correct horse battery staple";

/// A running server with a data folder of its own; killed when dropped.
#[derive(Debug)]
pub struct Product {
    /// Address of the HTTP port.
    pub http: SocketAddr,
    /// Address of the Icecast port.
    pub icecast: SocketAddr,
    /// Address of the Shoutcast port.
    pub shoutcast: SocketAddr,
    folder: tempfile::TempDir,
    arguments: Vec<String>,
    child: Option<Child>,
}

/// The binary: `AWAZ_BIN`, or the debug build of this checkout.
///
/// # Panics
/// If it has not been built.
#[must_use]
pub fn binary() -> PathBuf {
    let built = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/awaz");
    let path = std::env::var_os("AWAZ_BIN").map_or_else(built, PathBuf::from);
    assert!(
        path.exists(),
        "{} is not there: build it with `cargo build -p awaz`",
        path.display()
    );
    path
}

fn free_ports<const N: usize>() -> anyhow::Result<[SocketAddr; N]> {
    let mut held = Vec::new();
    for _ in 0..N {
        held.push(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?);
    }
    let addresses: Vec<_> = held.iter().map(TcpListener::local_addr).collect::<Result<_, _>>()?;
    addresses.try_into().ok().context("as many as asked for")
}

impl Product {
    /// Starts it with `extra` options, and waits until it is ready.
    ///
    /// # Errors
    /// When it ends or is not ready in 60 s; its log is in the message.
    pub fn start(extra: &[&str]) -> anyhow::Result<Self> {
        Self::start_with("", extra)
    }

    /// As [`Product::start`], with lines of `awaz.toml`.
    ///
    /// # Errors
    /// As [`Product::start`].
    pub fn start_with(config: &str, extra: &[&str]) -> anyhow::Result<Self> {
        let [http, icecast, shoutcast] = free_ports()?;
        let mut product = Self {
            http,
            icecast,
            shoutcast,
            folder: tempfile::tempdir()?,
            arguments: extra.iter().map(|option| (*option).to_owned()).collect(),
            child: None,
        };
        std::fs::create_dir_all(product.data_dir())?;
        std::fs::write(product.data_dir().join("awaz.toml"), config)?;
        product.boot()?;
        Ok(product)
    }

    /// Starts it again on the same folder and ports, after [`Product::kill`] or [`Product::stop`].
    ///
    /// # Errors
    /// As [`Product::start`].
    pub fn boot(&mut self) -> anyhow::Result<()> {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.log_path())?;
        let child = Command::new(binary())
            .args([
                "serve",
                "--http",
                &self.http.to_string(),
                "--icecast",
                &self.icecast.to_string(),
            ])
            .args(["--shoutcast", &self.shoutcast.to_string(), "--data-dir"])
            .arg(self.data_dir())
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.child = Some(child);
        self.wait_ready()
    }

    fn wait_ready(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while Instant::now() < deadline {
            if let Some(status) = self.child.as_mut().context("it was started")?.try_wait()? {
                bail!("it ended with {status}:\n{}", self.log());
            }
            let answer = crate::ear::http_status(&format!("http://{}/ready", self.http));
            if answer.is_ok_and(|status| status == 200) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("not ready in 60 s:\n{}", self.log())
    }

    /// The data folder.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder for files of the story.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("awaz.log")
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    /// Runs `awaz ARGUMENTS --json` on the data folder and returns what it prints.
    ///
    /// # Errors
    /// When it fails; what it said is in the message.
    pub fn awaz(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        self.awaz_with_input(arguments, "")
    }

    /// As [`Product::awaz`], with text on standard input.
    ///
    /// # Errors
    /// As [`Product::awaz`].
    pub fn awaz_with_input(&self, arguments: &[&str], input: &str) -> anyhow::Result<Value> {
        let input_path = self.folder.path().join("stdin");
        std::fs::write(&input_path, input)?;
        let output = Command::new(binary())
            .args(arguments)
            .arg("--json")
            .arg("--data-dir")
            .arg(self.data_dir())
            .stdin(std::fs::File::open(&input_path)?)
            .output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "awaz {arguments:?}: {}: {errors}",
            output.status
        );
        serde_json::from_slice(&output.stdout).with_context(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Makes an owner's account and returns an API key that may all.
    ///
    /// # Errors
    /// As [`Product::awaz`].
    pub fn owner(&self) -> anyhow::Result<String> {
        let create = [
            "user",
            "create",
            "--email",
            "owner@example.org",
            "--role",
            "admin",
            "--password-stdin",
        ];
        self.awaz_with_input(&create, &format!("{PASSWORD}\n"))?;
        let token = self.awaz(&["token", "create", "--email", "owner@example.org"])?;
        Ok(token["token"].as_str().context("token")?.to_owned())
    }

    /// Makes a channel and returns its source key.
    ///
    /// # Errors
    /// As [`Product::awaz`].
    pub fn channel(&self, slug: &str) -> anyhow::Result<String> {
        let made = self.awaz(&["channel", "create", slug])?;
        Ok(made["source_key"].as_str().context("source_key")?.to_owned())
    }

    /// URL on the HTTP port.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.http)
    }

    /// URL on the Icecast port.
    #[must_use]
    pub fn mount_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.icecast)
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks it to end, and returns how it ended and after how long.
    ///
    /// # Errors
    /// When it is not running or has not ended in 35 s.
    pub fn stop(&mut self) -> anyhow::Result<(std::process::ExitStatus, Duration)> {
        let mut child = self.child.take().context("it is running")?;
        let asked = Instant::now();
        crate::tools::send_term(child.id());
        while asked.elapsed() < Duration::from_secs(35) {
            if let Some(status) = child.try_wait()? {
                return Ok((status, asked.elapsed()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill()?;
        bail!("it did not end in 35 s:\n{}", self.log())
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(60).collect();
            let tail: Vec<&str> = tail.into_iter().rev().collect();
            #[expect(clippy::print_stderr, reason = "whoever reads the failed test wants the log")]
            {
                eprintln!("--- the last lines of its log\n{}", tail.join("\n"));
            }
        }
    }
}
