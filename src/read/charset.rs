//! Charset: from bytes to text.
//!
//! 1. A byte order mark, or the NULs of every second byte, tell UTF-16.
//! 2. What is valid UTF-8 is UTF-8: no other text of some length is by chance.
//! 3. A page may declare its encoding (`<meta charset>`, `<?xml encoding?>`).
//! 4. Else the western encodings of one byte are compared by how plausible the letters are that
//!    they give; where none is, chardetng guesses among all others.

use super::ReadError;
use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// An encoding of characters, as the WHATWG Encoding Standard has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    pub const UTF_8: Charset = Charset(UTF_8);

    /// The charset that a `label` names: `latin1`, `cp1252`, `ISO-8859-15`, `macroman`, `utf-16be` …
    pub fn from_label(label: &str) -> Option<Charset> {
        let label = label.trim().to_ascii_lowercase();
        let standard = match label.as_str() {
            "macroman" | "mac-roman" | "mac_roman" => "macintosh",
            "utf16" => "utf-16",
            "utf16le" | "utf_16_le" => "utf-16le",
            "utf16be" | "utf_16_be" => "utf-16be",
            "utf_8" => "utf-8",
            label => label,
        };
        // What the standard calls replacement reads nothing.
        Encoding::for_label_no_replacement(standard.as_bytes()).map(Charset)
    }

    /// The standard's name: `UTF-8`, `windows-1252`, `macintosh`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The text of `bytes`; a byte order mark stays, as the first character.
    ///
    /// # Errors
    /// At the first byte that the charset does not have.
    fn decode(self, bytes: Vec<u8>) -> Result<String, ReadError> {
        if self == Charset::UTF_8 {
            return String::from_utf8(bytes)
                .map_err(|e| self.undecodable(e.as_bytes(), e.utf8_error().valid_up_to()));
        }
        match self
            .0
            .decode_without_bom_handling_and_without_replacement(&bytes)
        {
            Some(text) => Ok(text.into_owned()),
            None => Err(self.undecodable(&bytes, self.first_wrong(&bytes))),
        }
    }

    /// The offset of the first byte that cannot be decoded.
    fn first_wrong(self, bytes: &[u8]) -> usize {
        let mut decoder = self.0.new_decoder_without_bom_handling();
        let mut out = [0; 4096];
        let mut at = 0;
        loop {
            let (result, read, _) =
                decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut out, true);
            at += read;
            match result {
                encoding_rs::DecoderResult::OutputFull => {}
                encoding_rs::DecoderResult::InputEmpty => return bytes.len(),
                encoding_rs::DecoderResult::Malformed(len, after) => {
                    return at - usize::from(len) - usize::from(after);
                }
            }
        }
    }

    fn undecodable(self, bytes: &[u8], at: usize) -> ReadError {
        let line = bytes[..at].iter().filter(|&&b| b == b'\n').count() + 1;
        ReadError::Undecodable {
            charset: self,
            at,
            line,
        }
    }
}

/// The text of `bytes`, in the charset `given` or else in the one that they show.
///
/// # Errors
/// When they are no text, or not in that charset.
pub(super) fn decode(
    bytes: Vec<u8>,
    given: Option<Charset>,
) -> Result<(String, Charset), ReadError> {
    let charset = match given {
        Some(charset) => charset,
        None => detect(&bytes)?,
    };
    let text = charset.decode(bytes)?;
    match text.as_bytes().iter().take(NEAR).position(|&b| b == 0) {
        Some(at) => Err(ReadError::Binary { at }),
        None => Ok((text, charset)),
    }
}

/// Only the beginning is looked at where statistics suffice.
const NEAR: usize = 8192;

fn detect(bytes: &[u8]) -> Result<Charset, ReadError> {
    match bytes {
        [0xFF, 0xFE, ..] => return Ok(Charset(UTF_16LE)),
        [0xFE, 0xFF, ..] => return Ok(Charset(UTF_16BE)),
        _ => {}
    }
    let near = &bytes[..bytes.len().min(NEAR)];
    if let Some(at) = near.iter().position(|&b| b == 0) {
        return sixteen_bits(near).ok_or(ReadError::Binary { at });
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok(Charset::UTF_8);
    }
    if let Some(at) = near.iter().position(|&b| is_no_text(b)) {
        return Err(ReadError::Binary { at });
    }
    if let Some(declared) = declared(near)
        && declared != Charset::UTF_8
    {
        return Ok(declared);
    }
    Ok(single_byte(bytes))
}

