//! The rules of the house as code: each check walks the repository and returns findings.
//!
//! A rule lives in a module of its own with a test that shows it finding something.

pub mod imports;
pub mod licences;
pub mod size;
pub mod synth;
pub mod words;

use std::fmt;
use std::path::{Path, PathBuf};

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// File, relative to the repository.
    pub file: PathBuf,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Finding {
    /// Makes a finding.
    pub fn new(file: impl Into<PathBuf>, line: usize, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

/// A source file: its path relative to the repository, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path relative to the repository.
    pub path: PathBuf,
    /// Text.
    pub text: String,
}

/// Runs every rule over the repository at `root`.
///
/// # Errors
/// When the tree cannot be read or a Rust file cannot be parsed.
pub fn tidy(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let sources = sources(root)?;
    let mut findings = imports::check(root)?;
    for source in &sources {
        findings.extend(words::check(source));
        findings.extend(size::check(source)?);
    }
    findings.sort_by(|left, right| (&left.file, left.line).cmp(&(&right.file, right.line)));
    Ok(findings)
}

const SKIPPED_FOLDERS: [&str; 7] = [
    "target",
    "node_modules",
    "dist",
    ".git",
    "data",
    "coverage",
    "artifacts",
];
const ENDINGS: [&str; 8] = ["rs", "ts", "tsx", "mjs", "sh", "py", "css", "toml"];

fn sources(root: &Path) -> anyhow::Result<Vec<Source>> {
    let mut sources = Vec::new();
    let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    let is_kept = |entry: &walkdir::DirEntry| !SKIPPED_FOLDERS.iter().any(|skipped| entry.file_name() == *skipped);
    for entry in walk.filter_entry(is_kept) {
        let entry = entry?;
        let ending = entry
            .path()
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if entry.file_type().is_file() && ENDINGS.contains(&ending) {
            sources.push(Source {
                path: entry.path().strip_prefix(root)?.to_path_buf(),
                text: std::fs::read_to_string(entry.path())?,
            });
        }
    }
    Ok(sources)
}
