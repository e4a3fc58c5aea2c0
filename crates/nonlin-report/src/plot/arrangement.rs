//! Which line stands in which panel.

use super::scale::heights;
use super::{Drawn, Plot, PlotOptions};
use nonlin::curve::{Curve, Quantity};

/// Lines over common axes.
#[derive(Clone, Debug)]
pub(super) struct Panel<'a> {
    pub(super) title: String,
    pub(super) lines: Vec<Line<'a>>,
    /// Where learning stalls: the places in the list of functions whose stretches are shown here.
    pub(super) flat: Vec<usize>,
    pub(super) heights: [f64; 2],
}

/// A curve, and how it is told from others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) label: &'a str,
    /// Its place in the list of functions.
    pub(super) function: usize,
    pub(super) quantity: Quantity,
    pub(super) curve: &'a Curve,
    /// Which colour and dashes.
    pub(super) look: usize,
}

/// What a quantity is called in a picture.
pub(super) fn name(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Value => "value",
        Quantity::Slope => "slope",
        Quantity::SecondSlope => "second slope",
        Quantity::Error => "error in ULP (fast, f32)",
    }
}

impl PlotOptions {
    /// What is shown, one function alone or several.
    fn quantities(&self, alone: bool) -> Vec<Quantity> {
        let all = [Quantity::Value, Quantity::Slope, Quantity::SecondSlope, Quantity::Error];
        let shown = |quantity: &Quantity| match quantity {
            Quantity::Value => true,
            Quantity::Slope if alone => true,
            other => self.beside.contains(other),
        };
        all.into_iter().filter(shown).collect()
    }
}

impl Plot {
    /// The panels, and whether each shows one function.
    ///
    /// A function alone: value and slopes over the same axes. Several: a panel for each quantity. Apart: a panel for each function.
    /// Errors are of another kind than values, and always have a panel of their own.
    pub(super) fn panels(&self) -> (Vec<Panel<'_>>, bool) {
        let alone = self.functions.len() == 1;
        if !alone && !self.options.split {
            let quantities = self.options.quantities(false);
            return (quantities.into_iter().map(|quantity| self.by_quantity(quantity)).collect(), false);
        }
        let quantities = self.options.quantities(true);
        let mut panels: Vec<Panel> = Vec::new();
        for (function, drawn) in self.functions.iter().enumerate() {
            let (errors, others): (Vec<Quantity>, Vec<Quantity>) =
                quantities.iter().partition(|&&quantity| quantity == Quantity::Error);
            for quantities in [others, errors] {
                let lines = quantities.iter().filter_map(|&quantity| {
                    // What it is an error of stands above.
                    let label = if quantity == Quantity::Error { "error" } else { name(quantity) };
                    line(drawn, label, function, quantity)
                });
                let mut lines: Vec<Line> = lines.collect();
                for (look, line) in lines.iter_mut().enumerate() {
                    line.look = look;
                }
                if lines.is_empty() {
                    continue;
                }
                let is_error = lines[0].quantity == Quantity::Error;
                let title =
                    if is_error { format!("{}: {}", drawn.label, name(Quantity::Error)) } else { drawn.label.clone() };
                let flat = if is_error { Vec::new() } else { vec![function] };
                panels.push(self.panel(title, lines, flat));
            }
        }
        (panels, true)
    }

    fn by_quantity(&self, quantity: Quantity) -> Panel<'_> {
        let lines =
            self.functions.iter().enumerate().filter_map(|(i, drawn)| line(drawn, &drawn.label, i, quantity)).collect();
        // Under the slopes if they are shown, else under the values.
        let where_told = if self.options.beside.contains(&Quantity::Slope) { Quantity::Slope } else { Quantity::Value };
        let flat = if quantity == where_told { (0..self.functions.len()).collect() } else { Vec::new() };
        self.panel(name(quantity).to_owned(), lines, flat)
    }

    fn panel<'a>(&self, title: String, lines: Vec<Line<'a>>, flat: Vec<usize>) -> Panel<'a> {
        let errors = lines.iter().any(|line| line.quantity == Quantity::Error);
        let stalls = |&function: &usize| !self.functions[function].portrait.flat.stretches.is_empty();
        let flat = flat.into_iter().filter(stalls).collect();
        let seen = || lines.iter().filter_map(|line| line.curve.heights);
        let heights = match self.options.y_range {
            Some(given) if !errors => given,
            _ if errors => [0.0, 1.08 * seen().map(|[_, high]| high).fold(0.5, f64::max)],
            _ => heights(seen()),
        };
        Panel { title, lines, flat, heights }
    }
}

fn line<'a>(drawn: &'a Drawn, label: &'a str, function: usize, quantity: Quantity) -> Option<Line<'a>> {
    let curve = drawn.portrait.curve(quantity).filter(|curve| !curve.strokes.is_empty())?;
    Some(Line { label, function, quantity, curve, look: function })
}
