//! Functions of rows: softmax and its kin.

use crate::array::{like, released, same_type, threads, with_row_dtype, without_gaps};
use crate::error::{compute, wrong};
use nonlin::ComputeError;
use nonlin::compute::Element;
use nonlin::functions::{Registered, find};
use nonlin::rows::{RowFunction as Rows, Widths, masked_softmax, rows_shared};
use numpy::{PyArrayDyn, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A function of rows with its parameters: what `nonlin.RowFunction` is made of.
#[pyclass(subclass, frozen, module = "nonlin._nonlin")]
pub(crate) struct RowFunction {
    function: Function,
    /// Those that are not as the card has them.
    set: BTreeMap<String, f64>,
}

/// As the registry has it, or with parameters of its own.
enum Function {
    Registered(&'static dyn Rows),
    Set(Box<dyn Rows>),
}

impl Function {
    fn get(&self) -> &dyn Rows {
        match self {
            Self::Registered(function) => *function,
            Self::Set(function) => function.as_ref(),
        }
    }
}

impl RowFunction {
    fn named(name: &str) -> PyResult<&'static dyn Rows> {
        match find(name).map_err(wrong)? {
            Registered::Row(function) => Ok(function),
            other => Err(wrong(format!("`{}` is no function of rows", other.card().name))),
        }
    }

    /// Values along the last axis into a new array of the same shape, where that is all there is to do.
    fn fresh<'py, T: Element + numpy::Element>(
        &self,
        x: &Bound<'py, PyArrayDyn<T>>,
        asked_threads: Option<usize>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let width = x.shape().last().copied().unwrap_or(0);
        if width == 0 || !without_gaps(x) || self.function.get().outputs(width).map_err(compute)? != width {
            return Ok(None);
        }
        let y = like(x);
        self.forward(x, &y, width, width, asked_threads)?;
        Ok(Some(y.into_any()))
    }

    fn forward<T: Element + numpy::Element>(
        &self,
        x: &Bound<'_, PyArrayDyn<T>>,
        y: &Bound<'_, PyArrayDyn<T>>,
        row: usize,
        result: usize,
        asked_threads: Option<usize>,
    ) -> PyResult<()> {
        let (x_view, mut y_view) = (x.try_readonly()?, y.try_readwrite()?);
        let (x, y) = (x_view.as_slice()?, y_view.as_slice_mut()?);
        let loops = T::row_loops(self.function.get());
        let threads = threads(asked_threads, x.len());
        released(x_view.py(), x.len(), || {
            rows_shared(threads, Widths { row, result }, x, y, |_, x, y| loops.forward(x, y))
        })
        .map_err(wrong)
    }

    fn backward<T: Element + numpy::Element>(
        &self,
        x: &Bound<'_, PyArrayDyn<T>>,
        dy: &Bound<'_, PyArrayDyn<T>>,
        dx: &Bound<'_, PyArrayDyn<T>>,
        row: usize,
        result: usize,
        asked_threads: Option<usize>,
    ) -> PyResult<()> {
        let (x_view, dy_view, mut dx_view) = (x.try_readonly()?, dy.try_readonly()?, dx.try_readwrite()?);
        let (x, dy, dx) = (x_view.as_slice()?, dy_view.as_slice()?, dx_view.as_slice_mut()?);
        if dx.len() != x.len() || (x.len() / row).checked_mul(result) != Some(dy.len()) {
            return Err(wrong(ComputeError::Length(x.len(), dx.len())));
        }
        let loops = T::row_loops(self.function.get());
        let threads = threads(asked_threads, x.len());
        released(x_view.py(), x.len(), || {
            rows_shared(threads, Widths { row, result: row }, x, dx, |place, x, dx| {
                let mut y = vec![T::default(); result];
                loops.forward(x, &mut y);
                loops.vector_jacobian(x, &y, &dy[place * result..(place + 1) * result], dx);
            })
        })
        .map_err(wrong)
    }
}

#[pymethods]
impl RowFunction {
    #[new]
    #[pyo3(signature = (name, parameters = None))]
    fn new(name: &str, parameters: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut function = Function::Registered(Self::named(name)?);
        let mut set = BTreeMap::new();
        for (name, value) in parameters.into_iter().flat_map(PyDictMethods::iter) {
            let (name, value): (String, f64) = (name.extract()?, value.extract()?);
            function = Function::Set(function.get().with(&name, value).map_err(compute)?);
            set.insert(name, value);
        }
        Ok(Self { function, set })
    }

