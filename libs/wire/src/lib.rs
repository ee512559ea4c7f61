//! awaz-wire.
