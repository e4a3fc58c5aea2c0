//! How weights start.

mod normal;
mod orthogonal;
mod text;

use crate::error::NetError;
use nonlin::facts::moments;
use nonlin::functions::Family;
use nonlin::{Activation, Element};
use normal::standard_normal;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// The distribution that a layer's weights are drawn from. Biases start at 0.
///
/// Each weight is made from one uniform number that depends on nothing but the seed, the layer and the
/// weight's place, mapped through the inverse of the distribution function. So two activations with the
/// same initialiser start from identical weights, and two initialisers give weights that rise and fall
/// together: a comparison of activations is not blurred by different luck in the draw. (Only the numbers of
/// [`Orthogonal`](Self::Orthogonal) depend on one another.)
///
/// Uniform distributions reach from `-sqrt(3 variance)` to `sqrt(3 variance)`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Initialiser {
    /// Normal with variance `2 / fan_in`: rectifiers, which pass on half the variance
    /// (He, Zhang, Ren & Sun 2015, arXiv 1502.01852, equation 10).
    HeNormal,
    /// Uniform with the same variance.
    HeUniform,
    /// Normal with variance `1 / fan_in`: self-normalising functions
    /// (Yann `LeCun`, Bottou, Orr & Müller 1998, Efficient `BackProp`, section 4.6; Klambauer et al. 2017, arXiv 1706.02515).
    LecunNormal,
    /// Uniform with the same variance.
    LecunUniform,
    /// Normal with variance `2 / (fan_in + fan_out)` (Glorot & Bengio 2010, equation 12).
    GlorotNormal,
    /// Uniform with the same variance: S-shaped functions and output layers (equation 16 there).
    GlorotUniform,
    /// Normal with variance `gain^2 / fan_in`, where `gain` is [taken from the layer's activation](Self::gain): so any
    /// activation, a formula too, keeps its size from layer to layer. In layers without one activation for all of their
    /// weighted sums (gated units, recurrent layers) the gain is 1.
    Scaled,
    /// A matrix whose columns (rows, if those are fewer) are orthonormal: recurrent weights, through which a signal passes
    /// again and again without growing or dying (Saxe, `McClelland` & Ganguli 2014, arXiv 1312.6120).
    Orthogonal,
    /// Normal with mean 0, the same in layers of any size.
    Normal {
        /// Its standard deviation.
        deviation: f64,
    },
    /// Uniform, the same in layers of any size.
    Uniform {
        /// It reaches from minus this to this.
        limit: f64,
    },
    /// All weights the same. The nodes of such a layer stay alike.
    Constant {
        /// What they are.
        value: f64,
    },
    /// All weights 0: for a layer that is meant to start without a say. Between hidden layers no
    /// gradient passes through it, and its nodes stay alike.
    Zeros,
}

/// How a number is made of a uniform one.
enum Law {
    Normal { deviation: f64 },
    Uniform { limit: f64 },
    Constant { value: f64 },
}

impl Initialiser {
    /// All that have no number of their own.
    pub const NAMED: [Self; 9] = [
        Self::HeNormal,
        Self::HeUniform,
        Self::LecunNormal,
        Self::LecunUniform,
        Self::GlorotNormal,
        Self::GlorotUniform,
        Self::Scaled,
        Self::Orthogonal,
        Self::Zeros,
    ];

    /// The field's usual one for layers of such activations.
    pub fn for_family(family: Family) -> Self {
        match family {
            Family::Rectifier => Self::HeNormal,
            Family::SelfNormalising => Self::LecunNormal,
            Family::Sigmoidal | Family::Linear | Family::Vector => Self::GlorotUniform,
        }
    }

    /// What a layer of this activation starts with unless told otherwise: its family's, and for a formula that is none of
    /// the registry's functions, for which nothing is usual, [`Scaled`](Self::Scaled).
    pub fn for_activation(activation: &Activation) -> Self {
        let typed = activation.function().typed();
        // A formula that is a function of the registry starts as that does.
        let known = typed.and_then(|typed| typed.known()).map(|known| known.function.card());
        match (typed, known) {
            (Some(_), None) => Self::Scaled,
            (_, known) => Self::for_family(known.unwrap_or(activation.card()).family),
        }
    }

