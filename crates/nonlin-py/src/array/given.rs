//! What may be worked on as it is.

use numpy::{PyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

/// Whether the numbers of an array lie in memory one after the other, in either order of the axes: element by element that is all that matters.
pub(crate) fn as_it_is<T: numpy::Element>(array: &Bound<'_, PyArrayDyn<T>>) -> bool {
    array.is_contiguous() && array.is_aligned()
}

/// Whether they do with the last axis first, as rows need it.
pub(crate) fn without_gaps<T: numpy::Element>(array: &Bound<'_, PyArrayDyn<T>>) -> bool {
    array.is_c_contiguous() && array.is_aligned()
}
