//! A plot for a terminal, drawn with the dots of Braille letters.

use super::arrangement::{Line, Panel, name};
use super::scale::Scale;
use super::{Drawn, Plot, PlotOptions};
use nonlin::Activation;
use nonlin::curve::{Curve, CurveError, FLAT, Quantity, Span, portrait};
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Color;
use ratatui_core::symbols::Marker;
use ratatui_core::widgets::Widget;
use ratatui_widgets::canvas::{self, Canvas};
use std::fmt::Write;

/// Columns of a plot, numbers at its axis included.
const COLUMNS: usize = 78;
/// Rows of a panel that is the only one, and of one of several.
const ROWS: [u16; 2] = [17, 12];
/// How often the letter of a function stands on its curve.
const LETTERS: usize = 3;
const STALLS: char = '░';
/// So far outside a panel a line's points are held: a step of Bresenham's algorithm for each dot would take for ever.
const OUTSIDE: f64 = 1e4;

/// Value and slope of an activation over -5 to 5, without colours.
pub fn plot(activation: &Activation) -> Result<String, CurveError> {
    let span = Span::new(-5.0, 5.0)?;
    let portrait = portrait(activation, &[Quantity::Value, Quantity::Slope], span)?;
    let functions = vec![Drawn { label: String::new(), portrait }];
    let plot = Plot { functions, span, options: PlotOptions::default() };
    Ok(plot.terminal(|_, text| text.to_owned()))
}

impl Plot {
    /// The plot as text of 80 columns. `coloured` gives a text the colour of the line with a number, as often as there are colours.
    pub fn terminal(&self, coloured: impl Fn(usize, &str) -> String) -> String {
        let (panels, apart) = self.panels();
        let mut text = String::new();
        for panel in &panels {
            let rows = ROWS[usize::from(panels.len() > 1)];
            if !text.is_empty() {
                text.push('\n');
            }
            let heading = if panel.title.is_empty() { String::new() } else { format!("  {}\n", panel.title) };
            text.push_str(&heading);
            text.push_str(&legend(panel, apart, &coloured));
            self.panel_text(panel, apart, rows, &coloured, &mut text);
        }
        if panels.iter().any(|panel| !panel.flat.is_empty()) {
            let _ = writeln!(text, "  {STALLS}{STALLS} |slope| < {FLAT}, where learning stalls");
        }
        text
    }

    fn panel_text(
        &self,
        panel: &Panel,
        apart: bool,
        rows: u16,
        coloured: &impl Fn(usize, &str) -> String,
        text: &mut String,
    ) {
        let [low, high] = panel.heights;
        let ticks = |scale: Scale, most: usize| -> Vec<(f64, String)> {
            // A terminal's own minus sign.
            scale.ticks(most).into_iter().map(|(at, text)| (scale.at(at), text.replace('\u{2212}', "-"))).collect()
        };
        let y = Scale { low, high, start: f64::from(rows), end: 0.0 };
        let y_ticks = ticks(y, usize::from(rows / 3));
        let left = y_ticks.iter().map(|(_, text)| text.len()).max().unwrap_or(0) + 3;
        let columns = COLUMNS - left;
        let x = Scale { low: self.span.from(), high: self.span.to(), start: 0.0, end: columns as f64 };
        let grid = grid(panel, apart, x, y, (columns, rows));
        for (row, cells) in grid.iter().enumerate() {
            let tick = y_ticks.iter().find(|(at, _)| cell(*at, usize::from(rows)) == row);
            let number = tick.map_or("", |(_, text)| text);
            let _ = write!(text, "{number:>width$}{}", if tick.is_some() { '┤' } else { '│' }, width = left - 1);
            text.push_str(&painted(cells, coloured));
            text.push('\n');
        }
        let x_ticks = ticks(x, (columns / 10).clamp(2, 9));
        let at_tick = |column: usize| x_ticks.iter().any(|(at, _)| cell(*at, columns) == column);
        let axis: String = (0..columns).map(|column| if at_tick(column) { '┴' } else { '─' }).collect();
        let _ = writeln!(text, "{:>left$}{axis}", '└');
        let _ = writeln!(text, "{}", numbers(&x_ticks, left, columns));
        for &function in &panel.flat {
            let stretches = &self.functions[function].portrait.flat.stretches;
            let stalls = |column: usize| {
                let middle = column as f64 + 0.5;
                stretches.iter().any(|[from, to]| x.at(*from) <= middle && middle <= x.at(*to))
            };
            let row: String = (0..columns).map(|column| if stalls(column) { STALLS } else { ' ' }).collect();
            let sign = if apart { ' ' } else { letter(function) };
            let _ = writeln!(text, "{sign:>width$} {}", coloured(function, row.trim_end()), width = left - 1);
        }
    }
}

