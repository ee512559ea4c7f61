//! The schedule: kept, tried, copied, told.

use crate::world::sound::Encoder;
use crate::world::{World, basic};
use awaz_core::clock::SystemClock;
use awaz_core::{Clock, Code};
use awaz_testkit::Somebody;
use serde_json::{Value, json};

const SCHEDULE: &str = "POST channels/fm/schedule";

fn entry(title: &str, first: &str, at: &str, minutes: u32) -> Value {
    json!({"title": title, "timing": {"first": first, "start": {"by": "clock", "at": at}, "minutes": minutes}})
}

fn weekly(title: &str, first: &str, at: &str, minutes: u32, rule: &str) -> Value {
    let mut entry = entry(title, first, at, minutes);
    entry["timing"]["repeat"] = rule.into();
    entry
}

/// What is on in a week, as `title @ from`.
async fn week(world: &World, from: &str) -> (Vec<String>, Value) {
    let week = world.get(&format!("/schedule/showings?from={from}")).await;
    let items = week["items"].as_array().unwrap().iter();
    let told = items.map(|item| {
        format!(
            "{} @ {}",
            item["title"].as_str().unwrap(),
            item["from"].as_str().unwrap()
        )
    });
    (told.collect(), week)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_is_planned_and_listeners_are_told() {
    let world = World::new().await;
    let mut mehfil = weekly("Mehfil", "2026-12-04", "21:00", 120, "FREQ=WEEKLY;BYDAY=FR,SA");
    mehfil["titles"] = json!({"ur": "محفل"});
    mehfil["description"] = "Ghazals; and talk".into();
    mehfil["show"] = "mehfil".into();
    world.owner(SCHEDULE, mehfil.clone()).await.is(201);
    let mut azan = entry("Azan", "2026-12-04", "21:30", 5);
    azan["timing"]["start"] = json!({"by": "sun", "prayer": "isha", "offset_min": 0});
    azan["timing"]["repeat"] = "FREQ=DAILY".into();
    azan["is_unlisted"] = true.into();
    world.owner(SCHEDULE, azan).await.is(201);
    let mut later = entry("Not yet", "2026-12-04", "10:00", 60);
    later["is_draft"] = true.into();
    world.owner(SCHEDULE, later).await.is(201);

    let (told, all) = week(&world, "2026-11-30").await;
    assert_eq!(
        told,
        [
            "Not yet @ 2026-12-04T05:00:00Z",
            "Azan @ 2026-12-04T13:25:00Z",
            "Mehfil @ 2026-12-04T16:00:00Z",
            "Azan @ 2026-12-05T13:25:00Z",
            "Mehfil @ 2026-12-05T16:00:00Z",
            "Azan @ 2026-12-06T13:25:00Z",
        ]
    );
    assert_eq!(
        (all["days"].as_array().unwrap().len(), &all["clashes"]),
        (7, &json!([]))
    );
    assert_eq!(all["days"][0]["hijri"], json!([1448, 6, 19]));
    assert!(
        all["days"][0]["maghrib"]
            .as_str()
            .unwrap()
            .starts_with("2026-11-30T11:5"),
        "{all}"
    );

    let programme = "/api/v1/stations/fm/programme";
    let range = "from=2026-12-04T00:00:00Z&until=2026-12-05T00:00:00Z";
    let public: Value = world.client.get(&format!("{programme}?{range}")).send().await.ok();
    assert_eq!(
        public["items"],
        json!([{"title": "Mehfil", "titles": {"ur": "محفل"}, "description": "Ghazals; and talk", "show": "mehfil",
            "from": "2026-12-04T16:00:00Z", "until": "2026-12-04T18:00:00Z"}])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_show_is_taken_off_one_date_and_then_off_the_schedule() {
    let world = World::new().await;
    let mut mehfil = weekly("Mehfil", "2026-12-04", "21:00", 120, "FREQ=WEEKLY;BYDAY=FR,SA");
    let made: Value = world.owner(SCHEDULE, mehfil.clone()).await.is(201).ok();
    let public = "/api/v1/stations/fm/programme?from=2026-12-04T00:00:00Z&until=2026-12-05T00:00:00Z";
    let one = made["id"].as_str().unwrap();
    mehfil["timing"]["changes"] = json!([{"date": "2026-12-05", "is_off": true}]);
    let change = json!({"version": 1, "entry": mehfil});
    let changed: Value = world
        .owner(&format!("PUT channels/fm/schedule/{one}"), change)
        .await
        .ok();
    assert_eq!(
        (&changed["entry"]["version"], &changed["overwritten"]),
        (&2.into(), &Value::Null)
    );
    let (told, _) = week(&world, "2026-11-30").await;
    assert!(
        !told.iter().any(|item| item == "Mehfil @ 2026-12-05T16:00:00Z"),
        "{told:?}"
    );

    world
        .owner(&format!("DELETE channels/fm/schedule/{one}"), Value::Null)
        .await
        .is(204);
    world
        .owner(&format!("GET channels/fm/schedule/{one}"), Value::Null)
        .await
        .problem(Code::NotFound);
    let public: Value = world.client.get(public).send().await.ok();
    assert_eq!(public["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_edits_the_last_holds_and_is_told_what_it_overwrote() {
    let world = World::new().await;
    let made: Value = world
        .owner(SCHEDULE, entry("One", "2026-12-04", "21:00", 60))
        .await
        .ok();
    let put = format!("PUT channels/fm/schedule/{}", made["id"].as_str().unwrap());
    let edit = |title: &str| json!({"version": 1, "entry": entry(title, "2026-12-04", "21:00", 60)});
    world.owner(&put, edit("Two")).await.is(200);
    let last: Value = world.owner(&put, edit("Three")).await.ok();
    assert_eq!(last["entry"]["title"], "Three");
    assert_eq!(
        (&last["overwritten"]["title"], &last["overwritten"]["version"]),
        (&"Two".into(), &2.into())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clash_is_told_before_it_happens() {
    let world = World::new().await;
    let year = "2040";
    let news = weekly("News", &format!("{year}-01-01"), "18:00", 10, "FREQ=DAILY");
    let made: Value = world.owner(SCHEDULE, news.clone()).await.ok();
    let trial = |entry: Value, replaces: Value| json!({"entry": entry, "replaces": replaces});
    // Beyond the year that is looked ahead nothing is on.
    let far: Value = world
        .owner("POST channels/fm/schedule/preview", trial(news, Value::Null))
        .await
        .ok();
    assert_eq!((&far["count"], &far["clashes"]), (&0.into(), &json!([])));

    let today = SystemClock.now().date_naive();
    let date = |days| (today + chrono::Days::new(days)).to_string();
    let daily = |at: &str, minutes| weekly("Daily", &date(1), at, minutes, "FREQ=DAILY;COUNT=30");
    world.owner(SCHEDULE, daily("18:00", 30)).await.is(201);
    let late = trial(entry("Late", &date(3), "18:20", 60), Value::Null);
    let late: Value = world.owner("POST channels/fm/schedule/preview", late).await.ok();
    assert_eq!(
        (&late["count"], late["times"].as_array().unwrap().len()),
        (&1.into(), 1)
    );
    let clash = &late["clashes"][0];
    assert_eq!(
        (&clash["first_title"], &clash["second_title"], &clash["is_within"]),
        (&"Daily".into(), &"Late".into(), &false.into())
    );
    let azan = trial(entry("Azan", &date(3), "18:20", 5), Value::Null);
    let azan: Value = world.owner("POST channels/fm/schedule/preview", azan).await.ok();
    assert_eq!(azan["clashes"][0]["is_within"], true);
    // An entry does not clash with what it was.
    let listed: Value = world.owner("GET channels/fm/schedule", Value::Null).await.ok();
    let own = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["id"] != made["id"])
        .unwrap();
    let moved = trial(daily("18:10", 30), own["id"].clone());
    let moved: Value = world.owner("POST channels/fm/schedule/preview", moved).await.ok();
    assert_eq!((&moved["count"], &moved["clashes"]), (&30.into(), &json!([])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_is_copied_but_for_what_is_on_anyway() {
    let world = World::new().await;
    world
        .owner(SCHEDULE, weekly("Weekly", "2026-12-04", "21:00", 60, "FREQ=WEEKLY"))
        .await
        .is(201);
    let mut special = entry("Special", "2026-12-02", "23:30", 60);
    special["timing"]["changes"] = json!([{"date": "2026-12-02", "minutes": 90}]);
    world.owner(SCHEDULE, special).await.is(201);
    let copy = json!({"from": "2026-11-30", "to": "2026-12-07"});
    let copied: Value = world
        .owner("POST channels/fm/schedule/copy-week", copy.clone())
        .await
        .ok();
    assert_eq!(
        (&copied["added"], copied["entries"].as_array().unwrap().len()),
        (&1.into(), 1)
    );
    let (told, all) = week(&world, "2026-12-07").await;
    assert_eq!(
        told,
        ["Special @ 2026-12-09T18:30:00Z", "Weekly @ 2026-12-11T16:00:00Z"]
    );
    assert_eq!(
        (&all["items"][0]["until"], &all["items"][0]["is_changed"]),
        (&"2026-12-09T20:00:00Z".into(), &true.into())
    );
    // Once more adds nothing.
    let again: Value = world.owner("POST channels/fm/schedule/copy-week", copy).await.ok();
    assert_eq!(again["added"], 0);
    let overlapping = json!({"from": "2026-11-30", "to": "2026-12-03"});
    world
        .owner("POST channels/fm/schedule/copy-week", overlapping)
        .await
        .problem(Code::Invalid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_presenter_comes_on_air_by_the_schedule_only() {
    let world = World::new().await;
    let new = json!({"user": "amna", "name": "Amna", "is_by_schedule": true});
    let made: Value = world.owner("POST channels/fm/credentials", new).await.is(201).ok();
    let login = basic("amna", made["password"].as_str().unwrap());
    let refused = world.put("/fm", &login).await.answer().await.is(403);
    assert!(refused.text().contains("not your hours"), "{}", refused.text());
    let mut all_day = weekly("All day", "2026-11-01", "00:00", 1440, "FREQ=DAILY");
    all_day["presenters"] = json!([made["id"]]);
    world.owner(SCHEDULE, all_day).await.is(201);
    let mut wire = world.put("/fm", &login).await;
    assert!(wire.head().await.contains(" 200 OK"));
    let _encoder = Encoder::start(wire);
    world.wait_for("on_air", "live").await;
    let programme: Value = world.client.get("/api/v1/stations/fm/programme").send().await.ok();
    assert_eq!(programme["items"][0]["presenters"], json!(["Amna"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_kept_is_refused_by_its_field() {
    let world = World::new().await;
    let good = entry("Good", "2026-12-04", "21:00", 60);
    let with = |field: &str, value: Value| {
        let mut entry = good.clone();
        *entry.pointer_mut(field).unwrap_or(&mut Value::Null) = value.clone();
        if good.pointer(field).is_none() {
            entry[&field[1..]] = value;
        }
        entry
    };
    for (wrong, field) in [
        (with("/title", "".into()), "/title"),
        (with("/title", "x".repeat(201).into()), "/title"),
        (with("/description", "x".repeat(2001).into()), "/description"),
        (with("/titles", json!({"not a tag": "x"})), "/titles"),
        (with("/timing/minutes", 0.into()), "/timing/minutes"),
        (with("/timing/minutes", 1441.into()), "/timing/minutes"),
        (with("/timing/first", "1999-01-01".into()), "/timing/first"),
        (with("/presenters", json!([uuid::Uuid::nil()])), "/presenters/0"),
    ] {
        let error = world.owner(SCHEDULE, wrong).await.problem(Code::Invalid);
        assert_eq!(error.fields[0].field, field);
    }
    for wrong in [
        with("/timing/first", "2026-02-30".into()),
        with("/timing/start", json!({"by": "clock", "at": "24:00"})),
        with("/timing/start", json!({"by": "stars"})),
        with("/rule", "FREQ=DAILY".into()),
        weekly("Good", "2026-12-04", "21:00", 60, "FREQ=SECONDLY"),
        weekly("Good", "2026-12-04", "21:00", 60, "FREQ=WEEKLY;BYSETPOS=1"),
        json!([]),
    ] {
        world.owner(SCHEDULE, wrong).await.problem(Code::Invalid);
    }
    for query in [
        "from=1999-01-01",
        "from=9999-01-01",
        "from=2026-12-01&days=46",
        "from=x",
    ] {
        let path = format!("GET channels/fm/schedule/showings?{query}");
        world.owner(&path, Value::Null).await.problem(Code::Invalid);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_neither_see_nor_change_a_schedule() {
    let world = World::new().await;
    let good = entry("Good", "2026-12-04", "21:00", 60);
    let made: Value = world.owner(SCHEDULE, good.clone()).await.ok();
    let id = made["id"].as_str().unwrap();
    for what in [
        "GET channels/fm/schedule".to_owned(),
        "GET channels/fm/schedule/showings?from=2026-12-01".to_owned(),
        format!("GET channels/fm/schedule/{id}"),
        format!("DELETE channels/fm/schedule/{id}"),
    ] {
        world
            .call(Somebody::OtherOwner, &what, Value::Null)
            .await
            .problem(Code::NotFound);
    }
    world
        .call(Somebody::OtherOwner, SCHEDULE, good)
        .await
        .problem(Code::NotFound);
    let none = "PUT channels/fm/schedule/00000000-0000-0000-0000-000000000000";
    world
        .owner(none, json!({"entry": entry("x", "2026-12-04", "21:00", 1)}))
        .await
        .problem(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schedule_is_taken_along_as_a_calendar_with_its_rules() {
    let world = World::new().await;
    world
        .owner("PATCH channels/fm", json!({"settings": {"time_zone": "Europe/London"}}))
        .await
        .is(200);
    let mut mehfil = weekly(
        "Mehfil, live",
        "2026-12-01",
        "21:00",
        120,
        "FREQ=WEEKLY;UNTIL=20270702;BYDAY=FR",
    );
    mehfil["timing"]["also"] = json!(["2026-12-31"]);
    mehfil["timing"]["changes"] = json!([
        {"date": "2026-12-11", "is_off": true},
        {"date": "2026-12-25", "start": {"by": "clock", "at": "09:00"}, "minutes": 30},
    ]);
    let made: Value = world.owner(SCHEDULE, mehfil).await.is(201).ok();
    let today = SystemClock.now().date_naive();
    let mut sehri = entry("Sehri", &today.to_string(), "00:00", 20);
    sehri["timing"]["start"] = json!({"by": "sun", "prayer": "fajr", "offset_min": -20});
    sehri["timing"]["repeat"] = "FREQ=DAILY;COUNT=4".into();
    world.owner(SCHEDULE, sehri).await.is(201);
    let answer = world.owner("GET channels/fm/schedule.ics", Value::Null).await.is(200);
    let text = answer.text().replace("\r\n ", "");
    let has = |line: &str| assert!(text.contains(&format!("{line}\r\n")), "{line} is not in\n{text}");
    has("TZID:Europe/London");
    has("BEGIN:DAYLIGHT\r\nDTSTART:20270328T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100");
    has(&format!("UID:{}@awaz", made["id"].as_str().unwrap()));
    has("SUMMARY:Mehfil\\, live");
    // The first Friday; the last second of the last day, by UTC, in summer.
    has("DTSTART;TZID=Europe/London:20261204T210000\r\nDURATION:PT120M");
    has("RRULE:FREQ=WEEKLY;UNTIL=20270702T225959Z;BYDAY=FR");
    has("RDATE;TZID=Europe/London:20261231T210000");
    has("EXDATE;TZID=Europe/London:20261211T210000");
    has(
        "RECURRENCE-ID;TZID=Europe/London:20261225T210000\r\nDTSTART;TZID=Europe/London:20261225T090000\r\nDURATION:PT30M",
    );
    let sehris = text.matches("SUMMARY:Sehri").count();
    assert!((3..=4).contains(&sehris), "{sehris}");
    world
        .call(Somebody::OtherOwner, "GET channels/fm/schedule.ics", Value::Null)
        .await
        .problem(Code::NotFound);
}
