//! Presentation `MathML`, as `nonlin` writes it, laid out in boxes about a base line.

use crate::sheet::face::Face;
use crate::sheet::mark::{Block, Mark, Stroke, Style, short};
use resvg::usvg::roxmltree::{Document, Node};

/// The height of an axis, at which fractions and signs stand, in letters.
const AXIS: f64 = 0.32;
/// Powers and indices by the letters they stand at.
const SMALLER: f64 = 0.72;

/// A formula laid out: its origin is on the base line, at the left.
#[derive(Clone, PartialEq, Debug, Default)]
pub(in crate::sheet) struct Setting {
    pub(in crate::sheet) width: f64,
    /// From the base line up.
    pub(in crate::sheet) ascent: f64,
    /// From the base line down.
    pub(in crate::sheet) descent: f64,
    marks: Vec<Mark>,
}

/// A formula in letters of this size; nothing if it is no `MathML`.
pub(in crate::sheet) fn set(mathml: &str, size: f64, ink: &'static str) -> Option<Setting> {
    let document = Document::parse(mathml).ok()?;
    let setter = Setter { ink, least: 0.5 * size };
    Some(setter.row(document.root_element(), size))
}

impl Setting {
    /// Draws it with its upper left corner at `x`, `y`.
    pub(in crate::sheet) fn draw(&self, block: &mut Block, x: f64, y: f64) {
        block.marks.extend(self.marks.iter().map(|mark| mark.moved(x, y + self.ascent)));
    }

    pub(in crate::sheet) fn height(&self) -> f64 {
        self.ascent + self.descent
    }

    fn put(&mut self, x: f64, y: f64, other: &Self) {
        self.marks.extend(other.marks.iter().map(|mark| mark.moved(x, y)));
    }

    /// Beside what is there already.
    fn append(&mut self, other: &Self) {
        let x = self.width;
        self.put(x, 0.0, other);
        self.width += other.width;
        self.ascent = self.ascent.max(other.ascent);
        self.descent = self.descent.max(other.descent);
    }
}

struct Setter {
    ink: &'static str,
    /// Powers of powers are not smaller than this.
    least: f64,
}

impl Setter {
    fn row(&self, node: Node, size: f64) -> Setting {
        self.beside(&children(node), size)
    }

    fn beside(&self, parts: &[Node], size: f64) -> Setting {
        let mut row = Setting::default();
        for (place, &part) in parts.iter().enumerate() {
            let sign = (part.tag_name().name() == "mo").then(|| words(part));
            let fence = matches!(sign.as_deref(), Some("(" | ")" | "|" | "{"));
            if fence {
                row.append(&self.fence(sign.as_deref().unwrap_or_default(), parts, place, size));
                continue;
            }
            // A sign without anything before it belongs to what follows.
            let before = place.checked_sub(1).map(|before| parts[before]);
            let alone = before.is_none_or(|before| {
                before.tag_name().name() == "mo" && !matches!(words(before).as_str(), ")" | "|" | "\u{2062}")
            });
            let room = match sign.as_deref() {
                Some("+" | "\u{2212}") if alone => [0.0, 0.04],
                Some("+" | "\u{2212}") => [0.2, 0.2],
                Some("=" | ">" | "\u{2265}" | "<") => [0.26, 0.26],
                Some("\u{22c5}") => [0.12, 0.12],
                Some("\u{2062}") => [0.0, 0.1],
                Some(",") => [0.0, 0.25],
                Some("\u{2061}") => [0.0, 0.03],
                Some("/") => [0.08, 0.08],
                _ => [0.0, 0.0],
            };
            row.width += room[0] * size;
            row.append(&self.one(part, size));
            row.width += room[1] * size;
        }
        row
    }

