//! Stories of one channel, on a clock that is moved by hand.

mod autodj;
mod basics;
mod hard_starts;
mod hours;
mod live;
mod outlets;
mod rig;
mod schedule;
