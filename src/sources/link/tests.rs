//! Links of whole texts.
