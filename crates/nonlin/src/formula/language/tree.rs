//! Trees as the parser grows them: each with its size, so that none is copied beyond the limits.

use super::error::FormulaFault;
use super::token::Comparison;
use super::{DEEPEST, LARGEST, LARGEST_EXPONENT};
use crate::formula::{Binary, Expression, Formula, Primitive};

/// A tree, and what is known of it.
#[derive(Debug)]
pub(super) struct Grown {
    pub(super) tree: Expression,
    nodes: u32,
    depth: u16,
    /// Whether neither `x` nor a parameter is in it.
    constant: bool,
}

impl Grown {
    /// The number, if it is the same for every `x` and all parameters.
    pub(super) fn number(&self) -> Option<f64> {
        self.constant.then(|| self.tree.evaluate(0.0, &[]))
    }
}

/// Something that holds or does not.
#[derive(Debug)]
pub(super) enum Condition {
    Above(Box<[Grown; 2]>),
    Not(Box<Condition>),
    And(Box<[Condition; 2]>),
    Or(Box<[Condition; 2]>),
}

impl Condition {
    pub(super) fn above(left: Grown, right: Grown) -> Self {
        Self::Above(Box::new([left, right]))
    }

    fn depth(&self) -> u16 {
        match self {
            Self::Above(_) => 0,
            Self::Not(a) => a.depth() + 1,
            Self::And(parts) | Self::Or(parts) => parts[0].depth().max(parts[1].depth()) + 1,
        }
    }
}

type Result<T> = std::result::Result<T, FormulaFault>;

/// Makes nodes, and counts them.
#[derive(Debug, Default)]
pub(super) struct Nursery {
    nodes: u32,
}

impl Nursery {
    fn charge(&mut self, nodes: u32) -> Result<()> {
        self.nodes += nodes;
        if self.nodes > LARGEST { Err(FormulaFault::TooLarge) } else { Ok(()) }
    }

    fn leaf(&mut self, tree: Expression, constant: bool) -> Result<Grown> {
        self.charge(1)?;
        Ok(Grown { tree, nodes: 1, depth: 1, constant })
    }

