//! Initial weights far from the scale that keeps signals alive through the activation: 2 / fan-in for `ReLU` (He et al. 2015, arXiv 1502.01852),
//! 1 / fan-in or 2 / (fan-in + fan-out) for those with slope 1 about 0 (`LeCun` et al. 1998; Glorot & Bengio 2010). The nearest of them counts, for
//! frameworks differ by a factor of six among themselves.

use super::{named, placed, short};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, LayerTrace, Trace};

/// The mean square by the nearest of the usual ones.
fn off(layer: &LayerTrace) -> Option<f64> {
    let weights = layer.weights.filter(|weights| layer.initial && weights.mean_square.is_finite())?;
    let counted = matches!(layer.kind, LayerKind::Dense | LayerKind::Convolution | LayerKind::Recurrent);
    // Constant weights, zeros too, are another rule's; a single input has too few weights to tell a variance by.
    if !counted || layer.fan_in == 0 || layer.fan_in * layer.units < 8 || weights.alike > 0.9 {
        return None;
    }
    let (fan_in, fan_out) = (layer.fan_in as f64, layer.units as f64);
    let usual = [2.0 / fan_in, 1.0 / fan_in, 2.0 / (fan_in + fan_out)];
    let ratios = usual.map(|usual| weights.mean_square / usual);
    ratios.into_iter().min_by(|a, b| a.ln().abs().total_cmp(&b.ln().abs()))
}

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limit = thresholds.initialiser.factor;
    let wrong: Vec<_> = placed(trace)
        // A small last layer is a known and harmless start.
        .filter(|(_, layer)| off(layer).is_some_and(|off| off > limit || (off < 1.0 / limit && !layer.output)))
        .collect();
    let worst = wrong.iter().filter_map(|(_, layer)| off(layer)).max_by(|a, b| a.ln().abs().total_cmp(&b.ln().abs()));
    let Some(worst) = worst else { return Vec::new() };
    let (names, places) = named(&wrong);
    let (size, consequence) = if worst > 1.0 {
        ("large", "sums start far out, where activations are flat or run away")
    } else {
        ("small", "signals and gradients shrink from layer to layer")
    };
    let what = format!(
        "the initial weights are too {size}: their variance is {} times that of the usual initialiser, so {consequence}",
        short(worst)
    );
    let remedy = "start with the initialiser of the activation's family: `he_normal` for ReLU and its kin, `lecun_normal` for SELU, `glorot_uniform` for tanh and sigmoid";
    vec![Finding::new("initialiser", names, what, remedy).likely().of_layers(places).change(Change::FittingInitialiser)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, weighted};

    #[test]
    fn far_off_is_found_and_the_frameworks_own_are_not() {
        // The variance by 1 / fan-in: PyTorch's default has a third.
        for usual in [2.0, 1.0, 1.0 / 3.0] {
            assert_eq!(found(super::find, &weighted("relu", usual)), [], "{usual}");
        }
        assert!(found(super::find, &weighted("relu", 100.0))[0].what.contains("too large"));
        assert!(found(super::find, &weighted("relu", 0.01))[0].what.contains("too small"));
    }
}
