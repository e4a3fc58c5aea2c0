//! The activation that a formula is.

use super::known::{Given, Known};
use super::program::Program;
use super::run::Lane;
use super::swift::Swift;
use crate::accuracy::{Reach, ulps};
use crate::compute::{Drafts, Dtype, Element, Elementwise, Level, MOST, Parameters, Reading};
use crate::facts::Range;
use crate::formula::{By, Formula, FormulaError, FormulaParameter, Rewrite, TooLarge};
use crate::functions::{Card, Family, Parameter};
use crate::referee::{Ball, Near, Nearly};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A formula, what it is read as, and what computes it.
pub struct Typed {
    card: &'static Card,
    pub(super) formula: Formula,
    slope_formula: Formula,
    safe: [Formula; 2],
    rewrites: Vec<Rewrite>,
    pub(super) known: Option<Known>,
    value: Program,
    slope: Program,
    /// Value and slope.
    both: Program,
    pub(super) by_parameter: Vec<Program>,
}

/// What a text is not an activation for.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum TypedError {
    /// It is not a formula.
    #[error(transparent)]
    Formula(#[from] FormulaError),
    /// Its derivative is too long.
    #[error(transparent)]
    Derivative(#[from] TooLarge),
    /// More parameters than an activation may have.
    #[error("a formula with {0} parameters: at most {most} are possible", most = Typed::MOST_PARAMETERS)]
    Parameters(usize),
}

impl Typed {
    /// As many parameters as a formula may have.
    pub const MOST_PARAMETERS: usize = MOST;

    /// The activation that a text says, such as `x * tanh(softplus(x))` or `f(x; learn beta = 1.0) = x * sigmoid(beta * x)`.
    ///
    /// An activation lives as long as the program does, as those of the registry do; the same text gives the same one again.
    pub fn of(text: &str) -> Result<&'static Self, TypedError> {
        static ALL: LazyLock<Mutex<HashMap<String, &'static Typed>>> = LazyLock::new(Mutex::default);
        let all = || ALL.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all().get(text) {
            return Ok(known);
        }
        // Not under the lock: a long formula takes a while.
        let made = Self::from_formula(Formula::parse(text)?)?;
        Ok(all().entry(text.to_owned()).or_insert_with(|| Box::leak(Box::new(made))))
    }

    fn from_formula(formula: Formula) -> Result<Self, TypedError> {
        if formula.parameters.len() > Self::MOST_PARAMETERS {
            return Err(TypedError::Parameters(formula.parameters.len()));
        }
        let (safe, rewrites) = formula.safe();
        let slope_formula = safe.derivative(By::Variable)?;
        let safe_slope = slope_formula.safe().0;
        let by_parameter: Vec<Program> = (0..formula.parameters.len())
            .map(|place| Ok(Program::compile(&safe.derivative(By::Parameter(place))?.safe().0.expression)))
            .collect::<Result<_, TooLarge>>()?;
        let value = Program::compile(&safe.expression);
        let slope = Program::compile(&safe_slope.expression);
        let both = Program::of_all(&[&safe.expression, &safe_slope.expression]);
        let family = family(&safe_slope);
        Ok(Self {
            card: card(&formula, family),
            known: Known::find(&safe.expression),
            safe: [safe, safe_slope],
            formula,
            slope_formula,
            rewrites,
            value,
            slope,
            both,
            by_parameter,
        })
    }

    /// The function of the registry that it is, if it is one: then that one computes it.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// What shapes were read as primitives.
    pub fn rewrites(&self) -> &[Rewrite] {
        &self.rewrites
    }

    /// The value, or the slope, as it is computed: in shapes that keep their digits.
    pub fn computed_formula(&self, reading: Reading) -> &Formula {
        match reading {
            Reading::Value => &self.safe[0],
            Reading::Slope => &self.safe[1],
        }
    }

    /// The largest error in ULP of `f32`, step by step in `f32`, of the formula as it was written and as it is read, over some thousand
    /// arguments; infinite where the first is NaN or infinite without a reason.
    pub fn error_as_written_and_as_read(&self) -> [f64; 2] {
        let parameters: Vec<f32> = self.formula.defaults().into_iter().map(f32::nearest).collect();
        let exactly: Vec<Ball> = parameters.iter().map(|&value| Ball::exactly(f64::from(value))).collect();
        let mut worst = [0.0_f64; 2];
        for i in -4000..=4000 {
            // From -100 to 100, most of them about 0.
            let x = f32::nearest(100.0 * (f64::from(i) / 4000.0).powi(3));
            let truth = self.safe[0].evaluate(Ball::exactly(f64::from(x)), &exactly);
            let (want, sure) = (truth.middle(), truth.error <= 1e-9 * truth.high.abs());
            if !sure || want.abs() >= f64::from(f32::MAX) {
                continue;
            }
            for (worst, formula) in worst.iter_mut().zip([&self.formula, &self.safe[0]]) {
                let off = ulps(formula.evaluate(x, &parameters), want);
                *worst = worst.max(if off.is_nan() { f64::INFINITY } else { off });
            }
        }
        worst
    }

    fn program(&self, reading: Reading) -> &Program {
        match reading {
            Reading::Value => &self.value,
            Reading::Slope => &self.slope,
        }
    }

    /// The function of the registry that it is, if it is one, and that one's parameters from those of the formula.
    pub(super) fn delegate<T: Copy + Default>(
        &self,
        given: &[T],
        number: impl Fn(f64) -> T,
    ) -> Option<(&'static dyn Elementwise, Parameters<T>)> {
        let known = self.known.as_ref()?;
        let own = self.complete(given, &number);
        let parameters = known.parameters.iter().map(|from| match from {
            Given::Parameter(place) => own.get(*place).copied().unwrap_or_else(|| number(f64::NAN)),
            Given::Number(value) => number(*value),
        });
        Some((known.function, parameters.collect()))
    }

    pub(super) fn compute<T: Element + Lane>(
        &self,
        reading: Reading,
        level: Level,
        parameters: &[T],
        x: &[T],
        y: &mut [T],
    ) {
        let parameters = self.complete(parameters, T::from_f64);
        let program = self.program(reading);
        program.run(
            level,
            &parameters,
            x,
            |x| x,
            |i, results| {
                y[i..i + results.len()].copy_from_slice(results);
            },
        );
        self.settle_infinity(reading, &parameters, x, y);
    }

    /// `y = f(x)` and `slopes = f'(x)`: the same bits as apart, what the two have in common computed once.
    pub(super) fn compute_both<T: Element + Lane>(
        &self,
        level: Level,
        parameters: &[T],
        x: &[T],
        y: &mut [T],
        slopes: &mut [T],
    ) {
        let parameters = self.complete(parameters, T::from_f64);
        self.both.run_all(
            level,
            &parameters,
            x,
            |x| x,
            |i, result| {
                for (k, to) in [&mut *y, &mut *slopes].into_iter().enumerate() {
                    let results = result(k);
                    to[i..i + results.len()].copy_from_slice(results);
                }
            },
        );
        self.settle_infinity(Reading::Value, &parameters, x, y);
        self.settle_infinity(Reading::Slope, &parameters, x, slopes);
    }

    /// Puts what is right at infinity where `x` is infinite.
    fn settle_infinity<T: Element>(&self, reading: Reading, parameters: &[T], x: &[T], y: &mut [T]) {
        let infinity = T::from_f64(f64::INFINITY);
        // Without an early end: this way it is SIMD, and nearly always there is nothing to find.
        if !x.iter().fold(false, |any, x| any | (x.abs() == infinity)) {
            return;
        }
        let parameters = parameters.iter().map(|value| value.to_f64()).collect::<Parameters<f64>>();
        for (x, y) in x.iter().zip(y) {
            if x.abs() == infinity {
                *y = T::from_f64(self.at_infinity(reading, &parameters, x.to_f64()));
            }
        }
    }

    /// All parameters, the defaults where none is given.
    pub(super) fn complete<T: Copy + Default>(&self, given: &[T], number: impl Fn(f64) -> T) -> Parameters<T> {
        let default =
            |(i, known): (usize, &FormulaParameter)| given.get(i).copied().unwrap_or_else(|| number(known.default));
        self.formula.parameters.iter().enumerate().map(default).collect()
    }

    /// At infinity: what the arithmetic says, or, where it says nothing (infinity times 0), what it says far out.
    fn at_infinity(&self, reading: Reading, parameters: &[f64], x: f64) -> f64 {
        const FAR: f64 = 1e300;
        let formula = self.computed_formula(reading);
        let there = formula.evaluate(x, parameters);
        if !there.is_nan() {
            return there;
        }
        let far = formula.evaluate(FAR.copysign(x), parameters);
        if far.abs() > 1e100 { f64::INFINITY.copysign(far) } else { far }
    }
}

