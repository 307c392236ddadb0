//! [`Forms`]: the distinct words of a document, each folded and looked up once.
//!
//! A report of 10,000 tokens has about 2,500 distinct ones. A layer asks its tables once for each
//! distinct form ([`Forms::table`]) and then reads the answers by [`FormId`] while it passes over the
//! token array.

use super::fold;
use rustc_hash::FxHashMap;

/// Which form a token has; an index into [`Forms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormId(u32);

impl FormId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `dépendance`
    Lower,
    /// `Minsk`, `Saint-Denis`: the first letter is a capital, not all are.
    Capitalised,
    /// `OTAN`, `U.S.`: two letters or more, all capitals.
    Upper,
    /// `iSANS`, `eBay`: a capital after a small first letter.
    Mixed,
    /// Digits, perhaps with separators: `1,4`.
    Digits,
    /// Letters and digits: `VVER-1200`.
    Alphanumeric,
    /// Neither letters nor digits.
    Other,
}

/// A distinct form, with its foldings.
#[derive(Clone, Debug)]
pub struct Form {
    /// As written.
    pub text: Box<str>,
    /// [`fold::lower`]: small letters, accents kept.
    pub lower: Box<str>,
    /// [`fold::fold`]: without accents too.
    pub fold: Box<str>,
    pub shape: Shape,
}

impl Form {
    fn new(text: &str) -> Form {
        Form {
            text: text.into(),
            lower: fold::lower(text).into(),
            fold: fold::fold(text).into(),
            shape: shape(text),
        }
    }

    /// Whether the first letter is a capital.
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

fn shape(text: &str) -> Shape {
    let (mut letters, mut upper, mut digits) = (0, 0, 0);
    let mut first_upper = false;
    for c in text.chars() {
        if c.is_alphabetic() {
            if letters == 0 {
                first_upper = c.is_uppercase();
            }
            letters += 1;
            upper += usize::from(c.is_uppercase());
        } else if c.is_numeric() {
            digits += 1;
        }
    }
    match (letters, digits) {
        (0, 0) => Shape::Other,
        (0, _) => Shape::Digits,
        (_, 1..) => Shape::Alphanumeric,
        _ if upper == letters && letters > 1 => Shape::Upper,
        _ if first_upper => Shape::Capitalised,
        _ if upper > 0 => Shape::Mixed,
        _ => Shape::Lower,
    }
}

/// All distinct forms of a document.
#[derive(Debug, Default)]
pub struct Forms {
    list: Vec<Form>,
    index: FxHashMap<Box<str>, FormId>,
}

impl Forms {
    /// The id of `text`, new if it was not seen before.
    pub(super) fn intern(&mut self, text: &str) -> FormId {
        if let Some(&id) = self.index.get(text) {
            return id;
        }
        let id = FormId(self.list.len() as u32);
        self.list.push(Form::new(text));
        self.index.insert(text.into(), id);
        id
    }

    /// Whether `text` is one of them.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.index.contains_key(text)
    }

    pub fn get(&self, id: FormId) -> &Form {
        &self.list[id.index()]
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.list.iter()
    }

    /// The ids of all forms.
    pub fn ids(&self) -> impl Iterator<Item = FormId> + use<> {
        (0..self.list.len() as u32).map(FormId)
    }

    /// Asks `look_up` once for each distinct form.
    pub fn table<'a, T>(&'a self, look_up: impl FnMut(&'a Form) -> T) -> FormTable<T> {
        FormTable(self.list.iter().map(look_up).collect())
    }

    /// The same where the answer depends on the form's id too.
    pub fn table_by_id<'a, T>(
        &'a self,
        mut look_up: impl FnMut(FormId, &'a Form) -> T,
    ) -> FormTable<T> {
        FormTable(
            self.ids()
                .zip(&self.list)
                .map(|(id, f)| look_up(id, f))
                .collect(),
        )
    }
}

/// What a layer knows of each form.
#[derive(Debug)]
pub struct FormTable<T>(Vec<T>);

impl<T> std::ops::Index<FormId> for FormTable<T> {
    type Output = T;

    fn index(&self, id: FormId) -> &T {
        &self.0[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (text, expected) in [
            ("dépendance", Shape::Lower),
            ("Minsk", Shape::Capitalised),
            ("À", Shape::Capitalised),
            ("OTAN", Shape::Upper),
            ("iSANS", Shape::Mixed),
            ("1,4", Shape::Digits),
            ("VVER-1200", Shape::Alphanumeric),
            ("«", Shape::Other),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
    }
}
