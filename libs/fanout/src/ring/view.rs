//! A snapshot of a ring that readers use without its lock.

use super::state::Move;
use crate::title::Title;
use bytes::Bytes;
use std::sync::Arc;

/// Contiguous bytes of the ring.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// Position of the first byte, bytes since the ring was made.
    pub(crate) offset: u64,
    pub(crate) bytes: Bytes,
}

/// What a ring held at one moment; shares the ring's memory.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// Oldest position that can be read; a frame boundary.
    pub(crate) start: u64,
    /// Position after the newest byte.
    pub(crate) end: u64,
    pub(crate) pieces: Vec<Piece>,
    /// Titles with the position from which each is current, ascending.
    pub(crate) titles: Vec<(u64, Arc<Title>)>,
    pub(crate) closed: bool,
    pub(crate) moved: Option<Move>,
}

impl View {
    /// The title current at `position` and its index.
    pub(crate) fn title_at(&self, position: u64) -> Option<(usize, &Arc<Title>)> {
        let after = self.titles.partition_point(|(from, _)| *from <= position);
        let index = after.checked_sub(1)?;
        self.titles.get(index).map(|(_, title)| (index, title))
    }

    /// Pieces from `position` to the end; the first is cut to start there. Nothing if the position
    /// was overwritten or lies ahead.
    pub(crate) fn slices(&self, position: u64) -> impl Iterator<Item = &[u8]> {
        let readable = position >= self.start && position < self.end;
        let after = self.pieces.partition_point(|piece| piece.offset <= position);
        let first = after.saturating_sub(1);
        let pieces = if readable { &self.pieces[first..] } else { &[] };
        pieces
            .iter()
            .map(move |piece| &piece.bytes[position.saturating_sub(piece.offset) as usize..])
    }

    /// Bytes from `from` to `until` without copying; empty where they are not held.
    pub(crate) fn cut(&self, from: u64, until: u64) -> Vec<Bytes> {
        if from < self.start || from >= until {
            return Vec::new();
        }
        self.pieces
            .iter()
            .filter(|piece| piece.offset < until && piece.offset + piece.bytes.len() as u64 > from)
            .map(|piece| {
                let begin = from.saturating_sub(piece.offset) as usize;
                let end = (until - piece.offset).min(piece.bytes.len() as u64) as usize;
                piece.bytes.slice(begin..end)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_holds_just_what_was_asked_and_never_an_empty_piece() {
        let piece = |offset, bytes: &'static [u8]| Piece {
            offset,
            bytes: Bytes::from_static(bytes),
        };
        let view = View {
            start: 10,
            end: 18,
            pieces: vec![piece(10, b"abcd"), piece(14, b"efgh")],
            ..View::default()
        };
        assert_eq!(view.cut(12, 16), [&b"cd"[..], b"ef"]);
        assert_eq!(view.cut(10, 14), [&b"abcd"[..]]);
        assert!(view.cut(12, 12).is_empty(), "inside a piece");
        assert!(view.cut(18, 18).is_empty(), "at the end");
        assert!(view.cut(9, 12).is_empty(), "overwritten");
    }
}
