//! What was played, as people read it and as those are told who are owed for it.
//!
//! A line of the log says when something began; when it ended is when the next one began. How
//! many heard it comes from the listeners' history, which keeps averages of five minutes and no
//! sessions: a **performance** is a listener who was there on average while a song was played.
//! Who left or came in the middle of it counts as the share they heard.

mod audience;
mod csv;
mod files;
mod lines;
mod period;
mod songs;

pub(crate) use audience::Audience;
pub(crate) use files::{Category, log_file, royalty_file, soundexchange_file};
pub(crate) use lines::{Line, Lines};
pub(crate) use period::Period;
pub(crate) use songs::{PlayedSong, Songs};
