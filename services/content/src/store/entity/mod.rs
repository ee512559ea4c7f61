//! The rows of the tables content owns. Times are Unix milliseconds; structures that are only
//! ever read whole are JSON text.

pub(crate) mod episode;
pub(crate) mod import_file;
pub(crate) mod library_version;
pub(crate) mod playlist;
pub(crate) mod playlist_track;
pub(crate) mod show;
pub(crate) mod track;
pub(crate) mod transcript;
