//! Rules as text.

use super::{BadRule, End, Freq, MOST_COUNT, MOST_INTERVAL, MOST_NAMED, NthDay, Rule};
use chrono::{NaiveDate, Weekday};
use std::fmt;
use std::str::FromStr;

/// Longest rule that is read, characters.
const LONGEST: usize = 500;

/// Days of the week as rules name them.
const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

const FREQS: [(&str, Freq); 4] = [
    ("DAILY", Freq::Daily),
    ("WEEKLY", Freq::Weekly),
    ("MONTHLY", Freq::Monthly),
    ("YEARLY", Freq::Yearly),
];

impl FromStr for Rule {
    type Err = BadRule;

    fn from_str(text: &str) -> Result<Self, BadRule> {
        if text.len() > LONGEST {
            return Err(bad(format!("A rule has at most {LONGEST} characters.")));
        }
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let mut parts = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| bad(format!("\"{part}\" is no part of a rule; it looks like BYDAY=FR.")))?;
            if parts.iter().any(|(known, _)| *known == name) {
                return Err(bad(format!("{name} stands twice in the rule.")));
            }
            parts.push((name, value));
        }
        of_parts(&parts)
    }
}

fn of_parts(parts: &[(&str, &str)]) -> Result<Rule, BadRule> {
    let freq = parts.iter().find(|(name, _)| *name == "FREQ");
    let freq = freq.ok_or_else(|| bad("A rule says how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))?;
    let mut rule = Rule {
        freq: *known(&FREQS, freq.1).ok_or_else(|| bad(format!("FREQ={} is not one a programme can have.", freq.1)))?,
        ..Rule::weekly(1, &[])
    };
    for (name, value) in parts {
        match *name {
            "FREQ" => {}
            "INTERVAL" => rule.interval = number(name, value, 1, MOST_INTERVAL)?,
            "COUNT" => rule.set_end(End::Count(number(name, value, 1, MOST_COUNT)?))?,
            "UNTIL" => rule.set_end(End::Until(until(value)?))?,
            "BYDAY" => rule.days = list(name, value, nth_day)?,
            "BYMONTHDAY" => rule.month_days = list(name, value, |text| signed(text, 31))?,
            "BYMONTH" => rule.months = list(name, value, month)?,
            "WKST" => rule.week_start = *known(&DAYS, value).ok_or_else(|| not_read(name, value))?,
            other => {
                return Err(bad(format!(
                    "{other} is not among the parts of a rule that are known here."
                )));
            }
        }
    }
    rule.checked()
}

impl Rule {
    fn set_end(&mut self, end: End) -> Result<(), BadRule> {
        if self.end != End::Never {
            return Err(bad("A rule has COUNT or UNTIL, not both."));
        }
        self.end = end;
        Ok(())
    }

    /// What RFC 5545 does not allow together.
    fn checked(self) -> Result<Self, BadRule> {
        let has_nth = self.days.iter().any(|day| day.nth.is_some());
        if has_nth && self.freq < Freq::Monthly {
            return Err(bad("Only months and years have a first or last day of the week."));
        }
        if !self.month_days.is_empty() && self.freq == Freq::Weekly {
            return Err(bad("Weeks have no BYMONTHDAY."));
        }
        let most = if self.freq == Freq::Monthly || !self.months.is_empty() {
            5
        } else {
            53
        };
        match self
            .days
            .iter()
            .find(|day| day.nth.is_some_and(|nth| nth.unsigned_abs() > most))
        {
            Some(day) => Err(bad(format!("There is no day {day} in it."))),
            None => Ok(self),
        }
    }
}

impl fmt::Display for NthDay {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(to, "{nth}")?;
        }
        to.write_str(name(&DAYS, self.day))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "FREQ={}", name(&FREQS, self.freq))?;
        if self.interval != 1 {
            write!(to, ";INTERVAL={}", self.interval)?;
        }
        match self.end {
            End::Never => {}
            End::Count(count) => write!(to, ";COUNT={count}")?,
            End::Until(date) => write!(to, ";UNTIL={}", date.format("%Y%m%d"))?,
        }
        write_list(to, "BYMONTH", &self.months)?;
        write_list(to, "BYMONTHDAY", &self.month_days)?;
        write_list(to, "BYDAY", &self.days)?;
        if self.week_start != Weekday::Mon {
            write!(to, ";WKST={}", name(&DAYS, self.week_start))?;
        }
        Ok(())
    }
}

fn write_list(to: &mut fmt::Formatter<'_>, part: &str, values: &[impl fmt::Display]) -> fmt::Result {
    for (index, value) in values.iter().enumerate() {
        match index {
            0 => write!(to, ";{part}={value}")?,
            _ => write!(to, ",{value}")?,
        }
    }
    Ok(())
}

