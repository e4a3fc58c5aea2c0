//! Formulas from formulas: mutation and crossover, as genetic programming has them (Koza 1992), from the built-in functions
//! and from what has done well.

use super::tidy::tidied;
use super::tree::{edited, nodes, parts};
use nonlin::formula::{Binary, Expression, Formula, Primitive};
use nonlin::functions::elementwise;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The functions of one number that formulas are made of.
const PRIMITIVES: [Primitive; 14] = [
    Primitive::Abs,
    Primitive::Exp,
    Primitive::ExpM1,
    Primitive::Ln,
    Primitive::Ln1p,
    Primitive::Sigmoid,
    Primitive::Tanh,
    Primitive::Softplus,
    Primitive::NormalCdf,
    Primitive::Sqrt,
    Primitive::Erf,
    Primitive::Sin,
    Primitive::Cos,
    Primitive::Atan,
];

const OPERATIONS: [Binary; 5] = [Binary::Add, Binary::Subtract, Binary::Multiply, Binary::Maximum, Binary::Minimum];

/// Numbers to begin with. All have few bits, so that they are the same in every type, as parameters of the registry are.
const NUMBERS: [f64; 10] = [0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, -1.0, -0.5];

/// Makes formulas; the same seed makes the same ones.
pub struct Proposer {
    random: ChaCha8Rng,
    built_in: Vec<Expression>,
}

impl Proposer {
    /// One that begins with the element-wise functions of the registry.
    pub fn new(seed: u64) -> Self {
        let built_in = elementwise().map(|function| tidied(&function.formula())).collect();
        Self { random: ChaCha8Rng::seed_from_u64(seed), built_in }
    }

    /// A simplified formula made from built-in ones and, half of the time, from one of `winners`, the best first. It may be a known
    /// one, or none to train with: that is for the [`Sieve`](super::Sieve) to say.
    pub fn propose(&mut self, winners: &[Expression]) -> Expression {
        let mut tree = self.parent(winners);
        // Mostly one edit: a child that is like its parent keeps what is good about it.
        let edits = [1, 1, 1, 2, 2, 3][self.random.random_range(0..6)];
        for _ in 0..edits {
            tree = self.edit(&tree, winners);
        }
        tidied(&Formula::of(tree))
    }

