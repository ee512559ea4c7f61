//! The audio engine's pure half, seen from outside.

mod mix;
