//! Questions as the server takes them.

use serde_json::{Value, json};

use super::mapping::TOP;
use crate::index::{Ask, Field, Filter, Word};

/// Words of a question at most: servers refuse more than 1,024 clauses.
const WORDS: usize = 960;
/// Kinds there are, about.
const KINDS: usize = 50;

/// The best of each kind: the sum over groups of the best word's weight, times the norm.
pub(super) fn search(ask: &Ask) -> Value {
    let most = WORDS / ask.groups.len().max(1);
    let groups: Vec<Value> = ask.groups.iter().map(|words| group(words, most)).collect();
    let query = json!({ "bool": {
        "should": groups,
        "minimum_should_match": 1,
        "filter": filters(&ask.filter),
        "must_not": without(&ask.without),
    }});
    let best = json!({ "top_hits": {
        "size": ask.top.min(TOP),
        "_source": ["source", "tie"],
        "track_scores": true,
        "sort": [{ "_score": "desc" }, { "tie": "asc" }],
    }});
    json!({
        "size": 0,
        "track_total_hits": false,
        "query": { "function_score": {
            "query": query,
            "field_value_factor": { "field": "norm", "missing": 1 },
            "boost_mode": "multiply",
        }},
        "aggs": { "kinds": { "terms": { "field": "kind", "size": KINDS }, "aggs": { "best": best } } },
    })
}

/// The greatest weight among the words that an entry has.
fn group(words: &[Word], most: usize) -> Value {
    let mut words: Vec<&Word> = words.iter().filter(|word| word.weight > 0.0).collect();
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let term = |word: &&Word| {
        let field = word.field.as_str();
        json!({ "constant_score": { "filter": { "term": { field: word.word } }, "boost": word.weight } })
    };
    let queries: Vec<Value> = words.iter().take(most).map(term).collect();
    if queries.is_empty() {
        return json!({ "match_none": {} });
    }
    json!({ "dis_max": { "queries": queries, "tie_breaker": 0 } })
}

fn filters(filter: &Filter) -> Vec<Value> {
    let names = [
        ("kind", &filter.kinds),
        ("language", &filter.languages),
        ("channel", &filter.channels),
    ];
    let mut filters: Vec<Value> = names
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(field, names)| json!({ "terms": { field: names } }))
        .collect();
    if let Some((from, to)) = filter.seconds {
        filters.push(json!({ "range": { "seconds": { "gte": from, "lte": to } } }));
    }
    if let Some((from, before)) = filter.published_ms {
        filters.push(json!({ "range": { "published": { "gte": from, "lt": before } } }));
    }
    if filter.no_explicit {
        filters.push(json!({ "term": { "explicit": false } }));
    }
    filters
}

fn without(words: &[String]) -> Vec<Value> {
    if words.is_empty() {
        return Vec::new();
    }
    let in_field = |field: Field| json!({ "terms": { field.as_str(): words } });
    Field::ALL.map(in_field).to_vec()
}

/// Entries by their ids.
pub(super) fn by_id(ids: &[String]) -> Value {
    json!({ "size": ids.len(), "_source": ["source"], "query": { "ids": { "values": ids } } })
}

/// A page of a field's words, from the one behind `after`.
pub(super) fn words(field: Field, page: usize, after: Option<Value>) -> Value {
    let mut composite = json!({
        "size": page,
        "sources": [{ "word": { "terms": { "field": field.as_str() } } }],
    });
    if let (Some(after), Some(composite)) = (after, composite.as_object_mut()) {
        composite.insert("after".to_owned(), after);
    }
    json!({ "size": 0, "aggs": { "words": { "composite": composite } } })
}
