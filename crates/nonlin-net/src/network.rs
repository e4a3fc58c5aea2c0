//! A network: its layers, and all its parameters in one buffer.

use crate::error::NetError;
use crate::initialiser::Initialiser;
use crate::parameters::{Group, Role, Start};
use crate::program::{Program, Step};
use crate::shape::Shape;
use crate::spec::{NetworkSpec, OutputActivation};
use crate::workspace::{self, Workspace};
use nonlin::compute::Elementwise;
use nonlin::{Activation, Element};
use std::fmt;

/// A network with its parameters.
#[derive(Clone)]
pub struct Network<T> {
    spec: NetworkSpec,
    pub(crate) program: Program<T>,
    pub(crate) parameters: Vec<T>,
    /// The logistic function, where that is the output activation.
    pub(crate) output_sigmoid: Option<&'static dyn Elementwise>,
}

/// One layer of a network, with its parameters.
#[derive(Clone, Copy)]
pub struct LayerView<'a, T> {
    step: &'a Step<T>,
    parameters: &'a [T],
    activation: Option<&'a Activation>,
}

impl<T: Element> Network<T> {
    /// A network of this shape with its initial weights, which `seed` decides; biases are 0.
    ///
    /// Fails, before anything large is allocated, naming the layer: on one without units, that does not fit what comes before it,
    /// with an unknown activation or one that works on whole rows, or on more than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS) parameters.
    pub fn new(spec: &NetworkSpec, seed: u64) -> Result<Self, NetError> {
        let mut network = Self::without_weights(spec)?;
        network.draw(seed)?;
        Ok(network)
    }

    /// The same with weights of 0, for one whose weights are known. Fails as [`new`](Self::new) does.
    pub(crate) fn without_weights(spec: &NetworkSpec) -> Result<Self, NetError> {
        Self::of_program(spec, Program::new(spec)?)
    }

    /// The same where the program is there already.
    pub(crate) fn of_program(spec: &NetworkSpec, program: Program<T>) -> Result<Self, NetError> {
        if let Some(Step { output: Shape::Features(1), .. }) = program.steps.last()
            && spec.output == OutputActivation::Softmax
        {
            return Err(NetError::SoftmaxOfOne);
        }
        let mut parameters = workspace::zeros(program.parameters, || "the parameters".to_owned())?;
        for group in program.steps.iter().flat_map(|step| &step.groups) {
            let numbers = &mut parameters[group.range.clone()];
            match &group.start {
                Start::Constant(value) => numbers.fill(T::from_f64(*value)),
                Start::Repeated(values) => {
                    for (number, &value) in numbers.iter_mut().zip(values.iter().cycle()) {
                        *number = T::from_f64(value);
                    }
                }
                Start::Shares(values) => {
                    for (share, &value) in numbers.chunks_exact_mut(group.range.len() / values.len()).zip(values) {
                        share.fill(T::from_f64(value));
                    }
                }
                Start::Drawn { .. } | Start::Blocks { .. } => {}
            }
        }
        let output_sigmoid = match spec.output {
            OutputActivation::Sigmoid => Some(sigmoid()?),
            OutputActivation::Linear | OutputActivation::Softmax => None,
        };
        Ok(Self { spec: spec.clone(), program, parameters, output_sigmoid })
    }

    /// Draws all weights.
    fn draw(&mut self, seed: u64) -> Result<(), NetError> {
        let mut gains = Gains(Vec::new());
        let mut drawn = 0;
        for step in &self.program.steps {
            let mut gain = || step.activation().map_or(1.0, |activation| gains.of(activation));
            let mut second = 0;
            for group in &step.groups {
                let numbers = &mut self.parameters[group.range.clone()];
                // Stream 0 is the shuffling's; the first group of each layer has those after it.
                let stream = |second: u64| (drawn + 1) | second << 32;
                match &group.start {
                    Start::Constant(_) | Start::Repeated(_) | Start::Shares(_) => {}
                    Start::Drawn { initialiser, fan_in, fan_out } => {
                        initialiser.fill(numbers, (*fan_in, *fan_out), &mut gain, (seed, stream(second)));
                        second += 1;
                    }
                    Start::Blocks { initialiser, fan_in, fan_out } => {
                        let mut block = workspace::zeros(fan_in * fan_out, || "the initial weights".to_owned())?;
                        let width = numbers.len() / fan_in;
                        for column in (0..width).step_by(*fan_out) {
                            initialiser.fill(&mut block, (*fan_in, *fan_out), &mut gain, (seed, stream(second)));
                            second += 1;
                            for (row, from) in numbers.chunks_exact_mut(width).zip(block.chunks_exact(*fan_out)) {
                                row[column..column + fan_out].copy_from_slice(from);
                            }
                        }
                    }
                }
            }
            drawn += u64::from(second > 0);
        }
        Ok(())
    }

