//! Tables in plain text: cells parted by tabs, or set in columns by spaces.

use std::ops::Range;

/// A table, as bytes of the source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// Row by row; a cell without text is empty.
    pub rows: Vec<Vec<Range<usize>>>,
    /// How many rows name the columns.
    pub headers: usize,
}

/// A column of characters, end exclusive.
type Column = Range<usize>;

/// Whether a line may be part of a table: its text has a wide gap, or it is a rule.
pub(super) fn may_be_row(line: &str) -> bool {
    let line = line.trim();
    line.contains("  ") || line.contains('\t') || is_rule(line)
}

/// The table that `lines` are, if they are one as a whole.
pub(super) fn table(source: &str, lines: &[Range<usize>]) -> Option<Table> {
    let rule = lines.iter().find(|l| groups(&source[(*l).clone()]) > 1);
    let rows: Vec<Range<usize>> = (lines.iter())
        .filter(|l| !is_rule(source[(*l).clone()].trim()))
        .cloned()
        .collect();
    let rows = match tabs(source, &rows) {
        Some(rows) => rows,
        None => {
            let columns = match rule {
                Some(rule) => ruled(&source[rule.clone()]),
                None => aligned(source, &rows),
            };
            let cut = |row: &Range<usize>| cells(source, row.clone(), &columns);
            rows.iter().map(cut).collect()
        }
    };
    let table = Table {
        headers: headers(source, &rows),
        rows,
    };
    let drawn = rule.is_some() || holds_values(source, &table.rows);
    (drawn && is_table(source, &table.rows)).then_some(table)
}

/// `-----  ----`, `=====`
fn is_rule(line: &str) -> bool {
    let signs = line.bytes().filter(|b| matches!(b, b'-' | b'=')).count();
    signs >= 3 && (line.bytes()).all(|b| matches!(b, b'-' | b'=' | b' ' | b'\t'))
}

/// How many stretches a rule has; 0 for what is none.
fn groups(line: &str) -> usize {
    match is_rule(line.trim()) {
        true => line.split_whitespace().count(),
        false => 0,
    }
}

/// The cells of lines that all have the same number of tabs.
fn tabs(source: &str, rows: &[Range<usize>]) -> Option<Vec<Vec<Range<usize>>>> {
    let cut = |row: &Range<usize>| {
        let line = &source[row.clone()];
        let mut from = row.start;
        let cell = |part: &str| {
            let range = from..from + part.len();
            from = range.end + 1;
            trimmed(source, range)
        };
        line.split('\t').map(cell).collect::<Vec<_>>()
    };
    let rows: Vec<_> = rows.iter().map(cut).collect();
    let width = rows.first()?.len();
    (width > 1 && rows.iter().all(|r| r.len() == width)).then_some(rows)
}

/// The columns under the stretches of a rule, each as far as the next one begins.
fn ruled(rule: &str) -> Vec<Column> {
    let mut starts = Vec::new();
    let mut before = ' ';
    for (i, c) in rule.chars().enumerate() {
        if c != ' ' && before == ' ' {
            starts.push(i);
        }
        before = c;
    }
    // What stands before the first stretch belongs to it.
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }
    until_next(&starts)
}

/// The columns between gaps of two characters or more that run through all lines.
fn aligned(source: &str, rows: &[Range<usize>]) -> Vec<Column> {
    let mut filled = Vec::new();
    for row in rows {
        for (i, c) in source[row.clone()].chars().enumerate() {
            if filled.len() <= i {
                filled.push(false);
            }
            filled[i] |= !c.is_whitespace();
        }
    }
    let mut starts = Vec::new();
    let mut gap = 2;
    for (i, &filled) in filled.iter().enumerate() {
        if filled && gap >= 2 {
            starts.push(i);
        }
        gap = if filled { 0 } else { gap + 1 };
    }
    until_next(&starts)
}

fn until_next(starts: &[usize]) -> Vec<Column> {
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(a, b)| a..b)
        .collect()
}

/// The parts of a line in `columns`.
fn cells(source: &str, row: Range<usize>, columns: &[Column]) -> Vec<Range<usize>> {
    let line = &source[row.clone()];
    let mut bounds = (line.char_indices().map(|(at, _)| at))
        .chain([line.len()])
        .enumerate()
        .peekable();
    let mut byte = |column: usize| {
        while bounds.next_if(|&(i, _)| i < column).is_some() {}
        row.start + bounds.peek().map_or(line.len(), |&(_, at)| at)
    };
    let starts: Vec<usize> = columns.iter().map(|c| byte(c.start)).collect();
    let ends = starts.iter().skip(1).copied().chain([row.end]);
    let parts = starts.iter().copied().zip(ends);
    parts.map(|(a, b)| trimmed(source, a..b)).collect()
}

