//! A learnt vector for each token.

use super::{Backward, Forward, Layer};
use crate::error::NetError;
use crate::initialiser::Initialiser;
use crate::parameters::{Group, Role, Start};
use crate::shape::Shape;
use nonlin::Element;

/// A table with a row per token. It starts normally distributed with variance 1, as `PyTorch`'s `nn.Embedding` does.
pub(crate) struct Embedding {
    steps: usize,
    vocabulary: usize,
    units: usize,
}

impl Embedding {
    /// A layer named `layer` on rows of the shape `input`.
    pub(crate) fn new(units: usize, layer: &str, input: Shape) -> Result<Self, NetError> {
        let Shape::Tokens { steps, vocabulary } = input else {
            return Err(NetError::unfit(layer, "embedding", "tokens", input, "leave it out"));
        };
        if units == 0 {
            return Err(NetError::NoUnits { layer: layer.to_owned() });
        }
        Ok(Self { steps, vocabulary, units })
    }

    /// Each token before the end of its row with its place in the batch. The engine checked them all; one outside the table is passed over.
    fn tokens<'a, T: Element>(&self, x: &'a [T], lengths: &'a [usize]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let (steps, vocabulary) = (self.steps, self.vocabulary);
        x.chunks_exact(steps)
            .enumerate()
            .flat_map(move |(row, tokens)| {
                let length = lengths.get(row).map_or(steps, |&length| length);
                let tokens = tokens[..length].iter().enumerate();
                tokens.map(move |(step, token)| (row * steps + step, whole(token.to_f64())))
            })
            .filter(move |&(_, token)| token < vocabulary)
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tokens are checked to be whole and not below 0"
)]
fn whole(token: f64) -> usize {
    token as usize
}

impl<T: Element> Layer<T> for Embedding {
    fn output(&self) -> Shape {
        Shape::Sequence { steps: self.steps, features: self.units }
    }

    fn groups(&self) -> Vec<Group> {
        // Variance 1 / fan-in: each number comes from one token.
        let start = Start::Drawn { initialiser: Initialiser::LecunNormal, fan_in: 1, fan_out: self.units };
        vec![Group::new("weight", vec![self.vocabulary, self.units], Role::Weight, start)]
    }

    fn forward(&self, pass: Forward<'_, T>) {
        for (place, token) in self.tokens(pass.x, pass.lengths) {
            let vector = &pass.parameters[token * self.units..(token + 1) * self.units];
            pass.y[place * self.units..(place + 1) * self.units].copy_from_slice(vector);
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        pass.gradient.fill(T::default());
        for (place, token) in self.tokens(pass.x, pass.lengths) {
            let change = &pass.dy[place * self.units..(place + 1) * self.units];
            for (sum, &dy) in pass.gradient[token * self.units..(token + 1) * self.units].iter_mut().zip(change) {
                *sum = *sum + dy;
            }
        }
        // A token has no neighbours to move to.
        if let Some(dx) = pass.dx {
            dx.fill(T::default());
        }
    }
}