    /// Buffers for batches of up to `rows` rows. Fails if there is no memory for them.
    pub fn workspace(&self, rows: usize) -> Result<Workspace<T>, NetError> {
        Workspace::new(self, rows)
    }

    /// What the network was built from.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// One row of input.
    pub fn input(&self) -> Shape {
        self.spec.input
    }

    /// Numbers per row of input.
    pub fn inputs(&self) -> usize {
        self.spec.input.len()
    }

    /// Numbers per row of output.
    pub fn outputs(&self) -> usize {
        self.program.steps.last().map_or(0, |step| step.output.len())
    }

    /// The output activation.
    pub fn output_activation(&self) -> OutputActivation {
        self.spec.output
    }

    /// All parameters; [`LayerView::groups`] says which is which.
    pub fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// All parameters, to be changed.
    pub fn parameters_mut(&mut self) -> &mut [T] {
        &mut self.parameters
    }

    /// How many parameters training changes.
    pub fn trained_parameters(&self) -> usize {
        let groups = self.program.steps.iter().flat_map(|step| &step.groups);
        groups.filter(|group| group.role != Role::Statistic).map(|group| group.range.len()).sum()
    }

    /// The number of layers: those of the network's text but `flatten`, with what is inside residual blocks one by one, and the sum at
    /// each block's end.
    pub fn layer_count(&self) -> usize {
        self.program.steps.len()
    }

    /// A layer with its parameters.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn layer(&self, index: usize) -> LayerView<'_, T> {
        let step = &self.program.steps[index];
        LayerView { step, parameters: &self.parameters, activation: step.activation() }
    }

    /// All layers, first to last.
    pub fn layers(&self) -> impl ExactSizeIterator<Item = LayerView<'_, T>> {
        (0..self.layer_count()).map(|index| self.layer(index))
    }
}

impl<'a, T> LayerView<'a, T> {
    /// `layer 1 (dense)`, ..., `output layer`.
    pub fn name(&self) -> &'a str {
        &self.step.name
    }

    /// The word for its kind: `dense`, `conv`, ...; `add` for the sum at the end of a residual block.
    pub fn kind(&self) -> &'static str {
        self.step.kind
    }

    /// One row of its input.
    pub fn input(&self) -> Shape {
        self.step.seen
    }

    /// One row of its output.
    pub fn output(&self) -> Shape {
        self.step.output
    }

    /// Its activation as it starts, if it is of a kind that has one (`linear` if none was given).
    pub fn activation(&self) -> Option<&'a Activation> {
        self.activation
    }

    /// Its parameters, group by group.
    pub fn groups(&self) -> &'a [Group] {
        &self.step.groups
    }

    /// The numbers of the group of this name; none if there is no such group.
    pub fn group(&self, name: &str) -> &'a [T] {
        let group = self.step.groups.iter().find(|group| group.name == name);
        group.map_or(&[], |group| &self.parameters[group.range.clone()])
    }

    /// The weights: for a dense layer inputs x units, row-major.
    pub fn weights(&self) -> &'a [T] {
        self.group("weight")
    }

    /// The biases, one per unit.
    pub fn bias(&self) -> &'a [T] {
        self.group("bias")
    }

    /// The activation's parameters that are learnt, in the order of its card.
    pub fn activation_parameters(&self) -> &'a [T] {
        self.group("activation")
    }

    /// All its parameters.
    pub fn parameters(&self) -> &'a [T] {
        &self.parameters[self.step.parameters.clone()]
    }
}

impl<T> fmt::Debug for LayerView<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} to {}", self.step.name, self.step.seen, self.step.output)
    }
}

impl<T> fmt::Debug for Network<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("spec", &self.spec)
            .field("parameters", &self.parameters.len())
            .finish_non_exhaustive()
    }
}

/// The gains of the activations met so far: mostly all layers have the same.
struct Gains<'a>(Vec<(&'a Activation, f64)>);

impl<'a> Gains<'a> {
    fn of(&mut self, activation: &'a Activation) -> f64 {
        let same = |known: &Activation| {
            std::ptr::eq(known.card(), activation.card()) && known.parameters() == activation.parameters()
        };
        if let Some(&(_, gain)) = self.0.iter().find(|(known, _)| same(known)) {
            return gain;
        }
        let gain = Initialiser::gain(activation);
        self.0.push((activation, gain));
        gain
    }
}

/// The output activation of two classes.
fn sigmoid() -> Result<&'static dyn Elementwise, NetError> {
    let wrong = |source| NetError::Activation { layer: "output layer".to_owned(), source };
    Ok(Activation::named(OutputActivation::Sigmoid.name()).map_err(wrong)?.function())
}
