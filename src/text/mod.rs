//! What was read: the document text, the reading view that every layer works on, and the map
//! between them; then tokens, sentences and sections over that view.
//!
//! [`Text`] owns the characters. [`Document`] adds the shared token array and the structure, and is
//! what every layer receives. Layers never edit it.

mod block;
pub(crate) mod boundary;
mod document;
pub mod fold;
mod forms;
mod language;
mod map;
mod section;
mod sentence;
mod span;
mod store;
mod token;

pub use block::{Block, BlockKind, Zone};
pub(crate) use document::section_id;
pub use document::{Document, TagId};
pub use forms::{Form, FormId, FormTable, Forms, Shape};
pub use language::{guess as guess_language, is_function_word};
pub use map::{Emphasis, Fragment, Link, NoteMark, Piece};
pub use section::Section;
pub(crate) use section::numbering;
pub use sentence::Sentence;
pub(crate) use sentence::Splitter;
pub use span::Span;
pub use store::{Located, Text, TextBuilder};
pub(crate) use token::{
    RULES as SEGMENTATION, address_len, forms_of, is_year_of_work, tokens_of, words_of,
};
pub use token::{Token, TokenKind};
