//! A block as SVG.

use super::SheetError;
use super::mark::{Block, Mark, Shape, short};
use askama::Template;
use std::fmt::Write;

/// The fonts of all text that says nothing else. Every text has its width written beside it, so that it keeps its place in other letters too.
const FONTS: &str = "DejaVu Sans Condensed, DejaVu Sans, Verdana, sans-serif";

#[derive(Template)]
#[template(path = "sheet/page.svg", escape = "html")]
struct Picture<'a> {
    width: String,
    height: String,
    fonts: &'static str,
    title: &'a str,
    background: Option<&'static str>,
    marks: Vec<Drawn<'a>>,
}

/// A mark with its numbers as text.
enum Drawn<'a> {
    Text { x: String, y: String, size: String, width: String, face: &'static str, ink: &'static str, text: &'a str },
    Shape { path: &'a str, look: String },
}

/// An SVG of the block's size in points, with what it shows in words.
pub(super) fn page(block: &Block, title: &str, background: Option<&'static str>) -> Result<String, SheetError> {
    let drawn = |mark: &'_ Mark| match mark {
        Mark::Text(_) => None,
        Mark::Shape(shape) => Some(look(shape)),
    };
    let looks: Vec<Option<String>> = block.marks.iter().map(drawn).collect();
    let marks = block.marks.iter().zip(looks).map(|(mark, look)| match mark {
        Mark::Text(text) => Drawn::Text {
            x: short(text.x),
            y: short(text.y),
            size: short(text.size),
            width: short(text.width),
            face: text.face.attributes(),
            ink: text.ink,
            text: &text.words,
        },
        Mark::Shape(shape) => Drawn::Shape { path: &shape.path, look: look.unwrap_or_default() },
    });
    let picture = Picture {
        width: short(block.width),
        height: short(block.height),
        fonts: FONTS,
        title,
        background,
        marks: marks.collect(),
    };
    picture.render().map_err(|problem| SheetError::Written(problem.to_string()))
}

/// Fill and stroke as attributes.
fn look(shape: &Shape) -> String {
    let mut text = format!(" fill=\"{}\"", shape.fill.unwrap_or("none"));
    if let Some(stroke) = shape.stroke {
        let _ = write!(text, " stroke=\"{}\" stroke-width=\"{}\"", stroke.ink, short(stroke.width));
        if let Some([dash, gap]) = stroke.dash {
            let _ = write!(text, " stroke-dasharray=\"{} {}\"", short(dash), short(gap));
        }
    }
    text
}
