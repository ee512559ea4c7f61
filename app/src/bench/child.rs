//! Programs that run beside the measurement, and the ports they are given.

use anyhow::{Context, bail};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for a program to answer.
const START: Duration = Duration::from_secs(60);

/// A child process, killed when dropped.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts a program with as many descriptors as the system gives, its output in `log`.
    ///
    /// # Errors
    /// When it is not installed, or the log cannot be written.
    pub(super) fn start(command: &Command, log: &Path) -> anyhow::Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let log = std::fs::File::options().create(true).append(true).open(log)?;
        let mut shell = Command::new("sh");
        // Peers do not raise their own limit; `exec` keeps the process id.
        shell.args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""]);
        shell.arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            shell.env(key, value.unwrap_or_default());
        }
        let child = shell
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| name.clone())?;
        Ok(Self { child, name })
    }

    /// Process id.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until somebody listens at `addr`.
    ///
    /// # Errors
    /// When it ends before, or takes too long.
    pub(super) fn wait_for(&mut self, addr: SocketAddr) -> anyhow::Result<()> {
        self.wait_until(|| TcpStream::connect(addr).is_ok())
    }

    /// Waits until `is_ready`.
    ///
    /// # Errors
    /// When it ends before, or takes too long.
    pub(super) fn wait_until(&mut self, is_ready: impl Fn() -> bool) -> anyhow::Result<()> {
        let deadline = Instant::now() + START;
        while Instant::now() < deadline {
            if is_ready() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}", self.name);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        bail!("{} was not ready in {START:?}", self.name)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Addresses nobody listens at yet.
///
/// # Errors
/// When the system has no ports left.
pub(super) fn free_ports<const N: usize>() -> anyhow::Result<[SocketAddr; N]> {
    let mut held = Vec::new();
    for _ in 0..N {
        held.push(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?);
    }
    let addresses: Vec<_> = held.iter().map(TcpListener::local_addr).collect::<Result<_, _>>()?;
    addresses.try_into().ok().context("as many as asked for")
}

/// Whether a program is installed where programs are.
pub(super) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.any(|folder| folder.join(program).is_file())
}

/// Whether this process is root, whom some peers refuse to serve.
pub(super) fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Runs a program to its end and returns what it printed.
///
/// # Errors
/// When it is not installed or fails; what it said is in the message.
pub(super) fn run(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("{name} (Debian package {name})"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{name}: {}: {said}", output.status);
    }
    Ok(output.stdout)
}

/// ffmpeg, saying errors only.
pub(super) fn ffmpeg() -> Command {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-hide_banner", "-v", "error", "-y"]);
    command
}