/// Control characters that no text file has.
fn is_no_text(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A | 0x1B)
}

/// UTF-16 without a mark: nearly every second byte of western text is NUL, and none of the others.
fn sixteen_bits(bytes: &[u8]) -> Option<Charset> {
    let nuls = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (nuls(0), nuls(1));
    let pairs = bytes.len() / 2;
    match () {
        () if odd * 10 >= pairs * 7 && even * 50 <= odd => Some(Charset(UTF_16LE)),
        () if even * 10 >= pairs * 7 && odd * 50 <= even => Some(Charset(UTF_16BE)),
        () => None,
    }
}

/// The charset that a page declares at its top.
fn declared(bytes: &[u8]) -> Option<Charset> {
    let head = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let head = head.trim_start();
    if !head.starts_with('<') {
        return None;
    }
    let after = |key: &str| {
        let at = head.find(key)? + key.len();
        let value = head[at..].trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end = value
            .find(|c: char| matches!(c, '"' | '\'' | ';' | '>' | '?' | '/') || c.is_whitespace());
        Charset::from_label(&value[..end?])
    };
    let xml = head
        .starts_with("<?xml")
        .then(|| after("encoding"))
        .flatten();
    xml.or_else(|| after("charset"))
}

/// The one-byte charset that gives the most plausible text.
fn single_byte(bytes: &[u8]) -> Charset {
    let high = bytes.iter().filter(|&&b| b >= 0x80).count();
    let best = [WINDOWS_1252, ISO_8859_15, MACINTOSH]
        .into_iter()
        .map(|encoding| (plausibility(encoding, bytes), encoding))
        // The first of equals: the more usual.
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    if let Some((score, encoding)) = best
        && score * 2 > high as i64
    {
        return Charset(encoding);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Charset(detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// How well the letters and signs that `encoding` makes of the high bytes go with what stands around
/// them in French or English text: up to 2 for each.
fn plausibility(encoding: &'static Encoding, bytes: &[u8]) -> i64 {
    let mut signs = [' '; 128];
    for (byte, sign) in (0x80..=0xFFu8).zip(&mut signs) {
        let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
        *sign = text.chars().next().unwrap_or('\u{fffd}');
    }
    let sign = |byte: Option<&u8>| match byte {
        None => ' ',
        Some(&byte @ 0x80..) => signs[usize::from(byte) - 0x80],
        Some(&byte) => char::from(byte),
    };
    let mut score = 0;
    for (i, byte) in bytes.iter().enumerate().filter(|(_, b)| **b >= 0x80) {
        let before = sign(i.checked_sub(1).and_then(|i| bytes.get(i)));
        let after = sign(bytes.get(i + 1));
        score += fits(sign(Some(byte)), before, after);
    }
    score
}

/// Whether `sign` may stand between its neighbours: 2 for surely, −3 for hardly.
fn fits(sign: char, before: char, after: char) -> i64 {
    let letters = (before.is_alphabetic(), after.is_alphabetic());
    // Two letters with accents may meet (« créée »), three are of another script.
    let accented = |c: char| c.is_alphabetic() && !c.is_ascii();
    match (accented(before), accented(after)) {
        (true, true) => return -3,
        (true, false) | (false, true) if accented(sign) => return 0,
        _ => {}
    }
    match sign {
        'à' | 'ù' | 'é' | 'è' | 'ê' | 'ë' | 'ç' | 'â' | 'î' | 'ï' | 'ô' | 'û' | 'ü' | 'œ' => {
            match before.is_uppercase() && after.is_uppercase() {
                true => -2,
                false => 2,
            }
        }
        'á' | 'í' | 'ó' | 'ú' | 'ñ' | 'ö' | 'ä' | 'å' | 'ø' | 'ã' | 'õ' | 'ß' | 'æ' | 'š' | 'ž'
        | 'ÿ' => i64::from(letters.0 || letters.1),
        'É' | 'È' | 'Ê' | 'À' | 'Ç' | 'Î' | 'Ô' | 'Œ' | 'Â' | 'Ï' | 'Ë' | 'Û' | 'Ù' | 'Ö' | 'Ü'
        | 'Š' | 'Ž' => match before.is_lowercase() {
            true => -2,
            false if after.is_alphabetic() => 2,
            false => 0,
        },
        '’' => 2 * i64::from(letters.0) - i64::from(!letters.0),
        '«' | '“' | '‘' | '„' => 2 - 3 * i64::from(letters.0),
        '»' | '”' | '…' => 2 - 3 * i64::from(letters.1),
        '\u{a0}' => 2 - 3 * i64::from(letters.0 && letters.1),
        '–' | '—' | '•' | '°' | '§' | '€' | '£' | '·' | '²' | '³' | '½' | '¼' | '¾' | '×' | '±'
        | '©' | '®' | '™' | '†' | '‰' | '¹' | 'µ' => match letters {
            (true, true) => -2,
            _ => 1,
        },
        '\u{ad}' => 0,
        c if c.is_control() => -3,
        c if c.is_alphabetic() => -1,
        _ => match letters {
            (true, true) => -3,
            _ => -1,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "L’été dernier, « la note de l’Élysée » coûtait 3 € à Noël : où ça ? Le cœur d’œuvre, déjà prêt – ça dépend…";
    const PLAIN: &str = "L'été dernier, la note coûtait 3 € à Noël ; le cœur de l'œuvre est déjà prêt, ça dépend de l'État.";

    fn encoded(text: &str, label: &str) -> Vec<u8> {
        let encoding = Charset::from_label(label).unwrap().0;
        if encoding == UTF_16LE {
            return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        if encoding == UTF_16BE {
            return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        }
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost, "{label}");
        bytes.into_owned()
    }

    #[test]
    fn charsets_are_told_by_what_they_give() {
        for (text, label) in [
            (FRENCH, "utf-8"),
            (FRENCH, "utf-16le"),
            (FRENCH, "utf-16be"),
            (FRENCH, "windows-1252"),
            (FRENCH, "macroman"),
            (PLAIN, "iso-8859-15"),
            ("Prices rose by £3m in the naïve scenario.", "windows-1252"),
            ("The firm’s share “rose” – by a third…", "windows-1252"),
            ("The firm’s share “rose” – by a third…", "macroman"),
            ("À l'ÉTÉ, l'ÉLÈVE À CÔTÉ.", "windows-1252"),
            ("À l'ÉTÉ, l'ÉLÈVE À CÔTÉ.", "macroman"),
        ] {
            let (read, charset) = decode(encoded(text, label), None).unwrap();
            assert_eq!(
                (read.as_str(), charset),
                (text, Charset::from_label(label).unwrap())
            );
        }
        let russian = "Россия поставила нефть в Китай, и цена выросла на треть за год.".repeat(3);
        let (read, charset) = decode(encoded(&russian, "windows-1251"), None).unwrap();
        assert_eq!((read, charset.name()), (russian, "windows-1251"));
    }

    #[test]
    fn a_mark_stays_and_tells() {
        for label in ["utf-8", "utf-16le", "utf-16be"] {
            let (read, charset) = decode(encoded("\u{feff}né", label), None).unwrap();
            assert_eq!(read, "\u{feff}né");
            assert_eq!(charset, Charset::from_label(label).unwrap());
        }
    }

    #[test]
    fn a_page_may_declare_its_charset() {
        for head in [
            "<meta charset=\"iso-8859-2\">",
            "<?xml version='1.0' encoding='iso-8859-2'?>",
            "<html><meta http-equiv=content-type content='text/html; charset=iso-8859-2'>",
        ] {
            let text = format!("{head}<p>Łódź</p>");
            let (read, charset) = decode(encoded(&text, "iso-8859-2"), None).unwrap();
            assert_eq!((read, charset.name()), (text.clone(), "ISO-8859-2"));
            // What is plainly UTF-8 is not decoded otherwise.
            let (_, charset) = decode(text.into_bytes(), None).unwrap();
            assert_eq!(charset, Charset::UTF_8);
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_with_its_place() {
        let given = Charset::from_label("utf-8");
        assert_eq!(
            decode(b"a\nb\xE9".to_vec(), given),
            Err(ReadError::Undecodable {
                charset: Charset::UTF_8,
                at: 3,
                line: 2
            })
        );
        let given = Charset::from_label("shift_jis");
        let wrong = decode(b"ab\n\x81".to_vec(), given);
        assert!(
            matches!(wrong, Err(ReadError::Undecodable { at: 3, line: 2, .. })),
            "{wrong:?}"
        );
        assert_eq!(
            decode(b"ab\0d".to_vec(), None),
            Err(ReadError::Binary { at: 2 })
        );
        assert_eq!(
            decode(b"ab\xFF\x01".to_vec(), None),
            Err(ReadError::Binary { at: 3 })
        );
        assert!(Charset::from_label("utf-9").is_none());
    }
}
