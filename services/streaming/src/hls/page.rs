//! Rendered playlists. A thousand players that wait for the same part get the same bytes.

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use parking_lot::Mutex;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// One playlist text.
#[derive(Debug)]
pub(crate) struct Page {
    text: Bytes,
    gzip: OnceLock<Bytes>,
    tag: u64,
}

impl Page {
    pub(crate) fn new(text: String) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self {
            text: text.into(),
            gzip: OnceLock::new(),
            tag: hasher.finish(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.text).expect("it was made of a String")
    }

    /// The bytes to send, and their entity tag: gzip is another representation.
    pub(crate) fn body(&self, is_gzip: bool) -> (Bytes, String) {
        if is_gzip {
            let bytes = self.gzip.get_or_init(|| gzip(&self.text)).clone();
            (bytes, format!("\"{:016x}z\"", self.tag))
        } else {
            (self.text.clone(), format!("\"{:016x}\"", self.tag))
        }
    }
}

fn gzip(text: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(text.len() / 6), Compression::fast());
    let written = encoder.write_all(text).and_then(|()| encoder.finish());
    written.expect("writing to a Vec cannot fail").into()
}

/// Which playlist of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageKey {
    /// Older segments are left out as `EXT-X-SKIP`.
    pub(crate) skips: bool,
    /// Only the last minute is listed.
    pub(crate) is_short: bool,
}

impl PageKey {
    fn index(self) -> usize {
        usize::from(self.skips) * 2 + usize::from(self.is_short)
    }
}

/// The newest playlists of a track.
#[derive(Debug, Default)]
pub(crate) struct Pages([Mutex<Newest>; 4]);

/// A page and the version it was rendered at.
type Newest = Option<(u64, Arc<Page>)>;

impl Pages {
    /// The playlist of this version or a newer one; who comes first renders it for all.
    pub(crate) fn get(&self, key: PageKey, version: u64, render: impl FnOnce() -> String) -> Arc<Page> {
        let mut slot = self.0[key.index()].lock();
        match &*slot {
            Some((rendered, page)) if *rendered >= version => page.clone(),
            _ => {
                let page = Arc::new(Page::new(render()));
                *slot = Some((version, page.clone()));
                page
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_page_is_rendered_once_a_version() {
        let pages = Pages::default();
        let key = PageKey {
            skips: false,
            is_short: true,
        };
        let first = pages.get(key, 1, || "one".to_owned());
        let again = pages.get(key, 1, || unreachable!());
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(pages.get(key, 2, || "two".to_owned()).text(), "two");
        assert_eq!(
            pages
                .get(PageKey { skips: true, ..key }, 2, || "three".to_owned())
                .text(),
            "three"
        );
    }

    #[test]
    fn gzip_holds_the_same_under_another_tag() {
        let page = Page::new("#EXTM3U\n".repeat(100));
        let (plain, zipped) = (page.body(false), page.body(true));
        assert_ne!(plain.1, zipped.1);
        assert!(zipped.0.len() < 100);
        let mut text = String::new();
        flate2::read::GzDecoder::new(&zipped.0[..])
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, page.text());
    }
}
