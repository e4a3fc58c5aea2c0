//! Expressions as one graph, in which equal sub-expressions are one node.

use crate::formula::{Binary, Expression, Primitive};
use std::collections::HashMap;

/// Where a node stands; operands stand before what they are operands of.
pub(super) type Place = usize;

/// A node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Node {
    Variable,
    Parameter(usize),
    Constant(Bits),
    Negate(Place),
    Binary(Binary, Place, Place),
    Call(Function, Place),
    /// The third where the first is above the second, else the fourth; NaN if either of the first two is.
    Where([Place; 4]),
}

/// A number, equal to another if all bits are: -0 is not 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Bits(u64);

impl Bits {
    pub(super) fn value(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// What is called with one number: the primitives of formulas, and what the [kit](super::kit) needs besides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Function {
    Primitive(Primitive),
    /// The largest integer not above.
    Floor,
}

impl From<Primitive> for Function {
    fn from(primitive: Primitive) -> Self {
        Self::Primitive(primitive)
    }
}

#[derive(Clone, Default, Debug)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    places: HashMap<Node, Place>,
}

impl Graph {
    pub(super) fn node(&self, place: Place) -> Node {
        self.nodes[place]
    }

    pub(super) fn push(&mut self, node: Node) -> Place {
        *self.places.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            self.nodes.len() - 1
        })
    }

    pub(super) fn constant(&mut self, value: f64) -> Place {
        self.push(Node::Constant(Bits(value.to_bits())))
    }

    pub(super) fn negate(&mut self, a: Place) -> Place {
        match self.nodes[a] {
            Node::Constant(value) => self.constant(-value.value()),
            Node::Negate(inner) => inner,
            _ => self.push(Node::Negate(a)),
        }
    }

    /// Two constants become one, so that no language has to compute with nothing but numbers: those are integers in
    /// some, and of another type than `x` in others.
    pub(super) fn binary(&mut self, operation: Binary, a: Place, b: Place) -> Place {
        let (Node::Constant(left), Node::Constant(right)) = (self.nodes[a], self.nodes[b]) else {
            return self.push(Node::Binary(operation, a, b));
        };
        let boxed = |value: Bits| Box::new(Expression::Constant(value.value()));
        self.constant(Expression::Binary(operation, boxed(left), boxed(right)).evaluate(0.0, &[]))
    }

    pub(super) fn call(&mut self, function: impl Into<Function>, a: Place) -> Place {
        match (function.into(), self.nodes[a]) {
            (Function::Primitive(primitive), Node::Constant(value)) => {
                let argument = Box::new(Expression::Constant(value.value()));
                self.constant(Expression::Call(primitive, argument).evaluate(0.0, &[]))
            }
            (function, _) => self.push(Node::Call(function, a)),
        }
    }

    pub(super) fn choose(&mut self, [left, right, yes, no]: [Place; 4]) -> Place {
        match (self.nodes[left], self.nodes[right]) {
            (Node::Constant(left), Node::Constant(right)) => {
                if left.value().is_nan() || right.value().is_nan() {
                    self.constant(f64::NAN)
                } else if left.value() > right.value() {
                    yes
                } else {
                    no
                }
            }
            _ => self.push(Node::Where([left, right, yes, no])),
        }
    }

    /// The expression, and where its result stands.
    pub(super) fn add(&mut self, expression: &Expression) -> Place {
        match expression {
            Expression::Variable => self.push(Node::Variable),
            Expression::Parameter(number) => self.push(Node::Parameter(*number)),
            Expression::Constant(value) => self.constant(*value),
            Expression::Negate(a) => {
                let a = self.add(a);
                self.negate(a)
            }
            Expression::Binary(operation, a, b) => {
                let (a, b) = (self.add(a), self.add(b));
                self.binary(*operation, a, b)
            }
            Expression::Power(a, exponent) => {
                let a = self.add(a);
                self.power(a, *exponent)
            }
            Expression::Call(primitive, a) => {
                let a = self.add(a);
                self.call(*primitive, a)
            }
            Expression::Where(parts) => {
                let parts = [0, 1, 2, 3].map(|i| self.add(&parts[i]));
                self.choose(parts)
            }
        }
    }

    /// `a^n` by repeated squaring: not every language has whole powers, and those of reals are slow and NaN for negative `a`.
    fn power(&mut self, a: Place, exponent: i32) -> Place {
        let mut left = exponent.unsigned_abs();
        let (mut power, mut square) = (None, a);
        while left > 0 {
            if left & 1 == 1 {
                power = Some(power.map_or(square, |power| self.binary(Binary::Multiply, power, square)));
            }
            left >>= 1;
            if left > 0 {
                square = self.binary(Binary::Multiply, square, square);
            }
        }
        let one = self.constant(1.0);
        match power {
            None => one,
            Some(power) if exponent > 0 => power,
            Some(power) => self.binary(Binary::Divide, one, power),
        }
    }

    /// The operands of a node.
    pub(super) fn operands(&self, place: Place) -> Vec<Place> {
        match self.nodes[place] {
            Node::Variable | Node::Parameter(_) | Node::Constant(_) => Vec::new(),
            Node::Negate(a) | Node::Call(_, a) => vec![a],
            Node::Binary(_, a, b) => vec![a, b],
            Node::Where(parts) => parts.to_vec(),
        }
    }

    /// All that the roots need, themselves among it, in the order of the places.
    pub(super) fn reachable(&self, roots: &[Place]) -> Vec<Place> {
        let mut needed = vec![false; self.nodes.len()];
        for &root in roots {
            needed[root] = true;
        }
        for place in (0..self.nodes.len()).rev() {
            if needed[place] {
                self.operands(place).into_iter().for_each(|operand| needed[operand] = true);
            }
        }
        (0..self.nodes.len()).filter(|&place| needed[place]).collect()
    }

    /// Whether a result depends on a node.
    pub(super) fn depends(&self, root: Place, on: Node) -> bool {
        self.reachable(&[root]).into_iter().any(|place| self.nodes[place] == on)
    }

    /// Whether a node is a call of that function.
    pub(super) fn calls(&self, place: Place, primitive: Primitive) -> bool {
        matches!(self.nodes[place], Node::Call(Function::Primitive(called), _) if called == primitive)
    }

    /// Whether a node is a choice of the larger or the smaller of two.
    pub(super) fn is_extremum(&self, place: Place, operation: Binary) -> bool {
        matches!(self.nodes[place], Node::Binary(other, _, _) if other == operation)
    }

    /// Whether NaN at `source` makes `place` NaN, whatever else is there.
    fn carries(&self, place: Place, source: Place, known: &mut HashMap<Place, bool>) -> bool {
        if place <= source {
            // Operands stand before their results: nothing further down can hold the source.
            return place == source;
        }
        if let Some(&known) = known.get(&place) {
            return known;
        }
        let answer = match self.nodes[place] {
            Node::Where([left, right, yes, no]) => {
                self.carries(left, source, known)
                    || self.carries(right, source, known)
                    || self.carries(yes, source, known) && self.carries(no, source, known)
            }
            _ => self.operands(place).into_iter().any(|operand| self.carries(operand, source, known)),
        };
        known.insert(place, answer);
        answer
    }

    /// The node furthest down that is NaN exactly where this one is: `x` for `|x|`, `-x`, `e^x`, `x - 1`.
    fn origin(&self, place: Place) -> Place {
        let finite = |place: Place| match self.nodes[place] {
            Node::Constant(value) => value.value().is_finite().then_some(value.value()),
            _ => None,
        };
        match self.nodes[place] {
            Node::Negate(a) => self.origin(a),
            Node::Call(Function::Primitive(primitive), a)
                if !matches!(
                    primitive,
                    Primitive::Ln | Primitive::Ln1p | Primitive::Sqrt | Primitive::Sin | Primitive::Cos
                ) =>
            {
                self.origin(a)
            }
            Node::Binary(operation, a, b) => match (operation, finite(a), finite(b)) {
                (Binary::Divide | Binary::Multiply, None, Some(factor)) if factor != 0.0 => self.origin(a),
                (Binary::Multiply, Some(factor), None) if factor != 0.0 => self.origin(b),
                (Binary::Divide | Binary::Multiply, _, _) => place,
                (_, None, Some(_)) => self.origin(a),
                (_, Some(_), None) => self.origin(b),
                _ => place,
            },
            _ => place,
        }
    }

    /// What must be asked for NaN at a choice: a comparison with NaN is false and `no` is taken, which suffices where `no`
    /// is NaN then by itself. Fixed parameters are taken to be numbers.
    pub(super) fn guards(&self, [left, right, _, no]: [Place; 4], learnable: &[bool]) -> Vec<Place> {
        let varies = |side: &Place| {
            self.reachable(&[*side]).into_iter().any(|place| match self.nodes[place] {
                Node::Variable => true,
                Node::Parameter(number) => learnable.get(number).copied().unwrap_or(true),
                _ => false,
            })
        };
        let sides = [left, right].into_iter().filter(varies).map(|side| self.origin(side));
        let mut guards: Vec<Place> = sides.filter(|&side| !self.carries(no, side, &mut HashMap::new())).collect();
        guards.dedup();
        guards
    }

    /// The same with the calls that `replace` knows to write otherwise written so, in a graph of its own.
    pub(super) fn rewritten(
        &self,
        roots: &[Place],
        replace: &impl Fn(&mut Self, Function, Place) -> Option<Place>,
    ) -> (Self, Vec<Place>) {
        let mut other = Self::default();
        let mut moved: HashMap<Place, Place> = HashMap::new();
        for place in self.reachable(roots) {
            let to = |place: Place| moved.get(&place).copied().unwrap_or_default();
            let result = match self.nodes[place] {
                Node::Negate(a) => other.negate(to(a)),
                Node::Binary(operation, a, b) => other.binary(operation, to(a), to(b)),
                Node::Where(parts) => other.choose(parts.map(to)),
                Node::Call(function, a) => {
                    let a = to(a);
                    replace(&mut other, function, a).unwrap_or_else(|| other.call(function, a))
                }
                leaf => other.push(leaf),
            };
            moved.insert(place, result);
        }
        let roots = roots.iter().filter_map(|root| moved.get(root).copied()).collect();
        (other, roots)
    }
}
