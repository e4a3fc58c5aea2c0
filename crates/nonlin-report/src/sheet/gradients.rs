//! The page on the vanishing and the exploding gradient: trainings as lines, and what became of them.

use super::face::Face;
use super::mark::{Block, Stroke, Style, circle};
use crate::plot::{Palette, Scale, spread};
use nonlin_lab::sheet::{FLOW_LAYERS, FLOW_STEPS, FLOW_UNITS, Flow};

/// A gradient under this cannot be told from nothing.
const SMALLEST: f64 = 1e-30;
const LARGEST: f64 = 1e30;
/// A loss over this is out of the picture.
const MOST_LOSS: f64 = 3.0;

/// A line of a chart.
struct Line {
    label: String,
    points: Vec<[f64; 2]>,
}

/// What a chart shows.
struct Chart<'a> {
    title: &'a str,
    x_name: &'a str,
    /// Powers of ten along the vertical axis.
    log: bool,
    x: [f64; 2],
    lines: Vec<Line>,
}

/// What a flow is called: `relu`, `2.5 × relu`.
pub(super) fn label(flow: &Flow) -> String {
    if flow.plan.times == 1.0 {
        flow.plan.activation.to_owned()
    } else {
        format!("{} \u{d7} {}", flow.plan.times, flow.plan.activation)
    }
}

/// What the page is about, in sentences with the figures of the trainings.
pub(super) fn story([fitting, large]: &[Vec<Flow>; 2]) -> [String; 3] {
    let through = |flow: &Flow| flow.gradients.first().copied().unwrap_or(f64::NAN) / last(flow);
    let least = fitting.iter().min_by(|a, b| through(a).total_cmp(&through(b)));
    let most = large.iter().max_by(|a, b| through(a).total_cmp(&through(b)));
    let ask = format!(
        "Each network has {FLOW_LAYERS} hidden layers of {FLOW_UNITS} units and learns to tell a disc from the ring around it: {FLOW_STEPS} steps of gradient descent with momentum 0.9 at a rate of 0.01. On the way back a gradient is multiplied with a slope and with weights in every layer, and what is multiplied twenty times either keeps its size, or is soon nothing, or has no bound."
    );
    let vanishes = least.map_or_else(String::new, |flow| {
        format!(
            "Vanishing: in the first step {} of the gradient at the last hidden layer comes through {} to the first. The first layers do not learn, and what they pass on stays noise: the loss goes from {} to {}.",
            power(through(flow)),
            label(flow),
            loss(flow.losses.first()),
            loss(flow.losses.last()),
        )
    });
    let explodes = most.map_or_else(String::new, |flow| {
        let ends = if flow.diverged {
            "numbers overflow, and the training is over".to_owned()
        } else {
            format!("the loss goes from {} to {}", loss(flow.losses.first()), loss(flow.losses.last()))
        };
        format!(
            "Exploding: weights {} times as large as fit {} multiply the gradient by {} on its way; {ends}. What helps: an initialiser that fits, a slope about 1, normalisations, ways around layers, clipped gradients.",
            flow.plan.times,
            flow.plan.activation,
            power(through(flow)),
        )
    });
    [ask, vanishes, explodes]
}

/// The gradient at the last hidden layer.
fn last(flow: &Flow) -> f64 {
    flow.gradients.get(FLOW_LAYERS - 1).copied().unwrap_or(f64::NAN)
}

