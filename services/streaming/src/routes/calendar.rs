//! A programme as iCalendar (RFC 5545) has it.

use super::programme::ProgrammeItem;
use crate::model::Profile;
use chrono::{DateTime, Utc};

/// Octets of a line, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// Writes a calendar; its times are in UTC, which needs no rules of a time zone beside it.
pub(super) fn write(profile: &Profile, items: &[ProgrammeItem], now: DateTime<Utc>) -> String {
    let mut calendar = String::new();
    let mut line = |text: &str| fold(&mut calendar, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Awaz Pulse//Programme//EN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escaped(&profile.name)));
    line("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    for item in items {
        let [from, until] = item.times();
        line("BEGIN:VEVENT");
        line(&format!("UID:{}-{}@awaz", profile.id, uid(item)));
        line(&format!("DTSTAMP:{}", instant(now)));
        line(&format!("DTSTART:{}", instant(from)));
        line(&format!("DTEND:{}", instant(until)));
        line(&format!("SUMMARY:{}", escaped(item.title())));
        if !item.description().is_empty() {
            line(&format!("DESCRIPTION:{}", escaped(item.description())));
        }
        line(&format!("LOCATION:{}", escaped(&profile.name)));
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    calendar
}

/// The same each time the calendar is read.
fn uid(item: &ProgrammeItem) -> String {
    let [from, _] = item.times();
    let text = format!("{} {}", from.timestamp(), item.title());
    awaz_http::etag::tag(text.as_bytes()).replace('"', "")
}

pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// As a value of the type TEXT (RFC 5545, 3.3.11).
pub(super) fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => all.extend(['\\', letter]),
            '\n' => all.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => all.push(letter),
        }
    }
    all
}

/// Adds a line, folded where it is too long, never within a letter.
pub(super) fn fold(calendar: &mut String, text: &str) {
    let mut room = LINE;
    for letter in text.chars() {
        if letter.len_utf8() > room {
            calendar.push_str("\r\n ");
            room = LINE - 1;
        }
        calendar.push(letter);
        room -= letter.len_utf8();
    }
    calendar.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_letters_and_unfold_to_what_they_were() {
        let text = format!("SUMMARY:{}", "نصرت، فتح; علی خان ".repeat(20));
        let mut folded = String::new();
        fold(&mut folded, &text);
        assert!(folded.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(folded.replace("\r\n ", ""), format!("{text}\r\n"));
    }

    #[test]
    fn what_has_a_meaning_in_a_calendar_is_escaped() {
        assert_eq!(escaped("a, b; c\\d\r\ne\u{7}"), "a\\, b\\; c\\\\d\\ne");
    }

    #[test]
    fn an_event_has_the_same_name_each_time_and_another_than_its_neighbours() {
        let item = |title, from| ProgrammeItem::new(title, from, "2026-11-28T17:00:00Z");
        let one = item("Ghazal", "2026-11-28T16:00:00Z");
        assert_eq!(uid(&one), uid(&one.clone()));
        let others = [
            item("Ghazal", "2026-11-29T16:00:00Z"),
            item("Qawwali", "2026-11-28T16:00:00Z"),
        ];
        assert!(others.iter().all(|other| uid(other) != uid(&one)));
        assert!(uid(&one).bytes().all(|byte| byte.is_ascii_graphic()));
    }
}
