//! The part of the time shift that no longer fits into memory, on disk.
//!
//! One file a segment, in a folder a rendition. All that a playlist says of a segment stands in
//! the file's name, `<msn>-<generation>-<samples>-<bytes>.m4s`, so there is no index that could
//! disagree with the files: after a crash the folder is read again, and whatever was torn (a
//! `.tmp`, a wrong length) is swept away. A segment is written as soon as it is complete, not
//! when memory evicts it: a killed process then loses the segment it was filling, no more.
//!
//! The engine's threads never wait for the disk: one thread writes for all channels, and when its
//! queue is full a segment stays in memory only, which listeners see as `EXT-X-GAP` an hour later
//! rather than as a stutter now.

use awaz_core::id::ChannelId;
use awaz_core::{Rendition, SharedClock};
use bytes::Bytes;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Segments that may wait for the disk: a minute of 90 renditions.
const QUEUE: usize = 1024;
/// Longest time shift (24 h) and an hour: no file is of use after it, whoever left it behind.
const MAX_AGE_MS: i64 = 25 * 3600 * 1000;
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// How full the disk may be for segments to be kept; the database and recordings come first.
const MAX_DISK_PERCENT: u8 = 95;

/// What is known of a shelved segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shelved {
    pub(crate) msn: u64,
    pub(crate) generation: u32,
    pub(crate) samples: u32,
    pub(crate) bytes: u64,
}

impl Shelved {
    fn file_name(&self) -> String {
        format!("{}-{}-{}-{}.m4s", self.msn, self.generation, self.samples, self.bytes)
    }

    fn parse(name: &str) -> Option<Self> {
        let mut numbers = name.strip_suffix(".m4s")?.split('-');
        let segment = Self {
            msn: numbers.next()?.parse().ok()?,
            generation: numbers.next()?.parse().ok()?,
            samples: numbers.next()?.parse().ok()?,
            bytes: numbers.next()?.parse().ok()?,
        };
        (segment.file_name() == name).then_some(segment)
    }
}

enum Command {
    Keep(Weak<Shelf>, Shelved, Bytes),
    Titles(PathBuf, String),
    Remove(PathBuf),
    Settle(Sender<()>),
}

/// The shelves of all channels, below one folder, with the thread that writes them.
pub struct Shelves {
    root: PathBuf,
    writer: Sender<Command>,
    open: Mutex<HashMap<(ChannelId, Rendition), Arc<Shelf>>>,
}

impl std::fmt::Debug for Shelves {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Shelves")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Shelves {
    /// Opens the folder (`<data>/hls`), sweeps what is too old, and starts the writer, which ends
    /// when the last handle is dropped.
    ///
    /// # Errors
    /// The folder cannot be made, or there can be no more threads.
    pub fn open(root: &Path, clock: SharedClock) -> std::io::Result<Arc<Self>> {
        std::fs::create_dir_all(root)?;
        let (writer, commands) = bounded(QUEUE);
        let folder = root.to_owned();
        let work = move || write_until_closed(&folder, &commands, &clock);
        std::thread::Builder::new().name("hls-shelf".to_owned()).spawn(work)?;
        Ok(Arc::new(Self {
            root: root.to_owned(),
            writer,
            open: Mutex::default(),
        }))
    }

    /// The shelf of a rendition; the first call reads its folder, which takes a few milliseconds
    /// for an hour of segments.
    pub(crate) fn shelf(&self, channel: ChannelId, rendition: Rendition) -> Arc<Shelf> {
        let mut open = self.open.lock();
        let shelf = open.entry((channel, rendition)).or_insert_with(|| {
            let folder = self.root.join(channel.to_string()).join(rendition.to_string());
            Arc::new(Shelf::open(folder, self.writer.clone()))
        });
        shelf.clone()
    }

    /// Forgets a channel that was deleted, with its files.
    ///
    /// # Errors
    /// The folder cannot be removed; the next sweep tries again once the files are old.
    pub fn remove_channel(&self, channel: ChannelId) -> std::io::Result<()> {
        self.open.lock().retain(|(of, _), _| *of != channel);
        match std::fs::remove_dir_all(self.root.join(channel.to_string())) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cause),
            _ => Ok(()),
        }
    }

    /// Waits until everything handed over so far is on disk: at the end of the process.
    pub fn settle(&self) {
        let (done, wait) = bounded(1);
        if self.writer.send(Command::Settle(done)).is_ok() {
            // An error means the writer is gone: then nothing is left to wait for.
            let _ = wait.recv();
        }
    }
}

