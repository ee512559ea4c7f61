//! Reads configuration: the defaults of `awaz.toml` as shipped, under the operator's file, under
//! the environment. The shipped file is the schema too: a key that is not in it does not exist.
//!
//! **Every problem is reported at once, with its key and line, before anything starts.**

use super::problem::{Origin, Problem, Problems};
use toml_edit::{Document, Item, TableLike, Value};

/// The shipped file: every key, its default and its reason.
pub const DEFAULTS: &str = include_str!("../../../awaz.toml");

/// Prefix of environment overrides, as in `AWAZ__HTTP__LISTEN`.
pub const ENV_PREFIX: &str = "AWAZ__";

/// Where values come from, besides the defaults.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The operator's file: its name for messages, and its text.
    pub file: Option<(String, String)>,
    /// Environment variables; those without the prefix are passed over.
    pub env: Vec<(String, String)>,
    /// Options of the command line: the option, the key it sets, and the text.
    pub options: Vec<(String, String, String)>,
}

/// The merged table, and where each overridden key came from.
#[derive(Debug)]
pub struct Merged {
    /// Defaults, overridden.
    pub table: toml::Table,
    defaults: toml::Table,
    origins: Vec<(String, Origin)>,
}

impl Merged {
    /// Where the value of `key` came from.
    #[must_use]
    pub fn origin(&self, key: &str) -> Origin {
        let found = self.origins.iter().rev().find(|(known, _)| known == key);
        found.map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// Keys of a section that were set, with where.
    pub(super) fn changed<'a>(&'a self, section: &'a str) -> impl Iterator<Item = (&'a str, &'a Origin)> {
        let is_in = move |key: &str| key.split('.').next() == Some(section);
        let changed = self.origins.iter().filter(move |(key, _)| is_in(key));
        changed.map(|(key, origin)| (key.as_str(), origin))
    }

    /// The shipped defaults with nothing but `key` as it was set.
    pub(super) fn alone(&self, key: &str) -> Option<toml::Table> {
        let mut value = &toml::Value::Table(self.table.clone());
        for part in key.split('.') {
            value = value.get(part)?;
        }
        let mut table = self.defaults.clone();
        put(&mut table, key, value.clone());
        Some(table)
    }
}

/// Merges the inputs over the shipped defaults.
///
/// # Errors
/// The operator's fault: a file that is not TOML, unknown keys, values of the wrong type. All of
/// them are in the error.
pub fn merge(defaults: &str, inputs: &Inputs) -> Result<Merged, Problems> {
    let schema = Document::parse(defaults.to_owned()).map_err(|error| Problems::one(&error.to_string()))?;
    let table: toml::Table = toml::from_str(defaults).map_err(|error| Problems::one(&error.to_string()))?;
    let mut merge = Merge {
        schema: &schema,
        merged: Merged {
            defaults: table.clone(),
            table,
            origins: Vec::new(),
        },
        problems: Vec::new(),
    };
    if let Some((name, text)) = &inputs.file {
        merge.file(name, text);
    }
    for (name, value) in &inputs.env {
        if let Some(rest) = name.strip_prefix(ENV_PREFIX) {
            let origin = Origin::Env(name.clone());
            merge.text(origin, &rest.to_lowercase().replace("__", "."), value);
        }
    }
    for (option, key, value) in &inputs.options {
        merge.text(Origin::Option(option.clone()), key, value);
    }
    if merge.problems.is_empty() {
        Ok(merge.merged)
    } else {
        Err(Problems(merge.problems))
    }
}

struct Merge<'a> {
    schema: &'a Document<String>,
    merged: Merged,
    problems: Vec<Problem>,
}