    /// What the weights of [`Scaled`](Self::Scaled) are multiplied with: `1 / sqrt(E[f(x)^2])` for `x` from the standard normal
    /// distribution, with the parameters as they start. It is `sqrt 2` for `ReLU` and 1 for SELU and the identity.
    /// 1 too where there is nothing to bring into scale: from 1e6 on, under 1e-6, or where it is no number.
    ///
    /// It takes 98,304 evaluations of the activation, about a millisecond.
    pub fn gain(activation: &Activation) -> f64 {
        let gain = moments(activation).forward_gain();
        if (1e-6..1e6).contains(&gain) { gain } else { 1.0 }
    }

    /// The mean square of the weights of a layer with `fan_in` inputs and `fan_out` nodes, which is their variance but for
    /// [`Constant`](Self::Constant); for [`Scaled`](Self::Scaled) with a gain of 1.
    pub fn variance(self, fan_in: usize, fan_out: usize) -> f64 {
        match self {
            Self::HeNormal | Self::HeUniform => 2.0 / fan_in as f64,
            Self::LecunNormal | Self::LecunUniform | Self::Scaled => 1.0 / fan_in as f64,
            Self::GlorotNormal | Self::GlorotUniform => 2.0 / (fan_in as f64 + fan_out as f64),
            Self::Orthogonal => 1.0 / fan_in.max(fan_out) as f64,
            Self::Normal { deviation } => deviation * deviation,
            // Uniform on (-1, 1) has variance 1/3.
            Self::Uniform { limit } => limit * limit / 3.0,
            Self::Constant { value } => value * value,
            Self::Zeros => 0.0,
        }
    }

    /// Fails, naming the layer, if a number of its own is out of its range.
    pub(crate) fn check(self, layer: &str) -> Result<(), NetError> {
        let (value, fits, range) = match self {
            Self::Normal { deviation: size } | Self::Uniform { limit: size } => {
                (size, size >= 0.0 && size <= f64::from(f32::MAX), "a number not below 0")
            }
            Self::Constant { value } => (value, value.abs() <= f64::from(f32::MAX), "a finite number"),
            _ => return Ok(()),
        };
        if fits {
            return Ok(());
        }
        let (layer, value, range) = (layer.to_owned(), value.to_string(), range.to_owned());
        Err(NetError::LayerSetting { layer, setting: "the number of its initialiser", value, range })
    }

    /// Fills the row-major matrix `weights`, a row per input and a column per node, from the random numbers of this seed and
    /// stream. `gain` is asked for by [`Scaled`](Self::Scaled) alone.
    pub(crate) fn fill<T: Element>(
        self,
        weights: &mut [T],
        (fan_in, fan_out): (usize, usize),
        gain: impl FnOnce() -> f64,
        (seed, stream): (u64, u64),
    ) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(stream);
        let mut uniform = || open_unit(random.next_u64());
        let deviation = self.variance(fan_in, fan_out).sqrt();
        let law = match self {
            Self::Orthogonal => {
                return orthogonal::fill(weights, fan_in, fan_out, || standard_normal(uniform()));
            }
            Self::HeNormal | Self::LecunNormal | Self::GlorotNormal | Self::Normal { .. } => Law::Normal { deviation },
            Self::Scaled => Law::Normal { deviation: gain() * deviation },
            Self::HeUniform | Self::LecunUniform | Self::GlorotUniform => {
                Law::Uniform { limit: deviation * 3_f64.sqrt() }
            }
            Self::Uniform { limit } => Law::Uniform { limit },
            Self::Constant { value } => Law::Constant { value },
            Self::Zeros => Law::Constant { value: 0.0 },
        };
        for weight in weights {
            *weight = T::from_f64(match law {
                Law::Normal { deviation } => deviation * standard_normal(uniform()),
                Law::Uniform { limit } => limit * (2.0 * uniform() - 1.0),
                Law::Constant { value } => value,
            });
        }
    }
}

