//! Figures of a study, as SVG. Every line is labelled at its end too.

use crate::figure::{COLOURS, FigureError, INK, shortened, tick};
use nonlin_lab::study::{Curves, Metric, StudyOutcome};
use plotters::coord::ranged1d::ValueFormatter;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: u32 = 760;

/// How far each activation is behind the advised one, with its interval, and the band that counts as no difference.
pub(super) fn differences(outcome: &StudyOutcome) -> Result<String, FigureError> {
    let lines: Vec<(&str, f64, f64, f64, bool)> = outcome
        .ranking
        .iter()
        .filter_map(|ranked| {
            let behind = ranked.behind?;
            let in_group = outcome.verdict.group.contains(&ranked.activation);
            Some((ranked.activation.as_str(), -behind.mean, -behind.interval.high, -behind.interval.low, in_group))
        })
        .collect();
    let unit = if outcome.metric.is_share() { 100.0 } else { 1.0 };
    let (low, high) = lines.iter().fold((-outcome.equivalence, outcome.equivalence), |(low, high), line| {
        (low.min(line.1.max(line.2)).min(line.2), high.max(line.3))
    });
    let (low, high) = (low * unit, high * unit);
    let margin = 0.05 * (high - low).max(1e-9);
    let height = 70 + 22 * u32::try_from(lines.len()).unwrap_or(0);
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .x_label_area_size(42)
            .set_label_area_size(LabelAreaPosition::Left, 130)
            .build_cartesian_2d(low - margin..high + margin, -0.5..lines.len() as f64 - 0.5)
            .map_err(FigureError::of)?;
        let last = lines.len();
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .axis_style(INK)
            .light_line_style(INK.mix(0.1))
            .bold_line_style(INK.mix(0.25))
            .label_style(("sans-serif", 13).into_font().color(&INK))
            .x_desc(if outcome.metric.is_share() { "points of the test score" } else { "test score" })
            .draw()
            .map_err(FigureError::of)?;
        let margin = outcome.equivalence * unit;
        let band = Rectangle::new([(-margin, -0.5), (margin, last as f64 - 0.5)], INK.mix(0.2).filled());
        chart.draw_series([band]).map_err(FigureError::of)?;
        chart
            .draw_series([PathElement::new([(0.0, -0.5), (0.0, last as f64 - 0.5)], INK.stroke_width(1))])
            .map_err(FigureError::of)?;
        for (place, &(name, mean, from, to, in_group)) in lines.iter().enumerate() {
            let y = (last - 1 - place) as f64;
            let colour = if in_group { COLOURS[0] } else { COLOURS[1] };
            let line = PathElement::new([(from * unit, y), (to * unit, y)], colour.stroke_width(2));
            chart.draw_series([line]).map_err(FigureError::of)?;
            let centre = (mean * unit, y);
            // Told apart by shape as well as by colour.
            if in_group {
                chart.draw_series([Circle::new(centre, 4, colour.filled())]).map_err(FigureError::of)?;
            } else {
                chart.draw_series([TriangleMarker::new(centre, 6, colour.filled())]).map_err(FigureError::of)?;
            }
            let style = ("sans-serif", 13).into_font().color(&INK).pos(Pos::new(HPos::Right, VPos::Center));
            let at = chart.backend_coord(&(low - 0.05 * (high - low).max(1e-9), y));
            area.draw(&Text::new(shortened(name, 18), (at.0 - 8, at.1), style)).map_err(FigureError::of)?;
        }
        area.present().map_err(FigureError::of)?;
    }
    Ok(text)
}

/// The activations whose trainings are drawn: the advised one, the next three, and the last.
fn drawn(outcome: &StudyOutcome) -> Vec<&Curves> {
    let of = |name: &str| outcome.curves.iter().find(|curves| curves.activation == name);
    let mut names = vec![outcome.verdict.advice.as_str()];
    let others = || outcome.ranking.iter().map(|ranked| ranked.activation.as_str());
    for name in others().take(4).chain(others().next_back()) {
        if !names.contains(&name) && names.len() < COLOURS.len() {
            names.push(name);
        }
    }
    names.into_iter().filter_map(of).collect()
}

/// Mean, lowest and highest, epoch by epoch.
type Band = Vec<(f64, f64, f64)>;

/// Validation loss by epoch: the mean of the repeats, and a band from the lowest to the highest.
pub(super) fn learning(outcome: &StudyOutcome) -> Result<String, FigureError> {
    let curves = drawn(outcome);
    let lines: Vec<(&str, Band)> = curves
        .iter()
        .map(|curves| {
            let longest = curves.validation_loss.iter().map(Vec::len).max().unwrap_or(0);
            let points = (0..longest).map_while(|epoch| {
                let there: Vec<f64> = curves
                    .validation_loss
                    .iter()
                    .filter_map(|losses| losses.get(epoch))
                    .map(|&loss| f64::from(loss).max(1e-12))
                    .collect();
                // Where less than half of the trainings go on, the mean is of others than before.
                (2 * there.len() >= curves.validation_loss.len()).then(|| {
                    let mean = there.iter().sum::<f64>() / there.len() as f64;
                    let ends = there.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), &x| (a.min(x), b.max(x)));
                    (mean, ends.0, ends.1)
                })
            });
            (curves.activation.as_str(), points.collect())
        })
        .collect();
    let all = || lines.iter().flat_map(|(_, points)| points);
    // By the means alone: the luckiest of twenty trainings would squeeze them all.
    let low = all().map(|point| point.0).fold(f64::INFINITY, f64::min) * 0.8;
    let high = all().map(|point| point.0).fold(0.0, f64::max) * 1.1;
    let epochs = lines.iter().map(|(_, points)| points.len()).max().unwrap_or(1).max(2);
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, 340)).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .margin_right(120)
            .x_label_area_size(42)
            .y_label_area_size(64)
            .build_cartesian_2d(1.0..epochs as f64, low..high)
            .map_err(FigureError::of)?;
        axes(&mut chart, None, "epoch", "validation loss")?;
        let mut taken = Vec::new();
        for ((name, points), colour) in lines.iter().zip(COLOURS) {
            let at = |place: usize| place as f64 + 1.0;
            let outline: Vec<(f64, f64)> = points
                .iter()
                .enumerate()
                .map(|(i, p)| (at(i), p.1.clamp(low, high)))
                .chain(points.iter().enumerate().rev().map(|(i, p)| (at(i), p.2.clamp(low, high))))
                .collect();
            chart.draw_series([Polygon::new(outline, colour.mix(0.1).filled())]).map_err(FigureError::of)?;
            let line = points.iter().enumerate().map(|(i, p)| (at(i), p.0));
            chart.draw_series(LineSeries::new(line, colour.stroke_width(2))).map_err(FigureError::of)?;
            if let Some(end) = points.last() {
                label(&area, chart.backend_coord(&(at(points.len() - 1), end.0)), name, colour, &mut taken)?;
            }
        }
        area.present().map_err(FigureError::of)?;
    }
    Ok(text)
}

