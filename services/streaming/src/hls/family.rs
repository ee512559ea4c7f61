//! What the renditions of a channel share: where each of them is, and how many requests wait.

use awaz_core::{Codec, Rendition, Result};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The renditions of one channel.
#[derive(Debug)]
pub struct Family {
    most_held: usize,
    held: AtomicUsize,
    edges: Mutex<BTreeMap<Rendition, Option<(u64, u32)>>>,
}

impl Family {
    /// A channel that offers `renditions`, and lets at most `held_requests` requests wait for the
    /// live edge, of all of them together.
    #[must_use]
    pub fn new(renditions: &[Rendition], held_requests: u32) -> Arc<Self> {
        let family = Self {
            most_held: held_requests as usize,
            held: AtomicUsize::new(0),
            edges: Mutex::default(),
        };
        family.offer(renditions);
        Arc::new(family)
    }

    /// Changes what the channel offers.
    pub fn offer(&self, renditions: &[Rendition]) {
        let mut edges = self.edges.lock();
        let offered = renditions.iter().filter(|rendition| rendition.in_hls());
        *edges = offered
            .map(|rendition| (*rendition, edges.get(rendition).copied().flatten()))
            .collect();
    }

    /// Requests that wait now.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Tells where a rendition is; `None` when it stops.
    pub(crate) fn report(&self, rendition: Rendition, last: Option<(u64, u32)>) {
        if let Some(edge) = self.edges.lock().get_mut(&rendition) {
            *edge = last;
        }
    }

    /// Where the other renditions a player of `rendition` may change to are: those of its codec.
    /// One that is not encoded now will be, on the same grid, as soon as it is asked for, so it
    /// stands where `rendition` does.
    pub(crate) fn siblings(&self, rendition: Rendition, own: (u64, u32)) -> Vec<(Rendition, (u64, u32))> {
        let is_sibling = |other: Rendition, codec: Codec| other != rendition && other.codec == codec;
        let edges = self.edges.lock();
        let siblings = edges.iter().filter(|(other, _)| is_sibling(**other, rendition.codec));
        siblings.map(|(other, last)| (*other, last.unwrap_or(own))).collect()
    }

    /// Takes a place among the waiting requests.
    ///
    /// # Errors
    /// `Unavailable` where all are taken.
    pub(crate) fn hold(self: &Arc<Self>) -> Result<Held> {
        let held = Held(self.clone());
        if self.held.fetch_add(1, Ordering::Relaxed) >= self.most_held {
            return Err(super::edge::not_now(
                "Too many players wait for the live edge; try again in a moment.",
            ));
        }
        Ok(held)
    }
}

/// A place among the waiting requests.
pub(crate) struct Held(Arc<Family>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::rendition::LADDER;

    #[test]
    fn siblings_are_of_the_same_codec_and_stand_where_they_are() {
        let family = Family::new(&LADDER, 1);
        let rendition = |name| Rendition::parse(name).unwrap();
        family.report(rendition("aac-128"), Some((7, 3)));
        let siblings = family.siblings(rendition("aac-64"), (8, 0));
        let names: Vec<_> = siblings
            .iter()
            .map(|(other, last)| (other.to_string(), *last))
            .collect();
        assert_eq!(names.len(), 4);
        assert!(names.contains(&("aac-128".to_owned(), (7, 3))) && names.contains(&("aac-320".to_owned(), (8, 0))));
        family.offer(&[rendition("aac-64"), rendition("mp3-128")]);
        assert!(family.siblings(rendition("aac-64"), (8, 0)).is_empty());
    }

    #[test]
    fn places_are_bounded_and_given_back() {
        let family = Family::new(&[], 1);
        let held = family.hold().unwrap();
        assert!(family.hold().is_err());
        drop(held);
        assert!(family.hold().is_ok());
        assert_eq!(family.held(), 0);
    }
}
