//! Gives channels their schedules: at the start, every hour, and when something changed them behind
//! our back, as the command line does.

use crate::agenda::Agenda;
use crate::engine::Channel;
use crate::routes::Api;
use crate::service::Streaming;
use awaz_core::Result;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(60);
/// Looks after which all schedules are reckoned anew, changed or not.
const LOOKS_AN_HOUR: u32 = 60;

/// Keeps schedules up to date until the server stops.
pub(crate) async fn keep_agendas(streaming: Streaming, shutdown: CancellationToken) {
    for turn in 0_u32.. {
        let must = turn.is_multiple_of(LOOKS_AN_HOUR);
        if let Err(error) = look(&streaming.api, must).await {
            tracing::warn!(%error, "schedules could not be read; what is known of them goes on");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn look(api: &Api, must: bool) -> Result<()> {
    let mut schedules = api.store.schedules().await?;
    for channel in api.hub.all() {
        let entries = schedules.remove(&channel.id()).unwrap_or_default();
        let agenda = Agenda::new(entries, &channel.profile().settings);
        let is_new = *channel.agenda() != agenda;
        if is_new || (must && !agenda.entries.is_empty()) {
            channel.set_agenda(agenda, api.clock.now_ms()).await?;
        }
    }
    Ok(())
}

impl Api {
    /// Puts a channel's schedule in force as it is stored.
    pub(crate) async fn renew_agenda(&self, channel: &Arc<Channel>) -> Result<()> {
        let entries = self.store.schedule(channel.id()).await?;
        let agenda = Agenda::new(entries, &channel.profile().settings);
        channel.set_agenda(agenda, self.clock.now_ms()).await
    }
}
