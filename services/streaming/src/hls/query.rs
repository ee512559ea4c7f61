//! Queries of playlist requests.

use awaz_core::{Error, Result};
use url::form_urlencoded;

/// What a playlist request asks for (RFC 8216bis §6.2.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Query {
    /// `_HLS_msn`: wait for this segment.
    pub msn: Option<u64>,
    /// `_HLS_part`: wait for this part of it.
    pub part: Option<u64>,
    /// `_HLS_skip`: older segments may be left out.
    pub skip: bool,
    /// `window=live`: only whole segments of the last minute are listed, neither the time shift nor
    /// parts. It is for players that do not rewind and pay for each byte: an hour of segments is
    /// 50 KB each time.
    pub is_short: bool,
}

impl Query {
    /// Reads a query string. Names we do not know are ignored, those of HLS included, as are
    /// values of `_HLS_skip` we do not know.
    ///
    /// # Errors
    /// `Invalid` where a number is none.
    pub fn parse(query: &str) -> Result<Self> {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "_HLS_msn" => parsed.msn = Some(number(&name, &value)?),
                "_HLS_part" => parsed.part = Some(number(&name, &value)?),
                "_HLS_skip" => parsed.skip = value == "YES" || value == "v2",
                "window" => parsed.is_short = value == "live",
                _ => {}
            }
        }
        Ok(parsed)
    }
}

fn number(name: &str, value: &str) -> Result<u64> {
    value
        .parse()
        .map_err(|_| Error::invalid(format!("{name} must be a whole number.")))
}

/// The session a player names in its query, for counting.
pub(crate) fn session(query: &str) -> String {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let session = pairs.find(|(name, _)| name == "session").map(|(_, value)| value);
    session
        .map(|session| session.chars().take(64).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let query = Query::parse("token=a%26b&_HLS_msn=7&_HLS_part=3&_HLS_skip=v2&_HLS_push=1&x").unwrap();
        assert_eq!(
            query,
            Query {
                msn: Some(7),
                part: Some(3),
                skip: true,
                is_short: false
            }
        );
        assert_eq!(Query::parse("").unwrap(), Query::default());
        assert!(Query::parse("window=live").unwrap().is_short);
        assert!(!Query::parse("_HLS_skip=maybe").unwrap().skip);
        for wrong in [
            "_HLS_msn=",
            "_HLS_msn=-1",
            "_HLS_part=x",
            "_HLS_msn=99999999999999999999",
        ] {
            assert!(Query::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(session("a=b&session=x%20y"), "x y");
    }
}
