//! What played when, as a playlist and its segments tell it.

use awaz_audio::PART;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Titles a playlist names at most; an hour of a music station has 20.
const MOST: usize = 300;
/// Characters of a title or an artist that are told.
const LONGEST: usize = 500;

/// A title, from a sample on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Titled {
    pub(crate) at: u64,
    pub(crate) title: String,
    pub(crate) artist: String,
}

/// The titles of a window, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Titles {
    list: VecDeque<Titled>,
    has_news: bool,
}

impl Titles {
    /// Reads what [`Titles::to_json`] wrote; what cannot be read is no title.
    pub(crate) fn from_json(json: &str) -> Self {
        let list = serde_json::from_str(json).unwrap_or_default();
        Self { list, has_news: false }
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(&self.list).expect("numbers and strings are JSON")
    }

    /// Adds a title. One within the same part as the last replaces it (a flood of metadata costs
    /// a title a part), and so does one that starts earlier than those announced.
    pub(crate) fn add(&mut self, at: u64, title: &str, artist: &str) {
        self.has_news = true;
        let part = at / PART;
        while self.list.back().is_some_and(|last| last.at / PART >= part) {
            self.list.pop_back();
        }
        let cut = |text: &str| text.chars().take(LONGEST).collect();
        self.list.push_back(Titled {
            at,
            title: cut(title),
            artist: cut(artist),
        });
        if self.list.len() > MOST {
            self.list.pop_front();
        }
    }

    /// Whether there are titles since the last call.
    pub(crate) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.has_news)
    }

    /// What plays at a sample.
    pub(crate) fn at(&self, sample: u64) -> Option<&Titled> {
        self.list.iter().rev().find(|title| title.at <= sample)
    }

    /// Forgets what ended before a sample; the title heard there stays.
    pub(crate) fn forget_before(&mut self, sample: u64) {
        while self.list.get(1).is_some_and(|next| next.at <= sample) {
            self.list.pop_front();
        }
    }

    /// Titles that began before `end`.
    pub(crate) fn until(&self, end: u64) -> impl Iterator<Item = &Titled> {
        self.list.iter().take_while(move |title| title.at < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_costs_one_title_a_part_and_the_window_forgets() {
        let mut titles = Titles::default();
        for at in 0..10_000 {
            titles.add(at * 480, &format!("{at}"), &"a".repeat(9000));
        }
        assert_eq!(titles.list.len(), MOST);
        assert_eq!(titles.list[0].artist.len(), LONGEST);
        let last = titles.list.back().unwrap().at;
        assert_eq!(titles.at(last + 5).unwrap().title, "9999");
        titles.forget_before(last - 1);
        assert_eq!(titles.list.len(), 2, "the one that is heard there and the next");
        assert_eq!(titles.until(last).count(), 1);
        let again = Titles::from_json(&titles.to_json());
        assert_eq!(again.list, titles.list);
        assert!(Titles::from_json("{").list.is_empty());
    }

    #[test]
    fn a_correction_replaces_what_was_announced() {
        let mut titles = Titles::default();
        titles.add(PART, "first", "");
        titles.add(9 * PART, "announced", "");
        titles.add(8 * PART, "live", "");
        assert_eq!(titles.at(20 * PART).unwrap().title, "live");
        assert_eq!(titles.at(0), None);
    }
}
