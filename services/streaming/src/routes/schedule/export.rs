//! A schedule as a file for calendars: with its rules, as far as RFC 5545 has them; what follows the
//! sun, the moon or holidays by its times in the coming year.

use crate::agenda::Agenda;
use crate::model::ScheduleEntry;
use crate::routes::{Api, calendar};
use awaz_http::{ApiError, Caller, Path, Problem};
use awaz_plan::Zone;
use awaz_plan::calendar::{Change, OnHolidays, Season, Start, Timing};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

const DAY_MS: i64 = 24 * 3_600_000;
/// Days ahead for which rules of the time zone are written, and days of what has no rule.
const ZONE_DAYS: i64 = 10 * 366;
const DAYS: i64 = 366;
/// Years in which a rule names a date, or never does.
const SEARCHED_DAYS: u64 = 5 * 366;

/// Sends a channel's schedule as iCalendar, drafts left out.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/schedule.ics", tag = "schedule", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, content_type = "text/calendar", body = String, description = "iCalendar, RFC 5545"), (status = 404, body = Problem)))]
pub(crate) async fn export_schedule(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Response, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let text = write(&channel.agenda(), &channel.profile().name, api.clock.now());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{slug}.ics\""),
        ),
    ];
    Ok((headers, text).into_response())
}

fn write(agenda: &Agenda, name: &str, now: DateTime<Utc>) -> String {
    let mut file = File {
        text: String::new(),
        zone: agenda.zone,
        now,
    };
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Awaz Pulse//Schedule//EN",
        "METHOD:PUBLISH",
    ] {
        file.line(line);
    }
    file.line(&format!("X-WR-CALNAME:{}", calendar::escaped(name)));
    let meant = || agenda.entries.iter().filter(|entry| !entry.draft.is_draft);
    let dates = meant().map(|entry| entry.draft.timing.first);
    file.time_zone(dates.min().unwrap_or(now.date_naive()));
    for entry in meant() {
        match has_rule(&entry.draft.timing) {
            Some(at) => file.with_rule(entry, at),
            None => file.by_times(agenda, entry),
        }
    }
    file.line("END:VCALENDAR");
    file.text
}

/// When it begins, where a rule says all there is to it.
fn has_rule(timing: &Timing) -> Option<NaiveTime> {
    let is_plain = timing.season == Season::All && timing.holidays == OnHolidays::Run;
    let by_clock = |change: &Change| !matches!(change.start, Some(Start::Sun { .. }));
    match timing.start {
        Start::Clock { at } if is_plain && timing.changes.iter().all(by_clock) => Some(at.time()),
        _ => None,
    }
}

/// The file being written.
struct File {
    text: String,
    zone: Zone,
    now: DateTime<Utc>,
}

impl File {
    fn line(&mut self, text: &str) {
        calendar::fold(&mut self.text, text);
    }

    /// The rules of the station's clock from a date on, each change by itself.
    fn time_zone(&mut self, first: NaiveDate) {
        let from_ms = self.zone.instant(first, NaiveTime::MIN) - DAY_MS;
        let until_ms = self.now.timestamp_millis() + ZONE_DAYS * DAY_MS;
        self.line("BEGIN:VTIMEZONE");
        self.line(&format!("TZID:{}", self.zone));
        let ahead_s = self.zone.ahead_s(from_ms);
        self.observance("STANDARD", "19700101T000000", [ahead_s, ahead_s]);
        for at_ms in self.zone.changes(from_ms, until_ms) {
            let offsets = [self.zone.ahead_s(at_ms - 1), self.zone.ahead_s(at_ms)];
            let kind = if offsets[1] > offsets[0] {
                "DAYLIGHT"
            } else {
                "STANDARD"
            };
            // By the clock as it was until then.
            let local_ms = at_ms + i64::from(offsets[0]) * 1000;
            let local = DateTime::from_timestamp_millis(local_ms).unwrap_or_default();
            self.observance(kind, &local_time(local.naive_utc()), offsets);
        }
        self.line("END:VTIMEZONE");
    }

    fn observance(&mut self, kind: &str, start: &str, [before, after]: [i32; 2]) {
        self.line(&format!("BEGIN:{kind}"));
        self.line(&format!("DTSTART:{start}"));
        self.line(&format!("TZOFFSETFROM:{}", offset(before)));
        self.line(&format!("TZOFFSETTO:{}", offset(after)));
        self.line(&format!("END:{kind}"));
    }

