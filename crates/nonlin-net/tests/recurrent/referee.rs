//! Recurrent units one number at a time, as their papers have them.

use super::{FEATURES, LENGTHS, STEPS, UNITS, kinds, wave};
use nonlin_net::{ActivationSpec, Cell, Inputs, LayerSpec, LayerView, Network, RecurrentSpec, Shape, States};

type Scalar = fn(f64) -> f64;

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The states after each of `steps` in the order in which they are given.
fn states(cell: Cell, layer: LayerView<'_, f64>, suffix: &str, steps: &[&[f64]], [f, s]: [Scalar; 2]) -> Vec<Vec<f64>> {
    let group = |name: &str| layer.group(&format!("{name}{suffix}"));
    let (weight, recurrent, bias) = (group("weight"), group("recurrent_weight"), group("bias"));
    let columns = bias.len();
    let product = |x: &[f64], w: &[f64], column: usize| -> f64 {
        x.iter().enumerate().map(|(i, x)| x * w[i * columns + column]).sum()
    };
    let (mut h, mut c) = (vec![0.0; UNITS], vec![0.0; UNITS]);
    let mut all = Vec::new();
    for x in steps {
        let input = |gate: usize, unit: usize| {
            let column = gate * UNITS + unit;
            product(x, weight, column) + bias[column]
        };
        let from_state = |gate: usize, unit: usize| product(&h, recurrent, gate * UNITS + unit);
        let next = (0..UNITS).map(|u| {
            let both = |gate| input(gate, u) + from_state(gate, u);
            match cell {
                Cell::Rnn => f(both(0)),
                Cell::Lstm => {
                    c[u] = s(both(1)) * c[u] + s(both(0)) * f(both(2));
                    s(both(3)) * f(c[u])
                }
                Cell::Gru => {
                    let second = |gate: usize| group("recurrent_bias")[gate * UNITS + u];
                    let (r, z) = (s(both(0) + second(0)), s(both(1) + second(1)));
                    let n = f(input(2, u) + r * (from_state(2, u) + second(2)));
                    (1.0 - z) * n + z * h[u]
                }
            }
        });
        let next = next.collect();
        h = next;
        all.push(h.clone());
    }
    all
}

#[test]
fn values_are_those_of_loops_over_single_numbers() {
    let x = wave(LENGTHS.len() * STEPS * FEATURES, 0.7);
    let pairs: [(Option<&str>, Option<&str>, [Scalar; 2]); 2] = [
        (None, None, [f64::tanh, sigmoid]),
        (Some("relu"), Some("hard_sigmoid"), [|x| x.max(0.0), |x| (x / 6.0 + 0.5).clamp(0.0, 1.0)]),
    ];
    for kind in kinds() {
        for (activation, gates, functions) in pairs {
            let spec = RecurrentSpec {
                activation: activation.map(ActivationSpec::from),
                gate_activation: gates.filter(|_| kind.cell != Cell::Rnn).map(ActivationSpec::from),
                ..kind.clone()
            };
            let layers = vec![LayerSpec::Recurrent(spec.clone()), LayerSpec::Flatten, LayerSpec::output(1)];
            let network: Network<f64> = super::network(Shape::Sequence { steps: STEPS, features: FEATURES }, layers);
            let mut workspace = network.workspace(LENGTHS.len()).unwrap();
            let inputs = Inputs { values: &x, rows: LENGTHS.len(), lengths: &LENGTHS };
            network.forward(&mut workspace, inputs).unwrap();
            let mut wanted = Vec::new();
            for (row, length) in x.chunks_exact(STEPS * FEATURES).zip(LENGTHS) {
                let mut steps: Vec<&[f64]> = row.chunks_exact(FEATURES).take(length).collect();
                let forward = states(spec.cell, network.layer(0), "", &steps, functions);
                steps.reverse();
                let pairs = spec.bidirectional;
                let suffix = if pairs { "_reverse" } else { "" };
                let mut reverse = states(spec.cell, network.layer(0), suffix, &steps, functions);
                if spec.states == States::Last {
                    wanted.extend(&forward[length - 1]);
                    wanted.extend(reverse[length - 1].iter().filter(|_| pairs));
                    continue;
                }
                reverse.reverse();
                for (forward, reverse) in forward.iter().zip(&reverse) {
                    wanted.extend(forward);
                    wanted.extend(reverse.iter().filter(|_| pairs));
                }
                let width = if pairs { 2 * UNITS } else { UNITS };
                wanted.extend(std::iter::repeat_n(0.0, (STEPS - length) * width));
            }
            let got = workspace.activations(0);
            assert_eq!(got.len(), wanted.len());
            for (i, (got, want)) in got.iter().zip(wanted).enumerate() {
                assert!((got - want).abs() < 1e-13, "{spec:?}: number {i} is {got} for {want}");
            }
        }
    }
}
