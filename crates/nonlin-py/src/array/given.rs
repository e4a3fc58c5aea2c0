//! What may be worked on as it is.

use crate::error::wrong;
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

/// Another array of the same call, which is of the same type.
pub(crate) fn same_type<'a, 'py, T: numpy::Element>(
    array: &'a Bound<'py, PyAny>,
) -> PyResult<&'a Bound<'py, PyArrayDyn<T>>> {
    array.cast().map_err(|_| unprepared())
}

/// Arrays that are not what the package promised.
pub(crate) fn unprepared() -> PyErr {
    wrong(
        "arrays must be of one floating type and shape, aligned and without gaps; those of rows of float32 or float64",
    )
}
