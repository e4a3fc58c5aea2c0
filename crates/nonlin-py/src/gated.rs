//! Gated units: `y = a f(b)` over rows of two halves.

use crate::array::{released, same_type, threads, with_row_dtype};
use crate::error::{compute, wrong};
use nonlin::compute::Element;
use nonlin::gated::{Gated, Half};
use nonlin::rows::{Widths, rows_shared};
use numpy::{PyArrayDyn, PyArrayMethods, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};
use std::collections::BTreeMap;

/// A gated unit with its parameters: what `nonlin.GatedUnit` is made of.
#[pyclass(subclass, frozen, module = "nonlin._nonlin")]
pub(crate) struct GatedUnit {
    unit: Gated,
}

fn half(gate: &str) -> PyResult<Half> {
    match gate {
        "first" => Ok(Half::First),
        "second" => Ok(Half::Second),
        other => {
            Err(wrong(format!("gate is `{other}`; it must be `first` or `second`, the half that f is applied to")))
        }
    }
}

impl GatedUnit {
    fn run<T: Element + numpy::Element>(
        &self,
        gate: Half,
        [x, y]: [&Bound<'_, PyArrayDyn<T>>; 2],
        dy: Option<&Bound<'_, PyArrayDyn<T>>>,
        asked_threads: Option<usize>,
    ) -> PyResult<()> {
        let row = x.shape().last().copied().unwrap_or(0);
        let half = self.unit.outputs(row).map_err(compute)?;
        let (x_view, mut y_view) = (x.try_readonly()?, y.try_readwrite()?);
        let dy_view = dy.map(PyArrayMethods::try_readonly).transpose()?;
        let (x, y) = (x_view.as_slice()?, y_view.as_slice_mut()?);
        let dy = dy_view.as_ref().map(|view| view.as_slice()).transpose()?;
        let threads = threads(asked_threads, x.len());
        let result = if dy.is_some() { row } else { half };
        released(x_view.py(), x.len(), || {
            rows_shared(threads, Widths { row, result }, x, y, |place, x, y| {
                // Lengths are those that were just asked for.
                let _ = match dy {
                    Some(dy) => match dy.get(place * half..(place + 1) * half) {
                        Some(dy) => self.unit.backward(gate, x, dy, y),
                        None => Ok(()),
                    },
                    None => self.unit.forward(gate, x, y),
                };
            })
        })
        .map_err(wrong)
    }
}

#[pymethods]
impl GatedUnit {
    #[new]
    #[pyo3(signature = (name, parameters = None))]
    fn new(name: &str, parameters: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut unit = match nonlin::functions::find(name) {
            Ok(nonlin::functions::Registered::Elementwise(_)) | Err(_) => {
                Gated::by(&nonlin::written(name).map_err(compute)?)
            }
            Ok(_) => Gated::named(name).map_err(compute)?,
        };
        for (name, value) in parameters.into_iter().flat_map(PyDictMethods::iter) {
            unit = unit.with(&name.extract::<String>()?, value.extract()?).map_err(compute)?;
        }
        Ok(Self { unit })
    }

    /// `a f(b)` of the two halves along `axis`.
    #[pyo3(signature = (x, /, axis = -1, *, gate = "second", out = None, threads = None, **parameters))]
    fn __call__<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        axis: i64,
        gate: &str,
        out: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
        parameters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let arrays = PyTuple::new(slf.py(), [x])?;
        apply(slf, (slf, "value", arrays, axis, gate, out, threads, parameters))
    }

    /// The gradient with respect to `x`.
    #[expect(clippy::too_many_arguments, reason = "what Python callers name")]
    #[pyo3(signature = (x, dy, /, axis = -1, *, gate = "second", out = None, threads = None, **parameters))]
    fn backward<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        dy: &Bound<'py, PyAny>,
        axis: i64,
        gate: &str,
        out: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
        parameters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let arrays = PyTuple::new(slf.py(), [x, dy])?;
        apply(slf, (slf, "backward", arrays, axis, gate, out, threads, parameters))
    }

    /// Fills `out` along the last axis, with values, or with gradients where `dy` is given.
    #[pyo3(signature = (gate, x, dy, out, threads))]
    fn _into(
        &self,
        gate: &str,
        x: &Bound<'_, PyAny>,
        dy: Option<&Bound<'_, PyAny>>,
        out: &Bound<'_, PyAny>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        let gate = half(gate)?;
        with_row_dtype!(x, x => {
            let dy = dy.map(same_type).transpose()?;
            self.run(gate, [x, same_type(out)?], dy, threads)
        })
    }

    /// The length of the result for a row of so many numbers: half of it.
    fn outputs(&self, inputs: usize) -> PyResult<usize> {
        self.unit.outputs(inputs).map_err(compute)
    }

    /// The name in the registry.
    #[getter]
    fn name(&self) -> &'static str {
        self.unit.card().name
    }

    /// Parameters by name.
    #[getter]
    fn parameters(&self) -> BTreeMap<&'static str, f64> {
        let known = self.unit.card().parameters.iter().map(|parameter| parameter.name);
        known.zip(self.unit.parameters().iter().copied()).collect()
    }
}

fn apply<'py>(
    unit: &Bound<'py, GatedUnit>,
    arguments: impl pyo3::call::PyCallArgs<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    static APPLY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    APPLY.import(unit.py(), "nonlin._arrays", "apply_gated")?.call1(arguments)
}
