//! Rows of search's tables.

pub(crate) mod asked;
pub(crate) mod entry;
pub(crate) mod rules;