    /// The function of every row along `axis`.
    #[pyo3(signature = (x, /, axis = -1, *, out = None, threads = None, **parameters))]
    fn __call__<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        axis: i64,
        out: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
        parameters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        static APPLY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        if axis == -1 && out.is_none() && parameters.is_none() && x.is_exact_instance_of::<PyUntypedArray>() {
            let fresh = match x.cast::<PyArrayDyn<f32>>() {
                Ok(x) => slf.get().fresh(x, threads)?,
                Err(_) => x.cast::<PyArrayDyn<f64>>().map_or(Ok(None), |x| slf.get().fresh(x, threads))?,
            };
            if let Some(y) = fresh {
                return Ok(y);
            }
        }
        let apply = APPLY.import(slf.py(), "nonlin._arrays", "apply_rows")?;
        apply.call1((slf, "value", PyTuple::new(slf.py(), [x])?, axis, out, threads, parameters))
    }

    /// The gradient with respect to `x`, from that with respect to the result.
    #[pyo3(signature = (x, dy, /, axis = -1, *, out = None, threads = None, **parameters))]
    #[pyo3(name = "backward")]
    fn gradient<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        dy: &Bound<'py, PyAny>,
        axis: i64,
        out: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
        parameters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        static APPLY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let apply = APPLY.import(slf.py(), "nonlin._arrays", "apply_rows")?;
        apply.call1((slf, "backward", PyTuple::new(slf.py(), [x, dy])?, axis, out, threads, parameters))
    }

    /// Fills `out` along the last axis; both arrays without gaps.
    fn _value_into(&self, x: &Bound<'_, PyAny>, out: &Bound<'_, PyAny>, threads: Option<usize>) -> PyResult<()> {
        with_row_dtype!(x, x => {
            let out = same_type(out)?;
            self.forward(x, out, last(x), last(out), threads)
        })
    }

    /// Fills `out` with the gradient along the last axis; all arrays without gaps.
    fn _backward_into(
        &self,
        x: &Bound<'_, PyAny>,
        dy: &Bound<'_, PyAny>,
        out: &Bound<'_, PyAny>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        with_row_dtype!(x, x => {
            let dy = same_type(dy)?;
            self.backward(x, dy, same_type(out)?, last(x), last(dy), threads)
        })
    }

    /// The length of the result for a row of so many numbers.
    fn outputs(&self, inputs: usize) -> PyResult<usize> {
        self.function.get().outputs(inputs).map_err(compute)
    }

    /// The name in the registry.
    #[getter]
    fn name(&self) -> &'static str {
        self.function.get().card().name
    }

    /// Parameters by name.
    #[getter]
    fn parameters(&self) -> BTreeMap<Cow<'static, str>, f64> {
        let known = self.function.get().card().parameters.iter();
        known.map(|p| (Cow::Borrowed(p.name), self.set.get(p.name).copied().unwrap_or(p.default))).collect()
    }

    /// The textbook formula.
    #[getter]
    fn formula(&self) -> &'static str {
        self.function.get().formula()
    }
}

/// Softmax over the numbers of each row that `keep` marks; the others become 0, and a row with none is all zeros. Arrays without gaps, along
/// the last axis.
#[pyfunction]
pub(crate) fn masked_softmax_into(
    x: &Bound<'_, PyAny>,
    keep: &Bound<'_, PyArrayDyn<bool>>,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    fn run<T: Element + numpy::Element>(
        x: &Bound<'_, PyArrayDyn<T>>,
        keep: &Bound<'_, PyArrayDyn<bool>>,
        out: &Bound<'_, PyArrayDyn<T>>,
    ) -> PyResult<()> {
        let width = last(x);
        let (x, keep, mut out) = (x.try_readonly()?, keep.try_readonly()?, out.try_readwrite()?);
        let (x, keep, y) = (x.as_slice()?, keep.as_slice()?, out.as_slice_mut()?);
        if x.len() != keep.len() || x.len() != y.len() {
            return Err(wrong(ComputeError::Length(x.len(), keep.len().min(y.len()))));
        }
        let rows = x.chunks_exact(width).zip(keep.chunks_exact(width)).zip(y.chunks_exact_mut(width));
        for ((x, keep), y) in rows {
            masked_softmax(x, keep, y).map_err(compute)?;
        }
        Ok(())
    }
    with_row_dtype!(x, x => run(x, keep, same_type(out)?))
}

/// The length of the last axis, at least 1.
fn last<T: numpy::Element>(array: &Bound<'_, PyArrayDyn<T>>) -> usize {
    array.shape().last().copied().unwrap_or(1).max(1)
}
