//! Lines over steps or layers. What a logarithm has no place for is drawn too: 0 as a triangle at the foot, NaN and infinity as a cross at the top.

use crate::coded::escaped;
use crate::figure::{COLOURS, FigureError, INK, shortened, tick};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: u32 = 480;
const HEIGHT: u32 = 300;
/// Letters of a label at a line's end.
const LABEL: usize = 9;
/// Between two labels.
const APART: i32 = 15;
const FONT: (&str, i32) = ("sans-serif", 14);
/// Beyond these no number means anything but "far too large" and "nothing".
const SMALLEST: f64 = 1e-45;
const LARGEST: f64 = 1e45;

/// How numbers are laid out along an axis.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Scale {
    Linear,
    Log,
    /// A logarithmic one from the first step to the last.
    LogSteps,
    /// From 0 to 1, as per cent.
    Share,
    /// Layers by their short names.
    Names,
}

impl Scale {
    fn is_log(self) -> bool {
        matches!(self, Self::Log | Self::LogSteps)
    }
}

/// A line.
pub(super) struct Line {
    /// At its end; short.
    pub(super) label: String,
    /// In words, for readers who do not see it.
    pub(super) name: String,
    pub(super) points: Vec<(f64, f64)>,
}

/// What is drawn.
pub(super) struct Chart<'t, 'a> {
    pub(super) title: &'t str,
    pub(super) x: Scale,
    pub(super) x_name: &'a str,
    pub(super) x_names: &'a [String],
    pub(super) y: Scale,
    pub(super) y_name: &'a str,
    /// One colour each, and a label at the end.
    pub(super) lines: Vec<Line>,
    /// All alike in grey, behind.
    pub(super) others: Vec<Vec<(f64, f64)>>,
    /// A range of the vertical axis that is as it should be.
    pub(super) band: Option<[f64; 2]>,
    /// A height to compare with.
    pub(super) mark: Option<(f64, &'a str)>,
}

/// A drawn axis: where a number is along it. Numbers on a logarithmic one stand as powers of ten.
#[derive(Clone)]
struct Axis {
    scale: Scale,
    low: f64,
    high: f64,
    ticks: Vec<f64>,
}

impl Axis {
    /// Wide enough for all of these numbers.
    fn over(scale: Scale, numbers: impl Iterator<Item = f64> + Clone) -> Self {
        let shown = numbers.filter(|x| x.is_finite() && (!scale.is_log() || *x > 0.0));
        let ends = shown.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let (least, most) = if ends.0 <= ends.1 { ends } else { (0.1, 1.0) };
        match scale {
            Scale::Share => Self { scale, low: 0.0, high: 1.0, ticks: [0.0, 0.25, 0.5, 0.75, 1.0].to_vec() },
            // Steps from the first to the last.
            Scale::LogSteps => {
                let (low, high) = (least.max(1.0).log10(), most.clamp(2.0, LARGEST).log10());
                let every = ((high - low) / 6.0).ceil().max(1.0);
                let decades = (0..=6).map(|place| f64::from(place).mul_add(every, low.ceil()));
                let ticks = decades.filter(|&tick| tick <= high);
                Self { scale, low, high: high.max(low + 0.1), ticks: ticks.collect() }
            }
            Scale::Log => {
                let low = least.clamp(SMALLEST, LARGEST).log10().floor();
                let high = most.clamp(SMALLEST, LARGEST).log10().ceil().max(low + 1.0);
                let every = ((high - low) / 6.0).ceil().max(1.0);
                let ticks = (0..=6).map(|place| f64::from(place).mul_add(every, low)).filter(|&tick| tick <= high);
                Self { scale, low, high, ticks: ticks.collect() }
            }
            Scale::Names => {
                let (low, high) = (least, most.max(least + 1.0));
                let every = ((high - low) / 11.0).ceil().max(1.0);
                let ticks = (0..=11).map(|place| f64::from(place).mul_add(every, low)).filter(|&tick| tick <= high);
                Self { scale, low, high, ticks: ticks.collect() }
            }
            Scale::Linear => {
                let (least, most) = (least.clamp(-LARGEST, LARGEST), most.clamp(-LARGEST, LARGEST));
                let room = 0.05 * (most - least).max(1e-3 * most.abs().max(1e-9));
                let (low, high) = (if least >= 0.0 { (least - room).max(0.0) } else { least - room }, most + room);
                let ticks = RangedCoordf64::from(low..high).key_points(6);
                Self { scale, low, high, ticks }
            }
        }
    }

