//! Notification's tables.

mod deliveries;
mod entity;
pub(crate) mod migrations;
mod outcomes;
mod stations;
mod webhooks;

use awaz_store::{Db, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use deliveries::{NewDelivery, Parcel};
pub(crate) use outcomes::{End, Ended};
pub(crate) use stations::Known;
pub(crate) use webhooks::Hook;

/// Notification's tables, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(crate) db: Db,
}

impl Store {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }
}

/// A value of an enum as its column has it.
fn word(value: impl Serialize) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Ok(other.to_string()),
    }
}

fn of_word<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(text.to_owned()))?)
}