/// `3·10⁻¹⁷`
pub(super) fn power(x: f64) -> String {
    if !x.is_finite() {
        return "no number".to_owned();
    }
    if (0.01..1000.0).contains(&x) || x == 0.0 {
        let text = format!("{x:.2}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let text = format!("{x:.0e}");
    let (digit, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{digit}\u{b7}10{}", raised(exponent))
}

fn raised(exponent: &str) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let up = |c: char| match c.to_digit(10) {
        Some(digit) => digits.get(digit as usize).copied().unwrap_or(c),
        None => '⁻',
    };
    exponent.chars().map(up).collect()
}

fn loss(at: Option<&(u64, f64)>) -> String {
    at.map_or_else(String::new, |(_, loss)| match *loss {
        small if small < 0.0005 => "< 0.001".to_owned(),
        usual if usual < 1000.0 => format!("{usual:.3}"),
        large => power(large),
    })
}

/// The rows of the table: name, initialiser, gradients at the first and the last hidden layer, losses, accuracy.
pub(super) fn table([fitting, large]: &[Vec<Flow>; 2]) -> Vec<[String; 7]> {
    fitting
        .iter()
        .chain(large.iter().filter(|flow| !fitting.contains(flow)))
        .map(|flow| {
            let first = flow.gradients.first().copied().unwrap_or(f64::NAN);
            let end = if flow.diverged { "overflow".to_owned() } else { loss(flow.losses.last()) };
            let right = flow.accuracy.filter(|_| !flow.diverged);
            [
                label(flow),
                flow.initialiser.split_once('.').map_or(flow.initialiser.clone(), |(whole, digits)| {
                    format!(
                        "{whole}.{}",
                        digits.chars().take(3).chain(digits.ends_with(')').then_some(')')).collect::<String>()
                    )
                }),
                power(first),
                power(last(flow)),
                loss(flow.losses.first()),
                end,
                right.map_or_else(|| "\u{2212}".to_owned(), |share| format!("{:.0} %", 100.0 * share)),
            ]
        })
        .collect()
}

/// What the columns of the table are.
pub(super) const COLUMNS: [&str; 7] =
    ["", "weights start", "gradient, layer 1", "gradient, layer 20", "loss before", "loss after", "right"];

/// The four charts, each of this size: gradients by layer and losses by step, of fitting weights and of weights that are too large.
pub(super) fn charts(flows: &[Vec<Flow>; 2], size: [f64; 2], palette: Palette) -> [Block; 4] {
    let gradients = |flows: &[Flow], title| Chart {
        title,
        x_name: "layer",
        log: true,
        x: [1.0, FLOW_LAYERS as f64],
        lines: flows
            .iter()
            .map(|flow| {
                let layers = flow.gradients.iter().take(FLOW_LAYERS).enumerate();
                let points =
                    layers.map(|(layer, &gradient)| [layer as f64 + 1.0, gradient.clamp(SMALLEST, LARGEST).log10()]);
                Line { label: label(flow), points: points.filter(|point| point[1].is_finite()).collect() }
            })
            .collect(),
    };
    let losses = |flows: &[Flow], title| Chart {
        title,
        x_name: "step",
        log: false,
        x: [0.0, FLOW_STEPS as f64],
        lines: flows
            .iter()
            .map(|flow| {
                let points = flow.losses.iter().map(|&(step, loss)| [step as f64, loss.min(MOST_LOSS)]);
                let label = if flow.diverged { format!("{}: overflow", label(flow)) } else { label(flow) };
                Line { label, points: points.filter(|point| point[1].is_finite()).collect() }
            })
            .collect(),
    };
    let [fitting, large] = flows;
    [
        gradients(fitting, "Weights that fit: the gradient at each layer, first step"),
        losses(fitting, "Weights that fit: the loss"),
        gradients(large, "Weights too large: the gradient at each layer, first step"),
        losses(large, "Weights too large: the loss"),
    ]
    .map(|chart| chart.drawn(size, palette))
}

impl Chart<'_> {
    fn drawn(&self, [width, height]: [f64; 2], palette: Palette) -> Block {
        let mut block = Block { width, height, ..Block::default() };
        let muted = Style::new(Face::Regular, 6.4, palette.muted);
        let title = Style::new(Face::Bold, 7.4, palette.ink);
        let mut top = 0.0;
        top = block.paragraph(0.0, top, width, title, self.title) + 3.0;
        let foot = height - 17.0;
        let [low, high] = self.heights();
        let y = Scale { low, high, start: foot, end: top };
        let ticks = if self.log { powers(low, high) } else { y.ticks(5) };
        let label = Style::new(Face::Bold, 6.8, palette.ink);
        let left = ticks.iter().map(|(_, text)| muted.width(text)).fold(0.0, f64::max) + 4.0;
        let right = width - self.lines.iter().map(|line| label.width(&line.label)).fold(0.0, f64::max) - 8.0;
        let x = Scale { low: self.x[0], high: self.x[1], start: left, end: right };
        for (at, text) in &ticks {
            let at = y.at(*at);
            block.line([left, at], [right, at], palette.grid, 0.5);
            block.text_before(left - 3.0, at + 2.3, muted, text);
        }
        for (at, text) in x.ticks(5) {
            block.line([x.at(at), top], [x.at(at), foot], palette.grid, 0.5);
            block.text_about(x.at(at), foot + 8.0, muted, &text);
        }
        block.text_about(0.5 * (left + right), height - 1.5, muted, self.x_name);
        let mut ends = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            let ([ink, letters], _) = palette.line(place);
            let points: Vec<[f64; 2]> = line.points.iter().map(|point| [x.at(point[0]), y.at(point[1])]).collect();
            let mut path = String::new();
            crate::plot::drawn(&points, [top - 0.1, foot + 0.1], &mut path);
            let dash = [None, Some([5.0, 2.5]), Some([1.5, 2.0]), Some([7.0, 2.0]), Some([3.0, 3.0])][place % 5];
            block.shape(path, None, Some(Stroke { ink, width: 1.4, dash }));
            if let Some(end) = points.last() {
                block.shape(circle(end[0], end[1], 1.8), Some(ink), None);
                ends.push((end[1], line.label.as_str(), letters));
            }
        }
        let wanted: Vec<f64> = ends.iter().map(|end| end.0).collect();
        let placed = spread(&wanted, 8.4, [top + 3.0, foot - 2.0]).unwrap_or_else(|| wanted.clone());
        for ((_, name, ink), at) in ends.into_iter().zip(placed) {
            block.text(right + 5.0, at + 2.4, Style { ink, ..label }, name);
        }
        block
    }

    fn heights(&self) -> [f64; 2] {
        let all = self.lines.iter().flat_map(|line| &line.points).map(|point| point[1]);
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
        if self.log { [low.floor(), high.ceil().max(low.floor() + 1.0)] } else { [0.0, (1.05 * high).max(0.1)] }
    }
}

/// Powers of ten at whole distances.
fn powers(low: f64, high: f64) -> Vec<(f64, String)> {
    let every = ((high - low) / 5.0).ceil().max(1.0);
    let exponents = (0..=6).map(|place| f64::from(place).mul_add(every, low)).filter(|&at| at <= high);
    exponents.map(|at| (at, format!("10{}", raised(&format!("{at:.0}"))))).collect()
}
