//! The figures of a trace. Each is there only if the trace has what it shows.

mod chart;
mod histogram;

pub(super) use histogram::{Histogram, histogram};

use super::layers::short_name;
use crate::figure::FigureError;
use chart::{Chart, Line, Scale};
use nonlin_doctor::{LayerSample, LayerTrace, Thresholds, Trace};

/// Lines in a colour of their own, with a label.
const LINES: usize = 6;
/// Steps that the way through the layers is drawn at.
const STEPS: usize = 5;
/// Lines in grey.
const OTHERS: usize = 60;
/// Points of a line; more cannot be told apart.
const POINTS: usize = 160;

/// Numbers by step or by layer.
type Points = Vec<(f64, f64)>;

/// A figure with what is said of it.
pub(super) struct Figure {
    pub(super) title: &'static str,
    pub(super) about: String,
    pub(super) svg: String,
    /// Labels, and what they stand for.
    pub(super) legend: Vec<(String, String)>,
}

impl Figure {
    fn of(chart: &Chart<'static, '_>, about: String, legend: Vec<(String, String)>) -> Result<Self, FigureError> {
        let about = chart.signs().into_iter().fold(about, |about, sign| format!("{about} {sign}"));
        Ok(Self { title: chart.title, about, svg: chart.draw()?, legend })
    }
}

/// All figures over steps and over layers.
pub(super) fn figures(trace: &Trace, thresholds: &Thresholds) -> Result<Vec<Figure>, FigureError> {
    let rate = thresholds.learning_rate;
    let all = [
        loss(trace)?,
        over_depth(trace)?,
        over_steps(trace, |sample| sample.gradient, Kind {
            title: "Gradient by step",
            y: Scale::Log,
            y_name: "gradient",
            about: "Root mean square of the gradient of a row's loss at each layer's pre-activations.".to_owned(),
            band: None,
            mark: None,
        })?,
        over_steps(trace, |sample| sample.update, Kind {
            title: "Length of a step by that of the weights",
            y: Scale::Log,
            y_name: "step / weights",
            about: format!(
                "A thousandth is usual. In the band, from {} to {}, the doctor suspects nothing.",
                super::layers::plain(rate.low),
                super::layers::plain(rate.high)
            ),
            band: Some([rate.low, rate.high]),
            mark: None,
        })?,
        over_steps(trace, |sample| sample.flat, Kind {
            title: "Pre-activations in the flat part",
            y: Scale::Share,
            y_name: "share",
            about: "Where the activation's slope is under 1 % of its steepest. About half is usual for ReLU, which is off for half of its inputs.".to_owned(),
            band: None,
            mark: None,
        })?,
        over_steps(trace, |sample| sample.dead, Kind {
            title: "Dead units",
            y: Scale::Share,
            y_name: "share of units",
            about: "Units that were in the flat part for every one of the last rows looked at (512, or as many as there were by then).".to_owned(),
            band: None,
            mark: Some((thresholds.dead_units.share, "limit")),
        })?,
    ];
    Ok(all.into_iter().flatten().collect())
}

