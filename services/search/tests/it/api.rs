//! What a query finds, and how the answer shows it.

use crate::world::{World, titles};
use awaz_core::Code;
use awaz_testkit::on_both;
use awaz_wire::text::percent_encode;

on_both!(
    every_way_of_typing_finds_the_song,
    the_answer_comes_in_sections_with_marks,
    filters_and_signs_narrow_it,
    beginnings_are_suggested,
    sections_go_on_from_page_to_page,
    browsers_learn_how_to_search_here,
    a_title_is_found_by_its_own_language,
);

async fn every_way_of_typing_finds_the_song(world: World) {
    let qawwali = "تم اک گورکھ دھندہ ہو";
    let cases = [
        "تم اک گورکھ دھندہ ہو",
        // An Arabic keyboard.
        "تم اك گوركھ دھندہ هو",
        "tum ik gorakh dhanda ho",
        "gorakh dhandha",
        // A slip of the thumb.
        "gorkah dhanda",
        "گورکھ دھندا",
        // The person's name, in the other script.
        "nusrat fateh ali",
    ];
    for query in cases {
        let found = world.found(query).await;
        assert!(found.iter().any(|title| title == qawwali), "{query}: {found:?}");
    }
    assert_eq!(world.found("Dil Dil Pakistan").await[0], "Dil Dil Pakistan");
    assert_eq!(world.found("دل دل پاکستان").await[0], "Dil Dil Pakistan");
    let loose = world.found("چاہئے ذرا").await;
    assert_eq!(loose[0], "چاہیے ذرا سا وقت");
}

