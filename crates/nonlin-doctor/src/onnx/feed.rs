//! What a model is given: arrays, made to fit its inputs.

use nonlin_onnx::{Dim, ElementType, Value};
use std::fmt::Write;
use thiserror::Error;

/// Numbers to take through a model, rows along the first axis.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Array {
    /// The input that they are for; of a model with one input none is needed.
    pub name: Option<String>,
    /// Their shape, row-major; of rows of plain numbers `[rows, numbers]`.
    pub shape: Vec<usize>,
    /// The numbers; whole ones up to 2^24 are exact.
    pub numbers: Vec<f32>,
    /// The columns' names, if they have some.
    pub columns: Vec<String>,
}

/// Arrays that do not fit a model.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum FeedError {
    /// A model without inputs.
    #[error("the model takes no data")]
    NoInput,
    /// One array without a name, and several inputs.
    #[error("the model takes {count} inputs ({inputs}); give a `.npz` file with an array for each, by these names")]
    Several {
        /// How many.
        count: usize,
        /// Their names, types and shapes.
        inputs: String,
    },
    /// An input without an array.
    #[error("there is no array for the input {input}")]
    Missing {
        /// Its name, type and shape.
        input: String,
    },
    /// An input that is no tensor of numbers that can be run here.
    #[error("input `{input}` is {what}, which cannot be run here; export the model with numbers in single precision")]
    Type {
        /// Its name.
        input: String,
        /// What it is.
        what: String,
    },
    /// No rows.
    #[error("there are no rows")]
    Empty,
    /// Another number of dimensions.
    #[error("input `{input}` has {wanted} dimensions ({shape}), and the data have {found} ({given}){hint}")]
    Rank {
        /// Its name.
        input: String,
        /// How many it has.
        wanted: usize,
        /// Its shape.
        shape: String,
        /// How many were given.
        found: usize,
        /// The shape that was given.
        given: String,
        /// What else would do.
        hint: &'static str,
    },
    /// A dimension of another size.
    #[error(
        "dimension {axis} of input `{input}` ({shape}) is {wanted}, and that of the data ({given}) is {found}, counted from 0"
    )]
    Size {
        /// Its name.
        input: String,
        /// Its shape.
        shape: String,
        /// Which, from 0.
        axis: usize,
        /// Its size.
        wanted: usize,
        /// The shape that was given.
        given: String,
        /// The size that was given.
        found: usize,
    },
    /// Rows of another length.
    #[error("a row has {found} numbers, and input `{input}` takes {wanted} ({shape})")]
    Row {
        /// Its name.
        input: String,
        /// Its shape.
        shape: String,
        /// Numbers per row.
        wanted: usize,
        /// Numbers given.
        found: usize,
    },
    /// A batch of a fixed size that the rows do not fill.
    #[error(
        "the model takes {batch} rows at a time, and there are {rows}; give a multiple, or export it with an open batch"
    )]
    Batch {
        /// Rows at a time.
        batch: usize,
        /// Rows given.
        rows: usize,
    },
    /// Arrays with different numbers of rows.
    #[error("input `{input}` has {found} rows, and the first one {rows}")]
    Rows {
        /// Its name.
        input: String,
        /// Rows of the first array.
        rows: usize,
        /// Its own.
        found: usize,
    },
    /// A number that is none of the input's type.
    #[error("input `{input}` takes whole numbers, and row {row} has {number}")]
    Whole {
        /// Its name.
        input: String,
        /// The row, from 1.
        row: usize,
        /// What it has.
        number: String,
    },
}

/// What one input is given.
#[derive(Debug)]
pub(super) struct Fed {
    pub(super) name: String,
    /// Rows first.
    pub(super) shape: Vec<usize>,
    pub(super) numbers: Vec<f32>,
    pub(super) columns: Vec<String>,
    pub(super) kind: Kind,
    /// Rows that the model takes at a time, if that is fixed.
    pub(super) batch: Option<usize>,
}

/// The types that a model is run in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Float,
    Int,
    Int8,
    Uint8,
}

