//! A function's card.

use super::face::Face;
use super::mark::{Block, Stroke, Style, rounded};
use super::maths::{Setting, mathml, set, unicode};
use super::picture::picture;
use crate::plot::Palette;
use nonlin_lab::sheet::{Cost, Entry, Fact};

/// A formula is not set smaller than this share of its size; one that is still too wide is written in lines.
const LEAST: f64 = 0.6;
/// A picture's height by its width where the facts beside it are fewer.
const SHAPE: f64 = 0.56;
/// No picture beside facts is higher than this, by its width.
const HIGHEST: f64 = 1.45;

/// How a card is laid out.
#[derive(Clone, Copy)]
pub(super) struct Design {
    pub(super) width: f64,
    /// Everything but the width is so many times its usual size.
    pub(super) scale: f64,
    pub(super) palette: Palette,
    /// Facts beside the picture, or under it.
    pub(super) beside: bool,
    /// The card is so high at least: the picture takes what is left.
    pub(super) height: f64,
}

/// What a card says of a function beside its names, formula and picture: a label, and what there is to say.
pub(super) fn facts(entry: &Entry) -> Vec<Fact> {
    let mut facts = entry.facts.clone();
    if let Some(cost) = entry.cost {
        facts.push(Fact { label: "cost", text: cost_in_words(cost) });
    }
    let parameters = crate::catalogue::parameters(entry.function.card().parameters);
    if !parameters.is_empty() {
        facts.push(Fact { label: "parameters", text: parameters.replace('-', "\u{2212}") });
    }
    facts
}

fn cost_in_words(cost: Cost) -> String {
    let digits = |x: f64| if x < 10.0 { format!("{x:.2}") } else { format!("{x:.0}") };
    let copies = if cost.of_copy < 100.0 { format!("{:.1}", cost.of_copy) } else { format!("{:.0}", cost.of_copy) };
    format!("{} ns, {copies} \u{d7} a copy", digits(cost.nanoseconds))
}

/// The card, as high as it needs to be.
pub(super) fn card(entry: &Entry, design: &Design) -> Block {
    Card { entry, design, pad: 8.0 * design.scale, block: Block::new(design.width) }.laid_out()
}

struct Card<'a> {
    entry: &'a Entry,
    design: &'a Design,
    pad: f64,
    block: Block,
}

