//! Stories over the whole product.

mod first_run;
mod first_sound;
mod fuzz;
mod on_air;
mod operations;
mod players;
mod restart;
mod s3;
mod seeking;
mod story;
mod tls;
