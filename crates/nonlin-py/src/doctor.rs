//! The doctor: what was seen inside a network of any framework, and what it says of it.

use crate::error::wrong;
use nonlin::Activation;
use nonlin_doctor::onnx::OnnxModel;
use nonlin_doctor::record::{AnswersSeen, LayerArrays, Layout, Recorder as Inner, data, weights};
use nonlin_doctor::trace::About;
use nonlin_doctor::{LayerTrace, Thresholds, Trace as Seen, examine_by};
use nonlin_lab::inside::arrays;
use nonlin_report::DoctorPage;
use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Makes a trace of what hooks hand over.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Recorder(Mutex<Inner>);

/// What was seen inside a network.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Trace(Seen);

type Numbers<'py> = Option<PyReadonlyArray1<'py, f32>>;

fn slice<'a>(numbers: &'a Numbers<'_>) -> PyResult<&'a [f32]> {
    Ok(match numbers {
        Some(numbers) => numbers.as_slice()?,
        None => &[],
    })
}

fn thresholds(text: Option<&str>) -> PyResult<Thresholds> {
    text.map_or_else(|| Ok(Thresholds::standard().clone()), |text| Thresholds::read(text).map_err(wrong))
}

impl Recorder {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Recorder {
    /// Of a network about which this is known, as JSON.
    #[new]
    fn new(about: &str) -> PyResult<Self> {
        let about: About = serde_json::from_str(about).map_err(wrong)?;
        Ok(Self(Mutex::new(Inner::new(about))))
    }

    /// The next layer as JSON, its weights before the first step (flat, `units` rows if `by_unit`) and its bias. `places` are the numbers of a unit per row where
    /// they stand together.
    #[pyo3(signature = (layer, places = None, weight = None, bias = None, by_unit = true))]
    fn layer(
        &self,
        layer: &str,
        places: Option<usize>,
        weight: Numbers<'_>,
        bias: Numbers<'_>,
        by_unit: bool,
    ) -> PyResult<()> {
        let mut layer: LayerTrace = serde_json::from_str(layer).map_err(wrong)?;
        if weight.is_some() {
            layer.weights = Some(weights(slice(&weight)?, slice(&bias)?, layer.units, by_unit));
        }
        let activation = nonlin::written(&layer.activation).ok();
        let layout = places.map_or(Layout::Interleaved, |places| Layout::Planes { places });
        if let Some(activation) = &activation {
            // The registry's own name, by which the rules know it.
            layer.activation = registered(activation);
        }
        self.inner().layer(layer, activation.as_ref(), layout);
        Ok(())
    }

    /// A step's loss.
    fn loss(&self, step: u64, loss: f64) {
        self.inner().loss(step, loss);
    }

    /// What a layer showed at a step with so many rows; arrays are flat.
    #[pyo3(signature = (layer, step, rows, before = None, after = None, gradient = None, weight_gradient = None, weight = None))]
    #[expect(clippy::too_many_arguments, reason = "what the package names")]
    fn sample(
        &self,
        layer: usize,
        step: u64,
        rows: usize,
        before: Numbers<'_>,
        after: Numbers<'_>,
        gradient: Numbers<'_>,
        weight_gradient: Numbers<'_>,
        weight: Numbers<'_>,
    ) -> PyResult<()> {
        let arrays = LayerArrays {
            before: slice(&before)?,
            after: slice(&after)?,
            gradient: slice(&gradient)?,
            weight_gradient: slice(&weight_gradient)?,
            weights: slice(&weight)?,
        };
        self.inner().sample(layer, step, rows, arrays);
        Ok(())
    }

    /// Weights before and after the step that was sampled last.
    fn update(
        &self,
        layer: usize,
        before: PyReadonlyArray1<'_, f32>,
        after: PyReadonlyArray1<'_, f32>,
    ) -> PyResult<()> {
        self.inner().update(layer, before.as_slice()?, after.as_slice()?);
        Ok(())
    }

