//! Rows, as SeaORM sees them; the columns are explained in the migrations.

pub(crate) mod alert;
pub(crate) mod as_run;
pub(crate) mod channel;
pub(crate) mod channel_state;
pub(crate) mod credential;
pub(crate) mod listener_history;
pub(crate) mod queue_entry;
pub(crate) mod recording;
pub(crate) mod relay;
pub(crate) mod schedule_entry;
pub(crate) mod traffic;
