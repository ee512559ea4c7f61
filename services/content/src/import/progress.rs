//! How far imports are.

use awaz_core::id::ChannelId;
use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use utoipa::ToSchema;
use uuid::Uuid;

/// Imports that are remembered.
const MAX_RUNS: usize = 50;
/// Failed files that an import names.
const MAX_FAILED: usize = 100;

/// A file that did not become a track that can be played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FailedFile {
    /// Its path.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// What an import has done so far, or did in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Imported {
    /// Files there are.
    pub total: u64,
    /// Files done.
    pub done: u64,
    /// Tracks that are new and can be played.
    pub added: u64,
    /// Files that were in the library already.
    pub known: u64,
    /// Files that cannot be played.
    pub failed: u64,
    /// Those files, the first 100.
    pub failures: Vec<FailedFile>,
    /// The file done last.
    pub current: String,
}

/// An import that runs or ran since the server started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportRun {
    /// Id.
    pub id: Uuid,
    /// What is imported: a folder.
    pub source: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; absent while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// How far it is.
    #[serde(flatten)]
    pub progress: Imported,
}

/// The imports of this process, newest first.
#[derive(Debug, Default)]
pub(crate) struct Imports(Mutex<VecDeque<(ChannelId, ImportRun)>>);

impl Imported {
    pub(crate) fn fail(&mut self, path: String, reason: String) {
        self.failed += 1;
        if self.failures.len() < MAX_FAILED {
            self.failures.push(FailedFile { path, reason });
        }
    }
}

impl Imports {
    pub(super) fn begin(&self, channel: ChannelId, source: String, now: DateTime<Utc>) -> Uuid {
        let id = Uuid::now_v7();
        let run = ImportRun {
            id,
            source,
            started_at: now,
            ended_at: None,
            progress: Imported::default(),
        };
        let mut runs = self.0.lock();
        runs.push_front((channel, run));
        runs.truncate(MAX_RUNS);
        id
    }

    pub(super) fn update(&self, id: Uuid, progress: &Imported, ended_at: Option<DateTime<Utc>>) {
        if let Some((_, run)) = self.0.lock().iter_mut().find(|(_, run)| run.id == id) {
            run.progress = progress.clone();
            run.ended_at = ended_at;
        }
    }

    /// Imports of a channel, newest first.
    pub(crate) fn of(&self, channel: ChannelId) -> Vec<ImportRun> {
        let runs = self.0.lock();
        let of_channel = runs.iter().filter(|(whose, _)| *whose == channel);
        of_channel.map(|(_, run)| run.clone()).collect()
    }
}
