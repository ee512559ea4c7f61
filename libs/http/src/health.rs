//! `/health`: the process is alive. `/ready`: it can serve.

use awaz_store::Db;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio_util::sync::CancellationToken;

/// The two routes; not ready once `stopping` is cancelled or while the database does not answer.
pub fn router(db: Db, stopping: CancellationToken) -> Router {
    let ready = move || {
        let (db, stopping) = (db.clone(), stopping.clone());
        async move { ready(&db, &stopping).await }
    };
    Router::new()
        .route("/health", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
}

async fn ready(db: &Db, stopping: &CancellationToken) -> Response {
    if stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match db.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready: database");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}