/// An input as messages have it: `ids` (int64, batch x 12).
fn described(input: &Value) -> String {
    format!("`{}` ({:?}, {})", input.name, input.element(), dims(input.shape()))
}

fn dims(shape: Option<&[Dim]>) -> String {
    let Some(shape) = shape else { return "any shape".to_owned() };
    joined(shape.iter().map(ToString::to_string))
}

fn joined(sizes: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for size in sizes {
        let _ = write!(text, "{}{size}", if text.is_empty() { "" } else { " x " });
    }
    if text.is_empty() { "a single number".to_owned() } else { text }
}

fn given(shape: &[usize]) -> String {
    joined(shape.iter().map(ToString::to_string))
}

/// The arrays, each for its input.
pub(super) fn fit(inputs: &[Value], arrays: &[Array]) -> Result<Vec<Fed>, FeedError> {
    if inputs.is_empty() {
        return Err(FeedError::NoInput);
    }
    let mut fed: Vec<Fed> = Vec::with_capacity(inputs.len());
    for input in inputs {
        let by_name = arrays.iter().find(|array| array.name.as_deref() == Some(input.name.as_str()));
        let only = || match (arrays, inputs) {
            ([array], [_]) => Some(array),
            _ => None,
        };
        let Some(array) = by_name.or_else(only) else {
            if arrays.iter().all(|array| array.name.is_none()) {
                let all: Vec<String> = inputs.iter().map(described).collect();
                return Err(FeedError::Several { count: inputs.len(), inputs: all.join(", ") });
            }
            return Err(FeedError::Missing { input: described(input) });
        };
        let one = Fed::of(input, array)?;
        if let Some(first) = fed.first().filter(|first| first.shape.first() != one.shape.first()) {
            let rows = |fed: &Fed| fed.shape.first().copied().unwrap_or(0);
            return Err(FeedError::Rows { input: input.name.clone(), rows: rows(first), found: rows(&one) });
        }
        fed.push(one);
    }
    Ok(fed)
}

impl Fed {
    fn of(input: &Value, array: &Array) -> Result<Self, FeedError> {
        let name = input.name.clone();
        let kind = match input.element() {
            ElementType::Float | ElementType::Undefined => Kind::Float,
            ElementType::Int64 | ElementType::Int32 | ElementType::Bool => Kind::Int,
            ElementType::Int8 => Kind::Int8,
            ElementType::Uint8 => Kind::Uint8,
            other => return Err(FeedError::Type { input: name, what: format!("of type {other:?}") }),
        };
        let shape = match input.shape() {
            None => array.shape.clone(),
            Some(wanted) => fitted(&name, wanted, &array.shape)?,
        };
        let rows = shape.first().copied().unwrap_or(0);
        if rows == 0 || array.numbers.is_empty() {
            return Err(FeedError::Empty);
        }
        let batch = match input.shape() {
            Some([Dim::Size(batch), ..]) => Some(*batch),
            _ => None,
        };
        if let Some(batch) = batch.filter(|&batch| batch == 0 || rows % batch != 0) {
            return Err(FeedError::Batch { batch, rows });
        }
        if kind != Kind::Float {
            let limits = match kind {
                Kind::Int8 => -128.0..=127.0,
                Kind::Uint8 => 0.0..=255.0,
                _ => -2e9..=2e9,
            };
            let wrong = |x: &f32| x.fract() != 0.0 || !limits.contains(x);
            if let Some(place) = array.numbers.iter().position(wrong) {
                let row = place / (array.numbers.len() / rows).max(1) + 1;
                return Err(FeedError::Whole { input: name, row, number: array.numbers[place].to_string() });
            }
        }
        Ok(Self { name, shape, numbers: array.numbers.clone(), columns: array.columns.clone(), kind, batch })
    }
}

