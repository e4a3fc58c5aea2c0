//! What a person can get wrong, and the line that tells them.

use nonlin_net::{
    ActivationSpec, Batch, DenseSpec, Inputs, LayerSpec, Loss, NetError, Network, NetworkSpec, OutputActivation,
    ResidualSpec, Shape, TrainingPlan, train,
};
use std::sync::atomic::AtomicBool;

fn spec() -> NetworkSpec {
    let hidden = vec![DenseSpec::new(4, "relu"), DenseSpec::new(4, "gelu")];
    NetworkSpec::dense(2, hidden, 3, OutputActivation::Softmax)
}

/// The dense layer in this place.
fn dense(spec: &mut NetworkSpec, index: usize) -> &mut DenseSpec {
    let LayerSpec::Dense(dense) = &mut spec.layers[index] else { panic!("all are dense") };
    dense
}

fn refused(change: impl FnOnce(&mut NetworkSpec)) -> String {
    let mut spec = spec();
    change(&mut spec);
    Network::<f32>::new(&spec, 0).unwrap_err().to_string()
}

#[test]
fn a_network_that_cannot_be_names_its_layer() {
    assert_eq!(refused(|s| s.input = Shape::Features(0)), "the input has 0 units; it needs at least 1");
    assert_eq!(refused(|s| dense(s, 1).units = 0), "layer 2 (dense) has 0 units; it needs at least 1");
    assert_eq!(refused(|s| dense(s, 2).units = 0), "output layer has 0 units; it needs at least 1");
    let unknown = refused(|s| dense(s, 1).activation = Some("geluu".into()));
    assert_eq!(unknown, "layer 2 (dense): unknown activation `geluu`; did you mean `gelu`?");
    let of_rows = refused(|s| dense(s, 0).activation = Some("softmax".into()));
    assert!(of_rows.starts_with("layer 1 (dense): `softmax` is a function of a"), "{of_rows}");
    let with = |name: &str, parameter: &str, value| {
        let parameters = [(parameter.to_owned(), value)].into();
        Some(ActivationSpec { parameters, ..ActivationSpec::from(name) })
    };
    let not_finite = refused(|s| dense(s, 0).activation = with("leaky_relu", "a", f64::NAN));
    assert!(not_finite.contains("must be a finite number"), "{not_finite}");
    let wrong = refused(|s| dense(s, 0).activation = with("relu", "slope", 1.0));
    assert!(wrong.starts_with("layer 1 (dense): `relu` has no parameter `slope`"), "{wrong}");
    assert!(refused(|s| dense(s, 2).units = 1).contains("1 output with sigmoid"));
    assert!(refused(|s| s.layers.clear()).starts_with("the network has no layers"));
}

#[test]
fn layers_that_do_not_fit_say_what_does() {
    let tokens = refused(|s| s.input = Shape::Tokens { steps: 5, vocabulary: 27 });
    let expected = "layer 1 (dense): dense works on numbers, and what comes before it is up to 5 of 27 tokens; put `embedding` first";
    assert_eq!(tokens, expected);
    let sequence = refused(|s| s.input = Shape::Sequence { steps: 5, features: 2 });
    assert!(
        sequence.starts_with("the last layer passes on a sequence of up to 5 x 3, not a number per output"),
        "{sequence}"
    );
    let block =
        |units| LayerSpec::Residual(ResidualSpec { layers: vec![LayerSpec::dense(units, "relu")], shortcut: vec![] });
    let wider = refused(|s| s.layers.insert(1, block(7)));
    let expected = "layer 2 (residual): its layers end in 7 features and the way around them in 4 features; a `shortcut` can bring them together";
    assert_eq!(wider, expected);
    let inside = refused(|s| s.layers.insert(1, block(0)));
    assert_eq!(inside, "layer 2.1 (dense) has 0 units; it needs at least 1");
    let mut deep = block(4);
    for _ in 0..100 {
        deep = LayerSpec::Residual(ResidualSpec { layers: vec![deep], shortcut: vec![] });
    }
    assert!(refused(|s| s.layers.insert(1, deep)).ends_with("residual blocks lie over 16 deep in one another"));
}

