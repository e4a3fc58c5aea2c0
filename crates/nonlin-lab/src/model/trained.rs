//! A trained network with what makes rows of data its inputs, and its outputs answers.

use super::ModelError;
use super::family::input;
use crate::data::{Encoder, LoadOptions, Note, Prediction, Samples, Task};
use crate::inside;
use nonlin_doctor::Trace;
use nonlin_net::{Inputs, NetError, Network};
use serde_json::{Value, json};
use std::path::Path;

/// A trained network with what makes rows of data its inputs, and its outputs answers.
#[derive(Clone, Debug)]
pub struct Model {
    /// The network.
    pub network: Network<f32>,
    /// How rows become its inputs.
    pub encoder: Encoder,
    /// What it predicts.
    pub task: Task,
}

/// Rows taken through a network at a time.
const PIECE: usize = 1024;

/// The outputs of a network for encoded rows, in pieces, so that many rows need no workspace of their size.
pub(crate) fn outputs(network: &Network<f32>, samples: &Samples) -> Result<Vec<f32>, NetError> {
    let mut workspace = network.workspace(PIECE.min(samples.rows.max(1)))?;
    let mut outputs = Vec::with_capacity(samples.rows * network.outputs());
    for start in (0..samples.rows).step_by(PIECE) {
        let rows = PIECE.min(samples.rows - start);
        let values = &samples.inputs[start * samples.columns..(start + rows) * samples.columns];
        let lengths = samples.lengths.get(start..start + rows).unwrap_or_default();
        outputs.extend_from_slice(network.predict(&mut workspace, Inputs { values, rows, lengths })?);
    }
    Ok(outputs)
}

impl Model {
    /// Writes it to a file.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), ModelError> {
        let encoder =
            serde_json::to_value(&self.encoder).map_err(|problem| ModelError::Encoder(problem.to_string()))?;
        Ok(self.network.save(path, &json!({ "encoder": encoder, "task": self.task }))?)
    }

    /// Reads it from a file that [`save`](Self::save) wrote. Fails on any other, also on one with a network alone.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ModelError> {
        let (network, extra) = Network::load(path)?;
        let part = |name: &str| match extra.get(name) {
            Some(Value::Null) | None => Err(ModelError::NoEncoder),
            Some(value) => Ok(value.clone()),
        };
        let wrong = |problem: serde_json::Error| ModelError::Encoder(problem.to_string());
        let encoder: Encoder = serde_json::from_value(part("encoder")?).map_err(wrong)?;
        let task = serde_json::from_value(part("task")?).map_err(wrong)?;
        encoder.check()?;
        let shape = input(encoder.shape());
        if network.input() != shape || network.outputs() != encoder.outputs_per_row() {
            let of = |row: String, outputs: usize| format!("{row} to {outputs} outputs");
            return Err(ModelError::Shapes {
                network: of(network.input().to_string(), network.outputs()),
                data: of(shape.to_string(), encoder.outputs_per_row()),
            });
        }
        Ok(Self { network, encoder, task })
    }

    /// The network's outputs for encoded rows: rows x outputs, probabilities where it predicts classes.
    pub fn outputs(&self, samples: &Samples) -> Result<Vec<f32>, ModelError> {
        Ok(outputs(&self.network, samples)?)
    }

    /// What the doctor sees inside while the network answers the rows of these files.
    pub fn inside<P: AsRef<Path>>(&self, paths: &[P], options: &LoadOptions) -> Result<Trace, ModelError> {
        let source = self.encoder.read(paths, options, false)?;
        let samples = self.encoder.encode_source(source)?.samples;
        let names = self.encoder.feature_names();
        Ok(inside::run(&self.network, "nonlin model", &samples.inputs, &samples.lengths, &names)?)
    }

    /// What the network says about the rows of these files, and what was found in them.
    pub fn predict<P: AsRef<Path>>(
        &self,
        paths: &[P],
        options: &LoadOptions,
    ) -> Result<(Vec<Prediction>, Vec<Note>), ModelError> {
        let source = self.encoder.read(paths, options, false)?;
        let encoded = self.encoder.encode_source(source)?;
        Ok((self.encoder.decode(&self.outputs(&encoded.samples)?), encoded.notes))
    }
}
