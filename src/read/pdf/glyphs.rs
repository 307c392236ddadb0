//! A page as it is shown: its content streams, interpreted.
//!
//! Only what text needs is interpreted of a content stream: the text operators, the transformations,
//! forms, marked content, and straight lines. Colours, images, patterns and shadings are passed over,
//! so that no image is ever decoded, and every operator counts against a [`Budget`], so that no file
//! takes for ever.

use super::fonts::{Face, Faces, Look};
use super::links::anchors;
use super::shown::{Glyph, Rule, Shown};
use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::Filter;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Operators and glyphs that one document may take, and as many more for each page.
const STEPS: u64 = 20_000_000;
const STEPS_A_PAGE: u64 = 50_000;
/// What showing a form costs, whatever is in it: forms in forms multiply.
const FORM: u64 = 1_000;
/// Glyphs that one page may show: a full newspaper page has some 30 000.
const GLYPHS: usize = 200_000;
/// Straight lines that are kept of a page.
const RULES: usize = 4_000;
/// Drawn dots that are looked at as bullets; a page with more has a chart.
const DOTS: usize = 300;
/// Forms in forms.
const DEPTH: usize = 16;

/// What is left of the work that a document may take.
pub(super) struct Budget(u64);

impl Budget {
    pub fn new(pages: usize) -> Budget {
        Budget(STEPS + STEPS_A_PAGE * pages as u64)
    }

    fn take(&mut self, steps: u64) -> bool {
        self.0 = self.0.saturating_sub(steps);
        self.0 > 0
    }
}

/// Reads one page.
pub(super) fn show<'a>(page: &Page<'a>, faces: &mut Faces<'a>, budget: &mut Budget) -> Shown {
    let (width, height) = page.render_dimensions();
    let to_page = Affine::new(page.initial_transform(true).as_coeffs());
    let mut reader = Reader {
        faces,
        budget,
        out: Shown {
            width,
            height,
            ..Shown::default()
        },
        stack: Vec::new(),
        state: State::new(to_page),
        marks: Vec::new(),
        path: Vec::new(),
        dots: Vec::new(),
        forms: FxHashSet::default(),
        depth: 0,
    };
    if let Some(stream) = content(page) {
        reader.interpret(TypedIter::new(&stream), page.resources());
    }
    bullets(&reader.dots, &mut reader.out.glyphs);
    reader.out.anchors = anchors(page, to_page);
    reader.out
}

/// The page's content streams, put together.
fn content(page: &Page<'_>) -> Option<Vec<u8>> {
    let raw = page.raw();
    if let Some(stream) = raw.get::<Stream<'_>>(b"Contents") {
        return decode(&stream);
    }
    let mut whole = Vec::new();
    for stream in raw.get::<Array<'_>>(b"Contents")?.iter::<Stream<'_>>() {
        if let Some(part) = decode(&stream) {
            whole.extend(part);
            // An operator never goes on in the next stream.
            whole.push(b'\n');
        }
        if whole.len() > super::MAX_STREAM {
            break;
        }
    }
    Some(whole)
}

/// A stream's data. Compression in compression is what bombs have, and no producer writes.
fn decode(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let compressed = stream
        .filters()
        .iter()
        .filter(|f| {
            matches!(
                f,
                Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
            )
        })
        .count();
    if compressed > 1 {
        return None;
    }
    stream.decoded_data().ok().map(|data| data.into_owned())
}

#[derive(Clone)]
struct State<'a> {
    ctm: Affine,
    face: Option<Rc<Face<'a>>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    /// Horizontal scaling, 1 for none.
    scale: f64,
    leading: f64,
    rise: f64,
    mode: i64,
    text: Affine,
    line: Affine,
}

impl State<'_> {
    fn new(ctm: Affine) -> Self {
        State {
            ctm,
            face: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            text: Affine::IDENTITY,
            line: Affine::IDENTITY,
        }
    }
}

/// Marked content that is open.
struct Mark {
    artifact: bool,
    /// Text that stands for what is shown inside, and the first glyph inside.
    actual: Option<(String, usize)>,
}

