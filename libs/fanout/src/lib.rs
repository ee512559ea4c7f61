//! Fan-out of progressive (ICY/HTTP) streams.

mod fanout;
mod handoff;
mod listener;
mod load;
mod mailbox;
mod reader;
mod ring;
mod seat;
mod sys;
mod title;
mod weave;
mod wheel;
mod worker;

pub use fanout::{Fanout, FanoutConfig, FanoutStats, OnDeparture, Refusal, raise_descriptor_limit};
pub use handoff::HandoffError;
pub use listener::{Departure, Ended, ListenerSpec, Refused};
pub use load::{Load, LoadReport, LoadSpec};
pub use reader::{ReaderConfig, RingReader};
pub use ring::{
    Audience, Chunk, Limits, ListenerStats, MIN_CAPACITY, MoveError, PushError, RATE, Ring, RingConfig, RingStats, Span,
};
pub use seat::{LagPolicy, Slow};