#[test]
fn an_absurd_size_is_refused_before_it_is_allocated() {
    for units in [1_000_000_000, usize::MAX, usize::MAX / 2] {
        let message = refused(|s| dense(s, 1).units = units);
        assert!(message.starts_with("layer 2 (dense)"), "{message}");
    }
    assert!(refused(|s| s.input = Shape::Features(usize::MAX)).starts_with("the input: a row of"));
    assert!(
        refused(|s| s.input = Shape::Image { channels: 3, height: usize::MAX, width: 9 })
            .starts_with("the input: a row of")
    );
    let network = Network::<f32>::new(&spec(), 0).unwrap();
    for rows in [usize::MAX, usize::MAX / 4, 1 << 58] {
        assert!(matches!(network.workspace(rows), Err(NetError::Memory { .. })));
    }
}

#[test]
fn a_loss_that_does_not_go_says_which_does() {
    let network = Network::<f32>::new(&spec(), 0).unwrap();
    let mut workspace = network.workspace(1).unwrap();
    network.forward(&mut workspace, Inputs::new(&[0.0, 0.0], 1)).unwrap();
    let error = network.loss(&mut workspace, Loss::BinaryCrossEntropy, &[1.0, 0.0, 0.0], &[]).unwrap_err();
    assert_eq!(error.to_string(), "binary cross-entropy does not go with 3 softmax outputs; use softmax cross-entropy");
}

#[test]
fn data_that_do_not_fit_say_where() {
    let (x, t) = ([0.0_f32, 1.0, 2.0, 3.0], [1.0_f32, 0.0, 0.0, 0.0, 0.0, 1.0]);
    let message = |inputs: &[f32], targets: &[f32], rows, plan: &TrainingPlan| {
        let mut network = Network::<f32>::new(&spec(), 0).unwrap();
        let good = Batch::new(&x, &t, 2);
        let batch = Batch::new(inputs, targets, rows);
        train(&mut network, good, batch, plan, &mut (), &AtomicBool::new(false)).unwrap_err().to_string()
    };
    let plan = TrainingPlan::new(Loss::SoftmaxCrossEntropy);
    assert_eq!(message(&[], &[], 0, &plan), "the validation data has no rows");
    assert_eq!(message(&x, &t, 3, &plan), "inputs: 3 rows x 2 columns need 6 numbers, not 4");
    assert_eq!(message(&x, &t[..3], 2, &plan), "targets: 2 rows x 3 columns need 6 numbers, not 3");
    let hole = message(&[0.0, 1.0, f32::NAN, 3.0], &t, 2, &plan);
    assert_eq!(hole, "the validation data, row 1, column 0 (counted from 0): NaN is not a finite number");
    let twice = message(&x, &[1.0, 0.0, 0.0, 1.0, 0.0, 1.0], 2, &plan);
    assert!(twice.contains("row 1 (counted from 0): targets that add up to 2 instead of 1"), "{twice}");
    let outside = message(&x, &[2.0, 0.0, -1.0, 0.0, 0.0, 1.0], 2, &plan);
    assert!(outside.contains("row 0 (counted from 0): a target of 2 is not between 0 and 1"), "{outside}");
    let plans = [
        (TrainingPlan { learning_rate: -1.0, ..plan.clone() }, "learning_rate is -1; it must be a number above 0"),
        (TrainingPlan { batch_size: 0, ..plan.clone() }, "batch_size is 0; it must be at least 1"),
    ];
    for (plan, expected) in plans {
        assert_eq!(message(&x, &t, 2, &plan), expected);
    }
    // A batch size beyond the data is no mistake, and asks for no more memory than the data.
    let plan = TrainingPlan { batch_size: usize::MAX, max_epochs: 1, ..plan };
    let mut network = Network::<f32>::new(&spec(), 0).unwrap();
    let good = Batch::new(&x, &t, 2);
    assert!(train(&mut network, good, good, &plan, &mut (), &AtomicBool::new(false)).is_ok());
}

