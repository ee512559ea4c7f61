//! awaz-fanout.
