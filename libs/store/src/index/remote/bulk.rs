//! Many changes in one request.

use serde_json::{Value, json};

use super::mapping;
use crate::index::Entry;

/// Bytes of one request, about; servers take 100 MB at most.
const BYTES: usize = 4 << 20;

/// Requests that take `gone` out and put `put` in, each a line of what to do and one of with what.
pub(super) fn bodies(put: &[Entry], gone: &[String]) -> Vec<String> {
    let out = gone
        .iter()
        .map(|id| format!("{}\n", json!({ "delete": { "_id": id } })));
    let into = put.iter().map(|entry| {
        let action = json!({ "index": { "_id": entry.id } });
        format!("{action}\n{}\n", mapping::document(entry))
    });
    let mut bodies = vec![String::new()];
    for lines in out.chain(into) {
        if bodies.last().is_some_and(|body| body.len() > BYTES) {
            bodies.push(String::new());
        }
        if let Some(body) = bodies.last_mut() {
            body.push_str(&lines);
        }
    }
    bodies.retain(|body| !body.is_empty());
    bodies
}

/// What the server did not take; what was to be taken out and is not there is no fault.
pub(super) fn faults(answer: &Value) -> Vec<String> {
    let items = answer.get("items").and_then(Value::as_array);
    let results = items
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_object()?.values().next());
    let fault = |result: &Value| {
        let id = result.get("_id").and_then(Value::as_str).unwrap_or_default();
        let error = result.get("error")?;
        let reason = error.get("reason").and_then(Value::as_str).unwrap_or_default();
        Some(format!("{id}: {reason}"))
    };
    results.filter_map(fault).collect()
}
