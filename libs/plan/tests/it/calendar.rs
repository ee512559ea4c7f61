//! Calendars: rules against another program's, and weeks as a station lives them.

use awaz_plan::Zone;
use awaz_plan::calendar::{
    Almanac, Asr, Holiday, OnHolidays, Place, Prayer, Rule, Season, Start, Timing, Twilight, prayer as prayer_at,
};
use chrono::NaiveDate;

fn date(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y%m%d").expect("as written here")
}

#[test]
fn rules_give_the_dates_that_dateutil_gives() {
    let cases = include_str!("../fixtures/recurrence.tsv");
    let mut count = 0;
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let [first, rule, dates] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let rule: Rule = rule.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
        let first = date(first);
        let wanted: Vec<NaiveDate> = dates.split_whitespace().map(date).collect();
        let until = first + chrono::Days::new(3650);
        let mut found = rule.dates(first, first, until);
        let wanted: Vec<NaiveDate> = wanted.into_iter().filter(|date| *date <= until).collect();
        found.truncate(40);
        assert_eq!(found, wanted, "{line}");
        // A window gives what lies in it of the whole.
        let from = first + chrono::Days::new(200);
        let within: Vec<_> = rule.dates(first, from, until).into_iter().take(10).collect();
        let of_whole = rule.dates(first, first, until).into_iter().filter(|date| *date >= from);
        assert_eq!(within, of_whole.take(10).collect::<Vec<_>>(), "{line}");
        count += 1;
    }
    assert!(count > 300, "{count}");
}

fn timing(json: &str) -> Timing {
    let timing: Timing = serde_json::from_str(json).expect("as written here");
    timing.check().expect("as written here");
    timing
}

/// What is on in some days from a date on, as a station's clock shows it.
fn told(timing: &Timing, almanac: &Almanac, zone: &str, from: &str, days: i64) -> Vec<String> {
    let zone: Zone = zone.parse().expect("as written here");
    let from_ms = zone.instant(date(from), chrono::NaiveTime::MIN);
    let all = timing.occurrences(almanac, zone, from_ms, from_ms + days * 86_400_000);
    let show = |at| zone.local(at).format("%a %d %b %H:%M").to_string();
    all.iter()
        .map(|one| format!("{} +{}", show(one.from_ms), (one.until_ms - one.from_ms) / 60_000))
        .collect()
}

const KARACHI: &str = "Asia/Karachi";

#[test]
fn a_show_comes_every_other_week_but_for_what_is_different() {
    let show = timing(
        r#"{"first":"2026-11-27","start":{"by":"clock","at":"22:30"},"minutes":120,"repeat":"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            "also":["2026-12-20"],
            "changes":[{"date":"2026-12-11","is_off":true},{"date":"2026-12-25","start":{"by":"clock","at":"09:00"},"minutes":30}]}"#,
    );
    assert_eq!(
        told(&show, &Almanac::default(), KARACHI, "20261127", 45),
        [
            "Fri 27 Nov 22:30 +120",
            "Sun 20 Dec 22:30 +120",
            "Fri 25 Dec 09:00 +30",
            "Fri 08 Jan 22:30 +120"
        ]
    );
    // What began yesterday is still on after midnight.
    assert_eq!(
        told(&show, &Almanac::default(), KARACHI, "20261128", 1),
        ["Fri 27 Nov 22:30 +120"]
    );
}

#[test]
fn ramadan_has_a_programme_of_its_own_by_the_sun() {
    let iftar = timing(
        r#"{"first":"2026-01-01","start":{"by":"sun","prayer":"maghrib","offset_min":-30},"minutes":45,"repeat":"FREQ=DAILY","season":"ramadan"}"#,
    );
    let almanac = Almanac {
        moon_shift: 1,
        ..Almanac::default()
    };
    let all = told(&iftar, &almanac, KARACHI, "20260101", 365);
    assert_eq!(all.len(), 30);
    assert!(
        all[0].starts_with("Thu 19 Feb") && all[29].starts_with("Fri 20 Mar"),
        "{all:?}"
    );
    // Lahore's sun sets at 17:53 and at 18:14 then.
    assert_eq!(
        [all[0].as_str(), all[29].as_str()],
        ["Thu 19 Feb 17:23 +45", "Fri 20 Mar 17:44 +45"]
    );
    let usual = timing(
        r#"{"first":"2026-01-01","start":{"by":"clock","at":"18:00"},"minutes":60,"repeat":"FREQ=DAILY","season":"not_ramadan"}"#,
    );
    assert_eq!(told(&usual, &almanac, KARACHI, "20260101", 365).len(), 335);
}