/// The shape that an array has as an input.
fn fitted(input: &str, wanted: &[Dim], found: &[usize]) -> Result<Vec<usize>, FeedError> {
    let shape = || dims(Some(wanted));
    if wanted.len() == found.len() {
        for (axis, (dim, &size)) in wanted.iter().zip(found).enumerate().skip(1) {
            if let Dim::Size(wanted) = dim
                && *wanted != size
            {
                let (input, given) = (input.to_owned(), given(found));
                return Err(FeedError::Size { input, shape: shape(), axis, wanted: *wanted, given, found: size });
            }
        }
        return Ok(found.to_vec());
    }
    let sizes: Option<Vec<usize>> =
        wanted.iter().skip(1).map(|dim| if let Dim::Size(size) = dim { Some(*size) } else { None }).collect();
    let rank = |hint| FeedError::Rank {
        input: input.to_owned(),
        wanted: wanted.len(),
        shape: shape(),
        found: found.len(),
        given: given(found),
        hint,
    };
    // Rows of plain numbers are taken for the input's own shape, laid out flat.
    match (found, sizes) {
        (&[rows, numbers], Some(sizes)) if !wanted.is_empty() => {
            let whole = sizes.iter().try_fold(1_usize, |whole, &size| whole.checked_mul(size));
            if whole != Some(numbers) {
                let wanted = whole.unwrap_or(usize::MAX);
                return Err(FeedError::Row { input: input.to_owned(), shape: shape(), wanted, found: numbers });
            }
            Ok(std::iter::once(rows).chain(sizes).collect())
        }
        (&[_, _], None) => Err(rank("; its sizes are open, so give an array of that shape as `.npy`")),
        _ if found.len() + 1 == wanted.len() => Err(rank("; the first dimension is that of the rows")),
        _ => Err(rank("")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(element: ElementType, dims: &[&str]) -> Value {
        let dim = |text: &&str| text.parse().map_or_else(|_| Dim::from(*text), Dim::Size);
        Value::tensor("x", element, dims.iter().map(dim).collect::<Vec<_>>())
    }

    fn said(input: &Value, shape: &[usize]) -> String {
        let array = Array { shape: shape.to_vec(), numbers: vec![1.0; shape.iter().product()], ..Array::default() };
        match fit(std::slice::from_ref(input), &[array]) {
            Ok(fed) => format!("{:?}", fed[0].shape),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_dimension() {
        let image = input(ElementType::Float, &["batch", "3", "4", "5"]);
        assert_eq!(said(&image, &[2, 3, 4, 5]), "[2, 3, 4, 5]");
        assert_eq!(said(&image, &[2, 60]), "[2, 3, 4, 5]");
        assert!(
            said(&image, &[2, 1, 4, 5]).contains(
                "dimension 1 of input `x` (batch x 3 x 4 x 5) is 3, and that of the data (2 x 1 x 4 x 5) is 1"
            )
        );
        assert!(said(&image, &[2, 61]).contains("a row has 61 numbers, and input `x` takes 60"));
        assert!(said(&image, &[3, 4, 5]).contains("the first dimension is that of the rows"));
        assert!(said(&image, &[0, 3, 4, 5]).contains("no rows"));
        assert!(said(&input(ElementType::Float, &["batch", "steps", "3"]), &[2, 6]).contains("open"));
        assert!(said(&input(ElementType::Float, &["4", "3"]), &[6, 3]).contains("4 rows at a time, and there are 6"));
        assert!(said(&input(ElementType::Double, &["4", "3"]), &[4, 3]).contains("Double"));
    }

    #[test]
    fn tokens_are_whole_and_several_inputs_have_names() {
        let ids = input(ElementType::Int64, &["batch", "2"]);
        let half = Array { shape: vec![2, 2], numbers: vec![1.0, 2.0, 3.0, 0.5], ..Array::default() };
        assert!(
            fit(std::slice::from_ref(&ids), std::slice::from_ref(&half))
                .unwrap_err()
                .to_string()
                .contains("row 2 has 0.5")
        );
        let mask = Value { name: "mask".to_owned(), ..ids.clone() };
        let said = fit(&[ids, mask], &[half]).unwrap_err().to_string();
        assert!(said.contains("takes 2 inputs (`x` (Int64, batch x 2), `mask`"), "{said}");
    }
}
