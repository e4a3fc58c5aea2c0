//! How a layer is, by what was found.

use crate::finding::{Finding, Severity};
use crate::trace::Trace;
use serde::{Deserialize, Serialize};

/// How a layer is; the worst comes last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Nothing was found about it, for nobody looked inside: a model as it is, without rows taken through it.
    Unseen,
    /// It was looked into, and nothing was found.
    Healthy,
    /// Worth a look.
    Notice,
    /// Something is wrong with it.
    Serious,
}

impl Health {
    /// Of each layer of a trace, in order, by the findings about it.
    pub fn of(trace: &Trace, findings: &[Finding]) -> Vec<Self> {
        let mut all: Vec<Self> = trace
            .layers
            .iter()
            .map(|layer| if layer.samples.is_empty() { Self::Unseen } else { Self::Healthy })
            .collect();
        for finding in findings {
            for &place in &finding.layers {
                if let Some(health) = all.get_mut(place) {
                    *health = (*health).max(finding.severity.into());
                }
            }
        }
        all
    }
}

impl From<Severity> for Health {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Notice => Self::Notice,
            Severity::Serious => Self::Serious,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LayerSample, LayerTrace};

    #[test]
    fn a_layer_is_as_ill_as_the_worst_said_of_it() {
        let seen = LayerTrace { samples: vec![LayerSample::default()], ..LayerTrace::unseen("a", "relu") };
        let layers = vec![LayerTrace::unseen("in", "relu"), seen.clone(), seen.clone(), seen];
        let trace = Trace { layers, ..Trace::default() };
        let of = |layers: &[usize]| Finding::new("r", "p", "w", "r").of_layers(layers.to_vec());
        let findings = [of(&[2, 3]).notice(), of(&[3, 99]), of(&[3]).notice()];
        assert_eq!(Health::of(&trace, &findings), [Health::Unseen, Health::Healthy, Health::Notice, Health::Serious]);
    }
}
