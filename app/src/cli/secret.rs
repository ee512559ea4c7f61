//! Passwords: typed twice at a terminal, or read from the first line of standard input.

use super::Failure;
use awaz_core::Error;
use std::io::BufRead;

/// Longest password taken, bytes.
const MAX_PASSWORD: u64 = 1024;

/// Asks for a password, or reads it.
pub(super) fn password(from_stdin: bool) -> Result<String, Failure> {
    if from_stdin {
        return first_line();
    }
    let unreadable = |_| Failure::usage("there is no terminal to ask for a password at; add --password-stdin");
    let password = rpassword::prompt_password("Password: ").map_err(unreadable)?;
    let again = rpassword::prompt_password("Again: ").map_err(unreadable)?;
    if password == again {
        Ok(password)
    } else {
        Err(Error::invalid("The two passwords differ.").into())
    }
}

fn first_line() -> Result<String, Failure> {
    let mut line = String::new();
    let mut input = std::io::Read::take(std::io::stdin().lock(), MAX_PASSWORD);
    let read = input.read_line(&mut line);
    read.map_err(|error| Failure::usage(format!("the password on standard input cannot be read: {error}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
