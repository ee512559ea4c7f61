//! Names as the separation rules compare them.

/// Words between two artists.
const JOINING_WORDS: [&str; 13] = [
    "feat",
    "feat.",
    "ft",
    "ft.",
    "featuring",
    "vs",
    "vs.",
    "x",
    "and",
    "with",
    "/",
    "و",
    "اور",
];

/// Splits an artist tag into the keys of the artists in it; empty for an empty tag.
pub(crate) fn artists(tag: &str) -> Vec<String> {
    let lower = tag.to_lowercase();
    let mut names = Vec::new();
    for part in lower.split([',', ';', '&', '+', '،', '؛', '(', ')', '[', ']']) {
        let mut name: Vec<&str> = Vec::new();
        for word in part.split_whitespace() {
            if JOINING_WORDS.contains(&word) {
                keep(&mut names, &std::mem::take(&mut name));
            } else {
                name.push(word);
            }
        }
        keep(&mut names, &name);
    }
    if names.is_empty() {
        // An act that is called "X" or "And" is nobody else's feature.
        let words: Vec<&str> = lower.split_whitespace().collect();
        keep(&mut names, &words);
    }
    names
}

/// Makes the key of a title: without case, and without what stands in brackets, so that a remix is
/// the same title.
pub(crate) fn title(tag: &str) -> String {
    let lower = tag.to_lowercase();
    let mut depth = 0_u32;
    let outside: String = lower
        .chars()
        .filter(|letter| match letter {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    let key = collapse(&outside);
    if key.is_empty() { collapse(&lower) } else { key }
}

fn keep(names: &mut Vec<String>, words: &[&str]) {
    let name = words.join(" ");
    if !name.is_empty() && !names.contains(&name) {
        names.push(name);
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artists_are_split_at_every_joining_word() {
        let cases = [
            (
                "Atif Aslam feat. Momina Mustehsan",
                vec!["atif aslam", "momina mustehsan"],
            ),
            ("Ali Zafar ft Aima Baig", vec!["ali zafar", "aima baig"]),
            (
                "Strings & Junoon, Vital Signs",
                vec!["strings", "junoon", "vital signs"],
            ),
            ("A vs. B x C", vec!["a", "b", "c"]),
            (
                "نصرت فتح علی خان و عابدہ پروین",
                vec!["نصرت فتح علی خان", "عابدہ پروین"],
            ),
            ("نصرت، عابدہ", vec!["نصرت", "عابدہ"]),
            ("Rahat (feat. Arijit)", vec!["rahat", "arijit"]),
            ("AC/DC", vec!["ac/dc"]),
            ("  ", vec![]),
            ("X", vec!["x"]),
            ("Noor  Jehan; NOOR jehan", vec!["noor jehan"]),
        ];
        for (tag, expected) in cases {
            assert_eq!(artists(tag), expected, "{tag}");
        }
    }

    #[test]
    fn a_remix_is_the_same_title() {
        assert_eq!(title("Dil Dil Pakistan (Live) [2009]"), "dil dil pakistan");
        assert_eq!(title("  DIL  dil Pakistan"), "dil dil pakistan");
        assert_eq!(title("(Intro)"), "(intro)");
    }
}
