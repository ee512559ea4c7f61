//! Programs we did not write, run as their users run them.

use anyhow::{Context, ensure};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A child process, killed when dropped.
#[derive(Debug)]
pub struct Running(pub Child);

impl Running {
    /// Starts a command quietly.
    ///
    /// # Errors
    /// When the program is not installed.
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        child
            .map(Self)
            .with_context(|| format!("{name} must be installed: `make setup-test`"))
    }

    /// Stops and starts its process, as a network that freezes would look to the server.
    pub fn freeze(&self, frozen: bool) {
        let signal = if frozen { libc::SIGSTOP } else { libc::SIGCONT };
        signal_process(self.0.id(), signal);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends SIGTERM.
pub fn send_term(pid: u32) {
    signal_process(pid, libc::SIGTERM);
}

#[expect(unsafe_code, reason = "kill(2) has no safe wrapper in the standard library")]
fn signal_process(pid: u32, signal: i32) {
    // SAFETY: kill(2) takes two integers and touches no memory of ours.
    unsafe {
        libc::kill(pid.cast_signed(), signal);
    }
}

/// Runs a command to its end and returns what it printed; its errors are in the message.
///
/// # Errors
/// When it is not installed or fails.
pub fn run(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("{name} must be installed: `make setup-test`"))?;
    ensure!(
        output.status.success(),
        "{name}: {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

/// ffmpeg, saying errors only.
#[must_use]
pub fn ffmpeg() -> Command {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-hide_banner", "-v", "error", "-y"]);
    command
}

/// Makes a stereo sine of `hz` at −12 dBFS with the given tags; the codec follows the extension.
///
/// # Errors
/// As [`run`].
pub fn make_tone(path: &Path, hz: u32, seconds: u32, tags: &[(&str, &str)]) -> anyhow::Result<()> {
    let input = format!("sine=frequency={hz}:sample_rate=48000:duration={seconds}");
    let mut command = ffmpeg();
    // The filter's sine is at -18 dBFS.
    command.args(["-f", "lavfi", "-i", &input, "-af", "volume=6dB", "-ac", "2"]);
    for (key, value) in tags {
        command.arg("-metadata").arg(format!("{key}={value}"));
    }
    run(command.arg(path)).map(drop)
}

/// An ffmpeg that sends a sine of `hz` to an Icecast mount in real time.
///
/// # Errors
/// When ffmpeg is not installed.
pub fn ffmpeg_source(url: &str, hz: u32, codec: &[&str]) -> anyhow::Result<Running> {
    let input = format!("sine=frequency={hz}:sample_rate=48000");
    let mut command = ffmpeg();
    command
        .args(["-re", "-f", "lavfi", "-i", &input, "-af", "volume=6dB", "-ac", "2"])
        .args(codec)
        .arg(url);
    Running::start(&mut command)
}
