//! What a page is made of: texts and shapes, every one with its place. Lengths are points, a 72nd of an inch.

use super::face::Face;
use std::fmt::Write;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;

/// A thing on a page.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Mark {
    Text(Text),
    Shape(Shape),
}

/// Words on one line.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Text {
    /// Where they begin.
    pub(super) x: f64,
    /// The line they stand on.
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) face: Face,
    pub(super) ink: &'static str,
    pub(super) words: String,
    pub(super) width: f64,
}

/// Lines and areas. The path has the commands `M`, `L`, `C` and `Z` with absolute places.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Shape {
    pub(super) path: String,
    pub(super) fill: Option<&'static str>,
    pub(super) stroke: Option<Stroke>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Stroke {
    pub(super) ink: &'static str,
    pub(super) width: f64,
    /// Lengths of dash and gap; none for a whole line.
    pub(super) dash: Option<[f64; 2]>,
}

/// Marks laid out from the left upper corner `0, 0`.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Block {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) marks: Vec<Mark>,
}

/// How a text is to look.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Style {
    pub(super) face: Face,
    pub(super) size: f64,
    pub(super) ink: &'static str,
}

impl Style {
    pub(super) fn new(face: Face, size: f64, ink: &'static str) -> Self {
        Self { face, size, ink }
    }

    pub(super) fn width(self, text: &str) -> f64 {
        self.face.width(text, self.size)
    }

    /// From one line to the next.
    pub(super) fn line(self) -> f64 {
        1.28 * self.size
    }

    /// The lines of a text that may be so wide. A word that is wider than that is broken.
    pub(super) fn wrapped(self, text: &str, room: f64) -> Vec<String> {
        let blank = self.width(" ");
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            let mut rest = String::new();
            for letter in word.chars() {
                if !rest.is_empty() && self.width(&rest) + self.width(letter.encode_utf8(&mut [0; 4])) > room {
                    words.push(Word { width: self.width(&rest), text: std::mem::take(&mut rest), blank: 0.0 });
                }
                rest.push(letter);
            }
            words.push(Word { width: self.width(&rest), text: rest, blank });
        }
        let lines = wrap_first_fit(&words, &[room + 1e-6]);
        lines
            .into_iter()
            .map(|line| line.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect()
    }
}

#[derive(Debug)]
struct Word {
    text: String,
    width: f64,
    blank: f64,
}

impl Fragment for Word {
    fn width(&self) -> f64 {
        self.width
    }

    fn whitespace_width(&self) -> f64 {
        self.blank
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

impl Block {
    pub(super) fn new(width: f64) -> Self {
        Self { width, ..Self::default() }
    }

    /// A text that begins at `x` and stands on `y`; returns where it ends.
    pub(super) fn text(&mut self, x: f64, y: f64, style: Style, text: impl Into<String>) -> f64 {
        let text = text.into();
        let width = style.width(&text);
        if !text.is_empty() {
            let Style { face, size, ink } = style;
            self.marks.push(Mark::Text(Text { x, y, size, face, ink, words: text, width }));
        }
        x + width
    }

    /// A text that ends at `x`.
    pub(super) fn text_before(&mut self, x: f64, y: f64, style: Style, text: &str) {
        self.text(x - style.width(text), y, style, text);
    }

    /// A text about `x`.
    pub(super) fn text_about(&mut self, x: f64, y: f64, style: Style, text: &str) {
        self.text(x - 0.5 * style.width(text), y, style, text);
    }

    /// A text in as many lines as it needs, its upper edge at `y`; returns its lower edge.
    pub(super) fn paragraph(&mut self, x: f64, y: f64, room: f64, style: Style, text: &str) -> f64 {
        let mut y = y;
        for line in style.wrapped(text, room) {
            self.text(x, y + style.size, style, line);
            y += style.line();
        }
        y
    }

    pub(super) fn shape(&mut self, path: String, fill: Option<&'static str>, stroke: Option<Stroke>) {
        if !path.is_empty() {
            self.marks.push(Mark::Shape(Shape { path, fill, stroke }));
        }
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: [f64; 2], to: [f64; 2], ink: &'static str, width: f64) {
        let path = format!("M{} {}L{} {}", short(from[0]), short(from[1]), short(to[0]), short(to[1]));
        self.shape(path, None, Some(Stroke { ink, width, dash: None }));
    }

    /// What another block has, moved by `x` and `y`.
    pub(super) fn put(&mut self, x: f64, y: f64, block: &Self) {
        self.marks.extend(block.marks.iter().map(|mark| mark.moved(x, y)));
    }
}

impl Mark {
    pub(super) fn moved(&self, x: f64, y: f64) -> Self {
        match self {
            Self::Text(text) => Self::Text(Text { x: text.x + x, y: text.y + y, ..text.clone() }),
            Self::Shape(shape) => Self::Shape(Shape { path: moved(&shape.path, x, y), ..shape.clone() }),
        }
    }
}

/// A command of a path with its places.
pub(super) fn commands(path: &str) -> impl Iterator<Item = (char, Vec<f64>)> {
    let starts = path.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(i, _)| i);
    let mut starts: Vec<usize> = starts.collect();
    starts.push(path.len());
    let parts: Vec<&str> = starts.windows(2).map(|pair| &path[pair[0]..pair[1]]).collect();
    parts.into_iter().filter_map(|part| {
        let letter = part.chars().next()?;
        let numbers = part[letter.len_utf8()..].split_whitespace().filter_map(|number| number.parse().ok());
        Some((letter, numbers.collect()))
    })
}

fn moved(path: &str, x: f64, y: f64) -> String {
    let mut text = String::with_capacity(path.len());
    for (letter, numbers) in commands(path) {
        text.push(letter);
        for (place, number) in numbers.iter().enumerate() {
            let blank = if place == 0 { "" } else { " " };
            let _ = write!(text, "{blank}{}", short(number + if place % 2 == 0 { x } else { y }));
        }
    }
    text
}

/// A rectangle with round corners.
pub(super) fn rounded([x, y, width, height]: [f64; 4], radius: f64) -> String {
    // How far a Bézier curve's handles are from the corner of a quarter circle.
    let (r, k) = (radius, 0.447_7 * radius);
    let (right, foot) = (x + width, y + height);
    let at = |x: f64, y: f64| format!("{} {}", short(x), short(y));
    [
        format!("M{}L{}", at(x + r, y), at(right - r, y)),
        format!("C{} {} {}", at(right - k, y), at(right, y + k), at(right, y + r)),
        format!("L{}C{} {} {}", at(right, foot - r), at(right, foot - k), at(right - k, foot), at(right - r, foot)),
        format!("L{}C{} {} {}", at(x + r, foot), at(x + k, foot), at(x, foot - k), at(x, foot - r)),
        format!("L{}C{} {} {}Z", at(x, y + r), at(x, y + k), at(x + k, y), at(x + r, y)),
    ]
    .concat()
}

/// A circle.
pub(super) fn circle(x: f64, y: f64, radius: f64) -> String {
    rounded([x - radius, y - radius, 2.0 * radius, 2.0 * radius], radius)
}

/// A rectangle.
pub(super) fn rectangle([x, y, width, height]: [f64; 4]) -> String {
    let (right, foot) = (short(x + width), short(y + height));
    let (x, y) = (short(x), short(y));
    format!("M{x} {y}L{right} {y}L{right} {foot}L{x} {foot}Z")
}

/// A hundredth of a point, without what it does not need.
pub(super) use crate::plot::short;