/// What a figure over steps is of.
struct Kind {
    title: &'static str,
    y: Scale,
    y_name: &'static str,
    about: String,
    band: Option<[f64; 2]>,
    mark: Option<(f64, &'static str)>,
}

/// A logarithm where the first steps were looked at more closely than the last ones.
fn step_scale(points: &[(f64, f64)]) -> (Scale, &'static str) {
    if let [first, second, .., before, last] = points
        && first.0 > 0.0
        && last.0 / first.0 >= 20.0
        && 4.0 * (second.0 - first.0) <= last.0 - before.0
    {
        return (Scale::LogSteps, "step, log scale");
    }
    (Scale::Linear, "step")
}

fn loss(trace: &Trace) -> Result<Option<Figure>, FigureError> {
    let mut points: Points = trace.steps.iter().map(|step| (step.step as f64, step.loss)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    if points.len() < 2 {
        return Ok(None);
    }
    let (x, x_name) = step_scale(&points);
    let ends = points.iter().map(|point| point.1).filter(|loss| loss.is_finite());
    let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
    let y = if low > 0.0 && high / low > 30.0 { Scale::Log } else { Scale::Linear };
    let line = Line { label: "loss".to_owned(), name: "loss".to_owned(), points: thinned(points) };
    let baseline = trace.about.baseline_loss.filter(|loss| loss.is_finite());
    let title = "Loss by step";
    let chart = Chart {
        title,
        x,
        x_name,
        x_names: &[],
        y,
        y_name: "loss",
        lines: vec![line],
        others: Vec::new(),
        band: None,
        mark: baseline.map(|loss| (loss, "baseline")),
    };
    let about = match baseline {
        Some(_) => "Mean loss of each sampled step's rows; dashed: of an answer that looks at no input.",
        None => "Mean loss of each sampled step's rows.",
    };
    Figure::of(&chart, about.to_owned(), Vec::new()).map(Some)
}

/// The gradient layer by layer, at a few steps.
fn over_depth(trace: &Trace) -> Result<Option<Figure>, FigureError> {
    let has_gradient = |layer: &LayerTrace| layer.samples.iter().any(|sample| sample.gradient.is_some());
    let placed = trace.layers.iter().enumerate().filter(|(_, layer)| has_gradient(layer));
    let (names, layers): (Vec<String>, Vec<&LayerTrace>) =
        placed.map(|(place, layer)| (short_name(place, layer), layer)).unzip();
    let mut steps: Vec<u64> = layers
        .iter()
        .flat_map(|layer| layer.samples.iter().filter(|sample| sample.gradient.is_some()).map(|sample| sample.step))
        .collect();
    steps.sort_unstable();
    steps.dedup();
    if layers.len() < 2 {
        return Ok(None);
    }
    let at = |step: u64| -> Points {
        let of = |layer: &LayerTrace| layer.samples.iter().find(|sample| sample.step == step)?.gradient;
        layers.iter().enumerate().filter_map(|(place, layer)| Some((place as f64, of(layer)?))).collect()
    };
    let lines = evenly(steps.len(), STEPS)
        .map(|place| {
            let name = format!("step {}", steps[place]);
            Line { label: name.clone(), name, points: at(steps[place]) }
        })
        .collect();
    let title = "Gradient by layer";
    let chart = Chart {
        title,
        x: Scale::Names,
        x_name: "layer, from the input on",
        x_names: &names,
        y: Scale::Log,
        y_name: "gradient",
        lines,
        others: Vec::new(),
        band: None,
        mark: None,
    };
    let about = "The gradient on its way back, from the output layer on the right: where it falls towards the left, the first layers hardly learn.";
    Figure::of(&chart, about.to_owned(), Vec::new()).map(Some)
}

/// A number of each layer, step by step: a few layers in colours, the others in grey.
fn over_steps(
    trace: &Trace,
    number: impl Fn(&LayerSample) -> Option<f64>,
    kind: Kind,
) -> Result<Option<Figure>, FigureError> {
    let series = |layer: &LayerTrace| {
        let points = layer.samples.iter().filter_map(|sample| Some((sample.step as f64, number(sample)?)));
        let mut points: Points = points.collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    };
    let placed = trace.layers.iter().enumerate().map(|(place, layer)| (place, layer, series(layer)));
    let all: Vec<(usize, &LayerTrace, Points)> = placed.filter(|(.., points)| points.len() >= 2).collect();
    let Some((x, x_name)) = all.first().map(|(.., points)| step_scale(points)) else { return Ok(None) };
    let drawn: Vec<usize> = evenly(all.len(), LINES).collect();
    let rest: Vec<usize> = (0..all.len()).filter(|place| !drawn.contains(place)).collect();
    let grey = evenly(rest.len(), OTHERS).map(|place| thinned(all[rest[place]].2.clone()));
    let lines: Vec<Line> = drawn
        .iter()
        .map(|&place| {
            let (place, layer, points) = &all[place];
            Line { label: short_name(*place, layer), name: layer.name.clone(), points: thinned(points.clone()) }
        })
        .collect();
    let legend = lines.iter().map(|line| (line.label.clone(), line.name.clone())).collect();
    let about = if rest.is_empty() {
        kind.about
    } else {
        format!("{} {} of {} layers have a colour; the others are grey.", kind.about, lines.len(), all.len())
    };
    let chart = Chart {
        title: kind.title,
        x,
        x_name,
        x_names: &[],
        y: kind.y,
        y_name: kind.y_name,
        lines,
        others: grey.collect(),
        band: kind.band,
        mark: kind.mark,
    };
    Figure::of(&chart, about, legend).map(Some)
}

/// So many places of these at most, the first and the last among them.
pub(super) fn evenly(all: usize, most: usize) -> impl Iterator<Item = usize> {
    let count = all.min(most);
    (0..count).map(move |place| if count < 2 { 0 } else { place * (all - 1) / (count - 1) })
}

/// Fewer points, with every stretch's lowest and highest, and all that are no numbers: a single bad step must be seen.
fn thinned(points: Points) -> Points {
    if points.len() <= POINTS {
        return points;
    }
    let stretch = points.len().div_ceil(POINTS / 2);
    let mut few: Points = points.first().copied().into_iter().collect();
    let last = points.last().copied();
    for part in points.chunks(stretch) {
        let finite = || part.iter().enumerate().filter(|(_, point)| point.1.is_finite());
        let low = finite().min_by(|a, b| a.1.1.total_cmp(&b.1.1)).map(|(place, _)| place);
        let high = finite().max_by(|a, b| a.1.1.total_cmp(&b.1.1)).map(|(place, _)| place);
        let wrong = part.iter().position(|point| !point.1.is_finite());
        let mut kept: Vec<usize> = [low, high, wrong].into_iter().flatten().collect();
        kept.sort_unstable();
        kept.dedup();
        few.extend(kept.into_iter().map(|place| part[place]));
    }
    few.extend(last);
    few.dedup();
    few
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_points_are_few_and_the_worst_stay() {
        let mut points: Points = (0..1000).map(|i| (f64::from(i), 1.0)).collect();
        (points[417].1, points[800].1) = (1e6, f64::NAN);
        let few = thinned(points);
        assert!(few.len() <= POINTS + 3, "{}", few.len());
        assert_eq!((few[0].0, few[few.len() - 1].0), (0.0, 999.0));
        assert!(few.contains(&(417.0, 1e6)) && few.iter().filter(|point| point.1.is_nan()).count() == 1);
        assert!(few.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order");
        assert_eq!(evenly(20, 6).collect::<Vec<_>>(), [0, 3, 7, 11, 15, 19]);
        assert_eq!(evenly(2, 6).collect::<Vec<_>>(), [0, 1]);
        assert_eq!((evenly(1, 6).count(), evenly(0, 6).count()), (1, 0));
    }
}
