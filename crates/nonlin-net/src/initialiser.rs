//! How weights start.

mod orthogonal;

use nonlin::Element;
use nonlin::functions::Family;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// The distribution that a layer's weights are drawn from. Biases start at 0.
///
/// Each weight is made from one uniform number that depends on nothing but the seed, the layer and the
/// weight's place, mapped through the inverse of the distribution function. So two activations with the
/// same initialiser start from identical weights, and two initialisers give weights that rise and fall
/// together: a comparison of activations is not blurred by different luck in the draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initialiser {
    /// Normal with variance `2 / fan_in`: rectifiers, which pass on half the variance
    /// (He, Zhang, Ren & Sun 2015, arXiv 1502.01852, equation 10).
    HeNormal,
    /// Normal with variance `1 / fan_in`: self-normalising functions
    /// (Yann `LeCun`, Bottou, Orr & Müller 1998, Efficient `BackProp`, section 4.6; Klambauer et al. 2017, arXiv 1706.02515).
    LecunNormal,
    /// Uniform with variance `2 / (fan_in + fan_out)`: S-shaped functions and output layers
    /// (Glorot & Bengio 2010, equation 16).
    GlorotUniform,
    /// A matrix whose columns (rows, if those are fewer) are orthonormal: recurrent weights, through which a signal passes
    /// again and again without growing or dying (Saxe, `McClelland` & Ganguli 2014, arXiv 1312.6120).
    Orthogonal,
    /// All weights 0: for a layer that is meant to start without a say. Between hidden layers no
    /// gradient passes through it, and its nodes stay alike.
    Zeros,
}

impl Initialiser {
    /// The one that keeps signals in scale through layers of such activations.
    pub fn for_family(family: Family) -> Self {
        match family {
            Family::Rectifier => Self::HeNormal,
            Family::SelfNormalising => Self::LecunNormal,
            Family::Sigmoidal | Family::Linear | Family::Vector => Self::GlorotUniform,
        }
    }

    /// The variance of the weights of a layer with `fan_in` inputs and `fan_out` nodes.
    pub fn variance(self, fan_in: usize, fan_out: usize) -> f64 {
        match self {
            Self::HeNormal => 2.0 / fan_in as f64,
            Self::LecunNormal => 1.0 / fan_in as f64,
            Self::GlorotUniform => 2.0 / (fan_in as f64 + fan_out as f64),
            Self::Orthogonal => 1.0 / fan_in.max(fan_out) as f64,
            Self::Zeros => 0.0,
        }
    }

    /// Fills `weights` from the random numbers of this seed and stream.
    pub(crate) fn fill<T: Element>(self, weights: &mut [T], fan_in: usize, fan_out: usize, seed: u64, stream: u64) {
        let deviation = self.variance(fan_in, fan_out).sqrt();
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(stream);
        if self == Self::Orthogonal {
            return orthogonal::fill(weights, fan_in, fan_out, || standard_normal(open_unit(random.next_u64())));
        }
        for weight in weights {
            let uniform = open_unit(random.next_u64());
            *weight = T::from_f64(match self {
                Self::HeNormal | Self::LecunNormal => deviation * standard_normal(uniform),
                // Uniform on (-1, 1) has variance 1/3.
                Self::GlorotUniform => deviation * 3_f64.sqrt() * (2.0 * uniform - 1.0),
                Self::Orthogonal | Self::Zeros => 0.0,
            });
        }
    }
}

/// A number strictly between 0 and 1, from the upper 52 bits.
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// The inverse of the normal distribution function, relative error about 1e-16: algorithm AS 241, `PPND16`
/// (Wichura 1988, Applied Statistics 37, 477-484).
fn standard_normal(probability: f64) -> f64 {
    let q = probability - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * horner(&CENTRE.0, r) / horner(&CENTRE.1, r);
    }
    let r = (-probability.min(1.0 - probability).ln()).sqrt();
    let (tail, r) = if r <= 5.0 { (&MIDDLE, r - 1.6) } else { (&FAR, r - 5.0) };
    (horner(&tail.0, r) / horner(&tail.1, r)).copysign(q)
}

fn horner(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &term| sum * x + term)
}

/// Numerator and denominator for the middle 85 %, constant term first.
const CENTRE: ([f64; 8], [f64; 8]) = (
    [
        3.3871328727963666080,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ],
    [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ],
);

/// The same for the tails out to a probability of e^-25.
const MIDDLE: ([f64; 8], [f64; 8]) = (
    [
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ],
    [
        1.0,
        2.05319162663775882187,
        1.67638483018380384940,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ],
);

/// The same beyond.
const FAR: ([f64; 8], [f64; 8]) = (
    [
        6.65790464350110377720,
        5.46378491116411436990,
        1.78482653991729133580,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ],
    [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin::real::Real;

    #[test]
    fn inverse_of_the_normal_distribution() {
        for probability in [1e-15, 1e-12, 1e-9, 1e-4, 0.02, 0.0749, 0.0751, 0.3, 0.5, 0.7, 0.93, 0.9999] {
            let back = standard_normal(probability).normal_cdf();
            assert!((back / probability - 1.0).abs() < 2e-14, "{probability}: {back}");
        }
    }

    #[test]
    fn variances_are_those_of_theory() {
        let (inputs, units) = (512, 512);
        for kind in [Initialiser::HeNormal, Initialiser::LecunNormal, Initialiser::GlorotUniform] {
            let mut weights = vec![0_f32; inputs * units];
            kind.fill(&mut weights, inputs, units, 7, 1);
            let n = weights.len() as f64;
            let mean = weights.iter().map(|&w| f64::from(w)).sum::<f64>() / n;
            let variance = weights.iter().map(|&w| (f64::from(w) - mean).powi(2)).sum::<f64>() / n;
            let theory = kind.variance(inputs, units);
            assert!((variance / theory - 1.0).abs() < 0.05, "{kind:?}: {variance} for {theory}");
            assert!(mean.abs() < 0.01 * theory.sqrt(), "{kind:?}: mean {mean}");
        }
    }

    #[test]
    fn draws_depend_on_seed_layer_and_place_only() {
        let draw = |kind: Initialiser, stream, seed| {
            let mut weights = vec![0_f64; 100];
            kind.fill(&mut weights, 10, 10, seed, stream);
            weights
        };
        let he = draw(Initialiser::HeNormal, 1, 3);
        assert_eq!(he, draw(Initialiser::HeNormal, 1, 3));
        assert_ne!(he, draw(Initialiser::HeNormal, 2, 3));
        assert_ne!(he, draw(Initialiser::HeNormal, 1, 4));
        let lecun = draw(Initialiser::LecunNormal, 1, 3);
        let uniform = draw(Initialiser::GlorotUniform, 1, 3);
        for ((he, lecun), uniform) in he.iter().zip(lecun).zip(uniform) {
            assert!((he / lecun - 2_f64.sqrt()).abs() < 1e-12);
            assert!((he * uniform) > 0.0, "the same draw lies on the same side of 0");
        }
    }
}
