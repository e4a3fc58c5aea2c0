//! Arrays of `NumPy` as slices.
//!
//! What arrives here is what needs no change: of one of the four types in the byte order of the machine, aligned, without gaps. All else the
//! package makes into such arrays first, or refuses.

mod dtype;
mod given;
mod result;

pub(crate) use dtype::{Scalar, is_bfloat16, with_dtype, with_row_dtype};
pub(crate) use given::{as_it_is, same_type, unprepared, without_gaps};
pub(crate) use result::like;

use nonlin::Accuracy;
use pyo3::prelude::*;
use std::sync::OnceLock;

/// From so many numbers on the lock of the interpreter is given up while they are worked through: for fewer that would take longer than the work.
const WORTH_RELEASING: usize = 8192;

/// Runs `work`, which takes so many numbers, with the lock of the interpreter given up if it is worth it.
pub(crate) fn released<T: Send>(py: Python<'_>, numbers: usize, work: impl FnOnce() -> T + Send) -> T {
    if numbers < WORTH_RELEASING { work() } else { py.detach(work) }
}

/// So many threads as were asked for, else as many as there are processors.
pub(crate) fn threads(asked: Option<usize>, numbers: usize) -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    if numbers < WORTH_RELEASING {
        return 1;
    }
    asked
        .unwrap_or_else(|| *PROCESSORS.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from)))
        .clamp(1, 1024)
}

/// `"exact"`, `"fast"`, or what is usual for the function.
pub(crate) fn accuracy(asked: Option<&str>, usual: Accuracy) -> PyResult<Accuracy> {
    match asked {
        None => Ok(usual),
        Some("exact") => Ok(Accuracy::Exact),
        Some("fast") => Ok(Accuracy::Fast),
        Some(other) => Err(crate::error::wrong(format!("accuracy is `{other}`; it must be `exact` or `fast`"))),
    }
}
