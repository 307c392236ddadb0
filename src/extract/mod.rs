//! The layers: each a pure function of the document and of layers before it.

pub mod credit;
pub mod dates;
pub mod entities;
pub mod figures;
pub mod quotes;
