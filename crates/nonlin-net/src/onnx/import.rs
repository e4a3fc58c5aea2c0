//! An ONNX model read as a network: those that are chains of the layers there are here, as `PyTorch`, Keras and this crate write them.

use super::ExchangeError;
use super::weights::{gate_order_back, reordered, transposed};
use crate::network::Network;
use crate::shape::Shape;
use crate::spec::{
    ActivationSpec, Cell, ConvSpec, DenseSpec, LayerSpec, NetworkSpec, OutputActivation, PoolSpec, RecurrentSpec,
    States,
};
use nonlin::Element;
use nonlin::typed::{Given, Known};
use nonlin_onnx::{Dim, Graph, Links, Model, Node, Region, Shapes, ValueType};
use std::path::Path;

impl<T: Element> Network<T> {
    /// The network that an ONNX model is, to be used and trained on. Data come channels first, whatever the framework had.
    ///
    /// Fails, naming the node, on what is no chain of dense, convolutional, pooling, recurrent and normalising layers, embeddings and
    /// activations (any that can be said in standard element-wise operators).
    pub fn from_onnx(bytes: Vec<u8>) -> Result<Self, ExchangeError> {
        Self::from_model(&Model::read(bytes)?)
    }

    /// The same from a file.
    pub fn open_onnx(path: impl AsRef<Path>) -> Result<Self, ExchangeError> {
        Self::from_model(&Model::open(path)?)
    }

    fn from_model(model: &Model) -> Result<Self, ExchangeError> {
        let graph = &model.graph;
        let input = graph.inputs.first().ok_or_else(|| ExchangeError::Graph("the model has no input".to_owned()))?;
        let ValueType::Tensor { shape: Some(dims), .. } = &input.kind else {
            return Err(ExchangeError::Graph(format!(
                "input `{}` has no shape; export the model with one",
                input.name
            )));
        };
        let sizes = dims.iter().skip(1).map(|dim| match dim {
            Dim::Size(size) => Ok(*size),
            _ => Err(ExchangeError::Graph(format!(
                "input `{}` has an open size; export the model with fixed ones, all but the batch",
                input.name
            ))),
        });
        let sizes: Vec<usize> = sizes.collect::<Result<_, _>>()?;
        let concrete: Vec<usize> = std::iter::once(1).chain(sizes.iter().copied()).collect();
        let shapes = Shapes::infer(graph, &[(input.name.as_str(), &concrete)])?;
        let mut reader = Reader {
            graph,
            links: Links::of(graph),
            shapes,
            layers: Vec::new(),
            weights: Vec::new(),
            shape: Shape::Features(0),
            channels_last: false,
            time_major: false,
            permuted: None,
            output: OutputActivation::Linear,
        };
        reader.read(&input.name, &sizes)?;
        let spec = NetworkSpec { input: reader.first(&sizes)?, layers: reader.layers, output: reader.output };
        let mut network = Self::without_weights(&spec)?;
        for (step, groups) in network.program.steps.iter().zip(reader.weights) {
            for (name, numbers) in groups {
                let group = step.groups.iter().find(|group| group.name == name);
                let Some(group) = group.filter(|group| group.range.len() == numbers.len()) else {
                    return Err(ExchangeError::Graph(format!(
                        "{}: weights of another size than the layer's",
                        step.name
                    )));
                };
                for (to, from) in network.parameters[group.range.clone()].iter_mut().zip(numbers) {
                    *to = T::from_f64(f64::from(from));
                }
            }
        }
        Ok(network)
    }
}

type Groups = Vec<(&'static str, Vec<f32>)>;

struct Reader<'a> {
    graph: &'a Graph,
    links: Links<'a>,
    shapes: Shapes,
    layers: Vec<LayerSpec>,
    /// Of each layer but `flatten`.
    weights: Vec<Groups>,
    /// One row of the value that was reached.
    shape: Shape,
    /// Whether that value is an image with its channels last.
    channels_last: bool,
    /// Whether that value is a sequence with its steps before the rows of the batch.
    time_major: bool,
    /// Channels and pixels of a flattened image whose channels were last: the next dense layer's rows are in that order.
    permuted: Option<(usize, usize)>,
    output: OutputActivation,
}

