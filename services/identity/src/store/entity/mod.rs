//! Rows of identity's tables.

pub(crate) mod api_key;
pub(crate) mod challenge;
pub(crate) mod recovery_code;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod signing_key;
pub(crate) mod user;
