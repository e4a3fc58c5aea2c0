//! `nonlin show`

use super::named::function;
use crate::arguments::Show;
use crate::output::{Failure, Status, print, print_json};
use nonlin::Activation;
use nonlin::facts::prove;
use nonlin::functions::Registered;
use nonlin_lab::model::summary;
use nonlin_net::Network;
use nonlin_report::json::{Listed, Proven};
use serde::Serialize;
use std::path::Path;

/// What `list` has, the formula of the slope, and what is proven.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    listed: Listed,
    slope_formula: Option<String>,
    proven: Option<Proven>,
}

pub(crate) fn run(options: &Show) -> Result<Status, Failure> {
    if options.name.to_lowercase().ends_with(".safetensors") || is_onnx(options.name.as_ref()) {
        return network(options);
    }
    let function = function(&options.name)?;
    if options.json {
        let (slope_formula, proven) = match function {
            Registered::Elementwise(function) => {
                let facts = prove(&Activation::of(function));
                (Some(function.slope_formula().body()), Some(Proven::from(&facts)))
            }
            Registered::Row(_) | Registered::Gated(_) => (None, None),
        };
        print_json(&Shown { listed: function.into(), slope_formula, proven })?;
    } else {
        print(&nonlin_report::card(function))?;
    }
    Ok(Status::SUCCESS)
}

/// Whether a file is an ONNX model by its name.
pub(super) fn is_onnx(path: &Path) -> bool {
    path.to_string_lossy().to_lowercase().ends_with(".onnx")
}

/// The network of a file: ONNX by its name, else one of ours.
pub(super) fn network_file(path: &Path) -> Result<Network<f32>, Failure> {
    if is_onnx(path) {
        let opened = Network::open_onnx(path);
        return opened.map_err(|problem| Failure::new(format!("{}: {problem}", path.display())));
    }
    Ok(Network::load(path)?.0)
}

/// A trained network, layer by layer.
fn network(options: &Show) -> Result<Status, Failure> {
    let network = network_file(options.name.as_ref())?;
    let lines = summary(&network)?;
    if options.json {
        print_json(&lines)?;
    } else {
        let text = network.spec().to_string();
        print(&nonlin_report::network(&options.name, &text, &network.input().to_string(), &lines))?;
    }
    Ok(Status::SUCCESS)
}