/// What a node's tensor holds.
fn numbers(graph: &Graph, node: &Node, position: usize) -> Result<(Vec<usize>, Vec<f32>), ExchangeError> {
    let tensor = graph.constant(node, position);
    let tensor =
        tensor.ok_or_else(|| ExchangeError::node(node, format!("its input {} is not a constant", position + 1)))?;
    let numbers = tensor.to_f32().ok_or_else(|| ExchangeError::node(node, "its weights are no numbers"))?;
    Ok((tensor.shape().to_vec(), numbers))
}

/// The decimal number that was meant.
fn decimal(x: f32) -> f64 {
    x.to_string().parse().unwrap_or(f64::from(x))
}

/// A list of sizes among a node's attributes.
fn sizes(node: &Node, attribute: &str, default: &[usize]) -> Result<Vec<usize>, ExchangeError> {
    match node.ints(attribute)? {
        None => Ok(default.to_vec()),
        Some(list) => list
            .iter()
            .map(|&n| usize::try_from(n).map_err(|_| ExchangeError::node(node, format!("`{attribute}` holds {n}"))))
            .collect(),
    }
}

impl Reader<'_> {
    /// The shape of a row of input, as the first layers take it.
    fn first(&self, dims: &[usize]) -> Result<Shape, ExchangeError> {
        Ok(match (dims, self.layers.first()) {
            (&[steps], Some(LayerSpec::Embedding { .. })) => {
                let vocabulary =
                    self.weights.first().and_then(|groups| groups.first()).map_or(0, |(_, table)| table.len());
                let Some(LayerSpec::Embedding { units }) = self.layers.first() else {
                    return Ok(Shape::Features(steps));
                };
                Shape::Tokens { steps, vocabulary: vocabulary / units.max(&1) }
            }
            (&[features], _) => Shape::Features(features),
            (&[steps, features], _) => Shape::Sequence { steps, features },
            (&[a, b, c], _) if self.starts_channels_last() => Shape::Image { channels: c, height: a, width: b },
            (&[channels, height, width], _) => Shape::Image { channels, height, width },
            _ => {
                return Err(ExchangeError::Graph(format!(
                    "rows of {} dimensions are no rows of a network here",
                    dims.len()
                )));
            }
        })
    }

    /// Whether the first node turns an image with its channels last.
    fn starts_channels_last(&self) -> bool {
        let mut value = self.graph.inputs.first().map_or("", |input| &input.name);
        while let Some(cast) = self.graph.takers(value).find(|node| node.is("Cast")) {
            value = cast.output(0).unwrap_or_default();
        }
        self.graph.takers(value).any(|node| {
            let turns = node.is("Transpose") && node.ints("perm").ok().flatten() == Some(&[0, 3, 1, 2]);
            turns || node.output(0).is_some_and(|end| node.is("Reshape") && self.turns_grey(value, end))
        })
    }

    /// Whether one value is the other with the only channel first instead of last, which some write as a reshaping.
    fn turns_grey(&self, last: &str, first: &str) -> bool {
        match (self.shapes.get(last), self.shapes.get(first)) {
            (Some(&[_, height, width, 1]), Some(&[_, 1, new_height, new_width])) => {
                (height, width) == (new_height, new_width) && height * width > 1
            }
            _ => false,
        }
    }

    fn read(&mut self, input: &str, dims: &[usize]) -> Result<(), ExchangeError> {
        self.shape = match *dims {
            [features] => Shape::Features(features),
            [steps, features] => Shape::Sequence { steps, features },
            [a, b, c] if self.starts_channels_last() => Shape::Image { channels: c, height: a, width: b },
            [channels, height, width] => Shape::Image { channels, height, width },
            _ => {
                return Err(ExchangeError::Graph(format!(
                    "rows of {} dimensions are no rows of a network here",
                    dims.len()
                )));
            }
        };
        self.channels_last = self.starts_channels_last();
        let mut value = input.to_owned();
        while let Some(next) = self.step(&value)? {
            value = next;
        }
        if !self.graph.outputs.iter().any(|output| output.name == value) {
            return Err(ExchangeError::Graph(format!("the layers lead to `{value}`, which is not the model's output")));
        }
        Ok(())
    }

    fn push(&mut self, layer: LayerSpec, groups: Groups) {
        self.layers.push(layer);
        self.weights.push(groups);
    }

    /// Reads what comes after `value`, and returns the value that it leads to; `None` at the end.
    fn step(&mut self, value: &str) -> Result<Option<String>, ExchangeError> {
        let graph = self.graph;
        if let Some(region) = Region::after(&self.links, value) {
            self.activation(&region.formula, &region.end)?;
            return Ok(Some(region.end));
        }
        let takers: Vec<&Node> = graph.takers(value).filter(|node| !node.is("Shape")).collect();
        let node = match takers[..] {
            [] => return Ok(None),
            [node] => node,
            [first, ..] => {
                let problem = format!("`{value}` goes several ways from here; only chains of layers are read");
                return Err(ExchangeError::node(first, problem));
            }
        };
        let end = node.output(0).unwrap_or_default().to_owned();
        match node.operator.as_str() {
            "Identity" | "Cast" | "Dropout" => {}
            "Gemm" | "MatMul" => return self.dense(node, value).map(Some),
            "Conv" => return self.convolution(node).map(Some),
            "Sub" => return self.affine(node).map(Some),
            "MaxPool" | "AveragePool" => self.pooling(node)?,
            "GlobalAveragePool" | "GlobalMaxPool" | "ReduceMean" | "ReduceMax" => self.global(node)?,
            "BatchNormalization" => self.batch_norm(node)?,
            "LayerNormalization" => {
                let epsilon = decimal(node.float("epsilon", 1e-5)?);
                let (scale, shift) = (numbers(graph, node, 1)?.1, numbers(graph, node, 2)?.1);
                self.push(LayerSpec::LayerNorm { epsilon }, vec![("scale", scale), ("shift", shift)]);
            }
            "PRelu" => {
                let (_, slopes) = numbers(graph, node, 1)?;
                let per_channel = slopes.len() > 1;
                let spec = ActivationSpec { per_channel, ..ActivationSpec::from("prelu") };
                self.push(LayerSpec::Activation(spec), vec![("activation", slopes)]);
            }
            "Gather" if node.input(1) == Some(value) => {
                let (shape, table) = numbers(graph, node, 0)?;
                let (&[_, units], Shape::Features(steps)) = (&shape[..], self.shape) else {
                    return Err(ExchangeError::node(node, "no table of vectors for tokens"));
                };
                self.shape = Shape::Sequence { steps, features: units };
                self.push(LayerSpec::Embedding { units }, vec![("weight", table)]);
            }
            "LSTM" | "GRU" | "RNN" => return self.recurrent(node).map(Some),
            "Flatten" | "Reshape" | "Squeeze" | "Unsqueeze" | "Transpose" => self.reshaped(node, value)?,
            "Softmax" | "LogSoftmax" | "Hardmax" => self.rows(node, &end)?,
            _ => return Err(ExchangeError::node(node, "is no layer that is known here")),
        }
        Ok(Some(end))
    }

    fn activation(&mut self, formula: &str, end: &str) -> Result<(), ExchangeError> {
        let is_last = self.graph.outputs.iter().any(|output| output.name == end);
        let activation = nonlin::Activation::named(formula)
            .map_err(|problem| ExchangeError::Graph(format!("the element-wise nodes before `{end}`: {problem}")))?;
        let spec = Self::shortest(formula, &activation);
        let name = spec.name.clone();
        if is_last && name == "sigmoid" {
            self.output = OutputActivation::Sigmoid;
            return Ok(());
        }
        if name == "linear" {
            return Ok(());
        }
        match self.layers.last_mut() {
            Some(
                LayerSpec::Dense(DenseSpec { activation: activation @ None, .. })
                | LayerSpec::Conv(ConvSpec { activation: activation @ None, .. }),
            ) if !is_last => {
                *activation = Some(spec);
            }
            _ => self.push(LayerSpec::Activation(spec), Vec::new()),
        }
        Ok(())
    }

    /// The function of the registry that a formula is, by name and with the parameters that are not its defaults; else the formula.
    fn shortest(formula: &str, activation: &nonlin::Activation) -> ActivationSpec {
        let known = activation.function().typed().and_then(|typed| typed.known());
        let Some(Known { function, parameters }) = known else { return ActivationSpec::from(formula) };
        let mut spec = ActivationSpec::from(function.card().name);
        for (parameter, given) in function.card().parameters.iter().zip(parameters) {
            match given {
                Given::Number(value) if *value == parameter.default => {}
                Given::Number(value) => drop(spec.parameters.insert(parameter.name.to_owned(), *value)),
                Given::Parameter(_) => return ActivationSpec::from(formula),
            }
        }
        spec
    }

    /// `Gemm`, or `MatMul` with an `Add` behind it.
    fn dense(&mut self, node: &Node, value: &str) -> Result<String, ExchangeError> {
        if node.input(0) != Some(value) {
            return Err(ExchangeError::node(node, "the layer's input is not its first operand"));
        }
        let (shape, weight) = numbers(self.graph, node, 1)?;
        let &[rows, columns] = &shape[..] else { return Err(ExchangeError::node(node, "its weights are no matrix")) };
        let gemm = node.is("Gemm");
        let turned = gemm && node.int("transB", 0)? == 1;
        if gemm && (node.float("alpha", 1.0)? != 1.0 || node.float("beta", 1.0)? != 1.0 || node.int("transA", 0)? == 1)
        {
            return Err(ExchangeError::node(node, "has factors, or turns its input"));
        }
        let (inputs, units) = if turned { (columns, rows) } else { (rows, columns) };
        let mut weight = if turned { transposed(&weight, rows, columns) } else { weight };
        let mut end = node.output(0).unwrap_or_default().to_owned();
        let mut bias = if gemm && node.input(2).is_some() { Some(numbers(self.graph, node, 2)?.1) } else { None };
        if !gemm && let Some((numbers, after)) = self.added(&end, units) {
            (bias, end) = (Some(numbers), after);
        }
        if bias.as_ref().is_some_and(|bias| bias.len() != units) {
            return Err(ExchangeError::node(node, "a bias that is not one number per unit"));
        }
        if let Some((channels, pixels)) = self.permuted.take() {
            if channels * pixels != inputs {
                return Err(ExchangeError::node(node, "takes another number of inputs than there are"));
            }
            // From the pixels' order, channels inside, to the channels' order, pixels inside.
            let rows: Vec<&[f32]> = weight.chunks_exact(units).collect();
            let order = (0..channels).flat_map(|channel| (0..pixels).map(move |pixel| pixel * channels + channel));
            weight = order.flat_map(|row| rows[row].iter().copied()).collect();
        }
        let given = match self.shape {
            Shape::Sequence { features, .. } => features,
            shape => shape.len(),
        };
        if given != inputs {
            return Err(ExchangeError::node(node, format!("takes {inputs} inputs, and {given} come")));
        }
        self.shape = match self.shape {
            Shape::Sequence { steps, .. } => Shape::Sequence { steps, features: units },
            _ => Shape::Features(units),
        };
        let spec = DenseSpec { units, activation: None, bias: bias.is_some(), initialiser: None };
        let groups = std::iter::once(("weight", weight)).chain(bias.map(|bias| ("bias", bias))).collect();
        self.push(LayerSpec::Dense(spec), groups);
        Ok(end)
    }

    /// The bias that is added to what a product or a convolution made, and the value that is then there. Keras turns an image first.
    fn added(&mut self, value: &str, channels: usize) -> Option<(Vec<f32>, String)> {
        let graph = self.graph;
        let mut channels_last = self.channels_last;
        let mut value = value;
        loop {
            let next: Vec<&Node> = graph.takers(value).filter(|taker| !taker.is("Shape")).collect();
            let [node] = next[..] else { return None };
            match node.operator.as_str() {
                "Identity" | "Cast" => {}
                "Transpose"
                    if !channels_last
                        && matches!(self.shape, Shape::Image { .. })
                        && node.ints("perm").ok().flatten() == Some(&[0, 2, 3, 1]) =>
                {
                    channels_last = true;
                }
                "Add" => {
                    let tensor = graph.constant(node, usize::from(node.input(0) == Some(value)))?;
                    let beside = match self.shape {
                        Shape::Image { .. } if !channels_last => 2,
                        _ => 0,
                    };
                    let place = tensor.shape().len().checked_sub(1 + beside)?;
                    if tensor.len() != channels || tensor.shape()[place] != channels {
                        return None;
                    }
                    let numbers = tensor.to_f32()?;
                    self.channels_last = channels_last;
                    return Some((numbers, node.output(0)?.to_owned()));
                }
                _ => return None,
            }
            value = node.output(0)?;
        }
    }

    /// A batch normalisation that was worked out beforehand: `(x - mean) factor + shift`, each a number per channel.
    fn affine(&mut self, sub: &Node) -> Result<String, ExchangeError> {
        let graph = self.graph;
        let (value, mut numbers) = (sub.output(0).unwrap_or_default(), vec![numbers(graph, sub, 1)?.1]);
        let mut value = value;
        for operator in ["Mul", "Add"] {
            let next: Vec<&Node> = graph.takers(value).collect();
            let constant = |node: &Node| graph.constant(node, usize::from(node.input(0) == Some(value)))?.to_f32();
            let found = match next[..] {
                [node] if node.is(operator) => constant(node).zip(node.output(0)),
                _ => None,
            };
            let (these, after) =
                found.ok_or_else(|| ExchangeError::node(sub, "is no part of a normalisation that is known here"))?;
            numbers.push(these);
            value = after;
        }
        let channels = self.shape.channels();
        if numbers.iter().any(|numbers| numbers.len() != channels) {
            return Err(ExchangeError::node(sub, format!("has not one number for each of {channels} channels")));
        }
        let epsilon = 1e-5;
        let [mean, scale, shift] = numbers.try_into().unwrap_or_default();
        #[allow(clippy::cast_possible_truncation, reason = "1 less a little")]
        let variance = vec![(1.0 - epsilon) as f32; channels];
        let groups = vec![("scale", scale), ("shift", shift), ("running_mean", mean), ("running_variance", variance)];
        self.push(LayerSpec::BatchNorm { momentum: 0.1, epsilon }, groups);
        Ok(value.to_owned())
    }

    /// Kernel, stride and padding of a node over `sides` sides.
    fn window(node: &Node, kernel: &[usize], sides: usize) -> Result<[[usize; 2]; 3], ExchangeError> {
        let auto = node.string("auto_pad", "NOTSET")?;
        if !matches!(auto, "NOTSET" | "VALID") {
            return Err(ExchangeError::node(node, format!("pads by `{auto}`; give the padding in numbers")));
        }
        if sizes(node, "dilations", &vec![1; sides])?.iter().any(|&n| n != 1) {
            return Err(ExchangeError::node(node, "has a kernel with gaps (dilations)"));
        }
        if node.int("ceil_mode", 0)? != 0 {
            return Err(ExchangeError::node(node, "rounds its size up (ceil_mode)"));
        }
        let strides = sizes(node, "strides", &vec![1; sides])?;
        let pads = sizes(node, "pads", &vec![0; 2 * sides])?;
        if strides.len() != sides || pads.len() != 2 * sides || kernel.len() != sides {
            return Err(ExchangeError::node(node, "a window of other sides than its input"));
        }
        if pads[..sides] != pads[sides..] {
            return Err(ExchangeError::node(node, "pads one side more than the other"));
        }
        let pair = |list: &[usize], other: usize| [list[0], list.get(1).copied().unwrap_or(other)];
        Ok([pair(kernel, 1), pair(&strides, 1), pair(&pads[..sides], 0)])
    }

    fn slid(shape: Shape, kernel: [usize; 2], stride: [usize; 2], padding: [usize; 2], channels: usize) -> Shape {
        let side = |size: usize, i: usize| (size + 2 * padding[i]).saturating_sub(kernel[i]) / stride[i].max(1) + 1;
        match shape {
            Shape::Image { height, width, .. } => {
                Shape::Image { channels, height: side(height, 0), width: side(width, 1) }
            }
            Shape::Sequence { steps, .. } => Shape::Sequence { steps: side(steps, 0), features: channels },
            other => other,
        }
    }

    fn convolution(&mut self, node: &Node) -> Result<String, ExchangeError> {
        let (shape, weight) = numbers(self.graph, node, 1)?;
        let is_image = matches!(self.shape, Shape::Image { .. }) && !self.channels_last;
        if shape.len() != 4 || !is_image {
            return Err(ExchangeError::node(node, "only convolutions over images, channels first, are read"));
        }
        let [kernel, stride, padding] = Self::window(node, &shape[2..], 2)?;
        let mut bias = if node.input(2).is_some() { Some(numbers(self.graph, node, 2)?.1) } else { None };
        let mut end = node.output(0).unwrap_or_default().to_owned();
        self.shape = Self::slid(self.shape, kernel, stride, padding, shape[0]);
        if bias.is_none()
            && let Some((numbers, after)) = self.added(&end, shape[0])
        {
            (bias, end) = (Some(numbers), after);
        }
        let groups = usize::try_from(node.int("group", 1)?).unwrap_or(0);
        let spec = ConvSpec {
            filters: shape[0],
            kernel,
            stride,
            padding,
            groups,
            activation: None,
            bias: bias.is_some(),
            initialiser: None,
        };
        let parts = std::iter::once(("weight", weight)).chain(bias.map(|bias| ("bias", bias))).collect();
        self.push(LayerSpec::Conv(spec), parts);
        Ok(end)
    }

    fn pooling(&mut self, node: &Node) -> Result<(), ExchangeError> {
        let kernel = sizes(node, "kernel_shape", &[])?;
        let [kernel, stride, padding] = Self::window(node, &kernel, 2)?;
        let spec = PoolSpec { kernel, stride, padding };
        let mean = node.is("AveragePool");
        if mean && padding != [0, 0] && node.int("count_include_pad", 0)? != 0 {
            return Err(ExchangeError::node(node, "counts padding in its means"));
        }
        self.shape = Self::slid(self.shape, kernel, stride, padding, self.shape.channels());
        self.push(if mean { LayerSpec::AveragePool(spec) } else { LayerSpec::MaxPool(spec) }, Vec::new());
        Ok(())
    }

    fn global(&mut self, node: &Node) -> Result<(), ExchangeError> {
        if node.operator.starts_with("Reduce") {
            let axes = match node.ints("axes")? {
                Some(axes) => axes.to_vec(),
                None => self.graph.constant(node, 1).and_then(nonlin_onnx::Tensor::to_i64).unwrap_or_default(),
            };
            let wanted: &[&[i64]] = match (self.shape, self.channels_last) {
                (Shape::Image { .. }, false) => &[&[2, 3], &[-2, -1], &[-1, -2]],
                (Shape::Image { .. }, true) => &[&[1, 2]],
                _ => &[&[1]],
            };
            if !wanted.contains(&&axes[..]) {
                return Err(ExchangeError::node(node, "is not over all pixels or all steps"));
            }
        }
        let mean = matches!(node.operator.as_str(), "GlobalAveragePool" | "ReduceMean");
        self.shape = Shape::Features(self.shape.channels());
        self.channels_last = false;
        self.push(if mean { LayerSpec::GlobalAveragePool } else { LayerSpec::GlobalMaxPool }, Vec::new());
        Ok(())
    }

    fn batch_norm(&mut self, node: &Node) -> Result<(), ExchangeError> {
        let names = ["scale", "shift", "running_mean", "running_variance"];
        let mut groups = Groups::new();
        for (position, name) in (1..).zip(names) {
            groups.push((name, numbers(self.graph, node, position)?.1));
        }
        let epsilon = decimal(node.float("epsilon", 1e-5)?);
        // ONNX's momentum is the share that stays.
        let momentum = decimal(1.0 - node.float("momentum", 0.9)?).clamp(1e-3, 1.0);
        self.push(LayerSpec::BatchNorm { momentum, epsilon }, groups);
        Ok(())
    }

    /// A node that only arranges the same numbers.
    fn reshaped(&mut self, node: &Node, value: &str) -> Result<(), ExchangeError> {
        let end = node.output(0).unwrap_or_default();
        let unknown = || ExchangeError::node(node, "makes a shape that is not known beforehand");
        let before = self.shapes.get(value).ok_or_else(unknown)?.to_vec();
        let after = self.shapes.get(end).ok_or_else(unknown)?.to_vec();
        if let (true, Shape::Sequence { .. }, Some([1, 0, 2])) = (node.is("Transpose"), self.shape, node.ints("perm")?)
        {
            self.time_major = !self.time_major;
            return Ok(());
        }
        if let (true, Shape::Image { channels, height, width }) = (node.is("Transpose"), self.shape) {
            match node.ints("perm")? {
                Some([0, 3, 1, 2]) if self.channels_last => self.channels_last = false,
                Some([0, 2, 3, 1]) if !self.channels_last => self.channels_last = true,
                _ => return Err(ExchangeError::node(node, "turns an image in a way that no layer takes")),
            }
            debug_assert_eq!(before.len(), 4, "{channels} {height} {width}");
            return Ok(());
        }
        if self.channels_last && self.turns_grey(value, end) {
            self.channels_last = false;
        }
        if before == after || (matches!(self.shape, Shape::Image { .. }) && self.turns_grey(value, end)) {
            return Ok(());
        }
        let flat = after.len() == 2 && after[0] == before[0] && after[1] == before[1..].iter().product::<usize>();
        if !flat || node.is("Transpose") {
            return Err(ExchangeError::node(node, format!("makes {after:?} of {before:?}, which no layer here does")));
        }
        if let (Shape::Image { channels, height, width }, true) = (self.shape, self.channels_last) {
            self.permuted = Some((channels, height * width));
            self.channels_last = false;
        }
        if !matches!(self.shape, Shape::Features(_)) {
            self.layers.push(LayerSpec::Flatten);
        }
        self.shape = Shape::Features(self.shape.len());
        Ok(())
    }

    fn rows(&mut self, node: &Node, end: &str) -> Result<(), ExchangeError> {
        let rank = self.shapes.get(end).map_or(2, <[usize]>::len);
        let axis = node.int("axis", -1)?;
        if axis != -1 && usize::try_from(axis).ok() != rank.checked_sub(1) {
            return Err(ExchangeError::node(node, "is not over the last axis"));
        }
        let is_last = self.graph.outputs.iter().any(|output| output.name == end);
        if is_last && !node.is("Hardmax") {
            // The logarithms of the same probabilities: what is predicted is the same.
            self.output = OutputActivation::Softmax;
            return Ok(());
        }
        let function = match node.operator.as_str() {
            "Softmax" => "softmax",
            "LogSoftmax" => "log_softmax",
            _ => "hardmax",
        };
        self.push(LayerSpec::Rows { function: function.to_owned() }, Vec::new());
        Ok(())
    }

    /// A recurrent node, with what frameworks put before and after it to turn its axes.
    #[allow(clippy::too_many_lines, reason = "one check after the other")]
    fn recurrent(&mut self, node: &Node) -> Result<String, ExchangeError> {
        let graph = self.graph;
        let cell = match node.operator.as_str() {
            "LSTM" => Cell::Lstm,
            "GRU" => Cell::Gru,
            _ => Cell::Rnn,
        };
        let Shape::Sequence { steps, features } = self.shape else {
            return Err(ExchangeError::node(node, "its input is no sequence"));
        };
        if !self.time_major && node.int("layout", 0)? == 0 {
            return Err(ExchangeError::node(
                node,
                "takes its steps before the rows of the batch; export with the batch first",
            ));
        }
        self.time_major = false;
        let direction = node.string("direction", "forward")?;
        let directions = match direction {
            "forward" => 1,
            "bidirectional" => 2,
            _ => return Err(ExchangeError::node(node, "reads sequences backwards only")),
        };
        if cell == Cell::Gru && node.int("linear_before_reset", 0)? == 0 {
            return Err(ExchangeError::node(node, "its reset gate acts before the product (linear_before_reset = 0)"));
        }
        if node.float("clip", 0.0)? != 0.0
            || node.int("input_forget", 0)? != 0
            || node.input(7).is_some_and(|p| !p.is_empty())
        {
            return Err(ExchangeError::node(node, "has clipping, coupled gates or peepholes"));
        }
        for position in [5, 6] {
            if let Some(start) = graph.constant(node, position)
                && start.to_f32().is_none_or(|numbers| numbers.iter().any(|&x| x != 0.0))
            {
                return Err(ExchangeError::node(node, "does not start from zero"));
            }
        }
        let (shape, w) = numbers(graph, node, 1)?;
        let (_, r) = numbers(graph, node, 2)?;
        let order = gate_order_back(cell);
        let gates = order.len();
        let units = shape.get(1).map_or(0, |rows| rows / gates);
        let width = gates * units;
        let fits = shape == [directions, width, features] && r.len() == directions * width * units && units > 0;
        if !fits {
            return Err(ExchangeError::node(node, "its weights do not fit its input"));
        }
        let b = if node.input(3).is_some_and(|b| !b.is_empty()) {
            numbers(graph, node, 3)?.1
        } else {
            vec![0.0; 2 * directions * width]
        };
        if b.len() != 2 * directions * width {
            return Err(ExchangeError::node(node, "its biases do not fit"));
        }
        let names = [
            ["weight", "recurrent_weight", "bias", "recurrent_bias"],
            ["weight_reverse", "recurrent_weight_reverse", "bias_reverse", "recurrent_bias_reverse"],
        ];
        let mut groups = Groups::new();
        for (direction, [weight, recurrent, bias, second]) in names.into_iter().take(directions).enumerate() {
            let part = |all: &[f32], size: usize| all[direction * size..(direction + 1) * size].to_vec();
            let own = part(&w, width * features);
            groups.push((weight, transposed(&reordered(&own, order), width, features)));
            let own = part(&r, width * units);
            groups.push((recurrent, transposed(&reordered(&own, order), width, units)));
            let own = part(&b, 2 * width);
            let (of_x, of_h) = (reordered(&own[..width], order), reordered(&own[width..], order));
            if cell == Cell::Gru {
                groups.extend([(bias, of_x), (second, of_h)]);
            } else {
                groups.push((bias, of_x.iter().zip(&of_h).map(|(a, b)| a + b).collect()));
            }
        }
        let functions = node.strings("activations")?.unwrap_or_default();
        let usual: &[&str] = match cell {
            Cell::Rnn => &["Tanh"],
            Cell::Lstm => &["Sigmoid", "Tanh", "Tanh"],
            Cell::Gru => &["Sigmoid", "Tanh"],
        };
        let functions = if functions.is_empty() { usual.to_vec() } else { functions };
        let own = &functions[..usual.len().min(functions.len())];
        let alike =
            functions.chunks(usual.len()).all(|chunk| chunk == own) && (cell != Cell::Lstm || own.get(1) == own.get(2));
        let named = |operator: Option<&&str>| {
            let operator = operator.copied().unwrap_or_default();
            super::function::function(operator)
                .filter(|(_, attributes)| attributes.is_empty())
                .map(|(name, _)| ActivationSpec::from(name))
        };
        let state = named(own.last())
            .filter(|_| alike)
            .ok_or_else(|| ExchangeError::node(node, "has activations that are not read"))?;
        let gate = if cell == Cell::Rnn { None } else { named(own.first()) };
        // What a layer has anyway is not said.
        let state = Some(state).filter(|state| *state != ActivationSpec::from("tanh"));
        let gate = gate.filter(|gate| *gate != ActivationSpec::from("sigmoid"));
        let (states, end) = self.after_recurrent(node)?;
        if states == States::Last
            && directions == 2
            && node.output(1).is_none_or(|last| graph.takers(last).next().is_none())
        {
            return Err(ExchangeError::node(
                node,
                "takes the last step of both directions; take its final state instead",
            ));
        }
        self.shape = match states {
            States::Last => Shape::Features(directions * units),
            States::All => Shape::Sequence { steps, features: directions * units },
        };
        let spec = RecurrentSpec {
            cell,
            units,
            activation: state,
            gate_activation: gate,
            states,
            bidirectional: directions == 2,
            initialiser: None,
        };
        self.push(LayerSpec::Recurrent(spec), groups);
        Ok(end)
    }

    /// Follows the nodes that turn and pick among a recurrent node's states, and says which are taken.
    fn after_recurrent(&self, node: &Node) -> Result<(States, String), ExchangeError> {
        let graph = self.graph;
        let used = |position: usize| {
            node.output(position).filter(|value| {
                !value.is_empty()
                    && (graph.takers(value).any(|taker| !taker.is("Shape"))
                        || graph.outputs.iter().any(|o| o.name == **value))
            })
        };
        let (mut value, mut states) = match (used(0), used(1)) {
            (Some(all), None) => (all, States::All),
            (None, Some(last)) => (last, States::Last),
            _ => return Err(ExchangeError::node(node, "more than one of its results is used")),
        };
        loop {
            let next: Vec<&Node> = graph.takers(value).filter(|taker| !taker.is("Shape")).collect();
            let [taker] = next[..] else { break };
            let rank = |value: &str| self.shapes.get(value).map_or(0, <[usize]>::len);
            let picks = match taker.operator.as_str() {
                "Squeeze" | "Transpose" | "Identity" => false,
                "Reshape" if rank(value) > 2 => false,
                "Gather" => graph.constant(taker, 1).and_then(nonlin_onnx::Tensor::to_i64).is_some_and(|i| i == [-1]),
                "Slice" => graph.constant(taker, 1).and_then(nonlin_onnx::Tensor::to_i64).is_some_and(|i| i == [-1]),
                _ => break,
            };
            if matches!(taker.operator.as_str(), "Gather" | "Slice") && !picks {
                break;
            }
            if picks {
                states = States::Last;
            }
            value = taker.output(0).unwrap_or_default();
        }
        Ok((states, value.to_owned()))
    }
}
