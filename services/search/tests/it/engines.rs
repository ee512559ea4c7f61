//! The same first hit and the same ten, whatever engine keeps the index.

use awaz_search::find::{Finder, Found, Item, Kind, Query};
use awaz_store::Index;
use awaz_store::index::Filter;

const FIRST: [&str; 12] = [
    "نصرت",
    "ریڈیو",
    "شام",
    "دل",
    "میری",
    "محبت",
    "Dil",
    "Radio",
    "سنڌي",
    "ਨੁਸਰਤ",
    "چاہیے",
    "گورکھ",
];
const SECOND: [&str; 12] = [
    "فتح",
    "محفل",
    "کے",
    "رات",
    "غزل",
    "زندگی",
    "Pakistan",
    "Nights",
    "راڳ",
    "ਫ਼ਤਿਹ",
    "وقت",
    "دھندہ",
];
const KINDS: [Kind; 4] = [Kind::Track, Kind::Person, Kind::Album, Kind::Station];

/// What people type: in every script, with slips, signs and half words.
const QUERIES: [&str; 30] = [
    "نصرت فتح",
    "نصرت فتح علی خان",
    "nusrat fateh",
    "nusrat fateh ali",
    "nusart",
    "radio",
    "radio mehfil",
    "ریڈیو محفل",
    "mehfil",
    "mehfill",
    "dil",
    "dil pakistan",
    "\"dil pakistan\"",
    "dil -pakistan",
    "دل رات",
    "dil raat",
    "meri zindagi",
    "ghazal",
    "mohabbat ki raat",
    "سنڌي راڳ",
    "sindhi raag",
    "ਨੁਸਰਤ",
    "chahiye waqt",
    "چاہئے",
    "gorakh dhanda",
    "sham ke rang",
    "a",
    "42",
    "xyzzy",
    "night",
];

fn items() -> Vec<Item> {
    let pairs = FIRST
        .iter()
        .flat_map(|first| SECOND.iter().map(move |second| (first, second)));
    let item = |(number, (first, second)): (usize, (&&str, &&str))| Item {
        id: number.to_string(),
        title: format!("{first} {second}"),
        people: SECOND[(number * 5 + 1) % SECOND.len()].to_owned(),
        body: FIRST[(number * 7 + 3) % FIRST.len()].to_owned(),
        seconds: number as u32,
        popularity: (number % 5) as f32 / 4.0,
        ..Item::empty(KINDS[number % KINDS.len()])
    };
    pairs.enumerate().map(item).collect()
}

async fn over(index: Index) -> Finder {
    let finder = Finder::new(index).await.unwrap();
    finder.change(&items(), Vec::new()).await.unwrap();
    finder
}

/// The first ten, as they are told apart.
fn ten(found: &[Found]) -> Vec<(String, String, bool)> {
    let told = |found: &Found| (found.item.key(), format!("{:.3}", found.score), found.strict);
    found.iter().take(10).map(told).collect()
}

#[tokio::test]
async fn both_engines_find_the_same_in_the_same_order() {
    let folder = tempfile::tempdir().unwrap();
    let url = tokio::task::spawn_blocking(awaz_testkit::opensearch::index)
        .await
        .unwrap();
    let embedded = over(
        Index::open("dir:index", folder.path(), awaz_http::client::builder)
            .await
            .unwrap(),
    )
    .await;
    let remote = over(
        Index::open(&url, folder.path(), awaz_http::client::builder)
            .await
            .unwrap(),
    )
    .await;
    let mut hits = 0;
    for text in QUERIES {
        for partial in [false, true] {
            let query = Query::read(text).unwrap().partial(partial);
            let one = embedded.find(&query, Filter::default()).await.unwrap();
            let other = remote.find(&query, Filter::default()).await.unwrap();
            assert_eq!(ten(&one.found), ten(&other.found), "{text}");
            assert_eq!(
                (one.read_as, one.did_you_mean),
                (other.read_as, other.did_you_mean),
                "{text}"
            );
            hits += one.found.len();
        }
    }
    assert!(hits > 500, "queries that find nothing prove nothing: {hits}");
}