/// A number strictly between 0 and 1, from the upper 52 bits.
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw<T: Element>(kind: Initialiser, fans: (usize, usize), place: (u64, u64)) -> Vec<T> {
        let mut weights = vec![T::default(); fans.0 * fans.1];
        kind.fill(&mut weights, fans, || 1.5, place);
        weights
    }

    #[test]
    fn variances_are_those_of_theory() {
        let fans = (600, 400);
        for (kind, theory) in [
            (Initialiser::HeNormal, 2.0 / 600.0),
            (Initialiser::HeUniform, 2.0 / 600.0),
            (Initialiser::LecunNormal, 1.0 / 600.0),
            (Initialiser::LecunUniform, 1.0 / 600.0),
            (Initialiser::GlorotNormal, 2.0 / 1000.0),
            (Initialiser::GlorotUniform, 2.0 / 1000.0),
            (Initialiser::Scaled, 2.25 / 600.0),
            (Initialiser::Orthogonal, 1.0 / 600.0),
            (Initialiser::Normal { deviation: 0.3 }, 0.09),
            (Initialiser::Uniform { limit: 0.3 }, 0.03),
        ] {
            let weights = draw::<f32>(kind, fans, (7, 1));
            let n = weights.len() as f64;
            let mean = weights.iter().map(|&w| f64::from(w)).sum::<f64>() / n;
            let variance = weights.iter().map(|&w| (f64::from(w) - mean).powi(2)).sum::<f64>() / n;
            // Four standard errors of 240,000 normal numbers.
            assert!((variance / theory - 1.0).abs() < 0.012, "{kind:?}: {variance} for {theory}");
            assert!(mean.abs() < 0.0082 * theory.sqrt(), "{kind:?}: mean {mean}");
            let gain = if kind == Initialiser::Scaled { 2.25 } else { 1.0 };
            assert!((gain * kind.variance(fans.0, fans.1) / theory - 1.0).abs() < 1e-12, "{kind:?}");
        }
        assert_eq!(draw::<f32>(Initialiser::Constant { value: 0.3 }, (2, 2), (7, 1)), [0.3; 4]);
        assert_eq!(draw::<f32>(Initialiser::Zeros, (2, 2), (7, 1)), [0.0; 4]);
    }

    #[test]
    fn uniform_numbers_keep_within_their_limit() {
        for kind in [Initialiser::Uniform { limit: 0.3 }, Initialiser::HeUniform] {
            let limit = (3.0 * kind.variance(50, 50)).sqrt();
            let largest = draw::<f64>(kind, (50, 50), (7, 1)).into_iter().fold(0.0, |most: f64, w| most.max(w.abs()));
            assert!(largest < limit && largest > 0.99 * limit, "{kind:?}: {largest} of {limit}");
        }
    }

    #[test]
    fn draws_depend_on_seed_layer_and_place_only() {
        let numbers = |kind, place| draw::<f64>(kind, (10, 10), place);
        let he = numbers(Initialiser::HeNormal, (3, 1));
        assert_eq!(he, numbers(Initialiser::HeNormal, (3, 1)));
        assert_ne!(he, numbers(Initialiser::HeNormal, (3, 2)));
        assert_ne!(he, numbers(Initialiser::HeNormal, (4, 1)));
        let others = [Initialiser::LecunNormal, Initialiser::GlorotNormal, Initialiser::Scaled];
        for (other, factor) in others.into_iter().zip([1.0, 1.0, 1.5]) {
            let pairs = he.iter().zip(numbers(other, (3, 1)));
            assert!(pairs.into_iter().all(|(he, other)| (he / other * factor - 2_f64.sqrt()).abs() < 1e-12));
        }
        for uniform in [Initialiser::GlorotUniform, Initialiser::HeUniform, Initialiser::Uniform { limit: 1.0 }] {
            let uniform = numbers(uniform, (3, 1));
            let mut order: Vec<usize> = (0..he.len()).collect();
            order.sort_by(|&a, &b| he[a].total_cmp(&he[b]));
            assert!(order.is_sorted_by(|&a, &b| uniform[a] <= uniform[b]), "they rise and fall together");
        }
    }

    #[test]
    fn the_gain_is_that_of_theory_and_a_formula_starts_by_it() {
        let gain = |name: &str| Initialiser::gain(&Activation::named(name).unwrap());
        assert!((gain("relu") - 2_f64.sqrt()).abs() < 1e-6);
        assert!((gain("linear") - 1.0).abs() < 1e-6 && (gain("selu") - 1.0).abs() < 1e-6);
        assert!((gain("3 * x") - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(gain("0 * x"), 1.0, "there is nothing to bring into scale");
        let usual = |name: &str| Initialiser::for_activation(&Activation::named(name).unwrap());
        assert_eq!(usual("gelu"), Initialiser::HeNormal);
        assert_eq!(usual("tanh"), Initialiser::GlorotUniform);
        assert_eq!(usual("x * sigmoid(x)"), Initialiser::HeNormal, "that is SiLU");
        assert_eq!(usual("x * tanh(softplus(2x))"), Initialiser::Scaled);
    }
}
