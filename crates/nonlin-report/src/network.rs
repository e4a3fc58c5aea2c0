//! A network, and a training, as text.

use crate::WIDTH;
use crate::table::{right, table};
use nonlin_lab::model::{LayerLine, Scores};
use std::fmt::Write;

/// A network: where it is from, its text, its layers.
pub fn network(name: &str, text: &str, input: &str, layers: &[LayerLine]) -> String {
    let parameters: usize = layers.iter().map(|layer| layer.parameters).sum();
    let bytes: usize = layers.iter().map(|layer| layer.passed_on + layer.kept).sum();
    let mut page = format!("{name}: {} parameters, input {input}\n", grouped(parameters));
    let _ = writeln!(page, "{}\n", textwrap::fill(text, WIDTH));
    let mut lines = table(["layer", "what", "passes on", "parameters", "bytes per row", "kept besides"]);
    for layer in layers {
        lines.add_row([
            layer.name.clone(),
            layer.what.clone(),
            layer.output.clone(),
            grouped(layer.parameters),
            grouped(layer.passed_on),
            grouped(layer.kept),
        ]);
    }
    right(&mut lines, &[3, 4, 5]);
    let _ = writeln!(page, "{lines}");
    let _ = writeln!(
        page,
        "kept besides: for the way back; a training holds {} bytes for each row of a batch",
        grouped(2 * bytes)
    );
    page
}

/// How well a trained network does. `best` is the epoch that was kept, of `epochs`.
pub fn trained(scores: &Scores, best: usize, epochs: usize) -> String {
    let Scores { metric, train_rows, validation, validation_rows, test, test_rows, seconds } = *scores;
    let shown = |score: f64| {
        if metric.is_share() { format!("{:.2} %", 100.0 * score) } else { format!("{score:.4}") }
    };
    let mut text = format!(
        "trained on {train_rows} rows for {epochs} epochs in {seconds:.1} s; kept epoch {best}, the best on validation rows\n"
    );
    let _ = writeln!(text, "{} on {validation_rows} validation rows  {}", metric.name(), shown(validation));
    let _ = writeln!(text, "{} on {test_rows} test rows        {}", metric.name(), shown(test));
    text
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let start = digits.len() % 3;
    let mut text = digits[..start].to_owned();
    for (place, group) in digits.as_bytes()[start..].chunks(3).enumerate() {
        text += if start == 0 && place == 0 { "" } else { "," };
        text += &String::from_utf8_lossy(group);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 12, 123, 1234, 1_234_567].map(super::grouped), ["0", "12", "123", "1,234", "1,234,567"]);
    }
}
