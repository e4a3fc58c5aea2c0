//! A network layer by layer, as plain data.

use nonlin_net::{LayerSpec, NetError, Network, NetworkSpec, Role};
use serde::Serialize;

/// One layer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LayerLine {
    /// `layer 1 (dense)`, `output layer`.
    pub name: String,
    /// As it is written: `dense 64 gelu`.
    pub what: String,
    /// One row of what it passes on.
    pub output: String,
    /// Numbers that training changes.
    pub parameters: usize,
    /// Bytes per row of a batch of what it passes on.
    pub passed_on: usize,
    /// Bytes per row of a batch that it keeps besides for the way back.
    pub kept: usize,
}

/// The layers of a network, first to last.
pub fn summary(network: &Network<f32>) -> Result<Vec<LayerLine>, NetError> {
    // Some buffers do not grow with the rows; of many rows a share of them counts for each.
    const ROWS: usize = 32;
    let workspace = network.workspace(ROWS)?;
    let written = written(network.spec());
    let line = |(index, layer): (usize, nonlin_net::LayerView<'_, f32>)| {
        let trained = layer.groups().iter().filter(|group| group.role != Role::Statistic);
        let (passed_on, kept) = workspace.bytes(index);
        LayerLine {
            name: layer.name().to_owned(),
            what: written.get(index).cloned().unwrap_or_else(|| layer.kind().to_owned()),
            output: layer.output().to_string(),
            parameters: trained.map(|group| group.range.len()).sum(),
            passed_on: passed_on / ROWS,
            kept: kept / ROWS,
        }
    };
    Ok(network.layers().enumerate().map(line).collect())
}

/// The texts of the layers in the order in which they work.
fn written(spec: &NetworkSpec) -> Vec<String> {
    fn collect(layers: &[LayerSpec], all: &mut Vec<String>) {
        for layer in layers {
            match layer {
                LayerSpec::Flatten => {}
                LayerSpec::Residual(block) => {
                    collect(&block.shortcut, all);
                    collect(&block.layers, all);
                    all.push("sum of both ways".to_owned());
                }
                layer => all.push(layer.to_string()),
            }
        }
    }
    let mut all = Vec::new();
    collect(&spec.layers, &mut all);
    if let Some(last) = all.last_mut() {
        *last = format!("{last}, {} when predicting", spec.output);
    }
    all
}
