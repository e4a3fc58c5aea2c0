//! Whether a formula is a function of the registry under another spelling.

use crate::compute::Elementwise;
use crate::formula::{Binary, Expression, Primitive};
use crate::functions::elementwise;
use std::sync::OnceLock;

/// A function of the registry, and where its parameters come from.
#[derive(Clone)]
pub struct Known {
    /// The function.
    pub function: &'static dyn Elementwise,
    /// For each of its parameters, in the order of its card.
    pub parameters: Vec<Given>,
}

/// Where a parameter of a function of the registry comes from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Given {
    /// From the formula's parameter at this place.
    Parameter(usize),
    /// It is this number.
    Number(f64),
}

impl Known {
    /// The function that this formula is, if it is one, whatever the values of the parameters.
    pub fn find(expression: &Expression) -> Option<Self> {
        let form = Form::of(expression);
        patterns().iter().find_map(|pattern| {
            let mut given = vec![None; pattern.parameters];
            if !matches(&pattern.form, &form, &mut given) {
                return None;
            }
            let defaults = pattern.function.card().parameters;
            let parameters = defaults.iter().enumerate();
            let parameters = parameters
                .map(|(i, parameter)| given.get(i).copied().flatten().unwrap_or(Given::Number(parameter.default)));
            let found = Self { function: pattern.function, parameters: parameters.collect() };
            found.keeps_numbers().then_some(found)
        })
    }

    /// Whether no number in the formula is changed by being taken at the precision of the data, as parameters are.
    fn keeps_numbers(&self) -> bool {
        self.parameters.iter().all(|given| match given {
            Given::Parameter(_) => true,
            // Eight bits, and the exponents of the shortest type.
            Given::Number(value) => {
                *value == 0.0
                    || (value.to_bits().trailing_zeros() >= 45 && (1.0 / 16384.0..=65280.0).contains(&value.abs()))
            }
        })
    }
}

/// A function of the registry to compare with.
struct Pattern {
    function: &'static dyn Elementwise,
    form: Form,
    /// How many parameters are open; 0 where the defaults are put in.
    parameters: usize,
}

fn patterns() -> &'static [Pattern] {
    static PATTERNS: OnceLock<Vec<Pattern>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let mut patterns = Vec::new();
        for function in elementwise() {
            let formula = function.formula().safe().0;
            let parameters = formula.parameters.len();
            // With the defaults first: a factor of 1 may have been left out.
            if parameters > 0 {
                let with_defaults = with_numbers(&formula.expression, &formula.defaults());
                patterns.push(Pattern { function, form: Form::of(&with_defaults), parameters: 0 });
            }
            patterns.push(Pattern { function, form: Form::of(&formula.expression), parameters });
        }
        patterns
    })
}

/// The tree with its parameters' values in their places.
fn with_numbers(expression: &Expression, values: &[f64]) -> Expression {
    let part = |a: &Expression| Box::new(with_numbers(a, values));
    match expression {
        Expression::Variable | Expression::Constant(_) => expression.clone(),
        Expression::Parameter(place) => Expression::Constant(values.get(*place).copied().unwrap_or(f64::NAN)),
        Expression::Negate(a) => Expression::Negate(part(a)),
        Expression::Power(a, exponent) => Expression::Power(part(a), *exponent),
        Expression::Call(primitive, a) => Expression::Call(*primitive, part(a)),
        Expression::Binary(operation, a, b) => Expression::Binary(*operation, part(a), part(b)),
        Expression::Where(parts) => {
            Expression::Where(Box::new(std::array::from_fn(|i| with_numbers(&parts[i], values))))
        }
    }
}

/// A formula without what is only spelling: the order of terms and factors, `a - b` for `a + -b`, `x^2` for `x * x`.
#[derive(Clone, PartialEq, Debug)]
enum Form {
    Variable,
    Parameter(usize),
    Number(f64),
    /// Terms.
    Sum(Vec<Form>),
    /// Factors.
    Product(Vec<Form>),
    Quotient(Box<[Form; 2]>),
    Maximum(Vec<Form>),
    Minimum(Vec<Form>),
    Call(Primitive, Box<Form>),
    Where(Box<[Form; 4]>),
}

