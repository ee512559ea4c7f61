//! What a process has used: processor time and memory, from `/proc`.

use anyhow::Context;
use std::time::{Duration, Instant};

/// Processor time and memory over a stretch of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    /// Processor seconds of the process.
    pub(super) cpu_s: f64,
    /// Seconds it was looked at.
    pub(super) wall_s: f64,
    /// Resident memory at the end, MB.
    pub(super) rss_mb: f64,
}

impl Used {
    /// Share of one core.
    pub(super) fn cores(self) -> f64 {
        self.cpu_s / self.wall_s
    }
}

/// Looks at a process for `time`.
///
/// # Errors
/// When it ends meanwhile.
pub(super) fn over(pid: u32, time: Duration) -> anyhow::Result<Used> {
    let (began, before) = (Instant::now(), cpu_s(pid)?);
    std::thread::sleep(time);
    Ok(Used {
        cpu_s: cpu_s(pid)? - before,
        wall_s: began.elapsed().as_secs_f64(),
        rss_mb: rss_mb(pid)?,
    })
}

/// Processor seconds of a process so far, user and system.
///
/// # Errors
/// When there is no such process.
pub(super) fn cpu_s(pid: u32) -> anyhow::Result<f64> {
    ticks(&format!("/proc/{pid}/stat"), 11)
}

/// Processor seconds of this process' children that have ended and were waited for.
///
/// # Errors
/// When `/proc` cannot be read.
pub(super) fn children_s() -> anyhow::Result<f64> {
    ticks("/proc/self/stat", 13)
}

/// Processor seconds of this thread.
///
/// # Errors
/// When `/proc` cannot be read.
pub(super) fn thread_s() -> anyhow::Result<f64> {
    ticks("/proc/thread-self/stat", 11)
}

/// Sum of two neighbouring fields, counted after the name; user and system ticks are 11 and 12.
fn ticks(path: &str, place: usize) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
    // The name in brackets may hold anything.
    let (_, fields) = stat.rsplit_once(')').context("the name is in brackets")?;
    let mut times = fields.split_whitespace().skip(place).map(str::parse::<u64>);
    let user = times.next().context("user ticks")??;
    let system = times.next().context("system ticks")??;
    Ok((user + system) as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// Resident memory now, MB (10⁶ bytes).
///
/// # Errors
/// When there is no such process.
pub(super) fn rss_mb(pid: u32) -> anyhow::Result<f64> {
    memory(pid, "VmRSS:")
}

/// Largest resident memory so far, MB.
///
/// # Errors
/// When there is no such process.
pub(super) fn peak_mb(pid: u32) -> anyhow::Result<f64> {
    memory(pid, "VmHWM:")
}

fn memory(pid: u32, key: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kib: f64 = line
        .and_then(|line| line.split_whitespace().next())
        .with_context(|| format!("{key} is there"))?
        .parse()?;
    Ok(kib * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_process_has_used_something() -> anyhow::Result<()> {
        let pid = std::process::id();
        // In this order: other tests of this process take memory all the while.
        let now = super::rss_mb(pid)?;
        assert!(now > 1.0);
        assert!(super::peak_mb(pid)? > 0.9 * now, "the kernel counts in batches");
        assert!(super::cpu_s(u32::MAX).is_err());
        Ok(())
    }
}