    fn one(&self, node: Node, size: f64) -> Setting {
        let parts = children(node);
        match (node.tag_name().name(), &parts[..]) {
            ("mi", _) => {
                let text = words(node);
                let face = if text.chars().count() == 1 && text != "\u{221e}" && !is_upright(&text) {
                    Face::Italic
                } else {
                    Face::Serif
                };
                self.word(&text, face, size)
            }
            ("mo", _) if matches!(words(node).as_str(), "\u{2061}" | "\u{2062}") => Setting::default(),
            ("mtext", _) => self.word(&words(node).replace('\u{a0}', " "), Face::Regular, 0.86 * size),
            ("mn", _) => self.word(&few_digits(&words(node)), Face::Serif, size),
            ("mo", _) => self.word(&words(node), Face::Serif, size),
            ("mfrac", &[above, below]) => self.fraction(above, below, size),
            ("msup", &[base, raised]) => self.raised(base, raised, size),
            ("msub", &[base, index]) => self.indexed(base, index, size),
            ("msqrt", _) => self.root(node, size),
            ("mtable", _) => self.table(&parts, size),
            _ => self.row(node, size),
        }
    }

    fn word(&self, text: &str, face: Face, size: f64) -> Setting {
        let mut block = Block::default();
        let style = Style::new(face, size, self.ink);
        // Blanks at the ends are room, not letters: whoever reads an SVG drops them.
        let begins = text.len() - text.trim_start().len();
        block.text(style.width(&text[..begins]), 0.0, style, text.trim());
        Setting { width: style.width(text), ascent: 0.76 * size, descent: 0.22 * size, marks: block.marks }
    }

    fn smaller(&self, size: f64) -> f64 {
        (SMALLER * size).max(self.least)
    }

    fn fraction(&self, above: Node, below: Node, size: f64) -> Setting {
        let inner = (0.86 * size).max(self.least);
        let (top, foot) = (self.one(above, inner), self.one(below, inner));
        let room = 0.12 * size;
        let width = top.width.max(foot.width) + 2.0 * room;
        let axis = -AXIS * size;
        let gap = 0.12 * size;
        let mut all = Setting { width: width + room, ..Setting::default() };
        all.put(0.5 * (width + room - top.width), axis - gap - top.descent, &top);
        all.put(0.5 * (width + room - foot.width), axis + gap + foot.ascent, &foot);
        let mut block = Block::default();
        block.line([0.5 * room, axis], [width + 0.5 * room, axis], self.ink, 0.06 * size);
        all.marks.extend(block.marks);
        all.ascent = -axis + gap + top.height();
        all.descent = axis + gap + foot.height();
        all
    }

    fn raised(&self, base: Node, raised: Node, size: f64) -> Setting {
        let mut all = self.one(base, size);
        let power = self.one(raised, self.smaller(size));
        // Over a letter by a fixed share; over what is high at its upper corner.
        let up = (0.36 * size).max(all.ascent - 0.55 * size) + power.descent * 0.6;
        let x = all.width + 0.04 * size;
        all.put(x, -up, &power);
        all.width = x + power.width + 0.02 * size;
        all.ascent = all.ascent.max(up + power.ascent);
        all
    }

    fn indexed(&self, base: Node, index: Node, size: f64) -> Setting {
        let mut all = self.one(base, size);
        let low = self.one(index, self.smaller(size));
        let down = 0.2 * size;
        let x = all.width + 0.02 * size;
        all.put(x, down, &low);
        all.width = x + low.width + 0.04 * size;
        all.descent = all.descent.max(down + low.descent);
        all
    }

    fn root(&self, node: Node, size: f64) -> Setting {
        let inside = self.row(node, size);
        let (rise, lead) = (inside.ascent + 0.14 * size, 0.62 * size);
        let (foot, width) = (inside.descent.max(0.1 * size), lead + inside.width + 0.06 * size);
        let at = |x: f64, y: f64| format!("{} {}", short(x), short(y));
        let path = format!(
            "M{}L{}L{}L{}L{}",
            at(0.06 * size, -0.28 * size),
            at(0.18 * size, -0.36 * size),
            at(0.36 * size, foot),
            at(0.56 * size, -rise),
            at(width, -rise)
        );
        let mut all =
            Setting { width: width + 0.06 * size, ascent: rise + 0.08 * size, descent: foot, ..Setting::default() };
        all.put(lead, 0.0, &inside);
        let mut block = Block::default();
        block.shape(path, None, Some(Stroke { ink: self.ink, width: 0.06 * size, dash: None }));
        all.marks.extend(block.marks);
        all
    }

