//! A tensor: a shape and as many elements.

use crate::{Data, ElementType, OnnxError, TensorProblem};

/// A tensor whose data fills its shape, row-major.
#[derive(Clone, PartialEq, Debug)]
pub struct Tensor {
    shape: Vec<usize>,
    data: Data,
}

impl Tensor {
    /// A tensor of this shape; a scalar has no dimensions.
    ///
    /// Errors: another number of elements than the shape has.
    pub fn new(shape: impl Into<Vec<usize>>, data: impl Into<Data>) -> Result<Self, OnnxError> {
        Self::checked(shape.into(), data.into())
            .map_err(|problem| OnnxError::Tensor { tensor: "a tensor".to_owned(), problem })
    }

    /// As [`Tensor::new`], without a name in the error.
    pub(crate) fn checked(shape: Vec<usize>, data: Data) -> Result<Self, TensorProblem> {
        let (needed, found) = (elements(&shape)?, data.len());
        if needed != found {
            return Err(TensorProblem::Count { shape, needed, found, unit: "elements" });
        }
        Ok(Self { shape, data })
    }

    /// A tensor of one element and no dimensions.
    pub fn scalar<T>(value: T) -> Self
    where
        Data: From<Vec<T>>,
    {
        Self { shape: Vec::new(), data: vec![value].into() }
    }

    /// A tensor of one dimension.
    pub fn vector<T>(values: Vec<T>) -> Self
    where
        Data: From<Vec<T>>,
    {
        let data = Data::from(values);
        Self { shape: vec![data.len()], data }
    }

    /// Its dimensions, the outermost first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Its elements.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The type of its elements.
    pub fn element(&self) -> ElementType {
        self.data.element()
    }

    /// The number of its elements.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Its elements as `f32`, as [`Data::to_f32`] has them.
    pub fn to_f32(&self) -> Option<Vec<f32>> {
        self.data.to_f32()
    }

    /// Its integers, as [`Data::to_i64`] has them.
    pub fn to_i64(&self) -> Option<Vec<i64>> {
        self.data.to_i64()
    }

    /// Its shape and elements, on their own.
    pub fn into_parts(self) -> (Vec<usize>, Data) {
        (self.shape, self.data)
    }
}

/// The number of elements of a shape.
pub(crate) fn elements(shape: &[usize]) -> Result<usize, TensorProblem> {
    if shape.contains(&0) {
        return Ok(0);
    }
    let product = shape.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
    product.ok_or_else(|| TensorProblem::Overflow { shape: shape.to_vec() })
}
