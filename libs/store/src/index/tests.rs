#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

//! What every engine must do.

use super::{Ask, Entry, Field, Filter, Index, Word};

/// Runs a suite on both engines, each test with an index of its own.
macro_rules! on_both {
    ($($story:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test]
            async fn $story() {
                let folder = tempfile::tempdir().unwrap();
                super::$story(super::Index::open("dir:index", folder.path(), awaz_http::client::builder).await.unwrap()).await;
            })*
        }
        mod opensearch {
            $(#[tokio::test]
            async fn $story() {
                let url = tokio::task::spawn_blocking(awaz_testkit::opensearch::index).await.unwrap();
                let here = std::path::Path::new(".");
                super::$story(super::Index::open(&url, here, awaz_http::client::builder).await.unwrap()).await;
            })*
        }
    };
}

on_both!(
    scores_are_sums_of_the_greatest_weight_of_each_group,
    entries_are_replaced_and_taken_out_at_once,
    equals_stand_in_the_same_order_however_they_came,
    filters_leave_only_what_is_wanted,
    unwanted_words_leave_nothing_that_has_them,
    names_the_best_of_each_kind,
    words_are_told_with_the_number_of_their_entries,
    odd_words_and_numbers_break_nothing,
    sources_are_given_by_id,
    a_fresh_index_takes_the_place_of_the_old_one_at_once,
);

fn entry(id: &str, title: &str) -> Entry {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Entry {
        id: id.to_owned(),
        kind: "track".to_owned(),
        norm: 1.0,
        words: [words(title), Vec::new(), Vec::new()],
        source: id.to_owned(),
        ..Entry::default()
    }
}

fn word(field: Field, word: &str, weight: f32) -> Word {
    Word {
        field,
        word: word.to_owned(),
        weight,
    }
}

fn ask(groups: &[&[(&str, f32)]]) -> Ask {
    let group = |words: &&[(&str, f32)]| {
        words
            .iter()
            .map(|(text, weight)| word(Field::Title, text, *weight))
            .collect()
    };
    Ask {
        groups: groups.iter().map(group).collect(),
        top: 10,
        ..Ask::default()
    }
}

async fn found(index: &Index, ask: Ask) -> Vec<(String, f32)> {
    let answer = index.ask(ask).await.unwrap();
    answer.hits.into_iter().map(|hit| (hit.source, hit.score)).collect()
}

async fn ids(index: &Index, ask: Ask) -> Vec<String> {
    found(index, ask).await.into_iter().map(|(id, _)| id).collect()
}

async fn scores_are_sums_of_the_greatest_weight_of_each_group(index: Index) {
    let short = Entry {
        norm: 2.0,
        ..entry("short", "dil")
    };
    index
        .change(
            vec![entry("both", "dil raat"), entry("other", "chand"), short],
            Vec::new(),
        )
        .await
        .unwrap();
    let wanted = ask(&[&[("dil", 1.0), ("chand", 0.25)], &[("raat", 0.5)]]);
    let expected = [("short", 2.0), ("both", 1.5), ("other", 0.25)];
    let found = found(&index, wanted).await;
    assert_eq!(found, expected.map(|(id, score)| (id.to_owned(), score)));
}

async fn entries_are_replaced_and_taken_out_at_once(index: Index) {
    index
        .change(vec![entry("a", "dil"), entry("b", "dil")], Vec::new())
        .await
        .unwrap();
    index
        .change(vec![entry("a", "raat")], vec!["b".to_owned(), "never".to_owned()])
        .await
        .unwrap();
    assert_eq!(ids(&index, ask(&[&[("dil", 1.0)]])).await, Vec::<String>::new());
    assert_eq!(ids(&index, ask(&[&[("raat", 1.0)]])).await, ["a"]);
    assert_eq!(index.len().await.unwrap(), 1);
    index.clear().await.unwrap();
    assert_eq!(
        (
            index.len().await.unwrap(),
            ids(&index, ask(&[&[("raat", 1.0)]])).await.len()
        ),
        (0, 0)
    );
}

