use super::load::{Inputs, merge};
use super::problem::Origin;

const SCHEMA: &str =
    "name = \"awaz\"\n[http]\nlisten = \"0.0.0.0:8080\"\nhosts = []\nmax_body_mb = 10\nratio = 0.5\nquiet = false\n";

fn inputs(file: &str, env: &[(&str, &str)]) -> Inputs {
    Inputs {
        file: Some(("awaz.toml".to_owned(), file.to_owned())),
        env: env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        options: Vec::new(),
    }
}

#[test]
fn environment_wins_over_file_wins_over_defaults() {
    let inputs = inputs(
        "[http]\nlisten = \"127.0.0.1:1\"\nmax_body_mb = 20\nratio = 1\n",
        &[
            ("AWAZ__HTTP__LISTEN", "127.0.0.1:2"),
            ("AWAZ__HTTP__HOSTS", "a.example, b.example"),
            ("PATH", "/bin"),
        ],
    );
    let merged = merge(SCHEMA, &inputs).expect("all of it is right");
    let http = &merged.table["http"];
    assert_eq!(http["listen"].as_str(), Some("127.0.0.1:2"));
    assert_eq!(http["max_body_mb"].as_integer(), Some(20));
    assert_eq!(http["ratio"].as_float(), Some(1.0));
    assert_eq!(http["hosts"].as_array().map(Vec::len), Some(2));
    assert_eq!(merged.table["name"].as_str(), Some("awaz"));
    assert_eq!(
        merged.origin("http.listen"),
        Origin::Env("AWAZ__HTTP__LISTEN".to_owned())
    );
    assert_eq!(merged.origin("http.quiet"), Origin::Default);
}

#[test]
fn every_problem_is_told_at_once_with_key_and_line() {
    let inputs = inputs(
        "nmae = \"x\"\n[http]\nlisten = 8080\nhosts = [1]\nlissten = \"a\"\n[htpp]\na = 1\n",
        &[("AWAZ__HTTP__QUIET", "maybe"), ("AWAZ__NOTHING", "1")],
    );
    let problems = merge(SCHEMA, &inputs).expect_err("nearly all of it is wrong");
    let told = problems.to_string();
    let expected = [
        "awaz.toml:1: nmae: there is no such key; did you mean name?",
        "awaz.toml:3: http.listen: expected a string, found an integer",
        "awaz.toml:4: http.hosts: expected a list of strings, found an integer in it",
        "awaz.toml:5: http.lissten: there is no such key; did you mean http.listen?",
        "awaz.toml:6: htpp: there is no such key",
        "environment AWAZ__HTTP__QUIET: http.quiet: expected a boolean, found \"maybe\"",
        "environment AWAZ__NOTHING: nothing: there is no such key",
    ];
    for line in expected {
        assert!(told.contains(line), "missing {line:?} in:\n{told}");
    }
    assert_eq!(problems.0.len(), expected.len(), "{told}");
}

#[test]
fn a_file_that_is_not_toml_is_told_with_its_line() {
    let problems = merge(SCHEMA, &inputs("a = 1\n[http\n", &[])).expect_err("a bracket is missing");
    assert!(problems.to_string().contains("awaz.toml:2"), "{problems}");
}

fn loaded(file: &str) -> Result<super::AppConfig, super::Problems> {
    super::AppConfig::of("data".into(), &inputs(file, &[]))
}

#[test]
fn the_shipped_file_is_what_the_services_default_to() {
    let config = loaded("").expect("it is shipped");
    assert_eq!(config.streaming, awaz_streaming::Config::default());
    assert_eq!(config.content, awaz_content::Config::default());
    assert_eq!(config.identity, awaz_identity::Config::default());
    assert_eq!(config.notification, awaz_notification::Config::default());
    assert!(config.http.public_url.is_none() && config.http.tls.key.is_none());
}

#[test]
fn values_that_cannot_be_used_are_told_with_their_lines_all_at_once() {
    let file = "[http]\nlisten = \"here\"\n[streaming]\ntick_ms = -1\nicecast = \"x\"\n";
    let told = loaded(file).expect_err("three are wrong").to_string();
    for place in [
        "awaz.toml:2: http.listen",
        "awaz.toml:4: streaming.tick_ms",
        "awaz.toml:5: streaming.icecast",
    ] {
        assert!(told.contains(place), "{told}");
    }
    let told =
        loaded("[streaming]\ntick_ms = 5\nshoutcast = \"on\"\n[http.tls]\nkey = \"k.pem\"\n").expect_err("wrong");
    let told = told.to_string();
    for place in [
        "awaz.toml:2: streaming.tick_ms",
        "awaz.toml:3: streaming.shoutcast",
        "awaz.toml:5: http.tls.key",
    ] {
        assert!(told.contains(place), "{told}");
    }
}
