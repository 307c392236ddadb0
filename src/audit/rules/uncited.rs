//! `source-never-cited`: an entry of the reference list that the text never calls on.
//!
//! An entry is called on when a figure or quotation rests on it, when its number or note mark stands in
//! the text, when the text names one of its authors (spelt as in the list or alike), its publisher or
//! medium (by name or acronym), most of its title's words in one sentence, or links to its address. Where
//! an entry with personal authors is only reached through its publisher, and every sentence that names
//! the publisher belongs to another entry's author, it is not called on.

use super::super::{Context, Hit, Place};
use crate::model::{EntityType, Person, Source, SourceKind};
use crate::text::{Shape, TokenKind, Zone, fold, is_function_word, words_of};
use rustc_hash::{FxHashMap, FxHashSet};

/// Sentences looked at for one word: a word that comes in more tells nothing.
const MOST: usize = 200;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let evidence = Evidence::new(context);
    let listed = context.layers.sources.iter();
    listed
        .filter(|s| s.kind == SourceKind::Bibliography && !evidence.cites(s))
        .map(|s| {
            Hit::new(Place::CodePoints(s.start, s.end), "entry")
                .with("source", name_of(s))
                .related([s.id.clone()])
        })
        .collect()
}

/// What an entry is best called in a message: its author or medium, and its title.
fn name_of(source: &Source) -> String {
    let author = source.author.first();
    let author = author.and_then(|a| a.family.as_deref().or(a.literal.as_deref()));
    let who = author.or(source.publisher.as_deref());
    match (who, source.title.as_deref()) {
        (Some(who), Some(title)) => format!("{who}, {title}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => source.key.clone(),
    }
}

struct Evidence<'a> {
    context: &'a Context<'a>,
    /// Ids that a link names, alone or among candidates.
    linked: FxHashSet<&'a str>,
    /// Labels and numbers that the text calls.
    called: FxHashSet<String>,
    urls: FxHashSet<&'a str>,
    /// Sources by the first telling word of their publisher.
    by_publisher: FxHashMap<String, Vec<&'a Source>>,
}

