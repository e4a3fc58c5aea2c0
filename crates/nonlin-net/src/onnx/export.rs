//! A network written as an ONNX model of standard operators, in single precision.
//!
//! The graph has one input, `input`, with a batch of any size before the shape of a row (tokens as 64-bit integers), and, for sequences,
//! a second, `lengths`, with the steps of each row. Its output, `output`, are the predictions.

use super::weights::{gate_order, reordered, transposed};
use super::{ExchangeError, function};
use crate::network::{LayerView, Network};
use crate::program::Work;
use crate::shape::Shape;
use crate::spec::{
    Cell, ConvSpec, GatedSpec, LayerSpec, NetworkSpec, OutputActivation, PoolSpec, RecurrentSpec, States,
};
use nonlin::functions::Registered;
use nonlin::{Activation, Element, find};
use nonlin_onnx::{Dim, ElementType, Graph, Model, Node, Tensor};

impl<T: Element> Network<T> {
    /// The network as an ONNX model (opset 17), whose outputs are the predictions.
    ///
    /// Fails, naming the layer, where ONNX has no operator: for activations of recurrent layers that its LSTM, GRU and RNN do not know.
    pub fn to_onnx(&self) -> Result<Vec<u8>, ExchangeError> {
        let sequence = self.input().steps().is_some();
        let (element, row) = dimensions(self.input());
        let dims = std::iter::once(Dim::Symbol("batch".into())).chain(row);
        let mut graph = Graph::new("network").input("input", element, dims);
        if sequence {
            graph = graph.input("lengths", ElementType::Int32, [Dim::Symbol("batch".into())]);
        }
        let mut writer =
            Writer { network: self, graph, values: vec!["input".to_owned()], lengths: Vec::new(), count: 0 };
        writer.lengths.push(sequence.then(|| "lengths".to_owned()));
        let specs = flat(self.spec());
        for (index, spec) in (0..self.layer_count()).zip(specs) {
            writer.layer(index, spec)?;
        }
        let logits = writer.values[self.layer_count()].clone();
        let logits = writer.flattened(&logits, self.layer(self.layer_count() - 1).output(), self.outputs());
        let node = match self.output_activation() {
            OutputActivation::Linear => Node::new("Identity", [logits], ["output"]),
            OutputActivation::Sigmoid => Node::new("Sigmoid", [logits], ["output"]),
            OutputActivation::Softmax => Node::new("Softmax", [logits], ["output"]).with("axis", -1_i64),
        };
        let outputs = [Dim::Symbol("batch".into()), Dim::Size(self.outputs())];
        let graph = writer.graph.node(node).output("output", ElementType::Float, outputs);
        Ok(Model::new(graph).to_bytes()?)
    }
}

/// The layers in the order of the network's steps; `None` stands for the sum at the end of a block.
fn flat(spec: &NetworkSpec) -> Vec<Option<&LayerSpec>> {
    fn collect<'a>(layers: &'a [LayerSpec], all: &mut Vec<Option<&'a LayerSpec>>) {
        for layer in layers {
            match layer {
                LayerSpec::Flatten => {}
                LayerSpec::Residual(block) => {
                    collect(&block.shortcut, all);
                    collect(&block.layers, all);
                    all.push(None);
                }
                layer => all.push(Some(layer)),
            }
        }
    }
    let mut all = Vec::new();
    collect(&spec.layers, &mut all);
    all
}

/// The type and dimensions of a row.
fn dimensions(shape: Shape) -> (ElementType, Vec<Dim>) {
    let sizes: Vec<usize> = match shape {
        Shape::Features(features) => vec![features],
        Shape::Image { channels, height, width } => vec![channels, height, width],
        Shape::Sequence { steps, features } => vec![steps, features],
        Shape::Tokens { steps, .. } => vec![steps],
    };
    let element = if matches!(shape, Shape::Tokens { .. }) { ElementType::Int64 } else { ElementType::Float };
    (element, sizes.into_iter().map(Dim::Size).collect())
}

