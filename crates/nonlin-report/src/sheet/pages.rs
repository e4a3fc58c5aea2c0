//! Cards and charts put on pages.

use super::card::{Design, card};
use super::face::Face;
use super::mark::{Block, Stroke, Style, rectangle};
use super::picture::picture;
use super::{EXPLANATION, HIDDEN_QUESTION, OUTPUT_QUESTION, Page, SheetError, charts, gradients, kind};
use crate::plot::Palette;
use nonlin::functions::CLASSICS;
use nonlin_lab::sheet::{Decision, Entry, Sheet};

/// As many cards as a poster may have.
pub(super) const MOST_ON_POSTER: usize = 30;
const MARGIN: f64 = 30.0;
/// Between cards.
const GAP: f64 = 9.0;
/// Room for the title of a page.
const HEAD: f64 = 24.0;
/// So many functions are not parted by what they work on.
const FEW: usize = 8;
/// Letters of a poster are not smaller than this share of those of a book.
const SMALLEST: f64 = 0.3;

/// What all pages have in common.
struct Press<'a> {
    sheet: &'a Sheet,
    size: [f64; 2],
    palette: Palette,
}

impl Press<'_> {
    fn style(&self, face: Face, size: f64) -> Style {
        Style::new(face, size, self.palette.ink)
    }

    fn muted(&self, size: f64) -> Style {
        Style::new(Face::Regular, size, self.palette.muted)
    }

    fn inner(&self) -> f64 {
        self.size[0] - 2.0 * MARGIN
    }

    fn foot(&self) -> f64 {
        self.size[1] - MARGIN - 12.0
    }

    /// A page with a title and nothing else.
    fn page(&self, title: &str, beside: &str) -> Page {
        let [width, height] = self.size;
        let mut block = Block { width, height, ..Block::default() };
        let y = MARGIN + 11.0;
        block.text(MARGIN, y, self.style(Face::Bold, 13.0), title);
        block.text_before(width - MARGIN, y, self.muted(7.5), beside);
        let ([ink, _], _) = self.palette.line(0);
        block.line([MARGIN, y + 5.0], [width - MARGIN, y + 5.0], ink, 1.0);
        Page { block, about: vec![(title.to_owned(), MARGIN)], areas: Vec::new() }
    }

    /// What measured times belong to.
    fn measured(&self) -> String {
        let cost = self.sheet.level.as_ref().map_or_else(String::new, |level| {
            format!("; cost: of a number of f32 at the fast accuracy, one thread, {level}, median of this run")
        });
        format!("nonlin {}{cost}", env!("CARGO_PKG_VERSION"))
    }
}

/// A line of text at the foot of every page.
fn numbered(press: &Press, pages: &mut [Page]) {
    let total = pages.len();
    for (place, page) in pages.iter_mut().enumerate() {
        let y = press.size[1] - MARGIN + 4.0;
        page.block.text(MARGIN, y, press.muted(6.2), press.measured());
        let number = format!("{} of {total}", place + 1);
        page.block.text_before(press.size[0] - MARGIN, y, press.muted(6.8), &number);
    }
}

/// A cover with a list of contents, the charts, the trainings, and a card for every function.
pub(super) fn book(sheet: &Sheet, size: [f64; 2], palette: Palette) -> Vec<Page> {
    let press = Press { sheet, size, palette };
    let mut chapters = Vec::new();
    if let Some([output, hidden]) = &sheet.decisions {
        chapters.extend(press.charts(&[(OUTPUT_QUESTION, output), (HIDDEN_QUESTION, hidden)]));
    }
    if let Some(flows) = &sheet.flows {
        chapters.push(press.gradients(flows));
    }
    chapters.extend(press.cards());
    let cover = chapters.len() > 1;
    if cover {
        let contents = press.contents(&chapters);
        chapters.insert(0, contents);
    }
    numbered(&press, &mut chapters);
    chapters
}