/// A cell: its sign, and the line that it is of.
type Cell = (char, Option<usize>);

/// The lines of a panel in cells, row by row from the top.
fn grid(panel: &Panel, apart: bool, x: Scale, y: Scale, (columns, rows): (usize, u16)) -> Vec<Vec<Cell>> {
    let area = Rect::new(0, 0, u16::try_from(columns).unwrap_or(u16::MAX), rows);
    let (width, height) = (columns as f64, f64::from(rows));
    let mut buffer = Buffer::empty(area);
    let painted =
        Canvas::default().marker(Marker::Braille).x_bounds([0.0, width]).y_bounds([0.0, height]).paint(|context| {
            for line in panel.lines.iter().filter(|line| !apart || style(line.quantity).is_none()) {
                let color = Color::Indexed(u8::try_from(line.look).unwrap_or(u8::MAX));
                for stroke in &line.curve.strokes {
                    let place = |point: &[f64; 2]| (x.at(point[0]), (height - y.at(point[1])).clamp(-OUTSIDE, OUTSIDE));
                    // A value by itself is a dot.
                    let points = if stroke.points.len() == 1 {
                        [stroke.points.clone(), stroke.points.clone()].concat()
                    } else {
                        stroke.points.clone()
                    };
                    for pair in points.windows(2) {
                        let ((x1, y1), (x2, y2)) = (place(&pair[0]), place(&pair[1]));
                        context.draw(&canvas::Line { x1, y1, x2, y2, color });
                    }
                }
            }
        });
    painted.render(area, &mut buffer);
    let empty = |symbol: &str| symbol == " " || symbol == "\u{2800}";
    let zero = [cell(x.at(0.0), columns), cell(y.at(0.0), usize::from(rows))];
    let seen = [x.low <= 0.0 && 0.0 <= x.high, y.low <= 0.0 && 0.0 <= y.high];
    let mut grid: Vec<Vec<Cell>> = (0..rows)
        .map(|row| {
            let one = |column: u16| {
                let cell = &buffer[(column, row)];
                let (column, row) = (usize::from(column), usize::from(row));
                match cell.fg {
                    Color::Indexed(look) if !empty(cell.symbol()) => {
                        (cell.symbol().chars().next().unwrap_or(' '), Some(usize::from(look)))
                    }
                    _ if seen[0] && column == zero[0] => ('┊', None),
                    _ if seen[1] && row == zero[1] => ('┈', None),
                    _ => (' ', None),
                }
            };
            (0..area.width).map(one).collect()
        })
        .collect();
    let mut put = |line: &Line, column: usize, sign: char| {
        let at = (column as f64 + 0.5) / width;
        let there = value_at(line.curve, at.mul_add(x.high - x.low, x.low));
        if let Some(height) = there.filter(|height| (y.low..=y.high).contains(height)) {
            let row = cell(y.at(height), usize::from(rows));
            if let Some(cell) = grid.get_mut(row).and_then(|cells| cells.get_mut(column)) {
                *cell = (sign, Some(line.look));
            }
        }
    };
    for line in &panel.lines {
        match style(line.quantity).filter(|_| apart) {
            Some(sign) => (0..columns).step_by(2).for_each(|column| put(line, column, sign)),
            None if panel.lines.len() > 1 && !apart => {
                let share = (line.function as f64 + 0.5) / panel.lines.len() as f64;
                for i in 0..LETTERS {
                    put(line, cell((i as f64 + share) / LETTERS as f64 * width, columns), letter(line.function));
                }
            }
            None => {}
        }
    }
    grid
}

