//! From a graph to its layers: every node in order, each either a layer, a part of one, or a way that the signal passes.

use super::activation::{Formulas, Found};
use super::ends::Ends;
use super::norm::Spelled;
use super::residual;
use super::signal::{Axis, From, Layer, Order, Signal};
use super::sums::Sums;
use crate::trace::{About, LayerKind, LayerTrace};
use nonlin_onnx::{ElementType, Graph, Links, Node};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Characters of a node's name that are shown.
const LONGEST_NAME: usize = 60;

/// What a model is, and its layers from the input on.
pub(super) fn layers(graph: &Graph) -> (About, Vec<Layer>) {
    let mut walk = Walk {
        links: Links::of(graph),
        graph,
        signals: HashMap::new(),
        layers: Vec::new(),
        sources: Vec::new(),
        taken: HashSet::new(),
        formulas: Formulas::new(),
        passed_over: BTreeMap::new(),
    };
    for (place, input) in graph.inputs.iter().enumerate() {
        let signal = Signal { from: From::Input(place), order: Order::Same, units: 0, axis: Axis::Unknown };
        walk.signals.insert(input.name.clone(), signal);
    }
    for (place, node) in graph.nodes.iter().enumerate() {
        if !walk.taken.contains(&place) {
            walk.node(place, node);
        }
    }
    residual::mark(&mut walk.layers, &walk.sources, graph.inputs.len());
    let passed_over = walk.passed_over.iter().map(|(operator, count)| format!("{operator} ({count})")).collect();
    let about = About { source: "onnx".to_owned(), passed_over, ..About::default() };
    Ends { graph, links: &walk.links, signals: &walk.signals }.settle(about, walk.layers, &walk.sources)
}

struct Walk<'a> {
    graph: &'a Graph,
    links: Links<'a>,
    /// The values that depend on the inputs; all others are constant, or made of shapes.
    signals: HashMap<String, Signal>,
    layers: Vec<Layer>,
    /// Where the inputs of each layer come from.
    sources: Vec<Vec<From>>,
    /// Nodes that are a part of something before.
    taken: HashSet<usize>,
    formulas: Formulas,
    passed_over: BTreeMap<String, usize>,
}

/// A layer to be.
struct Draft<'a> {
    kind: LayerKind,
    word: &'a str,
    activation: &'a str,
}

impl<'a> Walk<'a> {
    fn node(&mut self, place: usize, node: &'a Node) {
        let taken: Vec<&'a str> =
            node.inputs.iter().map(String::as_str).filter(|v| self.signals.contains_key(*v)).collect();
        let inside: Vec<&'a str> = node.captured().into_iter().filter(|v| self.signals.contains_key(*v)).collect();
        if taken.is_empty() && inside.is_empty() || node.is("Shape") || node.is("Size") {
            return;
        }
        // What scikit-learn's converter puts before and after its networks.
        if node.domain == "ai.onnx.ml"
            && matches!(node.operator.as_str(), "Scaler" | "ArrayFeatureExtractor" | "LabelEncoder" | "ZipMap")
        {
            return self.passed(node, taken[0], Signal::mixed);
        }
        if !node.is_standard() || taken.is_empty() {
            return self.unknown(node, &[taken, inside].concat());
        }
        if let Some(sums) = Sums::of(&self.links, node, |value| self.signals.contains_key(value)) {
            return self.sums(node, sums);
        }
        if let ([value], Some(spelled)) = (&distinct(&taken)[..], Spelled::from(&self.links, taken[0], place)) {
            let (value, end) = (*value, spelled.end.clone());
            self.taken.extend(spelled.nodes);
            return self.layer(
                node,
                &[value],
                &Draft { kind: LayerKind::RowNorm, word: "norm", activation: "linear" },
                &end,
            );
        }
        if self.element_wise(place, node, &taken) {
            return;
        }
        self.other(node, &taken);
    }

    fn sums(&mut self, node: &'a Node, sums: Sums) {
        let Some(value) = node.input(sums.input) else { return };
        self.taken.extend(&sums.nodes);
        let (mut end, mut before) = (sums.end.clone(), None);
        let (mut activation, mut function) = (sums.inside.clone().unwrap_or_else(|| "linear".to_owned()), None);
        if sums.inside.is_none()
            && let Some(found) = Found::after(&self.links, &sums.end, &mut self.formulas)
        {
            self.taken.extend(&found.nodes);
            if found.constant_slope().is_none_or(|slope| slope == 0.0) {
                before = Some(end);
                activation.clone_from(&found.name);
                function = found.function;
            }
            end = found.end;
        }
        let trace = LayerTrace {
            kind: sums.kind,
            units: sums.units,
            fan_in: sums.fan_in,
            bias: sums.bias,
            grouped: sums.grouped,
            weights: sums.weights,
            ..self.begun(sums.word, node, &activation, &[value])
        };
        let layer = Layer { trace, before, after: end, activation: function, axis: sums.axis, weight: sums.weight };
        let signal = self.put(layer, &[value]);
        // The states of recurrent layers stand in axes of their own.
        let recurrent = sums.kind == LayerKind::Recurrent;
        for output in node.outputs.iter().filter(|output| recurrent && !output.is_empty()) {
            self.signals.insert(output.clone(), signal.mixed());
        }
    }

