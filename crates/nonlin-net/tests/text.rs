//! Networks as text: what is printed is read back as the same, and what cannot be read says where and why.

use nonlin_net::{
    ActivationSpec, Cell, ConvSpec, DenseSpec, GatedSpec, Initialiser, LayerSpec, Network, NetworkSpec,
    OutputActivation, PoolSpec, RecurrentSpec, ResidualSpec, Shape, States,
};
use proptest::prelude::*;

fn activation() -> impl Strategy<Value = ActivationSpec> {
    let named = prop_oneof![Just("gelu"), Just("relu"), Just("tanh"), Just("swish"), Just("x * tanh(softplus(2x))")];
    let plain = named.prop_map(ActivationSpec::from);
    let with = (-3.0..3.0_f64)
        .prop_map(|a| ActivationSpec { parameters: [("a".to_owned(), a)].into(), .."leaky_relu".into() });
    (prop_oneof![plain, with], any::<bool>(), any::<bool>()).prop_map(|(spec, per_channel, exact)| ActivationSpec {
        per_channel,
        exact,
        ..spec
    })
}

fn initialiser() -> impl Strategy<Value = Option<Initialiser>> {
    proptest::option::of(prop_oneof![
        Just(Initialiser::HeNormal),
        Just(Initialiser::Orthogonal),
        Just(Initialiser::Zeros)
    ])
}

fn pair() -> impl Strategy<Value = [usize; 2]> {
    [1..9_usize, 1..9]
}

fn layer() -> impl Strategy<Value = LayerSpec> {
    let dense = (1..500_usize, proptest::option::of(activation()), any::<bool>(), initialiser()).prop_map(
        |(units, activation, bias, initialiser)| LayerSpec::Dense(DenseSpec { units, activation, bias, initialiser }),
    );
    let conv = (
        1..99_usize,
        pair(),
        pair(),
        [0..3_usize, 0..3],
        1..4_usize,
        proptest::option::of(activation()),
        any::<bool>(),
        initialiser(),
    )
        .prop_map(|(filters, kernel, stride, padding, groups, activation, bias, initialiser)| {
            LayerSpec::Conv(ConvSpec { filters, kernel, stride, padding, groups, activation, bias, initialiser })
        });
    let pool = (any::<bool>(), pair(), pair(), [0..3_usize, 0..3]).prop_map(|(max, kernel, stride, padding)| {
        let spec = PoolSpec { kernel, stride, padding };
        if max { LayerSpec::MaxPool(spec) } else { LayerSpec::AveragePool(spec) }
    });
    let cell = prop_oneof![Just(Cell::Rnn), Just(Cell::Lstm), Just(Cell::Gru)];
    let recurrent = (
        cell,
        1..99_usize,
        proptest::option::of(activation()),
        proptest::option::of(activation()),
        any::<bool>(),
        any::<bool>(),
        initialiser(),
    )
        .prop_map(|(cell, units, activation, gate_activation, all, bidirectional, initialiser)| {
            let states = if all { States::All } else { States::Last };
            LayerSpec::Recurrent(RecurrentSpec {
                cell,
                units,
                activation,
                gate_activation,
                states,
                bidirectional,
                initialiser,
            })
        });
    let gated = (prop_oneof![Just("swiglu"), Just("glu"), Just("mish")], 1..99_usize, initialiser()).prop_map(
        |(unit, units, initialiser)| LayerSpec::Gated(GatedSpec { unit: unit.to_owned(), units, initialiser }),
    );
    let others = prop_oneof![
        Just(LayerSpec::GlobalMaxPool),
        Just(LayerSpec::GlobalAveragePool),
        Just(LayerSpec::Flatten),
        (1..99_usize).prop_map(|units| LayerSpec::Embedding { units }),
        Just(LayerSpec::BatchNorm { momentum: 0.1, epsilon: 1e-5 }),
        Just(LayerSpec::LayerNorm { epsilon: 1e-5 }),
        Just(LayerSpec::RmsNorm { epsilon: 1e-5 }),
        (0.0..1.0_f64).prop_map(|rate| LayerSpec::Dropout { rate }),
        (0.0..1.0_f64).prop_map(|rate| LayerSpec::AlphaDropout { rate }),
        activation().prop_map(LayerSpec::Activation),
        Just(LayerSpec::Rows { function: "sparsemax".to_owned() }),
    ];
    let one = prop_oneof![dense, conv, pool, recurrent, gated, others];
    one.prop_recursive(3, 12, 3, |inner| {
        let list = || proptest::collection::vec(inner.clone(), 0..3);
        (list(), list()).prop_map(|(layers, shortcut)| LayerSpec::Residual(ResidualSpec { layers, shortcut }))
    })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        (1..999_usize).prop_map(Shape::Features),
        (1..5_usize, 1..99_usize, 1..99_usize).prop_map(|(channels, height, width)| Shape::Image {
            channels,
            height,
            width
        }),
        (1..99_usize, 1..99_usize).prop_map(|(steps, features)| Shape::Sequence { steps, features }),
        (1..99_usize, 1..99_usize).prop_map(|(steps, vocabulary)| Shape::Tokens { steps, vocabulary }),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(
        input in shape(),
        layers in proptest::collection::vec(layer(), 0..5),
        output in prop_oneof![Just(OutputActivation::Linear), Just(OutputActivation::Sigmoid), Just(OutputActivation::Softmax)],
    ) {
        for layer in &layers {
            prop_assert_eq!(&layer.to_string().parse::<LayerSpec>().unwrap(), layer, "{}", layer);
        }
        let spec = NetworkSpec { input, layers, output };
        let text = spec.to_string();
        prop_assert_eq!(text.parse::<NetworkSpec>().expect(&text), spec.clone(), "{}", text);
        let json = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(serde_json::from_str::<NetworkSpec>(&json).unwrap(), spec);
    }

    #[test]
    fn no_text_is_too_strange(text in "[ -~]{0,60}|[0-9a-z_,()\" =.]{0,80}|(residual\\(|conv 3 3,|gelu,){0,40}") {
        let _ = text.parse::<NetworkSpec>();
        let _ = LayerSpec::list(&text);
    }
}

