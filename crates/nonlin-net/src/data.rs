//! Rows of inputs with their targets, and the checks on them.

use crate::error::NetError;
use crate::loss::Loss;
use nonlin::Element;

/// Rows of inputs with their targets, in somebody else's memory.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a, T> {
    /// rows x inputs, row-major.
    pub inputs: &'a [T],
    /// rows x outputs, row-major: numbers, 0 or 1 per label, or a 1 at the class (or a probability per class).
    pub targets: &'a [T],
    /// The number of rows.
    pub rows: usize,
}

impl<T: Element> Batch<'_, T> {
    /// Fails if there are no rows, or the slices are not of this shape. `what` names the data in errors.
    pub(crate) fn check_shape(&self, what: &'static str, inputs: usize, outputs: usize) -> Result<(), NetError> {
        if self.rows == 0 {
            return Err(NetError::Empty { what });
        }
        same_shape("inputs", self.inputs, self.rows, inputs)?;
        same_shape("targets", self.targets, self.rows, outputs)
    }

    /// Fails, naming the row, if a number is not finite or a target means nothing to `loss`; shapes were checked.
    pub(crate) fn check_numbers(&self, what: &'static str, loss: Loss) -> Result<(), NetError> {
        for numbers in [self.inputs, self.targets] {
            if let Some(place) = numbers.iter().position(|x| !x.to_f64().is_finite()) {
                let columns = numbers.len() / self.rows;
                let (row, column) = (place / columns, place % columns);
                return Err(NetError::NotFinite { what, row, column, value: numbers[place].to_f64() });
            }
        }
        for (row, targets) in self.targets.chunks_exact(self.targets.len() / self.rows).enumerate() {
            if let Some(problem) = loss.problem_with(targets) {
                return Err(NetError::Target { what, row, problem, loss });
            }
        }
        Ok(())
    }

    /// `rows` rows from row `start` on.
    pub(crate) fn piece(&self, start: usize, rows: usize, inputs: usize, outputs: usize) -> Self {
        Batch {
            inputs: &self.inputs[start * inputs..(start + rows) * inputs],
            targets: &self.targets[start * outputs..(start + rows) * outputs],
            rows,
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
