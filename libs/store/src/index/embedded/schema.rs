//! Entries as tantivy keeps them.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field as Column, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};

use crate::index::{Entry, Field, number};

/// The columns of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) id: Column,
    pub(super) source: Column,
    pub(super) words: [Column; 3],
    numbers: [Column; 5],
    published: Column,
    norm: Column,
    tie: Column,
}

/// Names of the columns that filters and scores read.
pub(super) const KIND: &str = "kind";
pub(super) const LANGUAGE: &str = "language";
pub(super) const CHANNEL: &str = "channel";
pub(super) const PUBLISHED: &str = "published";
pub(super) const SECONDS: &str = "seconds";
pub(super) const EXPLICIT: &str = "explicit";
pub(super) const NORM: &str = "norm";
/// Puts equals in an order that does not depend on when they came.
pub(super) const TIE: &str = "tie";

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let words = TextOptions::default().set_indexing_options(words);
    let fields = Fields {
        id: schema.add_text_field("id", STRING),
        source: schema.add_text_field("stored", STORED),
        words: Field::ALL.map(|field| schema.add_text_field(field.as_str(), words.clone())),
        numbers: [KIND, LANGUAGE, CHANNEL, SECONDS, EXPLICIT].map(|name| schema.add_u64_field(name, FAST)),
        published: schema.add_i64_field(PUBLISHED, FAST),
        norm: schema.add_f64_field(NORM, FAST),
        tie: schema.add_u64_field(TIE, FAST),
    };
    (schema.build(), fields)
}

impl Fields {
    pub(super) fn of(&self, field: Field) -> Column {
        let [title, people, body] = self.words;
        match field {
            Field::Title => title,
            Field::People => people,
            Field::Body => body,
        }
    }

    pub(super) fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.id, &entry.id);
        document.add_text(self.source, &entry.source);
        for (column, words) in self.words.iter().zip(&entry.words) {
            document.add_pre_tokenized_text(*column, tokens(words));
        }
        let names = [&entry.kind, &entry.language, &entry.channel].map(|name| number(name));
        let others = [u64::from(entry.seconds), u64::from(entry.explicit)];
        for (column, value) in self.numbers.iter().zip(names.into_iter().chain(others)) {
            document.add_u64(*column, value);
        }
        document.add_i64(self.published, entry.published_ms);
        document.add_f64(self.norm, f64::from(entry.norm));
        document.add_u64(self.tie, number(&entry.id));
        document
    }
}

fn tokens(words: &[String]) -> PreTokenizedString {
    let token = |(position, word): (usize, &String)| Token {
        offset_from: 0,
        offset_to: 0,
        position,
        text: word.clone(),
        position_length: 1,
    };
    PreTokenizedString {
        text: String::new(),
        tokens: words.iter().enumerate().map(token).collect(),
    }
}
