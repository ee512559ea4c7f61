//! An OpenSearch server of the test process's own: started once, an index for each test.

use anyhow::{Context, ensure};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Time within which it must be ready; it takes 9 s alone, more beside builds.
const START: Duration = Duration::from_secs(120);

/// Runs the server until its input ends, which it does with the test process, however that
/// ends; then removes the folder, which is the first argument.
const KEEPER: &str = r#"
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
read -r _
kill -KILL $!
wait
rm -rf "$folder"
"#;

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
    let mut keeper = Command::new("/bin/sh");
    keeper.args(["-c", KEEPER, "sh"]).arg(&folder).arg("java");
    keeper.args(["-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]);
    keeper
        .arg("-cp")
        .arg(packages.join("*"))
        .arg(engine.join("Launch.java"));
    keeper.arg(folder.join("data")).arg(port.to_string());
    keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let server = Server {
        port,
        _keeper: keeper.spawn().context("sh")?,
    };
    wait(port, &folder)?;
    Ok(server)
}

/// Where `scripts/opensearch.sh` put it.
fn packages(engine: &Path) -> anyhow::Result<PathBuf> {
    let pom = fs::read_to_string(engine.join("pom.xml"))?;
    let version = pom.rsplit("<version>").next().and_then(|rest| rest.split('<').next());
    let home = std::env::var_os("HOME").unwrap_or_default();
    let engines = std::env::var_os("AWAZ_ENGINES").map_or_else(|| Path::new(&home).join(".cache/awaz"), PathBuf::from);
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