/// The gradient's length layer by layer, over that of the last layer, at the last step that was looked at: the mean of the repeats.
pub(super) fn gradients(outcome: &StudyOutcome) -> Result<Option<String>, FigureError> {
    let lines: Vec<(&str, Vec<f64>)> = drawn(outcome)
        .into_iter()
        .filter_map(|curves| {
            let layers = curves.traces.first()?.weighted().count();
            let ratio = |layer: usize| {
                let of = |trace: &nonlin_doctor::Trace| {
                    let norm = |layer: usize| trace.weighted().nth(layer)?.samples.last()?.weight_gradient;
                    Some((norm(layer)? / norm(layers - 1)?).clamp(1e-12, 1e12))
                };
                let ratios: Vec<f64> =
                    curves.traces.iter().filter_map(of).filter(|r| r.is_finite()).map(f64::ln).collect();
                (!ratios.is_empty()).then(|| (ratios.iter().sum::<f64>() / ratios.len() as f64).exp())
            };
            let ratios: Vec<f64> = (0..layers).filter_map(ratio).collect();
            (ratios.len() == layers && layers > 1).then_some((curves.activation.as_str(), ratios))
        })
        .collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let all = || lines.iter().flat_map(|(_, ratios)| ratios.iter().copied());
    let low = all().fold(f64::INFINITY, f64::min).min(0.5);
    let high = all().fold(0.0, f64::max).max(2.0);
    let layers = lines[0].1.len();
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, 300)).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .margin_right(120)
            .x_label_area_size(42)
            .y_label_area_size(64)
            .build_cartesian_2d(1.0..layers as f64, (low * 0.8..high * 1.25).log_scale())
            .map_err(FigureError::of)?;
        let y = "gradient beside the last layer's";
        axes(&mut chart, Some(layers.min(16)), "layer with weights, from the input on", y)?;
        let mut taken = Vec::new();
        for ((name, ratios), colour) in lines.iter().zip(COLOURS) {
            let points: Vec<(f64, f64)> = ratios.iter().enumerate().map(|(i, &r)| (i as f64 + 1.0, r)).collect();
            chart.draw_series(LineSeries::new(points.clone(), colour.stroke_width(2))).map_err(FigureError::of)?;
            let marks = points.iter().map(|&point| Circle::new(point, 3, colour.filled()));
            chart.draw_series(marks).map_err(FigureError::of)?;
            // They meet at 1 on the right: the labels stand at the first layer's height instead.
            let end = chart.backend_coord(&(layers as f64, points[0].1));
            label(&area, end, name, colour, &mut taken)?;
        }
        area.present().map_err(FigureError::of)?;
    }
    Ok(Some(text))
}

/// The axes of lines over whole numbers, with about so many labels on the horizontal one.
fn axes<'a, Y>(
    chart: &mut ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, Y>>,
    x_labels: Option<usize>,
    x: &str,
    y: &str,
) -> Result<(), FigureError>
where
    Y: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    let (whole, few) = (|x: &f64| format!("{x:.0}"), |y: &f64| tick(*y));
    let mut mesh = chart.configure_mesh();
    if let Some(count) = x_labels {
        mesh.x_labels(count);
    }
    mesh.axis_style(INK)
        .light_line_style(INK.mix(0.08))
        .bold_line_style(INK.mix(0.2))
        .label_style(("sans-serif", 13).into_font().color(&INK))
        .x_label_formatter(&whole)
        .y_label_formatter(&few)
        .x_desc(x)
        .y_desc(y)
        .draw()
        .map_err(FigureError::of)
}

/// A line's name at its end, moved down where another one is.
fn label(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    (x, y): (i32, i32),
    name: &str,
    colour: RGBColor,
    taken: &mut Vec<(i32, i32)>,
) -> Result<(), FigureError> {
    let mut y = y;
    while taken.iter().any(|other| (y - other.1).abs() < 15 && (x - other.0).abs() < 110) {
        y += 3;
    }
    taken.push((x, y));
    let style = ("sans-serif", 13).into_font().color(&colour).pos(Pos::new(HPos::Left, VPos::Center));
    area.draw(&Text::new(shortened(name, 16), (x + 6, y), style)).map_err(FigureError::of)
}

/// A score's unit as it is written behind numbers.
pub(super) fn unit(metric: Metric) -> &'static str {
    if metric.is_share() { " %" } else { "" }
}