fn name<T: PartialEq + Copy>(names: &[(&'static str, T)], value: T) -> &'static str {
    names
        .iter()
        .find(|(_, known)| *known == value)
        .map_or("", |(name, _)| name)
}

fn known<'a, T>(names: &'a [(&str, T)], text: &str) -> Option<&'a T> {
    names.iter().find(|(name, _)| *name == text).map(|(_, value)| value)
}

fn number(name: &str, text: &str, least: u32, most: u32) -> Result<u32, BadRule> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let read = is_plain.then(|| text.parse().ok()).flatten();
    let number = read.filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| bad(format!("{name} lies between {least} and {most}.")))
}

/// `-1`, `+2`, `15`: never 0, and no further than `most`.
fn signed(text: &str, most: i8) -> Option<i8> {
    let number: i8 = text.parse().ok()?;
    (number != 0 && (-most..=most).contains(&number)).then_some(number)
}

/// `3` for March.
fn month(text: &str) -> Option<u8> {
    signed(text, 12).filter(|month| *month > 0).map(i8::unsigned_abs)
}

fn nth_day(text: &str) -> Option<NthDay> {
    let at = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at))?;
    let (nth, day) = text.split_at(at);
    let nth = if nth.is_empty() { None } else { Some(signed(nth, 53)?) };
    known(&DAYS, day).map(|day| NthDay { nth, day: *day })
}

/// A date, or the date of an instant: whole days are what comes again here.
fn until(text: &str) -> Result<NaiveDate, BadRule> {
    let date = text.get(..8).filter(|_| text.len() == 8 || text[8..].starts_with('T'));
    let date = date.and_then(|date| NaiveDate::parse_from_str(date, "%Y%m%d").ok());
    date.ok_or_else(|| bad("UNTIL is a date like 20270331."))
}

fn list<T>(name: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, BadRule> {
    let all: Option<Vec<T>> = text.split(',').take(MOST_NAMED + 1).map(read).collect();
    let all = all.ok_or_else(|| not_read(name, text))?;
    if all.len() > MOST_NAMED {
        return Err(bad(format!("{name} names at most {MOST_NAMED}.")));
    }
    Ok(all)
}

fn not_read(name: &str, value: &str) -> BadRule {
    bad(format!(
        "{name}={} cannot be read.",
        value.chars().take(60).collect::<String>()
    ))
}

fn bad(sentence: impl Into<String>) -> BadRule {
    BadRule(sentence.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rules_are_written_as_they_are_read() {
        for text in [
            "FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270331;BYDAY=MO,FR",
            "FREQ=MONTHLY;COUNT=5;BYDAY=1FR,-1SU",
            "FREQ=YEARLY;BYMONTH=3,8;BYMONTHDAY=23,-1;WKST=SU",
        ] {
            let rule: Rule = text.parse().unwrap();
            assert_eq!(rule.to_string(), text);
        }
        let lenient: Rule = " rrule:freq=weekly;byday=fr;until=20270331T185959Z ".parse().unwrap();
        assert_eq!(lenient.to_string(), "FREQ=WEEKLY;UNTIL=20270331;BYDAY=FR");
    }

    #[test]
    fn what_is_no_rule_is_refused_with_a_sentence() {
        for (text, word) in [
            ("", "how often"),
            ("FREQ=HOURLY", "FREQ=HOURLY"),
            ("FREQ=WEEKLY;BYDAY=1FR", "months and years"),
            ("FREQ=MONTHLY;BYDAY=6FR", "6FR"),
            ("FREQ=WEEKLY;BYSETPOS=1", "BYSETPOS"),
            ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "not both"),
            ("FREQ=DAILY;COUNT=0", "COUNT"),
            ("FREQ=DAILY;INTERVAL=+2", "INTERVAL"),
            ("FREQ=DAILY;FREQ=DAILY", "twice"),
            ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
            ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH"),
            ("FREQ=WEEKLY;BYDAY=ف", "BYDAY"),
            ("FREQ=DAILY;UNTIL=2027", "20270331"),
        ] {
            let refused = text.parse::<Rule>().unwrap_err();
            assert!(refused.0.contains(word), "{text}: {refused}");
        }
        assert!("FREQ=DAILY;".repeat(100).parse::<Rule>().is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_a_rule_or_refused(text in "[A-Z0-9=;,+-]{0,80}|\\PC{0,40}") {
            if let Ok(rule) = text.parse::<Rule>() {
                prop_assert_eq!(rule.to_string().parse::<Rule>().unwrap(), rule);
            }
        }
    }
}
