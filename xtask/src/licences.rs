//! Licences of everything we link, as far as they can be told without a network: each package of
//! the lock file is looked up in cargo's own metadata and compared with the list below.
//!
//! Advisories need a database that changes daily; `deny.toml` names what is known and waived, for
//! whoever runs a scanner with a network.

use crate::Finding;
use anyhow::Context;
use std::path::Path;
use std::process::Command;

/// Licences that may be linked into the binary.
const ACCEPTED: [&str; 18] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "MPL-2.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "0BSD",
    "Unlicense",
    "BSL-1.0",
    "OpenSSL",
];

/// Packages accepted for themselves, with the reason.
const EXCEPTIONS: [(&str, &str); 2] = [
    (
        "mp3lame-sys",
        "LGPL-3.0, behind the feature mp3-lame; docs/licences.md says how to relink",
    ),
    (
        "fdk-aac-sys",
        "MIT wrapper over code under the FDK licence, behind the feature aac-fdk",
    ),
];

/// Checks the licence expression of every package in the lock file.
///
/// # Errors
/// When cargo cannot tell its metadata.
pub fn check(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    anyhow::ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("packages")?;
    Ok(packages.iter().filter_map(objection).collect())
}

fn objection(package: &serde_json::Value) -> Option<Finding> {
    let name = package["name"].as_str()?;
    let expression = package["license"].as_str().unwrap_or_default();
    let is_exception = EXCEPTIONS.iter().any(|(exception, _)| *exception == name);
    (!is_exception && !is_accepted(expression)).then(|| {
        let message = format!("{name} is under \"{expression}\", which is not on the list of xtask/src/licences.rs");
        Finding::new("Cargo.lock", 0, message)
    })
}

/// Whether one of the alternatives (`OR`) has all its parts (`AND`) on the list.
fn is_accepted(expression: &str) -> bool {
    let flat = expression.replace(['(', ')'], " ").replace('/', " OR ");
    if expression.contains('(') && expression.contains(") AND") {
        return flat
            .split(" AND ")
            .all(|part| part.split(" OR ").any(|licence| ACCEPTED.contains(&licence.trim())));
    }
    flat.split(" OR ")
        .any(|choice| choice.split(" AND ").all(|licence| ACCEPTED.contains(&licence.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_and_sums_of_licences() {
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "MIT/Apache-2.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 AND ISC",
        ] {
            assert!(is_accepted(good), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND AGPL-3.0"] {
            assert!(!is_accepted(bad), "{bad}");
        }
    }
}
