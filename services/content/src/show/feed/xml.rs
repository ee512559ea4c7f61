//! XML of any text: what it must not hold is left out, the rest is escaped.

use awaz_wire::text::xml_escape;
use std::fmt::Write;

/// A document that is being written.
pub(super) struct Xml(String);

impl Xml {
    /// Begins a document.
    pub(super) fn begin() -> Self {
        Self(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
    }

    /// Begins an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.0.push_str(">\n");
    }

    /// Ends it.
    pub(super) fn close(&mut self, name: &str) {
        let _ = writeln!(self.0, "</{name}>");
    }

    /// An element with a text; nothing where the text is empty.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.full(name, &[], text);
    }

    /// An element with attributes and a text; nothing where the text is empty.
    pub(super) fn full(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        if !text.is_empty() {
            self.start(name, attributes);
            let _ = writeln!(self.0, ">{}</{name}>", xml_escape(text));
        }
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.0.push_str("/>\n");
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        self.0
    }

    /// Attributes that are empty are left out.
    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.0, "<{name}");
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(self.0, " {key}=\"{}\"", xml_escape(value));
        }
    }
}