struct Reader<'a, 'r> {
    faces: &'r mut Faces<'a>,
    budget: &'r mut Budget,
    out: Shown,
    stack: Vec<State<'a>>,
    state: State<'a>,
    marks: Vec<Mark>,
    /// Corners of the path under construction, a subpath each.
    path: Vec<Vec<Point>>,
    /// Small filled shapes: centre and width.
    dots: Vec<(f32, f32, f32)>,
    /// Forms that are being read: none is read inside itself.
    forms: FxHashSet<Vec<u8>>,
    depth: usize,
}

impl<'a> Reader<'a, '_> {
    fn interpret(&mut self, mut ops: TypedIter<'_>, resources: &Resources<'a>) {
        let bottom = self.stack.len();
        let marks = self.marks.len();
        let mut fonts: FxHashMap<Vec<u8>, Option<Rc<Face<'a>>>> = FxHashMap::default();
        while let Some(op) = ops.next() {
            if !self.budget.take(1) {
                break;
            }
            match op {
                Op::SaveState(_) if self.stack.len() < 512 => self.stack.push(self.state.clone()),
                Op::RestoreState(_) if self.stack.len() > bottom => {
                    if let Some(state) = self.stack.pop() {
                        self.state = state;
                    }
                }
                Op::Transform(t) => {
                    self.state.ctm *= Affine::new([
                        t.0.as_f64(),
                        t.1.as_f64(),
                        t.2.as_f64(),
                        t.3.as_f64(),
                        t.4.as_f64(),
                        t.5.as_f64(),
                    ]);
                }
                Op::BeginText(_) => {
                    self.state.text = Affine::IDENTITY;
                    self.state.line = Affine::IDENTITY;
                }
                Op::SetTextMatrix(m) => {
                    let m = Affine::new([
                        m.0.as_f64(),
                        m.1.as_f64(),
                        m.2.as_f64(),
                        m.3.as_f64(),
                        m.4.as_f64(),
                        m.5.as_f64(),
                    ]);
                    self.state.text = m;
                    self.state.line = m;
                }
                Op::TextFont(f) => {
                    let face = fonts.entry(f.0.as_ref().to_vec()).or_insert_with(|| {
                        let dict = resources.get_font(f.0)?;
                        self.faces.face(&dict)
                    });
                    self.state.face = face.clone();
                    self.state.size = f.1.as_f64();
                }
                Op::CharacterSpacing(n) => self.state.char_space = n.0.as_f64(),
                Op::WordSpacing(n) => self.state.word_space = n.0.as_f64(),
                Op::HorizontalScaling(n) => self.state.scale = n.0.as_f64() / 100.0,
                Op::TextLeading(n) => self.state.leading = n.0.as_f64(),
                Op::TextRise(n) => self.state.rise = n.0.as_f64(),
                Op::TextRenderingMode(n) => self.state.mode = n.0.as_i64(),
                Op::NextLine(n) => self.next_line(n.0.as_f64(), n.1.as_f64()),
                Op::NextLineAndSetLeading(n) => {
                    self.state.leading = -n.1.as_f64();
                    self.next_line(n.0.as_f64(), n.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
                Op::ShowText(s) => self.show_text(s.0.as_bytes()),
                Op::NextLineAndShowText(s) => {
                    self.next_line(0.0, -self.state.leading);
                    self.show_text(s.0.as_bytes());
                }
                Op::ShowTextWithParameters(s) => {
                    self.state.word_space = s.0.as_f64();
                    self.state.char_space = s.1.as_f64();
                    self.next_line(0.0, -self.state.leading);
                    self.show_text(s.2.as_bytes());
                }
                Op::ShowTexts(s) => {
                    for object in s.0.iter::<Object<'_>>() {
                        match object {
                            Object::Number(n) => self.adjust(n.as_f64()),
                            Object::String(text) => self.show_text(text.as_bytes()),
                            _ => {}
                        }
                    }
                }
                Op::BeginMarkedContent(m) => self.begin_mark(m.0.as_ref(), None),
                Op::BeginMarkedContentWithProperties(m) => {
                    let named = m.1.clone().into_name();
                    let properties = match named {
                        Some(name) => resources.properties.get::<Dict<'_>>(name.as_ref()),
                        None => m.1.clone().into_dict(),
                    };
                    self.begin_mark(m.0.as_ref(), properties.as_ref());
                }
                Op::EndMarkedContent(_) if self.marks.len() > marks => self.end_mark(),
                Op::XObject(x) => {
                    if let Some(stream) = resources.get_x_object(x.0) {
                        self.x_object(&stream, resources);
                    }
                }
                Op::InlineImage(_) => self.out.images = true,
                Op::MoveTo(p) => self.path.push(vec![Point::new(p.0.as_f64(), p.1.as_f64())]),
                Op::LineTo(p) => {
                    let point = Point::new(p.0.as_f64(), p.1.as_f64());
                    match self.path.last_mut() {
                        Some(sub) if sub.len() < 64 => sub.push(point),
                        _ => {}
                    }
                }
                Op::CubicTo(c) => self.curve(c.4.as_f64(), c.5.as_f64()),
                Op::CubicStartTo(c) => self.curve(c.2.as_f64(), c.3.as_f64()),
                Op::CubicEndTo(c) => self.curve(c.2.as_f64(), c.3.as_f64()),
                Op::ClosePath(_) => {
                    if let Some(sub) = self.path.last_mut()
                        && let Some(&first) = sub.first()
                    {
                        sub.push(first);
                    }
                }
                Op::RectPath(r) => {
                    let (x, y, w, h) = (r.0.as_f64(), r.1.as_f64(), r.2.as_f64(), r.3.as_f64());
                    self.path.push(vec![
                        Point::new(x, y),
                        Point::new(x + w, y),
                        Point::new(x + w, y + h),
                        Point::new(x, y + h),
                        Point::new(x, y),
                    ]);
                }
                Op::StrokePath(_)
                | Op::CloseAndStrokePath(_)
                | Op::FillAndStrokeNonZero(_)
                | Op::FillAndStrokeEvenOdd(_)
                | Op::CloseFillAndStrokeNonZero(_)
                | Op::CloseFillAndStrokeEvenOdd(_) => self.paint(true),
                Op::FillPathNonZero(_)
                | Op::FillPathNonZeroCompatibility(_)
                | Op::FillPathEvenOdd(_) => self.paint(false),
                Op::EndPath(_) => self.path.clear(),
                _ => {}
            }
            if self.path.len() > RULES {
                self.path.clear();
            }
        }
        while self.marks.len() > marks {
            self.end_mark();
        }
        if self.stack.len() > bottom {
            self.state = self.stack.swap_remove(bottom);
            self.stack.truncate(bottom);
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.state.line *= Affine::translate((x, y));
        self.state.text = self.state.line;
    }

    fn adjust(&mut self, thousandths: f64) {
        let state = &mut self.state;
        let by = -thousandths / 1000.0 * state.size;
        let horizontal = state.face.as_ref().is_none_or(|f| f.is_horizontal());
        state.text *= match horizontal {
            true => Affine::translate((by * state.scale, 0.0)),
            false => Affine::translate((0.0, by)),
        };
    }

    fn show_text(&mut self, bytes: &[u8]) {
        let Some(face) = self.state.face.clone() else {
            return;
        };
        let artifact = self.marks.iter().any(|m| m.artifact);
        let mut at = 0;
        while at < bytes.len() && self.budget.take(1) && self.out.glyphs.len() < GLYPHS {
            let (code, len) = face.read_code(bytes, at);
            at += len;
            let known = face.code(code);
            let state = &self.state;
            let advance = known.advance / 1000.0 * state.size;
            let space = match code == 32 && len == 1 {
                true => state.word_space,
                false => 0.0,
            };
            let place = state.ctm * state.text * Affine::translate((0.0, state.rise));
            match &known.text {
                Some(text) => {
                    let look = Look {
                        // Filled and stroked: bold by other means.
                        bold: face.look.bold || state.mode == 2,
                        ..face.look
                    };
                    let end = advance * state.scale;
                    self.place(text, place, end, look, artifact);
                }
                None if known.advance != 0.0 => self.out.unknown += 1,
                None => {}
            }
            let state = &mut self.state;
            let by = advance + state.char_space + space;
            state.text *= match face.is_horizontal() {
                true => Affine::translate((by * state.scale, 0.0)),
                false => Affine::translate((0.0, -(state.size + state.char_space))),
            };
        }
    }

    /// Puts the characters of one glyph on the page, side by side where it has several.
    fn place(&mut self, text: &str, place: Affine, end: f64, look: Look, artifact: bool) {
        let (start, stop) = (place * Point::ZERO, place * Point::new(end, 0.0));
        let up = place * Point::new(0.0, self.state.size) - start;
        let right = place * Point::new(1.0, 0.0) - start;
        // Only what is written along an axis is read: a stamp across the page is no text.
        let turn = match (right.x, right.y) {
            (x, y) if x > 0.0 && y.abs() < 0.05 * x => 0,
            (x, y) if y > 0.0 && x.abs() < 0.05 * y => 1,
            (x, y) if x < 0.0 && y.abs() < -0.05 * x => 2,
            (x, y) if y < 0.0 && x.abs() < -0.05 * y => 3,
            _ => return,
        };
        let (w, h) = (f64::from(self.out.width), f64::from(self.out.height));
        let inside = |p: Point| p.x > -2.0 && p.y > -2.0 && p.x < w + 2.0 && p.y < h + 2.0;
        if !inside(start) || !(start.x + start.y + stop.x + stop.y).is_finite() {
            return;
        }
        let (x0, x1, y) = match turn {
            0 => (start.x, stop.x, start.y),
            1 => (start.y, stop.y, w - start.x),
            2 => (w - start.x, w - stop.x, h - start.y),
            _ => (h - start.y, h - stop.y, start.x),
        };
        let size = up.hypot();
        let count = text.chars().count().max(1) as f64;
        for (i, c) in text.chars().enumerate() {
            let at = |i: usize| (x0 + (x1 - x0) * i as f64 / count) as f32;
            self.out.glyphs.push(Glyph {
                c,
                x0: at(i),
                x1: at(i + 1).max(at(i)),
                y: y as f32,
                size: size as f32,
                look,
                turn,
                artifact,
            });
        }
    }

    fn begin_mark(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        if self.marks.len() > 4096 {
            return;
        }
        let actual = properties
            .and_then(|p| p.get::<PdfString<'_>>(b"ActualText"))
            .map(|s| {
                (
                    super::info::text_string(s.as_bytes()),
                    self.out.glyphs.len(),
                )
            });
        self.marks.push(Mark {
            artifact: tag == b"Artifact",
            actual,
        });
    }

    /// Puts what the producer says that a stretch reads in the place of its glyphs, where it is on
    /// one line.
    fn end_mark(&mut self) {
        let Some(Mark {
            actual: Some((text, from)),
            ..
        }) = self.marks.pop()
        else {
            return;
        };
        let shown = &self.out.glyphs[from.min(self.out.glyphs.len())..];
        let (Some(first), Some(last)) = (shown.first().copied(), shown.last().copied()) else {
            return;
        };
        let one_line = shown
            .iter()
            .all(|g| g.turn == first.turn && (g.y - first.y).abs() < first.size);
        if !one_line || last.x1 < first.x0 || text.chars().count() > shown.len() * 4 + 4 {
            return;
        }
        self.out.glyphs.truncate(from);
        let count = text.chars().count().max(1) as f32;
        let at = |i: usize| first.x0 + (last.x1 - first.x0) * i as f32 / count;
        let made = text.chars().enumerate().map(|(i, c)| Glyph {
            c,
            x0: at(i),
            x1: at(i + 1),
            ..first
        });
        self.out.glyphs.extend(made.filter(|g| !g.c.is_control()));
    }

    fn x_object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>) {
        let dict = stream.dict();
        match dict.get::<Name<'_>>(b"Subtype").as_deref() {
            Some(b"Image") => self.out.images = true,
            Some(b"Form") => {
                let key = match dict.obj_id() {
                    Some(id) => format!("{id:?}").into_bytes(),
                    None => dict.data().to_vec(),
                };
                if self.depth >= DEPTH || !self.forms.insert(key.clone()) {
                    return;
                }
                if let Some(data) = decode(stream) {
                    // What is decoded again and again is paid for again.
                    self.budget.take(FORM + data.len() as u64 / 16);
                    let matrix = dict
                        .get::<[f64; 6]>(b"Matrix")
                        .unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
                    let own = dict.get::<Dict<'a>>(b"Resources").map(Resources::new);
                    let saved = self.state.clone();
                    self.state.ctm *= Affine::new(matrix);
                    self.depth += 1;
                    self.path.clear();
                    self.interpret(TypedIter::new(&data), own.as_ref().unwrap_or(resources));
                    self.path.clear();
                    self.depth -= 1;
                    self.state = saved;
                }
                self.forms.remove(&key);
            }
            _ => {}
        }
    }

    /// A curve counts by its end.
    fn curve(&mut self, x: f64, y: f64) {
        match self.path.last_mut() {
            Some(sub) if sub.len() < 64 => sub.push(Point::new(x, y)),
            _ => {}
        }
    }

    /// Keeps the straight lines of the path: thin rectangles, and edges where they are stroked.
    fn paint(&mut self, stroked: bool) {
        const THIN: f64 = 2.5;
        const SHORT: f64 = 6.0;
        for sub in std::mem::take(&mut self.path) {
            if self.out.rules.len() >= RULES {
                return;
            }
            let points: Vec<Point> = sub.iter().map(|&p| self.state.ctm * p).collect();
            let (mut x0, mut y0, mut x1, mut y1) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
            for p in &points {
                (x0, x1) = (x0.min(p.x), x1.max(p.x));
                (y0, y1) = (y0.min(p.y), y1.max(p.y));
            }
            let mut keep = |x0: f64, y0: f64, x1: f64, y1: f64| {
                let (w, h) = (x1 - x0, y1 - y0);
                if w.min(h) <= THIN && w.max(h) >= SHORT && (x0 + y0 + x1 + y1).is_finite() {
                    self.out.rules.push(Rule {
                        x0: x0 as f32,
                        y0: y0 as f32,
                        x1: x1 as f32,
                        y1: y1 as f32,
                    });
                }
            };
            let (w, h) = (x1 - x0, y1 - y0);
            if !stroked && (1.5..9.0).contains(&w) && (w - h).abs() < 0.2 * w {
                let middle = (((x0 + x1) / 2.0) as f32, ((y0 + y1) / 2.0) as f32);
                self.dots.push((middle.0, middle.1, w as f32));
            }
            if (x1 - x0).min(y1 - y0) <= THIN {
                keep(x0, y0, x1, y1);
            } else if stroked {
                for pair in points.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    keep(a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y));
                }
            }
        }
    }
}

