//! Dates as playlists write them (RFC 3339).

/// Milliseconds since the Unix epoch; `None` where it is no date with a time and a zone.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let (clock, rest) = rest.strip_prefix('T')?.split_at_checked(8)?;
    let [year, month, day] = three(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = three(clock, ':', [2, 2, 2])?;
    let is_valid = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let (thousandths, zone) = fraction(rest)?;
    let offset_min = offset(zone)?;
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + (minute - offset_min) * 60 + second;
    is_valid.then_some(seconds * 1000 + thousandths)
}

fn three(text: &str, separator: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut fields = text.split(separator);
    let mut numbers = [0; 3];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let field = fields.next()?;
        if field.len() != digits || !field.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = field.parse().ok()?;
    }
    fields.next().is_none().then_some(numbers)
}

/// Thousandths of `.123456Z`, and the zone.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
    let (digits, zone) = rest.split_at(end);
    let thousandths = format!("{digits:0<3}");
    (end > 0).then_some((thousandths[..3].parse().ok()?, zone))
}

/// Minutes east of UTC.
fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next()? {
        'Z' => return (zone.len() == 1).then_some(0),
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone[1..].split_once(':')?;
    let [hours, minutes, _] = three(&format!("{hours}:{minutes}:00"), ':', [2, 2, 2])?;
    Some(sign * (hours * 60 + minutes))
}

/// Days since 1970-01-01. Years begin in March here, so that the leap day is the last of one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let march_year = if month <= 2 { year - 1 } else { year };
    let march_month = (month + 9) % 12;
    let leap_days = march_year / 4 - march_year / 100 + march_year / 400;
    let before_month = (153 * march_month + 2) / 5;
    365 * march_year + leap_days + before_month + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_milliseconds() {
        let known = [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00.5Z", 951_825_600_500),
            ("2026-11-26T05:00:00.250+05:00", 1_795_651_200_250),
            ("2026-11-25T23:30:00.25-00:30", 1_795_651_200_250),
        ];
        for (text, ms) in known {
            assert_eq!(parse(text), Some(ms), "{text}");
        }
        for wrong in [
            "",
            "2026-11-26",
            "2026-11-26T05:00:00",
            "2026-13-26T05:00:00Z",
            "2026-11-26 05:00:00Z",
            "نننننننننننن",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
