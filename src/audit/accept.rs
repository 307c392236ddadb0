//! Accepted findings: what an editor has looked at and lets stand, with the reason.
//!
//! A finding is accepted in the settings ([`Accepted`]) or in the text itself, by a comment
//! `<!-- sourcier: ignore RULE reason -->`. A comment that stands alone holds for the paragraph after
//! it; one within a paragraph for that paragraph. Without a reason it does not count.

use crate::model::Finding;
use crate::text::{Span, Text};

/// A finding that the settings accept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The rule's identifier.
    pub rule: String,
    /// The document's path below the input root; every document otherwise.
    pub path: Option<String>,
    /// Words that the finding's own words must hold; every finding of the rule otherwise.
    pub text: Option<String>,
    pub reason: String,
}

/// A comment in the text that accepts findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub rule: String,
    /// Without one the comment does not count.
    pub reason: Option<String>,
    /// The bytes of the document text that it holds for.
    pub scope: Span,
    /// The comment's line, from 1.
    pub line: usize,
}

/// The findings that nobody has accepted. `path` is the document's.
pub fn remaining(
    mut findings: Vec<Finding>,
    text: &Text,
    path: &str,
    accepted: &[Accepted],
) -> Vec<Finding> {
    let comments = comments(text.source());
    if comments.is_empty() && accepted.is_empty() {
        return findings;
    }
    findings.retain(|finding| {
        // An empty span still stands somewhere.
        let start = text.byte(finding.start);
        let end = text.byte(finding.end).max(start + 1);
        let by_comment = comments.iter().any(|c| {
            c.reason.is_some()
                && c.rule == finding.rule
                && c.scope.start() < end
                && start < c.scope.end()
        });
        let by_settings = accepted.iter().any(|a| {
            a.rule == finding.rule
                && a.path.as_deref().is_none_or(|p| p == path)
                && a.text.as_deref().is_none_or(|words| {
                    let source = text.source();
                    source
                        .get(start..end.min(source.len()))
                        .is_some_and(|s| s.contains(words))
                })
        });
        !by_comment && !by_settings
    });
    findings
}

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";

