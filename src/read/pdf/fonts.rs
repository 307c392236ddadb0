//! Fonts of a page: which character a code stands for, how far it moves, and how it looks.

use hayro_font::hayro_cmap::BfString;
use hayro_font::kurbo::Shape;
use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, OutlineGlyph,
};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// How a font looks, as far as headings and emphasis are told by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub bold: bool,
    pub italic: bool,
}

/// What a character code is: its characters (one, several for a ligature, none where the font does
/// not tell) and its advance in thousandths of the font size.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub text: Option<Box<str>>,
    pub advance: f64,
}

/// A font with its codes, looked up once each.
pub(super) struct Face<'a> {
    font: Font<'a>,
    pub look: Look,
    /// For a Type 3 font whose glyphs have made-up names: how TeX numbers its characters.
    tex: Option<TexEncoding>,
    codes: RefCell<FxHashMap<u32, Rc<Code>>>,
}

impl<'a> Face<'a> {
    fn new(font: Font<'a>, dict: &Dict<'a>) -> Face<'a> {
        Face {
            look: look(dict),
            tex: tex_encoding(dict),
            font,
            codes: RefCell::default(),
        }
    }

    /// The code at `at` of a string, and the bytes that it takes (at least one).
    pub fn read_code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let (code, len) = self.font.read_code(bytes, at);
        (code, len.max(1))
    }

    pub fn is_horizontal(&self) -> bool {
        self.font.is_horizontal()
    }

    pub fn code(&self, code: u32) -> Rc<Code> {
        if let Some(known) = self.codes.borrow().get(&code) {
            return known.clone();
        }
        let (unicode, raised) = match self.font.glyph(self.font.map_code(code), code) {
            FontGlyph::Outline(glyph) => (glyph.as_unicode(), is_superior(&glyph)),
            FontGlyph::Type3(glyph) => (glyph.as_unicode(), false),
        };
        let text = unicode.map(|u| match u {
            BfString::Char(c) => c.to_string(),
            BfString::String(s) => s,
        });
        let text = text
            .or_else(|| Some(self.tex?.decode(code)?.to_owned()))
            .map(|t| match raised {
                true => superior(&t).into_boxed_str(),
                false => readable(&t).into_boxed_str(),
            });
        let made = Rc::new(Code {
            text,
            advance: self.font.code_advance(code).x,
        });
        self.codes.borrow_mut().insert(code, made.clone());
        made
    }
}

/// The fonts of a document, each loaded once.
#[derive(Default)]
pub(super) struct Faces<'a> {
    cache: FontCache<'a>,
    faces: FxHashMap<Vec<u8>, Option<Rc<Face<'a>>>>,
}

impl<'a> Faces<'a> {
    /// The face of a font dictionary; `None` for a font that cannot be read.
    pub fn face(&mut self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        let key = match dict.obj_id() {
            Some(id) => format!("{id:?}").into_bytes(),
            None => dict.data().to_vec(),
        };
        if let Some(face) = self.faces.get(&key) {
            return face.clone();
        }
        let stand_in: FontResolverFn = Arc::new(standard_font);
        let no_cmaps: CMapResolverFn = Arc::new(|_| None);
        let face = self
            .cache
            .font(dict, &stand_in, &no_cmaps)
            .map(|font| Rc::new(Face::new(font, dict)));
        self.faces.insert(key, face.clone());
        face
    }
}

/// Stands in for a font that the file does not hold: only its widths and names matter here.
fn standard_font(query: &FontQuery) -> Option<(hayro_font::FontData, u32)> {
    Some(match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
    })
}

