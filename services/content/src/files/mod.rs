//! Files on their way into the library.

pub(crate) mod name;
pub(crate) mod take;
pub(crate) mod walk;
