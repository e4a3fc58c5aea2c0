//! The cheatsheet: a card for every function, the decision charts, and gradients that vanish and explode; as pages for a wall, as HTML and as Markdown.
//!
//! What is said comes from [`nonlin_lab::sheet`]. From the bottom up: `face` measures letters, `mark` has what a page is made of, `maths` sets formulas;
//! `picture`, `card`, `charts` and `gradients` lay out blocks, and `pages` puts those on pages. A page becomes SVG, PNG or PDF from
//! the same marks, so nothing is laid out twice; `html` and `markdown` flow by themselves.

mod card;
mod charts;
mod face;
mod gradients;
mod html;
mod mark;
mod markdown;
mod maths;
mod pages;
mod pdf;
mod picture;
mod svg;

use crate::plot::{Palette, PlotError, Theme};
use face::Face;
use mark::{Block, Mark};
use nonlin::functions::Registered;
use nonlin_lab::sheet::Sheet;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The question that a chart of output layers answers.
const OUTPUT_QUESTION: &str = "What is predicted?";
/// The question that a chart of hidden layers answers.
const HIDDEN_QUESTION: &str = "Which network, and how deep?";
/// What cards and pictures mean.
const EXPLANATION: &str = "f: value, f\u{2032}: slope (dashed), x from \u{2212}4 to 4 unless the axis says otherwise; shaded: |f\u{2032}| < 0.1, where learning stalls; a filled dot at a jump is the function's value, an open one is not. Gated units are drawn over b, for a = 1. Mean and gain are those of x from the standard normal distribution; weights of deviation gain / \u{221a}fan-in keep activations in scale.";
/// How many times larger than its points a page is in pixels: 216 for an inch.
const PIXELS: f32 = 3.0;

/// A size of paper.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Paper {
    /// 210 by 297 millimetres.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Width and height in points, a 72nd of an inch.
    pub fn size(self) -> [f64; 2] {
        match self {
            Self::A4 => [595.28, 841.89],
            Self::Letter => [612.0, 792.0],
        }
    }
}

impl FromStr for Paper {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "a4" => Ok(Self::A4),
            "letter" => Ok(Self::Letter),
            _ => Err("a4 or letter".to_owned()),
        }
    }
}

impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        })
    }
}

/// What a cheatsheet is put on.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct SheetOptions {
    /// All on one page.
    pub poster: bool,
    /// The paper.
    pub paper: Paper,
    /// The colours.
    pub theme: Theme,
}

/// A cheatsheet that cannot be made.
#[derive(Debug, Error)]
pub enum SheetError {
    /// More than one page has room for.
    #[error("{0} functions are too many for one page that can be read: a poster has at most {most}; make a book of them", most = pages::MOST_ON_POSTER)]
    Crowded(usize),
    /// Nothing to show.
    #[error("a cheatsheet of no function")]
    Empty,
    /// A picture that cannot be written.
    #[error(transparent)]
    Picture(#[from] PlotError),
    /// A template or a PDF that cannot be written.
    #[error("the cheatsheet cannot be written: {0}")]
    Written(String),
}

/// A cheatsheet laid out on pages.
pub struct SheetPages {
    pages: Vec<Page>,
    size: [f64; 2],
    palette: Palette,
}

/// A page.
struct Page {
    /// What stands on it.
    block: Block,
    /// What it is about, for the list of contents: names, and how far down they are.
    about: Vec<(String, f64)>,
    /// Rectangles that nothing else may lie in, each `[left, top, width, height]`.
    areas: Vec<[f64; 4]>,
}

/// Where a text stands on a page: its words, and `[left, top, width, height]` in points.
#[derive(Clone, PartialEq, Debug)]
pub struct TextBox {
    /// The words.
    pub text: String,
    /// Left, top, width and height.
    pub area: [f64; 4],
    /// Whether the fonts have all of its letters.
    pub complete: bool,
}

impl SheetPages {
    /// Lays a cheatsheet out. Fails if there is nothing to show, or if a poster has more functions than can be read.
    pub fn new(sheet: &Sheet, options: SheetOptions) -> Result<Self, SheetError> {
        let (palette, size) = (Palette::of(options.theme), options.paper.size());
        if sheet.entries.is_empty() {
            return Err(SheetError::Empty);
        }
        let pages =
            if options.poster { vec![pages::poster(sheet, size, palette)?] } else { pages::book(sheet, size, palette) };
        Ok(Self { pages, size, palette })
    }