    fn node<const N: usize>(
        &mut self,
        parts: [Grown; N],
        make: impl FnOnce([Expression; N]) -> Expression,
    ) -> Result<Grown> {
        self.charge(1)?;
        let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0) + 1;
        if depth > DEEPEST {
            return Err(FormulaFault::TooDeep);
        }
        let nodes = parts.iter().map(|part| part.nodes).sum::<u32>() + 1;
        let constant = parts.iter().all(|part| part.constant);
        Ok(Grown { tree: make(parts.map(|part| part.tree)), nodes, depth, constant })
    }

    pub(super) fn copy(&mut self, of: &Grown) -> Result<Grown> {
        self.charge(of.nodes)?;
        Ok(Grown { tree: of.tree.clone(), ..*of })
    }

    /// Takes a tree back that is not part of the formula after all.
    pub(super) fn discard(&mut self, tree: &Grown) {
        self.nodes -= tree.nodes;
    }

    pub(super) fn variable(&mut self) -> Result<Grown> {
        self.leaf(Expression::Variable, false)
    }

    pub(super) fn parameter(&mut self, place: usize) -> Result<Grown> {
        self.leaf(Expression::Parameter(place), false)
    }

    pub(super) fn constant(&mut self, value: f64) -> Result<Grown> {
        self.leaf(Expression::Constant(value), true)
    }

    pub(super) fn negated(&mut self, a: Grown) -> Result<Grown> {
        self.node([a], |[a]| Expression::Negate(Box::new(a)))
    }

    pub(super) fn binary(&mut self, operation: Binary, a: Grown, b: Grown) -> Result<Grown> {
        self.node([a, b], |[a, b]| Expression::Binary(operation, Box::new(a), Box::new(b)))
    }

    pub(super) fn call(&mut self, primitive: Primitive, a: Grown) -> Result<Grown> {
        self.node([a], |[a]| Expression::Call(primitive, Box::new(a)))
    }

    pub(super) fn integer_power(&mut self, a: Grown, exponent: i32) -> Result<Grown> {
        self.node([a], |[a]| Expression::Power(Box::new(a), exponent))
    }

    /// `base^exponent`: repeated multiplication for whole numbers, the square root for 1/2, else `e^(exponent ln base)`,
    /// which is NaN for negative bases.
    pub(super) fn power(&mut self, base: Grown, exponent: Grown) -> Result<Grown> {
        let number = exponent.number();
        if let Some(number) = number.filter(|number| number.fract() == 0.0 || number.abs() == 0.5) {
            self.discard(&exponent);
            if number.abs() == 0.5 {
                let root = self.call(Primitive::Sqrt, base)?;
                return if number > 0.0 { Ok(root) } else { self.inverse(root) };
            }
            if number.abs() > f64::from(LARGEST_EXPONENT) {
                return Err(FormulaFault::ExponentTooLarge(number.to_string().chars().take(24).collect()));
            }
            #[allow(clippy::cast_possible_truncation, reason = "small and whole")]
            return self.integer_power(base, number as i32);
        }
        let logarithm = self.call(Primitive::Ln, base)?;
        let product = self.binary(Binary::Multiply, exponent, logarithm)?;
        self.call(Primitive::Exp, product)
    }

    /// `1 / a`.
    pub(super) fn inverse(&mut self, a: Grown) -> Result<Grown> {
        let one = self.constant(1.0)?;
        self.binary(Binary::Divide, one, a)
    }

    /// A formula with other trees for its variable and its parameters.
    pub(super) fn substituted(&mut self, template: &Formula, x: &Grown, parameters: &[Grown]) -> Result<Grown> {
        self.filled(&template.expression, x, parameters)
    }

    fn filled(&mut self, template: &Expression, x: &Grown, parameters: &[Grown]) -> Result<Grown> {
        match template {
            Expression::Variable => self.copy(x),
            Expression::Parameter(place) => match parameters.get(*place) {
                Some(parameter) => self.copy(parameter),
                None => self.constant(f64::NAN),
            },
            Expression::Constant(value) => self.constant(*value),
            Expression::Negate(a) => {
                let a = self.filled(a, x, parameters)?;
                self.negated(a)
            }
            Expression::Binary(operation, a, b) => {
                let (a, b) = (self.filled(a, x, parameters)?, self.filled(b, x, parameters)?);
                self.binary(*operation, a, b)
            }
            Expression::Power(a, exponent) => {
                let a = self.filled(a, x, parameters)?;
                self.integer_power(a, *exponent)
            }
            Expression::Call(primitive, a) => {
                let a = self.filled(a, x, parameters)?;
                self.call(*primitive, a)
            }
            Expression::Where(parts) => {
                let [left, right, yes, no] = &**parts;
                let (left, right) = (self.filled(left, x, parameters)?, self.filled(right, x, parameters)?);
                let (yes, no) = (self.filled(yes, x, parameters)?, self.filled(no, x, parameters)?);
                self.choice(left, right, yes, no)
            }
        }
    }

    fn choice(&mut self, left: Grown, right: Grown, yes: Grown, no: Grown) -> Result<Grown> {
        self.node([left, right, yes, no], |parts| Expression::Where(Box::new(parts)))
    }

    pub(super) fn compared(&mut self, how: Comparison, a: Grown, b: Grown) -> Result<Condition> {
        Ok(match how {
            Comparison::Above => Condition::above(a, b),
            Comparison::Below => Condition::above(b, a),
            Comparison::AtLeast => Condition::Not(Box::new(Condition::above(b, a))),
            Comparison::AtMost => Condition::Not(Box::new(Condition::above(a, b))),
            Comparison::Same | Comparison::Different => {
                let (a_again, b_again) = (self.copy(&a)?, self.copy(&b)?);
                let sides = [Condition::above(a, b), Condition::above(b_again, a_again)];
                let different = Condition::Or(Box::new(sides));
                if how == Comparison::Different { different } else { Condition::Not(Box::new(different)) }
            }
        })
    }

    /// Both, or either.
    pub(super) fn joined(and: bool, a: Condition, b: Condition) -> Result<Condition> {
        let parts = Box::new([a, b]);
        let joined = if and { Condition::And(parts) } else { Condition::Or(parts) };
        if joined.depth() > DEEPEST { Err(FormulaFault::TooDeep) } else { Ok(joined) }
    }

    /// `yes` where the condition holds, else `no`: one `where` for each comparison. A comparison that does not matter,
    /// as the second of `and` where the first fails, is not looked at, and may be of NaN.
    pub(super) fn chosen(&mut self, condition: Condition, yes: Grown, no: Grown) -> Result<Grown> {
        match condition {
            Condition::Above(sides) => {
                let [left, right] = *sides;
                self.choice(left, right, yes, no)
            }
            Condition::Not(condition) => self.chosen(*condition, no, yes),
            Condition::And(parts) => {
                let [first, second] = *parts;
                let no_again = self.copy(&no)?;
                let inner = self.chosen(second, yes, no_again)?;
                self.chosen(first, inner, no)
            }
            Condition::Or(parts) => {
                let [first, second] = *parts;
                let yes_again = self.copy(&yes)?;
                let inner = self.chosen(second, yes_again, no)?;
                self.chosen(first, yes, inner)
            }
        }
    }
}
