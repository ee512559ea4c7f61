//! Rows of notification's tables.

pub(crate) mod delivery;
pub(crate) mod station;
pub(crate) mod webhook;
