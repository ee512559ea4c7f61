//! Queries nobody means well with.

use crate::world::{World, titles};
use awaz_core::Code;
use awaz_testkit::on_both;
use awaz_wire::text::percent_encode;

on_both!(nothing_that_is_typed_breaks_it, what_is_too_long_is_told_so);

async fn nothing_that_is_typed_breaks_it(world: World) {
    let cases = [
        "",
        "   ",
        "!!! ??? ۔۔۔ ،،،",
        "\0",
        "dil\0pakistan",
        "title:dil AND (pakistan OR *)",
        "dil~2 ^5 [a TO b] {x} && || \\",
        ".*(a+)+$",
        "%_%' OR 1=1 --",
        "\u{202e}natsikap lid\u{202c}",
        "🎵🎶🔥",
        "👨‍👩‍👧‍👦 dil",
        "\"",
        "\"\"\"\" - -- ---",
        "\u{064b}\u{064c}\u{0670}\u{0640}",
        "\u{200c}\u{200d}\u{feff}",
        "ﷺ",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7 8 9",
        &"ا".repeat(256),
        &"क".repeat(80),
    ];
    for query in cases {
        for path in [
            "/api/v1/search?q=",
            "/api/v1/search?partial=true&q=",
            "/api/v1/search/suggest?q=",
        ] {
            let path = format!("{path}{}", percent_encode(query));
            world.client.get(&path).send().await.is(200);
        }
    }
    let found = titles(
        &world
            .get(&format!("/api/v1/search?q={}", percent_encode("dil~2 ^5 pakistan &&")))
            .await,
    );
    assert_eq!(found[0], "Dil Dil Pakistan");
    // Halves of characters, and what is no UTF-8.
    for query in ["%ED%A0%80", "%FF%FE", "%D9", "%"] {
        let answer = world.client.get(&format!("/api/v1/search?q={query}")).send().await;
        assert!(answer.status.as_u16() < 500, "{query}: {}", answer.text());
    }
}

async fn what_is_too_long_is_told_so(world: World) {
    let long = "dil ".repeat(25_000);
    let answer = world
        .client
        .get(&format!(
            "/api/v1/search?q={}",
            percent_encode(&long)[..60_000].to_owned()
        ))
        .send()
        .await;
    assert_eq!(
        answer.problem(Code::Invalid).detail,
        "a search takes at most 256 letters; leave the least important words out."
    );
    for cursor in [
        "track",
        "nonsense.1",
        "track.-5",
        "track.999999999999999999999999",
        "%00",
    ] {
        let path = format!("/api/v1/search?q=dil&cursor={cursor}");
        world.client.get(&path).send().await.problem(Code::Invalid);
    }
    // A page far beyond the last is empty.
    let far = world
        .get("/api/v1/search?q=dil&cursor=track.18446744073709551615")
        .await;
    assert_eq!(titles(&far), Vec::<String>::new());
    for limit in ["0", "1000"] {
        world
            .client
            .get(&format!("/api/v1/search?q=dil&limit={limit}"))
            .send()
            .await
            .is(200);
    }
    world
        .client
        .get("/api/v1/search?q=dil&limit=x")
        .send()
        .await
        .problem(Code::Invalid);
}
