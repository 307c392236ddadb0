//! Reading CoNLL-U treebanks into a [`Document`] with gold tags on our own tokens.

use crate::lang::Lang;
use crate::text::{BlockKind, Document, Fragment, Span, TextBuilder, Zone};

/// A word of a treebank.
#[derive(Clone, Debug)]
pub struct GoldWord {
    pub form: String,
    pub lemma: String,
    pub upos: String,
}

/// A surface token and its words.
#[derive(Clone, Debug)]
pub struct GoldToken {
    /// Bytes of the sentence's text.
    pub span: Span,
    pub words: Vec<GoldWord>,
}

/// A sentence of a treebank.
#[derive(Clone, Debug, Default)]
pub struct GoldSentence {
    pub text: String,
    pub tokens: Vec<GoldToken>,
    /// Whether a paragraph or document begins here.
    pub paragraph: bool,
}

/// The sentences of a CoNLL-U file. Sentences whose tokens do not match their text are left out.
pub fn read(source: &str) -> Vec<GoldSentence> {
    let mut out = Vec::new();
    let mut paragraph = false;
    for chunk in source.split("\n\n") {
        let mut text = None;
        let mut tokens: Vec<(String, Vec<GoldWord>)> = Vec::new();
        let mut inside = 0;
        for line in chunk.lines() {
            if line.starts_with("# newpar") || line.starts_with("# newdoc") {
                paragraph = true;
            }
            if let Some(t) = line.strip_prefix("# text = ") {
                text = Some(t.to_owned());
            }
            let columns: Vec<&str> = line.split('\t').collect();
            let [id, form, lemma, upos, ..] = columns[..] else {
                continue;
            };
            if id.contains('.') {
                continue;
            }
            if let Some((a, b)) = id.split_once('-') {
                let count = |s: &str| s.parse::<usize>().unwrap_or(0);
                inside = count(b) + 1 - count(a);
                tokens.push((form.to_owned(), Vec::new()));
                continue;
            }
            let word = GoldWord {
                form: form.to_owned(),
                lemma: lemma.to_owned(),
                upos: upos.to_owned(),
            };
            match (inside, tokens.last_mut()) {
                (1.., Some(last)) => {
                    last.1.push(word);
                    inside -= 1;
                }
                _ => tokens.push((form.to_owned(), vec![word])),
            }
        }
        let Some(text) = text else { continue };
        if let Some(tokens) = place(&text, tokens) {
            out.push(GoldSentence {
                text,
                tokens,
                paragraph: std::mem::take(&mut paragraph),
            });
        }
    }
    out
}

/// Where each token stands. A token whose words written together are its form (don't) is taken as
/// those words.
fn place(text: &str, tokens: Vec<(String, Vec<GoldWord>)>) -> Option<Vec<GoldToken>> {
    let mut at = 0;
    let mut out = Vec::new();
    for (form, words) in tokens {
        at += text[at..].len() - text[at..].trim_start().len();
        if !text[at..].starts_with(&form) {
            return None;
        }
        let together: String = words.iter().map(|w| w.form.as_str()).collect();
        if words.len() > 1 && together == form {
            for word in words {
                let end = at + word.form.len();
                out.push(GoldToken {
                    span: Span::new(at, end),
                    words: vec![word],
                });
                at = end;
            }
        } else {
            out.push(GoldToken {
                span: Span::new(at, at + form.len()),
                words,
            });
            at += form.len();
        }
    }
    Some(out)
}

/// A document that has each sentence as a block, cut up by our own tokenisation.
pub fn document(sentences: &[GoldSentence], lang: Lang) -> Document {
    let source: String = sentences.iter().map(|s| format!("{}\n", s.text)).collect();
    let mut builder = TextBuilder::new(source);
    let mut at = 0;
    for s in sentences {
        let mut fragment = Fragment::default();
        fragment.push_verbatim(&s.text, at);
        builder.block(BlockKind::Paragraph, Zone::Body, None, fragment);
        at += s.text.len() + 1;
    }
    Document::new(builder.finish(), Some(lang))
}

/// The gold tag of each token of block `block`: the tags of the words in it, joined by `+`.
pub fn gold_tags(doc: &Document, block: usize, sentence: &GoldSentence) -> Vec<String> {
    let block = &doc.text.blocks[block];
    let base = block.span.start();
    let mut first = 0;
    doc.tokens[block.tokens.clone()]
        .iter()
        .map(|token| {
            let span = Span::new(token.span.start() - base, token.span.end() - base);
            while first + 1 < sentence.tokens.len()
                && sentence.tokens[first].span.end() <= span.start()
            {
                first += 1;
            }
            let mut tags: Vec<&str> = Vec::new();
            for gold in sentence.tokens[first..]
                .iter()
                .take_while(|g| g.span.start() < span.end())
            {
                if span.covers(gold.span) {
                    tags.extend(gold.words.iter().map(|w| w.upos.as_str()));
                } else if let (true, Some(word)) = (tags.is_empty(), gold.words.first()) {
                    tags.push(&word.upos);
                }
            }
            match tags.is_empty() {
                true => "X".to_owned(),
                false => tags.join("+"),
            }
        })
        .collect()
}