impl<'a> Evidence<'a> {
    fn new(context: &'a Context<'a>) -> Evidence<'a> {
        let layers = &context.layers;
        let credits = layers.figures.iter().filter_map(|f| f.attribution.as_ref());
        let credits = credits.chain(layers.quotes.iter().filter_map(|q| q.attribution.as_ref()));
        let linked = credits
            .flat_map(|c| c.source.iter().chain(&c.candidates))
            .map(String::as_str)
            .collect();
        let text = &context.doc.text;
        let mut called: FxHashSet<String> = text.marks.iter().map(|m| m.label.clone()).collect();
        called.extend(bracketed(context));
        let urls = text
            .links
            .iter()
            .filter(|l| {
                let block = text.block_at(l.span.start()).map(|b| text.blocks[b].zone);
                matches!(block, Some(Zone::Body | Zone::Notes))
            })
            .map(|l| l.url.trim_end_matches('/'))
            .collect();
        let mut by_publisher: FxHashMap<String, Vec<&Source>> = FxHashMap::default();
        for source in layers.sources {
            if let Some(first) = source
                .publisher
                .as_deref()
                .and_then(|p| telling(context, p).into_iter().next())
            {
                by_publisher.entry(first).or_default().push(source);
            }
        }
        Evidence {
            context,
            linked,
            called,
            urls,
            by_publisher,
        }
    }

    fn cites(&self, source: &Source) -> bool {
        if !source.cited_by.is_empty()
            || self.linked.contains(source.id.as_str())
            || source.labels.iter().any(|l| self.called.contains(&l.name))
            || source
                .url
                .as_deref()
                .is_some_and(|u| self.urls.contains(u.trim_end_matches('/')))
            || source.author.iter().any(|a| self.names(a))
        {
            return true;
        }
        if source.title.as_deref().is_some_and(|t| self.has_title(t)) {
            return true;
        }
        let institutions = source.author.iter().filter_map(|a| a.literal.as_deref());
        let media = source.publisher.iter().chain(&source.container_title);
        // What the entry names besides its title is somebody's: a publisher's series or partner.
        let title = source.title.as_deref().unwrap_or("");
        let rest = source.raw.split(['«', '»', '“', '”', '"', '*', '<', '\n']);
        let rest = rest.filter(|part| !title.contains(part.trim()) && !part.contains("://"));
        let mut sentences: Vec<usize> = Vec::new();
        for acronym in &source.acronyms {
            sentences.extend(self.short(&fold::fold(acronym)));
        }
        for name in institutions.chain(media.map(String::as_str)).chain(rest) {
            sentences.extend(self.institution(name));
        }
        let personal = source.author.iter().any(|a| a.family.is_some());
        sentences
            .iter()
            .any(|&s| !personal || !self.belongs_to_another(source, s))
    }

    /// Whether the text names a person.
    fn names(&self, person: &Person) -> bool {
        let Some(family) = &person.family else {
            return false;
        };
        let words = words_of(self.context.doc.lang, family);
        let Some(longest) = words.iter().max_by_key(|w| w.chars().count()) else {
            return false;
        };
        let mentions = &self.context.mentions;
        let exact = mentions
            .of_fold(&fold::fold(longest))
            .any(|at| self.context.doc.form(at).is_capital());
        exact || !mentions.alike(longest).is_empty()
    }

    /// Sentences that name an institution or medium: by its acronym, or by most of its name's words.
    fn institution(&self, name: &str) -> Vec<usize> {
        let context = self.context;
        let mut out: Vec<usize> = Vec::new();
        for acronym in acronyms(context, name) {
            out.extend(self.short(&acronym));
        }
        // PeaceRep – Evidence Platform / LSE Conflict Research Group: each part is a name.
        let parts = name.split(['/', ',', '–', '—', '(', ')', ';', ':']);
        for part in parts.flat_map(|p| p.split(" - ")) {
            match &telling(context, part)[..] {
                [] => {}
                [word] => out.extend(self.capital(word)),
                words => {
                    out.extend(self.most_of(words, 0.7));
                    out.extend(self.alone(&words[0]));
                }
            }
        }
        out
    }

    /// Sentences with an acronym.
    fn short(&self, folded: &str) -> Vec<usize> {
        let hits = self.context.mentions.of_fold(folded).filter(|&at| {
            let shape = self.context.doc.form(at).shape;
            matches!(shape, Shape::Upper | Shape::Mixed)
        });
        hits.filter_map(|at| self.sentence(at)).take(MOST).collect()
    }

    /// Sentences that have a name of one word.
    fn capital(&self, word: &str) -> Vec<usize> {
        let hits = self.context.mentions.of_fold(word).take(MOST);
        let hits = hits.filter(|&at| self.context.doc.form(at).shape != Shape::Lower);
        hits.filter_map(|at| self.sentence(at)).collect()
    }

    /// Sentences in which the first word of a name stands for the whole: Yara for Yara International.
    fn alone(&self, word: &str) -> Vec<usize> {
        let doc = self.context.doc;
        let whole = |at: &usize| {
            let span = doc.tokens[*at].span;
            let entity = self.context.entity_at(span);
            let organisation = entity.filter(|e| e.kind == EntityType::Organisation);
            organisation.is_some_and(|e| e.mentions.iter().any(|m| m.span == span))
        };
        let hits = self.context.mentions.of_fold(word).take(MOST).filter(whole);
        hits.filter_map(|at| self.sentence(at)).collect()
    }

    fn has_title(&self, title: &str) -> bool {
        let words = telling(self.context, title);
        words.len() >= 3 && !self.most_of(&words, 0.7).is_empty()
    }

    /// Sentences in which at least `share` of `words` stand (folded), or the first two side by side.
    fn most_of(&self, words: &[String], share: f64) -> Vec<usize> {
        let mentions = &self.context.mentions;
        let mut count: FxHashMap<usize, FxHashSet<usize>> = FxHashMap::default();
        for (i, word) in words.iter().enumerate() {
            let named =
                |at: &usize| words.len() > 1 || self.context.doc.form(*at).shape != Shape::Lower;
            let exact = mentions
                .of_fold(word)
                .filter(named)
                .filter_map(|at| self.sentence(at));
            let near = mentions.alike(word);
            let near = near.iter().flat_map(|(form, _)| mentions.places(*form));
            let near = near.filter_map(|&at| self.sentence(at as usize));
            for sentence in exact.chain(near).take(MOST) {
                count.entry(sentence).or_default().insert(i);
            }
        }
        // Of few words all must stand there: two research centres share two words of three.
        let least = match words.len() {
            n @ 0..4 => n.max(1),
            n => (n as f64 * share).ceil() as usize,
        };
        let mut out: Vec<usize> = count
            .into_iter()
            .filter(|(s, found)| {
                found.len() >= least
                    || found.contains(&0) && found.contains(&1) && self.side_by_side(words, *s)
            })
            .map(|(s, _)| s)
            .collect();
        out.sort_unstable();
        out
    }

    /// Whether the first two words follow one another in sentence `s`, perhaps over a function word.
    fn side_by_side(&self, words: &[String], s: usize) -> bool {
        let doc = self.context.doc;
        let tokens = self.context.tokens(s);
        let [first, second, ..] = words else {
            return false;
        };
        tokens.clone().any(|at| {
            *doc.form(at).fold == **first
                && (at + 1..tokens.end.min(at + 4)).any(|next| *doc.form(next).fold == **second)
        })
    }

    /// Whether the paragraph of sentence `s` names an author of another entry of the same publisher.
    fn belongs_to_another(&self, source: &Source, s: usize) -> bool {
        let doc = self.context.doc;
        let publisher = source.publisher.as_deref().unwrap_or("");
        let Some(first) = telling(self.context, publisher).into_iter().next() else {
            return false;
        };
        let others = self.by_publisher.get(&first).map_or(&[][..], Vec::as_slice);
        let tokens = doc.block_of(s).tokens.clone();
        others
            .iter()
            .filter(|o| o.id != source.id)
            .flat_map(|o| &o.author)
            .filter_map(|a| a.family.as_deref())
            .any(|family| {
                let words = words_of(doc.lang, family);
                let longest = words.iter().max_by_key(|w| w.chars().count());
                longest.is_some_and(|w| {
                    let mut places = self.context.mentions.of_fold(&fold::fold(w));
                    places.any(|at| tokens.contains(&at))
                })
            })
    }

    fn sentence(&self, at: usize) -> Option<usize> {
        let doc = self.context.doc;
        doc.sentence_at(doc.tokens[at].span.start())
    }
}