#[test]
fn holidays_take_shows_off_or_have_their_own() {
    let almanac = Almanac {
        holidays: vec![Holiday {
            date: date("20270323"),
            name: "Pakistan Day".to_owned(),
        }],
        ..Almanac::default()
    };
    let show = |holidays: OnHolidays| Timing {
        holidays,
        season: Season::All,
        ..timing(
            r#"{"first":"2027-03-22","start":{"by":"clock","at":"07:00"},"minutes":60,"repeat":"FREQ=DAILY;COUNT=3"}"#,
        )
    };
    let days = |holidays| told(&show(holidays), &almanac, KARACHI, "20270320", 9).len();
    assert_eq!(
        [days(OnHolidays::Run), days(OnHolidays::Skip), days(OnHolidays::Only)],
        [3, 2, 1]
    );
}

#[test]
fn nights_on_which_clocks_change_keep_to_the_clock() {
    let night = timing(
        r#"{"first":"2026-03-27","start":{"by":"clock","at":"23:00"},"minutes":240,"repeat":"FREQ=DAILY;COUNT=3"}"#,
    );
    assert_eq!(
        told(&night, &Almanac::default(), "Europe/London", "20260327", 5),
        [
            "Fri 27 Mar 23:00 +240",
            "Sat 28 Mar 23:00 +180",
            "Sun 29 Mar 23:00 +240"
        ]
    );
}

#[test]
fn the_sun_is_where_another_program_sees_it() {
    let zone: Zone = "UTC".parse().unwrap();
    let mut count = 0;
    for line in include_str!("../fixtures/sun.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let parts: Vec<&str> = line.split('\t').collect();
        let place = Place {
            latitude: parts[1].parse().unwrap(),
            longitude: parts[2].parse().unwrap(),
        };
        let day: NaiveDate = parts[3].parse().unwrap();
        for (prayer, wanted) in DAY.into_iter().zip(&parts[4..]) {
            let Ok(wanted) = wanted.parse::<chrono::DateTime<chrono::Utc>>() else {
                continue;
            };
            let found = prayer_at(prayer, day, &place, Twilight::default(), Asr::Hanafi).unwrap();
            let off_s = (found - wanted.timestamp_millis()).abs() / 1000;
            assert!(
                off_s <= 30,
                "{line}: {prayer:?} is off by {off_s} s: {}",
                zone.local(found)
            );
            count += 1;
        }
    }
    assert!(count > 550, "{count}");
}

const DAY: [Prayer; 6] = [
    Prayer::Fajr,
    Prayer::Sunrise,
    Prayer::Zuhr,
    Prayer::Asr,
    Prayer::Maghrib,
    Prayer::Isha,
];

#[test]
fn five_times_a_day_the_sun_calls() {
    let almanac = Almanac::default();
    let zone = Zone::PAKISTAN;
    let times = [Prayer::Fajr, Prayer::Zuhr, Prayer::Asr, Prayer::Maghrib, Prayer::Isha].map(|prayer| {
        let azan = Timing {
            start: Start::Sun { prayer, offset_min: 0 },
            ..timing(r#"{"first":"2026-11-28","start":{"by":"clock","at":"00:00"},"minutes":5}"#)
        };
        let from_ms = zone.instant(date("20261128"), chrono::NaiveTime::MIN);
        let all = azan.occurrences(&almanac, zone, from_ms, from_ms + 86_400_000);
        assert!(all.iter().all(|one| one.from_ms % 60_000 == 0));
        zone.local(all[0].from_ms).format("%H:%M").to_string()
    });
    assert_eq!(times, ["05:16", "11:51", "15:22", "16:59", "18:25"]);
}

#[test]
fn what_is_out_of_bounds_is_refused_by_its_field() {
    let base = r#"{"first":"2026-11-28","start":{"by":"clock","at":"00:00"},"minutes":5}"#;
    let long = Timing {
        minutes: 1441,
        ..timing(base)
    };
    assert_eq!(long.check().unwrap_err().0, "minutes");
    let far = Timing {
        start: Start::Sun {
            prayer: Prayer::Isha,
            offset_min: i32::MIN,
        },
        ..timing(base)
    };
    assert_eq!(far.check().unwrap_err().0, "start/offset_min");
    let old = Timing {
        first: date("19991231"),
        ..timing(base)
    };
    assert_eq!(old.check().unwrap_err().0, "first");
    for wrong in [
        r#"{"first":"2026-11-28","start":{"by":"clock","at":"25:00"},"minutes":5}"#,
        r#"{"first":"2026-02-30","start":{"by":"clock","at":"00:00"},"minutes":5}"#,
        r#"{"first":"2026-11-28","start":{"by":"moon"},"minutes":5}"#,
        r#"{"first":"2026-11-28","start":{"by":"clock","at":"00:00"},"minutes":5,"repeat":"FREQ=HOURLY"}"#,
    ] {
        assert!(serde_json::from_str::<Timing>(wrong).is_err(), "{wrong}");
    }
}
