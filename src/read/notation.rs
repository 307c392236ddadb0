//! Notations of converters that CommonMark does not know: `m^3^` and `CO~2~` (pandoc), and the LaTeX
//! that Mathpix and Nougat leave, `\section*{…}`, `\( \mathrm{m}^{3} \)`, marks as `${ }^{1}$`.

use super::raw::Raw;
use super::script;
use crate::text::{BlockKind, Fragment, Span};

/// Longer mathematics is left as it is.
const LONGEST: usize = 160;

/// Commands that are headings, with the level.
const HEADINGS: &[(&str, u8)] = &[
    ("\\title{", 1),
    ("\\section*{", 1),
    ("\\section{", 1),
    ("\\subsection*{", 2),
    ("\\subsection{", 2),
    ("\\subsubsection*{", 3),
    ("\\subsubsection{", 3),
];

/// Reads the notations in all blocks.
pub(super) fn tidy(raw: &mut Raw) {
    for block in &mut raw.blocks {
        if !block.fragment.text.contains(['{', '^', '~']) {
            continue;
        }
        if block.kind == BlockKind::Paragraph {
            let text = block.fragment.text.trim_end();
            let heading = HEADINGS
                .iter()
                .find(|(command, _)| text.starts_with(command));
            if let Some((command, level)) = heading
                && text.ends_with('}')
            {
                let inner = command.len()..text.len() - 1;
                block.fragment = block.fragment.slice(inner).trimmed();
                block.kind = BlockKind::Heading { level: *level };
            }
        }
        let found = formulas(&block.fragment.text);
        if !found.is_empty() {
            block.fragment = rewritten(&block.fragment, &found);
        }
    }
}

/// Mathematics: where it stands with its brackets, and what it says.
struct Formula {
    at: Span,
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Plain(String),
    Script { text: String, raised: bool },
}

/// Formulas that say plain things: letters, numbers, and raised or lowered ones.
fn formulas(text: &str) -> Vec<Formula> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(['(', '$', '^', '~']).map(|i| from + i) {
        if let Some((part, len)) = between_signs(&text[start..], &text[..start]) {
            out.push(Formula {
                at: Span::new(start, start + len),
                parts: vec![part],
            });
            from = start + len;
            continue;
        }
        let close = match text.as_bytes()[start] {
            b'(' => ')',
            b'$' => '$',
            _ => {
                from = start + 1;
                continue;
            }
        };
        let rest = &text[start + 1..];
        let end = rest
            .find([close, '('])
            .filter(|&i| i <= LONGEST && rest[i..].starts_with(close));
        from = start + 1;
        let Some(end) = end else { continue };
        let inner = &rest[..end];
        if !["^{", "_{", "\\mathrm", "\\text"]
            .iter()
            .any(|sign| inner.contains(sign))
        {
            continue;
        }
        if let Some(parts) = parts(inner.trim()) {
            out.push(Formula {
                at: Span::new(start, start + end + 2),
                parts,
            });
            from = start + end + 2;
        }
    }
    out
}

/// `^er^` or `~2~` behind a word, and the bytes that it takes.
fn between_signs(text: &str, before: &str) -> Option<(Part, usize)> {
    const MOST: usize = 10;
    let sign = text.chars().next().filter(|c| matches!(c, '^' | '~'))?;
    let end = text[1..].find(|c: char| !c.is_alphanumeric());
    let end = end.filter(|&i| i > 0 && i <= MOST)?;
    let closed = text[1 + end..].starts_with(sign) && before.ends_with(char::is_alphanumeric);
    let part = Part::Script {
        text: text[1..1 + end].to_owned(),
        raised: sign == '^',
    };
    closed.then_some((part, end + 2))
}