    /// Rows that the network was given, with classes or numbers as answers.
    #[pyo3(signature = (inputs, names, classes = None, values = None))]
    fn data(
        &self,
        inputs: PyReadonlyArray2<'_, f32>,
        names: Vec<String>,
        classes: Option<Vec<usize>>,
        values: Option<PyReadonlyArray2<'_, f32>>,
    ) -> PyResult<()> {
        let columns = inputs.as_array().ncols();
        let outputs = values.as_ref().map_or(0, |values| values.as_array().ncols());
        let values = values.as_ref().map(|values| values.as_slice()).transpose()?;
        let answers = match (&classes, values) {
            (Some(classes), _) => Some(AnswersSeen::Classes(classes)),
            (None, Some(values)) => Some(AnswersSeen::Numbers { values, outputs }),
            (None, None) => None,
        };
        let seen = data(inputs.as_slice()?, columns, &names, false, answers);
        self.inner().data(seen);
        Ok(())
    }

    /// What is known of the network by now, as JSON; it takes the place of what was known before.
    fn about(&self, about: &str) -> PyResult<()> {
        let about: About = serde_json::from_str(about).map_err(wrong)?;
        self.inner().trace_mut().about = about;
        Ok(())
    }

    /// What was seen so far.
    fn trace(&self) -> Trace {
        Trace(self.inner().trace().clone())
    }
}

/// The names of all rules.
#[pyfunction]
pub(crate) fn rules() -> Vec<&'static str> {
    nonlin_doctor::RULES.iter().map(|rule| rule.name).collect()
}

/// The name in the registry, without parameters.
fn registered(activation: &Activation) -> String {
    activation.card().name.to_owned()
}

#[pymethods]
impl Trace {
    /// From a file of JSON lines (`.jsonl`), or of an ONNX model, with the rows of `data` taken through it if there are some.
    #[staticmethod]
    #[pyo3(signature = (path, data = None))]
    fn read(py: Python<'_>, path: PathBuf, data: Option<PathBuf>) -> PyResult<Self> {
        py.detach(|| {
            let named = |problem: String| format!("{}: {problem}", path.display());
            if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jsonl")) {
                let opened = File::open(&path).map_err(|error| named(error.to_string()))?;
                return Seen::read(BufReader::new(opened)).map_err(|error| named(error.to_string()));
            }
            let model = OnnxModel::open(&path).map_err(|error| error.to_string())?;
            let Some(data) = data else { return Ok(model.trace()) };
            let given = arrays(&data).map_err(|error| error.to_string())?;
            model.run(&given).map_err(|error| named(error.to_string()))
        })
        .map(Self)
        .map_err(wrong)
    }

    /// What is wrong, the first cause first, as JSON; `thresholds` is the text of a file of them.
    #[pyo3(signature = (thresholds = None))]
    fn findings(&self, thresholds: Option<&str>) -> PyResult<String> {
        let thresholds = self::thresholds(thresholds)?;
        serde_json::to_string(&examine_by(&self.0, &thresholds)).map_err(wrong)
    }

    /// As `nonlin doctor` prints it.
    #[pyo3(signature = (thresholds = None))]
    fn text(&self, thresholds: Option<&str>) -> PyResult<String> {
        let thresholds = self::thresholds(thresholds)?;
        let findings = nonlin_report::findings(&examine_by(&self.0, &thresholds), str::to_owned);
        let passed_over = nonlin_report::passed_over(&self.0).unwrap_or_default();
        Ok(format!("{}\n{findings}{passed_over}", nonlin_report::layers(&self.0)))
    }

    /// The report as one HTML file with figures, or as Markdown.
    #[pyo3(signature = (title, command, markdown = false, thresholds = None))]
    fn report(&self, title: &str, command: &str, markdown: bool, thresholds: Option<&str>) -> PyResult<String> {
        let thresholds = self::thresholds(thresholds)?;
        let findings = examine_by(&self.0, &thresholds);
        let page = DoctorPage { title, trace: &self.0, findings: &findings, thresholds: &thresholds, command };
        let written = if markdown { nonlin_report::doctor_markdown(&page) } else { nonlin_report::doctor_page(&page) };
        written.map_err(wrong)
    }

    /// As JSON lines, which `nonlin doctor FILE.jsonl` reads.
    fn lines(&self) -> PyResult<String> {
        let mut text = Vec::new();
        self.0.write(&mut text).map_err(wrong)?;
        String::from_utf8(text).map_err(wrong)
    }
}
