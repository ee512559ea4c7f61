//! S3 servers of the test process's own: each started once, a bucket for each test.

use crate::keeper::{engines, keep};
use anyhow::{Context, ensure};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Access key of both servers.
pub const ACCESS_KEY: &str = "awaz-tests";
/// Its secret.
pub const SECRET_KEY: &str = "the-secret-of-the-tests";
/// SHA-256 of an empty body.
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// Time within which one must be ready; it takes a second.
const START: Duration = Duration::from_secs(60);

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// versitygw over a folder.
    Versity,
    /// `MinIO`.
    Minio,
}

struct Running {
    port: u16,
    /// Holds the other end of the server's input.
    _keeper: Child,
}

/// A bucket that nobody has used.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its server's port on loopback.
    pub port: u16,
}

impl Bucket {
    /// URL of the bucket, by the server's own port.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_by(self.port)
    }

    /// URL of the bucket, by another port that leads to it.
    #[must_use]
    pub fn url_by(&self, port: u16) -> String {
        format!("s3://{}/station?endpoint=http://127.0.0.1:{port}", self.name)
    }

    /// Asks the server itself, signed: `method` on `path` of the bucket, each name of its query
    /// with an equals sign; its answer's body.
    ///
    /// # Panics
    /// If it refuses.
    #[must_use]
    pub fn ask(&self, method: &str, path: &str) -> String {
        ask(self.port, method, &format!("/{}{path}", self.name)).expect("the server answers")
    }
}

/// Makes a bucket.
///
/// # Panics
/// If the server is not there or does not start: these tests are not skipped.
#[must_use]
pub fn bucket(server: Server) -> Bucket {
    static VERSITY: OnceLock<Running> = OnceLock::new();
    static MINIO: OnceLock<Running> = OnceLock::new();
    let running = match server {
        Server::Versity => &VERSITY,
        Server::Minio => &MINIO,
    };
    let running = running.get_or_init(|| start(server).expect("S3 servers must be built and start: `make setup-test`"));
    let bucket = Bucket {
        name: format!("t{}", uuid::Uuid::now_v7().simple()),
        port: running.port,
    };
    let _made = bucket.ask("PUT", "");
    bucket
}

fn start(server: Server) -> anyhow::Result<Running> {
    let program = program(server)?;
    let folder = std::env::temp_dir().join(format!("awaz-s3-{}", uuid::Uuid::now_v7().simple()));
    let data = folder.join("data");
    fs::create_dir_all(&data)?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(program);
    match server {
        Server::Versity => command
            .args(["--access", ACCESS_KEY, "--secret", SECRET_KEY, "--region", "us-east-1"])
            .args(["--port", &address, "posix"])
            .arg(&data),
        Server::Minio => command
            .args(["server", "--quiet", "--anonymous", "--address", &address])
            .arg(&data)
            .env("MINIO_ROOT_USER", ACCESS_KEY)
            .env("MINIO_ROOT_PASSWORD", SECRET_KEY)
            .env("MINIO_BROWSER", "off")
            .env("MINIO_UPDATE", "off"),
    };
    let running = Running {
        port,
        _keeper: keep(&folder, &command)?,
    };
    wait(port, &folder)?;
    Ok(running)
}

/// Where `scripts/s3.sh` put it: its newest version there.
fn program(server: Server) -> anyhow::Result<PathBuf> {
    let name = match server {
        Server::Versity => "versitygw",
        Server::Minio => "minio",
    };
    let engines = engines();
    let mut found: Vec<PathBuf> = fs::read_dir(&engines)
        .with_context(|| engines.display().to_string())?
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&format!("{name}-")))
        .map(|entry| entry.path())
        .filter(|folder| folder.join("complete").exists())
        .collect();
    found.sort();
    let folder = found
        .pop()
        .with_context(|| format!("{name} is not in {}", engines.display()))?;
    Ok(folder.join(name))
}

fn wait(port: u16, folder: &Path) -> anyhow::Result<()> {
    let deadline = Instant::now() + START;
    while TcpStream::connect(("127.0.0.1", port)).is_err() || ask(port, "GET", "/").is_err() {
        ensure!(
            Instant::now() < deadline,
            "S3 does not answer on port {port}: see {}",
            folder.join("log").display()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn ask(port: u16, method: &str, path: &str) -> anyhow::Result<String> {
    let output = Command::new("curl")
        .args(["-sS", "--fail", "--max-time", "20", "-X", method])
        .args(["-H", &format!("x-amz-content-sha256: {NOTHING}")])
        .args(["--aws-sigv4", "aws:amz:us-east-1:s3", "--user"])
        .arg(format!("{ACCESS_KEY}:{SECRET_KEY}"))
        .arg(format!("http://127.0.0.1:{port}{path}"))
        .output()
        .context("curl")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{method} {path}: {said}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
