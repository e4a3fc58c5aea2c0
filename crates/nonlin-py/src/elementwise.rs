//! Element-wise activations.

use crate::array::{Scalar, accuracy, as_it_is, like, released, same_type, threads, unprepared, with_dtype};
use crate::error::{compute, wrong};
use nonlin::curve::{Member, Quantity, Span};
use nonlin::export::{Definition, ExportOptions, Target, export};
use nonlin::facts::{moments, prove};
use nonlin::{Accuracy, Activation};
use nonlin_report::{Plot, PlotOptions, Theme};
use numpy::{PyArrayDyn, PyArrayMethods, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use std::collections::BTreeMap;

/// An element-wise activation with its parameters: what `nonlin.Activation` is made of.
#[pyclass(subclass, frozen, module = "nonlin._nonlin")]
pub(crate) struct Elementwise {
    activation: Activation,
    text: String,
}

/// What is computed of arrays.
#[derive(Clone, Copy)]
enum Pass {
    Value,
    Slope,
}

impl Pass {
    fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Slope => "slope",
        }
    }
}

/// What a call has besides its arrays.
struct Asked<'a, 'py> {
    out: Option<&'a Bound<'py, PyAny>>,
    accuracy: Option<&'a str>,
    threads: Option<usize>,
    parameters: Option<&'a Bound<'py, PyDict>>,
}

impl<'py> Asked<'_, 'py> {
    /// Whether the result is a new array of the function as it is.
    fn is_plain(&self) -> bool {
        self.out.is_none() && self.parameters.is_none()
    }

    /// The package's way, which makes arrays of what is given, or says why it cannot.
    fn carefully(
        &self,
        function: &Bound<'py, Elementwise>,
        pass: &str,
        arrays: Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        static APPLY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let apply = APPLY.import(function.py(), "nonlin._arrays", "apply")?;
        apply.call1((function, pass, arrays, self.out, self.accuracy, self.threads, self.parameters))
    }
}

impl Elementwise {
    fn computed<'py>(
        slf: &Bound<'py, Self>,
        pass: Pass,
        x: &Bound<'py, PyAny>,
        asked: &Asked<'_, 'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if asked.is_plain()
            && let Some(y) = slf.get().fresh(x, pass, asked.accuracy, asked.threads)?
        {
            return Ok(y);
        }
        asked.carefully(slf, pass.name(), PyTuple::new(slf.py(), [x])?)
    }

    fn of(&self, asked: Option<&str>, asked_threads: Option<usize>, numbers: usize) -> PyResult<Activation> {
        let accuracy = accuracy(asked, self.activation.accuracy())?;
        Ok(self.activation.clone().accurate(accuracy).threads(threads(asked_threads, numbers)))
    }

    /// A new array, if `x` can be worked on as it is.
    fn fresh<'py>(
        &self,
        x: &Bound<'py, PyAny>,
        pass: Pass,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        with_dtype!(x, x => {
            if !as_it_is(x) {
                return Ok(None);
            }
            let y = like(x);
            self.run(x, &y, pass, accuracy, threads)?;
            Ok(Some(y.into_any()))
        })
        .unwrap_or(Ok(None))
    }

    fn run<T: Scalar>(
        &self,
        x: &Bound<'_, PyArrayDyn<T>>,
        y: &Bound<'_, PyArrayDyn<T>>,
        pass: Pass,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        let activation = self.of(accuracy, threads, x.len())?;
        let (x_view, mut y_view) = (x.try_readonly()?, y.try_readwrite()?);
        let (x, y) = (x_view.as_slice()?, y_view.as_slice_mut()?);
        released(x_view.py(), x.len(), || match pass {
            Pass::Value => activation.forward(x, y),
            Pass::Slope => activation.slopes(x, y),
        })
        .map_err(compute)
    }

    fn fresh_backward<'py>(
        &self,
        x: &Bound<'py, PyAny>,
        dy: &Bound<'py, PyAny>,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        fn beside<'a, 'py, T: Scalar>(
            x: &Bound<'py, PyArrayDyn<T>>,
            dy: &'a Bound<'py, PyAny>,
        ) -> Option<&'a Bound<'py, PyArrayDyn<T>>> {
            let dy = dy.cast::<PyArrayDyn<T>>().ok()?;
            let alike = x.shape() == dy.shape() && x.is_c_contiguous() == dy.is_c_contiguous();
            (alike && as_it_is(x) && as_it_is(dy)).then_some(dy)
        }
        with_dtype!(x, x => {
            let Some(dy) = beside(x, dy) else { return Ok(None) };
            let dx = like(x);
            self.run_backward(x, dy, &dx, accuracy, threads)?;
            Ok(Some(dx.into_any()))
        })
        .unwrap_or(Ok(None))
    }

    fn fill(
        &self,
        pass: Pass,
        x: &Bound<'_, PyAny>,
        out: &Bound<'_, PyAny>,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        with_dtype!(x, x => self.run(x, same_type(out)?, pass, accuracy, threads)).unwrap_or_else(|| Err(unprepared()))
    }

    fn run_backward<T: Scalar>(
        &self,
        x: &Bound<'_, PyArrayDyn<T>>,
        dy: &Bound<'_, PyArrayDyn<T>>,
        dx: &Bound<'_, PyArrayDyn<T>>,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        let activation = self.of(accuracy, threads, x.len())?;
        let (x_view, dy_view, mut dx_view) = (x.try_readonly()?, dy.try_readonly()?, dx.try_readwrite()?);
        let (x, dy, dx) = (x_view.as_slice()?, dy_view.as_slice()?, dx_view.as_slice_mut()?);
        released(x_view.py(), x.len(), || activation.backward(x, dy, dx)).map_err(compute)
    }
}

