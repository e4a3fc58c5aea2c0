//! The derivative of a formula, as a formula.
//!
//! At a kink, where a function has no derivative, this is what it says:
//!
//! | formula | at the kink |
//! | --- | --- |
//! | `abs(u)` at `u = 0` | that of `-u`: from the left where `u` rises |
//! | `max(u, v)`, `min(u, v)` at `u = v` | that of the side that is a number, if one is; else that of `u` |
//! | `where(u > v, a, b)` at `u = v` | that of `b`, the side it takes |
//!
//! So `ReLU` written as `max(0, x)`, `max(x, 0)` or `where(x > 0, x, 0)` has slope 0 at 0. A jump has the slopes of its sides, and none of its own.
//!
//! The forms are chosen so that nothing cancels where the textbook's would: the slope of `tanh` is `4 sigmoid(2u) sigmoid(-2u)`, not
//! `1 - tanh(u)^2`.

use super::build::{call, choice, difference, is, negated, number, power, product, quotient, sum};
use super::expression::{Binary, Expression, Formula, Primitive};
use std::f64::consts::{FRAC_2_SQRT_PI, PI};

/// What a formula may be differentiated by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// The argument `x`.
    Variable,
    /// The parameter at this place.
    Parameter(usize),
}

/// A derivative with more nodes than anyone could read, or evaluate in reasonable time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the derivative of this formula has more than {LARGEST} terms and factors: simplify the formula")]
pub struct TooLarge;

/// Nodes that a derivative may have.
const LARGEST: usize = 100_000;

impl Formula {
    /// The derivative, with the same parameters and without a name.
    pub fn derivative(&self, by: By) -> Result<Self, TooLarge> {
        let mut room = LARGEST;
        let expression = derivative(&self.expression, by, &mut room)?;
        Ok(Self { name: None, expression, parameters: self.parameters.clone() })
    }
}

impl Expression {
    /// How many nodes the tree has.
    pub fn size(&self) -> usize {
        1 + match self {
            Self::Variable | Self::Parameter(_) | Self::Constant(_) => 0,
            Self::Negate(a) | Self::Power(a, _) | Self::Call(_, a) => a.size(),
            Self::Binary(_, a, b) => a.size() + b.size(),
            Self::Where(parts) => parts.iter().map(Self::size).sum(),
        }
    }
}

/// A copy of a part, counted against the room that is left.
fn copied(part: &Expression, room: &mut usize) -> Result<Expression, TooLarge> {
    *room = room.checked_sub(part.size()).ok_or(TooLarge)?;
    Ok(part.clone())
}

fn derivative(expression: &Expression, by: By, room: &mut usize) -> Result<Expression, TooLarge> {
    *room = room.checked_sub(1).ok_or(TooLarge)?;
    Ok(match expression {
        Expression::Variable => number(f64::from(u8::from(by == By::Variable))),
        Expression::Parameter(place) => number(f64::from(u8::from(by == By::Parameter(*place)))),
        Expression::Constant(_) => number(0.0),
        Expression::Negate(a) => negated(derivative(a, by, room)?),
        Expression::Binary(operation, a, b) => {
            let (da, db) = (derivative(a, by, room)?, derivative(b, by, room)?);
            of_operation(*operation, (a, da), (b, db), room)?
        }
        Expression::Power(a, exponent) => {
            let da = derivative(a, by, room)?;
            if is(&da, 0.0) {
                return Ok(da);
            }
            product(product(number(f64::from(*exponent)), power(copied(a, room)?, exponent - 1)), da)
        }
        Expression::Call(primitive, a) => {
            let da = derivative(a, by, room)?;
            if is(&da, 0.0) {
                return Ok(da);
            }
            chain(*primitive, a, da, room)?
        }
        Expression::Where(parts) => {
            let [left, right, yes, no] = &**parts;
            let (yes, no) = (derivative(yes, by, room)?, derivative(no, by, room)?);
            if yes == no && matches!(yes, Expression::Constant(_)) {
                return Ok(yes);
            }
            choice(copied(left, room)?, copied(right, room)?, yes, no)
        }
    })
}

fn of_operation(
    operation: Binary,
    (a, da): (&Expression, Expression),
    (b, db): (&Expression, Expression),
    room: &mut usize,
) -> Result<Expression, TooLarge> {
    Ok(match operation {
        Binary::Add => sum(da, db),
        Binary::Subtract => difference(da, db),
        Binary::Multiply => {
            // A factor that meets a zero is not copied, or a product of many would grow for nothing.
            let first = if is(&da, 0.0) { da } else { product(da, copied(b, room)?) };
            let second = if is(&db, 0.0) { db } else { product(copied(a, room)?, db) };
            sum(first, second)
        }
        Binary::Divide => {
            let first = if is(&da, 0.0) { da } else { quotient(da, copied(b, room)?) };
            if is(&db, 0.0) {
                return Ok(first);
            }
            let second = quotient(product(copied(a, room)?, db), power(copied(b, room)?, 2));
            difference(first, second)
        }
        Binary::Maximum | Binary::Minimum => {
            if is(&da, 0.0) && is(&db, 0.0) {
                return Ok(da);
            }
            let (a, b) = ((copied(a, room)?, da), (copied(b, room)?, db));
            // The comparison is strict, so at a tie the second of these counts.
            let (first, second) = if matches!(a.0, Expression::Constant(_)) { (b, a) } else { (a, b) };
            match operation {
                Binary::Maximum => choice(first.0, second.0, first.1, second.1),
                _ => choice(second.0, first.0, first.1, second.1),
            }
        }
    })
}

/// The derivative of `primitive(a)`, given that of `a`.
fn chain(primitive: Primitive, a: &Expression, da: Expression, room: &mut usize) -> Result<Expression, TooLarge> {
    let mut u = || copied(a, room);
    let outer = match primitive {
        Primitive::Abs => return Ok(choice(u()?, number(0.0), da.clone(), negated(da))),
        Primitive::Exp | Primitive::ExpM1 => call(Primitive::Exp, u()?),
        Primitive::Ln => return Ok(quotient(da, u()?)),
        Primitive::Ln1p => return Ok(quotient(da, sum(number(1.0), u()?))),
        Primitive::Sigmoid => product(call(Primitive::Sigmoid, u()?), call(Primitive::Sigmoid, negated(u()?))),
        Primitive::Tanh => {
            let doubled = product(number(2.0), u()?);
            let both = product(call(Primitive::Sigmoid, doubled.clone()), call(Primitive::Sigmoid, negated(doubled)));
            product(number(4.0), both)
        }
        Primitive::Softplus => call(Primitive::Sigmoid, u()?),
        Primitive::NormalCdf => {
            let exponent = product(number(-0.5), power(u()?, 2));
            quotient(call(Primitive::Exp, exponent), call(Primitive::Sqrt, number(2.0 * PI)))
        }
        Primitive::Sqrt => return Ok(quotient(da, product(number(2.0), call(Primitive::Sqrt, u()?)))),
        Primitive::Erf => product(number(FRAC_2_SQRT_PI), call(Primitive::Exp, negated(power(u()?, 2)))),
        Primitive::Sin => call(Primitive::Cos, u()?),
        Primitive::Cos => negated(call(Primitive::Sin, u()?)),
        Primitive::Atan => return Ok(quotient(da, sum(number(1.0), power(u()?, 2)))),
    };
    Ok(product(outer, da))
}