/// What it does far out decides what initialiser fits it.
fn family(slope: &Formula) -> Family {
    let defaults = slope.defaults();
    let [left, right] = [-30.0, 30.0].map(|x: f64| slope.evaluate(x, &defaults).abs());
    let flat = |slope: f64| slope < 0.01;
    if flat(left) && flat(right) {
        Family::Sigmoidal
    } else if left == right && slope.evaluate(0.5, &defaults).abs() == left {
        Family::Linear
    } else {
        Family::Rectifier
    }
}

/// A card that lives as long as the activation, which is for ever.
fn card(formula: &Formula, family: Family) -> &'static Card {
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let parameters = formula.parameters.iter().map(|parameter| Parameter {
        name: leaked(parameter.name.to_string()),
        default: parameter.default,
        learnable: parameter.learnable,
    });
    Box::leak(Box::new(Card {
        name: leaked(formula.to_string()),
        aliases: &[],
        title: "A formula of your own",
        year: 0,
        source: "given as text",
        strengths: "",
        limits: "",
        usual: false,
        elsewhere: &[],
        parameters: Box::leak(parameters.collect::<Vec<_>>().into_boxed_slice()),
        range: Range::REAL,
        family,
    }))
}

impl Typed {
    fn draft(&self, reading: Reading, level: Level, parameters: &[f32], x: &[f32], y: &mut [f32]) -> bool {
        let parameters: Parameters<f64> =
            self.complete(parameters, f32::nearest).iter().copied().map(f64::from).collect();
        let exact = Parameters::of(&parameters, |value| Swift(Near::exactly(value)));
        let mut doubt = 0;
        let program = self.program(reading);
        program.run(
            level,
            &exact,
            x,
            |x| Swift(Near::exactly(f64::from(x))),
            |i, results| {
                for ((y, &x), near) in y[i..].iter_mut().zip(&x[i..]).zip(results) {
                    let (low, high) = near.0.ends();
                    #[allow(clippy::cast_possible_truncation, reason = "this is the rounding")]
                    let (low, high) = (low as f32, high as f32);
                    *y = low;
                    // NaN too may be for the referee: of a difference of what is held it knows more.
                    let differ = (low.to_bits() ^ high.to_bits()) | u32::from(low.is_nan());
                    doubt |= if x.is_finite() { differ } else { 0 };
                }
            },
        );
        for (x, y) in x.iter().zip(y) {
            if !x.is_finite() {
                *y = if x.is_nan() { *x } else { f32::nearest(self.at_infinity(reading, &parameters, f64::from(*x))) };
            }
        }
        doubt != 0
    }
}

