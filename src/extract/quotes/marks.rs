//! Quotation marks: which pairs there are, in every style in use.
//!
//! | marks | style |
//! | --- | --- |
//! | `«` `»`, `‹` `›` | French, Swiss |
//! | `“` `”`, `‘` `’` | English; apostrophes are told apart |
//! | `„` `“` | German |
//! | `"` `"` | typewriter: opening and closing by the space around them |
//!
//! A pair that is opened inside another is nested and gives no quotation of its own. A mark without
//! its partner in the same block is no pair: unless the next paragraph opens with the same mark again,
//! as long quotations have it, the block's end closes nothing.

use crate::text::{Block, Document, Span, TokenKind};

/// A pair of quotation marks: the tokens of its two marks, and what stands between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub open: usize,
    pub close: usize,
    /// Without the white space at both ends; never empty.
    pub inner: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Opens(char),
    Closes(char),
    /// `"`: by position.
    Either,
}

/// How far apart the marks of a pair may stand, in tokens.
const LONGEST: usize = 600;

/// The outermost pairs of a block, in order.
pub(super) fn pairs(doc: &Document, block: &Block) -> Vec<Pair> {
    let mut out: Vec<Pair> = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut depth = 0usize;
    for at in block.tokens.clone() {
        if doc.tokens[at].kind != TokenKind::Sign {
            continue;
        }
        let Some(mark) = mark(doc, at, block, open) else {
            continue;
        };
        match (open, mark) {
            (None, Mark::Opens(c)) => {
                open = Some((at, c));
                depth = 0;
            }
            (None, Mark::Either) if opens(doc, at, block) => {
                open = Some((at, '"'));
                depth = 0;
            }
            (Some((start, _)), _) if at - start > LONGEST => open = None,
            (Some((_, c)), Mark::Opens(d)) if c == d => depth += 1,
            (Some((start, c)), Mark::Closes(d)) if c == d => match depth {
                0 => {
                    out.extend(pair(doc, start, at));
                    open = None;
                }
                _ => depth -= 1,
            },
            (Some((start, '"')), Mark::Either) => {
                out.extend(pair(doc, start, at));
                open = None;
            }
            _ => {}
        }
    }
    out
}

/// What the sign at `at` does; `open` is the pair that stands open.
fn mark(doc: &Document, at: usize, block: &Block, open: Option<(usize, char)>) -> Option<Mark> {
    Some(match doc.token_text(at) {
        "«" => Mark::Opens('«'),
        "»" => Mark::Closes('«'),
        "‹" => Mark::Opens('‹'),
        "›" => Mark::Closes('‹'),
        "„" => Mark::Opens('„'),
        // Closes a German pair, opens an English one.
        "“" => match open {
            Some((_, '„')) => Mark::Closes('„'),
            _ => Mark::Opens('“'),
        },
        "”" => match open {
            Some((_, '„')) => Mark::Closes('„'),
            _ => Mark::Closes('“'),
        },
        "\"" => Mark::Either,
        "‘" => Mark::Opens('‘'),
        "’" if closes_single(doc, at, block) => Mark::Closes('‘'),
        _ => return None,
    })
}

/// Whether a straight mark opens: white space or a bracket before it, none behind.
fn opens(doc: &Document, at: usize, block: &Block) -> bool {
    let first = at == block.tokens.start;
    let before = doc.tokens[at].gap
        || first
        || matches!(
            doc.token_text(at - 1),
            "(" | "[" | "—" | "–" | "-" | "«" | "“"
        );
    // An inch sign stands against its number.
    let inch = !first && !doc.tokens[at].gap && doc.tokens[at - 1].kind == TokenKind::Number;
    before && !inch
}

/// Whether `’` closes a single quotation and is no apostrophe: no letter follows it at once, and it
/// stands behind punctuation, or no other mark that could close follows before the next opening one.
fn closes_single(doc: &Document, at: usize, block: &Block) -> bool {
    let next = at + 1;
    let glued = next < block.tokens.end
        && !doc.tokens[next].gap
        && doc.tokens[next].kind != TokenKind::Sign;
    if glued || doc.tokens[at].gap {
        return false;
    }
    let plural = at > block.tokens.start && doc.token_text(at - 1).ends_with('s');
    if !plural {
        return true;
    }
    // The workers’ demands ’: a better closing mark may follow.
    !doc.tokens[next..block.tokens.end.min(next + 80).max(next)]
        .iter()
        .enumerate()
        .take_while(|(i, _)| doc.token_text(next + i) != "‘")
        .any(|(i, t)| t.kind == TokenKind::Sign && doc.token_text(next + i) == "’")
}

fn pair(doc: &Document, open: usize, close: usize) -> Option<Pair> {
    let from = doc.tokens[open].span.end();
    let to = doc.tokens[close].span.start();
    let text = doc.text.view().get(from..to)?;
    let start = from + (text.len() - text.trim_start().len());
    let end = to - (text.len() - text.trim_end().len());
    (start < end).then(|| Pair {
        open,
        close,
        inner: Span::new(start, end),
    })
}