struct Writer<'a, T> {
    network: &'a Network<T>,
    graph: Graph,
    /// The name of each value of the network: the input, then what each layer passes on.
    values: Vec<String>,
    /// The name of the steps of its rows, if it has any.
    lengths: Vec<Option<String>>,
    count: usize,
}

/// Sizes as ONNX has them.
#[allow(clippy::cast_possible_wrap, reason = "sizes of tensors in memory")]
fn sizes(numbers: &[usize]) -> Vec<i64> {
    numbers.iter().map(|&number| number as i64).collect()
}

impl<T: Element> Writer<'_, T> {
    fn fresh(&mut self, what: &str) -> String {
        self.count += 1;
        format!("{what}_{}", self.count)
    }

    /// One node with one result, which is named.
    fn op(&mut self, operator: &str, inputs: &[&str]) -> String {
        self.op_with(operator, inputs, |node| node)
    }

    fn op_with(&mut self, operator: &str, inputs: &[&str], with: impl FnOnce(Node) -> Node) -> String {
        let name = self.fresh(&operator.to_lowercase());
        self.graph.nodes.push(with(Node::new(operator, inputs.iter().copied(), [name.as_str()])));
        name
    }

    fn tensor(&mut self, what: &str, shape: &[usize], numbers: Vec<f32>) -> Result<String, ExchangeError> {
        let name = self.fresh(what);
        self.graph.tensors.insert(name.clone(), Tensor::new(shape, numbers)?);
        Ok(name)
    }

    fn integers(&mut self, numbers: &[i64]) -> String {
        let name = self.fresh("sizes");
        self.graph.tensors.insert(name.clone(), Tensor::vector(numbers.to_vec()));
        name
    }

    fn reshaped(&mut self, value: &str, shape: &[i64]) -> String {
        let shape = self.integers(shape);
        self.op("Reshape", &[value, &shape])
    }

    fn transposed(&mut self, value: &str, order: &[i64]) -> String {
        self.op_with("Transpose", &[value], |node| node.with("perm", order.to_vec()))
    }

    /// A value of another shape as rows x `features`.
    fn flattened(&mut self, value: &str, shape: Shape, features: usize) -> String {
        if matches!(shape, Shape::Features(_)) {
            value.to_owned()
        } else {
            self.reshaped(value, &[0, sizes(&[features])[0]])
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "ONNX models are in single precision")]
    fn group(layer: LayerView<'_, T>, name: &str) -> Vec<f32> {
        layer.group(name).iter().map(|x| x.to_f64() as f32).collect()
    }

    fn layer(&mut self, index: usize, spec: Option<&LayerSpec>) -> Result<(), ExchangeError> {
        let network = self.network;
        let step = &network.program.steps[index];
        let layer = network.layer(index);
        let (x, lengths) = (self.values[step.input].clone(), self.lengths[step.input].clone());
        let made = network.program.shape(network.input(), step.input);
        let x = if made == layer.input() { x } else { self.flattened(&x, made, layer.input().len()) };
        let mut own = lengths.clone().filter(|_| layer.output().steps().is_some());
        let y = match (&step.work, spec) {
            (Work::Add { other, .. }, _) => {
                let other = self.values[*other].clone();
                self.op("Add", &[&x, &other])
            }
            (_, None) => x,
            (_, Some(spec)) => match spec {
                LayerSpec::Dense(spec) => {
                    let z = self.dense(&x, layer, spec.bias, layer.output().channels())?;
                    self.activation(&z, layer, spec.activation.as_ref())?
                }
                LayerSpec::Conv(spec) => {
                    let z = self.convolution(&x, layer, spec)?;
                    own = self.lengths_of(own, &spec.window());
                    self.activation(&z, layer, spec.activation.as_ref())?
                }
                LayerSpec::MaxPool(spec) | LayerSpec::AveragePool(spec) => {
                    let mean = matches!(step.kind, "average_pool");
                    let y = self.pooling(&x, layer, spec, mean, lengths.as_deref())?;
                    own = self.lengths_of(own, &spec.window());
                    y
                }
                LayerSpec::GlobalMaxPool => self.global(&x, layer, false, lengths.as_deref())?,
                LayerSpec::GlobalAveragePool => self.global(&x, layer, true, lengths.as_deref())?,
                LayerSpec::Recurrent(spec) => self.recurrent(&x, layer, spec, lengths.as_deref())?,
                LayerSpec::Embedding { units } => {
                    let Shape::Tokens { vocabulary, .. } = layer.input() else { return Ok(()) };
                    let table = self.tensor("table", &[vocabulary, *units], Self::group(layer, "weight"))?;
                    self.op_with("Gather", &[&table, &x], |node| node.with("axis", 0_i64))
                }
                LayerSpec::BatchNorm { epsilon, .. } => self.batch_norm(&x, layer, *epsilon)?,
                LayerSpec::LayerNorm { epsilon } => self.row_norm(&x, layer, *epsilon, true)?,
                LayerSpec::RmsNorm { epsilon } => self.row_norm(&x, layer, *epsilon, false)?,
                LayerSpec::Activation(spec) => self.activation(&x, layer, Some(spec))?,
                LayerSpec::Gated(spec) => self.gated(&x, layer, spec)?,
                LayerSpec::Rows { function } => self.rows(&x, layer, function)?,
                // Nothing is dropped when predicting; the others are no steps.
                LayerSpec::Dropout { .. }
                | LayerSpec::AlphaDropout { .. }
                | LayerSpec::Flatten
                | LayerSpec::Residual(_) => x,
            },
        };
        let y = self.cut(&y, layer.output(), own.as_deref());
        self.values.push(y);
        self.lengths.push(own);
        Ok(())
    }

    /// Zeros beyond the end of each row.
    fn cut(&mut self, y: &str, shape: Shape, lengths: Option<&str>) -> String {
        let (Some(lengths), Shape::Sequence { steps, .. }) = (lengths, shape) else { return y.to_owned() };
        let inside = self.inside(steps, lengths);
        let mask = self.op_with("Cast", &[&inside], |node| node.with("to", 1_i64));
        self.op("Mul", &[y, &mask])
    }

    /// Which steps of each row are there: batch x steps x 1.
    fn inside(&mut self, steps: usize, lengths: &str) -> String {
        let name = self.fresh("places");
        #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "steps of a row in memory")]
        let places: Vec<i32> = (0..steps).map(|step| step as i32).collect();
        self.graph.tensors.insert(name.clone(), Tensor::vector(places));
        let column = self.reshaped(lengths, &[-1, 1]);
        let inside = self.op("Less", &[&name, &column]);
        let axes = self.integers(&[2]);
        self.op("Unsqueeze", &[&inside, &axes])
    }

    /// Steps after a window has passed over them: at least one.
    fn lengths_of(&mut self, lengths: Option<String>, window: &crate::spec::Window) -> Option<String> {
        let lengths = lengths?;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            reason = "checked when the network was built"
        )]
        let [kernel, stride, padding] = [window.kernel[0], window.stride[0], window.padding[0]].map(|n| n as i32);
        let mut number = |value: i32| {
            let name = self.fresh("number");
            self.graph.tensors.insert(name.clone(), Tensor::scalar(value));
            name
        };
        let (less, stride, one) = (number(kernel - 2 * padding), number(stride), number(1));
        let rest = self.op("Sub", &[&lengths, &less]);
        let zero = {
            let name = self.fresh("number");
            self.graph.tensors.insert(name.clone(), Tensor::scalar(0_i32));
            name
        };
        let rest = self.op("Max", &[&rest, &zero]);
        let moves = self.op("Div", &[&rest, &stride]);
        Some(self.op("Add", &[&moves, &one]))
    }

    /// `x w + b`; of a sequence, at every step.
    fn dense(&mut self, x: &str, layer: LayerView<'_, T>, bias: bool, columns: usize) -> Result<String, ExchangeError> {
        let weight = Self::group(layer, "weight");
        let rows = weight.len() / columns;
        let x = match layer.input() {
            Shape::Sequence { .. } => x.to_owned(),
            shape => self.flattened(x, shape, rows),
        };
        let weight = self.tensor("weight", &[rows, columns], weight)?;
        if matches!(layer.input(), Shape::Sequence { .. }) {
            let z = self.op("MatMul", &[&x, &weight]);
            if !bias {
                return Ok(z);
            }
            let bias = self.tensor("bias", &[columns], Self::group(layer, "bias"))?;
            return Ok(self.op("Add", &[&z, &bias]));
        }
        if !bias {
            return Ok(self.op("Gemm", &[&x, &weight]));
        }
        let bias = self.tensor("bias", &[columns], Self::group(layer, "bias"))?;
        Ok(self.op("Gemm", &[&x, &weight, &bias]))
    }

    /// The layer's activation, with what it has learnt.
    fn activation(
        &mut self,
        z: &str,
        layer: LayerView<'_, T>,
        spec: Option<&crate::ActivationSpec>,
    ) -> Result<String, ExchangeError> {
        let (Some(activation), Some(_)) = (layer.activation(), spec) else { return Ok(z.to_owned()) };
        let card = activation.card();
        let learnt = Self::group(layer, "activation");
        let learnable = card.parameters.iter().filter(|parameter| parameter.learnable).count();
        let channels = learnt.len().checked_div(learnable).unwrap_or(1);
        let shape: &[usize] = match (channels, layer.output()) {
            (1, _) => &[],
            (_, Shape::Image { .. }) => &[channels, 1, 1],
            _ => &[channels],
        };
        let mut place = 0;
        let mut tensors = Vec::new();
        for (parameter, &fixed) in card.parameters.iter().zip(activation.parameters()) {
            #[allow(clippy::cast_possible_truncation, reason = "ONNX models are in single precision")]
            tensors.push(if parameter.learnable {
                let values = learnt.iter().skip(place).step_by(learnable).copied().collect::<Vec<f32>>();
                place += 1;
                Tensor::new(shape, values)?
            } else {
                Tensor::scalar(fixed as f32)
            });
        }
        // What was learnt once for the layer is a fixed parameter from here on.
        let mut set: Activation = activation.clone();
        if channels == 1 {
            for (parameter, tensor) in card.parameters.iter().zip(&tensors) {
                let value = tensor.to_f32().and_then(|values| values.first().copied());
                if let Some(value) = value
                    && let Ok(with) = set.clone().with(parameter.name, f64::from(value))
                {
                    set = with;
                }
            }
        }
        let y = self.fresh(&safe(card.name));
        function::add(&mut self.graph, &set, &tensors, z, &y)?;
        Ok(y)
    }

    fn convolution(&mut self, x: &str, layer: LayerView<'_, T>, spec: &ConvSpec) -> Result<String, ExchangeError> {
        let weight = Self::group(layer, "weight");
        let of_group = layer.input().channels() / spec.groups;
        let with = |node: Node, kernel: &[usize], stride: &[usize], padding: &[usize]| {
            node.with("kernel_shape", sizes(kernel))
                .with("strides", sizes(stride))
                .with("pads", sizes(&[padding, padding].concat()))
                .with("group", sizes(&[spec.groups])[0])
        };
        let bias =
            if spec.bias { Some(self.tensor("bias", &[spec.filters], Self::group(layer, "bias"))?) } else { None };
        if let Shape::Image { .. } = layer.input() {
            let [height, width] = spec.kernel;
            let weight = self.tensor("weight", &[spec.filters, of_group, height, width], weight)?;
            let inputs: Vec<&str> = [x, &weight].into_iter().chain(bias.as_deref()).collect();
            return Ok(self.op_with("Conv", &inputs, |node| with(node, &spec.kernel, &spec.stride, &spec.padding)));
        }
        // Ours has the steps of the kernel, and of each the channels, from top to bottom, and a column per filter.
        let kernel = spec.kernel[0];
        let turned = transposed(&weight, kernel * of_group, spec.filters);
        let turned =
            turned.chunks_exact(kernel * of_group).flat_map(|filter| transposed(filter, kernel, of_group)).collect();
        let weight = self.tensor("weight", &[spec.filters, of_group, kernel], turned)?;
        let x = self.transposed(x, &[0, 2, 1]);
        let inputs: Vec<&str> = [&*x, &weight].into_iter().chain(bias.as_deref()).collect();
        let y =
            self.op_with("Conv", &inputs, |node| with(node, &spec.kernel[..1], &spec.stride[..1], &spec.padding[..1]));
        Ok(self.transposed(&y, &[0, 2, 1]))
    }

    fn pooling(
        &mut self,
        x: &str,
        layer: LayerView<'_, T>,
        spec: &PoolSpec,
        mean: bool,
        lengths: Option<&str>,
    ) -> Result<String, ExchangeError> {
        let with = |node: Node, sides: usize| {
            let padding = &spec.padding[..sides];
            node.with("kernel_shape", sizes(&spec.kernel[..sides]))
                .with("strides", sizes(&spec.stride[..sides]))
                .with("pads", sizes(&[padding, padding].concat()))
        };
        let operator = if mean { "AveragePool" } else { "MaxPool" };
        let Shape::Sequence { steps, .. } = layer.input() else {
            return Ok(self.op_with(operator, &[x], |node| with(node, 2)));
        };
        let x = match lengths {
            None => x.to_owned(),
            Some(_) if mean => x.to_owned(),
            Some(lengths) => self.floored(x, steps, lengths),
        };
        let turned = self.transposed(&x, &[0, 2, 1]);
        let pooled = self.op_with(operator, &[&turned], |node| with(node, 1));
        let pooled = match lengths.filter(|_| mean) {
            None => pooled,
            // The mean of what is there: divided by the mean of ones where something is.
            Some(lengths) => {
                let inside = self.inside(steps, lengths);
                let ones = self.op_with("Cast", &[&inside], |node| node.with("to", 1_i64));
                let ones = self.transposed(&ones, &[0, 2, 1]);
                let share = self.op_with(operator, &[&ones], |node| with(node, 1));
                let least = self.tensor("least", &[], vec![f32::MIN_POSITIVE])?;
                let share = self.op("Max", &[&share, &least]);
                self.op("Div", &[&pooled, &share])
            }
        };
        Ok(self.transposed(&pooled, &[0, 2, 1]))
    }

    /// Minus infinity beyond the end of each row.
    fn floored(&mut self, x: &str, steps: usize, lengths: &str) -> String {
        let inside = self.inside(steps, lengths);
        let name = self.fresh("lowest");
        self.graph.tensors.insert(name.clone(), Tensor::scalar(f32::NEG_INFINITY));
        self.op("Where", &[&inside, x, &name])
    }

    fn global(
        &mut self,
        x: &str,
        layer: LayerView<'_, T>,
        mean: bool,
        lengths: Option<&str>,
    ) -> Result<String, ExchangeError> {
        let Shape::Sequence { steps, features } = layer.input() else {
            let y = self.op(if mean { "GlobalAveragePool" } else { "GlobalMaxPool" }, &[x]);
            return Ok(self.reshaped(&y, &[0, -1]));
        };
        let axis = |node: Node| node.with("keepdims", 0_i64);
        if !mean {
            let x = lengths.map_or_else(|| x.to_owned(), |lengths| self.floored(x, steps, lengths));
            let max = self.op_with("ReduceMax", &[&x], |node| axis(node).with("axes", vec![1_i64]));
            return Ok(self.reshaped(&max, &[0, sizes(&[features])[0]]));
        }
        let axes = self.integers(&[1]);
        let sum = self.op_with("ReduceSum", &[x, &axes], axis);
        let count = match lengths {
            None => self.tensor("steps", &[], vec![steps as f32])?,
            Some(lengths) => {
                let count = self.op_with("Cast", &[lengths], |node| node.with("to", 1_i64));
                self.reshaped(&count, &[-1, 1])
            }
        };
        Ok(self.op("Div", &[&sum, &count]))
    }

    fn batch_norm(&mut self, x: &str, layer: LayerView<'_, T>, epsilon: f64) -> Result<String, ExchangeError> {
        let channels = layer.input().channels();
        let sequence = layer.input().steps().is_some();
        let x = if sequence { self.transposed(x, &[0, 2, 1]) } else { x.to_owned() };
        let mut inputs = vec![x];
        for name in ["scale", "shift", "running_mean", "running_variance"] {
            inputs.push(self.tensor(name, &[channels], Self::group(layer, name))?);
        }
        let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
        #[allow(clippy::cast_possible_truncation, reason = "ONNX has attributes in single precision")]
        let y = self.op_with("BatchNormalization", &inputs, |node| node.with("epsilon", epsilon as f32));
        Ok(if sequence { self.transposed(&y, &[0, 2, 1]) } else { y })
    }

    #[allow(clippy::cast_possible_truncation, reason = "ONNX models are in single precision")]
    fn row_norm(
        &mut self,
        x: &str,
        layer: LayerView<'_, T>,
        epsilon: f64,
        centred: bool,
    ) -> Result<String, ExchangeError> {
        let shape = match layer.input() {
            Shape::Image { channels, height, width } => vec![channels, height, width],
            shape => vec![shape.channels()],
        };
        let scale = self.tensor("scale", &shape, Self::group(layer, "scale"))?;
        let axes: Vec<i64> = (1..=shape.len()).map(|axis| -sizes(&[axis])[0]).collect();
        if centred {
            let shift = self.tensor("shift", &shape, Self::group(layer, "shift"))?;
            let first = -sizes(&[shape.len()])[0];
            return Ok(self.op_with("LayerNormalization", &[x, &scale, &shift], |node| {
                node.with("axis", first).with("epsilon", epsilon as f32)
            }));
        }
        let squares = self.op("Mul", &[x, x]);
        let mean = self.op_with("ReduceMean", &[&squares], |node| node.with("axes", axes).with("keepdims", 1_i64));
        let epsilon = self.tensor("epsilon", &[], vec![epsilon as f32])?;
        let sum = self.op("Add", &[&mean, &epsilon]);
        let root = self.op("Sqrt", &[&sum]);
        let normal = self.op("Div", &[x, &root]);
        Ok(self.op("Mul", &[&normal, &scale]))
    }

    fn gated(&mut self, x: &str, layer: LayerView<'_, T>, spec: &GatedSpec) -> Result<String, ExchangeError> {
        let z = self.dense(x, layer, true, 2 * spec.units)?;
        let gate = match find(&spec.unit) {
            Ok(Registered::Elementwise(function)) => function.card().name,
            Ok(Registered::Gated(unit)) => match unit.card().name {
                "glu" => "sigmoid",
                "bilinear" => "linear",
                "reglu" => "relu",
                "geglu" => "gelu",
                "swiglu" => "silu",
                other => return Err(missing(layer, format!("gated unit `{other}`"), "use `swiglu` or another")),
            },
            _ => return Err(missing(layer, format!("gated unit `{}`", spec.unit), "use `swiglu` or another")),
        };
        let (first, second) = (self.fresh("half"), self.fresh("half"));
        let halves = self.integers(&sizes(&[spec.units, spec.units]));
        let split = Node::new("Split", [&z, &halves], [&first, &second]).with("axis", -1_i64);
        self.graph.nodes.push(split);
        let opened = self.fresh("gate");
        let activation = Activation::named(gate).map_err(nonlin::export::ExportError::from)?;
        let parameters: Vec<Tensor> = activation
            .parameters()
            .iter()
            .map(|&value| {
                #[allow(clippy::cast_possible_truncation, reason = "ONNX models are in single precision")]
                Tensor::scalar(value as f32)
            })
            .collect();
        function::add(&mut self.graph, &activation, &parameters, &second, &opened)?;
        Ok(self.op("Mul", &[&first, &opened]))
    }

    fn rows(&mut self, x: &str, layer: LayerView<'_, T>, function: &str) -> Result<String, ExchangeError> {
        let name = find(function).map_or(function, |found| found.card().name);
        let operator = match name {
            "softmax" => "Softmax",
            "log_softmax" => "LogSoftmax",
            "hardmax" => "Hardmax",
            other => {
                return Err(missing(
                    layer,
                    format!("function `{other}` of rows"),
                    "use `softmax`, `log_softmax` or `hardmax`",
                ));
            }
        };
        Ok(self.op_with(operator, &[x], |node| node.with("axis", -1_i64)))
    }

    fn recurrent(
        &mut self,
        x: &str,
        layer: LayerView<'_, T>,
        spec: &RecurrentSpec,
        lengths: Option<&str>,
    ) -> Result<String, ExchangeError> {
        let (features, units) = (layer.input().channels(), spec.units);
        let directions = if spec.bidirectional { 2 } else { 1 };
        let order = gate_order(spec.cell);
        let gates = order.len();
        let (mut w, mut r, mut b) = (Vec::new(), Vec::new(), Vec::new());
        for suffix in &["", "_reverse"][..directions] {
            let group = |name: &str| Self::group(layer, &format!("{name}{suffix}"));
            w.extend(reordered(&transposed(&group("weight"), features, gates * units), order));
            r.extend(reordered(&transposed(&group("recurrent_weight"), units, gates * units), order));
            b.extend(reordered(&group("bias"), order));
            let second = group("recurrent_bias");
            b.extend(if second.is_empty() { vec![0.0; gates * units] } else { reordered(&second, order) });
        }
        let w = self.tensor("weight", &[directions, gates * units, features], w)?;
        let r = self.tensor("recurrent_weight", &[directions, gates * units, units], r)?;
        let b = self.tensor("bias", &[directions, 2 * gates * units], b)?;
        let x = self.transposed(x, &[1, 0, 2]);
        let operator = match spec.cell {
            Cell::Rnn => "RNN",
            Cell::Lstm => "LSTM",
            Cell::Gru => "GRU",
        };
        let named =
            |spec: Option<&crate::ActivationSpec>, usual: &'static str| -> Result<&'static str, ExchangeError> {
                let Some(spec) = spec else { return Ok(usual) };
                let name = find(&spec.name).map_or("", |found| found.card().name);
                match name {
                    "tanh" => Ok("Tanh"),
                    "sigmoid" => Ok("Sigmoid"),
                    "relu" => Ok("Relu"),
                    "softsign" => Ok("Softsign"),
                    "softplus" => Ok("Softplus"),
                    _ => Err(missing(
                        layer,
                        format!("{operator} with `{}`", spec.name),
                        "use tanh, sigmoid, relu, softsign or softplus",
                    )),
                }
            };
        let (state, gate) =
            (named(spec.activation.as_ref(), "Tanh")?, named(spec.gate_activation.as_ref(), "Sigmoid")?);
        let of_direction: &[&str] = match spec.cell {
            Cell::Rnn => &[state],
            Cell::Lstm => &[gate, state, state],
            Cell::Gru => &[gate, state],
        };
        let activations: Vec<&str> = of_direction.repeat(directions);
        let (all, last) = (self.fresh("states"), self.fresh("state"));
        let mut node = Node::new(operator, [&*x, &w, &r, &b, lengths.unwrap_or("")], [&all, &last])
            .with("hidden_size", sizes(&[units])[0])
            .with("direction", if spec.bidirectional { "bidirectional" } else { "forward" })
            .with("activations", &activations[..]);
        if spec.cell == Cell::Gru {
            node = node.with("linear_before_reset", 1_i64);
        }
        self.graph.nodes.push(node);
        let width = sizes(&[directions * units])[0];
        Ok(match spec.states {
            States::Last => {
                let turned = self.transposed(&last, &[1, 0, 2]);
                self.reshaped(&turned, &[0, width])
            }
            States::All => {
                let turned = self.transposed(&all, &[2, 0, 1, 3]);
                self.reshaped(&turned, &[0, 0, width])
            }
        })
    }
}

fn missing<T: Copy>(layer: LayerView<'_, T>, what: String, way_out: &'static str) -> ExchangeError {
    ExchangeError::NoOperator { layer: layer.name().to_owned(), what, way_out }
}

/// A name for values, of letters, digits and `_`.
fn safe(name: &str) -> String {
    let name: String = name.chars().take(30).map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    name.trim_matches('_').to_owned()
}