/// What a quantity is dotted with where the value of the same function is a line.
fn style(quantity: Quantity) -> Option<char> {
    match quantity {
        Quantity::Value | Quantity::Error => None,
        Quantity::Slope => Some('•'),
        Quantity::SecondSlope => Some('∘'),
    }
}

/// `A`, `B` and so on.
fn letter(function: usize) -> char {
    u8::try_from(function).ok().and_then(|i| b'A'.checked_add(i)).map_or('?', char::from)
}

/// The cell that holds a place.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held inside")]
fn cell(place: f64, count: usize) -> usize {
    place.clamp(0.0, count.saturating_sub(1) as f64) as usize
}

/// The height of a curve at a place between its samples.
fn value_at(curve: &Curve, x: f64) -> Option<f64> {
    let stroke = curve.strokes.iter().find(|stroke| {
        stroke.points.first().is_some_and(|first| first[0] <= x)
            && stroke.points.last().is_some_and(|last| x <= last[0])
    })?;
    let after = stroke.points.partition_point(|point| point[0] < x);
    let b = stroke.points.get(after)?;
    let Some(a) = after.checked_sub(1).and_then(|before| stroke.points.get(before)) else { return Some(b[1]) };
    let share = (x - a[0]) / (b[0] - a[0]);
    Some(share.mul_add(b[1] - a[1], a[1]))
}

/// Which line is which.
fn legend(panel: &Panel, apart: bool, coloured: &impl Fn(usize, &str) -> String) -> String {
    let mut text = String::new();
    let mut used = 0;
    for line in &panel.lines {
        let entry = if apart {
            let sign = style(line.quantity).unwrap_or('⠤');
            format!("{sign}{sign} {}", name(line.quantity))
        } else if panel.lines.len() > 1 {
            format!("{} {}", letter(line.function), line.label)
        } else {
            line.label.to_owned()
        };
        let entry: String = entry.chars().take(COLUMNS).collect();
        let length = entry.chars().count() + 3;
        if used > 0 && used + length > COLUMNS {
            text.push('\n');
            used = 0;
        }
        text.push_str(if used == 0 { "  " } else { "   " });
        text.push_str(&coloured(line.look, &entry));
        used += length;
    }
    text.push('\n');
    text
}

/// The numbers under the axis, each about its place, those that would touch another left out.
fn numbers(ticks: &[(f64, String)], left: usize, columns: usize) -> String {
    let mut row = String::new();
    let mut end = 0;
    for (at, text) in ticks {
        let middle = left + cell(*at, columns);
        let start = (middle.saturating_sub(text.len() / 2)).min((left + columns).saturating_sub(text.len()));
        if end > 0 && start < end + 2 {
            continue;
        }
        let _ = write!(row, "{:blank$}{text}", "", blank = start - end);
        end = start + text.len();
    }
    row
}

/// A row of cells, neighbours of one line coloured together.
fn painted(cells: &[Cell], coloured: &impl Fn(usize, &str) -> String) -> String {
    let used = cells.iter().rposition(|cell| cell.0 != ' ').map_or(0, |last| last + 1);
    let mut text = String::new();
    for run in cells[..used].chunk_by(|a, b| a.1 == b.1) {
        let signs: String = run.iter().map(|cell| cell.0).collect();
        match run[0].1 {
            Some(look) => text.push_str(&coloured(look, &signs)),
            None => text.push_str(&signs),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_not_a_ramp() {
        let text = plot(&Activation::named("step").expect("a function of the registry")).expect("a curve");
        let is_line = |row: &&str| row.chars().filter(|c| ('\u{2801}'..='\u{28FF}').contains(c)).count() > 10;
        let is_empty = |row: &&str| !row.chars().any(|c| ('\u{2801}'..='\u{28FF}').contains(&c));
        let rows: Vec<&str> = text.lines().skip(1).take(usize::from(ROWS[0])).collect();
        // Two levels and nothing else.
        let levels: Vec<usize> = (0..rows.len()).filter(|&i| is_line(&rows[i])).collect();
        assert!(levels.len() == 2 && levels[1] > levels[0] + 8, "{text}");
        assert!((0..rows.len()).all(|i| levels.contains(&i) || is_empty(&rows[i])), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
    }
}
