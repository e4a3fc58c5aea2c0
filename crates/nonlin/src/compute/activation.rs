//! An activation as a user holds it: a function of the registry with its parameters.

use super::dtype::Parameters;
use super::{Dtype, Element, Elementwise, Level, Plan, Reading, Task};
use crate::accuracy::Accuracy;
use crate::functions::{Card, Registered, UnknownFunction};
use crate::typed::{NotFound, find};
use std::fmt;
use thiserror::Error;

/// An element-wise activation with its parameters set.
///
/// ```
/// use nonlin::Activation;
///
/// let gelu = Activation::named("gelu")?;
/// let mut y = [0.0; 3];
/// gelu.forward(&[-5.5, 0.0, 1.0], &mut y)?;
/// assert_eq!(y.map(|y| format!("{y:.6e}")), ["-1.044426e-7", "0.000000e0", "8.413447e-1"]);
///
/// let leaky = Activation::named("leaky_relu")?.with("a", 0.2)?;
/// assert_eq!(leaky.value(-1.0), -0.2);
/// # Ok::<(), nonlin::ComputeError>(())
/// ```
#[derive(Clone)]
pub struct Activation {
    function: &'static dyn Elementwise,
    parameters: Vec<f64>,
    accuracy: Accuracy,
    threads: usize,
}

