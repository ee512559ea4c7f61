//! Reading: sums of weights over the postings of a segment, and the best of each kind.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column as Values;
use tantivy::postings::SegmentPostings;
use tantivy::query::TermSetQuery;
use tantivy::schema::{Field as Column, IndexRecordOption, Value};
use tantivy::{DocAddress, DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TantivyDocument, Term};

use super::ranks::{AllRanks, Ranks};
use super::schema::{self, Fields};
use crate::index::{Answer, Ask, Field, Filter, Hit, Word, number};

/// A candidate's place: by score, and among equals by a number that its id gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranked {
    score: f32,
    tie: u64,
    at: DocAddress,
}

impl Eq for Ranked {}
impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = self.score.total_cmp(&other.score);
        by_score.then_with(|| other.tie.cmp(&self.tie))
    }
}

/// Sums of one segment; kept by the thread, because a million of them are not zeroed in no time.
#[derive(Default)]
struct Sums {
    /// By entry: its sum, and the group that counted it last.
    of: Vec<(f32, u32)>,
    touched: Vec<DocId>,
}

thread_local! {
    static SUMS: RefCell<Sums> = RefCell::default();
}

/// The best of each kind, the least first.
type Best = BTreeMap<u64, BinaryHeap<Reverse<Ranked>>>;

pub(super) fn scan(searcher: &Searcher, fields: &Fields, ranks: &AllRanks, ask: &Ask) -> tantivy::Result<Answer> {
    let mut best = Best::new();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        SUMS.with_borrow_mut(|sums| {
            sums.add_up(segment, fields, ask)?;
            let without = without(segment, fields, &ask.without)?;
            let kept = Kept {
                ask,
                ranks: ranks.of(searcher, segment)?,
                columns: Columns::open(segment)?,
                segment,
                without,
                ordinal: ordinal as u32,
            };
            kept.collect(sums, &mut best);
            Ok::<(), tantivy::TantivyError>(())
        })?;
    }
    let mut ranked: Vec<Ranked> = best.into_values().flatten().map(|Reverse(r)| r).collect();
    ranked.sort_by(|a, b| b.cmp(a));
    let hit = |ranked: Ranked| hit(searcher, fields, ranked);
    Ok(Answer {
        hits: ranked.into_iter().map(hit).collect::<tantivy::Result<_>>()?,
    })
}

fn hit(searcher: &Searcher, fields: &Fields, ranked: Ranked) -> tantivy::Result<Hit> {
    Ok(Hit {
        score: ranked.score,
        source: source(searcher, fields, ranked.at)?,
    })
}

fn source(searcher: &Searcher, fields: &Fields, at: DocAddress) -> tantivy::Result<String> {
    let document: TantivyDocument = searcher.doc(at)?;
    let source = document.get_first(fields.source).and_then(|value| value.as_str());
    Ok(source.unwrap_or_default().to_owned())
}

/// Sources of the entries with these ids.
pub(super) fn sources(searcher: &Searcher, fields: &Fields, ids: &[String]) -> tantivy::Result<Vec<String>> {
    let terms = ids.iter().map(|id| Term::from_field_text(fields.id, id));
    let found = searcher.search(&TermSetQuery::new(terms), &DocSetCollector)?;
    found.into_iter().map(|at| source(searcher, fields, at)).collect()
}

