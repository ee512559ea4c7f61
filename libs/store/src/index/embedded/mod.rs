//! The index in a directory of this machine, by tantivy's segments and postings.
//!
//! Scores are summed word by word over all entries of a segment, which is quicker for queries of
//! a hundred weighted words than merging a hundred lists.

mod place;
mod ranks;
mod scan;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use tantivy::directory::MmapDirectory;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Term};

use super::{Answer, Ask, Entry, Field};
use crate::{Error, Result};
use place::Place;
use schema::Fields;

/// Memory of the writer before it writes a segment, bytes.
const WRITER: usize = 48 << 20;

/// An index in a directory; one process at a time.
#[derive(Clone)]
pub struct Embedded {
    /// None for one in memory.
    place: Option<Place>,
    inner: Arc<RwLock<Arc<Inner>>>,
}

struct Inner {
    /// None for one in memory.
    folder: Option<PathBuf>,
    index: tantivy::Index,
    reader: IndexReader,
    /// Made when something is written first.
    writer: Mutex<Option<IndexWriter>>,
    fields: Fields,
    ranks: ranks::AllRanks,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedded").finish_non_exhaustive()
    }
}

impl Embedded {
    /// Opens the index in a directory, or makes an empty one. One that is damaged, or of another
    /// version, is thrown away: everything in it can be put in again.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn open(dir: &Path) -> Result<Self> {
        let place = Place::new(dir)?;
        let folder = place.current()?;
        let inner = Inner::open(&folder).or_else(|cause| {
            tracing::warn!(%cause, "the search index is damaged or outdated; it is made anew");
            place::remove(&folder);
            std::fs::create_dir_all(&folder).map_err(failed)?;
            Inner::open(&folder)
        });
        Ok(Self::over(inner?, Some(place)))
    }

    /// An index in memory, gone with the value.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory() -> Result<Self> {
        let (schema, fields) = schema::schema();
        let index = tantivy::Index::create_in_ram(schema);
        Ok(Self::over(Inner::over(index, fields, None)?, None))
    }

    fn over(inner: Inner, place: Option<Place>) -> Self {
        Self {
            place,
            inner: Arc::new(RwLock::new(Arc::new(inner))),
        }
    }

    fn inner(&self) -> Arc<Inner> {
        Arc::clone(&self.inner.read())
    }

    /// An empty index beside this one, to be filled and to take its place.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn fresh(&self) -> Result<Self> {
        let Some(place) = &self.place else {
            return Self::in_memory();
        };
        let inner = Inner::open(&place.next()?)?;
        Ok(Self::over(inner, Some(place.clone())))
    }

    /// Puts another index, made by [`Embedded::fresh`], in place of this one at once; whoever
    /// reads the old one reads on.
    ///
    /// # Errors
    /// When the directory cannot be written; then it is as it was.
    pub fn replace(&self, fresh: &Self) -> Result<()> {
        let new = fresh.inner();
        if let (Some(place), Some(folder)) = (&self.place, &new.folder) {
            place.choose(folder)?;
        }
        let old = std::mem::replace(&mut *self.inner.write(), new);
        // Nothing more is written to it.
        drop(old.writer.lock().take());
        if let Some(folder) = &old.folder {
            place::remove(folder);
        }
        Ok(())
    }

    /// Puts entries in, in place of those with the same ids, and takes others out; found when
    /// this returns.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn change(&self, put: &[Entry], gone: &[String]) -> Result<()> {
        self.written(|writer, fields| {
            for id in put.iter().map(|entry| &entry.id).chain(gone) {
                writer.delete_term(Term::from_field_text(fields.id, id));
            }
            for entry in put {
                writer.add_document(fields.document(entry)).map_err(failed)?;
            }
            Ok(())
        })
    }

    /// Takes everything out.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn clear(&self) -> Result<()> {
        self.written(|writer, _| writer.delete_all_documents().map(|_| ()).map_err(failed))
    }

    fn written(&self, work: impl FnOnce(&mut IndexWriter, &Fields) -> Result<()>) -> Result<()> {
        let inner = self.inner();
        let mut held = inner.writer.lock();
        let writer = match &mut *held {
            Some(writer) => writer,
            none => none.insert(inner.index.writer_with_num_threads(1, WRITER).map_err(failed)?),
        };
        work(writer, &inner.fields)?;
        writer.commit().map_err(failed)?;
        inner.reader.reload().map_err(failed)
    }

    /// Candidates for a question.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ask(&self, ask: &Ask) -> Result<Answer> {
        let inner = self.inner();
        scan::scan(&inner.reader.searcher(), &inner.fields, &inner.ranks, ask).map_err(failed)
    }

    /// Sources of the entries with these ids; those that are not there are passed over.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sources(&self, ids: &[String]) -> Result<Vec<String>> {
        let inner = self.inner();
        scan::sources(&inner.reader.searcher(), &inner.fields, ids).map_err(failed)
    }

    /// Entries in it.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.inner().reader.searcher().num_docs()
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every word of a field with the number of entries that have it, or had it lately.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn words(&self, field: Field) -> Result<Vec<(String, u32)>> {
        let inner = self.inner();
        scan::words(&inner.reader.searcher(), inner.fields.of(field)).map_err(failed)
    }
}

impl Inner {
    fn open(folder: &Path) -> Result<Self> {
        let directory = MmapDirectory::open(folder).map_err(failed)?;
        let (schema, fields) = schema::schema();
        let index = tantivy::Index::open_or_create(directory, schema).map_err(failed)?;
        Self::over(index, fields, Some(folder.to_owned()))
    }

    fn over(index: tantivy::Index, fields: Fields, folder: Option<PathBuf>) -> Result<Self> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(failed)?;
        Ok(Self {
            folder,
            index,
            reader,
            writer: Mutex::new(None),
            fields,
            ranks: ranks::AllRanks::default(),
        })
    }
}

fn failed(cause: impl std::fmt::Display) -> Error {
    Error::Index(cause.to_string())
}
