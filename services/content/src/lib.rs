//! awaz-content.
