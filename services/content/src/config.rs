//! What the operator may set about the library.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// Settings of the section `content`; the defaults are the product decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Largest file that is taken, bytes: 1 GiB, which is 90 minutes of WAV.
    pub max_file_bytes: u64,
    /// Most tracks of one channel; an import stops there.
    pub max_tracks: u64,
    /// Files that are decoded at once, 1 to 8. Each takes one core while it lasts; what is on
    /// air goes first (the children run at nice 10).
    pub import_jobs: usize,
    /// Memory of the child process that decodes a file, MiB.
    pub probe_memory_mib: u64,
    /// Time after which a file that is still being decoded is given up, seconds. The child's
    /// processor time is bounded besides, by the length of the sound.
    pub probe_timeout_s: u64,
    /// Program that decodes files in a child process, called as `PROGRAM probe FILE`; empty:
    /// this program itself.
    pub probe_program: PathBuf,
    /// Whether `<data>/watch/<channel>/` is watched. Files put there join the general rotation;
    /// files taken away stay in the library.
    pub watch: bool,
    /// Time for which a file in a watched folder must not change before it is read, seconds.
    pub watch_settle_s: u64,
    /// Time between two looks through the watched folders, seconds, for disks that do not tell
    /// of changes (network shares).
    pub watch_rescan_s: u64,
    /// Time after which an unfinished upload is dropped, hours.
    pub upload_expires_h: u64,
    /// Most unfinished uploads of one person.
    pub max_uploads: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_file_bytes: 1 << 30,
            max_tracks: 50_000,
            import_jobs: 2,
            probe_memory_mib: 512,
            probe_timeout_s: 1800,
            probe_program: PathBuf::new(),
            watch: true,
            watch_settle_s: 3,
            watch_rescan_s: 60,
            upload_expires_h: 24,
            max_uploads: 50,
        }
    }
}

impl Config {
    /// Files decoded at once, within the bounds.
    #[must_use]
    pub fn jobs(&self) -> usize {
        self.import_jobs.clamp(1, 8)
    }

    /// [`Config::probe_timeout_s`] as a duration.
    #[must_use]
    pub fn probe_timeout(&self) -> Duration {
        Duration::from_secs(self.probe_timeout_s.max(1))
    }
}
