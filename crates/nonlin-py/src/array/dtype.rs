//! The types of numbers that arrays have here.

use numpy::{PyArrayDescrMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;

/// A number that both `NumPy` and the functions know.
pub(crate) trait Scalar: nonlin::Dtype + numpy::Element {}

impl<T: nonlin::Dtype + numpy::Element> Scalar for T {}

/// Types that were added to `NumPy` have numbers from here on.
const FIRST_ADDED: i32 = 256;

/// Whether an array is of the `bfloat16` of `ml_dtypes`. `NumPy` itself has no such type, and knows none of the name before that package is imported.
pub(crate) fn is_bfloat16(array: &Bound<'_, PyUntypedArray>) -> bool {
    let dtype = array.dtype();
    dtype.num() >= FIRST_ADDED && dtype.itemsize() == 2 && dtype.typeobj().name().is_ok_and(|name| name == "bfloat16")
}

/// Runs `$run` with `$array` as an array of its type, if it is one of the four and no array of a subclass, such as a masked one; else gives
/// `None`.
macro_rules! with_dtype {
    ($given:expr, $array:ident => $run:expr) => {
        match $given.cast_exact::<numpy::PyUntypedArray>() {
            Err(_) => None,
            Ok(untyped) => {
                if let Ok($array) = untyped.cast::<numpy::PyArrayDyn<f32>>() {
                    Some($run)
                } else if let Ok($array) = untyped.cast::<numpy::PyArrayDyn<f64>>() {
                    Some($run)
                } else if let Ok($array) = untyped.cast::<numpy::PyArrayDyn<nonlin::f16>>() {
                    Some($run)
                } else if $crate::array::is_bfloat16(untyped)
                    && let Ok($array) = untyped.cast::<numpy::PyArrayDyn<nonlin::bf16>>()
                {
                    Some($run)
                } else {
                    None
                }
            }
        }
    };
}
pub(crate) use with_dtype;

/// Runs `$run` with `$array` as an array of `float32` or `float64`, the types that functions of rows have; fails on any other.
macro_rules! with_row_dtype {
    ($given:expr, $array:ident => $run:expr) => {
        if let Ok($array) = $given.cast::<numpy::PyArrayDyn<f32>>() {
            $run
        } else if let Ok($array) = $given.cast::<numpy::PyArrayDyn<f64>>() {
            $run
        } else {
            Err($crate::array::unprepared())
        }
    };
}
pub(crate) use with_row_dtype;
