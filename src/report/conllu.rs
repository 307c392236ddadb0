//! CoNLL-U: the document's sentences, tokens and words as Universal Dependencies writes them.
//!
//! Ten columns; heads and relations stay open (`_`), as the format allows for text that was not
//! parsed. A token of several words (`du`, `don't`) stands as a range with its words below.

use crate::tag::{Tagger, Word, words};
use crate::text::{Document, fold};
use std::fmt::Write as _;

/// The document as CoNLL-U, block after block; `id` is the prefix of `sent_id`.
pub fn conllu(doc: &Document, id: &str) -> String {
    let tagger = Tagger::new(doc);
    let mut out = String::with_capacity(doc.text.view().len() * 8);
    let mut paragraph = None;
    for (i, sentence) in doc.sentences.iter().enumerate() {
        if i == 0 {
            let _ = writeln!(out, "# newdoc id = {id}");
        }
        if paragraph != Some(sentence.block) {
            paragraph = Some(sentence.block);
            out.push_str("# newpar\n");
        }
        let _ = writeln!(out, "# sent_id = {id}-{}", i + 1);
        let text = doc.text.slice(sentence.span);
        let text: Vec<&str> = text.split_whitespace().collect();
        let _ = writeln!(out, "# text = {}", text.join(" "));
        sentence_rows(doc, &words(doc, tagger, i), &mut out);
        out.push('\n');
    }
    out
}

fn sentence_rows(doc: &Document, tokens: &[Vec<Word>], out: &mut String) {
    let mut id = 1;
    for (i, words) in tokens.iter().enumerate() {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            continue;
        };
        let span = first.span.hull(last.span);
        let next = tokens.get(i + 1).and_then(|t| t.first());
        let glued = next.is_some_and(|n| n.span.start() == span.end());
        let misc = if glued { "SpaceAfter=No" } else { "_" };
        if words.len() > 1 {
            let form = surface(doc.text.slice(span));
            let _ = writeln!(
                out,
                "{id}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
                id + words.len() - 1
            );
        }
        for word in words {
            let misc = if words.len() > 1 { "_" } else { misc };
            let _ = writeln!(
                out,
                "{id}\t{}\t{}\t{}\t_\t_\t_\t_\t_\t{misc}",
                surface(&word.form),
                surface(&word.lemma),
                word.tag
            );
            id += 1;
        }
    }
}

/// White space inside a form is one plain space (`65 000`).
fn surface(text: &str) -> String {
    if text.is_empty() {
        return "_".to_owned();
    }
    text.chars()
        .map(|c| if fold::is_space(c) { ' ' } else { c })
        .collect()
}
