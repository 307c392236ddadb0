//! [`Span`]: a stretch of text, as two byte offsets.
//!
//! Every layer speaks of the *reading view* ([`crate::text::Text::view`]) in spans. They become code
//! points of the document text in one place only, [`crate::text::Text::locate`].

use std::fmt;
use std::ops::Range;

/// Byte offsets `start..end` into the reading view; `start <= end`, both on character boundaries.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span `start..end`.
    ///
    /// # Panics
    /// When `start > end`, or when an offset does not fit into 32 bits: readers refuse larger
    /// input, so either is a mistake of the program.
    pub fn new(start: usize, end: usize) -> Span {
        assert!(
            start <= end && end <= u32::MAX as usize,
            "span {start}..{end}"
        );
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The empty span at `at`.
    pub fn empty(at: usize) -> Span {
        Span::new(at, at)
    }

    pub fn start(self) -> usize {
        self.start as usize
    }

    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// For slicing: `&view[span.range()]`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the byte at `offset` lies inside.
    pub fn contains(self, offset: usize) -> bool {
        self.start as usize <= offset && offset < self.end as usize
    }

    /// Whether all of `other` lies inside (equal spans cover each other).
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn hull(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The same stretch `by` bytes further on.
    pub fn shift(self, by: usize) -> Span {
        Span::new(self.start() + by, self.end() + by)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
