//! The decision charts: which output layer, and which hidden layers.

use super::face::Face;
use super::mark::{Block, Stroke, Style, rounded};
use crate::plot::Palette;
use nonlin_lab::advise::Point;
use nonlin_lab::sheet::Decision;

/// Widths of the boxes of a first and of a second answer, and what is between boxes.
const BRANCH: f64 = 92.0;
const THEN: f64 = 78.0;
const BETWEEN: f64 = 16.0;

/// A chart as rows that follow each other; the first is the question. A row may stand on another page than the one before.
pub(super) fn rows(question: &str, decisions: &[Decision], width: f64, palette: Palette) -> Vec<Block> {
    let mut rows = vec![asked(question, width, palette)];
    for (place, decision) in decisions.iter().enumerate() {
        let branch_before = place.checked_sub(1).map(|before| decisions[before].branch);
        let branch_after = decisions.get(place + 1).map(|after| after.branch);
        let row = Row {
            decision,
            begins: branch_before != Some(decision.branch),
            goes_on: branch_after == Some(decision.branch),
            // The trunk ends at the last branch.
            last: !decisions[place + 1..].iter().any(|after| after.branch != decision.branch),
            palette,
        };
        rows.push(row.drawn(width));
    }
    rows
}

fn asked(question: &str, width: f64, palette: Palette) -> Block {
    let mut block = Block { width, height: 26.0, ..Block::default() };
    let style = Style::new(Face::Bold, 9.0, palette.background);
    let ([ink, _], _) = palette.line(0);
    block.shape(rounded([0.0, 0.0, style.width(question) + 16.0, 18.0], 9.0), Some(ink), None);
    block.text(8.0, 12.2, style, question);
    block.line([TRUNK, 18.0], [TRUNK, block.height], palette.axis, 1.0);
    block
}

/// Where the trunk stands.
const TRUNK: f64 = 9.0;

struct Row<'a> {
    decision: &'a Decision,
    /// The first of its branch.
    begins: bool,
    /// Another of its branch follows.
    goes_on: bool,
    /// No other branch follows.
    last: bool,
    palette: Palette,
}

impl Row<'_> {
    fn drawn(&self, width: f64) -> Block {
        let branch = TRUNK + BETWEEN;
        let then = branch + BRANCH + BETWEEN;
        let nested = !self.decision.then.is_empty();
        let leads = if nested { then + THEN + BETWEEN } else { then };
        let result = self.result(width - leads);
        let gap = 9.0;
        let mut block = Block { width, height: result.height + gap, ..Block::default() };
        let middle = 0.5 * result.height;
        let axis = self.palette.axis;
        // The trunk, down to this branch or past it.
        let foot = if !self.last || (self.goes_on && !self.begins) || self.passes() { block.height } else { middle };
        if self.begins || !self.last {
            block.line([TRUNK, 0.0], [TRUNK, foot], axis, 1.0);
        }
        let arm = branch + BRANCH + 0.5 * BETWEEN;
        if self.begins {
            block.line([TRUNK, middle], [branch, middle], axis, 1.0);
            self.answer(&mut block, [branch, middle, BRANCH], self.decision.branch);
            block.line([branch + BRANCH, middle], [if nested { then } else { leads }, middle], axis, 1.0);
        } else {
            block.line([arm, 0.0], [arm, middle], axis, 1.0);
            block.line([arm, middle], [then, middle], axis, 1.0);
        }
        if self.goes_on {
            block.line([arm, middle], [arm, block.height], axis, 1.0);
        }
        if nested {
            self.answer(&mut block, [then, middle, THEN], &self.decision.then);
            block.line([then + THEN, middle], [leads, middle], axis, 1.0);
        }
        block.put(leads, 0.0, &result);
        block
    }

    /// Whether the trunk goes past this row.
    fn passes(&self) -> bool {
        !self.last
    }

    fn answer(&self, block: &mut Block, [x, middle, width]: [f64; 3], text: &str) {
        let style = Style::new(Face::Bold, 7.6, self.palette.ink);
        let lines = style.wrapped(text, width - 12.0);
        let height = lines.len() as f64 * style.line() + 8.0;
        let edge = Stroke { ink: self.palette.axis, width: 0.8, dash: None };
        block.shape(rounded([x, middle - 0.5 * height, width, height], 4.0), Some(self.palette.shade), Some(edge));
        let mut y = middle - 0.5 * height + 4.0;
        for line in lines {
            block.text_about(x + 0.5 * width, y + style.size, style, &line);
            y += style.line();
        }
    }

    /// What to take, in a box.
    fn result(&self, width: f64) -> Block {
        let palette = self.palette;
        let mut inner = Block::new(width);
        let (pad, mut y) = (6.0, 5.0);
        let points = &self.decision.points;
        for (place, point) in points.iter().enumerate() {
            // What one source says it says once.
            let again = points.get(place + 1).is_some_and(|next| next.source == point.source);
            let source = if again { "" } else { point.source };
            y = self.point(&mut inner, point, source, [pad, y, width - 2.0 * pad]) + 2.5;
        }
        inner.height = (y + 2.5).max(24.0);
        let mut block = Block { width, height: inner.height, ..Block::default() };
        let edge = Stroke { ink: palette.axis, width: 0.6, dash: None };
        block.shape(rounded([0.3, 0.3, width - 0.6, inner.height - 0.6], 4.0), None, Some(edge));
        block.put(0.0, 0.0, &inner);
        block
    }

    fn point(&self, block: &mut Block, point: &Point, source: &str, [x, y, room]: [f64; 3]) -> f64 {
        let palette = self.palette;
        let first = ["output", "hidden"].contains(&point.about);
        let label = Style::new(Face::Regular, 6.6, palette.muted);
        let ([_, ink], _) = palette.line(0);
        let choice = if first { Style::new(Face::Bold, 9.6, ink) } else { Style::new(Face::Bold, 7.2, palette.ink) };
        let reason = Style::new(Face::Regular, 6.9, palette.ink);
        let small = Style::new(Face::Regular, 5.8, palette.muted);
        let labels = 50.0;
        let line = y + choice.size;
        block.text(x, line, label, point.about);
        // The reason stands behind the choice if there is room, else under it.
        let end = block.text(x + labels, line, choice, point.choice.as_str()) + 7.0;
        let beside = x + room - end;
        let words = point.reason.replace('`', "");
        let lines = reason.wrapped(&words, beside);
        let mut low = if beside > 90.0 && lines.len() <= 3 {
            let mut at = line;
            for text in &lines {
                block.text(end, at, reason, text.as_str());
                at += reason.line();
            }
            at - reason.line() + 0.3 * reason.size
        } else {
            block.paragraph(x + labels, line + 2.0, room - labels, reason, &words)
        };
        low = block.paragraph(x + labels, low + 0.5, room - labels, small, source);
        low
    }
}
