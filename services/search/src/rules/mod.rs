//! What the people who run the server add to search: words that mean the same, and what stands
//! first for a query.
//!
//! **Invariant: what is kept was checked, so applying it never fails.**

mod applied;
mod check;
mod keeper;

pub(crate) use applied::Applied;
pub(crate) use check::checked;
pub(crate) use keeper::Keeper;
