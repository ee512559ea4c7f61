//! awaz-testkit.
