//! A PostgreSQL server of the test process's own: started once, a database for each test.

use anyhow::{Context, ensure};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Where Debian keeps the programs.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";
/// Debian's `nobody`: the server refuses to run as root.
const NOBODY: u32 = 65_534;

/// Runs the server until its input ends, which it does with the test process, however that
/// ends; then removes the folder, which is the first argument.
const KEEPER: &str = r#"
folder=$1; shift
"$@" &
read -r _
kill -QUIT $!
wait
rm -rf "$folder"
"#;

struct Server {
    port: u16,
    folder: PathBuf,
    /// Holds the other end of the server's input.
    _keeper: Child,
}

/// Makes an empty database and returns its URL.
///
/// # Panics
/// If PostgreSQL 15 is not installed or does not start: these tests are not skipped.
#[must_use]
pub fn database() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server = SERVER.get_or_init(|| start().expect("PostgreSQL 15 must be installed and start: `make setup-test`"));
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let made = psql(server.port, "postgres", &format!("CREATE DATABASE {name}"));
    made.expect("the server makes databases");
    format!("postgres://postgres@127.0.0.1:{}/{name}", server.port)
}

fn start() -> anyhow::Result<Server> {
    ensure!(
        Path::new(PROGRAMS).join("postgres").exists(),
        "{PROGRAMS}/postgres is not there"
    );
    let folder = std::env::temp_dir().join(format!("awaz-pg-{}", uuid::Uuid::now_v7().simple()));
    fs::create_dir(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    if is_root() {
        chown(&folder, Some(NOBODY), Some(NOBODY))?;
    }
    let data = folder.join("data");
    let mut initdb = program("initdb");
    initdb
        .args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "-D",
        ])
        .arg(&data);
    let output = initdb.output()?;
    ensure!(
        output.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let keeper = keep(&folder, &data, port)?;
    let server = Server {
        port,
        folder,
        _keeper: keeper,
    };
    wait(&server)?;
    Ok(server)
}

fn keep(folder: &Path, data: &Path, port: u16) -> anyhow::Result<Child> {
    let mut keeper = program("/bin/sh");
    keeper
        .args(["-c", KEEPER, "sh"])
        .arg(folder)
        .arg(Path::new(PROGRAMS).join("postgres"))
        .arg("-D")
        .arg(data)
        .args(["-p", &port.to_string(), "-k"])
        .arg(folder);
    for setting in [
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "full_page_writes=off",
        "max_connections=300",
        "log_min_messages=fatal",
    ] {
        keeper.args(["-c", setting]);
    }
    Ok(keeper
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?)
}

fn wait(server: &Server) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while psql(server.port, "postgres", "SELECT 1").is_err() {
        ensure!(
            Instant::now() < deadline,
            "postgres does not answer on port {}: see {}",
            server.port,
            server.folder.display()
        );
        std::thread::sleep(Duration::from_millis(30));
    }
    Ok(())
}

fn psql(port: u16, database: &str, sql: &str) -> anyhow::Result<()> {
    let mut command = Command::new(Path::new(PROGRAMS).join("psql"));
    command.args([
        "-h",
        "127.0.0.1",
        "-p",
        &port.to_string(),
        "-U",
        "postgres",
        "-d",
        database,
        "-qc",
        sql,
    ]);
    let output = command.output().context("psql")?;
    ensure!(
        output.status.success(),
        "psql: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0)
}

/// One of PostgreSQL's programs, or any by its whole path, as a user it runs for.
fn program(name: &str) -> Command {
    let mut command = Command::new(Path::new(PROGRAMS).join(name));
    command
        .current_dir("/")
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}
