//! The service: routes, jobs, and what goes on by itself.

use crate::config::Config;
use crate::content::Content;
use crate::import::blocking;
use crate::jobs::{self, Check};
use crate::routes::{self, Api};
use crate::show::publish_on_time;
use crate::upload::Uploads;
use crate::watch::Watch;
use awaz_core::Result;
use awaz_http::{Ctx, Service, Task};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Time between two looks for uploads that expired.
const SWEEP: Duration = Duration::from_secs(600);
/// Tracks that are put back into the queue at once after a restart.
const UNFINISHED: u64 = 100_000;

/// Opens the library and makes its service; binds the port `Catalog`.
///
/// # Errors
/// When the data folder cannot be written.
pub fn service(ctx: &Ctx, config: Config) -> Result<Service> {
    service_of(ctx, &Content::new(ctx, config)?)
}

/// Makes the service of a library that is open already; binds the port `Catalog`.
///
/// # Errors
/// When the data folder cannot be written.
pub fn service_of(ctx: &Ctx, content: &Content) -> Result<Service> {
    ctx.ports.bind_catalog(Arc::new(content.clone()));
    let uploads = Uploads::open(&ctx.data_dir, ctx.clock.clone(), content.config.clone())?;
    let api = Api::new(content.clone(), uploads, ctx.jobs.clone());
    let mut service = Service::new("content");
    service.router = routes::router(api.clone());
    service.jobs = jobs::handlers(content);
    service.consumers = vec![jobs::consumer(ctx.jobs.clone())];
    service
        .tasks
        .push(Task::new("content.uploads", tend(api, ctx.shutdown.clone())));
    let publishing = publish_on_time(content.store.clone(), ctx.shutdown.clone());
    service.tasks.push(Task::new("content.publish", publishing));
    if content.config.watch {
        let watch = Watch::new(content.clone(), &ctx.data_dir);
        service
            .tasks
            .push(Task::new("content.watch", watch.run(ctx.shutdown.clone())));
    }
    Ok(service)
}

/// Takes up what the process before left, then drops uploads that expire.
async fn tend(api: Api, shutdown: CancellationToken) {
    if let Err(error) = resume(&api).await {
        tracing::warn!(%error, "tracks that wait to be checked could not be taken up");
    }
    loop {
        let uploads = api.uploads.clone();
        for upload in blocking(move || uploads.sweep()).await.unwrap_or_default() {
            if let Err(error) = api.complete(upload).await {
                tracing::warn!(%error, "an upload could not be made a track");
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
    }
}

async fn resume(api: &Api) -> Result<()> {
    let importer = api.content.importer.clone();
    blocking(move || importer.sweep()).await?;
    for track in api.content.store.unfinished(UNFINISHED).await? {
        api.jobs.enqueue(&Check { track }).await?;
    }
    Ok(())
}
