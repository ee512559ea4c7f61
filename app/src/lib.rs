//! awaz.
