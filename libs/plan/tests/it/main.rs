//! The choice, seen from outside: properties over many draws.

mod hours;
mod library;
mod marks;
mod properties;
mod stories;
