//! One thing to play that has an end: a track, a jingle, a scheduled programme.

use super::source::Source;
use awaz_core::ports::Cues;

/// The engine's own number for an item; the mixer only gives it back in events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(pub u64);

/// How an item begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Entry {
    /// Faded in over what plays before it.
    #[default]
    Crossfade,
    /// At full level from its first sample: for an item that was sought into its middle because
    /// the channel was idle. What plays before it, if anything, is still faded out.
    Immediate,
}

/// One thing to play. Lengths are in samples from where `source` stands when it is handed over.
pub struct Item {
    /// Given back in events.
    pub id: ItemId,
    /// The sound, already at its first sample to be heard.
    pub source: Box<dyn Source>,
    /// Gain to the channel's target loudness, dB; see [`crate::measure::gain_db`].
    pub gain_db: f32,
    /// Samples to play at most; `None` plays to the end of the source.
    pub length: Option<u64>,
    /// Samples after which the next item may start under this one; at most `length`.
    pub start_next: Option<u64>,
    /// How it begins.
    pub entry: Entry,
    /// Crossfade into this item, samples; `None` takes the channel's.
    pub crossfade: Option<u64>,
    /// Scheduled lane only: the sample it starts at, cutting (crossfaded) into what plays then.
    /// `None` waits for the end of what plays.
    pub start_at: Option<u64>,
    /// With `start_at` only: samples before it over which an item that plays is faded out, so that
    /// this one begins in the clear. 0 joins them by the crossfade alone.
    pub lead: u64,
}

impl Item {
    /// Makes an item that plays `source` to its end at its own level.
    #[must_use]
    pub fn new(id: ItemId, source: Box<dyn Source>) -> Self {
        Self {
            id,
            source,
            gain_db: 0.0,
            length: None,
            start_next: None,
            entry: Entry::Crossfade,
            crossfade: None,
            start_at: None,
            lead: 0,
        }
    }

    /// Makes an item of a measured track whose `source` stands at sample `position` of the file
    /// (`cues.cue_in` for one that is played from its start).
    #[must_use]
    pub fn from_cues(id: ItemId, source: Box<dyn Source>, cues: &Cues, position: u64) -> Self {
        Self {
            length: Some(cues.cue_out.saturating_sub(position)),
            start_next: Some(cues.start_next.min(cues.cue_out).saturating_sub(position)),
            ..Self::new(id, source)
        }
    }
}

impl std::fmt::Debug for Item {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Item")
            .field("id", &self.id)
            .field("gain_db", &self.gain_db)
            .field("length", &self.length)
            .field("start_next", &self.start_next)
            .field("entry", &self.entry)
            .field("start_at", &self.start_at)
            .finish_non_exhaustive()
    }
}
