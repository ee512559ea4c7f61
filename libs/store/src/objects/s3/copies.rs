//! Copies of objects on this machine's disk, at most so many bytes: those that were used longest
//! ago make room.

use super::super::{Key, Local, hex};
use crate::error::Result;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Ending of what is being fetched.
const HALF: &str = "half";

/// A folder of copies.
#[derive(Debug)]
pub(super) struct Copies {
    folder: PathBuf,
    most_bytes: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    copies: HashMap<String, Copy>,
    bytes: u64,
    turn: u64,
}

#[derive(Debug)]
struct Copy {
    bytes: u64,
    used: u64,
    pin: Arc<()>,
}

impl Copies {
    /// Opens a folder with the copies that are in it; halves are removed.
    pub(super) fn open(folder: PathBuf, most_bytes: u64) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder)?.flatten() {
            let (Ok(metadata), Ok(name)) = (entry.metadata(), entry.file_name().into_string()) else {
                continue;
            };
            if name.ends_with(HALF) {
                fs::remove_file(entry.path())?;
            } else if metadata.is_file() {
                found.push((metadata.accessed().ok(), name, metadata.len()));
            }
        }
        found.sort();
        let copies = Self {
            folder,
            most_bytes,
            state: Mutex::default(),
        };
        for (_, name, bytes) in found {
            copies.state.lock().insert(name, bytes);
        }
        copies.make_room();
        Ok(copies)
    }

    /// The copy of an object, kept for as long as it is held.
    pub(super) fn find(&self, key: &Key) -> Option<Local> {
        let name = name(key);
        let pin = self.state.lock().touch(&name)?;
        Some(Local::pinned(self.folder.join(name), pin))
    }

    /// Where a copy is to be written before [`Copies::admit`]; no two are the same.
    pub(super) fn half(&self) -> PathBuf {
        self.folder.join(format!("{}.{HALF}", uuid::Uuid::now_v7().simple()))
    }

    /// Takes a file, of this disk or another, as the copy of an object.
    pub(super) fn admit(&self, key: &Key, file: &Path) -> Result<Local> {
        let name = name(key);
        let path = self.folder.join(&name);
        if fs::rename(file, &path).is_err() {
            let half = self.half();
            fs::copy(file, &half)?;
            fs::rename(&half, &path)?;
            fs::remove_file(file)?;
        }
        let bytes = fs::metadata(&path)?.len();
        let pin = self.state.lock().insert(name, bytes);
        self.make_room();
        Ok(Local::pinned(path, pin))
    }

    /// Removes the copy of an object that is another now, or gone.
    pub(super) fn forget(&self, key: &Key) {
        let name = name(key);
        if self.state.lock().remove(&name) {
            let _gone = fs::remove_file(self.folder.join(name));
        }
    }

    /// Removes what was used longest ago until the rest is within the bound. What is held stays.
    fn make_room(&self) {
        let mut state = self.state.lock();
        while state.bytes > self.most_bytes {
            let Some(name) = state.oldest() else { return };
            state.remove(&name);
            let _gone = fs::remove_file(self.folder.join(name));
        }
    }
}

impl State {
    fn insert(&mut self, name: String, bytes: u64) -> Arc<()> {
        self.remove(&name);
        self.turn += 1;
        self.bytes += bytes;
        let pin = Arc::new(());
        let copy = Copy {
            bytes,
            used: self.turn,
            pin: pin.clone(),
        };
        self.copies.insert(name, copy);
        pin
    }

    fn touch(&mut self, name: &str) -> Option<Arc<()>> {
        let copy = self.copies.get_mut(name)?;
        self.turn += 1;
        copy.used = self.turn;
        Some(copy.pin.clone())
    }

    fn remove(&mut self, name: &str) -> bool {
        let removed = self.copies.remove(name);
        self.bytes -= removed.as_ref().map_or(0, |copy| copy.bytes);
        removed.is_some()
    }

    fn oldest(&self) -> Option<String> {
        let free = self.copies.iter().filter(|(_, copy)| Arc::strong_count(&copy.pin) == 1);
        free.min_by_key(|(_, copy)| copy.used).map(|(name, _)| name.clone())
    }
}

/// Name of the copy: of a length that every disk takes, with the ending that decoders look at.
fn name(key: &Key) -> String {
    let hash = hex(&Sha256::digest(key.as_str()));
    let ending = key.as_str().rsplit('/').next().and_then(|name| name.rsplit_once('.'));
    match ending {
        Some((_, ending)) if ending.len() <= 8 => format!("{hash}.{ending}"),
        _ => hash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    fn put(copies: &Copies, name: &str, bytes: usize) -> Local {
        let half = copies.half();
        fs::write(&half, vec![7; bytes]).unwrap();
        copies.admit(&key(name), &half).unwrap()
    }

    #[test]
    fn what_was_used_longest_ago_makes_room_and_what_is_held_stays() {
        let folder = tempfile::tempdir().unwrap();
        let copies = Copies::open(folder.path().join("c"), 250).unwrap();
        let held = put(&copies, "a.mp3", 100);
        drop(put(&copies, "b.mp3", 100));
        drop(put(&copies, "c.mp3", 100));
        assert!(
            copies.find(&key("b.mp3")).is_none(),
            "it was the oldest that nobody holds"
        );
        assert!(copies.find(&key("a.mp3")).is_some() && held.path().exists());
        assert_eq!(held.path().extension().unwrap(), "mp3");
        drop(held);
        drop(copies.find(&key("c.mp3")));
        drop(put(&copies, "d.mp3", 100));
        assert!(copies.find(&key("a.mp3")).is_none());
        assert_eq!(fs::read_dir(folder.path().join("c")).unwrap().count(), 2);
        drop(put(&copies, "huge.wav", 1000));
        drop(put(&copies, "e", 10));
        assert!(copies.find(&key("huge.wav")).is_none() && copies.find(&key("e")).is_some());
    }

    #[test]
    fn a_restart_keeps_copies_and_removes_halves() {
        let folder = tempfile::tempdir().unwrap();
        let open = |most| Copies::open(folder.path().to_owned(), most).unwrap();
        let copies = open(1000);
        drop(put(&copies, "a", 100));
        fs::write(copies.half(), b"half").unwrap();
        drop(copies);
        let copies = open(1000);
        assert!(copies.find(&key("a")).is_some());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        copies.forget(&key("a"));
        copies.forget(&key("a"));
        assert!(copies.find(&key("a")).is_none());
        drop(put(&copies, "b", 100));
        drop(copies);
        assert!(open(50).find(&key("b")).is_none(), "the bound was lowered");
    }
}
