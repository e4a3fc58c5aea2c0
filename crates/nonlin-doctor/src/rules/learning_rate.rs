//! Steps too long or too short for the weights. The length of a step by the length of the weights is about a thousandth in a training that goes well
//! (a rule of thumb of Karpathy's; `TheDeepChecker`, arXiv 2204.00694, has log10 from -4 to -1). It says enough only beside the loss: long steps are
//! none too long while it falls.

use super::{median, percent, short};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::Trace;

/// The length of a step by that of the weights, of the layer with the largest: the median over the sampled steps, and the longest.
fn step_lengths(trace: &Trace) -> Option<[f64; 2]> {
    let of_layer = |series: Vec<f64>| {
        let longest = series.iter().copied().filter(|x| !x.is_nan()).reduce(f64::max)?;
        Some([median(series)?, longest])
    };
    let layers = trace.weighted().filter_map(|layer| of_layer(layer.series(|sample| sample.update)));
    layers.reduce(|[a, b], [c, d]| [a.max(c), b.max(d)])
}

/// The share of the first loss that is gone: below 0 if it grew. Of first and last losses a few together, for one batch says little.
fn progress(trace: &Trace) -> Option<f64> {
    let losses: Vec<f64> = trace.steps.iter().map(|step| step.loss).collect();
    let few = (losses.len() / 5).clamp(1, 20);
    let first = *losses.first()?;
    let begin = median(losses[..few].to_vec()).unwrap_or(first).max(first);
    let end = if losses.iter().any(|loss| !loss.is_finite()) {
        f64::INFINITY
    } else {
        median(losses[losses.len() - few..].to_vec())?
    };
    (losses.len() >= 8 && begin > 0.0).then(|| (begin - end) / begin)
}

pub(super) fn find_high(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limits = thresholds.learning_rate;
    let (Some([usual, longest]), progress) = (step_lengths(trace), progress(trace)) else { return Vec::new() };
    let stuck = progress.is_some_and(|progress| progress < limits.progress);
    // After one step that is longer than the weights these are large, and the next ones look short beside them.
    let one = longest > limits.far_too_high;
    if !(one || (usual > limits.high && stuck)) {
        return Vec::new();
    }
    let length = if one { longest } else { usual };
    let loss = match progress {
        Some(progress) if progress < 0.0 => ", and the loss grew".to_owned(),
        Some(progress) if stuck => format!(", and {} of the loss is gone", percent(progress.max(0.0))),
        _ => String::new(),
    };
    let what = format!(
        "{} the weights by {} of their length, where a thousandth is usual{loss}",
        if one { "a single step changed" } else { "a step changes" },
        percent(length)
    );
    // To a fiftieth, as Adam's first steps are in a training that goes well.
    let factor = (0.02 / length).clamp(1e-4, 0.3);
    let remedy = remedy(trace, factor);
    let step = trace.steps.first().map(|step| step.step);
    vec![
        Finding::new("learning_rate_high", "training", what, remedy)
            .likely()
            .at_step(step)
            .change(Change::LearningRate { factor }),
    ]
}

/// The rate itself where the present one is known.
fn remedy(trace: &Trace, factor: f64) -> String {
    match trace.about.learning_rate {
        Some(rate) => format!("try a learning rate of about {} instead of {rate}", short(rate * factor)),
        None => format!("try a learning rate {} times as large", short(factor)),
    }
}

pub(super) fn find_low(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limits = thresholds.learning_rate;
    let Some([_, longest]) = step_lengths(trace) else { return Vec::new() };
    let steps = trace.steps.last().map_or(0, |step| step.step);
    // With steps this short the weights have moved by next to nothing, whatever the noise of a batch's loss says; over very many they may have.
    let unmoved = steps >= 8 && longest * (steps as f64) < 0.01;
    // That nothing moves at all is another rule's.
    if !(longest > 0.0
        && longest < limits.low
        && (unmoved || progress(trace).is_some_and(|gone| gone < limits.progress)))
    {
        return Vec::new();
    }
    let what = format!(
        "the longest step changed the weights by {} of their length: {steps} of them move nothing that counts",
        short(longest)
    );
    let factor = (1e-3 / longest).clamp(3.0, 1e6);
    let remedy = remedy(trace, factor);
    vec![Finding::new("learning_rate_low", "training", what, remedy).likely().change(Change::LearningRate { factor })]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, trained};

    #[test]
    fn long_steps_are_too_long_only_if_the_loss_does_not_fall() {
        let falling: Vec<f64> = (0..50).map(|i| 1.0 / (1.0 + f64::from(i) / 10.0)).collect();
        let stuck = [1.0; 50];
        assert_eq!(found(super::find_high, &trained(0.1, &falling)), []);
        assert_eq!(found(super::find_high, &trained(0.1, &stuck)).len(), 1);
        assert_eq!(found(super::find_high, &trained(1e-3, &stuck)), []);
        assert_eq!(found(super::find_high, &trained(0.9, &falling)).len(), 1);
    }

    #[test]
    fn short_steps_are_too_short_only_if_the_loss_does_not_fall() {
        let falling: Vec<f64> = (0..50).map(|i| 1.0 / (1.0 + f64::from(i) / 10.0)).collect();
        assert_eq!(found(super::find_low, &trained(1e-7, &[1.0; 50])).len(), 1);
        assert_eq!(found(super::find_low, &trained(1e-7, &falling)).len(), 1, "the noise of batches");
        assert_eq!(found(super::find_low, &trained(1e-3, &[1.0; 50])), []);
        assert_eq!(found(super::find_low, &trained(0.0, &[1.0; 50])), []);
    }
}