impl Sums {
    fn add_up(&mut self, segment: &SegmentReader, fields: &Fields, ask: &Ask) -> tantivy::Result<()> {
        let entries = segment.max_doc() as usize;
        if self.of.len() < entries {
            self.of.resize(entries, (0.0, 0));
        }
        let columns = Field::ALL.map(|field| segment.inverted_index(fields.of(field)));
        let [title, people, body] = columns;
        let lists = [(Field::Title, title?), (Field::People, people?), (Field::Body, body?)];
        let lists = lists.into_iter().filter(|(_, list)| list.terms().num_terms() > 0);
        let lists: Vec<(Field, Arc<InvertedIndexReader>)> = lists.collect();
        for (group, words) in (1..).zip(&ask.groups) {
            let mut words: Vec<&Word> = words.iter().filter(|word| word.weight > 0.0).collect();
            // The first to count an entry is then the greatest.
            words.sort_by(|a, b| b.weight.total_cmp(&a.weight));
            for word in words {
                let Some((_, list)) = lists.iter().find(|(field, _)| *field == word.field) else {
                    continue;
                };
                let term = Term::from_field_text(fields.of(word.field), &word.word);
                if let Some(postings) = list.read_postings(&term, IndexRecordOption::Basic)? {
                    self.count(postings, word.weight, group);
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, mut postings: SegmentPostings, weight: f32, group: u32) {
        let mut docs = [0; tantivy::COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let filled = postings.fill_buffer(&mut docs);
            for doc in docs.iter().take(filled) {
                let Some((sum, counted)) = self.of.get_mut(*doc as usize) else {
                    continue;
                };
                if *counted == group {
                    continue;
                }
                if *counted == 0 {
                    self.touched.push(*doc);
                }
                *sum += weight;
                *counted = group;
            }
            if filled < docs.len() {
                break;
            }
        }
    }

    /// Takes the sums out, leaving none.
    fn drain(&mut self) -> impl Iterator<Item = (DocId, f32)> {
        let sums = &mut self.of;
        self.touched.drain(..).map(|doc| {
            let (sum, _) = sums.get_mut(doc as usize).map(std::mem::take).unwrap_or_default();
            (doc, sum)
        })
    }
}

fn postings(segment: &SegmentReader, column: Column, word: &str) -> tantivy::Result<Option<SegmentPostings>> {
    let term = Term::from_field_text(column, word);
    Ok(segment
        .inverted_index(column)?
        .read_postings(&term, IndexRecordOption::Basic)?)
}

fn without(segment: &SegmentReader, fields: &Fields, words: &[String]) -> tantivy::Result<BTreeSet<DocId>> {
    let mut docs = BTreeSet::new();
    for word in words {
        for column in fields.words {
            let Some(mut postings) = postings(segment, column, word)? else {
                continue;
            };
            while postings.doc() != tantivy::TERMINATED {
                docs.insert(postings.doc());
                postings.advance();
            }
        }
    }
    Ok(docs)
}

/// What filters and scores read of an entry.
struct Columns {
    names: [Values<u64>; 3],
    seconds: Values<u64>,
    explicit: Values<u64>,
    published: Values<i64>,
    tie: Values<u64>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self {
            names: [
                fast.u64(schema::KIND)?,
                fast.u64(schema::LANGUAGE)?,
                fast.u64(schema::CHANNEL)?,
            ],
            seconds: fast.u64(schema::SECONDS)?,
            explicit: fast.u64(schema::EXPLICIT)?,
            published: fast.i64(schema::PUBLISHED)?,
            tie: fast.u64(schema::TIE)?,
        })
    }
}

/// Which entries of a segment are candidates.
struct Kept<'a> {
    ask: &'a Ask,
    ranks: Arc<Ranks>,
    columns: Columns,
    segment: &'a SegmentReader,
    without: BTreeSet<DocId>,
    ordinal: u32,
}

impl Kept<'_> {
    fn collect(&self, sums: &mut Sums, best: &mut Best) {
        let filters = Filters::new(&self.ask.filter);
        let mut heaps: Vec<_> = self
            .ranks
            .names
            .iter()
            .map(|kind| best.remove(kind).unwrap_or_default())
            .collect();
        for (doc, sum) in sums.drain() {
            let (norm, kind) = self.ranks.of(doc);
            if let Some(heap) = heaps.get_mut(kind) {
                self.offer(doc, sum * norm, heap, &filters);
            }
        }
        best.extend(self.ranks.names.iter().copied().zip(heaps));
    }

    fn offer(&self, doc: DocId, score: f32, heap: &mut BinaryHeap<Reverse<Ranked>>, filters: &Filters<'_>) {
        let is_full = heap.len() >= self.ask.top;
        if is_full && heap.peek().is_none_or(|Reverse(least)| score < least.score) {
            return;
        }
        let tie = self.columns.tie.first(doc).unwrap_or_default();
        let at = DocAddress::new(self.ordinal, doc);
        let ranked = Ranked { score, tie, at };
        if is_full && heap.peek().is_none_or(|Reverse(least)| ranked <= *least) {
            return;
        }
        let is_alive = !self.segment.is_deleted(doc) && !self.without.contains(&doc);
        if is_alive && filters.pass(&self.columns, doc) {
            heap.push(Reverse(ranked));
            if is_full {
                heap.pop();
            }
        }
    }
}

/// A filter, with its names as numbers.
struct Filters<'a> {
    filter: &'a Filter,
    names: [Vec<u64>; 3],
}

impl<'a> Filters<'a> {
    fn new(filter: &'a Filter) -> Self {
        let numbers = |names: &[String]| names.iter().map(|name| number(name)).collect();
        let names = [&filter.kinds, &filter.languages, &filter.channels].map(|names| numbers(names));
        Self { filter, names }
    }

    fn pass(&self, columns: &Columns, doc: DocId) -> bool {
        let named =
            self.names.iter().zip(&columns.names).all(|(wanted, column)| {
                wanted.is_empty() || column.first(doc).is_some_and(|name| wanted.contains(&name))
            });
        let long = self.filter.seconds.is_none_or(|(from, to)| {
            let seconds = columns.seconds.first(doc).unwrap_or_default();
            (u64::from(from)..=u64::from(to)).contains(&seconds)
        });
        let dated = self.filter.published_ms.is_none_or(|(from, before)| {
            columns
                .published
                .first(doc)
                .is_some_and(|at| (from..before).contains(&at))
        });
        let clean = !self.filter.no_explicit || columns.explicit.first(doc) != Some(1);
        named && long && dated && clean
    }
}

pub(super) fn words(searcher: &Searcher, column: Column) -> tantivy::Result<Vec<(String, u32)>> {
    let mut words: BTreeMap<String, u32> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(column)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            if let Ok(word) = std::str::from_utf8(terms.key()) {
                *words.entry(word.to_owned()).or_default() += terms.value().doc_freq;
            }
        }
    }
    Ok(words.into_iter().collect())
}
