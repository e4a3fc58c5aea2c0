//! The gradient grows on its way back until no step size fits: from the last layer to the first, beside the weights, or from step to step, as where a
//! recurrent state is multiplied with the same weights again and again (Pascanu, Mikolov & Bengio 2013, arXiv 1211.5063).

use super::vanishing_gradient::gradients;
use super::{median, named, short};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerTrace, Trace};

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limits = thresholds.exploding_gradient;
    let all = gradients(trace);
    let Some((first, last)) = all.first().zip(all.last()) else { return Vec::new() };
    let over_depth = all.len() >= 3
        && last.2 > 0.0
        && last.3 > 0.0
        && first.2 / last.2 > limits.ratio
        && first.3 / last.3 > limits.ratio;
    let finding = |layers: &[(usize, &LayerTrace)], what: String| {
        let (names, places) = named(layers);
        let remedy = "clip gradients to a length of 1, start with smaller weights (recurrent ones `orthogonal`), and see that the inputs are scaled";
        // Shortened, they do no step any harm; only their direction is little worth.
        if let Some(limit) = trace.about.clip_norm {
            let what = format!("{what}; it is shortened to a length of {}, so no step is too long", short(limit));
            let remedy = "leave it so, or start with smaller weights (recurrent ones `orthogonal`) and scaled inputs";
            return vec![Finding::new("exploding_gradient", names, what, remedy).notice().likely().of_layers(places)];
        }
        let step = layers.first().and_then(|(_, layer)| layer.samples.first()).map(|sample| sample.step);
        vec![
            Finding::new("exploding_gradient", names, what, remedy)
                .likely()
                .at_step(step)
                .of_layers(places)
                .change(Change::ClipNorm { limit: 1.0 }),
        ]
    };
    if over_depth {
        let what = format!("the gradient of the first layer is {} times the last one's", short(first.2 / last.2));
        return finding(&[(first.0, first.1)], what);
    }
    let steep: Vec<_> = all.iter().filter(|(.., by_weight)| *by_weight > limits.by_weight).collect();
    if let Some(most) = steep.iter().map(|(.., by_weight)| *by_weight).reduce(f64::max) {
        let what = format!("the gradient of the weights is {} times as long as the weights themselves", short(most));
        return finding(&steep.iter().map(|(place, layer, ..)| (*place, *layer)).collect::<Vec<_>>(), what);
    }
    let burst = |layer: &LayerTrace| {
        let course = layer.series(|sample| sample.weight_gradient);
        let middle = median(course.clone()).filter(|&middle| middle > 0.0 && course.len() >= 5)?;
        // Long ago it was small because all was learnt: a burst is beside the beginning too.
        let most = course.iter().copied().filter(|x| !x.is_nan()).reduce(f64::max)?;
        Some(most / middle.max(course[0]))
    };
    let bursts: Vec<_> = all
        .iter()
        .filter_map(|(place, layer, ..)| Some((*place, *layer, burst(layer)?)))
        .filter(|b| b.2 > limits.burst)
        .collect();
    match bursts.iter().map(|(.., burst)| *burst).reduce(f64::max) {
        Some(most) => {
            let what = format!("the gradient of the weights was {} times its usual length at one step", short(most));
            finding(&bursts.iter().map(|(place, layer, _)| (*place, *layer)).collect::<Vec<_>>(), what)
        }
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{deep, found};

    #[test]
    fn growth_over_depth_and_beyond_the_weights_is_found() {
        assert_eq!(found(super::find, &deep(12, |_| 1.0, |_| 0.01)), []);
        assert!(
            found(super::find, &deep(12, |_| 1.0, |layer| 1e-3 * 3_f64.powi(12 - layer)))[0]
                .what
                .contains("times the last")
        );
        let mut trace = deep(3, |_| 1.0, |_| 5e4);
        assert!(found(super::find, &trace)[0].what.contains("themselves"));
        assert!(found(super::find, &trace)[0].is_serious());
        // Gradients are recorded before they are shortened.
        trace.about.clip_norm = Some(1.0);
        assert!(!found(super::find, &trace)[0].is_serious());
    }
}