impl Form {
    fn of(expression: &Expression) -> Self {
        match expression {
            Expression::Variable => Self::Variable,
            Expression::Parameter(place) => Self::Parameter(*place),
            Expression::Constant(value) => Self::Number(*value),
            Expression::Negate(a) => Self::of(a).times_number(-1.0),
            Expression::Power(a, exponent) if (1..=8).contains(exponent) => {
                let a = Self::of(a);
                (1..*exponent).fold(a.clone(), |product, _| product.times(a.clone()))
            }
            Expression::Power(a, exponent) => {
                // A power of its own is compared as it stands.
                let one = Self::Number(1.0);
                let positive = Expression::Power(a.clone(), exponent.saturating_abs().min(8));
                Self::Quotient(Box::new([one.times_number(f64::from(*exponent)), Self::of(&positive)]))
            }
            Expression::Call(primitive, a) => Self::Call(*primitive, Box::new(Self::of(a))),
            Expression::Where(parts) => Self::Where(Box::new(std::array::from_fn(|i| Self::of(&parts[i])))),
            Expression::Binary(operation, a, b) => {
                let (a, b) = (Self::of(a), Self::of(b));
                match operation {
                    Binary::Add => a.plus(b),
                    Binary::Subtract => a.plus(b.times_number(-1.0)),
                    Binary::Multiply => a.times(b),
                    Binary::Divide => match b {
                        // Where the reciprocal is exact.
                        Self::Number(value)
                            if value != 0.0 && (1.0 / value) * value == 1.0 && is_power_of_two(value) =>
                        {
                            a.times_number(1.0 / value)
                        }
                        b => Self::Quotient(Box::new([a, b])),
                    },
                    Binary::Maximum => Self::Maximum(joined(a, b, |form| match form {
                        Self::Maximum(parts) => Ok(parts),
                        other => Err(other),
                    })),
                    Binary::Minimum => Self::Minimum(joined(a, b, |form| match form {
                        Self::Minimum(parts) => Ok(parts),
                        other => Err(other),
                    })),
                }
            }
        }
    }

    fn plus(self, other: Self) -> Self {
        if self == Self::Number(0.0) {
            return other;
        }
        if other == Self::Number(0.0) {
            return self;
        }
        Self::Sum(joined(self, other, |form| match form {
            Self::Sum(terms) => Ok(terms),
            other => Err(other),
        }))
    }

    fn times(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number(a), other) | (other, Self::Number(a)) => other.times_number(a),
            (a, b) => {
                let mut factors = joined(a, b, |form| match form {
                    Self::Product(factors) => Ok(factors),
                    other => Err(other),
                });
                // One number, in front.
                let mut number = 1.0;
                factors.retain(|factor| match factor {
                    Self::Number(value) => {
                        number *= value;
                        false
                    }
                    _ => true,
                });
                Self::Product(factors).times_number(number)
            }
        }
    }

    fn times_number(self, factor: f64) -> Self {
        if factor == 1.0 {
            return self;
        }
        match self {
            Self::Number(value) => Self::Number(value * factor),
            Self::Product(mut factors) => {
                if let Some(Self::Number(value)) = factors.first_mut() {
                    *value *= factor;
                    if *value == 1.0 {
                        factors.remove(0);
                    }
                } else {
                    factors.insert(0, Self::Number(factor));
                }
                if factors.len() == 1 { factors.remove(0) } else { Self::Product(factors) }
            }
            other => Self::Product(vec![Self::Number(factor), other]),
        }
    }
}

fn is_power_of_two(value: f64) -> bool {
    value.to_bits().trailing_zeros() >= 52
}

fn joined(a: Form, b: Form, parts: impl Fn(Form) -> Result<Vec<Form>, Form>) -> Vec<Form> {
    let mut all = Vec::new();
    for form in [a, b] {
        match parts(form) {
            Ok(parts) => all.extend(parts),
            Err(one) => all.push(one),
        }
    }
    all
}

