//! The audit: what an editor should look at in the way the document is sourced.
//!
//! [`run`] applies every rule of [`RULES`] and gives the [`Finding`]s in document order. A rule is a
//! function from the layers to [`Hit`]s; what it says, and why it matters, stands in the table `audit`
//! of each language ([`Rule::explain`]). Precision comes first: an editor who was accused wrongly twice
//! reads no further, so a rule keeps silent where the text leaves a doubt.
//!
//! To add a rule: a file in `rules`, a row in [`RULES`], its texts with examples and near-misses in every
//! language's table; a test runs them all.

pub mod accept;
pub mod baseline;
mod choice;
mod mention;
mod rules;
mod spelling;
mod texts;
mod value;

pub use choice::Choice;
pub use texts::Explanation;

use crate::lang::Lang;
use crate::model::{Entity, Finding, Severity};
use crate::summary::Layers;
use crate::text::{Document, Span, fold};
use mention::Mentions;
use texts::Words;

/// A rule of the audit.
#[derive(Clone, Copy)]
pub struct Rule {
    /// As findings carry it.
    pub id: &'static str,
    /// Of most of its findings; one may be milder.
    pub severity: Severity,
    check: fn(&Context<'_>) -> Vec<Hit>,
}

/// All rules, by concern: sources, names, figures, dates.
pub const RULES: &[Rule] = &[
    Rule {
        id: "figure-without-source",
        severity: Severity::Note,
        check: rules::unsourced::check,
    },
    Rule {
        id: "credited-but-not-listed",
        severity: Severity::Warning,
        check: rules::unlisted::check,
    },
    Rule {
        id: "source-never-cited",
        severity: Severity::Warning,
        check: rules::uncited::check,
    },
    Rule {
        id: "source-without-link",
        severity: Severity::Note,
        check: rules::unlinked::check,
    },
    Rule {
        id: "footnote-without-note",
        severity: Severity::Error,
        check: rules::notes::check,
    },
    Rule {
        id: "author-spelling-differs",
        severity: Severity::Warning,
        check: rules::authors::check,
    },
    Rule {
        id: "name-spelling-varies",
        severity: Severity::Warning,
        check: rules::names::check,
    },
    Rule {
        id: "figures-disagree",
        severity: Severity::Warning,
        check: rules::disagree::check,
    },
    Rule {
        id: "share-does-not-add-up",
        severity: Severity::Error,
        check: rules::shares::check,
    },
    Rule {
        id: "date-impossible",
        severity: Severity::Error,
        check: rules::dates::check,
    },
];

impl Rule {
    /// The rule of this id.
    pub fn find(id: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.id == id)
    }

    /// What the rule finds and why it matters, in `lang`.
    pub fn explain(&self, lang: Lang) -> &'static Explanation {
        texts::explanation(lang, self.id)
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// All findings, in document order, with messages in the document's language. `impossible` are
/// expressions of days that do not exist.
pub fn run(doc: &Document, layers: Layers<'_>, impossible: &[Span]) -> Vec<Finding> {
    run_in(doc.lang, doc, layers, impossible)
}

/// The same with messages in `lang`.
pub fn run_in(lang: Lang, doc: &Document, layers: Layers<'_>, impossible: &[Span]) -> Vec<Finding> {
    let mut named: Vec<(Span, usize)> = Vec::new();
    for (i, entity) in layers.entities.iter().enumerate() {
        named.extend(entity.mentions.iter().map(|m| (m.span, i)));
    }
    named.sort_unstable();
    let context = Context {
        doc,
        named,
        layers,
        impossible,
        mentions: Mentions::new(doc),
        lang,
    };
    let mut out: Vec<Finding> = RULES
        .iter()
        .flat_map(|rule| {
            let hits = (rule.check)(&context);
            hits.into_iter().map(|hit| hit.finding(rule, &context))
        })
        .collect();
    out.sort_by(|a, b| {
        (a.start, a.end, &a.rule, &a.message).cmp(&(b.start, b.end, &b.rule, &b.message))
    });
    out.dedup_by(|a, b| a.rule == b.rule && a.start == b.start && a.message == b.message);
    out
}

/// What the rules look at.
struct Context<'a> {
    doc: &'a Document,
    layers: Layers<'a>,
    impossible: &'a [Span],
    mentions: Mentions<'a>,
    /// Mentions of entities by place, with the entity's index.
    named: Vec<(Span, usize)>,
    /// The language of the messages.
    lang: Lang,
}

impl<'a> Context<'a> {
    /// The words that rules look for in sentence `sentence`.
    fn words(&self, sentence: usize) -> &'static Words {
        let lang = self
            .doc
            .sentences
            .get(sentence)
            .map_or(self.doc.lang, |s| s.lang);
        texts::words(lang)
    }

    /// The entity whose mention covers `span`.
    fn entity_at(&self, span: Span) -> Option<&'a Entity> {
        let i = self
            .named
            .partition_point(|(s, _)| s.start() <= span.start());
        let (mention, entity) = self.named.get(i.checked_sub(1)?)?;
        let covers = mention.covers(span);
        self.layers.entities.get(*entity).filter(|_| covers)
    }

    /// `span` as a reader sees it, on one line.
    fn text(&self, span: Span) -> String {
        let text = self.doc.text.slice(span);
        text.split(fold::is_space)
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The tokens of a sentence; none for an index out of range.
    fn tokens(&self, sentence: usize) -> std::ops::Range<usize> {
        let sentence = self.doc.sentences.get(sentence);
        sentence.map_or(0..0, |s| s.tokens.clone())
    }

    /// A number in the notation of the messages' language, with at most one decimal.
    fn number(&self, value: f64) -> String {
        texts::number(self.lang, value)
    }
}

/// What a rule found.
struct Hit {
    place: Place,
    /// Milder or harder than the rule's own.
    severity: Option<Severity>,
    /// Which of the rule's messages.
    message: &'static str,
    /// What the message's `{name}`s stand for.
    arguments: Vec<(&'static str, String)>,
    related: Vec<String>,
}

enum Place {
    /// Of the view.
    View(Span),
    /// Bytes of the document text.
    Source(Span),
    /// Code points of the document text.
    CodePoints(u32, u32),
}

impl Hit {
    fn new(place: Place, message: &'static str) -> Hit {
        Hit {
            place,
            severity: None,
            message,
            arguments: Vec::new(),
            related: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Hit {
        self.arguments.push((name, value.into()));
        self
    }

    fn related(mut self, ids: impl IntoIterator<Item = String>) -> Hit {
        self.related.extend(ids);
        self
    }

    fn severity(mut self, severity: Severity) -> Hit {
        self.severity = Some(severity);
        self
    }

    fn finding(self, rule: &Rule, context: &Context<'_>) -> Finding {
        let text = &context.doc.text;
        let (start, end) = match self.place {
            Place::View(span) => text.code_points(text.source_span(span)),
            Place::Source(span) => text.code_points(span),
            Place::CodePoints(start, end) => (start, end),
        };
        Finding {
            rule: rule.id.to_owned(),
            severity: self.severity.unwrap_or(rule.severity),
            start,
            end,
            page: text.page(text.byte(start)),
            message: texts::message(context.lang, rule.id, self.message, &self.arguments),
            related: self.related,
        }
    }
}

#[cfg(test)]
mod tests;