/// The shelved segments of one rendition.
pub(crate) struct Shelf {
    folder: PathBuf,
    writer: Sender<Command>,
    index: Mutex<BTreeMap<u64, Shelved>>,
}

impl Shelf {
    fn open(folder: PathBuf, writer: Sender<Command>) -> Self {
        let index = Mutex::new(read_folder(&folder));
        Self { folder, writer, index }
    }

    /// Hands a complete segment to the writer. Never waits.
    pub(crate) fn keep(self: &Arc<Self>, segment: Shelved, data: Bytes) {
        let command = Command::Keep(Arc::downgrade(self), segment, data);
        if self.writer.try_send(command).is_err() {
            tracing::warn!(folder = %self.folder.display(), msn = segment.msn, "hls segment not shelved: the disk is too slow");
        }
    }

    /// Keeps the list of titles beside the segments.
    pub(crate) fn keep_titles(&self, json: String) {
        // The next segment brings a newer list, so one that finds no room is no loss.
        let _ = self.writer.try_send(Command::Titles(self.folder.join(TITLES), json));
    }

    /// The list of titles as it was kept last.
    pub(crate) fn titles(&self) -> Option<String> {
        std::fs::read_to_string(self.folder.join(TITLES)).ok()
    }

    pub(crate) fn contains(&self, msn: u64) -> bool {
        self.index.lock().contains_key(&msn)
    }

    /// What is there, oldest first.
    pub(crate) fn segments(&self) -> Vec<Shelved> {
        self.index.lock().values().copied().collect()
    }

    /// A segment and its file.
    pub(crate) fn find(&self, msn: u64) -> Option<(Shelved, PathBuf)> {
        let index = self.index.lock();
        index
            .get(&msn)
            .map(|segment| (*segment, self.folder.join(segment.file_name())))
    }

    /// Removes what is older than segment `msn`.
    pub(crate) fn forget_before(&self, msn: u64) {
        let mut index = self.index.lock();
        let kept = index.split_off(&msn);
        for old in std::mem::replace(&mut *index, kept).into_values() {
            let path = self.folder.join(old.file_name());
            if self.writer.try_send(Command::Remove(path)).is_err() {
                index.insert(old.msn, old);
            }
        }
    }

    fn write(&self, segment: Shelved, data: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        replace_file(&self.folder.join(segment.file_name()), data)?;
        let replaced = self.index.lock().insert(segment.msn, segment);
        if let Some(old) = replaced.filter(|old| *old != segment) {
            remove_logged(&self.folder.join(old.file_name()));
        }
        Ok(())
    }
}

const TITLES: &str = "titles.json";

fn replace_file(path: &Path, data: &[u8]) -> std::io::Result<()> {
    let half = path.with_extension("tmp");
    std::fs::write(&half, data)
        .and_then(|()| std::fs::rename(&half, path))
        .inspect_err(|_| {
            // The first error is the one to tell; what is left is swept at the next start.
            let _ = std::fs::remove_file(&half);
        })
}

/// Reads a rendition's folder and removes what cannot be served.
fn read_folder(folder: &Path) -> BTreeMap<u64, Shelved> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    let mut index = BTreeMap::new();
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name == TITLES {
            continue;
        }
        let segment = name.to_str().and_then(Shelved::parse);
        let length = entry.metadata().map(|metadata| metadata.len()).ok();
        match segment {
            Some(segment) if Some(segment.bytes) == length => {
                index.insert(segment.msn, segment);
            }
            _ => remove_logged(&entry.path()),
        }
    }
    index
}

fn remove_logged(path: &Path) {
    if let Err(cause) = std::fs::remove_file(path)
        && cause.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %cause, "old hls segment not removed");
    }
}

