//! What the log tells, made into deliveries.

mod consumer;
mod crossing;

pub(crate) use consumer::consumer;