/// `range` without the white space at its ends.
fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// How many rows stand above the first that holds a value; none where all do, or none does.
fn headers(source: &str, rows: &[Vec<Range<usize>>]) -> usize {
    /// A head of more lines is no head.
    const MOST: usize = 4;
    let value = |cell: &Range<usize>| is_value(&source[cell.clone()]);
    let above = rows.iter().position(|r| r.iter().skip(1).any(value));
    above.filter(|&n| n <= MOST).unwrap_or(0)
}

/// A number that is no year.
fn is_value(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && !(digits == 4 && cell.len() == 4 && cell.starts_with(['1', '2']))
}

/// Whether most cells beside the first ones are numbers: prose that is set in columns, or spaced out
/// to fill its lines, is no table.
fn holds_values(source: &str, rows: &[Vec<Range<usize>>]) -> bool {
    let cells = rows.iter().flat_map(|r| r.iter().skip(1));
    let texts = cells.map(|c| &source[c.clone()]).filter(|t| !t.is_empty());
    let (mut all, mut numbers) = (0, 0);
    for text in texts {
        all += 1;
        let digits = text.chars().filter(char::is_ascii_digit).count();
        numbers += usize::from(digits > 0 && text.chars().count() <= digits * 2 + 8);
    }
    numbers * 2 >= all
}

/// Whether there are rows and columns enough, most of them filled, and the lines are not those of a
/// table of contents.
fn is_table(source: &str, rows: &[Vec<Range<usize>>]) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    let filled = rows.iter().flatten().filter(|c| !c.is_empty()).count();
    let page = |row: &Vec<Range<usize>>| {
        let (title, page) = (&source[row[0].clone()], &source[row[1].clone()]);
        let number = page.parse::<u16>().ok().filter(|&n| n < 1000)?;
        title.contains(char::is_alphabetic).then_some(number)
    };
    let contents = columns == 2 && {
        let pages: Option<Vec<u16>> = rows.iter().map(page).collect();
        pages.is_some_and(|pages| pages.is_sorted())
    };
    columns > 1 && rows.len() * columns >= 6 && filled * 10 >= rows.len() * columns * 6 && !contents
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(usize, Vec<Vec<&str>>)> {
        let mut at = 0;
        let line = |line: &str| {
            let range = at..at + line.len();
            at += line.len() + 1;
            range
        };
        let lines: Vec<_> = text.split('\n').map(line).collect();
        let table = table(text, &lines)?;
        let texts = |row: &Vec<Range<usize>>| row.iter().map(|c| &text[c.clone()]).collect();
        Some((table.headers, table.rows.iter().map(texts).collect()))
    }

    #[test]
    fn columns_set_by_spaces_tabs_and_rules() {
        let spaces = "Année      Volume (Gm³)   Part\n2021              155     40 %\n2023                       8 %";
        let rows = vec![
            vec!["Année", "Volume (Gm³)", "Part"],
            vec!["2021", "155", "40 %"],
            vec!["2023", "", "8 %"],
        ];
        assert_eq!(read(spaces), Some((1, rows)));
        let tabs = "Pays\t2021\t2023\nTogo\t\t1,5\nBénin\t2\t3";
        let rows = vec![
            vec!["Pays", "2021", "2023"],
            vec!["Togo", "", "1,5"],
            vec!["Bénin", "2", "3"],
        ];
        assert_eq!(read(tabs), Some((1, rows)));
        let ruled = "  Pays      Régime\n  --------- ------------\n  Togo      parlementaire\n  Bénin     présidentiel";
        let rows = vec![
            vec!["Pays", "Régime"],
            vec!["Togo", "parlementaire"],
            vec!["Bénin", "présidentiel"],
        ];
        assert_eq!(read(ruled), Some((0, rows)));
    }

    #[test]
    fn other_lines_with_gaps_are_no_tables() {
        for text in [
            "Introduction      3\nLe gaz            5\nLe charbon       12",
            "Le  gaz a baissé  en Europe\net le  charbon a  monté en\nAsie du  Sud et en  Chine",
            "Une colonne de texte    et une autre à côté\nqui dit autre chose     sans aucun chiffre\ndu tout                 ni tableau",
            "Un titre   12",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
