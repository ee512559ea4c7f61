//! The choice, seen from outside: properties over many draws.

mod library;
mod properties;
mod stories;