#[test]
fn short_forms_mean_what_they_say() {
    let same = |short: &str, long: &str| assert_eq!(short.parse::<NetworkSpec>().unwrap().to_string(), long, "{short}");
    same("[784, dense 128 gelu, dense 10 softmax]", "784, dense 128 gelu, dense 10 softmax");
    same("784,128 gelu,10", "784, dense 128 gelu, dense 10");
    same(
        "28x28, conv 6 5 pad 2 relu, max_pool 2, flatten, 10 softmax",
        "1x28x28, conv 6 5 pad 2 relu, max_pool 2, flatten, dense 10 softmax",
    );
    same("26 steps of 12, lstm 64, 9 softmax", "26 steps of 12, lstm 64, dense 9 softmax");
    same(
        "15 of 27 tokens, embedding 8, gru 16 all bidirectional, global_max_pool, 1 sigmoid",
        "15 of 27 tokens, embedding 8, gru 16 all bidirectional, global_max_pool, dense 1 sigmoid",
    );
    same("4, 8 leaky_relu(0.2), 1", "4, dense 8 leaky_relu(a = 0.2), dense 1");
    same(
        "4, 8 \"x * tanh(softplus(x))\" exact, swiglu 4, 1",
        "4, dense 8 \"x * tanh(softplus(x))\" exact, swiglu 4, dense 1",
    );
    same("4, residual(4 gelu, 4) , 1", "4, residual(dense 4 gelu, dense 4), dense 1");
    // Tables and texts in one file.
    let written =
        r#"{ "input": { "features": 4 }, "layers": ["8 gelu", { "kind": "dense", "units": 3 }], "output": "softmax" }"#;
    let spec: NetworkSpec = serde_json::from_str(written).unwrap();
    assert_eq!(spec.to_string(), "4, dense 8 gelu, dense 3 softmax");
    assert_eq!(serde_json::from_str::<NetworkSpec>(r#"["4", "8 gelu", "3 softmax"]"#).unwrap(), spec);
    let toml =
        "input = { features = 4 }\noutput = \"softmax\"\nlayers = [\"8 gelu\", { kind = \"dense\", units = 3 }]\n";
    assert_eq!(toml::from_str::<NetworkSpec>(toml).unwrap(), spec);
    assert!(Network::<f32>::new(&spec, 0).is_ok());
}

#[test]
fn mistakes_say_where_and_what() {
    let wrong = |text: &str| text.parse::<NetworkSpec>().unwrap_err().to_string();
    assert_eq!(wrong("784, dnse 128 gelu"), "column 6: no layer or activation `dnse`; did you mean `dense`?");
    assert!(
        wrong("4, gated leaky_relu(0.9) 8").contains("a gate has its usual parameters"),
        "they were dropped without a word"
    );
    assert_eq!(wrong("784, 128 geluu"), "column 10: unknown activation `geluu`; did you mean `gelu`?");
    assert_eq!(wrong("784, conv 6"), "column 11: `6` needs a kernel");
    assert_eq!(wrong("784, conv 6 big"), "column 13: expected a kernel, such as `3` or `5x3`, not `big`");
    assert_eq!(wrong("784, dense ten"), "column 12: expected a number of units, a whole number, not `ten`");
    assert_eq!(wrong("wide, 10"), "column 1: expected the input's size, a whole number, not `wide`");
    assert_eq!(wrong("784, 10 (relu"), "column 9: this `(` is not closed");
    assert_eq!(wrong("784,, 10"), "column 5: a layer is missing before this comma");
    assert_eq!(
        wrong("784, lstm 3 bidirectionl"),
        "column 13: unknown activation `bidirectionl`; `nonlin list` shows those there are"
    );
    assert_eq!(wrong("784, 10 gelu relu"), "column 14: `relu` is not known here");
    assert_eq!(wrong("784, 10 \"x * tnh(x)\" "), "column 9: unknown function `tnh` at column 5, did you mean `tanh`?");
    assert_eq!(wrong("784, 10 leaky_relu(b = 1)"), "column 9: `leaky_relu` has no parameter `b`; it has `a`");
    let deep = format!("4, {}{}", "residual(".repeat(50), ")".repeat(50));
    assert!(wrong(&deep).contains("over 16 deep"));
    let json = |text: &str| serde_json::from_str::<NetworkSpec>(text).unwrap_err().to_string();
    assert!(
        json(r#"{ "input": { "features": 4 }, "layers": [{ "kind": "dense", "unit": 3 }] }"#)
            .contains("unknown field `unit`")
    );
    assert!(json(r#"{ "input": { "features": 4 }, "layers": ["dnse 3"] }"#).contains("did you mean `dense`?"));
    // Kinds without settings too.
    let network = |layer: &str| format!(r#"{{ "input": {{ "features": 4 }}, "layers": [{layer}, "2"] }}"#);
    for kind in ["flatten", "global_max_pool", "global_average_pool"] {
        let refused = json(&network(&format!(r#"{{ "kind": "{kind}", "units": 3 }}"#)));
        assert!(refused.contains("unknown field `units`"), "{kind}: {refused}");
    }
    assert!(json(&network(r#"{ "units": 3 }"#)).contains("missing field `kind`"));
    assert!(json(&network(r#"{ "kind": "dens", "units": 3 }"#)).contains("unknown variant `dens`, expected one of"));
}

#[test]
fn what_is_rare_is_kept_too() {
    let same = |spec: &NetworkSpec| {
        let text = spec.to_string();
        assert_eq!(&text.parse::<NetworkSpec>().unwrap_or_else(|error| panic!("{text}: {error}")), spec, "{text}");
    };
    let network =
        |layers: Vec<LayerSpec>| NetworkSpec { input: Shape::Features(4), layers, output: OutputActivation::Linear };
    let set = |name: &str, parameter: &str, value: f64| ActivationSpec {
        parameters: [(parameter.to_owned(), value)].into(),
        ..name.into()
    };
    let own = "swish(x; learn beta = 1.0) = x * sigmoid(beta * x)";
    let activations = [
        set(own, "beta", -1e-300),
        ActivationSpec { exact: true, per_channel: true, ..set(own, "beta", 2.0) },
        "s = sigmoid(x) # a \"gate\", and a \\\nx * s".into(),
        "2".into(),
        "|x|".into(),
        "hard-swish".into(),
        "x".into(),
    ];
    for activation in &activations {
        same(&network(vec![LayerSpec::dense(3, activation.clone()), LayerSpec::output(1)]));
        same(&network(vec![LayerSpec::Activation(activation.clone()), LayerSpec::output(1)]));
        same(&network(vec![LayerSpec::dense(3, activation.clone())]));
        if activation.parameters.is_empty() {
            let gated = GatedSpec { unit: activation.name.clone(), units: 3, initialiser: Some(Initialiser::Zeros) };
            same(&network(vec![LayerSpec::Gated(gated), LayerSpec::output(1)]));
        }
    }
    // Names that a last layer has as a word of its own.
    for name in ["linear", "sigmoid"] {
        same(&network(vec![LayerSpec::dense(3, name)]));
        same(&network(vec![LayerSpec::Activation(name.into())]));
    }
    same(&network(vec![LayerSpec::Rows { function: "softmax".into() }]));
    same(&network(vec![
        LayerSpec::BatchNorm { momentum: 0.01, epsilon: 1e-3 },
        LayerSpec::BatchNorm { momentum: 0.1, epsilon: 1e-3 },
        LayerSpec::LayerNorm { epsilon: 1e-12 },
        LayerSpec::RmsNorm { epsilon: 0.5 },
        LayerSpec::output(1),
    ]));
    let wrong = |text: &str| text.parse::<NetworkSpec>().unwrap_err().to_string();
    assert_eq!(wrong("4, 3 \"x * tanh(x)\"2, 1"), "column 6: expected parameters, such as `(2)` or `(a = 2)`, not `2`");
    assert_eq!(wrong("4, layer_norm momentum 2, 1"), "column 15: `momentum` is not known here; only `epsilon` is");
    assert_eq!(wrong("4, 3 nobias relu nobias, 1"), "column 18: `nobias` stands here a second time");
}

#[test]
fn the_examples_of_the_documentation_are_layers() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/NETWORKS.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| text | meaning")).skip(2);
    let cells = rows.map_while(|row| row.strip_prefix("| ")?.split(" | ").next());
    let examples: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    for text in &examples {
        let layer: LayerSpec = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(layer.to_string().parse::<LayerSpec>().unwrap(), layer);
    }
    assert!(examples.len() > 25, "{examples:?}");
}
