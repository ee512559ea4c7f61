//! Configuration: what the operator may set, where it comes from, and what is wrong with it.

pub mod load;
pub mod problem;
#[cfg(test)]
mod tests;