    /// Values and conditions, one case under the other about the axis.
    fn table(&self, rows: &[Node], size: f64) -> Setting {
        let size = (0.9 * size).max(self.least);
        let cells: Vec<Vec<Setting>> =
            rows.iter().map(|row| children(*row).into_iter().map(|cell| self.row(cell, size)).collect()).collect();
        let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<f64> = (0..columns)
            .map(|column| cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.width).fold(0.0, f64::max))
            .collect();
        let gap = 0.14 * size;
        let height = cells.iter().filter_map(|row| row.iter().map(Setting::height).reduce(f64::max)).sum::<f64>()
            + gap * cells.len().saturating_sub(1) as f64;
        let mut all = Setting::default();
        let mut y = -AXIS * size - 0.5 * height;
        all.ascent = -y;
        all.descent = height + y;
        for row in &cells {
            let ascent = row.iter().map(|cell| cell.ascent).fold(0.0, f64::max);
            let descent = row.iter().map(|cell| cell.descent).fold(0.0, f64::max);
            let mut x = 0.0;
            for (cell, width) in row.iter().zip(&widths) {
                all.put(x, y + ascent, cell);
                x += width + 0.7 * size;
            }
            y += ascent + descent + gap;
        }
        all.width = widths.iter().sum::<f64>() + 0.7 * size * columns.saturating_sub(1) as f64;
        all
    }

    /// A bracket, a bar or a brace as high as what it stands at.
    fn fence(&self, sign: &str, parts: &[Node], place: usize, size: f64) -> Setting {
        let inside = match sign {
            ")" => parts.get(..place),
            // The bar that closes has the other one before it.
            "|" if place > 0 => parts.get(..place),
            _ => parts.get(place + 1..),
        };
        let inside: Vec<Node> = inside
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(|part| !(part.tag_name().name() == "mo" && matches!(words(*part).as_str(), "(" | ")" | "|" | "{")))
            .collect();
        let inside = self.beside(&inside, size);
        let high = inside.height() > 1.25 * size;
        if sign != "{" && !high {
            return self.word(sign, Face::Serif, size);
        }
        let (top, foot) = (-inside.ascent - 0.04 * size, inside.descent + 0.04 * size);
        let (middle, at) = (0.5 * (top + foot), |x: f64, y: f64| format!("{} {}", short(x * size), short(y)));
        let path = match sign {
            "{" => format!(
                "M{}C{} {} {}C{} {} {}",
                at(0.4, top),
                at(0.1, top),
                at(0.36, middle),
                at(0.08, middle),
                at(0.36, middle),
                at(0.1, foot),
                at(0.4, foot)
            ),
            "|" => format!("M{}L{}", at(0.15, top), at(0.15, foot)),
            "(" => format!("M{}C{} {} {}", at(0.32, top), at(0.06, top * 0.6), at(0.06, foot * 0.6), at(0.32, foot)),
            _ => format!("M{}C{} {} {}", at(0.06, top), at(0.32, top * 0.6), at(0.32, foot * 0.6), at(0.06, foot)),
        };
        let mut block = Block::default();
        block.shape(path, None, Some(Stroke { ink: self.ink, width: 0.06 * size, dash: None }));
        let width = if sign == "{" { 0.52 } else { 0.38 } * size;
        Setting { width, ascent: -top, descent: foot, marks: block.marks }
    }
}

/// Capital Greek letters stand upright.
fn is_upright(letter: &str) -> bool {
    letter.chars().all(|c| ('Α'..='Ω').contains(&c) || c == 'π')
}

fn children<'a>(node: Node<'a, 'a>) -> Vec<Node<'a, 'a>> {
    node.children().filter(Node::is_element).collect()
}

fn words(node: Node) -> String {
    node.descendants().filter_map(|part| if part.is_text() { part.text() } else { None }).collect()
}

/// A number of many digits with the first ones, and a sign that there are more.
fn few_digits(number: &str) -> String {
    const MOST: usize = 6;
    let digits = number.chars().filter(char::is_ascii_digit).count();
    match number.find('.') {
        Some(point) if digits > MOST + 1 && !number.contains('e') => {
            let kept: String = number.chars().take((point + 1).max(MOST)).collect();
            kept + "\u{2026}"
        }
        _ => number.to_owned(),
    }
}