impl Press<'_> {
    /// The decision charts, on as many pages as they need.
    fn charts(&self, charts: &[(&str, &Vec<Decision>)]) -> Vec<Page> {
        const TITLE: &str = "Choosing output and hidden layers";
        let mut pages = vec![self.page(TITLE, "the rules of the field; your own data may say otherwise")];
        let top = MARGIN + HEAD + 4.0;
        let mut y = top;
        for (question, decisions) in charts {
            let rows = charts::rows(question, decisions, self.inner(), self.palette);
            for (place, row) in rows.iter().enumerate() {
                // A question does not stand at the foot of a page alone.
                let needed = if place == 0 { rows.iter().take(2).map(|row| row.height).sum() } else { row.height };
                if y + needed > self.foot() {
                    pages.push(self.page(&format!("{TITLE}, continued"), ""));
                    y = top;
                }
                if let Some(page) = pages.last_mut() {
                    page.block.put(MARGIN, y, row);
                    page.areas.push([MARGIN, y, row.width, row.height]);
                }
                y += row.height;
            }
            y += 12.0;
        }
        pages
    }

    fn gradients(&self, flows: &[Vec<nonlin_lab::sheet::Flow>; 2]) -> Page {
        let mut page =
            self.page("Vanishing and exploding gradients", "trainings done for this page, the same on every machine");
        let mut y = MARGIN + HEAD + 4.0;
        let text = self.style(Face::Regular, 8.2);
        for paragraph in gradients::story(flows) {
            y = page.block.paragraph(MARGIN, y, self.inner(), text, &paragraph) + 4.0;
        }
        y += 6.0;
        let columns = gradients::COLUMNS;
        let rows = gradients::table(flows);
        let line = 13.0;
        let table = line * (rows.len() + 1) as f64 + 4.0;
        let gap = 16.0;
        let each = [(self.inner() - gap) / 2.0, ((self.foot() - y - table - 2.0 * gap) / 2.0).min(235.0)];
        for (place, chart) in gradients::charts(flows, each, self.palette).iter().enumerate() {
            let x = MARGIN + (each[0] + gap) * (place % 2) as f64;
            let at = y + (each[1] + gap) * (place / 2) as f64;
            page.block.put(x, at, chart);
            page.areas.push([x, at, each[0], each[1]]);
        }
        y += 2.0 * (each[1] + gap);
        // Names at the left, numbers at the right ends of their columns.
        let share = [0.0, 0.15, 0.48, 0.66, 0.79, 0.91, 1.0];
        let ends = share.map(|share| MARGIN + share * self.inner());
        let heading = self.muted(7.0);
        let cell = self.style(Face::Regular, 7.4);
        let put = |block: &mut Block, y: f64, style: Style, texts: &[String]| {
            for (column, (text, &at)) in texts.iter().zip(&ends).enumerate() {
                if column < 2 {
                    block.text(at, y, style, text.as_str());
                } else {
                    block.text_before(at, y, style, text);
                }
            }
        };
        put(&mut page.block, y + 8.0, heading, &columns.map(str::to_owned));
        for row in rows {
            page.block.line([MARGIN, y + 11.5], [MARGIN + self.inner(), y + 11.5], self.palette.grid, 0.5);
            y += line;
            put(&mut page.block, y + 8.0, cell, &row);
        }
        page
    }

    /// Cards two by two. Functions of a kind begin on a page of their own, unless there are few in all.
    fn cards(&self) -> Vec<Page> {
        let few = self.sheet.entries.len() <= FEW;
        let by_kind = self.sheet.entries.chunk_by(|a, b| few || kind(a.function) == kind(b.function));
        let mut pages = Vec::new();
        for entries in by_kind {
            let title =
                if few { "Activation functions" } else { entries.first().map_or("", |entry| kind(entry.function)) };
            self.cards_of(entries, title, &mut pages);
        }
        pages
    }

    fn cards_of(&self, entries: &[Entry], title: &str, pages: &mut Vec<Page>) {
        let width = (self.inner() - GAP) / 2.0;
        let design = Design { width, scale: 1.0, palette: self.palette, beside: true, height: 0.0 };
        let top = MARGIN + HEAD;
        let room = self.foot() - top;
        let mut rows: Vec<(&[Entry], f64)> = Vec::new();
        for row in entries.chunks(2) {
            rows.push((row, row.iter().map(|entry| card(entry, &design).height).fold(0.0, f64::max)));
        }
        let mut rows = &rows[..];
        while !rows.is_empty() {
            let mut used = 0.0;
            let fits = |&&(_, height): &&(&[Entry], f64)| {
                used += height + GAP;
                used - GAP <= room
            };
            let count = rows.iter().take_while(fits).count().max(1);
            let (now, later) = rows.split_at(count);
            let natural = now.iter().map(|row| row.1 + GAP).sum::<f64>() - GAP;
            // Cards of a full page are stretched to its foot.
            let extra = if later.is_empty() { 0.0 } else { ((room - natural) / count as f64).clamp(0.0, 60.0) };
            let mut page = self.page(title, "");
            let mut y = top;
            for &(row, height) in now {
                let high = height + extra;
                for (place, entry) in row.iter().enumerate() {
                    let block = card(entry, &Design { height: high, ..design });
                    let x = MARGIN + (width + GAP) * place as f64;
                    page.block.put(x, y, &block);
                    page.areas.push([x, y, block.width, block.height]);
                    page.about.push((entry.name.clone(), y));
                }
                y += high + GAP;
            }
            pages.push(page);
            rows = later;
        }
    }

    /// The cover: what it is, how it is read, and where everything is.
    fn contents(&self, chapters: &[Page]) -> Page {
        let [width, height] = self.size;
        let mut block = Block { width, height, ..Block::default() };
        let ([ink, letters], _) = self.palette.line(0);
        block.shape(rectangle([0.0, 0.0, width, 8.0]), Some(ink), None);
        let mut y = MARGIN + 40.0;
        block.text(MARGIN, y, Style::new(Face::Bold, 30.0, letters), "Activation functions");
        y += 20.0;
        let count = self.sheet.entries.len();
        let line = format!(
            "{count} functions: what they compute, what is proven of them, what they cost, and when to take which"
        );
        y = block.paragraph(MARGIN, y - 9.0, self.inner(), self.style(Face::Regular, 10.5), &line) + 8.0;
        y = block.paragraph(MARGIN, y, self.inner(), self.muted(7.6), EXPLANATION) + 14.0;
        let name = self.style(Face::Regular, 7.8);
        let number = self.muted(7.8);
        let heading = Style::new(Face::Bold, 8.6, letters);
        // Every chapter once, and every function under it.
        let mut lines: Vec<(String, Option<usize>, bool)> = Vec::new();
        for (place, page) in chapters.iter().enumerate() {
            let mut about = page.about.iter().map(|(name, _)| name.clone());
            let title = about.next().unwrap_or_default();
            let known = lines.iter().any(|(text, _, heading)| *heading && *text == title);
            if !known && !title.ends_with(", continued") {
                lines.push((title, Some(place + 2), true));
            }
            lines.extend(about.map(|name| (name, Some(place + 2), false)));
        }
        let columns: usize = 3;
        let gap = 20.0;
        let each = (self.inner() - gap * (columns - 1) as f64) / columns as f64;
        let step = 12.6;
        let per_column = lines.len().div_ceil(columns);
        let step = ((self.foot() - y) / per_column as f64).min(step);
        for (place, (text, page, is_heading)) in lines.into_iter().enumerate() {
            let column = place / per_column.max(1);
            let x = MARGIN + (each + gap) * column as f64;
            let at = y + step * (place % per_column.max(1)) as f64 + 9.0;
            let style = if is_heading { heading } else { name };
            let page = page.map_or_else(String::new, |page| page.to_string());
            let room = each - number.width(&page) - 6.0;
            let text = fitted(&text, style, room);
            let end = block.text(x, at, style, text);
            block.text_before(x + each, at, number, &page);
            let dots = Stroke { ink: self.palette.axis, width: 0.4, dash: Some([0.6, 2.0]) };
            let (from, to) = (end + 3.0, x + each - number.width(&page) - 3.0);
            if to > from {
                block.shape(format!("M{from:.1} {at:.1}L{to:.1} {at:.1}"), None, Some(dots));
            }
        }
        let end = y + step * per_column as f64 + 22.0;
        self.gallery(&mut block, end);
        Page { block, about: vec![("Contents".to_owned(), 0.0)], areas: Vec::new() }
    }

    /// The curves of the classics in what is left of the cover.
    fn gallery(&self, block: &mut Block, top: f64) {
        let classics = |entry: &&Entry| CLASSICS.contains(&entry.name.as_str());
        let shown: Vec<&Entry> = self.sheet.entries.iter().filter(classics).collect();
        let (columns, gap, name) = (6, 12.0, self.style(Face::Bold, 7.0));
        let rows = shown.len().div_ceil(columns);
        let each = (self.inner() - gap * (columns - 1) as f64) / columns as f64;
        let high = (self.foot() - top - 20.0 * rows as f64) / rows.max(1) as f64;
        if shown.is_empty() || high < 44.0 {
            return;
        }
        let high = high.min(each);
        for (place, entry) in shown.into_iter().enumerate() {
            let x = MARGIN + (each + gap) * (place % columns) as f64;
            let y = top + (high + 20.0) * (place / columns) as f64;
            block.text(x, y + 7.0, name, entry.name.as_str());
            if let Some(drawn) = picture(&entry.picture, [each, high], 5.0, self.palette) {
                block.put(x, y + 10.0, &drawn);
            }
        }
    }
}

