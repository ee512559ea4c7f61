//! A PostgreSQL server of the test process's own: started once, a database for each test.

use anyhow::{Context, ensure};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, mpsc};
use std::time::{Duration, Instant};

/// Where Debian keeps the programs.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";
/// Debian's `nobody`: the server refuses to run as root.
const NOBODY: u32 = 65_534;

struct Server {
    port: u16,
    child: Mutex<Child>,
    folder: PathBuf,
}

/// Makes an empty database and returns its URL.
///
/// # Panics
/// If PostgreSQL 15 is not installed or does not start: these tests are not skipped.
#[must_use]
pub fn database() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server =
        SERVER.get_or_init(|| start_on_thread().expect("PostgreSQL 15 must be installed and start: `make setup-test`"));
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let made = psql(server.port, "postgres", &format!("CREATE DATABASE {name}"));
    made.expect("the server makes databases");
    format!("postgres://postgres@127.0.0.1:{}/{name}", server.port)
}

/// "Ends with its parent" means the thread that started it, so that thread stays.
fn start_on_thread() -> anyhow::Result<Server> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = sender.send(start());
        loop {
            std::thread::park();
        }
    });
    receiver.recv()?
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
    let mut postgres = program("postgres");
    postgres
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-k"])
        .arg(&folder);
    for setting in [
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "full_page_writes=off",
        "max_connections=300",
        "log_min_messages=fatal",
    ] {
        postgres.args(["-c", setting]);
    }
    let child = end_with_parent(&mut postgres)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let server = Server {
        port,
        child: Mutex::new(child),
        folder,
    };
    wait(&server)?;
    Ok(server)
}

fn wait(server: &Server) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while psql(server.port, "postgres", "SELECT 1").is_err() {
        let ended = server
            .child
            .lock()
            .ok()
            .and_then(|mut child| child.try_wait().ok().flatten());
        ensure!(ended.is_none(), "postgres ended: see {}", server.folder.display());
        ensure!(
            Instant::now() < deadline,
            "postgres does not answer on port {}",
            server.port
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

/// The server ends when the test process does, however that ends.
#[expect(unsafe_code, reason = "prctl(2) between fork and exec has no safe wrapper")]
fn end_with_parent(command: &mut Command) -> &mut Command {
    // SAFETY: prctl is async-signal-safe and takes integers only.
    unsafe {
        command.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGQUIT);
            Ok(())
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut child) = self.child.lock() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}
