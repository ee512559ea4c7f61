//! What was measured, as a table for people and as JSON for scripts.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the command line speaking"
)]

use serde::Serialize;

/// One measurement.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Its name on the command line.
    pub(super) name: &'static str,
    /// How it was measured.
    pub(super) method: String,
    /// What was found.
    pub(super) rows: Vec<Row>,
    /// What has to be known to read it, such as a peer that is missing.
    pub(super) notes: Vec<String>,
}

/// One number, and the peer's beside it.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// What it says, with its unit.
    pub(super) what: String,
    /// Ours.
    pub(super) ours: f64,
    /// The peer's, measured in the same run.
    pub(super) peer: Option<f64>,
    /// Ours divided by the peer's.
    pub(super) ratio: Option<f64>,
    /// What we build for.
    pub(super) goal: Option<&'static str>,
}

impl Report {
    /// An empty one.
    pub(super) fn new(name: &'static str, method: impl Into<String>) -> Self {
        Self {
            name,
            method: method.into(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds medians of what was found in several runs; no value of a peer means no peer.
    pub(super) fn row(&mut self, what: impl Into<String>, ours: &[f64], peer: &[f64], goal: Option<&'static str>) {
        let (Some(ours), peer) = (median(ours), median(peer)) else {
            return;
        };
        let ratio = peer.filter(|peer| *peer > 0.0).map(|peer| ours / peer);
        self.rows.push(Row {
            what: what.into(),
            ours,
            peer,
            ratio,
            goal,
        });
    }

    fn print(&self) {
        println!("\n{}: {}\n", self.name, self.method);
        println!(
            "| {:<58} | {:>9} | {:>9} | {:>7} | goal |",
            "what", "ours", "peer", "ratio"
        );
        println!("|{}|----------:|----------:|--------:|------|", "-".repeat(60));
        for row in &self.rows {
            println!(
                "| {:<58} | {:>9} | {:>9} | {:>7} | {} |",
                row.what,
                number(Some(row.ours)),
                number(row.peer),
                number(row.ratio),
                row.goal.unwrap_or("")
            );
        }
        for note in &self.notes {
            println!("- {note}");
        }
    }
}

/// Prints all of them.
pub(super) fn print(reports: &[Report], is_json: bool) {
    if is_json {
        println!("{}", serde_json::json!(reports));
        return;
    }
    for report in reports {
        report.print();
    }
}

/// Tells whoever waits what is going on.
pub(super) fn tell(text: &str) {
    eprintln!("{text}");
}

/// Prints names and what they measure.
pub(super) fn print_list(list: &[(&str, &str)], is_json: bool) {
    if is_json {
        let named = |(name, what): &(&str, &str)| serde_json::json!({ "name": name, "what": what });
        let list: Vec<_> = list.iter().map(named).collect();
        println!("{}", serde_json::json!(list));
        return;
    }
    for (name, text) in list {
        println!("{name:<12} {text}");
    }
}

/// The middle one; the mean of the two in the middle.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.len().checked_sub(1)? / 2, sorted.len() / 2);
    Some(f64::midpoint(*sorted.get(low)?, *sorted.get(high)?))
}

/// Three significant digits.
fn number(value: Option<f64>) -> String {
    let Some(value) = value else { return "–".to_owned() };
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}

/// The time below which `share` of the times are, which are sorted; `NAN` of none.
pub(super) fn at(times: &[f64], share: f64) -> f64 {
    let place = (times.len() as f64 * share) as usize;
    times.get(place).copied().unwrap_or(f64::NAN)
}

/// Prints figures as they are, for other programs to read.
pub(super) fn print_value(figures: &serde_json::Value) {
    println!("{figures}");
}

#[cfg(test)]
mod tests {
    use super::{median, number};

    #[test]
    fn medians_and_digits() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!(number(Some(1234.5)), "1234");
        assert_eq!(number(Some(0.1234)), "0.123");
        assert_eq!(number(None), "–");
    }
}
