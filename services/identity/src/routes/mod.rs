//! The routes of accounts, one endpoint a file.

mod create_key;
mod delete_key;
mod get_me;
mod get_setup;
mod list_keys;
mod login;
mod logout;
mod refresh;

pub use login::session_cookie;

use crate::accounts::Accounts;
use crate::setup::Setup;
use awaz_core::{Code, Error};
use awaz_http::Caller;
use awaz_http::service::{Ctx, Service, Task};
use axum::http::HeaderMap;
use std::sync::Arc;
use std::time::Duration;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How often expired sessions are removed.
const SWEEP: Duration = Duration::from_secs(3600);

/// What the routes need.
#[derive(Debug, Clone)]
struct Deps {
    accounts: Accounts,
    setup: Setup,
    is_tls: bool,
}

/// The service of accounts; binds the directory port.
#[must_use]
pub fn service(ctx: &Ctx, accounts: &Accounts, setup: &Setup) -> Service {
    ctx.ports.bind_directory(Arc::new(accounts.clone()));
    let deps = Deps {
        accounts: accounts.clone(),
        setup: setup.clone(),
        is_tls: ctx.is_tls,
    };
    let router = OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(logout::logout))
        .routes(routes!(refresh::refresh))
        .routes(routes!(get_me::get_me))
        .routes(routes!(get_setup::get_setup))
        .routes(routes!(list_keys::list_keys, create_key::create_key))
        .routes(routes!(delete_key::delete_key))
        .with_state(deps);
    let sweep = sweep(accounts.clone(), ctx.shutdown.clone());
    Service {
        router,
        tasks: vec![Task::new("session sweep", sweep)],
        ..Service::new("auth")
    }
}

async fn sweep(accounts: Accounts, shutdown: tokio_util::sync::CancellationToken) {
    loop {
        match accounts.sweep().await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, action = "session_sweep", "expired sessions removed"),
            Err(error) => tracing::warn!(%error, action = "session_sweep", "expired sessions stay for now"),
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = shutdown.cancelled() => return,
        }
    }
}

fn agent(headers: &HeaderMap) -> &str {
    headers
        .get("user-agent")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Refuses a key that may not everything its owner may: it neither makes keys nor deletes them.
fn require_person(caller: &Caller) -> awaz_core::Result<()> {
    if caller.0.scopes.is_none() {
        return Ok(());
    }
    let message = "Sign in with your password to make and delete keys; a key with scopes cannot.";
    Err(Error::new(Code::Forbidden, message))
}
