//! A plot as SVG.

use super::arrangement::{Line, Panel};
use super::labels::{fitted, spread, width};
use super::line::{Dot, drawn, ends, short, thinned};
use super::scale::Scale;
use super::theme::Palette;
use super::{Plot, PlotError};
use askama::Template;
use nonlin::curve::FLAT;
use std::fmt::Write;

/// About the picture as a whole.
const MARGIN: f64 = 12.0;
/// Most of a panel's width that names at the ends of lines may take.
const NAMES: f64 = 0.3;
/// More lines than this in one curve are drawn without dots at their ends.
const MOST_ENDS: usize = 60;
/// Panels smaller than this cannot be read.
const SMALLEST: [f64; 2] = [84.0, 60.0];
/// A panel's title and the numbers under it, in heights of a letter.
const HEAD: f64 = 1.5;
const NUMBERS: f64 = 1.6;
/// A sample of a line in a legend.
const SAMPLE: f64 = 26.0;

/// The template's data: all numbers are pixels.
#[derive(Template)]
#[template(path = "plot.svg", escape = "html")]
struct Picture {
    width: u32,
    height: u32,
    font: f64,
    palette: Palette,
    title: String,
    description: String,
    panels: Vec<Placed>,
    legend: Vec<Entry>,
    note: Option<Words>,
    /// Names can be pressed.
    lively: bool,
}

/// A panel, laid out.
pub(super) struct Placed {
    title: Words,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    x_ticks: Vec<(f64, String)>,
    y_ticks: Vec<(f64, String)>,
    /// Where the axes of 0 are, if they are seen.
    zero: [Option<f64>; 2],
    shades: Vec<Rectangle>,
    strips: Vec<(usize, Rectangle, &'static str)>,
    /// Where numbers at the horizontal axis stand.
    numbers_at: f64,
    strokes: Vec<Shown>,
    names: Vec<Name>,
}

struct Words {
    x: f64,
    y: f64,
    text: String,
}

struct Rectangle {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// A curve in a panel.
struct Shown {
    function: usize,
    label: String,
    colour: &'static str,
    dashes: &'static str,
    path: String,
    dots: Vec<Dot>,
}

/// A name at the end of a line, and what leads there.
struct Name {
    function: Option<usize>,
    text: Words,
    colour: &'static str,
    line_colour: &'static str,
    from: [f64; 2],
}

/// A name in a legend.
struct Entry {
    /// The function that it names in a picture whose names can be pressed.
    function: Option<usize>,
    text: Words,
    colour: &'static str,
    line_colour: &'static str,
    dashes: &'static str,
}

impl Plot {
    /// The picture as SVG, with a title and a description for those who cannot see it.
    pub fn svg(&self) -> Result<String, PlotError> {
        Ok(self.drawn_in(Palette::of(self.options.theme), false)?.0)
    }

    /// The picture in these colours, and where its panels are.
    pub(super) fn drawn_in(&self, palette: Palette, lively: bool) -> Result<(String, Vec<Placed>), PlotError> {
        let picture = Layout::of(self, palette, lively).picture()?;
        let text = picture.render().map_err(|problem| PlotError::Written(problem.to_string()))?;
        Ok((text, picture.panels))
    }
}

/// What all parts of a picture share.
struct Layout<'a> {
    plot: &'a Plot,
    palette: Palette,
    width: f64,
    height: f64,
    font: f64,
    panels: Vec<Panel<'a>>,
    /// A panel for each function: then a legend says what the lines are.
    apart: bool,
    /// Names can be pressed.
    lively: bool,
}

impl<'a> Layout<'a> {
    fn of(plot: &'a Plot, palette: Palette, lively: bool) -> Self {
        let [width, height] = plot.options.size.map(f64::from);
        let font = if width.min(height) < 300.0 { 10.0 } else { 12.0 };
        let (panels, apart) = plot.panels();
        Self { plot, palette, width, height, font, panels, apart, lively }
    }

