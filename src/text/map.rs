//! [`Fragment`]: a stretch of reading view with the map that leads each byte back to its source.
//!
//! Readers build one fragment a block; repair joins fragments and takes characters out; the
//! [`crate::text::Text`] is their concatenation. A piece maps a stretch of view to a stretch of
//! source: byte for byte when both have the same length, as a whole otherwise (`³` for
//! `<sup>3</sup>`).

use super::Span;

/// One stretch of the map. Pieces are sorted in the view and never overlap there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First byte in the view.
    pub view: u32,
    /// Bytes in the view.
    pub view_len: u32,
    /// First byte in the source.
    pub source: u32,
    /// Bytes in the source. Equal to `view_len` where the map is byte for byte.
    pub source_len: u32,
}

impl Piece {
    fn is_exact(self) -> bool {
        self.view_len == self.source_len
    }
}

/// A note mark that was taken out of the view (`missile<sup>1</sup>`, `[^2]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteMark {
    /// Offset in the view where the mark stood.
    pub at: usize,
    /// What names the note: `1`, `a`, `*`.
    pub label: String,
    /// Bytes of the source that the mark takes.
    pub source: Span,
}

/// A hyperlink on a stretch of the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The anchor's text in the view.
    pub span: Span,
    pub url: String,
    /// Whether the anchor is the address itself (`<https://…>` or a bare address).
    pub bare: bool,
}

/// Text in italics or bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emphasis {
    pub span: Span,
    pub strong: bool,
}

/// A stretch of reading view and where each of its bytes comes from. Offsets are relative to it.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    pub text: String,
    pub pieces: Vec<Piece>,
    pub marks: Vec<NoteMark>,
    pub links: Vec<Link>,
    pub emphasis: Vec<Emphasis>,
    /// Offsets where a page or paragraph break was joined.
    pub breaks: Vec<usize>,
    /// Offsets of line breaks that were read as spaces.
    pub lines: Vec<usize>,
}

impl Fragment {
    /// Appends `text`, which stands for the bytes `source..source + source_len`.
    pub fn push(&mut self, text: &str, source: usize, source_len: usize) {
        if text.is_empty() {
            return;
        }
        let piece = Piece {
            view: self.text.len() as u32,
            view_len: text.len() as u32,
            source: source as u32,
            source_len: source_len as u32,
        };
        self.text.push_str(text);
        match self.pieces.last_mut() {
            Some(last)
                if last.is_exact()
                    && piece.is_exact()
                    && last.source + last.source_len == piece.source =>
            {
                last.view_len += piece.view_len;
                last.source_len += piece.source_len;
            }
            _ => self.pieces.push(piece),
        }
    }

    /// Appends the source slice itself.
    pub fn push_verbatim(&mut self, text: &str, source: usize) {
        self.push(text, source, text.len());
    }

