//! Where items get their sound from.

/// What a source that gave less than it was asked for means by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// There is more.
    Playing,
    /// There is more, but not yet; the mixer covers the hole and drops an item that stays away for
    /// a second.
    Starved,
    /// That was all.
    Ended,
}

/// A piece of sound, 48 kHz stereo interleaved `f32`, read once from front to back.
///
/// A source that panics costs its own item only: the mixer catches it and goes on.
pub trait Source: Send {
    /// Fills `out` (interleaved) from its start and returns the samples (per channel) written;
    /// fewer than `out.len() / 2` mean what [`state`](Self::state) then says.
    fn read(&mut self, out: &mut [f32]) -> usize;
    /// Why the last read was short; asked only after a short read.
    fn state(&self) -> SourceState;
}
