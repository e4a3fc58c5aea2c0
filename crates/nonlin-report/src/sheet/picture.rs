//! What a function does, drawn in a card.

use super::face::Face;
use super::mark::{Block, Stroke, Style, circle, rectangle};
use crate::plot::{Palette, Scale, drawn, ends, heights, spread, thinned};
use nonlin::curve::{Curve, Portrait, Quantity};
use nonlin_lab::sheet::{Picture, REACH, ROW};

/// More lines than this in one curve are drawn without dots at their ends.
const MOST_ENDS: usize = 24;

/// A picture of this size, with letters of `size`; nothing if there is none to draw.
pub(super) fn picture(picture: &Picture, [width, height]: [f64; 2], size: f64, palette: Palette) -> Option<Block> {
    let frame = Frame { width, height, size, palette };
    match picture {
        Picture::Curves(portrait) => Some(frame.portrait(portrait)),
        Picture::Gate([value, slope]) => Some(frame.gate(value, slope)),
        Picture::Row(result) => Some(frame.bars(result)),
        Picture::Nothing => None,
    }
}

struct Frame {
    width: f64,
    height: f64,
    size: f64,
    palette: Palette,
}

/// The axes of a picture.
struct Axes {
    x: Scale,
    y: Scale,
}

impl Frame {
    fn muted(&self) -> Style {
        Style::new(Face::Regular, self.size, self.palette.muted)
    }

    /// Grid, numbers and the axes through 0.
    fn axes(&self, block: &mut Block, reach: f64, [low, high]: [f64; 2], shades: &[[f64; 2]]) -> Axes {
        let Self { width, height, size, palette } = *self;
        let muted = self.muted();
        let (top, foot) = (0.5 * size, height - 1.5 * size);
        let y = Scale { low, high, start: foot, end: top };
        let ticks = y.ticks(if height > 9.0 * size { 4 } else { 3 });
        let left = ticks.iter().map(|(_, text)| muted.width(text)).fold(0.0, f64::max) + 0.5 * size;
        let right = width - self.names();
        let x = Scale { low: -reach, high: reach, start: left, end: right };
        for &[from, to] in shades {
            let area = rectangle([x.at(from), top, x.at(to) - x.at(from), foot - top]);
            block.shape(area, Some(palette.shade), None);
        }
        for (at, text) in &ticks {
            let at = y.at(*at);
            block.line([left, at], [right, at], palette.grid, 0.5);
            block.text_before(left - 0.35 * size, at + 0.36 * size, muted, text);
        }
        for (at, text) in x.ticks(if reach < 1.0 { 5 } else { 4 }) {
            let at = x.at(at);
            block.line([at, top], [at, foot], palette.grid, 0.5);
            // The outermost numbers stand within the axis.
            let half = 0.5 * muted.width(&text);
            let middle = at.clamp(left + half - 0.3 * size, right - half);
            block.text_about(middle, height - 0.25 * size, muted, &text);
        }
        if low <= 0.0 && 0.0 <= high {
            block.line([left, y.at(0.0)], [right, y.at(0.0)], palette.axis, 0.6);
        }
        block.line([x.at(0.0), top], [x.at(0.0), foot], palette.axis, 0.6);
        Axes { x, y }
    }

    fn portrait(&self, portrait: &Portrait) -> Block {
        let mut block = Block { width: self.width, height: self.height, ..Block::default() };
        let curves = [Quantity::Value, Quantity::Slope].map(|quantity| portrait.curve(quantity));
        let [value, slope] = curves.map(|curve| curve.and_then(|curve| curve.heights));
        let seen = heights([value, bounded(slope, value)].into_iter().flatten());
        let axes = self.axes(&mut block, portrait.span.to(), seen, &portrait.flat.stretches);
        let mut leaves = Vec::new();
        // The value on top.
        for (place, curve) in curves.iter().enumerate().rev() {
            let Some(curve) = curve else { continue };
            leaves.push((place, self.curve(&mut block, &axes, curve, place)));
        }
        self.name(&mut block, &axes, &leaves);
        block
    }

    /// Room for the names of the curves.
    fn names(&self) -> f64 {
        2.1 * self.size
    }

    fn stroke(&self, place: usize) -> Stroke {
        let ([ink, _], _) = self.palette.line(place);
        let dash = (place > 0).then_some([0.5 * self.size, 0.3 * self.size]);
        Stroke { ink, width: if place == 0 { 0.22 } else { 0.16 } * self.size, dash }
    }

    /// Draws a curve, and returns the height where it leaves the axes.
    fn curve(&self, block: &mut Block, axes: &Axes, curve: &Curve, place: usize) -> f64 {
        let Axes { x, y } = axes;
        let (top, foot) = (y.end, y.start);
        let stroke = self.stroke(place);
        let mut path = String::new();
        let mut dots = Vec::new();
        let mut leaves = 0.5 * (top + foot);
        for line in &curve.strokes {
            let points: Vec<[f64; 2]> = line.points.iter().map(|point| [x.at(point[0]), y.at(point[1])]).collect();
            drawn(&thinned(&points), [top, foot], &mut path);
            if let Some(last) = points.iter().rev().find(|point| (top..=foot).contains(&point[1])) {
                leaves = last[1];
            }
            if curve.strokes.len() <= MOST_ENDS {
                dots.extend(ends(line, &points, [top, foot]));
            }
        }
        block.shape(path, None, Some(stroke));
        for dot in dots {
            let fill = if dot.filled { stroke.ink } else { self.palette.background };
            let edge = Stroke { width: 0.12 * self.size, dash: None, ..stroke };
            block.shape(circle(dot.x, dot.y, 0.28 * self.size), Some(fill), Some(edge));
        }
        leaves
    }

