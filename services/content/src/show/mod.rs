//! Shows and their episodes: podcasts, from a file on the station's computer to every player.
//!
//! An episode's sound goes through the same import and probe as a song; its track is of another
//! kind, which is in no playlist and not among the songs. **Invariant: an episode that is published
//! has a sound that every podcast player takes, whose object is there and whose size is known.**

mod category;
mod chapters;
mod check;
mod cover;
mod drawing;
pub(crate) mod enclosure;
pub(crate) mod feed;
mod found;
mod guid;
mod import;
mod model;
mod publish;
pub(crate) mod transcript;

pub use model::{
    Chapter, Episode, EpisodeChange, EpisodeDetails, EpisodeKind, EpisodeState, Funding, Medium, Person, Show,
    ShowChange, ShowDetails, ShowKind, ShowState, Texts,
};

pub(crate) use chapters::document as chapters_document;
pub(crate) use check::main_text;
pub(crate) use cover::{COVER_SIZES, cover_key};
pub(crate) use guid::{episode_guid, show_guid};
pub(crate) use publish::publish_on_time;
