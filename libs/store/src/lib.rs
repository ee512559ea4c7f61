//! awaz-store.
