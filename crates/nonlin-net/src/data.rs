//! Rows of inputs with their targets, and the checks on them.

use crate::error::NetError;
use crate::loss::Loss;
use crate::shape::Shape;
use nonlin::Element;

/// Rows of inputs, in somebody else's memory.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a, T> {
    /// rows x input, row-major.
    pub values: &'a [T],
    /// The number of rows.
    pub rows: usize,
    /// The steps of each row of sequences; empty if all rows have all steps, or are no sequences. Beyond a row's end its values do
    /// not matter.
    pub lengths: &'a [usize],
}

/// Rows of inputs with their targets, in somebody else's memory.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a, T> {
    /// rows x input, row-major.
    pub inputs: &'a [T],
    /// rows x outputs, row-major: numbers, 0 or 1 per label, or a 1 at the class (or a probability per class).
    pub targets: &'a [T],
    /// The number of rows.
    pub rows: usize,
    /// The steps of each row, as those of [`Inputs`].
    pub lengths: &'a [usize],
    /// How much each row counts, the mean row 1; empty if all count alike.
    pub weights: &'a [T],
}

impl<'a, T> Inputs<'a, T> {
    /// Rows that are no sequences, or have all steps.
    pub fn new(values: &'a [T], rows: usize) -> Self {
        Self { values, rows, lengths: &[] }
    }
}

impl<'a, T> Batch<'a, T> {
    /// Rows that count alike, and are no sequences or have all steps.
    pub fn new(inputs: &'a [T], targets: &'a [T], rows: usize) -> Self {
        Self { inputs, targets, rows, lengths: &[], weights: &[] }
    }

    /// The same with the steps of each row.
    #[must_use]
    pub fn with_lengths(self, lengths: &'a [usize]) -> Self {
        Self { lengths, ..self }
    }

    /// The same with a weight for each row.
    #[must_use]
    pub fn with_weights(self, weights: &'a [T]) -> Self {
        Self { weights, ..self }
    }

    /// The inputs alone.
    pub fn without_targets(&self) -> Inputs<'a, T> {
        Inputs { values: self.inputs, rows: self.rows, lengths: self.lengths }
    }
}

impl<T: Element> Batch<'_, T> {
    /// Fails if there are no rows, or the slices are not of this shape. `what` names the data in errors.
    pub(crate) fn check_shape(&self, what: &'static str, input: Shape, outputs: usize) -> Result<(), NetError> {
        if self.rows == 0 {
            return Err(NetError::Empty { what });
        }
        self.without_targets().check_shape(input)?;
        same_shape("targets", self.targets, self.rows, outputs)?;
        if self.weights.is_empty() { Ok(()) } else { same_shape("weights", self.weights, self.rows, 1) }
    }

    /// Fails, naming the row, if a number is not finite or a target means nothing to `loss`; shapes were checked.
    pub(crate) fn check_numbers(&self, what: &'static str, input: Shape, loss: Loss) -> Result<(), NetError> {
        for numbers in [self.inputs, self.targets, self.weights] {
            if let Some(place) = numbers.iter().position(|x| !x.to_f64().is_finite()) {
                let columns = numbers.len() / self.rows;
                let (row, column) = (place / columns, place % columns);
                return Err(NetError::NotFinite { what, row, column, value: numbers[place].to_f64() });
            }
        }
        if let Some(row) = self.weights.iter().position(|&weight| weight < T::default()) {
            return Err(NetError::Weight { what, row, value: self.weights[row].to_f64() });
        }
        self.without_targets().check_tokens(what, input)?;
        for (row, targets) in self.targets.chunks_exact(self.targets.len() / self.rows).enumerate() {
            if let Some(problem) = loss.problem_with(targets) {
                return Err(NetError::Target { what, row, problem, loss });
            }
        }
        Ok(())
    }

    /// `rows` rows from row `start` on.
    pub(crate) fn piece(&self, start: usize, rows: usize, inputs: usize, outputs: usize) -> Self {
        let of_rows = start..start + rows;
        Batch {
            inputs: &self.inputs[start * inputs..(start + rows) * inputs],
            targets: &self.targets[start * outputs..(start + rows) * outputs],
            rows,
            lengths: if self.lengths.is_empty() { &[] } else { &self.lengths[of_rows.clone()] },
            weights: if self.weights.is_empty() { &[] } else { &self.weights[of_rows] },
        }
    }
}

impl<T: Element> Inputs<'_, T> {
    /// Fails if the values are not rows of this shape, a length is not one of its sequences, or a number is no token where
    /// it should be one.
    pub(crate) fn check(&self, input: Shape) -> Result<(), NetError> {
        self.check_shape(input)?;
        self.check_tokens("the inputs", input)
    }

    /// Fails, naming row and step, if a number before the end of its row is not a token; shapes were checked.
    fn check_tokens(&self, what: &'static str, input: Shape) -> Result<(), NetError> {
        let Shape::Tokens { steps, vocabulary } = input else { return Ok(()) };
        let is_token = |x: f64| x >= 0.0 && x.fract() == 0.0 && x < vocabulary as f64;
        for (row, tokens) in self.values.chunks_exact(steps).enumerate() {
            let length = self.lengths.get(row).map_or(steps, |&length| length);
            if let Some(step) = tokens[..length].iter().position(|x| !is_token(x.to_f64())) {
                return Err(NetError::Token { what, row, step, value: tokens[step].to_f64(), vocabulary });
            }
        }
        Ok(())
    }

    /// Fails if the values are not rows of this shape, or a length is not one of its sequences.
    fn check_shape(&self, input: Shape) -> Result<(), NetError> {
        same_shape("inputs", self.values, self.rows, input.len())?;
        if self.lengths.is_empty() {
            return Ok(());
        }
        let Some(steps) = input.steps() else { return Err(NetError::LengthsWithoutSteps { shape: input }) };
        same_shape("lengths", self.lengths, self.rows, 1)?;
        match self.lengths.iter().position(|length| !(1..=steps).contains(length)) {
            Some(row) => Err(NetError::Length { row, length: self.lengths[row], steps }),
            None => Ok(()),
        }
    }
}

/// Fails if `slice` is not `rows` x `columns` long.
pub(crate) fn same_shape<T>(what: &'static str, slice: &[T], rows: usize, columns: usize) -> Result<(), NetError> {
    if rows.checked_mul(columns) == Some(slice.len()) {
        Ok(())
    } else {
        Err(NetError::Shape { what, rows, columns, given: slice.len() })
    }
}