async fn equals_stand_in_the_same_order_however_they_came(index: Index) {
    let names: Vec<String> = (0..40).map(|n| format!("track:{n}")).collect();
    let mut orders = Vec::new();
    for reversed in [false, true] {
        index.clear().await.unwrap();
        let mut names = names.clone();
        if reversed {
            names.reverse();
        }
        for some in names.chunks(7) {
            index
                .change(some.iter().map(|id| entry(id, "dil")).collect(), Vec::new())
                .await
                .unwrap();
        }
        orders.push(ids(&index, ask(&[&[("dil", 1.0)]])).await);
    }
    assert_eq!(orders[0].len(), 10);
    assert_eq!(orders[0], orders[1]);
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Three entries that differ in everything a filter looks at.
async fn differing(index: &Index) {
    let of = |id: &str, kind: &str, language: &str, channel: &str, number: u32| Entry {
        kind: kind.to_owned(),
        language: language.to_owned(),
        channel: channel.to_owned(),
        seconds: number,
        published_ms: i64::from(number) * 1000,
        explicit: number > 200,
        ..entry(id, "dil")
    };
    let all = vec![
        of("a", "track", "ur", "one", 100),
        of("b", "track", "sd", "two", 300),
        of("c", "station", "ur", "two", 0),
    ];
    index.change(all, Vec::new()).await.unwrap();
}

async fn filters_leave_only_what_is_wanted(index: Index) {
    differing(&index).await;
    let none = Filter::default;
    #[rustfmt::skip]
    let cases = [
        (Filter { kinds: names(&["station"]), ..none() }, "c"),
        (Filter { languages: names(&["sd", "ps"]), ..none() }, "b"),
        (Filter { channels: names(&["two"]), languages: names(&["ur"]), ..none() }, "c"),
        (Filter { seconds: Some((50, 200)), ..none() }, "a"),
        (Filter { published_ms: Some((100_001, i64::MAX)), ..none() }, "b"),
        (Filter { no_explicit: true, kinds: names(&["track"]), ..none() }, "a"),
    ];
    for (filter, expected) in cases {
        let wanted = Ask {
            filter: filter.clone(),
            ..ask(&[&[("dil", 1.0)]])
        };
        assert_eq!(ids(&index, wanted).await, [expected], "{filter:?}");
    }
}

async fn unwanted_words_leave_nothing_that_has_them(index: Index) {
    differing(&index).await;
    let unwanted = Ask {
        without: names(&["raat", "dil"]),
        ..ask(&[&[("dil", 1.0)]])
    };
    assert_eq!(ids(&index, unwanted).await, Vec::<String>::new());
}

async fn names_the_best_of_each_kind(index: Index) {
    let mut all: Vec<Entry> = (0..30)
        .map(|n| Entry {
            norm: 2.0,
            ..entry(&format!("t{n}"), "dil")
        })
        .collect();
    all.push(Entry {
        kind: "station".to_owned(),
        ..entry("s", "dil")
    });
    index.change(all, Vec::new()).await.unwrap();
    let found = ids(
        &index,
        Ask {
            top: 3,
            ..ask(&[&[("dil", 1.0)]])
        },
    )
    .await;
    assert_eq!(found.len(), 4);
    assert_eq!(found.last().map(String::as_str), Some("s"));
}

async fn words_are_told_with_the_number_of_their_entries(index: Index) {
    index
        .change(vec![entry("a", "dil dil raat"), entry("b", "dil")], Vec::new())
        .await
        .unwrap();
    let words = index.words(Field::Title).await.unwrap();
    assert_eq!(words, [("dil".to_owned(), 2), ("raat".to_owned(), 1)]);
    assert!(index.words(Field::People).await.unwrap().is_empty());
}

#[tokio::test]
async fn is_there_again_after_a_restart_and_begins_anew_where_it_is_damaged() {
    let open = async |folder: &std::path::Path| {
        Index::open("dir:index", folder, awaz_http::client::builder)
            .await
            .unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path()).await;
    index.change(vec![entry("a", "dil")], Vec::new()).await.unwrap();
    drop(index);
    let index = open(folder.path()).await;
    assert_eq!(ids(&index, ask(&[&[("dil", 1.0)]])).await, ["a"]);
    // A fresh one that was cut off is not taken for the present one.
    let fresh = index.fresh().await.unwrap();
    fresh.change(vec![entry("n", "dil")], Vec::new()).await.unwrap();
    drop((index, fresh));
    let index = open(folder.path()).await;
    assert_eq!(ids(&index, ask(&[&[("dil", 1.0)]])).await, ["a"]);
    let fresh = index.fresh().await.unwrap();
    fresh.change(vec![entry("n", "dil")], Vec::new()).await.unwrap();
    index.replace(fresh).await.unwrap();
    drop(index);
    let index = open(folder.path()).await;
    assert_eq!(ids(&index, ask(&[&[("dil", 1.0)]])).await, ["n"]);
    drop(index);
    let folders = std::fs::read_dir(folder.path().join("index")).unwrap().count();
    assert_eq!(folders, 2, "one generation, and the file that names it");
    std::fs::write(folder.path().join("index/g2/meta.json"), b"{ this is no").unwrap();
    let index = open(folder.path()).await;
    assert_eq!(index.len().await.unwrap(), 0);
    index.change(vec![entry("b", "dil")], Vec::new()).await.unwrap();
    assert_eq!(ids(&index, ask(&[&[("dil", 1.0)]])).await, ["b"]);
}

async fn odd_words_and_numbers_break_nothing(index: Index) {
    let long = "ا".repeat(100_000);
    let odd = Entry {
        words: [
            vec![long.clone(), String::new(), "\0".to_owned()],
            Vec::new(),
            Vec::new(),
        ],
        ..entry("odd", "")
    };
    index.change(vec![odd, entry("a", "dil")], Vec::new()).await.unwrap();
    let wanted = ask(&[
        &[(&long, 1.0), ("dil", f32::NAN), ("", 1.0)],
        &[("dil", 0.0)],
        &[],
        &[("dil", 1.0)],
    ]);
    assert!(ids(&index, wanted).await.contains(&"a".to_owned()));
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_wrong_address_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [
        "",
        "index",
        "ftp://x/y",
        "http://x",
        "http://x/",
        "http://x/A",
        "http://x/a/b",
    ] {
        let error = Index::open(wrong, folder.path(), awaz_http::client::builder)
            .await
            .unwrap_err();
        assert!(matches!(error, crate::Error::Config(_)), "{wrong}: {error}");
    }
    let index = Index::open(
        "http://me:secret@127.0.0.1:9/awaz",
        folder.path(),
        awaz_http::client::builder,
    )
    .await
    .unwrap();
    let text = index.len().await.unwrap_err().to_string();
    assert!(
        text.contains("nobody answers there") && !text.contains("secret"),
        "{text}"
    );
}

/// What a server answers when it is asked directly.
async fn raw(method: reqwest::Method, url: &str, body: &str) -> reqwest::StatusCode {
    let client = awaz_http::client().unwrap();
    let request = client.request(method, url).header("content-type", "application/json");
    request.body(body.to_owned()).send().await.unwrap().status()
}

#[tokio::test]
async fn an_index_of_somebody_else_is_left_alone_and_one_of_another_version_is_not() {
    let open = async |url: &str| {
        Index::open(url, std::path::Path::new("."), awaz_http::client::builder)
            .await
            .unwrap()
    };
    let url = tokio::task::spawn_blocking(awaz_testkit::opensearch::index)
        .await
        .unwrap();
    assert!(raw(reqwest::Method::PUT, &url, "{}").await.is_success());
    let strange = open(&url).await;
    let refused = strange.change(vec![entry("a", "dil")], Vec::new()).await;
    let text = refused.unwrap_err().to_string();
    assert!(text.contains("not ours"), "{text}");
    assert!(
        raw(reqwest::Method::GET, &url, "").await.is_success(),
        "it is still there"
    );

    let old = format!("{url}old");
    let mapping = r#"{"aliases": {"NAME": {}}, "mappings": {"_meta": {"awaz": 0}}}"#;
    let mapping = mapping.replace("NAME", old.rsplit('/').next().unwrap());
    assert!(
        raw(reqwest::Method::PUT, &format!("{old}-v0"), &mapping)
            .await
            .is_success()
    );
    let index = open(&old).await;
    index.change(vec![entry("a", "dil")], Vec::new()).await.unwrap();
    assert_eq!(index.len().await.unwrap(), 1);
    assert!(!raw(reqwest::Method::GET, &format!("{old}-v0"), "").await.is_success());
    // A second process finds what the first one wrote.
    assert_eq!(open(&old).await.len().await.unwrap(), 1);
}

async fn sources_are_given_by_id(index: Index) {
    let entries = vec![
        entry("track:1", "dil"),
        entry("track:2", "raat"),
        entry("show:1", "dil"),
    ];
    index.change(entries, Vec::new()).await.unwrap();
    let mut sources = index.sources(names(&["show:1", "track:2", "track:9"])).await.unwrap();
    sources.sort();
    assert_eq!(sources, ["show:1", "track:2"]);
    assert_eq!(index.sources(Vec::new()).await.unwrap(), [""; 0]);
}

async fn a_fresh_index_takes_the_place_of_the_old_one_at_once(index: Index) {
    let dil = || ask(&[&[("dil", 1.0)]]);
    index.change(vec![entry("track:old", "dil")], Vec::new()).await.unwrap();
    // One that was never finished is in nobody's way.
    let left = index.fresh().await.unwrap();
    left.change(vec![entry("track:left", "dil")], Vec::new()).await.unwrap();
    let fresh = index.fresh().await.unwrap();
    fresh.change(vec![entry("track:new", "dil")], Vec::new()).await.unwrap();
    assert_eq!(ids(&index, dil()).await, ["track:old"]);
    assert_eq!(ids(&fresh, dil()).await, ["track:new"]);
    let other = index.clone();
    index.replace(fresh).await.unwrap();
    assert_eq!(ids(&other, dil()).await, ["track:new"]);
    // It can be written, and renewed again.
    other
        .change(vec![entry("track:more", "dil")], Vec::new())
        .await
        .unwrap();
    assert_eq!(other.len().await.unwrap(), 2);
    other.clear().await.unwrap();
    assert_eq!(index.len().await.unwrap(), 0);
}
