//! The choice, seen from outside: properties over many draws.

mod airtime;
mod calendar;
mod hours;
mod library;
mod marks;
mod properties;
mod stories;