/// What a formula says; `None` where it is more than words and numbers.
fn parts(inner: &str) -> Option<Vec<Part>> {
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        let script = match c {
            '^' => Some(true),
            '_' => Some(false),
            _ => None,
        };
        if let Some(raised) = script {
            let (text, len) = group(&rest[1..])?;
            if !plain.is_empty() {
                out.push(Part::Plain(std::mem::take(&mut plain)));
            }
            out.push(Part::Script {
                text: text.trim().to_owned(),
                raised,
            });
            rest = &rest[1 + len..];
        } else if c == '{' {
            let (text, len) = group(rest)?;
            plain.push_str(text.trim());
            rest = &rest[len..];
        } else if c == '\\' {
            let name = rest[1..]
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len() - 1);
            match &rest[1..1 + name] {
                "mathrm" | "text" | "mathbf" | "mathit" | "operatorname" => {
                    let (text, len) = group(&rest[1 + name..])?;
                    plain.push_str(text.trim());
                    rest = &rest[1 + name + len..];
                }
                "" => {
                    // `\%`, `\,`
                    let sign = rest[1..].chars().next()?;
                    plain.push(if sign == ',' { ' ' } else { sign });
                    rest = &rest[1 + sign.len_utf8()..];
                }
                _ => return None,
            }
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        out.push(Part::Plain(plain));
    }
    Some(out)
}

/// What stands in the braces that `text` begins with, and the bytes up to their end.
fn group(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('{')?;
    let end = inner
        .find(['{', '}'])
        .filter(|&i| inner[i..].starts_with('}'))?;
    Some((&inner[..end], end + 2))
}

fn rewritten(fragment: &Fragment, formulas: &[Formula]) -> Fragment {
    let mut out = Fragment::default();
    let mut from = 0;
    for Formula { at, parts } in formulas {
        out.append(fragment.slice(from..at.start()));
        let own = fragment.slice(at.range());
        let start = own.pieces.first().map_or(0, |p| p.source as usize);
        let end = own
            .pieces
            .last()
            .map_or(start, |p| (p.source + p.source_len) as usize);
        let whole = Span::new(start, end.max(start));
        // A mark stands at the word before it.
        if matches!(parts.first(), Some(Part::Script { raised: true, .. }))
            && out.text.ends_with(' ')
        {
            out.truncate(out.text.len() - 1);
        }
        for part in parts {
            match part {
                Part::Plain(text) => out.push(text, whole.start(), whole.len()),
                Part::Script { text, raised } => {
                    let begins = out.text.len();
                    out.push(text, whole.start(), whole.len());
                    script::settle(&mut out, begins, whole, *raised);
                }
            }
        }
        from = at.end();
    }
    out.append(fragment.slice(from..fragment.text.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::markdown;

    fn read(source: &str) -> Raw {
        let mut raw = markdown::blocks(source);
        tidy(&mut raw);
        raw
    }

    #[test]
    fn signs_around_letters_raise_and_lower_them() {
        let raw = read("6 500 m^3^ de CO~2~ le 1^er^ mai 2023^4^, ~5 km ou ~6 km, 2^10 ~ 3.");
        let fragment = &raw.blocks[0].fragment;
        assert_eq!(
            fragment.text,
            "6 500 m³ de CO2 le 1er mai 2023, ~5 km ou ~6 km, 2^10 ~ 3."
        );
        assert_eq!(fragment.marks.len(), 1);
    }

    #[test]
    fn latex_is_read() {
        let raw = read(
            "\\section*{Le gaz}\n\nEn 2023 \\( { }^{1} \\), 6 500 \\( \\mathrm{m}^{3} \\) de $\\mathrm{CO}_{2}$, soit 12 \\% (voir l'annexe) pour $5 et $6 ou \\( \\frac{1}{2} \\).\n",
        );
        assert_eq!(raw.blocks[0].kind, BlockKind::Heading { level: 1 });
        assert_eq!(raw.blocks[0].text(), "Le gaz");
        let fragment = &raw.blocks[1].fragment;
        assert_eq!(
            fragment.text,
            "En 2023, 6 500 m³ de CO2, soit 12 % (voir l'annexe) pour $5 et $6 ou ( \\frac{1}{2} )."
        );
        assert_eq!((fragment.marks.len(), fragment.marks[0].at), (1, 7));
    }
}
