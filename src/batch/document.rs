//! One document: from its bytes to the analysis, with all that reports show around it.

use crate::error::Error;
use crate::model::Analysis;
use crate::pipeline::{self, Settings, Want};
use crate::read::{self, Input, Read};
use crate::text::Document;
use std::fs;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// Where a document's bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    File(PathBuf),
    Stdin,
}

/// A document that is to be analysed.
#[derive(Clone, Debug)]
pub struct Job {
    /// Unique in a batch; names the result files.
    pub id: String,
    /// Relative to the input root, with `/`; empty for standard input.
    pub path: String,
    pub origin: Origin,
    /// How the bytes are read.
    pub reading: read::Options,
}

/// A document with its analysis.
#[derive(Debug)]
pub struct Analysed {
    pub analysis: Analysis,
    pub document: Document,
}

impl Job {
    /// How messages name the document.
    pub fn name(&self) -> String {
        match &self.origin {
            Origin::File(path) => path.display().to_string(),
            Origin::Stdin => "-".to_owned(),
        }
    }

    /// The document's bytes.
    ///
    /// # Errors
    /// When the file or standard input cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        match &self.origin {
            Origin::File(path) => fs::read(path).map_err(|e| Error::unreadable(self.name(), e)),
            Origin::Stdin => {
                let mut bytes = Vec::new();
                std::io::stdin()
                    .lock()
                    .read_to_end(&mut bytes)
                    .map_err(Error::stdin)?;
                Ok(bytes)
            }
        }
    }

    /// Reads the document, without analysing it.
    ///
    /// # Errors
    /// When its bytes cannot be read, or are no document.
    pub fn read(&self) -> Result<Read, Error> {
        let bytes = self.bytes()?;
        guarded(|| read::read(bytes, &self.reading))
            .ok_or_else(|| Error::internal(self.name()))?
            .map_err(|e| Error::document(self.name(), e))
    }

    /// Reads and analyses the document.
    ///
    /// # Errors
    /// When its bytes cannot be read, or are no text.
    pub fn analyse(&self, settings: &Settings, want: Want) -> Result<Analysed, Error> {
        self.analyse_bytes(self.bytes()?, settings, want)
    }

    /// Analyses `bytes`, which are the document's.
    ///
    /// # Errors
    /// When they are no text.
    pub fn analyse_bytes(
        &self,
        bytes: Vec<u8>,
        settings: &Settings,
        want: Want,
    ) -> Result<Analysed, Error> {
        let input = Input::new(self.id.as_str(), self.path.as_str(), &bytes);
        guarded(|| {
            let read = read::read(bytes, &self.reading)?;
            Ok(analyse(&input, read, settings, want))
        })
        .ok_or_else(|| Error::internal(self.name()))?
        .map_err(|e| Error::document(self.name(), e))
    }
}

/// Analyses a document that was read, and keeps it for reports.
pub fn analyse(input: &Input, read: Read, settings: &Settings, want: Want) -> Analysed {
    let Read { text, meta, kind } = read;
    let document = Document::new(text, settings.lang);
    let analysis = pipeline::analyse_document(input, &document, &meta, kind, settings, want);
    Analysed { analysis, document }
}

/// What `make` gives; `None` when it panics. A defect that one document brings to light must not
/// take the others with it.
pub fn guarded<T>(make: impl FnOnce() -> T) -> Option<T> {
    // Nothing that `make` may have left half-done is looked at again.
    catch_unwind(AssertUnwindSafe(make)).ok()
}