    /// One event that comes again, and another for each date that is different.
    fn with_rule(&mut self, entry: &ScheduleEntry, at: NaiveTime) {
        let timing = &entry.draft.timing;
        let Some(first) = first_date(timing) else { return };
        self.begin(entry, &entry.id.to_string());
        self.times("DTSTART", first.and_time(at), timing.minutes);
        if let Some(rule) = &timing.repeat {
            let rule = self.rule(&rule.to_string());
            self.line(&format!("RRULE:{rule}"));
        }
        for date in timing.also.iter().filter(|date| **date != first) {
            self.dated("RDATE", date.and_time(at));
        }
        for change in timing.changes.iter().filter(|change| change.is_off) {
            self.dated("EXDATE", change.date.and_time(at));
        }
        self.line("END:VEVENT");
        for change in timing.changes.iter().filter(|change| !change.is_off) {
            let new = match change.start {
                Some(Start::Clock { at }) => at.time(),
                _ => at,
            };
            self.begin(entry, &entry.id.to_string());
            self.dated("RECURRENCE-ID", change.date.and_time(at));
            self.times(
                "DTSTART",
                change.date.and_time(new),
                change.minutes.unwrap_or(timing.minutes),
            );
            self.line("END:VEVENT");
        }
    }

    /// Each of its times in the coming year.
    fn by_times(&mut self, agenda: &Agenda, entry: &ScheduleEntry) {
        let now_ms = self.now.timestamp_millis();
        let times = (now_ms, now_ms + DAYS * DAY_MS);
        let all = entry
            .draft
            .timing
            .occurrences(&agenda.almanac, agenda.zone, times.0, times.1);
        for one in all {
            self.begin(entry, &format!("{}-{}", entry.id, one.date));
            let [from, until] = [one.from_ms, one.until_ms].map(super::instant).map(calendar::instant);
            self.line(&format!("DTSTART:{from}"));
            self.line(&format!("DTEND:{until}"));
            self.line("END:VEVENT");
        }
    }

    fn begin(&mut self, entry: &ScheduleEntry, name: &str) {
        let draft = &entry.draft;
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{name}@awaz"));
        self.line(&format!("DTSTAMP:{}", calendar::instant(self.now)));
        self.line(&format!("SEQUENCE:{}", entry.version - 1));
        self.line(&format!("SUMMARY:{}", calendar::escaped(&draft.title)));
        if !draft.description.is_empty() {
            self.line(&format!("DESCRIPTION:{}", calendar::escaped(&draft.description)));
        }
    }

    fn times(&mut self, name: &str, at: NaiveDateTime, minutes: u32) {
        self.dated(name, at);
        self.line(&format!("DURATION:PT{minutes}M"));
    }

    fn dated(&mut self, name: &str, at: NaiveDateTime) {
        let zone = self.zone;
        self.line(&format!("{name};TZID={zone}:{}", local_time(at)));
    }

    /// A rule whose last date is an instant, as events with a time have it.
    fn rule(&self, rule: &str) -> String {
        let Some((before, rest)) = rule.split_once("UNTIL=") else {
            return rule.to_owned();
        };
        let (date, after) = rest.split_at(rest.find(';').unwrap_or(rest.len()));
        let last = NaiveDate::parse_from_str(date, "%Y%m%d").unwrap_or_default();
        let end_ms = self.zone.instant(last.succ_opt().unwrap_or(last), NaiveTime::MIN) - 1000;
        format!("{before}UNTIL={}{after}", calendar::instant(super::instant(end_ms)))
    }
}

/// The first date it is on: calendars count where an event begins, whatever its rule says.
fn first_date(timing: &Timing) -> Option<NaiveDate> {
    let by_rule = match &timing.repeat {
        None => Some(timing.first),
        Some(rule) => {
            let until = timing.first.checked_add_days(chrono::Days::new(SEARCHED_DAYS));
            let dates = rule.dates(timing.first, timing.first, until.unwrap_or(timing.first));
            dates.first().copied()
        }
    };
    by_rule.or_else(|| timing.also.iter().min().copied())
}

fn local_time(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// `+0530`.
fn offset(seconds: i32) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}
