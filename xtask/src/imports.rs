//! Imports point one way: `app` → `services` → `libs` → `core`. A service never imports another
//! service, a lib never a service, and `core` nothing of ours.

use crate::Finding;
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Core,
    Lib,
    Testkit,
    Service,
    Top,
}

/// Libs of signal and protocol code, which do no I/O.
const PURE: [&str; 4] = ["awaz-audio", "awaz-plan", "awaz-wire", "awaz-core"];
/// What pure libs must not depend on.
const IMPURE: [&str; 8] = [
    "tokio",
    "axum",
    "hyper",
    "reqwest",
    "sea-orm",
    "socket2",
    "libc",
    "tokio-util",
];

/// Checks the dependency tables of every crate of the workspace at `root`.
///
/// # Errors
/// When a manifest cannot be read.
pub fn check(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let mut manifests = BTreeMap::new();
    for folder in crate_folders(root)? {
        let path = root.join(&folder).join("Cargo.toml");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        manifests.insert(folder, text);
    }
    check_manifests(&manifests)
}

fn crate_folders(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut folders = vec!["app".to_owned(), "tests".to_owned()];
    for group in ["libs", "services"] {
        for entry in std::fs::read_dir(root.join(group))? {
            folders.push(format!("{group}/{}", entry?.file_name().to_string_lossy()));
        }
    }
    Ok(folders)
}

fn layer(folder: &str) -> Layer {
    match folder {
        "libs/core" => Layer::Core,
        "libs/testkit" => Layer::Testkit,
        _ if folder.starts_with("libs/") => Layer::Lib,
        _ if folder.starts_with("services/") => Layer::Service,
        _ => Layer::Top,
    }
}

fn check_manifests(manifests: &BTreeMap<String, String>) -> anyhow::Result<Vec<Finding>> {
    let mut layers = BTreeMap::new();
    let mut documents = BTreeMap::new();
    for (folder, text) in manifests {
        let document: toml_edit::DocumentMut = text.parse().with_context(|| folder.clone())?;
        let name = document["package"]["name"].as_str().context("package.name")?.to_owned();
        layers.insert(name.clone(), layer(folder));
        documents.insert(folder.clone(), (name, document));
    }
    let mut findings = Vec::new();
    for (folder, (name, document)) in &documents {
        let Some(dependencies) = document.get("dependencies").and_then(|item| item.as_table_like()) else {
            continue;
        };
        for (dependency, _) in dependencies.iter() {
            if let Some(message) = objection(layer(folder), name, dependency, &layers) {
                findings.push(Finding::new(format!("{folder}/Cargo.toml"), 0, message));
            }
        }
    }
    Ok(findings)
}

fn objection(from: Layer, name: &str, dependency: &str, layers: &BTreeMap<String, Layer>) -> Option<String> {
    if PURE.contains(&name) && IMPURE.contains(&dependency) {
        return Some(format!("{name} is pure (no I/O) and must not depend on {dependency}"));
    }
    let to = *layers.get(dependency)?;
    let allowed = match from {
        Layer::Core => false,
        Layer::Lib => matches!(to, Layer::Core | Layer::Lib),
        Layer::Testkit | Layer::Service => matches!(to, Layer::Core | Layer::Lib),
        Layer::Top => true,
    };
    (!allowed)
        .then(|| format!("{name} must not depend on {dependency}: imports point from app to services to libs to core"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, dependencies: &str) -> String {
        format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependencies}\n")
    }

    fn findings(extra: (&str, &str, &str)) -> Vec<Finding> {
        let (folder, name, dependencies) = extra;
        let mut manifests = BTreeMap::from([
            ("libs/core".to_owned(), manifest("awaz-core", "")),
            (
                "libs/store".to_owned(),
                manifest("awaz-store", "awaz-core.workspace = true"),
            ),
            (
                "services/one".to_owned(),
                manifest("awaz-one", "awaz-store.workspace = true"),
            ),
            ("app".to_owned(), manifest("awaz", "awaz-one.workspace = true")),
        ]);
        manifests.insert(folder.to_owned(), manifest(name, dependencies));
        check_manifests(&manifests).expect("these parse")
    }

    #[test]
    fn the_right_way_round_is_fine() {
        assert_eq!(findings(("services/two", "awaz-two", "awaz-core.workspace = true")), []);
    }

    #[test]
    fn a_service_that_imports_a_service_is_found() {
        assert_eq!(
            findings(("services/two", "awaz-two", "awaz-one.workspace = true")).len(),
            1
        );
    }

    #[test]
    fn a_lib_that_imports_a_service_is_found() {
        assert_eq!(
            findings(("libs/http", "awaz-http", "awaz-one.workspace = true")).len(),
            1
        );
    }

    #[test]
    fn a_pure_lib_with_tokio_is_found() {
        assert_eq!(
            findings(("libs/audio", "awaz-audio", "tokio.workspace = true")).len(),
            1
        );
    }
}