impl Drafts for Typed {
    fn draft_values(&self, level: Level, parameters: &[f32], x: &[f32], y: &mut [f32]) -> bool {
        if let Some((function, parameters)) = self.delegate(parameters, f32::nearest) {
            return function.draft_values(level, &parameters, x, y);
        }
        self.draft(Reading::Value, level, parameters, x, y)
    }

    fn draft_slopes(&self, level: Level, parameters: &[f32], x: &[f32], y: &mut [f32]) -> bool {
        if let Some((function, parameters)) = self.delegate(parameters, f32::nearest) {
            return function.draft_slopes(level, &parameters, x, y);
        }
        self.draft(Reading::Slope, level, parameters, x, y)
    }
}

impl Elementwise for Typed {
    fn card(&self) -> &'static Card {
        self.card
    }

    fn reach(&self) -> Reach {
        self.known.as_ref().map_or(Reach::EVERYWHERE, |known| known.function.reach())
    }

    fn rounded_once(&self, reading: Reading) -> bool {
        self.known.as_ref().is_some_and(|known| known.function.rounded_once(reading))
    }

    fn output_suffices(&self, _: &[f64]) -> bool {
        false
    }

    fn typed(&self) -> Option<&Typed> {
        Some(self)
    }

    fn formula(&self) -> Formula {
        self.formula.clone()
    }

    fn slope_formula(&self) -> Formula {
        self.slope_formula.clone()
    }

    fn reference_formula(&self) -> Formula {
        self.safe[0].clone()
    }

    fn reference_slope_formula(&self) -> Formula {
        self.safe[1].clone()
    }

    fn true_value(&self, parameters: &[f64], x: f64) -> Ball {
        self.truth(Reading::Value, parameters, x)
    }

    fn true_slope(&self, parameters: &[f64], x: f64) -> Ball {
        self.truth(Reading::Slope, parameters, x)
    }

    fn true_nearly(&self, level: Level, parameters: &[f64], reading: Reading, x: &[f64], truths: &mut Nearly) {
        let parameters = Parameters::of(&self.complete(parameters, |value| value), Near::exactly);
        let program = self.program(reading);
        program.run(level, &parameters, x, Near::exactly, |i, results| {
            for (j, near) in results.iter().enumerate() {
                (truths.values[i + j], truths.errors[i + j]) = (near.value, near.error);
            }
        });
    }
}

impl Typed {
    fn truth(&self, reading: Reading, parameters: &[f64], x: f64) -> Ball {
        let parameters: Vec<Ball> =
            self.complete(parameters, |value| value).iter().copied().map(Ball::exactly).collect();
        self.computed_formula(reading).evaluate(Ball::exactly(x), &parameters)
    }
}
