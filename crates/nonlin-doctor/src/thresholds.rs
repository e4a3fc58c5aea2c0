//! When a rule speaks up. `thresholds.toml` beside this file has every default with its reason.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use thiserror::Error;

/// The defaults as a file with reasons, to be copied and changed.
pub const DEFAULTS: &str = include_str!("thresholds.toml");

macro_rules! thresholds {
    ($($(#[$about:meta])* $rule:ident: $name:ident { $($(#[$of:meta])* $field:ident: $kind:ty),+ $(,)? }),+ $(,)?) => {
        /// The thresholds of all rules.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Thresholds {
            $($(#[$about])* pub $rule: $name,)+
        }

        /// What a user's file holds: whatever is not in it keeps its default.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, default)]
        #[derive(Default)]
        struct Given {
            $($rule: given::$name,)+
        }

        mod given {
            use serde::Deserialize;
            $(
                #[derive(Deserialize, Default)]
                #[serde(deny_unknown_fields, default)]
                pub(super) struct $name { $(pub(super) $field: Option<$kind>,)+ }
            )+
        }

        $(
            $(#[$about])*
            #[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$of])* pub $field: $kind,)+ }
        )+

        impl Thresholds {
            fn with(mut self, given: Given) -> Self {
                $($(if let Some(value) = given.$rule.$field { self.$rule.$field = value; })+)+
                self
            }

            /// The numbers by their names, to be checked.
            fn numbers(&self) -> Vec<(&'static str, f64)> {
                vec![$($((concat!(stringify!($rule), ".", stringify!($field)), self.$rule.$field as f64),)+)+]
            }
        }
    };
}

thresholds! {
    /// Of `dead_units`.
    dead_units: DeadUnits {
        /// Share of a layer's units.
        share: f64,
        /// Rows they were silent for.
        rows: u64,
    },
    /// Of `dying_units`.
    dying_units: DyingUnits {
        /// Growth of the share of dead units.
        growth: f64,
    },
    /// Of `saturated_units`.
    saturated_units: SaturatedUnits {
        /// Share of pre-activations on flat ends.
        share: f64,
    },
    /// Of `vanishing_gradient`.
    vanishing_gradient: VanishingGradient {
        /// First layer's by the last hidden one's.
        ratio: f64,
    },
    /// Of `exploding_gradient`.
    exploding_gradient: ExplodingGradient {
        /// First layer's by the last hidden one's.
        ratio: f64,
        /// Gradient by weights.
        by_weight: f64,
        /// Largest by median.
        burst: f64,
    },
    /// Of `drifting_scale`.
    drifting_scale: DriftingScale {
        /// Factor per layer.
        per_layer: f64,
        /// Factor over all layers.
        over_all: f64,
    },
    /// Of `initialiser`.
    initialiser: InitialiserLimits {
        /// Mean square by what fits.
        factor: f64,
    },
    /// Of `learning_rate_high` and `learning_rate_low`.
    learning_rate: LearningRate {
        /// Step by weights.
        high: f64,
        /// Whatever the loss does.
        far_too_high: f64,
        /// Step by weights.
        low: f64,
        /// Share of the first loss.
        progress: f64,
    },
    /// Of `inputs_not_scaled` and `useless_inputs`.
    inputs: Inputs {
        /// Mean or deviation.
        scale: f64,
        /// Share of columns.
        useless: f64,
    },
    /// Of `unrelated_labels`.
    labels: Labels {
        /// Standard errors.
        errors: f64,
        /// Rows at least.
        pairs: usize,
    },
    /// Of `symmetric_weights`.
    symmetric_weights: SymmetricWeights {
        /// Share of units.
        share: f64,
    },
    /// Of `dropout_rate`.
    dropout: Dropout {
        /// Share of numbers left out.
        rate: f64,
    },
    /// Of `untrained_layer`.
    untrained_layer: UntrainedLayer {
        /// Steps.
        steps: usize,
    },
}

/// A file of thresholds that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("thresholds: {0}")]
pub struct ThresholdError(String);

impl Thresholds {
    /// The defaults.
    #[allow(clippy::missing_panics_doc, reason = "a test reads the file")]
    pub fn standard() -> &'static Self {
        static STANDARD: OnceLock<Thresholds> = OnceLock::new();
        // The file is our own; a test reads it.
        #[allow(clippy::expect_used, reason = "a test reads the file")]
        STANDARD.get_or_init(|| toml::from_str(DEFAULTS).expect("the default thresholds are whole"))
    }

    /// The defaults, but for what this text says.
    ///
    /// Fails on what is no TOML, names no threshold, or is no number from 0 on.
    pub fn read(text: &str) -> Result<Self, ThresholdError> {
        let given: Given =
            toml::from_str(text).map_err(|error| ThresholdError(error.to_string().trim().replace('\n', " ")))?;
        let all = Self::standard().clone().with(given);
        match all.numbers().into_iter().find(|(_, value)| !(*value >= 0.0 && value.is_finite())) {
            Some((name, value)) => {
                Err(ThresholdError(format!("`{name}` is {value}, and has to be a number from 0 on")))
            }
            None => Ok(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_whole_and_a_file_changes_what_it_names() {
        assert_eq!(&Thresholds::read("").unwrap(), Thresholds::standard());
        assert_eq!(&Thresholds::read(DEFAULTS).unwrap(), Thresholds::standard());
        let changed = Thresholds::read("[dead_units]\nshare = 0.25").unwrap();
        assert_eq!((changed.dead_units.share, changed.dead_units.rows), (0.25, Thresholds::standard().dead_units.rows));
        for (text, words) in [("[dead_unit]", "dead_unit"), ("dead_units.share = -1", "from 0 on"), ("x", "thresholds")]
        {
            assert!(Thresholds::read(text).unwrap_err().to_string().contains(words), "{text}");
        }
    }
}
