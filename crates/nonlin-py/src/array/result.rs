//! New arrays for results.

use super::Scalar;
use numpy::{PyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

/// An array of zeros with the shape and the order of axes of another.
pub(crate) fn like<'py, T: Scalar>(array: &Bound<'py, PyArrayDyn<T>>) -> Bound<'py, PyArrayDyn<T>> {
    PyArrayDyn::zeros(array.py(), array.shape(), !array.is_c_contiguous())
}