async fn the_answer_comes_in_sections_with_marks(world: World) {
    let path = format!("/api/v1/search?q={}", percent_encode("nusrat fateh ali khan"));
    let answer = world.get(&path).await;
    let sections = answer["sections"].as_array().unwrap();
    let kinds: Vec<&str> = sections
        .iter()
        .map(|section| section["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds[0], "person", "{answer:#}");
    assert!(kinds.contains(&"track"));
    let person = &sections[0]["hits"][0];
    assert_eq!(person["title"], "نصرت فتح علی خان");
    let marked = serde_json::json!([{ "start": 0, "end": 16 }]);
    assert_eq!(person["title_marks"], marked);
    assert_eq!(
        person["channels"],
        serde_json::json!([{ "slug": "mehfil", "name": "ریڈیو محفل" }])
    );
    assert_eq!(person["path"], "/stations/mehfil");
    assert_eq!(answer["read_as"], "نصرت فتح علی خان");
    assert!(answer["search_id"].is_string());
    let near = world
        .get(&format!("/api/v1/search?q={}", percent_encode("Pakistn")))
        .await;
    assert_eq!(near["did_you_mean"], "pakistan");
}

async fn filters_and_signs_narrow_it(world: World) {
    let only = world.get("/api/v1/search?q=mehfil&kinds=track,album").await;
    assert_eq!(titles(&only), Vec::<String>::new());
    let vital = world.found("vital").await;
    assert!(vital.contains(&"Vital Signs".to_owned()) && vital.contains(&"Dil Dil Pakistan".to_owned()));
    let without = world.found("vital -pakistan").await;
    assert!(!without.contains(&"Dil Dil Pakistan".to_owned()), "{without:?}");
    assert_eq!(world.found("\"pakistan dil\"").await, Vec::<String>::new());
    assert_eq!(world.found("\"dil pakistan\"").await, ["Dil Dil Pakistan"]);
    let elsewhere = world.get("/api/v1/search?q=pakistan&channel=other").await;
    assert_eq!(titles(&elsewhere), Vec::<String>::new());
    let long = world.get("/api/v1/search?q=pakistan&min_seconds=201").await;
    assert_eq!(titles(&long), Vec::<String>::new());
    let fits = world.get("/api/v1/search?q=pakistan&max_seconds=200&language=ur").await;
    assert_eq!(titles(&fits), ["Dil Dil Pakistan"]);
    // The station was made on the 25th.
    for (days, expected) in [
        ("from=2026-11-25", 1),
        ("until=2026-11-25", 1),
        ("from=2026-11-25&until=2026-11-25", 1),
        ("from=2026-11-26", 0),
        ("until=2026-11-24", 0),
    ] {
        let answer = world
            .get(&format!("/api/v1/search?q=mehfil&kinds=station&{days}"))
            .await;
        assert_eq!(titles(&answer).len(), expected, "{days}");
    }
    let wrong = world.client.get("/api/v1/search?q=x&from=yesterday").send().await;
    wrong.problem(Code::Invalid);
    let wrong = world.client.get("/api/v1/search?q=x&kinds=song").send().await;
    wrong.problem(Code::Invalid);
}

async fn beginnings_are_suggested(world: World) {
    let texts = |answer: serde_json::Value| -> Vec<String> {
        let all = answer["suggestions"].as_array().unwrap().iter();
        all.map(|one| one["text"].as_str().unwrap().to_owned()).collect()
    };
    for beginning in ["نصر", "nus", "nusra", "nusrat fat"] {
        let path = format!("/api/v1/search/suggest?q={}", percent_encode(beginning));
        let found = texts(world.get(&path).await);
        assert!(found.contains(&"نصرت فتح علی خان".to_owned()), "{beginning}: {found:?}");
    }
    assert_eq!(
        texts(world.get("/api/v1/search/suggest?q=n").await),
        Vec::<String>::new()
    );
    assert_eq!(texts(world.get("/api/v1/search/suggest").await), Vec::<String>::new());
}

async fn sections_go_on_from_page_to_page(world: World) {
    for number in 0..12 {
        world.play(&format!("Ghazal number {number}"), "Somebody", "").await;
    }
    let path = "/api/v1/search?q=ghazal&kinds=track&limit=5";
    let mut answer = world
        .until("/api/v1/search?q=ghazal&kinds=track&limit=50", |all| {
            titles(all).len() == 12
        })
        .await;
    let all = titles(&answer);
    let mut paged = Vec::new();
    answer = world.get(path).await;
    loop {
        paged.extend(titles(&answer));
        let Some(next) = answer["sections"][0]["next"].as_str() else {
            break;
        };
        answer = world.get(&format!("{path}&cursor={next}")).await;
    }
    assert_eq!(paged, all);
}

async fn browsers_learn_how_to_search_here(world: World) {
    let call = world.client.get("/opensearch.xml").header("host", "a\"b<c");
    let answer = call.send().await.is(200);
    let kind = answer.header("content-type").to_owned();
    assert_eq!(kind, "application/opensearchdescription+xml");
    // The first host counts, as the guard would see to; another one cannot break out of its place.
    let text = answer.text();
    assert!(
        text.contains(r#"template="http://localhost:8080/search?q={searchTerms}""#),
        "{text}"
    );
    assert!(!text.contains("b<c"), "{text}");
}

async fn a_title_is_found_by_its_own_language(world: World) {
    world.play("منهنجي ڳوٺ جي ڇوڪري", "Allan Fakir", "").await;
    let sindhi = format!("/api/v1/search?q={}&language=sd", percent_encode("ڳوٺ"));
    let found = world.until(&sindhi, |answer| titles(answer).len() == 1).await;
    assert_eq!(found["sections"][0]["hits"][0]["language"], "sd");
    // The singer stays in the language of the station that plays him.
    let urdu = world.get("/api/v1/search?q=allan&language=ur&kinds=person").await;
    assert_eq!(titles(&urdu), ["Allan Fakir"]);
    let urdu = format!("/api/v1/search?q={}&language=ur", percent_encode("ڳوٺ"));
    assert_eq!(titles(&world.get(&urdu).await), [""; 0]);
}