/// Whether a form is the pattern with something in the places of its parameters; one parameter is one thing everywhere.
fn matches(pattern: &Form, form: &Form, given: &mut Vec<Option<Given>>) -> bool {
    match (pattern, form) {
        (Form::Parameter(place), form) => {
            let found = match form {
                Form::Parameter(parameter) => Given::Parameter(*parameter),
                Form::Number(value) => Given::Number(*value),
                _ => return false,
            };
            match given.get_mut(*place) {
                Some(slot @ None) => {
                    *slot = Some(found);
                    true
                }
                Some(Some(known)) => *known == found,
                None => false,
            }
        }
        (Form::Number(a), Form::Number(b)) => a == b,
        (Form::Variable, Form::Variable) => true,
        (Form::Call(p, a), Form::Call(q, b)) => p == q && matches(a, b, given),
        (Form::Quotient(a), Form::Quotient(b)) => a.iter().zip(&**b).all(|(a, b)| matches(a, b, given)),
        (Form::Where(a), Form::Where(b)) => a.iter().zip(&**b).all(|(a, b)| matches(a, b, given)),
        (Form::Sum(a), Form::Sum(b))
        | (Form::Product(a), Form::Product(b))
        | (Form::Maximum(a), Form::Maximum(b))
        | (Form::Minimum(a), Form::Minimum(b)) => {
            a.len() == b.len() && a.len() <= MOST && in_any_order(a, &mut vec![false; b.len()], b, given)
        }
        _ => false,
    }
}

/// Sums and products of more parts are not looked at: no function of the registry has so many.
const MOST: usize = 6;

fn in_any_order(patterns: &[Form], taken: &mut Vec<bool>, forms: &[Form], given: &mut Vec<Option<Given>>) -> bool {
    let Some((pattern, rest)) = patterns.split_first() else { return true };
    for (i, form) in forms.iter().enumerate() {
        if taken[i] {
            continue;
        }
        let before = given.clone();
        taken[i] = true;
        if matches(pattern, form, given) && in_any_order(rest, taken, forms, given) {
            return true;
        }
        taken[i] = false;
        *given = before;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::Formula;

    fn known(text: &str) -> Option<(&'static str, Vec<Given>)> {
        let formula = Formula::parse(text).ok()?.safe().0;
        let known = Known::find(&formula.expression)?;
        Some((known.function.card().name, known.parameters))
    }

    #[test]
    fn other_spellings_of_the_registry_are_recognised() {
        for (text, name) in [
            ("x / (1 + exp(-x))", "silu"),
            ("0.5 * x * (1 + erf(x / sqrt(2)))", "gelu"),
            ("x * tanh(log(1 + exp(x)))", "mish"),
            ("where(x > 0, x, exp(x) - 1)", "elu"),
            ("max(x, 0)", "relu"),
            ("tanh(x)", "tanh"),
        ] {
            assert_eq!(known(text).map(|found| found.0), Some(name), "{text}");
        }
        assert_eq!(
            known("f(x; alpha = 2) = where(x > 0, x, alpha * (exp(x) - 1))"),
            Some(("elu", vec![Given::Parameter(0)]))
        );
        assert_eq!(known("where(x > 0, x, 0.25 * (exp(x) - 1))"), Some(("elu", vec![Given::Number(0.25)])));
        // As a parameter it would be the nearest f32, or bf16, to it.
        assert_eq!(known("where(x > 0, x, 0.3 * (exp(x) - 1))"), None);
        assert_eq!(known("x * tanh(softplus(2 * x))"), None);
    }

    #[test]
    fn every_function_of_the_registry_is_recognised_or_one_with_the_same_formula() {
        for function in elementwise() {
            let formula = function.formula();
            let text = formula.to_string();
            let found = known(&text);
            assert!(found.is_some(), "{text}");
        }
    }
}
