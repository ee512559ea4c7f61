//! The API over the router that the product serves.

mod channels;
mod guard;
mod log;
mod now;
mod queue;
mod recordings;
mod schedule;
mod sources;
mod stations;
