//! Networks on the Rust engine, for estimators.

use crate::error::wrong;
use crate::watched::watched;
use nonlin_net::{Batch, Inputs, Network as Inner, NetworkSpec, Outcome, Step, Trainer, TrainingPlan, TrainingRun};
use numpy::{PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A network, and what a training that goes on call by call has kept.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Network(Mutex<Kept>);

struct Kept {
    network: Inner<f32>,
    going: Option<Going>,
}

/// A training that goes on.
struct Going {
    trainer: Trainer<f32>,
    plan: TrainingPlan,
    steps: u64,
}

/// Rows that outputs are computed for at a time.
const PIECE: usize = 1024;

/// Rows with their answers and weights; answers are rows x outputs.
#[derive(FromPyObject)]
pub(crate) struct Part<'py> {
    #[pyo3(item)]
    inputs: PyReadonlyArray2<'py, f32>,
    #[pyo3(item)]
    targets: PyReadonlyArray2<'py, f32>,
    #[pyo3(item)]
    weights: Option<PyReadonlyArray1<'py, f32>>,
}

impl Part<'_> {
    fn batch(&self) -> PyResult<Batch<'_, f32>> {
        let weights = match &self.weights {
            Some(weights) => weights.as_slice()?,
            None => &[],
        };
        let rows = self.inputs.shape()[0];
        Ok(Batch { weights, ..Batch::new(self.inputs.as_slice()?, self.targets.as_slice()?, rows) })
    }
}

impl Network {
    /// For as long as it takes. A thread that waits here must not hold the interpreter, which the one that has it may need to go on.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Network {
    /// Of its text, such as `4, 64 relu, 3 softmax`, with weights that the seed decides.
    #[new]
    fn new(text: &str, seed: u64) -> PyResult<Self> {
        let spec: NetworkSpec = text.parse().map_err(wrong)?;
        let network = Inner::new(&spec, seed).map_err(wrong)?;
        Ok(Self(Mutex::new(Kept { network, going: None })))
    }

    /// From the bytes that `to_bytes` gave.
    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        let (network, _) = Inner::from_bytes(bytes).map_err(wrong)?;
        Ok(Self(Mutex::new(Kept { network, going: None })))
    }

    /// As a safetensors file. What a training that goes on has kept is not in it.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.kept().network.to_bytes(&serde_json::Value::Null)).map_err(wrong)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// As an ONNX model.
    fn to_onnx<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.kept().network.to_onnx()).map_err(wrong)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The network's text.
    fn text(&self, py: Python<'_>) -> String {
        py.detach(|| self.kept().network.spec().to_string())
    }

    /// Weights and all else that was learnt, layer by layer: name, group, numbers.
    fn groups(&self, py: Python<'_>) -> Vec<(String, String, Vec<f32>)> {
        py.detach(|| {
            let kept = self.kept();
            let groups = kept.network.layers().flat_map(|layer| {
                let of = |group: &nonlin_net::Group| {
                    (layer.name().to_owned(), group.name.to_string(), layer.group(group.name).to_vec())
                };
                layer.groups().iter().map(of).collect::<Vec<_>>()
            });
            groups.collect()
        })
    }

    /// Outputs, rows x outputs, of inputs, rows x inputs.
    fn outputs<'py>(&self, py: Python<'py>, inputs: PyReadonlyArray2<'py, f32>) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let [rows, columns] = [inputs.shape()[0], inputs.shape()[1]];
        let result = PyArray2::zeros(py, [rows, py.detach(|| self.kept().network.outputs())], false);
        {
            let numbers = inputs.as_slice()?;
            let mut view = result.try_readwrite()?;
            let outputs = view.as_slice_mut()?;
            py.detach(|| {
                let kept = self.kept();
                let network = &kept.network;
                let mut workspace = network.workspace(PIECE.min(rows.max(1)))?;
                let pieces =
                    numbers.chunks((PIECE * columns).max(1)).zip(outputs.chunks_mut(PIECE * network.outputs()));
                for (values, outputs) in pieces {
                    let rows = outputs.len() / network.outputs();
                    outputs.copy_from_slice(network.predict(&mut workspace, Inputs { values, rows, lengths: &[] })?);
                }
                Ok::<_, nonlin_net::NetError>(())
            })
            .map_err(wrong)?;
        }
        Ok(result)
    }

    /// Trains as the plan (JSON) says, with early stopping by `validation`, and gives the record as JSON. Ctrl-C ends it with the exception.
    #[pyo3(signature = (train, validation, plan, threads = 1))]
    fn train(
        &self,
        py: Python<'_>,
        train: Part<'_>,
        validation: Part<'_>,
        plan: &str,
        threads: usize,
    ) -> PyResult<String> {
        let plan: TrainingPlan = serde_json::from_str(plan).map_err(wrong)?;
        let (rows, other_rows) = (train.batch()?, validation.batch()?);
        let record = watched(py, None, |_, stop| {
            let mut kept = self.kept();
            let mut run = TrainingRun::new(&mut kept.network, rows, other_rows, &plan)?;
            run.set_threads(threads);
            while run.epoch(&mut (), stop)? {}
            Ok::<_, nonlin_net::NetError>(run.finish())
        })?
        .map_err(wrong)?;
        serde_json::to_string(&record).map_err(wrong)
    }

    /// One pass over the rows in the order they have, going on from the call before: the mean loss. Fails if numbers cease to be numbers.
    fn pass_over(&self, py: Python<'_>, train: Part<'_>, plan: &str) -> PyResult<f64> {
        let plan: TrainingPlan = serde_json::from_str(plan).map_err(wrong)?;
        let batch = train.batch()?;
        py.detach(|| {
            let mut kept = self.kept();
            let Kept { network, going } = &mut *kept;
            let going = match going {
                Some(going) if going.plan == plan => going,
                _ => {
                    let trainer =
                        Trainer::new(network, &plan, plan.batch_size).map_err(|problem| problem.to_string())?;
                    going.insert(Going { trainer, plan, steps: 0 })
                }
            };
            let (inputs, outputs, size) = (network.inputs(), network.outputs(), going.plan.batch_size);
            let mut sum = 0.0;
            for (place, start) in (0..batch.rows).step_by(size).enumerate() {
                let end = (start + size).min(batch.rows);
                let weights = if batch.weights.is_empty() { &[] } else { &batch.weights[start..end] };
                let rows = Batch {
                    weights,
                    ..Batch::new(
                        &batch.inputs[start * inputs..end * inputs],
                        &batch.targets[start * outputs..end * outputs],
                        end - start,
                    )
                };
                going.steps += 1;
                let step = Step { step: going.steps, epoch: 1, batch: place };
                match going.trainer.step(network, rows, step, &mut ()).map_err(|problem| problem.to_string())? {
                    Ok(loss) => sum += loss * (end - start) as f64,
                    Err(Outcome::Diverged { .. }) => {
                        return Err("the loss became NaN or infinite: use a smaller learning rate".to_owned());
                    }
                    Err(other) => return Err(format!("the training ended: {other:?}")),
                }
            }
            Ok(sum / batch.rows.max(1) as f64)
        })
        .map_err(wrong)
    }
}
