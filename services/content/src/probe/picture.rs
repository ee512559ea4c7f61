//! The child's side of making a show's cover.

use super::child::{guarded, open, tell};
use super::report::{Art, Line};
use super::{COVER_SIZES, art};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// Largest file of a picture, bytes.
const MAX_BYTES: u64 = 32 << 20;

/// Tells the cover that the file holds, or why it holds none.
pub(super) fn run(path: &Path) -> ExitCode {
    let found = guarded(|| render(path)).unwrap_or_else(|| Err("its data make the decoder fail".to_owned()));
    tell(&found.map_or_else(Line::Failed, Line::Art));
    ExitCode::SUCCESS
}

fn render(path: &Path) -> Result<Art, String> {
    let file = open(path).map_err(|cause| format!("it cannot be read ({cause})"))?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|cause| format!("reading it failed ({cause})"))?;
    let picture = art::decode(&bytes).ok_or("it is no JPEG, PNG or WebP of at most 8000 by 8000 pixels")?;
    let (width, height, least) = (picture.width(), picture.height(), COVER_SIZES[COVER_SIZES.len() - 1]);
    if width.min(height) < least {
        return Err(format!(
            "it is {width} by {height} pixels, and a cover needs at least {least} by {least}"
        ));
    }
    art::squares(&picture, &COVER_SIZES).ok_or_else(|| "it cannot be made a JPEG".to_owned())
}