/// Bullets that are drawn rather than written become characters: dots before the first word of a
/// line.
fn bullets(dots: &[(f32, f32, f32)], glyphs: &mut Vec<Glyph>) {
    if dots.len() > DOTS {
        return;
    }
    for &(x, y, width) in dots {
        let level = |g: &Glyph| g.turn == 0 && (g.y - 0.3 * g.size - y).abs() < 0.25 * g.size;
        let size = |g: &Glyph| (0.12 * g.size..0.75 * g.size).contains(&width);
        let beside = glyphs.iter().enumerate().filter(|(_, g)| level(g));
        let mut next: Option<(usize, Glyph)> = None;
        let mut alone = true;
        for (i, g) in beside {
            alone &= g.x1 < x - 3.0 * g.size || g.x0 > x;
            if g.x0 > x && next.is_none_or(|(_, n)| g.x0 < n.x0) {
                next = Some((i, *g));
            }
        }
        if let Some((i, g)) = next.filter(|(_, g)| alone && size(g) && g.x0 - x < 3.0 * g.size) {
            glyphs.insert(
                i,
                Glyph {
                    c: '•',
                    x0: x - width / 2.0,
                    x1: x + width / 2.0,
                    look: Look::default(),
                    ..g
                },
            );
        }
    }
}
