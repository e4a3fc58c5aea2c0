//! A layer as every report shows it: what it is, how it is, and what was seen of it last.

use nonlin_doctor::{Finding, Health, LayerKind, LayerSample, LayerTrace, Trace};

/// A layer's line.
pub(super) struct LayerRow {
    /// From 0.
    pub(super) place: usize,
    pub(super) name: String,
    /// `#12 ` where figures name it by its place; else empty.
    pub(super) number: String,
    pub(super) kind: &'static str,
    pub(super) activation: String,
    pub(super) units: String,
    pub(super) health: Health,
    pub(super) mean: String,
    pub(super) deviation: String,
    pub(super) flat: String,
    pub(super) dead: String,
    pub(super) gradient: String,
    pub(super) update: String,
    /// NaN and infinite numbers, in words; empty without any.
    pub(super) not_finite: String,
    /// The weights when they were first seen, in words; empty if they are not known.
    pub(super) weights: String,
}

impl LayerRow {
    /// All layers, from the input on.
    pub(super) fn all(trace: &Trace, findings: &[Finding]) -> Vec<Self> {
        let healths = Health::of(trace, findings);
        trace
            .layers
            .iter()
            .zip(healths)
            .enumerate()
            .map(|(place, (layer, health))| Self::of(place, layer, health))
            .collect()
    }

    pub(super) fn of(place: usize, layer: &LayerTrace, health: Health) -> Self {
        let number = |x: Option<f64>| x.map_or_else(String::new, short);
        let share = |x: Option<f64>| x.filter(|x| x.is_finite()).map_or_else(String::new, percent);
        let last = |number: fn(&LayerSample) -> Option<f64>| layer.samples.iter().rev().find_map(number);
        Self {
            place,
            name: layer.name.clone(),
            number: Some(short_name(place, layer))
                .filter(|name| name.starts_with('#'))
                .map_or_else(String::new, |name| name + " "),
            kind: kind(layer.kind),
            activation: layer.activation.clone(),
            units: if layer.units == 0 { String::new() } else { layer.units.to_string() },
            health,
            mean: number(last(|sample| Some(sample.after?.mean))),
            deviation: number(last(|sample| Some(sample.after?.deviation))),
            flat: share(last(|sample| sample.flat)),
            dead: share(last(|sample| sample.dead)),
            gradient: number(last(|sample| sample.gradient)),
            update: number(last(|sample| sample.update)),
            not_finite: not_finite(layer),
            weights: weights(layer),
        }
    }

    /// Whether anybody looked inside.
    pub(super) fn is_seen(&self) -> bool {
        ![&self.mean, &self.gradient, &self.update].iter().all(|text| text.is_empty())
    }

    pub(super) fn sign(&self) -> &'static str {
        sign(self.health)
    }
}

/// The name of a health's sign and colour.
pub(super) fn sign(health: Health) -> &'static str {
    match health {
        Health::Unseen => "unseen",
        Health::Healthy => "healthy",
        Health::Notice => "notice",
        Health::Serious => "serious",
    }
}

fn kind(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Dense => "dense",
        LayerKind::Convolution => "convolution",
        LayerKind::Recurrent => "recurrent",
        LayerKind::Embedding => "embedding",
        LayerKind::BatchNorm => "batch norm",
        LayerKind::RowNorm => "row norm",
        LayerKind::Dropout => "dropout",
        LayerKind::AlphaDropout => "alpha dropout",
        LayerKind::Activation => "activation",
        LayerKind::Rows => "row function",
        LayerKind::Add => "sum",
        LayerKind::Other => "other",
    }
}

/// A name for figures: the number of `layer 12 (dense)`, `out` of an output layer, else the place from 1 on, as `#12`.
pub(super) fn short_name(place: usize, layer: &LayerTrace) -> String {
    if layer.output {
        return "out".to_owned();
    }
    let number = layer.name.strip_prefix("layer ").and_then(|rest| rest.split(' ').next());
    let number = number.filter(|number| number.parse::<u32>().is_ok());
    number.map_or_else(|| format!("#{}", place + 1), str::to_owned)
}

fn not_finite(layer: &LayerTrace) -> String {
    let Some(first) =
        layer.samples.iter().filter(|sample| sample.not_finite != [0; 4]).min_by_key(|sample| sample.step)
    else {
        return String::new();
    };
    let places = ["pre-activations", "activations", "gradient", "weights"];
    let counts = first.not_finite.iter().zip(places).filter(|(count, _)| **count > 0);
    let counts: Vec<String> = counts.map(|(count, place)| format!("{count} in the {place}")).collect();
    format!("NaN or infinite from step {} on: {}", first.step, counts.join(", "))
}

fn weights(layer: &LayerTrace) -> String {
    let Some(weights) = layer.weights else { return String::new() };
    let who = if layer.units == 1 { "the unit" } else { "each unit" };
    let parts = [
        Some(format!("root mean square {}", plain(weights.mean_square.sqrt()))),
        (layer.fan_in > 0).then(|| format!("{who} sums {} numbers", layer.fan_in)),
        (weights.alike > 0.0).then(|| format!("{} of the units alike", percent(weights.alike))),
        (weights.not_finite > 0).then(|| format!("{} NaN or infinite", weights.not_finite)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `12 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// A number for a table.
pub(super) fn short(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        size if (0.001..100.0).contains(&size) => format!("{x:.3}"),
        size if (100.0..1e4).contains(&size) => format!("{x:.1}"),
        _ => format!("{x:.1e}"),
    }
}

/// A number in a sentence, without zeros at its end.
pub(super) fn plain(x: f64) -> String {
    let text = short(x);
    match text.split_once('e') {
        Some((digits, power)) => format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.')),
        None if text.contains('.') => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_they_say_something() {
        let all = [0.0, 9.0, -1445.0, 104.2004, 0.05, 1e-5, 2.34e9, f64::NAN];
        assert_eq!(all.map(plain), ["0", "9", "-1445", "104.2", "0.05", "1e-5", "2.3e9", "NaN"]);
        assert_eq!(short(9.0), "9.000");
    }
}