    /// Functions of single numbers, and sums with constants.
    fn element_wise(&mut self, place: usize, node: &'a Node, taken: &[&'a str]) -> bool {
        for value in distinct(taken) {
            let Some(signal) = self.signals.get(value).cloned() else { continue };
            let Some(found) = Found::through(&self.links, value, place, &mut self.formulas) else {
                continue;
            };
            // Masks and lengths: numbers that say which others count.
            let whole = |input: usize| {
                let element = self.graph.inputs.get(input).map(nonlin_onnx::Value::element);
                !matches!(
                    element,
                    Some(ElementType::Float | ElementType::Double | ElementType::Float16 | ElementType::Undefined)
                )
            };
            let mask = matches!(signal.from, From::Input(input) if whole(input));
            self.taken.extend(&found.nodes);
            if mask || found.constant_slope().is_some_and(|slope| slope != 0.0) {
                self.signals.insert(found.end, signal);
                return true;
            }
            let trace = LayerTrace {
                kind: LayerKind::Activation,
                units: signal.units,
                ..self.begun("activation", node, &found.name, &[value])
            };
            let layer = Layer {
                trace,
                before: Some(value.to_owned()),
                after: found.end,
                activation: found.function,
                axis: signal.axis,
                weight: None,
            };
            self.put(layer, &[value]);
            return true;
        }
        let ("Add" | "Sub" | "Mul" | "Div", &[value], Some(end)) = (node.operator.as_str(), taken, node.output(0))
        else {
            return false;
        };
        // By one number each, or one per unit: the other operand is constant.
        let Some(signal) = self.signals.get(value).cloned() else { return false };
        if node.is("Div") && node.input(1) == Some(value) {
            return false;
        }
        if let (true, From::Layer(_), Some((nodes, end))) = (node.is("Sub"), signal.from, self.affine(value, place)) {
            self.taken.extend(nodes);
            let draft = Draft { kind: LayerKind::BatchNorm, word: "batch norm", activation: "linear" };
            self.layer(node, &[value], &draft, &end);
            return true;
        }
        self.signals.insert(end.to_owned(), signal);
        true
    }

    /// A batch normalisation worked out as `(x - mean) scale + shift`, as Keras has it.
    fn affine(&self, value: &str, first: usize) -> Option<(Vec<usize>, String)> {
        let node = self.links.node(first).filter(|node| node.input(0) == Some(value))?;
        if self.graph.constant(node, 1)?.len() < 2 {
            return None;
        }
        let (mut nodes, mut end) = (vec![first], node.output(0)?);
        for operator in ["Mul", "Add"] {
            let &[next] = self.links.takers(end) else { return None };
            let node = self.links.node(next).filter(|node| node.is(operator))?;
            self.graph.constant(node, usize::from(node.input(0) == Some(end)))?;
            nodes.push(next);
            end = node.output(0)?;
        }
        Some((nodes, end.to_owned()))
    }

    /// Everything that is neither a sum of its inputs with weights nor a function of single numbers.
    #[allow(clippy::too_many_lines, reason = "one table of operators")]
    fn other(&mut self, node: &'a Node, taken: &[&'a str]) {
        let draft = |kind, word, activation| Draft { kind, word, activation };
        let several = distinct(taken).len() > 1;
        match node.operator.as_str() {
            "Identity" | "Cast" | "CastLike" | "QuantizeLinear" | "DequantizeLinear" | "DynamicQuantizeLinear" => {
                self.passed(node, taken[0], Signal::clone);
            }
            "Flatten" if node.int("axis", 1).ok() == Some(1) => {
                self.passed(node, taken[0], |signal| Signal { axis: Axis::Unknown, ..signal.clone() });
            }
            "Reshape" if self.flattens(node) => {
                self.passed(node, taken[0], |signal| Signal { axis: Axis::Unknown, ..signal.clone() });
            }
            "Transpose" => {
                let order: Option<Vec<usize>> = node
                    .ints("perm")
                    .ok()
                    .flatten()
                    .and_then(|order| order.iter().map(|&axis| usize::try_from(axis).ok()).collect());
                self.passed(node, taken[0], |signal| match &order {
                    Some(by) => {
                        Signal { order: signal.order.turned(by), axis: signal.axis.turned(by), ..signal.clone() }
                    }
                    None => signal.mixed(),
                });
            }
            "AveragePool" | "GlobalAveragePool" | "Pad" | "Resize" | "Upsample" => {
                self.passed(node, taken[0], |signal| Signal { order: Order::Mixed, ..signal.clone() });
            }
            "Flatten" | "Reshape" | "Squeeze" | "Unsqueeze" | "Expand" | "Tile" | "Slice" | "Gather"
            | "GatherElements" | "GatherND" | "Split" | "ReduceMean" | "ReduceSum" | "DepthToSpace"
            | "SpaceToDepth" | "CumSum" | "ReverseSequence" | "Trilu" | "Compress" | "ArgMax" | "ArgMin" | "TopK"
            | "Equal" | "Greater" | "GreaterOrEqual" | "Less" | "LessOrEqual" | "And" | "Or" | "Not" | "Xor"
            | "IsNaN" | "IsInf" | "Range" | "ConstantOfShape" | "OneHot" | "EyeLike" | "Col2Im" => {
                self.passed(node, taken[0], Signal::mixed);
            }
            "Where" | "ScatterND" | "ScatterElements" if self.is_one_signal(taken) => {
                self.passed(node, taken[taken.len() - 1], Signal::mixed);
            }
            "BatchNormalization" => self.first(node, taken, &draft(LayerKind::BatchNorm, "batch norm", "linear")),
            "LayerNormalization"
            | "RMSNormalization"
            | "InstanceNormalization"
            | "GroupNormalization"
            | "LpNormalization"
            | "MeanVarianceNormalization"
            | "LRN" => self.first(node, taken, &draft(LayerKind::RowNorm, "norm", "linear")),
            "Softmax" => self.first(node, taken, &draft(LayerKind::Rows, "rows", "softmax")),
            "LogSoftmax" => self.first(node, taken, &draft(LayerKind::Rows, "rows", "log_softmax")),
            "Hardmax" => self.first(node, taken, &draft(LayerKind::Rows, "rows", "hardmax")),
            "Dropout" => self.dropout(node, taken[0]),
            "Add" | "Sub" | "Sum" | "Mean" if several => {
                self.whole(node, taken, &draft(LayerKind::Add, "add", "linear"));
            }
            "Concat" if several => self.whole(node, taken, &draft(LayerKind::Other, "concat", "linear")),
            "Concat" => self.passed(node, taken[0], Signal::mixed),
            "MatMul" | "Gemm" | "Einsum" | "Mul" | "Div" | "Pow" => {
                self.whole(node, taken, &draft(LayerKind::Other, "product", "linear"));
            }
            "MaxPool" | "GlobalMaxPool" | "LpPool" | "GlobalLpPool" | "MaxRoiPool" => {
                self.first(node, taken, &draft(LayerKind::Other, "pool", "linear"));
            }
            "Attention" => self.whole(node, taken, &draft(LayerKind::Other, "attention", "linear")),
            operator if operator.starts_with("Reduce") => {
                self.first(node, taken, &draft(LayerKind::Other, "reduce", "linear"));
            }
            "Where" | "Min" | "Max" | "Add" | "Sub" | "Sum" | "Mean" | "Mod" | "Clip" | "Sign" | "Round" | "Floor"
            | "Ceil" | "ScatterND" | "ScatterElements" => {
                self.whole(node, taken, &draft(LayerKind::Other, "element-wise", "linear"));
            }
            _ => self.unknown(node, taken),
        }
    }

    fn dropout(&mut self, node: &'a Node, value: &'a str) {
        let rate = match node.input(1) {
            Some(_) => self.graph.constant(node, 1).and_then(|tensor| tensor.to_f32()?.first().copied()),
            None => node.float("ratio", 0.5).ok(),
        };
        // The decimal number that was meant.
        let rate = rate.and_then(|rate| rate.to_string().parse().ok());
        let units = self.signals.get(value).map_or(0, |signal| signal.units);
        let trace =
            LayerTrace { kind: LayerKind::Dropout, units, rate, ..self.begun("dropout", node, "linear", &[value]) };
        let Some(end) = node.output(0) else { return };
        self.put_plain(trace, &[value], end);
    }

    /// Whether a reshaping leaves the rows and joins all else, as layers before a dense one do.
    fn flattens(&self, node: &Node) -> bool {
        let shape = self.graph.constant(node, 1).and_then(nonlin_onnx::Tensor::to_i64);
        matches!(shape.as_deref(), Some([_, _])) && node.int("allowzero", 0).ok() == Some(0)
    }

    /// Whether all of these come from the same layer.
    fn is_one_signal(&self, taken: &[&str]) -> bool {
        let mut from = taken.iter().filter_map(|value| self.signals.get(*value)).map(|signal| signal.from);
        let Some(first) = from.next() else { return false };
        from.all(|other| other == first)
    }

    /// A value that is another one in some form.
    fn passed(&mut self, node: &Node, value: &str, form: impl Fn(&Signal) -> Signal) {
        let Some(signal) = self.signals.get(value).map(form) else { return };
        for output in node.outputs.iter().filter(|output| !output.is_empty()) {
            self.signals.insert(output.clone(), signal.clone());
        }
    }

    /// A layer of a node that works on its first input.
    fn first(&mut self, node: &'a Node, taken: &[&'a str], draft: &Draft<'_>) {
        let value = node.input(0).filter(|value| taken.contains(value)).unwrap_or(taken[0]);
        let Some(end) = node.output(0) else { return };
        self.layer(node, &[value], draft, end);
    }

    /// A layer of a node that works on all that it takes.
    fn whole(&mut self, node: &'a Node, taken: &[&'a str], draft: &Draft<'_>) {
        let Some(end) = node.output(0) else { return };
        self.layer(node, &distinct(taken), draft, end);
    }

    /// An operator that is not known: something happens there.
    fn unknown(&mut self, node: &'a Node, taken: &[&'a str]) {
        let domain = if node.is_standard() { String::new() } else { format!("{}.", node.domain) };
        let name: String = format!("{domain}{}", node.operator).chars().take(LONGEST_NAME).collect();
        *self.passed_over.entry(name).or_default() += 1;
        let outputs: Vec<&str> = node.outputs.iter().map(String::as_str).filter(|output| !output.is_empty()).collect();
        let Some((first, rest)) = outputs.split_first() else { return };
        self.layer(
            node,
            &distinct(taken),
            &Draft { kind: LayerKind::Other, word: "passed over", activation: "linear" },
            first,
        );
        if let Some(signal) = self.signals.get(*first).map(Signal::mixed) {
            self.signals.extend(rest.iter().map(|output| ((*output).to_owned(), signal.clone())));
        }
    }

    fn layer(&mut self, node: &Node, taken: &[&str], draft: &Draft<'_>, end: &str) {
        let units = taken.first().and_then(|value| self.signals.get(*value)).map_or(0, |signal| signal.units);
        let trace = LayerTrace { kind: draft.kind, units, ..self.begun(draft.word, node, draft.activation, taken) };
        self.put_plain(trace, taken, end);
    }

    fn put_plain(&mut self, trace: LayerTrace, taken: &[&str], end: &str) {
        let axis = taken.first().and_then(|value| self.signals.get(*value)).map_or(Axis::Unknown, |signal| signal.axis);
        self.put(Layer { trace, before: None, after: end.to_owned(), activation: None, axis, weight: None }, taken);
    }

    /// Adds a layer, and the value that it makes.
    fn put(&mut self, mut layer: Layer, taken: &[&str]) -> Signal {
        let from = taken.iter().filter_map(|value| self.signals.get(*value)).map(|signal| signal.from).collect();
        let mut order = Order::Same;
        // What works on each number or unit by itself leaves them in the order that they come in, whichever that is.
        let leaves = matches!(
            layer.trace.kind,
            LayerKind::Activation | LayerKind::BatchNorm | LayerKind::RowNorm | LayerKind::Rows | LayerKind::Dropout
        );
        if let (true, Some(signal)) = (leaves, taken.first().and_then(|value| self.signals.get(*value))) {
            order.clone_from(&signal.order);
            layer.trace.rearranged = false;
        }
        let signal = Signal { from: From::Layer(self.layers.len()), order, units: layer.trace.units, axis: layer.axis };
        self.signals.insert(layer.after.clone(), signal.clone());
        self.layers.push(layer);
        self.sources.push(from);
        signal
    }

    /// What is the same of every layer.
    fn begun(&self, word: &str, node: &Node, activation: &str, taken: &[&str]) -> LayerTrace {
        let given = if node.name.is_empty() { node.output(0).unwrap_or_default() } else { &node.name };
        let name: String = given.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let signals = || taken.iter().filter_map(|value| self.signals.get(*value));
        let rearranged = signals().any(|signal| signal.order != Order::Same);
        let name = format!("layer {} ({word}, {name})", self.layers.len() + 1);
        LayerTrace { rearranged, ..LayerTrace::unseen(&name, activation) }
    }
}

/// The same values, each once.
fn distinct<'a>(values: &[&'a str]) -> Vec<&'a str> {
    let mut seen = Vec::with_capacity(values.len().min(8));
    let mut known = HashSet::new();
    for &value in values {
        if known.insert(value) {
            seen.push(value);
        }
    }
    seen
}
