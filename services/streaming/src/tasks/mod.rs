//! What goes on by itself: notes are written, listeners and traffic are counted, what is old goes.

mod absence;
mod agenda;
mod meter;
mod notes;
mod sweep;

pub(crate) use agenda::keep_agendas;
pub(crate) use meter::meter;
pub(crate) use notes::{Desk, Inbox, mailbox};
pub(crate) use sweep::sweep;
