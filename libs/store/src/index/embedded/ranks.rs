//! What every candidate's score needs, kept in memory: 5 bytes an entry.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use super::schema;

/// Norms and kinds of a segment's entries; columns on disk take ten times as long to ask.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    norms: Vec<f32>,
    kinds: Vec<u8>,
    /// What the numbers in `kinds` stand for.
    pub(super) names: Vec<u64>,
}

impl Ranks {
    fn read(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let (norm, kind) = (fast.f64(schema::NORM)?, fast.u64(schema::KIND)?);
        let mut ranks = Self::default();
        for doc in 0..segment.max_doc() {
            ranks.norms.push(norm.first(doc).unwrap_or(1.0) as f32);
            let name = kind.first(doc).unwrap_or_default();
            let known = ranks.names.iter().position(|other| *other == name);
            ranks.kinds.push(known.unwrap_or(ranks.names.len()) as u8);
            if known.is_none() {
                ranks.names.push(name);
            }
        }
        Ok(ranks)
    }

    /// Factor of an entry's score, and which of the names is its kind.
    pub(super) fn of(&self, doc: DocId) -> (f32, usize) {
        let norm = self.norms.get(doc as usize).copied().unwrap_or(1.0);
        let kind = self.kinds.get(doc as usize).copied().unwrap_or_default();
        (norm, usize::from(kind))
    }
}

/// The ranks of all segments; a segment never changes once it is written.
#[derive(Debug, Default)]
pub(super) struct AllRanks {
    known: Mutex<HashMap<SegmentId, Arc<Ranks>>>,
}

impl AllRanks {
    /// Ranks of a searcher's segment; those of segments it no longer has are let go.
    pub(super) fn of(&self, searcher: &Searcher, segment: &SegmentReader) -> tantivy::Result<Arc<Ranks>> {
        if let Some(ranks) = self.known.lock().get(&segment.segment_id()) {
            return Ok(Arc::clone(ranks));
        }
        let ranks = Arc::new(Ranks::read(segment)?);
        let mut known = self.known.lock();
        let is_there = |id: &SegmentId| searcher.segment_readers().iter().any(|s| s.segment_id() == *id);
        known.retain(|id, _| is_there(id));
        known.insert(segment.segment_id(), Arc::clone(&ranks));
        Ok(ranks)
    }
}