#[test]
fn a_workspace_of_another_network_is_refused() {
    let network = Network::<f32>::new(&spec(), 0).unwrap();
    let mut wider = spec();
    dense(&mut wider, 0).units = 5;
    let mut workspace = Network::<f32>::new(&wider, 0).unwrap().workspace(2).unwrap();
    assert_eq!(network.forward(&mut workspace, Inputs::new(&[0.0; 4], 2)).map(|_| ()), Err(NetError::Workspace));
    let mut workspace = network.workspace(1).unwrap();
    assert_eq!(
        network.forward(&mut workspace, Inputs::new(&[0.0; 4], 2)).map(|_| ()),
        Err(NetError::Rows { rows: 2, capacity: 1 })
    );
    let mut gradient = vec![0.0; network.parameters().len()];
    assert!(network.backward(&mut workspace, Inputs::new(&[], 0), &mut gradient).is_err(), "nothing went forward yet");
}

#[test]
fn a_spec_reads_back_as_written() {
    let spec = spec();
    let text = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<NetworkSpec>(&text).unwrap(), spec);
    let plan = TrainingPlan::new(Loss::MeanSquaredError);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<TrainingPlan>(&text).unwrap(), plan);
}

#[test]
fn sequences_and_weights_that_cannot_be_say_where() {
    let spec = NetworkSpec {
        input: Shape::Sequence { steps: 2, features: 1 },
        layers: vec![LayerSpec::Flatten, LayerSpec::output(1)],
        output: OutputActivation::Linear,
    };
    let (x, t) = ([0.0_f32, 1.0, 2.0, 0.0], [1.0_f32, 0.0]);
    let message = |spec: &NetworkSpec, change: &dyn Fn(Batch<'static, f32>) -> Batch<'static, f32>| {
        let (x, t): (&'static [f32], &'static [f32]) = (&[0.0, 1.0, 2.0, 0.0], &[1.0, 0.0]);
        let mut network = Network::<f32>::new(spec, 0).unwrap();
        let batch = change(Batch::new(x, t, 2));
        let plan = TrainingPlan { max_epochs: 1, ..TrainingPlan::new(Loss::MeanSquaredError) };
        train(&mut network, batch, Batch::new(x, t, 2), &plan, &mut (), &AtomicBool::new(false))
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    let empty = message(&spec, &|batch| batch.with_lengths(&[2, 0]));
    assert_eq!(empty, "row 1 (counted from 0) is a sequence of 0 steps; it must have from 1 to 2");
    let long = message(&spec, &|batch| batch.with_lengths(&[3, 1]));
    assert_eq!(long, "row 0 (counted from 0) is a sequence of 3 steps; it must have from 1 to 2");
    let negative = message(&spec, &|batch| batch.with_weights(&[1.0, -1.0]));
    assert_eq!(negative, "the training data, row 1 (counted from 0): a weight of -1; weights must not be below 0");
    let plain = NetworkSpec::dense(2, vec![], 1, OutputActivation::Linear);
    let without_steps = message(&plain, &|batch| batch.with_lengths(&[1, 1]));
    assert_eq!(without_steps, "lengths were given, but a row of input is 2 features, which has no steps");
    // Of a row that is shorter only what it has counts.
    let mut network = Network::<f32>::new(&spec, 0).unwrap();
    let mut workspace = network.workspace(2).unwrap();
    let batch = Batch::new(&x, &t, 2).with_lengths(&[2, 1]);
    assert!(network.forward(&mut workspace, batch.without_targets()).is_ok());
    network.parameters_mut().fill(1.0);
    assert_eq!(network.forward(&mut workspace, batch.without_targets()).unwrap(), [2.0, 3.0]);
}
