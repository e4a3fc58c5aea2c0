//! Pages as a PDF: the same marks as in SVG, its letters embedded and its text searchable.

use super::face::Face;
use super::mark::{Mark, Shape, Stroke, Text, commands};
use super::{Page, SheetError};
use crate::plot::Palette;
use krilla::Document;
use krilla::color::rgb::Color;
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke as Pen, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};

pub(super) fn pdf(pages: &[Page], [width, height]: [f64; 2], palette: Palette) -> Result<Vec<u8>, SheetError> {
    let failed = |what: &str| SheetError::Written(what.to_owned());
    let fonts = Face::ALL.map(|face| Font::new(face.data().into(), 0));
    let fonts: Vec<Font> = fonts.into_iter().flatten().collect();
    if fonts.len() < Face::ALL.len() {
        return Err(failed("a font of its own cannot be read"));
    }
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title("Activation functions".to_owned())
            .language("en".to_owned())
            .creator(format!("nonlin {}", env!("CARGO_PKG_VERSION"))),
    );
    let mut outline = Outline::new();
    for (place, page) in pages.iter().enumerate() {
        let settings =
            PageSettings::from_wh(single(width), single(height)).ok_or_else(|| failed("a page has no size"))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        let ground = super::mark::rectangle([0.0, 0.0, width, height]);
        draw(&mut surface, &Shape { path: ground, fill: Some(palette.background), stroke: None });
        for mark in &page.block.marks {
            match mark {
                Mark::Shape(shape) => draw(&mut surface, shape),
                Mark::Text(text) => write(&mut surface, &fonts, text),
            }
        }
        surface.finish();
        sheet.finish();
        let at = |height: f64| XyzDestination::new(place, Point::from_xy(0.0, single(height)));
        if let Some(((title, top), rest)) = page.about.split_first() {
            let mut node = OutlineNode::new(title.clone(), at(*top));
            for (name, top) in rest {
                node.push_child(OutlineNode::new(name.clone(), at(*top)));
            }
            outline.push_child(node);
        }
    }
    document.set_outline(outline);
    document.finish().map_err(|problem| SheetError::Written(format!("{problem:?}")))
}

#[allow(clippy::cast_possible_truncation, reason = "places on a page")]
fn single(x: f64) -> f32 {
    x as f32
}

/// `#rrggbb`.
fn colour(ink: &str) -> Color {
    let part = |from: usize| ink.get(from..from + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
    Color::new(part(1), part(3), part(5))
}

fn fill(ink: &str) -> Fill {
    Fill { paint: colour(ink).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn pen(stroke: Stroke) -> Pen {
    Pen {
        paint: colour(stroke.ink).into(),
        width: single(stroke.width),
        miter_limit: 4.0,
        line_cap: LineCap::Butt,
        line_join: LineJoin::Round,
        opacity: NormalizedF32::ONE,
        dash: stroke.dash.map(|dash| StrokeDash { array: dash.map(single).to_vec(), offset: 0.0 }),
    }
}

fn path(shape: &Shape) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (letter, numbers) in commands(&shape.path) {
        let numbers: Vec<f32> = numbers.into_iter().map(single).collect();
        match (letter, &numbers[..]) {
            ('M', &[x, y]) => path.move_to(x, y),
            ('L', &[x, y]) => path.line_to(x, y),
            ('C', &[a, b, c, d, x, y]) => path.cubic_to(a, b, c, d, x, y),
            _ => path.close(),
        }
    }
    path.finish()
}

fn draw(surface: &mut Surface, shape: &Shape) {
    let Some(path) = path(shape) else { return };
    surface.set_fill(shape.fill.map(fill));
    surface.set_stroke(shape.stroke.map(pen));
    surface.draw_path(&path);
}

fn write(surface: &mut Surface, fonts: &[Font], text: &Text) {
    let Some(font) = fonts.get(text.face as usize) else { return };
    let glyphs: Vec<KrillaGlyph> = text
        .words
        .char_indices()
        .map(|(place, letter)| {
            let glyph = text.face.glyph(letter);
            let range = place..place + letter.len_utf8();
            KrillaGlyph::new(GlyphId::new(glyph.number), single(glyph.advance), 0.0, 0.0, 0.0, range, None)
        })
        .collect();
    surface.set_fill(Some(fill(text.ink)));
    surface.set_stroke(None);
    let start = Point::from_xy(single(text.x), single(text.y));
    surface.draw_glyphs(start, &glyphs, font.clone(), &text.words, single(text.size), false);
}
