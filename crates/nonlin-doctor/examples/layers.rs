//! What the doctor sees in ONNX models as they are: `cargo run -p nonlin-doctor --example layers -- FILE...`

use nonlin_doctor::{examine, onnx::OnnxModel};

fn main() {
    for path in std::env::args().skip(1) {
        let model = match OnnxModel::open(&path) {
            Ok(model) => model,
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        let trace = model.trace();
        println!("{path}: ends in {}", trace.about.output_activation.as_deref().unwrap_or("?"));
        for (place, layer) in trace.layers.iter().enumerate() {
            let flags = [("output", layer.output), ("residual", layer.residual), ("rearranged", layer.rearranged)];
            let flags: Vec<&str> = flags.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name).collect();
            println!(
                "  {place} {} [{}] {} -> {}, takes {:?} {}",
                layer.name,
                layer.activation,
                layer.fan_in,
                layer.units,
                trace.inputs(place),
                flags.join(" ")
            );
        }
        if !trace.about.passed_over.is_empty() {
            println!("  passed over: {}", trace.about.passed_over.join(", "));
        }
        for finding in examine(&trace) {
            println!("  {:?} {}: {}: {}", finding.severity, finding.rule, finding.place, finding.what);
        }
    }
}
