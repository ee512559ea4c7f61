//! Words that must not stand in the tree: unfinished marks, lint switches without a reason,
//! paths of somebody's machine, addresses of package registries.

use crate::{Finding, Source};

// Put together from halves, so that this file does not find itself.
const EVERYWHERE: [(&str, &str); 7] = [
    (concat!("TO", "DO"), "finish it, or say it in the documentation"),
    (concat!("FIX", "ME"), "finish it, or say it in the documentation"),
    (concat!("/wo", "rk/"), "no path of somebody's machine"),
    (concat!("bash", "_jobs"), "no path of somebody's machine"),
    (concat!("registry.", "npmjs"), "no address of a package registry"),
    (concat!("static.", "crates.io"), "no address of a package registry"),
    (concat!("pypi", ".org"), "no address of a package registry"),
];
const IN_RUST: [(&str, &str); 3] = [
    (
        concat!("#[al", "low("),
        "use #[expect(…, reason = \"…\")], which dies when it is no longer needed",
    ),
    (concat!("to", "do!("), "finish it"),
    (concat!("unimple", "mented!("), "finish it"),
];

/// Finds the words in one file.
#[must_use]
pub fn check(source: &Source) -> Vec<Finding> {
    let is_rust = source.path.extension().is_some_and(|ending| ending == "rs");
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let rust_words = IN_RUST.iter().filter(|_| is_rust);
        for (word, advice) in EVERYWHERE.iter().chain(rust_words) {
            if has_word(line, word) {
                findings.push(Finding::new(&source.path, index + 1, format!("\"{word}\": {advice}")));
            }
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let touches = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        let bounded_after = word.ends_with(|letter: char| !letter.is_alphanumeric()) || !touches(after);
        let bounded_before = word.starts_with(|letter: char| !letter.is_alphanumeric()) || !touches(before);
        bounded_before && bounded_after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Source {
            path: path.into(),
            text: text.to_owned(),
        })
        .len()
    }

    #[test]
    fn unfinished_marks_are_found_as_words_only() {
        assert_eq!(count("a.rs", concat!("// TO", "DO: later")), 1);
        assert_eq!(count("a.ts", "const methodOf = 1;"), 0);
        assert_eq!(count("a.rs", concat!("let x = to", "do!();")), 1);
        assert_eq!(count("a.ts", concat!("to", "do!()")), 0);
    }

    #[test]
    fn paths_and_registries_are_found() {
        assert_eq!(count("a.sh", concat!("cd /wo", "rk/main")), 1);
        assert_eq!(count("a.toml", concat!("https://registry.", "npmjs.org")), 1);
    }
}