    fn parent(&mut self, winners: &[Expression]) -> Expression {
        if winners.is_empty() || self.random.random_bool(0.5) {
            self.pick(&self.built_in.clone())
        } else {
            // The better of two.
            let [a, b] = [0; 2].map(|_| self.random.random_range(0..winners.len()));
            winners[a.min(b)].clone()
        }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.random.random_range(0..from.len())].clone()
    }

    fn edit(&mut self, tree: &Expression, winners: &[Expression]) -> Expression {
        match self.random.random_range(0..10) {
            0 => self.sub_tree_replaced(tree),
            1 | 2 => self.operation_swapped(tree),
            3 | 4 => self.number_changed(tree),
            5 => self.primitive_put_in(tree),
            6 => self.part_left_out(tree),
            7 => product(Expression::Variable, tree.clone()),
            8 => {
                let other = self.parent(winners);
                let graft = self.pick(&nodes(&other)).clone();
                let place = self.random.random_range(0..nodes(tree).len());
                edited(tree, place, &mut |_| graft.clone())
            }
            _ => {
                let other = self.parent(winners);
                self.mixed(tree.clone(), other)
            }
        }
    }

    fn sub_tree_replaced(&mut self, tree: &Expression) -> Expression {
        let (place, new) = (self.random.random_range(0..nodes(tree).len()), self.grown(2));
        edited(tree, place, &mut |_| new.clone())
    }

    /// A small tree of `x`, numbers and functions.
    fn grown(&mut self, levels: usize) -> Expression {
        match self.random.random_range(0..if levels == 0 { 4 } else { 10 }) {
            0 => Expression::Constant(self.pick(&NUMBERS)),
            1..=3 => Expression::Variable,
            4..=7 => Expression::Call(self.pick(&PRIMITIVES), Box::new(self.grown(levels - 1))),
            _ => {
                let operation = self.pick(&OPERATIONS);
                Expression::Binary(operation, Box::new(self.grown(levels - 1)), Box::new(self.grown(levels - 1)))
            }
        }
    }

    /// Another primitive, or another operation, in the place of one.
    fn operation_swapped(&mut self, tree: &Expression) -> Expression {
        let able = |node: &Expression| matches!(node, Expression::Call(..) | Expression::Binary(..));
        let Some(place) = self.place(tree, able) else { return self.sub_tree_replaced(tree) };
        let (primitive, operation) = (self.pick(&PRIMITIVES), self.pick(&OPERATIONS));
        edited(tree, place, &mut |node| match node {
            Expression::Call(_, a) => Expression::Call(primitive, a.clone()),
            Expression::Binary(_, a, b) => Expression::Binary(operation, a.clone(), b.clone()),
            other => other.clone(),
        })
    }

    /// Another number in the place of one, or a factor before an `x`.
    fn number_changed(&mut self, tree: &Expression) -> Expression {
        let (factor, fresh) = (self.random.random_range(0.5..2.0), self.pick(&NUMBERS));
        let afresh = self.random.random_bool(0.25);
        let place = self.place(tree, |node| matches!(node, Expression::Constant(_)));
        if let Some(place) = place.filter(|_| self.random.random_bool(0.75)) {
            return edited(tree, place, &mut |node| match node {
                Expression::Constant(value) if !afresh && *value != 0.0 && value.is_finite() => {
                    Expression::Constant(short(factor * value))
                }
                _ => Expression::Constant(fresh),
            });
        }
        let Some(place) = self.place(tree, |node| *node == Expression::Variable) else { return tree.clone() };
        edited(tree, place, &mut |node| product(Expression::Constant(short(factor)), node.clone()))
    }

    fn primitive_put_in(&mut self, tree: &Expression) -> Expression {
        let (place, primitive) = (self.random.random_range(0..nodes(tree).len()), self.pick(&PRIMITIVES));
        edited(tree, place, &mut |node| Expression::Call(primitive, Box::new(node.clone())))
    }

    /// A node gives way to one of its parts.
    fn part_left_out(&mut self, tree: &Expression) -> Expression {
        let Some(place) = self.place(tree, |node| !parts(node).is_empty()) else { return self.sub_tree_replaced(tree) };
        let which = self.random.random_range(0..4);
        edited(tree, place, &mut |node| {
            let parts = parts(node);
            parts[which % parts.len()].clone()
        })
    }

    /// One formula of two.
    fn mixed(&mut self, a: Expression, b: Expression) -> Expression {
        match self.random.random_range(0..5) {
            0 => product(a, b),
            1 => Expression::Where(Box::new([Expression::Variable, Expression::Constant(0.0), a, b])),
            2 => Expression::Binary(self.pick(&[Binary::Maximum, Binary::Minimum]), Box::new(a), Box::new(b)),
            _ => {
                let share = self.pick(&[0.25, 0.5, 0.75]);
                let (a, b) = (product(Expression::Constant(share), a), product(Expression::Constant(1.0 - share), b));
                Expression::Binary(Binary::Add, Box::new(a), Box::new(b))
            }
        }
    }

    /// The place of one of the nodes that are meant.
    fn place(&mut self, tree: &Expression, meant: impl Fn(&Expression) -> bool) -> Option<usize> {
        let places: Vec<usize> =
            nodes(tree).into_iter().enumerate().filter(|(_, node)| meant(node)).map(|(place, _)| place).collect();
        if places.is_empty() { None } else { Some(self.pick(&places)) }
    }
}

fn product(a: Expression, b: Expression) -> Expression {
    Expression::Binary(Binary::Multiply, Box::new(a), Box::new(b))
}

/// The nearest number of four bits: 0.3 is 0.3125. It has few digits, and is the same in every type.
fn short(value: f64) -> f64 {
    let step = (value.abs().log2().floor() - 3.0).exp2();
    (value / step).round() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed(seed: u64, winners: &[Expression]) -> Vec<String> {
        let mut proposer = Proposer::new(seed);
        (0..400).map(|_| Formula::of(proposer.propose(winners)).to_string()).collect()
    }

    #[test]
    fn one_seed_makes_the_same_formulas_and_another_does_not() {
        let winner = [Formula::parse("sin(x) + x").unwrap().expression];
        assert_eq!(proposed(1, &winner), proposed(1, &winner));
        assert_ne!(proposed(1, &winner), proposed(2, &winner));
        assert_ne!(proposed(1, &winner), proposed(1, &[]));
    }

    #[test]
    fn what_is_proposed_is_read_back_from_its_text() {
        let mut proposer = Proposer::new(7);
        for _ in 0..2000 {
            let formula = Formula::of(proposer.propose(&[]));
            let again = Formula::parse(&formula.to_string()).unwrap();
            // Trees with a NaN in them are not equal to themselves.
            assert_eq!(format!("{again:?}"), format!("{formula:?}"), "{formula}");
        }
    }

    #[test]
    fn numbers_stay_short() {
        assert_eq!([0.3, 1.07, -2.6, 100.0].map(short), [0.3125, 1.125, -2.5, 104.0]);
    }
}
