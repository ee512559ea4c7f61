//! The ports over real TCP: what encoders and players do, and what others try.

mod bombs;
mod gate;
mod hostile;
mod listeners;
mod pages;
mod shoutcast;
mod source;
mod titles;
mod webcast;
