//! How entries lie on the server.

use serde_json::{Value, json};

use crate::index::{Entry, Field};

/// Grows when entries lie in another way; an index of another version is made anew.
pub(super) const VERSION: u64 = 1;

/// Best entries of one kind that may be asked for.
pub(super) const TOP: usize = 1_000;

/// Letters of a word that is kept: Lucene takes 32,766 bytes.
const WORD: usize = 8_191;

/// Settings and mapping of the index, and the alias it is asked by.
pub(super) fn index(alias: &str) -> Value {
    let words = json!({ "type": "keyword", "ignore_above": WORD });
    json!({
        "aliases": { alias: {} },
        "settings": {
            "number_of_replicas": 0,
            "auto_expand_replicas": "0-1",
            "max_inner_result_window": TOP,
        },
        "mappings": {
            "_meta": { "awaz": VERSION },
            "dynamic": "strict",
            "properties": {
                "title": words,
                "people": words,
                "body": words,
                "kind": { "type": "keyword" },
                "language": { "type": "keyword" },
                "channel": { "type": "keyword" },
                "published": { "type": "long" },
                "seconds": { "type": "long" },
                "explicit": { "type": "boolean" },
                "norm": { "type": "float" },
                "tie": { "type": "long" },
                "source": { "type": "object", "enabled": false },
            },
        },
    })
}

/// An entry as the server keeps it.
pub(super) fn document(entry: &Entry) -> Value {
    let mut document = json!({
        "kind": entry.kind, "language": entry.language, "channel": entry.channel,
        "published": entry.published_ms, "seconds": entry.seconds, "explicit": entry.explicit,
        "norm": entry.norm, "tie": tie(&entry.id), "source": { "text": entry.source },
    });
    if let Some(document) = document.as_object_mut() {
        for (field, words) in Field::ALL.into_iter().zip(&entry.words) {
            document.insert(field.as_str().to_owned(), json!(words));
        }
    }
    document
}

/// Puts equals in an order that does not depend on when they came: as the embedded index does.
fn tie(id: &str) -> i64 {
    (super::super::number(id) ^ (1 << 63)).cast_signed()
}