#[pymethods]
impl Elementwise {
    #[new]
    #[pyo3(signature = (text, parameters = None, accuracy = None))]
    fn new(text: &str, parameters: Option<&Bound<'_, PyDict>>, accuracy: Option<&str>) -> PyResult<Self> {
        let activation = with_parameters(nonlin::written(text).map_err(compute)?, parameters)?;
        let accuracy = crate::array::accuracy(accuracy, Accuracy::Exact)?;
        Ok(Self { activation: activation.accurate(accuracy), text: text.trim().to_owned() })
    }

    /// The same activation with some of its parameters set. Its text is not read again, which for a formula takes a thousand times as long.
    fn _set(&self, parameters: &Bound<'_, PyDict>) -> PyResult<Self> {
        let activation = with_parameters(self.activation.clone(), Some(parameters))?;
        Ok(Self { activation, text: self.text.clone() })
    }

    /// `f(x)`.
    #[pyo3(signature = (x, /, *, out = None, accuracy = None, threads = None, **parameters))]
    fn __call__<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        accuracy: Option<&str>,
        threads: Option<usize>,
        parameters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        Self::computed(slf, Pass::Value, x, &Asked { out, accuracy, threads, parameters })
    }

    /// `f'(x)`.
    #[pyo3(signature = (x, /, *, out = None, accuracy = None, threads = None, **parameters))]
    fn slope<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        accuracy: Option<&str>,
        threads: Option<usize>,
        parameters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        Self::computed(slf, Pass::Slope, x, &Asked { out, accuracy, threads, parameters })
    }

    /// `dy * f'(x)`.
    #[pyo3(signature = (x, dy, /, *, out = None, accuracy = None, threads = None, **parameters))]
    fn backward<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        dy: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        accuracy: Option<&str>,
        threads: Option<usize>,
        parameters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked = Asked { out, accuracy, threads, parameters };
        if asked.is_plain()
            && let Some(dx) = slf.get().fresh_backward(x, dy, accuracy, threads)?
        {
            return Ok(dx);
        }
        asked.carefully(slf, "backward", PyTuple::new(slf.py(), [x, dy])?)
    }

    /// Fills `out`, an array apart from `x` and laid out like it.
    fn _value_into(
        &self,
        x: &Bound<'_, PyAny>,
        out: &Bound<'_, PyAny>,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        self.fill(Pass::Value, x, out, accuracy, threads)
    }

    /// `x = f(x)`, of an array that is laid out without gaps.
    #[pyo3(signature = (x, accuracy = None, threads = None))]
    fn _value_in_place(&self, x: &Bound<'_, PyAny>, accuracy: Option<&str>, threads: Option<usize>) -> PyResult<()> {
        with_dtype!(x, x => {
            let activation = self.of(accuracy, threads, x.len())?;
            let mut view = x.try_readwrite()?;
            let numbers = view.as_slice_mut()?;
            released(x.py(), numbers.len(), || activation.forward_in_place(numbers));
            Ok(())
        })
        .unwrap_or_else(|| Err(unprepared()))
    }

    /// Fills `out` with slopes.
    fn _slope_into(
        &self,
        x: &Bound<'_, PyAny>,
        out: &Bound<'_, PyAny>,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        self.fill(Pass::Slope, x, out, accuracy, threads)
    }

    /// Fills `out` with `dy * f'(x)`.
    fn _backward_into(
        &self,
        x: &Bound<'_, PyAny>,
        dy: &Bound<'_, PyAny>,
        out: &Bound<'_, PyAny>,
        accuracy: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<()> {
        with_dtype!(x, x => self.run_backward(x, same_type(dy)?, same_type(out)?, accuracy, threads))
            .unwrap_or_else(|| Err(unprepared()))
    }

    /// The name, or the formula as it was written.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// The name in the registry; of a formula its text.
    #[getter]
    fn name(&self) -> &'static str {
        self.activation.card().name
    }

    #[getter]
    fn accuracy(&self) -> &'static str {
        match self.activation.accuracy() {
            Accuracy::Exact => "exact",
            Accuracy::Fast => "fast",
        }
    }

    /// Parameters by name.
    #[getter]
    fn parameters(&self) -> BTreeMap<&'static str, f64> {
        let known = self.activation.card().parameters.iter().map(|parameter| parameter.name);
        known.zip(self.activation.parameters().iter().copied()).collect()
    }

    /// Names of the parameters that training may change.
    #[getter]
    fn learnable(&self) -> Vec<&'static str> {
        let known = self.activation.card().parameters.iter();
        known.filter(|parameter| parameter.learnable).map(|parameter| parameter.name).collect()
    }

    /// The formula, or that of the slope, as `text`, `unicode`, `latex` or `mathml`.
    fn _formula(&self, slope: bool, form: &str) -> PyResult<String> {
        let function = self.activation.function();
        let formula = if slope { function.slope_formula() } else { function.formula() };
        match form {
            "text" => Ok(formula.body()),
            "whole" => Ok(formula.to_string()),
            "unicode" => Ok(formula.unicode()),
            "latex" => Ok(formula.latex()),
            "mathml" => Ok(formula.mathml()),
            other => Err(wrong(format!("`{other}` is no form of a formula: `text`, `unicode`, `latex` or `mathml`"))),
        }
    }

    /// What is proven, as pairs of a label and a line.
    fn _facts(&self, py: Python<'_>) -> Vec<(&'static str, String)> {
        py.detach(|| prove(&self.activation).lines())
    }

    /// Mean and variance of `f(x)`, and the two gains of initial weights, for `x ~ N(0, 1)`.
    fn _moments(&self) -> (f64, f64, f64, f64) {
        let moments = moments(&self.activation);
        (moments.mean, moments.variance(), moments.forward_gain(), moments.backward_gain())
    }

    /// Code for another language or framework; bytes where that is no text.
    fn _export<'py>(&self, py: Python<'py>, target: &str, slope: bool) -> PyResult<Bound<'py, PyAny>> {
        let target = target.parse::<Target>().map_err(wrong)?;
        let mut definition = Definition::of(self.activation.function());
        for (name, value) in self.parameters() {
            definition = definition.with(name, value).map_err(wrong)?;
        }
        let exported = export(&definition, target, &ExportOptions { slope }).map_err(wrong)?;
        match exported.as_text() {
            Some(text) => Ok(text.into_pyobject(py)?.into_any()),
            None => Ok(PyBytes::new(py, exported.as_bytes()).into_any()),
        }
    }

    /// The curve with its slope as an SVG picture.
    #[pyo3(signature = (low, high, width, height, theme))]
    fn _svg(&self, py: Python<'_>, low: f64, high: f64, width: u32, height: u32, theme: &str) -> PyResult<String> {
        let theme = match theme {
            "dark" => Theme::Dark,
            "print" => Theme::Print,
            _ => Theme::Light,
        };
        let options =
            PlotOptions { beside: vec![Quantity::Slope], size: [width, height], theme, ..PlotOptions::default() };
        let member = Member { activation: self.activation.clone(), label: self.text.clone() };
        py.detach(|| {
            let span = Span::new(low, high).map_err(wrong)?;
            Plot::new(&[member], span, options).and_then(|plot| plot.svg()).map_err(wrong)
        })
    }
}

fn with_parameters(activation: Activation, parameters: Option<&Bound<'_, PyDict>>) -> PyResult<Activation> {
    parameters.into_iter().flat_map(PyDictMethods::iter).try_fold(activation, |set, (name, value)| {
        set.with(&name.extract::<String>()?, value.extract()?).map_err(compute)
    })
}