    fn picture(&self) -> Result<Picture, PlotError> {
        let count = self.panels.len();
        let inner = self.width - 2.0 * MARGIN;
        let columns = columns(count, self.width / self.height);
        let rows = count.div_ceil(columns);
        let cell_width = (inner - MARGIN * (columns - 1) as f64) / columns as f64;
        let note = self.note();
        let line = 1.5 * self.font;
        let cell_height = |foot_lines: f64| {
            let foot = if foot_lines > 0.0 { foot_lines * line + 4.0 } else { 0.0 };
            (self.height - 2.0 * MARGIN - foot - MARGIN * (rows - 1) as f64) / rows as f64
        };
        let note_lines = if note.is_some() { 1.0 } else { 0.0 };
        let direct = self.names_fit(cell_width, cell_height(note_lines));
        let legend = if direct { Vec::new() } else { self.legend() };
        let last = self.height - MARGIN - 0.3 * self.font;
        // The legend fills lines from the left; the note stands on a line of its own under it.
        let legend_lines = legend.iter().map(|entry| entry.text.y).fold(0.0, f64::max);
        let legend_lines = if legend.is_empty() { 0.0 } else { legend_lines + 1.0 };
        let place = |entry: Entry| Entry {
            text: Words { y: last - (legend_lines + note_lines - 1.0 - entry.text.y) * line, ..entry.text },
            ..entry
        };
        let cell_height = cell_height(legend_lines + note_lines);
        if cell_width < SMALLEST[0] || cell_height < SMALLEST[1] {
            let [width, height] = self.plot.options.size;
            return Err(PlotError::Crowded { width, height });
        }
        let panels = self.panels.iter().enumerate().map(|(i, panel)| {
            let (row, column) = (i / columns, i % columns);
            let left = MARGIN + column as f64 * (cell_width + MARGIN);
            let top = MARGIN + row as f64 * (cell_height + MARGIN);
            self.placed(panel, [left, top, cell_width, cell_height], direct)
        });
        let labels: Vec<&str> = self.plot.functions.iter().map(|drawn| drawn.label.as_str()).collect();
        Ok(Picture {
            width: self.plot.options.size[0],
            height: self.plot.options.size[1],
            font: self.font,
            palette: self.palette,
            title: labels.join(", "),
            description: self.description(),
            panels: panels.collect(),
            legend: legend.into_iter().map(place).collect(),
            note: note.map(|text| Words { x: MARGIN, y: last, text }),
            lively: self.lively,
        })
    }

    /// Whether all names find room at the ends of their lines.
    fn names_fit(&self, cell_width: f64, cell_height: f64) -> bool {
        self.panels.iter().all(|panel| {
            let widest = panel.lines.iter().map(|line| width(line.label, self.font)).fold(0.0, f64::max);
            let needed = panel.lines.len().saturating_sub(1) as f64 * self.apart_by() + self.font;
            widest <= NAMES * cell_width && needed <= self.heights_of(panel, cell_height).0
        })
    }

    /// The distance of names one above the other.
    fn apart_by(&self) -> f64 {
        self.font + 2.0
    }

    /// The height of a panel's axes in a cell, and of a bar under them.
    fn heights_of(&self, panel: &Panel, cell_height: f64) -> (f64, f64) {
        let rows = if self.apart { 0 } else { panel.flat.len() };
        let bar = if rows == 0 { 0.0 } else { (0.2 * cell_height / rows as f64).min(5.0) };
        let bars = if rows == 0 { 0.0 } else { bar * rows as f64 + 4.0 };
        ((cell_height - HEAD * self.font - NUMBERS * self.font - bars).max(10.0), bar)
    }

    /// What shades or bars mean.
    fn note(&self) -> Option<String> {
        let any = self.panels.iter().any(|panel| !panel.flat.is_empty());
        let sign = if self.apart { "shaded" } else { "bars" };
        let long = format!("{sign}: |slope| < {FLAT}, where learning stalls");
        let fits = width(&long, 0.92 * self.font) <= self.width - 2.0 * MARGIN;
        any.then(|| if fits { long } else { format!("{sign}: |slope| < {FLAT}") })
    }

    /// The names in lines; heights are the numbers of the lines.
    fn legend(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        let room = self.width - 2.0 * MARGIN;
        let (mut x, mut y) = (MARGIN, 0.0);
        // The first panel with most lines names them all.
        let longest = self.panels.iter().rev().max_by_key(|panel| panel.lines.len());
        let lines: Vec<&Line> = longest.into_iter().flat_map(|panel| &panel.lines).collect();
        for line in lines {
            let text = fitted(line.label, self.font, room - SAMPLE - 8.0);
            let needed = SAMPLE + 6.0 + width(&text, self.font) + 14.0;
            if x > MARGIN && x + needed - 14.0 > self.width - MARGIN {
                (x, y) = (MARGIN, y + 1.0);
            }
            let ([line_colour, colour], dashes) = self.palette.line(line.look);
            let function = (self.lively && !self.apart).then_some(line.function);
            entries.push(Entry { function, text: Words { x, y, text }, colour, line_colour, dashes });
            x += needed;
        }
        entries
    }

