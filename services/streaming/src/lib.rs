//! awaz-streaming.
