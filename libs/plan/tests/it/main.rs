//! The choice, seen from outside: properties over many draws.

mod hours;
mod library;
mod properties;
mod stories;