/// The content words of a name or title, folded.
fn telling(context: &Context<'_>, name: &str) -> Vec<String> {
    let lang = context.doc.lang;
    words_of(lang, name)
        .into_iter()
        .filter(|w| w.chars().count() > 1 && w.starts_with(char::is_alphanumeric))
        .filter(|w| !crate::lang::Lang::all().any(|l| is_function_word(l, w)))
        .map(|w| fold::fold(&w))
        .collect()
}

/// Short forms of a name, folded: words in it that are acronyms, and its initials.
fn acronyms(context: &Context<'_>, name: &str) -> Vec<String> {
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let capitals = |w: &str| w.chars().filter(|c| c.is_uppercase()).count();
    let mut out: Vec<String> = words
        .iter()
        .filter(|w| {
            w.chars().count() > 1 && capitals(w) * 2 >= w.chars().count() && capitals(w) > 1
        })
        .map(|w| fold::fold(w))
        .collect();
    let initials: String = telling(context, name)
        .iter()
        .filter_map(|w| w.chars().next())
        .collect();
    if initials.len() > 2 {
        out.push(initials);
    }
    out
}

/// Numbers that stand in square brackets in the text.
fn bracketed(context: &Context<'_>) -> Vec<String> {
    let doc = context.doc;
    let mut out = Vec::new();
    for block in &doc.text.blocks {
        if !matches!(block.zone, Zone::Body | Zone::Notes) {
            continue;
        }
        let mut open = false;
        let mut last: Option<u32> = None;
        let mut range = false;
        for at in block.tokens.clone() {
            match (doc.tokens[at].kind, doc.token_text(at)) {
                (TokenKind::Sign, "[") => open = true,
                (TokenKind::Sign, "]") => (open, last, range) = (false, None, false),
                (TokenKind::Sign, "-" | "–") => range = open && last.is_some(),
                (TokenKind::Number, text) if open => {
                    let number: Option<u32> = text.parse().ok();
                    // [3-6] calls 4 and 5 too.
                    if let (true, Some(from), Some(to)) = (range, last, number) {
                        out.extend((from..to.min(from + 50)).map(|n| n.to_string()));
                    }
                    out.push(text.to_owned());
                    (last, range) = (number, false);
                }
                _ => range = false,
            }
        }
    }
    out
}
