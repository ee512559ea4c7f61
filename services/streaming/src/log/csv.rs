//! Comma-separated values (RFC 4180), safe to open in a spreadsheet.

/// What a file begins with so that spreadsheets read its letters as UTF-8.
pub(super) const BOM: &str = "\u{feff}";
/// What makes a spreadsheet take a text for a formula, also as wide letters.
const FORMULA: &str = "=+-@\t\r＝＋－＠";

/// Adds a line of fields that are our own.
pub(super) fn line<'a>(out: &mut String, fields: impl IntoIterator<Item = &'a str>) {
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        quoted(out, field);
    }
    out.push_str("\r\n");
}

/// A text of strangers, which is never a formula.
pub(super) fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(|first| FORMULA.contains(first));
    let kept = text.chars().filter(|letter| !letter.is_control());
    is_formula.then_some('\'').into_iter().chain(kept).collect()
}

fn quoted(out: &mut String, field: &str) {
    if field.contains(['"', ',', '\r', '\n']) {
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut out = String::new();
        line(&mut out, ["a", "b,c", "say \"no\"", "two\r\nlines", "", "دل"]);
        assert_eq!(out, "a,\"b,c\",\"say \"\"no\"\"\",\"two\r\nlines\",,دل\r\n");
    }

    #[test]
    fn a_title_is_no_formula() {
        for (title, kept) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'=1"),
            ("＝1+1", "'＝1+1"),
            ("1=1", "1=1"),
            ("دل\u{0}\n", "دل"),
        ] {
            assert_eq!(harmless(title), kept, "{title:?}");
        }
    }
}
