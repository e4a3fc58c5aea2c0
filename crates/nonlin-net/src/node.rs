//! One node by itself, with every number on the way there and back: for looking at, not for speed.

use nonlin::Activation;

/// A node: a weighted sum, a bias, an activation.
#[derive(Clone, Debug)]
pub struct Node {
    /// A weight per input.
    pub weights: Vec<f64>,
    /// What is added to the sum.
    pub bias: f64,
    /// What decides whether and how it fires.
    pub activation: Activation,
}

/// The way forward through a node.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeForward {
    /// `w_i x_i`
    pub products: Vec<f64>,
    /// The pre-activation `z`: their sum and the bias.
    pub sum: f64,
    /// `y = f(z)`
    pub output: f64,
    /// `f'(z)`
    pub slope: f64,
}

/// One step of gradient descent of a node, with the loss `(y - t)^2`.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeStep {
    /// The way forward.
    pub forward: NodeForward,
    /// `(y - t)^2`
    pub loss: f64,
    /// The loss by the output: `2 (y - t)`.
    pub by_output: f64,
    /// The loss by the pre-activation: that times the slope.
    pub by_sum: f64,
    /// The loss by each weight: that times the weight's input.
    pub by_weights: Vec<f64>,
    /// The loss by the bias: that by the pre-activation.
    pub by_bias: f64,
    /// The loss by each input, which is what a layer before would get.
    pub by_inputs: Vec<f64>,
    /// The weights after the step.
    pub weights: Vec<f64>,
    /// The bias after the step.
    pub bias: f64,
    /// The loss after the step.
    pub loss_after: f64,
}

impl Node {
    /// What it makes of `inputs`, one per weight; what is beyond the shorter of the two counts nothing.
    pub fn forward(&self, inputs: &[f64]) -> NodeForward {
        let products: Vec<f64> = self.weights.iter().zip(inputs).map(|(w, x)| w * x).collect();
        let sum = products.iter().sum::<f64>() + self.bias;
        NodeForward { products, sum, output: self.activation.value(sum), slope: self.activation.slope(sum) }
    }

    /// One step towards `target`, of the size `learning_rate`.
    pub fn step(&self, inputs: &[f64], target: f64, learning_rate: f64) -> NodeStep {
        let forward = self.forward(inputs);
        let loss = |output: f64| (output - target).powi(2);
        let by_output = 2.0 * (forward.output - target);
        let by_sum = by_output * forward.slope;
        let by_weights: Vec<f64> = inputs.iter().zip(&self.weights).map(|(x, _)| by_sum * x).collect();
        let moved = Self {
            weights: self.weights.iter().zip(&by_weights).map(|(w, by)| w - learning_rate * by).collect(),
            bias: self.bias - learning_rate * by_sum,
            activation: self.activation.clone(),
        };
        NodeStep {
            loss: loss(forward.output),
            by_output,
            by_sum,
            by_weights,
            by_bias: by_sum,
            by_inputs: self.weights.iter().map(|w| by_sum * w).collect(),
            loss_after: loss(moved.forward(inputs).output),
            weights: moved.weights,
            bias: moved.bias,
            forward,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(activation: &str) -> Node {
        Node { weights: vec![0.5, -1.0], bias: 0.25, activation: Activation::named(activation).unwrap() }
    }

    #[test]
    fn by_hand() {
        let step = node("relu").step(&[2.0, 1.0], 1.0, 0.1);
        assert_eq!(step.forward, NodeForward { products: vec![1.0, -1.0], sum: 0.25, output: 0.25, slope: 1.0 });
        assert_eq!((step.loss, step.by_output, step.by_sum), (0.5625, -1.5, -1.5));
        assert_eq!((step.by_weights, step.by_inputs), (vec![-3.0, -1.5], vec![-0.75, 1.5]));
        assert!((step.weights[0] - 0.8).abs() < 1e-15 && (step.bias - 0.4).abs() < 1e-15);
        // A node that does not fire learns nothing.
        let dead = node("relu").step(&[-2.0, 1.0], 1.0, 0.1);
        assert_eq!((dead.by_weights, dead.loss, dead.loss_after), (vec![0.0, 0.0], 1.0, 1.0));
    }

    #[test]
    fn the_gradient_is_that_of_differences() {
        for activation in ["gelu", "tanh", "x * sigmoid(3x)"] {
            let (node, inputs, h) = (node(activation), [0.3, -0.7], 1e-6);
            let step = node.step(&inputs, 0.2, 0.1);
            for place in 0..2 {
                let loss = |change: f64| {
                    let mut other = node.clone();
                    other.weights[place] += change;
                    (other.forward(&inputs).output - 0.2).powi(2)
                };
                let difference = (loss(h) - loss(-h)) / (2.0 * h);
                assert!((difference - step.by_weights[place]).abs() < 1e-8, "{activation}");
            }
            assert!(step.loss_after < step.loss, "{activation}");
        }
    }
}