    fn description(&self) -> String {
        let span = self.plot.span;
        let mut text = String::new();
        for panel in &self.panels {
            let labels: Vec<&str> = panel.lines.iter().map(|line| line.label).collect();
            let _ = write!(
                text,
                "{}: {} over x from {}, heights from {:.3e} to {:.3e}. ",
                panel.title,
                labels.join(", "),
                span,
                panel.heights[0],
                panel.heights[1]
            );
        }
        text.trim_end().to_owned()
    }

    /// A panel in its cell: left, top, width and height.
    fn placed(&self, panel: &Panel, [left, top, cell_width, cell_height]: [f64; 4], direct: bool) -> Placed {
        let font = self.font;
        let head = HEAD * font;
        // The same for all panels, so that what stands one above the other has the same axis.
        let names = self.panels.iter().flat_map(|panel| &panel.lines).map(|line| width(line.label, font));
        let names = names.fold(0.0, f64::max);
        let right = if direct { names + 18.0 } else { 6.0 };
        let (height, bar) = self.heights_of(panel, cell_height);
        let [low, high] = panel.heights;
        let most = amount(height / (3.0 * font)).clamp(2, 9);
        let y = Scale { low, high, start: top + head + height, end: top + head };
        let y_ticks = y.ticks(most);
        let all_ticks = self.panels.iter().flat_map(|panel| {
            let [low, high] = panel.heights;
            Scale { low, high, ..y }.ticks(most)
        });
        let numbers_width = all_ticks.map(|(_, text)| width(&text, font)).fold(0.0, f64::max).min(0.3 * cell_width);
        let inner_left = left + numbers_width + 8.0;
        let inner_width = (left + cell_width - right - inner_left).max(20.0);
        let span = self.plot.span;
        let x = Scale { low: span.from(), high: span.to(), start: inner_left, end: inner_left + inner_width };
        let frame = Rectangle { x: inner_left, y: top + head, width: inner_width, height };
        let mut placed = Placed {
            title: Words { x: left, y: top + font, text: fitted(&panel.title, font, cell_width) },
            left: inner_left,
            top: top + head,
            width: inner_width,
            height,
            x_ticks: self.numbers_below(x),
            y_ticks: y_ticks.into_iter().map(|(at, text)| (y.at(at), text)).collect(),
            zero: [span.holds(0.0).then(|| x.at(0.0)), (low <= 0.0 && 0.0 <= high).then(|| y.at(0.0))],
            shades: Vec::new(),
            strips: Vec::new(),
            numbers_at: top + cell_height - 0.35 * font,
            // The first on top.
            strokes: panel.lines.iter().rev().map(|line| self.shown(line, x, y, &frame)).collect(),
            names: Vec::new(),
        };
        for (place, &function) in panel.flat.iter().enumerate() {
            for &[from, to] in &self.plot.functions[function].portrait.flat.stretches {
                let (from, to) = (x.at(from), x.at(to));
                if self.apart {
                    let shade = Rectangle { x: from, y: frame.y, width: to - from, height };
                    placed.shades.push(shade);
                } else {
                    let y = frame.y + height + 4.0 + bar * place as f64;
                    let strip = Rectangle { x: from, y, width: to - from, height: (bar - 1.0).max(0.8) };
                    placed.strips.push((function, strip, self.palette.line(function).0[0]));
                }
            }
        }
        if direct {
            placed.names = self.names(panel, x, y, &frame);
        }
        placed
    }