/// A computation that was asked for cannot be done.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum ComputeError {
    /// No such function, and no formula.
    #[error(transparent)]
    Unknown(#[from] NotFound),
    /// The function works on rows, not on single numbers.
    #[error("`{0}` is a function of a whole row of numbers; name one of single numbers, such as `relu`")]
    NotElementwise(&'static str),
    /// No such parameter.
    #[error("`{function}` has no parameter `{parameter}`{}", if known.is_empty() { "; it has none at all".to_owned() } else { format!("; it has {known}") })]
    Parameter {
        /// The function's name.
        function: &'static str,
        /// What was asked for.
        parameter: String,
        /// What there is, listed.
        known: String,
    },
    /// A value that a parameter cannot have.
    #[error("`{parameter}` of `{function}` is {value}; it must be {wanted}")]
    Value {
        /// The function's name.
        function: &'static str,
        /// The parameter's name.
        parameter: &'static str,
        /// What was asked for.
        value: f64,
        /// What there may be.
        wanted: &'static str,
    },
    /// The slope does not follow from the value alone.
    #[error("the slope of `{0}` does not follow from its value: keep its input x, and call `backward` with that")]
    NeedsInput(String),
    /// Slices of different lengths.
    #[error("slices of different lengths: {0} and {1}")]
    Length(usize, usize),
    /// A row of a length that the function cannot take.
    #[error("`{function}` cannot take a row of {given} numbers: {reason}")]
    RowLength {
        /// The function's name.
        function: &'static str,
        /// The length of the row.
        given: usize,
        /// Why not.
        reason: String,
    },
}

impl From<UnknownFunction> for ComputeError {
    fn from(unknown: UnknownFunction) -> Self {
        Self::Unknown(unknown.into())
    }
}

impl ComputeError {
    /// There is no such parameter on the card.
    pub(crate) fn no_parameter(card: &Card, parameter: &str) -> Self {
        let known: Vec<String> = card.parameters.iter().map(|known| format!("`{}`", known.name)).collect();
        Self::Parameter {
            function: card.name,
            parameter: parameter.chars().take(60).collect(),
            known: known.join(", "),
        }
    }
}

impl Activation {
    /// The activation of this name or alias, or that a formula such as `x * tanh(softplus(x))` is, with default parameters.
    pub fn named(name: &str) -> Result<Self, ComputeError> {
        match find(name)? {
            Registered::Elementwise(function) => Ok(Self::of(function)),
            other => Err(ComputeError::NotElementwise(other.card().name)),
        }
    }

    /// A function of the registry with default parameters.
    pub fn of(function: &'static dyn Elementwise) -> Self {
        let parameters = function.card().parameters.iter().map(|parameter| parameter.default).collect();
        Self { function, parameters, accuracy: Accuracy::Exact, threads: 1 }
    }

    /// The same activation with one parameter set.
    pub fn with(mut self, parameter: &str, value: f64) -> Result<Self, ComputeError> {
        let card = self.card();
        let Some(place) = card.parameters.iter().position(|known| known.name == parameter) else {
            return Err(ComputeError::no_parameter(card, parameter));
        };
        self.parameters[place] = value;
        Ok(self)
    }

    /// Names, source, parameters, range.
    pub fn card(&self) -> &'static Card {
        self.function.card()
    }

    /// The function itself.
    pub fn function(&self) -> &'static dyn Elementwise {
        self.function
    }

    /// The parameters, in the order of the card.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// The same activation in another accuracy; [`Exact`](Accuracy::Exact) unless told otherwise.
    #[must_use]
    pub fn accurate(self, accuracy: Accuracy) -> Self {
        Self { accuracy, ..self }
    }

    /// The accuracy it computes with.
    pub fn accuracy(&self) -> Accuracy {
        self.accuracy
    }

    /// The same activation on so many threads, the calling one among them; one unless told otherwise.
    ///
    /// [`forward`](Self::forward), [`forward_in_place`](Self::forward_in_place), [`slopes`](Self::slopes) and
    /// [`backward`](Self::backward) then cut an array of at least 1048576 numbers into one piece per thread, none shorter
    /// than 524288; a shorter array would wait longer for the threads than it gains. The bits of the result do not
    /// depend on it. Without the feature `threads` of this crate it does nothing.
    ///
    /// ```
    /// let silu = nonlin::Activation::named("silu")?.threads(2);
    /// let x = vec![1.5_f32; 1 << 20];
    /// let mut y = vec![0.0; 1 << 20];
    /// silu.forward(&x, &mut y)?;
    /// assert!(y.iter().all(|&y| y == silu.value(1.5_f32)));
    /// # Ok::<(), nonlin::ComputeError>(())
    /// ```
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// `f(x)` for one number.
    pub fn value<T: Dtype>(&self, x: T) -> T {
        let mut y = [T::default()];
        T::compute(self.task(Reading::Value), &[x], &mut y);
        y[0]
    }

    /// `f'(x)` for one number.
    pub fn slope<T: Dtype>(&self, x: T) -> T {
        let mut y = [T::default()];
        T::compute(self.task(Reading::Slope), &[x], &mut y);
        y[0]
    }

    /// `y = f(x)`. Fails if the slices differ in length.
    pub fn forward<T: Dtype>(&self, x: &[T], y: &mut [T]) -> Result<(), ComputeError> {
        same_length(x, y)?;
        self.plan().compute(self.task(Reading::Value), x, y);
        Ok(())
    }

    /// `x = f(x)`.
    pub fn forward_in_place<T: Dtype>(&self, x: &mut [T]) {
        self.plan().compute_in_place(self.task(Reading::Value), x);
    }

    /// `y = f'(x)`. Fails if the slices differ in length.
    pub fn slopes<T: Dtype>(&self, x: &[T], y: &mut [T]) -> Result<(), ComputeError> {
        same_length(x, y)?;
        self.plan().compute(self.task(Reading::Slope), x, y);
        Ok(())
    }

    /// `y = f(x)` and `slopes = f'(x)` in one pass: the bits that [`forward`](Self::forward) and [`slopes`](Self::slopes) give apart.
    /// Of a formula of one's own, what value and slope have in common is computed once. Fails if the slices differ in length.
    ///
    /// ```
    /// let mine = nonlin::Activation::named("x * tanh(softplus(2 * x))")?;
    /// let (mut y, mut slopes) = ([0.0_f32; 2], [0.0; 2]);
    /// mine.forward_with_slopes(&[0.5, 1.0], &mut y, &mut slopes)?;
    /// assert_eq!([y[1], slopes[1]], [mine.value(1.0), mine.slope(1.0)]);
    /// # Ok::<(), nonlin::ComputeError>(())
    /// ```
    pub fn forward_with_slopes<T: Dtype>(&self, x: &[T], y: &mut [T], slopes: &mut [T]) -> Result<(), ComputeError> {
        same_length(x, y)?;
        same_length(x, slopes)?;
        T::compute_both(self.task(Reading::Value), x, y, slopes);
        Ok(())
    }

    /// `dx = dy * f'(x)`. Fails if the slices differ in length.
    pub fn backward<T: Dtype>(&self, x: &[T], dy: &[T], dx: &mut [T]) -> Result<(), ComputeError> {
        same_length(x, dy)?;
        same_length(x, dx)?;
        self.plan().backward(self.task(Reading::Slope), x, dy, dx);
        Ok(())
    }

    /// Whether the slope follows from the value alone, so that a network need not keep both.
    pub fn output_suffices(&self) -> bool {
        self.function.output_suffices(&self.parameters)
    }

    /// `dx = dy * f'(x)` from the saved result `y = f(x)`, for what [`output_suffices`](Self::output_suffices) for.
    ///
    /// It is no more exact than `y` is: near a flat end of the function, where `y` hardly moves, the slope has lost the
    /// digits that [`backward`](Self::backward) has from `x`. Fails for other functions, and if the slices differ in length.
    ///
    /// ```
    /// let tanh = nonlin::Activation::named("tanh")?;
    /// let mut dx = [0.0];
    /// tanh.backward_from_output(&[0.5], &[1.0], &mut dx)?;
    /// assert_eq!(dx, [0.75]);
    /// # Ok::<(), nonlin::ComputeError>(())
    /// ```
    pub fn backward_from_output<T: Element>(&self, y: &[T], dy: &[T], dx: &mut [T]) -> Result<(), ComputeError> {
        if !self.output_suffices() {
            return Err(ComputeError::NeedsInput(self.to_string()));
        }
        same_length(y, dy)?;
        same_length(y, dx)?;
        T::loops(self.function).backward_from_output(
            Level::best(),
            &Parameters::of(&self.parameters, T::from_f64),
            y,
            dy,
            dx,
        );
        Ok(())
    }

    /// How arrays are worked through.
    pub(crate) fn plan(&self) -> Plan {
        Plan::new(self.threads)
    }

    /// What is to be computed, on the best instruction set of this machine.
    fn task(&self, reading: Reading) -> Task<'_> {
        Task::new(self.function, &self.parameters, self.accuracy, reading, Level::best())
    }
}

pub(crate) fn same_length<A, B>(a: &[A], b: &[B]) -> Result<(), ComputeError> {
    if a.len() == b.len() { Ok(()) } else { Err(ComputeError::Length(a.len(), b.len())) }
}

impl fmt::Debug for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The name, with the parameters in brackets if there are any: `leaky_relu(a = 0.2)`.
impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.card().name)?;
        for (i, (parameter, value)) in self.card().parameters.iter().zip(&self.parameters).enumerate() {
            f.write_str(if i == 0 { "(" } else { ", " })?;
            write!(f, "{} = {value}", parameter.name)?;
        }
        f.write_str(if self.parameters.is_empty() { "" } else { ")" })
    }
}
