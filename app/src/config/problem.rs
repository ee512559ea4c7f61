//! What is wrong with a configuration, and where it stands.

use std::fmt;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The shipped defaults.
    Default,
    /// A line of the operator's file.
    File {
        /// The file's name.
        name: String,
        /// Line, from 1.
        line: usize,
    },
    /// An environment variable, by name.
    Env(String),
    /// An option of the command line, by name.
    Option(String),
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key, as in `http.listen`; empty for a file that is not TOML.
    pub key: String,
    /// Where it stands.
    pub origin: Origin,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Problem {
    /// Makes a problem.
    #[must_use]
    pub fn new(key: &str, origin: Origin, message: String) -> Self {
        Self {
            key: key.to_owned(),
            origin,
            message,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Default if self.key.is_empty() => return write!(formatter, "{}", self.message),
            Origin::Default => write!(formatter, "default")?,
            Origin::File { name, line } => write!(formatter, "{name}:{line}")?,
            Origin::Env(name) => write!(formatter, "environment {name}")?,
            Origin::Option(name) => write!(formatter, "option {name}")?,
        }
        if !self.key.is_empty() {
            write!(formatter, ": {}", self.key)?;
        }
        write!(formatter, ": {}", self.message)
    }
}

/// Everything that is wrong, at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// One problem without a key.
    #[must_use]
    pub fn one(message: &str) -> Self {
        Self(vec![Problem::new("", Origin::Default, message.to_owned())])
    }
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        let things = if count == 1 { "thing is" } else { "things are" };
        writeln!(formatter, "the configuration cannot be used; {count} {things} wrong:")?;
        for problem in &self.0 {
            writeln!(formatter, "  {problem}")?;
        }
        write!(formatter, "`awaz.toml` as shipped explains every key")
    }
}
