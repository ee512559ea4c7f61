//! awaz-http.