    /// Where a number is; at the foot what is too small, nowhere what is none.
    fn at(&self, x: f64) -> Option<f64> {
        let x = if self.scale.is_log() && x >= 0.0 { x.max(SMALLEST).log10() } else { x };
        x.is_finite().then(|| x.clamp(self.low, self.high))
    }

    /// A tick as text.
    fn text(&self, x: f64, names: &[String]) -> String {
        match self.scale {
            Scale::Share => format!("{:.0} %", 100.0 * x),
            Scale::Log | Scale::LogSteps => tick(10.0_f64.powf(x)),
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among layers")]
            Scale::Names => names.get(x as usize).map_or_else(String::new, |name| shortened(name, 5)),
            Scale::Linear if x == 0.0 => "0".to_owned(),
            Scale::Linear if x < 0.0 => format!("-{}", tick(-x)),
            Scale::Linear => tick(x),
        }
    }
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, x: &f64, pixels: (i32, i32)) -> i32 {
        RangedCoordf64::from(self.low..self.high).map(x, pixels)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.low..self.high
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

impl Chart<'_, '_> {
    /// As SVG, with what it shows in words.
    pub(super) fn draw(&self) -> Result<String, FigureError> {
        let all = || self.lines.iter().map(|line| &line.points).chain(&self.others).flatten();
        let x = Axis::over(self.x, all().map(|point| point.0));
        let limits = self.band.into_iter().flatten().chain(self.mark.map(|mark| mark.0));
        let y = Axis::over(self.y, all().map(|point| point.1).chain(limits));
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
            self.draw_on(&area, &x, &y)?;
            area.present().map_err(FigureError::of)?;
        }
        Ok(titled(&svg, &self.in_words()))
    }

    fn draw_on(&self, area: &Area<'_>, x: &Axis, y: &Axis) -> Result<(), FigureError> {
        let mut chart = ChartBuilder::on(area)
            .margin(6)
            .margin_right(72)
            .x_label_area_size(40)
            .y_label_area_size(58)
            .build_cartesian_2d(x.clone(), y.clone())
            .map_err(FigureError::of)?;
        let (x_text, y_text) = (|at: &f64| x.text(*at, self.x_names), |at: &f64| y.text(*at, &[]));
        chart
            .configure_mesh()
            .axis_style(INK)
            .light_line_style(TRANSPARENT)
            .bold_line_style(INK.mix(0.18))
            .label_style(FONT.into_font().color(&INK))
            .x_label_formatter(&x_text)
            .y_label_formatter(&y_text)
            .x_desc(self.x_name)
            .y_desc(self.y_name)
            .draw()
            .map_err(FigureError::of)?;
        if let Some([from, to]) = self.band.map(|band| band.map(|end| y.at(end).unwrap_or(y.low))) {
            let band = Rectangle::new([(x.low, from), (x.high, to)], COLOURS[2].mix(0.14).filled());
            chart.draw_series([band]).map_err(FigureError::of)?;
        }
        if let Some((height, _)) = self.mark
            && let Some(at) = y.at(height)
        {
            let line = DashedLineSeries::new([(x.low, at), (x.high, at)], 5, 4, INK.stroke_width(1));
            chart.draw_series(line).map_err(FigureError::of)?;
        }
        for points in &self.others {
            for stroke in strokes(points, x, y) {
                chart.draw_series(LineSeries::new(stroke, INK.mix(0.35).stroke_width(1))).map_err(FigureError::of)?;
            }
        }
        let mut ends = Vec::new();
        for (line, colour) in self.lines.iter().zip(COLOURS.into_iter().cycle()) {
            for stroke in strokes(&line.points, x, y) {
                if stroke.len() == 1 || (self.x == Scale::Names && stroke.len() <= 30) {
                    let marks = stroke.iter().map(|&point| Circle::new(point, 3, colour.filled()));
                    chart.draw_series(marks).map_err(FigureError::of)?;
                }
                chart.draw_series(LineSeries::new(stroke, colour.stroke_width(2))).map_err(FigureError::of)?;
            }
            for &(at, number) in &line.points {
                let Some(at) = x.at(at) else { continue };
                if !number.is_finite() {
                    chart
                        .draw_series([Cross::new((at, y.high), 5, colour.stroke_width(2))])
                        .map_err(FigureError::of)?;
                } else if self.y == Scale::Log && number <= 0.0 {
                    let foot = [TriangleMarker::new((at, y.low), 5, colour.filled())];
                    chart.draw_series(foot).map_err(FigureError::of)?;
                }
            }
            if let Some(&(at, number)) = line.points.last() {
                let end = (x.at(at).unwrap_or(x.high), y.at(number).unwrap_or(y.high));
                ends.push((chart.backend_coord(&end), line.label.as_str(), colour));
            }
        }
        if let Some((height, name)) = self.mark
            && let Some(at) = y.at(height)
        {
            ends.push((chart.backend_coord(&(x.high, at)), name, INK));
        }
        label(area, ends, chart.backend_coord(&(x.high, y.high)), chart.backend_coord(&(x.high, y.low)).1)
    }

    /// What the signs mean that are in it.
    pub(super) fn signs(&self) -> Vec<&'static str> {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let zero = self.y == Scale::Log && points().any(|point| point.1 <= 0.0);
        let wrong = points().any(|point| !point.1.is_finite());
        let signs = [(zero, "A triangle at the foot: exactly 0."), (wrong, "A cross at the top: NaN or infinite.")];
        signs.into_iter().filter_map(|(there, words)| there.then_some(words)).collect()
    }