fn write_until_closed(root: &Path, commands: &Receiver<Command>, clock: &SharedClock) {
    sweep(root, clock.now_ms());
    let mut silent_until = i64::MIN;
    loop {
        match commands.recv_timeout(SWEEP_EVERY) {
            Ok(command) => {
                if let Err(cause) = obey(command)
                    && clock.now_ms() >= silent_until
                {
                    tracing::warn!(root = %root.display(), %cause, "hls segments are not shelved");
                    silent_until = clock.now_ms() + 60_000;
                }
            }
            Err(RecvTimeoutError::Timeout) => sweep(root, clock.now_ms()),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn obey(command: Command) -> std::io::Result<()> {
    match command {
        Command::Keep(shelf, segment, data) => {
            let Some(shelf) = shelf.upgrade() else { return Ok(()) };
            if crate::recorder::disk::level(&shelf.folder).is_some_and(|percent| percent >= MAX_DISK_PERCENT) {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            shelf.write(segment, &data)
        }
        Command::Titles(path, json) => replace_file(&path, json.as_bytes()),
        Command::Remove(path) => {
            remove_logged(&path);
            Ok(())
        }
        Command::Settle(done) => {
            // Nobody waiting any more is no fault.
            let _ = done.send(());
            Ok(())
        }
    }
}

/// Removes files nobody can ask for any more, of channels and renditions that no longer run.
fn sweep(root: &Path, now_ms: i64) {
    for channel in folders(root) {
        for rendition in folders(&channel) {
            for entry in std::fs::read_dir(&rendition).into_iter().flatten().flatten() {
                let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
                let modified_ms = modified.map(|time| chrono::DateTime::<chrono::Utc>::from(time).timestamp_millis());
                if modified_ms.is_some_and(|modified_ms| now_ms - modified_ms > MAX_AGE_MS) {
                    remove_logged(&entry.path());
                }
            }
            // Fails while there is something in it, which is the point.
            let _ = std::fs::remove_dir(&rendition);
        }
        let _ = std::fs::remove_dir(&channel);
    }
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::Clock;
    use awaz_core::clock::SystemClock;

    fn shelved(msn: u64, data: &[u8]) -> Shelved {
        Shelved {
            msn,
            generation: 3,
            samples: 276_480,
            bytes: data.len() as u64,
        }
    }

    #[test]
    fn segments_survive_and_torn_ones_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let (channel, rendition) = (ChannelId::new(), Rendition::parse("aac-64").unwrap());
        let shelves = Shelves::open(folder.path(), Arc::new(SystemClock)).unwrap();
        let shelf = shelves.shelf(channel, rendition);
        for msn in 7..10 {
            shelf.keep(shelved(msn, b"sound"), Bytes::from_static(b"sound"));
        }
        shelf.keep_titles("[]".to_owned());
        shelves.settle();
        let files = shelf.find(7).unwrap().1;
        std::fs::write(files.with_file_name("11-3-276480-5.m4s"), b"so").unwrap();
        std::fs::write(files.with_file_name("12-3-276480-5.tmp"), b"sound").unwrap();

        let again = Shelves::open(folder.path(), Arc::new(SystemClock)).unwrap();
        let shelf = again.shelf(channel, rendition);
        let numbers: Vec<_> = shelf.segments().iter().map(|segment| segment.msn).collect();
        assert_eq!(numbers, [7, 8, 9]);
        assert_eq!(shelf.titles().as_deref(), Some("[]"));
        assert_eq!(std::fs::read(shelf.find(8).unwrap().1).unwrap(), b"sound");
        assert_eq!(std::fs::read_dir(files.parent().unwrap()).unwrap().count(), 4);

        shelf.forget_before(9);
        again.settle();
        assert!(!shelf.contains(8) && shelf.contains(9));
        assert_eq!(std::fs::read_dir(files.parent().unwrap()).unwrap().count(), 2);
        again.remove_channel(channel).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_older_than_any_time_shift_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let rendition = folder.path().join("channel").join("aac-64");
        std::fs::create_dir_all(&rendition).unwrap();
        std::fs::write(rendition.join("1-1-276480-0.m4s"), b"").unwrap();
        let now_ms = SystemClock.now_ms();
        sweep(folder.path(), now_ms);
        assert!(rendition.exists());
        sweep(folder.path(), now_ms + MAX_AGE_MS + 60_000);
        assert!(!folder.path().join("channel").exists());
    }

    #[test]
    fn only_our_own_names_are_segments() {
        for name in [
            "1-2-3.m4s",
            "1-2-3-4.mp4",
            "01-2-3-4.m4s",
            "1-2-3-4-5.m4s",
            "-1-2-3-4.m4s",
            "a-2-3-4.m4s",
        ] {
            assert_eq!(Shelved::parse(name), None, "{name}");
        }
        let segment = shelved(5, b"x");
        assert_eq!(Shelved::parse(&segment.file_name()), Some(segment));
    }
}