impl Merge<'_> {
    fn file(&mut self, name: &str, text: &str) {
        match Document::parse(text.to_owned()) {
            Ok(document) => self.table(document.as_table(), "", &|offset| Origin::File {
                name: name.to_owned(),
                line: line_of(text, offset),
            }),
            Err(error) => {
                let line = error.span().map_or(0, |span| line_of(text, span.start));
                let origin = Origin::File {
                    name: name.to_owned(),
                    line,
                };
                self.problems.push(Problem::new("", origin, error.message().to_owned()));
            }
        }
    }

    fn table(&mut self, table: &dyn TableLike, prefix: &str, origin_at: &dyn Fn(usize) -> Origin) {
        for (key, item) in table.iter() {
            let path = if prefix.is_empty() {
                key.to_owned()
            } else {
                format!("{prefix}.{key}")
            };
            let key_span = table.key(key).and_then(toml_edit::Key::span);
            let offset = key_span.or_else(|| item.span()).map_or(0, |span| span.start);
            match (self.default(&path), item.as_table_like()) {
                (None, _) => self.unknown(&path, origin_at(offset)),
                (Some(Item::Table(_)), Some(inner)) => self.table(inner, &path, origin_at),
                (Some(default), _) => match checked(default, item) {
                    Ok(value) => self.set(&path, value, origin_at(offset)),
                    Err(message) => self.problems.push(Problem::new(&path, origin_at(offset), message)),
                },
            }
        }
    }

    fn text(&mut self, origin: Origin, path: &str, text: &str) {
        let Some(default) = self.default(path) else {
            return self.unknown(path, origin);
        };
        match parse_env(default, text).and_then(|item| checked(default, &item)) {
            Ok(value) => self.set(path, value, origin),
            Err(message) => self.problems.push(Problem::new(path, origin, message)),
        }
    }

    fn default(&self, path: &str) -> Option<&Item> {
        let mut item = self.schema.as_item();
        for part in path.split('.') {
            item = item.get(part)?;
        }
        Some(item)
    }

    fn unknown(&mut self, path: &str, origin: Origin) {
        let near = nearest(path, &known_keys(self.schema.as_table(), ""));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        self.problems
            .push(Problem::new(path, origin, format!("there is no such key{hint}")));
    }

    fn set(&mut self, path: &str, value: toml::Value, origin: Origin) {
        put(&mut self.merged.table, path, value);
        self.merged.origins.push((path.to_owned(), origin));
    }
}

fn put(mut table: &mut toml::Table, path: &str, value: toml::Value) {
    let (sections, key) = path.rsplit_once('.').unwrap_or(("", path));
    for section in sections.split('.').filter(|section| !section.is_empty()) {
        let Some(next) = table.get_mut(section).and_then(toml::Value::as_table_mut) else {
            return;
        };
        table = next;
    }
    table.insert(key.to_owned(), value);
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn checked(default: &Item, given: &Item) -> Result<toml::Value, String> {
    let same_type = default.type_name() == given.type_name();
    let widens = default.is_float() && given.is_integer();
    if !same_type && !widens {
        return Err(format!(
            "expected {}, found {}",
            with_article(default.type_name()),
            with_article(given.type_name())
        ));
    }
    if let (Some(default), Some(given)) = (default.as_array(), given.as_array()) {
        let expected = default.iter().next().map_or("string", Value::type_name);
        if let Some(other) = given.iter().find(|value| value.type_name() != expected) {
            return Err(format!(
                "expected a list of {expected}s, found {} in it",
                with_article(other.type_name())
            ));
        }
    }
    let value = given.as_value().ok_or("expected a value, found a section")?;
    let text = format!("value = {}", value.to_string().trim());
    let mut table: toml::Table = toml::from_str(&text).map_err(|error| error.message().to_owned())?;
    let value = table.remove("value").ok_or("expected a value")?;
    Ok(match value {
        toml::Value::Integer(integer) if widens => toml::Value::Float(integer as f64),
        other => other,
    })
}

fn with_article(type_name: &str) -> String {
    let article = if type_name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {type_name}")
}

fn parse_env(default: &Item, text: &str) -> Result<Item, String> {
    let literal = if default.is_str() {
        return Ok(toml_edit::value(text));
    } else if default.is_array() && !text.trim_start().starts_with('[') {
        let mut list = toml_edit::Array::new();
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .for_each(|part| list.push(part));
        return Ok(toml_edit::value(list));
    } else {
        text.trim()
    };
    let value: Value = literal
        .parse()
        .map_err(|_| format!("expected {}, found \"{text}\"", with_article(default.type_name())))?;
    Ok(toml_edit::value(value))
}

fn known_keys(table: &dyn TableLike, prefix: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for (key, item) in table.iter() {
        let path = if prefix.is_empty() {
            key.to_owned()
        } else {
            format!("{prefix}.{key}")
        };
        match item.as_table_like() {
            Some(inner) if item.is_table() => keys.extend(known_keys(inner, &path)),
            _ => keys.push(path),
        }
    }
    keys
}

fn nearest(path: &str, known: &[String]) -> Option<String> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or(key).to_owned();
    let scored = known.iter().map(|key| {
        let whole = awaz_text::distance(path.chars(), key.chars());
        let same_name = last(path) == last(key);
        (if same_name { 1 } else { whole }, key)
    });
    let (score, key) = scored.min_by_key(|(score, _)| *score)?;
    (score <= 3).then(|| key.clone())
}