    /// What the figure shows, for readers who do not see it.
    fn in_words(&self) -> String {
        let number = |x: f64| if x.is_finite() { tick_any(x) } else { "no number".to_owned() };
        let of = |line: &Line| {
            let ends = (line.points.first(), line.points.last());
            let (Some(first), Some(last)) = ends else { return line.name.clone() };
            format!("{}: from {} to {}", line.name, number(first.1), number(last.1))
        };
        let lines: Vec<String> = self.lines.iter().map(of).collect();
        format!("{}. {}.", self.title, lines.join("; "))
    }
}

fn tick_any(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { tick(x) }
}

/// The parts of a line between numbers that are none.
fn strokes(points: &[(f64, f64)], x: &Axis, y: &Axis) -> Vec<Vec<(f64, f64)>> {
    let placed = points.iter().map(|&(a, b)| Some((x.at(a)?, y.at(b)?)));
    let mut parts = vec![Vec::new()];
    for point in placed {
        match (point, parts.last_mut()) {
            (Some(point), Some(part)) => part.push(point),
            _ => parts.push(Vec::new()),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Names at the right edge beside the ends of their lines, none over another.
fn label(
    area: &Area<'_>,
    mut ends: Vec<((i32, i32), &str, RGBColor)>,
    (edge, top): (i32, i32),
    bottom: i32,
) -> Result<(), FigureError> {
    ends.sort_by_key(|((_, y), ..)| *y);
    let mut heights: Vec<i32> = Vec::new();
    for ((_, y), ..) in &ends {
        heights.push(heights.last().map_or(*y, |last| (*y).max(last + APART)).max(top));
    }
    // Those that were pushed out at the foot push the others up.
    let mut limit = bottom;
    for height in heights.iter_mut().rev() {
        *height = (*height).min(limit);
        limit = *height - APART;
    }
    for ((_, name, colour), height) in ends.iter().zip(heights) {
        let style = FONT.into_font().color(colour).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(shortened(name, LABEL), (edge + 6, height), style)).map_err(FigureError::of)?;
    }
    Ok(())
}

/// An SVG that says what it shows.
pub(super) fn titled(svg: &str, words: &str) -> String {
    let head = format!("<svg role=\"img\" aria-label=\"{}\" ", escaped(words));
    svg.replacen("<svg ", &head, 1)
}
