//! What becomes of a delivery after an attempt.

use super::post::Answer;
use crate::model::{Target, Trigger};
use crate::store::{End, Ended, Parcel};

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Waits between attempts, those of the Standard Webhooks: ten attempts over three days.
const WAITS_MS: [i64; 9] = [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
];
/// Longest wait that another server may ask for.
const LONGEST_WAIT_MS: i64 = 24 * HOUR_MS;
/// After this time, people and directories are not told any more what is of the moment.
const MOMENT_MS: i64 = 10 * MINUTE_MS;

/// Decides what becomes of a delivery; `jitter`, 0 to 1, makes the wait up to a quarter longer.
pub(crate) fn fate(parcel: &Parcel, answer: Answer, now_ms: i64, jitter: f64) -> Ended {
    match answer {
        Answer::None(problem) => Ended {
            end: later(parcel, None, now_ms, jitter),
            status: None,
            answer: String::new(),
            problem: Some(problem),
        },
        Answer::Status {
            status,
            text,
            retry_after_s,
        } => Ended {
            end: match status {
                200..=299 => End::Delivered,
                410 => End::Gone,
                400..=499 if is_final(parcel, status) => End::Dead,
                429 | 503 => later(parcel, retry_after_s, now_ms, jitter),
                _ => later(parcel, None, now_ms, jitter),
            },
            status: Some(status),
            answer: text,
            problem: sentence(status),
        },
    }
}

fn sentence(status: u16) -> Option<String> {
    match status {
        200..=299 => None,
        300..=399 => Some("The other server sends us on to another address; enter that one.".to_owned()),
        410 => Some("The other server says that there is nothing any more (410).".to_owned()),
        status => Some(format!("The other server answered {status}.")),
    }
}

/// Whether a service has understood and will say the same again. A generic receiver may be mended
/// meanwhile; the others are as they are, and a wrong token does not become right.
fn is_final(parcel: &Parcel, status: u16) -> bool {
    let is_service = !matches!(parcel.hook.target, Target::Generic { .. });
    is_service && !matches!(status, 408 | 425 | 429)
}

fn later(parcel: &Parcel, retry_after_s: Option<i64>, now_ms: i64, jitter: f64) -> End {
    let Some(wait_ms) = WAITS_MS.get(parcel.attempts as usize) else {
        return End::Dead;
    };
    if parcel.facts.trigger == Trigger::Test {
        return End::Dead;
    }
    let asked_ms = retry_after_s.unwrap_or(0).saturating_mul(SECOND_MS);
    let wait_ms = asked_ms.min(LONGEST_WAIT_MS).max(*wait_ms);
    let at_ms = now_ms + wait_ms + (wait_ms as f64 * jitter / 4.0) as i64;
    let is_service = !matches!(parcel.hook.target, Target::Generic { .. });
    let ends_ms = parcel.facts.at.timestamp_millis() + MOMENT_MS;
    if is_service && parcel.facts.trigger.is_of_the_moment() && at_ms > ends_ms {
        return End::Dead;
    }
    End::Again(at_ms)
}
