//! awaz-identity.
