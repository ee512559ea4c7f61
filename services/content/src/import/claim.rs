//! Who checks what: each track is checked by one at a time.

use awaz_core::id::TrackId;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;

/// The tracks that are being checked in this process.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims(Arc<Mutex<HashSet<TrackId>>>);

/// The right to check a track, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    id: TrackId,
    claims: Claims,
}

impl Claims {
    /// Takes the right to check a track; `None` while somebody has it.
    pub(super) fn take(&self, id: TrackId) -> Option<Claim> {
        let is_free = self.0.lock().insert(id);
        is_free.then(|| Claim {
            id,
            claims: self.clone(),
        })
    }
}

impl Claim {
    /// The track.
    pub(crate) fn id(&self) -> TrackId {
        self.id
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.claims.0.lock().remove(&self.id);
    }
}
