//! Watched folders: what is put into `<data>/watch/<channel>/` joins that channel's general
//! rotation, once it has stopped growing.
//!
//! What is taken away stays in the library: a disk that is not mounted must not empty a
//! station. A track that was deleted in the library stays deleted until its file changes.

use crate::content::Content;
use crate::files::take::Look;
use crate::files::walk;
use crate::import::blocking;
use awaz_core::Result;
use awaz_core::id::ChannelId;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Time between two looks while files are still growing.
const GROWING: Duration = Duration::from_secs(1);

/// Watches the folders of all channels.
pub(crate) struct Watch {
    content: Content,
    root: PathBuf,
    settle: Duration,
    /// Files that may still grow: how they look, and since when.
    growing: HashMap<PathBuf, (Look, Instant)>,
    /// Files that were imported, or refused, as they look.
    done: HashMap<PathBuf, Look>,
    /// Channels whose earlier imports were read from the table.
    recalled: HashSet<ChannelId>,
}

impl Watch {
    /// Watches `<data>/watch`.
    pub(crate) fn new(content: Content, data_dir: &Path) -> Self {
        Self {
            settle: Duration::from_secs(content.config.watch_settle_s),
            content,
            root: data_dir.join("watch"),
            growing: HashMap::new(),
            done: HashMap::new(),
            recalled: HashSet::new(),
        }
    }

    /// Looks whenever something changes, and from time to time, until `shutdown`.
    pub(crate) async fn run(mut self, shutdown: CancellationToken) {
        let (wake, mut woken) = mpsc::channel(1);
        let rescan = Duration::from_secs(self.content.config.watch_rescan_s.max(1));
        let _watcher = self.notifier(wake);
        loop {
            let turn = tokio::select! {
                () = shutdown.cancelled() => return,
                turn = self.turn(Instant::now()) => turn,
            };
            let pause = match turn {
                Ok(0) => rescan,
                Ok(_) => GROWING.min(rescan),
                Err(error) => {
                    tracing::warn!(%error, "a watched folder could not be imported, it is tried again");
                    rescan
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
                // Copying a folder makes many events: one look a second is enough.
                Some(()) = woken.recv() => tokio::time::sleep(GROWING).await,
            }
        }
    }

    /// Looks once. Returns how many files are still growing.
    ///
    /// # Errors
    /// When a channel's import stopped, or stations do not answer; the next look goes on.
    pub(crate) async fn turn(&mut self, now: Instant) -> Result<usize> {
        let mut there = HashSet::new();
        let mut growing = 0;
        for station in self.content.ports.stations()?.all().await? {
            let folder = self.root.join(station.slug.as_str());
            let most = self.content.config.max_tracks as usize;
            let files = blocking(move || looks(&folder, most)).await?;
            self.recall(station.id).await?;
            there.extend(files.iter().map(|(path, _)| path.clone()));
            let (ready, waiting) = self.sort(files, now);
            growing += waiting;
            if ready.is_empty() {
                continue;
            }
            let source = format!("watch/{}", station.slug);
            let paths = ready.iter().map(|(path, _)| path.clone()).collect();
            self.content.import_watched(station.id, &source, paths).await?;
            self.done.extend(ready);
        }
        self.done.retain(|path, _| there.contains(path));
        self.growing.retain(|path, _| there.contains(path));
        Ok(growing)
    }

    /// Files that have stopped growing, and how many have not. Those that are done are passed
    /// over.
    fn sort(&mut self, files: Vec<(PathBuf, Look)>, now: Instant) -> (Vec<(PathBuf, Look)>, usize) {
        let mut ready = Vec::new();
        let mut waiting = 0;
        for (path, look) in files {
            if self.done.get(&path) == Some(&look) {
                continue;
            }
            let (last_look, since) = *self.growing.entry(path.clone()).or_insert((look, now));
            if last_look != look {
                self.growing.insert(path, (look, now));
                waiting += 1;
            } else if look.bytes == 0 {
                // Somebody only just began it, or never will go on: its next change wakes us.
            } else if now.duration_since(since) < self.settle {
                waiting += 1;
            } else {
                self.growing.remove(&path);
                ready.push((path, look));
            }
        }
        (ready, waiting)
    }

    async fn recall(&mut self, channel: ChannelId) -> Result<()> {
        if !self.recalled.contains(&channel) {
            let below = self.root.clone();
            let seen = self.content.store.all_seen(channel).await?;
            self.done
                .extend(seen.into_iter().filter(|(path, _)| path.starts_with(&below)));
            self.recalled.insert(channel);
        }
        Ok(())
    }

    fn notifier(&self, wake: mpsc::Sender<()>) -> Option<RecommendedWatcher> {
        let watched = std::fs::create_dir_all(&self.root)
            .map_err(notify::Error::io)
            .and_then(|()| {
                let mut watcher = notify::recommended_watcher(move |_| {
                    // One wish to look is as good as many.
                    let _full = wake.try_send(());
                })?;
                watcher.watch(&self.root, RecursiveMode::Recursive)?;
                Ok(watcher)
            });
        watched
            .inspect_err(
                |cause| tracing::warn!(%cause, "folders are not watched, only looked through from time to time"),
            )
            .ok()
    }
}

fn looks(folder: &Path, most: usize) -> Vec<(PathBuf, Look)> {
    if let Err(cause) = std::fs::create_dir_all(folder) {
        tracing::warn!(%cause, folder = %folder.display(), "the watched folder cannot be made");
        return Vec::new();
    }
    let found = walk::sound_files(folder, most);
    let look = |path: PathBuf| Look::at(&path).ok().map(|look| (path, look));
    found.files.into_iter().filter_map(look).collect()
}
