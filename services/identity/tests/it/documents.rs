//! What the documents promise is there.

use std::path::Path;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&std::fs::read_to_string(path).expect("text"));
        }
    }
}

#[test]
fn every_test_that_security_md_names_is_there() {
    let mut code = String::new();
    for folder in ["src", "tests"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut code);
    }
    let page = read("SECURITY.md");
    let is_test =
        |word: &&str| word.len() > 12 && word.chars().all(|letter| letter == '_' || letter.is_ascii_lowercase());
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).filter(is_test).collect();
    let tests: Vec<&str> = named.into_iter().filter(|word| word.contains('_')).collect();
    assert!(tests.len() >= 30, "{}", tests.len());
    for test in tests {
        let is_there = code.contains(&format!("fn {test}()"));
        assert!(is_there, "SECURITY.md names the test {test}, which is not there");
    }
}

#[test]
fn the_page_on_tokens_has_the_table_of_permissions() {
    let page = read("docs/tokens.md");
    for permission in awaz_core::permission::PERMISSIONS {
        let row = format!("| `{}` | {} |", permission.name, permission.what);
        assert!(page.contains(&row), "docs/tokens.md lacks {row}");
    }
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| `") && line.contains(':'))
        .count();
    assert_eq!(rows, awaz_core::permission::PERMISSIONS.len());
}