/// A text cut to a width, with a sign that it is.
fn fitted(text: &str, style: Style, room: f64) -> String {
    if style.width(text) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        if style.width(&cut) + style.width("\u{2026}") + style.face.glyph(letter).advance * style.size > room {
            break;
        }
        cut.push(letter);
    }
    cut + "\u{2026}"
}

/// All functions on one page, and the rules in two lines.
pub(super) fn poster(sheet: &Sheet, size: [f64; 2], palette: Palette) -> Result<Page, SheetError> {
    let count = sheet.entries.len();
    if count > MOST_ON_POSTER {
        return Err(SheetError::Crowded(count));
    }
    let press = Press { sheet, size, palette };
    let [width, height] = size;
    let mut block = Block { width, height, ..Block::default() };
    let margin = 22.0;
    let inner = width - 2.0 * margin;
    let ([ink, letters], _) = palette.line(0);
    block.shape(rectangle([0.0, 0.0, width, 6.0]), Some(ink), None);
    let mut y = margin + 18.0;
    block.text(margin, y, Style::new(Face::Bold, 20.0, letters), "Activation functions");
    y += 4.0;
    y = block.paragraph(margin, y, inner, press.muted(5.6), EXPLANATION) + 4.0;
    let foot = rules(&press, inner);
    let low = height - margin - foot.height;
    block.put(margin, low, &foot);
    let columns = [1, 2, 3, 3, 4, 4, 5][count.div_ceil(4).min(6)].min(count);
    let rows = count.div_ceil(columns);
    let gap = 6.0;
    let each = (inner - gap * (columns - 1) as f64) / columns as f64;
    let room = low - 6.0 - y - gap * (rows - 1) as f64;
    let mut scale: f64 = 1.25;
    let heights = loop {
        let design = Design { width: each, scale, palette, beside: each > 240.0 * scale, height: 0.0 };
        let cards: Vec<f64> = sheet.entries.iter().map(|entry| card(entry, &design).height).collect();
        let heights: Vec<f64> = cards.chunks(columns).map(|row| row.iter().copied().fold(0.0, f64::max)).collect();
        if heights.iter().sum::<f64>() <= room {
            break heights;
        }
        scale *= 0.97;
        if scale < SMALLEST {
            return Err(SheetError::Crowded(count));
        }
    };
    // What is left is shared by the pictures of all rows.
    let extra = ((room - heights.iter().sum::<f64>()) / rows as f64).min(60.0);
    let mut page = Page { block, about: vec![("Activation functions".to_owned(), 0.0)], areas: Vec::new() };
    for (row, entries) in sheet.entries.chunks(columns).enumerate() {
        let high = heights[row] + extra;
        for (column, entry) in entries.iter().enumerate() {
            let design = Design { width: each, scale, palette, beside: each > 240.0 * scale, height: high };
            let card = card(entry, &design);
            let x = margin + (each + gap) * column as f64;
            page.block.put(x, y, &card);
            page.areas.push([x, y, card.width, card.height]);
            page.about.push((entry.name.clone(), y));
        }
        y += high + gap;
    }
    Ok(page)
}

/// The decisions in a line each, and what times belong to.
fn rules(press: &Press, width: f64) -> Block {
    let mut block = Block::new(width);
    let (text, bold) = (press.style(Face::Regular, 6.4), press.style(Face::Bold, 6.4));
    let mut y = 0.0;
    if let Some(decisions) = &press.sheet.decisions {
        for (title, decisions) in ["Output layer", "Hidden layers"].iter().zip(decisions) {
            let ways: Vec<String> = decisions
                .iter()
                .filter_map(|decision| {
                    let point = decision.points.first()?;
                    let then = if decision.then.is_empty() { String::new() } else { format!(", {}", decision.then) };
                    Some(format!("{}{then}: {}", decision.branch, point.choice))
                })
                .collect();
            let label = 52.0;
            block.text(0.0, y + bold.size, bold, *title);
            y = block.paragraph(label, y, width - label, text, &ways.join("  \u{b7}  ")) + 1.0;
        }
    }
    y = block.paragraph(0.0, y + 1.0, width, press.muted(5.4), &press.measured());
    block.height = y;
    block
}