    /// Appends `other`, with all that it carries.
    pub fn append(&mut self, other: Fragment) {
        let by = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.into_iter().map(|p| Piece {
            view: p.view + by as u32,
            ..p
        }));
        self.marks.extend(
            other
                .marks
                .into_iter()
                .map(|m| NoteMark { at: m.at + by, ..m }),
        );
        self.links.extend(other.links.into_iter().map(|l| Link {
            span: l.span.shift(by),
            ..l
        }));
        self.emphasis
            .extend(other.emphasis.into_iter().map(|e| Emphasis {
                span: e.span.shift(by),
                ..e
            }));
        self.breaks.extend(other.breaks.iter().map(|b| b + by));
        self.lines.extend(other.lines.iter().map(|b| b + by));
    }

    /// The part `range` of the fragment, with all that lies wholly inside it.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Fragment {
        let mut out = Fragment::default();
        // Cutting a block into its lines must not look at all of it for each.
        let first = self
            .pieces
            .partition_point(|p| ((p.view + p.view_len) as usize) <= range.start);
        let within = self.pieces[first..]
            .iter()
            .take_while(|p| (p.view as usize) < range.end);
        for p in within {
            let (start, end) = (p.view as usize, (p.view + p.view_len) as usize);
            let (a, b) = (start.max(range.start), end.min(range.end));
            if a < b {
                out.push_part(self, p, a, b);
            }
        }
        let inside = |s: Span| range.start <= s.start() && s.end() <= range.end;
        let back = |s: Span| Span::new(s.start() - range.start, s.end() - range.start);
        out.marks = self
            .marks
            .iter()
            .filter(|m| range.start <= m.at && m.at <= range.end)
            .map(|m| NoteMark {
                at: m.at - range.start,
                ..m.clone()
            })
            .collect();
        out.links = self
            .links
            .iter()
            .filter(|l| inside(l.span))
            .map(|l| Link {
                span: back(l.span),
                ..l.clone()
            })
            .collect();
        out.emphasis = self
            .emphasis
            .iter()
            .filter(|e| inside(e.span))
            .map(|e| Emphasis {
                span: back(e.span),
                ..*e
            })
            .collect();
        let offsets = |list: &[usize]| {
            let first = list.partition_point(|&b| b < range.start);
            let within = list[first..].iter().take_while(|&&b| b < range.end);
            within.map(|b| b - range.start).collect()
        };
        out.breaks = offsets(&self.breaks);
        out.lines = offsets(&self.lines);
        out
    }

    /// Takes the text from `at` on out; marks, links, emphasis and line breaks that began before stay.
    pub fn truncate(&mut self, at: usize) {
        while let Some(last) = self.pieces.last_mut() {
            let within = at.saturating_sub(last.view as usize) as u32;
            if within == 0 {
                self.pieces.pop();
                continue;
            }
            if within < last.view_len {
                if last.is_exact() {
                    last.source_len = within;
                }
                last.view_len = within;
            }
            break;
        }
        self.text.truncate(at);
        let gone = |list: &mut Vec<usize>| {
            while list.last().is_some_and(|&b| b > at) {
                list.pop();
            }
        };
        gone(&mut self.breaks);
        gone(&mut self.lines);
        while self.marks.last().is_some_and(|m| m.at > at) {
            self.marks.pop();
        }
        while self.links.last().is_some_and(|l| l.span.end() > at) {
            self.links.pop();
        }
        while self.emphasis.last().is_some_and(|e| e.span.end() > at) {
            self.emphasis.pop();
        }
    }

    /// The fragment without white space at its ends; marks that stood in it move to the text.
    pub fn trimmed(mut self) -> Fragment {
        let end = self.text.trim_end().len();
        let start = (self.text.len() - self.text.trim_start().len()).min(end);
        if start == 0 && end == self.text.len() {
            return self;
        }
        self.marks
            .iter_mut()
            .for_each(|m| m.at = m.at.clamp(start, end));
        self.slice(start..end)
    }

    /// The same fragment without the bytes of the sorted, separate `ranges` of its view.
    pub fn without(self, ranges: &[std::ops::Range<usize>]) -> Fragment {
        if ranges.is_empty() {
            return self;
        }
        // Bytes gone before each range: offsets move back by what lies before them.
        let mut gone = Vec::with_capacity(ranges.len());
        let mut total = 0;
        for r in ranges {
            gone.push(total);
            total += r.len();
        }
        let kept = |at: usize| {
            let i = ranges.partition_point(|r| r.start < at);
            match i {
                0 => at,
                i => at - gone[i - 1] - (ranges[i - 1].end.min(at) - ranges[i - 1].start),
            }
        };
        let moved = |s: Span| Span::new(kept(s.start()), kept(s.end()));
        let mut out = Fragment::default();
        for p in &self.pieces {
            let (start, end) = (p.view as usize, (p.view + p.view_len) as usize);
            let mut from = start;
            let first = ranges.partition_point(|r| r.end <= start);
            for r in ranges[first..].iter().take_while(|r| r.start < end) {
                out.push_part(&self, p, from, r.start.max(from));
                from = r.end.clamp(from, end);
            }
            out.push_part(&self, p, from, end);
        }
        out.marks = self.marks;
        out.marks.iter_mut().for_each(|m| m.at = kept(m.at));
        out.links = self.links;
        out.links.iter_mut().for_each(|l| l.span = moved(l.span));
        out.emphasis = self.emphasis;
        out.emphasis.iter_mut().for_each(|e| e.span = moved(e.span));
        out.breaks = self.breaks.iter().map(|&b| kept(b)).collect();
        out.lines = self.lines.iter().map(|&b| kept(b)).collect();
        out
    }

    /// Appends the bytes `from..to` of `whole`'s view, which lie inside its piece `p`.
    fn push_part(&mut self, whole: &Fragment, p: &Piece, from: usize, to: usize) {
        if from >= to {
            return;
        }
        let text = &whole.text[from..to];
        match p.is_exact() {
            true => self.push_verbatim(text, p.source as usize + from - p.view as usize),
            false => self.push(text, p.source as usize, p.source_len as usize),
        }
    }
}

/// The source bytes that a span of the view stands for; `None` where there are no pieces at all.
pub(super) fn source_of(pieces: &[Piece], span: Span) -> Option<Span> {
    let at = |offset: u32| {
        let i = pieces.partition_point(|p| p.view <= offset);
        (i > 0).then(|| pieces[i - 1])
    };
    if span.is_empty() {
        let p = at(span.start() as u32).or(pieces.first().copied())?;
        let within = (span.start() as u32).saturating_sub(p.view).min(p.view_len);
        let source = if p.is_exact() {
            p.source + within
        } else {
            p.source
        };
        return Some(Span::empty(source as usize));
    }
    let first = at(span.start() as u32).or(pieces.first().copied())?;
    let last = at(span.end() as u32 - 1).or(pieces.first().copied())?;
    let start = match first.is_exact() {
        true => {
            first.source
                + (span.start() as u32)
                    .saturating_sub(first.view)
                    .min(first.view_len)
        }
        false => first.source,
    };
    let end = match last.is_exact() {
        true => {
            last.source
                + (span.end() as u32)
                    .saturating_sub(last.view)
                    .min(last.view_len)
        }
        false => last.source + last.source_len,
    };
    Some(Span::new(start as usize, end.max(start) as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_piece_leads_back_as_a_whole() {
        let source = "1000m<sup>3</sup> de gaz";
        let mut f = Fragment::default();
        f.push_verbatim("1000m", 0);
        f.push("³", 5, 12);
        f.push_verbatim(" de gaz", 17);
        assert_eq!(f.text, "1000m³ de gaz");
        let back = |s: Span| &source[source_of(&f.pieces, s).unwrap().range()];
        assert_eq!(back(Span::new(0, 7)), "1000m<sup>3</sup>");
        assert_eq!(back(Span::new(5, 7)), "<sup>3</sup>");
        assert_eq!(back(Span::new(8, 10)), "de");
    }

    #[test]
    fn taking_a_line_end_hyphen_out_keeps_the_map() {
        let source = "propre-\nment dit";
        let mut f = Fragment::default();
        f.push_verbatim(source, 0);
        f.marks.push(NoteMark {
            at: 12,
            label: "1".into(),
            source: Span::new(0, 0),
        });
        let f = f.without(std::slice::from_ref(&(6..8)));
        assert_eq!(f.text, "proprement dit");
        assert_eq!(f.marks[0].at, 10);
        let span = source_of(&f.pieces, Span::new(0, 10)).unwrap();
        assert_eq!(&source[span.range()], "propre-\nment");
    }
}
