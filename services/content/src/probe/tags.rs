//! Titles and covers in files.

use super::report::Tags;
use crate::text;
use lofty::config::{GlobalOptions, ParseOptions, apply_global_options};
use lofty::file::{TaggedFile, TaggedFileExt};
use lofty::picture::PictureType;
use lofty::probe::Probe;
use lofty::tag::{Accessor, Tag};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Largest single item of a tag, bytes; a larger cover is passed over.
const MAX_ITEM_BYTES: usize = 20 << 20;

/// Reads the texts, and the bytes of the front cover (or the first picture). Tags that cannot be
/// read are no tags.
pub(super) fn read(path: &Path) -> (Tags, Option<Vec<u8>>) {
    apply_global_options(GlobalOptions::new().allocation_limit(MAX_ITEM_BYTES));
    // A picture over the bound fails the whole reading; the texts are worth a second one.
    let Some(file) = parse(path, true).or_else(|| parse(path, false)) else {
        return (Tags::default(), None);
    };
    let texts = Tags {
        title: first(&file, |tag| tag.title().map(Into::into)),
        artist: first(&file, |tag| tag.artist().map(Into::into)),
        album: first(&file, |tag| tag.album().map(Into::into)),
    };
    (texts, cover(&file))
}

fn parse(path: &Path, with_art: bool) -> Option<TaggedFile> {
    let options = ParseOptions::new().read_properties(false).read_cover_art(with_art);
    let reader = BufReader::new(File::open(path).ok()?);
    Probe::new(reader).options(options).guess_file_type().ok()?.read().ok()
}

/// The first text that is not empty; the format's own tag is asked before foreign ones.
fn first(file: &TaggedFile, text_of: impl Fn(&Tag) -> Option<String>) -> String {
    let own = file.primary_tag().into_iter();
    own.chain(file.tags())
        .filter_map(|tag| text_of(tag).map(|text| text::from_tag(&text)))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn cover(file: &TaggedFile) -> Option<Vec<u8>> {
    let pictures = || file.tags().iter().flat_map(Tag::pictures);
    let front = pictures().find(|picture| picture.pic_type() == PictureType::CoverFront);
    front
        .or_else(|| pictures().next())
        .map(|picture| picture.data().to_vec())
}