/// The comments of a document text that accept findings, in order.
pub fn comments(source: &str) -> Vec<Comment> {
    let mut out = Vec::new();
    let (mut from, mut line, mut counted) = (0, 1, 0);
    while let Some(open) = source[from..].find(OPEN).map(|i| from + i) {
        let inside = open + OPEN.len();
        let Some(close) = source[inside..].find(CLOSE).map(|i| inside + i) else {
            break;
        };
        from = close + CLOSE.len();
        let Some((rule, reason)) = directive(&source[inside..close]) else {
            continue;
        };
        line += source[counted..open].matches('\n').count();
        counted = open;
        out.push(Comment {
            rule: rule.to_owned(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            scope: scope(source, open, from),
            line,
        });
    }
    out
}

/// Rule and reason of `sourcier: ignore RULE reason`.
fn directive(comment: &str) -> Option<(&str, &str)> {
    let rest = comment.trim().strip_prefix("sourcier:")?.trim_start();
    let rest = rest.strip_prefix("ignore")?;
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = rest.trim();
    let (rule, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    (!rule.is_empty()).then_some((rule, reason.trim()))
}

/// The paragraph of the comment at `open..close`, or the one after where it stands alone.
fn scope(source: &str, open: usize, close: usize) -> Span {
    let before = source[..open].rfind('\n').map_or(0, |i| i + 1);
    let after = close + source[close..].find('\n').unwrap_or(source.len() - close);
    let alone = source[before..open].trim().is_empty() && source[close..after].trim().is_empty();
    if alone {
        let blank = source[close..].len() - source[close..].trim_start().len();
        return Span::new(open, paragraph_end(source, close + blank));
    }
    Span::new(
        paragraph_start(source, before),
        paragraph_end(source, close),
    )
}

/// The first byte of the lines with text that end in the one that begins at `line`.
fn paragraph_start(source: &str, mut line: usize) -> usize {
    while line > 0 {
        let before = source[..line - 1].rfind('\n').map_or(0, |i| i + 1);
        if source[before..line].trim().is_empty() {
            break;
        }
        line = before;
    }
    line
}

/// The end of the lines with text that `at` stands in the first of.
fn paragraph_end(source: &str, at: usize) -> usize {
    let mut end = at;
    for line in source[at..].split_inclusive('\n') {
        if end > at && line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(source: &str) -> Vec<(String, Option<String>, &str, usize)> {
        comments(source)
            .into_iter()
            .map(|c| (c.rule, c.reason, source[c.scope.range()].trim(), c.line))
            .collect()
    }

    #[test]
    fn a_comment_holds_for_its_paragraph_or_the_next() {
        let alone =
            "Un.\n\n<!-- sourcier: ignore a-rule vu avec l'auteur -->\n\nDeux\ntrois.\n\nQuatre.";
        assert_eq!(
            scopes(alone),
            [(
                "a-rule".to_owned(),
                Some("vu avec l'auteur".to_owned()),
                "<!-- sourcier: ignore a-rule vu avec l'auteur -->\n\nDeux\ntrois.",
                3
            )]
        );
        let within = "Un.\n\nDeux\ntrois <!--sourcier:ignore b why--> quatre\ncinq.\n\nSix.";
        let found = scopes(within);
        assert_eq!(found.len(), 1);
        assert!(found[0].2.starts_with("Deux") && found[0].2.ends_with("cinq."));
        assert_eq!(found[0].3, 4);
    }

    #[test]
    fn other_comments_and_missing_reasons_accept_nothing() {
        for other in [
            "<!-- ignore a b -->",
            "<!-- sourcier: ignored a b -->",
            "<!-- sourcier: ignore -->",
            "<!-- sourcier: ignore a b",
            "",
            "<!---->",
        ] {
            assert!(comments(other).is_empty(), "{other}");
        }
        assert_eq!(comments("<!-- sourcier: ignore a -->x")[0].reason, None);
        assert_eq!(comments("<!-- sourcier: ignore a r -->")[0].scope.end(), 29);
    }

    fn finding(rule: &str, start: u32, end: u32) -> Finding {
        Finding {
            rule: rule.to_owned(),
            severity: crate::model::Severity::Warning,
            start,
            end,
            page: None,
            message: "x".to_owned(),
            related: Vec::new(),
        }
    }

    #[test]
    fn accepted_findings_go_and_the_others_stay() {
        let source = "Été. <!-- sourcier: ignore a vu --> Dix.\n\nVingt francs.";
        let read = crate::read::read_text(source.to_owned(), None);
        let findings = || {
            vec![
                finding("a", 0, 3),
                finding("b", 0, 3),
                finding("a", 42, 47),
                finding("a", 42, 42),
            ]
        };
        let left = |accepted: &[Accepted]| -> Vec<(String, u32)> {
            remaining(findings(), &read.text, "x.md", accepted)
                .into_iter()
                .map(|f| (f.rule, f.end))
                .collect()
        };
        let named = |list: &[(&str, u32)]| -> Vec<(String, u32)> {
            list.iter().map(|&(r, e)| (r.to_owned(), e)).collect()
        };
        assert_eq!(left(&[]), named(&[("b", 3), ("a", 47), ("a", 42)]));
        let mut accepted = Accepted {
            rule: "a".to_owned(),
            text: Some("Vingt".to_owned()),
            reason: "vu".to_owned(),
            path: None,
        };
        assert_eq!(left(&[accepted.clone()]), named(&[("b", 3), ("a", 42)]));
        accepted.text = None;
        assert_eq!(left(&[accepted.clone()]), named(&[("b", 3)]));
        accepted.path = Some("y.md".to_owned());
        assert_eq!(left(&[accepted]).len(), 3);
    }
}
