//! Dropout (Srivastava et al. 2014, JMLR 15) and alpha dropout (Klambauer et al. 2017, arXiv 1706.02515): noise in training, nothing else.

use super::{Backward, Forward, Layer, Mode, Room};
use crate::error::NetError;
use crate::shape::Shape;
use nonlin::Element;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// `y = a x + b` where a number is kept, and a constant where it is dropped.
pub(crate) struct Dropout {
    shape: Shape,
    rate: f64,
    /// What is kept is multiplied by this,
    kept: f64,
    /// and has this added.
    added: f64,
    /// What a dropped number becomes.
    dropped: f64,
}

impl Dropout {
    /// A layer named `layer` on rows of this shape: what is dropped becomes 0, the rest is divided by its share, so the mean is kept.
    pub(crate) fn new(rate: f64, layer: &str, shape: Shape) -> Result<Self, NetError> {
        Self::check(rate, layer, shape)?;
        Ok(Self { shape, rate, kept: 1.0 / (1.0 - rate), added: 0.0, dropped: 0.0 })
    }

    /// For SELU: what is dropped becomes the function's lower limit, and all is scaled and shifted so that mean 0 and variance 1 are kept.
    pub(crate) fn alpha(rate: f64, layer: &str, shape: Shape) -> Result<Self, NetError> {
        Self::check(rate, layer, shape)?;
        let (keep, limit) = (1.0 - rate, -SELU_SCALE * SELU_ALPHA);
        let kept = (keep + limit * limit * keep * rate).sqrt().recip();
        let added = -kept * rate * limit;
        Ok(Self { shape, rate, kept, added, dropped: kept * limit + added })
    }

    fn check(rate: f64, layer: &str, shape: Shape) -> Result<(), NetError> {
        if let Shape::Tokens { .. } = shape {
            return Err(NetError::unfit(layer, "dropout", "numbers", shape, "put `embedding` first"));
        }
        if (0.0..1.0).contains(&rate) {
            return Ok(());
        }
        let (layer, value, range) = (layer.to_owned(), rate.to_string(), "at least 0 and below 1".to_owned());
        Err(NetError::LayerSetting { layer, setting: "rate", value, range })
    }
}

/// SELU's constants (Klambauer et al. 2017, equation 14).
const SELU_SCALE: f64 = 1.0507009873554804934;
const SELU_ALPHA: f64 = 1.6732632423543772848;

/// Random words that a step may use: far more than a layer has numbers.
const WORDS_PER_STEP: u32 = 34;
/// Streams of layers, apart from those of initialisers.
const STREAM: u64 = 1 << 63;

impl<T: Element> Layer<T> for Dropout {
    fn output(&self) -> Shape {
        self.shape
    }

    /// The factor of each number.
    fn room(&self, rows: usize) -> Room {
        Room { saved: rows.saturating_mul(self.shape.len()), ..Room::default() }
    }

    /// 32 random bits decide about each number: the rate is met to 2^-32.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 2^32")]
    fn forward(&self, pass: Forward<'_, T>) {
        let Mode::Train { seed, step } = pass.mode else {
            pass.saved.fill(T::from_f64(1.0));
            return pass.y.copy_from_slice(pass.x);
        };
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(STREAM | pass.index as u64);
        random.set_word_pos(u128::from(step) << WORDS_PER_STEP);
        let threshold = (self.rate * 4_294_967_296.0) as u32;
        let [kept, added, dropped] = [self.kept, self.added, self.dropped].map(T::from_f64);
        for ((y, &x), factor) in pass.y.iter_mut().zip(pass.x).zip(pass.saved) {
            let keep = random.next_u32() >= threshold;
            *factor = if keep { kept } else { T::default() };
            *y = if keep { kept * x + added } else { dropped };
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Some(dx) = pass.dx else { return };
        for ((dx, &dy), &factor) in dx.iter_mut().zip(&*pass.dy).zip(&*pass.saved) {
            *dx = factor * dy;
        }
    }
}