    /// `f` and `f′` at the right ends of their lines, one clear of the other.
    fn name(&self, block: &mut Block, axes: &Axes, leaves: &[(usize, f64)]) {
        let wanted: Vec<f64> = leaves.iter().map(|(_, height)| *height).collect();
        let size = 1.4 * self.size;
        let half = 0.5 * size;
        let free = [axes.y.end + half, axes.y.start - half];
        let placed = spread(&wanted, size, free).unwrap_or_else(|| wanted.clone());
        for ((place, _), height) in leaves.iter().zip(placed) {
            let ([_, ink], _) = self.palette.line(*place);
            let text = if *place == 0 { "f" } else { "f\u{2032}" };
            block.text(axes.x.end + 0.4 * self.size, height + 0.35 * size, Style::new(Face::Italic, size, ink), text);
        }
    }

    /// The result of a gated unit for `a = 1`, by the gate.
    fn gate(&self, value: &[[f64; 2]], slope: &[[f64; 2]]) -> Block {
        let mut block = Block { width: self.width, height: self.height, ..Block::default() };
        let extent = |line: &[[f64; 2]]| {
            line.iter()
                .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], point| [low.min(point[1]), high.max(point[1])])
        };
        let axes = self.axes(&mut block, REACH, heights([extent(value), extent(slope)].into_iter()), &[]);
        let mut leaves = Vec::new();
        for (place, line) in [(1, slope), (0, value)] {
            let points: Vec<[f64; 2]> = line.iter().map(|point| [axes.x.at(point[0]), axes.y.at(point[1])]).collect();
            let mut path = String::new();
            drawn(&thinned(&points), [axes.y.end, axes.y.start], &mut path);
            block.shape(path, None, Some(self.stroke(place)));
            leaves.push((place, points.last().map_or(axes.y.start, |point| point[1])));
        }
        self.name(&mut block, &axes, &leaves);
        block
    }

    /// What goes into a function of rows, and what comes out.
    fn bars(&self, result: &[f64]) -> Block {
        let Self { width, height, size, .. } = *self;
        let mut block = Block { width, height, ..Block::default() };
        let gap = size;
        let share = (ROW.len() as f64 / (ROW.len() + result.len()) as f64).clamp(0.35, 0.65);
        let left = share * (width - gap);
        self.row(&mut block, [0.0, left], &ROW, "in", 1);
        self.row(&mut block, [left + gap, width - left - gap], result, "out", 0);
        block
    }

    fn row(&self, block: &mut Block, [left, width]: [f64; 2], numbers: &[f64], title: &str, place: usize) {
        let Self { height, size, palette, .. } = *self;
        let muted = self.muted();
        let (top, foot) = (2.6 * size, height - 1.2 * size);
        block.text(left, 0.9 * size, Style::new(Face::Bold, size, palette.muted), title);
        let [low, high] = numbers.iter().fold([0.0_f64, 0.0_f64], |[low, high], x| [low.min(*x), high.max(*x)]);
        let y = Scale { low, high: if high > low { high } else { low + 1.0 }, start: foot, end: top };
        let each = width / numbers.len() as f64;
        let ([ink, _], _) = palette.line(place);
        for (i, &number) in numbers.iter().enumerate() {
            let x = left + each * i as f64;
            let (zero, at) = (y.at(0.0), y.at(number));
            let bar = [x + 0.12 * each, zero.min(at), 0.76 * each, (zero - at).abs().max(0.3)];
            block.shape(rectangle(bar), Some(ink), None);
            let text = format!("{number:.1}").replace('-', "\u{2212}");
            let text = if number.abs() < 0.1 && number != 0.0 {
                format!("{number:.2}").replace('-', "\u{2212}")
            } else {
                text
            };
            let small = Style { size: (0.9 * size).min(size * 0.92 * each / muted.width(&text)), ..muted };
            let stands = if number < 0.0 { at + small.size } else { at - 0.25 * small.size };
            block.text_about(x + 0.5 * each, stands, small, &text);
        }
        block.line([left, y.at(0.0)], [left + width, y.at(0.0)], palette.axis, 0.6);
    }
}

/// Heights of slopes, no farther from those of the values than these are high: a slope that is much steeper is cut, so that the value can be seen.
fn bounded(slope: Option<[f64; 2]>, value: Option<[f64; 2]>) -> Option<[f64; 2]> {
    let ([from, to], Some([low, high])) = (slope?, value) else { return slope };
    let room = (high - low).max(1.0);
    let ends = [from.max(low - room), to.min(high + room)];
    (ends[0] <= ends[1]).then_some(ends)
}
