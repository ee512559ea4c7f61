//! Deliveries on their way.

mod courier;
mod fate;
mod post;
mod request;

pub use courier::Courier;
