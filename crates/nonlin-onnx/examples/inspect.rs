//! Prints an ONNX model: inputs, tensors, and each node with the shape of what it makes.
//!
//! `cargo run -p nonlin-onnx --example inspect -- model.onnx [input=8x3x224x224 ...]`

use nonlin_onnx::{Model, Shapes};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("usage: inspect MODEL [INPUT=SIZExSIZE ...]");
        return ExitCode::from(2);
    };
    match print(&path, &arguments.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn print(path: &str, given: &[String]) -> Result<(), String> {
    let model = Model::open(path).map_err(|error| error.to_string())?;
    let mut inputs = Vec::new();
    for argument in given {
        let (name, sizes) = argument.split_once('=').ok_or(format!("{argument}: not INPUT=SIZExSIZE"))?;
        let sizes = sizes.split('x').filter(|size| !size.is_empty()).map(str::parse);
        inputs.push((name, sizes.collect::<Result<Vec<usize>, _>>().map_err(|error| format!("{argument}: {error}"))?));
    }
    let inputs: Vec<(&str, &[usize])> = inputs.iter().map(|(name, shape)| (*name, shape.as_slice())).collect();
    let shapes = Shapes::infer(&model.graph, &inputs).map_err(|error| format!("{path}: {error}"))?;
    let shape = |name: &str| shapes.get(name).map_or("?".to_owned(), |shape| format!("{shape:?}"));

    for note in model.notes() {
        println!("note: {note}");
    }
    for input in &model.graph.inputs {
        println!("input {} {} {}", input.name, input.element(), shape(&input.name));
    }
    for (name, tensor) in &model.graph.tensors {
        println!("tensor {name} {} {:?}", tensor.element(), tensor.shape());
    }
    for node in &model.graph.nodes {
        let outputs: Vec<String> = node.outputs.iter().map(|name| format!("{name} {}", shape(name))).collect();
        println!("{} {}", node.operator, outputs.join(", "));
    }
    Ok(())
}
