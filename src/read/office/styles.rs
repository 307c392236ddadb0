//! What the paragraph and character styles of a document mean.

use crate::lang::{Lang, Table};
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Subtitle,
    Heading(u8),
    Quotation,
    Caption,
    /// A line of the table of contents.
    Contents,
}

/// A style, as far as reading needs it. What is `None` its parent says.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    pub parent: Option<String>,
    pub role: Option<Role>,
    /// The list that paragraphs of the style belong to, and the depth in it.
    pub list: Option<(String, Option<usize>)>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    /// Whether text is raised (`Some(Some(true))`), lowered, or neither.
    pub raised: Option<Option<bool>>,
    pub hidden: Option<bool>,
}

/// The styles of a document by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Styles(pub FxHashMap<String, Style>);

/// No chain of styles is longer; one that comes back to itself ends here.
const LONGEST_CHAIN: usize = 24;

impl Styles {
    /// What the style or the nearest of its parents says of something.
    pub fn find<T>(&self, id: &str, of: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut at = self.0.get(id);
        for _ in 0..LONGEST_CHAIN {
            let style = at?;
            if let Some(found) = of(style) {
                return Some(found);
            }
            at = self.0.get(style.parent.as_deref()?);
        }
        None
    }
}

/// Names of styles, of all languages together.
#[derive(Default)]
struct Names {
    heading: Vec<String>,
    title: FxHashSet<String>,
    subtitle: FxHashSet<String>,
    quotation: FxHashSet<String>,
    caption: FxHashSet<String>,
    contents: FxHashSet<String>,
}

#[derive(Deserialize)]
struct Rows {
    styles: StyleRows,
}

#[derive(Deserialize)]
struct StyleRows {
    heading: Vec<String>,
    title: Vec<String>,
    subtitle: Vec<String>,
    quotation: Vec<String>,
    caption: Vec<String>,
    contents: Vec<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::default();
    for lang in Lang::all() {
        let Rows { styles } = lang.load(Table::Structure);
        names.heading.extend(styles.heading);
        names.title.extend(styles.title);
        names.subtitle.extend(styles.subtitle);
        names.quotation.extend(styles.quotation);
        names.caption.extend(styles.caption);
        names.contents.extend(styles.contents);
    }
    names
});

/// What a style of this name is: `heading 1`, `Titre2`, `Heading_20_3`, `caption`.
pub(super) fn role(name: &str) -> Option<Role> {
    let name = fold::fold(&name.replace("_20_", " "));
    let name = name.trim();
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let level = name[plain.len()..].parse::<u8>().ok();
    let plain = plain.trim_end();
    let names = &*NAMES;
    match level {
        Some(level @ 1..=9) if names.heading.iter().any(|n| n == plain) => {
            return Some(Role::Heading(level));
        }
        Some(_) => return names.contents.contains(plain).then_some(Role::Contents),
        None => {}
    }
    let is = |set: &FxHashSet<String>| set.contains(name);
    match () {
        () if is(&names.title) => Some(Role::Title),
        () if is(&names.subtitle) => Some(Role::Subtitle),
        () if is(&names.quotation) => Some(Role::Quotation),
        () if is(&names.caption) => Some(Role::Caption),
        () if is(&names.contents) => Some(Role::Contents),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_told_by_name() {
        for (name, expected) in [
            ("heading 1", Some(Role::Heading(1))),
            ("Titre2", Some(Role::Heading(2))),
            ("Heading_20_3", Some(Role::Heading(3))),
            ("Titre", Some(Role::Title)),
            ("TOC 1", Some(Role::Contents)),
            ("Intense Quote", Some(Role::Quotation)),
            ("Légende", Some(Role::Caption)),
            ("Normal", None),
            ("Body Text 2", None),
            ("heading 0", None),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }

    #[test]
    fn a_style_is_like_its_parent_and_circles_end() {
        let mut styles = Styles::default();
        for (id, parent, role) in [
            ("a", "b", None),
            ("b", "c", Some(Role::Title)),
            ("x", "y", None),
            ("y", "x", None),
        ] {
            let style = Style {
                parent: Some(parent.to_owned()),
                role,
                ..Style::default()
            };
            styles.0.insert(id.to_owned(), style);
        }
        assert_eq!(styles.find("a", |s| s.role), Some(Role::Title));
        assert_eq!(styles.find("x", |s| s.role), None);
    }
}