    /// How many pages it has.
    pub fn count(&self) -> usize {
        self.pages.len()
    }

    /// Width and height of each, in points.
    pub fn size(&self) -> [f64; 2] {
        self.size
    }

    /// Every page as an SVG of its own.
    pub fn svg(&self) -> Result<Vec<String>, SheetError> {
        self.pages.iter().map(|page| self.page_svg(page)).collect()
    }

    /// Every page as a PNG of its own, 216 pixels for an inch.
    pub fn png(&self) -> Result<Vec<Vec<u8>>, SheetError> {
        self.pages.iter().map(|page| self.page_png(page)).collect()
    }

    /// One page as SVG, counted from 0; nothing if there is no such page.
    pub fn svg_of(&self, page: usize) -> Option<Result<String, SheetError>> {
        self.pages.get(page).map(|page| self.page_svg(page))
    }

    /// One page as PNG, counted from 0; nothing if there is no such page.
    pub fn png_of(&self, page: usize) -> Option<Result<Vec<u8>, SheetError>> {
        self.pages.get(page).map(|page| self.page_png(page))
    }

    /// All pages as one PDF whose text can be searched, with a list of contents.
    pub fn pdf(&self) -> Result<Vec<u8>, SheetError> {
        pdf::pdf(&self.pages, self.size, self.palette)
    }

    /// Where the texts of a page stand.
    pub fn texts(&self, page: usize) -> Vec<TextBox> {
        let marks = self.pages.get(page).map_or(&[][..], |page| &page.block.marks);
        let boxed = |mark: &Mark| match mark {
            Mark::Text(text) => Some(TextBox {
                area: [text.x, text.y - 0.72 * text.size, text.width, 0.72 * text.size],
                complete: text.words.chars().all(|letter| text.face.glyph(letter).number > 0),
                text: text.words.clone(),
            }),
            Mark::Shape(_) => None,
        };
        marks.iter().filter_map(boxed).collect()
    }

    /// Where the cards and charts of a page stand: left, top, width and height.
    pub fn areas(&self, page: usize) -> &[[f64; 4]] {
        self.pages.get(page).map_or(&[], |page| &page.areas)
    }

    /// What each page is about, in order.
    pub fn contents(&self) -> Vec<Vec<&str>> {
        self.pages.iter().map(|page| page.about.iter().map(|(name, _)| name.as_str()).collect()).collect()
    }

    fn page_svg(&self, page: &Page) -> Result<String, SheetError> {
        let titles: Vec<&str> = page.about.iter().map(|(name, _)| name.as_str()).collect();
        svg::page(&page.block, &titles.join(", "), Some(self.palette.background))
    }

    fn page_png(&self, page: &Page) -> Result<Vec<u8>, SheetError> {
        let fonts = Face::ALL.map(Face::data);
        Ok(crate::plot::raster(&self.page_svg(page)?, PIXELS, &fonts)?)
    }
}

/// A cheatsheet as one HTML file that needs nothing else: cards that flow, formulas as `MathML`, light and dark as the reader's system has it, or as
/// `theme` says if that is dark or print.
pub fn sheet_html(sheet: &Sheet, theme: Theme) -> Result<String, SheetError> {
    html::html(sheet, theme)
}

/// A cheatsheet as Markdown, its formulas as LaTeX between dollar signs.
pub fn sheet_markdown(sheet: &Sheet) -> Result<String, SheetError> {
    markdown::markdown(sheet)
}

/// Whether it is a person's own formula.
fn is_typed(function: Registered) -> bool {
    matches!(function, Registered::Elementwise(alone) if alone.typed().is_some())
}

/// What functions of a kind are called together.
fn kind(function: Registered) -> &'static str {
    match function {
        _ if is_typed(function) => "Formulas of your own",
        Registered::Elementwise(_) => "Functions of single numbers",
        Registered::Row(_) => "Functions of rows",
        Registered::Gated(_) => "Gated units",
    }
}
