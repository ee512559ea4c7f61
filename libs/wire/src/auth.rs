//! Names and passwords as source clients send them.

use crate::head::Request;
use crate::text;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// Most bytes of a user name or a password that are looked at.
pub const MAX_SECRET_BYTES: usize = 512;

/// A name and a password, not yet checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Name; `source` for clients that have none.
    pub user: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Credentials {
    /// Makes credentials; `None` where one is over [`MAX_SECRET_BYTES`] or the password is empty
    /// (nobody signs in with no password).
    #[must_use]
    pub fn new(user: &str, password: &str) -> Option<Self> {
        let fits = user.len() <= MAX_SECRET_BYTES && password.len() <= MAX_SECRET_BYTES;
        let user = if user.is_empty() { "source" } else { user };
        (fits && !password.is_empty()).then(|| Self {
            user: user.to_owned(),
            password: password.to_owned(),
        })
    }

    /// Reads an `Authorization` value, RFC 7617.
    #[must_use]
    pub fn from_basic(value: &str) -> Option<Self> {
        let (scheme, token) = value.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") || token.len() > 4 * MAX_SECRET_BYTES {
            return None;
        }
        let token = token.trim();
        let bytes = STANDARD.decode(token).or_else(|_| STANDARD_NO_PAD.decode(token)).ok()?;
        let decoded = text::decode(&bytes, None);
        let (user, password) = decoded.split_once(':')?;
        Self::new(user, password)
    }

    /// Finds what a request brought: `Authorization`, the legacy `ice-password`, `user` and
    /// `pass` in the query.
    #[must_use]
    pub fn from_request(request: &Request) -> Option<Self> {
        if let Some(value) = request.headers.get("authorization") {
            return Self::from_basic(value);
        }
        if let Some(password) = request.headers.get("ice-password") {
            return Self::new("source", password);
        }
        let password = request.query_value("pass")?;
        Self::new(&request.query_value("user").unwrap_or_default(), &password)
    }

    /// The meanings to try, in order: as it stands; and where the client has only a password
    /// field, its `user:password` or `user,password`.
    #[must_use]
    pub fn meanings(&self) -> Vec<Self> {
        let mut meanings = vec![self.clone()];
        if self.user == "source"
            && let Some((user, password)) = self.password.split_once([':', ','])
            && let Some(split) = Self::new(user, password)
        {
            meanings.push(split);
        }
        meanings
    }

    /// Value of an `Authorization` header that says them.
    #[must_use]
    pub fn to_basic(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user, self.password)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn round_trip_and_password_with_colons() {
        let credentials = Credentials::new("dj", "a:b").expect("fits");
        assert_eq!(Credentials::from_basic(&credentials.to_basic()), Some(credentials));
    }

    #[test]
    fn only_a_password_field() {
        let credentials = Credentials::new("source", "asma:secret").expect("fits");
        let [as_is, split] = &credentials.meanings()[..] else {
            panic!("two meanings")
        };
        assert_eq!(as_is, &credentials);
        assert_eq!((split.user.as_str(), split.password.as_str()), ("asma", "secret"));
        assert_eq!(Credentials::new("dj", "a:b").expect("fits").meanings().len(), 1);
    }

    #[test]
    fn nothing_and_too_much_are_nobody() {
        for value in [
            "",
            "Basic",
            "Basic !!!",
            "Basic c291cmNl",
            "Bearer x",
            "Basic c291cmNlOg==",
        ] {
            assert_eq!(Credentials::from_basic(value), None, "{value}");
        }
        assert_eq!(Credentials::new("source", &"x".repeat(513)), None);
        let shown = format!("{:?}", Credentials::new("a", "hidden"));
        assert!(!shown.contains("hidden"));
    }

    proptest! {
        #[test]
        fn never_panics(value in "(Basic )?.{0,80}") {
            let _ = Credentials::from_basic(&value);
        }
    }
}