/// Weight and slant, by the descriptor's flags and the font's name.
fn look(dict: &Dict<'_>) -> Look {
    const ITALIC: i32 = 1 << 6;
    const FORCE_BOLD: i32 = 1 << 18;
    let inner = dict
        .get::<Array<'_>>(b"DescendantFonts")
        .and_then(|a| a.iter::<Dict<'_>>().next());
    let descriptor = inner
        .as_ref()
        .unwrap_or(dict)
        .get::<Dict<'_>>(b"FontDescriptor")
        .unwrap_or_default();
    let name = dict
        .get::<Name<'_>>(b"BaseFont")
        .or_else(|| descriptor.get::<Name<'_>>(b"FontName"))
        .map(|n| String::from_utf8_lossy(n.as_ref()).to_lowercase())
        .unwrap_or_default();
    let name = name.split_once('+').map_or(&*name, |(_, rest)| rest);
    let flags = descriptor.get::<i32>(b"Flags").unwrap_or(0);
    let number = |key: &[u8]| descriptor.get::<Number>(key).map_or(0.0, |n| n.as_f64());
    let has = |parts: &[&str]| parts.iter().any(|p| name.contains(p));
    // Computer Modern and its kin tell the weight in a word of their own (`cmbx12`, `sfbx1200`).
    let bold_names = [
        "bold", "black", "heavy", "-bd", "cmbx", "cmssbx", "sfbx", "ecbx", "cmb10", "medi", "semib",
    ];
    let italic_names = [
        "italic", "oblique", "cmti", "cmsl", "sfti", "ecti", "cmmi", "slanted", "ital", "-it",
    ];
    Look {
        bold: flags & FORCE_BOLD != 0
            || number(b"FontWeight") >= 600.0
            || has(&bold_names) && !has(&["medium", "medita"]),
        italic: flags & ITALIC != 0 || number(b"ItalicAngle") != 0.0 || has(&italic_names),
    }
}

/// The ways in which TeX numbers the characters of its bitmap fonts, whose glyphs it names by
/// number alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TexEncoding {
    /// The original one: accents are glyphs of their own.
    Ot1,
    /// Cork: accented letters are glyphs.
    T1,
    /// The companion of Cork: signs.
    Ts1,
}

impl TexEncoding {
    fn decode(self, code: u32) -> Option<&'static str> {
        const ASCII: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
        const OT1: [&str; 32] = [
            "Γ", "Δ", "Θ", "Λ", "Ξ", "Π", "Σ", "Υ", "Φ", "Ψ", "Ω", "ff", "fi", "fl", "ffi", "ffl",
            "ı", "ȷ", "`", "´", "ˇ", "˘", "¯", "˚", "¸", "ß", "æ", "œ", "ø", "Æ", "Œ", "Ø",
        ];
        const T1: [&str; 32] = [
            "`", "´", "ˆ", "˜", "¨", "˝", "˚", "ˇ", "˘", "¯", "˙", "¸", "˛", "‚", "‹", "›", "“",
            "”", "„", "«", "»", "–", "—", "", "₀", "ı", "ȷ", "ff", "fi", "fl", "ffi", "ffl",
        ];
        const T1_HIGH: [&str; 128] = [
            "Ă", "Ą", "Ć", "Č", "Ď", "Ě", "Ę", "Ğ", "Ĺ", "Ľ", "Ł", "Ń", "Ň", "Ŋ", "Ő", "Ŕ", "Ř",
            "Ś", "Š", "Ş", "Ť", "Ţ", "Ű", "Ů", "Ÿ", "Ź", "Ž", "Ż", "Ĳ", "İ", "đ", "§", "ă", "ą",
            "ć", "č", "ď", "ě", "ę", "ğ", "ĺ", "ľ", "ł", "ń", "ň", "ŋ", "ő", "ŕ", "ř", "ś", "š",
            "ş", "ť", "ţ", "ű", "ů", "ÿ", "ź", "ž", "ż", "ĳ", "¡", "¿", "£", "À", "Á", "Â", "Ã",
            "Ä", "Å", "Æ", "Ç", "È", "É", "Ê", "Ë", "Ì", "Í", "Î", "Ï", "Ð", "Ñ", "Ò", "Ó", "Ô",
            "Õ", "Ö", "Œ", "Ø", "Ù", "Ú", "Û", "Ü", "Ý", "Þ", "SS", "à", "á", "â", "ã", "ä", "å",
            "æ", "ç", "è", "é", "ê", "ë", "ì", "í", "î", "ï", "ð", "ñ", "ò", "ó", "ô", "õ", "ö",
            "œ", "ø", "ù", "ú", "û", "ü", "ý", "þ", "ß",
        ];
        let at = usize::try_from(code).ok()?;
        let ascii = |at: usize| ASCII.get(at - 32..at - 31);
        match (self, at) {
            (TexEncoding::Ot1, 0..32) => Some(OT1[at]),
            (TexEncoding::Ot1, 0x22) => Some("”"),
            (TexEncoding::Ot1, 0x5C) => Some("“"),
            (TexEncoding::Ot1, 0x7B) => Some("–"),
            (TexEncoding::Ot1, 0x7C) => Some("—"),
            (TexEncoding::Ot1, 0x5E) => Some("ˆ"),
            (TexEncoding::Ot1, 0x5F) => Some("˙"),
            (TexEncoding::Ot1, 0x7E) => Some("˜"),
            (TexEncoding::Ot1, 0x7F) => Some("¨"),
            (TexEncoding::T1, 0..32) => Some(T1[at]),
            (TexEncoding::T1, 128..256) => Some(T1_HIGH[at - 128]),
            (TexEncoding::T1, 0x7F) => Some("-"),
            (TexEncoding::Ts1, _) => ts1(at),
            (_, 0x27) => Some("’"),
            (_, 0x60) => Some("‘"),
            (_, 32..127) => ascii(at),
            _ => None,
        }
    }
}

