//! The mixer: stories on a simulated channel, to the sample.

mod hostile;
mod items;
mod lives;
mod rig;
mod timed;