impl Card<'_> {
    fn style(&self, face: Face, size: f64, ink: &'static str) -> Style {
        Style::new(face, size * self.design.scale, ink)
    }

    fn inner(&self) -> f64 {
        self.design.width - 2.0 * self.pad
    }

    fn laid_out(mut self) -> Block {
        let scale = self.design.scale;
        let palette = self.design.palette;
        let y = self.heading(self.pad);
        let y = self.formula(y + 3.0 * scale);
        let top = y + 5.0 * scale;
        let foot = self.foot();
        let room = self.design.height - top - foot.height - 4.0 * scale - self.pad + 2.0 * scale;
        let body = if self.design.beside { self.side_by_side(room) } else { self.stacked(room) };
        self.block.put(self.pad, top, &body);
        let y = top + body.height + 4.0 * scale;
        self.block.put(self.pad, y, &foot);
        self.block.height = (y + foot.height + self.pad - 2.0 * scale).max(self.design.height);
        let frame = rounded([0.3, 0.3, self.design.width - 0.6, self.block.height - 0.6], 5.0 * scale);
        let edge = Stroke { ink: palette.axis, width: 0.6, dash: None };
        let mut whole = Block { width: self.design.width, height: self.block.height, ..Block::default() };
        whole.shape(frame, Some(palette.background), Some(edge));
        whole.put(0.0, 0.0, &self.block);
        whole
    }

    /// Name, year and title; returns the lower edge.
    fn heading(&mut self, top: f64) -> f64 {
        let palette = self.design.palette;
        let card = self.entry.function.card();
        let muted = self.style(Face::Regular, 7.0, palette.muted);
        let year = if card.year > 0 { card.year.to_string() } else { String::new() };
        let room = self.inner() - muted.width(&year) - muted.size;
        let ([_, ink], _) = palette.line(0);
        let mut name = self.style(Face::Bold, 12.0, ink);
        name.size *= (room / name.width(&self.entry.name)).clamp(0.6, 1.0);
        let y = top + 12.0 * self.design.scale;
        self.block.text_before(self.design.width - self.pad, y - 2.0 * self.design.scale, muted, &year);
        let first = top + (12.0 * self.design.scale - name.size) * 0.5;
        let y = self.block.paragraph(self.pad, first, room, name, &self.entry.name).max(y);
        let title = self.style(Face::Regular, 7.2, palette.ink);
        self.block.paragraph(self.pad, y + 0.5 * self.design.scale, self.inner(), title, card.title)
    }

    /// The formula, set in one line or written in several; returns the lower edge.
    fn formula(&mut self, top: f64) -> f64 {
        let palette = self.design.palette;
        let size = 11.0 * self.design.scale;
        let room = self.inner();
        let indent = 4.0 * self.design.scale;
        let set_in = |size: f64| {
            let of = |text: String| set(&text, size, palette.ink);
            mathml(self.entry.function).and_then(of)
        };
        let fits = |setting: &Setting| (room - indent) / setting.width.max(1.0);
        let setting = set_in(size).and_then(|setting| match fits(&setting) {
            share if share >= 1.0 => Some(setting),
            share if share >= LEAST => set_in(0.995 * share * size),
            _ => None,
        });
        if let Some(setting) = setting {
            setting.draw(&mut self.block, self.pad + indent, top);
            return top + setting.height();
        }
        let style = self.style(Face::Serif, 7.6, palette.ink);
        // Lines may break after a sign, where a text has no blank.
        let text = unicode(self.entry.function).replace('\u{b7}', "\u{b7} ").replace(',', ", ");
        let lines = style.wrapped(&text, room - indent);
        let most = 6;
        let cut = lines.len() > most;
        let mut y = top;
        for (place, line) in lines.into_iter().take(most).enumerate() {
            let more = if cut && place + 1 == most { " \u{2026}" } else { "" };
            self.block.text(self.pad + indent, y + style.size, style, line + more);
            y += style.line();
        }
        y
    }

    /// The facts in two columns: what about, and what.
    fn facts(&self, width: f64) -> Block {
        let palette = self.design.palette;
        let label = self.style(Face::Regular, 6.3, palette.muted);
        let text = self.style(Face::Regular, 6.6, palette.ink);
        let facts = facts(self.entry);
        let labels = facts.iter().map(|fact| label.width(fact.label)).fold(0.0, f64::max) + 4.0 * self.design.scale;
        let mut block = Block::new(width);
        let mut y = 0.0;
        for fact in facts {
            block.text(0.0, y + text.size, label, fact.label);
            y = block.paragraph(labels, y, width - labels, text, &fact.text) + 0.9 * self.design.scale;
        }
        block.height = y;
        block
    }

    fn side_by_side(&self, room: f64) -> Block {
        let gap = 8.0 * self.design.scale;
        let left = 0.44 * (self.inner() - gap);
        let facts = self.facts(self.inner() - gap - left);
        let mut block = Block::new(self.inner());
        block.height = facts.height.max(SHAPE * left).max(room);
        let size = [left, block.height.min(HIGHEST * left)];
        if let Some(picture) = picture(&self.entry.picture, size, 5.6 * self.design.scale, self.design.palette) {
            block.put(0.0, 0.0, &picture);
        }
        block.put(left + gap, 0.0, &facts);
        block
    }

    fn stacked(&self, room: f64) -> Block {
        let facts = self.facts(self.inner());
        let mut block = Block::new(self.inner());
        let gap = 5.0 * self.design.scale;
        let high = (room - facts.height - gap).max(0.34 * self.inner());
        if let Some(picture) =
            picture(&self.entry.picture, [self.inner(), high], 5.6 * self.design.scale, self.design.palette)
        {
            block.put(0.0, 0.0, &picture);
            block.height = picture.height + gap;
        }
        block.put(0.0, block.height, &facts);
        block.height += facts.height;
        block
    }

    /// Strengths, limits, other names and the source.
    fn foot(&self) -> Block {
        let palette = self.design.palette;
        let card = self.entry.function.card();
        let text = self.style(Face::Regular, 6.8, palette.ink);
        let small = self.style(Face::Regular, 5.9, palette.muted);
        let mut block = Block::new(self.inner());
        let mut y = 0.0;
        let indent = 9.0 * self.design.scale;
        for (sign, look, said) in [("+", 2, card.strengths), ("\u{2212}", 1, card.limits)] {
            if said.is_empty() {
                continue;
            }
            let ([_, ink], _) = palette.line(look);
            block.text(0.5 * self.design.scale, y + text.size, self.style(Face::Bold, 7.5, ink), sign);
            y = block.paragraph(indent, y, self.inner() - indent, text, said) + self.design.scale;
        }
        let also = if card.aliases.is_empty() { String::new() } else { format!("also {}", card.aliases.join(", ")) };
        let source = if self.is_typed() { "" } else { card.source };
        for line in [also.as_str(), source] {
            y = block.paragraph(0.0, y, self.inner(), small, line);
        }
        block.height = y;
        block
    }

    /// Whether it is a person's own formula, which has no source.
    fn is_typed(&self) -> bool {
        super::is_typed(self.entry.function)
    }
}