/// The signs of TeX's companion fonts that texts have.
fn ts1(code: usize) -> Option<&'static str> {
    Some(match code {
        0x84 => "†",
        0x85 => "‡",
        0x88 => "•",
        0x8B => "€",
        0xA2 => "¢",
        0xA3 => "£",
        0xA5 => "¥",
        0xA7 => "§",
        0xA9 => "©",
        0xAE => "®",
        0xB0 => "°",
        0xB1 => "±",
        0xB2 => "²",
        0xB3 => "³",
        0xB5 => "µ",
        0xB6 => "¶",
        0xB7 => "·",
        0xB9 => "¹",
        0xBA => "º",
        0xBC => "¼",
        0xBD => "½",
        0xBE => "¾",
        0xBF => "€",
        0xD6 => "×",
        0xF6 => "÷",
        _ => return None,
    })
}

/// The numbering of a bitmap font: its glyph names are `a65` and the like.
fn tex_encoding(dict: &Dict<'_>) -> Option<TexEncoding> {
    if dict.get::<Name<'_>>(b"Subtype")?.as_ref() != b"Type3"
        || dict.get::<Stream<'_>>(b"ToUnicode").is_some()
    {
        return None;
    }
    let encoding = dict.get::<Dict<'_>>(b"Encoding")?;
    let mut codes = Vec::new();
    for object in encoding
        .get::<Array<'_>>(b"Differences")?
        .iter::<Object<'_>>()
    {
        if let Object::Name(name) = object {
            let name = name.as_ref();
            if name == b".notdef" {
                continue;
            }
            let digits = name
                .strip_prefix(b"a")
                .or_else(|| name.strip_prefix(b"A"))?;
            codes.push(std::str::from_utf8(digits).ok()?.parse::<u32>().ok()?);
        }
    }
    // The original encoding has 128 characters, with ligatures and accents where Cork has signs that
    // hardly any text has.
    let cork = codes.iter().any(|&c| c > 127);
    let original = codes.iter().any(|&c| matches!(c, 11..=15 | 18 | 127));
    let encoding = match (original, cork) {
        // Signs alone.
        (_, true) if codes.iter().all(|&c| ts1(c as usize).is_some()) => TexEncoding::Ts1,
        (true, false) => TexEncoding::Ot1,
        _ => TexEncoding::T1,
    };
    (!codes.is_empty()).then_some(encoding)
}

/// Whether a digit is drawn high above the baseline: fonts have figures for notes and exponents,
/// which many files say are plain digits.
fn is_superior(glyph: &OutlineGlyph) -> bool {
    let digit = matches!(glyph.as_unicode(), Some(BfString::Char('0'..='9')));
    digit && {
        let outline = glyph.outline().bounding_box();
        outline.height() > 100.0 && outline.y0 > 230.0
    }
}

/// `2` → `²`.
fn superior(text: &str) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| c.to_digit(10).map_or(c, |d| RAISED[d as usize]);
    text.chars().map(raise).collect()
}

/// A glyph's characters as a reader takes them in: presentation ligatures opened, private bullets
/// known, controls out.
fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            // Symbol and Wingdings in their private places.
            '\u{f0b7}' | '\u{f06c}' | '\u{f09f}' => out.push('•'),
            '\u{f0a7}' | '\u{f06e}' | '\u{f0a8}' => out.push('▪'),
            '\u{f0d8}' | '\u{f0e0}' => out.push('➢'),
            '\u{f0fc}' => out.push('✓'),
            '\u{f02d}' => out.push('–'),
            // The Adobe glyph list has small capitals and old-style figures in the private area.
            '\u{f730}'..='\u{f739}' => {
                out.extend(char::from_u32(u32::from(c) - 0xf730 + u32::from('0')));
            }
            '\u{f761}'..='\u{f77a}' => {
                out.extend(char::from_u32(u32::from(c) - 0xf761 + u32::from('a')));
            }
            '\t' | '\n' | '\r' => out.push(' '),
            // The way back from an endnote is no text.
            '↩' | '\u{fe0e}' | '\u{200b}' | '\u{feff}' | '\u{fffd}' | '\u{fffe}' | '\u{ffff}' => {
            }
            c if c.is_control() => {}
            c if ('\u{e000}'..='\u{f8ff}').contains(&c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_open_and_exponents_stay() {
        for (glyph, expected) in [
            ("ﬁ", "fi"),
            ("ﬃ", "ffi"),
            ("²", "²"),
            ("½", "½"),
            ("œ", "œ"),
            ("\u{f0b7}", "•"),
            ("\u{0}", ""),
        ] {
            assert_eq!(readable(glyph), expected);
        }
    }

    #[test]
    fn bitmap_fonts_are_numbered_as_tex_does() {
        assert_eq!(TexEncoding::T1.decode(0xE9), Some("é"));
        assert_eq!(TexEncoding::T1.decode(0x13), Some("«"));
        assert_eq!(TexEncoding::Ot1.decode(0x0C), Some("fi"));
        assert_eq!(TexEncoding::Ot1.decode(0x13), Some("´"));
        assert_eq!(TexEncoding::Ot1.decode(u32::from('a')), Some("a"));
        assert_eq!(TexEncoding::T1.decode(0xF7), Some("œ"));
    }
}