    /// As many numbers under the axis as stand apart.
    fn numbers_below(&self, x: Scale) -> Vec<(f64, String)> {
        let room = x.end - x.start;
        let mut most = amount(room / (3.2 * self.font)).clamp(2, 13);
        loop {
            let ticks: Vec<(f64, String)> = x.ticks(most).into_iter().map(|(at, text)| (x.at(at), text)).collect();
            let half = |text: &str| 0.5 * width(text, self.font);
            let apart = ticks
                .windows(2)
                .all(|pair| pair[1].0 - pair[0].0 >= half(&pair[0].1) + half(&pair[1].1) + 0.6 * self.font);
            // At the ends they may hang over the axis by a little only.
            let inside = |(at, text): &(f64, String)| at - half(text) >= 2.0 && at + half(text) <= self.width - 2.0;
            if apart || most == 2 {
                let mut kept: Vec<(f64, String)> = ticks.into_iter().filter(inside).collect();
                if !apart {
                    kept.truncate(1);
                }
                return kept;
            }
            most -= 1;
        }
    }

    fn shown(&self, line: &Line, x: Scale, y: Scale, frame: &Rectangle) -> Shown {
        let ([colour, _], dashes) = self.palette.line(line.look);
        let mut path = String::new();
        let mut dots = Vec::new();
        let strokes = &line.curve.strokes;
        for stroke in strokes {
            let points: Vec<[f64; 2]> = stroke.points.iter().map(|point| [x.at(point[0]), y.at(point[1])]).collect();
            drawn(&thinned(&points), [frame.y, frame.y + frame.height], &mut path);
            if strokes.len() <= MOST_ENDS {
                dots.extend(ends(stroke, &points, [frame.y, frame.y + frame.height]));
            }
        }
        Shown { function: line.function, label: line.label.to_owned(), colour, dashes, path, dots }
    }

    /// Names beside the panel, each at the height where its line leaves it.
    fn names(&self, panel: &Panel, x: Scale, y: Scale, frame: &Rectangle) -> Vec<Name> {
        let [top, bottom] = [frame.y, frame.y + frame.height];
        let leaves: Vec<[f64; 2]> = panel
            .lines
            .iter()
            .map(|line| {
                let visible = |point: &[f64; 2]| (top - 0.5..=bottom + 0.5).contains(&point[1]);
                let places = line.curve.strokes.iter().flat_map(|stroke| &stroke.points);
                let places: Vec<[f64; 2]> = places.map(|point| [x.at(point[0]), y.at(point[1])]).collect();
                let last = places.iter().rev().find(|point| visible(point)).or(places.last());
                last.map_or([frame.x, bottom], |&[x, y]| [x, y.clamp(top, bottom)])
            })
            .collect();
        let wanted: Vec<f64> = leaves.iter().map(|leave| leave[1]).collect();
        let half = 0.5 * self.font;
        let heights = spread(&wanted, self.apart_by(), [top + half, bottom - half]).unwrap_or_else(|| wanted.clone());
        let name = |((line, height), from): ((&Line, f64), [f64; 2])| {
            let ([line_colour, colour], _) = self.palette.line(line.look);
            let text = Words { x: frame.x + frame.width + 14.0, y: height, text: line.label.to_owned() };
            let from = [from[0].max(frame.x), from[1]];
            Name { function: (self.lively && !self.apart).then_some(line.function), text, colour, line_colour, from }
        };
        panel.lines.iter().zip(heights).zip(leaves).map(name).collect()
    }
}

/// How many panels stand side by side: so that each is nearest to a good shape.
fn columns(count: usize, shape: f64) -> usize {
    let off = |columns: usize| {
        let each = shape / columns as f64 * count.div_ceil(columns) as f64;
        (each / 1.8).ln().abs()
    };
    (1..=count.max(1)).min_by(|&a, &b| off(a).total_cmp(&off(b))).unwrap_or(1)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of labels in a picture")]
fn amount(x: f64) -> usize {
    x.clamp(0.0, 1000.0) as usize
}

#[allow(clippy::unused_self, clippy::unnecessary_wraps, unreachable_pub, reason = "so filters of a template look")]
mod filters {
    use askama::{Result, Values};

    /// A number of pixels, however often it is borrowed.
    #[askama::filter_fn]
    pub fn px(x: impl ToPixels, _: &dyn Values) -> Result<String> {
        Ok(super::short(x.pixels()))
    }

    pub(super) trait ToPixels {
        fn pixels(&self) -> f64;
    }

    impl ToPixels for f64 {
        fn pixels(&self) -> f64 {
            *self
        }
    }

    impl<T: ToPixels + ?Sized> ToPixels for &T {
        fn pixels(&self) -> f64 {
            T::pixels(self)
        }
    }
}
