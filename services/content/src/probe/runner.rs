//! The parent's side: starts the child, reads its answer, and says why there is none.

use super::child::{COVER, ENCODE, MEMORY_VARIABLE, TASK_VARIABLE};
use super::report::{Art, Findings, Line, Tags};
use crate::config::Config;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

/// Longest answer of a child, bytes; three pictures and some texts are below 1 MiB.
const MAX_ANSWER: u64 = 4 << 20;
/// What is kept of a child's complaints, bytes.
const MAX_COMPLAINT: u64 = 16 << 10;
/// Longest time for a picture.
const PICTURE_TIME: Duration = Duration::from_secs(60);

/// Why a file is not playable, or could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The file's fault, with a reason for people; trying again does not help.
    #[error("{0}")]
    Unplayable(String),
    /// The child could not be started; ours or the machine's fault, later it may work.
    #[error("the program that checks files could not be started")]
    Start(#[source] std::io::Error),
}

/// Looks into files by child processes.
#[derive(Debug, Clone)]
pub struct ProbeRunner {
    program: PathBuf,
    memory_mib: u64,
    timeout: Duration,
}

impl ProbeRunner {
    /// Runs children as `config` says.
    ///
    /// # Errors
    /// When the path of this program cannot be found and none is configured.
    pub fn new(config: &Config) -> std::io::Result<Self> {
        let program = if config.probe_program.as_os_str().is_empty() {
            std::env::current_exe()?
        } else {
            config.probe_program.clone()
        };
        Ok(Self {
            program,
            memory_mib: config.probe_memory_mib.max(64),
            timeout: config.probe_timeout(),
        })
    }

    /// Looks into a file. Dropping the future kills the child.
    ///
    /// # Errors
    /// As [`ProbeError`] says.
    pub async fn probe(&self, file: &Path) -> Result<Findings, ProbeError> {
        let mut child = self.start(file, "").map_err(ProbeError::Start)?;
        let answer = tokio::time::timeout(self.timeout, listen(&mut child)).await;
        let Ok(answer) = answer else {
            let _gone = child.kill().await;
            return Err(ProbeError::Unplayable(format!(
                "checking it was given up after {} s",
                self.timeout.as_secs()
            )));
        };
        let answer = answer.map_err(ProbeError::Start)?;
        self.judge(&answer)
    }

    /// Makes the sizes of a cover from the picture in a file.
    ///
    /// # Errors
    /// As [`ProbeError`] says.
    pub(crate) async fn cover(&self, file: &Path) -> Result<Art, ProbeError> {
        let mut child = self.start(file, COVER).map_err(ProbeError::Start)?;
        let answer = tokio::time::timeout(PICTURE_TIME, listen(&mut child)).await;
        let Ok(answer) = answer else {
            let _gone = child.kill().await;
            return Err(ProbeError::Unplayable(
                "making a cover of it takes too much time".to_owned(),
            ));
        };
        let answer = answer.map_err(ProbeError::Start)?;
        match serde_json::from_slice(answer.out.trim_ascii_end()) {
            Ok(Line::Art(art)) => Ok(art),
            Ok(Line::Failed(reason)) => Err(ProbeError::Unplayable(reason)),
            _ => Err(ProbeError::Unplayable(self.explain(&answer))),
        }
    }

    /// Makes an MP3 of 128 kb/s from a file, at most `most` bytes; its size.
    ///
    /// # Errors
    /// As [`ProbeError`] says; `target` may have been begun then.
    pub(crate) async fn encode(&self, file: &Path, (target, most): (&Path, u64)) -> Result<u64, ProbeError> {
        let mut child = self.start(file, ENCODE).map_err(ProbeError::Start)?;
        let Ok(made) = tokio::time::timeout(self.timeout, write(&mut child, target, most)).await else {
            let _gone = child.kill().await;
            let seconds = self.timeout.as_secs();
            let reason = format!("making an MP3 of it was given up after {seconds} s");
            return Err(ProbeError::Unplayable(reason));
        };
        let (bytes, answer) = made.map_err(ProbeError::Start)?;
        if answer.status.success() && bytes > 0 && bytes < most {
            return Ok(bytes);
        }
        Err(ProbeError::Unplayable(self.explain(&answer)))
    }

    fn start(&self, file: &Path, task: &str) -> std::io::Result<Child> {
        Command::new(&self.program)
            .arg("probe")
            .arg(file)
            .env_clear()
            .env(MEMORY_VARIABLE, self.memory_mib.to_string())
            .env(TASK_VARIABLE, task)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }

    fn judge(&self, answer: &Answer) -> Result<Findings, ProbeError> {
        let mut sound = None;
        let mut tags = Tags::default();
        let mut art = None;
        let lines = answer.out.split(|byte| *byte == b'\n');
        for line in lines.filter_map(|line| serde_json::from_slice::<Line>(line).ok()) {
            match line {
                Line::Sound(found) => sound = Some(found),
                Line::Tags(found) => tags = found,
                Line::Art(found) => art = Some(found),
                Line::Failed(reason) => return Err(ProbeError::Unplayable(reason)),
            }
        }
        match sound {
            Some(sound) => Ok(Findings { sound, tags, art }),
            None => Err(ProbeError::Unplayable(self.explain(answer))),
        }
    }

    fn explain(&self, answer: &Answer) -> String {
        let complaint = String::from_utf8_lossy(&answer.err);
        tracing::warn!(status = %answer.status, complaint = %complaint.trim(), "a file made its checker crash");
        let over_memory = format!("decoding it takes more than {} MiB of memory", self.memory_mib);
        match answer.status.signal() {
            Some(libc::SIGXCPU | libc::SIGKILL) => "decoding it takes too much time".to_owned(),
            Some(libc::SIGABRT) if complaint.contains("memory allocation") => over_memory,
            Some(libc::SIGSEGV) if complaint.is_empty() => over_memory,
            _ => "its data make the decoder fail".to_owned(),
        }
    }
}

struct Answer {
    status: ExitStatus,
    out: Vec<u8>,
    err: Vec<u8>,
}

async fn listen(child: &mut Child) -> std::io::Result<Answer> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (out, err) = tokio::try_join!(bounded(out, MAX_ANSWER), bounded(err, MAX_COMPLAINT))?;
    Ok(Answer {
        status: child.wait().await?,
        out,
        err,
    })
}

/// Writes what the child says to a file; how much it was, and what it complained of.
async fn write(child: &mut Child, target: &Path, most: u64) -> std::io::Result<(u64, Answer)> {
    let mut file = tokio::fs::File::create(target).await?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let copy = async {
        let mut bytes = 0;
        if let Some(mut out) = out {
            bytes = tokio::io::copy(&mut (&mut out).take(most), &mut file).await?;
            file.sync_data().await?;
        }
        Ok(bytes)
    };
    let (bytes, err) = tokio::try_join!(copy, bounded(err, MAX_COMPLAINT))?;
    let answer = Answer {
        status: child.wait().await?,
        out: Vec::new(),
        err,
    };
    Ok((bytes, answer))
}

/// Keeps the first `most` bytes and reads the rest away, so that the writer does not wait.
async fn bounded(pipe: Option<impl AsyncRead + Unpin>, most: u64) -> std::io::Result<Vec<u8>> {
    let mut kept = Vec::new();
    if let Some(mut pipe) = pipe {
        (&mut pipe).take(most).read_to_end(&mut kept).await?;
        tokio::io::copy(&mut pipe, &mut tokio::io::sink()).await?;
    }
    Ok(kept)
}
