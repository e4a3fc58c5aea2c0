//! What an activation costs to run, told from its formula: the same on every machine.

use nonlin::Activation;
use nonlin::formula::{Binary, Expression, Primitive};

/// Rough costs in simple operations of a processor's SIMD unit, as docs/PERFORMANCE.md's times are to one another: a copy of `ReLU`'s kind
/// is 1, a division 4, an exponential or what is made of one 12.
pub(super) fn cost(activation: &str) -> usize {
    Activation::named(activation).map_or(usize::MAX, |activation| nodes(&activation.function().formula().expression))
}

fn nodes(expression: &Expression) -> usize {
    match expression {
        Expression::Variable | Expression::Parameter(_) | Expression::Constant(_) => 0,
        Expression::Negate(a) => nodes(a),
        Expression::Power(a, exponent) => {
            nodes(a) + usize::try_from(exponent.unsigned_abs().ilog2()).unwrap_or(0).max(1)
        }
        Expression::Call(primitive, a) => {
            let own = match primitive {
                Primitive::Abs => 1,
                Primitive::Sqrt => 4,
                _ => 12,
            };
            own + nodes(a)
        }
        Expression::Binary(operation, a, b) => (if *operation == Binary::Divide { 4 } else { 1 }) + nodes(a) + nodes(b),
        Expression::Where(parts) => 2 + parts.iter().map(nodes).sum::<usize>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_ones_cost_less() {
        let costs = ["relu", "leaky_relu", "hard_swish", "silu", "gelu", "mish"].map(cost);
        assert!(costs[..4].is_sorted() && costs[3] < costs[5], "{costs:?}");
        assert!(cost("linear") == 0 && cost("relu") > 0);
    }
}
