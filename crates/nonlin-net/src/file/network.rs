//! A network as a file: its description, what its user wants kept beside it, and a tensor per group of parameters.

use super::FileError;
use super::container::{load, named, read, save, written};
use crate::network::Network;
use crate::program::Program;
use crate::spec::NetworkSpec;
use nonlin::Element;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

const KIND: &str = "network";

#[derive(Serialize, Deserialize)]
struct Description {
    /// The network in short, for a person who looks into the file.
    text: String,
    network: NetworkSpec,
    #[serde(default)]
    extra: Value,
}

/// The name of a layer's group among the tensors: `3.weight`.
fn name(layer: usize, group: &str) -> String {
    format!("{layer}.{group}")
}

impl<T: Element> Network<T> {
    /// The network as a safetensors file, with `extra` (encoders, names of classes) in its header.
    pub fn to_bytes(&self, extra: &Value) -> Result<Vec<u8>, FileError> {
        let description =
            Description { text: self.spec().to_string(), network: self.spec().clone(), extra: extra.clone() };
        let mut tensors = Vec::new();
        for (index, layer) in self.layers().enumerate() {
            for group in layer.groups() {
                tensors.push((name(index, group.name), group.shape.clone(), layer.group(group.name)));
            }
        }
        written(KIND, &description, &tensors)
    }

    /// The network of a file that [`to_bytes`](Self::to_bytes) made, and what was kept beside it. Nothing but the file is needed: formulas of
    /// a user's own are in it.
    ///
    /// Fails on what is no such file, is cut off, comes from a version to come, or holds tensors that are not its network's.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Value), FileError> {
        let contents = read::<Description>(bytes, KIND)?;
        // A short file may describe a large network: nothing of its size is made before the tensors are found to be there.
        let program = Program::<T>::new(&contents.description.network)?;
        let groups =
            || program.steps.iter().enumerate().flat_map(|(index, step)| step.groups.iter().map(move |g| (index, g)));
        for (index, group) in groups() {
            contents.tensor(&name(index, group.name), Some(&group.shape))?;
        }
        let count = groups().count();
        if contents.len() != count {
            let problem = format!("there are {} tensors, and the network has {count}", contents.len());
            return Err(FileError::Description(problem));
        }
        let mut network = Self::of_program(&contents.description.network, program)?;
        for (index, step) in network.program.steps.iter().enumerate() {
            for group in &step.groups {
                let numbers = contents.numbers::<T>(&name(index, group.name), Some(&group.shape))?;
                network.parameters[group.range.clone()].copy_from_slice(&numbers);
            }
        }
        Ok((network, contents.description.extra))
    }

    /// Writes the network to a file, beside it first, so that no half a file is ever there.
    pub fn save(&self, path: impl AsRef<Path>, extra: &Value) -> Result<(), FileError> {
        save(path.as_ref(), &self.to_bytes(extra)?)
    }

    /// Reads a network from a file that [`save`](Self::save) wrote.
    pub fn load(path: impl AsRef<Path>) -> Result<(Self, Value), FileError> {
        let path = path.as_ref();
        Self::from_bytes(&load(path)?).map_err(named(path))
    }
}
