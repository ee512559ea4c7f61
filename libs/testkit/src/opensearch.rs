//! An OpenSearch server of the test process's own: started once, an index for each test.

use crate::keeper::{engines, keep};
use anyhow::ensure;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Time within which it must be ready; it takes 9 s alone, more beside builds.
const START: Duration = Duration::from_secs(120);

struct Server {
    port: u16,
    /// Holds the other end of the server's input.
    _keeper: Child,
}

/// The URL of an index that nobody has used.
///
/// # Panics
/// If OpenSearch is not installed or does not start: these tests are not skipped.
#[must_use]
pub fn index() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server = SERVER.get_or_init(|| start().expect("OpenSearch must be installed and start: `make setup-test`"));
    format!("http://127.0.0.1:{}/t{}", server.port, uuid::Uuid::now_v7().simple())
}

fn start() -> anyhow::Result<Server> {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("engines/opensearch");
    let packages = packages(&engine)?;
    let folder = std::env::temp_dir().join(format!("awaz-os-{}", uuid::Uuid::now_v7().simple()));
    fs::create_dir(&folder)?;
    let port = ports()?;
    let mut command = Command::new("java");
    command.args(["-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]);
    command
        .arg("-cp")
        .arg(packages.join("*"))
        .arg(engine.join("Launch.java"));
    command.arg(folder.join("data")).arg(port.to_string());
    let server = Server {
        port,
        _keeper: keep(&folder, &command)?,
    };
    wait(port, &folder)?;
    Ok(server)
}

/// Where `scripts/opensearch.sh` put it.
fn packages(engine: &Path) -> anyhow::Result<PathBuf> {
    let pom = fs::read_to_string(engine.join("pom.xml"))?;
    let version = pom.rsplit("<version>").next().and_then(|rest| rest.split('<').next());
    let engines = engines();
    let packages = engines.join(format!("opensearch-{}", version.unwrap_or_default()));
    ensure!(
        packages.join("complete").exists(),
        "{} is not there",
        packages.display()
    );
    Ok(packages)
}

/// A free port whose next one is free as well.
fn ports() -> anyhow::Result<u16> {
    for _ in 0..100 {
        let first = TcpListener::bind("127.0.0.1:0")?;
        let port = first.local_addr()?.port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return Ok(port);
        }
    }
    anyhow::bail!("no two free ports side by side")
}

/// Waits until it takes requests: its port is opened when it is ready for them.
fn wait(port: u16, folder: &Path) -> anyhow::Result<()> {
    let deadline = Instant::now() + START;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        ensure!(
            Instant::now() < deadline,
            "OpenSearch does not answer on port {port}: see {}",
            folder.join("log").display()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
