//! Where tracks are read from.

use super::spot::Spot;
use awaz_audio::CHANNELS;
use awaz_audio::input::{FileDecoder, Limits};
use awaz_audio::mix::{Item, ItemId, Source, SourceState};
use awaz_store::objects::{Key, Objects};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

/// The object store, as decks open it.
#[derive(Clone)]
pub(crate) struct Shelf {
    objects: Objects,
    opened: std::sync::Arc<AtomicU64>,
}

impl Shelf {
    pub(crate) fn new(objects: Objects) -> Self {
        Self {
            objects,
            opened: std::sync::Arc::default(),
        }
    }

    /// Decoders opened so far.
    pub(crate) fn opened(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    /// Says that a track will be opened soon; returns at once.
    pub(crate) fn warm(&self, spot: &Spot) {
        if let Ok(key) = Key::parse(&spot.track.object_key) {
            self.objects.warm(&key);
        }
    }

    /// Opens a track at `played` samples behind its cue-in, as an item for the mixer. Blocks for
    /// as long as the disk does.
    ///
    /// # Errors
    /// Why it cannot be played, for the log.
    pub(crate) fn open(&self, id: ItemId, spot: &Spot, played: u64, target_lufs: f32) -> Result<Item, String> {
        // A decoder that panics costs its own track only.
        let opening = AssertUnwindSafe(|| self.open_file(id, spot, played, target_lufs));
        catch_unwind(opening).unwrap_or_else(|_panic| Err("its decoder failed".to_owned()))
    }

    fn open_file(&self, id: ItemId, spot: &Spot, played: u64, target_lufs: f32) -> Result<Item, String> {
        let key = Key::parse(&spot.track.object_key).map_err(|error| error.to_string())?;
        let reader = self.objects.open_blocking(&key).map_err(|error| error.to_string())?;
        let reader = reader.ok_or("the file is gone")?;
        self.opened.fetch_add(1, Ordering::Relaxed);
        let extension = key.as_str().rsplit_once('.').map(|(_, extension)| extension);
        let mut decoder =
            FileDecoder::open(Box::new(reader), extension, Limits::default()).map_err(|error| error.to_string())?;
        let cues = spot.cues();
        let position = cues.cue_in + played;
        if position > 0 {
            decoder.seek(position).map_err(|error| error.to_string())?;
        }
        let mut item = Item::from_cues(id, Box::new(Deck(decoder)), &cues, position);
        item.gain_db = awaz_audio::measure::gain_db(&cues, target_lufs);
        Ok(item)
    }
}

/// A file being played.
pub(crate) struct Deck(FileDecoder);

impl Source for Deck {
    fn read(&mut self, out: &mut [f32]) -> usize {
        self.0.read(out).unwrap_or_else(|error| {
            tracing::warn!(%error, "track ended early");
            0
        })
    }

    fn state(&self) -> SourceState {
        SourceState::Ended
    }
}

const _: () = assert!(CHANNELS == 2, "decoder and mixer agree on stereo");
