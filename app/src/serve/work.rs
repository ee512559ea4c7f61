//! What goes on beside the requests: the services' tasks, the job queue, the event log.

use crate::product::Product;
use awaz_http::Service;
use awaz_store::jobs::Runner;
use awaz_store::outbox;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Time between two clean-ups of the event log and of jobs that failed for good.
const TRIM: Duration = Duration::from_secs(3600);
/// Days jobs that failed for good are kept.
const KEEP_DEAD_DAYS: u32 = 14;
/// Dead jobs kept at most.
const KEEP_DEAD: u64 = 1000;

/// Starts all of it.
pub(super) fn start(tracker: &TaskTracker, product: &Product, services: Vec<Service>, shutdown: &CancellationToken) {
    let ctx = &product.ctx;
    let mut handlers = Vec::new();
    for service in services {
        for task in service.tasks {
            tracing::debug!(task = task.name, "task started");
            tracker.spawn(task.run);
        }
        for consumer in service.consumers {
            let run = outbox::run(ctx.db.clone(), ctx.clock.clone(), consumer, shutdown.clone());
            tracker.spawn(run);
        }
        handlers.extend(service.jobs);
    }
    let worker = format!("awaz-{}", std::process::id());
    let runner = Runner::new(ctx.db.clone(), ctx.clock.clone(), &worker, handlers);
    tracker.spawn(runner.run(shutdown.clone()));
    tracker.spawn(trim(product.clone(), shutdown.clone()));
}

async fn trim(product: Product, shutdown: CancellationToken) {
    let ctx = &product.ctx;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(TRIM) => {}
        }
        if let Err(error) = ctx.outbox.trim(ctx.clock.now_ms(), outbox::Retention::default()).await {
            tracing::warn!(%error, "the event log was not trimmed");
        }
        if let Err(error) = ctx.jobs.trim_dead(KEEP_DEAD_DAYS, KEEP_DEAD).await {
            tracing::warn!(%error, "dead jobs were not trimmed");
        }
    }
}
