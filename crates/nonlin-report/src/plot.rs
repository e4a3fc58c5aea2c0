//! Value and slope of an activation, drawn with the dots of Braille letters.

use nonlin::Activation;
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::symbols::Marker;
use ratatui_core::widgets::Widget;
use ratatui_widgets::chart::{Axis, Chart, Dataset, GraphType};

const COLUMNS: u16 = 78;
const ROWS: u16 = 19;
/// Shown from `-REACH` to `REACH`.
const REACH: f64 = 5.0;
const POINTS: u32 = 640;

/// The value as a line and the slope as dots, over -5 to 5; nothing joins the two sides of a jump.
pub fn plot(activation: &Activation) -> String {
    let step = 2.0 * REACH / f64::from(POINTS);
    let xs: Vec<f64> = (0..=POINTS).map(|i| f64::from(i).mul_add(step, -REACH)).collect();
    let value: Vec<(f64, f64)> = xs.iter().map(|&x| (x, activation.value(x))).collect();
    // Every eighth point, so that a thin row of dots stays apart from the line.
    let slope: Vec<(f64, f64)> = xs.iter().step_by(8).map(|&x| (x, activation.slope(x))).collect();
    let heights = || value.iter().chain(&slope).map(|point| point.1).filter(|y| y.is_finite());
    let low = heights().fold(-1.0, f64::min).floor();
    let high = heights().fold(1.0, f64::max).ceil();

    // A jump is two strokes, not a ramp.
    let strokes = value
        .chunk_by(|a, b| (b.1 - a.1).abs() < 0.2)
        .map(|stroke| Dataset::default().marker(Marker::Braille).graph_type(GraphType::Line).data(stroke));
    let dots = Dataset::default().marker(Marker::Dot).graph_type(GraphType::Scatter).data(&slope);
    let middle = f64::midpoint(low, high);
    let chart = Chart::new(strokes.chain([dots]).collect())
        .x_axis(Axis::default().bounds([-REACH, REACH]).labels([
            (-REACH).to_string(),
            "0".to_owned(),
            REACH.to_string(),
        ]))
        .y_axis(Axis::default().bounds([low, high]).labels([low, middle, high].map(|y| y.to_string())));
    let area = Rect::new(0, 0, COLUMNS, ROWS);
    let mut buffer = Buffer::empty(area);
    chart.render(area, &mut buffer);

    let mut text = String::from("  ⠤⠤ value   •• slope\n");
    for y in 0..ROWS {
        let row: String = (0..COLUMNS).map(|x| buffer[(x, y)].symbol()).collect();
        text.push_str("  ");
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_not_a_ramp() {
        let text = plot(&Activation::named("step").expect("a function of the registry"));
        // Between its two levels, 0 and 1 on an axis from -1 to 1, no line is drawn.
        let rows: Vec<&str> = text.lines().collect();
        assert!(rows[1].contains('⠉') || rows[1].contains('⠒'), "{text}");
        let between = &rows[3..8];
        assert!(between.iter().all(|row| !row.chars().any(|c| ('\u{2801}'..='\u{28FF}').contains(&c))), "{text}");
    }
}
